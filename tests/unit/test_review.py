"""A desk decides about proposed rows, one line of the map at a time; nobody approves what they said, and nothing is asked twice."""

import asyncio
import csv
import json
from collections.abc import Callable, Iterable
from difflib import unified_diff
from pathlib import Path

import pytest
from typer.testing import CliRunner

from commonlist.cli import app
from commonlist.crosswalk.lint import lint
from commonlist.crosswalk.lists import Item
from commonlist.crosswalk.review import Bench, Decision, decide, queue, refused
from commonlist.crosswalk.review_evidence import Side
from commonlist.crosswalk.review_session import Sitting, open_sitting
from commonlist.crosswalk.review_text import printed
from commonlist.crosswalk.rows import MapRow, read_map, write_map
from commonlist.errors import CommonlistError, CrosswalkError
from places import ROOT

SENSITIVE = {"6B008": "very_sensitive"}
GB = Bench(desk="desk:gb", day="2026-11-26", sensitivity=SENSITIVE)
DE = GB.model_copy(update={"desk": "desk:de"})


def row(item_code: str = "3A001", predicate: str = "overlaps", common_code: str = "3A001", **cells: str) -> MapRow:
    given = {"justification": "semapv:LexicalMatching", "status": "proposed", "author": "desk:us", "confidence": "0.70"}
    return MapRow.model_validate({**given, "item_code": item_code, "predicate": predicate, "common_code": common_code, **cells})


def decided(one: MapRow, decision: Decision, bench: Bench = GB, common_code: str | None = None, others: Iterable[MapRow] = ()) -> MapRow:
    return decide(one, decision, bench, one.common_code if common_code is None else common_code, others)


REVIEWED = {"reviewer": "desk:gb", "reviewed_date": "2026-11-26"}
ANEW = {"author": "desk:gb", "justification": "semapv:ManualMappingCuration", "confidence": ""}


@pytest.mark.parametrize(
    ("decision", "changes"),
    [
        (Decision.APPROVE, {"status": "approved", **REVIEWED}),
        (Decision.OVERLAPS, {"status": "approved", **REVIEWED}),  # the row says so already
        *(
            (decision, {"predicate": decision.value, **ANEW})
            for decision in (Decision.EXACT, Decision.CLOSE, Decision.NARROW, Decision.BROAD, Decision.RELATED)
        ),
        (Decision.NONE, {"predicate": "none", "common_code": "", **ANEW}),
        (Decision.UNJUDGED, {"predicate": "todo", "common_code": "", **ANEW}),
        (Decision.WITHDRAW, {"status": "withdrawn", **REVIEWED}),
        (Decision.DISPUTE, {"status": "disputed", **REVIEWED}),
    ],
)
def test_a_decision_changes_these_cells_and_no_other(decision: Decision, changes: dict[str, str]):
    before = row()
    assert decided(before, decision) == before.model_copy(update=changes)


def test_a_changed_relation_waits_for_another_desk():
    changed = decided(row(), Decision.NARROW)
    assert refused(changed, GB) is not None
    assert decided(changed, Decision.APPROVE, DE).status == "approved"


def test_nobody_approves_their_own_row_but_may_change_or_withdraw_it():
    own = row(author="desk:gb")
    with pytest.raises(CrosswalkError) as problem:
        decided(own, Decision.APPROVE)
    assert (problem.value.slug, "author" in problem.value.message) == ("crosswalk.not_approved", True)
    assert decided(own, Decision.WITHDRAW) == own.model_copy(update={"status": "withdrawn"})
    assert decided(own, Decision.CLOSE).predicate == "close"
    with pytest.raises(CrosswalkError):
        decided(own, Decision.DISPUTE)


def test_a_sensitive_item_takes_two_desks():
    first = decided(row(common_code="6B008"), Decision.APPROVE, GB)
    assert (first.status, first.reviewer) == ("proposed", "desk:gb")
    second = decided(first, Decision.APPROVE, DE)
    assert (second.status, second.reviewer) == ("approved", "desk:gb desk:de")


def test_another_common_item_is_another_judgement():
    aimed = decided(row(predicate="none", common_code=""), Decision.EXACT, common_code="3A001.b")
    assert (aimed.predicate, aimed.common_code, aimed.author, aimed.status) == ("exact", "3A001.b", "desk:gb", "proposed")
    same = decided(row(predicate="exact"), Decision.EXACT, common_code="3A002")
    assert (same.common_code, same.author, same.status) == ("3A002", "desk:gb", "proposed")


