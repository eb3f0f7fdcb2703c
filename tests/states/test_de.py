"""The German list: Part I of the Ausfuhrliste in two layouts; notes are notes, not items."""

import re
from collections import Counter
from functools import cache
from pathlib import Path

import polars as pl
import pytest

from commonlist.land.landing import Origin, land
from commonlist.land.read import read
from commonlist.land.reading import Reading
from commonlist.registry import source
from commonlist.settings import settings
from places import REAL, ROOT, needs_real

pytestmark = pytest.mark.usefixtures("home")

SAMPLE = ROOT / "crosswalks" / "de" / "de_ausfuhrliste.sample.md"
NESTED, FLAT = 0, 1
EDITIONS = {"2021-09-14": ("ausfuhrliste_nested_2021-09-14.md", NESTED), "2024-03-06": ("ausfuhrliste_2024-03-06.md", FLAT)}
EDITIONS |= {"2025-11-06": ("ausfuhrliste_2025-11-06.md", FLAT)}


def reading(path: Path, layout: int = NESTED) -> Reading:
    declared = source("de_ausfuhrliste").layouts[layout]
    return read(path, declared.format, declared.options)


@cache
def edition(day: str) -> Reading:
    name, layout = EDITIONS[day]
    return reading(REAL / "de" / name, layout)


def texts(one: Reading) -> dict[str, str]:
    return dict(one.table.filter(pl.col("kind").is_null()).select("code", "text").rows())


def military(codes: list[str] | dict[str, str]) -> list[str]:
    return [code for code in codes if re.match("[0-9]{4}", code)]


def landed(day: str) -> pl.DataFrame:
    return pl.read_parquet(settings().landing / "control_item" / "de_ausfuhrliste" / f"{day}.parquet")


def test_the_sample_lands_whole():
    landing = land(source("de_ausfuhrliste"), Origin(kind="sample"))[0]
    assert landing.rows_in == landing.rows_landed == 105
    assert landing.rows_read > landing.rows_in


def test_all_22_positions_are_in_the_sample():
    assert [code for code in texts(reading(SAMPLE)) if re.fullmatch("[0-9]{4}", code)] == [f"{number:04}" for number in range(1, 23)]


def test_positions_keep_their_zeros_and_their_levels():
    land(source("de_ausfuhrliste"), Origin(kind="sample"))
    rows = landed("2021-09-14").filter(pl.col("code_text").is_in(["0001", "0001b2a", "9A991b"])).select("code_text", "item_code", "level")
    assert set(rows.rows()) == {("0001", "0001", 1), ("0001b2a", "0001.b.2.a", 4), ("9A991b", "9A991.b", 2)}


def test_places_left_free_are_reserved():
    land(source("de_ausfuhrliste"), Origin(kind="sample"))
    frame = landed("2021-09-14")
    assert frame.filter(pl.col("kind") == "reserved")["item_code"].to_list() == ["0002.d", "0008.b.2", "0010.b"]


@pytest.mark.parametrize(
    ("code", "kind", "words"),
    [
        ("0001", "note", "Übungsmunition"),
        ("0001a", "note", "Betäuben"),
        ("0004b2", "technical_note", "Räumen"),
        ("0008h", "technical_note", "3. Formteile entstehen"),
        ("0014", "technical_note", "b) Drohnen"),
        ("9A904", "technical_note", "2. Telemetrie"),
    ],
)
def test_a_note_is_attached_where_it_stands_and_keeps_its_list(code, kind, words):
    found = reading(SAMPLE).table.filter(pl.col("code") == code, pl.col("kind") == kind)["text"].to_list()
    assert any(words in text for text in found)


def test_tariff_codes_and_the_regulation_itself_are_out_of_scope():
    one = reading(SAMPLE)
    assert one.out_of_scope == 16
    assert not any("0701" in code for code in texts(one))


