"""One edition of a list to what can be compared of it at a stroke: each provision's terms, and where it stands in the tree.

- Entries and provisions only: what stands above them, and what is reserved, names no goods.
- Siblings stand in the order of their labels (`9` before `10`), because not every publisher prints them so; entries likewise.
- A provision whose parent is not printed stands below the nearest one that is.
"""

import re
from collections import defaultdict
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from commonlist.crosswalk.lists import ListEdition
from commonlist.crosswalk.terms import Terms, terms

COMPARED = ("entry", "provision")
_TENS, _ONES = ("", "x", "xx", "xxx"), ("", "i", "ii", "iii", "iv", "v", "vi", "vii", "viii", "ix")
_ROMAN = {ten + one: 10 * tens + ones for tens, ten in enumerate(_TENS) for ones, one in enumerate(_ONES)}
Numbers = NDArray[np.int64]


@dataclass(frozen=True)
class Outline:
    """The compared provisions of an edition, numbered from 0 in print order.

    `parents` and `entries` hold a number per provision, its own where it stands at the top; `before` and `after` that of the sibling
    on either side, or -1. `places` says how far down among its siblings it stands (0 first, 1 last), `children` how many it has.
    """

    codes: tuple[str, ...]
    texts: tuple[str, ...]
    terms: tuple[Terms, ...]
    parents: Numbers
    entries: Numbers
    before: Numbers
    after: Numbers
    places: NDArray[np.float32]
    children: Numbers

    def number(self) -> dict[str, int]:
        return {code: number for number, code in enumerate(self.codes)}

    def documents(self) -> list[str]:
        """The terms of each provision as one text: words, figures and CAS numbers, parted by blanks."""
        return [_document(one) for one in self.terms]


def outline(edition: ListEdition) -> Outline:
    """The outline of an edition."""
    items = [item for item in edition.items.values() if item.kind in COMPARED]
    numbers = {item.item_code: number for number, item in enumerate(items)}
    above = [[numbers[one.item_code] for one in edition.path(item.item_code) if one.item_code in numbers] for item in items]
    parents = [path[-2] if len(path) > 1 else number for number, path in enumerate(above)]
    before, after, places = _siblings([item.item_code for item in items], parents)
    below = np.bincount([parent for number, parent in enumerate(parents) if parent != number], minlength=len(items))
    return Outline(
        codes=tuple(numbers),
        texts=tuple(item.text for item in items),
        terms=tuple(terms(item.text) for item in items),
        parents=np.array(parents, dtype=np.int64),
        entries=np.array([path[0] for path in above], dtype=np.int64),
        before=before,
        after=after,
        places=places,
        children=below.astype(np.int64),
    )


def _siblings(codes: list[str], parents: list[int]) -> tuple[Numbers, Numbers, NDArray[np.float32]]:
    families: dict[int, list[int]] = defaultdict(list)
    for number, parent in enumerate(parents):
        families[-1 if parent == number else parent].append(number)
    before, after = np.full(len(codes), -1, dtype=np.int64), np.full(len(codes), -1, dtype=np.int64)
    places = np.zeros(len(codes), dtype=np.float32)
    for numbers in families.values():
        family = [numbers[place] for place in _counted([codes[number].rpartition(".")[2] for number in numbers])]
        places[family] = np.linspace(0, 1, len(family), dtype=np.float32)
        for one, other in pairwise(family):
            before[other], after[one] = one, other
    return before, after, places


def _counted(labels: list[str]) -> list[int]:
    """The places of sibling labels in the order in which they are counted: `9` before `10`, `z` before `aa`, `ix` before `x`."""
    romans = _ROMAN if {"i", "ii"} <= {label.lower() for label in labels} else {}
    return sorted(range(len(labels)), key=lambda place: _rank(labels[place], romans))


def _rank(label: str, romans: dict[str, int]) -> list[tuple[int, int, str]]:
    if label.lower() in romans:
        return [(0, romans[label.lower()], "")]
    parts = re.findall(r"[0-9]+|[^0-9]+", label)
    return [(0, int(part), "") if part.isdigit() else (1, len(part), part) for part in parts]


def _document(one: Terms) -> str:
    figures = ("#".join(figure.key).replace(" ", "_") for figure in one.figures)
    return " ".join((*one.words, *figures, *(f"cas{number}" for number in sorted(one.cas_numbers))))
