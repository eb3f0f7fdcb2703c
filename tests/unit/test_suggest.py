"""Candidates come by text and structure; the code is a hint; what is approved helps, what is denied is kept out; no map is touched."""

import csv
import json
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from typer.testing import CliRunner

from commonlist.crosswalk import suggest as suggesting
from commonlist.crosswalk.lists import Item, ListEdition
from commonlist.crosswalk.outline import outline
from commonlist.crosswalk.rows import MapRow
from commonlist.crosswalk.suggest import Candidate, Options, Suggested, suggest, write_suggested
from commonlist.crosswalk_cli import app
from commonlist.errors import CrosswalkError
from commonlist.settings import settings
from places import ROOT
from truth.pairs import HALVES, half_of, true_pairs, verdicts

HIDDEN = Options(codes="hidden")
COMMON = {
    "1A001": "Seals, gaskets and fuel bladders specially designed for aircraft, as follows:",
    "1A001.a": "Made from fluorinated polyimides containing 10 % or more of combined fluorine;",
    "1A001.b": "Made from phosphazene elastomers containing 30 % or more of combined phosphorus;",
    "2B002": "Optical finishing machine tools, having any of the following:",
    "2B002.a": "Finishing the form to less than 1,0 µm;",
    "2B002.b": "Finishing to a roughness less than 100 nm rms;",
    "9A120": "Propellant tanks for liquid or gel propellants of rocket systems;",
    "9A112": "Complete unmanned aerial vehicles having an aerosol dispensing system;",
    "9A112.a": "Having all of the following:",
    "9A112.b": "Having all of the following:",
}


def edition(texts: dict[str, str], language: str = "en") -> ListEdition:
    items = {
        code: Item(
            item_code=code,
            parent_code=code.rpartition(".")[0],
            kind="reserved" if text == "Reserved" else "provision" if "." in code else "entry",
            text=text,
        )
        for code, text in texts.items()
    }
    return ListEdition(
        source_id="xx_list", publisher_code="xx", edition_date=date(2025, 1, 1), language=language, origin="sample", items=items
    )


def row(item: str, predicate: str, common: str, status: str = "approved") -> MapRow:
    return MapRow(
        item_code=item, predicate=predicate, common_code=common, status=status, justification="semapv:LexicalMatching", author="desk:xx"
    )


def best(texts: dict[str, str], options: Options = HIDDEN, rows: tuple[MapRow, ...] = ()) -> dict[str, str]:
    return {code: found[0].common_code for code, found in suggest(edition(texts), edition(COMMON), options, rows).items()}


def test_text_decides_where_a_number_was_given_to_other_goods() -> None:
    ours = {"9A120": "Complete “unmanned aerial vehicles”, with an aerosol dispensing mechanism"}
    assert best(ours, Options(codes="shown")) == best(ours) == {"9A120": "9A112"}


def test_equal_texts_are_told_apart_by_their_place() -> None:
    ours = {"6": COMMON["9A112"], "6.x": "Having all of the following:", "6.y": "Having all of the following:"}
    assert best(ours) == {"6": "9A112", "6.x": "9A112.a", "6.y": "9A112.b"}


def test_an_equal_code_is_a_hint_and_said_to_be_one() -> None:
    ours = {"9A120": "Tanks for propellants"}
    shown, hidden = (suggest(edition(ours), edition(COMMON), Options(codes=codes))["9A120"][0] for codes in ("shown", "hidden"))
    assert (shown.common_code, "same code" in shown.reasons, "same code" in hidden.reasons) == ("9A120", True, False)
    assert shown.score > hidden.score


def test_another_print_of_the_text_is_found() -> None:
    ours = {
        "X1": "Optical finishing machine-tools having any of the following:",
        "X1.a": "Finishing the form to less than 1.0 μm",
        "X1.b": "...",
    }
    assert best(ours)["X1.a"] == "2B002.a"


