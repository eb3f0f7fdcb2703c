"""What two relations say together is sound for every three sets of goods, holds backwards, and never makes the same goods of a part."""

import csv
from itertools import pairwise, product

import pytest
from hypothesis import given
from hypothesis import settings as settings_of_hypothesis
from hypothesis import strategies as st

from commonlist.crosswalk.tables import INVERSES, RELATIONS
from places import ROOT

with (ROOT / "crosswalks" / "common" / "compositions.csv").open(encoding="utf-8", newline="") as file:
    COMPOSED = {(row["first_predicate"], row["second_predicate"]): row["composed_predicate"] for row in csv.DictReader(file)}

Goods = frozenset[int]
FIELD = 3  # goods 0 to 2 are of one field, 3 to 5 of the next
GOODS = range(9)
some_goods = st.frozensets(st.sampled_from(GOODS), min_size=1)


def fields(goods: Goods) -> set[int]:
    return {good // FIELD for good in goods}


# Read as sets of goods: close shares more than half of what either holds, related has a field of goods in common.
HOLDS = {
    "exact": lambda one, other: one == other,
    "narrow": lambda one, other: one <= other,
    "broad": lambda one, other: one >= other,
    "overlaps": lambda one, other: bool(one & other),
    "close": lambda one, other: 2 * len(one & other) > len(one | other),
    "related": lambda one, other: bool(fields(one) & fields(other)),
}


def inverse(predicate: str) -> str:
    return INVERSES.get(predicate, predicate)


def composed(*predicates: str) -> str:
    """From the first to the last, as a path is read; nothing once nothing may be said."""
    said = predicates[0]
    for predicate in predicates[1:]:
        said = COMPOSED[said, predicate] if said else ""
    return said


def relations(one: Goods, other: Goods) -> set[str]:
    return {predicate for predicate, holds in HOLDS.items() if holds(one, other)}


def test_every_pair_of_relations_is_decided() -> None:
    assert set(HOLDS) == set(RELATIONS)
    assert set(COMPOSED) == set(product(RELATIONS, repeat=2))


@given(some_goods, some_goods, some_goods)
@settings_of_hypothesis(max_examples=400)
def test_what_is_composed_holds_of_all_goods(one: Goods, middle: Goods, other: Goods) -> None:
    for first, second in product(relations(one, middle), relations(middle, other)):
        said = COMPOSED[first, second]
        assert not said or HOLDS[said](one, other), (first, second, said)


@given(st.lists(some_goods, min_size=4, max_size=5))
@settings_of_hypothesis(max_examples=200)
def test_a_path_of_any_length_says_only_what_holds(chain: list[Goods]) -> None:
    for path in product(*(relations(one, other) for one, other in pairwise(chain))):
        said = composed(*path)
        assert not said or HOLDS[said](chain[0], chain[-1]), path


@pytest.mark.parametrize("pair", [pair for pair, said in COMPOSED.items() if not said], ids="-".join)
def test_nothing_is_said_only_where_the_ends_may_be_strangers(pair: tuple[str, str]) -> None:
    subsets = [frozenset(good for place, good in enumerate((0, 1, 3, 4, 6)) if mask >> place & 1) for mask in range(1, 32)]
    triples = product(subsets, repeat=3)
    assert any(
        HOLDS[pair[0]](one, middle) and HOLDS[pair[1]](middle, other) and not relations(one, other) for one, middle, other in triples
    )


def test_what_is_composed_holds_backwards() -> None:
    assert {
        (first, second) for (first, second), said in COMPOSED.items() if inverse(said) != COMPOSED[inverse(second), inverse(first)]
    } == set()


def test_the_order_of_composing_does_not_matter_where_both_say_something() -> None:
    for first, second, third in product(RELATIONS, repeat=3):
        left = composed(first, second, third)
        inner = COMPOSED[second, third]
        right = COMPOSED[first, inner] if inner else ""
        assert not (left and right) or left == right, (first, second, third)


def test_the_same_goods_change_nothing() -> None:
    assert all(COMPOSED["exact", one] == one == COMPOSED[one, "exact"] for one in RELATIONS)


def test_no_way_round_makes_the_same_goods_of_a_part() -> None:
    for path in product(RELATIONS, repeat=4):
        assert (composed(*path) == "exact") == (set(path) == {"exact"})


def test_nothing_that_does_not_add_up_is_composed_to_what_does() -> None:
    loose = {"close", "related"}
    assert {pair for pair, said in COMPOSED.items() if loose & set(pair) and said and said not in loose} == set()
