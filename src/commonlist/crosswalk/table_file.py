"""Rows to a CSV file that is replaced in one step: a kill leaves the file of before, two writers never mix."""

import csv
import io
import os
from collections.abc import Iterable, Sequence
from pathlib import Path

FORMULA_STARTS = ("=", "+", "-", "@")


def replace_csv(path: Path, columns: Sequence[str], rows: Iterable[Sequence[object]]) -> None:
    """Write the header and the rows (UTF-8, LF); the folder is made if it is missing."""
    draft = draft_of(path)
    draft.write_text(csv_text(columns, rows), encoding="utf-8", newline="")
    draft.replace(path)


def draft_of(path: Path) -> Path:
    """Where this process prepares the file before it takes its place."""
    path.parent.mkdir(parents=True, exist_ok=True)
    return path.with_name(f".{path.name}.{os.getpid()}.tmp")


def csv_text(columns: Sequence[str], rows: Iterable[Sequence[object]]) -> str:
    """The text of such a file."""
    text = io.StringIO(newline="")
    csv.writer(text, lineterminator="\n").writerows([columns, *rows])
    return text.getvalue()


def inert(text: str) -> str:
    """The text, with an apostrophe before it where a spreadsheet would run it."""
    return f"'{text}" if text.lstrip(" ").startswith((*FORMULA_STARTS, "\t", "\r")) else text


def inert_cells(row: Iterable[object]) -> list[object]:
    """The row with its texts inert; numbers stay as they are."""
    return [inert(cell) if isinstance(cell, str) else cell for cell in row]
