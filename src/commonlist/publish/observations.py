"""The public licensing totals become observations: a code for each dimension, and one word for what a figure, or its absence, is.

- Codes are identifiers of SDMX (letters, digits, `_ @ $ -`): a colon becomes `@`, any other character `$` and its number in
  hexadecimal, so that two codes never become one. `_X` stands for what a row leaves open, `_T` for all destinations together.
- The unit of money is its currency; the year is the publisher's, with its first and last day beside.
"""

import re
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path
from typing import Any, NamedTuple

from commonlist.publish.files import connect

MART = "licensing_totals"
OPEN, ALL = "_X", "_T"
DIMENSIONS = (
    "FREQ",
    "REF_AREA",
    "COUNTERPART_AREA",
    "SOURCE",
    "MEASURE",
    "DEFINITION",
    "CATEGORY",
    "UNIT_MEASURE",
    "TIME_PERIOD",
)
STATES = {
    "reported": ("A", "Reported"),
    "reported_zero": ("A", "Reported as zero"),
    "estimated": ("E", "Estimated by the publisher"),
    "token": ("O", "A placeholder stands for the figure"),
    "not_reported": ("O", "Not reported"),
    "not_applicable": ("M", "Does not apply"),
    "withheld": ("Q", "Withheld by the publisher"),
    "suppressed": ("Q", "Suppressed in this table"),
    "unparseable": ("O", "Printed, but not as a figure"),
    "no_figure": ("O", "No line has a figure; the lines hold placeholders, or what is withheld, does not apply or cannot be read"),
}
STATUSES = {
    "A": "Normal value",
    "E": "Estimated value",
    "M": "Missing value; data cannot exist",
    "O": "Missing value",
    "Q": "Missing value; suppressed",
}
Row = dict[str, Any]
Names = dict[str, str]


class Observation(NamedTuple):
    """One row of the table: its code by dimension, its figure as published and in euro (None where there is none), its state, the row."""

    codes: dict[str, str]
    value: Decimal | None
    value_eur: Decimal | None
    state: str
    row: Row


class Cube(NamedTuple):
    """Observations in the table's order, and by dimension the codes that occur with their names, sorted by code."""

    observations: tuple[Observation, ...]
    names: dict[str, Names]


def read(public: Path) -> Cube:
    """The totals of a public folder. Names are those of the public tables."""
    rows = connect().from_parquet(str(public / f"{MART}.parquet")).to_arrow_table().to_pylist()
    titles = {dimension: _titles(public, *where) for dimension, where in TITLED.items()}
    coded = [{dimension: named(row, titles) for dimension, named in NAMED.items()} for row in rows]
    found = tuple(_observation(row, names) for row, names in zip(rows, coded, strict=True))
    return Cube(found, {dimension: dict(sorted({names[dimension] for names in coded})) for dimension in DIMENSIONS})


def _observation(row: Row, names: dict[str, tuple[str, str]]) -> Observation:
    codes = {dimension: names[dimension][0] for dimension in DIMENSIONS}
    return Observation(codes, row["value_original"], row["value_eur"], row.get("value_state") or _state(row), row)


def _state(row: Row) -> str:
    """What the row's counts of lines say, where the table has no state of its own."""
    if row["value_original"] is not None:
        return "reported" if row["value_original"] else "reported_zero"
    return "not_reported" if row["not_reported_count"] else "no_figure"


def code(text: str) -> str:
    """The text as an SDMX identifier; the first character is never one that a spreadsheet would run."""
    escaped = re.sub(r"[^A-Za-z0-9_:-]|^[:-]", lambda found: f"${ord(found[0]):02X}", text)
    return escaped.replace(":", "@")


def _titles(public: Path, mart: str, key: str, title: str) -> Names:
    path = public / f"{mart}.parquet"
    rows = connect().from_parquet(str(path)).project(f"{key}, {title}").fetchall() if path.is_file() else []
    return dict(rows)


TITLED = {
    "SOURCE": ("sources", "source_id", "title"),
    "MEASURE": ("definitions", "measure_code", "measure_title"),
    "DEFINITION": ("definitions", "definition_code", "definition"),
}
Titles = dict[str, Names]


def _area(row: Row, _: Titles) -> tuple[str, str]:
    name = row["reporting_state_name"]
    return (code(row["reporting_state_code"] or f"{OPEN}:{name}"), name)


def _category(row: Row, _: Titles) -> tuple[str, str]:
    found = row["category_code"]
    return (code(found), row["category_title"] or found) if found else (OPEN, "Without a category of the common classification")


def _unit(row: Row, _: Titles) -> tuple[str, str]:
    money = row["currency_code"] or (OPEN if row["unit"] == "currency" else None)
    return (code(money), f"Currency: {money}") if money else (code(row["unit"].upper()), f"Unit: {row['unit']}")


def _source(row: Row, titles: Titles) -> tuple[str, str]:
    return code(row["source_id"]), titles["SOURCE"].get(row["source_id"]) or row["source_id"]


def _measure(row: Row, titles: Titles) -> tuple[str, str]:
    return code(row["measure_code"]), titles["MEASURE"].get(row["measure_code"]) or row["measure_code"]


def _definition(row: Row, titles: Titles) -> tuple[str, str]:
    return code(row["definition_code"]), titles["DEFINITION"].get(row["definition_code"]) or row["definition_code"]


NAMED: dict[str, Callable[[Row, Titles], tuple[str, str]]] = {
    "FREQ": lambda _row, _titles: ("A", "Annual"),
    "REF_AREA": _area,
    "COUNTERPART_AREA": lambda _row, _titles: (ALL, "All destinations"),
    "SOURCE": _source,
    "MEASURE": _measure,
    "DEFINITION": _definition,
    "CATEGORY": _category,
    "UNIT_MEASURE": _unit,
    "TIME_PERIOD": lambda row, _titles: (str(row["year"]), str(row["year"])),
}
