"""One sheet of a workbook (XLSX or ODS) to a table of strings under the names of its header row.

- A header that stands in several columns is numbered from its second occurrence: `Page`, `Page 2`, `Page 3`.
- `drop` says how many columns of a name are left out; one more or fewer is an undecided column, and the source stops.
- `code` names columns in order: the first that is not blank gives the row's code.
- A tree drawn by column becomes `tree_text` and `tree_level`; a row that stands at two places of it is refused.
- Where a formula failed the cell reads as the spreadsheet shows it (`#REF!`), never as a blank.
- Whole numbers lose the `.0` spreadsheets give them. A wholly empty row is no record; `source_line` is the row of the sheet.
"""

import datetime
import re
from collections import Counter
from io import BytesIO
from pathlib import Path
from typing import Any

from pydantic import Field, field_validator
from python_calamine import CalamineError, CalamineWorkbook

from commonlist.errors import Place, ReadError, ShapeError
from commonlist.land.read.archive import column_position, error_cells, read_archive
from commonlist.land.read.guard import FETCH_AGAIN
from commonlist.land.reading import LINE, Options, Reading, Rejection, table_of


class WorkbookOptions(Options):
    """`tree` is a range of column letters such as `A:J`; `expect` lists further cells the header row must hold."""

    sheet: str
    header_row: int = 1
    expect: tuple[str, ...] = ()
    tree: str | None = None
    code: tuple[str, ...] = ()
    drop: dict[str, int] = Field(default_factory=dict)

    @field_validator("tree")
    @classmethod
    def _is_a_range(cls, tree: str | None) -> str | None:
        if tree is not None and not re.fullmatch(r"[A-Z]{1,2}:[A-Z]{1,2}", tree):
            raise ValueError("a range of column letters looks like A:J")
        return tree

    @property
    def tree_columns(self) -> range:
        first, _, last = (self.tree or "").partition(":")
        return range(column_position(first), column_position(last) + 1) if self.tree else range(0)


def read_workbook(path: Path, options: dict[str, Any]) -> Reading:
    """The named sheet as strings. Raises ReadError (no workbook, no such sheet) or ShapeError (header moved, undecided column)."""
    wanted = WorkbookOptions.parse(options)
    rows = _rows(path, wanted.sheet)
    names = _header(rows, wanted, path)
    kept = _kept_columns(names, rows, wanted, path)
    numbered = enumerate(rows[wanted.header_row :], start=wanted.header_row + 1)
    met = [_record(row, names, kept, line, wanted) for line, row in numbered if any(row)]
    records = [record for record in met if isinstance(record, dict)]
    rejections = [record for record in met if isinstance(record, Rejection)]
    made = [*(["code"] if wanted.code else []), *(["tree_text", "tree_level"] if wanted.tree else [])]
    return Reading(table_of(records, [*made, *kept.values()]), tuple(rejections), header_line=wanted.header_row)


def _rows(path: Path, sheet: str) -> list[list[str]]:
    data = read_archive(path, sheet)
    try:
        workbook = CalamineWorkbook.from_filelike(BytesIO(data))
        if sheet not in workbook.sheet_names:
            raise ReadError(
                "read.sheet_missing",
                f"there is no sheet {sheet!r}; there are {', '.join(map(repr, workbook.sheet_names))}",
                place=path,
                next_step="find where the publisher moved the list and correct `sheet` in the layout's options",
            )
        cells = workbook.get_sheet_by_name(sheet).to_python(skip_empty_area=False)
    except CalamineError as problem:
        raise ReadError("read.broken_workbook", str(problem), place=path, next_step=FETCH_AGAIN) from None
    rows = [[_text(cell) for cell in row] for row in cells]
    for (row, column), text in error_cells(data, sheet).items():
        if row < len(rows) and column < len(rows[row]):
            rows[row][column] = text
    return rows


def _text(cell: Any) -> str:
    if isinstance(cell, bool):
        return str(cell).upper()
    if isinstance(cell, float) and cell.is_integer() and abs(cell) < 1e15:
        return str(int(cell))
    if isinstance(cell, datetime.date | datetime.time):
        return cell.isoformat()
    return str(cell).strip(" \t\r\n")


def _header(rows: list[list[str]], options: WorkbookOptions, path: Path) -> list[str]:
    """The header names by position, numbered where repeated; blank inside the tree. Raises ShapeError when the row is another."""
    expected = {*options.expect, *options.code}
    header = rows[options.header_row - 1] if len(rows) >= options.header_row else []
    missing = sorted(expected - set(header))
    if missing or not any(header):
        found = next((number for number, row in enumerate(rows, start=1) if expected and expected <= set(row)), None)
        hint = f"; row {found} holds all of them" if found else ""
        raise ShapeError(
            "shape.header_moved",
            f"row {options.header_row} of sheet {options.sheet!r} lacks {', '.join(map(repr, missing)) or 'any header'}{hint}",
            place=Place(file=path.name, line=options.header_row, column=missing[0] if missing else None),
            next_step="open the sheet, find its header row and correct `header_row` or `expect` in the layout's options",
        )
    seen: Counter[str] = Counter()
    names = []
    for position, cell in enumerate(header):
        name = "" if position in options.tree_columns else cell
        seen[name] += 1
        names.append(f"{name} {seen[name]}" if name and seen[name] > 1 else name)
    return names


def _kept_columns(names: list[str], rows: list[list[str]], options: WorkbookOptions, path: Path) -> dict[int, str]:
    """Position to name of every column that stays: not of the tree, not dropped, not both unnamed and empty."""
    dropped = {name if number == 1 else f"{name} {number}" for name, count in options.drop.items() for number in range(1, count + 1)}
    gone = sorted(dropped - set(names))
    more = sorted(name for name, count in options.drop.items() if f"{name} {count + 1}" in names)
    if gone or more:
        raise ShapeError(
            "shape.undecided_column",
            f"sheet {options.sheet!r} has {'one more' if more else 'no'} column {(more or gone)[0]!r}",
            place=Place(file=path.name, line=options.header_row, column=(more or gone)[0]),
            next_step="count the columns of that name and decide about each, in `drop` of the layout's options or in `columns`",
        )
    kept = {}
    for position, name in enumerate(names):
        unnamed = not name and position not in options.tree_columns
        if unnamed and any(row[position] for row in rows[options.header_row :]):
            kept[position] = f"column {_letters(position)}"
        elif name and name not in dropped:
            kept[position] = name
    return kept


def _record(row: list[str], names: list[str], kept: dict[int, str], line: int, options: WorkbookOptions) -> dict[str, Any] | Rejection:
    record: dict[str, Any] = {LINE: line, **{name: row[position] for position, name in kept.items()}}
    if options.code:
        record["code"] = next((row[names.index(name)] for name in options.code if row[names.index(name)]), "")
    if not options.tree:
        return record
    drawn = [position for position in options.tree_columns if position < len(row) and row[position]]
    raw = " | ".join(cell for cell in row if cell)
    if len(drawn) > 1:
        return Rejection(line, f"column {_letters(drawn[1])}", "read.two_tree_cells", "the row stands at two places of the tree", raw)
    if not drawn and not record.get("code"):
        return Rejection(line, None, "read.no_item", "the row has neither a code nor a place in the tree", raw)
    record["tree_text"] = row[drawn[0]] if drawn else ""
    record["tree_level"] = str(drawn[0] - options.tree_columns[0]) if drawn else ""
    return record


def _letters(position: int) -> str:
    letters = ""
    number = position + 1
    while number:
        number, rest = divmod(number - 1, 26)
        letters = chr(65 + rest) + letters
    return letters
