"""Rows of a public mart of figures become tables for reading: one per source and definition, years as columns.

- Figures of different definitions never share a line; nothing is added up here.
- A cell is a figure, the interval it lies in (`interval`, in words), or a word for why there is none: `value_state`, or what the counts
  say. Only a printed zero is 0.
- Where some of the figures were printed only as totals over all categories, nothing is ranked: the sums are too low.
- Money is shown in millions.
"""

from collections.abc import Callable, Iterable, Mapping
from datetime import date
from decimal import Decimal
from itertools import groupby
from typing import Any, NamedTuple

from pydantic import BaseModel, ConfigDict

NOT_REPORTED = "n.r."
NO_LINE = "·"
TOTAL_ONLY = "total only"
UNDIVIDED = "printed only as a total"  # as the macro `caveat` says it
WORDS = {
    "no_line": NO_LINE,
    "not_reported": NOT_REPORTED,
    "total_only": TOTAL_ONLY,
    "withheld": "withheld",
    "suppressed": "suppressed",
    "token": "placeholder",
    "not_applicable": "n.a.",
    "unparseable": "unreadable",
}
SUBJECTS = {"state": "Reporting state", "category": "Category", "both": "Reporting state and category"}
MILLION = Decimal(1_000_000)
Row = dict[str, Any]


class By(NamedTuple):
    """What the lines of a table are about: its name, the line a row belongs to, and the page about that line (empty if there is none)."""

    subject: str
    label: Callable[[Row], str]
    page: Callable[[Row], str] = lambda _: ""


class Year(BaseModel):
    """A column: `note` says how far into the year the figures reach where they do not cover it all."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    year: int
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


def tabulate(rows: Iterable[Row], by: By | None = None, words: Mapping[str, str] = WORDS) -> list[Figures]:
    """Every table of the mart, by source and definition (and currency, should one definition have two).

    Lines are by category and reporting state unless `by` says otherwise; `words` prints a state without a figure.
    """

    def table(row: Row) -> tuple[str, str, str]:
        return row["source_id"], row["definition_code"], row["currency_code"] or ""

    return [_figures(list(group), by, words) for _, group in groupby(sorted(rows, key=table), key=table)]


def _figures(rows: list[Row], by: By | None, words: Mapping[str, str]) -> Figures:
    first = rows[0]
    years = _years(rows)
    by = by or labelling(rows)
    charted = max((place for place, year in enumerate(years) if not year.note), default=len(years) - 1)
    lines = [_line(text, list(group), years, by, words) for text, group in groupby(sorted(rows, key=by.label), key=by.label)]
    return Figures(
        source_id=first["source_id"],
        definition_code=first["definition_code"],
        measure_code=first["measure_code"],
        unit=f"{first['currency_code']} million" if first["currency_code"] else "number",
        subject=by.subject,
        years=tuple(years),
        charted=charted,
        lines=tuple(sorted(lines, key=lambda line: (line.figures[charted] is None, -(line.figures[charted] or 0), line.label))),
        caveats=caveats(rows),
        is_ranked=not any(is_undivided(row) for row in rows if row["year"] == years[charted].year),
    )


def _years(rows: list[Row]) -> list[Year]:
    spans = {row["year"]: (row["covered_from_date"], row["covered_to_date"]) for row in rows}
    return [Year(year=year, note=gap(year, *spans[year])) for year in sorted(spans)]


def gap(year: int, first: date, last: date) -> str:
    """What days of its year figures do not reach; nothing where they cover it all.

    Decisions are dated by the day: a year is whole if the first fell in January and the last in December.
    """
    start = "" if first.month == 1 else f"from {first:%-d %b}"
    end = "" if (last.year, last.month) > (year, 11) else f"to {last:%-d %b}"
    return " ".join(part for part in (start, end) if part)


def labelling(rows: list[Row], subjects: Mapping[str, str] = SUBJECTS) -> By:
    """Lines by what the rows differ in: reporting state, category, or both, named by `subjects`."""
    has_states = len({row["reporting_state_name"] for row in rows}) > 1
    has_categories = len({row.get("category_code") for row in rows}) > 1
    if has_states and has_categories:
        return By(subjects["both"], lambda row: f"{row['reporting_state_name']}: {category(row)}")
    if has_states:
        return By(subjects["state"], lambda row: str(row["reporting_state_name"]))
    return By(subjects["category"], category)


def caveats(rows: Iterable[Row]) -> tuple[str, ...]:
    """What is to be known of any of the rows, each once."""
    return tuple(sorted({part for row in rows if row["caveat"] for part in row["caveat"].split("; ")}))


def category(row: Row) -> str:
    """The label of a line by category."""
    return f"{row['category_code']} {row['category_title']}" if row["category_code"] else "Codes without a common item"


def _line(label: str, rows: list[Row], years: list[Year], by: By, words: Mapping[str, str]) -> Line:
    by_year = {row["year"]: row for row in rows}
    found = [by_year.get(year.year) for year in years]
    states = tuple(map(_state, found))
    cells = tuple((row or {}).get("interval") or words.get(state) or printed(row) for row, state in zip(found, states, strict=True))
    return Line(label=label, cells=cells, figures=tuple(map(_figure, found)), states=states, page=by.page(rows[0]))


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


def together(tables: list[Figures], titles: Mapping[str, str], subject: str) -> Figures:
    """Tables of one line each as one table, a line per definition, named by `titles` (of the definition), its unit and its kind of year."""
    odd = {(year.year, year.note) for table in tables for year in table.years if year.note not in ("", _usual(table))}
    order = tuple(
        Year(year=year, note="; ".join(sorted(note for one, note in odd if one == year)))
        for year in sorted({year.year for table in tables for year in table.years})
    )
    lines = tuple(_spread(table, titles[table.definition_code], order) for table in tables)
    caveats = tuple(sorted({caveat for table in tables for caveat in table.caveats}))
    changed = {"unit": "", "subject": subject, "years": order, "charted": len(order) - 1, "lines": lines, "caveats": caveats}
    return tables[0].model_copy(update=changed | {"is_ranked": False})


def _spread(table: Figures, title: str, years: tuple[Year, ...]) -> Line:
    """The only line of a table over more years than it has."""
    line, places = table.lines[0], {year.year: place for place, year in enumerate(table.years)}
    found = [places.get(year.year) for year in years]
    note = _usual(table)
    return Line(
        label=f"{title}, {table.unit}" + (f", {note}" if note else ""),
        cells=tuple(NO_LINE if place is None else line.cells[place] for place in found),
        figures=tuple(None if place is None else line.figures[place] for place in found),
        states=tuple("no_line" if place is None else line.states[place] for place in found),
    )


def _usual(table: Figures) -> str:
    """What most years of a table say of the days they cover."""
    notes = [year.note for year in table.years]
    return max(notes, key=notes.count)
