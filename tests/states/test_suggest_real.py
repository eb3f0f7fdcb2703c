"""Suggestions on the real lists: true counterparts come first, with no look at a code; numbers given to other goods do not mislead."""

from pathlib import Path

import pytest

from commonlist.crosswalk.lists import ListEdition, newest, reference
from commonlist.crosswalk.rows import MapRow
from commonlist.crosswalk.suggest import Candidate, Options, suggest
from places import ROOT, at_home, needs_real
from truth.pairs import HALVES, Half, true_pairs, verdicts

pytestmark = [needs_real, pytest.mark.usefixtures("real_lists")]

Found = dict[str, tuple[Candidate, ...]]


@pytest.fixture(scope="module")
def hidden(landed_lists: Path) -> Found:
    with at_home(ROOT, landed_lists):
        return suggest(newest("us_ccl"), newest("eu_dual_use"), Options(codes="hidden"))


@pytest.fixture(scope="module")
def german(landed_lists: Path) -> tuple[ListEdition, Found]:
    """The German list, its entries led by its own numbering rule (0001 is ML1)."""
    with at_home(ROOT, landed_lists):
        listed = newest("de_ausfuhrliste")
        entries = [code for code, item in listed.items.items() if item.kind == "entry" and code.startswith("00")]
        rows = [
            MapRow(
                item_code=code,
                predicate="exact",
                common_code=f"ML{int(code)}",
                status="approved",
                justification="semapv:LogicalReasoning",
                author="desk:de",
            )
            for code in entries
        ]
        return listed, suggest(listed, reference(), rows=rows)


@pytest.mark.parametrize("half", HALVES)
def test_the_true_counterpart_comes_first(hidden: Found, half: Half) -> None:
    pairs = true_pairs(half)
    firsts = sum(hidden[code][0].common_code == other for code, other in pairs.items())
    among = sum(other in {one.common_code for one in hidden[code]} for code, other in pairs.items())
    assert len(pairs) > 1_400
    assert firsts / len(pairs) >= 0.98
    assert among / len(pairs) >= 0.995


def test_a_number_with_other_goods_rarely_misleads(hidden: Found) -> None:
    reused = [row["us_code"] for row in verdicts() if row["verdict"] == "different" and row["us_code"] in true_pairs()]
    misled = [code for code in reused if hidden[code][0].common_code == code]
    assert len(reused) > 100
    assert misled == ["1C351.a.4.a"], "both lists print an avian influenza criterion there"


@pytest.mark.parametrize(
    ("code", "other"),
    [("9A120", "9A112.b"), ("1C350.d.14", "1C350.24"), ("4A906.a.8", "4A506.a.8"), ("2B229.b.3", "2B219.b.3"), ("3A904.a", "3A504.a")],
)
def test_goods_under_other_numbers_are_found(hidden: Found, code: str, other: str) -> None:
    assert hidden[code][0].common_code == other


def test_a_german_provision_finds_its_number_by_tree_figures_and_names(german: tuple[ListEdition, Found]) -> None:
    listed, found = german
    common = reference().items
    numbered = {
        code: f"ML{int(code[:4])}{code[4:]}" for code, item in listed.items.items() if item.kind == "provision" and code.startswith("00")
    }
    numbered = {code: other for code, other in numbered.items() if other in common and code in found}
    firsts = [code for code, other in numbered.items() if found[code][0].common_code == other]
    assert len(numbered) > 380
    assert len(firsts) / len(numbered) >= 0.99


def test_substances_that_changed_places_are_told_by_their_names(german: tuple[ListEdition, Found]) -> None:
    _, found = german
    assert found["0007.b.4.a"][0].common_code == "ML7.b.4.b"
