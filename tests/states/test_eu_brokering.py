"""EU tables on brokering: several places and codes in a cell, refusals among licences, a block of lines mangled in transcription."""

import csv
from collections import Counter
from datetime import date
from decimal import Decimal

import polars as pl
import pytest

from commonlist.land.landing import Landing, Origin, land
from commonlist.land.reading import LINE
from commonlist.land.source_lines import rebuilt
from commonlist.land.store import LINES, landing_path
from commonlist.registry import Source, load_publisher
from commonlist.settings import settings
from places import REAL, ROOT, needs_real

EDITION = date(2015, 3, 27)
FILE = REAL / "eu" / "broker.csv"
MONEY = {"brokering_value_licensed", "brokering_value_refused", "brokering_goods_value", "brokering_goods_value_refused"}
COUNTS = {"brokering_licences_issued", "brokering_licences_refused"}
QUANTITIES = {"brokering_quantity", "brokering_quantity_refused"}
WIDTH = 13
YEAR, DECISION, LICENCES, VALUE, GOODS_VALUE = 0, 3, 6, 7, 10


@pytest.fixture(scope="module")
def source() -> Source:
    return load_publisher(ROOT / "crosswalks" / "eu" / "eu.yml").sources["eu_brokering"]


def landed(source: Source, kind: str = "licensing_observation") -> pl.DataFrame:
    return pl.read_parquet(landing_path(kind, source.source_id, EDITION))


