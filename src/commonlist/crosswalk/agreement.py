"""An edition of a list and the common classification, both as printed, to the pairs of codes whose texts prove a relation.

Two provisions *say the same* if, print and spelling and the loose words of rule R10 apart, they have the same words in the same order,
the same figures and CAS numbers, and refer to the same provisions. From that, by code:

- `exact` (R10): they say the same, so does everything above them up to the entry, and what stands below is numbered alike and exact.
- `overlaps` (R11): not exact, but something below both is.
- `exact` or `close` whatever the number (R12): the text, or its CAS numbers where `own` of the words agree, stands once in a group of
  either list, or once below two counterparts; exact if above and below agree too.
- `close` (R13): the same number, similar words, no other provision of the entry is more similar, and what stands above is related too.

Reserved codes, codes whose entry only refers to another list, and pairs a steward negated are left out. Notes are not compared.
"""

import re
from collections import Counter, defaultdict
from collections.abc import Iterator
from functools import cached_property
from typing import NamedTuple

from pydantic import BaseModel, ConfigDict

from commonlist.crosswalk.likeness import Likeness, likeness
from commonlist.crosswalk.lists import Item, ListEdition
from commonlist.crosswalk.rules import rule
from commonlist.crosswalk.terms import terms
from commonlist.schema.control_item import USED_KINDS

REFERENCE_ONLY = re.compile(r"\((these|this)\b.*subject to the itar|^see military goods controls", re.IGNORECASE)
_REFERENCE = re.compile(r"\b(?P<entry>[0-9][A-E][0-9]{3})(?P<below>[a-z0-9.]*)|(?<![\w.])(?P<part>(?:\.[a-z0-9]{1,2})+)(?![\w])")
Pair = tuple[str, str]
Text = tuple[tuple[str, ...], tuple[tuple[str, str], ...], frozenset[str]]


class Verdict(NamedTuple):
    """What one rule found of one pair; `words` is how far their words agree, 0 to 1."""

    rule_id: str
    predicate: str
    words: float


