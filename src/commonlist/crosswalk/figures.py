"""The numbers in a technical text to figures that can be compared: a value in SI units, its dimension, and how it was printed.

- What the print leaves two readings of is compared as printed.
- A quantity in brackets that says the one before again is not counted.
- `uranium-233`, `S-25` and the group `9B` are figures too: what they name differs with the number. The numbers in a substance's name
  are not.
- `.50` without a unit is the end of a code or a calibre, and no figure. Spelled numbers from two to ten count.
"""

import re
from typing import NamedTuple

from commonlist.quantities.printed import Printed, printed_numbers

_DESIGNATION = re.compile(r"\b(?P<name>[A-Za-z]+)-(?P<number>[0-9]{1,4})\b(?!-)")
_GROUP = re.compile(r"\b[0-9][A-E]\b(?!-)")
_NUMBERS = {
    word: str(number) for number, word in enumerate(("two", "three", "four", "five", "six", "seven", "eight", "nine", "ten"), start=2)
}
_SPELLED = re.compile(rf"\b({'|'.join(_NUMBERS)})\b")


class Figure(NamedTuple):
    """A number met in a text. Two figures are the same where `value` (SI, nine digits) and `dimension` are; `printed` is for people."""

    value: str
    dimension: str
    printed: str

    @property
    def key(self) -> tuple[str, str]:
        return self.value, self.dimension


def figures(text: str) -> tuple[tuple[Figure, ...], str]:
    """The figures in the order of the text, and the text without them. Expects one kind of dash, quotes gone, codes masked."""
    groups = [Figure(group, "group", group) for group in _GROUP.findall(text)]
    text = _SPELLED.sub(lambda found: _NUMBERS[found.group()], _GROUP.sub(" ", text))
    found = [one for one in printed_numbers(text) if one.unit_text or text[one.start] != "."]
    kept = [_figure(one, text) for one in found if not one.is_repeated]
    named = [Figure(one["number"], one["name"].lower(), one.group()) for one in _DESIGNATION.finditer(text)]
    return (*kept, *named, *groups), _without(found, text)


def _figure(one: Printed, text: str) -> Figure:
    printed = text[one.start : one.end].strip()
    value = f"{one.number_si:.9g}" if one.number is not None else printed.replace(" ", "")
    return Figure(value, one.unit.dimension, printed)


def _without(found: list[Printed], text: str) -> str:
    ends = [0, *(one.end for one in found)]
    starts = [*(one.start for one in found), len(text)]
    return " ".join(text[end:start] for end, start in zip(ends, starts, strict=True))
