"""Sensitive cells to the further cells that must be suppressed with them: as few, or as little value, as can be found.

1. Settle: which demands the sensitive cells are seen to meet among themselves (`deviations`). The others, the hard ones, are worked on.
2. Repair: the deviation of least cost that meets hard demands tells which cells to suppress; those suppressed already cost nothing.
3. Prune: every further cell is published again if the hard demands can still be met without it.
4. Optimise: cuts lead to cheaper patterns and to a bound on all (`optimum`); each pattern is completed by steps 2 and 3.
5. Show: nothing leaves here unless every demand is met by a deviation kept beside the pattern.
"""

from collections.abc import Callable
from dataclasses import dataclass
from time import monotonic

import highspy
import numpy as np
from scipy.sparse import csc_array, hstack

from commonlist.disclose.cells import Cells
from commonlist.disclose.deviations import Demands, Reach, System, model, settle
from commonlist.disclose.optimum import Task, optimise
from commonlist.disclose.primary import Levels
from commonlist.errors import DisclosureError

ROUNDS = 4
CELLS_A_DEMAND = 500
SMALL = 1e-7
Clock = Callable[[], float]


@dataclass(frozen=True)
class Protected:
    """The pattern: `secondary` (numbers of cells), deviations that show that every demand is met, its cost and the least possible."""

    secondary: np.ndarray
    demands: Demands
    witnesses: tuple[np.ndarray, ...]
    cost: float
    bound: float


def demands_of(cells: Cells, levels: Levels) -> Demands:
    """Both sides of every sensitive cell with a level; downwards never further than to zero."""
    below = np.minimum(levels.levels, cells.values[levels.cells])
    both = np.concatenate([levels.levels, below])
    count = len(levels.cells)
    found = Demands(np.tile(levels.cells, 2), np.repeat([1, -1], count), both)
    return found.of(both > 0)


def protect(cells: Cells, levels: Levels, weights: np.ndarray, seconds: float = 60.0, clock: Clock = monotonic) -> Protected:
    """The secondary cells, minimising the sum of `weights` (one a cell, ones to lose few cells, values to lose little value).

    Cells of weight zero cost nothing (those suppressed in earlier editions), cells of infinite weight stay published. `seconds` bounds
    the search for less, never the protection. Raises DisclosureError `disclose.not_protected` where no suppression protects a cell.
    """
    demands = demands_of(cells, levels)
    system = System(cells, demands)
    is_primary = np.zeros(len(cells), dtype=bool)
    is_primary[levels.cells] = True
    met, easy = settle(system, is_primary, demands, np.random.default_rng(len(cells)))
    hard = demands.of(~met)
    until = clock() + seconds
    search = Search(system, is_primary, weights, hard, lambda: clock() < until)
    found = optimise(Task(system, is_primary, weights, hard, search.complete, search.in_time))
    return Protected(found.secondary, demands, (*easy, *search.witnesses(found.secondary)), found.cost, found.bound)


def _unmet(reach: Reach, open_: Demands, easy: list[np.ndarray]) -> Demands:
    """The demands that the sensitive cells cannot meet among themselves; what meets the others is added to `easy`."""
    met = np.zeros(len(open_), dtype=bool)
    for number in range(len(open_)):
        if not met[number] and (found := reach.meet(open_.of(np.array([number])))) is not None:
            met |= open_.met_by(found)
            easy.append(found)
    return open_.of(~met)


@dataclass(frozen=True)
class Search:
    """How patterns that leave demands unmet are completed, until the time is over."""

    system: System
    is_primary: np.ndarray
    weights: np.ndarray
    hard: Demands
    in_time: Callable[[], bool]

    def complete(self, shares: np.ndarray) -> np.ndarray:
        """Secondary cells that meet all hard demands; cells of higher shares (0 to 1) are taken sooner. Unneeded ones are pruned."""
        leaning = self.weights * (1 - 0.98 * np.clip(shares, 0, 1))
        repair = Repair(self.system, self.is_primary, leaning)
        shown = _repair(repair, self.hard)
        return _prune(Pruning(self.system, repair.is_free, self.is_primary, self.weights, self.hard, shown), self.in_time)

    def witnesses(self, secondary: np.ndarray) -> list[np.ndarray]:
        """A deviation for every hard demand with these cells suppressed. Raises DisclosureError `disclose.not_protected`."""
        is_free = self.is_primary.copy()
        is_free[secondary] = True
        found: list[np.ndarray] = []
        left = _unmet(Reach(self.system, is_free), self.hard, found)
        if len(left):
            raise _not_protected(left)
        return found


