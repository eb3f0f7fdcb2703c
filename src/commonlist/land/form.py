"""A state's file of licence decisions to what is wrong with it, line by line, without a network and without landing anything.

`exports/forms/licence_decision.schema.json` says what a cell may hold. Beyond it:
- codes exist: items, destinations and end uses of `crosswalks/common/`; the state is one that declares something, or a synthetic one;
- a line stands once; a file has one state and one year of decisions; a licence does not end before it begins, and a refused one not at all.
"""

import csv
import json
from collections.abc import Iterator, Sequence
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

from jsonschema import Draft202012Validator
from pydantic import BaseModel, ConfigDict

from commonlist import registry
from commonlist.errors import Place, ReadError
from commonlist.land.read.delimited import read_csv
from commonlist.land.reading import LINE
from commonlist.settings import settings

SCHEMA = Path("exports") / "forms" / "licence_decision.schema.json"
TEMPLATE = Path("exports") / "forms" / "licence_decision.template.csv"
MOST_LINES = 1_000_000
Row = dict[str, Any]


class Fault(BaseModel):
    """One thing wrong with one cell or line, and what to do about it."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    slug: str
    line: int
    column: str | None
    message: str
    next_step: str

    def __str__(self) -> str:
        where = f"line {self.line}" + (f", column {self.column!r}" if self.column else "")
        return f"{where}: {self.message}. Next: {self.next_step} [{self.slug}]"


class Form(BaseModel):
    """A file as read: its rows by column, each with its `source_line`, and what is wrong with it, once a cell, by line."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    file_name: str
    rows: tuple[Row, ...]
    faults: tuple[Fault, ...]


def is_synthetic(state_code: str) -> bool:
    """Whether ISO 3166-1 leaves the code to its users (XAA to XZZ), so that no state has it."""
    return state_code.startswith("X")


def read_form(path: Path) -> Form:
    """Read and judge a file. Raises ReadError where it is no table with the columns of the form."""
    reading = read_csv(path, {})
    _require_columns(reading.table.columns, path)
    if reading.table.height > MOST_LINES:
        raise ReadError("land.form_too_long", f"more than {MOST_LINES:,} lines", place=path, next_step="send one file for each year")
    rows = reading.table.to_dicts()
    broken = [Fault(slug=one.reason, line=one.line, column=None, message=one.detail, next_step=MEND) for one in reading.rejections]
    first = {(fault.line, fault.column): fault for fault in (*_licences(rows), *reversed([*_cells(rows), *_codes(rows)]), *broken)}
    return Form(file_name=path.name, rows=tuple(rows), faults=tuple(sorted(first.values(), key=lambda fault: fault.line)))


MEND = "correct that line; `commonlist submissions template` writes an example"


@cache
def columns() -> tuple[str, ...]:
    """The columns of the form, in order."""
    return tuple(_schema()["properties"])


@cache
def _schema() -> dict[str, Any]:
    found: dict[str, Any] = json.loads((settings().root / SCHEMA).read_text(encoding="utf-8"))
    return found


def _require_columns(found: Sequence[str], path: Path) -> None:
    named = [name for name in found if name != LINE]
    lacking = [name for name in columns() if name not in named]
    strange = [name for name in named if name not in columns()]
    if lacking or strange:
        what = [f"lacks {', '.join(lacking)}"] * bool(lacking) + [f"has {', '.join(strange)}, which is no column of it"] * bool(strange)
        raise ReadError(
            "land.not_the_form",
            f"the header {' and '.join(what)}",
            place=Place(file=path.name, line=1, column=(lacking or strange)[0]),
            next_step="use the header of `commonlist submissions template`",
        )


def _cells(rows: list[Row]) -> Iterator[Fault]:
    validator = Draft202012Validator(_schema(), format_checker=Draft202012Validator.FORMAT_CHECKER)
    told = _schema()["properties"]
    for row in rows:
        cells = {name: value for name, value in row.items() if name != LINE and value is not None}
        for column in _schema()["required"]:
            if column not in cells:
                yield _fault(row, column, "land.form_blank", "is blank", f"give {told[column]['description']}")
        for problem in validator.iter_errors(cells):
            if problem.path:
                column = str(problem.path[0])
                yield _fault(row, column, "land.form_cell", f"holds {_shown(cells[column])}", f"give {told[column]['description']}")


def _codes(rows: list[Row]) -> Iterator[Fault]:
    known = {
        "common_code": ("items.csv", "common_code"),
        "destination_code": ("destinations.csv", "alpha3"),
        "end_use_code": ("end_uses.csv", "end_use_code"),
    }
    codes = {column: (name, _column(name, key)) for column, (name, key) in known.items()}
    states = {publisher.alpha3 for publisher in registry.publishers()}
    for row in rows:
        for column, (name, found) in codes.items():
            if row[column] is not None and row[column] not in found:
                yield _fault(row, column, "land.form_code", f"holds {_shown(row[column])}", f"give a code of crosswalks/common/{name}")
        state = row["state_code"]
        if state is not None and state not in states and not is_synthetic(state):
            yield _fault(
                row, "state_code", "land.form_state", f"{_shown(state)} is no state with a folder", "give one of crosswalks/*/*.yml"
            )


def _licences(rows: list[Row]) -> Iterator[Fault]:
    seen: dict[tuple[Any, ...], int] = {}
    for row in rows:
        key = (row["licence_id"], row["line_number"])
        if None not in key and seen.setdefault(key, row[LINE]) != row[LINE]:
            yield _fault(row, "line_number", "land.form_twice", f"is the line of line {seen[key]} again", "number the lines of a licence")
        decided, ends = _day(row["decision_date"]), _day(row["valid_to_date"])
        if ends and row["decision"] == "refused":
            yield _fault(row, "valid_to_date", "land.form_end", "a refused licence has no last day", "leave the cell blank")
        elif decided and ends and ends < decided:
            yield _fault(row, "valid_to_date", "land.form_end", f"{ends} is before the decision", "correct one of both days")
        if decided and decided > date.today():
            yield _fault(row, "decision_date", "land.form_future", f"{decided} is not over yet", "send what is decided")
    yield from _one_of_a_kind(rows, "state_code", "land.form_states", lambda row: row["state_code"], "a file for each state")
    yield from _one_of_a_kind(
        rows, "decision_date", "land.form_years", lambda row: (row["decision_date"] or "")[:4], "a file for each year"
    )


def _one_of_a_kind(rows: list[Row], column: str, slug: str, of: Any, what: str) -> Iterator[Fault]:
    first = next((of(row) for row in rows if of(row)), None)
    for row in rows:
        if of(row) and of(row) != first:
            yield _fault(row, column, slug, f"{of(row)} stands in a file of {first}", f"send {what}")


def _fault(row: Row, column: str, slug: str, message: str, next_step: str) -> Fault:
    return Fault(slug=slug, line=row[LINE], column=column, message=message, next_step=next_step)


def _shown(value: str) -> str:
    return repr(value if len(value) <= 40 else f"{value[:40]}…")


def _day(text: str | None) -> date | None:
    try:
        return date.fromisoformat(text or "")
    except ValueError:
        return None


def _column(name: str, key: str) -> set[str]:
    with (settings().crosswalks / "common" / name).open(encoding="utf-8", newline="") as file:
        return {row[key] for row in csv.DictReader(file)} - {""}
