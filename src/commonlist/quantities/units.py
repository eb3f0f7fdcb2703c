"""Printed units to the SI: `crosswalks/common/units.csv` lists the simple ones, this composes `W/cm2` and `degrees per second` of them.

- A dimension is a product of SI base units with their powers, in the order of the alphabet (`kg.m-1.s-2`); what has no SI unit of its
  own (bits, pixels, decibels, `Mach`) is a dimension of its own.
- Exact decimal arithmetic: 0.61 m and 610 mm are one number.
- `g` alone may be gram or gravity and is compared with itself only; in a product it is gram.
- An offset (°C, °F) counts only where the unit stands alone.
"""

import csv
import re
from collections import Counter
from collections.abc import Iterator
from decimal import Decimal
from functools import cache, cached_property
from pathlib import Path
from typing import NamedTuple

from commonlist.errors import Place, RegistryError
from commonlist.settings import settings

_POWER = r"\s?[²³]|[23]|\s[23](?![\d.,]?\d)(?=\W|$)"
_DIVIDED = r"\s?/\s?|\s+per\s+"
_TIMES = r"·"
_IN_PRODUCTS = {"g": "gram"}
_POWERS = {"²": 2, "³": 3, "2": 2, "3": 3}


class Unit(NamedTuple):
    """`value × factor + offset` is in SI base units of the dimension."""

    code: str
    dimension: str
    factor: Decimal
    offset: Decimal

    def to_si(self, number: Decimal) -> float:
        """Rounded to twelve significant digits, so that factors without end give equal results."""
        return float(f"{number * self.factor + self.offset:.12g}")


NO_UNIT = Unit("1", "1", Decimal(1), Decimal(0))


class Units:
    """The units of one file. A text is matched as long as possible and never ends inside a word."""

    def __init__(self, path: Path) -> None:
        self.simple = dict(_rows(path))

    @cached_property
    def pattern(self) -> re.Pattern[str]:
        """A unit right after a number, with the blank or hyphen between them."""
        atom = "(?:" + "|".join(re.escape(text) for text in sorted(self.simple, key=len, reverse=True)) + ")"
        powered = rf"{atom}(?:{_POWER})?(?![A-Za-zµ0-9])"
        return re.compile(rf"(?: ?|-(?=[A-Za-z]{{2}}))(?P<unit>(?:/ ?)?{powered}(?:(?:{_DIVIDED}|{_TIMES}){powered})*)")

    @cached_property
    def _parts(self) -> re.Pattern[str]:
        atom = "|".join(re.escape(text) for text in sorted(self.simple, key=len, reverse=True))
        return re.compile(rf"(?P<link>{_DIVIDED}|{_TIMES})?(?P<atom>{atom})(?P<power>{_POWER})?(?![A-Za-zµ0-9])")

    @cache  # noqa: B019 - one instance per run
    def unit(self, text: str) -> Unit:
        """The unit of a text that `pattern` found."""
        if text in self.simple:
            return self.simple[text]
        codes, factor, dimension = "", Decimal(1), Counter[str]()
        for part in self._parts.finditer(text):
            simple = self.simple[_IN_PRODUCTS.get(part["atom"], part["atom"])]
            power = _POWERS[part["power"].strip()] if part["power"] else 1
            sign = -1 if part["link"] and part["link"] != _TIMES else 1
            codes += ("/" if sign < 0 else "." if codes else "") + simple.code + (str(power) if power > 1 else "")
            factor *= simple.factor ** (sign * power)
            for base, exponent in _bases(simple.dimension):
                dimension[base] += sign * power * exponent
        return Unit(codes, _product(dimension), factor, Decimal(0))


def units() -> Units:
    """The units the states agreed on. Raises RegistryError (`registry.bad_units`) naming the line that is none."""
    path = units_path()
    return _units(path, path.stat().st_mtime_ns if path.exists() else 0)


@cache
def _units(path: Path, _: int) -> Units:
    return Units(path)


def _rows(path: Path) -> Iterator[tuple[str, Unit]]:
    last = None
    try:
        with path.open(encoding="utf-8", newline="") as file:
            for line, row in enumerate(csv.DictReader(file), start=2):
                last = line
                yield row["unit_text"], Unit(row["unit_code"], row["dimension"], Decimal(row["factor"]), Decimal(row["offset"]))
    except (OSError, ValueError, KeyError, TypeError, ArithmeticError, csv.Error) as problem:
        raise RegistryError(
            "registry.bad_units",
            f"the units of measurement cannot be read: {type(problem).__name__}",
            place=Place(file=path.name, line=last),
            next_step="correct that line of crosswalks/common/units.csv",
        ) from None


def units_path() -> Path:
    """Where they stand."""
    return settings().crosswalks / "common" / "units.csv"


def _bases(dimension: str) -> list[tuple[str, int]]:
    found = (re.fullmatch(r"(.*?)(-?\d*)", base) for base in dimension.split("."))
    return [(one[1], int(one[2] or 1)) for one in found if one]


def _product(dimension: Counter[str]) -> str:
    return ".".join(base + (str(power) if power != 1 else "") for base, power in sorted(dimension.items()) if power) or "1"
