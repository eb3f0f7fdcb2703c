"""Two invented lists that meet in every way, translated through models and macros; what every answer must be was worked out by hand."""

import json
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from small_world import COMMON, make_world
from typer.testing import CliRunner

from commonlist import translate
from commonlist.cli import app
from commonlist.errors import CrosswalkError
from commonlist.publish.contract import contracts
from places import at_home
from translated import correspondences

DAY = date(2024, 6, 1)
BEHIND = "desk:xa,desk:xb,2024-02-01"
ITEMS = ("ML", "ML1", "ML1.a", "ML1.b", "ML1.b.1", "ML2", "ML3", "ML4", "ML5", "ML6", "ML7", "ML8")
CODES = {
    "xa_list": (
        *("A1", "A1.a", "A1.b", "A1.b.1", "A1.c reserved", "A10", "A11", "A12", "A13", "A14", "A16", "A2", "A2.a", "A3", "A3.a", "A4"),
        *("A5", "A6", "A7", "A8", "A9", "A category"),
    ),
    "xb_list": ("B1", "B1.a", "B2", "B3", "B4", "B5", "B7", "B9"),
}
JUDGED = {
    "xa_list": (
        *("A1 exact ML1", "A1.a exact ML1.a", "A1.b narrow ML1.b", "A10 exact ML5", "A11 exact ML6", "A12 narrow ML7", "A12 broad ML8"),
        *("A13 overlaps ML7", "A13 narrow ML8", "A14 related ML1.a", "A16 exact ML", "A2 none", "A3 close ML3", "A4 overlaps ML4"),
        *("A5 exact ML1 proposed", "A7 exact ML2 until 2023-12-31", "A8 exact ML2", "A8 not:exact ML2 until 2024-03-31", "A9 broad ML1.a"),
    ),
    "xb_list": (
        *("B1 exact ML1", "B1.a broad ML1.a", "B2 exact ML2", "B3 exact ML3", "B4 narrow ML4", "B5 exact ML5 proposed", "B7 exact ML7"),
        *("B7 exact ML8", "B9 none"),
    ),
}
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


def map_row(judged: str) -> str:
    code, predicate, *rest = judged.split()
    common = rest[0] if rest and rest[0].startswith("ML") else ""
    until = rest[-1] if "until" in rest else ""
    signed = "proposed,desk:xa,," if "proposed" in rest else f"approved,{BEHIND}"
    return f"{code},{predicate},{common},,,read,0.9,{signed},,{until},,"


def level(code: str) -> str:
    return "category" if code == "ML" else "provision" if "." in code else "entry"


@pytest.fixture(scope="module")
def edition(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of an edition of the two lists."""
    common = [f"{code},{code.rpartition('.')[0] or 'ML' * (code != 'ML')},{level(code)},Title,WA,none" for code in ITEMS]
    landed = [
        (source_id, 1, code, (kind or [level(code)])[0], None)
        for source_id, codes in CODES.items()
        for code, *kind in map(str.split, codes)
    ]
    root, home = make_world(
        tmp_path_factory.mktemp("translated"),
        items=[*landed, ("xa_list", 0, "A1", "entry", None), ("xb_list", 0, "B0", "entry", None)],
        maps={source_id: list(map(map_row, rows)) for source_id, rows in JUDGED.items()},
        common=COMMON | {"items": [COMMON["items"][0], *common]},
        editions={source_id: ("control_item", date(2023, 1, 1), date(2024, 1, 1)) for source_id in CODES},
        lines=[],
    )
    with at_home(root, home):
        return correspondences(home)


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
    monkeypatch.setattr(translate, "_served", lambda: edition)
    result = CliRunner().invoke(app, ["translate", "xa:A1", "--to", "xb", "--on", "2024-06-01", "--explain", "--json"])
    said = json.loads(result.stdout)
    assert (said["outcome"], said["targets"]) == ("mapped", [{"predicate": "exact", "source_id": "xb_list", "item_code": "B1"}])
    assert said["trails"][0]["first_reviewer"] == "desk:xb"


def test_an_edition_without_correspondences_says_so(tmp_path: Path) -> None:
    with pytest.raises(CrosswalkError) as problem:
        translate.load(tmp_path)
    assert problem.value.slug == "crosswalk.old_edition"


def test_what_is_translated_is_what_the_catalog_audience_has() -> None:
    assert {contracts()[mart].audience for mart in translate.TRANSLATED} == {"catalog"}
