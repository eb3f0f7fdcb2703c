"""The words around a printed quantity to how it limits: `exceeding`, `less_than`, `equal_or_more` …; English and German.

The words right before it count first, then those right after it (`10 kg or more`); words of denial turn the sense (`not exceeding`).
"""

import re

_THAN = r"(?:greater|more|higher|larger|longer|wider|faster)"
_LESS = r"(?:less|lower|smaller|shorter|fewer|slower|finer)"
_BEFORE = {
    "equal_or_more": (
        rf"equal to or (?:{_THAN}|better) than|(?:{_THAN}|better) than or equal to|equals? or {_THAN} than|equal to or exceeding"
        r"|(?:equals?|meets?|meeting) or exceed(?:s|ing)?|(?:not?|nicht) (?:less|fewer|lower|smaller) than|not below|at least"
        r"|minimum(?: of)?|≥|>=|größer ?/ ?gleich|größer oder gleich|gleich oder größer(?: als)?"
        r"|mindestens|nicht (?:weniger|kleiner) als|wenigstens|ab"
    ),
    "equal_or_less": (
        rf"equal to or {_LESS} than|{_LESS} than or equal to|equals? or {_LESS} than|(?:not|nor) (?:to )?exceed(?:s|ing)?"
        rf"|(?:not?|nicht) {_THAN} than|not (?:above|over)|up to and including|up to|at most|maximum(?: of)?|≤|<="
        r"|kleiner ?/ ?gleich|kleiner oder gleich|gleich oder kleiner(?: als)?|höchstens|nicht (?:mehr|größer) als"
        r"|bis einschließlich|bis zu|maximal"
    ),
    "exceeding": (
        rf"in excess of|exceed(?:s|ing)?|{_THAN} than|above|over|beyond|>|(?:größer|mehr|höher|länger) als|über|oberhalb(?: von)?"
    ),
    "less_than": rf"{_LESS} than|below|under|<|(?:kleiner|weniger|niedriger|geringer|kürzer) als|unter|unterhalb(?: von)?",
    "better_than": r"better than|besser als",
    "range_from": r"from|between|zwischen|von",
}
_FILL = r"(?:\s+(?:an?|the|any|about|approximately|either|ca\.|etwa))*\s*$"
_BEFORE_PATTERNS = {name: re.compile(rf"(?:^|(?<=[\s(]))(?:{words}){_FILL}", re.IGNORECASE) for name, words in _BEFORE.items()}
_AFTER = {
    "equal_or_more": r"more|greater|higher|above|over|larger|longer|faster|mehr|größer|höher|darüber|länger",
    "equal_or_less": r"less|lower|smaller|fewer|below|under|shorter|finer|weniger|kleiner|niedriger|darunter|geringer",
    "equal_or_better": r"better|besser",
}
_ASIDE = re.compile(r"\s*\([A-Za-zäöüß ]+\)")
_SKIPPED = r"(?:\s*\([^()]{0,60}\))?\)?(?:\s+(?!(?:or|oder|and|und|but|to|bis)\b)[^\W\d][\w.%-]*){0,3}?,?"
_AFTER_PATTERNS = {name: re.compile(rf"{_SKIPPED}\s+(?:or|and|oder|und)\s+(?:{words})\b") for name, words in _AFTER.items()}


def comparator(before: str, after: str) -> str | None:
    """How the words limit the quantity that stands between them; None where they do not."""
    plain = _ASIDE.sub("", before)
    found = next((name for name, pattern in _BEFORE_PATTERNS.items() if pattern.search(plain)), None)
    if found and found != "range_from":
        return found
    return next((name for name, pattern in _AFTER_PATTERNS.items() if pattern.match(after)), found)
