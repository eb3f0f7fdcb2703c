"""Two editions of one list to what became of each code.

- Every code of the older edition stands in exactly one change as an old code, every code of the newer one in exactly one as a new code.
- A code whose own text and notes are the same (`printing`) is the same code; what changed around it is said apart:
  `print_changed`: other dashes, quotes, spaces, or marks at the end · `conditions_changed`: of its notes only what rule R20 takes for
  conditions of licensing differs · `note_moved`: every line of its notes, old and new, stands in the notes of its entry in the other
  edition, attached elsewhere · `context_changed`: words of something it stands under (`above`, the nearest), or of its notes, changed
  or moved.
- `text_changed` and `note_changed`: the same code, other words; a changed note changes what is controlled.
- `re_lettered`: text and everything below are the same at another code under the same parent, unique among its siblings in both editions;
  `moved`: the same under another parent, unique in both editions. What stands below follows.
- `split`: one text that was unique stands at several codes, or its letters are, in order, those of a text and of the new codes right
  below or right after it. `merged` is the mirror.
- Everything else is `removed` and `added`. No likeness is weighed.
"""

import re
from collections import Counter, defaultdict
from collections.abc import Iterator
from functools import cached_property
from itertools import takewhile
from typing import Literal, get_args

from pydantic import BaseModel, ConfigDict

from commonlist.crosswalk.lists import Item, ListEdition
from commonlist.crosswalk.printing import letters, plain, words
from commonlist.crosswalk.rules import rules

CONDITIONS_RULE = "R20"
Carrying = Literal["unchanged", "print_changed", "conditions_changed", "note_moved", "context_changed"]
Breaking = Literal["note_changed", "text_changed", "re_lettered", "moved", "split", "merged", "removed", "added"]
Kind = Carrying | Breaking
CARRYING: tuple[Carrying, ...] = get_args(Carrying)
SAME_SCOPE: tuple[Carrying, ...] = ("unchanged", "print_changed", "conditions_changed")
KINDS: tuple[Kind, ...] = (*CARRYING, *get_args(Breaking))


class CodeChange(BaseModel):
    """What became of a code, or of the codes of a split or merger. `above` is the changed item a `context_changed` code stands under."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    kind: Kind
    old_codes: tuple[str, ...] = ()
    new_codes: tuple[str, ...] = ()
    above: str = ""

    @property
    def carries(self) -> bool:
        return self.kind in CARRYING


def compare_editions(old: ListEdition, new: ListEdition) -> tuple[CodeChange, ...]:
    """Every code of either edition exactly once on its side, in the order of the newer edition; what it lacks stands last."""
    before, after = _Side(old), _Side(new)
    for code, item in old.items.items():
        if code in new.items and _same_text(item, new.items[code]):
            before.same.add(code)
            after.same.add(code)
    found = [*_followed(before, after), *_split(before, after, "split"), *_mirrored(_split(after, before, "merged"))]
    kept = _Kept(old, new, before.left & after.left, conditions_of(new.source_id))
    found += [kept.change(code) for code in new.items if code in kept.codes]
    found += [CodeChange(kind="added", new_codes=(code,)) for code in new.items if code in after.left - kept.codes]
    found += [CodeChange(kind="removed", old_codes=(code,)) for code in old.items if code in before.left - kept.codes]
    place = {code: number for number, code in enumerate([*new.items, *(code for code in old.items if code not in new.items)])}
    return tuple(sorted(found, key=lambda change: place[(change.new_codes or change.old_codes)[0]]))


def conditions_of(source_id: str) -> re.Pattern[str] | None:
    """What rule R20 takes for conditions of licensing in this list's notes; None where no rule was adopted or it is silent."""
    adopted = rules().get(CONDITIONS_RULE)
    patterns = adopted.patterns.get(source_id) if adopted else None
    return re.compile("|".join(patterns), re.DOTALL) if patterns else None


def _same_text(one: Item, other: Item) -> bool:
    return one.kind == other.kind and words(one.text) == words(other.text)


class _Side:
    """One of the two editions: `left` are the codes no change has taken yet, `same` those whose text the other has at the same code."""

    def __init__(self, edition: ListEdition) -> None:
        self.edition = edition
        self.left = set(edition.items)
        self.same: set[str] = set()

    @cached_property
    def below(self) -> dict[str, list[str]]:
        """All codes below each code, in print order."""
        found: dict[str, list[str]] = defaultdict(list)
        for code in self.edition.items:
            above = code.rpartition(".")[0]
            while above:
                found[above].append(code)
                above = above.rpartition(".")[0]
        return found

    @cached_property
    def wordings(self) -> Counter[str]:
        return Counter(words(item.text) for item in self.edition.items.values())

    @cached_property
    def trees(self) -> dict[str, tuple[str, ...]]:
        """Each code's text with the labels and texts below it; blank and reserved ones, which nothing tells apart, have none."""
        return {code: self._tree(code) for code, item in self.edition.items.items() if item.kind != "reserved" and words(item.text)}

    @cached_property
    def places(self) -> dict[tuple[str, ...], list[str]]:
        """The codes at which each tree stands."""
        found: dict[tuple[str, ...], list[str]] = defaultdict(list)
        for code, tree in self.trees.items():
            found[tree].append(code)
        return found

    def is_open(self, code: str) -> bool:
        return code in self.left and code not in self.same

    def is_new(self, code: str, other: "_Side") -> bool:
        return self.is_open(code) and code not in other.edition.items

    def parent(self, code: str) -> str:
        return self.edition.items[code].parent_code

    def after(self, code: str) -> list[str]:
        """The siblings printed after it."""
        siblings = [other for other, item in self.edition.items.items() if item.parent_code == self.parent(code)]
        return siblings[siblings.index(code) + 1 :]

    def _tree(self, code: str) -> tuple[str, ...]:
        items = self.edition.items
        return (words(items[code].text), *(f"{other.removeprefix(code)} {words(items[other].text)}" for other in self.below.get(code, ())))