@needs_real
def test_the_nested_list_of_2021_has_22_positions_and_484_codes_in_part_i_a():
    codes = military(texts(edition("2021-09-14")))
    assert len(codes) == len(set(codes)) == 484
    assert sum(len(code) == 4 for code in codes) == 22
    land(source("de_ausfuhrliste"), Origin(kind="folder", folder=REAL))
    kinds = Counter(landed("2021-09-14").filter(pl.col("code_text").str.contains("^[0-9]{4}"))["kind"])
    assert (kinds["entry"], kinds["provision"], kinds["reserved"]) == (22, 453, 9)


@needs_real
def test_511_codes_are_counted_by_who_takes_27_labels_in_technical_notes_for_items():
    """Whoever lets a note end where the indentation does, counts 511 distinct codes; 27 of them are lists inside technical notes."""
    codes = set(military(texts(edition("2021-09-14"))))
    in_notes = {f"0014{letter}" for letter in "abcdefghijklmnopq"} | {f"0017l{letter}" for letter in "abcd"}
    in_notes |= {"00081", "00082", "00083", "0008h3", "00171", "00172"}
    assert (len(in_notes), in_notes & codes, len(in_notes | codes)) == (27, set(), 511)


@needs_real
def test_codes_in_force_of_both_sections_are_511_too():
    land(source("de_ausfuhrliste"), Origin(kind="folder", folder=REAL))
    frame = landed("2021-09-14").filter(pl.col("kind").is_in(["entry", "provision"]))
    assert frame["item_code"].n_unique() == frame.height == 511


@needs_real
@pytest.mark.parametrize(
    ("code", "deepest"),
    [
        ("0007", ["0007b1a", "0007b2a9", "0007i2c"]),
        ("0008", ["0008a32j", "0008c3b3", "0008f4o"]),
        ("0018", ["0018b"]),
        ("0021", ["0021b5"]),
    ],
)
def test_entries_checked_by_eye_reach_their_depth(code, deepest):
    codes = [one for one in texts(edition("2021-09-14")) if one.startswith(code)]
    assert set(deepest) <= set(codes)
    assert code != "0018" or codes == ["0018", "0018a", "0018b"]
    assert code != "0021" or codes[-1] == "0021c"


@needs_real
def test_the_flattened_list_of_2024_has_every_code_of_the_nested_one_of_2021():
    before, after = texts(edition("2021-09-14")), edition("2024-03-06")
    assert after.rejections == ()
    assert set(texts(after)) - set(before) == {"0013c1", "0013c2", "0013c3", "1E901"}
    assert set(before) - set(texts(after)) == set()


@needs_real
def test_the_flattened_list_of_2025_refuses_the_one_branch_it_cannot_decide():
    before, after = texts(edition("2021-09-14")), edition("2025-11-06")
    assert set(before) - set(texts(after)) == {"2B909", "2B909a", "2B909b"}
    assert {one.raw.partition(" ")[0] for one in after.rejections} == {"3B1901k"}
    assert len(after.rejections) == 5


@needs_real
@pytest.mark.parametrize("day", ["2024-03-06", "2025-11-06"])
def test_where_the_text_stayed_the_code_stayed(day):
    """A level recovered wrongly would put a text under another code than the nested print does."""

    def words(text: str) -> str:
        return re.sub(r"\W+", "", text).lower()[:60]

    before = {words(text): code for code, text in texts(edition("2021-09-14")).items() if len(words(text)) > 20}
    after: dict[str, set[str]] = {}
    for code, text in texts(edition(day)).items():
        after.setdefault(words(text), set()).add(code)
    stayed = before.keys() & after.keys()
    assert len(stayed) > 330
    assert {before[text] for text in stayed if before[text] not in after[text]} == set()


@needs_real
def test_every_paragraph_of_the_three_editions_is_accounted_for():
    landings = land(source("de_ausfuhrliste"), Origin(kind="folder", folder=REAL))
    assert [(str(one.edition_date), one.rows_in, one.rows_landed, one.rows_quarantined) for one in landings] == [
        ("2021-09-14", 645, 645, 0),
        ("2024-03-06", 661, 661, 0),
        ("2025-11-06", 736, 731, 5),
    ]


@needs_real
def test_every_code_of_the_sample_is_in_the_publication():
    assert set(texts(reading(SAMPLE))) <= set(texts(edition("2021-09-14")))
