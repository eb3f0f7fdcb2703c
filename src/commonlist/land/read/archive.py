"""A workbook's ZIP archive to its parts, so that opening it is safe: whole, unlocked, as large as it says, no sheet beyond belief.

- What opens the workbook later believes the archive's own figures, so every part is unpacked here first and must keep to them.
- A sheet is held as a full rectangle: one value in its last corner would need more memory than any machine has. The part that
  holds the sheet is searched for it; every part is, where the workbook leaves in doubt which one that is.
"""

import re
import zipfile
import zlib
from collections.abc import Iterator
from functools import cache
from io import BytesIO
from itertools import accumulate
from pathlib import Path
from typing import Any, NamedTuple
from xml.parsers.expat import ExpatError, ParserCreate

from lxml import etree

from commonlist.errors import ReadError
from commonlist.land.read.guard import FETCH_AGAIN, read_bytes, refuse_html
from commonlist.settings import settings

_MAX_CELLS = 20_000_000
_REFERENCE = re.compile(r"([A-Z]{1,3})([0-9]{1,7})", re.IGNORECASE)
_TABLE = "{urn:oasis:names:tc:opendocument:xmlns:table:1.0}"
_OFFICE = "{urn:oasis:names:tc:opendocument:xmlns:office:1.0}"
_LOCAL_HEADER = 30
_BOOK, _RELATIONS = "xl/workbook.xml", "xl/_rels/workbook.xml.rels"
_RELATION_ID = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"
_OLD_FORMAT = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_SUSPECT = "check where the file came from; "


class _Extent(NamedTuple):
    """Rows down to the last that holds a value, columns out to the last that does."""

    height: int
    width: int


def read_archive(path: Path, sheet: str | None = None) -> bytes:
    """The workbook's bytes. Raises ReadError unless it is one (XLSX, ODS) whose sheet, or every sheet, can be opened without harm."""
    data = read_bytes(path)
    refuse_html(data, path)
    if data.startswith(_OLD_FORMAT):
        raise _locked("the workbook is protected by a password, or is of the old binary kind (.xls)", path)
    parts = _parts(data, path)
    _refuse_bomb(parts, len(data), path)
    texts = {part.filename: _unpacked(data, part, path) for part in parts}
    name = _part_of(sheet, texts) if len(texts) == len(parts) else None
    for one in [name] if name else texts:
        _refuse_far_cells(one, texts[one], path)
    return data


def error_cells(data: bytes, sheet: str) -> dict[tuple[int, int], str]:
    """What a checked XLSX prints where a formula failed (`#REF!`), by 0-based row and column; other readers show a blank there."""
    with zipfile.ZipFile(BytesIO(data)) as archive:
        texts = {name: archive.read(name) for name in archive.namelist() if not name.startswith("xl/media/")}
    name = _part_of(sheet, texts)
    cells = etree.iterparse(BytesIO(texts[name]), tag="{*}c", resolve_entities=False, no_network=True, load_dtd=False) if name else ()
    failed = [cell for _, cell in cells if cell.get("t") == "e"]
    found = [(_REFERENCE.fullmatch(cell.get("r", "")), "".join(cell.itertext())) for cell in failed]
    return {(int(place[2]) - 1, column_position(place[1])): text for place, text in found if place}


def _part_of(sheet: str | None, texts: dict[str, bytes]) -> str | None:
    """The part of an XLSX that holds the sheet; None where that is in doubt."""
    try:
        sheets = [(one.get("name"), one.get(_RELATION_ID)) for one in _parsed(texts[_BOOK]).iter("{*}sheet")]
        targets = [(one.get("Id"), one.get("Target", "")) for one in _parsed(texts[_RELATIONS]).iter("{*}Relationship")]
    except (KeyError, etree.XMLSyntaxError):
        return None
    wanted = [target for name, known in sheets for identifier, target in targets if name == sheet and identifier == known]
    name = (wanted[0].lstrip("/") if wanted[0].startswith("/") else f"xl/{wanted[0]}") if len(wanted) == 1 else ""
    return name if name in texts else None


def _parsed(text: bytes) -> Any:
    return etree.fromstring(text, etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False))


@cache
def column_position(letters: str) -> int:
    """The 0-based position of a column: `A` → 0, `AB` → 27."""
    number = 0
    for letter in letters.upper():
        number = number * 26 + ord(letter) - 64
    return number - 1


def _parts(data: bytes, path: Path) -> list[zipfile.ZipInfo]:
    try:
        with zipfile.ZipFile(BytesIO(data)) as archive:
            parts = archive.infolist()
    except (zipfile.BadZipFile, NotImplementedError, UnicodeDecodeError):
        parts = []
    if not parts or not data.startswith(b"PK\x03\x04"):
        raise _broken("the workbook is truncated or is not a workbook", path)
    if any(part.flag_bits & 1 for part in parts):
        raise _locked("the workbook is protected by a password", path)
    if any(part.filename.lower().endswith("workbook.bin") for part in parts):
        raise _locked("the workbook is of the binary kind (.xlsb)", path)
    return parts


