"""Two printings of one provision to whether the same words stand there.

- `plain` folds white space only. Two texts that agree so are the same text.
- `words` also folds what a printer may choose: dashes, the shapes of quotes, spaces (except between two digits), capitals in words of
  five letters and more, the mark or the `or` that ends a member of a series. Two texts that agree so differ in print only. It keeps
  the case of what may be a unit (`mW`, `MW`), figures, superscripts, and single apart from double quotes, because lists tell terms
  defined nearby from terms defined for the whole list by them.
- `letters` keeps letters and digits alone; it serves to find the words of one text put together from others.
"""

import re
from functools import lru_cache

_PRINT = str.maketrans(
    {
        **dict.fromkeys("“”„‟″«»", '"'),
        **dict.fromkeys("‘’‚‛ʻʼ′`´", "'"),
        **dict.fromkeys("‐‑‒–—−", "-"),
        **dict.fromkeys("\u00ad\u200b\u2060\ufeff"),
        "μ": "µ",
    }
)
_OPENING_COMMA = re.compile(r",(?=[^\W\d_])")
_WORD = re.compile(r"[^\W\d_]{5,}")
_BETWEEN_DIGITS = re.compile(r"(?<=[0-9])\s+(?=[0-9])")
_SPACE = re.compile(r"\s+")
_END = re.compile(r"([;,](or|oder)?|[.])$")
_NO_LETTER = re.compile(r"[\W_]+")
_GAP = "\0"


def plain(text: str) -> str:
    """The text with every run of white space as one blank."""
    return " ".join(text.split())


@lru_cache(maxsize=65536)
def words(text: str) -> str:
    """What is left when print is set aside; for comparison only, not for reading. German lists open a quote with a comma."""
    folded = _WORD.sub(lambda word: word[0].lower(), _OPENING_COMMA.sub("'", text.translate(_PRINT)))
    return _END.sub("", _SPACE.sub("", _BETWEEN_DIGITS.sub(_GAP, folded.strip())))


def letters(text: str) -> str:
    """The letters and digits in their order."""
    return _NO_LETTER.sub("", text.translate(_PRINT))
