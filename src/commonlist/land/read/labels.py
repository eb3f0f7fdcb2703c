"""The codes and labels in front of paragraphs (`3A001`, `b.4.a.`, `(a)(1)(i)`) to the path of the paragraph they open.

Letters and figures of any script count as such, so that a look-alike becomes a code, which the list's grammar then refuses by
name, and never a sentence of the paragraph before.
"""

import re
from string import ascii_lowercase, ascii_uppercase

ENTRY = re.compile(r"((?=\w*\d\w*\d)(?=\w*[^\W\d_])\w{5})\b")
_LETTER = r"[^\W\d_A-Z]"
_CUMULATIVE = re.compile(rf"(({_LETTER})\2?(?:\.(?:\d{{1,3}}|{_LETTER}{{1,2}}))*)(?:\.+\s*|(?<=\w)\s+)(?=\S)")
_PARENTHESISED = re.compile(r"\(([a-z]{1,4}|[A-Z]{1,2}|[0-9]{1,3}|[^\W_\x00-\x7f])\)\s*")
_ROMANS = (
    "i",
    "ii",
    "iii",
    "iv",
    "v",
    "vi",
    "vii",
    "viii",
    "ix",
    "x",
    "xi",
    "xii",
    "xiii",
    "xiv",
    "xv",
    "xvi",
    "xvii",
    "xviii",
    "xix",
    "xx",
)
_LETTERS = (*ascii_lowercase, *(f"{letter}{letter}" for letter in ascii_lowercase))
_NUMBERS = tuple(str(number) for number in range(1, 1000))
_LEVELS = (_LETTERS, _NUMBERS, _ROMANS, tuple(ascii_uppercase), _NUMBERS)


def split_cumulative(text: str) -> tuple[str | None, str]:
    """The whole path a US Commerce paragraph prints (`f.4.b.1. A minimum …` → `f.4.b.1`) and the rest; None when it prints none.

    Letters and numbers alternate, a lone letter needs its full stop: `e.g. valves` and `or equal` open nothing.
    """
    found = _CUMULATIVE.match(text)
    if not found:
        return None, text
    levels = found[1].split(".")
    alternates = all(level.isdigit() == bool(depth % 2) for depth, level in enumerate(levels))
    if not alternates or (len(levels) == 1 and "." not in found[0]):
        return None, text
    return found[1], text[found.end() :]


def split_parenthesised(text: str) -> tuple[list[str], str]:
    """The labels in front of a US Munitions List paragraph (`(b)(1) Rifles` → `b`, `1`) and the rest."""
    labels = []
    while found := _PARENTHESISED.match(text):
        labels.append(found[1])
        text = text[found.end() :]
    return labels, text


class NestedLabels:
    """Where a label that prints only its own level stands: (a), (1), (i), (A), (1), in reading order.

    After a paragraph that ends in a colon the first label of the next level goes below it; otherwise a label continues the
    deepest list it is the next label of, so that `(i)` after `(h)` is a letter and after `(h)(1) …:` a Roman number.
    """

    def __init__(self) -> None:
        self.path: list[str] = []

    def place(self, label: str, after_colon: str = "") -> tuple[str, ...] | None:
        """The label's path, now the current one; None when it continues no list. `after_colon` is the text before it."""
        depth = self._depth(label, opens=after_colon.rstrip().endswith(":"))
        if depth is None:
            return None
        self.path = [*self.path[:depth], label]
        return tuple(self.path)

    def _depth(self, label: str, *, opens: bool) -> int | None:
        depth = len(self.path)
        is_first = depth < len(_LEVELS) and label == _LEVELS[depth][0]
        steps = [(level, _step(label, self.path[level], level)) for level in reversed(range(depth))]
        following = next((level for level, step in steps if step == 1), None)
        if is_first and (opens or following is None):
            return depth
        return following if following is not None else next((level for level, step in steps if step > 1), None)


def _step(label: str, before: str, level: int) -> int:
    known = _LEVELS[level]
    return known.index(label) - known.index(before) if label in known else 0
