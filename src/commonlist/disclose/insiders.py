"""Demands of outsiders to what is still open of them, for outsiders and for every insider, with some cells suppressed.

One deviation serves all attackers who can believe it. Where insiders are many, they are first asked in coalitions, rows and columns of a
square: who is protected against a coalition is protected against each of it, and two insiders meet in one coalition at most.
"""

from collections.abc import Iterator, Sequence

import numpy as np

from commonlist.disclose.deviations import Demands, Insider, Reach, System, joined, settle

FEW, LITTLE = 40, 500


def ask(
    system: System, is_free: np.ndarray, demands: Demands, pool: Sequence[np.ndarray], rng: np.random.Generator
) -> tuple[Demands, list[np.ndarray]]:
    """The demands nobody's deviation of the free cells meets, by attacker, and the deviations that meet all others.

    `pool` are deviations known already. Insiders are asked only what an outsider is met with.
    """
    kept = [one for one in pool if not one[~is_free].any()]
    unmet = _left(system, is_free, demands, kept, rng)
    answered = demands.of(~_among(demands, unmet))
    for coalition in _coalitions(system.insiders):
        known = np.isin(answered.cells, coalition.cells)
        kept += settle(system, system.bounds(is_free, coalition=coalition), answered.of(~known), rng)[1]
    parts = [unmet]
    for attacker in range(1, 1 + len(system.insiders)):
        parts.append(_left(system, is_free, system.asked_by(answered, attacker), kept, rng))
    return joined(parts), kept


def _left(system: System, is_free: np.ndarray, asked: Demands, pool: list[np.ndarray], rng: np.random.Generator) -> Demands:
    """What is left of one attacker's demands; deviations found are added to the pool."""
    if not len(asked):
        return asked
    attacker = int(asked.attackers[0])
    met = np.zeros(len(asked), dtype=bool)
    for one in pool:
        if system.believed(one)[attacker]:
            met |= asked.reached_by(one)
    asked = asked.of(~met)
    met, found = settle(system, system.bounds(is_free, attacker), asked, rng)
    pool += found
    asked = asked.of(~met)
    return _unreached(Reach(system, is_free, attacker), asked, pool) if len(asked) else asked


def _unreached(reach: Reach, asked: Demands, pool: list[np.ndarray]) -> Demands:
    met = np.zeros(len(asked), dtype=bool)
    for number in range(len(asked)):
        if not met[number] and (found := reach.meet(asked.of(np.array([number])))) is not None:
            met |= asked.reached_by(found)
            pool.append(found)
    return asked.of(~met)


def _among(demands: Demands, some: Demands) -> np.ndarray:
    found: np.ndarray = np.isin(demands.cells * demands.sides, some.cells * some.sides)
    return found


def _coalitions(insiders: Sequence[Insider]) -> Iterator[Insider]:
    """Rows and columns of a square of insiders; none where they are few, and none of those who know much."""
    small = [one for one in insiders if len(one.cells) <= LITTLE]
    side = int(np.ceil(np.sqrt(len(small))))
    if len(small) <= FEW:
        return
    for start in range(side):
        for members in (small[start * side : (start + 1) * side], small[start::side]):
            if members:
                yield _as_one(members)


def _as_one(members: Sequence[Insider]) -> Insider:
    cells = np.concatenate([one.cells for one in members])
    known, places = np.unique(cells, return_inverse=True)
    own = np.bincount(places, weights=np.concatenate([one.own for one in members]))
    return Insider(" and ".join(one.title for one in members[:2]), known, own)
