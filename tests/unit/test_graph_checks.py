"""Each graph check fails on its counterexample and on no other, passes on a sound world, and does not apply to an empty one."""

import csv
import io
import json
import re
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import polars as pl
import pytest
from ruamel.yaml import YAML

from commonlist import cli, pipeline
from commonlist.crosswalk.checks_of_links import IMPLIED, REFUTED_APART, REFUTED_BELOW
from commonlist.crosswalk.graph import CHECKS, Check, CheckOutcome, check_graph
from commonlist.crosswalk.lint import lint
from commonlist.crosswalk.outcomes import COLUMNS, worklist_path, write_outcomes
from commonlist.crosswalk.rows import MapRow
from commonlist.crosswalk.rules import Rule
from commonlist.crosswalk.tables import MAP, PREDICATES, TARGETLESS
from commonlist.crosswalk.world import Code, CommonItem, Judgement, Printing, World, load_world
from commonlist.errors import BuildError
from places import COUNTEREXAMPLES, ROOT

FOLDER = COUNTEREXAMPLES / "graph"
FILES = {path.stem: YAML(typ="safe").load(path.read_text(encoding="utf-8")) for path in sorted(FOLDER.glob("*.yml"))}
FAILING = {name: case for name, case in FILES.items() if name != "sound"}
IDS = [check.check_id for check in CHECKS]
ITEMS = {
    "ML": CommonItem("", "category", "none"),
    "ML1": CommonItem("ML", "entry", "none"),
    "ML1.a": CommonItem("ML1", "provision", "none"),
    "ML1.a.1": CommonItem("ML1.a", "provision", "none"),
    "ML1.b": CommonItem("ML1", "provision", "none"),
    "ML2": CommonItem("ML", "entry", "none"),
    "ML3": CommonItem("ML", "entry", "sensitive"),
}
DAY = "2026-01-01"

# The shared tables speak of more states than these rooms have.
UNKNOWN = "lint.unknown_code"


def rule(rule_id: str, status: str = "in_force", parameters: str = "") -> Rule:
    words = dict.fromkeys(("decision_id", "decision_date", "title", "rule_text", "citation"), "")
    return Rule(rule_id=rule_id, status=status, rule_parameters=parameters, **words)


RULES = {
    one.rule_id: one
    for one in (rule("R1"), rule("R2", "repealed"), rule("R8", parameters="aa_list ML.*"), rule("R9", parameters="days=1826"))
}


def judgements(source_id: str, text: str) -> list[Judgement]:
    """The rows of a map of which only the columns that matter are written."""
    usual = dict.fromkeys(MAP.columns, "") | {"status": "approved", "author": f"desk:{source_id[:2]}", "reviewed_date": DAY}
    usual |= {"reviewer": "desk:aa desk:bb".replace(f"desk:{source_id[:2]}", "desk:cc")}
    rows = csv.DictReader(io.StringIO(text))
    return [Judgement(source_id, f"{source_id}.map.csv", line, MapRow(**usual | row)) for line, row in enumerate(rows, start=2)]


def printing(day: Any, codes: dict[str, Any]) -> Printing:
    kinds = {code: Code("provision" if "." in code else "entry", str(begins), "") for code, begins in codes.items()}
    return Printing.of(str(day), kinds)


def world_of(case: dict[str, Any]) -> World:
    named = case.get("unsigned", {})
    lists = {source_id: [printing(day, codes) for day, codes in editions.items()] for source_id, editions in case.get("lists", {}).items()}
    return World(
        judgements=tuple(one for source_id, text in case["maps"].items() for one in judgements(source_id, text)),
        items=ITEMS,
        rules=RULES,
        printings={source_id: tuple(editions) for source_id, editions in lists.items()},
        map_files={source_id: f"{source_id}.map.csv" for source_id in case["maps"]},
        desks=frozenset({"desk:aa", "desk:bb", "desk:cc"}),
        today=date(2026, 11, 26),
        unsigned={
            source_id: frozenset(one.row.key for one in judgements(source_id, case["maps"][source_id]) if one.row.item_code in codes)
            for source_id, codes in named.items()
        },
    )


