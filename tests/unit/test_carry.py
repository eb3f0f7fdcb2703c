"""A new edition: the same words carry, loudly where anything around them changed; everything else is ended and asks to be decided."""

import csv
import json
import shutil
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from typer.testing import CliRunner

from commonlist.cli import app
from commonlist.crosswalk.carry import Carried, Transition, carry, transition
from commonlist.crosswalk.changes import compare_editions
from commonlist.crosswalk.rows import MapRow, write_map
from commonlist.crosswalk.stake import Stake
from commonlist.crosswalk.worklist import COLUMNS, write_worklist
from commonlist.errors import CrosswalkError
from places import ROOT
from printed_lists import LIST, NEW, OLD, edition

TOXINS = {"1C351": "Toxins", "1C351.d": "as follows", "1C351.d.1": "Abrin;", "1C351.d.2": "Ricin;", "1C351.d.3": "Volkensin."}


@pytest.fixture(autouse=True)
def _room(home: Path) -> None:
    """Rules are read from the project's register."""


def row(code: str, predicate: str = "exact", common: str = "1A001", status: str = "approved", **cells: str) -> MapRow:
    decided = {"reviewer": "desk:eu", "reviewed_date": "2023-06-01"} if status == "approved" else {}
    given_cells = {"justification": "semapv:ManualMappingCuration", "author": "desk:us"} | decided | cells
    return MapRow(item_code=code, predicate=predicate, common_code=common, status=status, **given_cells)


def step(old: dict[str, str], new: dict[str, str], **more: object) -> Transition:
    one, other = edition(OLD, old), edition(NEW, new)
    return Transition.model_validate({"old": one, "new": other, "changes": compare_editions(one, other), "days": (OLD, NEW)} | more)


STEP = step(LIST | {"1A002": "Hoses", "1A003": "Taps"}, LIST | {"1A001.a": "of iron", "1A002": "hoses", "1A004": "Valves"})


@pytest.mark.parametrize(
    ("one", "fate"),
    [
        (row("1A001"), "carried"),
        (row("1A002"), "carried"),
        (row("1A001.a.1"), "carried"),
        (row("1A001.a"), "ended"),
        (row("1A001.a", predicate="not:exact"), "ended"),
        (row("1A001.a", reviewed_date="2024-09-06"), "judged since"),
        (row("1A001.a", reviewed_date="2026-11-23"), "judged since"),
        (row("1A001.a", reviewed_date="2026-11-23", valid_from="2023-02-24"), "judged since"),
        (row("1A001.a", valid_from="2024-09-06"), "judged since"),
        (row("1A001.a", reviewer="rule:R10", reviewed_date="2026-11-23"), "run the rule again"),
        (row("1A001.a", reviewer="rule:R10", reviewed_date="2026-11-23", valid_from="2023-02-24"), "run the rule again"),
        (row("1A001.a", reviewer="rule:R10", reviewed_date="2026-11-23", valid_from="2024-09-06"), "judged since"),
        (row("1A001.a", reviewer="rule:R10 desk:eu", reviewed_date="2026-11-23"), "judged since"),
        (row("1A001.a", reviewer="rule:R10", reviewed_date="2026-11-23", valid_to="2024-09-05"), "closed"),
        (row("1A001.a", reviewer="rule:R10"), "ended"),
        (row("1A001", reviewer="rule:R10", reviewed_date="2026-11-23"), "carried"),
        (row("1A003", reviewer="rule:R10", reviewed_date="2026-11-23"), "ended"),
        (row("1A004", reviewer="rule:R10", reviewed_date="2026-11-23"), "run the rule again"),
        (row("1A001.a", valid_from="2020-01-01"), "ended"),
        (row("1A001.a", status="proposed"), "left"),
        (row("1A001.a", status="proposed", valid_from="2023-02-24"), "ended"),
        (row("1A001.a", status="disputed", reviewed_date="2023-06-01"), "ended"),
        (row("1A001.a", status="withdrawn"), "closed"),
        (row("1A001.a", status="superseded"), "closed"),
        (row("1A001.a", valid_to="2024-09-05"), "closed"),
        (row("1A001.a", valid_to="2024-09-06"), "ended"),
        (row("1A003"), "ended"),
        (row("1A003", reviewed_date="2026-11-23"), "ended"),
        (row("1A003", status="proposed"), "ended"),
        (row("1A004", reviewed_date="2026-11-23"), "judged since"),
        (row("9A999"), "closed"),
    ],
)
def test_a_row_carries_is_ended_or_was_judged_for_the_newer_edition(one: MapRow, fate: str):
    assert STEP.fate(one) == fate


def test_the_row_of_a_code_that_comes_back_in_a_later_edition_is_not_ended_where_it_was_judged_for_that():
    again = step({"1A003": "Taps"}, {"1A001": "Pumps"}, later_codes={"1A003"}, days=(OLD, NEW, date(2025, 1, 1)))
    assert again.fate(row("1A003", reviewed_date="2026-11-23")) == "judged since"
    assert again.fate(row("1A003")) == "ended"


