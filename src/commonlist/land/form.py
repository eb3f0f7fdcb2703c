"""A state's file of licence decisions to what is wrong with it, line by line, without a network and without landing anything.

`exports/forms/licence_decision.schema.json` says what a cell may hold. Beyond it:
- a cell is printable ASCII: to Python's `$` in a pattern, unlike JSON Schema's, a line break at the end is none;
- codes exist: items, end uses and destinations in force of `crosswalks/common/`; the state is one that declares something, or synthetic;
- a line stands once, a licence is granted to one exporter (Regulation (EU) 2021/821, Article 2); a file has one state and one year of
  decisions; a licence does not end before it begins, and a refused one not at all.
"""

import csv
import json
import os
from collections.abc import Iterator, Sequence
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

from jsonschema import Draft202012Validator
from pydantic import BaseModel, ConfigDict, Field

from commonlist import registry
from commonlist.errors import Place, ReadError
from commonlist.land.read.delimited import CsvOptions, parse_csv
from commonlist.land.read.guard import text_of, unpacked
from commonlist.land.reading import LINE, Reading
from commonlist.schema.codes import name_strangers
from commonlist.settings import settings

SCHEMA = Path("exports") / "forms" / "licence_decision.schema.json"
TEMPLATE = Path("exports") / "forms" / "licence_decision.template.csv"
MOST_LINES = 1_000_000
MOST_BYTES = 200 * 2**20
MOST_SHOWN = 3
Row = dict[str, Any]


class Fault(BaseModel):
    """One thing wrong with one cell or line, and what to do about it."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    slug: str
    line: int | None
    column: str | None
    message: str
    next_step: str

    def __str__(self) -> str:
        line = f"line {self.line}" if self.line else "the file"
        where = line + (f", column {self.column!r}" if self.column else "")
        return f"{where}: {self.message}. Next: {self.next_step} [{self.slug}]"


class Form(BaseModel):
    """A file as read: its bytes, its rows by column, each with its `source_line`, and what is wrong with it, once a cell, by line."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    file_name: str
    data: bytes = Field(repr=False)
    rows: tuple[Row, ...]
    faults: tuple[Fault, ...]


def is_synthetic(state_code: str) -> bool:
    """Whether ISO 3166-1 leaves the code to its users (XAA to XZZ), and we have not given it to a place that is real (XKX)."""
    return state_code.startswith("X") and state_code not in destination_codes()


def read_form(path: Path) -> Form:
    """Read and judge a file. Raises ReadError where it is no table with the columns of the form."""
    data = _bytes_of(path)
    reading = _read(data, path)
    _require_columns(reading.table.columns, path)
    rows = reading.table.to_dicts()
    broken = [Fault(slug=one.reason, line=one.line, column=None, message=one.detail, next_step=MEND) for one in reading.rejections]
    first = {(fault.line, fault.column): fault for fault in (*_licences(rows), *reversed([*_cells(rows), *_codes(rows)]), *broken)}
    return Form(file_name=path.name, data=data, rows=tuple(rows), faults=tuple(sorted(first.values(), key=lambda fault: fault.line or 0)))


def faults(path: Path) -> tuple[Fault, ...]:
    """Everything wrong with a file, also where it is no table with the columns of the form."""
    try:
        return read_form(path).faults
    except ReadError as problem:
        place = problem.place if isinstance(problem.place, Place) else Place(file=path.name)
        return (Fault(slug=problem.slug, line=place.line, column=place.column, message=problem.message, next_step=problem.next_step),)


MEND = "correct that line; `commonlist submissions template` writes an example"
SAVE = "save the file as CSV with commas, in UTF-8, under the header that `commonlist submissions template` writes"


def _bytes_of(path: Path) -> bytes:
    if not (path.is_file() and os.access(path, os.R_OK)):
        message = "what lies there is no file that can be read"
        raise ReadError("read.not_a_file", message, place=path, next_step="name the CSV file that holds the decisions")
    if path.stat().st_size > MOST_BYTES:
        raise _too_long(f"more than {MOST_BYTES:,} bytes", path)
    return path.read_bytes()


