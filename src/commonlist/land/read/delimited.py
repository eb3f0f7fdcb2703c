"""Delimited text (CSV, RFC 4180) to a table of strings: nothing is guessed, nothing is converted, nothing is lost.

- Lines are physical lines of the file, so that a steward finds them in an editor; a record that spans lines carries its first.
- A record that cannot be a row (too few or too many cells, text beside a quoted cell, a blank line) is rejected as it stood.
- Damage that puts every row in doubt (an unclosed quote, a cell as long as a file, a NUL byte, a second byte-order mark, unclear line ends)
  is an error.
"""

import codecs
import csv
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Literal, NamedTuple

import polars as pl
from pydantic import Field, field_validator

from commonlist.errors import Place, ReadError
from commonlist.land.read.guard import FETCH_AGAIN, read_text
from commonlist.land.reading import LINE, Options, Reading, Rejection

_DAMAGE = (
    (re.compile("\x00"), "read.nul_byte", "a NUL byte: the file is damaged, or UTF-16"),
    (re.compile("\ufeff"), "read.stray_byte_order_mark", "a byte-order mark amid the text: two files were joined"),
    (re.compile("\r(?!\n)"), "read.old_line_ends", "a carriage return without a line feed: lines cannot be counted"),
)
_END_IN_QUOTES = "unexpected end of data"
_OVER_LIMIT = "larger than field limit"


class CsvOptions(Options):
    """`names` are the columns of a file that prints no header; `quote` is null where quotes mean nothing.

    `mixed_line_ends` is `accept` for a publication known to mix them.
    """

    delimiter: str = Field(",", min_length=1, max_length=1)
    quote: str | None = Field('"', min_length=1, max_length=1)
    encoding: str = Field("utf-8", validate_default=True)
    names: tuple[str, ...] = ()
    mixed_line_ends: Literal["refuse", "accept"] = "refuse"

    @field_validator("encoding")
    @classmethod
    def _is_known(cls, name: str) -> str:
        try:
            found = codecs.lookup(name).name
        except LookupError:
            raise ValueError("no such encoding") from None
        return "utf-8-sig" if found == "utf-8" else found


class _Record(NamedTuple):
    """One record: first and last physical line, and its cells; None where its quotes cannot be understood."""

    first: int
    last: int
    cells: list[str] | None


def read_csv(path: Path, options: dict[str, Any]) -> Reading:
    """Every cell as printed (`NA` is text, `0301` keeps its zero), a blank one null. Raises ReadError naming line and column."""
    chosen = CsvOptions.parse(options)
    return parse_csv(read_text(path, chosen.encoding), chosen, path)


def parse_csv(text: str, chosen: CsvOptions, path: Path) -> Reading:
    """The same of a text at hand, which errors call by the name of `path`."""
    _refuse_damage(text, path)
    lines = text.rstrip("\r\n").split("\n")
    records = list(_records(lines, chosen, path))
    if chosen.mixed_line_ends == "refuse":
        _refuse_mixed_ends(records, lines, path)
    names = chosen.names or _header(records.pop(0), chosen, path)
    if not records:
        raise ReadError("read.no_rows", "there is a header and nothing below it", place=path, next_step=FETCH_AGAIN)
    table = _table([record for record in records if record.cells and len(record.cells) == len(names)], names)
    faulty = (record for record in records if not record.cells or len(record.cells) != len(names))
    return Reading(table=table, rejections=tuple(_rejection(record, len(names), lines) for record in faulty))


def _refuse_damage(text: str, path: Path) -> None:
    for pattern, slug, message in _DAMAGE:
        if found := pattern.search(text):
            line = text.count("\n", 0, found.start()) + 1
            raise ReadError(slug, message, place=Place(file=path.name, line=line), next_step=FETCH_AGAIN)


