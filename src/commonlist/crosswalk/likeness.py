"""Two texts that may say the same to how far they do: their words, their figures, their CAS numbers."""

from collections import Counter
from difflib import SequenceMatcher

from pydantic import BaseModel, ConfigDict

from commonlist.crosswalk.figures import Figure
from commonlist.crosswalk.terms import terms


class Likeness(BaseModel):
    """How alike two texts are. `words` is the share (0–1) of significant words both have in the same order (Ratcliff-Obershelp).

    Figures are as printed (`2 kHz`), compared by value and unit, repeats counted; what is `apart` stands in one text only. Two texts
    without figures have equal figures, two without CAS numbers equal CAS numbers: ask what is shared where there must be some.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    words: float
    figures_shared: tuple[str, ...]
    figures_apart: tuple[str, ...]
    cas_shared: tuple[str, ...]
    cas_apart: tuple[str, ...]

    @property
    def figures_equal(self) -> bool:
        return not self.figures_apart

    @property
    def cas_equal(self) -> bool:
        return not self.cas_apart


def likeness(one: str, other: str) -> Likeness:
    """Compare two texts in one language; about 0.1 ms a pair at first sight, 0.02 ms for texts met before."""
    first, second = terms(one), terms(other)
    ours, theirs = _counted(first.figures), _counted(second.figures)
    printed = {figure.key: figure.printed for figure in (*second.figures, *first.figures)}
    shared, ours_alone, theirs_alone = ours & theirs, ours - theirs, theirs - ours
    return Likeness(
        words=_in_order(first.words, second.words),
        figures_shared=tuple(printed[key] for key in shared.elements()),
        figures_apart=tuple(printed[key] for key in (*ours_alone.elements(), *theirs_alone.elements())),
        cas_shared=tuple(sorted(first.cas_numbers & second.cas_numbers)),
        cas_apart=tuple(sorted(first.cas_numbers ^ second.cas_numbers)),
    )


def _counted(figures: tuple[Figure, ...]) -> Counter[tuple[str, str]]:
    return Counter(figure.key for figure in figures)


def _in_order(one: tuple[str, ...], other: tuple[str, ...]) -> float:
    if one == other:
        return 1.0
    first, second = sorted((one, other))
    return SequenceMatcher(None, first, second, autojunk=False).ratio()
