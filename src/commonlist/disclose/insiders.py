"""Demands of outsiders to what is still open of them, for outsiders and for every insider, with some cells suppressed.

One deviation serves all attackers who can believe it. Where insiders are many, they are first asked in coalitions, rows and columns of a
square: who is protected against a coalition is protected against each of it, and two insiders meet in one coalition at most.
"""

from collections.abc import Iterator, Sequence

import numpy as np

from commonlist.disclose.deviations import NOISE, Demands, Insider, Reach, System, joined, settle

FEW, LITTLE = 40, 500


def ask(
    system: System, is_free: np.ndarray, demands: Demands, pool: Sequence[np.ndarray], rng: np.random.Generator
) -> tuple[Demands, list[np.ndarray]]:
    """The demands nobody's deviation of the free cells meets, by attacker, and the deviations that meet all others.

    `pool` are deviations known already. Insiders are asked only what an outsider is met with.
    """
    kept = [one for one in pool if not one[~is_free].any()]
    unmet = _reached(system, is_free, _left(system, demands, kept), kept, rng)
    answered = demands.of(~_among(demands, unmet))
    left = [_left(system, system.asked_by(answered, attacker), kept) for attacker in range(1, 1 + len(system.insiders))]
    for members in _coalitions(system.insiders):
        open_ = answered.of(_among(answered, joined([left[member] for member in members])))
        coalition = _as_one([system.insiders[member] for member in members])
        known = np.isin(open_.cells, coalition.cells[coalition.own >= (1 - NOISE) * system.values[coalition.cells]])
        found = settle(system, system.bounds(is_free, coalition=coalition), open_.of(~known), rng)[1]
        for member in members:
            left[member] = _left(system, left[member], found)
        kept += found
    return joined([unmet, *(_reached(system, is_free, _left(system, asked, kept), kept, rng) for asked in left)]), kept


def _left(system: System, asked: Demands, pool: Sequence[np.ndarray]) -> Demands:
    """What these deviations leave of one attacker's demands."""
    met = np.zeros(len(asked), dtype=bool)
    for one in pool if len(asked) else ():
        if system.believed(one)[asked.attackers[0]]:
            met |= asked.reached_by(one)
    return asked.of(~met)


def _reached(system: System, is_free: np.ndarray, asked: Demands, pool: list[np.ndarray], rng: np.random.Generator) -> Demands:
    """What no deviation of the free cells meets of one attacker's demands; deviations found are added to the pool."""
    if not len(asked):
        return asked
    attacker = int(asked.attackers[0])
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
