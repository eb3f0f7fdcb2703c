"""The texts of a control list to the figures printed in them: quantities with their units in SI, and CAS numbers with their check digits.

- A number is a quantity if a known unit follows it, or if words limit it (`34 or more`). Codes, references, dates, chemical locants and
  what is part of a word are no quantities.
- Decimal marks: evidence within the number first (`0,254`, `1,000.5`, `1 000,5`), then the list's own mark.
- A superscript lost after `× 10` is restored, since no other reading is left, and the row says `restored`. Where two readings are left
  (`10–12`, `02 degrees` with a lost point, `1.000` in a list with commas) the row says `ambiguous` and has no number.
"""

import re
from collections.abc import Iterator
from decimal import Decimal
from typing import Any, NamedTuple

import polars as pl

from commonlist.land.comparators import comparator
from commonlist.land.units import Unit, units
from commonlist.registry import Source
from commonlist.schema.provision_figure import ProvisionFigure

_ALIKE = str.maketrans(
    dict.fromkeys("\u00a0\u2007\u2009\u202f", " ") | {"\u2011": "-", "\u03bc": "\u00b5", "\u2126": "\u03a9", "\u2032": "'"}
)
_CAS = re.compile(r"(?<![\w-])(\d{2,7})-(\d{2})-(\d)(?![\w-])|(?<=CAS )(\d{2,7}) (\d{2}) (\d)(?![\w-])")
_REFERRED = (
    r"Notes?|N\.B\.|[Pp]aragraphs?|[Ss]ub(?:item|paragraph)s?|Anmerkung(?:en)?|(?:Unter)?[Nn]ummern?|Groups?|Gruppe|Categor(?:y|ies)"
    r"|Kategorie|[Pp]arts?|Teil|Supp\. No\.|Annex|Anhang|Schedule|Articles?|Artikel|[Ss]ections?|§+|[Ii]tems?|Columns?|[Ll]evel|Stufe"
    r"|Class|Type|Typ|Figure|Table|ISO|IEC|NIJ|ASTM|DIN|EN|STANAG|USML|ITU|RFC|IEEE|ANSI|VDI/VDE|SOR|ETSI|UN|No\.|Nr\.|Tariff"
    r"|(?:sub)?headings?|Gleichung|Verordnung"
)
_MONTH = (
    r"\b(?:January|February|March|April|May|June|July|August|September|October|November|December"
    r"|Januar|Februar|März|Mai|Juni|Juli|Oktober|Dezember)\b"
)
_NO_QUANTITY = re.compile(
    r"\b\d[A-E](?:\d{3}[a-z0-9.]*)?\b|\b(?:ML|PL)\d+[a-z0-9.]*|\b00\d\d[a-z][a-z0-9]*|\b\d-\d+\.[A-E]\.[\w.]*"
    rf"|\b(?:{_REFERRED})(?:[\s/-]*(?:\(?[A-Z]{{0,4}}\)?[\s/-]?)?\(?\d[\w./:()-]*(?:,? (?:and|or|to|through|und|oder|bis) \d[\w./:()-]*)*)"
    r"|\b\d+ (?:CFR|U\.S\.C\.|FR)\b[\s\w.()§]*|\$\s?\d[\d,.]*|\b\d{4}-\d\d-\d\d\b|\(EU\) (?:No )?\d+/\d+"
    rf"|\b\d{{1,2}}\.? {_MONTH}(?: \d{{4}})?|{_MONTH}(?: \d{{1,2}},)? \d{{1,4}}\b(?:, \d{{4}})?"
)
_SUPERSCRIPT = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹⁻⁺", "0123456789-+")
_EXPONENT = r"(?P<{0}sup>[⁻⁺]?[⁰¹²³⁴-⁹]+)|\^\s?(?P<{0}caret>[-−–]?\d+)"
_NUMBER = re.compile(
    r"(?<![\w.,'])(?<![^\W\d][-–−/])(?<![)\]][-–−])(?P<sign>\+/[-−–] ?|± ?|[-−–+](?=\d))?"
    rf"(?:(?P<bare>10)(?:{_EXPONENT.format('b')}|(?P<blost> ?−[1-9]\d?|[-–][1-9]\d?| [1-9]\d?)(?![\d.,]*\d))"
    r"|(?P<digits>\d{1,3}(?:[,. ]\d{3})+(?!\d)(?:[.,]\d+)?|\d+(?:[.,]\d+)?|\.\d+)(?![.,]?\d)"
    rf"(?: ?[x×·*] ?10(?:{_EXPONENT.format('m')}| ?(?P<mlost>[-−–]? ?[1-9]\d?)(?P<torn>[-−–]\d+)?(?!\d|[.,]\d)))?)"
)
_YEAR = re.compile(r"1[89]\d\d|20\d\d")
_JOINT = re.compile(r"\s*(?:to|bis|-|–|through)\s*")
_CONVERTED = re.compile(r"\s*\((?:i\.e\.,? )?\s*")
_MACH = re.compile(r"\bMach (?:number )?$")
_REACH = 70


class _Found(NamedTuple):
    """One number of a text: where it stands, how it is read, and what stands after it."""

    start: int
    end: int
    number: Decimal | None
    reading: str
    unit_text: str | None
    sign: str
    plain: bool


