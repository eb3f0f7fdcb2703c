"""A list in another language and the common classification to the pairs of codes that numbers and figures prove.

Words cannot be compared across languages. What can: the numbers of the entries, by the publisher's own statement; the labels below
an entry, which must be the same at every level on the way down, and below the provision itself; and figures with units or CAS numbers,
of which the provision must have some, all equal, with none apart anywhere above it.
"""

from collections.abc import Iterator, Mapping

from commonlist.crosswalk.likeness import likeness
from commonlist.crosswalk.lists import ListEdition
from commonlist.schema.control_item import USED_KINDS

Labels = dict[str, frozenset[str]]


def numbered_alike(listed: ListEdition, common: ListEdition, heads: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    """The pairs below the entries that `heads` relates exactly."""
    ours, theirs = _labels(listed), _labels(common)
    for code, item in listed.items.items():
        head, _, below = code.partition(".")
        other = f"{heads.get(head, '')}.{below}"
        if below and item.kind in USED_KINDS and other in common.items and _is_same_way(code, other, ours, theirs):
            steps = list(zip(listed.path(code), common.path(other), strict=False))
            found = [likeness(one.text, another.text) for one, another in steps]
            has_evidence = bool(found[-1].figures_shared or found[-1].cas_shared)
            if has_evidence and all(one.figures_equal and one.cas_equal for one in found):
                yield code, other


def _labels(edition: ListEdition) -> Labels:
    return {code: frozenset(child.rpartition(".")[2] for child in children) for code, children in edition.children().items()}


def _is_same_way(code: str, other: str, ours: Labels, theirs: Labels) -> bool:
    """Whether the labels below the code, and below all it stands under, are the same."""
    while ours.get(code) == theirs.get(other):
        if "." not in code:
            return True
        code, other = code.rpartition(".")[0], other.rpartition(".")[0]
    return False
