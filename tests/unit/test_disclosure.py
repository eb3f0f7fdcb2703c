"""What is suppressed protects what is sensitive, and an attacker who shares no code with the protection finds what it leaves open."""

from itertools import count
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest

import instances
from commonlist.attack import intervals
from commonlist.attack.intervals import OUTSIDER, Attacker, Sensitive, audit
from commonlist.attack.published import PublicTable, learn
from commonlist.disclose.cells import TOTAL, Contributions, Table, index_cells
from commonlist.disclose.deviations import NOISE, Insider, System
from commonlist.disclose.primary import PrimaryRules
from commonlist.disclose.suppress import Repair, demands_of, for_seconds, protect
from commonlist.errors import DisclosureError

PARENTS = {"item": {"ML1": TOTAL, "ML2": TOTAL}, "place": {"P1": TOTAL, "P2": TOTAL}}
FIGURES = {("ML1", "P1"): 5.0, ("ML1", "P2"): 40.0, ("ML2", "P1"): 30.0, ("ML2", "P2"): 25.0}
FIRST = Sensitive((("item", "ML1"), ("place", "P1"), ("vintage", "")), 5.0, 1.0, 1.0)


def with_margins() -> dict[tuple[str, str], float]:
    found: dict[tuple[str, str], float] = {}
    for (item, place), value in FIGURES.items():
        for key in ((item, place), (item, TOTAL), (TOTAL, place), (TOTAL, TOTAL)):
            found[key] = found.get(key, 0) + value
    return found


def public(*hidden: tuple[str, str], vintage: str = "", **facts: Any) -> PublicTable:
    return PublicTable(
        ("item", "place"), {key: None if key in hidden else value for key, value in with_margins().items()}, vintage, **facts
    )


def failures(*tables: PublicTable, attacker: Attacker = OUTSIDER) -> list[tuple[float, float]]:
    return [(one.lower, one.upper) for one in audit(learn(tables, PARENTS), [FIRST], [attacker])]


def test_a_cell_that_is_suppressed_alone_is_computed_from_its_margins():
    assert failures(public(("ML1", "P1"))) == [pytest.approx((5, 5))]
    assert failures(public(*FIGURES)) == []


def test_what_an_earlier_edition_printed_is_known():
    assert failures(public(*FIGURES), public(*list(FIGURES)[:1])) == [pytest.approx((5, 5))]


def test_the_interval_of_another_cell_is_known_and_so_are_those_of_all_editions():
    wide, narrow = ({("ML1", "P2"): (20.0, upper)} for upper in (50.0, 40.5))
    assert failures(public(*FIGURES, limits=wide)) == []
    assert failures(public(*FIGURES, limits=narrow)) == [pytest.approx((4.5, 25))]
    assert failures(public(*FIGURES, limits=wide), public(*FIGURES, limits=narrow)) == [pytest.approx((4.5, 25))]


def test_a_state_that_knows_its_own_cell_computes_anothers():
    own = {(("item", "ML1"), ("place", "P2"), ("vintage", "")): 40.0}
    assert failures(public(*FIGURES), attacker=Attacker("P2", own)) == [pytest.approx((5, 5))]


@pytest.mark.parametrize("useless", [1, 2, 3])
def test_a_cell_that_is_too_narrow_is_found_also_where_the_solver_comes_back_with_nothing(useless: int, monkeypatch: pytest.MonkeyPatch):
    """Neither what is no table nor its mirror image shows anything."""
    name = (("item", "ML1"), ("vintage", ""))
    knowledge = learn(
        [PublicTable(("item",), {(TOTAL,): 100.0, **dict.fromkeys((("ML1",), ("ML2",), ("ML3",)))})],
        {"item": dict.fromkeys(("ML1", "ML2", "ML3"), TOTAL)},
    )
    known = Attacker("one who holds 40", {}, {name: 40.0})
    solve, calls = intervals._least, count(1)
    monkeypatch.setattr(
        intervals, "_least", lambda cost, *asked: np.full(len(cost), np.nan) if next(calls) <= useless else solve(cost, *asked)
    )
    found = audit(knowledge, [Sensitive(name, 50.0, 30.0, 30.0)], [known])
    assert [(round(one.lower), round(one.upper)) for one in found] == [(40, 100)]


def test_tables_that_contradict_each_other_are_no_tables_to_attack():
    other = PublicTable(("item", "place"), {**public().cells, ("ML1", "P2"): 41.0})
    with pytest.raises(DisclosureError, match="is printed as 40 and as 41"):
        failures(public(), other)


@pytest.mark.parametrize(
    ("behind", "is_sensitive"),
    [
        (Contributions(100, 2, 60, 40), True),
        (Contributions(100, 5, 90, 5), True),
        (Contributions(100, 5, 50, 20), False),
        (Contributions(100, 5, 80, 15), True),
        (Contributions(4, 5, 1, 1), True),
        (Contributions(0, 0), False),
    ],
)
def test_primary_rules(behind: Contributions, is_sensitive: bool):
    rules = PrimaryRules(least_count=3, dominance=0.85, p_percent=0.1, least_value=10)
    assert rules.is_sensitive(behind) == is_sensitive


@pytest.mark.parametrize(
    ("behind", "level"),
    [
        (Contributions(100, 1, 100), 100 / 0.8 - 100),
        (Contributions(100, 5, 90, 5), 90 / 0.8 - 100),
        (Contributions(100, 5, 78, 20), 0.1 * 78 - 2),
        (Contributions(100, 2, 60, 40), 20),
        (Contributions(100, 5, 30, 20, requested=60), 20),
    ],
    ids=["one alone", "one dominates", "the second estimates the first", "few", "a request"],
)
def test_the_rule_that_asks_most_says_how_uncertain_a_cell_must_stay(behind: Contributions, level: float):
    rules = PrimaryRules(least_count=3, dominance=0.8, p_percent=0.1, request_share=0.5, interval=0.2)
    assert rules.is_sensitive(behind) and rules.level(behind) == pytest.approx(level)


