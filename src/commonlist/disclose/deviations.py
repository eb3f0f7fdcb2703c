"""How far an attacker must believe each sensitive cell could lie: linear programmes over deviations from the true values.

A deviation is another full table minus the true one: all sums still hold, no cell falls below zero, and what the attacker knows stays as
it is. A demand is one side of one sensitive cell: some deviation must move it by its protection level. One deviation meets many demands,
so demands are settled in batches, and one by one only where a batch leaves them.
"""

from dataclasses import dataclass
from typing import Any

import highspy
import numpy as np
from scipy.sparse import csc_array, csr_array, hstack, vstack

from commonlist.disclose.cells import Cells
from commonlist.errors import DisclosureError

INTERIOR = (("solver", "ipm"), ("run_crossover", "off"))
MET = 1 - 1e-6
MOST_GAIN, MOST_LOSS = 1.0, 3.0
Pair = tuple[np.ndarray, np.ndarray]


@dataclass(frozen=True)
class Demands:
    """One row each: the sensitive cell, the side (+1 up, −1 down), the level (units of the value)."""

    cells: np.ndarray
    sides: np.ndarray
    levels: np.ndarray

    def __len__(self) -> int:
        return len(self.cells)

    def of(self, chosen: np.ndarray) -> "Demands":
        """These of them, by number or by mask."""
        return Demands(self.cells[chosen], self.sides[chosen], self.levels[chosen])

    def met_by(self, deviation: np.ndarray) -> np.ndarray:
        """Which of them this deviation (one number a cell) meets."""
        met: np.ndarray = self.sides * deviation[self.cells] >= MET * self.levels
        return met


class System:
    """The sums of all tables in scaled units, and the scale of each cell: its level if it is sensitive, else a tenth of its value."""

    def __init__(self, cells: Cells, demands: Demands) -> None:
        self.values = cells.values
        self.scale = np.maximum(0.1 * cells.values, 1e-3)
        self.scale[demands.cells] = np.maximum(demands.levels, 1e-9)
        matrix = csr_array(cells.sums @ _diagonal(self.scale))
        largest = np.maximum(abs(matrix).max(axis=1).toarray().ravel(), 1e-300)
        self.sums: csr_array = csr_array(_diagonal(1 / largest) @ matrix)
        self.floor = -cells.values / self.scale


def settle(system: System, is_free: np.ndarray, demands: Demands, rng: np.random.Generator) -> tuple[np.ndarray, list[np.ndarray]]:
    """Which demands deviations of the free cells meet as far as batches tell, and the deviations that show it.

    Batches go on while they settle anything. What they leave may be met all the same: `Reach` decides.
    """
    met = np.zeros(len(demands), dtype=bool)
    witnesses: list[np.ndarray] = []
    gained = len(demands)
    while gained and not met.all():
        found = _batch(system, np.flatnonzero(is_free), demands.of(~met), rng)
        gained = int(demands.of(~met).met_by(found).sum())
        if gained:
            met |= demands.met_by(found)
            witnesses.append(found)
    return met, witnesses


class Reach:
    """Whether the free cells can meet one demand; one model serves all questions, so that each begins where the last ended."""

    def __init__(self, system: System, is_free: np.ndarray) -> None:
        self.system = system
        count = len(system.values)
        bounds = np.where(is_free, system.floor, 0.0), np.where(is_free, highspy.kHighsInf, 0.0)
        rows = np.zeros(system.sums.shape[0])
        self.solver = model(csc_array(system.sums), bounds, (rows, rows), np.zeros(count))
        self.is_free = is_free.copy()

    def free(self, cells: np.ndarray) -> None:
        """Free these cells too."""
        self.is_free[cells] = True
        self._bound(cells, self.system.floor[cells], np.full(len(cells), highspy.kHighsInf))

    def hold(self, cells: np.ndarray) -> None:
        """Hold these cells at their values again."""
        self.is_free[cells] = False
        self._bound(cells, np.zeros(len(cells)), np.zeros(len(cells)))

    def meet(self, demand: Demands) -> np.ndarray | None:
        """A deviation of the free cells that meets this one demand; None if there is none."""
        cell, side = int(demand.cells[0]), int(demand.sides[0])
        if not self.is_free[cell]:
            return None
        floor = self.system.floor[cell]
        self.solver.changeColCost(cell, -float(side))
        self.solver.changeColBounds(cell, max(floor, -1.0) if side < 0 else floor, 1.0 if side > 0 else highspy.kHighsInf)
        self.solver.run()
        solved = self.solver.getModelStatus() == highspy.HighsModelStatus.kOptimal
        deviation = np.array(self.solver.getSolution().col_value) * self.system.scale
        self.solver.changeColCost(cell, 0.0)
        self.solver.changeColBounds(cell, floor, highspy.kHighsInf)
        return deviation if solved and demand.met_by(deviation)[0] else None

    def _bound(self, cells: np.ndarray, lower: np.ndarray, upper: np.ndarray) -> None:
        self.solver.changeColsBounds(len(cells), cells.astype(np.int32), lower, upper)


