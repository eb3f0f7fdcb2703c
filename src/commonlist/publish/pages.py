"""The public marts of an edition become one static page; no other data is read, so nothing else can reach it.

From outside `public/` come only the template, the facts of `exports/edition.yml` and the names of the publishers.
The page is self-contained (no script, no request, under 300 kB) and says of every figure who defined it.
"""

from collections.abc import Iterable
from datetime import date, datetime
from pathlib import Path
from typing import Any

from pydantic import BaseModel, ConfigDict

from commonlist.errors import Place, PublishError
from commonlist.publish import charts, figures
from commonlist.publish.charts import Bar, Chart
from commonlist.publish.contract import House, exports_folder
from commonlist.publish.figures import Figures, Line
from commonlist.publish.files import connect, describe, sha256
from commonlist.registry import publishers

CHARTED = 12
KINDS = {"control_item": "control list", "licensing_observation": "licensing statistics"}
Row = dict[str, Any]


class Value(BaseModel):
    """Base of what the template shows."""

    model_config = ConfigDict(frozen=True, extra="forbid", arbitrary_types_allowed=True)


class Fact(Value):
    """One headline figure."""

    label: str
    value: str


class Statistic(Value):
    """One definition: its words, its chart, its table."""

    anchor: str
    source_title: str
    badges: tuple[str, ...]
    measure_title: str
    definition: str
    citation: str
    chart_title: str
    chart: Chart
    figures: Figures


class Table(Value):
    """One downloadable table."""

    mart: str
    description: str
    rows: int
    sha256: str


class Page(Value):
    """Everything the template may show."""

    edition: str
    created: date
    description: str
    cite_as: str
    sample_count: int
    stale_after: float
    facts: tuple[Fact, ...]
    sources: tuple[Row, ...]
    stale_count: int
    coverage: tuple[Row, ...]
    coverage_chart: Chart
    statistics: tuple[Statistic, ...]
    tables: tuple[Table, ...]


def render(public: Path, edition: str, created_at: datetime, terms: House) -> str:
    """The page as HTML, from the Parquet files in the public folder."""
    from jinja2 import Environment, FileSystemLoader, StrictUndefined
    from markupsafe import Markup

    folder = exports_folder() / "templates"
    environment = Environment(loader=FileSystemLoader(folder), autoescape=True, undefined=StrictUndefined, trim_blocks=True)
    environment.filters |= {"number": "{:,}".format, "day": "{:%-d %B %Y}".format, "drawn": Markup}
    return environment.get_template("public.html.j2").render(
        page=compose(public, edition, created_at.date(), terms),
        style=Markup((folder / "public.css").read_text(encoding="utf-8").replace("\n", "")),  # noqa: S704
        not_reported=figures.NOT_REPORTED,
        total_only=figures.TOTAL_ONLY,
        no_line=figures.NO_LINE,
    )


def compose(public: Path, edition: str, created: date, terms: House) -> Page:
    """What the page says, as values."""
    names = {publisher.code: publisher.name for publisher in publishers()}
    sources = [_source(row, created, terms) | _publisher(row, names) for row in _rows(public, "sources")]
    badges = {row["source_id"]: row["badges"] for row in sources}
    coverage = [row | _publisher(row, names) | {"badges": badges.get(row["source_id"], ())} for row in _rows(public, "list_coverage")]
    statistics = _statistics(public, {row["source_id"]: row for row in sources})
    return Page(
        edition=edition,
        created=created,
        description=terms.description,
        cite_as=terms.cite_as.format(edition=edition),
        sample_count=sum("sample" in row["badges"] for row in sources),
        stale_after=terms.stale_after_cadences,
        facts=_facts(sources, coverage, statistics),
        sources=tuple(sources),
        stale_count=sum("stale" in row["badges"] for row in sources),
        coverage=tuple(coverage),
        coverage_chart=_coverage_chart(coverage),
        statistics=tuple(statistics),
        tables=tuple(_table(path) for path in sorted(public.glob("*.parquet"))),
    )


def _rows(public: Path, mart: str) -> list[Row]:
    found: list[Row] = connect().from_parquet(str(public / f"{mart}.parquet")).to_arrow_table().to_pylist()
    return found


def _publisher(row: Row, names: dict[str, str]) -> Row:
    return {"publisher": names.get(row["publisher_code"], row["state_code"])}


