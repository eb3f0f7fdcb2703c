"""What an attacker can compute to the sensitive cells that come out too narrow, and by whom.

For each sensitive cell the attacker's feasible interval is the least and the most that the cell can be over all full tables that agree
with what is known. A cell fails where its interval does not reach as far to both sides of its true value as it must.

A full table that is found for one cell often lies far enough out for many others: those are settled with it, and only what is left is
computed cell by cell. A cell is failed only by its own two programmes.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace

import numpy as np
from scipy.optimize import linprog
from scipy.sparse import block_array, csr_array, diags_array

from commonlist.attack.published import Knowledge, Name
from commonlist.errors import DisclosureError

SLACK = 1e-5
ROUNDS = 40


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
        for _ in range(ROUNDS):
            before = int(up.sum() + down.sum())
            table = self._far(up, down, rng)
            up |= table >= self.values + self.above * (1 - SLACK)
            down |= table <= self.values - self.below * (1 - SLACK)
            if (up & down).all() or up.sum() + down.sum() == before:
                break
        return np.flatnonzero(~(up & down))

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

    def _far(self, up: np.ndarray, down: np.ndarray, rng: np.random.Generator) -> np.ndarray:
        """Of the sensitive cells, the values in a full table in which many open ones lie far out; to which side is drawn by lot."""
        open_ = np.flatnonzero(~(up & down))
        side = np.where(up[open_], -1, np.where(down[open_], 1, rng.choice([-1, 1], len(open_))))
        wanted = np.where(side > 0, self.values[open_] + self.above[open_], self.values[open_] - self.below[open_])
        unit = self.unit[self.places[open_]]
        count, width = len(open_), len(self.unit)
        chosen = csr_array((-side.astype(float), (np.arange(count), self.places[open_])), shape=(count, width))
        limits = block_array([[chosen, diags_array(-np.ones(count))]], format="csr")
        equations = block_array([[self.matrix, csr_array((self.matrix.shape[0], count))]], format="csr")
        found = linprog(
            np.concatenate([np.zeros(width), np.ones(count)]),
            A_ub=limits,
            b_ub=-side * wanted / unit,
            A_eq=equations,
            b_eq=self.sides,
            bounds=np.vstack([self.bounds(), np.tile([0, 3.0], (count, 1))]),
            method="highs-ipm",
            options={"presolve": True},
        )
        if found.status != 0:
            found = linprog(np.zeros(width), A_eq=self.matrix, b_eq=self.sides, bounds=self.bounds(), method="highs")
            _value(found)
        table: np.ndarray = found.x[:width] * self.unit
        asked: np.ndarray = table[self.places]
        return asked


def _value(found: object) -> float:
    if getattr(found, "status", None) != 0:
        message = f"no full table agrees with what is public: {getattr(found, 'message', '')}"
        raise DisclosureError("attack.no_table", message, next_step="attack the tables as published, all of them, with their hierarchies")
    return float(getattr(found, "fun", 0.0))
