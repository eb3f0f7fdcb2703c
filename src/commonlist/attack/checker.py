"""Whether the witnesses of an edition prove it, in whole numbers alone: no solver, no floating point, nothing taken from the protection.

A witness is another full table: the true one with its innermost cells changed, in thousandths of a hundredth of the unit. It counts for an
attacker if all that they know stays as it is:
- of every cell that any edition prints, the change comes to less than half of what is printed last (a hundredth);
- no cell leaves an interval that any edition prints of it;
- no innermost cell falls below the least that a cell is which is not absent: almost one decision where decisions are counted, else zero;
  or all of it, where its state publishes it;
- none of which an attacker holds a share falls below that share, and none that is all theirs changes.
A sensitive cell is proven if, for each attacker and to both sides, some witness that counts moves it by its level, reduced by their
share of what is more than its least (of a revision, if the others moved it the same way); downwards as far as the
least is enough. Distances are held to within one part in a hundred thousand.
"""

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import product

import numpy as np

ALL = "_T"
GRID = 1000
PART = 100_000
Codes = tuple[str, ...]
Cell = tuple[Codes, int]
Limits = tuple[int, int]
BOUNDLESS = (0, 9 * 10**15)


@dataclass(frozen=True)
class Edition:
    """A block as published in one vintage: the sequence since which each cell has its content, and the cells that are printed."""

    since: Mapping[Codes, int]
    printed: frozenset[Codes]


@dataclass(frozen=True)
class Proof:
    """A block with its vintages: true amounts (hundredths), the least of an innermost cell, levels, shares of attackers, and witnesses.

    `differences` are pairs of cells of which the first follows upon the second, each with the level of what is between them;
    `shares` says how much of each cell an attacker holds, `all_theirs` which of the differences are. `limits` are those of the printed
    intervals (hundredths): the least and the most that each of these cells can be.
    """

    editions: tuple[Edition, ...]
    amounts: Mapping[Cell, int]
    least: int
    levels: Mapping[Cell, int]
    differences: Mapping[tuple[Cell, Cell], int]
    shares: Mapping[str, Mapping[Cell, int]]
    all_theirs: Mapping[str, frozenset[tuple[Cell, Cell]]]
    witnesses: Mapping[int, Mapping[Cell, int]]
    limits: Mapping[Cell, Limits]
    public: frozenset[Cell] = frozenset()


@dataclass(frozen=True)
class Unproven:
    """A demand that no witness meets: whose attack, on which cell, to which side."""

    attacker: str
    cell: str
    side: str

    def __str__(self) -> str:
        return f"no witness shows {self.attacker} that {self.cell} could lie further {self.side}"


def check(proof: Proof) -> tuple[list[int], list[Unproven]]:
    """The witnesses that are no table anybody could believe in, and the demands that the others leave; none of both is a proof."""
    ledger = _Ledger(proof)
    return [witness for witness, holds in zip(proof.witnesses, ledger.holds, strict=True) if not holds], list(ledger.unproven())


