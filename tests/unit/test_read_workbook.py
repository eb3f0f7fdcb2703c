"""A sheet becomes a table of strings; its tree, its repeated headers and its hazards are told apart."""

import datetime
import zipfile
from pathlib import Path

import openpyxl
import pytest
from odf.opendocument import OpenDocumentSpreadsheet
from odf.table import Table, TableCell, TableRow
from odf.text import P

from commonlist.errors import ReadError, RegistryError, ShapeError
from commonlist.land.read.workbook import read_workbook
from commonlist.land.reading import LINE

pytestmark = pytest.mark.usefixtures("home")

HEADER = ["Browse tree", None, None, "Rating", "Rating ID", "Page", "Regime", "Page", 1]
LIST = {"sheet": "List", "header_row": 2, "tree": "A:C", "code": ["Rating", "Rating ID"], "expect": ["Regime"], "drop": {"Page": 2, "1": 1}}
ROWS = [
    [0, None, None, "Rating"],
    HEADER,
    ["Weapons"],
    [None, "Rifles", None, "ML1a ", "ML1a", 25.0, "[W]"],
    [],
    [None, None, "parts of them", None, "ML1a1 "],
    ["Sensors", None, None, 6.0],
]


@pytest.fixture
def workbook(tmp_path: Path):
    def write(rows: list[list[object]], sheet: str = "List", others: tuple[str, ...] = ("Notes",)) -> Path:
        book = openpyxl.Workbook()
        book.active.title = others[0]
        page = book.create_sheet(sheet)
        for row in rows:
            page.append(row)
        book.save(tmp_path / "list.xlsx")
        return tmp_path / "list.xlsx"

    return write


@pytest.fixture
def archive(tmp_path: Path):
    def write(parts: dict[str, bytes], name: str = "list.xlsx") -> Path:
        with zipfile.ZipFile(tmp_path / name, "w", zipfile.ZIP_DEFLATED) as file:
            for part, data in parts.items():
                file.writestr(part, data)
        return tmp_path / name

    return write


def ods(path: Path, rows: list[list[object]]) -> Path:
    book = OpenDocumentSpreadsheet()
    table = Table(name="List")
    for row in rows:
        line = TableRow()
        for value in row:
            number = isinstance(value, int | float)
            cell = TableCell(valuetype="float", value=value) if number else TableCell(valuetype="string") if value else TableCell()
            if value is not None:
                cell.addElement(P(text=str(value)))
            line.addElement(cell)
        table.addElement(line)
    table.addElement(TableRow(numberrowsrepeated=1_000_000))
    book.spreadsheet.addElement(table)
    book.save(str(path))
    return path


def test_a_tree_drawn_by_column_gives_text_level_and_the_first_code_that_is_not_blank(workbook):
    reading = read_workbook(workbook(ROWS), LIST)
    assert reading.table.select(LINE, "code", "tree_text", "tree_level", "Regime").rows() == [
        (3, None, "Weapons", "0", None),
        (4, "ML1a", "Rifles", "1", "[W]"),
        (6, "ML1a1", "parts of them", "2", None),
        (7, "6", "Sensors", "0", None),
    ]


def test_an_empty_row_is_no_record_and_every_other_row_counts(workbook):
    reading = read_workbook(workbook(ROWS), LIST)
    assert (reading.rows_read, reading.table.height, reading.rejections) == (4, 4, ())


def test_a_row_at_two_places_of_the_tree_or_at_none_is_refused_with_its_line(workbook):
    rows = [*ROWS, ["Ships", "Boats", None, "ML9"], [None, None, None, None, None, 26]]
    reading = read_workbook(workbook(rows), LIST)
    assert [(one.line, one.reason) for one in reading.rejections] == [(8, "read.two_tree_cells"), (9, "read.no_item")]
    assert reading.rows_read == 6


def test_an_ods_workbook_reads_like_its_twin(workbook, tmp_path):
    assert read_workbook(ods(tmp_path / "list.ods", ROWS), LIST).table.equals(read_workbook(workbook(ROWS), LIST).table)


@pytest.mark.parametrize(
    ("cell", "text"),
    [
        (9.0, "9"),
        (0, "0"),
        (1e3, "1000"),
        (0.5, "0.5"),
        ("0301", "0301"),
        (" NA ", "NA"),
        (True, "TRUE"),
        (datetime.date(2018, 11, 2), "2018-11-02"),
        (None, None),
        ("   ", None),
    ],
)
def test_a_cell_reads_as_it_was_meant(workbook, cell, text):
    table = read_workbook(workbook([["key", "cell"], ["x", cell]]), {"sheet": "List"}).table
    assert table["cell"][0] == text


def test_repeated_headers_are_numbered_from_the_second(workbook):
    table = read_workbook(workbook([["Page", "Orig", "Page", 1, "Page"], ["a", "b", "c", "d", "e"]]), {"sheet": "List"}).table
    assert table.columns == [LINE, "Page", "Orig", "Page 2", "1", "Page 3"]


