"""The British lists: codes from Rating, a tree drawn by column, repeats kept, every column of the sheet decided."""

from pathlib import Path

import openpyxl
import polars as pl
import pytest

from commonlist.errors import ReadError, ShapeError
from commonlist.land.itemise import itemise
from commonlist.land.landing import Origin, land
from commonlist.land.read import read
from commonlist.land.shape import decide_columns
from commonlist.registry import Source, source
from commonlist.settings import settings
from places import REAL, ROOT, needs_real

pytestmark = pytest.mark.usefixtures("home")

WORKBOOK = REAL / "gb" / "control_lists_2018-11-02.xlsx"
LISTS = ["gb_military_list", "gb_dual_use"]


def sample(source_id: str) -> Path:
    return ROOT / "crosswalks" / "gb" / f"{source_id}.sample.xlsx"


def items(source_id: str, path: Path) -> pl.DataFrame:
    declared = source(source_id)
    layout = declared.layouts[0]
    reading = read(path, layout.format, layout.options)
    table = decide_columns(reading.table, layout.columns, path)
    frame, rejections = itemise(table, declared, declared.sample_edition, "0" * 64)
    assert (*reading.rejections, *rejections) == ()
    assert reading.rows_read == frame.height
    return frame


def coded(frame: pl.DataFrame, *kinds: str) -> set[str]:
    return set(frame.filter(pl.col("kind").is_in(kinds))["item_code"])


def ratings(source_id: str, column: str) -> set[str]:
    declared: Source = source(source_id)
    return set(read(WORKBOOK, "workbook", declared.layouts[0].options).table[column].drop_nulls())


@pytest.mark.parametrize("source_id", LISTS)
def test_the_sample_lands_whole(source_id):
    landing = land(source(source_id), Origin(kind="sample"))[0]
    assert landing.rows_in == landing.rows_landed > 40
    assert list((settings().landing / "control_item" / source_id).glob("2018-11-02.parquet"))


def test_the_blank_rating_of_ml14_comes_from_its_rating_id():
    frame = items("gb_military_list", sample("gb_military_list"))
    assert frame.filter(pl.col("item_code") == "ML14").select("code_text", "kind").rows() == [("ML14", "entry")]


def test_every_entry_of_the_military_list_is_in_the_sample():
    entries = coded(items("gb_military_list", sample("gb_military_list")), "entry")
    assert entries == {*(f"ML{number}" for number in range(1, 23)), "PL5001"}


def test_ratings_without_dots_are_given_their_levels():
    frame = items("gb_military_list", sample("gb_military_list"))
    levels = dict(frame.filter(pl.col("code_text").is_in(["ML8", "ML8c12a1", "ML1b2b", "PL5001a"])).select("item_code", "level").rows())
    assert levels == {"ML8": 1, "ML8.c.12.a.1": 5, "ML1.b.2.b": 4, "PL5001.a": 2}


def test_a_rating_printed_twice_is_kept_twice():
    frame = items("gb_military_list", sample("gb_military_list")).filter(pl.col("item_code") == "ML4.a")
    assert frame["item_id"].to_list() == ["gb_military_list:ML4.a", "gb_military_list:ML4.a~2"]


def test_a_branch_of_the_tree_without_a_rating_is_a_heading():
    frame = items("gb_dual_use", sample("gb_dual_use"))
    assert frame.filter(pl.col("kind") == "heading")["text"].to_list() == ["None.", "Acoustic and radar", "Sensors"]


def test_category_numbers_lose_the_decimals_a_spreadsheet_gives_them():
    frame = items("gb_dual_use", sample("gb_dual_use"))
    assert coded(frame, "category") == {"4", "6", "9"}
    assert {"9A", "9E", "4C"} <= coded(frame, "group")


def test_regimes_stand_beside_their_rating():
    frame = items("gb_dual_use", sample("gb_dual_use"))
    assert frame.filter(pl.col("item_code") == "9A012")["regimes_text"].to_list() == ["[W]\n[M1A2]"]


@pytest.mark.parametrize("source_id", LISTS)
def test_a_column_the_publisher_adds_stops_the_source(source_id, tmp_path):
    book = openpyxl.load_workbook(sample(source_id))
    layout = source(source_id).layouts[0]
    book[layout.options["sheet"]]["CF3"] = "Verdict"
    book.save(tmp_path / "list.xlsx")
    reading = read(tmp_path / "list.xlsx", layout.format, layout.options)
    with pytest.raises(ShapeError, match="'Verdict'") as error:
        decide_columns(reading.table, layout.columns, tmp_path / "list.xlsx")
    assert error.value.slug == "shape.undecided_column"


@pytest.mark.parametrize("source_id", LISTS)
def test_a_sheet_the_publisher_renames_stops_the_source(source_id, tmp_path):
    book = openpyxl.load_workbook(sample(source_id))
    layout = source(source_id).layouts[0]
    book[layout.options["sheet"]].title = "List 2019"
    book.save(tmp_path / "list.xlsx")
    with pytest.raises(ReadError) as error:
        read(tmp_path / "list.xlsx", layout.format, layout.options)
    assert error.value.slug == "read.sheet_missing"


@needs_real
def test_the_workbook_of_2018_holds_441_military_ratings():
    printed = ratings("gb_military_list", "Rating")
    assert len(printed) == 441
    assert sum(rating.startswith("PL5001") for rating in printed) == 7
    frame = items("gb_military_list", WORKBOOK)
    assert set(frame["code_text"].drop_nulls()) == printed | {"ML14"}
    assert coded(frame, "entry") == {*(f"ML{number}" for number in range(1, 23)), "PL5001"}
    assert frame.filter(pl.col("occurrence_number") > 1, pl.col("kind") != "heading").height == 14


@needs_real
def test_the_workbook_of_2018_holds_859_dual_use_ratings_ten_of_them_categories():
    printed = ratings("gb_dual_use", "Rating")
    assert len(printed) == 859
    frame = items("gb_dual_use", WORKBOOK)
    assert set(frame["code_text"].drop_nulls()) == printed | {"9E101", "4A102", "4E001b", "4E001b1", "4E001b2", "4E001c"}
    assert (len(coded(frame, "category")), len(coded(frame, "group"))) == (10, 50)
    assert len({code for code in printed if len(code) == 5}) == 105
    assert coded(frame, "category") == {str(number) for number in range(10)}
    assert frame.filter(pl.col("occurrence_number") > 1, pl.col("kind") != "heading").height == 144


@needs_real
@pytest.mark.parametrize("source_id", LISTS)
def test_every_code_of_the_sample_is_in_the_publication(source_id):
    assert set(items(source_id, sample(source_id))["item_code"]) <= set(items(source_id, WORKBOOK)["item_code"])


@needs_real
@pytest.mark.parametrize(("source_id", "rows"), [("gb_military_list", 461), ("gb_dual_use", 1016)])
def test_every_row_of_the_publication_is_accounted_for(source_id, rows):
    landing = land(source(source_id), Origin(kind="folder", folder=REAL))[0]
    assert (landing.rows_read, landing.rows_in, landing.rows_landed, landing.rows_quarantined) == (rows, rows, rows, 0)
