"""United States arms sales: programmes that count unlike things, two kinds of year, zeros that are nothing, lines that stand twice."""

import csv
import json
from collections import Counter
from collections.abc import Iterator
from datetime import date
from decimal import Decimal

import polars as pl
import pytest

from commonlist.land.landing import Landing, Origin, land
from commonlist.land.reading import LINE
from commonlist.land.store import landing_path
from commonlist.registry import Source, load_publisher
from commonlist.settings import settings
from places import REAL, ROOT, at_home, needs_real

EDITION = date(2020, 2, 26)
COMMERCIAL, GOVERNMENT = "Direct Commercial Sales", "Foreign Military Sales"
REPEATED = [4823, 4958, 5096, 6794, 6809, 6869, 6876, 6884]
WITHOUT_PROGRAMME = list(range(7848, 7854))
# definition: programme, column of the file, years; 0 is kept out of both sides of the comparison
COUNTED = {
    "commercial_licensed": (COMMERCIAL, "authorizations", range(1996, 2020)),
    "commercial_exported_2008": (COMMERCIAL, "deliveries", range(2008, 2009)),
    "commercial_exported": (COMMERCIAL, "deliveries", range(2009, 2020)),
    "commercial_notified": (COMMERCIAL, "notifications", range(1996, 2021)),
    "commercial_services_licensed": ("Direct Commercial Sales Services", "authorizations", range(1996, 2021)),
    "government_agreed": (GOVERNMENT, "authorizations", range(1996, 2021)),
    "government_delivered": (GOVERNMENT, "deliveries", range(1996, 2021)),
    "government_notified": (GOVERNMENT, "notifications", range(1996, 2021)),
    "construction_agreed": ("Foreign Military Construction Sales", "authorizations", range(1996, 2021)),
    "construction_delivered": ("Foreign Military Construction Sales", "deliveries", range(1996, 2021)),
    "excess_delivered": ("Excess Defense Articles Sales", "deliveries", range(1996, 2021)),
    "commerce_exported": ("Commerce Arms Sales (600 Series)", "deliveries", range(2015, 2016)),
    "commerce_exported_fiscal": ("Commerce Arms Sales (600 Series)", "deliveries", [2014, 2016, 2017, 2018]),
}


@pytest.fixture(scope="module")
def source() -> Source:
    return load_publisher(ROOT / "crosswalks" / "us" / "us.yml").sources["us_arms_sales"]


def landed(source: Source) -> pl.DataFrame:
    return pl.read_parquet(landing_path(source.record, source.source_id, EDITION)).with_columns(
        definition=pl.col("definition_code").str.strip_prefix("us_arms_sales:"), year=pl.col("period_end").dt.year()
    )


def quarantined(source: Source) -> list[tuple[str, int]]:
    with (settings().quarantine / source.source_id / f"{EDITION}.csv").open(encoding="utf-8", newline="") as file:
        return sorted((row["reason"], int(row["source_line"])) for row in csv.DictReader(file))


@pytest.fixture
def sample(home, source: Source) -> tuple[Landing, pl.DataFrame]:  # noqa: ARG001 - the landing goes to a home of its own
    return land(source, Origin(kind="sample"))[0], landed(source)


@pytest.fixture(scope="module")
def real(source: Source, tmp_path_factory: pytest.TempPathFactory) -> Iterator[pl.DataFrame]:
    with at_home(ROOT, tmp_path_factory.mktemp("home")):
        landing = land(source, Origin(kind="folder", folder=REAL))[0]
        assert (landing.rows_read, landing.rows_landed, landing.rows_quarantined) == (7_852, 7_838, 14)
        yield landed(source)


def printed() -> list[dict[str, str]]:
    """The lines of the file that are no repetition and name a programme, without the product."""
    rows = json.loads((REAL / "us" / "arms_sales_totals.json").read_text(encoding="utf-8"))
    return [row for line, row in enumerate(rows, start=2) if line not in {*REPEATED, *WITHOUT_PROGRAMME}]


def test_the_sample_has_every_programme_and_the_lines_that_go_to_quarantine(sample: tuple[Landing, pl.DataFrame], source: Source):
    landing, table = sample
    assert set(table["definition"]) == set(COUNTED)
    assert Counter(reason for reason, _ in quarantined(source)) == {"land.duplicate_key": 2, "land.blank_cell": 6}
    assert landing.rows_landed + landing.rows_quarantined == landing.rows_in


def test_licences_agreements_deliveries_and_notifications_are_measures_of_their_own(sample: tuple[Landing, pl.DataFrame]):
    by_measure = {
        measure: sorted(names) for measure, names in sample[1].group_by("measure_code").agg(pl.col("definition").unique()).iter_rows()
    }
    assert by_measure == {
        "value_licensed": ["commercial_licensed"],
        "value_of_services_licensed": ["commercial_services_licensed"],
        "value_agreed": ["construction_agreed", "government_agreed"],
        "value_delivered": ["construction_delivered", "excess_delivered", "government_delivered"],
        "value_exported": ["commerce_exported", "commerce_exported_fiscal", "commercial_exported"],
        "value_printed_as_delivered": ["commercial_exported_2008"],
        "value_notified": ["commercial_notified", "government_notified"],
    }


def test_a_programme_counts_by_its_own_year(sample: tuple[Landing, pl.DataFrame]):
    calendar = set(sample[1].filter(pl.col("period_grain") == "year")["definition"])
    fiscal = sample[1].filter(pl.col("period_grain") == "fiscal_year")
    assert calendar == {"commercial_notified", "government_notified", "commerce_exported"}
    assert set(fiscal["definition"]) == set(COUNTED) - calendar
    assert set(fiscal.select(pl.col("period_start").dt.strftime("%m-%d")).to_series()) == {"10-01"}


