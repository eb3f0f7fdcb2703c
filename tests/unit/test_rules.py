"""What adopted rules sign: texts that say the same, whatever their print or number, and nothing that only looks like it."""

from datetime import date
from pathlib import Path

import pytest
from typer.testing import CliRunner

from commonlist import cli
from commonlist.crosswalk import approve, propose
from commonlist.crosswalk.agreement import Comparison
from commonlist.crosswalk.lists import Item, ListEdition, spans
from commonlist.crosswalk.numbering import numbered_alike
from commonlist.crosswalk.rows import MapRow, read_map, write_map
from commonlist.crosswalk.rules import Rule
from commonlist.errors import CrosswalkError

Texts = dict[str, str]
HEAD = "Kite winding machines having any of the following:"


def listing(texts: Texts, source_id: str = "xa_list", language: str = "en", day: str = "2024-01-01") -> ListEdition:
    items = {
        code: Item(item_code=code, parent_code=code.rpartition(".")[0], kind="provision" if "." in code else "entry", text=text)
        for code, text in texts.items()
    }
    origin = "folder"
    return ListEdition(
        source_id=source_id, publisher_code="xa", edition_date=date.fromisoformat(day), language=language, origin=origin, items=items
    )


def verdicts(ours: Texts, theirs: Texts) -> dict[str, tuple[str, str, str]]:
    found = Comparison(listing(ours), listing(theirs)).verdicts
    return {code: (one.rule_id, one.predicate, other) for (code, other), one in found.items()}


SAME_IN_PRINT = [
    ("A span of 1,950 mm or more, and a tail", "a span of 1950mm or more and a tail;"),
    ("Kites “specially designed” for defense against 0.5 kPa", 'Kites specially designed for defence against 0,5 kPa'),
    ("Kites controlled by 3A001.b", "Kites specified in 3A001.b."),
    ("Kites specified in 9B002.a or 9B002.b", "Kites specified in 9B002.a. or .b."),
    ("Kites specified in 9B002a1", "Kites specified in 9B002.a.1."),
    ("Kites and parts and components therefor", "Kites and components therefor"),
]  # fmt: skip
NOT_THE_SAME = [
    ("A span exceeding 90 GHz in the kite band", "A span exceeding 110 GHz in the kite band"),
    ("Kites made from wool (CAS 50-00-0)", "Kites made from wool (CAS 64-17-5)"),
    ("Kites usable with cords specified in 3A001", "Kites usable with cords specified in 9B002"),
    ("Kites usable with cords specified in 9B002.e or 9B002.f", "Kites usable with cords specified in 9B002.e., .f. or .g."),
    ("Kites flown at dusk with a long red tail of silk", "Kites flown at dusk with a long red tail of silk usable for 'missiles'"),
    ("“Technology” for the “development” or “production” of kites", '"Technology" for the "development" of kites'),
    ("Non-military kites capable of flight beyond the sight of the operator", "Kites capable of flight beyond the sight of the operator"),
]


@pytest.mark.parametrize(("one", "other"), SAME_IN_PRINT)
def test_a_provision_in_other_print_is_exactly_the_common_one(one: str, other: str):
    assert verdicts({"3A001": HEAD, "3A001.a": one}, {"3A001": HEAD, "3A001.a": other})["3A001.a"] == ("R10", "exact", "3A001.a")


@pytest.mark.parametrize(("one", "other"), NOT_THE_SAME)
def test_another_figure_substance_or_reference_is_never_exact(one: str, other: str):
    found = verdicts({"3A001": HEAD, "3A001.a": one}, {"3A001": HEAD, "3A001.a": other})
    assert found.get("3A001.a", ("", "", ""))[1] in ("", "close")
    assert found["3A001"][1] != "exact"


