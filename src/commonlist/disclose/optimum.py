"""The fewest, or least valuable, secondary cells: cuts from demands that a pattern leaves unmet, until no cheaper pattern is left.

Benders decomposition as in Fischetti and Salazar-González (Management Science 47, 2001): a master chooses a pattern; for each demand
that it leaves unmet, the dual prices of the published cells say that some of them must be suppressed. The master's optimum is a bound on
every pattern; a pattern that leaves nothing unmet and costs no more is proven. Cuts are sought between the master's pattern and the best
one as well (in-out separation, Ben-Ameur and Neto, 2007): they are deeper there. In between the master looks near the best pattern alone
(local branching, Fischetti and Lodi, 2003), as long as that finds better ones.
"""

import math
from collections.abc import Callable, Iterator
from dataclasses import dataclass

import highspy
import numpy as np
from scipy.sparse import csc_array

from commonlist.disclose.cuts import Cuts
from commonlist.disclose.deviations import MET, PRIMAL, Demands, Pair, System, model, settle
from commonlist.disclose.prune import Budget, Pattern

LEAST_GAIN = 0.002
BOUNDING = 0.4
MOST_NODES = 200
MASTER, LEAST_SECONDS = 0.3, 5.0
TOWARDS_BEST = 0.3
NEAR, MOST_LOOKS = 30, 2
MANY = 1000


@dataclass(frozen=True)
class Optimum:
    """The best pattern found, the least that any could cost, and whether this one does."""

    best: Pattern
    bound: float
    is_best: bool


@dataclass(frozen=True)
class Task:
    """The demands to meet, what cells weigh, the best pattern and the cuts so far; `improve` makes shares a whole pattern."""

    system: System
    is_given: np.ndarray
    weights: np.ndarray
    hard: Demands
    improve: Callable[[np.ndarray], Pattern]
    best: Pattern
    cuts: Cuts
    budget: Budget

    def cost(self, pattern: Pattern) -> float:
        """What the pattern costs."""
        return float(self.weights[pattern.secondary].sum())

    def is_best(self, pattern: Pattern, bound: float) -> bool:
        """Whether no pattern that the bound allows costs less."""
        return bound >= self.cost(pattern) - 0.999 * _step(self.weights)


def optimise(task: Task) -> Optimum:
    """The cheapest pattern for these demands, as far as the budget lasts; cuts that are found are added to the task's."""
    pricing, best = Pricing(task), task.best
    weights = np.where(task.is_given, np.inf, task.weights)
    bound, gained = 0.0, np.inf
    while task.budget.lasts(BOUNDING) and gained > LEAST_GAIN * bound:
        chosen, least = cheapest(task.cuts, weights, "shares")
        gained, bound = (least - bound if pricing.add(chosen) else 0.0), max(least, bound)
    is_near, looks = True, 0
    while task.budget.lasts() and not task.is_best(best, bound):
        chosen, least = cheapest(task.cuts, weights, "whole", MASTER * task.budget.seconds_left(), best if is_near else None)
        bound = bound if is_near else max(least, bound)
        if task.is_best(best, bound):
            break
        inner = (1 - TOWARDS_BEST) * chosen
        inner[best.secondary] += TOWARDS_BEST
        pricing.add(inner)
        is_whole = not pricing.add(chosen)
        found = task.improve(chosen)
        best, is_better = min((best, found), key=task.cost), task.cost(found) < task.cost(best)
        if is_whole and not is_near:
            break
        looks = looks + 1 if is_near else 0
        is_near = not is_near or (is_better and looks < MOST_LOOKS)
    return Optimum(best, bound, task.is_best(best, bound))


