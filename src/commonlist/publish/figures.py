"""Rows of a public mart of figures become tables for reading: one per source and definition, years as columns.

- Figures of different definitions never share a line; nothing is added up here.
- A cell is a figure, the interval it lies in (`interval`, in words), or a word for why there is none: `value_state`, or what the counts
  say. Only a printed zero is 0.
- Where some of the figures were printed only as totals over all categories, the sum of the others is a least value, and never looks like
  a figure; nothing is ranked then, and charts leave it out.
- Money is shown in millions. Every word comes from the labels of the language.
"""

import re
from collections.abc import Callable, Iterable, Mapping
from datetime import date
from decimal import Decimal
from itertools import groupby
from typing import Any, NamedTuple

from pydantic import BaseModel, ConfigDict

from commonlist.publish.site.words import Words

UNDIVIDED = "printed only as a total"  # as the macro `caveat` says it
IN_PART = "in_part"
DAYS_OF_A_YEAR, TOLERANCE = 365, 5
MILLION = Decimal(1_000_000)
Row = dict[str, Any]


class By(NamedTuple):
    """What the lines of a table are about: its name, the line a row belongs to, and the page about that line (empty if there is none)."""

    subject: str
    label: Callable[[Row], str]
    page: Callable[[Row], str] = lambda _: ""


class Year(BaseModel):
    """A column: `note` says how far into the year the figures reach where they do not cover it all, `last` is their last day."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    year: int
    last: date
    note: str = ""


class Line(BaseModel):
    """A row: what it is about, its printed cells, their figures for the chart (None where there is none), their states, its page."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    label: str
    cells: tuple[str, ...]
    figures: tuple[float | None, ...]
    states: tuple[str, ...] = ()
    page: str = ""


