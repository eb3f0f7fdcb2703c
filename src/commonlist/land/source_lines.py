"""The records of a statistics file to `source_line` rows: as they stood, what became of them, and enough to rebuild the file."""

import json
from collections.abc import Iterable, Mapping
from pathlib import Path

import polars as pl

from commonlist.land.read import guard
from commonlist.land.reading import LINE, Reading, Rejection
from commonlist.registry import Layout
from commonlist.schema.source_line import SourceLine

_OF_LINES = ("csv", "json", "jsonl")
Key = Mapping[str, object]


def source_lines(records: Mapping[int, str], landed: pl.Series, rejections: Iterable[Rejection], key: Key) -> pl.DataFrame:
    """One row per record, in the columns of `SourceLine`; `landed` are the first lines of the records that landed."""
    refused, kept = {one.line: one for one in rejections}, set(landed)
    rows = []
    for line, raw in records.items():
        fault = refused.get(line)
        outcome = "quarantined" if fault else "landed" if line in kept else "unread"
        rows.append(
            {**key, LINE: line, "raw_text": raw, "outcome": outcome, "reason": fault and fault.reason, "column": fault and fault.column}
        )
    schema = {name: column.dtype.type for name, column in SourceLine.to_schema().columns.items()}
    return SourceLine.validate(pl.DataFrame(rows, schema=schema, orient="row"))


def records_of(path: Path, layout: Layout, reading: Reading) -> dict[int, str]:
    """Every record's text by its first line. In a file of lines what stands before the first record is a record of its own, and what
    follows a record before the next belongs to it; of other files a record is the JSON list of its cells.
    """
    if layout.format not in _OF_LINES:
        return {row[0]: json.dumps(row[1:], ensure_ascii=False) + "\n" for row in reading.table.select(LINE, pl.exclude(LINE)).iter_rows()}
    encoding = str(layout.options.get("encoding", "utf-8")).removesuffix("-sig")
    lines = guard.read_text(path, encoding).split("\n")
    starts = sorted({1, *reading.table[LINE], *(one.line for one in reading.rejections)})
    ends = [*(start - 1 for start in starts[1:]), len(lines)]
    return {start: "\n".join(lines[start - 1 : end]) + "\n" * (end < len(lines)) for start, end in zip(starts, ends, strict=True)}


def rebuilt(frame: pl.DataFrame) -> str:
    """The text of the file whose `source_line` rows these are."""
    return "".join(frame.sort(LINE)["raw_text"])