def test_several_may_dominate_together():
    """The (n, k) rule: of two that know each other's share, or of one that takes over the other."""
    behind = Contributions(100, 6, 50, 30, further=(12, 4, 3))
    asked = {count: PrimaryRules(dominance=0.9, dominance_count=count, p_percent=0.1) for count in range(1, 6)}
    assert [count for count, rules in asked.items() if rules.is_sensitive(behind)] == [3, 4, 5]
    assert asked[3].level(behind) == pytest.approx(92 / 0.9 - 100)


def test_where_no_p_percent_is_given_all_rules_ask_for_the_interval():
    rules = PrimaryRules(least_count=3, dominance=0.8, interval=0.2)
    assert [rules.level(Contributions(100, count, 90, 5)) for count in (2, 5)] == [20, 20]


def test_parts_that_do_not_add_up_are_refused():
    table = Table(("item", "place"), {key: Contributions(value + (key == ("ML1", "P1")), 9) for key, value in with_margins().items()})
    with pytest.raises(DisclosureError, match="add up to something else"):
        index_cells([table], PARENTS)


@pytest.mark.parametrize("seed", range(5))
def test_no_outsider_computes_what_is_protected(seed: int):
    instance = instances.random_cube(np.random.default_rng(seed))
    pattern = protect(instance.cells, instance.levels, np.ones(len(instance.cells)), (), for_seconds(1))
    assert len(audit(learn(instances.published(instance, np.array([], dtype=int)), instance.parents), instances.sensitive(instance))) > 0
    assert audit(learn(instances.published(instance, pattern.secondary), instance.parents), instances.sensitive(instance)) == []
    assert pattern.bound <= pattern.cost == len(pattern.secondary)


def test_the_proven_optimum_of_turnover_by_activity_and_size():
    instances.require()
    instance = instances.turnover("act_size")
    for weights, cost in ((np.ones(414), 58), (instance.cells.values + 1e-6, 32_310_039)):
        pattern = protect(instance.cells, instance.levels, weights, (), for_seconds(30))
        assert (round(pattern.cost), round(pattern.bound)) == (cost, cost)
        assert audit(learn(instances.published(instance, pattern.secondary), instance.parents), instances.sensitive(instance)) == []


def test_no_single_contributor_computes_what_is_protected_and_that_costs_the_least():
    instances.require()
    instance = instances.turnover("act_size")
    insiders = instances.single_contributors(instance)
    outsiders_only = protect(instance.cells, instance.levels, np.ones(414), (), for_seconds(30))
    pattern = protect(instance.cells, instance.levels, np.ones(414), insiders, for_seconds(30))
    attackers = [OUTSIDER, *(instances.attacker_of(instance, insider) for insider in insiders)]
    cells = instances.sensitive(instance)
    assert (pattern.cost, round(pattern.bound, 6)) == (64, 64)
    assert audit(learn(instances.published(instance, outsiders_only.secondary), instance.parents), cells, attackers)
    assert not audit(learn(instances.published(instance, pattern.secondary), instance.parents), cells, attackers)


class Sloppy:
    """A solver whose answers are off by a little more than is forgiven, as where other cells move a hundred thousand times as far."""

    def __init__(self, solver: Any, column: int) -> None:
        self.solver, self.column = solver, column

    def __getattr__(self, name: str) -> Any:
        return getattr(self.solver, name)

    def getSolution(self) -> Any:  # noqa: N802
        columns = np.array(self.solver.getSolution().col_value)
        columns[self.column] += 2 * NOISE
        return SimpleNamespace(col_value=columns)


def test_what_a_solver_leaves_beyond_what_an_attacker_knows_keeps_nobody_from_believing_the_rest():
    instance = instances.random_cube(np.random.default_rng(7))
    demands = demands_of(instance.cells, instance.levels)
    known = next(number for number in range(len(instance.cells)) if number not in instance.levels.cells)
    insider = Insider("one who knows a cell", np.array([known]), instance.cells.values[[known]])
    system = System(instance.cells, demands, [insider])
    repair = Repair(system, np.ones(len(instance.cells), dtype=bool), np.ones(len(instance.cells)))
    repair.solver = Sloppy(repair.solver, known)
    asked = system.asked_by(demands, 1).of(np.array([0]))
    found = repair.meet(asked)
    assert found is not None
    assert system.met(asked, found).all()


def test_what_earlier_editions_suppressed_and_published_stays_as_it_is():
    instance = instances.random_cube(np.random.default_rng(7))
    first = protect(instance.cells, instance.levels, np.ones(len(instance.cells)), (), for_seconds(1)).secondary
    weights = np.full(len(instance.cells), np.inf)
    weights[first] = 0
    assert sorted(protect(instance.cells, instance.levels, weights, (), for_seconds(1)).secondary) == sorted(first)


def test_a_cell_that_no_suppression_protects_is_told():
    instance = instances.random_cube(np.random.default_rng(7))
    with pytest.raises(DisclosureError) as caught:
        protect(instance.cells, instance.levels, np.full(len(instance.cells), np.inf), (), for_seconds(1))
    names = {", ".join(code for _, code in sorted(instance.cells.keys[number])) or TOTAL for number in instance.levels.cells}
    assert caught.value.message in {f"no suppression protects cell {name} against an outsider" for name in names}
