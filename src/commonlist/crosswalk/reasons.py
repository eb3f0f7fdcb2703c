"""A listed provision and a candidate to the reasons a steward can check by reading, as short sentences."""

from collections import Counter, defaultdict
from functools import cached_property
from typing import Literal

from commonlist.crosswalk.likeness import Likeness, likeness
from commonlist.crosswalk.outline import Outline

MOST_TOLD = 3
ALIKE = 0.75
RARE_SHARE = 0.01


class Reasons:
    """What speaks for and against pairs of provisions of two outlines. `best` is each listed provision's best counterpart.

    With `hidden` codes the item's own code is no reason.
    """

    def __init__(self, listed: Outline, common: Outline, best: list[int], codes: Literal["shown", "hidden"]) -> None:
        self.listed, self.common, self.best, self.codes = listed, common, best, codes

    def of(self, number: int, other: int) -> tuple[str, ...]:
        """The reasons about one pair, by the two provisions' numbers; those for it first."""
        found = likeness(self.listed.texts[number], self.common.texts[other])
        is_same_code = self.codes == "shown" and self.listed.codes[number] == self.common.codes[other]
        told = (
            "same code" if is_same_code else "",
            self._words(found),
            self._rare_words(number, other) if found.words < 1 else "",
            self._parent(number, other),
            self._parts(number, other),
            *_numbers("figures", found.figures_shared, found.figures_apart),
            *_numbers("CAS numbers", found.cas_shared, found.cas_apart),
        )
        return tuple(filter(None, told))

    @staticmethod
    def _words(found: Likeness) -> str:
        if found.words == 1:
            return "same words"
        return f"words agree to {int(found.words * 100)} %" if found.words >= ALIKE else ""

    def _rare_words(self, number: int, other: int) -> str:
        shared = set(self.listed.terms[number].words) & set(self.common.terms[other].words)
        rare = sorted((self._frequency[word], word) for word in shared if len(word) > 2 and self._frequency[word] <= self._rare)
        return f"both say {', '.join(word for _, word in rare[:MOST_TOLD])}" if rare else ""

    def _parent(self, number: int, other: int) -> str:
        above, other_above = int(self.listed.parents[number]), int(self.common.parents[other])
        if above == number or other_above == other or self.best[above] != other_above:
            return ""
        return f"parent {self.listed.codes[above]} goes with {self.common.codes[other_above]}"

    def _parts(self, number: int, other: int) -> str:
        parts, others = self._below[0].get(number, []), set(self._below[1].get(other, []))
        found = sum(self.best[part] in others for part in parts)
        return f"{found} of {len(parts)} parts go with parts of it" if found else ""

    @cached_property
    def _below(self) -> tuple[dict[int, list[int]], dict[int, list[int]]]:
        return _children(self.listed), _children(self.common)

    @cached_property
    def _frequency(self) -> Counter[str]:
        return Counter(word for one in (*self.listed.terms, *self.common.terms) for word in set(one.words))

    @cached_property
    def _rare(self) -> float:
        return max(2.0, RARE_SHARE * (len(self.listed.terms) + len(self.common.terms)))


def _children(one: Outline) -> dict[int, list[int]]:
    below: dict[int, list[int]] = defaultdict(list)
    for number, parent in enumerate(one.parents.tolist()):
        if parent != number:
            below[parent].append(number)
    return below


def _numbers(what: str, shared: tuple[str, ...], apart: tuple[str, ...]) -> tuple[str, ...]:
    if shared and not apart:
        return (f"same {what}: {_some(shared)}",)
    return (f"{what} in both: {_some(shared)}" if shared else "", f"{what} in one only: {_some(apart)}" if apart else "")


def _some(values: tuple[str, ...]) -> str:
    told = ", ".join(values[:MOST_TOLD])
    return f"{told} and {len(values) - MOST_TOLD} more" if len(values) > MOST_TOLD else told
