"""Three real editions of three lists: what is unchanged carries, and no text that changed carries without the worklist saying so.

The proof does not use the comparison's own reading: it goes back to the landed rows and compares the printed texts themselves.
"""

import re
import shutil
import unicodedata
from collections import defaultdict
from collections.abc import Iterator
from datetime import date
from functools import cache
from itertools import pairwise
from pathlib import Path

import polars as pl
import pytest

from commonlist.crosswalk.carry import Carried, carry, carry_map, transition, write_carried
from commonlist.crosswalk.lists import edition_dates
from commonlist.crosswalk.rows import MapRow, read_map
from commonlist.registry import source
from commonlist.settings import settings
from places import ROOT, needs_real

pytestmark = [needs_real, pytest.mark.usefixtures("real_lists")]

LISTS = ("us_ccl", "ca_ecl", "de_ausfuhrliste")
NOTES = ("note", "technical_note", "decontrol")
CONDITIONS_END = "List of Items Controlled"
STEPS = [(source_id, first, last) for source_id in LISTS for first, last in ((0, 1), (1, 2), (0, 2))]


@pytest.fixture(scope="module", autouse=True)
def _forget() -> Iterator[None]:
    yield
    printed.cache_clear()
    stepped.cache_clear()


class Printed:
    """What is printed at each code, and which codes it stands under, from the landed rows alone."""

    def __init__(self, source_id: str, day: date) -> None:
        self.texts: dict[str, list[str]] = defaultdict(list)
        self.notes: dict[str, list[str]] = defaultdict(list)
        self.parents: dict[str, str] = {}
        frame = pl.read_parquet(settings().landing / "control_item" / source_id / f"{day}.parquet")
        for row in frame.sort("source_line", maintain_order=True).iter_rows(named=True):
            if row["item_code"] and row["kind"] in NOTES:
                self.notes[row["item_code"]].append(" ".join(row["text"].split()))
            elif row["item_code"]:
                self.texts[row["item_code"]].append(" ".join(row["text"].split()))
                self.parents.setdefault(row["item_code"], row["parent_code"] or "")

    def at(self, code: str) -> tuple[str, str]:
        return " ".join(self.texts[code]), " ".join(self.notes[code])

    def above(self, code: str) -> list[str]:
        found = []
        while code := self.parents.get(code) or code.rpartition(".")[0]:
            found.append(code)
        return [one for one in found if one in self.parents]


def bare(text: tuple[str, str], conditions_end: str) -> str:
    """Letters and digits in small print, without what stands before the words that end the conditions of a licence."""
    shown = re.sub(r"[;,] (or|oder)$", "", text[0]) + text[1].rpartition(conditions_end)[2]
    return "".join(sign for sign in shown if unicodedata.category(sign) in ("Ll", "Lu", "Nd", "No")).casefold()


@cache
def printed(source_id: str, day: date) -> Printed:
    return Printed(source_id, day)


def judged(code: str, day: date) -> MapRow:
    """A row of that edition, approved on its day."""
    cells = {"justification": "semapv:ManualMappingCuration", "status": "approved", "author": "desk:us", "reviewer": "desk:eu"}
    return MapRow(item_code=code, predicate="related", common_code="1", reviewed_date=str(day), valid_from=str(day), **cells)


@cache
def stepped(source_id: str, first: int, last: int) -> Carried:
    """A map of one row per code of the older edition, carried."""
    days = edition_dates(source_id)
    step = transition(source_id, days[first], days[last])
    return carry([judged(code, days[first]) for code in step.old.items], step)


@pytest.mark.parametrize(("source_id", "first", "last"), STEPS)
def test_every_row_of_a_code_printed_the_same_carries(source_id: str, first: int, last: int):
    carried = stepped(source_id, first, last)
    old, new = printed(source_id, carried.since), printed(source_id, carried.until)
    same = {
        code for code in old.parents if code in new.parents and old.at(code) == new.at(code) and _stands(code, old) == _stands(code, new)
    }
    ended = {row.item_code for row in carried.rows if row.valid_to}
    asked = {row.item_code for row in carried.rows if row.predicate == "todo"}
    assert len(same) > 40
    assert same & (ended | asked) == set()


def _stands(code: str, edition: Printed) -> list[tuple[str, tuple[str, str]]]:
    return [(one, edition.at(one)) for one in (code, *edition.above(code))]


@pytest.mark.parametrize(("source_id", "first", "last"), STEPS)
def test_no_text_that_changed_carries_unless_the_worklist_shows_it(source_id: str, first: int, last: int):
    carried = stepped(source_id, first, last)
    old, new = printed(source_id, carried.since), printed(source_id, carried.until)
    shown = {code for task in carried.tasks for code in (*task.old_codes, *task.new_codes)}
    open_codes = {row.item_code for row in carried.rows if not row.valid_to and row.predicate != "todo"}
    assert open_codes <= new.parents.keys()
    assert {code for code in open_codes if old.at(code) != new.at(code)} - shown == set()
    silent = open_codes - shown
    assert {code for code in silent if old.above(code) != new.above(code)} == set()
    above = {one for code in silent for one in old.above(code) if old.at(one) != new.at(one)}
    assert above <= shown
    assert {one for one in above if bare(old.at(one), CONDITIONS_END) != bare(new.at(one), CONDITIONS_END)} == set()


