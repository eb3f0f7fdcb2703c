"""EU tables on consultations about denials: lines of two grains in one file, of a state or of a destination."""

import csv
from collections import Counter
from datetime import date

import polars as pl
import pytest

from commonlist.land.landing import Landing, Origin, land
from commonlist.land.store import landing_path
from commonlist.registry import Source, load_publisher
from commonlist.settings import settings
from places import REAL, ROOT, needs_real

EDITION = date(2015, 3, 27)
FILE = REAL / "eu" / "consult.csv"
OF_STATES = ("denial_consultations_initiated", "denial_consultations_received")
OF_PLACES = "denial_consultations_by_destination"


@pytest.fixture(scope="module")
def source() -> Source:
    return load_publisher(ROOT / "crosswalks" / "eu" / "eu.yml").sources["eu_consultations"]


def landed(source: Source) -> pl.DataFrame:
    return pl.read_parquet(landing_path(source.record, source.source_id, EDITION))


def quarantined(source: Source) -> list[tuple[str, str, str]]:
    with (settings().quarantine / source.source_id / f"{EDITION}.csv").open(encoding="utf-8", newline="") as file:
        return [(row["source_line"], row["reason"], row["raw"]) for row in csv.DictReader(file)]


def totals(source: Source) -> dict[tuple[str, int], int]:
    sums = landed(source).group_by("measure_code", pl.col("period_start").dt.year()).agg(pl.col("value").sum())
    return {(measure, year): int(value) for measure, year, value in sums.iter_rows()}


@pytest.fixture
def sample(home, source: Source) -> Landing:  # noqa: ARG001 - the landing goes to a home of its own
    return land(source, Origin(kind="sample"))[0]


def test_the_sample_lands_but_for_a_sum_of_no_state_and_no_destination(sample: Landing, source: Source):
    assert (sample.rows_in, sample.rows_landed, sample.rows_quarantined) == (14, 13, 1)
    assert quarantined(source) == [("4", "land.no_measure", "2005 | 133 | 0")]


@pytest.mark.usefixtures("sample")
def test_a_line_of_a_state_has_two_figures_and_one_of_a_destination_has_one(source: Source):
    table = landed(source)
    of_states = table.filter(pl.col("reporting_state_text").is_not_null())
    of_places = table.filter(pl.col("destination_text").is_not_null())
    assert set(of_states["measure_code"]) == set(OF_STATES)
    assert of_states.select(pl.col("destination_text").is_null().all(), (pl.col("destination_count") == 0).all()).row(0) == (True, True)
    assert set(of_places["measure_code"]) == {OF_PLACES}
    assert of_places["reporting_state_text"].null_count() == of_places.height
    assert set(table["category_count"]) == {0}


@pytest.mark.usefixtures("sample")
def test_a_destination_may_stand_twice_in_a_year(source: Source):
    indonesia = landed(source).filter(pl.col("destination_text") == "Indonesia")
    assert [str(value) for value in indonesia["value"]] == ["2.00", "1.00"]


@needs_real
def test_of_735_real_lines_734_land_with_the_totals_of_another_reader(home, source: Source):  # noqa: ARG001
    landing = land(source, Origin(kind="folder", folder=REAL))[0]
    assert (landing.rows_read, landing.rows_landed, landing.rows_quarantined) == (735, 734, 1)
    assert quarantined(source) == [("127", "land.no_measure", "2005 | 133 | 0")]
    wanted: Counter[tuple[str, int]] = Counter()
    with FILE.open(encoding="utf-8", newline="") as file:
        for row in csv.reader(file):
            for column, measure in ((5, OF_STATES[0]), (6, OF_STATES[1])) if row[2] else ((7, OF_PLACES),) if row[4] else ():
                wanted[measure, int(row[0])] += int(row[column])
    assert totals(source) == dict(wanted)


@needs_real
def test_what_is_initiated_is_received_since_2004_but_for_one_and_is_about_some_destination(home, source: Source):  # noqa: ARG001
    """Which column is which is nowhere printed: states that deny much receive much, and the third column sums to the first."""
    land(source, Origin(kind="folder", folder=REAL))
    found = totals(source)
    initiated, received, about = ({year: value for (one, year), value in found.items() if one == name} for name in (*OF_STATES, OF_PLACES))
    assert {year: initiated[year] - received[year] for year in initiated if initiated[year] != received[year]} == {
        1998: 18, 1999: 6, 2001: 2, 2002: 20, 2003: 5, 2008: 1,
    }  # fmt: skip
    assert about == {year: initiated[year] for year in range(2005, 2014)}
