"""EU annual reports on arms exports: a mangled header, sums among rows, blanks that are no zeros, a value slipped into the counts."""

import csv
from datetime import date
from decimal import Decimal

import polars as pl
import pytest

from commonlist.land.landing import Landing, Origin, land
from commonlist.land.reading import LINE
from commonlist.land.store import LINES, landing_path
from commonlist.registry import Source, load_publisher
from commonlist.settings import settings
from places import REAL, ROOT, needs_real

EDITION = date(2015, 3, 27)


@pytest.fixture(scope="module")
def source() -> Source:
    return load_publisher(ROOT / "crosswalks" / "eu" / "eu.yml").sources["eu_coarm"]


def landed(source: Source) -> pl.DataFrame:
    return pl.read_parquet(landing_path(source.record, source.source_id, EDITION))


def quarantined(source: Source) -> list[dict[str, str]]:
    with (settings().quarantine / source.source_id / f"{EDITION}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def value_of(table: pl.DataFrame, line: int, measure: str) -> tuple[str | None, Decimal | None, str]:
    found = table.filter((pl.col(LINE) == line) & (pl.col("measure_code") == measure))
    return found.select("value_text", "value", "value_state").row(0)


@pytest.fixture
def sample(home, source: Source) -> tuple[Landing, pl.DataFrame]:  # noqa: ARG001 - the landing goes to a home of its own
    return land(source, Origin(kind="sample"))[0], landed(source)


def test_the_sample_lands_but_for_the_line_whose_count_is_a_value(sample: tuple[Landing, pl.DataFrame], source: Source):
    landing, table = sample
    assert (landing.rows_in, landing.rows_quarantined) == (landing.rows_landed + 1, 1)
    assert [(row["reason"], row["column"]) for row in quarantined(source)] == [("land.absurd_count", "licences")]
    assert table.height == 3 * landing.rows_landed


def test_the_sample_has_the_quirks_of_the_publication(sample: tuple[Landing, pl.DataFrame]):
    table = sample[1]
    assert {"Chrypre", "na", "TOTAL PER ML categorya"} <= set(table["reporting_state_text"])
    assert set(table["value_state"]) == {"reported", "reported_zero", "not_reported", "unparseable"}
    assert set(table["subtotal_scope"]) == {None, "category", "reporting_state", "category reporting_state"}


def test_every_category_is_one_of_the_list_or_the_sum_over_it(source: Source):
    assert source.statistics
    codes = [*(f"ML{number}" for number in range(1, 23)), "Total"]
    table = pl.DataFrame({"code": [*codes, "ML0", "ML23", "ML01", "ML100", "total", "ML"]})
    matching = table.filter(pl.col("code").str.contains(f"^({source.statistics.category_grammar})$"))
    assert matching["code"].to_list() == codes


@needs_real
def test_every_real_line_is_landed_or_quarantined(home, source: Source):  # noqa: ARG001
    landing = land(source, Origin(kind="folder", folder=REAL))[0]
    assert (landing.rows_read, landing.rows_in, landing.rows_landed, landing.rows_quarantined) == (60_297, 60_297, 60_293, 4)
    assert {row["reason"] for row in quarantined(source)} == {"land.absurd_count"}
    assert [(row["source_line"], row["column"], row["detail"].split(" ")[0]) for row in quarantined(source)] == [
        ("10608", "licences", "15300"),
        ("18447", "licences", "66000"),
        ("18448", "licences", "66000"),
        ("56916", "licences", "262857947"),
    ]
    table = landed(source)
    assert table.height == 3 * 60_293
    assert set(table.group_by(LINE).len()["len"]) == {3}
    states = {(row[0], row[1]): row[2] for row in table.group_by("measure_code", "value_state").len().iter_rows()}
    assert states[("licences_issued", "not_reported")] == 3_227
    assert states[("value_licensed", "unparseable")] == 2
    assert states[("value_licensed", "reported_zero")] == 34
    assert table.filter(pl.col("is_subtotal"))[LINE].n_unique() == 12_434


@needs_real
def test_each_of_the_60297_lines_stands_in_the_landing_with_what_became_of_it(home, source: Source):  # noqa: ARG001
    land(source, Origin(kind="folder", folder=REAL))
    lines = pl.read_parquet(landing_path(LINES, source.source_id, EDITION))
    outcomes = dict(lines.group_by("outcome").len().iter_rows())
    assert outcomes == {"landed": 60_293, "quarantined": 4, "unread": 1}, "the header is the line that is no record"
    assert set(lines.filter(pl.col("outcome") == "landed")[LINE]) == set(landed(source)[LINE])
    slipped = lines.filter(pl.col("raw_text").str.contains(";262857947;", literal=True))
    assert slipped.select("outcome", "reason", "column").rows() == [("quarantined", "land.absurd_count", "licences")]
    assert Decimal(262_857_947) not in set(landed(source).filter(pl.col("measure_code") == "licences_issued")["value"])


@needs_real
def test_thousands_are_read_where_the_groups_are_whole(home, source: Source):  # noqa: ARG001
    land(source, Origin(kind="folder", folder=REAL))
    table = landed(source)
    assert value_of(table, 48_214, "value_licensed") == ("131.354", Decimal(131_354), "reported")
    assert value_of(table, 51_467, "value_licensed") == ("386 000", Decimal(386_000), "reported")
    assert value_of(table, 45_001, "value_licensed") == ("32.5", None, "unparseable")
    assert value_of(table, 47_577, "value_licensed") == ("7 56000", None, "unparseable")
    assert value_of(table, 6, "value_exported") == (None, None, "not_reported")