def test_a_relation_needs_a_common_item_and_todo_is_never_approved():
    with pytest.raises(CrosswalkError):
        decided(row(predicate="none", common_code=""), Decision.EXACT)
    with pytest.raises(CrosswalkError):
        decided(row(predicate="todo", common_code=""), Decision.APPROVE)


def test_weights_stay_only_where_goods_add_up():
    weighted = row(weight="0.5", weight_basis="half")
    assert decided(weighted, Decision.NARROW).weight == "0.5"
    assert decided(weighted, Decision.RELATED).weight == decided(weighted, Decision.NONE).weight_basis == ""


@pytest.mark.parametrize(
    ("proposed", "standing"),
    [
        (row(predicate="exact"), row(predicate="exact", common_code="3A002")),
        (row(predicate="exact"), row(item_code="3A201", predicate="exact")),
        (row(predicate="exact"), row(predicate="none", common_code="")),
        (row(predicate="none", common_code=""), row(predicate="narrow")),
        (row(predicate="exact"), row(predicate="not:exact")),
        (row(predicate="not:narrow"), row(predicate="narrow")),
        (row(predicate="narrow"), row(predicate="close")),
    ],
)
def test_what_contradicts_an_approved_row_is_not_approved(proposed: MapRow, standing: MapRow):
    standing = standing.model_copy(update={"status": "approved"})
    assert refused(proposed, GB, [standing]) is not None
    assert refused(proposed, GB, [standing.model_copy(update={"status": "proposed"})]) is None
    ended = standing.model_copy(update={"valid_to": "2020-01-01"})
    assert refused(proposed.model_copy(update={"valid_from": "2020-01-02"}), GB, [ended]) is None


@pytest.mark.parametrize("standing", [row(predicate="overlaps", common_code="3A002"), row(predicate="not:exact"), row(item_code="3A201")])
def test_what_goes_together_is_approved(standing: MapRow):
    assert refused(row(predicate="overlaps"), GB, [standing.model_copy(update={"status": "approved"})]) is None


def test_the_queue_begins_with_the_most_value_and_ends_with_what_was_skipped():
    rows = [
        row("3A001"),
        row("3A002", common_code="ML10"),
        row("3A003", common_code="ML10.a"),
        row("3A004", author="desk:gb", common_code="ML10"),
        row("3A005", common_code="ML10"),
        row("3A006", status="approved"),
        row("3A007", reviewer="desk:gb"),
        row("3A008", author="desk:gb"),
    ]
    laid = {("us_ccl", *rows[4].key): "skipped", ("us_ccl", *rows[7].key): "decided"}
    places = {"3A003": 1, "3A002": 2}
    cases = queue({"us_ccl": rows}, "desk:gb", laid, lambda _, code: places.get(code, 0), share)
    assert [case.row.item_code for case in cases] == ["3A003", "3A002", "3A001", "3A004", "3A005"]
    assert [case.is_skipped for case in cases] == [False] * 4 + [True]


def share(_source: str, one: MapRow) -> float:
    return 0.4 if one.common_code.startswith("ML10") else 0


ROWS = [row("9A610", common_code="ML10", comment="military aircraft"), row("9A018", common_code="ML6"), row("3A101", "exact", "3A101")]


ITEMS = """common_code,parent_code,level,title,regimes,sensitivity
3,,category,Electronics,,none
3A101,3,entry,Converters,MTCR,none
3A101.a,3A101,provision,,MTCR,none
3A225,3,entry,Frequency changers,NSG,none
ML,,category,Munitions,,none
ML10,ML,entry,Aircraft,WA,none
ML6,ML,entry,Vehicles,WA,none
"""


@pytest.fixture
def map_path(project: Path) -> Path:
    (project / "crosswalks" / "common" / "items.csv").write_text(ITEMS, encoding="utf-8")
    folder = project / "crosswalks" / "us"
    for desk in ("de", "gb", "us"):
        (project / "crosswalks" / desk).mkdir()
    (folder / "us.yml").write_bytes((ROOT / "crosswalks" / "us" / "us.yml").read_bytes())
    write_map(folder / "us_ccl.map.csv", ROWS)
    return folder / "us_ccl.map.csv"


def changed_lines(path: Path, act: Callable[[], object]) -> list[str]:
    before = path.read_text(encoding="utf-8").splitlines()
    act()
    diff = list(unified_diff(before, path.read_text(encoding="utf-8").splitlines(), lineterm="", n=0))
    return [line for line in diff if line[0] in "+-" and not line.startswith(("+++", "---"))]


