"""How far an attacker must believe each sensitive cell could lie: linear programmes over deviations from the true values.

A deviation is another full table minus the true one: all sums still hold, no cell falls below zero or leaves an interval that is
published of it, and what the attacker knows stays as it is. A demand is one side of one sensitive cell: some deviation must move it by its
protection level. One deviation meets many demands, so demands are settled in batches, and one by one only where a batch leaves them.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

import highspy
import numpy as np
from scipy.sparse import csc_array, csr_array, hstack, vstack

from commonlist.disclose.cells import Cells
from commonlist.errors import DisclosureError

INTERIOR = {"solver": "ipm", "presolve": "off"}
ROUGHLY: dict[str, str | float] = {**INTERIOR, "run_crossover": "off", "ipm_iteration_limit": 100}
SOUND = 1e-8
EXACTLY: dict[str, str | float] = {"primal_feasibility_tolerance": 1e-9}
PRIMAL = {"simplex_strategy": 4, **EXACTLY}
MET = 1 - 1e-6
NOISE = 1e-8
ROUNDING = 1e-13
NOTHING = 1e-6
MOST_GAIN, MOST_LOSS = 1.0, 3.0
LEAST_SETTLED = 0.02
LARGE = 3000
Pair = tuple[np.ndarray, np.ndarray]


OUTSIDER = 0


@dataclass(frozen=True)
class Insider:
    """Somebody who knows their own share of some cells: `cells` (numbers), `own` (units of the value). A cell all theirs they know."""

    title: str
    cells: np.ndarray
    own: np.ndarray


@dataclass(frozen=True)
class Demands:
    """One row each: the sensitive cell, the side (+1 up, −1 down), the level (units of the value), the attacker (0 an outsider)."""

    cells: np.ndarray
    sides: np.ndarray
    levels: np.ndarray
    attackers: np.ndarray

    def __len__(self) -> int:
        return len(self.cells)

    def of(self, chosen: np.ndarray) -> "Demands":
        """These of them, by number or by mask."""
        return Demands(self.cells[chosen], self.sides[chosen], self.levels[chosen], self.attackers[chosen])

    def reached_by(self, deviation: np.ndarray) -> np.ndarray:
        """Which of them this deviation (one number a cell) meets, if their attackers can believe it."""
        reached: np.ndarray = self.sides * deviation[self.cells] >= MET * self.levels
        return reached


def joined(parts: Sequence[Demands]) -> Demands:
    """All of these demands."""
    columns = (np.concatenate(column) for column in zip(*((one.cells, one.sides, one.levels, one.attackers) for one in parts), strict=True))
    return Demands(*columns)


class System:
    """The sums of all tables in scaled units, the scale of each cell (its level, or a tenth of its value), the insiders."""

    def __init__(self, cells: Cells, demands: Demands, insiders: Sequence[Insider] = ()) -> None:
        self.keys, self.values = cells.keys, cells.values
        self.insiders = tuple(insiders)
        self.scale = np.maximum(0.1 * cells.values, 1e-3)
        asked = np.zeros(len(cells))
        np.maximum.at(asked, demands.cells, demands.levels)
        self.scale = np.where(asked > 0, np.maximum(asked, 1e-9), self.scale)
        matrix = csr_array(cells.sums @ _diagonal(self.scale))
        largest = np.maximum(abs(matrix).max(axis=1).toarray().ravel(), 1e-300)
        self.sums: csr_array = csr_array(_diagonal(1 / largest) @ matrix)
        lower, upper = cells.limits or (-cells.values, np.full(len(cells), highspy.kHighsInf))
        self.floor, self.ceiling = _plain(np.maximum(-cells.values, lower) / self.scale), upper / self.scale
        none = np.zeros(0, dtype=np.int64)
        self._starts = np.cumsum([0, *(len(one.cells) for one in self.insiders)])
        self._cells = np.concatenate([none, *(one.cells for one in self.insiders)])
        self._floor = np.concatenate([np.zeros(0), *(self._least(one) for one in self.insiders)])
        self._is_known = np.concatenate([np.zeros(0, dtype=bool), *(is_known(one, self.values) for one in self.insiders)])

    @property
    def is_large(self) -> bool:
        """Whether there are so many cells that programmes are solved from the interior, for many demands at once."""
        return len(self.values) > LARGE

    def bounds(self, is_free: np.ndarray, attacker: int = OUTSIDER) -> Pair:
        """How far down and up each cell may lie that is free, for this attacker."""
        if attacker:
            return self.bounds_for(is_free, self.insiders[attacker - 1])
        return np.where(is_free, self.floor, 0.0), np.where(is_free, self.ceiling, 0.0)

    def bounds_for(self, is_free: np.ndarray, seen: Insider) -> Pair:
        """The same for anybody who knows that much, such as several insiders together."""
        lower, upper = self.bounds(is_free)
        lower[seen.cells] = np.maximum(lower[seen.cells], self._least(seen))
        upper[seen.cells[is_known(seen, self.values)]] = 0.0
        return lower, upper

    def believed(self, deviation: np.ndarray) -> np.ndarray:
        """Which attackers (1 + insiders) can believe this deviation: it leaves what they know as it is."""
        believed = np.ones(1 + len(self.insiders), dtype=bool)
        moved = deviation[self._cells] / self.scale[self._cells]
        wrong = (moved < self._floor - NOISE) | (self._is_known & (moved > NOISE))
        counted = np.concatenate([[0], np.cumsum(wrong)])
        believed[1:] = counted[self._starts[1:]] == counted[self._starts[:-1]]
        return believed

    def met(self, demands: Demands, deviation: np.ndarray) -> np.ndarray:
        """Which of the demands this deviation meets."""
        found: np.ndarray = self.believed(deviation)[demands.attackers] & demands.reached_by(deviation)
        return found

    def asked_by(self, demands: Demands, attacker: int) -> Demands:
        """What outsiders' demands are for this insider: less, by the share of the cell that is their own; next to all is all."""
        seen = self.insiders[attacker - 1]
        left = np.ones(len(self.values))
        left[seen.cells] = np.where(is_known(seen, self.values), 0.0, 1 - seen.own / np.maximum(self.values[seen.cells], 1e-300))
        levels = demands.levels * left[demands.cells]
        return Demands(demands.cells, demands.sides, levels, np.full(len(demands), attacker)).of(left[demands.cells] > NOTHING)

    def _least(self, seen: Insider) -> np.ndarray:
        """How far down (scaled) an insider can believe that the cells lie of which they know a share."""
        return _plain(np.minimum(seen.own - self.values[seen.cells], 0.0) / self.scale[seen.cells])


