"""A technical text to the numbers printed in it, each with its unit, however the print came out.

- Decimal marks: evidence within the number first (`0,254`, `1,000.5`, `1 000,5`), then the list's own mark; a percentage is never
  ninety-nine thousand.
- A superscript lost after `× 10` is restored, since no other reading is left, and the reading says `restored`. Where two readings are
  left (`10–12`, `02 degrees` with a lost point, `1.000` in a list with commas) it is `ambiguous` and there is no number.
- The unit belongs to the number, with a space or hyphen before it or none; `75 to 650 mm` is 75 mm and 650 mm.
- A quantity in brackets right after another is the same again (`4.2 K (-268.95 °C)`).
- The power of a unit (`cm 2`, `(W/m 2)`) is no number.
"""

import re
from decimal import Decimal
from typing import NamedTuple

from commonlist.quantities.units import NO_UNIT, Unit, Units, units

_SUPERSCRIPT = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹⁻⁺", "0123456789-+")
_EXPONENT = r"(?P<{0}sup>[⁻⁺]?[⁰¹²³⁴-⁹]+)|\^\s?(?P<{0}caret>[-−–]?\d+)"
_NUMBER = re.compile(
    r"(?<![\w.,'])(?<![^\W\d][-–−])(?<![)\]][-–−])(?<!/[ms] )(?<!/[cmk]m )(?P<sign>\+/[-−–] ?|± ?|[-−–+](?=\d))?"
    rf"(?:(?P<bare>10)(?:{_EXPONENT.format('b')}|(?P<blost> ?−[1-9]\d?|[-–][1-9]\d?| [1-9]\d?)(?![\d.,]*\d))"
    r"|(?P<digits>\d{1,3}(?:[,. ]\d{3})+(?!\d)(?:[.,]\d+)?|\d+(?:[.,]\d+)?|\.\d+)(?![.,]?\d)"
    rf"(?: ?[x×·*] ?10(?:{_EXPONENT.format('m')}| ?(?P<mlost>[-−–]? ?[1-9]\d?)(?P<torn>[-−–]\d+)?(?!\d|[.,]\d)))?)"
)
MACH = re.compile(r"\bMach (?:number )?$")
_YEAR = re.compile(r"1[89]\d\d|20\d\d")
_JOINED = re.compile(r" ?(?:and|to|or|-|–|through|bis|und|oder) ?")
_AGAIN = re.compile(r" ?\((?:i\.e\.,? |approx\.? ?|about |ca\. ?)?")


class Printed(NamedTuple):
    """One number of a text: where it stands, how it is read (None where two readings are left), and its unit.

    `is_plain` means that nothing after it makes it a part of a word, a time or a year; `is_repeated` that it says the one before again.
    """

    start: int
    end: int
    number: Decimal | None
    reading: str
    unit_text: str | None
    unit: Unit
    sign: str
    is_plain: bool
    is_repeated: bool = False

    @property
    def number_si(self) -> float | None:
        return self.unit.to_si(self.number) if self.number is not None else None


def printed_numbers(text: str, decimal: str = ".") -> list[Printed]:
    """In print order; `decimal` is the list's own decimal mark. Expects plain blanks, and what is no number taken out or masked."""
    known, found = units(), list[Printed]()
    for match in _NUMBER.finditer(text):
        if found and match.start() < found[-1].end:
            continue  # the power of its unit
        one = _printed(text, match, decimal, known)
        found.append(one._replace(is_repeated=True) if found and _is_repeated(text, found[-1], one) else one)
    return _with_units_of_the_next(text, found)


def _printed(text: str, one: re.Match[str], decimal: str, known: Units) -> Printed:
    unit = known.pattern.match(text, one.end())
    end = unit.end() if unit else one.end()
    unit_text = unit["unit"] if unit else "Mach" if MACH.search(text, 0, one.start()) else None
    number, reading = _read(one, "," if unit_text == "%" and _would_pass_a_hundred(one["digits"]) else decimal)
    after = text[end : end + 2]
    is_plain = not re.match(r"\w|['¦]|[-/]\w|: ?\d", after) and not (one["digits"] and _YEAR.fullmatch(one["digits"]))
    of = known.unit(unit_text) if unit_text else NO_UNIT
    return Printed(one.start(), end, number, reading, unit_text, of, (one["sign"] or "").strip(), is_plain)


def _would_pass_a_hundred(digits: str | None) -> bool:
    return bool(digits and re.fullmatch(r"\d{1,2},\d{3,}", digits))


def _read(one: re.Match[str], decimal: str) -> tuple[Decimal | None, str]:
    """The number and how it was read; None where two readings are left."""
    minus = -1 if (one["sign"] or "").strip() in ("-", "−", "–") else 1
    if one["bare"]:
        lost = one["blost"]
        if lost and (lost[1].isdigit() if lost[0] == " " else len(lost) > 2 and lost.strip()[0] != "−"):
            return None, "ambiguous"
        exponent = _exponent(lost or one["bsup"] or one["bcaret"])
        return minus * Decimal(10) ** exponent, "restored" if lost else "power"
    mantissa = _mantissa(one["digits"], decimal)
    if mantissa is None or one["torn"]:
        return None, "ambiguous"
    printed = one["msup"] or one["mcaret"] or one["mlost"]
    if not printed:
        return minus * mantissa, "plain"
    return minus * mantissa * Decimal(10) ** _exponent(printed), "restored" if one["mlost"] else "power"


def _exponent(printed: str) -> int:
    return int(re.sub(r"[−–]", "-", printed.translate(_SUPERSCRIPT)).replace(" ", ""))


def _mantissa(digits: str, decimal: str) -> Decimal | None:
    joined = digits.replace(" ", "")
    marks = [sign for sign in joined if sign in ",."]
    if not marks:
        return None if len(joined) > 1 and joined[0] == "0" else Decimal(joined)
    if len(set(marks)) == 2:
        return Decimal(joined.replace(marks[0], "").replace(marks[-1], "."))
    if len(marks) > 1:
        return Decimal(joined.replace(marks[0], ""))
    whole, _, part = joined.partition(marks[0])
    if marks[0] == decimal or len(part) < 3 or whole in ("", "0") or " " in digits:
        return Decimal(f"{whole or 0}.{part}")
    return Decimal(whole + part) if decimal == "." and len(part) == 3 else None


def _is_repeated(text: str, before: Printed, one: Printed) -> bool:
    """Whether a quantity stands alone in brackets right after another, and says it again or in another unit."""
    is_bracketed = _AGAIN.fullmatch(text, before.end, one.start) and text[one.end : one.end + 2].lstrip(".").startswith(")")
    if not (is_bracketed and before.unit_text and one.unit_text):
        return False
    return one.unit_text != before.unit_text or one.number == before.number


def _with_units_of_the_next(text: str, found: list[Printed]) -> list[Printed]:
    """`75 and 650 mm` with the unit at both."""
    for place in range(len(found) - 2, -1, -1):
        one, after = found[place], found[place + 1]
        if one.unit_text is None and _JOINED.fullmatch(text, one.end, after.start):
            found[place] = one._replace(unit_text=after.unit_text, unit=after.unit)
    return found
