"""Everything public about one reporting state becomes its page."""

from commonlist.publish.figures import By, category
from commonlist.publish.site import availability, places, reasons, scorecard, statistics, summary, vintages
from commonlist.publish.site.choice import telling
from commonlist.publish.site.page import Fact, Link, Page, Shelf
from commonlist.publish.site.reading import Reading, Row, grouped
from commonlist.publish.site.statistics import Asked
from commonlist.publish.site.summary import Cut, Summary

MOST = 25
SENT = (summary.MART, summary.LISTS)
MARTS = (*places.STATES, summary.MART, "transparency_scores", "decision_reasons", "list_coverage", "sources", "definitions")


def pages(reading: Reading) -> list[Page]:
    """One page for each state."""
    rows = {mart: grouped(reading.rows(mart), places.state_page) for mart in places.STATES}
    lists = grouped(reading.rows("list_coverage"), lambda row: places.state_page({"reporting_state_code": row["state_code"]}))
    return [_page(reading, link, {mart: found.get(link.path, []) for mart, found in rows.items()} | {"lists": lists.get(link.path, [])})
            for link in places.states(reading)]  # fmt: skip


def _page(reading: Reading, link: Link, rows: dict[str, list[Row]]) -> Page:
    words, code = reading.words, link.path.removeprefix("states/").removesuffix(".html").upper()
    totals = _totals(reading, rows["licensing_totals"], code)
    own = [source for source in reading.sources.values() if source["state_code"] == code]
    decided = _summary(reading, code)
    only_sends = decided is not None and not own and not any(rows.values())
    used = {shelf.source["source_id"] for shelf in totals} | {source["source_id"] for source in own}
    return Page(
        path=link.path,
        template="state.html.j2",
        title=words.say("state.title", state=link.name),
        description=_description(reading, link.name, decided if only_sends else None),
        marts=SENT if only_sends else MARTS,
        source_ids=tuple(sorted(used)),
        body={
            "state": link.name,
            "code": code,
            "facts": _facts(reading, rows, own),
            "totals": totals,
            "destinations": _destinations(reading, rows["licensing_by_destination"], code),
            "items": _items(reading, rows["licensing_by_item"], code),
            "card": scorecard.of_state(reading, code),
            "card_query": scorecard.query_of_state(code),
            "criteria": scorecard.CRITERIA,
            "summary": decided,
            "vintages": vintages.of_state(reading, rows["reported_years"]),
            "reasons": reasons.of_state(reading, code),
            "reports": availability.of_state(reading, rows["reported_years"], code),
            "lists": [row | {"badges": reading.sources.get(row["source_id"], {}).get("badges", ())} for row in rows["lists"]],
            "sources": own,
        },
    )


def _description(reading: Reading, state: str, sent: Summary | None) -> str:
    """What the page tells; of a state that is known by what it sent alone, that it is."""
    if sent is None:
        return reading.words.say("state.description", state=state)
    return reading.words.say("state.only_sends_synthetic" if sent.is_synthetic else "state.only_sends", state=state)


def _facts(reading: Reading, rows: dict[str, list[Row]], own: list[Row]) -> list[Fact]:
    """What there is of the state; what there is nothing of is left out."""
    reported = [row for row in rows["reported_years"] if row["publishes"] in ("figures", "totals_only")]
    years = sorted({row["year"] for row in reported or rows["licensing_totals"]})
    counted = {
        "publications": len({row["source_id"] for row in reported} | {source["source_id"] for source in own}),
        "measures": len({row["measure_code"] for row in reported}),
        "years": f"{years[0]}–{years[-1]}" if years else 0,
        "lists": len(rows["lists"]),
    }
    return [Fact(label=reading.words.say(f"facts.{name}"), value=str(value)) for name, value in counted.items() if value]


def _totals(reading: Reading, rows: list[Row], code: str) -> tuple[Shelf, ...]:
    asked = Asked("licensing_totals", {"reporting_state_code": code}, ("category_code", "category_title"), "c")
    return statistics.of(reading, rows, asked, By(reading.words.say("subjects.category"), category(reading.words), _category_page))


def _category_page(row: Row) -> str:
    """Dual-use categories have pages; munitions have one for each entry."""
    return "" if row["category_code"] in (None, "ML") else places.item_page({"common_code": row["category_code"]})


def _destinations(reading: Reading, rows: list[Row], code: str) -> tuple[Shelf, ...]:
    asked = Asked("licensing_by_destination", {"reporting_state_code": code}, ("destination_code", "destination_name"), "d", MOST)
    by = By(reading.words.say("subjects.destination"), lambda row: str(row["destination_name"]), places.destination_page)
    return statistics.of(reading, telling(rows), asked, by)


def _items(reading: Reading, rows: list[Row], code: str) -> tuple[Shelf, ...]:
    asked = Asked("licensing_by_item", {"reporting_state_code": code}, ("common_code", "common_title"), "i")
    return statistics.of(reading, telling(rows), asked, By(reading.words.say("subjects.item"), item_label, places.item_page))


def _summary(reading: Reading, code: str) -> Summary | None:
    fixed = {"reporting_state_code": code}
    by_item = Cut(fixed, "item_code", "item", places.page_of_item)
    return summary.of(reading, [by_item, Cut(fixed, "destination_code", "destination", places.page_of_destination)])


def item_label(row: Row) -> str:
    """Code and title of an item."""
    return f"{row['common_code']} {row['common_title'] or ''}".strip()
