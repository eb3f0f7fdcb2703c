"""The gate lets a believable edition through, and every belief in `expectations/` can hold one back."""

import json
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path

import duckdb
import pytest

import candidates
from commonlist.check.evidence import Bench, Editions
from commonlist.check.expectation import Judge, open_judge
from commonlist.check.gate import Verdict, gate, judge_bench, judge_edition, judge_suite, newly_real
from commonlist.check.suite import load_suites
from commonlist.check.verdict import Offender
from commonlist.errors import CheckError
from commonlist.settings import settings
from places import ROOT
from spoilings import SPOILED

SUITES = load_suites(ROOT / "expectations")

EACH = [(mart, belief) for mart, beliefs in SPOILED.items() for belief in beliefs]


@pytest.fixture(scope="module")
def judge() -> Judge:
    return open_judge()


@pytest.fixture(scope="module")
def last(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return candidates.write(tmp_path_factory.mktemp("editions") / "2024.3.0")


@pytest.fixture(autouse=True)
def project(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COMMONLIST_ROOT", str(ROOT))
    settings.cache_clear()


def broken(verdict: Verdict) -> dict[str, str]:
    return {f"{one.mart}: {one.belief}": one.state for one in verdict.outcomes if one.is_broken}


def test_every_belief_has_been_broken_on_purpose() -> None:
    assert {(suite.mart, belief.belief) for suite in SUITES.values() for belief in suite.beliefs} == set(EACH)


@pytest.mark.parametrize(("mart", "said"), EACH)
def test_each_belief_can_fail(mart: str, said: str, judge: Judge, last: Path) -> None:
    suite = SUITES[mart]
    one = suite.model_copy(update={"beliefs": tuple(belief for belief in suite.beliefs if belief.belief == said)})
    with duckdb.connect() as connection:
        candidates.fill(connection, mart, candidates.believable()[mart])
        connection.execute(SPOILED[mart][said])
        bench = Bench(one, connection.table(mart), connection.read_parquet(str(last / suite.path)))
        (outcome,) = judge_bench(bench, judge)
    assert outcome.state == "fail", outcome.observed
    assert outcome.sample == () or suite.audience != "oversight"


def test_a_believable_edition_may_be_published_and_the_verdict_lies_beside_it(tmp_path: Path, last: Path) -> None:
    candidate = candidates.write(tmp_path / "candidate")
    verdict = gate(candidate, last)
    assert verdict.summary == "May be published"
    assert {one.state for one in verdict.outcomes} == {"pass"}
    body = json.loads((candidate / "verdict.json").read_text(encoding="utf-8"))
    assert body["is_blocked"] is False
    assert body["tables"]["catalog/crosswalk.parquet"] == sha256((candidate / "catalog" / "crosswalk.parquet").read_bytes()).hexdigest()
    assert "May be published" in (candidate / "verdict.html").read_text(encoding="utf-8")


def judged(mart: str, spoil: str, tmp_path: Path, last: Path, judge: Judge) -> Verdict:
    """The verdict on one table alone, changed by an SQL statement."""
    candidate = candidates.write(tmp_path / "candidate", {mart: spoil}, [mart])
    with duckdb.connect() as connection:
        outcomes = judge_suite(connection, SUITES[mart], Editions(candidate, last), judge)
    return Verdict(edition="candidate", previous_edition=last.name, judged_at=datetime.now(UTC), tables={}, outcomes=tuple(outcomes))


def test_the_gate_blocks_on_block_and_not_on_warn(tmp_path: Path, last: Path, judge: Judge) -> None:
    warned = judged("definitions", SPOILED["definitions"]["A definition is a sentence and not a word"], tmp_path, last, judge)
    assert (warned.is_blocked, warned.warnings) == (False, 1)
    blocked = judged("list_coverage", "update list_coverage set entry_count = 2", tmp_path, last, judge)
    assert broken(blocked) == {"list_coverage: Every list shown has several entries": "fail"}
    assert blocked.is_blocked


def test_the_first_edition_is_not_compared_and_not_praised_for_it(last: Path) -> None:
    verdict = judge_edition(last, None)
    relative = {belief.belief for suite in SUITES.values() for belief in suite.beliefs if belief.last_edition}
    assert {one.belief for one in verdict.outcomes if one.state == "not_applicable"} == relative
    assert not verdict.is_blocked


def test_an_edition_of_empty_tables_passes_nothing(tmp_path: Path, last: Path) -> None:
    empty = candidates.write(tmp_path / "empty", {mart: f"delete from {mart}" for mart in SUITES})
    verdict = judge_edition(empty, last)
    assert verdict.is_blocked
    assert not [one.belief for one in verdict.outcomes if one.state == "pass"]


def test_a_table_without_a_column_is_an_error_and_blocks(tmp_path: Path, last: Path, judge: Judge) -> None:
    verdict = judged("list_coverage", "alter table list_coverage drop mapped_share", tmp_path, last, judge)
    (outcome,) = (one for one in verdict.outcomes if one.is_broken)
    assert (outcome.state, verdict.is_blocked) == ("error", True)
    assert "mapped_share" in outcome.observed


def test_a_file_that_is_not_parquet_is_an_error_for_all_its_beliefs(tmp_path: Path, last: Path, judge: Judge) -> None:
    torn = tmp_path / "catalog" / "crosswalk.parquet"
    torn.parent.mkdir()
    torn.write_text("torn")
    with duckdb.connect() as connection:
        outcomes = judge_suite(connection, SUITES["crosswalk"], Editions(tmp_path, last), judge)
    assert {one.state for one in outcomes} == {"error"}


@pytest.mark.parametrize(
    ("mart", "spoil", "reason"),
    [
        ("crosswalk", "alter table crosswalk drop source_id", "other columns"),
        ("list_coverage", None, "no such table"),
        ("list_coverage", "delete from list_coverage", "no figure to compare with"),
    ],
    ids=["other columns", "no such table", "an empty table"],
)
def test_a_last_edition_that_cannot_be_compared_makes_beliefs_not_applicable(
    mart: str, spoil: str | None, reason: str, tmp_path: Path, judge: Judge
) -> None:
    before = candidates.write(tmp_path / "before", {mart: spoil or ""}, [mart] if spoil else [])
    verdict = judged(mart, "select 1", tmp_path, before, judge)
    compared = [one for one in verdict.outcomes if "last edition" in one.expected]
    assert {one.state for one in compared} == {"not_applicable"}
    assert all(reason in one.observed for one in compared)


AS_SAMPLES = {
    "source_accounts": "update source_accounts set origin = 'sample'",
    "control_items": "delete from control_items where item_code not similar to '(ML|3A00)[1-4]([.].*)?'",
}


def test_a_sample_gives_way_to_the_real_publication(tmp_path: Path, judge: Judge) -> None:
    marts = list(AS_SAMPLES)
    before = candidates.write(tmp_path / "before", AS_SAMPLES, marts)
    candidate = candidates.write(tmp_path / "candidate", {}, marts)
    with duckdb.connect() as connection:
        left_out = newly_real(connection, candidate, before)
        outcomes = judge_suite(connection, SUITES["control_items"], Editions(candidate, before, left_out), judge)
    assert left_out == ("gb_licences", "gb_military_list", "us_ccl")
    assert not any(one.is_broken for one in outcomes)
    assert any(one.observed.startswith("nothing else to compare: gb_licences, gb_military_list, us_ccl was a sample") for one in outcomes)


GONE = "licensing_totals: No reporting state disappears from the public page"


def test_a_source_leaves_public_tables_only_with_its_permission_or_withdrawn_by_name(tmp_path: Path) -> None:
    before = candidates.write(tmp_path / "before", {"source_accounts": "update source_accounts set is_public = true"})
    emptied = {"licensing_totals": "delete from licensing_totals"}
    kept = candidates.write(tmp_path / "kept", emptied | {"source_accounts": "update source_accounts set is_public = true"})
    closed = candidates.write(tmp_path / "closed", emptied | {"source_accounts": "update source_accounts set is_public = false"})
    assert GONE in broken(judge_edition(kept, before))
    assert GONE not in broken(judge_edition(closed, before))
    withdrawn = judge_edition(kept, before, ("gb_licences",))
    assert (GONE in broken(withdrawn), withdrawn.withdrawn) == (False, ("gb_licences",))


def test_samples_do_not_replace_real_publications(tmp_path: Path, last: Path, judge: Judge) -> None:
    candidate = candidates.write(tmp_path / "candidate", AS_SAMPLES, list(AS_SAMPLES))
    with duckdb.connect() as connection:
        assert newly_real(connection, candidate, last) == ()
    verdict = judged("control_items", AS_SAMPLES["control_items"], tmp_path, last, judge)
    assert "control_items: No list lost a tenth of its entries since the last edition" in broken(verdict)


def test_a_table_nobody_believes_anything_of_is_refused(tmp_path: Path) -> None:
    candidate = candidates.write(tmp_path / "candidate")
    (candidate / "catalog" / "denials.parquet").write_bytes(b"")
    with pytest.raises(CheckError, match=r"check.no_suite.*denials"):
        judge_edition(candidate, None)


def test_a_blank_in_a_key_is_shown_as_a_dash(tmp_path: Path, last: Path, judge: Judge) -> None:
    spoil = "update crosswalk set item_code = 'ML1'"
    verdict = judged("crosswalk", spoil, tmp_path, last, judge)
    many = next(one for one in verdict.outcomes if one.belief == "No code stands for half the common list")
    assert [one.key for one in many.sample] == ["gb_military_list · ML1", "us_ccl · ML1"]
    totals = judged("licensing_totals", "update licensing_totals set year = 201, category_code = null", tmp_path, last, judge)
    years = next(one for one in totals.outcomes if one.belief.startswith("Years lie"))
    assert years.sample[0].key == "gb_licences · GBR · 201 · – · licences_issued"


def test_examples_name_the_row_its_value_and_what_it_was(tmp_path: Path, last: Path, judge: Judge) -> None:
    found = {}
    for mart, said in [
        ("definitions", "A definition is a sentence and not a word"),
        ("list_coverage", "No list's mapped share fell since the last edition"),
    ]:
        verdict = judged(mart, SPOILED[mart][said], tmp_path, last, judge)
        (found[mart],) = (one for one in verdict.outcomes if one.is_broken)
    assert found["definitions"].sample == (Offender(key="gb_licences:value_licensed", value="Licences"),)
    assert found["list_coverage"].sample == (Offender(key="us_ccl", value="× 0.875 (from 0.8 to 0.7)"),)
    assert {(one.judged_count, one.offending_count) for one in found.values()} == {(1, 1), (2, 1)}
