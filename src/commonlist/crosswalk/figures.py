"""The numbers in a technical text to figures that can be compared: a value in base units, its unit, and how it was printed.

- `10,000`, `10 000`, `10000` and `10000.0` are one value; `0,2` is `0.2`; a comma before three digits groups, unless a percentage
  would pass 100. `10⁻³`, `10-3` and `10^-3` are one. `5 x 10 3`, whose exponent was set apart in print, is `5 x 103`.
- The unit belongs to the figure, with a space before it or none: `2 kHz` is `2000 Hz`; `between 75 and 650 mm` is 75 mm and 650 mm.
- A figure in brackets right after another is the same quantity again (`4.2 K (-268.95 °C)`) and not counted.
- `uranium-233` and `S-25` are figures too: what they name differs with the number. The numbers in a substance's name are not.
"""

import re
from typing import NamedTuple

_NUMBER = (
    r"(?:[1-9][0-9]{0,2}(?:,[0-9]{3})+(?![0-9])(?:\.[0-9]+)?|[1-9][0-9]{0,2}(?: [0-9]{3})+(?![0-9])(?:[.,][0-9]+)?|[0-9]+(?:[.,][0-9]+)?)"
)
_PREFIXED = {"Hz", "m", "g", "s", "W", "V", "A", "J", "Pa", "N", "F", "Ω", "T", "eV", "rad", "l", "bar", "rpm", "Gy", "bit", "K"}
_POWERS = {"p": -12, "n": -9, "µ": -6, "m": -3, "c": -2, "k": 3, "M": 6, "G": 9, "T": 12}
_NAMES = {
    **{"kelvin": "K", "percent": "%", "degree": "°", "degrees": "°", "arc": "arc", "°C": "C", "µrad": "µrad", "rads": "rad"},
    **{
        f"{name}{s}": unit
        for name, unit in {"second": "s", "hour": "h", "minute": "min", "gram": "g", "volt": "V"}.items()
        for s in ("", "s")
    },
    **{
        f"{name}{s}": unit
        for name, unit in {"watt": "W", "joule": "J", "newton": "N", "byte": "B", "bit": "bit", "ohm": "Ω"}.items()
        for s in ("", "s")
    },
    **{
        f"{prefix}{name}{s}": f"{sign}{unit}"
        for prefix, sign in {"": "", "milli": "m", "centi": "c", "kilo": "k", "micro": "µ", "nano": "n"}.items()
        for name, unit in {"meter": "m", "metre": "m", "liter": "l", "litre": "l", "gram": "g", "watt": "W", "volt": "V"}.items()
        for s in ("", "s")
    },
    **{"L": "l", "KHz": "kHz", "Khz": "kHz", "Mhz": "MHz", "Ghz": "GHz", "Db": "dB", "inches": "in", "inch": "in", "lbs": "lb"},
}
_PLAIN = (
    "dBm",
    "dBi",
    "dBc",
    "dB",
    "sr",
    "lb",
    "Sv",
    "ppm",
    "ft",
    "in",
    "min",
    "h",
    "Ah",
    "B",
    "kB",
    "MB",
    "GB",
    "% ",
    "%",
    "° C",
    "°",
    "C",
)
_UNITS = sorted(
    {*_NAMES, *_PLAIN, *_PREFIXED, *(prefix + unit for prefix in _POWERS for unit in _PREFIXED)}, key=lambda unit: (-len(unit), unit)
)
_ONE_UNIT = rf"(?:{'|'.join(re.escape(unit.strip()) for unit in _UNITS)})"
_UNIT = rf"{_ONE_UNIT}(?:-?[0-9])?(?: ?[/·] ?{_ONE_UNIT}(?:-?[0-9])?)*(?![A-Za-z0-9])"
_FIGURE = re.compile(
    rf"(?<![\w.,])(?P<sign>(?<=[ (])(?<![0-9] )-|^-)?(?<![A-Za-z)]-)(?P<number>{_NUMBER})"
    rf"(?P<power>-[0-9]{{1,2}}(?![0-9,.-]))?(?:[ -]?(?P<unit>{_UNIT}))?(?![0-9])"
)
_DESIGNATION = re.compile(r"\b(?P<name>[A-Za-z]+)-(?P<number>[0-9]{1,4})\b(?!-)")
_SPELLED = {
    word: str(number) for number, word in enumerate(("two", "three", "four", "five", "six", "seven", "eight", "nine", "ten"), start=2)
}
_MENDED = (
    (re.compile(r"(?<=x 10) (?=-?[0-9]{1,2}\b)"), ""),
    (re.compile(r"\b([mµnck]?m|(?<=/)s) ([23])(?=[/,;.)·]|$| [a-z(])"), r"\1\2"),
    (re.compile(r"(?<=[0-9] )u(?=(?:Pa|m|s|A|W|V|J)\b)"), "µ"),
    (re.compile(r"(?<=[0-9] )square met(?:er|re)s?\b"), "m2"),
    (re.compile(r"(?<=[0-9] )Watts?\b"), "W"),
    (re.compile(rf"\b({'|'.join(_SPELLED)})\b"), lambda found: _SPELLED[found.group()]),
)
_RANGE = re.compile(r" ?(?:and|to|or|-|through|bis|und|oder) ?")


