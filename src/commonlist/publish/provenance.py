"""A published judgement, and a line number, to where they can be looked up: the map file as it stands today, the publication as it came."""

import csv
import gzip
import zlib
from collections.abc import Iterable
from decimal import Decimal, InvalidOperation
from itertools import islice
from pathlib import Path
from typing import Any

from pydantic import BaseModel, ConfigDict

SHOWN = 300
GZIP, ZIP = b"\x1f\x8b", b"PK"


class LocatedRow(BaseModel):
    """A judgement as the edition has it; `line` is where it stands in the map file, None if it does not stand there any more."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    file: str
    line: int | None
    row: dict[str, str]


def located(judged: Iterable[dict[str, Any]], map_path: Path) -> list[LocatedRow]:
    """Rows of a published crosswalk, each with the line on which the map file says exactly the same as approved."""
    today = _lines(map_path)
    return [LocatedRow(file=map_path.name, line=_line_of(row, today), row=row) for row in map(_as_written, judged)]


def _lines(map_path: Path) -> list[tuple[int, dict[str, str]]]:
    if not map_path.exists():
        return []
    with map_path.open(encoding="utf-8", newline="") as file:
        reader = csv.DictReader(file)
        return [(reader.line_num, row) for row in reader if row.get("status") == "approved"]


def _as_written(row: dict[str, Any]) -> dict[str, str]:
    """The row in the words of a map file; what the edition adds of its own (publisher, entry) is left out."""
    predicate = ("not:" if row["is_negated"] else "") + row["predicate"]
    own = {"source_id", "publisher_code", "entry_code", "is_negated"}
    return {name: _text(value) for name, value in row.items() if name not in own} | {"predicate": predicate}


def _text(value: Any) -> str:
    if isinstance(value, Decimal):
        return f"{value.normalize():f}"
    return "" if value is None else str(value)


def _line_of(row: dict[str, str], today: list[tuple[int, dict[str, str]]]) -> int | None:
    same = (line for line, written in today if all(_is_same(text, written.get(name) or "") for name, text in row.items()))
    return next(same, None)


def _is_same(one: str, other: str) -> bool:
    if one == other:
        return True
    try:
        return Decimal(one) == Decimal(other)
    except InvalidOperation:
        return False


def line_of_file(path: Path, line: int) -> tuple[str | None, str | None]:
    """The text of one 1-based line, cut to 300 characters, of a file that is text, packed or not; or why there is none to show."""
    try:
        with path.open("rb") as stream:
            start = stream.read(2)
        if start == ZIP:
            return None, f"a workbook; open it in an office program and go to row {line}"
        with gzip.open(path, "rt", encoding="utf-8") if start == GZIP else path.open(encoding="utf-8") as lines:
            text = next(islice(lines, line - 1, line), "").strip()[:SHOWN]
    except FileNotFoundError:
        return None, "the file is no longer kept here"
    except UnicodeDecodeError:
        return None, "the file is no UTF-8 text"
    except (OSError, EOFError, zlib.error):
        return None, "the file kept here is damaged"
    return (text, None) if text else (None, "the line is blank")
