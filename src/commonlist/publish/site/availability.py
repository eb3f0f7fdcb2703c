"""Who reports what becomes a page: for each measure a table of states by years, in which silence is never a zero."""

from collections.abc import Callable

from commonlist.publish.figures import IN_PART, is_undivided
from commonlist.publish.site import places
from commonlist.publish.site.page import Page, Value
from commonlist.publish.site.reading import Reading, Row, grouped

PATH = "availability.html"
MART = "reported_years"


class Report(Value):
    """What one state says of a measure in one publication: a state of the value for each year."""

    name: str
    page: str
    states: tuple[str, ...]


class Matrix(Value):
    """One measure, or one state: reports by year, below the publication they stand in."""

    anchor: str
    title: str
    subject: str
    years: tuple[int, ...]
    publications: tuple[tuple[str, tuple[Report, ...]], ...]
    query: str


def page(reading: Reading) -> Page:
    """The page of all measures."""
    words, rows = reading.words, _marked(reading, latest(reading))
    titles = {row["measure_code"]: row["measure_title"] for row in reading.definitions.values()}
    found = grouped(rows, lambda row: row["measure_code"])
    order = sorted(found, key=lambda measure: (-sum(row["line_count"] for row in found[measure]), measure))
    matrices = [_of_measure(reading, measure, titles.get(measure, measure), found[measure]) for measure in order]
    return Page(
        path=PATH,
        template="availability.html.j2",
        title=words.say("availability.title"),
        description=words.say("availability.description"),
        marts=(MART, "publisher_profile", "definitions"),
        source_ids=tuple(sorted({row["source_id"] for row in rows if row["source_id"] in reading.sources})),
        body={"matrices": matrices},
    )


def latest(reading: Reading) -> list[Row]:
    """What the newest vintage of each source says."""
    return [row for row in reading.rows(MART) if row["is_latest"]]


def _marked(reading: Reading, rows: list[Row]) -> list[Row]:
    """The rows; where part of what a state says of a year is printed only as a total, its figures are no more than a part."""

    def place(row: Row) -> tuple[object, ...]:
        return row["definition_code"], row["reporting_state_code"], row["year"]

    totals = {place(row) for row in reading.rows("licensing_totals") if is_undivided(row)}
    return [row | {"value_state": IN_PART} if row["publishes"] == "figures" and place(row) in totals else row for row in rows]


def _of_measure(reading: Reading, measure: str, title: str, rows: list[Row]) -> Matrix:
    years = _years(rows)

    def report(found: list[Row]) -> Report:
        return _report(found, years, found[0]["reporting_state_name"], places.state_page(found[0]))

    return Matrix(
        anchor=measure,
        title=title,
        subject=reading.words.say("subjects.state"),
        years=years,
        publications=_by_publication(reading, rows, report),
        query=_query(f"measure_code = '{measure}'"),
    )


def of_state(reading: Reading, rows: list[Row], code: str) -> Matrix | None:
    """What one state reports, a line for each measure of a publication; nothing where it reports none."""
    titles = {row["definition_code"]: row["measure_title"] for row in reading.definitions.values()}
    found = _marked(reading, [row for row in rows if row["is_latest"]])
    years = _years(found)

    def report(lines: list[Row]) -> Report:
        return _report(lines, years, str(titles.get(lines[0]["definition_code"], lines[0]["measure_code"])), "")

    publications = _by_publication(reading, found, report)
    subject, query = reading.words.say("figures.measure"), _query(f"reporting_state_code = '{code}'")
    return Matrix(anchor="reports", title="", subject=subject, years=years, publications=publications, query=query) if found else None


def _by_publication(reading: Reading, rows: list[Row], report: Callable[[list[Row]], Report]) -> tuple[tuple[str, tuple[Report, ...]], ...]:
    """Reports by the title of their publication, those with most lines first; in each by name."""
    sources = grouped(rows, lambda row: row["source_id"])
    order = sorted(sources, key=lambda source_id: (-sum(row["line_count"] for row in sources[source_id]), source_id))
    found = []
    for source_id in order:
        lines = grouped(sources[source_id], lambda row: (row["reporting_state_name"], row["definition_code"]))
        reports = sorted(map(report, lines.values()), key=lambda one: one.name)
        found.append((reading.sources.get(source_id, {}).get("title", source_id), tuple(reports)))
    return tuple(found)


def _years(rows: list[Row]) -> tuple[int, ...]:
    found = [row["year"] for row in rows]
    return tuple(range(min(found), max(found) + 1)) if found else ()


def _report(rows: list[Row], years: tuple[int, ...], name: str, page_of_it: str) -> Report:
    by_year = {row["year"]: row for row in rows}
    return Report(name=name, page=page_of_it, states=tuple(_state(by_year.get(year)) for year in years))


def _state(row: Row | None) -> str:
    if row is None:
        return "no_line"
    return "total_only" if row["publishes"] == "totals_only" else str(row["value_state"])


def _query(condition: str) -> str:
    columns = "reporting_state_name, source_id, measure_code, definition_code, year, publishes, value_state"
    return f"select {columns}\nfrom '{MART}.parquet'\nwhere {condition} and is_latest\norder by all;"
