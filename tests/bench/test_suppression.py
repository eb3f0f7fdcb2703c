"""What suppression costs: by this project, by τ-ARGUS, and by R's GaussSuppression and sdcTable, on the same tables.

One line a run: cells and value lost beside what is sensitive, the least possible as far as it is proven, seconds of CPU for the
pattern and for attacking it, and how many sensitive cells our attacker narrows down further than their protection level allows: as
an outsider, and as each single contributor where the pattern is to stop them. Peers are given the same sensitive cells, τ-ARGUS
also the levels (the packages of R know none); they take each table alone and are measured with the start of their process. Where
one is absent its test is skipped and says so.
"""

import math
from collections.abc import Callable, Sequence
from time import process_time
from typing import NamedTuple

import numpy as np
import pytest
from peers import METHODS, suppress

import instances
import submitted
from commonlist.attack.checker import check
from commonlist.attack.edition import attack
from commonlist.attack.intervals import OUTSIDER, audit
from commonlist.attack.published import learn
from commonlist.disclose import summary
from commonlist.disclose.deviations import Insider
from commonlist.disclose.primary import PrimaryRules
from commonlist.disclose.suppress import for_seconds, protect
from instances import Instance

pytestmark = pytest.mark.bench


class Measured(NamedTuple):
    """Cells and value lost, seconds of CPU for the pattern and for attacking it, and sensitive cells that fail."""

    cells: int
    value: float
    seconds: float
    attack: float
    failing: int


def told(
    name: str, method: str, instance: Instance, lost: np.ndarray, seconds: float, insiders: Sequence[Insider] = (), bound: str = ""
) -> Measured:
    """Print and return what comes of suppressing these cells beside the sensitive ones."""
    started = process_time()
    attackers = [OUTSIDER, *(instances.attacker_of(instance, insider) for insider in insiders)]
    failures = audit(learn(instances.published(instance, lost), instance.parents), instances.sensitive(instance), attackers)
    failing = len({failure.cell.name for failure in failures})
    made = Measured(len(lost), float(instance.cells.values[lost].sum()), seconds, process_time() - started, failing)
    print(
        f"\n{name}, {method}: {made.cells:,} cells, value {made.value:,.0f}{bound}, {seconds:.1f} s, "
        f"attacked in {made.attack:.1f} s, {failing} of {len(instance.levels.cells):,} fail",
        end="",
    )
    return made


def protected(name: str, instance: Instance, least: str, seconds: float, insiders: Sequence[Insider] = ()) -> Measured:
    """What this project suppresses: a pattern that nobody among these attackers breaks."""
    values = instance.cells.values
    weights = np.ones(len(values)) if least == "cells" else values + 1e-6
    started = process_time()
    pattern = protect(instance.cells, instance.levels, weights, insiders, for_seconds(seconds))
    spent = process_time() - started
    whom = f"{len(insiders)} contributors" if insiders else "outsiders"
    bound = f" (at least {pattern.bound:,.0f} {'cells' if least == 'cells' else 'in value'})"
    made = told(name, f"fewest {least}, {whom}", instance, pattern.secondary, spent, insiders, bound)
    assert made.failing == 0
    return made


def act_size() -> Instance:
    return instances.turnover("act_size")


def linked() -> Instance:
    return instances.turnover(*instances.LINKED)


def three_states() -> Instance:
    return instances.cube_of(submitted.lines(600), tuple(submitted.CODES), PrimaryRules(p_percent=0.1))


SHARED: dict[str, Callable[[], Instance]] = {
    "activity × size": act_size,
    "four linked tables": linked,
    "datatest1": instances.datatest1,
    "licence cube": instances.licence_cube,
}
MADE_UP = {"three states": three_states}
PUBLISHED = {
    ("activity × size", "cells"): (58, 10),
    ("activity × size", "value"): (32_310_039.5, 10),
    ("four linked tables", "cells"): (290, 60),
    ("four linked tables", "value"): (205_300_000, 60),
    ("datatest1", "cells"): (205, 60),
}
SEARCH, INSIDERS_SEARCH, SLICE = 0.9, 300, 40


def instance_of(name: str) -> Instance:
    if name in MADE_UP:
        return MADE_UP[name]()
    instances.require()
    return SHARED[name]()


@pytest.mark.parametrize(("name", "least"), PUBLISHED)
def test_outsiders_are_stopped_at_no_more_than_the_published_cost(name: str, least: str):
    most, seconds = PUBLISHED[name, least]
    made = protected(name, instance_of(name), least, SEARCH * seconds)
    assert (made.cells if least == "cells" else made.value) <= most
    assert made.seconds <= seconds


@pytest.mark.parametrize(("name", "least"), PUBLISHED)
def test_single_contributors_are_stopped_too(name: str, least: str):
    instance = instance_of(name)
    protected(name, instance, least, INSIDERS_SEARCH, instances.single_contributors(instance))


@pytest.mark.parametrize(("whom", "proven"), [("outsiders", 151), ("contributors", 166)])
def test_what_the_slices_of_datatest1_cost_by_themselves_is_the_least_that_the_whole_can_cost(whom: str, proven: int):
    """Whatever protects the whole protects the cells of each code among themselves: a bound that shares of cells do not give."""
    instance = instance_of("datatest1")
    insiders = instances.single_contributors(instance) if whom == "contributors" else []
    started, least = process_time(), 0
    for part, seen in instances.slices(instance, insiders, "A10"):
        pattern = protect(part.cells, part.levels, np.ones(len(part.cells)), seen, for_seconds(SLICE))
        least += math.ceil(pattern.bound - 1e-6)
    print(f"\ndatatest1 in slices, {whom}: at least {least} cells, {process_time() - started:.1f} s", end="")
    assert least >= proven


def test_the_licence_cube_is_protected_and_attacked_within_five_minutes():
    made = protected("licence cube", instance_of("licence cube"), "cells", 200)
    assert made.seconds + made.attack <= 300
    assert made.attack <= 30


def test_the_cube_of_ten_states_is_protected_and_attacked_within_a_minute():
    made = protected("ten states", instances.large_cube(), "cells", 0)
    assert made.seconds + made.attack <= 60


def test_three_states_are_protected():
    protected("three states", three_states(), "cells", 10)


@pytest.mark.parametrize("peer", METHODS)
@pytest.mark.parametrize("name", [*SHARED, *MADE_UP])
def test_beside_peers(name: str, peer: str):
    instance = instance_of(name)
    found = suppress(peer, instance)
    assert told(name, peer, instance, found.secondary, found.seconds).cells


def test_a_summary_of_three_states_is_proven_within_seconds():
    found = submitted.table([*submitted.lines(400), *submitted.lines(60, 2, submitted.REFUSED)])
    started = process_time()
    made = summary.summarise(found, summary.NOTHING, submitted.terms(1))
    spent = process_time() - started
    proofs = submitted.proofs(made)
    started = process_time()
    assert [check(proof) for proof in proofs] == [([], [])] * len(proofs)
    checked = process_time() - started
    assert attack("one", [submitted.public(made)], submitted.restricted(made)).findings == ()
    print(f"\nsummary of {len(made.cells)} cells: protected in {spent:.1f} s, checked in {checked:.2f} s", end="")
    assert checked <= 5