@pytest.mark.parametrize("entry", ["1A001", "2B002", "9A112"])
def test_an_approved_entry_leads_a_list_in_another_language(entry: str) -> None:
    ours = {"0002": "Waren wie folgt:", "0002.a": "mit folgenden Eigenschaften,", "0002.b": "andere,"}
    found = best(ours, Options(codes="shown"), (row("0002", "exact", entry),))
    assert found == {"0002": entry, "0002.a": f"{entry}.a", "0002.b": f"{entry}.b"}


@pytest.mark.parametrize(("status", "is_out"), [("approved", True), ("proposed", True), ("withdrawn", False)])
def test_a_negated_row_keeps_its_pair_out_until_it_is_withdrawn(status: str, is_out: bool) -> None:
    ours = {"1A001": COMMON["1A001"], "1A001.a": COMMON["1A001.a"]}
    found = suggest(edition(ours), edition(COMMON), Options(top=50), (row("1A001.a", "not:exact", "1A001.a", status),))
    assert (("1A001.a" in {one.common_code for one in found["1A001.a"]}), len(found["1A001.a"])) == (not is_out, 9 if is_out else 10)


def test_hidden_codes_change_nothing_but_the_codes() -> None:
    renamed = {code.replace("1A001", "1A007"): text for code, text in COMMON.items()}
    found, other = suggest(edition(COMMON), edition(COMMON), HIDDEN), suggest(edition(renamed), edition(COMMON), HIDDEN)
    assert [[one.common_code for one in some] for some in found.values()] == [[one.common_code for one in some] for some in other.values()]
    assert not any("same code" in one.reasons for some in found.values() for one in some)


def test_candidates_are_ranked_and_say_why() -> None:
    ours = {
        "3": "Optical machine tools for finishing:",
        "3.a": "Finishing to a roughness less than 100 nm rms",
        "3.b": "Finishing to a roughness less than 90 nm rms",
    }
    found = suggest(edition(ours), edition(COMMON), Options(codes="hidden", top=2))
    assert [(one.rank, one.common_code) for one in found["3.a"]] == [(1, "2B002.b"), (2, "2B002.a")]
    assert 1 >= found["3.a"][0].score > found["3.a"][1].score >= 0
    assert {"same words", "parent 3 goes with 2B002", "same figures: 100 nm"} <= set(found["3.a"][0].reasons)
    assert "figures in one only: 90 nm, 100 nm" in next(one for one in found["3.b"] if one.common_code == "2B002.b").reasons


def test_what_names_no_goods_has_no_candidates() -> None:
    assert suggest(edition({"1A001": COMMON["1A001"], "1A001.a": "Reserved"}), edition(COMMON)).keys() == {"1A001"}
    assert suggest(edition({}), edition(COMMON)) == {}


def test_siblings_stand_in_the_order_of_their_labels() -> None:
    codes = ["1", "1.aa", "1.1", "1.10", "1.2", "1.z", "2", "2.i", "2.ii", "2.ix", "2.v"]
    found = outline(edition(dict.fromkeys(codes, "x")))
    after = {code: found.codes[number] for code, number in zip(found.codes, found.after.tolist(), strict=True) if number >= 0}
    assert after == {
        **{"1": "2", "1.1": "1.2", "1.2": "1.10", "1.10": "1.z", "1.z": "1.aa"},
        **{"2.i": "2.ii", "2.ii": "2.v", "2.v": "2.ix"},
    }


@pytest.fixture
def home(tmp_path, monkeypatch) -> Iterator[None]:
    monkeypatch.setenv("COMMONLIST_HOME", str(tmp_path))
    monkeypatch.setenv("COMMONLIST_ROOT", str(ROOT))
    settings.cache_clear()
    yield
    settings.cache_clear()


