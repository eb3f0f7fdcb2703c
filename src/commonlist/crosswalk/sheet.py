"""A stewards' CSV file to rows that know their line, and to what is wrong with its form.

- UTF-8 without a byte order mark, LF line ends, one judgement per line, a header that is exactly the table's.
- Sorted by its key, no key twice, no blanks where a value must stand, only the words and dates the table allows.
- No cell that a spreadsheet would run as a formula; no character in a code that only looks like the right one.
"""

import csv
import io
import re
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

from commonlist.crosswalk.finding import Finding
from commonlist.crosswalk.table_file import FORMULA_STARTS
from commonlist.crosswalk.tables import Table
from commonlist.schema.codes import name_strangers

Fault = tuple[str, str, str]
_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f]")


@dataclass(frozen=True)
class Row:
    """One record; `cells` by column name."""

    line: int
    cells: dict[str, str]

    def __getitem__(self, column: str) -> str:
        return self.cells[column]


@dataclass
class Sheet:
    """One file read with the table it must follow; `rows` is empty where the form is past reading."""

    path: Path
    name: str
    rows: list[Row] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)

    def report(self, slug: str, message: str, next_step: str, *, line: int | None = None, column: str | None = None) -> None:
        """Note an error in this file; of one cell only the first, since the others follow from it."""
        if column and any((line, column) == (known.line, known.column) for known in self.findings):
            return
        slug = f"lint.{slug}"
        self.findings.append(Finding(slug=slug, file=self.name, line=line, column=column, message=message, next_step=next_step))


def read_sheet(path: Path, name: str, table: Table) -> Sheet:
    """Read and check the form of one file."""
    sheet = Sheet(path, name)
    text = _decode(path.read_bytes(), sheet)
    if text is not None and _read_rows(text, sheet, table):
        for row in sheet.rows:
            _check_cells(row, sheet, table)
        _check_order(sheet, table)
    return sheet


def _decode(data: bytes, sheet: Sheet) -> str | None:
    if not data.strip():
        sheet.report("empty_file", "the file is empty", "write the header, or delete the file")
        return None
    if data.startswith(b"\xef\xbb\xbf"):
        sheet.report("byte_order_mark", "the file starts with a byte order mark", "save it as plain UTF-8, without BOM", line=1)
        data = data[3:]
    if b"\r" in data:
        line = data.count(b"\n", 0, data.index(b"\r")) + 1
        sheet.report("not_lf", "a line ends in CR LF", "save the file with LF (Unix) line ends", line=line)
        data = data.replace(b"\r\n", b"\n").replace(b"\r", b"\n")
    if not data.endswith(b"\n"):
        sheet.report("no_final_newline", "the last line has no line end", "end the file with a line feed", line=data.count(b"\n") + 1)
    try:
        return data.decode()
    except UnicodeDecodeError as problem:
        line = data.count(b"\n", 0, problem.start) + 1
        sheet.report("not_utf8", f"byte 0x{data[problem.start]:02X} is not UTF-8", "save the file as UTF-8", line=line)
        return None


def _read_rows(text: str, sheet: Sheet, table: Table) -> bool:
    header, *_ = text.split("\n", 1)
    if tuple(header.split(",")) != table.columns:
        expected = ",".join(table.columns)
        sheet.report("header", f"the header is not {expected}", "put exactly these columns in this order", line=1)
        return False
    last, width = 1, len(table.columns)
    records = csv.reader(io.StringIO(text, newline=""), strict=True)
    try:
        next(records)
        for cells in records:
            line, last = last + 1, records.line_num
            if last != line:
                sheet.report("split_line", "a cell holds a line break", "write the judgement on one line", line=line)
            elif len(cells) == width:
                sheet.rows.append(Row(line, dict(zip(table.columns, cells, strict=True))))
            else:
                sheet.report("field_count", f"{len(cells)} cells where {width} belong", "quote cells that hold a comma", line=line)
    except csv.Error as problem:
        sheet.report("broken_csv", str(problem), "correct the quotes on that line", line=last + 1)
    return True


def _check_order(sheet: Sheet, table: Table) -> None:
    first_lines: dict[tuple[str, ...], int] = {}
    previous: tuple[str, ...] = ()
    for row in sheet.rows:
        key = tuple(row[column] for column in table.key)
        if key in first_lines:
            message = f"{' / '.join(filter(None, key))} stands on line {first_lines[key]} already"
            sheet.report("duplicate_key", message, "keep one of the two rows", line=row.line, column=table.key[0])
        elif key < previous:
            message = f"{key[0]!r} comes after {previous[0]!r}"
            sheet.report("unsorted", message, f"sort the file by {', '.join(table.key)}", line=row.line, column=table.key[0])
        first_lines.setdefault(key, row.line)
        previous = max(previous, key)


def _check_cells(row: Row, sheet: Sheet, table: Table) -> None:
    for column, text in row.cells.items():
        if fault := _fault(column, text, table):
            slug, message, next_step = fault
            sheet.report(slug, message, next_step, line=row.line, column=column)
    for start, end in table.spans:
        if row[start] and row[end] and row[start] > row[end]:
            message = f"{start} {row[start]} is after {end} {row[end]}"
            sheet.report("backward_dates", message, "exchange or correct the two dates", line=row.line, column=end)


def _fault(column: str, text: str, table: Table) -> Fault | None:
    if not text:
        return ("missing_value", f"{column} is blank", "fill it in") if column in table.required else None
    return _unsafe(column, text, table) or _unfit(column, text, table)


def _unsafe(column: str, text: str, table: Table) -> Fault | None:
    if text.startswith(FORMULA_STARTS):
        return "formula", f"a spreadsheet would run {text[:20]!r}", "begin the cell with a letter or a digit"
    if column in table.codes and (stranger := name_strangers(text)):
        return "foreign_character", f"{text!r} holds {stranger}", "type the code again in plain ASCII"
    if control := _CONTROL.search(text):
        return "control_character", f"{text!r} holds U+{ord(control[0]):04X} at position {control.start() + 1}", "delete that character"
    return None


def _unfit(column: str, text: str, table: Table) -> Fault | None:
    if text != text.strip() and not column.endswith("_text"):
        return "padded_cell", f"{text!r} begins or ends with a blank", "delete the blank"
    if column in table.words and text not in table.words[column]:
        return "unknown_word", f"{text!r} is no {column}", f"use one of {', '.join(table.words[column])}"
    if column in table.patterns and not re.fullmatch(table.patterns[column], text):
        return "unreadable", f"{text!r} is not how a {column} is written", f"write it as {table.patterns[column]}"
    if column in table.dates and not _is_date(text):
        return "bad_date", f"{text!r} is not a date", "write it as YYYY-MM-DD"
    return None


def _is_date(text: str) -> bool:
    try:
        return date.fromisoformat(text).isoformat() == text
    except ValueError:
        return False
