"""The texts of a control list to the figures printed in them: quantities with their units in SI, and CAS numbers with their check digits.

- A number is a quantity if it has a unit, or if words limit it (`34 or more`). Codes, references, dates, chemical locants, and what is
  part of a word or of a formula (`L/1000`) are no quantities.
- A quantity in brackets is limited as the one before it.
"""

import re
from collections.abc import Iterator
from typing import Any

import polars as pl

from commonlist.land.comparators import comparator
from commonlist.quantities.printed import MACH, Printed, printed_numbers
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
    rf"|\b\d{{1,2}}\.? {_MONTH}(?: \d{{4}})?|{_MONTH}(?: \d{{1,2}},)? \d{{1,4}}\b(?:, \d{{4}})?|(?<=[^\W\d]/)\d[\d,.]*"
)
_JOINT = re.compile(r"\s*(?:to|bis|-|–|through)\s*")
_IN_BRACKETS = re.compile(r"\s*\((?:i\.e\.,? )?\s*")
_REACH = 70


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
    found = printed_numbers(text, decimal)
    for one, limit in zip(found, _limits(text, found), strict=True):
        if one.unit_text is not None or (limit and limit not in {"range_from", "range_to"} and one.is_plain):
            yield one.start, _quantity(text, one, limit)


def _limits(text: str, found: list[Printed]) -> list[str | None]:
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
        elif one.unit_text and between is not None and _IN_BRACKETS.fullmatch(between):
            limit = limits[-1]
        else:
            before = MACH.sub("", text[max(last.end if last else 0, one.start - _REACH) : one.start])
            limit = comparator(before, text[one.end : one.end + _REACH])
        limits.append(limit)
    return limits


def _quantity(text: str, one: Printed, limit: str | None) -> dict[str, Any]:
    return {
        "kind": "quantity",
        "raw_text": text[one.start : one.end],
        "comparator": limit,
        "reading": one.reading,
        "number": float(one.number) if one.number is not None else None,
        "unit_text": one.unit_text,
        "unit_code": one.unit.code,
        "dimension": one.unit.dimension,
        "number_si": one.number_si,
        "is_repeated": one.is_repeated,
    }
