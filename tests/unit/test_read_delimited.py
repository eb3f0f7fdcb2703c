"""Delimited files become tables of strings, line by line, with nothing guessed."""

from pathlib import Path

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from commonlist.errors import ReadError, RegistryError
from commonlist.land.read.delimited import read_csv
from commonlist.land.reading import LINE


@pytest.fixture
def file(tmp_path: Path):
    def write(text: str, encoding: str = "utf-8") -> Path:
        path = tmp_path / "publication.csv"
        path.write_bytes(text.encode(encoding))
        return path

    return write


def test_cells_stay_as_they_were_printed(file):
    table = read_csv(file("code,country,count\n0301,NA,1e3\n 007 ,null,-0\n"), {}).table
    assert table.rows() == [(2, "0301", "NA", "1e3"), (3, " 007 ", "null", "-0")]
    assert table.schema == {LINE: pl.Int64, "code": pl.String, "country": pl.String, "count": pl.String}


def test_a_blank_cell_is_null_and_never_an_empty_text(file):
    assert read_csv(file('a,b,c\n,"",  \nx,y,z\n'), {}).table.row(0) == (2, None, None, None)


def test_a_row_is_found_at_the_line_where_it_begins_in_the_file(file):
    reading = read_csv(file('a,b\r\n"two\r\nlines",1\r\nplain,2\r\nshort\r\n"three\r\nlines\r\nhere",3\r\n'), {})
    assert reading.table[LINE].to_list() == [2, 4, 6]
    assert reading.table["a"][0] == "two\r\nlines"
    assert [(one.line, one.raw) for one in reading.rejections] == [(5, "short")]


def test_a_rejected_row_is_kept_as_it_stood(file):
    reading = read_csv(file('a,b\n"1",2,"three"\n\n"x"y,2\n1,2\n'), {})
    assert [(one.line, one.reason, one.raw) for one in reading.rejections] == [
        (2, "read.field_count", '"1",2,"three"'),
        (3, "read.blank_line", ""),
        (4, "read.stray_quote", '"x"y,2'),
    ]
    assert reading.rows_read == 4


def test_line_ends_after_the_last_row_are_no_rows(file):
    assert read_csv(file("a,b\n1,2\n\n\n"), {}).rows_read == 1


def test_a_last_row_without_a_line_end_counts(file):
    assert read_csv(file("a,b\r\n1,2"), {}).table.rows() == [(2, "1", "2")]


def test_columns_are_called_what_the_header_prints(file):
    assert read_csv(file('id;" ""year""";x\n1;2;3\n'), {"delimiter": ";"}).table.columns == [LINE, "id", ' "year"', "x"]


def test_a_file_without_a_header_is_named_by_its_layout(file):
    table = read_csv(file("1,2\n3,4\n"), {"names": ["group", "count"]}).table
    assert table.rows(named=True)[0] == {LINE: 1, "group": "1", "count": "2"}


def test_quotes_mean_nothing_where_the_layout_says_so(file):
    assert read_csv(file('a|b\n5" gun|1\n'), {"delimiter": "|", "quote": None}).table["a"].to_list() == ['5" gun']


def test_a_byte_order_mark_at_the_start_is_not_part_of_the_first_name(file):
    assert "a" in read_csv(file("\ufeffa,b\n1,2\n"), {"encoding": "utf8"}).table.columns


def test_another_encoding_is_read_where_it_is_declared(file):
    assert read_csv(file("a\nCuraçao\n", "latin-1"), {"encoding": "latin-1"}).table["a"].to_list() == ["Curaçao"]


def test_mixed_line_ends_are_read_where_they_are_declared(file):
    path = file("a,b\r\n1,2\n3,4\r\n")
    with pytest.raises(ReadError, match=r"read\.mixed_line_ends"):
        read_csv(path, {})
    assert read_csv(path, {"mixed_line_ends": "accept"}).table["b"].to_list() == ["2", "4"]


def test_a_line_end_within_a_cell_does_not_count_as_mixed(file):
    assert read_csv(file('a,b\r\n"one\ntwo",2\r\n3,4\r\n'), {}).table.height == 2


@pytest.mark.parametrize("options", [{"encoding": "klingon"}, {"delimiter": ", "}, {"separator": ";"}])
def test_an_option_nobody_knows_is_refused(file, options: dict[str, str]):
    with pytest.raises(RegistryError, match=r"registry\.bad_option"):
        read_csv(file("a\n1\n"), options)


CELL = st.text(st.characters(codec="utf-8", exclude_characters="\x00\r\ufeff\x1c\x1d\x1e\x1f", exclude_categories=["Cs"]), max_size=6)


@settings(max_examples=100, deadline=None)
@given(rows=st.lists(st.lists(CELL, min_size=2, max_size=2), min_size=1, max_size=5))
def test_whatever_is_written_by_the_standard_is_read_back_whole(tmp_path_factory, rows: list[list[str]]):
    path = tmp_path_factory.mktemp("csv") / "any.csv"
    quoted = ["".join(('"', cell.replace('"', '""'), '"')) for row in rows for cell in row]
    lines = [",".join(quoted[start : start + 2]) for start in range(0, len(quoted), 2)]
    path.write_bytes(("a,b\r\n" + "\r\n".join(lines) + "\r\n").encode())
    table = read_csv(path, {}).table
    assert table.select("a", "b").rows() == [tuple(cell if cell.strip() else None for cell in row) for row in rows]
