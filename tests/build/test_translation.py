"""Two invented lists that meet in every way, translated through models and macros; what every answer must be was worked out by hand."""

import json
import re
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from types import SimpleNamespace

import duckdb
import pytest
from two_lists import CODES, two_lists
from typer.testing import CliRunner

from commonlist import translate
from commonlist.cli import app
from commonlist.errors import CrosswalkError
from commonlist.publish.contract import contracts

DAY = date(2024, 6, 1)
ANSWERS = {
    "the same goods": ("xa:A1", "xb", "mapped", ["exact B1"]),
    "a part of what the other holds": ("xa:A1.a", "xb", "mapped", ["narrow B1.a"]),
    "the common item is climbed to where the other list has a judgement": ("xa:A1.b", "xb", "mapped", ["narrow B1"]),
    "a code without a judgement is below one that has": ("xa:A1.b.1", "xb", "mapped", ["narrow B1"]),
    "what is reserved holds no goods and does not climb": ("xa:A1.c", "xb", "todo", []),
    "no counterpart, by decision": ("xa:A2", "xb", "none", []),
    "what has none has none in any part": ("xa:A2.a", "xb", "none", []),
    "about the same stays about the same": ("xa:A3", "xb", "mapped", ["close B3"]),
    "a part of what is about the same may be anything": ("xa:A3.a", "xb", "unverified", []),
    "two that touch one item may be strangers": ("xa:A4", "xb", "unverified", []),
    "a proposal answers nothing": ("xa:A5", "xb", "unverified", []),
    "nothing decided": ("xa:A6", "xb", "todo", []),
    "a judgement that ended": ("xa:A7", "xb", "todo", []),
    "a denial that ended": ("xa:A8", "xb", "mapped", ["exact B2"]),
    "both hold the common item": ("xa:A9", "xb", "mapped", ["overlaps B1.a"]),
    "the other list only proposes": ("xa:A10", "xb", "unverified", []),
    "the other list has nothing there": ("xa:A11", "xb", "todo", []),
    "narrower and broader at once": ("xa:A12", "xb", "unverified", []),
    "of two paths the stronger": ("xa:A13", "xb", "mapped", ["narrow B7"]),
    "related to a part is related to the whole": ("xa:A14", "xb", "mapped", ["related B1.a"]),
    "a category is no counterpart": ("xa:A16", "xb", "todo", []),
    "a list is asked and answers by its name": ("xa_list:A1", "xb_list", "mapped", ["exact B1"]),
    "read the other way": ("xb:B1", "xa", "mapped", ["exact A1"]),
    "several counterparts, each as it is": ("xb:B1.a", "xa", "mapped", ["broad A1.a", "overlaps A9", "related A14"]),
}
ON_A_DAY = {
    "the last day of a judgement": ("xa:A7", date(2023, 12, 31), "mapped"),
    "the day after": ("xa:A7", date(2024, 1, 1), "todo"),
    "the last day of a denial": ("xa:A8", date(2024, 3, 31), "unverified"),
    "the day after it": ("xa:A8", date(2024, 4, 1), "mapped"),
}
REFUSED = {
    "crosswalk.unreadable_code": ("A1", "xb", "us:3A001.b.2"),
    "crosswalk.no_such_list": ("xa:A1", "xc", "xa_list"),
    "crosswalk.same_publisher": ("xa:A1", "xa", "xb"),
    "crosswalk.no_such_code": ("xa:A", "xb", "xa_list:A1"),
    "crosswalk.other_edition": ("xb:B0", "xa", "took its place"),
}