def told(outcomes: list[CheckOutcome]) -> list[tuple[str, str, int | None]]:
    return [(one.check_id, found.file, found.line) for one in outcomes for found in one.findings()]


@pytest.mark.parametrize("name", FAILING)
def test_a_counterexample_fails_its_check_for_that_row_and_no_other_check(name: str) -> None:
    case = FAILING[name]
    outcomes = check_graph(world_of(case))
    assert told(outcomes) == [(case["fails"], f"{case.get('file', 'aa_list')}.map.csv", case["line"])]
    assert {one.outcome for one in outcomes if one.check_id != case["fails"]} <= {"pass", "not_applicable"}


def test_every_check_has_a_counterexample_of_its_name() -> None:
    assert set(IDS) == {case["fails"] for case in FAILING.values()}
    assert [name for name, case in FAILING.items() if name in IDS and name != case["fails"]] == []
    assert set(IDS) <= set(FAILING)


def test_every_check_passes_on_a_sound_world_because_it_looked_at_something() -> None:
    outcomes = check_graph(world_of(FILES["sound"]))
    assert told(outcomes) == []
    assert {one.check_id: one.outcome for one in outcomes} == dict.fromkeys(IDS, "pass")
    assert all(one.examined_count for one in outcomes)


def test_no_check_passes_on_an_empty_world() -> None:
    assert {one.outcome for one in check_graph(World())} == {"not_applicable"}


def test_without_landed_lists_nothing_is_said_of_codes() -> None:
    outcomes = {one.check_id: one.outcome for one in check_graph(replace(world_of(FAILING["dangling-code"]), printings={}))}
    of_codes = ("dangling-code", "code-of-another-edition", "unmapped-code", "incomplete-triangle")
    assert {outcomes[check_id] for check_id in of_codes} == {"not_applicable"}


def test_a_check_that_breaks_is_an_error_and_blocks_whatever_its_severity() -> None:
    broken = replace(world_of(FILES["sound"]), rules={**RULES, "R9": rule("R9", parameters="days=soon")})
    (outcome,) = [one for one in check_graph(broken) if one.outcome != "pass"]
    assert (outcome.check_id, outcome.severity, outcome.outcome, outcome.blocks) == ("expired-review", "warning", "error", True)
    assert "soon" in outcome.findings()[0].message
    assert outcome.findings()[0].severity == "error"


def test_the_reference_list_is_not_held_against_itself() -> None:
    (outcome,) = [one for one in check_graph(world_of(FAILING["contradiction"])) if one.check_id == "one-sided-link"]
    assert (outcome.outcome, outcome.examined_count) == ("not_applicable", 0)


