"""A provision as printed to what of it can be compared: its significant words, its figures, its CAS numbers.

- Print is not meaning: quotes, dashes, superscripts, British and American spelling, plurals, and how another code is referred to
  (`specified in`, `controlled by`) are made one.
- A code in the text is one word, whatever code it is, and no figure.
- `not`, `any`, `all`, `less` and the like are kept: they turn the meaning round. A closing `; or` only tells that more follows.
"""

import re
import unicodedata
from functools import lru_cache

from pydantic import BaseModel, ConfigDict

from commonlist.crosswalk.figures import Figure, figures

MASK = "§"
_PRINT = str.maketrans(
    {**dict.fromkeys("“”„‟″\"'‘’‚‛′`´«»*^", ""), **dict.fromkeys("‐‑‒–—―−", "-"), "μ": "µ", "×": "x", "≥": ">", "≤": "<"}
)
_LEVELS = r"(?:\.?(?:\([a-z0-9]{1,4}\)|(?<=[0-9.)])[a-z](?![a-z])|(?<=\.)[0-9]{1,3}(?![0-9])))*\.?"
_PACKED = r"(?:[a-z][0-9]{1,2}|[a-z](?![a-z]))"
_CODE = re.compile(
    rf"\b(?:[0-9][A-E][0-9]{{3}}|ML[0-9]{{1,2}}){_PACKED}+(?!\w)"
    rf"|\b(?:[0-9][A-E]\.?[0-9]{{3}}|ML ?[0-9]{{1,2}}|PL[0-9]{{4}}|[0-9]{{4}}(?=\.[a-z]\b)){_LEVELS}"
    r"|(?<![\w.])\.?[a-z](?:\.[0-9a-z]{1,3})+(?!\w)\.?(?<!\bi\.e\.)(?<!\be\.g\.)(?<!c\.a\.s\.)"
    r"|(?<![\w.])\.[a-z0-9](?![\w])\.?"
)
_LABEL = re.compile(r"^[0-9]{1,2}[.)]? (?=[A-Z])")
_CAS = re.compile(r"\b([1-9][0-9]{1,6}) ?- ?([0-9]{2}) ?- ?([0-9])\b")
_CAS_WORD = re.compile(r"\bC\.? ?A\.? ?S\.?(?: ?(?:numbers?|no\.?|nr\.?|rn|#))* ?:?(?=\W)", re.IGNORECASE)
_POINTER = re.compile(r"\((?:see list of items controlled|th(?:ese|is) [^()]*itar[^()]*(?:\([^()]*\)[^()]*)*)\)", re.IGNORECASE)
_LAW = re.compile(r"\b[0-9]+ CFR(?: parts?)? ?[0-9.]+(?:\([a-z0-9]+\))*(?: through [0-9.]+)?")
_ENDING = re.compile(r"[\s,;:.]*\b(?:and/or|and|or|und|oder)?[\s,;:.]*$", re.IGNORECASE)
_SUBSTANCE = re.compile(
    r"(?<![\w.,])[0-9]+[a-z]?(?:, ?[0-9]+[a-z]?)*-(?=[A-Za-z(\[][a-z])(?!(?:bit|byte|inch|foot|axis|axes|[µmck]?m|[mk]?g)\b)"
)
_WORD = re.compile(r"[^\W\d_]+(?:[0-9]+[^\W_]*|-[0-9]+)*|§")
_FILLER = frozenset(
    (
        "a",
        "an",
        "the",
        "of",
        "as",
        "be",
        "is",
        "are",
        "by",
        "in",
        "to",
        "for",
        "follow",
        "following",
        "therefor",
        "thereof",
        "which",
        "that",
        "one",
    )
)
_SAME = {
    **dict.fromkeys(("specified", "controlled", "described", "identified", "enumerated", "listed"), "specified"),
    **{
        "aluminium": "aluminum",
        "aerofoil": "airfoil",
        "programme": "program",
        "caesium": "cesium",
        "licence": "license",
        "defence": "defense",
    },
    **{"grey": "gray", "tyre": "tire", "analogue": "analog", "catalogue": "catalog", "utilising": "using", "utilizing": "using"},
    **{"therefore": "therefor", "exceeding": "exceed", "manoeuvre": "maneuver", "gauge": "gage", "si": "silicon"},
}
_PLURAL = re.compile(r"(?<=[a-z]{3})(?<!ser)(?<!spec)ies$|(?<=[a-z]{3})(?<![sui])(?<!ie)s$")
_SPELLINGS = (
    (re.compile(r"sulph"), "sulf"),
    (re.compile(r"(?<=[a-z]{2})our(?=s?$|ed$|ing$|ant$|able$)"), "or"),
    (re.compile(r"(?<=[a-z]{3})is(?=(?:e|ed|er|es|ing|ation)s?$)"), "iz"),
    (re.compile(r"(?<=[a-z]{2})ys(?=(?:e|ed|er|ers|es|ing)$)"), "yz"),
    (re.compile(r"(?<=[a-z][bt])re(?=s?$|d$)"), "er"),
    (re.compile(r"mould"), "mold"),
    (re.compile(r"(?<=[aeiou])ll(?=ed$|ing$|er$|ers$)"), "l"),
    (re.compile(r"(?<=[a-z])(?:ae|oe)(?=[a-z]{3})"), "e"),
)


class Terms(BaseModel):
    """What of a text can be compared; `words` and `figures` stand in the order of the text, repeats kept."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    words: tuple[str, ...]
    figures: tuple[Figure, ...]
    cas_numbers: frozenset[str]


@lru_cache(maxsize=20_000)
def terms(text: str) -> Terms:
    """Take a text apart."""
    plain, cas_numbers = _without_cas_numbers(_ENDING.sub("", mask_codes(_LABEL.sub("", in_plain_print(text)))))
    found, rest = figures(_SUBSTANCE.sub(_as_a_name, plain))
    words = (spelled(word) for word in _WORD.findall(rest.lower()))
    return Terms(words=tuple(word for word in words if word not in _FILLER), figures=found, cas_numbers=cas_numbers)


def mask_codes(text: str) -> str:
    """The text with every code of an item, in full (`3A001.b.2`, `ML10.c`) or in part (`b.2`, `.b`), replaced by one sign."""
    return _CODE.sub(f" {MASK} ", text)


def in_plain_print(text: str) -> str:
    """One kind of dash and blank, no quotes, superscripts on the line, no pointer to other lists or to the law."""
    plain = unicodedata.normalize("NFKC", text).translate(_PRINT)
    return re.sub(r"\s+", " ", _LAW.sub(" ", _POINTER.sub(" ", plain))).strip()


@lru_cache(maxsize=50_000)
def spelled(word: str) -> str:
    """One spelling for the spellings of a word in small letters, in the singular."""
    if word in _SAME:
        return _SAME[word]
    for pattern, spelling in _SPELLINGS:
        word = pattern.sub(spelling, word)
    singular = _PLURAL.sub("y" if word.endswith("ies") else "", word)
    return _SAME.get(singular, singular)


def _without_cas_numbers(text: str) -> tuple[str, frozenset[str]]:
    found = frozenset("-".join(parts) for parts in _CAS.findall(text))
    return _CAS_WORD.sub(" ", _CAS.sub(" ", text)) if found else text, found


def _as_a_name(found: re.Match[str]) -> str:
    return f" n{found.group().replace(',', 'n').replace(' ', '').rstrip('-')} "
