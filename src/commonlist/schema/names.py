"""A printed name to the first thing in it that no name of a place may hold, named so that a steward can see it."""

import unicodedata

_FORMULA = ("=", "+", "-", "@", "#", "\t")


def name_suspect(text: str) -> str | None:
    """An invisible or control character, a second alphabet, or the start of a spreadsheet formula or error; None when there is none.

    Names may hold any letters of one alphabet (`Curaçao`); a Cyrillic А amid Latin letters is a look-alike. A text that a
    spreadsheet would run as a formula is refused, since stewards open our CSV files in spreadsheets.
    """
    if text.startswith(_FORMULA):
        return f"{text[0]!r} at its start, as a spreadsheet formula or error would"
    alphabets = {_alphabet(character) for character in text if character.isalpha()}
    first = next((_alphabet(character) for character in text if character.isalpha()), None)
    for position, character in enumerate(text, start=1):
        if _is_invisible(character) or (len(alphabets) > 1 and character.isalpha() and _alphabet(character) != first):
            return f"U+{ord(character):04X} {unicodedata.name(character, 'CONTROL CHARACTER')} at position {position}"
    return None


def _is_invisible(character: str) -> bool:
    return character != " " and unicodedata.category(character) in {"Cc", "Cf", "Cn", "Co", "Cs", "Zl", "Zp", "Zs"}


def _alphabet(character: str) -> str:
    return unicodedata.name(character, "UNNAMED").split()[0]
