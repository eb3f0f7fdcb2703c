"""The whole edition at a glance becomes the first page."""

from markupsafe import Markup

from commonlist.publish import charts
from commonlist.publish.charts import Bar
from commonlist.publish.files import describe, sha256
from commonlist.publish.site import places, summary, tiles
from commonlist.publish.site.page import Drawing, Fact, Link, Page
from commonlist.publish.site.reading import Reading, Row, grouped
from commonlist.publish.site.summary import Cut

VALUE_KINDS = ("on", "none", "todo")
VALUES = "select source_id, predicate, code_count, value_share\nfrom 'value_coverage.parquet'\norder by all;"
PARTS = ("mapped", "none", "todo")
COVERAGE = "select publisher_code, title, entry_count, mapped_count, none_count, todo_count\nfrom 'list_coverage.parquet'\norder by all;"


def page(reading: Reading) -> Page:
    """The page `index.html`."""
    words, sources, values = reading.words, list(reading.sources.values()), _values(reading)
    coverage = [_covered(reading, row) for row in reading.rows("list_coverage")]
    return Page(
        path="index.html",
        template="index.html.j2",
        title=words.say("index.title"),
        description=reading.terms.description,
        marts=(),
        source_ids=tuple(reading.sources),
        body={
            "sources": sources,
            "stale_count": sum("stale" in row["badges"] for row in sources),
            "stale_after": reading.terms.stale_after_cadences,
            "facts": _facts(reading, coverage),
            "coverage": coverage,
            "coverage_drawing": _drawing(reading, coverage),
            "value_drawing": _value_drawing(reading, values),
            "values": values,
            "states": places.states(reading),
            "tiles": tiles.of(reading),
            "tiles_query": tiles.QUERY,
            "items": places.items(reading),
            "destinations": _destinations(reading),
            "summary": summary.of(reading, [Cut({}, "reporting_state_code", "state", places.page_of_state)]),
            "tables": _tables(reading),
        },
    )


def _covered(reading: Reading, row: Row) -> Row:
    return row | reading.publisher(row) | {"badges": reading.sources.get(row["source_id"], {}).get("badges", ())}


def _facts(reading: Reading, coverage: list[Row]) -> list[Fact]:
    words, years = reading.words, sorted({row["year"] for row in reading.rows("licensing_totals")})
    found = {
        "publishers": f"{len({row['publisher_code'] for row in reading.sources.values()})}",
        "lists": f"{len(coverage)}",
        "entries": f"{sum(row['entry_count'] for row in coverage):,}",
        "years": f"{years[0]}–{years[-1]}" if years else words.say("facts.none"),
    }
    return [Fact(label=words.say(f"facts.{name}"), value=value) for name, value in found.items()]


def _drawing(reading: Reading, coverage: list[Row]) -> Drawing:
    words = reading.words
    bars = [
        Bar(
            label=f"{row['publisher']}: {row['title']}",
            series=words.say(f"coverage.{part}"),
            value=row[f"{part}_count"] / row["entry_count"],
        )
        for row in coverage
        for part in PARTS
    ]
    shares = "; ".join(words.say("coverage.spoken", title=row["title"], share=f"{100 * row['mapped_share']:.0f}") for row in coverage)
    title = words.say("coverage.chart")
    chart = charts.stacked("coverage", title, shares, bars)
    return Drawing(title=title, svg=Markup(chart.wide + chart.narrow), query=COVERAGE)  # noqa: S704


def _values(reading: Reading) -> list[Row]:
    """Of each statistic the shares of licensed value on items, without a counterpart and still to do, and how many categories it has."""
    by_source = grouped(reading.rows("value_coverage"), lambda row: row["source_id"])
    return [
        {
            "title": reading.sources[source_id]["title"],
            "badges": reading.sources[source_id]["badges"],
            "codes": sum(row["code_count"] for row in rows),
            "shares": {kind: _share(rows, kind) for kind in VALUE_KINDS},
        }
        for source_id, rows in by_source.items()
        if source_id in reading.sources
    ]


def _share(rows: list[Row], kind: str) -> float | None:
    found = [row["value_share"] for row in rows if _kind(row["predicate"]) == kind and row["value_share"] is not None]
    return sum(found) if found else None if all(row["value_share"] is None for row in rows) else 0.0


def _kind(predicate: str) -> str:
    return {"none": "none", "non_item": "none", "todo": "todo"}.get(predicate, "on")


def _value_drawing(reading: Reading, values: list[Row]) -> Drawing | None:
    words = reading.words
    rows = [row for row in values if row["shares"]["on"] is not None]
    bars = [
        Bar(label=row["title"], series=words.say(f"coverage.value_{kind}"), value=row["shares"][kind])
        for row in rows
        for kind in VALUE_KINDS
    ]
    if not bars:
        return None
    said = "; ".join(words.say("coverage.value_spoken", title=row["title"], share=f"{100 * row['shares']['on']:.0f}") for row in rows)
    title = words.say("coverage.value_chart")
    chart = charts.stacked("value", title, said, bars)
    return Drawing(title=title, svg=Markup(chart.wide + chart.narrow), query=VALUES)  # noqa: S704


def _destinations(reading: Reading) -> list[Link]:
    """Every destination with the count that shades its tile: the table beside the map."""
    by_page = grouped(reading.rows("licensing_by_destination"), places.destination_page)
    counts = {link: tiles.counted(by_page.get(link.path, [])) for link in places.destinations(reading)}
    return [link.model_copy(update={"note": reading.words.say("tiles.count", n=count)}) for link, count in counts.items()]


def _tables(reading: Reading) -> list[Row]:
    """Every public table with its description, rows, checksum and the forms it comes in."""
    import pyarrow.parquet as pq

    return [
        {
            "mart": path.stem,
            "description": describe(path)[0],
            "rows": pq.read_metadata(path).num_rows,
            "sha256": sha256(path),
            "forms": reading.forms(path.stem),
        }
        for path in sorted(reading.folder.glob("*.parquet"))
    ]