def test_an_item_with_a_part_that_differs_overlaps():
    ours = {"3A001": HEAD, "3A001.a": "A red tail of silk", "3A001.b": "A span exceeding 5 m in flight"}
    theirs = ours | {"3A001.b": "A span exceeding 6 m in flight"}
    assert verdicts(ours, theirs) == {
        "3A001": ("R11", "overlaps", "3A001"),
        "3A001.a": ("R10", "exact", "3A001.a"),
        "3A001.b": ("R13", "close", "3A001.b"),
    }


def test_text_decides_where_a_list_was_numbered_anew():
    names = ["Andes kite virus", "Bokhara kite virus", "Celebes kite virus"]
    ours = {"1C351": "Kite viruses, as follows:", "1C351.a": names[0], "1C351.b": names[2]}
    theirs = {"1C351": "Kite viruses, as follows:", "1C351.a": names[0], "1C351.b": names[1], "1C351.c": names[2]}
    found = verdicts(ours, theirs)
    assert (found["1C351.a"], found["1C351.b"]) == (("R10", "exact", "1C351.a"), ("R12", "exact", "1C351.c"))


def test_one_differing_word_above_is_enough_to_doubt_what_stands_below():
    """A machine for milling is not one for grinding, though their parts are described alike."""
    parts = {"a.1": "Positioning within 3 µm along any axis", "a.2": "Two or more contouring axes"}
    milling = {"2B201": "Machine tools as follows:", "2B201.a": "Machine tools for milling having any of the following:"}
    grinding = {"2B201": "Machine tools as follows:", "2B201.a": "Machine tools for grinding having any of the following:"}
    ours = milling | {f"2B201.{code}": text for code, text in parts.items()}
    theirs = grinding | {f"2B201.b{code[1:]}": text for code, text in parts.items()} | {"2B201.b": milling["2B201.a"]}
    theirs |= {f"2B201.{code}": text for code, text in parts.items()}
    assert {code: other for code, (_, _, other) in verdicts(ours, theirs).items()}["2B201.a"] == "2B201.b"
    assert ("R10", "exact", "2B201.a.1") not in verdicts(ours, theirs).values()


def test_technology_for_an_item_is_not_the_item():
    text = "1,1,3-Trikite-2-propene (CAS 382-21-8)"
    assert verdicts({"1E355": "Technology for kites", "1E355.a": text}, {"1C450": "Toxic kites", "1C450.a": text}) == {}


def test_an_entry_that_only_refers_to_another_list_has_no_counterpart():
    ours = {"9A007": "Kites (These items are “subject to the ITAR.” See 22 CFR parts 120 through 130.)"}
    assert verdicts(ours, {"9A007": "Kites"}) == {}


def test_what_was_negated_is_not_found_again():
    ours = listing({"3A001": "Kites"})
    assert Comparison(ours, ours, frozenset({("3A001", "3A001")})).verdicts == {}


@pytest.mark.parametrize(
    ("ours", "expected"),
    [
        ({"0007.a": "Stoff (CAS-Nr. 50-00-0)", "0007.b": "Stoff (CAS-Nr. 64-17-5)"}, ["0007.a", "0007.b"]),
        ({"0007.a": "Stoff (CAS-Nr. 64-17-5)", "0007.b": "Stoff (CAS-Nr. 50-00-0)"}, []),
        ({"0007.a": "Stoff (CAS-Nr. 50-00-0)", "0007.b": "Stoff"}, ["0007.a"]),
        ({"0007.a": "Stoff (CAS-Nr. 50-00-0)", "0007.b": "Stoff (CAS-Nr. 64-17-5)", "0007.c": "mehr"}, []),
        ({"0007.a": "Stoff (CAS-Nr. 50-00-0)", "0007.b": "Stoff (CAS-Nr. 64-17-5)", "0007.b.1": "davon ein Teil"}, ["0007.a"]),
    ],
    ids=["all equal", "swapped", "no evidence", "another outline above", "another outline below"],
)
def test_a_list_in_another_language_is_compared_by_outline_and_figures(ours: Texts, expected: list[str]):
    common = listing({"ML7": "Agents", "ML7.a": "An agent (CAS 50-00-0)", "ML7.b": "An agent (CAS 64-17-5)"})
    found = numbered_alike(listing({"0007": "Stoffe"} | ours, language="de"), common, {"0007": "ML7"})
    assert [code for code, _ in found] == expected


