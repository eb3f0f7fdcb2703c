"""Demands of outsiders to what is still open of them, for outsiders and for every insider, with some cells suppressed.

One deviation serves all attackers who can believe it. Where insiders are many, they are first asked in coalitions, rows and columns of a
square: who is protected against a coalition is protected against each of it, and two insiders meet in one coalition at most.
"""

from collections.abc import Iterator, Sequence

import numpy as np

from commonlist.disclose.deviations import Demands, Insider, Reach, System, is_known, joined, settle

FEW, LITTLE = 40, 500


class Pool:
    """Deviations found so far, each with who can believe it."""

    def __init__(self, system: System) -> None:
        self.system = system
        self.deviations: list[np.ndarray] = []
        self.believed: list[np.ndarray] = []

    def add(self, deviations: Sequence[np.ndarray]) -> None:
        """Add these."""
        self.deviations += deviations
        self.believed += [self.system.believed(one) for one in deviations]

    def keep(self, is_free: np.ndarray) -> None:
        """Drop the deviations that move a cell which is not free."""
        kept = [number for number, one in enumerate(self.deviations) if not one[~is_free].any()]
        self.deviations = [self.deviations[number] for number in kept]
        self.believed = [self.believed[number] for number in kept]

    def left(self, asked: Demands, since: int = 0) -> Demands:
        """What the deviations (from number `since` on) leave of one attacker's demands."""
        met = np.zeros(len(asked), dtype=bool)
        if len(asked):
            for one, believed in zip(self.deviations[since:], self.believed[since:], strict=True):
                if believed[asked.attackers[0]]:
                    met |= asked.reached_by(one)
        return asked.of(~met)


def ask(pool: Pool, is_free: np.ndarray, demands: Demands, rng: np.random.Generator) -> Demands:
    """The demands nobody's deviation of the free cells meets, by attacker; afterwards the pool holds what meets all others.

    Insiders are asked only what an outsider is met with. In large systems a demand that batches leave counts as unmet: to repair it costs
    less than to ask whether that is needed.
    """
    system = pool.system
    pool.keep(is_free)
    unmet = _reached(pool, is_free, pool.left(demands), rng)
    answered = demands.of(~_among(demands, unmet))
    left = [pool.left(system.asked_by(answered, attacker)) for attacker in range(1, 1 + len(system.insiders))]
    for members in _coalitions(system.insiders):
        open_ = answered.of(_among(answered, joined([left[member] for member in members])))
        coalition = _as_one([system.insiders[member] for member in members])
        known = np.isin(open_.cells, coalition.cells[is_known(coalition, system.values)])
        before = len(pool.deviations)
        pool.add(settle(system, system.bounds_for(is_free, coalition), open_.of(~known), rng)[1])
        for member in members:
            left[member] = pool.left(left[member], before)
    return joined([unmet, *(_reached(pool, is_free, pool.left(asked), rng) for asked in left)])


def _reached(pool: Pool, is_free: np.ndarray, asked: Demands, rng: np.random.Generator) -> Demands:
    """What no deviation of the free cells meets of one attacker's demands; deviations found are added to the pool."""
    if not len(asked):
        return asked
    attacker = int(asked.attackers[0])
    met, found = settle(pool.system, pool.system.bounds(is_free, attacker), asked, rng)
    pool.add(found)
    asked = asked.of(~met)
    return _unreached(Reach(pool.system, is_free, attacker), asked, pool) if len(asked) and not pool.system.is_large else asked


def _unreached(reach: Reach, asked: Demands, pool: Pool) -> Demands:
    met = np.zeros(len(asked), dtype=bool)
    for number in range(len(asked)):
        if not met[number] and (found := reach.meet(asked.of(np.array([number])))) is not None:
            met |= asked.reached_by(found)
            pool.add([found])
    return asked.of(~met)


def _among(demands: Demands, some: Demands) -> np.ndarray:
    found: np.ndarray = np.isin(demands.cells * demands.sides, some.cells * some.sides)
    return found


def _coalitions(insiders: Sequence[Insider]) -> Iterator[list[int]]:
    """Rows and columns of a square of insiders; none where they are few, and none of those who know much."""
    small = [number for number, one in enumerate(insiders) if len(one.cells) <= LITTLE]
    side = int(np.ceil(np.sqrt(len(small))))
    if len(small) > FEW:
        for start in range(side):
            yield from filter(None, (small[start * side : (start + 1) * side], small[start::side]))


def _as_one(members: Sequence[Insider]) -> Insider:
    known, places = np.unique(np.concatenate([one.cells for one in members]), return_inverse=True)
    return Insider(members[0].title, known, np.bincount(places, weights=np.concatenate([one.own for one in members])))