class Repair:
    """The cheapest deviations that meet demands, cell by cell as two columns (up, down) that are never negative."""

    def __init__(self, system: System, is_free: np.ndarray, weights: np.ndarray) -> None:
        self.system, self.is_free, self.weights = system, is_free.copy(), weights
        self.count = len(system.values)
        self.most = np.concatenate([np.where(np.isinf(weights), 0.0, highspy.kHighsInf), np.where(np.isinf(weights), 0.0, -system.floor)])
        rows = np.zeros(system.sums.shape[0])
        sums = csc_array(system.sums)
        self.solver = model(csc_array(hstack([sums, -sums])), (np.zeros(2 * self.count), self.most), (rows, rows), np.zeros(2 * self.count))
        self.columns = np.arange(2 * self.count, dtype=np.int32)

    def meet(self, demand: Demands) -> np.ndarray | None:
        """A deviation that meets these demands (of different cells), None if there is none; the cells it needs are free from then on."""
        asked = np.where(demand.sides > 0, demand.cells, demand.cells + self.count)
        other = np.where(demand.sides > 0, demand.cells + self.count, demand.cells)
        self._bound(asked, np.ones(len(asked)), np.maximum(self.most[asked], 1.0))
        self._bound(other, np.zeros(len(other)), np.zeros(len(other)))
        moved = np.ones(self.count)
        for _ in range(ROUNDS):
            cost = np.where(self.is_free, 0.0, np.where(np.isinf(self.weights), 1.0, self.weights) / (moved + SMALL))
            cost /= max(float(np.median(cost[cost > 0])), 1e-300) if (cost > 0).any() else 1.0
            self.solver.changeColsCost(len(self.columns), self.columns, np.clip(np.tile(cost, 2), 0, 1e6))
            self.solver.run()
            if self.solver.getModelStatus() != highspy.HighsModelStatus.kOptimal:
                self._release(asked, other)
                return None
            both = np.array(self.solver.getSolution().col_value)
            moved = np.abs(both[: self.count] - both[self.count :])
        self._release(asked, other)
        self.is_free |= moved > SMALL
        deviation: np.ndarray = (both[: self.count] - both[self.count :]) * self.system.scale
        return deviation

    def _release(self, asked: np.ndarray, other: np.ndarray) -> None:
        self._bound(asked, np.zeros(len(asked)), self.most[asked])
        self._bound(other, np.zeros(len(other)), self.most[other])

    def _bound(self, columns: np.ndarray, lower: np.ndarray, upper: np.ndarray) -> None:
        self.solver.changeColsBounds(len(columns), columns.astype(np.int32), lower, upper)


def _repair(repair: Repair, hard: Demands) -> list[np.ndarray]:
    """Deviations that meet all hard demands, those of the largest levels first; in large systems several cells at a time."""
    together = 1 + repair.count // CELLS_A_DEMAND
    met = np.zeros(len(hard), dtype=bool)
    shown: list[np.ndarray] = []
    while not met.all():
        open_ = np.flatnonzero(~met)
        open_ = open_[np.argsort(-hard.levels[open_], kind="stable")]
        _, first = np.unique(hard.cells[open_], return_index=True)
        for found in _met_together(repair, hard.of(open_[np.sort(first)][:together])):
            met |= hard.met_by(found)
            shown.append(found)
    return shown


def _met_together(repair: Repair, demands: Demands) -> list[np.ndarray]:
    """One deviation for all of these demands of different cells, or one for each half where there is none for all."""
    found = repair.meet(demands)
    if found is not None:
        return [found]
    if len(demands) == 1:
        raise _not_protected(demands)
    half = len(demands) // 2
    places = np.arange(len(demands))
    return [one for part in (places[:half], places[half:]) for one in _met_together(repair, demands.of(part))]


@dataclass
class Pruning:
    """What pruning starts from, and what it keeps up to date: of each hard demand a deviation that meets it."""

    system: System
    is_free: np.ndarray
    is_primary: np.ndarray
    weights: np.ndarray
    hard: Demands
    shown: list[np.ndarray]


def _prune(start: Pruning, in_time: Callable[[], bool]) -> np.ndarray:
    reach = Reach(start.system, start.is_free)
    witness_of: list[np.ndarray] = [
        next(one for one in start.shown if start.hard.of(np.array([n])).met_by(one)[0]) for n in range(len(start.hard))
    ]
    candidates = np.flatnonzero(start.is_free & ~start.is_primary)
    for cell in candidates[np.argsort(-start.weights[candidates], kind="stable")]:
        if not in_time():
            break
        touched = [n for n, one in enumerate(witness_of) if abs(one[cell]) > SMALL * start.system.scale[cell]]
        reach.hold(np.array([cell]))
        renewed = _renewed(reach, start.hard, touched)
        if renewed is None:
            reach.free(np.array([cell]))
            continue
        for n, one in renewed.items():
            witness_of[n] = one
    return np.flatnonzero(reach.is_free & ~start.is_primary)


def _renewed(reach: Reach, hard: Demands, touched: list[int]) -> dict[int, np.ndarray] | None:
    """New deviations for these demands with the cells now free; None as soon as one cannot be met."""
    renewed: dict[int, np.ndarray] = {}
    open_ = list(touched)
    while open_:
        found = reach.meet(hard.of(np.array([open_[0]])))
        if found is None:
            return None
        done = [n for n in open_ if hard.of(np.array([n])).met_by(found)[0]]
        renewed |= dict.fromkeys(done, found)
        open_ = [n for n in open_ if n not in renewed]
    return renewed


def _not_protected(demand: Demands) -> DisclosureError:
    message = f"no suppression protects cell {int(demand.cells[0])} by {float(demand.levels[0]):g}"
    next_step = "suppress the margins of its table as well, or leave the table out"
    return DisclosureError("disclose.not_protected", message, next_step=next_step)
