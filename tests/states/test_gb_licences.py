"""UK licensing statistics: four systems of ratings in one column, refusals among decisions, placeholders among values."""

import csv
import re
from datetime import date

import polars as pl
import pytest

from commonlist.land.landing import Landing, Origin, land
from commonlist.land.observe import observe
from commonlist.land.reading import LINE
from commonlist.land.store import landing_path
from commonlist.registry import Source, load_publisher
from places import REAL, ROOT, needs_real

FOLDER = ROOT / "crosswalks" / "gb"
ITEM = r"(ML|PL)[1-9][0-9]*|[0-9][A-E][0-9]{3}"
KINDS = {"item", "end_use_control", "sanctions", "torture_goods", "other"}
LATEST = date(2015, 7, 29)
LOOK_ALIKES = {
    group[0]: group[1:]
    for group in (
        *("AАΑＡ𝐀Ꭺ", "BВΒＢ𝐁", "CСϹＣⅭ", "DＤⅮ𝐃", "EЕΕＥ𝐄", "HНΗＨ", "IІΙＩⅠ", "LＬⅬ𝐋", "MМΜＭⅯ", "PРΡＰ", "RＲ𝐑", "dԁｄ𝐝", "eеｅ", "sѕｓ"),
        *("0О０𝟎٠", "1Ⅰ１𝟏١", "2２𝟐²", "3З３𝟑³", "4４𝟒", "5Ѕ５𝟓", "6б６𝟔", "7７𝟕", "8８𝟖", "9９𝟗", " \u00a0\u2009\u3000"),
    )
}
LINE_OF_2014 = {"date": "2014-03-03", "licences": "1", "value": "5", "destination": "Oman", "refused": "0"}


@pytest.fixture(scope="module")
def source() -> Source:
    return load_publisher(FOLDER / "gb.yml").sources["gb_licences"]


@pytest.fixture
def land_sample(home, source: Source) -> tuple[Landing, pl.DataFrame]:  # noqa: ARG001 - the landing goes to a home of its own
    landing = land(source, Origin(kind="sample"))[0]
    return landing, landed(source, landing.edition_date)


def landed(source: Source, edition_date: date) -> pl.DataFrame:
    return pl.read_parquet(landing_path(source.record, source.source_id, edition_date))


def categories() -> list[dict[str, str]]:
    with (FOLDER / "gb_licences.categories.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def test_the_sample_lands_whole(land_sample: tuple[Landing, pl.DataFrame]):
    landing, table = land_sample
    assert (landing.edition_date, landing.rows_in, landing.rows_quarantined) == (LATEST, landing.rows_landed, 0)
    assert table[LINE].n_unique() == landing.rows_landed
    assert table["reporting_state_text"].unique().to_list() == ["United Kingdom"]


def test_the_sample_shows_every_state_a_value_can_have(land_sample: tuple[Landing, pl.DataFrame]):
    table = land_sample[1]
    assert set(table["value_state"]) == {"reported", "token", "not_applicable"}
    refused = table.filter(pl.col("value_state") == "not_applicable")[LINE]
    assert set(refused) == set(table.filter(pl.col("measure_code") == "licences_refused")[LINE])


def test_the_rating_in_lower_case_is_corrected_and_keeps_its_line(land_sample: tuple[Landing, pl.DataFrame]):
    of_the_group = land_sample[1].filter(pl.col("licence_group_text") == "63964")
    assert sorted(set(of_the_group["category_text"])) == ["0C001", "ML16"]


def test_every_rating_that_is_no_item_is_typed_with_a_reason(source: Source):
    assert source.statistics
    printed = {row["category_text"] for row in categories()}
    for row in categories():
        assert row["category_kind"] in KINDS and row["reason"]
        assert re.fullmatch(source.statistics.category_grammar, row["category_text"])
        assert not re.fullmatch(ITEM, row["category_text"])
    alternatives = source.statistics.category_grammar.removeprefix(ITEM)
    assert {text for text in printed if re.fullmatch(alternatives.removeprefix("|"), text)} == printed


def test_every_look_alike_of_every_rating_is_refused_and_named(source: Source, land_sample: tuple[Landing, pl.DataFrame]):
    codes = sorted(set(land_sample[1]["category_text"]))
    forged = [
        (code[:at] + other + code[at + 1 :], other) for code in codes for at, char in enumerate(code) for other in LOOK_ALIKES.get(char, "")
    ]
    rows = [{LINE: number, "licence_group": str(number), "category": code, **LINE_OF_2014} for number, (code, _) in enumerate(forged)]
    frames, refused = observe(pl.DataFrame(rows), source, LATEST, "0" * 64)
    assert frames["licensing_observation"].height == 0
    assert len(forged) > 500
    for rejection, (_, other) in zip(refused, forged, strict=True):
        assert rejection.reason == "land.foreign_character"
        assert f"U+{ord(other):04X}" in rejection.detail


@needs_real
def test_both_real_vintages_land_with_every_line_accounted_for(home, source: Source):  # noqa: ARG001
    earlier, later = land(source, Origin(kind="folder", folder=REAL))
    assert (earlier.edition_date, earlier.rows_in, earlier.rows_landed) == (date(2015, 7, 1), 92_776, 92_776)
    assert (later.edition_date, later.rows_in, later.rows_landed) == (LATEST, 96_311, 96_311)
    table = landed(source, LATEST)
    counts = {tuple(row[:2]): row[2] for row in table.group_by("measure_code", "value_state").len().iter_rows()}
    assert counts == {
        ("licences_issued", "reported"): 94_900,
        ("licences_refused", "reported"): 1_411,
        ("value_licensed", "reported"): 91_455,
        ("value_licensed", "token"): 3_445,
        ("value_licensed", "not_applicable"): 1_411,
    }
    for landing in (earlier, later):
        printed = set(landed(source, landing.edition_date)["category_text"])
        assert {text for text in printed if not re.fullmatch(ITEM, text)} <= {row["category_text"] for row in categories()}