class Bars(BaseModel):
    """The parameters of a rule: `own` and `parts` are the least agreement of words, 0 to 1; `loose` words make no difference."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    own: float = 1
    parts: float = 1
    words: int = 0
    loose: frozenset[str] = frozenset()

    @classmethod
    def of(cls, rule_id: str) -> "Bars":
        """As the register has them: `own=0.6 parts=0.85`, `loose=and,or`."""
        given = rule(rule_id).figures
        return cls.model_validate({**given, "loose": given.get("loose", "").split(",")})


class Side:
    """One of the two lists, by code: what is in use, what stands below what, and what is asked of a text again and again."""

    def __init__(self, edition: ListEdition) -> None:
        referring = {code for code, item in edition.items.items() if REFERENCE_ONLY.search(item.text)}
        self.items: dict[str, Item] = {
            code: item for code, item in edition.items.items() if item.kind in USED_KINDS and not {code, item.entry_code} & referring
        }
        self.below: dict[str, dict[str, str]] = defaultdict(dict)
        for code, item in self.items.items():
            self.below[item.parent_code][code.rpartition(".")[2]] = code

    def above(self, code: str) -> str:
        return self.items[code].parent_code if self.items[code].parent_code in self.items else ""

    @cached_property
    def by_entry(self) -> dict[str, list[str]]:
        found: dict[str, list[str]] = defaultdict(list)
        for code, item in self.items.items():
            found[item.entry_code].append(code)
        return found

    @cached_property
    def words(self) -> dict[str, tuple[str, ...]]:
        return {code: terms(item.text).words for code, item in self.items.items()}

    @cached_property
    def by_text(self) -> dict[Text, list[str]]:
        """Codes by what their text says; texts of one list that say the same stand together."""
        found: dict[Text, list[str]] = defaultdict(list)
        for code in self.items:
            found[self._text(code)].append(code)
        return found

    def texts_below(self, code: str) -> dict[Text, list[str]]:
        """The codes directly below one, by what their text says."""
        found: dict[Text, list[str]] = defaultdict(list)
        for below in self.below[code].values():
            found[self._text(below)].append(below)
        return found

    def is_single(self, code: str) -> bool:
        """Whether no other code of the entry says the same."""
        entry = self.items[code].entry_code
        return sum(self.items[other].entry_code == entry for other in self.by_text[self._text(code)]) == 1

    def _text(self, code: str) -> Text:
        text = terms(self.items[code].text)
        return text.words, tuple(sorted(figure.key for figure in text.figures)), text.cas_numbers

    @cached_property
    def by_cas(self) -> dict[frozenset[str], list[str]]:
        """Codes by the CAS numbers in their text."""
        found: dict[frozenset[str], list[str]] = defaultdict(list)
        for code, item in self.items.items():
            if numbers := terms(item.text).cas_numbers:
                found[numbers].append(code)
        return found


class Comparison:
    """All that the rules find between a list and the common classification; `verdicts` by pair, a code of either in one pair at most."""

    def __init__(self, listed: ListEdition, common: ListEdition, negated: frozenset[Pair] = frozenset()) -> None:
        self.ours, self.theirs, self.negated = Side(listed), Side(common), negated
        self.bars = {rule_id: Bars.of(rule_id) for rule_id in ("R10", "R12", "R13")}
        self._same: dict[Pair, bool] = {}
        self._most_alike: dict[Pair, bool] = {}
        self.verdicts: dict[Pair, Verdict] = {}
        self._taken: tuple[set[str], set[str]] = (set(), set())
        self._by_number = [(code, code) for code in self.ours.items if code in self.theirs.items]
        self._find_exact()
        self._find_overlapping()
        self._find_single()
        self._find_close()

    def _find_exact(self) -> None:
        for pair in self._by_number:
            if self._is_same(pair) and self._is_same_above(pair):
                self._note(pair, "R10", "exact")

    def _find_overlapping(self) -> None:
        for pair in sorted(self._by_number, key=lambda pair: -pair[0].count(".")):
            below = (self.verdicts.get(child) for child in self._children(pair))
            if any(found and found.predicate in ("exact", "overlaps") for found in below):
                self._note(pair, "R11", "overlaps")

    def _find_single(self) -> None:
        """Texts and substances that stand once in a group of either list."""
        fewest = self.bars["R12"].words
        texts = ((codes, self.theirs.by_text.get(key, [])) for key, codes in self.ours.by_text.items() if len(key[0]) >= fewest)
        substances = ((codes, self.theirs.by_cas.get(key, [])) for key, codes in self.ours.by_cas.items())
        for ours, theirs in (*texts, *substances):
            for code in ours:
                rivals = [other for other in ours if _group(other) == _group(code)]
                found = [other for other in theirs if _group(code) in ("", _group(other))]
                if len(rivals) == len(found) == 1 and self._like((code, found[0])).words >= self.bars["R12"].own:
                    self._note_same_text((code, found[0]))

    def _note_same_text(self, pair: Pair) -> None:
        if self._refers_alike(pair):
            is_exact = self._is_same(pair) and self._is_same_above(pair)
            self._note(pair, "R12", "exact" if is_exact else "close")

    def _find_close(self) -> None:
        """From the entries down: what stands below two counterparts under one text, then what is similar under one number."""
        for pair in self._by_number:
            if not self.ours.above(pair[0]) and (self._like(pair).words >= self.bars["R13"].own or self._has_like_parts(pair)):
                self._note(pair, "R13", "close")
        waiting = sorted(self.verdicts, key=lambda pair: pair[0].count("."))
        for above in waiting:
            known = len(self.verdicts)
            for pair in self._pairs_of_one_text(above):
                self._note_same_text(pair)
            for pair in self._children(above):
                if self._is_close(pair):
                    self._note(pair, "R13", "close")
            waiting.extend(list(self.verdicts)[known:])

    def _pairs_of_one_text(self, above: Pair) -> Iterator[Pair]:
        ours, theirs = self.ours.texts_below(above[0]), self.theirs.texts_below(above[1])
        return ((codes[0], theirs[text][0]) for text, codes in ours.items() if len(codes) == 1 and len(theirs.get(text, ())) == 1)

    def _is_close(self, pair: Pair) -> bool:
        if self._is_other_substance(pair):
            return False
        is_whole = not self.ours.below[pair[0]] and not self.theirs.below[pair[1]]
        least = self.bars["R13"].own if is_whole else self.bars["R13"].parts
        return self._has_like_parts(pair) or (self._like(pair).words >= least and self._is_most_alike(pair))

    def _has_like_parts(self, pair: Pair) -> bool:
        """At least half of the parts of the one that has fewer say what a part of the other says, or nearly so under its number.

        A text that stands elsewhere in the entry too tells nothing of what it stands below.
        """
        ours, theirs = self.ours.texts_below(pair[0]), self.theirs.texts_below(pair[1])
        alike = {code for text, codes in ours.items() if text in theirs for code in codes}
        alike |= {child[0] for child in self._children(pair) if self._like(child).words >= self.bars["R13"].parts}
        telling = [code for code in alike if self.ours.is_single(code)]
        return 2 * len(telling) >= min(len(self.ours.below[pair[0]]), len(self.theirs.below[pair[1]])) > 0

    def _is_most_alike(self, pair: Pair) -> bool:
        """Whether no other provision of either entry agrees better; where figures differ, none agrees as well."""
        if pair not in self._most_alike:
            ours, theirs = pair
            found = self._like(pair)
            rivals = [(ours, other) for other in self.theirs.by_entry[theirs.partition(".")[0]] if other != theirs]
            rivals += [(other, theirs) for other in self.ours.by_entry[ours.partition(".")[0]] if other != ours]
            best = max((self._like(one).words for one in rivals if self._may_agree(one, found.words)), default=0.0)
            self._most_alike[pair] = best <= found.words if found.figures_equal else best < found.words
        return self._most_alike[pair]

    def _may_agree(self, pair: Pair, least: float) -> bool:
        """Whether two texts have as many words in common, whatever their order; much faster to tell than how far they agree."""
        ours, theirs = self._words(pair)
        half = least * (len(ours) + len(theirs)) / 2
        return min(len(ours), len(theirs)) >= half and (Counter(ours) & Counter(theirs)).total() >= half

    def _is_other_substance(self, pair: Pair) -> bool:
        ours, theirs = terms(self.ours.items[pair[0]].text).cas_numbers, terms(self.theirs.items[pair[1]].text).cas_numbers
        return bool(ours and theirs) and not ours & theirs

    def _like(self, pair: Pair) -> Likeness:
        return likeness(self.ours.items[pair[0]].text, self.theirs.items[pair[1]].text)

    def _says_the_same(self, pair: Pair) -> bool:
        found = self._like(pair)
        ours, theirs = ([word for word in side if word not in self.bars["R10"].loose] for side in self._words(pair))
        return ours == theirs and found.figures_equal and found.cas_equal and self._refers_alike(pair)

    def _words(self, pair: Pair) -> tuple[tuple[str, ...], tuple[str, ...]]:
        return self.ours.words[pair[0]], self.theirs.words[pair[1]]

    def _refers_alike(self, pair: Pair) -> bool:
        """Whether both refer to the same provisions, each in its own numbers where it speaks of its own entry."""
        ours, theirs = self.ours.items[pair[0]], self.theirs.items[pair[1]]
        return _referred(ours) == _referred(theirs)

    def _children(self, pair: Pair) -> Iterator[Pair]:
        ours, theirs = self.ours.below[pair[0]], self.theirs.below[pair[1]]
        return ((code, theirs[label]) for label, code in ours.items() if label in theirs)

    def _is_same(self, pair: Pair) -> bool:
        if pair not in self._same:
            is_alike = self.ours.below[pair[0]].keys() == self.theirs.below[pair[1]].keys() and self._says_the_same(pair)
            self._same[pair] = is_alike and all(self._is_same(child) for child in self._children(pair))
        return self._same[pair]

    def _is_same_above(self, pair: Pair) -> bool:
        above = self.ours.above(pair[0]), self.theirs.above(pair[1])
        if not all(above):
            return not any(above)
        is_entry = not self.ours.above(above[0])
        return self._says_the_same(above) and (is_entry or self._is_most_alike(above)) and self._is_same_above(above)

    def _note(self, pair: Pair, rule_id: str, predicate: str) -> None:
        ours, theirs = self._taken
        if pair not in self.negated and pair[0] not in ours and pair[1] not in theirs:
            self.verdicts[pair] = Verdict(rule_id, predicate, self._like(pair).words)
            ours.add(pair[0])
            theirs.add(pair[1])


def _group(code: str) -> str:
    """`3B` of `3B001.a`, `ML` of a munition; nothing for a list that numbers by no such groups."""
    found = re.match(r"[0-9][A-E](?=[0-9])|ML", code)
    return found[0] if found else ""


def _referred(item: Item) -> set[tuple[str, ...]]:
    """The provisions a text refers to, by entry and labels; its own entry is left blank. `.b` after `1C210.a` is `1C210.b`."""
    found: set[tuple[str, ...]] = set()
    entry = ""
    for reference in _REFERENCE.finditer(item.text):
        entry = reference["entry"] or entry
        labels = re.findall("[a-z]+|[0-9]+", reference["below"] or reference["part"] or "")
        found.add(("" if entry == item.entry_code else entry, *labels))
    return found
