"""EU tables on supplies to international missions: each line is one, its mission a party, its goods words."""

import csv
from datetime import date
from decimal import Decimal

import polars as pl
import pytest

from commonlist.land.landing import Landing, Origin, land
from commonlist.land.reading import LINE
from commonlist.land.store import landing_path
from commonlist.registry import Source, load_publisher
from commonlist.settings import settings
from places import REAL, ROOT, needs_real

EDITION = date(2015, 3, 27)
FILE = REAL / "eu" / "mission.csv"


@pytest.fixture(scope="module")
def source() -> Source:
    return load_publisher(ROOT / "crosswalks" / "eu" / "eu.yml").sources["eu_missions"]


def landed(source: Source, kind: str = "licensing_observation") -> pl.DataFrame:
    return pl.read_parquet(landing_path(kind, source.source_id, EDITION))


def quarantined(source: Source) -> list[tuple[str, str, str]]:
    with (settings().quarantine / source.source_id / f"{EDITION}.csv").open(encoding="utf-8", newline="") as file:
        return [(row["source_line"], row["column"], row["reason"]) for row in csv.DictReader(file)]


@pytest.fixture
def sample(home, source: Source) -> Landing:  # noqa: ARG001 - the landing goes to a home of its own
    return land(source, Origin(kind="sample"))[0]


def test_the_sample_lands_but_for_the_line_of_no_state(sample: Landing, source: Source):
    assert (sample.rows_in, sample.rows_landed, sample.rows_quarantined) == (12, 11, 1)
    assert quarantined(source) == [("12", "reporting_state", "land.blank_cell")]


@pytest.mark.usefixtures("sample")
def test_each_line_counts_one_and_lines_may_repeat(source: Source):
    table = landed(source)
    assert table.select("measure_code", "value", "value_text", "category_scheme").unique().rows() == [
        ("mission_exports_reported", Decimal(1), None, None)
    ]
    assert table.filter(pl.col("destination_text") == "Brazil").height == 2


@pytest.mark.usefixtures("sample")
def test_the_mission_is_a_party_and_the_goods_are_words_also_over_two_lines(source: Source):
    parties = landed(source, "licensing_party").filter(pl.col(LINE) == 9)
    assert parties.select("party_role", "party_text").rows() == [("destination", "Lebanon"), ("mission", "UNIFIL")]
    assert landed(source).filter(pl.col(LINE) == 9)["description_text"].to_list() == ["Spare parts,\ntyres"]


@needs_real
def test_of_716_real_lines_715_land_by_year_as_printed(home, source: Source):  # noqa: ARG001
    landing = land(source, Origin(kind="folder", folder=REAL))[0]
    assert (landing.rows_read, landing.rows_landed, landing.rows_quarantined) == (716, 715, 1)
    assert quarantined(source) == [("634", "reporting_state", "land.blank_cell")]
    with FILE.open(encoding="utf-8", newline="") as file:
        rows = [row for row in csv.reader(file) if row[2]]
    by_year = landed(source).group_by(pl.col("period_start").dt.year()).agg(pl.col("value").sum())
    assert dict(by_year.iter_rows()) == {year: sum(row[0] == str(year) for row in rows) for year in range(2006, 2014)}
    missions = landed(source, "licensing_party").filter(pl.col("party_role") == "mission")
    assert sorted(missions["party_text"]) == sorted(row[5] for row in rows)