@pytest.fixture
def world(home, monkeypatch) -> None:  # noqa: ARG001 - the lists stand in that home
    """A list of three codes, one of them judged, and statistics by which most value hangs on the last."""
    listed = edition({"1A001": COMMON["1A001"], "1A001.a": COMMON["1A001.a"], "9A012": COMMON["9A112"]})
    monkeypatch.setattr(suggesting, "newest", lambda _: listed)
    monkeypatch.setattr(suggesting, "reference", lambda: edition(COMMON))
    monkeypatch.setattr(suggesting, "map_of", lambda _: [row("1A001", "exact", "1A001"), row("1A001.a", "exact", "1A001.a", "proposed")])
    stake = suggesting.Stake(source_id="xx_licences", currency="EUR", value=1, share=0.25)
    monkeypatch.setattr(suggesting, "at_stake", lambda: {"9A112": (stake,)})


@pytest.mark.usefixtures("world")
def test_what_is_not_decided_is_suggested_most_at_stake_first() -> None:
    found = suggesting.suggest_source("us_ccl")
    assert list(found.candidates) == ["9A012", "1A001.a"]
    assert found.shares == {"9A012": 0.25, "1A001.a": 0.0}


@pytest.mark.usefixtures("world")
def test_the_command_writes_suggestions_and_no_map() -> None:
    maps = {path: path.read_bytes() for path in (ROOT / "crosswalks").glob("*/*.map.csv")}
    said = CliRunner().invoke(app, ["suggest", "us_ccl", "--json"])
    assert said.exit_code == 0, said.output
    document = json.loads(said.stdout)
    with Path(document["written_to"]).open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    assert [(one["item_code"], one["rank"]) for one in rows] == [(one["item_code"], str(one["rank"])) for one in document["candidates"]]
    assert {path: path.read_bytes() for path in maps} == maps


@pytest.mark.usefixtures("world")
def test_one_code_is_answered_and_nothing_written() -> None:
    said = CliRunner().invoke(app, ["suggest", "us_ccl", "--code", "1A001", "--hide-codes"])
    assert "1A001" in said.stdout
    assert not (settings().home / "suggestions").exists()


@pytest.mark.usefixtures("world")
@pytest.mark.parametrize(
    ("source_id", "code", "slug"),
    [("gb_licences", None, "crosswalk.unknown_list"), ("us_ccl", "9Z999", "crosswalk.unknown_code")],
)
def test_what_cannot_be_suggested_is_said(source_id: str, code: str | None, slug: str) -> None:
    with pytest.raises(CrosswalkError) as caught:
        suggesting.suggest_source(source_id, code=code)
    assert caught.value.slug == slug


@pytest.mark.usefixtures("world")
def test_an_unlikely_candidate_puts_nothing_at_stake(monkeypatch) -> None:
    monkeypatch.setattr(suggesting, "newest", lambda _: edition({"9Z999": "Vehicles for the transport of horses"}))
    assert suggesting.suggest_source("us_ccl").shares == {"9Z999": 0.0}


@pytest.mark.usefixtures("home")
def test_suggestions_are_replaced_as_a_whole() -> None:
    one = Candidate(item_code="a", common_code="b", rank=1, score=0.5, reasons=("same words", "both say x, y"))
    for candidates in ({"a": (one,), "c": ()}, {"a": (one,)}):
        path = write_suggested(Suggested(source_id="us_ccl", candidates=candidates, shares={"a": 0.1, "c": 0.0}))
    assert path.read_text(encoding="utf-8").splitlines()[1:] == ['a,1,b,0.500,0.1000,"same words; both say x, y"']
    assert [other.name for other in path.parent.iterdir()] == ["us_ccl.csv"]


def test_the_truth_is_sorted_and_single() -> None:
    pairs = [(row["us_code"], row["eu_code"]) for row in verdicts()]
    assert pairs == sorted(set(pairs))
    assert {row["verdict"] for row in verdicts()} == {"same", "different", "unsure"}
    same = [row for row in verdicts() if row["verdict"] == "same"]
    assert len({row["us_code"] for row in same}) == len({row["eu_code"] for row in same}) == len(same)
    assert {half_of("3A001.b.2"), half_of("3A001")} < set(HALVES)
    assert sum(len(true_pairs(half)) for half in HALVES) == len(same)
