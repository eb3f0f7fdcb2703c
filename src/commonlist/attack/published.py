"""Public tables of all editions to what an attacker can write down: unknown cells, and equations between them.

Shares no code with `disclose`: whoever trusts the protection need not trust its authors' view of the tables.

- A cell is known if any edition, or any table of one, prints it; an edition that corrects a figure gives a cell of its own (`vintage`).
- A cell that a table leaves out is zero, so that one it suppresses is not: `least` says how little such a cell can be.
- A cell of which intervals are printed, by whatever edition, lies in all of them.
- A code is the sum of the codes whose parent it is; `_T` stands above every code without parent.
- What an insider knows is known in the same way.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np
from scipy.sparse import coo_array, csr_array

from commonlist.errors import DisclosureError

ALL = "_T"
Name = tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class PublicTable:
    """One table of one edition; a cell's value is None where it is suppressed.

    `vintage` names the figures it was made from; `since` names those of a cell where cells are revised one by one. `limits` are those of
    cells that an interval is printed of.
    """

    dimensions: tuple[str, ...]
    cells: Mapping[tuple[str, ...], float | None]
    vintage: str = ""
    since: Mapping[tuple[str, ...], str] = field(default_factory=dict)
    limits: Mapping[tuple[str, ...], tuple[float, float]] = field(default_factory=dict)


@dataclass(frozen=True)
class Knowledge:
    """Everything public: the unknown cells (u), equations (e × u) with their right sides, the cells that are known, the least of others.

    `limits` are the least and the most of unknown cells, as far as intervals tell.
    """

    unknown: tuple[Name, ...]
    equations: csr_array
    sides: np.ndarray
    known: Mapping[Name, float]
    numbers: Mapping[Name, int] = field(repr=False)
    least: Mapping[Name, float] = field(default_factory=dict, repr=False)
    limits: Mapping[Name, tuple[float, float]] = field(default_factory=dict, repr=False)

    def with_known(self, told: Mapping[Name, float]) -> "Knowledge":
        """What somebody knows who knows these cells as well."""
        places = [self.numbers[name] for name in told if name in self.numbers]
        values = np.zeros(len(self.unknown))
        values[places] = [told[self.unknown[place]] for place in places]
        left = np.setdiff1d(np.arange(len(self.unknown)), places)
        names = tuple(self.unknown[place] for place in left)
        equations = csr_array(self.equations[:, left])
        open_ = np.flatnonzero(np.diff(equations.indptr))
        return Knowledge(
            names,
            csr_array(equations[open_]),
            (self.sides - self.equations @ values)[open_],
            {**self.known, **told},
            {name: number for number, name in enumerate(names)},
            self.least,
            self.limits,
        )


def learn(
    tables: Iterable[PublicTable],
    parents: Mapping[str, Mapping[str, str]],
    revisions: Iterable[tuple[Name, Name, Name]] = (),
    least: Mapping[Name, float] | None = None,
) -> Knowledge:
    """Everything that these tables, of however many editions, tell together; of what `least` does not name the least is zero.

    `revisions` name a cell, a smaller one of another vintage, and what is between them, which nobody prints.
    Raises DisclosureError `attack.two_values` where two tables of one vintage print one cell differently.
    """
    tables = list(tables)
    known: dict[Name, float] = {}
    hidden: dict[Name, None] = {}
    for table in tables:
        for codes, value in table.cells.items():
            name = name_of(table, codes)
            if value is None:
                hidden[name] = None
            elif abs(known.setdefault(name, value) - value) > 1e-6 * max(abs(value), 1):
                message = f"{dict(name)} is printed as {known[name]:g} and as {value:g}"
                raise DisclosureError("attack.two_values", message, next_step="give the corrected figures a vintage of their own")
    equations = {equation: None for table in tables for equation in _equations(table, parents)}
    for larger, smaller, between in revisions:
        hidden[between] = None
        equations[larger, frozenset((smaller, between))] = None
    numbers = {name: number for number, name in enumerate(name for name in hidden if name not in known)}
    limits = narrowed((name_of(table, codes), both) for table in tables for codes, both in table.limits.items())
    return replace(_written(list(equations), known, numbers), least=least or {}, limits=limits)


def name_of(table: PublicTable, codes: tuple[str, ...]) -> Name:
    """A cell's name: its dimensions and codes but for totals, sorted, and its vintage."""
    named = sorted(pair for pair in zip(table.dimensions, codes, strict=True) if pair[1] != ALL)
    return (*named, ("vintage", table.since.get(codes, table.vintage)))


def narrowed(limits: Iterable[tuple[Any, tuple[Any, Any]]]) -> dict[Any, tuple[Any, Any]]:
    """What is left of each cell by all of its intervals."""
    found: dict[Any, tuple[Any, Any]] = {}
    for cell, (lower, upper) in limits:
        least, most = found.get(cell, (lower, upper))
        found[cell] = max(lower, least), min(upper, most)
    return found


def _equations(table: PublicTable, parents: Mapping[str, Mapping[str, str]]) -> Iterable[tuple[Name, frozenset[Name]]]:
    for place, dimension in enumerate(table.dimensions):
        above = parents[dimension]
        below: dict[tuple[str, ...], set[Name]] = {}
        for codes in table.cells:
            if codes[place] != ALL:
                whole = (*codes[:place], above.get(codes[place], ALL), *codes[place + 1 :])
                below.setdefault(whole, set()).add(name_of(table, codes))
        for whole, parts in below.items():
            if whole in table.cells:
                yield name_of(table, whole), frozenset(parts)


def _written(equations: list[tuple[Name, frozenset[Name]]], known: dict[Name, float], numbers: dict[Name, int]) -> Knowledge:
    rows, columns, signs = [], [], []
    sides = np.zeros(len(equations))
    for row, (whole, parts) in enumerate(equations):
        for sign, name in ((1.0, whole), *((-1.0, part) for part in parts)):
            if name in numbers:
                rows.append(row)
                columns.append(numbers[name])
                signs.append(sign)
            else:
                sides[row] -= sign * known[name]
    matrix = csr_array(coo_array((signs, (rows, columns)), shape=(len(equations), len(numbers))))
    kept = np.flatnonzero(np.diff(matrix.indptr))
    return Knowledge(tuple(numbers), csr_array(matrix[kept]), sides[kept], known, numbers)