def _read(data: bytes, path: Path) -> Reading:
    """The table; what keeps a file from being one is told to who fills in a form, not to who declares a layout."""
    try:
        text = text_of(unpacked(data, path), path)
        if text.count("\n") > MOST_LINES:
            raise _too_long(f"more than {MOST_LINES:,} lines", path)
        return parse_csv(text, CsvOptions(), path)
    except ReadError as problem:
        if problem.slug.startswith("read."):
            problem.next_step = SAVE
        raise


def _too_long(message: str, path: Path) -> ReadError:
    return ReadError("land.form_too_long", message, place=path, next_step="send one file for each year")


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
        told = [_shown(name)[1:-1] for name in strange[:MOST_SHOWN]]
        more = " and others" if strange[MOST_SHOWN:] else ""
        what = [f"lacks {', '.join(lacking)}"] * bool(lacking) + [f"has {', '.join(told)}{more}, which is no column of it"] * bool(strange)
        raise ReadError(
            "land.not_the_form",
            f"the header {' and '.join(what)}",
            place=Place(file=path.name, line=1, column=(lacking or told)[0]),
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
        broken = {
            str(problem.path[0]): f"holds {_shown(cells[problem.path[0]])}" for problem in validator.iter_errors(cells) if problem.path
        }
        broken |= {column: f"holds {strange}" for column, cell in cells.items() if (strange := name_strangers(cell))}
        for column, what in broken.items():
            yield _fault(row, column, "land.form_cell", what, f"give {told[column]['description']}")


def _codes(rows: list[Row]) -> Iterator[Fault]:
    codes = {
        "common_code": ("items.csv", {row["common_code"] for row in _shared("items.csv")}),
        "destination_code": ("destinations.csv", destination_codes()),
        "end_use_code": ("end_uses.csv", {row["end_use_code"] for row in _shared("end_uses.csv") if row["facet"] != "remark"}),
    }
    states = {publisher.alpha3 for publisher in registry.publishers() if publisher.alpha3}
    states |= {state for state in {row["state_code"] for row in rows} if state and is_synthetic(state)}
    for row in rows:
        for column, (name, found) in codes.items():
            if row[column] is not None and row[column] not in found:
                yield _fault(
                    row, column, "land.form_code", f"holds {_shown(row[column])}", f"give a code in force of crosswalks/common/{name}"
                )
        state = row["state_code"]
        if state is not None and state not in states:
            yield _fault(
                row,
                "state_code",
                "land.form_state",
                f"{_shown(state)} is no state with a folder",
                f"give one of {', '.join(sorted(states))}",
            )


def _licences(rows: list[Row]) -> Iterator[Fault]:
    seen: dict[tuple[Any, ...], int] = {}
    exporters: dict[str, Row] = {}
    for row in rows:
        key = (row["licence_id"], row["line_number"])
        if None not in key and seen.setdefault(key, row[LINE]) != row[LINE]:
            yield _fault(
                row,
                "line_number",
                "land.form_twice",
                f"has the licence and the number of line {seen[key]}",
                "give each line of a licence a number of its own",
            )
        whose = row["exporter_pseudonym"]
        first = exporters.setdefault(row["licence_id"], row) if row["licence_id"] and whose else row
        if whose != first["exporter_pseudonym"]:
            yield _fault(
                row,
                "exporter_pseudonym",
                "land.form_exporters",
                f"another exporter than line {first[LINE]} gives for the same licence",
                "give the exporter that the licence was granted to; licences of several exporters have a number each",
            )
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


def destination_codes() -> set[str]:
    """The codes of places that still are."""
    return {row["alpha3"] for row in _shared("destinations.csv") if row["alpha3"] and not row["valid_to"]}


def _shared(name: str) -> list[Row]:
    with (settings().crosswalks / "common" / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))
