"""What an attacker can compute to the sensitive cells that come out too narrow, and by whom.

For each sensitive cell the attacker's feasible interval is the least and the most that the cell can be over all full tables that agree
with what is known. A cell fails where its interval does not reach as far to both sides of its true value as it must.

A full table that is found for one cell often lies far enough out for many others, and so does its mirror image, where that is a table
too: those are settled with it, and only what is left is computed cell by cell. A cell is failed only by its own two programmes.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace

import highspy
import numpy as np
from scipy.optimize import linprog
from scipy.sparse import block_array, csc_array, csr_array, diags_array

from commonlist.attack.published import Knowledge, Name
from commonlist.errors import DisclosureError

SLACK = 1e-5
SOUND = 1e-7
ROUNDS = 40
LARGE = 3000
WORTHWHILE = 0.1
QUIETLY: dict[str, str | int | float] = {
    "output_flag": False,
    "threads": 1,
    "solver": "ipm",
    "presolve": "off",
    "ipm_iteration_limit": 100,
    "time_limit": 60.0,
}


@dataclass(frozen=True)
class Sensitive:
    """One sensitive cell: its true value, and how far up and down an attacker must believe that it could lie."""

    name: Name
    value: float
    above: float
    below: float


@dataclass(frozen=True)
class Attacker:
    """Somebody, the cells they know beside what is public, the least that others are by what is theirs, and the shares that this is.

    Of a cell of which a share (0 to 1) is theirs they may learn as much about the others' share as anybody may about all of it.
    """

    title: str
    knows: Mapping[Name, float]
    holds: Mapping[Name, float] = field(default_factory=dict)
    shares: Mapping[Name, float] = field(default_factory=dict)

    def asked(self, cell: Sensitive) -> Sensitive:
        """How wide the cell must be for them."""
        left = 1 - self.shares.get(cell.name, 0.0)
        return replace(cell, above=cell.above * left, below=cell.below * left)


@dataclass(frozen=True)
class Failure:
    """A sensitive cell that an attacker can narrow down to this interval."""

    attacker: str
    cell: Sensitive
    lower: float
    upper: float

    def __str__(self) -> str:
        where = ", ".join(f"{dimension} {code}" for dimension, code in self.cell.name if code) or "the total"
        return f"{self.attacker}: {where} lies between {self.lower:g} and {self.upper:g}"


OUTSIDER = Attacker("an outsider", {})


def audit(knowledge: Knowledge, sensitive: Iterable[Sensitive], attackers: Iterable[Attacker] = (OUTSIDER,)) -> list[Failure]:
    """Every sensitive cell that some attacker narrows down too far; none means that the tables may be published.

    A sensitive cell that is public fails with its value as interval. Raises DisclosureError `attack.no_table` where no full table agrees
    with what is known: then it is not what was published.
    """
    cells = list(sensitive)
    return [failure for attacker in attackers for failure in _failures(knowledge, cells, attacker)]


def _failures(knowledge: Knowledge, cells: list[Sensitive], attacker: Attacker) -> Iterator[Failure]:
    seen = knowledge.with_known(attacker.knows) if attacker.knows else knowledge
    left = (attacker.asked(cell) for cell in cells if cell.name not in attacker.knows)
    asked = [cell for cell in left if cell.above > 0 or cell.below > 0]
    yield from (Failure(attacker.title, cell, cell.value, cell.value) for cell in asked if cell.name not in seen.numbers)
    hidden = [cell for cell in asked if cell.name in seen.numbers]
    if not hidden:
        return
    view = View(seen, hidden, attacker.holds)
    for number in view.left_open():
        lower, upper = view.interval(number)
        if not view.is_wide(number, lower, upper):
            yield Failure(attacker.title, hidden[number], lower, upper)


class View:
    """The tables that agree with what is known, in units of what each cell must be uncertain by."""

    def __init__(self, knowledge: Knowledge, cells: list[Sensitive], holds: Mapping[Name, float]) -> None:
        self.cells = cells
        self.places = np.array([knowledge.numbers[cell.name] for cell in cells])
        self.values = np.array([cell.value for cell in cells])
        self.above = np.array([cell.above for cell in cells])
        self.below = np.array([cell.below for cell in cells])
        unit = np.ones(len(knowledge.unknown))
        unit[self.places] = np.maximum(np.maximum(self.above, self.below), 1e-9)
        others = np.setdiff1d(np.arange(len(unit)), self.places)
        unit[others] = float(np.median(unit[self.places]))
        scaled = csr_array(knowledge.equations @ diags_array(unit))
        heights = np.maximum(abs(scaled).max(axis=1).toarray().ravel(), 1e-300)
        self.unit, self.matrix = unit, csr_array(diags_array(1 / heights) @ scaled)
        self.sides = knowledge.sides / heights
        self.least, self.most = np.zeros(len(unit)), np.full(len(unit), np.inf)
        for name in (knowledge.least.keys() | holds.keys()) & knowledge.numbers.keys():
            number = knowledge.numbers[name]
            self.least[number] = max(knowledge.least.get(name, 0.0), holds.get(name, -np.inf)) / unit[number]
        for name in knowledge.limits.keys() & knowledge.numbers.keys():
            number, (lower, upper) = knowledge.numbers[name], knowledge.limits[name]
            self.least[number], self.most[number] = max(self.least[number], lower / unit[number]), upper / unit[number]

    def bounds(self) -> np.ndarray:
        """The least that each cell is known to be, and the most that an interval allows; otherwise only the sums tell that."""
        return np.column_stack([self.least, self.most])

    def left_open(self) -> np.ndarray:
        """The cells that batches of full tables do not show to be wide enough to both sides."""
        up, down = self.above <= 0, self.below <= 0
        rng = np.random.default_rng(len(self.cells))
        mirrored, crossover = self._mirrored(), "on" if len(self.unit) < LARGE else "off"
        before = int((~up).sum() + (~down).sum())
        for within in ([] if mirrored is None else [mirrored]) + [self.bounds()] * ROUNDS:
            far = self._far(up, down, within, crossover, rng) - self.values
            for one in (far, -far) if within is mirrored else (far,):
                up |= one >= self.above * (1 - SLACK)
                down |= -one >= self.below * (1 - SLACK)
            left = int((~up).sum() + (~down).sum())
            if not left or (left == before and within is not mirrored and crossover == "on"):
                break
            if before - left < WORTHWHILE * before:
                crossover = "on"
            before = left
        return np.flatnonzero(~(up & down))

    def _mirrored(self) -> np.ndarray | None:
        """Bounds within which each table has a mirror image, a table too, beyond the true sensitive cells; None if these fit no table."""
        middle = np.zeros(len(self.unit))
        middle[self.places] = self.values / self.unit[self.places]
        others = np.setdiff1d(np.arange(len(self.unit)), self.places)
        if len(others):
            sides, bounds = self.sides - self.matrix @ middle, self.bounds()[others]
            found = linprog(np.zeros(len(others)), A_eq=self.matrix[:, others], b_eq=sides, bounds=bounds, method="highs")
            if found.status != 0:
                return None
            middle[others] = found.x
        if not self._is_table(middle, self.bounds()):
            return None
        return np.column_stack([np.maximum(self.least, 2 * middle - self.most), np.minimum(self.most, 2 * middle - self.least)])

    def interval(self, number: int) -> tuple[float, float]:
        """The least and the most that the cell can be."""
        place = self.places[number]
        ends = []
        for sign in (1.0, -1.0):
            cost = np.zeros(len(self.unit))
            cost[place] = sign
            found = linprog(cost, A_eq=self.matrix, b_eq=self.sides, bounds=self.bounds(), method="highs")
            if found.status == 3:
                ends.append(np.inf)
            else:
                ends.append(sign * _value(found) * self.unit[place])
        return float(ends[0]), float(ends[1])

    def is_wide(self, number: int, lower: float, upper: float) -> bool:
        """Whether this interval reaches as far as it must."""
        return bool(
            upper >= self.values[number] + self.above[number] * (1 - SLACK)
            and lower <= self.values[number] - self.below[number] * (1 - SLACK)
        )

    def _far(self, up: np.ndarray, down: np.ndarray, within: np.ndarray, crossover: str, rng: np.random.Generator) -> np.ndarray:
        """Of the sensitive cells, the values in a full table within these bounds: many open ones far out, to a side drawn by lot.

        With `crossover` ("on" or "off") it is a corner of all these tables, where few fall short and the others are as far out as is asked;
        inside, which is found sooner, all may fall short a little. Where the solver finds no table, these are the true values, which
        settle nothing.
        """
        open_ = np.flatnonzero(~(up & down))
        side = np.where(up[open_], -1, np.where(down[open_], 1, rng.choice([-1, 1], len(open_))))
        wanted = np.where(side > 0, self.values[open_] + self.above[open_], self.values[open_] - self.below[open_])
        unit = self.unit[self.places[open_]]
        count, width = len(open_), len(self.unit)
        chosen = csr_array((-side.astype(float), (np.arange(count), self.places[open_])), shape=(count, width))
        rows = csc_array(block_array([[self.matrix, None], [chosen, diags_array(-np.ones(count))]]))
        lower, upper = np.concatenate([self.sides, np.full(count, -np.inf)]), np.concatenate([self.sides, -side * wanted / unit])
        columns = np.vstack([within, np.tile([0, 3.0], (count, 1))])
        found = _least(np.concatenate([np.zeros(width), np.ones(count)]), rows, np.column_stack([lower, upper]), columns, crossover)[:width]
        if self._is_table(found, within):
            asked: np.ndarray = (found * self.unit)[self.places]
            return asked
        _value(linprog(np.zeros(width), A_eq=self.matrix, b_eq=self.sides, bounds=self.bounds(), method="highs"))
        return self.values

    def _is_table(self, found: np.ndarray, within: np.ndarray) -> bool:
        """Whether all that is known holds of it, and it keeps these bounds."""
        is_within = (found > within[:, 0] - SOUND).all() and (found < within[:, 1] + SOUND).all()
        return bool(is_within and (np.abs(self.matrix @ found - self.sides) < SOUND).all())


def _least(cost: np.ndarray, matrix: csc_array, rows: np.ndarray, columns: np.ndarray, crossover: str) -> np.ndarray:
    """Columns of the least cost that are, like the rows, within their limits (two a row)."""
    programme = highspy.HighsLp()
    programme.num_row_, programme.num_col_ = matrix.shape
    programme.col_cost_, (programme.col_lower_, programme.col_upper_) = cost, columns.T
    programme.row_lower_, programme.row_upper_ = rows.T
    programme.a_matrix_.start_, programme.a_matrix_.index_, programme.a_matrix_.value_ = matrix.indptr, matrix.indices, matrix.data
    solver = highspy.Highs()  # type: ignore[no-untyped-call]
    for option, value in {**QUIETLY, "run_crossover": crossover}.items():
        solver.setOptionValue(option, value)
    solver.passModel(programme)
    solver.run()
    return np.array(solver.getSolution().col_value)


def _value(found: object) -> float:
    if getattr(found, "status", None) != 0:
        message = f"no full table agrees with what is public: {getattr(found, 'message', '')}"
        raise DisclosureError("attack.no_table", message, next_step="attack the tables as published, all of them, with their hierarchies")
    return float(getattr(found, "fun", 0.0))
