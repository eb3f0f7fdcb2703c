"""The public tables of an edition become one XLSX workbook whose bytes depend on the tables alone.

- One visible sheet per table of `ROWS` rows at most, after a first one that says what this is and which tables are too long for a sheet;
  no formula, no macro, no link, no author.
- Texts are text cells whatever they begin with; numbers and dates are numbers and dates. A missing figure is an empty cell, never zero.
- The packed parts carry the first day that ZIP can hold, and the properties no time but the edition's.
"""

import io
import zipfile
from collections.abc import Iterable
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from commonlist.publish.contract import House
from commonlist.publish.files import connect, describe, printable

if TYPE_CHECKING:
    from openpyxl.cell import Cell
    from openpyxl.worksheet._write_only import WriteOnlyWorksheet

FIRST_DAY = (1980, 1, 1, 0, 0, 0)
PROPERTIES = "docProps/core.xml"
ABOUT = "about"
CUT = " [cut here; the CSV file has all of it]"
LONGEST_NAME, LONGEST_TEXT = 31, 32_767
ROWS = 20_000
LEFT_OUT = "too long for a sheet, see the CSV file: "
CORE = (
    '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
    '<cp:coreProperties xmlns:cp="http://schemas.openxmlformats.org/package/2006/metadata/core-properties" '
    'xmlns:dcterms="http://purl.org/dc/terms/" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">'
    '<dcterms:created xsi:type="dcterms:W3CDTF">{moment}</dcterms:created>'
    '<dcterms:modified xsi:type="dcterms:W3CDTF">{moment}</dcterms:modified></cp:coreProperties>\n'
)


def write(public: Path, edition: str, created_at: datetime, terms: House, attributions: Iterable[str]) -> bytes:
    """The workbook over the Parquet files of the public folder, sheets by name."""
    from openpyxl import Workbook

    book = Workbook(write_only=True)
    tables = sorted(public.glob("*.parquet"))
    _fill(book.create_sheet(ABOUT), _about(edition, terms, tables, attributions))
    for path in filter(fits, tables):
        rows = connect().from_parquet(str(path))
        _fill(book.create_sheet(path.stem[:LONGEST_NAME]), [tuple(rows.columns), *rows.fetchall()])
    written = io.BytesIO()
    book.save(written)
    return _settled(written, CORE.format(moment=f"{created_at:%Y-%m-%dT%H:%M:%SZ}"))


def fits(path: Path) -> bool:
    """Whether the table has a sheet in the workbook."""
    import pyarrow.parquet as pq

    return int(pq.read_metadata(path).num_rows) <= ROWS


def _about(edition: str, terms: House, tables: list[Path], attributions: Iterable[str]) -> list[tuple[str, ...]]:
    described = [(path.stem, describe(path)[0] if fits(path) else f"{LEFT_OUT}{describe(path)[0]}") for path in tables]
    thanks = [("attribution", text) for text in attributions]
    return [("title", terms.title), ("edition", edition), ("cite as", terms.cite_as.format(edition=edition)), *described, *thanks]


def _fill(sheet: "WriteOnlyWorksheet", rows: Iterable[tuple[Any, ...]]) -> None:
    for row in rows:
        sheet.append([_cell(sheet, value) if isinstance(value, str) else value for value in row])


def _cell(sheet: "WriteOnlyWorksheet", text: str) -> "Cell":
    """A text cell; openpyxl would take `=…` for a formula and `#N/A` for an error."""
    from openpyxl.cell import WriteOnlyCell

    cell: Cell = WriteOnlyCell(sheet, _fitting(printable(text)))
    cell.data_type = "s"
    return cell


def _fitting(text: str) -> str:
    return text if len(text) <= LONGEST_TEXT else text[: LONGEST_TEXT - len(CUT)] + CUT


def _settled(written: io.BytesIO, properties: str) -> bytes:
    """The same package, parts in order of name, without times of writing or an author."""
    packed = io.BytesIO()
    with zipfile.ZipFile(written) as before, zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as after:
        for name in sorted(before.namelist(), key=lambda name: (name != "[Content_Types].xml", name)):
            part = zipfile.ZipInfo(name, FIRST_DAY)
            part.compress_type = zipfile.ZIP_DEFLATED
            part.external_attr = 0o644 << 16
            after.writestr(part, properties if name == PROPERTIES else before.read(name))
    return packed.getvalue()
