"""A code's text to the first character in it that no code may hold, named so that a steward can see it."""

import unicodedata


def name_strangers(text: str) -> str | None:
    """The first character that is not printable ASCII, e.g. `U+0410 CYRILLIC CAPITAL LETTER A at position 2`; None when there is none.

    Positions count from 1. Look-alikes (Cyrillic, Greek, full-width, mathematical letters), invisible characters and
    control characters are all strangers: no list in the world prints its codes with them on purpose.
    """
    for position, character in enumerate(text, start=1):
        if not " " <= character <= "~":
            return f"U+{ord(character):04X} {_name(character)} at position {position}"
    return None


def _name(character: str) -> str:
    return unicodedata.name(character, "CONTROL CHARACTER" if unicodedata.category(character) == "Cc" else "UNNAMED CHARACTER")
