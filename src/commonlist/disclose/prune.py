"""A pattern of suppressed cells to one with fewer: each further cell is published again if the hard demands can be met without it."""

import math
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from commonlist.disclose.cuts import Cuts
from commonlist.disclose.deviations import MET, Demands, Reach, System, settle

SMALL = 1e-7
MANY = 30


@dataclass(frozen=True)
class Budget:
    """How long a search may go on: `spent` tells the share of the time, or of the steps, that is spent; `seconds` is all of the time."""

    spent: Callable[[], float]
    seconds: float = math.inf

    def lasts(self, share: float = 1.0) -> bool:
        """Whether less than this share is spent."""
        return self.spent() < share

    def part(self, share: float) -> "Budget":
        """The first part of it."""
        return Budget(lambda: self.spent() / share, self.seconds * share)

    def seconds_left(self) -> float:
        """What is left of the time; without end where steps are counted."""
        return self.seconds if math.isinf(self.seconds) else max(self.seconds * (1 - self.spent()), 0.0)


@dataclass(frozen=True)
class Pattern:
    """Secondary cells that meet all hard demands, and deviations that show it."""

    secondary: np.ndarray
    shown: list[np.ndarray]


@dataclass
class Pruning:
    """What pruning starts from: cells that are free, those given, deviations that meet all hard demands, cuts that all patterns keep.

    Cells of the most weight are tried first: what costs most, and what a pattern is least likely to need.
    """

    system: System
    is_free: np.ndarray
    is_given: np.ndarray
    weights: np.ndarray
    hard: Demands
    shown: list[np.ndarray]
    cuts: Cuts


def prune(start: Pruning, budget: Budget) -> Pattern:
    """The further cells that are still needed, those of the most weight tried first, as far as time allows."""
    reaches, needed = Reaches(start), Needed(start)
    witness_of = _witnesses(start)
    candidates = np.flatnonzero(start.is_free & ~start.is_given)
    for cell in candidates[np.argsort(-start.weights[candidates], kind="stable")]:
        if needed.by_cuts(cell):
            continue
        if not budget.lasts():
            break
        touched = [n for n, one in enumerate(witness_of) if abs(one[cell]) > SMALL * start.system.scale[cell]]
        reaches.hold(cell)
        renewed = _renewed(reaches, start, touched)
        if renewed is None:
            reaches.free(cell)
            continue
        needed.hold(cell)
        for n, one in renewed.items():
            witness_of[n] = one
    shown = {id(one): one for one in witness_of}
    return Pattern(np.flatnonzero(reaches.is_free & ~start.is_given), list(shown.values()))


class Needed:
    """Which cells the cuts do not let go, as cells are held."""

    def __init__(self, start: Pruning) -> None:
        self.matrix = start.cuts.plain().matrix(len(start.is_free))
        self.reached = self.matrix @ (start.is_free & ~start.is_given).astype(float)

    def by_cuts(self, cell: int) -> bool:
        """Whether some cut is no longer kept without this cell."""
        column = self.matrix[:, [cell]]
        return bool((self.reached[column.indices] - column.data < MET).any())

    def hold(self, cell: int) -> None:
        """Count this cell no more."""
        column = self.matrix[:, [cell]]
        self.reached[column.indices] -= column.data


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
    open_ = np.array(sorted(touched, key=lambda n: -reaches.failed[n]), dtype=np.int64)
    while len(open_):
        one = start.hard.of(open_[:1])
        attacker = int(one.attackers[0])
        found = reaches.of(attacker).meet(one)
        if found is None:
            reaches.failed[open_[0]] += 1
            return None
        deviations = [found]
        if len(open_) > MANY:
            theirs = start.hard.of(open_[start.hard.attackers[open_] == attacker])
            within = start.system.bounds(reaches.is_free, attacker)
            deviations += settle(start.system, within, theirs, np.random.default_rng(len(open_)))[1]
        renewed[int(open_[0])] = found
        open_ = open_[1:]
        for deviation in deviations:
            met = start.system.met(start.hard.of(open_), deviation)
            renewed |= dict.fromkeys(open_[met].tolist(), deviation)
            open_ = open_[~met]
    return renewed