REFUSED_IN_SQL = {
    "a destination that is not held": ("from translate_code('xa:A1', 'xc')", "no list of 'xc'; use one of xa, xb, xa_list, xb_list"),
    "an origin that is not held": ("from translations('xc', 'xb')", "no list of 'xc'"),
    "no code": ("from translate_code('xa', 'xb')", "'xa' does not say whose code it is"),
    "a code that is not held": ("from translate_code('xa:A99', 'xb')", "no code 'A99' in the newest edition of xa"),
    "a code of an older edition": ("from translate_code('xb:B0', 'xa')", "no code 'B0'"),
    "one publisher only": ("from translations('xa', 'xa_list')", "are of one publisher"),
    "a condition hides no refusal": ("from translations('xa', 'xc') where predicate = 'exact'", "no list of 'xc'"),
    "a count hides no refusal": ("select count(*) from translate_code('xa:A99', 'xb')", "no code 'A99'"),
    "paths to a list that is not held": ("from explain_code('xa:A1', 'xc')", "no list of 'xc'"),
    "paths of a code that is not held": ("select count(*) from explain_code('xa:A99', 'xb') where is_nearest", "no code 'A99'"),
    "suppositions on a list that is not held": ("from suppositions('xa:A1', 'xc')", "no list of 'xc'"),
}
SPELT = {
    "a publisher in capitals": ("XA:A1", "XB_LIST", "A1"),
    "a code in other capitals": ("xa:a1.B", "xb", "A1.b"),
    "a final dot": ("xa:A1.b.", "xb", "A1.b"),
    "a spelling that is a code stays": ("xa:A15.Q", "xb", "A15.Q"),
}
PROPOSED = {
    "levels in brackets": ("xa:A1(b)(1)", "ask for xa_list:A1.b.1"),
    "levels in brackets and other capitals": ("xa:a1(B)", "ask for xa_list:A1.b"),
    "two codes that differ in capitals alone": ("xa:a15.q", "ask for xa_list:A15.q or xa_list:A15.Q"),
}
OLDEST = "the oldest edition of xa_list held is of 2023-01-01"
OTHER_OLDEST = "the oldest edition of xb_list held is of 2023-01-01"
SUPPOSED = {
    "every code was printed by then": ("xa:A1", date(2024, 6, 1), []),
    "a code newer than the day, and newer counterparts": (
        "xa:A9",
        date(2023, 6, 1),
        [
            "xa_list:A9 is known from 2024-01-01 on; the answer supposes that A9 stood before",
            "xb_list:B1.a is known from 2024-01-01 on; the answer supposes that B1.a stood before",
        ],
    ),
    "a day before every edition": (
        "xa:A1",
        date(2022, 6, 1),
        [
            f"{OLDEST}; the answer supposes that A1 stood before",
            "xb_list:B1 is known from 2024-01-01 on; the answer supposes that B1 stood before",
        ],
    ),
    "a list of which no code is named": (
        "xa:A6",
        date(2022, 6, 1),
        [
            "xa_list:A6 is known from 2024-01-01 on; the answer supposes that A6 stood before",
            f"{OTHER_OLDEST}; what it held before is not known",
        ],
    ),
    "the date the publisher prints": ("xa:A4", date(2020, 5, 5), [f"{OTHER_OLDEST}; what it held before is not known"]),
}
REASONS = {
    "the decision that says none": ("xa:A2.a", ["of a decision: A2 none (desk:xb, 2024-02-01)"]),
    "nothing is approved of the code": (
        "xa:A6",
        [
            "neither A6 nor a code above it has an approved judgement on that day",
            "no code of xb has a judgement on that day that A6 could lead to",
        ],
    ),
    "a reserved code": (
        "xa:A1.c",
        [
            "A1.c is reserved: it holds no goods, so what stands above it says nothing of it",
            "no code of xb has a judgement on that day that A1.c could lead to",
        ],
    ),
    "a category": (
        "xa:A16",
        [
            "A16 exact ML (desk:xb, 2024-02-01) is approved, but a category is no counterpart",
            "no code of xb has a judgement on that day that A16 could lead to",
        ],
    ),
    "approved, and nothing on the other side": (
        "xa:A11",
        [
            "A11 exact ML6 (desk:xb, 2024-02-01) is approved",
            "no code of xb has a judgement on that day to ML6, or to an entry or provision above",
        ],
    ),
    "approved, and only proposals on the other side": (
        "xa:A10",
        ["A10 exact ML5 (desk:xb, 2024-02-01) is approved", "only judgements that are not approved yet lead to xb_list"],
    ),
    "proposed, and approved on the other side": (
        "xa:A5",
        [
            "neither A5 nor a code above it has an approved judgement on that day",
            "only judgements that are not approved yet lead to xb_list",
        ],
    ),
    "proposed, and nothing on the other side": (
        "xa:A17",
        [
            "neither A17 nor a code above it has an approved judgement on that day",
            "A17 has only judgements that are not approved yet, and none of them leads to xb",
        ],
    ),
    "nothing follows": (
        "xa:A4",
        ["A4 overlaps ML4 (desk:xb, 2024-02-01) is approved", "approved judgements lead there, but nothing follows from them"],
    ),
    "a contradiction": (
        "xa:A12",
        [
            "A12 narrow ML7 (desk:xb, 2024-02-01) is approved",
            "A12 broad ML8 (desk:xb, 2024-02-01) is approved",
            "the approved paths contradict each other: narrower and broader at once",
        ],
    ),
    "a counterpart needs no excuse": ("xa:A1", []),
}