@pytest.mark.parametrize(("source_id", "first", "last"), STEPS)
def test_no_row_is_left_open_at_a_code_that_says_something_else(source_id: str, first: int, last: int):
    """Of every row left open, the letters and figures of the code's own text are the same in both editions."""
    carried = stepped(source_id, first, last)
    old, new = printed(source_id, carried.since), printed(source_id, carried.until)
    for code in {row.item_code for row in carried.rows if not row.valid_to and row.predicate != "todo"}:
        assert bare((old.at(code)[0], ""), " ") == bare((new.at(code)[0], ""), " "), code


@pytest.mark.parametrize(("source_id", "first", "last"), STEPS)
def test_every_code_of_the_newer_edition_ends_with_one_row_in_force_or_to_do(source_id: str, first: int, last: int):
    carried = stepped(source_id, first, last)
    states = [row.item_code for row in carried.rows if not row.valid_to]
    assert sorted(states) == sorted(printed(source_id, carried.until).parents)


@pytest.mark.parametrize("source_id", LISTS)
def test_carrying_step_by_step_leaves_a_map_of_the_newest_edition(source_id: str):
    days = edition_dates(source_id)
    rows: tuple[MapRow, ...] = tuple(judged(code, days[0]) for code in printed(source_id, days[0]).parents)
    for first, last in pairwise(days):
        step = transition(source_id, first, last)
        rows = carry(rows, step).rows
        assert carry(rows, step).rows == rows
    assert sorted(row.item_code for row in rows if not row.valid_to) == sorted(printed(source_id, days[-1]).parents)


def test_the_toxins_that_were_numbered_anew_are_followed():
    """In 2023 eleven toxins of 1C351.d moved down by the ones put between them."""
    shifted = {task.old_codes + task.new_codes for task in stepped("us_ccl", 0, 1).tasks if task.change == "re_lettered"}
    assert {("1C351.d.11", "1C351.d.14"), ("1C351.d.18", "1C351.d.21")} <= shifted
    for before, after in shifted:
        one, other = (printed("us_ccl", day).at(code)[0] for day, code in zip(edition_dates("us_ccl"), (before, after), strict=False))
        assert one.rstrip(";. or") == other.rstrip(";. or")


def test_another_layout_of_the_german_list_is_no_change_of_its_words():
    counts = stepped("de_ausfuhrliste", 0, 1).counts
    assert counts["removed"] == counts["moved"] == counts["re_lettered"] == 0
    assert counts["text_changed"] + counts["note_changed"] < 40 < counts["unchanged"]


@pytest.mark.parametrize("source_id", LISTS)
def test_rows_of_the_shipped_maps_were_judged_for_the_newest_edition_and_stay(source_id: str):
    days = edition_dates(source_id)
    stay = {row for row in read_map(source(source_id).map_path) if row.item_code in printed(source_id, days[-1]).parents}
    assert stay - set(carry_map(source_id, days[0], days[-1]).rows) == set()


@pytest.mark.parametrize(("source_id", "first", "last"), STEPS)
def test_no_rule_is_taken_to_have_seen_a_text_that_changed_since_its_rows_began(source_id: str, first: int, last: int):
    days = edition_dates(source_id)
    carried = carry_map(source_id, days[first], days[last])
    old, new = printed(source_id, carried.since), printed(source_id, carried.until)
    by_rule = [row for row in read_map(source(source_id).map_path) if row.reviewer.startswith("rule:") and " " not in row.reviewer]
    shown = {line for task in carried.tasks for line in task.rows}
    changed = {code for code in old.parents.keys() & new.parents if bare((old.at(code)[0], ""), " ") != bare((new.at(code)[0], ""), " ")}
    for row in by_rule:
        if row.item_code in changed and row.is_valid_on(carried.until) and row.valid_from < str(carried.until):
            said = f"{row.item_code} {row.predicate} {row.common_code}".rstrip() + f" (approved): run {row.reviewer[5:]} again"
            assert said in shown


@pytest.mark.parametrize("source_id", LISTS)
def test_carrying_the_shipped_map_twice_is_carrying_it_once(source_id: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    shutil.copytree(ROOT / "crosswalks", tmp_path / "crosswalks")
    monkeypatch.setenv("COMMONLIST_ROOT", str(tmp_path))
    settings.cache_clear()
    path = write_carried(carry_map(source_id))
    assert path.is_relative_to(tmp_path)
    once = path.read_bytes()
    write_carried(carry_map(source_id))
    assert path.read_bytes() == once
    monkeypatch.undo()
    settings.cache_clear()