def _source(row: Row, created: date, terms: House) -> Row:
    is_stale = terms.is_stale(row["edition_date"], row["cadence_days"], created)
    badges = [word for word, applies in (("sample", row["origin"] == "sample"), ("stale", is_stale)) if applies]
    return row | {"kind": KINDS.get(row["record"], row["record"]), "badges": tuple(badges)}


def _facts(sources: list[Row], coverage: list[Row], statistics: list[Statistic]) -> tuple[Fact, ...]:
    entries = sum(row["entry_count"] for row in coverage)
    years = sorted({year.year for statistic in statistics for year in statistic.figures.years})
    found = [
        Fact(label="Publishers", value=f"{len({row['publisher_code'] for row in sources})}"),
        Fact(label="Control lists", value=f"{len(coverage)}"),
        Fact(label="Entries in these lists", value=f"{entries:,}"),
        Fact(label="Years of licensing totals", value=f"{years[0]}–{years[-1]}" if years else "none"),
    ]
    return tuple(found)


def _coverage_chart(coverage: list[Row]) -> Chart:
    parts = (("mapped", "mapped_count"), ("no counterpart", "none_count"), ("still to do", "todo_count"))
    bars = [
        Bar(label=f"{row['publisher']}: {row['title']}", series=series, value=row[column] / row["entry_count"])
        for row in coverage
        for series, column in parts
    ]
    shares = "; ".join(f"{row['title']} {100 * row['mapped_share']:.0f} per cent mapped" for row in coverage)
    title = "Entries of each list by state of the crosswalk"
    return charts.stacked("coverage", title, f"{shares}. The table below holds the counts.", bars)


def _statistics(public: Path, sources: dict[str, Row]) -> list[Statistic]:
    definitions = {row["definition_code"]: row for row in _rows(public, "definitions")}
    tables = figures.tabulate(_rows(public, "licensing_totals"))
    for table in tables:
        _require_explained(table, definitions, sources)
    return [_statistic(number, table, definitions[table.definition_code], sources[table.source_id]) for number, table in enumerate(tables)]


def _require_explained(table: Figures, definitions: dict[str, Row], sources: dict[str, Row]) -> None:
    if table.definition_code not in definitions or table.source_id not in sources:
        raise PublishError(
            "publish.unexplained_figures",
            f"figures of {table.source_id} stand under {table.definition_code}, which the public tables do not explain",
            place=Place(file="licensing_totals", column="definition_code"),
            next_step="add the definition to crosswalks/common/definitions.csv; the source must be public as well",
        )


def _statistic(number: int, table: Figures, definition: Row, source: Row) -> Statistic:
    title = f"{source['title']}: {definition['measure_title']}"
    shown = _charted(table)
    where = f"{table.subject.lower()}, {table.charted_year}, {table.unit}"
    rest = f"the {len(shown)} largest of {len(table.lines)}" if len(shown) < len(table.lines) else ""
    return Statistic(
        anchor=f"t{number}",
        source_title=source["title"],
        badges=source["badges"],
        measure_title=definition["measure_title"],
        definition=definition["definition"],
        citation=definition["citation"] or "",
        chart_title=f"{definition['measure_title']} by {where}" + (f"; {rest}" if rest else ""),
        chart=_chart(f"t{number}", title, where, shown, table.charted),
        figures=table,
    )


def _charted(table: Figures) -> list[Line]:
    return [line for line in table.lines if line.figures[table.charted] is not None][:CHARTED]


def _chart(name: str, title: str, where: str, lines: list[Line], place: int) -> Chart:
    bars = [Bar(label=line.label, series="figure", value=line.figures[place] or 0, printed=line.cells[place]) for line in lines]
    return charts.ranked(name, f"{title}, by {where}", f"{_spoken(bars)} The table below holds every figure.", bars)


def _spoken(bars: Iterable[Bar]) -> str:
    largest = [f"{bar.label} {bar.printed}" for bar in bars][:3]
    return f"Largest: {', '.join(largest)}." if largest else "No figure was published for this year."


def _table(path: Path) -> Table:
    import pyarrow.parquet as pq

    return Table(mart=path.stem, description=describe(path)[0], rows=pq.read_metadata(path).num_rows, sha256=sha256(path))
