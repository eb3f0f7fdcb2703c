"""The whole edition at a glance becomes the first page."""

from markupsafe import Markup

from commonlist.publish import charts
from commonlist.publish.charts import Bar
from commonlist.publish.files import describe, sha256
from commonlist.publish.site import places
from commonlist.publish.site.page import Drawing, Fact, Page
from commonlist.publish.site.reading import Reading, Row

PARTS = ("mapped", "none", "todo")
COVERAGE = "select publisher_code, title, entry_count, mapped_count, none_count, todo_count\nfrom 'list_coverage.parquet'\norder by all;"


def page(reading: Reading) -> Page:
    """The page `index.html`."""
    words, sources = reading.words, list(reading.sources.values())
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
            "sample_count": sum("sample" in row["badges"] for row in sources),
            "stale_count": sum("stale" in row["badges"] for row in sources),
            "stale_after": reading.terms.stale_after_cadences,
            "facts": _facts(reading, coverage),
            "coverage": coverage,
            "coverage_drawing": _drawing(reading, coverage),
            "states": places.states(reading),
            "items": places.items(reading),
            "destinations": places.destinations(reading),
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
