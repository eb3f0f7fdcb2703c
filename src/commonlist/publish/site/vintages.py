"""Figures that were published again become tables and charts by vintage: what each edition said of each year.

Only definitions with several vintages are shown; a vintage that leaves out a year has no line there.
"""

from datetime import date

from markupsafe import Markup

from commonlist.publish.figures import By, Figures, tabulate
from commonlist.publish.site.page import Drawing, Statistic
from commonlist.publish.site.reading import Reading, Row, grouped
from commonlist.publish.site.small_charts import Point, lines

MART = "reported_years"
DRAWN = 3


def of_state(reading: Reading, rows: list[Row]) -> tuple[Statistic, ...]:
    """A table and a chart for each definition of the state with several vintages; its rows are those of `reported_years`."""
    by_definition = grouped(rows, lambda row: (row["source_id"], row["definition_code"]))
    again = [found for found in by_definition.values() if len({row["edition_date"] for row in found}) > 1]
    by = By(reading.words.say("vintages.vintage"), lambda row: str(row["edition_date"]))
    days = _days(reading)
    tables = [table for found in again for table in tabulate([_figure(row, days) for row in found], reading.words, by)]
    return tuple(_statistic(reading, table) for table in tables if _is_told(reading, table))


def _days(reading: Reading) -> dict[tuple[str, int], Row]:
    """What is known of the days that the figures of a definition and year cover."""
    return {(row["definition_code"], row["year"]): row for row in reading.rows("licensing_totals")}


def _is_told(reading: Reading, table: Figures) -> bool:
    return table.definition_code in reading.definitions and any(any(line.figures) for line in table.lines)


def _figure(row: Row, days: dict[tuple[str, int], Row]) -> Row:
    """The row as a figure of the days its year covers, in its currency if it has but one."""
    year = row["year"]
    whole = {"covered_from_date": date(year, 1, 1), "covered_to_date": date(year, 12, 31)}
    known = days.get((row["definition_code"], year), whole)
    return row | {name: known[name] for name in whole} | {"currency_code": row["currency_codes"], "caveat": None}


def _statistic(reading: Reading, table: Figures) -> Statistic:
    definition = reading.definitions[table.definition_code]
    ordered = table.model_copy(update={"lines": tuple(sorted(table.lines, key=lambda line: line.label)), "caveats": ()})
    anchor = f"v-{table.definition_code}".replace(":", "-")
    query = (
        f"select edition_date, year, publishes, value_original\nfrom '{MART}.parquet'\n"
        f"where definition_code = '{table.definition_code}'\norder by all;"
    )
    return Statistic(
        anchor=anchor,
        heading=str(definition["measure_title"]),
        definitions=((str(definition["measure_title"]), str(definition["definition"]), definition["citation"] or ""),),
        drawing=_drawing(reading, anchor, str(definition["measure_title"]), ordered, query),
        query=query,
        figures=ordered,
    )


def _drawing(reading: Reading, anchor: str, measure: str, table: Figures, query: str) -> Drawing:
    title = reading.words.say("vintages.chart", measure=measure, unit=table.unit)
    drawn = table.lines[-DRAWN:]
    series = {
        line.label: [Point(year=year.year, value=figure) for year, figure in zip(table.years, line.figures, strict=True)] for line in drawn
    }
    said = "; ".join(f"{line.label}: {', '.join(line.cells)}" for line in drawn)
    return Drawing(title=title, svg=Markup(lines(anchor, title, said, series)), query=query)  # noqa: S704
