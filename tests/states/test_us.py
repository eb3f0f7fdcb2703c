"""The US Commerce Control List: Supplement 1 and nothing else, each code once, and no printed line lost."""

import gzip
import json
import re
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

FOLDER = ROOT / "crosswalks" / "us"
LATEST = date(2024, 9, 6)
LOOK_ALIKES = dict(zip("0123456789ABCDEabcdxy.", "О１２З４Ѕ６７８９АВСⅮЕаЬсԁху․", strict=True))
HISTORY = {"2022-01-06": (600, 2843, 172), "2023-02-24": (605, 2877, 172), "2024-09-06": (627, 3093, 171)}


@pytest.fixture(scope="module")
def source() -> Source:
    return load_publisher(FOLDER / "us.yml").sources["us_ccl"]


@pytest.fixture
def sample(home, source: Source) -> pl.DataFrame:  # noqa: ARG001 - the landing goes to a home of its own
    landing = land(source, Origin(kind="sample"))[0]
    assert (landing.edition_date, landing.rows_quarantined) == (LATEST, 0)
    return pl.read_parquet(landing_path(source.record, source.source_id, LATEST))


def history(edition: str) -> list[dict[str, Any]]:
    with gzip.open(REAL / "us" / f"ccl_{edition}_from_history.jsonl.gz", "rt", encoding="utf-8") as lines:
        return [json.loads(line) for line in lines]


def read_history(edition: str) -> pl.DataFrame:
    return read(REAL / "us" / f"ccl_{edition}_from_history.jsonl.gz", "ccl_history", {}).table


def letters(text: str) -> str:
    return re.sub(r"\W", "", text)


def one(table: pl.DataFrame, code: str) -> dict[str, Any]:
    found = table.filter((pl.col("item_code") == code) & pl.col("kind").is_in(["entry", "provision", "reserved"]))
    assert found.height == 1
    return found.row(0, named=True)


def test_an_entry_that_only_its_paragraphs_name_stands_once(sample: pl.DataFrame):
    assert (one(sample, "0A501")["kind"], one(sample, "0A501")["level"]) == ("entry", 1)
    assert (one(sample, "3A001.b.2.a.1")["level"], one(sample, "3A001.b.2.a.1")["parent_code"]) == (5, "3A001.b.2.a")


def test_every_paragraph_stands_below_one_that_is_there(sample: pl.DataFrame):
    assert set(sample["parent_code"].drop_nulls()) <= set(sample["item_code"])


def test_nothing_of_the_other_supplements_lands(sample: pl.DataFrame):
    assert not {"0A521", "5A001", "5A001.b.5"} & set(sample["item_code"])
    assert not sample["text"].str.contains("sensitive").any()


@pytest.mark.parametrize(
    ("code", "text"),
    [("3A001.a.8", "[Reserved]"), ("0A501.f", "through w. [Reserved]"), ("9A012.b.1", "1 [Reserved]"), ("1C350.a", "[Reserved]")],
)
def test_a_reserved_paragraph_or_range_is_one_reserved_row(sample: pl.DataFrame, code: str, text: str):
    assert (one(sample, code)["kind"], one(sample, code)["text"]) == ("reserved", text)


def test_the_reasons_for_control_are_kept_where_they_are_printed(sample: pl.DataFrame):
    assert [one(sample, code)["regimes_text"] for code in ("7B003", "3D003", "1A985", "0A501")] == ["NS, MT, AT", "NS, AT", "CC", None]


def test_paragraphs_bound_together_are_told_apart(sample: pl.DataFrame):
    assert "0.0004 mm" in one(sample, "2B001.b.4.a")["text"]
    assert one(sample, "2B001.b.4.a")["source_line"] == one(sample, "2B001.b.4")["source_line"]


def test_a_look_alike_in_any_place_of_any_code_is_refused_and_named(source: Source, sample: pl.DataFrame):
    codes = sorted(set(sample["code_text"]))
    false = [code[:at] + LOOK_ALIKES[letter] + code[at + 1 :] for code in codes for at, letter in enumerate(code) if letter in LOOK_ALIKES]
    table = pl.DataFrame({LINE: range(1, len(false) + 1), "code": false, "text": ["x"] * len(false)})
    landed, refused = itemise(table, source, LATEST, "0" * 64)
    assert (landed.height, len(refused)) == (0, len(false))
    assert all(one.reason == "land.foreign_character" and "U+" in one.detail for one in refused)


@needs_real
@pytest.mark.parametrize("edition", HISTORY)
def test_every_entry_of_supplement_1_stands_once_and_nothing_of_supplements_5_to_7(edition: str):
    reading = read(REAL / "us" / f"ccl_{edition}_from_history.jsonl.gz", "ccl_history", {})
    items = reading.table.filter(pl.col("kind").is_null())
    entries = items.filter(pl.col("code").str.len_chars() == 5)
    in_scope = {number for number, record in enumerate(history(edition), start=1) if record["supplement"]["number"] == "1"}
    assert items["code"].is_unique().all()
    assert (entries.height, len(in_scope), reading.out_of_scope) == HISTORY[edition]
    assert set(reading.table[LINE]) == in_scope
    assert reading.facts == {"edition_date": edition}


@needs_real
def test_the_entries_are_those_the_lines_speak_of():
    records = [record for record in history("2024-09-06") if record["supplement"]["number"] == "1"]
    spoken_of = {code[:5] for record in records for code in (record["eccn"], *record["ancestors"])}
    assert set(read_history("2024-09-06").filter(pl.col("code").str.len_chars() == 5)["code"]) == spoken_of
    assert len(spoken_of) == 627


@needs_real
def test_every_printed_line_is_in_an_item_or_a_note():
    kept = {
        line: letters("".join(texts)) for line, texts in read_history("2024-09-06").group_by(LINE).agg(pl.col("text").drop_nulls()).rows()
    }
    lost = []
    for number, record in enumerate(history("2024-09-06"), start=1):
        if record["supplement"]["number"] == "1":
            printed = (line.removeprefix(f"{record['eccn']} ") for line in record["text"].split("\n"))
            bare = (re.sub(r"^[a-z](\.?[0-9]+|\.[a-z]+)*\.* ?", "", line) for line in printed)
            lost += [line for line in bare if letters(line) not in kept[number] and not line.startswith(record["eccn"][:5])]
    assert lost == []


@needs_real
def test_the_real_editions_land_without_a_row_in_quarantine(home, source: Source):  # noqa: ARG001 - the landing goes to a home of its own
    landings = land(source, Origin(kind="folder", folder=REAL))
    assert [str(landing.edition_date) for landing in landings] == list(HISTORY)
    assert [landing.rows_quarantined for landing in landings] == [0, 0, 0]
    assert all(landing.rows_in == landing.rows_landed for landing in landings)
    latest = pl.read_parquet(landing_path(source.record, source.source_id, LATEST))
    assert not latest.filter(pl.col("kind").is_in(["entry", "provision"]))["text"].str.contains(r"(?i)^\W*reserved").any()
    assert set(latest["parent_code"].drop_nulls()) <= set(latest["item_code"])