def _broken(message: str, path: Path) -> ReadError:
    return ReadError("read.broken_archive", message, place=path, next_step=FETCH_AGAIN)


def _locked(message: str, path: Path) -> ReadError:
    return ReadError(
        "read.locked_workbook",
        message,
        place=path,
        next_step="ask the publisher for an open .xlsx or .ods; the last good edition stays served",
    )


def _refuse_bomb(parts: list[zipfile.ZipInfo], packed: int, path: Path) -> None:
    inflated = sum(part.file_size for part in parts)
    if inflated > settings().read_max_bytes or inflated > settings().read_max_ratio * packed:
        raise ReadError(
            "read.archive_bomb",
            f"{packed} packed bytes would inflate to {inflated}",
            place=path,
            next_step=f"{_SUSPECT}raise COMMONLIST_READ_MAX_RATIO only if it is genuine",
        )


def _unpacked(data: bytes, part: zipfile.ZipInfo, path: Path) -> bytes:
    """The part's bytes: exactly as many as the archive says, with the checksum it says."""
    header = data[part.header_offset : part.header_offset + _LOCAL_HEADER]
    start = part.header_offset + _LOCAL_HEADER + int.from_bytes(header[26:28], "little") + int.from_bytes(header[28:30], "little")
    packed = data[start : start + part.compress_size]
    text, is_whole = packed, len(packed) == part.compress_size
    if part.compress_type == zipfile.ZIP_DEFLATED:
        inflater = zlib.decompressobj(wbits=-15)
        try:
            text = inflater.decompress(packed, part.file_size + 1)
        except zlib.error:
            text = b""
        is_whole = inflater.eof
    is_known = part.compress_type in (zipfile.ZIP_DEFLATED, zipfile.ZIP_STORED)
    if not is_known or not is_whole or len(text) != part.file_size or zlib.crc32(text) != part.CRC:
        raise _broken(f"the part {part.filename!r} of the workbook is damaged, or is not what the archive says it is", path)
    return text


def _refuse_far_cells(name: str, text: bytes, path: Path) -> None:
    try:
        extents = list(_ods_extents(text)) if name == "content.xml" else [_xlsx_extent(text)]
    except (etree.XMLSyntaxError, ExpatError) as problem:
        if not name.endswith(".xml"):
            return
        raise ReadError("read.broken_workbook", f"the part {name!r}: {problem}", place=path, next_step=FETCH_AGAIN) from None
    except ValueError:
        raise ReadError("read.broken_workbook", f"{name} repeats a cell strangely often", place=path, next_step=FETCH_AGAIN) from None
    for height, width in extents:
        if height * width > _MAX_CELLS:
            raise ReadError(
                "read.archive_bomb",
                f"{name} spans {height} rows by {width} columns",
                place=path,
                next_step=f"{_SUSPECT}no list has so large a sheet",
            )


def _xlsx_extent(text: bytes) -> _Extent:
    """A cell without a reference stands after the one before it; a row without a number below the one before it."""
    height = width = row = column = 0

    def start(tag: str, attributes: dict[str, str]) -> None:
        nonlocal height, width, row, column
        name = tag.rpartition(":")[2]
        if name == "c":
            reference = _REFERENCE.fullmatch(attributes.get("r", ""))
            column = column_position(reference[1]) + 1 if reference else column + 1
            row = int(reference[2]) if reference else row
        elif name == "row":
            printed = attributes.get("r", "")
            row, column = int(printed) if re.fullmatch("[0-9]{1,7}", printed) else row + 1, 0
        elif name in ("v", "is"):
            height, width = max(height, row), max(width, column)

    parser = ParserCreate()
    parser.StartElementHandler = start
    parser.Parse(text, True)
    return _Extent(height, width)


def _ods_extents(text: bytes) -> Iterator[_Extent]:
    line = height = width = 0
    tags = (f"{_TABLE}table", f"{_TABLE}table-row")
    events = etree.iterparse(BytesIO(text), ("start", "end"), tag=tags, resolve_entities=False, no_network=True, load_dtd=False)
    for event, element in events:
        if event == "start" and element.tag == tags[0]:
            line = height = width = 0
        elif event == "end" and element.tag == tags[0]:
            yield _Extent(height, width)
        elif event == "end":
            line += _times(element, "rows")
            reaches = list(accumulate(_times(cell, "columns") for cell in element))
            reach = max((reach for reach, cell in zip(reaches, element, strict=True) if _holds_a_value(cell)), default=0)
            height, width = (line, max(width, reach)) if reach else (height, width)
            element.clear()


def _times(element: Any, what: str) -> int:
    printed = element.get(f"{_TABLE}number-{what}-repeated", "1")
    if not re.fullmatch("[0-9]{1,9}", printed):
        raise ValueError(printed)
    return int(printed)


def _holds_a_value(cell: Any) -> bool:
    return len(cell) > 0 or any(str(name).startswith(_OFFICE) for name in cell.attrib)