@pytest.fixture(scope="module")
def edition(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of an edition of the two lists."""
    return two_lists(tmp_path_factory.mktemp("translated"))


@pytest.fixture(scope="module")
def catalog(edition: Path) -> Iterator[translate.Catalog]:
    loaded = translate.load(edition)
    yield loaded
    loaded.session.close()


@pytest.mark.parametrize("name", ANSWERS)
def test_a_code_is_translated(name: str, catalog: translate.Catalog) -> None:
    code, destination, outcome, targets = ANSWERS[name]
    answer = translate.translate(catalog, code, destination, DAY)
    assert (answer.outcome, [f"{one.predicate} {one.item_code}" for one in answer.targets]) == (outcome, targets)


@pytest.mark.parametrize("name", ON_A_DAY)
def test_judgements_count_from_their_first_to_their_last_day(name: str, catalog: translate.Catalog) -> None:
    code, day, outcome = ON_A_DAY[name]
    assert translate.translate(catalog, code, "xb", day).outcome == outcome


@pytest.mark.parametrize("slug", REFUSED)
def test_a_question_without_meaning_is_refused_with_a_next_step(slug: str, catalog: translate.Catalog) -> None:
    code, destination, next_step = REFUSED[slug]
    with pytest.raises(CrosswalkError) as problem:
        translate.translate(catalog, code, destination, DAY)
    assert problem.value.slug == slug
    assert next_step in problem.value.next_step


@pytest.mark.parametrize("name", REFUSED_IN_SQL)
def test_sql_refuses_what_the_edition_does_not_hold(name: str, catalog: translate.Catalog) -> None:
    question, said = REFUSED_IN_SQL[name]
    with pytest.raises(duckdb.Error, match=re.escape(said)):
        catalog.session.execute(question).fetchall()


@pytest.mark.parametrize("name", SPELT)
def test_a_code_is_read_where_only_one_reading_is_possible(name: str, catalog: translate.Catalog) -> None:
    code, destination, item_code = SPELT[name]
    assert translate.translate(catalog, code, destination, DAY).item_code == item_code


@pytest.mark.parametrize("name", PROPOSED)
def test_the_code_that_was_meant_is_proposed_first(name: str, catalog: translate.Catalog) -> None:
    code, next_step = PROPOSED[name]
    with pytest.raises(CrosswalkError, match=re.escape(f"no code {code}")) as problem:
        translate.translate(catalog, code, "xb", DAY)
    assert problem.value.next_step.startswith(next_step)


@pytest.mark.parametrize("name", SUPPOSED)
def test_an_answer_says_what_it_supposes_of_a_day_no_edition_vouches_for(name: str, catalog: translate.Catalog) -> None:
    code, day, notes = SUPPOSED[name]
    answer = translate.translate(catalog, code, "xb", day)
    assert [one.in_words() for one in answer.suppositions] == notes
    assert all(f"  note: {note}" in answer.in_words() for note in notes)


@pytest.mark.parametrize("name", SUPPOSED)
def test_sql_supposes_what_the_answer_does(name: str, catalog: translate.Catalog) -> None:
    code, day, _ = SUPPOSED[name]
    rows = catalog.session.execute("from suppositions($1, 'xb', on_day := $2)", [code, day]).fetchall()
    assert rows == [tuple(one.model_dump().values()) for one in translate.translate(catalog, code, "xb", day).suppositions]


@pytest.mark.parametrize("name", REASONS)
def test_the_explanation_gives_the_reasons_for_naming_no_code(name: str, catalog: translate.Catalog) -> None:
    code, reasons = REASONS[name]
    assert list(translate.explain(catalog, translate.translate(catalog, code, "xb", DAY)).reasons) == reasons


def test_none_claims_no_more_than_was_decided(catalog: translate.Catalog) -> None:
    said = translate.translate(catalog, "xa:A2", "xb", DAY).in_words()
    assert "no item of the common classification, by decision; national goods of xb were not compared" in said


def test_a_list_is_translated_whole_as_its_codes_are_one_by_one(catalog: translate.Catalog) -> None:
    whole = catalog.session.execute("from translations('xa', 'xb', on_day := $1) order by all", [DAY]).fetchall()
    codes = sorted({row[1] for row in whole})
    single = [
        row
        for code in codes
        for row in catalog.session.execute("from translate_code($1, 'xb', on_day := $2) order by all", [f"xa:{code}", DAY]).fetchall()
    ]
    assert whole == single
    assert len(codes) == len(CODES["xa_list"]) - 1


def test_no_proposed_counterpart_is_named_anywhere(catalog: translate.Catalog) -> None:
    named = {code for (code,) in catalog.session.execute("select distinct target_item_code from correspondences").fetchall()}
    told = catalog.session.execute(
        "select distinct speaking_code, common_code from correspondences where path_status = 'proposed'"
    ).fetchall()
    assert "A1" in named
    assert not {"A5", "B5"} & named
    assert told == [(None, None)]


def test_no_round_trip_makes_the_same_goods_of_a_part(catalog: translate.Catalog) -> None:
    there = catalog.session.execute(
        """
        select one.item_code, one.predicate, back.predicate
        from translations('xa', 'xb', on_day := $1) as one
        join translations('xb', 'xa', on_day := $1) as back
            on one.target_item_code = back.item_code and back.target_item_code = one.item_code
        """,
        [DAY],
    ).fetchall()
    assert there
    assert [row for row in there if (row[1] == "exact") != (row[2] == "exact")] == []


def test_the_explanation_names_who_decided_and_what_follows(catalog: translate.Catalog) -> None:
    told = translate.explain(catalog, translate.translate(catalog, "xa:A1.b.1", "xb", DAY)).in_words()
    for part in (
        "A1.b.1 is below A1.b",
        "A1.b narrow ML1.b (desk:xb, 2024-02-01)",
        "ML1.b is below ML1",
        "ML1 exact B1 (desk:xb",
        "narrow then narrow",
    ):
        assert part in told


@pytest.mark.parametrize(
    ("code", "told"),
    [
        ("xa:A2.a", "A2 none"),
        ("xa:A4", "overlaps then broad: nothing, because"),
        ("xa:A10", "not approved yet"),
        ("xa:A6", "todo: nothing is decided"),
    ],
)
def test_the_explanation_says_why_there_is_no_counterpart(code: str, told: str, catalog: translate.Catalog) -> None:
    assert told in translate.explain(catalog, translate.translate(catalog, code, "xb", DAY)).in_words()


def test_a_path_that_is_forbidden_is_shown_as_such(catalog: translate.Catalog) -> None:
    answer = translate.explain(catalog, translate.translate(catalog, "xa:A8", "xb", date(2024, 3, 1)))
    assert [trail.is_denied for trail in answer.trails] == [True]
    assert "forbids" in answer.in_words()


def test_the_command_translates(edition: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(translate, "served", lambda: SimpleNamespace(folder=edition))
    result = CliRunner().invoke(app, ["translate", "xa:A1", "--to", "xb", "--on", "2024-06-01", "--explain", "--json"])
    said = json.loads(result.stdout)
    assert (said["outcome"], said["targets"]) == ("mapped", [{"predicate": "exact", "source_id": "xb_list", "item_code": "B1"}])
    assert said["trails"][0]["first_reviewer"] == "desk:xb"
    assert said["suppositions"] == []


def test_the_command_notes_what_it_supposes(edition: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(translate, "served", lambda: SimpleNamespace(folder=edition))
    asked = ["translate", "xa:A6", "--to", "xb", "--on", "2022-06-01"]
    said = json.loads(CliRunner().invoke(app, [*asked, "--json"]).stdout)["suppositions"]
    assert said[1] == {"source_id": "xb_list", "item_code": None, "since_date": "2023-01-01", "oldest_edition_date": "2023-01-01"}
    assert f"note: {OTHER_OLDEST}" in CliRunner().invoke(app, asked).stdout


def test_an_edition_without_correspondences_says_so(tmp_path: Path) -> None:
    with pytest.raises(CrosswalkError) as problem:
        translate.load(tmp_path)
    assert problem.value.slug == "crosswalk.old_edition"


def test_what_is_translated_is_what_the_catalog_audience_has() -> None:
    assert {contracts()[mart].audience for mart in translate.TRANSLATED} == {"catalog"}
