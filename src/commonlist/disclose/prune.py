"""A pattern of suppressed cells to one with fewer: each further cell is published again if the hard demands can be met without it."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from commonlist.disclose.deviations import Demands, Reach, System

SMALL = 1e-7
InTime = Callable[[float], bool]
"""Whether less than this share of the time, or of the steps, is spent."""


@dataclass
class Pruning:
    """What pruning starts from: cells that are free, those that are given, and deviations that meet all hard demands.

    Cells of the most weight are tried first: what costs most, and what a pattern is least likely to need.
    """

    system: System
    is_free: np.ndarray
    is_given: np.ndarray
    weights: np.ndarray
    hard: Demands
    shown: list[np.ndarray]


def prune(start: Pruning, in_time: InTime) -> np.ndarray:
    """The further cells that are still needed, those of the most weight tried first, as far as time allows."""
    reaches = Reaches(start)
    witness_of = _witnesses(start)
    candidates = np.flatnonzero(start.is_free & ~start.is_given)
    for cell in candidates[np.argsort(-start.weights[candidates], kind="stable")]:
        if not in_time(1.0):
            break
        touched = [n for n, one in enumerate(witness_of) if abs(one[cell]) > SMALL * start.system.scale[cell]]
        reaches.hold(cell)
        renewed = _renewed(reaches, start, touched)
        if renewed is None:
            reaches.free(cell)
            continue
        for n, one in renewed.items():
            witness_of[n] = one
    return np.flatnonzero(reaches.is_free & ~start.is_given)


class Reaches:
    """One `Reach` for each attacker, made when first asked, all with the same cells free."""

    def __init__(self, start: Pruning) -> None:
        self.system, self.is_free = start.system, start.is_free.copy()
        self.made: dict[int, Reach] = {}
        self.failed = np.zeros(len(start.hard))

    def of(self, attacker: int) -> Reach:
        """The reach of this attacker's beliefs."""
        if attacker not in self.made:
            self.made[attacker] = Reach(self.system, self.is_free, attacker)
        return self.made[attacker]

    def hold(self, cell: int) -> None:
        """Hold the cell at its value."""
        self.is_free[cell] = False
        for reach in self.made.values():
            reach.hold(np.array([cell]))

    def free(self, cell: int) -> None:
        """Free the cell again."""
        self.is_free[cell] = True
        for reach in self.made.values():
            reach.free(np.array([cell]))


def _witnesses(start: Pruning) -> list[np.ndarray]:
    met = [start.system.met(start.hard, one) for one in start.shown]
    return [start.shown[next(place for place, found in enumerate(met) if found[n])] for n in range(len(start.hard))]


def _renewed(reaches: Reaches, start: Pruning, touched: list[int]) -> dict[int, np.ndarray] | None:
    """New deviations for these demands with the cells now free; None as soon as one cannot be met, likely ones first."""
    renewed: dict[int, np.ndarray] = {}
    open_ = sorted(touched, key=lambda n: -reaches.failed[n])
    while open_:
        demand = start.hard.of(np.array([open_[0]]))
        found = reaches.of(int(demand.attackers[0])).meet(demand)
        if found is None:
            reaches.failed[open_[0]] += 1
            return None
        met = start.system.met(start.hard.of(np.array(open_)), found)
        met[0] = True
        renewed |= {n: found for n, is_met in zip(open_, met, strict=True) if is_met}
        open_ = [n for n, is_met in zip(open_, met, strict=True) if not is_met]
    return renewed
