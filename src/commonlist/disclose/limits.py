"""The pattern of a block to intervals that are published of suppressed cells, and to deviations that show it safe beside them.

1. Draw: for each cell an interval of the ladder that has its figure, and its level to both sides, in it (`ladder`).
2. Ask: which demands of anybody no deviation within all intervals meets (`insiders`).
3. Grow: of each of those the deviation that leaves the intervals least; what it leaves grows around it, or is no interval any more.

Limits hold with a hair to spare (HAIR of the limit and a hundredth), as witnesses are rounded; a tenth of a hair is the solver's.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import highspy
import numpy as np
from scipy.sparse import csc_array, hstack

from commonlist.disclose.cells import Cells
from commonlist.disclose.deviations import Demands, Pair, System, model
from commonlist.disclose.insiders import Pool, ask
from commonlist.disclose.ladder import Interval, Ladder
from commonlist.disclose.suppress import Protected

HAIR = 1e-5
Intervals = Mapping[int, Interval]
"""Intervals by the number of the cell."""


@dataclass(frozen=True)
class Figures:
    """All cells, what each truly is and how uncertain it must stay (hundredths, n long each), the ladder of the limits, what is printed.

    `printed` are the intervals of earlier editions.
    """

    cells: Cells
    amounts: np.ndarray
    levels: np.ndarray
    ladder: Ladder
    printed: Intervals

    def within(self, intervals: Intervals) -> Cells:
        """The cells, with these intervals as limits beside those that are printed."""
        return replace(self.cells, limits=self.limits({**self.printed, **intervals}))

    def drawn(self, cells: Sequence[int], lots: np.random.Generator) -> dict[int, Interval]:
        """Intervals of these cells, none where the ladder has none."""
        found = {cell: self.ladder.drawn(*self._around(cell, -self.levels[cell], self.levels[cell]), lots) for cell in cells}
        return {cell: interval for cell, interval in found.items() if interval}

    def left(self, intervals: Intervals, deviation: np.ndarray) -> list[int]:
        """The cells that this deviation moves out of their intervals."""
        lower, upper = self.limits(intervals)
        hair = 0.1 * _hair(self.amounts)
        return [cell for cell in intervals if not lower[cell] - hair[cell] <= deviation[cell] <= upper[cell] + hair[cell]]

    def grown(self, intervals: Intervals, deviation: np.ndarray, lots: np.random.Generator) -> dict[int, Interval]:
        """The intervals, grown where this deviation leaves them; those left out that would grow too far."""
        moved = {cell: float(deviation[cell]) for cell in self.left(intervals, deviation)}
        found = {cell: self.ladder.grown(intervals[cell], *self._around(cell, far, far), lots) for cell, far in moved.items()}
        return {cell: interval for cell, interval in {**intervals, **found}.items() if interval}

    def limits(self, intervals: Intervals) -> Pair:
        """How far each cell may move down and up; the lowest rung says nothing that is not known anyway."""
        lower, upper = np.full(len(self.amounts), -np.inf), np.full(len(self.amounts), np.inf)
        for cell, (least, most) in intervals.items():
            upper[cell] = most - _hair(most) - self.amounts[cell]
            if least > self.ladder.lowest:
                lower[cell] = least + _hair(least) - self.amounts[cell]
        return lower, upper

    def _around(self, cell: int, down: float, up: float) -> tuple[float, float]:
        """What must be in the interval of a cell that shall be able to move so far, with hairs to spare."""
        low, high = self.amounts[cell] + min(down, 0.0), self.amounts[cell] + max(up, 0.0)
        return low - 2 * _hair(high), high + 2 * _hair(high)


def publish(
    found: Protected, hidden: np.ndarray, figures: Figures, drawn: Intervals, lots: np.random.Generator
) -> tuple[Protected, Intervals]:
    """The intervals that may be published beside those of earlier editions, no narrower than the drawn ones, and deviations that show it.

    `hidden` says which cells are suppressed; `lots` draw where longer intervals lie.
    """
    intervals = drawn
    rng = np.random.default_rng(len(hidden))
    known = list(found.witnesses)
    while intervals:
        system = System(figures.within(intervals), found.demands, found.system.insiders)
        pool = Pool(system)
        pool.add([one for one in known if not figures.left(intervals, one)])
        left = ask(pool, hidden, found.demands, rng)
        if not len(left):
            return replace(found, system=system, witnesses=tuple(pool.deviations)), intervals
        stretch = Stretch(found.system, system, hidden, np.array(list(intervals)))
        known = [*pool.deviations, *(deviations := stretch.meet_all(left))]
        intervals = _grown(figures, intervals, deviations, lots)
    return found, {}


def _grown(figures: Figures, intervals: Intervals, deviations: Sequence[np.ndarray], lots: np.random.Generator) -> Intervals:
    """The intervals grown by all of these; none at all where nothing tells which of them to grow."""
    grown = intervals
    for one in deviations:
        grown = figures.grown(grown, one, lots)
    return grown if grown != intervals else {}


class Stretch:
    """The least that published intervals must be left by to meet a demand: each such cell also has a column up and one down beyond it."""

    def __init__(self, wide: System, narrow: System, is_free: np.ndarray, cells: np.ndarray) -> None:
        self.wide, self.narrow, self.is_free, self.cells = wide, narrow, is_free, cells
        sums = csc_array(narrow.sums)
        beyond = sums[:, cells]
        count, rows = len(is_free) + 2 * len(cells), np.zeros(sums.shape[0])
        width = narrow.ceiling[cells] - narrow.floor[cells]
        self.solver = model(csc_array(hstack([sums, beyond, -beyond])), (np.zeros(count), np.zeros(count)), (rows, rows), np.zeros(count))
        self.columns = np.arange(count, dtype=np.int32)
        self.solver.changeColsCost(count, self.columns, np.concatenate([np.zeros(len(is_free)), np.tile(1 / width, 2)]))

    def meet_all(self, left: Demands) -> list[np.ndarray]:
        """Deviations that meet all of these demands that can be met."""
        met = np.zeros(len(left), dtype=bool)
        found = []
        for number in range(len(left)):
            if not met[number] and (one := self._meet(left.of(np.array([number])))) is not None:
                met |= self.narrow.met(left, one)
                found.append(one)
        return found

    def _meet(self, demand: Demands) -> np.ndarray | None:
        cell, side, attacker = int(demand.cells[0]), int(demand.sides[0]), int(demand.attackers[0])
        far = float(demand.levels[0]) / float(self.narrow.scale[cell])
        lower, upper = self.narrow.bounds(self.is_free, attacker)
        floor, ceiling = self.wide.bounds(self.is_free, attacker)
        above = np.where(upper[self.cells] < ceiling[self.cells], highspy.kHighsInf, 0.0)
        below = lower[self.cells] - floor[self.cells]
        if side > 0:
            lower[cell], below[self.cells == cell] = min(far, upper[cell]), 0.0
        else:
            upper[cell], above[self.cells == cell] = max(-far, lower[cell]), 0.0
        nothing = np.zeros(len(self.cells))
        self.solver.changeColsBounds(
            len(self.columns), self.columns, np.concatenate([lower, nothing, nothing]), np.concatenate([upper, above, below])
        )
        self.solver.run()
        if self.solver.getModelStatus() != highspy.HighsModelStatus.kOptimal:
            return None
        moved, up, down = np.split(np.array(self.solver.getSolution().col_value), [len(lower), len(lower) + len(self.cells)])
        moved[self.cells] += up - down
        deviation: np.ndarray = moved * self.narrow.scale
        return deviation


def _hair(limit: Any) -> Any:
    return 1 + HAIR * limit