class _Ledger:
    """All changes of all cells by all witnesses, one row a witness and one column a cell, in thousandths of a hundredth."""

    def __init__(self, proof: Proof) -> None:
        self.proof = proof
        self.cells = list(proof.amounts)
        self.place = {cell: place for place, cell in enumerate(self.cells)}
        self.amounts = np.array([proof.amounts[cell] for cell in self.cells], dtype=np.int64)
        self.least = leasts(proof, proof.amounts)
        limits = np.array([proof.limits.get(cell, BOUNDLESS) for cell in self.cells], dtype=np.int64).reshape(-1, 2)
        floor = np.maximum([self.least[cell] for cell in self.cells], limits[:, 0])
        moved, adds_up = self._moved()
        known = _printed(proof)
        printed = np.array([cell in known for cell in self.cells], dtype=bool)
        is_within = (moved >= GRID * (floor - self.amounts)) & (moved <= GRID * (limits[:, 1] - self.amounts))
        self.holds = adds_up & is_within.all(axis=1) & _is_nothing(moved[:, printed]).all(axis=1)
        self.moved = moved[self.holds]

    def unproven(self) -> Iterator[Unproven]:
        """The demands of an outsider, then those of each attacker."""
        yield from self._left("an outsider", np.ones(len(self.moved), dtype=bool), {}, frozenset())
        for attacker, shares in self.proof.shares.items():
            own = {self.place[cell]: amount for cell, amount in shares.items()}
            theirs = self.proof.all_theirs.get(attacker, frozenset())
            yield from self._left(attacker, self._believed(own, theirs), own, theirs)

    def _believed(self, own: Mapping[int, int], theirs: frozenset[tuple[Cell, Cell]]) -> np.ndarray:
        """The witnesses that leave an attacker what they know."""
        places = np.array(list(own), dtype=np.int64)
        held = np.array(list(own.values()), dtype=np.int64)
        moved, amounts = self.moved[:, places], self.amounts[places]
        believed = (moved + GRID * (amounts - held) >= 0).all(axis=1) & _is_nothing(moved[:, held == amounts]).all(axis=1)
        for pair in theirs:
            believed &= _is_nothing(self._between(pair))
        found: np.ndarray = believed
        return found

    def _left(
        self, attacker: str, believed: np.ndarray, own: Mapping[int, int], theirs: frozenset[tuple[Cell, Cell]]
    ) -> Iterator[Unproven]:
        solved = solved_by(self.proof, attacker)
        moved, least = self.moved[believed], leasts(self.proof, {self.cells[place]: amount for place, amount in own.items()})
        highest, lowest = (moved.max(axis=0), moved.min(axis=0)) if len(moved) else (np.zeros(len(self.cells), dtype=np.int64),) * 2
        for cell, level in self.proof.levels.items():
            place = self.place[cell]
            whole, held = int(self.amounts[place]), own.get(place, 0)
            more, theirs_of_it = whole - self.least[cell], held - least.get(cell, 0)
            if theirs_of_it < more and cell not in solved:
                asked = _asked(level, more, theirs_of_it)
                yield from _sides(attacker, str(cell), (int(lowest[place]), int(highest[place])), asked)
        for pair, level in self.proof.differences.items():
            between = self._between(pair)[believed]
            reach = (int(between.min()), int(between.max())) if len(between) else (0, 0)
            if level and pair not in theirs:
                true = int(self.amounts[self.place[pair[0]]] - self.amounts[self.place[pair[1]]])
                more = true - self.least[pair[0]] + self.least[pair[1]]
                reach = reach if (more, true) > (0, 0) else (-reach[1], -reach[0])
                held = sum(sign * (own.get(self.place[cell], 0) - least.get(cell, 0)) for cell, sign in zip(pair, (1, -1), strict=True))
                held = held if (more, true) > (0, 0) else -held
                yield from _sides(attacker, f"the revision {pair}", reach, _asked(level, abs(more), held if 0 < held < abs(more) else 0))

    def _between(self, pair: tuple[Cell, Cell]) -> np.ndarray:
        found: np.ndarray = self.moved[:, self.place[pair[0]]] - self.moved[:, self.place[pair[1]]]
        return found

    def _moved(self) -> tuple[np.ndarray, np.ndarray]:
        """The changes of the innermost cells, added up to every margin, and which witnesses add up alike where vintages share one."""
        moved = np.zeros((len(self.proof.witnesses), len(self.cells)), dtype=np.int64)
        adds_up = np.ones(len(moved), dtype=bool)
        for row, changes in enumerate(self.proof.witnesses.values()):
            adds_up[row] = all(cell in self.place and ALL not in cell[0] for cell in changes)
            for cell in changes.keys() & self.place.keys():
                moved[row, self.place[cell]] = changes[cell]
        summed: set[int] = set()
        for edition in self.proof.editions:
            for codes, parts in _parts(edition).items():
                whole = self.place[codes, edition.since[codes]]
                total = moved[:, [self.place[part] for part in parts]].sum(axis=1)
                if whole in summed:
                    adds_up &= _is_nothing(moved[:, whole] - total)
                moved[:, whole] = total
                summed.add(whole)
        return moved, adds_up


def solved_by(proof: Proof, attacker: str) -> frozenset[Cell]:
    """Cells that an attacker knows because they alone revised them and the other vintage is printed: what is others' was told there."""
    printed = _printed(proof)
    ends = (pair[::side] for pair in proof.all_theirs.get(attacker, ()) for side in (1, -1))
    return frozenset(cell for cell, other in ends if other in printed)


def _is_nothing(change: np.ndarray) -> np.ndarray:
    """Whether a change is less than half of what is printed last."""
    found: np.ndarray = 2 * np.abs(change) < GRID
    return found


def _printed(proof: Proof) -> frozenset[Cell]:
    return frozenset((codes, edition.since[codes]) for edition in proof.editions for codes in edition.printed)


def _parts(edition: Edition) -> dict[Codes, list[Cell]]:
    """Of each margin, the innermost cells that it adds up."""
    parts: dict[Codes, list[Cell]] = {}
    for codes, since in edition.since.items():
        if ALL not in codes:
            for margin in _within(codes):
                if margin != codes:
                    parts.setdefault(margin, []).append((codes, since))
    return parts


def _within(codes: Codes) -> Iterator[Codes]:
    """An innermost cell and all margins that it is a part of."""
    return product(*((code, ALL) for code in codes))


def leasts(proof: Proof, amounts: Mapping[Cell, int]) -> dict[Cell, int]:
    """The least that these cells add up to, in themselves and in every margin: so much for each innermost one, all of a public one."""
    innermost = {cell: amount if cell in proof.public else proof.least for cell, amount in amounts.items() if ALL not in cell[0]}
    found: dict[Cell, int] = {}
    for edition in proof.editions:
        added: Counter[Cell] = Counter()
        for (codes, since), least in innermost.items():
            if edition.since.get(codes) == since:
                added.update({(margin, edition.since[margin]): least for margin in _within(codes)})
        found |= added
    return found


def _asked(level: int, whole: int, held: int) -> tuple[int, int]:
    """How far down and up, in thousandths of a hundredth, times PART: the level less the share that is known."""
    up = GRID * level * (whole - held) * (PART - 1) // whole if whole else GRID * level * (PART - 1)
    return min(up, GRID * (whole - held) * (PART - 1)), up


def _sides(attacker: str, cell: str, reach: tuple[int, int], asked: tuple[int, int]) -> Iterator[Unproven]:
    if -reach[0] * PART < asked[0]:
        yield Unproven(attacker, cell, "down")
    if reach[1] * PART < asked[1]:
        yield Unproven(attacker, cell, "up")
