"""Deviations that show a block safe, to whole numbers that a checker adds up exactly.

A witness changes innermost cells, in thousandths of a hundredth; all margins follow by adding up. Of a published cell the change must come
to less than half a hundredth, so that it prints alike; one that has an interval stays in it. Where the solver left sums that do not
quite hold, the least change mends them.
"""

import numpy as np
import polars as pl
from scipy.sparse.linalg import lsqr

from commonlist.disclose.block import Pattern
from commonlist.disclose.cells import VINTAGE, Cells
from commonlist.disclose.margins import DIMENSIONS

GRID = 1000
UNCLEAN = 0.05


def witnesses_of(pattern: Pattern) -> pl.DataFrame:
    """One row for each innermost cell that a witness changes: witness, codes, since when the cell has its content, change."""
    keys = [dict(key) for key in pattern.cells.keys]
    innermost = [number for number, key in enumerate(keys) if len(key) == len(DIMENSIONS) + 1 and key[VINTAGE].isdigit()]
    least = np.rint(-GRID * pattern.cells.values[innermost]).astype(np.int64)
    parts = []
    for count, deviation in enumerate(pattern.found.witnesses):
        change = np.maximum(np.rint(_mended(pattern.cells, deviation)[innermost] * GRID).astype(np.int64), least)
        moved = np.flatnonzero(change)
        named = [keys[innermost[place]] for place in moved]
        columns = {name: [key[name] for key in named] for name in DIMENSIONS}
        since = pl.Series("cell_sequence", [int(key[VINTAGE]) for key in named], dtype=pl.Int32)
        parts.append(
            pl.DataFrame(columns, schema=dict.fromkeys(DIMENSIONS, pl.String)).with_columns(
                since, change=change[moved], witness=pl.lit(count)
            )
        )
    return pl.concat(parts) if parts else pl.DataFrame(schema=[*DIMENSIONS, "cell_sequence", "change", "witness"])


def _mended(cells: Cells, deviation: np.ndarray) -> np.ndarray:
    """The deviation with all sums at zero, by the least change of the cells that it moves anyway, though not to the end."""
    left = cells.sums @ deviation
    if np.abs(left).max(initial=0) < UNCLEAN:
        return deviation
    lower, upper = cells.limits or (-cells.values, np.full(len(cells), np.inf))
    moved = np.flatnonzero((deviation != 0) & (deviation > np.maximum(-cells.values, lower) + 1) & (deviation < upper - 1))
    mended = deviation.copy()
    mended[moved] -= lsqr(cells.sums[:, moved], left, atol=1e-12, btol=1e-12)[0]
    return mended
