"""Sensitive cells to the further cells that must be suppressed with them: as few, or as little value, as can be found.

1. Ask: which demands the cells that are suppressed anyway are seen to meet (`insiders`). The others, the hard ones, are worked on.
2. Repair: what every sum says by itself (`cuts`) is begun with; the deviation of least cost that meets hard demands tells which cells to
   suppress beside it; those suppressed already cost nothing.
3. Prune: every further cell is published again if the hard demands can still be met without it (`prune`).
4. Optimise: cuts lead to cheaper patterns and to a bound on all (`optimum`); each pattern is completed by steps 2 and 3.
5. Show: nothing leaves here unless every demand of every attacker is met; what is not is hard, and goes through 2 again.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cached_property
from itertools import count
from time import process_time

import highspy
import numpy as np
from scipy.sparse import csc_array, hstack

from commonlist.disclose.cells import DIFFERENCE, TOTAL, VINTAGE, Cells
from commonlist.disclose.cuts import Cuts, of_sums
from commonlist.disclose.deviations import EXACTLY, INTERIOR, NOISE, OUTSIDER, Demands, Insider, System, joined, model, settle
from commonlist.disclose.insiders import Pool, ask
from commonlist.disclose.optimum import Task, cheapest, optimise
from commonlist.disclose.primary import Levels
from commonlist.disclose.prune import SMALL, Budget, Pattern, Pruning, prune
from commonlist.errors import DisclosureError

ROUNDS = 4
WHOLE = 0.99
CELLS_A_DEMAND = 500
LOOKS = (0.2, 0.4, 0.6, 0.8, 0.92)


@dataclass(frozen=True)
class Protected:
    """The pattern: `secondary` (numbers of cells), its cost and the least possible, and deviations that show it.

    `demands` are those of an outsider; what they are to an insider `System.asked_by` tells.
    """

    secondary: np.ndarray
    cost: float
    bound: float
    system: System
    demands: Demands
    witnesses: tuple[np.ndarray, ...]


def demands_of(cells: Cells, levels: Levels) -> Demands:
    """Both sides of every sensitive cell with a level; downwards never further than there is room."""
    below = np.minimum(levels.levels, cells.values[levels.cells] if levels.rooms is None else levels.rooms)
    both = np.concatenate([levels.levels, below])
    count = len(levels.cells)
    found = Demands(np.tile(levels.cells, 2), np.repeat([1, -1], count), both, np.zeros(2 * count, dtype=np.int64))
    return found.of(both > 0)


def for_seconds(seconds: float) -> Budget:
    """The search ends after so many seconds of CPU; what it finds depends on the machine."""
    began = process_time()
    return Budget(lambda: (process_time() - began) / seconds if seconds else 1.0, seconds)


def for_steps(steps: int) -> Budget:
    """The search ends after so many steps; what it finds is the same every time."""
    taken = count()
    return Budget(lambda: next(taken) / steps if steps else 1.0)


def protect(cells: Cells, levels: Levels, weights: np.ndarray, insiders: Sequence[Insider], budget: Budget) -> Protected:
    """The secondary cells, minimising the sum of `weights` (one a cell, ones to lose few cells, values to lose little value).

    Cells of weight zero are suppressed at no cost (those of earlier editions), cells of infinite weight stay published. `budget`
    bounds the search for less, never the protection. Raises DisclosureError `disclose.not_protected` where no suppression protects a cell.
    """
    demands = demands_of(cells, levels)
    system = System(cells, demands, insiders)
    is_given = weights == 0
    is_given[levels.cells] = True
    rng = np.random.default_rng(len(cells))
    pool = Pool(system)
    search = Search(system, is_given, weights, ask(pool, is_given, demands, rng), budget)
    chosen, bound = cheapest(search.cuts, np.where(is_given, np.inf, weights), "whole", budget.seconds_left())
    looks, best, is_best = iter(LOOKS if insiders else ()), search.complete(chosen), False
    while True:
        until = next(looks, 1.0)
        if budget.lasts(until):
            found = optimise(Task(system, is_given, weights, search.hard, search.complete, best, search.cuts, budget.part(until)))
            best, bound, is_best = found.best, max(bound, found.bound), found.is_best
        pool.add(best.shown)
        left = ask(pool, search.freed(best.secondary), demands, rng)
        if len(left):
            search = search.with_hard(left)
            best = search.complete(np.isin(np.arange(len(cells)), best.secondary).astype(float))
        elif is_best or not budget.lasts():
            break
    cost = float(weights[best.secondary].sum())
    secondary = np.union1d(best.secondary, np.setdiff1d(np.flatnonzero(is_given), levels.cells))
    return Protected(secondary, cost, min(bound, cost), system, demands, tuple(pool.deviations))


@dataclass(frozen=True)
class Search:
    """How patterns that leave demands unmet are completed, until the time is over."""

    system: System
    is_given: np.ndarray
    weights: np.ndarray
    hard: Demands
    budget: Budget
    learned: Cuts = field(default_factory=Cuts)

    @cached_property
    def cuts(self) -> Cuts:
        """What single sums say of the hard demands, and what was learned before they were as many."""
        return of_sums(self.system, self.is_given, self.hard).beside(self.learned)

    def with_hard(self, more: Demands) -> "Search":
        """The search, with these demands met as well."""
        return Search(self.system, self.is_given, self.weights, joined([self.hard, more]), self.budget, self.cuts)

    def freed(self, secondary: np.ndarray) -> np.ndarray:
        """Which cells are suppressed with these secondary ones."""
        is_free = self.is_given.copy()
        is_free[secondary] = True
        return is_free

    def complete(self, shares: np.ndarray) -> Pattern:
        """Secondary cells that meet all hard demands; cells of higher shares (0 to 1) are taken sooner. Unneeded ones are pruned."""
        leaning = self.weights * (1 - 0.98 * np.clip(shares, 0, 1))
        repair = Repair(self.system, self.is_given | (shares > WHOLE), leaning)
        shown = _repair(repair, self.hard)
        return prune(Pruning(self.system, repair.is_free, self.is_given, leaning, self.hard, shown, self.cuts), self.budget)


class Repair:
    """The cheapest deviations that meet demands, cell by cell as two columns (up, down) that are never negative."""

    def __init__(self, system: System, is_free: np.ndarray, weights: np.ndarray) -> None:
        self.system, self.is_free, self.weights = system, is_free.copy(), weights
        self.count = len(system.values)
        self.may_move = np.isfinite(weights) | is_free
        rows = np.zeros(system.sums.shape[0])
        sums = csc_array(system.sums)
        nothing = np.zeros(2 * self.count)
        self.solver = model(
            csc_array(hstack([sums, -sums])), (nothing, nothing), (rows, rows), nothing, INTERIOR if system.is_large else EXACTLY
        )
        self.columns = np.arange(2 * self.count, dtype=np.int32)
        self.rounds = 1 if system.is_large else ROUNDS

    def meet(self, demand: Demands) -> np.ndarray | None:
        """A deviation that meets these demands (one attacker's, of different cells), None if there is none; its cells are free then.

        Where others move far, the solver leaves cells a little beyond what the attacker knows of them: that is cut off.
        """
        asked = np.where(demand.sides > 0, demand.cells, demand.cells + self.count)
        other = np.where(demand.sides > 0, demand.cells + self.count, demand.cells)
        floor, ceiling = self.system.bounds(self.may_move, int(demand.attackers[0]))
        least, most = np.zeros(2 * self.count), np.concatenate([ceiling, -floor])
        least[asked] = demand.levels / self.system.scale[demand.cells]
        if (least[asked] > most[asked] + NOISE).any():
            return None
        most[asked], most[other] = np.maximum(most[asked], least[asked]), 0.0
        self.solver.changeColsBounds(len(self.columns), self.columns, least, most)
        moved = np.ones(self.count)
        for _ in range(self.rounds):
            cost = np.where(self.is_free, 0.0, np.where(np.isinf(self.weights), 1.0, self.weights) / (moved + SMALL))
            cost /= max(float(np.median(cost[cost > 0])), 1e-300) if (cost > 0).any() else 1.0
            self.solver.changeColsCost(len(self.columns), self.columns, np.clip(np.tile(cost, 2), 0, 1e6))
            self.solver.run()
            if self.solver.getModelStatus() != highspy.HighsModelStatus.kOptimal:
                return None
            both = np.array(self.solver.getSolution().col_value)
            moved = np.abs(both[: self.count] - both[self.count :])
        self.is_free |= moved > SMALL
        deviation: np.ndarray = np.clip(both[: self.count] - both[self.count :], floor, ceiling) * self.system.scale
        return deviation


def _repair(repair: Repair, hard: Demands) -> list[np.ndarray]:
    """Deviations that meet all hard demands, first by batches, then those of the largest levels first; in large systems all at a time."""
    together = len(hard) if repair.system.is_large else 1 + repair.count // CELLS_A_DEMAND
    met = np.zeros(len(hard), dtype=bool)
    shown: list[np.ndarray] = []
    for attacker in np.unique(hard.attackers).tolist():
        asked = hard.of(~met & (hard.attackers == attacker))
        batches = settle(repair.system, repair.system.bounds(repair.is_free, attacker), asked, np.random.default_rng(len(hard)))[1]
        shown += batches
        for one in batches:
            met |= repair.system.met(hard, one)
    while not met.all():
        open_ = np.flatnonzero(~met)
        open_ = open_[hard.attackers[open_] == hard.attackers[open_].min()]
        open_ = open_[np.argsort(-hard.levels[open_], kind="stable")]
        _, first = np.unique(hard.cells[open_], return_index=True)
        asked, before = open_[np.sort(first)][:together], met.sum()
        for found in _met_together(repair, hard.of(asked)):
            met |= repair.system.met(hard, found)
            shown.append(found)
        if met.sum() == before:
            raise _not_protected(repair.system, hard.of(asked[:1]))
    return shown


def _met_together(repair: Repair, demands: Demands) -> list[np.ndarray]:
    """One deviation for all of these demands of different cells, or one for each half where there is none for all."""
    found = repair.meet(demands)
    if found is not None:
        return [found]
    if len(demands) == 1:
        raise _not_protected(repair.system, demands)
    half = len(demands) // 2
    places = np.arange(len(demands))
    return [one for part in (places[:half], places[half:]) for one in _met_together(repair, demands.of(part))]


def _not_protected(system: System, demand: Demands) -> DisclosureError:
    """In words that others than the operator may read: which cell, and neither by how much nor against which exporter."""
    codes = dict(system.keys[int(demand.cells[0])])
    since = codes.pop(VINTAGE, "")
    what = "a revision" if since == DIFFERENCE else f"cell {', '.join(codes[name] for name in sorted(codes)) or TOTAL}"
    whom = "an outsider" if int(demand.attackers[0]) == OUTSIDER else "somebody who has a part in it"
    message = f"no suppression protects {what} against {whom}"
    next_step = "suppress the margins of its table as well, or leave the table out"
    return DisclosureError("disclose.not_protected", message, next_step=next_step)
