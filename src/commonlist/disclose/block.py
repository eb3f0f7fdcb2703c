"""One block, with all its earlier vintages, to the pattern of cells that are published of it, and the witnesses that show it safe.

- What is as in an earlier vintage is one cell in both; what was published stays published, what was suppressed stays so.
- A cell that changed is another cell, and its difference to each earlier one is a cell as well, protected by the rules on who changed it.
- A cell that is absent is zero, so that one that is not is one decision at the least, and everybody knows it. What is protected is what
  each cell is more than that, and a hair (HAIR), so that a cell at its least still differs from one that somebody knows.
- What a state publishes itself is known to everybody: it is printed as well, and of a total only what is left is protected. Where its
  figure is another one, the cell is kept back for itself alone, never for others.
- A revision that cannot be protected beside what was published, or that would take back the grand total, is held: the last vintage stays.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import combinations

import numpy as np

from commonlist.disclose.cells import TOTAL, Cells, Contributions, Table, index_cells, key_of, with_differences
from commonlist.disclose.deviations import Insider
from commonlist.disclose.ladder import Interval, Ladder, lots_of
from commonlist.disclose.limits import Figures, publish
from commonlist.disclose.margins import DIMENSIONS, Codes, Margins, changes, differences, holders, least_of, table_of
from commonlist.disclose.primary import Levels
from commonlist.disclose.suppress import Protected, for_steps, protect

STEPS = 60
MORE = 0.1
DEARER_MARGIN = 3.0
HAIR = 2.0**-20
"""A power of two, so that sums of it are exact; those of a whole block stay below MORE."""


@dataclass(frozen=True)
class Vintage:
    """A block as some edition gave it: its margins, the vintage that each cell first had its content in, which cells are suppressed.

    `intervals` has those of them that are published as intervals, with their limits.
    `public` are the cells whose figure their state has published itself; of the cells that are `unlike`, counts all, it has published
    another figure. `asked` says how uncertain each other cell must stay (hundredths), or what is left of it where a part of it is public;
    of content that several vintages have, the first one says it.
    """

    sequence: int
    margins: Margins
    vintages: Mapping[Codes, int]
    suppressed: frozenset[Codes] = frozenset()
    intervals: Mapping[Codes, Interval] = field(default_factory=dict)
    public: frozenset[Codes] = frozenset()
    asked: Mapping[Codes, int] = field(default_factory=dict)
    unlike: frozenset[Codes] = frozenset()


@dataclass(frozen=True)
class Pattern:
    """What is published of the newest vintage, the level of each cell (hundredths), and deviations by cell that show it safe.

    `revisions`: of each revised cell its codes, since when it had its former and has its new content, and the level between both.
    """

    suppressed: frozenset[Codes]
    intervals: dict[Codes, Interval]
    levels: dict[Codes, int]
    revisions: list[tuple[str | int, ...]]
    found: Protected
    cells: Cells


def renewed(sequence: int, margins: Margins, earlier: Iterable[Vintage]) -> Vintage:
    """The vintage that these margins are, its pattern still open; content that returns after a mistake is no new content."""
    known = dict.fromkeys(margins.cells, sequence)
    for one in earlier:
        moved = set(changes(one.margins, margins).select(DIMENSIONS).unique().iter_rows())
        known |= {codes: since for codes, since in one.vintages.items() if codes in known and codes not in moved}
    return Vintage(sequence, margins, known)


def protect_block(vintages: Sequence[Vintage], whole: int, intervals_above: Callable[[str], float | None], secret: bytes) -> Pattern:
    """Protect the newest of the vintages beside the earlier ones; `whole` is the least by which figures differ (hundredths).

    `intervals_above` says of a state (`_T` for all together) above which share of suppressed cells these are published as intervals:
    those of new content, for what was published of others stays. Without the `secret` nobody can tell how their lots fall.
    Raises DisclosureError `disclose.not_protected` where what is published already leaves no way.
    """
    system = _Joint(vintages, whole)
    figures, levels = system.figures(), system.levels()
    found = protect(figures.within({}), levels, system.weights(), system.insiders(), for_steps(STEPS))
    is_hidden = np.zeros(len(system.cells), dtype=bool)
    is_hidden[[*found.secondary, *levels.cells]] = True
    newest = vintages[-1]
    numbers = {codes: system.number(newest, codes) for codes in newest.margins.cells}
    suppressed = frozenset(codes for codes, number in numbers.items() if is_hidden[number])
    chosen = [numbers[codes] for codes in _chosen(newest, suppressed, intervals_above)]
    lots = lots_of(newest.margins.shares, secret)
    found, added = publish(found, is_hidden, figures, figures.drawn(chosen, lots), lots)
    shown = {**figures.printed, **added}
    intervals = {codes: shown[numbers[codes]] for codes in suppressed if numbers[codes] in shown}
    asked = {codes: int(system.asked[number]) for codes, number in numbers.items()}
    return Pattern(suppressed, intervals, asked, [one.told for one in system.revisions], found, figures.within(added))


def _chosen(newest: Vintage, suppressed: frozenset[Codes], intervals_above: Callable[[str], float | None]) -> list[Codes]:
    """The suppressed cells of new content of the states of which so many are suppressed that intervals are published."""
    counts, hidden = Counter(codes[0] for codes in newest.margins.cells), Counter(codes[0] for codes in suppressed)
    shares = {state: intervals_above(state) for state in counts}
    states = {state for state, share in shares.items() if share is not None and hidden[state] > share * counts[state]}
    return sorted(codes for codes in suppressed if codes[0] in states and newest.vintages[codes] == newest.sequence)


@dataclass(frozen=True)
class _Revision:
    """A cell that two vintages have with different content: the numbers of the larger and the smaller, by how much the one is more than its
    least than the other (`more`), who stands behind what is between them, in words."""

    larger: int
    smaller: int
    more: float
    behind: Contributions
    level: int
    told: tuple[str | int, ...]


class _Joint:
    """All vintages of a block as one index of cells, with the differences between each and every other."""

    def __init__(self, vintages: Sequence[Vintage], whole: int) -> None:
        self.vintages, self.whole = vintages, whole
        codes = {place: {key[place] for one in vintages for key in one.margins.cells} - {TOTAL} for place in range(len(DIMENSIONS))}
        parents = {name: dict.fromkeys(sorted(codes[place]), TOTAL) for place, name in enumerate(DIMENSIONS)}
        self.least = whole - HAIR if whole else 0.0
        self.tables = {one.sequence: self._table(one) for one in vintages}
        self.plain = index_cells(self.tables.values(), parents)
        self.numbers = {key: number for number, key in enumerate(self.plain.keys)}
        self.known: dict[str, dict[int, float]] = {}
        self.asked, self.amounts = np.zeros(len(self.plain)), np.zeros(len(self.plain))
        for one in reversed(vintages):
            for key, level in one.asked.items():
                self.asked[self.number(one, key)] = level
        for one in vintages:
            for key, cell in one.margins.cells.items():
                self.amounts[self.number(one, key)] = cell.behind.value
            for who, own in holders(one.margins.shares, "amount").items():
                self.known.setdefault(who, {}).update(self._own(one, own))
        self.revisions: list[_Revision] = []
        for before, after in combinations(vintages, 2):
            self._revise(before, after)
        self.cells = with_differences(
            self.plain, [(one.larger, one.smaller, replace(one.behind, value=one.more)) for one in self.revisions]
        )
        self.asked = np.concatenate([self.asked, [one.level for one in self.revisions]])

    def number(self, one: Vintage, codes: Codes) -> int:
        """The number of a cell of this vintage."""
        return self.numbers[key_of(self.tables[one.sequence], codes)]

    def _table(self, one: Vintage) -> Table:
        amounts = {codes: int(cell.behind.value) for codes, cell in one.margins.cells.items()}
        return table_of(one.margins, one.vintages, least_of(amounts, self.least, one.public))

    def _own(self, one: Vintage, own: Mapping[Codes, int]) -> Iterator[tuple[int, float]]:
        """How much is theirs of what each cell is more than its least."""
        least = least_of(own, self.least, one.public)
        return ((self.number(one, key), amount - least[key]) for key, amount in own.items())

    def levels(self) -> Levels:
        """What is sensitive, and its levels, a little more than asked, for witnesses are rounded; hairs leave no room."""
        sensitive = np.flatnonzero(self.asked)
        return Levels(sensitive, self.asked[sensitive] + MORE, np.floor(self.cells.values[sensitive]))

    def figures(self) -> Figures:
        """What all cells truly are, and the intervals that earlier editions published; differences have none."""
        amounts = np.concatenate([self.amounts, np.zeros(len(self.revisions))])
        printed = {self.number(one, codes): limits for one in self.vintages[:-1] for codes, limits in one.intervals.items()}
        return Figures(self.cells, amounts, self.asked, Ladder(self.whole), printed)

    def weights(self) -> np.ndarray:
        """Margins are dearer; what earlier vintages printed stays, what they suppressed and all differences cost nothing."""
        totals = np.array([len(DIMENSIONS) + 1 - len(key) for key in self.plain.keys])
        weights = np.concatenate([DEARER_MARGIN**totals, np.zeros(len(self.revisions))])
        for one in self.vintages[:-1]:
            for codes in one.margins.cells:
                weights[self.number(one, codes)] = 0.0 if codes in one.suppressed else np.inf
        for one in self.vintages:
            weights[[self.number(one, codes) for codes in one.public | one.unlike]] = np.inf
        return weights

    def insiders(self) -> list[Insider]:
        """Each state and each exporter, with their own share of each cell."""
        return [Insider(who, np.array(list(own)), np.array(list(own.values()))) for who, own in self.known.items()]

    def _revise(self, before: Vintage, after: Vintage) -> None:
        moved = changes(before.margins, after.margins)
        places: dict[Codes, int] = {}
        for codes, behind in differences(moved).items():
            if codes in before.margins.cells and codes in after.margins.cells and behind.value:
                larger, smaller = self.number(after, codes), self.number(before, codes)
                more = float(self.plain.values[larger] - self.plain.values[smaller])
                if (more, after.margins.cells[codes].behind.value - before.margins.cells[codes].behind.value) < (0, 0):
                    larger, smaller, more = smaller, larger, -more
                level = 0 if self._is_public(codes, before, after) else replace(after.margins.cells[codes], behind=behind).level(self.whole)
                places[codes] = len(self.plain) + len(self.revisions)
                told: tuple[str | int, ...] = (*codes, before.vintages[codes], after.vintages[codes], level)
                self.revisions.append(_Revision(larger, smaller, more, behind, level, told))
        for who, own in holders(moved, "change").items():
            for codes in own.keys() & places.keys():
                revision = self.revisions[places[codes] - len(self.plain)]
                theirs = self._share(who, revision)
                if abs(own[codes]) == revision.behind.value:
                    self.known.setdefault(who, {})[places[codes]] = revision.more
                    for one, other in ((after, before), (before, after)):
                        if self._is_told(codes, other):
                            self.known[who][self.number(one, codes)] = float(self.plain.values[self.number(one, codes)])
                elif 0 < theirs < revision.more:
                    self.known.setdefault(who, {})[places[codes]] = theirs

    def _is_told(self, codes: Codes, one: Vintage) -> bool:
        """Whether everybody knows the cell of this vintage already."""
        return codes in one.public or (one is not self.vintages[-1] and codes not in one.suppressed)

    def _is_public(self, codes: Codes, *ends: Vintage) -> bool:
        """Whether everybody knows a revision, and by what a state publishes."""
        return all(self._is_told(codes, one) for one in ends) and any(codes in one.public for one in ends)

    def _share(self, who: str, revision: _Revision) -> float:
        """How much is theirs of what is between, in what both cells are more than their least."""
        own = self.known.get(who, {})
        return own.get(revision.larger, 0.0) - own.get(revision.smaller, 0.0)