def test_the_worklist_says_which_rule_to_run_again_and_the_row_stays():
    one = row("1A001.a", reviewer="rule:R10", reviewed_date="2026-11-23")
    found = carry([one], STEP)
    assert one in found.rows
    assert [task.rows for task in found.tasks if "1A001.a" in task.old_codes] == [("1A001.a exact 1A001 (approved): run R10 again",)]


def carried(*rows: MapRow, at: Transition = STEP) -> Carried:
    return carry(rows, at)


def test_what_changed_is_ended_the_day_before_and_asks_to_be_judged_from_that_day():
    found = carried(row("1A001"), row("1A001.a", comment="as printed", valid_to="2030-01-01"), row("1A003"))
    assert [(one.item_code, one.predicate, one.valid_from, one.valid_to, one.comment) for one in found.rows] == [
        ("1A001", "exact", "", "", ""),
        ("1A001.a", "todo", "2024-09-06", "", "text changed"),
        ("1A001.a", "exact", "", "2024-09-05", "as printed; text changed in the edition of 2024-09-06"),
        ("1A003", "exact", "", "2024-09-05", "removed in the edition of 2024-09-06"),
        ("1A004", "todo", "2024-09-06", "", "added"),
    ]
    assert (found.todo_count, found.fates, sum(found.counts.values())) == (2, {"carried": 1, "ended": 2}, 7)
    todo = found.rows[1]
    assert (todo.status, todo.author, todo.justification) == ("proposed", "desk:us", "semapv:UnspecifiedMatching")


def test_a_followed_code_names_where_it_came_from():
    shifted = step(TOXINS, TOXINS | {"1C351.d.2": "Modeccin;", "1C351.d.3": "Ricin;", "1C351.d.4": "Volkensin."})
    todos = {
        one.item_code: one.comment for one in carried(row("1C351.d.2", reviewed_date="2023-06-01"), at=shifted).rows if not one.reviewer
    }
    assert todos == {"1C351.d.2": "added", "1C351.d.3": "re-lettered from 1C351.d.2", "1C351.d.4": "re-lettered from 1C351.d.3"}


@pytest.mark.parametrize(
    "kept",
    [
        row("1A001.a", reviewed_date="2026-11-23"),
        row("1A001.a", status="proposed"),
        row("1A001.a", predicate="todo", common="", status="proposed"),
        row("1A001.a", predicate="none", common="", valid_from="2024-09-06"),
        row("1A001.a", valid_from="2025-01-01"),
    ],
)
def test_a_code_that_has_a_row_for_the_newer_edition_gets_no_second_question(kept: MapRow):
    assert [one for one in carried(kept).rows if one.item_code == "1A001.a"] == [kept]


def test_a_negated_row_alone_leaves_a_code_to_be_judged():
    found = carried(row("1A001.a", predicate="not:exact", reviewed_date="2026-11-23"))
    assert [one.predicate for one in found.rows if one.item_code == "1A001.a"] == ["todo", "not:exact"]


ROWS = st.lists(
    st.builds(
        row,
        st.sampled_from([*STEP.old.items, *STEP.new.items]),
        predicate=st.sampled_from(["exact", "narrow", "not:exact"]),
        common=st.sampled_from(["1A001", "ML1"]),
        status=st.sampled_from(["approved", "proposed", "withdrawn"]),
        valid_from=st.sampled_from(["", "2020-01-01", "2023-02-24", "2024-09-06"]),
        valid_to=st.sampled_from(["", "2024-09-05", "2030-01-01"]),
    ),
    unique_by=lambda one: one.key,
)


@settings(max_examples=40)
@given(ROWS)
def test_carrying_twice_changes_nothing_and_keys_stay_apart(rows: list[MapRow]):
    once = carry(rows, STEP)
    assert carry(once.rows, STEP).rows == once.rows
    assert len({one.key for one in once.rows}) == len(once.rows)
    untouched = {one for one in rows if STEP.fate(one) != "ended"}
    assert untouched <= set(once.rows)


@settings(max_examples=40)
@given(ROWS)
def test_no_row_of_other_words_carries_without_a_line_in_the_worklist(rows: list[MapRow]):
    found = carry(rows, STEP)
    shown = {code for task in found.tasks for code in (*task.old_codes, *task.new_codes)}
    for one in found.rows:
        old, new = STEP.old.items.get(one.item_code), STEP.new.items.get(one.item_code)
        if old != new and STEP.fate(one) != "closed":
            assert one.item_code in shown


