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

from commonlist.disclose.deviations import MET, Demands, System, model

ASIDE = 1e-6
LEAST_GAIN = 0.002


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
    """A pattern that meets every demand, what it costs, and the least that any could cost."""

    secondary: np.ndarray
    cost: float
    bound: float


Improve = Callable[[np.ndarray], np.ndarray]


@dataclass(frozen=True)
class Task:
    """The demands to meet and what cells weigh. `improve` completes a pattern (shares of suppression by cell) to one that meets all."""

    system: System
    is_primary: np.ndarray
    weights: np.ndarray
    hard: Demands
    improve: Improve
    in_time: Callable[[], bool]


def optimise(task: Task) -> Optimum:
    """The cheapest pattern for these demands, as far as time allows."""
    system, is_primary, weights, hard = task.system, task.is_primary, task.weights, task.hard
    cuts, pricing = Cuts(neighbours(system, is_primary, hard)), Pricing(system, is_primary)
    chosen, bound = np.zeros(len(weights)), 0.0
    gained = np.inf
    while task.in_time() and gained > LEAST_GAIN * bound:
        before = bound
        chosen, bound = _master(cuts, weights, is_primary, "shares", bound)
        gained = bound - before if pricing.add(cuts, chosen, hard) else 0.0
    best = task.improve(chosen)
    cost = float(weights[best].sum())
    while task.in_time() and bound < cost - 0.999 * _step(weights):
        chosen, bound = _master(cuts, weights, is_primary, "whole", bound)
        if not pricing.add(cuts, chosen, hard):
            best, cost = np.flatnonzero(chosen > 0.5), float(weights[chosen > 0.5].sum())
            break
        found = task.improve(chosen)
        if weights[found].sum() < cost:
            best, cost = found, float(weights[found].sum())
    return Optimum(best, cost, bound)


def neighbours(system: System, is_primary: np.ndarray, hard: Demands) -> list[dict[int, float]]:
    """A suppressed cell that stands alone in a sum is no secret, and helps none: each needs another beside it in each of its sums.

    For a cell that may or may not be suppressed the cut reads: its own share must not exceed the shares beside it.
    """
    found = []
    sums = csr_array(system.sums)
    demanded = set(hard.cells.tolist())
    for start, end in zip(sums.indptr[:-1], sums.indptr[1:], strict=True):
        cells = sums.indices[start:end].tolist()
        secret = [cell for cell in cells if is_primary[cell]]
        if len(secret) == 1 and secret[0] in demanded:
            found.append({cell: 1.0 for cell in cells if cell != secret[0]})
        if not secret:
            found.extend({other: -1.0 if other == cell else 1.0 for other in cells} for cell in cells)
    return found


class Pricing:
    """What each published cell would add to the reach of a demand, by the duals of one linear programme."""

    def __init__(self, system: System, is_primary: np.ndarray) -> None:
        self.system, self.is_primary = system, is_primary
        count = len(system.values)
        rows = np.zeros(system.sums.shape[0])
        self.solver = model(csc_array(system.sums), (np.zeros(count), np.zeros(count)), (rows, rows), np.zeros(count))
        self.columns = np.arange(count, dtype=np.int32)

    def add(self, cuts: Cuts, chosen: np.ndarray, hard: Demands) -> int:
        """Add the cuts that this pattern violates; how many there are."""
        found = [row for row in (self.cut(chosen, hard.of(np.array([number]))) for number in range(len(hard))) if row is not None]
        cuts.rows.extend(found)
        return len(found)

    def cut(self, chosen: np.ndarray, demand: Demands) -> dict[int, float] | None:
        """The cut that this pattern (shares of suppression by cell) violates; None if the demand is met."""
        cell, side = int(demand.cells[0]), int(demand.sides[0])
        share = np.where(self.is_primary, 1.0, np.clip(chosen, 0, 1))
        lower = self.system.floor * np.maximum(share, ASIDE)
        upper = np.where(share >= 1, highspy.kHighsInf, np.maximum(share, ASIDE))
        lower[cell], upper[cell] = (max(self.system.floor[cell], -1.0), highspy.kHighsInf) if side < 0 else (self.system.floor[cell], 1.0)
        cost = np.zeros(len(self.columns))
        cost[cell] = -side
        self.solver.changeColsBounds(len(self.columns), self.columns, lower, upper)
        self.solver.changeColsCost(len(self.columns), self.columns, cost)
        self.solver.run()
        solution = self.solver.getSolution()
        if side * solution.col_value[cell] >= 1 - 1e-4:
            return None
        return self._row(np.array(solution.col_dual), cell)

    def _row(self, prices: np.ndarray, cell: int) -> dict[int, float] | None:
        """Upwards a cell may move without end, so that any price above nothing lets it meet the demand alone."""
        down = np.maximum(prices, 0) * -self.system.floor
        up = np.where(prices < -1e-7, 1.0, 0.0)
        worth = np.where(self.is_primary, 0.0, np.clip(np.maximum(down, up), 0, 1))
        known = float((down * self.is_primary)[np.arange(len(down)) != cell].sum())
        if known >= MET:
            return None
        return {int(one): min(float(worth[one]) / (1 - known), 1.0) for one in np.flatnonzero(worth > 1e-9)}


def _master(cuts: Cuts, weights: np.ndarray, is_primary: np.ndarray, kind: str, bound: float) -> tuple[np.ndarray, float]:
    """The cheapest pattern that the cuts allow, in shares or in whole cells, and the highest bound so far."""
    count = len(weights)
    matrix = cuts.matrix(count)
    rows = cuts.least(), np.full(matrix.shape[0], highspy.kHighsInf)
    upper = np.where(is_primary | np.isinf(weights), 0.0, 1.0)
    unit = float(np.median(weights[upper > 0]))
    solver = model(matrix, (np.zeros(count), upper), rows, np.where(upper > 0, weights, 0) / unit)
    if kind == "whole":
        integer = np.full(count, highspy.HighsVarType.kInteger)
        solver.changeColsIntegrality(count, np.arange(count, dtype=np.int32), integer)
        solver.setOptionValue("time_limit", 20.0)
        solver.setOptionValue("mip_rel_gap", 1e-9)
    solver.run()
    info = solver.getInfo()
    least = (info.mip_dual_bound if kind == "whole" else info.objective_function_value) * unit
    return np.array(solver.getSolution().col_value), max(bound, least)


def _step(weights: np.ndarray) -> float:
    """By how much two patterns differ in cost at the least: one where cells are counted, next to nothing where values are added."""
    return 1.0 if (weights == np.round(weights)).all() and weights.max() <= 1 else 1e-6