def on_the_table(sitting: Sitting) -> str:
    assert sitting.case is not None
    return sitting.case.row.item_code


def test_every_decision_is_one_line_of_diff_and_can_be_taken_back(map_path: Path):
    sitting = open_sitting("desk:gb", "us")
    before = map_path.read_bytes()
    assert on_the_table(sitting) == "3A101"
    gone, come = changed_lines(map_path, lambda: sitting.take(Decision.APPROVE))
    assert (gone[0], come[0]) == ("-", "+") and ",approved,desk:us,desk:gb," in come
    changed_lines(map_path, lambda: sitting.take(Decision.NARROW))
    sitting.undo()
    sitting.undo()
    assert map_path.read_bytes() == before and on_the_table(sitting) == "3A101"
    with pytest.raises(CrosswalkError):
        sitting.undo()


def test_lint_finds_no_error_in_what_was_decided(map_path: Path):  # noqa: ARG001
    sitting = open_sitting("desk:gb", "us")
    for decision in (Decision.APPROVE, Decision.NONE, Decision.DISPUTE):
        sitting.take(decision)
    assert [finding for finding in lint(["us"]) if finding.severity == "error"] == []
    assert sitting.case is None


def test_a_sitting_that_was_killed_goes_on_where_it_was(map_path: Path):  # noqa: ARG001
    sitting = open_sitting("desk:gb")
    sitting.skip()
    sitting.take(Decision.BROAD)
    again = open_sitting("desk:gb")
    assert [case.row.item_code for case in again.waiting] == ["9A610", "3A101"]
    assert [case.row.item_code for case in open_sitting("desk:de").waiting] == ["3A101", "9A018", "9A610"]


def test_a_row_judged_anew_by_another_desk_comes_back(map_path: Path):
    sitting = open_sitting("desk:gb")
    became = sitting.take(Decision.NARROW)
    assert "3A101" not in [case.row.item_code for case in open_sitting("desk:gb").waiting]
    rows = [one.model_copy(update={"author": "desk:de"}) if one == became else one for one in read_map(map_path)]
    write_map(map_path, rows)
    assert "3A101" in [case.row.item_code for case in open_sitting("desk:gb").waiting]


def test_a_row_an_editor_changed_meanwhile_is_not_overwritten(map_path: Path):
    sitting = open_sitting("desk:gb", "us")
    edited = [one.model_copy(update={"comment": "edited"}) if one.item_code == "3A101" else one for one in ROWS]
    write_map(map_path, edited)
    with pytest.raises(CrosswalkError) as problem:
        sitting.take(Decision.APPROVE)
    assert problem.value.slug == "crosswalk.row_changed"
    assert sorted(read_map(map_path), key=lambda one: one.key) == sorted(edited, key=lambda one: one.key)
    sitting.reload()
    assert sitting.case is not None and sitting.case.row.comment == "edited"
    assert sitting.take(Decision.APPROVE).comment == "edited"


def test_an_edit_of_another_row_is_kept(map_path: Path):
    sitting = open_sitting("desk:gb", "us")
    write_map(map_path, [*ROWS, row("9A991", "none", "")])
    sitting.take(Decision.APPROVE)
    assert {one.item_code for one in read_map(map_path)} == {"3A101", "9A018", "9A610", "9A991"}


@pytest.mark.parametrize(("desk", "state"), [("gb", None), ("desk:GB", None), ("rule:R1", None), ("desk:zz", None), ("desk:gb", "zz")])
def test_a_name_nobody_knows_is_refused(map_path: Path, desk: str, state: str | None):  # noqa: ARG001
    with pytest.raises(CommonlistError):
        open_sitting(desk, state)


def suggest(home: Path) -> None:
    path = home / "suggestions" / "us_ccl.csv"
    path.parent.mkdir(parents=True)
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(["item_code", "rank", "common_code", "score", "stake_share", "reasons"])
        writer.writerows([["3A101", 2, "3A101.a", 0.4, 0.6, "shared terms"], ["3A101", 1, "3A225", 0.9, 0.6, "same figures"]])


def pressed(sitting: Sitting, *keys: str, size: tuple[int, int] = (80, 24)) -> dict[str, str]:
    """What stands in each part of the screen after these keys."""
    from textual.widgets import Static

    from commonlist.crosswalk.review_screen import ReviewApp

    async def run() -> dict[str, str]:
        screen = ReviewApp(sitting)
        async with screen.run_test(size=size) as pilot:
            await pilot.press(*keys)
            await pilot.pause()
            return {part.id or "": str(part.render()) for part in screen.query(Static)}

    return asyncio.run(run())


