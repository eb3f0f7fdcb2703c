"""The fewest, or least valuable, secondary cells: cuts from demands that a pattern leaves unmet, until no cheaper pattern is left.

Benders decomposition as in Fischetti and Salazar-González (Management Science 47, 2001): a master chooses a pattern; for each demand
that it leaves unmet, the dual prices of the published cells say that some of them must be suppressed. The master's optimum is a bound on
every pattern; a pattern that leaves nothing unmet and costs no more is proven.
"""

from collections.abc import Callable
from dataclasses import dataclass, field

import highspy
import numpy as np
from scipy.sparse import csc_array, csr_array

from commonlist.disclose.deviations import MET, PRIMAL, Demands, Pair, System, model
from commonlist.disclose.prune import InTime

ASIDE = 0.0
LEAST_GAIN = 0.02
BOUNDING = 0.4
MOST_NODES = 200


@dataclass
class Cuts:
    """Sums over candidate cells that must reach one; one dictionary each, of coefficients by cell."""

    rows: list[dict[int, float]] = field(default_factory=list)

    def matrix(self, count: int) -> csc_array:
        """The cuts as a matrix over all cells."""
        lengths = [len(row) for row in self.rows]
        places = np.repeat(np.arange(len(self.rows)), lengths)
        columns = np.array([cell for row in self.rows for cell in row], dtype=np.int64)
        numbers = np.array([number for row in self.rows for number in row.values()])
        return csc_array((numbers, (places, columns)), shape=(len(self.rows), count))

    def least(self) -> np.ndarray:
        """What each cut must reach."""
        return np.array([0.0 if min(row.values(), default=0) < 0 else 1.0 for row in self.rows])


@dataclass(frozen=True)
class Optimum:
    """A pattern that meets every demand, the least that any could cost, and whether this one does."""

    secondary: np.ndarray
    bound: float
    is_best: bool


Improve = Callable[[np.ndarray], np.ndarray]


@dataclass(frozen=True)
class Task:
    """The demands to meet, what cells weigh, the best pattern (if any) and the cuts so far; `improve` makes shares a whole pattern."""

    system: System
    is_given: np.ndarray
    weights: np.ndarray
    hard: Demands
    improve: Improve
    best: np.ndarray | None
    learned: Cuts
    in_time: InTime


def optimise(task: Task) -> Optimum:
    """The cheapest pattern for these demands, as far as time allows; cuts that were found are added to those learned."""
    system, is_given, weights, hard = task.system, task.is_given, task.weights, task.hard
    cuts, pricing = Cuts([*task.learned.rows, *neighbours(system, is_given, hard)]), Pricing(system, is_given)
    known = len(cuts.rows)
    chosen, bound = np.zeros(len(weights)), 0.0
    gained = np.inf
    while task.in_time(BOUNDING) and gained > LEAST_GAIN * bound:
        before = bound
        chosen, bound = _master(cuts, weights, is_given, "shares", bound)
        gained = bound - before if pricing.add(cuts, chosen, hard) else 0.0
    found = task.improve(chosen)
    best = found if task.best is None else min((task.best, found), key=lambda pattern: weights[pattern].sum())
    cost = float(weights[best].sum())
    while task.in_time(1.0) and bound < cost - 0.999 * _step(weights):
        chosen, bound = _master(cuts, weights, is_given, "whole", bound)
        if not pricing.add(cuts, chosen, hard):
            best, cost = np.flatnonzero(chosen > 0.5), float(weights[chosen > 0.5].sum())
            break
        found = task.improve(chosen)
        if weights[found].sum() < cost:
            best, cost = found, float(weights[found].sum())
    task.learned.rows.extend(cuts.rows[known:])
    return Optimum(best, bound, bound >= cost - 0.999 * _step(weights))