def _records(lines: list[str], chosen: CsvOptions, path: Path) -> Iterator[_Record]:
    reader = csv.reader(
        (f"{line}\n" for line in lines),
        delimiter=chosen.delimiter,
        quotechar=chosen.quote,
        quoting=csv.QUOTE_MINIMAL if chosen.quote else csv.QUOTE_NONE,
        strict=True,
    )
    first = 1
    while True:
        cells: list[str] | None = None
        try:
            cells = next(reader)
        except StopIteration:
            return
        except csv.Error as problem:
            if reader.line_num > first or _END_IN_QUOTES in str(problem):
                raise _unclosed(first, path) from None
            if _OVER_LIMIT in str(problem):
                raise _too_long(first, path) from None
        yield _Record(first, reader.line_num, cells)
        first = reader.line_num + 1


def _unclosed(line: int, path: Path) -> ReadError:
    return ReadError(
        "read.unclosed_quote",
        "a quote is opened and never closed, or closed in the middle of a cell far below",
        place=Place(file=path.name, line=line),
        next_step="look at that line in an editor; if quotes mean nothing in this publication, say `quote: null` in the layout's options",
    )


def _too_long(line: int, path: Path) -> ReadError:
    return ReadError(
        "read.long_cell",
        f"a cell has more than {csv.field_size_limit():,} characters",
        place=Place(file=path.name, line=line),
        next_step="look at that line in an editor: most likely line ends or delimiters were lost; fetch the publication again",
    )


def _refuse_mixed_ends(records: list[_Record], lines: list[str], path: Path) -> None:
    seen: dict[bool, int] = {}
    for record in records:
        if record.last < len(lines):
            seen.setdefault(lines[record.last - 1].endswith("\r"), record.last)
    if len(seen) > 1:
        raise ReadError(
            "read.mixed_line_ends",
            f"the rows begin with one kind of line end, and from line {max(seen.values())} have the other: files were joined or edited",
            place=Place(file=path.name, line=max(seen.values())),
            next_step="fetch the publication again; if it is always so, say `mixed_line_ends: accept` in the layout's options",
        )


def _header(record: _Record, chosen: CsvOptions, path: Path) -> tuple[str, ...]:
    names = [] if record.cells is None else record.cells
    blank = next((number for number, name in enumerate(names, start=1) if not name.strip()), None if names else 1)
    if blank:
        raise _header_error("read.blank_header", f"column {blank} has no name", str(blank), path)
    if twice := next((name for name in names if [LINE, *names].count(name) > 1), None):
        said = f"a column is called {LINE!r}, as our own is" if twice == LINE else f"two columns are called {twice!r}"
        raise _header_error("read.duplicate_header", said, twice, path)
    other = next((mark for mark in ",;\t|" if mark != chosen.delimiter and mark in names[0]), None)
    if len(names) == 1 and other:
        raise _header_error("read.wrong_delimiter", f"the header holds {other!r} and no {chosen.delimiter!r}", names[0], path)
    return tuple(names)


def _header_error(slug: str, message: str, column: str, path: Path) -> ReadError:
    next_step = "compare the file with its layout in the state's YAML; if the publisher changed the file, add a layout"
    return ReadError(slug, message, place=Place(file=path.name, line=1, column=column), next_step=next_step)


def _rejection(record: _Record, width: int, lines: list[str]) -> Rejection:
    raw = "\n".join(line.removesuffix("\r") for line in lines[record.first - 1 : record.last])
    if record.cells is None:
        return Rejection(record.first, None, "read.stray_quote", "text stands right beside a quoted cell", raw)
    if not record.cells:
        return Rejection(record.first, None, "read.blank_line", "a blank line between rows", raw)
    return Rejection(record.first, None, "read.field_count", f"{len(record.cells)} cells where there are {width} columns", raw)


def _table(records: list[_Record], names: tuple[str, ...]) -> pl.DataFrame:
    columns: list[tuple[str, ...]] = list(zip(*(record.cells or () for record in records), strict=True)) or [()] * len(names)
    lines = pl.Series(LINE, [record.first for record in records], pl.Int64)
    table = pl.DataFrame([lines, *(pl.Series(name, cells, pl.String) for name, cells in zip(names, columns, strict=True))])
    return table.with_columns(pl.when(pl.col(pl.String).str.strip_chars() != "").then(pl.col(pl.String)).name.keep())