def is_known(seen: Insider, values: np.ndarray) -> np.ndarray:
    """Which of an insider's cells are all theirs, but for what adding up may leave."""
    found: np.ndarray = values[seen.cells] - seen.own <= ROUNDING * values[seen.cells]
    return found


def _plain(floor: np.ndarray) -> np.ndarray:
    """How far down cells may lie (scaled), at zero where that is next to it, for solvers take no bound that exactly."""
    return np.where(floor > -NOTHING, 0.0, floor)


def settle(system: System, bounds: Pair, demands: Demands, rng: np.random.Generator) -> tuple[np.ndarray, list[np.ndarray]]:
    """Which demands deviations within the bounds meet as far as batches tell, and the deviations that show it.

    Batches go on while they settle enough. What they leave may be met all the same: `Reach` decides. Where there are many demands, the
    first deviation is one that may be turned round, so that it meets both sides of most cells.
    """
    met = np.zeros(len(demands), dtype=bool)
    witnesses: list[np.ndarray] = []
    gained = np.inf
    if len(demands) > LARGE:
        both_ways = np.maximum(bounds[0], -bounds[1]), np.minimum(bounds[1], -bounds[0])
        turned = _batch(system, both_ways, demands, rng)
        witnesses = [turned, -turned]
        met = demands.reached_by(turned) | demands.reached_by(-turned)
    while not met.all() and gained > LEAST_SETTLED * (~met).sum():
        found = _batch(system, bounds, demands.of(~met), rng)
        reached = demands.reached_by(found) & ~met
        gained = reached.sum()
        if gained:
            met |= reached
            witnesses.append(found)
    return met, witnesses


