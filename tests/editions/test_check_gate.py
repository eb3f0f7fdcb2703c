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

SUITES = load_suites(ROOT / "expectations")

# table: belief: what must happen to the table for the belief to fail
SPOILED = {
    "control_items": {
        "There are control list items at all": "delete from control_items where source_line = 1 and kind <> 'entry'",
        "Every list has several entries": "delete from control_items where kind = 'entry' and source_id = 'us_ccl'",
        "No list lost a tenth of its entries since the last edition": "delete from control_items where item_code in ('ML1', 'ML2')",
        "No list became twice as long since the last edition": "insert into control_items select i.* from control_items i, range(2)",
        "Provisions stay the same part of each list": "update control_items set kind = 'note' where item_code similar to '.*[.][ab]'",
        "Few codes stand twice in one edition": "update control_items set occurrence_number = 2 where item_code similar to '.*[.][a-d]'",
        "Texts hold no control characters and no replacement characters": "update control_items set text = chr(65533) where level = 1",
        "Texts were not decoded twice": "update control_items set text = 'GrÃ¼ÃŸe' where item_code = 'ML1'",
        "Entries and provisions have a text": "update control_items set text = ' ' where source_id = 'us_ccl'",
        "No text is longer than a chapter": "update control_items set text = repeat('a', 20001) where item_code = 'ML1'",
        "Items came into force after the Second World War and not in the far future": (
            "update control_items set valid_from = date '2101-05-28' where item_code = 'ML1'"
        ),
    },
    "control_list_editions": {
        "At least one control list is there": "delete from control_list_editions",
        "Lists of more than one publisher are there": "update control_list_editions set publisher_code = 'gb'",
        "No edition that readers knew has disappeared": "delete from control_list_editions where not is_latest and source_id = 'us_ccl'",
        "No list goes back to an older edition": "update control_list_editions set edition_date = date '2022-01-01' where is_latest",
        "Editions are dated after 1990": "update control_list_editions set edition_date = date '1924-03-06' where not is_latest",
        "Editions are not dated far ahead of the day they were brought in": (
            "update control_list_editions set edition_date = date '2024-11-12' where is_latest"
        ),
        "Editions of one list are of comparable length": "update control_list_editions set item_count = 400 where is_latest",
        "Samples and real publications are not mixed": "update control_list_editions set origin = 'sample' where source_id = 'us_ccl'",
    },
    "crosswalk": {
        "The crosswalk holds judgements": "delete from crosswalk where item_code similar to '.*[.][a-g]'",
        "No source lost a tenth of its judgements since the last edition": "delete from crosswalk where item_code similar to 'ML.*[.]a'",
        "Judgements stay as close as they were": "update crosswalk set predicate = 'close' where item_code similar to '.*[.][a-c]'",
        "Codes do not lose their counterparts": "update crosswalk set predicate = 'none' where source_id = 'us_ccl'",
        "No code stands for half the common list": "update crosswalk set item_code = 'ML1' where source_id = 'gb_military_list'",
        "No desk reviewed more judgements in a day than a desk can read": "insert into crosswalk select c.* from crosswalk c, range(9)",
        "No judgement was reviewed in the future": "update crosswalk set reviewed_date = current_date + 9 where item_code = 'ML1'",
        "Authors are rarely unsure": "update crosswalk set confidence = 0.3 where source_id = 'us_ccl'",
    },
    "item_coverage": {
        "Coverage is not empty": "delete from item_coverage where entry_code <> 'E1'",
        "The common list is there with all its entries": "delete from item_coverage where entry_code like 'E2%'",
        "Several publishers cover something": "update item_coverage set item_code = null where publisher_code = 'us'",
        "No publisher covers noticeably fewer entries than in the last edition": (
            "update item_coverage set item_code = null where publisher_code = 'us' and entry_code like 'E2%'"
        ),
        "Very sensitive goods that were decided stay decided": "update item_coverage set predicate = 'todo' where entry_code like 'E1%'",
        "Controls begin after the Second World War": "update item_coverage set since_date = date '0024-01-01' where entry_code = 'E1'",
    },
    "crosswalk_coverage": {
        "Coverage is measured": "delete from crosswalk_coverage",
        "Every head of every list is decided": (
            "insert into crosswalk_coverage by name select * replace ('todo' as predicate, 0.05 as code_share) from crosswalk_coverage"
        ),
        "No list leaves a tenth of its heads undecided": (
            "insert into crosswalk_coverage by name select * replace ('todo' as predicate, 0.2 as code_share) from crosswalk_coverage"
        ),
        "No list lost mapped heads since the last edition": "update crosswalk_coverage set code_share = 0.9 where code_level = 'entry'",
        "Most licensed value reaches a common item": "update crosswalk_coverage set value_share = 0.5 where predicate = 'exact'",
        "The mapped share of licensed value did not fall": "update crosswalk_coverage set value_share = 0.8 where predicate = 'exact'",
        "Undecided provisions do not pile up": "update crosswalk_coverage set code_count = 30 where predicate = 'todo'",
    },
    "licensing_by_item_destination": {
        "There are licensing figures": "delete from licensing_by_item_destination",
        "No state's total grew more than tenfold or lost half": (
            "update licensing_by_item_destination set value_original = 1000 * value_original where unit = 'currency'"
        ),
        "Past years are revised, not rewritten": (
            "update licensing_by_item_destination set value_original = 3 * value_original where year = 2012 and unit = 'currency'"
        ),
        "No statistic goes back to an older vintage": "update licensing_by_item_destination set edition_date = date '2015-07-01'",
        "No destination of the last edition vanished in numbers": (
            "update licensing_by_item_destination set destination_name = 'Destination 1' where destination_name like '%2_'"
        ),
        "Years lie in the age of published statistics": "update licensing_by_item_destination set year = 201 where year = 2012",
        "No figure lies in the future": "update licensing_by_item_destination set covered_from_date = current_date + 9",
        "A count of licences is one that an office can decide in a year": (
            "update licensing_by_item_destination set value_original = 1500000 where unit = 'count' and year = 2012"
        ),
        "A value in euro is one that was ever licensed to a destination": (
            "update licensing_by_item_destination set value_original = -1 where currency_code = 'EUR' and year = 2012"
        ),
        "A value in pounds is one that was ever licensed to a destination": (
            "update licensing_by_item_destination set value_original = 26e9 where currency_code = 'GBP' and year = 2012"
        ),
        "A licence is worth between a hundred and a hundred million on average": (
            "update licensing_by_item_destination set value_original = value_original / 1000 where unit = 'currency'"
        ),
        "Nearly every figure has a destination": "update licensing_by_item_destination set destination_type = 'unknown' where year = 2012",
        "Hardly any category is undecided": "update licensing_by_item_destination set mapping_state = 'todo' where year = 2012",
        "Hardly any printed figure is unreadable": "update licensing_by_item_destination set unparseable_count = 1 where year = 2012",
        "States are as open about their figures as before": "update licensing_by_item_destination set reported_count = 0 where year = 2012",
        "Placeholders do not stand for most figures": "update licensing_by_item_destination set token_count = 1",
    },
    "source_accounts": {
        "Every edition has an account": "delete from source_accounts",
        "No source of the last edition is missing": "delete from source_accounts where source_id = 'us_ccl'",
        "Quarantine does not fill up": "update source_accounts set rows_quarantined = 20, rows_landed = 80 where source_id = 'us_ccl'",
        "What is out of scope stays the same part": "update source_accounts set rows_out_of_scope = 60 where source_id = 'us_ccl'",
        "No source is three times older than it should be": "update source_accounts set retrieved_at = current_date - 1200",
        "The same file does not stand for two editions": (
            "insert into source_accounts by name select * replace (date '2023-03-06' as edition_date) from source_accounts"
        ),
    },
    "licensing_totals": {
        "There are public totals": "delete from licensing_totals",
        "No total of a state and category grew more than tenfold": "update licensing_totals set value_original = 100 * value_original",
        "No reporting state disappears from the public page": "update licensing_totals set reporting_state_code = 'XXX'",
        "Categories are the common ones": "update licensing_totals set category_code = 'ML10' where year = 2012",
        "Years lie in the age of published statistics": "update licensing_totals set year = 201 where year = 2012",
        "Totals are not negative and not larger than all arms trade": "update licensing_totals set value_original = -1 where year = 2012",
        "Most licensed value stands in a category": "update licensing_totals set category_code = null where year > 2012",
    },
    "list_coverage": {
        "At least one public list is shown": "delete from list_coverage",
        "Every list shown has several entries": "update list_coverage set entry_count = 1 where source_id = 'us_ccl'",
        "A fair part of all entries is mapped": "update list_coverage set mapped_count = 2",
        "No list's mapped share fell since the last edition": "update list_coverage set mapped_share = 0.7 where source_id = 'us_ccl'",
    },
    "sources": {
        "An edition is made from at least one public source": "delete from sources",
        "Whoever reuses a source can read whom to name": "update sources set attribution = 'unknown'",
        "The official address of a source is a secure web address": "update sources set url = 'http://example.org/list'",
    },
    "definitions": {
        "At least one measure is defined": "delete from definitions",
        "A definition is a sentence and not a word": "update definitions set definition = 'Licences'",
    },
}
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
    assert "the last edition was built from samples" in {one.observed for one in outcomes}


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
