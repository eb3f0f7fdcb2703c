"""On the real lists: every counterpart follows from approved judgements, and no way there and back makes the same goods of a part."""

import csv
import shutil
from collections import defaultdict
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import NamedTuple

import pytest

from commonlist import translate
from commonlist.crosswalk.rows import maps
from commonlist.crosswalk.tables import INVERSES
from places import ROOT, at_home, needs_real
from translated import correspondences

pytestmark = needs_real

DAY = date(2026, 11, 26)


class Told(NamedTuple):
    source_id: str
    item_code: str
    outcome: str
    predicate: str | None
    target_source_id: str | None
    target_item_code: str | None


@pytest.fixture(scope="module")
def catalog(landed_lists: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[translate.Catalog]:
    home = tmp_path_factory.mktemp("real") / "home"
    shutil.copytree(landed_lists, home)
    with at_home(ROOT, home):
        yield translate.load(correspondences(home))


@pytest.fixture(scope="module")
def told(catalog: translate.Catalog) -> list[Told]:
    """Every answer of every pair of publishers."""
    publishers = sorted(set(catalog.lists.values()))
    pairs = [(one, other) for one in publishers for other in publishers if one != other]
    ask = "from translations($1, $2, on_day := $3)"
    return [Told(*row) for pair in pairs for row in catalog.session.execute(ask, [*pair, DAY]).fetchall()]


def inverse(predicate: str) -> str:
    return INVERSES.get(predicate, predicate)


def with_those_above(code: str) -> list[str]:
    """The code and every code above it, nearest first."""
    parts = code.split(".")
    return [".".join(parts[:depth]) for depth in range(len(parts), 0, -1)]


def test_every_counterpart_follows_from_approved_judgements(told: list[Told]) -> None:
    with (ROOT / "crosswalks" / "common" / "compositions.csv").open(encoding="utf-8", newline="") as file:
        rules = {(row["first_predicate"], row["second_predicate"]): row["composed_predicate"] for row in csv.DictReader(file)}
    judged: dict[tuple[str, str], list[tuple[str, str]]] = defaultdict(list)
    for source_id, rows in maps().items():
        for row in rows:
            if row.is_in_force(DAY) and not row.is_negated and row.common_code:
                judged[source_id, row.item_code].append((row.predicate, row.common_code))

    def follows(answer: Told) -> bool:
        for speaking in with_those_above(answer.item_code):
            for first, common in judged[answer.source_id, speaking]:
                for second, meeting in judged[str(answer.target_source_id), str(answer.target_item_code)]:
                    if meeting not in with_those_above(common):
                        continue
                    said = first if speaking == answer.item_code else rules["narrow", first]
                    said = said if meeting == common or not said else rules[said, "narrow"]
                    said = said and rules[said, inverse(second)]
                    if said == answer.predicate:
                        return True
        return False

    named = [answer for answer in told if answer.outcome == "mapped"]
    assert len(named) > 1000
    assert [answer for answer in named if not follows(answer)] == []


def test_a_counterpart_is_named_only_by_a_predicate_and_only_where_mapped(told: list[Told]) -> None:
    assert [one for one in told if (one.outcome == "mapped") != all((one.predicate, one.target_source_id, one.target_item_code))] == []


def test_no_code_is_asked_and_not_answered(told: list[Told], catalog: translate.Catalog) -> None:
    asked = catalog.session.execute("select source_id, item_code from code_states").fetchall()
    others = len(set(catalog.lists.values())) - 1
    answered = {(one.source_id, one.item_code) for one in told}
    assert answered == set(asked)
    assert len(told) >= len(asked) * others


def test_where_nothing_is_decided_nothing_is_judged_on_the_other_side_or_above(told: list[Told], catalog: translate.Catalog) -> None:
    undecided = sorted({(one.source_id, one.item_code) for one in told if one.outcome == "todo"})[::150]
    judged = defaultdict(set)
    for publisher, code in catalog.session.execute(
        "select publisher_code, common_code from crosswalk semi join code_states using (source_id)"
        " where not is_negated and entry_code is not null"
        " and coalesce($1 between coalesce(valid_from, $1) and coalesce(valid_to, $1), true)",
        [DAY],
    ).fetchall():
        judged[publisher].add(code)
    explained = 0
    for source_id, item_code in undecided:
        for destination in set(catalog.lists.values()) - {catalog.lists[source_id]}:
            answer = translate.translate(catalog, f"{source_id}:{item_code}", destination, DAY)
            if answer.outcome == "todo":
                *approved, missing = translate.explain(catalog, answer).reasons
                assert approved and missing
                items = {reason.split()[2] for reason in approved if reason.endswith("is approved")}
                assert not {above for item in items for above in with_those_above(item)} & judged[destination], answer
                explained += 1
    assert explained > 10


def test_no_round_trip_makes_the_same_goods_of_a_part(told: list[Told]) -> None:
    there = {(one.source_id, one.item_code, one.target_source_id, one.target_item_code): one.predicate for one in told if one.predicate}
    back = {pair: there.get((*pair[2:], *pair[:2])) for pair in there}
    meetings = [(pair, said, back[pair]) for pair, said in there.items() if back[pair]]
    assert len(meetings) > 100
    assert [one for one in meetings if (one[1] == "exact") != (one[2] == "exact")] == []
    assert [one for one in meetings if "narrow" in one[1:] and one[1] == one[2]] == []