SOUND = {
    "a row that ended before any edition that is landed": (
        {"2024-01-01": {"ML1": ""}},
        "item_code,predicate,common_code,valid_to\nML1,exact,ML1,\nML9,exact,ML2,2023-12-31\n",
    ),
    "an old code whose row ended when the code did": (
        {"2023-01-01": {"ML1": "", "ML2": ""}, "2024-01-01": {"ML1": ""}},
        "item_code,predicate,common_code,valid_to\nML1,exact,ML1,\nML2,exact,ML2,2023-06-30\n",
    ),
    "a new code whose row has an open beginning": (
        {"2023-01-01": {"ML1": ""}, "2024-01-01": {"ML1": "", "ML2": ""}},
        "item_code,predicate,common_code\nML1,exact,ML1\nML2,exact,ML2\n",
    ),
    "an entry of which only the provisions are printed": (
        {"2024-01-01": {"ML1.a.1": ""}},
        "item_code,predicate,common_code\nML1,exact,ML1\nML1.a,exact,ML1.a\nML1.a.1,narrow,ML1.a\n",
    ),
    "not exact, but narrower": ({}, "item_code,predicate,common_code\nML1,narrow,ML1\nML1,not:exact,ML1\n"),
    "one code after the other on one item": (
        {},
        "item_code,predicate,common_code,valid_from,valid_to\nML1,exact,ML1,,2021-12-31\nML2,exact,ML1,2022-01-01,\n",
    ),
    "the whole and its part, each with its own": ({}, "item_code,predicate,common_code\nML1,exact,ML1\nML1.a,exact,ML1.a\n"),
    "exact to a part and narrower than the whole": (
        {},
        "item_code,predicate,common_code,weight\nML1,exact,ML1.a,0.5\nML1,narrow,ML1,0.5\n",
    ),
    "weights that change on a day": (
        {},
        "item_code,predicate,common_code,weight,valid_from,valid_to\nML1,overlaps,ML1,0.5,,2021-12-31\n"
        "ML1,overlaps,ML2,0.5,,2021-12-31\nML1,overlaps,ML1,1,2022-01-01,\n",
    ),
    "a proposal that contradicts": (
        {},
        "item_code,predicate,common_code,status\nML1,exact,ML1,approved\nML1,none,,proposed\n",
    ),
    "a review inside the review period": ({}, "item_code,predicate,common_code,reviewed_date\nML1,exact,ML1,2025-01-01\n"),
}


@pytest.mark.parametrize("name", SOUND)
def test_what_is_right_is_not_found(name: str) -> None:
    editions, text = SOUND[name]
    assert told(check_graph(world_of({"lists": {"aa_list": editions}, "maps": {"aa_list": text}}))) == []


def test_the_tables_of_what_excludes_what_speak_of_predicates() -> None:
    relations = set(PREDICATES) - set(TARGETLESS)
    assert {*IMPLIED, *sum(IMPLIED.values(), ())} <= relations
    assert {predicate for pair in REFUTED_BELOW | REFUTED_APART for predicate in pair} <= relations
    assert {pair[::-1] for pair in REFUTED_APART} == REFUTED_APART


def pages() -> dict[str, str]:
    return {path.stem: path.read_text(encoding="utf-8") for path in (ROOT / "docs" / "checks").glob("*.md")}


def test_every_check_has_its_page_and_every_page_its_check() -> None:
    register = (ROOT / "crosswalks" / "common" / "reconciliation_checks.csv").read_text(encoding="utf-8").splitlines()[1:]
    assert sorted(pages()) == sorted([*IDS, *(row.partition(",")[0] for row in register)])


@pytest.mark.parametrize("check", CHECKS, ids=IDS)
def test_a_page_says_what_it_means_why_it_matters_shows_a_row_and_how_to_mend_it(check: Check) -> None:
    page = pages()[check.check_id]
    assert page.startswith(f"# {check.check_id}\n\n{check.title}.\n")
    assert re.findall(r"^## (.+)$", page, re.MULTILINE) == ["What it means", "Why it matters", "Example", "How to mend it"]
    assert f"**{check.severity}**" in page


def test_worklists_and_landed_outcomes_say_the_same_twice_in_the_same_bytes(home: Path) -> None:
    outcomes = check_graph(world_of(FAILING["two-codes-exact"]))
    write_outcomes(outcomes)
    written = {path: path.read_bytes() for path in home.rglob("*") if path.is_file()}
    write_outcomes(outcomes)

    assert {path: path.read_bytes() for path in home.rglob("*") if path.is_file()} == written
    assert worklist_path("contradiction").read_text() == ",".join(COLUMNS) + "\n"
    assert worklist_path("two-codes-exact").read_text().splitlines()[1].startswith("aa_list,ML2,exact,ML1,aa_list.map.csv,3,")
    checks = pl.read_parquet(home / "landing" / "crosswalk_check" / "*" / "*.parquet")
    findings = pl.read_parquet(home / "landing" / "crosswalk_finding" / "*" / "*.parquet")
    assert checks["check_id"].to_list() == IDS
    assert findings.select("check_id", "map_line").rows() == [("two-codes-exact", 3)]


