"""Canada's Export Control List: groups by reference, dates per provision, an item that grows between versions."""

import datetime
from pathlib import Path

import polars as pl
import pytest

from commonlist.errors import ShapeError
from commonlist.land.landing import Origin, land
from commonlist.land.read import read
from commonlist.land.reading import Reading
from commonlist.registry import source
from commonlist.settings import settings
from places import REAL, ROOT, needs_real

pytestmark = pytest.mark.usefixtures("home")

SAMPLE = ROOT / "crosswalks" / "ca" / "ca_ecl.sample.xml"


def reading(path: Path) -> Reading:
    layout = source("ca_ecl").layouts[0]
    return read(path, layout.format, layout.options)


def edition(day: str) -> pl.DataFrame:
    return reading(REAL / "ca" / f"SOR-89-202_{day}.xml").table


def codes(table: pl.DataFrame, start: str = "") -> set[str]:
    return {code for code, kind in table.select("code", "kind").iter_rows() if kind is None and code.startswith(start)}


def landed(day: str) -> pl.DataFrame:
    return pl.read_parquet(settings().landing / "control_item" / "ca_ecl" / f"{day}.parquet")


@pytest.fixture
def sample() -> pl.DataFrame:
    land(source("ca_ecl"), Origin(kind="sample"))
    return landed("2025-03-17")


def test_the_sample_lands_whole():
    landing = land(source("ca_ecl"), Origin(kind="sample"))[0]
    assert (landing.rows_read, landing.rows_in, landing.rows_landed) == (71, 68, 68)


def test_groups_incorporated_by_reference_are_entries(sample):
    entries = sample.filter(pl.col("kind") == "entry")["item_code"].to_list()
    assert entries == ["1", "2", "3-01", "3-02", "4", "5101", "5501", "5504", "5506", "6", "7", "9-1", "9-2"]


def test_groups_with_items_of_their_own_are_groups(sample):
    assert sample.filter(pl.col("kind") == "group")["item_code"].to_list() == ["3", "5", "8", "9"]


def test_repealed_items_are_reserved(sample):
    assert sample.filter(pl.col("kind") == "reserved")["item_code"].to_list() == ["5000", "8000"]


def test_every_level_of_an_item_has_its_dot_and_its_parent(sample):
    row = sample.filter(pl.col("item_code") == "5506.2.c.ii.A.II").select("parent_code", "level", "kind").row(0)
    assert row == ("5506.2.c.ii.A", 6, "provision")


def test_an_item_and_its_provisions_have_their_own_dates(sample):
    dates = dict(sample.filter(pl.col("item_code").is_in(["5504", "5504.1", "9-1"])).select("item_code", "valid_from").rows())
    assert dates == {"5504": datetime.date(2017, 9, 21), "5504.1": datetime.date(2024, 7, 19), "9-1": datetime.date(2019, 9, 1)}


def test_notes_are_attached_to_the_provision_they_explain(sample):
    assert sample.filter(pl.col("kind") == "note")["item_id"].to_list() == ["ca_ecl:5506.2.c.i#note", "ca_ecl:5506.2.c.ii#note"]


def test_powers_of_ten_keep_their_rank(sample):
    assert "10⁸" in sample.filter(pl.col("item_code") == "5506.2.d.iv.D")["text"][0]


def test_an_element_the_publisher_adds_stops_the_source(tmp_path):
    path = tmp_path / "ecl.xml"
    path.write_text(SAMPLE.read_text(encoding="utf-8-sig").replace("Lasers made", "<Deleted>Lasers</Deleted> made"), encoding="utf-8")
    with pytest.raises(ShapeError, match="<Deleted>") as error:
        reading(path)
    assert error.value.slug == "shape.undecided_element"


@needs_real
@pytest.mark.parametrize(("day", "count"), [("2024-06-27", 210), ("2024-09-25", 251), ("2025-04-17", 251)])
def test_each_version_has_its_codes(day, count):
    table = edition(day)
    assert table.filter(pl.col("code").is_not_null(), pl.col("kind").is_null() | (pl.col("kind") == "group"))["code"].n_unique() == count


@needs_real
def test_item_5506_comes_with_the_amendment_of_july_2024():
    before, after = edition("2024-06-27"), edition("2024-09-25")
    assert codes(before, "5506") == set()
    assert len(codes(after, "5506")) == 41
    assert set(after.filter(pl.col("code").str.starts_with("5506"))["valid_from"]) == {"2024-07-19"}


@needs_real
def test_item_5504_keeps_its_provisions_while_its_definitions_change():
    before, after = edition("2024-06-27"), edition("2024-09-25")
    assert codes(before, "5504") == codes(after, "5504")
    since = [dict(table.select("code", "valid_from").iter_rows())["5504.1"] for table in (before, after)]
    assert since == ["2017-09-21", "2024-07-19"]


@needs_real
def test_the_amendments_that_were_not_yet_in_force_are_not_in_the_list():
    june = reading(REAL / "ca" / "SOR-89-202_2024-06-27.xml")
    assert june.out_of_scope == 75
    assert june.table["code"].drop_nulls().str.starts_with("5506").sum() == 0


@needs_real
def test_all_three_versions_land_whole():
    landings = land(source("ca_ecl"), Origin(kind="folder", folder=REAL))
    assert [(str(one.edition_date), one.rows_landed, one.rows_quarantined) for one in landings] == [
        ("2024-06-27", 236, 0),
        ("2024-09-25", 285, 0),
        ("2025-04-17", 285, 0),
    ]


@needs_real
def test_every_code_of_the_sample_is_in_the_publication():
    assert codes(reading(SAMPLE).table) <= codes(edition("2025-04-17"))
