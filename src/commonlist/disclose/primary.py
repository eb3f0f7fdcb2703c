"""Rules on contributors to the cells that are sensitive by themselves, and how far each must stay uncertain.

The rules are those of the Handbook on Statistical Disclosure Control (Hundepool et al., 2012, chapter 4): minimum frequency, dominance
(n, k), p %-rule; to these come an absolute floor and requests for confidentiality. The steering body votes the parameters.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from pydantic import BaseModel, ConfigDict, Field

from commonlist.disclose.cells import Cells, Contributions

LEADING = 5


class PrimaryRules(BaseModel):
    """What makes a cell sensitive; a rule that is None is not in force.

    `least_count`: fewer contributors are sensitive. `dominance`: the `dominance_count` largest hold more than this share. `p_percent`: the
    second largest could estimate the largest to within this share of it. `least_value`: a smaller cell is sensitive. `request_share`: a
    contributor who asked for confidentiality holds more than this share. `interval`: the share of a sensitive cell's value by which it must
    stay uncertain to either side by rules that say nothing of it, as frequency does; and by all of them where no p % is given, as in
    instances that are defined by their interval.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    least_count: int | None = Field(default=None, ge=1)
    dominance: float | None = Field(default=None, gt=0, lt=1)
    dominance_count: int = Field(default=1, ge=1, le=LEADING)
    p_percent: float | None = Field(default=None, gt=0, lt=1)
    least_value: float | None = Field(default=None, gt=0)
    request_share: float | None = Field(default=None, ge=0, lt=1)
    interval: float = Field(default=0.1, gt=0, lt=1)

    def is_sensitive(self, behind: Contributions) -> bool:
        """Whether the cell may not be published; an empty cell is never sensitive."""
        return any(True for _ in self._levels(behind))

    def level(self, behind: Contributions) -> float:
        """How far from its value, to either side, an attacker must believe the cell could lie (units of the value).

        As far as the rule asks that asks most, of those that make the cell sensitive.
        """
        return max(self._levels(behind), default=self.interval * behind.value)

    def _levels(self, behind: Contributions) -> Iterator[float]:
        """What each rule asks that makes the cell sensitive: until it would not any more, or the interval where it says nothing of that."""
        value, usual = behind.value, self.interval * behind.value
        if value <= 0 or behind.count == 0:
            return
        if self.least_count is not None and behind.count < self.least_count:
            yield usual
        leading = behind.leading(self.dominance_count)
        if self.dominance is not None and leading > self.dominance * value:
            yield usual if self.p_percent is None else leading / self.dominance - value
        if self.p_percent is not None and value - behind.largest - behind.second < self.p_percent * behind.largest:
            yield self.p_percent * behind.largest - (value - behind.largest - behind.second)
        if self.least_value is not None and value < self.least_value:
            yield usual
        if self.request_share is not None and behind.requested > self.request_share * value:
            yield usual


@dataclass(frozen=True)
class Levels:
    """The sensitive cells (numbers in the index) and their protection levels, both n long and in the order of the index.

    `rooms` says how far down each can lie at all, where that is not all of its value.
    """

    cells: np.ndarray
    levels: np.ndarray
    rooms: np.ndarray | None = None


def find_sensitive(cells: Cells, rules: PrimaryRules) -> Levels:
    """The cells that are sensitive by the rules."""
    return levels_of(cells, [number for number, behind in enumerate(cells.contributions) if rules.is_sensitive(behind)], rules)


def levels_of(cells: Cells, sensitive: Sequence[int], rules: PrimaryRules) -> Levels:
    """The protection levels of cells known to be sensitive."""
    numbers = np.array(sensitive, dtype=np.int64)
    return Levels(numbers, np.array([rules.level(cells.contributions[number]) for number in sensitive]))