def figures(frame: pl.DataFrame, source: Source) -> pl.DataFrame:
    """The figures of one landed edition in the columns of `ProvisionFigure`, by item and position; headings have none."""
    rows = [
        {"item_id": item_id, "item_code": code, "position": position, **figure}
        for item_id, code, text in frame.select("item_id", "item_code", "text").iter_rows()
        if code is not None
        for position, figure in enumerate(read_text(text, source.decimal), start=1)
    ]
    schema = {name: column.dtype.type for name, column in ProvisionFigure.to_schema().columns.items()}
    key = {"source_id": source.source_id, "edition_date": frame["edition_date"][0] if frame.height else None}
    varying = {name: dtype for name, dtype in schema.items() if name not in key}
    table = pl.DataFrame(rows, schema=varying, orient="row")
    return ProvisionFigure.validate(
        table.with_columns(pl.lit(value, schema[name]).alias(name) for name, value in key.items()).select(list(schema))
    )


def read_text(text: str, decimal: str = ".") -> list[dict[str, Any]]:
    """The figures of one text in print order; `decimal` is the list's own decimal mark."""
    if not any(sign.isdigit() for sign in text):
        return []
    plain = text.translate(_ALIKE)
    numbers = [(found.start(), _cas(found)) for found in _CAS.finditer(plain)]
    masked = _NO_QUANTITY.sub(_blank, _CAS.sub(_blank, plain))
    found = sorted([*numbers, *_quantities(masked, decimal)], key=lambda one: one[0])
    return [figure for _, figure in found]


def is_valid_cas(cas_number: str) -> bool:
    """Whether the last digit is the check digit of the others (CAS Registry: sum of digits times their place from the right, modulo 10)."""
    *digits, check = [int(sign) for sign in cas_number if sign.isdigit()]
    return sum(place * digit for place, digit in enumerate(reversed(digits), start=1)) % 10 == check


def _cas(found: re.Match[str]) -> dict[str, Any]:
    number = "-".join(part for part in found.groups() if part)
    return {"kind": "cas", "raw_text": found[0], "cas_number": number, "is_valid": is_valid_cas(number)}


def _blank(found: re.Match[str]) -> str:
    return "¦" * len(found[0])


def _quantities(text: str, decimal: str) -> Iterator[tuple[int, dict[str, Any]]]:
    found = _numbers(text, decimal)
    limits = _limits(text, found)
    for number, (one, limit) in enumerate(zip(found, limits, strict=True)):
        unit_text = one.unit_text
        if unit_text is None and limit == "range_from" and number + 1 < len(found) and limits[number + 1] == "range_to":
            unit_text = found[number + 1].unit_text
        if unit_text is not None or (limit and limit not in {"range_from", "range_to"} and one.plain):
            yield one.start, _quantity(text, one, unit_text, limit)


def _numbers(text: str, decimal: str) -> list[_Found]:
    """The numbers of a text without those that are powers of a unit (`cm 2`)."""
    found: list[_Found] = []
    for one in _NUMBER.finditer(text):
        if not found or one.start() >= found[-1].end:
            found.append(_found(text, one, decimal))
    return found


def _found(text: str, one: re.Match[str], decimal: str) -> _Found:
    number, reading = _read(one, decimal)
    unit = units().pattern.match(text, one.end())
    end = unit.end() if unit else one.end()
    unit_text = unit["unit"] if unit else "Mach" if _MACH.search(text, 0, one.start()) else None
    after = text[end : end + 2]
    plain = not re.match(r"\w|['¦]|[-/]\w|: ?\d", after) and not (one["digits"] and _YEAR.fullmatch(one["digits"]))
    return _Found(one.start(), end, number, reading, unit_text, (one["sign"] or "").strip(), plain)


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


def _limits(text: str, found: list[_Found]) -> list[str | None]:
    limits: list[str | None] = []
    for number, one in enumerate(found):
        last = found[number - 1] if number else None
        between = text[last.end : one.start] if last else None
        if one.sign.startswith(("+/", "±")):
            limit: str | None = "plus_minus"
        elif (
            last
            and between is not None
            and (_JOINT.fullmatch(between) or (limits[-1] == "range_from" and between.strip() in ("and", "und")))
        ):
            limits[-1], limit = "range_from", "range_to"
        elif last and between is not None and _CONVERTED.fullmatch(between):
            limit = limits[-1]
        else:
            before = _MACH.sub("", text[max(last.end if last else 0, one.start - _REACH) : one.start])
            limit = comparator(before, text[one.end : one.end + _REACH])
        limits.append(limit)
    return limits


def _quantity(text: str, one: _Found, unit_text: str | None, limit: str | None) -> dict[str, Any]:
    unit = units().unit(unit_text) if unit_text else Unit("1", "1", Decimal(1), Decimal(0))
    return {
        "kind": "quantity",
        "raw_text": text[one.start : one.end],
        "comparator": limit,
        "reading": one.reading,
        "number": float(one.number) if one.number is not None else None,
        "unit_text": unit_text,
        "unit_code": unit.code,
        "dimension": unit.dimension,
        "number_si": unit.to_si(one.number) if one.number is not None else None,
    }
