"""Two entries that may be the same item, as printed, to figures a rule can be held against.

The figures, each from 0 to 1, compare an entry of a list with the entry of the common classification:
`heading` (agreement of the two headings), `provisions` (of the provisions both number alike, the share whose texts
agree), `overlap` (provisions numbered in both, of those numbered in either), `words` (words and figures of the common
entry that the listed one has too), `extra` (provisions of the list that the common entry does not number).
Reserved provisions count nowhere; a share of nothing is 1, `extra` of nothing is 0.
"""

import re
from collections import Counter
from collections.abc import Mapping
from difflib import SequenceMatcher
from typing import Literal

from pydantic import BaseModel, ConfigDict

AGREES = 0.6
_TOKEN = re.compile(r"[a-z]+|[0-9]+(?:[.,][0-9]+)*")
_RESERVED = re.compile(r"\W*(not used|reserved)\b", re.IGNORECASE)
_POINTER = re.compile(r"\((see list of items controlled|th(ese|is) [^()]*itar[^()]*(\([^()]*\)[^()]*)*)\)", re.IGNORECASE)
_FILLER = re.compile(
    "a|all|and|any|are|as|be|by|following|follows|for|having|in|is|not|of|on|or|other|than|that|the|therefor|to|used|with|which"
)
_SPELLINGS = {
    "aerofoil": "airfoil",
    "aluminium": "aluminum",
    "armour": "armor",
    "centre": "center",
    "colour": "color",
    "fibre": "fiber",
    "fibres": "fibers",
    "litre": "liter",
    "litres": "liters",
    "metre": "meter",
    "metres": "meters",
    "mould": "mold",
    "moulds": "molds",
    "optimisation": "optimization",
    "specified": "controlled",
    "sulphide": "sulfide",
    "utilising": "utilizing",
    "vapour": "vapor",
}


class Entry(BaseModel):
    """One entry: its heading, its provisions by the dotted code below the entry (`a.1`), and what else is printed under it."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    heading: str
    provisions: dict[str, str] = {}
    notes: str = ""


class Agreement(BaseModel):
    """How far two entries agree; see the module."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    heading: float
    provisions: float
    overlap: float
    words: float
    extra: float


class Threshold(BaseModel):
    """One alternative of a rule: the least each figure must reach, and the most `extra` may be."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    heading: float = 0
    provisions: float = 0
    overlap: float = 0
    words: float = 0
    extra: float = 1

    def is_met_by(self, found: Agreement) -> bool:
        least: tuple[Literal["heading", "provisions", "overlap", "words"], ...] = ("heading", "provisions", "overlap", "words")
        return found.extra <= self.extra and all(getattr(found, name) >= getattr(self, name) for name in least)


def entry_of(code: str, texts: Mapping[str, str], notes: str = "") -> Entry:
    """The entry `code` of a list given as text by dotted code."""
    below = f"{code}."
    provisions = {other.removeprefix(below): text for other, text in texts.items() if other.startswith(below)}
    return Entry(heading=texts.get(code, ""), provisions=provisions, notes=notes)


def compare(listed: Entry, common: Entry) -> Agreement:
    """Measure how far an entry of a list agrees with an entry of the common classification."""
    ours, theirs = _in_use(common.provisions), _in_use(listed.provisions)
    shared = ours.keys() & theirs.keys()
    agreeing = sum(similarity(ours[code], theirs[code]) >= AGREES for code in shared)
    return Agreement(
        heading=similarity(listed.heading, common.heading),
        provisions=_share(agreeing, len(shared)),
        overlap=_share(len(shared), len(ours.keys() | theirs.keys())),
        words=_contained(_text(common.heading, *ours.values()), _text(listed.heading, *theirs.values(), listed.notes)),
        extra=1 - _share(len(shared), len(theirs)),
    )


def parameters(text: str) -> tuple[Threshold, ...]:
    """The alternatives of a rule, e.g. `heading=0.9 overlap=0.8 | words=0.85 extra=0.1`. Raises ValueError for an unknown figure."""
    return tuple(Threshold.model_validate(dict(pair.split("=") for pair in part.split())) for part in text.split("|"))


def similarity(one: str, other: str) -> float:
    """Share of the significant words two texts have in the same order (Ratcliff-Obershelp), spelling and case apart."""
    first, second = _words(one), _words(other)
    return 1.0 if first == second else SequenceMatcher(None, first, second, autojunk=False).ratio()


def _in_use(provisions: dict[str, str]) -> dict[str, str]:
    return {code: text for code, text in provisions.items() if not _RESERVED.match(text)}


def _share(part: int, whole: int) -> float:
    return part / whole if whole else 1.0


def _text(*parts: str) -> Counter[str]:
    return Counter(word for part in parts for word in _words(part))


def _contained(ours: Counter[str], theirs: Counter[str]) -> float:
    return _share(sum(min(count, theirs[word]) for word, count in ours.items()), ours.total())


def _words(text: str) -> list[str]:
    tokens = _TOKEN.findall(_POINTER.sub(" ", text).lower())
    return [_figure(token) if token[0].isdigit() else _SPELLINGS.get(token, token) for token in tokens if not _FILLER.fullmatch(token)]


def _figure(token: str) -> str:
    """`1,950`, `1950` and `1950.0` are one figure; a comma before three digits groups, any other is a decimal comma."""
    grouped = re.fullmatch(r"[1-9][0-9]{0,2}(,[0-9]{3})+(\.[0-9]+)?", token)
    plain = token.replace(",", "") if grouped else token.replace(",", ".")
    return f"{float(plain):g}" if plain.count(".") <= 1 else plain
