"""Rules on contributors to the cells that are sensitive by themselves, and how far each must stay uncertain.

The rules are those of the Handbook on Statistical Disclosure Control (Hundepool et al., 2012, chapter 4): minimum frequency, dominance
(n, k), p %-rule; to these come an absolute floor and requests for confidentiality. The steering body votes the parameters.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from pydantic import BaseModel, ConfigDict, Field

from commonlist.disclose.cells import Cells, Contributions


class PrimaryRules(BaseModel):
    """What makes a cell sensitive; a rule that is None is not in force.

    `least_count`: fewer contributors are sensitive. `dominance`: the largest holds more than this share. `p_percent`: the second largest
    could estimate the largest to within this share of it. `least_value`: a smaller cell is sensitive. `request_share`: a contributor who
    asked for confidentiality holds more than this share. `interval`: the share of a sensitive cell's value by which it must stay
    uncertain to either side, where no p % is given.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    least_count: int | None = Field(default=None, ge=1)
    dominance: float | None = Field(default=None, gt=0, lt=1)
    p_percent: float | None = Field(default=None, gt=0, lt=1)
    least_value: float | None = Field(default=None, gt=0)
    request_share: float | None = Field(default=None, ge=0, lt=1)
    interval: float = Field(default=0.1, gt=0, lt=1)

    def is_sensitive(self, behind: Contributions) -> bool:
        """Whether the cell may not be published; an empty cell is never sensitive."""
        value = behind.value
        if value <= 0 or behind.count == 0:
            return False
        return (
            (self.least_count is not None and behind.count < self.least_count)
            or (self.dominance is not None and behind.largest > self.dominance * value)
            or (self.p_percent is not None and value - behind.largest - behind.second < self.p_percent * behind.largest)
            or (self.least_value is not None and value < self.least_value)
            or (self.request_share is not None and behind.requested > self.request_share * value)
        )

    def level(self, behind: Contributions) -> float:
        """How far from its value, to either side, an attacker must believe the cell could lie (units of the value)."""
        if self.p_percent is None:
            return self.interval * behind.value
        needed = self.p_percent * behind.largest - (behind.value - behind.largest - behind.second)
        return max(needed, self.interval * behind.value if needed <= 0 else 0.0)


@dataclass(frozen=True)
class Levels:
    """The sensitive cells (numbers in the index) and their protection levels, both n long and in the order of the index."""

    cells: np.ndarray
    levels: np.ndarray


def find_sensitive(cells: Cells, rules: PrimaryRules) -> Levels:
    """The cells that are sensitive by the rules."""
    return levels_of(cells, [number for number, behind in enumerate(cells.contributions) if rules.is_sensitive(behind)], rules)


def levels_of(cells: Cells, sensitive: Sequence[int], rules: PrimaryRules) -> Levels:
    """The protection levels of cells known to be sensitive."""
    numbers = np.array(sensitive, dtype=np.int64)
    return Levels(numbers, np.array([rules.level(cells.contributions[number]) for number in sensitive]))