def test_the_worklist_is_ordered_by_what_is_to_decide_and_by_value_with_both_texts_side_by_side():
    stakes = {
        "ML1": (Stake(source_id="gb_licences", currency="GBP", value=Decimal(1000), share=0.2),),
        "1A001": (Stake(source_id="eu_coarm", currency="EUR", value=Decimal(1), share=0.5),),
    }
    found = carry([row("1A001.a"), row("1A001.a.1"), row("1A003", common="ML1"), row("1A002")], STEP, stakes)
    assert [(one.task, one.change, one.new_codes or one.old_codes) for one in found.tasks] == [
        ("decide", "text_changed", ("1A001.a",)),
        ("decide", "removed", ("1A003",)),
        ("decide", "added", ("1A004",)),
        ("confirm", "print_changed", ("1A002",)),
        ("confirm", "context_changed", ("1A001.a.1",)),
    ]
    context = next(one for one in found.tasks if one.change == "context_changed")
    assert (context.above, context.old_text, context.new_text) == ("1A001.a", "of steel", "of iron")
    path = write_worklist("us_ccl", OLD, NEW, found.tasks)
    lines = list(csv.DictReader(path.open(encoding="utf-8")))
    assert tuple(lines[0]) == COLUMNS
    assert (lines[0]["old_text"], lines[0]["new_text"], lines[0]["rows"]) == (
        "of steel",
        "of iron",
        "1A001.a exact 1A001 (approved): ended",
    )
    assert lines[0]["at_stake"] == "eu_coarm EUR 1 (50.00 %)"
    assert lines[1]["at_stake"] == "gb_licences GBP 1,000 (20.00 %)"


def test_a_cell_a_spreadsheet_would_run_is_disarmed():
    at = step({"1A001": "Pumps"}, {"1A001": "=cmd"})
    path = write_worklist("us_ccl", OLD, NEW, carried(row("1A001"), at=at).tasks)
    assert next(csv.DictReader(path.open(encoding="utf-8")))["new_text"] == "'=cmd"


# ── from landed editions to the map file


def landed(home: Path, day: date, printed: dict[str, str]) -> None:
    import polars as pl

    rows = [
        {"item_code": code, "parent_code": code.rpartition(".")[0], "text": text, "source_line": line}
        for line, (code, text) in enumerate(printed.items(), start=1)
    ]
    path = home / "landing" / "control_item" / "us_ccl" / f"{day}.parquet"
    path.parent.mkdir(parents=True, exist_ok=True)
    dates = [pl.lit(None, pl.Date).alias(name) for name in ("valid_from", "valid_to")]
    pl.DataFrame(rows).with_columns(*dates, kind=pl.lit("provision"), regimes_text=pl.lit("")).write_parquet(path)


@pytest.fixture
def desk(project: Path) -> Path:
    """A project with one list in two landed editions and three rows; its map file."""
    shutil.copytree(ROOT / "crosswalks" / "us", project / "crosswalks" / "us", ignore=shutil.ignore_patterns("*.csv", "*.sample.*"))
    landed(project / "var", OLD, LIST)
    landed(project / "var", NEW, LIST | {"1A001.a": "of iron"})
    path = project / "crosswalks" / "us" / "us_ccl.map.csv"
    write_map(path, [row("1A001"), row("1A001.a"), row("1A001.b", common="ML1")])
    return path


def carry_command(*words: str) -> tuple[int, str]:
    result = CliRunner().invoke(app, ["crosswalk", "carry", "us_ccl", *words])
    return result.exit_code, result.output


def test_the_command_changes_the_map_only_when_told_and_each_judgement_is_one_line(desk: Path):
    before = desk.read_text(encoding="utf-8").splitlines()
    code, said = carry_command("--json")
    assert code == 0
    assert json.loads(said)["fates"] == {"carried": 2, "ended": 1}
    assert desk.read_text(encoding="utf-8").splitlines() == before
    assert carry_command("--write")[0] == 0
    after = desk.read_text(encoding="utf-8").splitlines()
    assert [len(set(one) - set(other)) for one, other in ((before, after), (after, before))] == [1, 2]
    assert carry_command("--write")[0] == 0
    assert desk.read_text(encoding="utf-8").splitlines() == after


def test_the_command_tells_counts_and_the_head_of_the_worklist(desk: Path):
    said = carry_command()[1]
    assert all(part in said for part in ("text changed", "ended", "1 to decide", "to confirm", "worklists"))
    assert not (desk.parent / "worklists").exists()


def test_the_last_two_editions_are_compared_unless_others_are_named(desk: Path):
    landed(desk.parents[2] / "var", date(2025, 1, 1), LIST)
    named = [(one.old.edition_date, one.new.edition_date) for one in (transition("us_ccl"), transition("us_ccl", OLD, NEW))]
    assert named == [(NEW, date(2025, 1, 1)), (OLD, NEW)]


@pytest.mark.usefixtures("desk")
@pytest.mark.parametrize(
    ("since", "until", "slug"),
    [
        (NEW, OLD, "crosswalk.backward_carry"),
        (NEW, NEW, "crosswalk.backward_carry"),
        (None, OLD, "crosswalk.one_edition"),
        (date(2000, 1, 1), None, "crosswalk.not_landed"),
    ],
)
def test_editions_that_cannot_be_compared_are_refused(since: date | None, until: date | None, slug: str):
    with pytest.raises(CrosswalkError) as refusal:
        transition("us_ccl", since, until)
    assert refusal.value.slug == slug