class Figures(BaseModel):
    """One table. `charted` is the place of the newest full year among `years`; lines are sorted by it, largest first.

    `is_ranked` is false where that year's sums leave out what was printed only as a total.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    source_id: str
    definition_code: str
    measure_code: str
    currency_code: str
    unit: str
    subject: str
    years: tuple[Year, ...]
    charted: int
    lines: tuple[Line, ...]
    caveats: tuple[str, ...]
    is_ranked: bool

    @property
    def charted_year(self) -> int:
        return self.years[self.charted].year

    @property
    def figure_count(self) -> int:
        """How many cells hold a figure."""
        return sum(figure is not None for line in self.lines for figure in line.figures)


def tabulate(rows: Iterable[Row], said: Words, by: By | None = None, absent: str = "") -> list[Figures]:
    """Every table of the mart, by source and definition (and currency, should one definition have two).

    Lines are by category and reporting state unless `by` says otherwise. A year without a row prints `absent`, or the label.
    """

    def table(row: Row) -> tuple[str, str, str]:
        return row["source_id"], row["definition_code"], row["currency_code"] or ""

    return [_figures(list(group), said, by, absent) for _, group in groupby(sorted(rows, key=table), key=table)]


def _figures(rows: list[Row], said: Words, by: By | None, absent: str) -> Figures:
    first, words = rows[0], said.group("states")
    words |= {"no_line": absent or words["no_line"]}
    years = _years(rows, said)
    by = by or labelling(rows, said)
    charted = max((place for place, year in enumerate(years) if not year.note), default=len(years) - 1)
    lines = [_line(text, list(group), years, by, words) for text, group in groupby(sorted(rows, key=by.label), key=by.label)]
    return Figures(
        source_id=first["source_id"],
        definition_code=first["definition_code"],
        measure_code=first["measure_code"],
        currency_code=first["currency_code"] or "",
        unit=unit(first["currency_code"], said),
        subject=by.subject,
        years=tuple(years),
        charted=charted,
        lines=tuple(sorted(lines, key=lambda line: (line.figures[charted] is None, -(line.figures[charted] or 0), _in_order(line.label)))),
        caveats=caveats(rows),
        is_ranked=not any(is_undivided(row) for row in rows if row["year"] == years[charted].year),
    )


def _in_order(label: str) -> list[str | int]:
    """What sorts labels as people do: ML5 before ML11."""
    return [int(part) if part.isdecimal() else part for part in re.split(r"(\d+)", label)]


def unit(currency_code: str | None, said: Words) -> str:
    """What figures count: millions of their currency, or the number of something."""
    return said.text("units.money", currency=currency_code) if currency_code else said.text("units.count")


def _years(rows: list[Row], said: Words) -> list[Year]:
    spans = {row["year"]: (row["covered_from_date"], row["covered_to_date"]) for row in rows}
    return [Year(year=year, last=spans[year][1], note=_gap(year, *spans[year], said)) for year in sorted(spans)]


def is_whole(row: Row) -> bool:
    """Whether figures cover all of their year.

    Decisions are dated by the day: a year is whole if the first fell in January and the last in December.
    """
    return not any(_missing(row["year"], row["covered_from_date"], row["covered_to_date"]))


def _missing(year: int, first: date, last: date) -> tuple[bool, bool]:
    """Whether the beginning, and whether the end of the year is missing."""
    return first.month > 1, (last.year, last.month) <= (year, 11)


def _gap(year: int, first: date, last: date, said: Words) -> str:
    """From and to which day of its year figures reach; nothing where they cover it all. A fiscal year has its last day alone."""
    starts, ends = _missing(year, first, last)
    if first.year < year and abs((last - first).days - DAYS_OF_A_YEAR) < TOLERANCE:
        return said.text("years.fiscal", day=said.day_of_year(last))
    start = said.text("years.from", day=said.day_of_year(first)) if starts else ""
    end = said.text("years.to", day=said.day_of_year(last)) if ends else ""
    return " ".join(part for part in (start, end) if part)


def labelling(rows: list[Row], said: Words) -> By:
    """Lines by what the rows differ in: reporting state, category, or both; beside a state, a category has the first part of its title."""
    subjects, of_category = said.group("subjects"), category(said)
    has_states = len({row["reporting_state_name"] for row in rows}) > 1
    has_categories = len({row.get("category_code") for row in rows}) > 1
    if has_states and has_categories:
        return By(subjects["both"], lambda row: f"{row['reporting_state_name']}: {of_category(row).partition(': ')[0]}")
    if has_states:
        return By(subjects["state"], lambda row: str(row["reporting_state_name"]))
    return By(subjects["category"], of_category)


def caveats(rows: Iterable[Row]) -> tuple[str, ...]:
    """What is to be known of any of the rows, each once."""
    return tuple(sorted({part for row in rows if row["caveat"] for part in row["caveat"].split("; ")}))


def category(said: Words) -> Callable[[Row], str]:
    """The label of a line by category."""
    none = said.text("subjects.no_category")
    return lambda row: f"{row['category_code']} {row['category_title']}" if row["category_code"] else none


def _line(label: str, rows: list[Row], years: list[Year], by: By, words: Mapping[str, str]) -> Line:
    by_year = {row["year"]: row for row in rows}
    found = [by_year.get(year.year) for year in years]
    states = tuple(map(_state, found))
    cells = tuple(_cell(row, state, words) for row, state in zip(found, states, strict=True))
    return Line(label=label, cells=cells, figures=tuple(map(_figure, found)), states=states, page=by.page(rows[0]))


def _cell(row: Row | None, state: str, words: Mapping[str, str]) -> str:
    """What is printed of a row: its interval, the word of its state, in which `{figure}` is its figure, or the figure alone."""
    if row and row.get("interval"):
        return str(row["interval"])
    figure = printed(row)
    word = words.get(f"{state}_little" if state == IN_PART and figure.startswith("<") else state, "")
    return word.format(figure=figure) or figure


def _figure(row: Row | None) -> float | None:
    if row is None or row["value_original"] is None:
        return None
    return float(row["value_original"] / MILLION if row["currency_code"] else row["value_original"])


def is_undivided(row: Row) -> bool:
    """Whether some of the figure was printed only as a total over all categories, and is not in it."""
    return UNDIVIDED in (row["caveat"] or "")


def _state(row: Row | None) -> str:
    if row is None:
        return "no_line"
    if row.get("interval"):
        return "interval"
    if row["value_original"] and is_undivided(row):
        return IN_PART
    if row["value_original"] is not None:
        return row.get("value_state") or ("reported" if row["value_original"] else "reported_zero")
    return "total_only" if is_undivided(row) else row.get("value_state") or "not_reported"


def printed(row: Row | None) -> str:
    """The figure of a row as tables print it; nothing where it has none."""
    value = row["value_original"] if row else None
    if row is None or value is None:
        return ""
    if not row["currency_code"]:
        return f"{value:,.0f}"
    if value and abs(value) < MILLION / 10:
        return "<0.1" if value > 0 else ">-0.1"
    return f"{value / MILLION:,.1f}" if value else "0"


def printed_limit(limit: Decimal, row: Row) -> str:
    """A limit of the interval of a row as tables print it: to its last digit, for it is round."""
    return f"{(limit / MILLION if row['currency_code'] else limit).normalize():,f}"


def together(tables: list[Figures], titles: Mapping[str, str], said: Words) -> Figures:
    """Tables of one line each as one table, a line per definition, named by `titles` (of the definition), its unit and its kind of year."""
    order = tuple(_reach(tables, year) for year in sorted({year.year for table in tables for year in table.years}))
    lines = tuple(_spread(table, titles[table.definition_code], order, said.text("states.no_line")) for table in tables)
    caveats = tuple(sorted({caveat for table in tables for caveat in table.caveats}))
    changed = {
        "unit": "",
        "subject": said.text("figures.measure"),
        "years": order,
        "charted": len(order) - 1,
        "lines": lines,
        "caveats": caveats,
    }
    return tables[0].model_copy(update=changed | {"is_ranked": False})


def _spread(table: Figures, title: str, years: tuple[Year, ...], absent: str) -> Line:
    """The only line of a table over more years than it has."""
    line, places = table.lines[0], {year.year: place for place, year in enumerate(table.years)}
    found = [places.get(year.year) for year in years]
    note = usual(table)
    return Line(
        label=f"{title}, {table.unit}" + (f", {note}" if note else ""),
        cells=tuple(absent if place is None else line.cells[place] for place in found),
        figures=tuple(None if place is None else line.figures[place] for place in found),
        states=tuple("no_line" if place is None else line.states[place] for place in found),
    )


def _reach(tables: list[Figures], year: int) -> Year:
    """A year of several tables as far as any of them reaches into it; what is usual of a table stands beside its line."""
    found = [one for table in tables for one in table.years if one.year == year and (one.note != usual(table) or not one.note)]
    return max(found, key=lambda one: one.last, default=Year(year=year, last=date(year, 12, 31)))


def usual(table: Figures) -> str:
    """What most years of a table say of the days they cover."""
    notes = [year.note for year in table.years]
    return max(notes, key=notes.count)
