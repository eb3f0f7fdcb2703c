"""A system and its demands to inequalities that every pattern keeps: what stands in one sum with a sensitive cell must make up for it.

- A sensitive cell moves only as far as the other suppressed cells of each of its sums make up for: down to their floors, up to their
  ceilings. Where the cells that are given do not suffice, enough of the others must be suppressed.
- A cell that may or may not be suppressed helps only beside another: where a sum has no given cell, its share must not exceed theirs.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import pairwise

import numpy as np
from scipy.sparse import csc_array, csr_array

from commonlist.disclose.deviations import MET, Demands, Pair, System


@dataclass
class Cuts:
    """Sums over candidate cells that must reach one, or nothing where a coefficient is negative; one dictionary each, by cell."""

    rows: list[dict[int, float]] = field(default_factory=list)

    def matrix(self, count: int) -> csc_array:
        """The cuts as a matrix over all cells."""
        lengths = [len(row) for row in self.rows]
        places = np.repeat(np.arange(len(self.rows)), lengths)
        columns = np.array([cell for row in self.rows for cell in row], dtype=np.int64)
        numbers = np.array([number for row in self.rows for number in row.values()])
        return csc_array((numbers, (places, columns)), shape=(len(self.rows), count))

    def least(self) -> np.ndarray:
        """What each cut must reach."""
        return np.array([0.0 if min(row.values(), default=0) < 0 else 1.0 for row in self.rows])

    def beside(self, others: "Cuts") -> "Cuts":
        """These and the others, each once."""
        return Cuts(list({tuple(row.items()): row for row in (*self.rows, *others.rows)}.values()))

    def plain(self) -> "Cuts":
        """Those that must reach one."""
        return Cuts([row for row, least in zip(self.rows, self.least(), strict=True) if least])


def of_sums(system: System, is_given: np.ndarray, hard: Demands) -> Cuts:
    """What each single sum says of the hard demands."""
    moves = {attacker: system.bounds(np.ones(len(is_given), dtype=bool), attacker) for attacker in set(hard.attackers.tolist())}
    asking: dict[int, list[int]] = {}
    for number, cell in enumerate(hard.cells.tolist()):
        asking.setdefault(cell, []).append(number)
    found: dict[tuple[tuple[int, float], ...], None] = {}
    for start, end in pairwise(system.sums.indptr):
        cells, signs = system.sums.indices[start:end], system.sums.data[start:end]
        for place in np.flatnonzero(is_given[cells]):
            for number in asking.get(int(cells[place]), []):
                demand = hard.of(np.array([number]))
                if cut := _beside(system, is_given, demand, (cells, signs), moves[int(demand.attackers[0])]):
                    found[cut] = None
    return Cuts([dict(cut) for cut in found] + list(_companions(system.sums, is_given)))


def _beside(system: System, is_given: np.ndarray, demand: Demands, line: Pair, moves: Pair) -> tuple[tuple[int, float], ...] | None:
    cells, signs = line
    cell, side = int(demand.cells[0]), int(demand.sides[0])
    own = signs[cells == cell][0]
    need = abs(own) * float(demand.levels[0]) / float(system.scale[cell])
    way = -side * np.sign(own) * np.sign(signs)
    most = np.minimum(np.abs(signs) * np.where(way > 0, moves[1][cells], -moves[0][cells]), need)
    most[cells == cell] = 0.0
    known = float(most[is_given[cells]].sum())
    if known >= MET * need:
        return None
    helping = np.flatnonzero(~is_given[cells] & (most > 0))
    return tuple((int(cells[place]), min(float(most[place]) / (need - known), 1.0)) for place in helping)


def _companions(sums: csr_array, is_given: np.ndarray) -> Iterator[dict[int, float]]:
    for start, end in pairwise(sums.indptr):
        cells = sums.indices[start:end].tolist()
        if not is_given[cells].any():
            yield from ({other: -1.0 if other == cell else 1.0 for other in cells} for cell in cells)