def quarantined(source: Source) -> list[dict[str, str]]:
    with (settings().quarantine / source.source_id / f"{EDITION}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def figures_of(source: Source, line: int) -> dict[str, tuple[str | None, Decimal | None, str]]:
    found = landed(source).filter(pl.col(LINE) == line)
    return {row[0]: row[1:] for row in found.select("measure_code", "value_text", "value", "value_state").iter_rows()}


def printed() -> list[list[str]]:
    """The real file by another reader; the good lines are those that begin with a year and have thirteen cells."""
    with FILE.open(encoding="utf-8", newline="") as file:
        return list(csv.reader(file))


def amount(text: str) -> Decimal:
    """What one cell of money says, and nothing where an amount has more decimals than money has."""
    parts = [Decimal(part) for part in text.split(";") if part.strip()]
    return sum((part for part in parts if -part.as_tuple().exponent <= 2), Decimal(0))  # type: ignore[operator]


@pytest.fixture
def sample(home, source: Source) -> Landing:  # noqa: ARG001 - the landing goes to a home of its own
    return land(source, Origin(kind="sample"))[0]


def test_the_sample_lands_but_for_its_mangled_lines(sample: Landing, source: Source):
    assert (sample.rows_in, sample.rows_landed, sample.rows_quarantined) == (35, 30, 5)
    assert [row["reason"] for row in quarantined(source)] == [
        "read.field_count", "land.bad_code", "land.bad_date", "land.bad_code", "read.field_count",
    ]  # fmt: skip


@pytest.mark.usefixtures("sample")
def test_a_mangled_line_with_the_right_number_of_cells_does_not_land(source: Source):
    lines = landed(source, LINES).filter(pl.col("raw_text").str.starts_with("["))
    assert set(lines["outcome"]) == {"quarantined"}
    as_wide = [raw for raw in lines["raw_text"] if len(next(csv.reader([raw]))) == WIDTH]
    assert len(as_wide) == 3


@pytest.mark.usefixtures("sample")
def test_a_line_has_the_measures_of_its_decision_and_no_measure_of_exports(source: Source):
    table = landed(source)
    assert set(table["measure_code"]) == MONEY | COUNTS | QUANTITIES
    by_line = table.group_by(LINE).agg(pl.col("measure_code").sort())["measure_code"].to_list()
    assert {tuple(measures) for measures in by_line} == {
        ("brokering_goods_value", "brokering_licences_issued", "brokering_quantity", "brokering_value_licensed"),
        ("brokering_goods_value_refused", "brokering_licences_refused", "brokering_quantity_refused", "brokering_value_refused"),
    }


@pytest.mark.usefixtures("sample")
def test_several_places_and_codes_in_a_cell_stay_one_figure(source: Source):
    line = landed(source).filter((pl.col(LINE) == 1) & (pl.col("measure_code") == "brokering_value_licensed")).row(0, named=True)
    assert (line["category_text"], line["category_code"], line["category_count"]) == ("ML5; ML6; ML10", None, 3)
    parties = landed(source, "licensing_party").filter(pl.col(LINE) == 1)
    assert parties.select("party_role", "position", "party_text").rows() == [
        ("destination", 1, "Algeria"), ("origin", 1, "Bulgaria"), ("origin", 2, "Russia"),
    ]  # fmt: skip
    codes = landed(source, "licensing_category").filter(pl.col(LINE) == 9)
    assert codes["category_code"].to_list() == ["ML11a", "ML13a1"]


@pytest.mark.usefixtures("sample")
def test_amounts_of_one_cell_are_added_and_words_are_kept(source: Source):
    assert figures_of(source, 2) == {
        "brokering_licences_issued": ("2", Decimal(2), "reported"),
        "brokering_value_licensed": ("85722.0", Decimal(85_722), "reported"),
        "brokering_goods_value": ("69370.0; 16352.0", Decimal(85_722), "reported"),
        "brokering_quantity": ("1 piece; 1 piece", None, "unparseable"),
    }
    assert figures_of(source, 3)["brokering_quantity"] == ("Training", None, "unparseable")
    assert figures_of(source, 12)["brokering_licences_issued"] == (None, None, "not_reported")


@pytest.mark.usefixtures("sample")
def test_one_euro_is_a_placeholder_and_nothing_is_a_zero(source: Source):
    assert figures_of(source, 19)["brokering_value_licensed"] == ("1.0", Decimal(1), "token")
    assert figures_of(source, 32)["brokering_value_licensed"] == ("1", Decimal(1), "token")
    assert figures_of(source, 7)["brokering_value_licensed"] == ("0.0", Decimal(0), "reported_zero")


@needs_real
def test_of_1089_real_lines_894_land_and_195_say_why_not(home, source: Source):  # noqa: ARG001
    landing = land(source, Origin(kind="folder", folder=REAL))[0]
    assert (landing.rows_read, landing.rows_landed, landing.rows_quarantined) == (1_089, 894, 195)
    refused = quarantined(source)
    assert Counter(row["reason"] for row in refused) == {"read.field_count": 158, "land.bad_code": 32, "land.bad_date": 5}
    assert all(row["detail"] for row in refused)
    assert {int(row["source_line"]) for row in refused} == {number for number, row in enumerate(printed(), start=1) if row[0][0] == "["}
    assert sum(len(row) == WIDTH for row in printed() if row[0][0] == "[") == 37
    assert rebuilt(landed(source, LINES)).encode() == FILE.read_bytes()


@needs_real
def test_the_figures_of_every_year_are_those_of_another_reader(home, source: Source):  # noqa: ARG001
    land(source, Origin(kind="folder", folder=REAL))
    good = [row for row in printed() if row[0].isdigit() and len(row) == WIDTH]
    columns = (LICENCES, "licences_issued", "licences_refused"), (VALUE, "value_licensed", "value_refused")
    wanted: Counter[tuple[int, str]] = Counter()
    for row in good:
        for column, issued, refused in (*columns, (GOODS_VALUE, "goods_value", "goods_value_refused")):
            key = int(row[YEAR]), "brokering_" + (issued if row[DECISION] == "issued" else refused)
            wanted[key] += amount(row[column])  # type: ignore[assignment]
    table = landed(source).filter(~pl.col("measure_code").is_in(QUANTITIES))
    sums = table.group_by(pl.col("period_start").dt.year(), "measure_code").agg(pl.col("value").sum())
    assert {(year, measure): value for year, measure, value in sums.iter_rows()} == dict(wanted)
    unread = table.filter(pl.col("value_state") == "unparseable")
    assert sorted(set(unread["value_text"])) == ["28559.8272", "45641.496"], "dollars that the transcriber turned into euro"
    assert wanted[2011, "brokering_value_licensed"] == Decimal("688051477.05")
    assert wanted[2013, "brokering_licences_issued"] == 235


@needs_real
def test_every_real_code_has_a_row_of_the_map(home, source: Source):  # noqa: ARG001
    land(source, Origin(kind="folder", folder=REAL))
    with source.map_path.open(encoding="utf-8", newline="") as file:
        judged = {row["item_code"] for row in csv.DictReader(file)}
    assert set(landed(source, "licensing_category")["category_code"]) == judged


@needs_real
def test_a_refused_destination_is_where_the_goods_would_have_gone(home, source: Source):  # noqa: ARG001
    """The transcriber calls the first list of places the source; then arms of Thailand were refused to leave South Sudan."""
    land(source, Origin(kind="folder", folder=REAL))
    refused = landed(source).filter(pl.col("measure_code") == "brokering_licences_refused")
    assert {"Libya", "Somalia", "South Sudan"} <= set(refused["destination_text"])
    origins = landed(source, "licensing_party").filter((pl.col("party_role") == "origin") & pl.col(LINE).is_in(refused[LINE].to_list()))
    assert not {"Libya", "Somalia", "South Sudan"} & set(origins["party_text"])