@pytest.mark.parametrize("count", [1, 3])
def test_one_column_more_or_fewer_than_decided_stops_the_source(workbook, count):
    rows = [["Rating", *["Page"] * count], ["ML1", *"abc"[:count]]]
    with pytest.raises(ShapeError, match="'Page") as error:
        read_workbook(workbook(rows), {"sheet": "List", "drop": {"Page": 2}})
    assert error.value.slug == "shape.undecided_column"


def test_a_column_without_a_header_is_seen_once_it_holds_something(workbook):
    rows = [["Rating", None, "Regime", None], ["ML1", "?", "[W]"], ["ML2"]]
    assert read_workbook(workbook(rows), {"sheet": "List"}).table.columns == [LINE, "Rating", "column B", "Regime"]


def test_a_new_column_shows_under_its_own_name(workbook):
    rows = [[*row, *([None] * (9 - len(row))), "Verdict" if row is HEADER else None] for row in ROWS]
    assert "Verdict" in read_workbook(workbook(rows), LIST).table.columns


def test_a_sheet_that_moved_is_named_with_those_there_are(workbook):
    with pytest.raises(ReadError, match="'Notes', 'UK Military List 2019'") as error:
        read_workbook(workbook(ROWS, sheet="UK Military List 2019"), LIST)
    assert error.value.slug == "read.sheet_missing"
    assert "correct `sheet`" in error.value.next_step


def test_a_header_that_moved_is_found_where_it_is_now(workbook):
    with pytest.raises(ShapeError, match="row 3 holds all of them") as error:
        read_workbook(workbook([["a new line"], *ROWS]), LIST)
    assert error.value.slug == "shape.header_moved"


def test_a_renamed_code_column_is_named(workbook):
    rows = [["Grade" if cell == "Rating ID" else cell for cell in row] for row in ROWS]
    with pytest.raises(ShapeError, match="lacks 'Rating ID'"):
        read_workbook(workbook(rows), LIST)


@pytest.mark.parametrize("options", [{"sheet": "List", "tree": "1:3"}, {"sheet": "List", "colour": "red"}, {}])
def test_an_impossible_option_is_named(workbook, options):
    with pytest.raises(RegistryError, match="reader option"):
        read_workbook(workbook(ROWS), options)


def test_a_truncated_workbook_is_refused(workbook):
    path = workbook(ROWS)
    path.write_bytes(path.read_bytes()[:-200])
    with pytest.raises(ReadError) as error:
        read_workbook(path, LIST)
    assert error.value.slug == "read.broken_archive"


def test_a_workbook_with_a_broken_sheet_is_refused(workbook, archive):
    with zipfile.ZipFile(workbook(ROWS)) as file:
        parts = {name: file.read(name) for name in file.namelist()}
    sheet = "xl/worksheets/sheet2.xml"
    with pytest.raises(ReadError) as error:
        read_workbook(archive({**parts, sheet: parts[sheet][:-80]}), LIST)
    assert error.value.slug == "read.broken_workbook"


@pytest.mark.parametrize(
    ("data", "slug"),
    [
        (b"", "read.empty_file"),
        (b"<!DOCTYPE html><html><body>Sorry</body></html>", "read.html_page"),
        (b"ML1,Rifles\n", "read.broken_archive"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\1" * 600, "read.locked_workbook"),
    ],
)
def test_what_is_no_workbook_is_refused_by_name(tmp_path, data, slug):
    path = tmp_path / "list.xlsx"
    path.write_bytes(data)
    with pytest.raises(ReadError) as error:
        read_workbook(path, LIST)
    assert error.value.slug == slug


def test_a_zip_bomb_is_refused_before_it_is_inflated(archive):
    with pytest.raises(ReadError) as error:
        read_workbook(archive({"xl/worksheets/sheet1.xml": b" " * 20_000_000}), LIST)
    assert error.value.slug == "read.archive_bomb"


@pytest.mark.parametrize("corner", ["XFD1048576", "ZZ100000"])
def test_one_value_in_a_far_corner_cannot_take_all_memory(workbook, corner):
    path = workbook(ROWS)
    book = openpyxl.load_workbook(path)
    book["List"][corner] = "x"
    book.save(path)
    with pytest.raises(ReadError, match="rows by") as error:
        read_workbook(path, LIST)
    assert error.value.slug == "read.archive_bomb"


def test_one_repeated_value_in_an_ods_cannot_take_all_memory(archive):
    spaces = " ".join(f'xmlns:{prefix}="urn:oasis:names:tc:opendocument:xmlns:{prefix}:1.0"' for prefix in ("office", "table", "text"))
    cell = '<table:table-cell table:number-columns-repeated="16384"><text:p>x</text:p></table:table-cell>'
    sheet = f'<table:table table:name="List"><table:table-row table:number-rows-repeated="1048576">{cell}</table:table-row></table:table>'
    content = f"<office:document-content {spaces}>{sheet}</office:document-content>"
    with pytest.raises(ReadError) as error:
        read_workbook(archive({"content.xml": content.encode()}, "list.ods"), LIST)
    assert error.value.slug == "read.archive_bomb"


def test_an_ods_that_is_cut_off_inside_is_refused(archive):
    with pytest.raises(ReadError) as error:
        read_workbook(archive({"content.xml": b"<office>"}, "list.ods"), LIST)
    assert error.value.slug == "read.broken_workbook"