@pytest.fixture
def two_codes_on_one_item(project: Path) -> Path:
    """A state folder with one list, two codes of which are exactly one common item, beside the desks that the common tables name."""
    for desk in ("de", "eu", "gb", "us"):
        (project / "crosswalks" / desk).mkdir()
    folder = project / "crosswalks" / "gb"
    yaml = (ROOT / "crosswalks" / "gb" / "gb.yml").read_text(encoding="utf-8")
    (folder / "gb.yml").write_text(yaml, encoding="utf-8")
    rows = [f"ML{n},exact,ML1,,,semapv:LexicalMatching,,approved,desk:gb,rule:R2,2026-11-23,,,,\n" for n in (1, 2)]
    (folder / "gb_military_list.map.csv").write_text(",".join(MAP.columns) + "\n" + "".join(rows), encoding="utf-8")
    return folder


def test_a_build_is_refused_before_it_begins_and_names_the_row(two_codes_on_one_item: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("commonlist.warehouse.build", lambda _: pytest.fail("the warehouse was built"))
    with pytest.raises(BuildError) as refusal:
        pipeline.build()
    assert refusal.value.slug == "build.crosswalk_held_back"
    assert refusal.value.message.startswith("two-codes-exact: exact ML1 as ML1 is (line 2)")
    assert str(refusal.value.place).startswith(f"crosswalks/{two_codes_on_one_item.name}/gb_military_list.map.csv, line 3")
    assert "commonlist crosswalk checks" in refusal.value.next_step
    assert str(worklist_path("two-codes-exact")) in refusal.value.next_step


@pytest.mark.usefixtures("two_codes_on_one_item")
def test_the_command_tells_every_outcome_and_says_by_its_exit_that_an_edition_would_be_held_back(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("sys.argv", ["commonlist", "crosswalk", "checks", "--json"])
    with pytest.raises(SystemExit) as leaving:
        cli.main()
    outcomes = {one["check_id"]: one for one in json.loads(capsys.readouterr().out)}
    assert leaving.value.code == 1
    assert list(outcomes) == IDS
    assert [(one["file"], one["line"]) for one in outcomes["two-codes-exact"]["concerns"]] == [
        ("crosswalks/gb/gb_military_list.map.csv", 3)
    ]


def test_lint_tells_what_rows_say_together_after_what_each_says(two_codes_on_one_item: Path) -> None:
    assert [(one.slug, one.line) for one in lint([two_codes_on_one_item.name])] == [("two-codes-exact", 3)]
    assert [one.slug for one in lint(["common"]) if one.slug != UNKNOWN] == []


@pytest.mark.usefixtures("two_codes_on_one_item")
def test_lint_says_when_another_folder_keeps_the_maps_from_being_compared(project: Path) -> None:
    (project / "crosswalks" / "gb" / "gb_dual_use.map.csv").write_text("item_code\n", encoding="utf-8")
    for speaking_of_more_states in {one.file for one in lint(["common"]) if one.slug == UNKNOWN}:
        (project / speaking_of_more_states).unlink()
    assert [(one.slug, one.severity) for one in lint(["common"])] == [("lint.not_compared", "warning")]


def test_the_map_of_a_state_whose_yaml_cannot_be_read_is_checked_too(project: Path):
    """Its rows reach the edition, whatever the YAML says."""
    folder = project / "crosswalks" / "xa"
    folder.mkdir()
    (folder / "xa.yml").write_text("hello\n", encoding="utf-8")
    row = "A1,exact,ML1,,,semapv:ManualMappingCuration,,approved,desk:gb,desk:gb,2026-01-01,,,,\n"
    (folder / "xa_list.map.csv").write_text(f"{','.join(MAP.columns)}\n{row}", encoding="utf-8")
    found = {one.check_id: one.outcome for one in check_graph(load_world())}
    assert found["reviewer-is-author"] == "fail"
