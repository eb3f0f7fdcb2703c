"""What changed from one edition of a control list to the next becomes sentences: codes that came, went or were reworded, and thresholds."""

from datetime import date

from commonlist.publish.site.page import Page, Value
from commonlist.publish.site.reading import Reading, Row, grouped

PATH = "policy.html"
MART = "list_changes"
KINDS = ("added", "removed", "reworded")
NAMED = 15


class Change(Value):
    """One edition of a list against the one before: sentences about codes, and a sentence for each threshold."""

    source_id: str
    publisher: str
    title: str
    anchor: str
    edition_date: date
    before: date
    sentences: tuple[str, ...]
    thresholds: tuple[str, ...]
    query: str


def page(reading: Reading) -> Page:
    """The page of all lists."""
    words, found = reading.words, changes(reading)
    return Page(
        path=PATH,
        template="policy.html.j2",
        title=words.say("policy.title"),
        description=words.say("policy.description"),
        marts=(MART, "list_coverage", "sources"),
        source_ids=tuple(sorted({one.source_id for one in found})),
        body={"changes": found},
    )


def changes(reading: Reading) -> list[Change]:
    """Every edition that has one before it, the newest first."""
    by_edition = grouped(reading.rows(MART), lambda row: (row["edition_date"], row["source_id"]))
    return [_change(reading, by_edition[key]) for key in sorted(by_edition, reverse=True)]


def _change(reading: Reading, rows: list[Row]) -> Change:
    first, by_kind = rows[0], grouped(rows, lambda row: row["list_change"])
    codes = {kind: [row["item_code"] for row in by_kind.get(kind, [])] for kind in KINDS}
    source_id, edition_date = first["source_id"], first["edition_date"]
    source = reading.sources.get(source_id, {})
    return Change(
        source_id=source_id,
        publisher=source.get("publisher", source_id.partition("_")[0].upper()),
        title=source.get("title", source_id),
        anchor=f"{source_id}-{edition_date}",
        edition_date=edition_date,
        before=first["before_edition_date"],
        sentences=tuple(
            reading.words.count(f"policy.{kind}", len(found), codes=_named(reading, found)) for kind, found in codes.items() if found
        ),
        thresholds=tuple(_threshold(reading, row) for row in by_kind.get("threshold", [])),
        query=f"select list_change, item_code, comparator, before_figure, after_figure\nfrom '{MART}.parquet'\n"
        f"where source_id = '{source_id}' and edition_date = date '{edition_date}'\norder by all;",
    )


def _named(reading: Reading, codes: list[str]) -> str:
    rest = len(codes) - NAMED
    return ", ".join(codes[:NAMED]) + (reading.words.say("policy.more", n=f"{rest:,}") if rest > 0 else "")


def _threshold(reading: Reading, row: Row) -> str:
    comparators = reading.words.group("comparators")
    limit = comparators.get(row["comparator"], row["comparator"])
    before, after = (row[name].replace(", ", reading.words.say("policy.and")) for name in ("before_figure", "after_figure"))
    return reading.words.say("policy.threshold", code=row["item_code"], limit=limit, before=before, after=after)
