"""The limits of published intervals: rungs of one ladder, the same for everybody, so that no limit tells a figure.

- The rungs are 1, 2 and 5 times the powers of ten, in whole units. The lowest is what every reader knows of a cell that is not absent:
  nothing where values are added up, one where decisions are counted.
- An interval is STEPS steps of the ladder that have all in them that must stay possible. Where several fit, one is drawn by lot: the one
  that fits best would tell whereabouts in it the figure lies. Where none fits, it is twice as long, or twice that.
- One that turns out too narrow grows to twice its length, how far to which side by lot as well, until it would be longer than MOST_STEPS:
  then there is none. So no length tells why an interval is longer, and nobody can tell where in it the shorter one lay.
"""

import hmac
from bisect import bisect_left, bisect_right
from itertools import product

import numpy as np
import polars as pl

from commonlist.disclose.cells import HUNDREDTHS

STEPS, MOST_STEPS = 2, 8
HIGHEST_POWER = 13
Interval = tuple[int, int]
"""The lower and the upper limit, in hundredths of the unit."""


class Ladder:
    """The rungs for figures that differ by `whole` hundredths at the least (0 where they are amounts)."""

    def __init__(self, whole: int) -> None:
        powers = [HUNDREDTHS * digit * 10**power for power, digit in product(range(HIGHEST_POWER), (1, 2, 5))]
        self.rungs = powers if whole else [0, *powers]

    @property
    def lowest(self) -> int:
        """The rung that says no more than that the cell is not absent."""
        return int(self.rungs[0])

    def drawn(self, low: float, high: float, lots: np.random.Generator) -> Interval | None:
        """An interval that has all from `low` to `high` (hundredths) in it; None where the ladder is too short."""
        return self._lying(*self._around(low, high), STEPS, lots)

    def grown(self, interval: Interval, low: float, high: float, lots: np.random.Generator) -> Interval | None:
        """The interval, grown until it has all from `low` to `high` in it; None where that takes it too far."""
        start, end = (self.rungs.index(limit) for limit in interval)
        first, last = self._around(low, high)
        return self._lying(min(start, first), max(end, last), end - start, lots)

    def _around(self, low: float, high: float) -> tuple[int, int]:
        """The rungs next to what must be between them."""
        return max(bisect_right(self.rungs, low) - 1, 0), bisect_left(self.rungs, high)

    def _lying(self, first: int, last: int, steps: int, lots: np.random.Generator) -> Interval | None:
        """An interval of so many steps, or twice as many until both rungs are in it: which of those, is drawn by lot."""
        while steps < last - first:
            steps *= 2
        start = int(lots.integers(max(last - steps, 0), first + 1))
        end = start + steps
        return (self.rungs[start], self.rungs[end]) if steps <= MOST_STEPS and end < len(self.rungs) else None


def lots_of(shares: pl.DataFrame, secret: bytes) -> np.random.Generator:
    """Lots that are the same for the same shares and secret: nobody else can try what lot shares would have drawn that they guess."""
    return np.random.default_rng(int.from_bytes(hmac.digest(secret, shares.write_csv().encode(), "sha256")))