def test_a_key_writes_one_line_and_shows_the_next_row(map_path: Path):
    sitting = open_sitting("desk:gb", "us")
    shown: dict[str, str] = {}
    gone, come = changed_lines(map_path, lambda: shown.update(pressed(sitting, "a")))
    assert gone.startswith("-3A101,exact,3A101,") and ",approved,desk:us,desk:gb," in come
    assert "written: 3A101 exact 3A101, approved" in shown["message"]
    assert "9A018 and ML6 share goods" in shown["judgement"] and "1 decided · 2 wait" in shown["head"]


def test_keys_that_decide_nothing_write_nothing(map_path: Path):
    assert changed_lines(map_path, lambda: pressed(open_sitting("desk:gb", "us"), "s", "f", "down", "z", "u")) == []


def test_a_suggestion_is_set_beside_the_code_and_judged(project: Path, map_path: Path):
    suggest(project / "var")
    sitting = open_sitting("desk:gb", "us")
    shown = pressed(sitting, "1")
    assert shown["suggestions"].splitlines()[0].startswith("1 3A225 0.90 same figures") and "you look at 3A225" in shown["judgement"]
    shown = pressed(sitting, "1", "n")
    assert "written: 3A101 narrow 3A225, proposed; it waits for another desk" in shown["message"]
    assert ("3A101", "narrow", "3A225", "desk:gb") in [
        (one.item_code, one.predicate, one.common_code, one.author) for one in read_map(map_path)
    ]


def test_a_code_without_a_counterpart_comes_by_what_is_at_stake_on_its_best_suggestion(project: Path, map_path: Path):
    write_map(map_path, [row("2B350", "todo", ""), row("3A101", "todo", "")])
    assert on_the_table(open_sitting("desk:gb")) == "2B350"
    suggest(project / "var")
    assert on_the_table(open_sitting("desk:gb")) == "3A101"


def test_refusals_are_told_on_the_screen_with_their_reason(map_path: Path):
    write_map(map_path, [row(author="desk:gb")])
    sitting = open_sitting("desk:gb", "us")
    shown: dict[str, str] = {}
    assert changed_lines(map_path, lambda: shown.update(pressed(sitting, "a"))) == []
    assert "you may not approve: desk:gb is the author" in shown["judgement"] and "not done: desk:gb is the author" in shown["message"]


def test_the_screen_says_when_nothing_waits_and_help_closes_on_any_key(map_path: Path):
    sitting = open_sitting("desk:gb", "us")
    assert "nothing waits" in pressed(sitting, "question_mark", "a", "w", "w", "w")["head"]
    assert {one.status for one in read_map(map_path)} == {"withdrawn"}
    assert "nothing waits" in pressed(sitting, "a", "s", "1")["head"]


def test_the_foot_fits_eighty_characters():
    from commonlist.crosswalk.review_screen import KEYS
    from commonlist.crosswalk.review_text import foot

    lines = foot().plain.splitlines()
    assert len(lines) == 2 and all(len(line.rstrip()) <= 80 for line in lines)
    assert all(f"{key} " in foot().plain for key in KEYS)


def test_the_queue_is_printed_for_scripts(map_path: Path):  # noqa: ARG001
    done = CliRunner().invoke(app, ["crosswalk", "review", "us", "--as", "desk:gb", "--json"])
    assert [one["item_code"] for one in json.loads(done.stdout)] == ["3A101", "9A018", "9A610"]
    assert "9A610" in CliRunner().invoke(app, ["crosswalk", "review", "--as", "desk:gb", "--list"]).output
    assert CliRunner().invoke(app, ["crosswalk", "review", "us", "--list"]).exit_code == 2


@pytest.mark.parametrize(
    ("listed", "common", "underlined"),
    [
        ("rated above 2.7 GHz", "Rated above 2,7 GHz", []),
        ("rated above 2.7 GHz", "rated above 3.1 GHz", ["2.7"]),
        ("spacecraft", "armoured vehicles of any kind", []),
    ],
)
def test_only_in_nearly_equal_texts_are_the_differences_underlined(listed: str, common: str, underlined: list[str]):
    sides = [Side(code="3A001", path=(Item(item_code="3A001", kind="entry", text=text),)) for text in (listed, common)]
    shown = printed(*sides, width=80)
    assert [shown.plain[span.start : span.end] for span in shown.spans if "underline" in str(span.style)] == underlined
