"""Linked tables to one index of cells and the sums that bind them.

- A cell is named by its codes other than totals, so that a margin which several tables print is one cell.
- In a table a code is the sum of the codes below it; a cell that is absent is zero, and everybody knows it.
- Where a table prints none of the codes below, it says nothing of their sum.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
from scipy.sparse import csr_array, vstack

from commonlist.errors import DisclosureError

TOTAL, VINTAGE, DIFFERENCE = "_T", "vintage", "difference"
HUNDREDTHS = 100
TOLERANCE = 1e-6
Key = frozenset[tuple[str, str]]


@dataclass(frozen=True)
class Contributions:
    """What stands behind a cell: its value, of how many contributors, the two largest of them, the largest that asked to be hidden.

    `further` are the next largest, as far as rules of dominance may ask for them.
    """

    value: float
    count: int
    largest: float = 0.0
    second: float = 0.0
    requested: float = 0.0
    further: tuple[float, ...] = ()

    def leading(self, count: int) -> float:
        """What the largest so many contribute together."""
        return sum((self.largest, self.second, *self.further)[:count])


@dataclass(frozen=True)
class Table:
    """One table: its dimensions, and of each cell, named by its codes in that order (`_T` for a total), what stands behind it.

    `vintages` says since when a cell has this content, so that tables of several editions share what did not change.
    """

    dimensions: tuple[str, ...]
    cells: Mapping[tuple[str, ...], Contributions]
    vintages: Mapping[tuple[str, ...], int] = field(default_factory=dict)


@dataclass(frozen=True)
class Cells:
    """All cells of all tables (n), and their sums (m × n): every row adds up to zero over the true values.

    `limits` say how far down and up each cell may lie from its value, by intervals that are published of it.
    """

    keys: tuple[Key, ...]
    contributions: tuple[Contributions, ...]
    values: np.ndarray
    sums: csr_array
    limits: tuple[np.ndarray, np.ndarray] | None = None

    def __len__(self) -> int:
        return len(self.keys)


def index_cells(tables: Iterable[Table], parents: Mapping[str, Mapping[str, str]]) -> Cells:
    """Index the tables; `parents` gives by dimension the code that each code is a part of (`_T` at the top, itself not listed).

    Raises DisclosureError `disclose.unlike_margins` where two tables print one cell differently, `disclose.no_sum` where codes do not
    add up to the code above them.
    """
    numbers: dict[Key, int] = {}
    found: list[Contributions] = []
    entries: dict[tuple[tuple[int, int], ...], None] = {}
    tables = list(tables)
    for table in tables:
        for codes, behind in table.cells.items():
            number = numbers.setdefault(key_of(table, codes), len(found))
            if number == len(found):
                found.append(behind)
            elif not np.isclose(found[number].value, behind.value, rtol=TOLERANCE, atol=TOLERANCE):
                raise _unlike(table, codes, found[number].value, behind.value)
    for table in tables:
        entries |= dict.fromkeys(_sums(table, parents, numbers, found))
    return _assemble(numbers, found, list(entries))


def key_of(table: Table, codes: tuple[str, ...]) -> Key:
    """The name of a cell: its codes that are no totals, with their dimensions, and its vintage if it has one."""
    named = [pair for pair in zip(table.dimensions, codes, strict=True) if pair[1] != TOTAL]
    return frozenset((*named, (VINTAGE, str(table.vintages[codes]))) if codes in table.vintages else named)


def with_differences(cells: Cells, differences: Sequence[tuple[int, int, Contributions]]) -> Cells:
    """The cells, and after them one for each difference: of the larger cell (a number) to the smaller, and what stands behind it.

    Whoever knows a figure and its revision knows their difference, so that it is protected as any cell is.
    """
    count, new = len(cells), len(differences)
    places = np.array([(larger, smaller) for larger, smaller, _ in differences]).reshape(new, 2)
    rows = np.repeat(np.arange(new), 3)
    columns = np.column_stack([places, count + np.arange(new)]).ravel()
    added = csr_array((np.tile([1.0, -1.0, -1.0], new), (rows, columns)), shape=(new, count + new))
    widened = csr_array((cells.sums.data, cells.sums.indices, cells.sums.indptr), shape=(cells.sums.shape[0], count + new))
    names = tuple(cells.keys[larger] ^ cells.keys[smaller] | {(VINTAGE, DIFFERENCE)} for larger, smaller, _ in differences)
    behind = (*cells.contributions, *(one for _, _, one in differences))
    values = np.array([one.value for one in behind])
    return Cells((*cells.keys, *names), behind, values, csr_array(vstack([widened, added])))


def _sums(
    table: Table, parents: Mapping[str, Mapping[str, str]], numbers: Mapping[Key, int], found: Sequence[Contributions]
) -> Iterable[tuple[tuple[int, int], ...]]:
    for place, dimension in enumerate(table.dimensions):
        parts: dict[tuple[str, ...], list[int]] = {}
        above = parents[dimension]
        for codes in table.cells:
            if (code := codes[place]) in above:
                whole = (*codes[:place], above[code], *codes[place + 1 :])
                parts.setdefault(whole, []).append(numbers[key_of(table, codes)])
        for whole, below in parts.items():
            if whole in table.cells:
                yield ((numbers[key_of(table, whole)], 1), *((part, -1) for part in sorted(below)))
            elif any(found[part].value for part in below):
                raise _no_sum(table, whole)


def _assemble(numbers: Mapping[Key, int], found: list[Contributions], entries: list[tuple[tuple[int, int], ...]]) -> Cells:
    rows = np.repeat(np.arange(len(entries)), [len(entry) for entry in entries])
    columns, signs = (np.array([pair[side] for entry in entries for pair in entry]) for side in (0, 1))
    values = np.array([behind.value for behind in found])
    sums = csr_array((signs.astype(float), (rows, columns)), shape=(len(entries), len(found)))
    keys = tuple(numbers)
    wrong = np.flatnonzero(np.abs(sums @ values) > TOLERANCE * np.maximum(abs(sums) @ np.abs(values), 1))
    if wrong.size:
        key = keys[entries[wrong[0]][0][0]]
        raise DisclosureError(
            "disclose.no_sum",
            f"the parts of {_told(key)} add up to something else ({abs((sums @ values)[wrong[0]]):g} away)",
            next_step="build the table from one set of decisions; a printed total goes in as it follows from its parts",
        )
    return Cells(keys, tuple(found), values, sums)


def _unlike(table: Table, codes: tuple[str, ...], one: float, other: float) -> DisclosureError:
    message = f"two tables print {_told(key_of(table, codes))}, one as {one:g}, one as {other:g}"
    return DisclosureError("disclose.unlike_margins", message, next_step="build both tables from the same decisions")


def _no_sum(table: Table, whole: tuple[str, ...]) -> DisclosureError:
    message = f"parts of {_told(key_of(table, whole))} are printed and that cell is not"
    return DisclosureError("disclose.no_sum", message, next_step="print the cell, or none of its parts")


def _told(key: Key) -> str:
    return ", ".join(f"{dimension} {code}" for dimension, code in sorted(key)) or "the grand total"