def neighbours(system: System, is_given: np.ndarray, hard: Demands) -> list[dict[int, float]]:
    """A suppressed cell that stands alone in a sum is no secret, and helps none: each needs another beside it in each of its sums.

    For a cell that may or may not be suppressed the cut reads: its own share must not exceed the shares beside it.
    """
    found = []
    sums = csr_array(system.sums)
    pairs = set(zip(hard.cells.tolist(), hard.attackers.tolist(), strict=True))
    asking: dict[int, list[int]] = {}
    for cell, attacker in pairs:
        asking.setdefault(cell, []).append(attacker)
    moves = {attacker: _moving(system, attacker) for _, attacker in pairs}
    for start, end in zip(sums.indptr[:-1], sums.indptr[1:], strict=True):
        cells = sums.indices[start:end].tolist()
        secret = [cell for cell in cells if is_given[cell]]
        for asked in secret:
            for attacker in asking.get(asked, []):
                beside = [other for other in cells if other != asked and moves[attacker][other]]
                if not any(is_given[other] for other in beside):
                    found.append(dict.fromkeys(beside, 1.0))
        if not secret:
            found.extend({other: -1.0 if other == cell else 1.0 for other in cells} for cell in cells)
    return found


def _moving(system: System, attacker: int) -> np.ndarray:
    lower, upper = system.bounds(np.ones(len(system.values), dtype=bool), attacker)
    return (lower < 0) | (upper > 0)


class Pricing:
    """What each published cell would add to the reach of a demand, by the duals of one linear programme."""

    def __init__(self, system: System, is_given: np.ndarray) -> None:
        self.system, self.is_given = system, is_given
        count = len(system.values)
        rows = np.zeros(system.sums.shape[0])
        self.solver = model(csc_array(system.sums), (np.zeros(count), np.zeros(count)), (rows, rows), np.zeros(count))
        self.columns = np.arange(count, dtype=np.int32)
        self.of_attackers: dict[int, Pair] = {}
        self.solver.setOptionValue("simplex_strategy", PRIMAL)

    def add(self, cuts: Cuts, chosen: np.ndarray, hard: Demands) -> int:
        """Add the cuts that this pattern violates; how many there are."""
        found = [row for row in (self.cut(chosen, hard.of(np.array([number]))) for number in range(len(hard))) if row is not None]
        cuts.rows.extend(found)
        return len(found)

    def cut(self, chosen: np.ndarray, demand: Demands) -> dict[int, float] | None:
        """The cut that this pattern (shares of suppression by cell) violates; None if the demand is met."""
        cell, side = int(demand.cells[0]), int(demand.sides[0])
        far = float(demand.levels[0]) / float(self.system.scale[cell])
        floor, ceiling = self.bounds(int(demand.attackers[0]))
        share = np.where(self.is_given, 1.0, np.clip(chosen, 0, 1))
        lower = floor * np.maximum(share, ASIDE)
        upper = np.minimum(np.where(share >= 1, highspy.kHighsInf, np.maximum(share, ASIDE)), ceiling)
        lower[cell], upper[cell] = (max(floor[cell], -far), highspy.kHighsInf) if side < 0 else (floor[cell], far)
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


def _master(cuts: Cuts, weights: np.ndarray, is_given: np.ndarray, kind: str, bound: float) -> tuple[np.ndarray, float]:
    """The cheapest pattern that the cuts allow, in shares or in whole cells, and the highest bound so far."""
    count = len(weights)
    matrix = cuts.matrix(count)
    rows = cuts.least(), np.full(matrix.shape[0], highspy.kHighsInf)
    upper = np.where(is_given | np.isinf(weights), 0.0, 1.0)
    unit = float(np.median(weights[upper > 0])) if upper.any() else 1.0
    solver = model(matrix, (np.zeros(count), upper), rows, np.where(upper > 0, weights, 0) / unit)
    if kind == "whole":
        integer = np.full(count, highspy.HighsVarType.kInteger)
        solver.changeColsIntegrality(count, np.arange(count, dtype=np.int32), integer)
        solver.setOptionValue("mip_max_nodes", MOST_NODES)
        solver.setOptionValue("mip_rel_gap", 1e-9)
    solver.run()
    info = solver.getInfo()
    least = (info.mip_dual_bound if kind == "whole" else info.objective_function_value) * unit
    return np.array(solver.getSolution().col_value), max(bound, least)


def _step(weights: np.ndarray) -> float:
    """By how much two patterns differ in cost at the least: one where cells are counted, next to nothing where values are added."""
    return 1.0 if (weights == np.round(weights)).all() and weights.max() <= 1 else 1e-6
