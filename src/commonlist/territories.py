"""Printed names of places to their codes in ISO 3166, as a kept copy of the standard spells them; decisions of people go first."""

import unicodedata
from functools import lru_cache

_SAME_SIGN = str.maketrans({"’": "'", "‘": "'", "`": "'", "´": "'", "&": " and "})


def key(text: str) -> str:
    """What spellings share that differ in case, blanks, Unicode form, apostrophe or `&` only; accents and letters count."""
    return " ".join(unicodedata.normalize("NFKC", text).translate(_SAME_SIGN).casefold().split())


def code_of(text: str) -> str | None:
    """The alpha-3 code of the place of this name, in force before withdrawn; None where the standard has no such name."""
    return _codes_by_name().get(key(text))


@lru_cache(maxsize=1)
def codes_in_force() -> frozenset[str]:
    """The alpha-3 codes of ISO 3166-1."""
    import pycountry

    return frozenset(country.alpha_3 for country in pycountry.countries)


@lru_cache(maxsize=1)
def codes_withdrawn() -> frozenset[str]:
    """The alpha-3 codes of ISO 3166-3, of states that are no more."""
    import pycountry

    return frozenset(country.alpha_3 for country in pycountry.historic_countries) - codes_in_force()


@lru_cache(maxsize=1)
def _codes_by_name() -> dict[str, str]:
    import pycountry

    found: dict[str, str] = {}
    for country in (*pycountry.countries, *pycountry.historic_countries):
        for field in ("name", "common_name", "official_name"):
            if name := getattr(country, field, None):
                found.setdefault(key(name), country.alpha_3)
    return found