def test_what_editions_hold_is_valid_from_the_first_that_has_it_to_the_day_before_the_next_that_has_not():
    days = [date(2022, 1, 1), date(2023, 1, 1), date(2024, 1, 1)]
    held = [{"always", "gone", "twice"}, {"always", "new"}, {"always", "new", "twice"}]
    assert list(spans(days, held)) == [
        ("always", "", ""),
        ("gone", "", "2022-12-31"),
        ("new", "2023-01-01", ""),
        ("twice", "", "2022-12-31"),
        ("twice", "2024-01-01", ""),
    ]


def row(code: str, predicate: str = "exact", common_code: str = "ML1", **cells: str) -> MapRow:
    given = {"justification": "semapv:ManualMappingCuration", "status": "approved", "author": "desk:gb", "reviewer": "desk:de"}
    return MapRow(**given | {"item_code": code, "predicate": predicate, "common_code": common_code, "reviewed_date": "2026-01-01"} | cells)


@pytest.fixture
def statistics(project: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A state whose statistics use munitions categories; rule R2 speaks of its numbers."""
    folder = project / "crosswalks" / "xa"
    folder.mkdir()
    original = (Path(__file__).parents[2] / "crosswalks" / "eu" / "eu.yml").read_text(encoding="utf-8")
    (folder / "xa.yml").write_text(original.replace("eu_", "xa_"), encoding="utf-8")
    monkeypatch.setattr(Rule, "patterns", {"xa_coarm": [r"(ML[0-9]+)=\1"]})
    return folder / "xa_coarm.map.csv"


def test_a_rule_adds_what_it_signs_and_leaves_what_people_signed(statistics: Path):
    mine, denied = row("ML2", common_code="ML2"), row("ML3", "not:exact", "ML3")
    waiting = [row(code, "todo", "", status="proposed", reviewer="", reviewed_date="") for code in ("ML1", "ML3")]
    write_map(statistics, [mine, denied, *waiting])
    (found,) = approve.reproduce("R2", ["xa_coarm"])
    assert [one.item_code for one in found.missing] == ["ML1"]
    approve.write("R2", [found])
    assert {(one.item_code, one.predicate, one.reviewer) for one in read_map(statistics)} == {
        ("ML1", "exact", "rule:R2"), ("ML2", "exact", "desk:de"), ("ML3", "not:exact", "desk:de"), ("ML3", "todo", ""),
    }  # fmt: skip
    assert [one.is_exact for one in approve.reproduce("R2", ["xa_coarm"])] == [True]


def test_what_waits_for_other_days_is_not_answered(statistics: Path):
    """A row signed for good answers a `todo` of any days; one signed for a time only what lies within it."""
    new = row("ML1", valid_from="2023-01-01", valid_to="2023-12-31")
    waiting = row("ML1", "todo", "", status="proposed", reviewer="", reviewed_date="")
    write_map(statistics, [waiting.model_copy(update={"valid_from": day}) for day in ("2023-06-01", "2024-01-01")])
    within = row("ML1", "todo", "", status="proposed", reviewer="", reviewed_date="", valid_from="2023-02-01", valid_to="2023-03-01")
    write_map(statistics, [*read_map(statistics), within])
    found = approve.Reproduction(source_id="xa_coarm", kept=0, missing=(new,), unfounded=())
    approve.write("R2", [found])
    assert [one.valid_from for one in read_map(statistics) if one.predicate == "todo"] == ["2023-06-01", "2024-01-01"]


def test_a_later_rule_yields_to_an_earlier_one(statistics: Path):
    write_map(statistics, [row("ML1", "close", reviewer="rule:R13")])
    (found,) = approve.reproduce("R2", ["xa_coarm"])
    approve.write("R2", [found])
    assert [(one.predicate, one.reviewer) for one in read_map(statistics)] == [("exact", "rule:R2")]


def test_a_rule_takes_away_what_it_would_not_sign(statistics: Path):
    write_map(statistics, [row("ML1", common_code="ML4", reviewer="rule:R2")])
    (found,) = approve.reproduce("R2", ["xa_coarm"])
    assert [one.common_code for one in found.unfounded] == ["ML4"]
    approve.write("R2", [found])
    assert [one.common_code for one in read_map(statistics)] == ["ML1"]


def test_all_rules_together_sign_what_they_sign_one_by_one_in_order(statistics: Path):
    """A row of a later rule gives way, and what an earlier one no longer signs is free for it."""
    write_map(statistics, [row("ML1", "close", reviewer="rule:R13"), row("ML2", common_code="ML4", reviewer="rule:R2")])
    assert CliRunner().invoke(cli.app, ["crosswalk", "approve", "xa_coarm"]).exit_code == 1
    assert CliRunner().invoke(cli.app, ["crosswalk", "approve", "xa_coarm", "--write"]).exit_code == 0
    assert [(one.item_code, one.common_code, one.reviewer) for one in read_map(statistics)] == [
        ("ML1", "ML1", "rule:R2"), ("ML2", "ML2", "rule:R2"),
    ]  # fmt: skip
    assert CliRunner().invoke(cli.app, ["crosswalk", "approve", "xa_coarm"]).exit_code == 0


def test_a_rules_name_beside_a_row_of_ones_own_is_found(statistics: Path):
    write_map(statistics, [row("ML1", reviewer="rule:R2"), row("ML2", common_code="ML4", reviewer="rule:R2")])
    assert [key[:2] for key in approve.unsigned()["xa_coarm"]] == [("ML2", "ML4")]


@pytest.mark.usefixtures("home")
def test_a_text_that_changed_under_its_date_is_compared_anew(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(approve, "reference", lambda: listing({"3A001": "Kites exceeding 5 m"}))
    texts = ("Kites exceeding 5 m", "Kites exceeding 9 m")
    found = [approve._compared(listing({"3A001": text}, source_id="us_ccl")) for text in texts]
    assert [one["3A001", "3A001"].predicate for one in found] == ["exact", "close"]


@pytest.mark.parametrize(("rule_id", "slug"), [("R9", "crosswalk.signs_no_rows"), ("R3", "crosswalk.unknown_rule")])
@pytest.mark.usefixtures("home")
def test_what_is_no_rule_in_force_for_rows_signs_nothing(rule_id: str, slug: str):
    with pytest.raises(CrosswalkError) as refused:
        approve.reproduce(rule_id)
    assert refused.value.slug == slug


@pytest.mark.parametrize(
    ("parameters", "asked"),
    [("own=0.6 parts", "figures"), ("own", "figures"), ("eu_dual_use", "patterns"), ("gb_military_list ML([0-9]+", "patterns")],
)
def test_a_slip_in_the_register_is_told_by_the_decision_it_is_in(parameters: str, asked: str):
    given = dict.fromkeys(("status", "title", "rule_text", "citation", "decision_date"), "")
    with pytest.raises(CrosswalkError, match=r"D011.*\Z") as refused:
        getattr(Rule(rule_id="R10", decision_id="D011", rule_parameters=parameters, **given), asked)
    assert refused.value.slug == "crosswalk.bad_rule"


@pytest.mark.usefixtures("home")
def test_half_the_evidence_reproduces_nothing():
    with pytest.raises(CrosswalkError) as refused:
        approve.reproduce("R8", ["eu_dual_use"])
    assert refused.value.slug == "crosswalk.incomplete_landing"


def test_a_code_with_a_row_for_these_days_is_not_asked_about():
    rows = [row("3A001", valid_to="2023-12-31"), row("3A002"), row("3A003", status="withdrawn")]
    assert propose.judged(rows, date(2024, 1, 1)) == {"3A002"}