class Reach:
    """Whether the free cells can meet one demand; one model serves all questions, so that each begins where the last ended.

    From one question to the next the goal changes and the last answer stays possible, so that the primal simplex goes on from it.
    """

    def __init__(self, system: System, is_free: np.ndarray, attacker: int = OUTSIDER) -> None:
        self.system = system
        count = len(system.values)
        self.widest = system.bounds(np.ones(count, dtype=bool), attacker)
        rows = np.zeros(system.sums.shape[0])
        bounds = tuple(np.where(is_free, side, 0.0) for side in self.widest)
        self.solver = model(csc_array(system.sums), (bounds[0], bounds[1]), (rows, rows), np.zeros(count), PRIMAL)
        self.is_free = is_free.copy()

    def free(self, cells: np.ndarray) -> None:
        """Free these cells too."""
        self.is_free[cells] = True
        self._bound(cells, self.widest[0][cells], self.widest[1][cells])

    def hold(self, cells: np.ndarray) -> None:
        """Hold these cells at their values again."""
        self.is_free[cells] = False
        self._bound(cells, np.zeros(len(cells)), np.zeros(len(cells)))

    def meet(self, demand: Demands) -> np.ndarray | None:
        """A deviation of the free cells that meets this one demand; None if there is none."""
        cell, side = int(demand.cells[0]), int(demand.sides[0])
        if not self.is_free[cell]:
            return None
        far = float(demand.levels[0]) / float(self.system.scale[cell])
        floor, ceiling = float(self.widest[0][cell]), float(self.widest[1][cell])
        self.solver.changeColCost(cell, -float(side))
        self.solver.changeColBounds(cell, max(floor, -far) if side < 0 else floor, min(ceiling, far) if side > 0 else ceiling)
        self.solver.run()
        solved = self.solver.getModelStatus() == highspy.HighsModelStatus.kOptimal
        deviation = np.array(self.solver.getSolution().col_value) * self.system.scale
        self.solver.changeColCost(cell, 0.0)
        self.solver.changeColBounds(cell, floor, ceiling)
        return deviation if solved and demand.reached_by(deviation)[0] else None

    def _bound(self, cells: np.ndarray, lower: np.ndarray, upper: np.ndarray) -> None:
        self.solver.changeColsBounds(len(cells), cells.astype(np.int32), lower, upper)


def _batch(system: System, bounds: Pair, demands: Demands, rng: np.random.Generator) -> np.ndarray:
    """One deviation that meets many of the demands, or none: of each cell one side, drawn by lot, is rewarded up to its level."""
    free = np.flatnonzero((bounds[0] < 0) | (bounds[1] > 0))
    order = rng.permutation(len(demands))
    _, first = np.unique(demands.cells[order], return_index=True)
    chosen = demands.of(order[first])
    chosen = chosen.of(np.isin(chosen.cells, free))
    places = np.searchsorted(free, chosen.cells)
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
    within = (
        np.concatenate([bounds[0][free], np.full(count, -MOST_LOSS)]),
        np.concatenate([bounds[1][free], chosen.levels / system.scale[chosen.cells] * MOST_GAIN]),
    )
    solver = model(matrix, within, (lower, rows), np.concatenate([np.zeros(width), np.full(count, -1.0)]), ROUGHLY)
    solver.run()
    moved = np.array(solver.getSolution().col_value)[:width]
    deviation = np.zeros(len(system.values))
    if _is_sound(sums, (bounds[0][free], bounds[1][free]), moved):
        deviation[free] = moved * system.scale[free]
    return deviation


def _is_sound(sums: csc_array, bounds: Pair, moved: np.ndarray) -> bool:
    """Whether this keeps the sums and the bounds; where the interior is thin the solver may end before it does."""
    return bool((np.abs(sums @ moved) < SOUND).all() and (moved > bounds[0] - SOUND).all() and (moved < bounds[1] + SOUND).all())


def _diagonal(values: np.ndarray) -> csr_array:
    return csr_array((values, (np.arange(len(values)), np.arange(len(values)))), shape=(len(values), len(values)))


def model(matrix: csc_array, bounds: Pair, sides: Pair, cost: np.ndarray, options: Mapping[str, str | float] = MappingProxyType({})) -> Any:
    """A HiGHS model: minimise the cost of columns within their bounds, rows within their sides; `options` are the solver's."""
    programme = highspy.HighsLp()
    programme.num_row_, programme.num_col_ = matrix.shape
    programme.col_cost_, (programme.col_lower_, programme.col_upper_) = cost, bounds
    programme.row_lower_, programme.row_upper_ = sides
    programme.a_matrix_.format_ = highspy.MatrixFormat.kColwise
    programme.a_matrix_.start_ = matrix.indptr.astype(np.int32)
    programme.a_matrix_.index_ = matrix.indices.astype(np.int32)
    programme.a_matrix_.value_ = matrix.data.astype(float)
    solver = highspy.Highs()  # type: ignore[no-untyped-call]
    for option, value in {"output_flag": False, "threads": 1, **options}.items():
        solver.setOptionValue(option, value)
    if solver.passModel(programme) == highspy.HighsStatus.kError:
        raise DisclosureError("disclose.no_programme", "the solver refused the sums", next_step="tell the operator; nothing was published")
    return solver
