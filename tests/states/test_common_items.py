"""The common classification: every code of the two lists it is made of, titles that are nobody else's, regimes by number."""

import csv
import re
from collections import Counter
from functools import cache

import pytest

from commonlist.land.read import read
from commonlist.registry import load_publisher
from places import REAL, ROOT, needs_real

ENTRY = r"[0-9][A-E][0-9]{3}|ML[0-9]+"
BY_NUMBER = {"0": "WA", "1": "MTCR", "2": "NSG", "3": "AG", "4": "CWC"}
RUN = 8
Item = dict[str, str]


@cache
def items() -> dict[str, Item]:
    with (ROOT / "crosswalks" / "common" / "items.csv").open(encoding="utf-8", newline="") as file:
        return {row["common_code"]: row for row in csv.DictReader(file)}


def of_level(level: str) -> list[Item]:
    return [item for item in items().values() if item["level"] == level]


def test_there_are_11_categories_406_entries_and_their_provisions():
    assert Counter(item["level"] for item in items().values()) == {"category": 11, "entry": 406, "provision": 3472}
    assert {item["common_code"] for item in of_level("category")} == {"ML", *"0123456789"}
    assert {f"ML{number}" for number in range(1, 23)} <= {item["common_code"] for item in of_level("entry")}


def test_entries_stand_below_the_category_of_their_number():
    for item in of_level("entry"):
        assert re.fullmatch(ENTRY, item["common_code"])
        assert item["parent_code"] == ("ML" if item["common_code"].startswith("ML") else item["common_code"][0])


def test_titles_are_short_and_each_is_its_own():
    titles = [item["title"] for item in of_level("entry") if item["title"] != "Number not in use"]
    assert len(titles) == 404
    assert all(3 <= len(title.split()) <= 12 for title in titles)
    assert len(set(titles)) == len(titles)


def test_an_entry_answers_to_the_regime_of_its_number():
    for item in of_level("entry"):
        code, regimes = item["common_code"], item["regimes"].split()
        expected = "WA" if code.startswith("ML") else "NSG" if code.startswith("0") else BY_NUMBER.get(code[2])
        assert expected in regimes if expected else regimes == []


def test_an_entry_carries_the_regimes_and_the_sensitivity_of_its_provisions():
    order = ("none", "sensitive", "very_sensitive")
    for item in of_level("provision"):
        above = items()[item["parent_code"]]
        assert set(item["regimes"].split()) <= set(above["regimes"].split())
        assert order.index(item["sensitivity"]) <= order.index(above["sensitivity"])


@pytest.mark.parametrize(
    ("code", "sensitivity"),
    [
        ("6B008", "very_sensitive"),
        ("2B003", "sensitive"),
        ("1C350", "none"),
        ("6A001.a.2.b", "very_sensitive"),
        ("6A001.b", "none"),
        ("6", "none"),
    ],
)
def test_sensitivity_is_that_of_the_supplements(code: str, sensitivity: str):
    assert items()[code]["sensitivity"] == sensitivity


@cache
def printed(source_id: str) -> list[tuple[str, str]]:
    """Every text of the newest edition on disk of a list, with its code as printed."""
    source = load_publisher(ROOT / "crosswalks" / source_id[:2] / f"{source_id[:2]}.yml").sources[source_id]
    layout = source.layouts[0]
    targets = {target: name for name, target in layout.columns.items()}
    table = read(max(REAL.glob(layout.match)), layout.format, layout.options).table
    return [(code or "", text or "") for code, text in table.select(targets["code"], targets["text"]).rows()]


@needs_real
def test_every_path_of_the_dual_use_list_is_an_item_and_every_dual_use_item_a_path():
    paths = {code for code, _ in printed("eu_dual_use")}
    ours = {code for code in items() if re.match("[0-9][A-E]", code)}
    assert len(ours) == 3443
    assert paths == ours


@needs_real
def test_every_rating_of_the_military_list_is_an_item():
    ratings = {code for code, _ in printed("gb_military_list") if code.startswith("ML")}
    ours = {code.replace(".", "") for code in items() if re.match("ML[0-9]", code)}
    assert ratings == ours
    assert len(ours) == 435


@needs_real
@pytest.mark.parametrize("source_id", ["eu_dual_use", "gb_military_list", "us_ccl"])
def test_no_title_repeats_eight_words_of_a_list(source_id: str):
    runs: set[tuple[str, ...]] = set()
    for _, text in printed(source_id):
        runs |= runs_of(text)
    assert len(runs) > 1000
    assert [item["title"] for item in items().values() if runs & runs_of(item["title"])] == []


def runs_of(text: str) -> set[tuple[str, ...]]:
    words = re.findall(r"\w+", text.lower())
    return {tuple(words[start : start + RUN]) for start in range(len(words) - RUN + 1)}