class Pricing:
    """What each published cell would add to the reach of a demand, by the duals of one linear programme."""

    def __init__(self, task: Task) -> None:
        self.task, self.system, self.is_given = task, task.system, task.is_given
        count = len(task.is_given)
        rows = np.zeros(self.system.sums.shape[0])
        self.solver = model(csc_array(self.system.sums), (np.zeros(count), np.zeros(count)), (rows, rows), np.zeros(count), PRIMAL)
        self.columns = np.arange(count, dtype=np.int32)
        self.of_attackers: dict[int, Pair] = {}

    def add(self, chosen: np.ndarray) -> int:
        """Add the cuts that this pattern (shares of suppression by cell) violates; how many demands it leaves unmet."""
        unmet = 0
        for demand in self._left(chosen):
            row = self.cut(chosen, demand)
            unmet += row is not None
            self.task.cuts.rows.extend([row] if row else [])
        return unmet

    def _left(self, chosen: np.ndarray) -> Iterator[Demands]:
        """The hard demands one by one; where they are many, those that no batch meets."""
        hard, share = self.task.hard, self._share(chosen)
        if len(hard) > MANY:
            met = np.zeros(len(hard), dtype=bool)
            rng = np.random.default_rng(len(hard))
            for attacker in np.unique(hard.attackers):
                theirs = np.flatnonzero(hard.attackers == attacker)
                floor, ceiling = self.bounds(int(attacker))
                within = floor * share, np.minimum(np.where(share >= 1, highspy.kHighsInf, share), ceiling)
                met[theirs] = settle(self.system, within, hard.of(theirs), rng)[0]
            hard = hard.of(~met)
        yield from (hard.of(np.array([number])) for number in range(len(hard)))

    def _share(self, chosen: np.ndarray) -> np.ndarray:
        return np.where(self.is_given, 1.0, np.clip(chosen, 0, 1))

    def cut(self, chosen: np.ndarray, demand: Demands) -> dict[int, float] | None:
        """The cut that this pattern (shares of suppression by cell) violates; None if the demand is met.

        A cell that is suppressed in part moves by that part of the level at the most: to move further is not needed.
        """
        cell, side = int(demand.cells[0]), int(demand.sides[0])
        far = float(demand.levels[0]) / float(self.system.scale[cell])
        floor, ceiling = self.bounds(int(demand.attackers[0]))
        share, most = self._share(chosen), float(demand.levels[0]) / self.system.scale
        lower = np.where(share >= 1, floor, share * np.maximum(floor, -most))
        upper = np.where(share >= 1, ceiling, np.minimum(share * most, ceiling))
        lower[cell], upper[cell] = (max(floor[cell], -far), ceiling[cell]) if side < 0 else (floor[cell], min(ceiling[cell], far))
        cost = np.zeros(len(self.columns))
        cost[cell] = -side
        self.solver.changeColsBounds(len(self.columns), self.columns, lower, upper)
        self.solver.changeColsCost(len(self.columns), self.columns, cost)
        self.solver.run()
        solution = self.solver.getSolution()
        if side * solution.col_value[cell] >= far * (1 - 1e-4):
            return None
        return self._row(np.array(solution.col_dual) / far, cell, (floor, ceiling))

    def bounds(self, attacker: int) -> Pair:
        """How far cells may move for this attacker."""
        if attacker not in self.of_attackers:
            self.of_attackers[attacker] = self.system.bounds(np.ones(len(self.columns), dtype=bool), attacker)
        return self.of_attackers[attacker]

    def _row(self, prices: np.ndarray, cell: int, bounds: Pair) -> dict[int, float] | None:
        """Upwards a cell may move without end, so that any price above nothing lets it meet the demand alone.

        Only a cell that is suppressed anyway has a published interval, and moves no further up than that.
        """
        floor, ceiling = bounds
        down = np.maximum(prices, 0) * -floor
        up = np.where((prices < -1e-7) & (ceiling > 0), 1.0, 0.0)
        worth = np.where(self.is_given, 0.0, np.clip(np.maximum(down, up), 0, 1))
        is_limited = self.is_given & np.isfinite(ceiling)
        limited = np.maximum(-prices, 0) * np.where(is_limited, ceiling, 0.0)
        known = float((down * self.is_given + limited)[np.arange(len(down)) != cell].sum())
        if known >= MET:
            return None
        return {int(one): min(float(worth[one]) / (1 - known), 1.0) for one in np.flatnonzero(worth > 1e-9)}


def cheapest(
    cuts: Cuts, weights: np.ndarray, kind: str, seconds: float = math.inf, near: Pattern | None = None
) -> tuple[np.ndarray, float]:
    """The cheapest pattern that the cuts allow, in shares or in whole cells, and a bound on all; cells of infinite weight are in none.

    `near` allows only patterns that differ from this one in NEAR cells at the most. Whole cells are sought for so many seconds at the
    most, by the clock; what is found until then need not keep all cuts.
    """
    count = len(weights)
    if not cuts.rows:
        return np.zeros(count), 0.0
    matrix = cuts.matrix(count)
    rows = cuts.least(), np.full(matrix.shape[0], highspy.kHighsInf)
    upper = np.isfinite(weights).astype(float)
    unit = float(np.median(weights[upper > 0])) if upper.any() else 1.0
    solver = model(matrix, (np.zeros(count), upper), rows, np.where(upper > 0, weights, 0) / unit)
    if near:
        others = np.ones(count)
        others[near.secondary] = -1.0
        solver.addRow(-highspy.kHighsInf, float(NEAR - len(near.secondary)), count, np.arange(count, dtype=np.int32), others)
    if kind == "whole":
        integer = np.full(count, highspy.HighsVarType.kInteger)
        solver.changeColsIntegrality(count, np.arange(count, dtype=np.int32), integer)
        solver.setOptionValue("mip_max_nodes", MOST_NODES)
        solver.setOptionValue("mip_rel_gap", 1e-9)
        solver.setOptionValue("time_limit", max(seconds, LEAST_SECONDS))
    solver.run()
    info = solver.getInfo()
    least = info.mip_dual_bound if kind == "whole" else info.objective_function_value
    return np.array(solver.getSolution().col_value), max(float(least) * unit, 0.0)


def _step(weights: np.ndarray) -> float:
    """By how much two patterns differ in cost at the least: one where cells are counted, next to nothing where values are added."""
    return 1.0 if (weights == np.round(weights)).all() and weights.max() <= 1 else 1e-6