class Figure(NamedTuple):
    """A number met in a text. Two figures are the same where `value` (in base units, 12 digits) and `unit` are; `printed` is for people."""

    value: str
    unit: str
    printed: str

    @property
    def key(self) -> tuple[str, str]:
        return self.value, self.unit


def figures(text: str) -> tuple[tuple[Figure, ...], str]:
    """The figures in the order of the text, and the text without them. Expects one kind of dash, quotes gone, codes masked."""
    for pattern, mended in _MENDED:
        text = pattern.sub(mended, text)
    found = list(_FIGURE.finditer(text))
    units = _units(found, text)
    kept = [_figure(one, unit) for one, unit, is_gloss in zip(found, units, _glosses(found, text), strict=True) if not is_gloss]
    named = [Figure(one["number"], one["name"].lower(), one.group()) for one in _DESIGNATION.finditer(text)]
    return (*kept, *named), _FIGURE.sub(" ", text)


def _units(found: list[re.Match[str]], text: str) -> list[str]:
    units = [(one["unit"] or "").replace(" ", "") for one in found]
    for place in range(len(found) - 2, -1, -1):
        if not units[place] and _RANGE.fullmatch(text[found[place].end() : found[place + 1].start()]):
            units[place] = units[place + 1]
    return units


def _glosses(found: list[re.Match[str]], text: str) -> list[bool]:
    """Whether each figure stands alone in brackets right after another, and says it again or in another unit."""
    return [place > 0 and _is_gloss(found[place - 1], one, text) for place, one in enumerate(found)]


def _is_gloss(before: re.Match[str], one: re.Match[str], text: str) -> bool:
    if not (before["unit"] and one["unit"]) or text[one.end() : one.end() + 1] != ")":
        return False
    is_again = one["unit"] != before["unit"] or one["number"] == before["number"]
    return is_again and bool(re.fullmatch(r" ?\((?:approx\.?|about|±|\+/-|\+)? ?", text[before.end() : one.start()]))


def _figure(found: re.Match[str], unit: str) -> Figure:
    number = found["number"].replace(" ", "")
    is_grouped = re.fullmatch(r"[1-9][0-9]{0,2}(,[0-9]{3})+(\.[0-9]+)?", number) and unit != "%"
    value = float(number.replace(",", "") if is_grouped else number.replace(",", "."))
    power, base = _in_base_units(unit)
    printed = f"{found['sign'] or ''}{value:.12g}{found['power'] or ''} {unit}".rstrip()
    return Figure(f"{found['sign'] or ''}{value * 10.0**power:.9g}{found['power'] or ''}", base, printed)


def _in_base_units(unit: str) -> tuple[int, str]:
    """The power of ten that takes a value in the unit to base units, and those: `mm2` is (-6, `m2`)."""
    power, parts = 0, []
    for place, part in enumerate(re.split(r"[/·]", unit)):
        name = re.sub(r"-?[0-9]$", "", part)
        exponent = part[len(name) :]
        name = _NAMES.get(name, name)
        if name[:1] in _POWERS and name[1:] in _PREFIXED and name not in _PLAIN:
            power += _POWERS[name[0]] * int(exponent or 1) * (-1 if place else 1)
            name = name[1:]
        parts.append(name + exponent)
    return power, "/".join(parts)
