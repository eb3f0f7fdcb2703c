"""Whether the witnesses of an edition prove it, in whole numbers alone: no solver, no floating point, nothing taken from the protection.

A witness is another full table: the true one with its innermost cells changed, in thousandths of a hundredth of the unit. It counts for an
attacker if all that they know stays as it is:
- of every cell that any edition prints, the change comes to less than half of what is printed last (a hundredth);
- no cell leaves an interval that any edition prints of it;
- no innermost cell falls below the least that a cell is which is not absent: one decision where decisions are counted, else zero; or all
  of it, where its state publishes it;
- none of which an attacker holds a share falls below that share, and none that is all theirs changes.
A sensitive cell is proven if, for each attacker and to both sides, some witness that counts moves it by its level, reduced by their
share of what is more than its least, or of all where that is its least; all but a millionth is all. A revision is as such a cell, if the
others moved it the same way. Downwards as far as the least is enough. Distances are held to within one part in a hundred thousand.
"""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import product

import numpy as np

ALL = "_T"
GRID = 1000
PART = 100_000
MILLION = 1_000_000
Codes = tuple[str, ...]
Cell = tuple[Codes, int]
Limits = tuple[int, int]
Known = tuple[Mapping[Cell, int], Mapping[Cell, int]]
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

    @cached_property
    def known(self) -> Known:
        """What all cells are known to be at the least, and what of that is public."""
        return beyond(self, self.amounts)


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
        limits = np.array([proof.limits.get(cell, BOUNDLESS) for cell in self.cells], dtype=np.int64).reshape(-1, 2)
        floor = np.maximum([proof.known[0][cell] for cell in self.cells], limits[:, 0])
        moved, adds_up = self._moved()
        known = _printed(proof)
        printed = np.array([cell in known for cell in self.cells], dtype=bool)
        is_within = (moved >= GRID * (floor - self.amounts)) & (moved <= GRID * (limits[:, 1] - self.amounts))
        self.holds = adds_up & is_within.all(axis=1) & _is_nothing(moved[:, printed]).all(axis=1)
        self.moved = moved[self.holds]

    def unproven(self) -> Iterator[Unproven]:
        """The demands of an outsider, then those of each attacker."""
        yield from self._left("an outsider", np.ones(len(self.moved), dtype=bool), {}, frozenset())
        for attacker, own in self.proof.shares.items():
            theirs = self.proof.all_theirs.get(attacker, frozenset())
            yield from self._left(attacker, self._believed(own, theirs), own, theirs)

    def _believed(self, own: Mapping[Cell, int], theirs: frozenset[tuple[Cell, Cell]]) -> np.ndarray:
        """The witnesses that leave an attacker what they know."""
        places = np.array([self.place[cell] for cell in own], dtype=np.int64)
        held = np.array(list(own.values()), dtype=np.int64)
        moved, amounts = self.moved[:, places], self.amounts[places]
        believed = (moved + GRID * (amounts - held) >= 0).all(axis=1) & _is_nothing(moved[:, held == amounts]).all(axis=1)
        for pair in theirs:
            believed &= _is_nothing(self._between(pair))
        found: np.ndarray = believed
        return found

    def _left(
        self, attacker: str, believed: np.ndarray, own: Mapping[Cell, int], theirs: frozenset[tuple[Cell, Cell]]
    ) -> Iterator[Unproven]:
        moved, shares = self.moved[believed], Shares(self.proof, own)
        highest, lowest = (moved.max(axis=0), moved.min(axis=0)) if len(moved) else (np.zeros(len(self.cells), dtype=np.int64),) * 2
        known = solved_by(self.proof, attacker) | shares.whole()
        for cell, level in self.proof.levels.items():
            if cell not in known:
                reach = (int(lowest[self.place[cell]]), int(highest[self.place[cell]]))
                yield from _sides(attacker, str(cell), reach, _asked(level, shares.of(cell)))
        for pair, level in self.proof.differences.items():
            between = self._between(pair)[believed]
            reach = (int(between.min()), int(between.max())) if len(between) else (0, 0)
            if level and pair not in theirs:
                share = shares.of(*pair)
                reach = reach if share.is_more else (-reach[1], -reach[0])
                yield from _sides(attacker, f"the revision {pair}", reach, _asked(level, share))

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


def beyond(proof: Proof, amounts: Mapping[Cell, int]) -> Known:
    """What these amounts are known to be at the least, and what of that is public."""
    return leasts(proof, amounts), leasts(replace(proof, least=0), amounts)


@dataclass(frozen=True)
class Share:
    """How much of `whole` is `held` by somebody; how far down the rest can lie (`room`), and whether the first of two cells is more."""

    whole: int
    held: int
    room: int
    is_more: bool

    @property
    def part(self) -> float:
        """The share itself, 0 to 1."""
        return self.held / self.whole if self.whole else 0.0


class Shares:
    """How much is somebody's of what cells are more than their least; where they are at their least, of all that is not public."""

    def __init__(self, proof: Proof, own: Mapping[Cell, int]) -> None:
        self.amounts, self.own = proof.amounts, own
        self.known = tuple(zip(proof.known, beyond(proof, own), strict=True))

    def of(self, *pair: Cell) -> Share:
        """Of a cell, or of what is between a cell and one that it follows upon; of that nothing where others moved it the other way."""
        ways = [(_between(pair, self.amounts, whole), _between(pair, self.own, held)) for whole, held in self.known]
        whole, held = next((way for way in ways if way[0]), (0, 0))
        is_more = (whole or _between(pair, self.amounts, {})) > 0
        whole, held = (whole, held) if is_more else (-whole, -held)
        held = held if len(pair) == 1 or 0 < held < whole else 0
        held = whole if (whole - held) * MILLION < whole else held
        return Share(whole, held, whole - held if ways[0][0] else 0, is_more)

    def whole(self) -> frozenset[Cell]:
        """The cells that are all theirs, but for what is public."""
        public, theirs = self.known[1]
        return frozenset(cell for cell, amount in self.own.items() if amount - theirs[cell] == self.amounts[cell] - public[cell])


def _between(pair: Sequence[Cell], amounts: Mapping[Cell, int], known: Mapping[Cell, int]) -> int:
    return sum(sign * (amounts.get(cell, 0) - known.get(cell, 0)) for sign, cell in zip((1, -1), pair, strict=False))


def _asked(level: int, share: Share) -> tuple[int, int]:
    """How far down and up, in thousandths of a hundredth, times PART: the level less the share that is known."""
    left = share.whole - share.held
    up = GRID * level * (PART - 1) * left // share.whole if share.whole else GRID * level * (PART - 1)
    return min(up, GRID * share.room * (PART - 1)), up


def _sides(attacker: str, cell: str, reach: tuple[int, int], asked: tuple[int, int]) -> Iterator[Unproven]:
    if -reach[0] * PART < asked[0]:
        yield Unproven(attacker, cell, "down")
    if reach[1] * PART < asked[1]:
        yield Unproven(attacker, cell, "up")
