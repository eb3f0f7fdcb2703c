"""Rows of the public mart `licensing_totals` become tables for reading: one per source and definition, years as columns.

- Figures of different definitions never share a table; nothing is added up here.
- A cell is a figure, `not reported` (lines were published, without a figure) or `no line` (nothing was published). None of these is a zero.
- Where some of the figures were printed only as totals over all categories, nothing is ranked: the sums are too low.
- Money is shown in millions.
"""

from collections.abc import Callable, Iterable
from datetime import date
from decimal import Decimal
from itertools import groupby
from typing import Any

from pydantic import BaseModel, ConfigDict

NOT_REPORTED = "n.r."
NO_LINE = "·"
TOTAL_ONLY = "total only"
UNDIVIDED = "printed only as a total"  # as the macro `caveat` says it
MILLION = Decimal(1_000_000)
Row = dict[str, Any]


class Year(BaseModel):
    """A column: `note` says how far into the year the figures reach where they do not cover it all."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    year: int
    note: str = ""


class Line(BaseModel):
    """A row: what it is about, its printed cells, and its figures (None where there is none) for the chart."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    label: str
    cells: tuple[str, ...]
    figures: tuple[float | None, ...]


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


def tabulate(rows: Iterable[Row]) -> list[Figures]:
    """Every table of the mart, by source and definition (and currency, should one definition have two)."""

    def table(row: Row) -> tuple[str, str, str]:
        return row["source_id"], row["definition_code"], row["currency_code"] or ""

    return [_figures(list(group)) for _, group in groupby(sorted(rows, key=table), key=table)]


def _figures(rows: list[Row]) -> Figures:
    first = rows[0]
    years = _years(rows)
    label, subject = _labelling(rows)
    charted = max((place for place, year in enumerate(years) if not year.note), default=len(years) - 1)
    lines = [_line(text, list(group), years) for text, group in groupby(sorted(rows, key=label), key=label)]
    return Figures(
        source_id=first["source_id"],
        definition_code=first["definition_code"],
        measure_code=first["measure_code"],
        unit=f"{first['currency_code']} million" if first["currency_code"] else "number",
        subject=subject,
        years=tuple(years),
        charted=charted,
        lines=tuple(sorted(lines, key=lambda line: (line.figures[charted] is None, -(line.figures[charted] or 0), line.label))),
        caveats=tuple(sorted({part for row in rows if row["caveat"] for part in row["caveat"].split("; ")})),
        is_ranked=not any(_is_undivided(row) for row in rows if row["year"] == years[charted].year),
    )


def _years(rows: list[Row]) -> list[Year]:
    spans = {row["year"]: (row["covered_from_date"], row["covered_to_date"]) for row in rows}
    return [Year(year=year, note=_note(year, *spans[year])) for year in sorted(spans)]


def _note(year: int, first: date, last: date) -> str:
    """Decisions are dated by the day: a year is whole if the first fell in January and the last in December."""
    start = "" if first.month == 1 else f"from {first:%-d %b}"
    end = "" if (last.year, last.month) > (year, 11) else f"to {last:%-d %b}"
    return " ".join(part for part in (start, end) if part)


def _labelling(rows: list[Row]) -> tuple[Callable[[Row], str], str]:
    has_states = len({row["reporting_state_name"] for row in rows}) > 1
    has_categories = len({row["category_code"] for row in rows}) > 1
    if has_states and has_categories:
        return lambda row: f"{row['reporting_state_name']}: {_category(row)}", "Reporting state and category"
    if has_states:
        return lambda row: str(row["reporting_state_name"]), "Reporting state"
    return _category, "Category"


def _category(row: Row) -> str:
    return f"{row['category_code']} {row['category_title']}" if row["category_code"] else "Codes without a common item"


def _line(label: str, rows: list[Row], years: list[Year]) -> Line:
    by_year = {row["year"]: row for row in rows}
    found = [by_year.get(year.year) for year in years]
    return Line(label=label, cells=tuple(map(_cell, found)), figures=tuple(map(_figure, found)))


def _figure(row: Row | None) -> float | None:
    if row is None or row["value_original"] is None:
        return None
    return float(row["value_original"] / MILLION if row["currency_code"] else row["value_original"])


def _is_undivided(row: Row) -> bool:
    return UNDIVIDED in (row["caveat"] or "")


def _cell(row: Row | None) -> str:
    if row is None:
        return NO_LINE
    value = row["value_original"]
    if value is None:
        return TOTAL_ONLY if _is_undivided(row) else NOT_REPORTED
    if not row["currency_code"]:
        return f"{value:,.0f}"
    return "0" if not value else "<0.1" if value < MILLION / 10 else f"{value / MILLION:,.1f}"