def _batch(system: System, free: np.ndarray, demands: Demands, rng: np.random.Generator) -> np.ndarray:
    """One deviation that meets many of the demands: of each cell one side, drawn by lot, is rewarded up to its level."""
    order = rng.permutation(len(demands))
    _, first = np.unique(demands.cells[order], return_index=True)
    chosen = demands.of(order[first])
    places = np.searchsorted(free, chosen.cells)
    known = (places < len(free)) & (free[np.minimum(places, len(free) - 1)] == chosen.cells)
    chosen, places = chosen.of(known), places[known]
    count, width = len(chosen), len(free)
    if not count:
        return np.zeros(len(system.values))
    sums = csc_array(system.sums[:, free])
    rewarded = np.arange(count)
    rewards = hstack(
        [
            csc_array((-chosen.sides.astype(float), (rewarded, places)), shape=(count, width)),
            csc_array((np.ones(count), (rewarded, rewarded)), shape=(count, count)),
        ]
    )
    matrix = csc_array(vstack([hstack([sums, csc_array((sums.shape[0], count))]), rewards]))
    rows = np.zeros(matrix.shape[0])
    lower = np.concatenate([np.zeros(sums.shape[0]), np.full(count, -highspy.kHighsInf)])
    bounds = (
        np.concatenate([system.floor[free], np.full(count, -MOST_LOSS)]),
        np.concatenate([np.full(width, highspy.kHighsInf), np.full(count, MOST_GAIN)]),
    )
    solver = model(matrix, bounds, (lower, rows), np.concatenate([np.zeros(width), np.full(count, -1.0)]))
    for option, value in INTERIOR:
        solver.setOptionValue(option, value)
    solver.run()
    deviation = np.zeros(len(system.values))
    deviation[free] = np.array(solver.getSolution().col_value)[:width] * system.scale[free]
    return deviation


def _diagonal(values: np.ndarray) -> csr_array:
    return csr_array((values, (np.arange(len(values)), np.arange(len(values)))), shape=(len(values), len(values)))


def model(matrix: csc_array, bounds: Pair, sides: Pair, cost: np.ndarray) -> Any:
    """A HiGHS model: minimise the cost of columns within their bounds, rows within their sides."""
    programme = highspy.HighsLp()
    programme.num_row_, programme.num_col_ = matrix.shape
    programme.col_cost_, (programme.col_lower_, programme.col_upper_) = cost, bounds
    programme.row_lower_, programme.row_upper_ = sides
    programme.a_matrix_.format_ = highspy.MatrixFormat.kColwise
    programme.a_matrix_.start_ = matrix.indptr.astype(np.int32)
    programme.a_matrix_.index_ = matrix.indices.astype(np.int32)
    programme.a_matrix_.value_ = matrix.data.astype(float)
    solver = highspy.Highs()  # type: ignore[no-untyped-call]
    for option, value in (("output_flag", False), ("threads", 1)):
        solver.setOptionValue(option, value)
    if solver.passModel(programme) == highspy.HighsStatus.kError:
        raise DisclosureError("disclose.no_programme", "the solver refused the sums", next_step="tell the operator; nothing was published")
    return solver