def _followed(before: _Side, after: _Side) -> list[CodeChange]:
    """The codes whose text and everything below stand at another code now."""
    found: list[CodeChange] = []
    for code in before.trees:
        target = _target(code, before, after) if before.is_open(code) else None
        if target is None:
            continue
        kind: Kind = "re_lettered" if before.parent(code) == after.parent(target) else "moved"
        for old in (code, *before.below.get(code, ())):
            new = target + old.removeprefix(code)
            found.append(CodeChange(kind=kind, old_codes=(old,), new_codes=(new,)))
            before.left.discard(old)
            after.left.discard(new)
    return found


def _target(code: str, before: _Side, after: _Side) -> str | None:
    tree, parent = before.trees[code], before.parent(code)
    here, there = before.places[tree], after.places.get(tree, [])
    beside = [other for other in there if after.parent(other) == parent]
    if parent in before.same and len(beside) == len([other for other in here if before.parent(other) == parent]) == 1:
        there = beside
    elif len(here) != 1:
        return None
    if len(there) != 1 or not after.is_open(there[0]):
        return None
    taken = {*before.below.get(code, ())} - before.left or {*after.below.get(there[0], ())} - after.left
    return None if taken else there[0]


def _split(one: _Side, many: _Side, kind: Kind) -> list[CodeChange]:
    """The texts of one side that stand at several codes of the other, or are put together from them."""
    found: list[CodeChange] = []
    for code in one.trees:
        if one.is_open(code) and (parts := _twice(code, one, many) or _put_together(code, one, many)):
            found.append(CodeChange(kind=kind, old_codes=(code,), new_codes=tuple(parts)))
            one.left.discard(code)
            many.left.difference_update(parts)
    return found


def _twice(code: str, one: _Side, many: _Side) -> list[str]:
    wording = words(one.edition.items[code].text)
    if one.wordings[wording] > 1 or many.wordings[wording] < 2:
        return []
    parts = [other for other in many.trees if many.trees[other][0] == wording]
    return parts if all(many.is_open(part) for part in parts) else []


def _put_together(code: str, one: _Side, many: _Side) -> list[str]:
    if not many.is_open(code) or one.below.get(code):
        return []
    whole = letters(one.edition.items[code].text)
    below = many.below.get(code, [])
    beside = [] if below else takewhile(lambda other: many.is_new(other, one) and not many.below.get(other), many.after(code))
    parts, text = [code], letters(many.edition.items[code].text)
    for other in (*below, *beside):
        if text == whole or not many.is_new(other, one):
            break
        parts.append(other)
        text += letters(many.edition.items[other].text)
    is_all = not below or len(parts) == len(below) + 1
    return parts if len(parts) > 1 and text == whole and is_all else []


def _mirrored(changes: list[CodeChange]) -> Iterator[CodeChange]:
    return (CodeChange(kind=change.kind, old_codes=change.new_codes, new_codes=change.old_codes) for change in changes)


class _Kept:
    """The codes both editions have and nothing was found to have taken elsewhere."""

    def __init__(self, old: ListEdition, new: ListEdition, codes: set[str], conditions: re.Pattern[str] | None) -> None:
        self.old, self.new, self.codes, self.conditions = old, new, codes, conditions
        self.notes = self._entry_notes(old), self._entry_notes(new)
        self.own = {code: self._own(old.items[code], new.items[code]) for code in codes}

    def change(self, code: str) -> CodeChange:
        own = self.own[code]
        above = self._above(code) if own in CARRYING else ""
        return CodeChange(kind="context_changed" if above else own, old_codes=(code,), new_codes=(code,), above=above)

    def _own(self, old: Item, new: Item) -> Kind:
        if not _same_text(old, new):
            return "text_changed"
        if words(old.notes) != words(new.notes):
            return self._note_change(old, new)
        same = plain(old.text) == plain(new.text) and plain(old.notes) == plain(new.notes)
        return "unchanged" if same else "print_changed"

    def _note_change(self, old: Item, new: Item) -> Kind:
        one, other = self._scope(old.notes), self._scope(new.notes)
        if words(one) == words(other):
            return "conditions_changed"
        before, after = (notes[new.entry_code] for notes in self.notes)
        stays = all(words(line) in after for line in one.splitlines()) and all(words(line) in before for line in other.splitlines())
        return "note_moved" if stays else "note_changed"

    def _above(self, code: str) -> str:
        """The nearest item it stands under that covers other words now, or under which it did not stand before."""
        before = {item.item_code for item in self.old.path(code)}
        after = [item.item_code for item in self.new.path(code)[:-1]]
        for above in reversed(after):
            if above not in before or self.own.get(above, "added") not in SAME_SCOPE:
                return above
        return next((gone for gone in before - {*after, code}), "")

    def _scope(self, notes: str) -> str:
        return self.conditions.sub("", notes) if self.conditions else notes

    def _entry_notes(self, edition: ListEdition) -> dict[str, str]:
        found: dict[str, list[str]] = defaultdict(list)
        for item in edition.items.values():
            found[item.entry_code].append(self._scope(item.notes))
        return {entry: "\0".join(words(notes) for notes in all_notes) for entry, all_notes in found.items()}
