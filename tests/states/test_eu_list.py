"""The EU dual-use list: one coded row per provision, notes under the provision they explain, placeholders told apart."""

from datetime import date
from typing import Any

import polars as pl
import pytest

from commonlist.land.itemise import itemise
from commonlist.land.landing import Origin, land
from commonlist.land.read import read
from commonlist.land.reading import LINE
from commonlist.land.store import landing_path
from commonlist.registry import Source, load_publisher
from places import REAL, ROOT, needs_real

EDITION = date(2025, 11, 15)
ANNEX = REAL / "eu" / "annex_i_2025-11-15.json"
LOOK_ALIKES = dict(zip("0123456789ABCDEabcdfhl.", "О１２З４Ѕ６７８９АВСⅮЕаЬсԁſһⅼ․", strict=True))
CODED = ["entry", "provision", "reserved"]


@pytest.fixture(scope="module")
def source() -> Source:
    return load_publisher(ROOT / "crosswalks" / "eu" / "eu.yml").sources["eu_dual_use"]


@pytest.fixture
def sample(home, source: Source) -> pl.DataFrame:  # noqa: ARG001 - the landing goes to a home of its own
    landing = land(source, Origin(kind="sample"))[0]
    assert (landing.edition_date, landing.rows_quarantined) == (EDITION, 0)
    return pl.read_parquet(landing_path(source.record, source.source_id, EDITION))


def under(table: pl.DataFrame, code: str) -> list[tuple[Any, ...]]:
    return table.filter(pl.col("item_code") == code).select("kind", "text").rows()


def test_every_provision_stands_once_below_one_that_is_there(sample: pl.DataFrame):
    coded = sample.filter(pl.col("kind").is_in(CODED))
    assert coded["item_code"].is_unique().all()
    assert set(coded["parent_code"].drop_nulls()) <= set(coded["item_code"])


def test_a_placeholder_is_reserved_but_a_note_that_says_so_is_a_note(sample: pl.DataFrame):
    assert under(sample, "3A001.a.8") == [("reserved", "Not used;")]
    assert under(sample, "4D002") == [("reserved", "Not used.")]
    assert ("note", "Note 1: Not used.") in under(sample, "3A001.b.2")


def test_what_continues_a_provision_or_a_note_is_not_lost(sample: pl.DataFrame):
    assert under(sample, "4A001.a.2")[0][1].endswith(
        "beyond any of these limits:\na. Total dose | 5× 103 Gy (silicon);\nb. Dose rate upset | 5× 106 Gy (silicon)/s; or"
    )
    assert [(kind, text[-21:]) for kind, text in under(sample, "3B001.f.1.b")][-1] == ("technical_note", "with a K factor of 0,35."[-21:])
    assert under(sample, "6A008.l.1")[-1][0] == "technical_note"


def test_decimal_commas_and_points_stay_as_printed(sample: pl.DataFrame):
    assert "(48,75 dBm)" in under(sample, "3A001.b.2.a.1")[0][1]


def test_an_entry_may_count_its_provisions_with_numbers(sample: pl.DataFrame):
    assert {"1C350.1", "1C350.7"} <= set(sample.filter(pl.col("parent_code") == "1C350")["item_code"])


def test_a_look_alike_in_any_place_of_any_code_is_refused_and_named(source: Source, sample: pl.DataFrame):
    codes = sorted(set(sample["code_text"]))
    false = [code[:at] + LOOK_ALIKES[letter] + code[at + 1 :] for code in codes for at, letter in enumerate(code) if letter in LOOK_ALIKES]
    table = pl.DataFrame({LINE: range(1, len(false) + 1), "code": false, "text": ["x"] * len(false)})
    landed, refused = itemise(table, source, EDITION, "0" * 64)
    assert (landed.height, len(refused)) == (0, len(false))
    assert all(one.reason == "land.foreign_character" and "U+" in one.detail for one in refused)


@needs_real
def test_the_annex_of_november_2025_has_384_entries_and_3443_provisions():
    reading = read(ANNEX, "annex_json", {})
    items = reading.table.filter(pl.col("kind").is_null())
    assert (items.filter(pl.col("code").str.len_chars() == 5).height, items.height) == (384, 3443)
    assert items["code"].is_unique().all()
    assert items["text"].null_count() == 0
    assert reading.rejections == ()


@needs_real
@pytest.mark.parametrize(
    ("code", "kind", "ending"),
    [
        ("3B001.f.1.b", "technical_note", "K factor = 0,35."),
        ("4A001.a.2", None, "Error/bit/day;"),
        ("6A008.l.1", "technical_note", "target in real time."),
        ("6A008.l.4", "technical_note", "'geographically dispersed'."),
        ("7A008", "note", "see 8A002."),
    ],
)
def test_the_lines_that_repeat_a_path_without_being_notes_are_joined(code: str, kind: str | None, ending: str):
    found = read(ANNEX, "annex_json", {}).table.filter((pl.col("code") == code) & pl.col("kind").eq_missing(pl.lit(kind)))
    assert any(text.endswith(ending) and "\n" in text for text in found["text"])


@needs_real
def test_the_real_annex_lands_whole(home, source: Source):  # noqa: ARG001 - the landing goes to a home of its own
    landing = land(source, Origin(kind="folder", folder=REAL))[0]
    table = pl.read_parquet(landing_path(source.record, source.source_id, EDITION))
    assert (landing.rows_quarantined, landing.rows_in) == (0, landing.rows_landed)
    assert table.filter(pl.col("level") == 1, pl.col("kind").is_in(CODED)).height == 384
    assert table.filter(pl.col("kind") == "reserved").height == 113
    assert not table.filter(pl.col("kind").is_in(["entry", "provision"]))["text"].str.contains("(?i)not used").any()
    assert set(table["parent_code"].drop_nulls()) <= set(table["item_code"])