def states(table: pl.DataFrame, destination: str, year: int, measure: str) -> list[str]:
    of_line = (pl.col("destination_text") == destination) & (pl.col("year") == year) & (pl.col("measure_code") == measure)
    return table.filter(of_line).sort(LINE)["value_state"].to_list()


def test_a_zero_is_a_figure_only_where_the_report_prints_one(sample: tuple[Landing, pl.DataFrame]):
    table = sample[1]
    assert states(table, "Ethiopia", 2000, "value_licensed") == ["reported_zero"]
    assert states(table, "Ethiopia", 2000, "value_exported") == []
    assert states(table, "United Nations", 2012, "value_exported") == ["reported_zero"]
    assert states(table, "Japan", 2017, "value_licensed") == ["reported", "token"]
    assert states(table, "Japan", 2017, "value_exported") == ["token", "reported"]
    assert states(table, "Finland", 2018, "value_licensed") == ["token"]
    assert states(table, "Turkey", 2019, "value_notified") == ["token"]
    assert states(table, "Morocco", 2019, "value_agreed") == []


def test_a_blank_is_no_zero(sample: tuple[Landing, pl.DataFrame]):
    notified = sample[1].filter(pl.col("measure_code") == "value_notified")
    assert set(notified["value_state"]) == {"reported", "token", "not_reported"}
    assert set(notified.filter(pl.col("value_text").is_null())["value_state"]) == {"not_reported"}


@needs_real
def test_lines_that_stand_twice_and_lines_of_no_programme_go_to_quarantine(real: pl.DataFrame, source: Source):
    assert real[LINE].n_unique() == 7_838
    assert quarantined(source) == sorted(
        [*(("land.duplicate_key", line) for line in REPEATED), *(("land.blank_cell", line) for line in WITHOUT_PROGRAMME)]
    )


@needs_real
def test_two_figures_of_one_destination_year_and_programme_both_stay(real: pl.DataFrame):
    guiana = (pl.col("destination_text") == "French Guiana") & (pl.col("year") == 2003)
    assert real.filter(guiana).select(LINE, "value").rows() == [(1004, Decimal(154_000_000)), (1005, Decimal(12_247_310))]


@needs_real
@pytest.mark.parametrize("definition", COUNTED)
def test_every_programme_and_year_adds_up_as_it_does_outside(real: pl.DataFrame, definition: str):
    programme, column, years = COUNTED[definition]
    sums: Counter[int] = Counter()
    for row in printed():
        if row["program"] == programme and int(row["year"]) in years:
            sums[int(row["year"])] += int(row[column] or 0)
    told = real.filter((pl.col("definition") == definition) & (pl.col("value") > 0)).group_by("year").agg(pl.col("value").sum())
    assert dict(told.iter_rows()) == {year: Decimal(value) for year, value in sums.items() if value}


@needs_real
def test_no_figure_of_the_file_is_left_out(real: pl.DataFrame):
    columns = ("authorizations", "deliveries", "notifications")
    figures = sum(row[column] not in ("", "0") for row in printed() for column in columns)
    assert real.filter(pl.col("value") > 0).height == figures
    assert set(real.filter(pl.col("value_text") == "0")["value_state"]) == {"reported_zero", "token"}


@needs_real
def test_what_a_programme_never_prints_is_no_zero_of_it(real: pl.DataFrame):
    silent = {"Direct Commercial Sales Services": "deliveries", "Excess Defense Articles Sales": "authorizations"}
    for programme, column in silent.items():
        assert {row[column] for row in printed() if row["program"] == programme} == {"0"}
    assert {row["deliveries"] for row in printed() if row["program"] == COMMERCIAL and int(row["year"]) < 2008} == {"0"}
    zeros = dict(real.filter(pl.col("value_state") == "reported_zero").group_by("definition").len().iter_rows())
    assert zeros == {
        "commercial_exported": 203,
        "commercial_licensed": 7,
        "construction_agreed": 268,
        "construction_delivered": 39,
        "government_agreed": 358,
        "government_delivered": 108,
    }


@needs_real
def test_the_deliveries_of_2008_are_another_count(real: pl.DataFrame):
    by_year = dict(
        real.filter(pl.col("definition").str.starts_with("commercial_exported")).group_by("year").agg(pl.col("value").sum()).iter_rows()
    )
    assert by_year[2008] > 6 * by_year[2009]
    pairs = real.filter(pl.col("year") == 2008).pivot(on="definition", index=LINE, values="value")
    above = pairs.filter(pl.col("commercial_exported_2008") > pl.col("commercial_licensed"))
    assert above.height == 65
    assert pairs.filter((pl.col("commercial_exported_2008") > 0) & (pl.col("commercial_exported_2008") % 1000 != 0)).height == 4


@needs_real
def test_two_lines_of_a_place_in_2017_have_a_figure_each(real: pl.DataFrame):
    of_2017 = real.filter((pl.col("year") == 2017) & pl.col("definition").is_in(["commercial_licensed", "commercial_exported"]))
    lines = of_2017.group_by("destination_text", "definition").agg(figures=(pl.col("value") > 0).sum(), lines=pl.len())
    twice = lines.filter(pl.col("lines") == 2)
    assert twice["destination_text"].n_unique() == 117
    assert set(twice["figures"]) == {1}
