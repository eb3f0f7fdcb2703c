"""Printed numbers to exact decimals: what a publisher's way of writing numbers allows is read, anything else is not.

- Digits, no sign, no leading zero; thousands in strict groups of three with one mark throughout; at most two decimals.
- Marks count only where the state's YAML allows them, so that `131.354` is never guessed; any blank is a blank.
- Several figures in one cell are one amount only where the YAML names the mark between them.
"""

import re

import polars as pl

from commonlist.registry.statistics import Measure

VALUE = pl.Decimal(18, 2)
_BLANKS = "[\u00a0\u2007\u2009\u202f]"


def number_pattern(measure: Measure) -> str:
    """The anchored pattern of this measure's cells; `VALUE` can hold up to 16 digits before the decimal mark."""
    grouped = "".join(rf"|[1-9][0-9]{{0,2}}(?:{re.escape(mark)}[0-9]{{3}}){{1,5}}" for mark in measure.thousands)
    decimals = rf"(?:{re.escape(measure.decimal)}[0-9]{{1,2}})?" if measure.decimal else ""
    number = rf"(?:0|[1-9][0-9]{{0,15}}{grouped}){decimals}"
    further = rf"(?: *{re.escape(measure.addends.strip())} *{number})*" if measure.addends else ""
    return rf"\A{number}{further}\z"


def figure(measure: Measure) -> pl.Expr:
    """The number printed in the measure's column as Decimal(18, 2); null where there is none or it cannot be read."""
    if measure.column is None:
        return pl.lit(1).cast(VALUE)
    text = pl.col(measure.column).str.replace_all(_BLANKS, " ")
    readable = pl.when(text.str.contains(number_pattern(measure))).then(text)
    if measure.addends is None:
        return _number(readable, measure)
    parts = readable.str.split(measure.addends.strip()).list.eval(_number(pl.element().str.strip_chars(), measure))
    return parts.list.sum().cast(VALUE, strict=False)


def _number(text: pl.Expr, measure: Measure) -> pl.Expr:
    for mark in measure.thousands:
        text = text.str.replace_all(mark, "", literal=True)
    if measure.decimal:
        text = text.str.replace(measure.decimal, ".", literal=True)
    return text.cast(VALUE, strict=False)


def value_state(measure: Measure, applicable: pl.Expr) -> pl.Expr:
    """Why there is, or is not, a figure; `applicable` is false on lines where a blank means `not_applicable`."""
    if measure.column is None:
        return pl.lit("reported")
    text, value = pl.col(measure.column), figure(measure)
    return (
        pl.when(text.is_null())
        .then(pl.when(applicable).then(pl.lit("not_reported")).otherwise(pl.lit("not_applicable")))
        .when(value.is_null())
        .then(pl.lit("unparseable"))
        .when(text.is_in(list(measure.tokens)))
        .then(pl.lit("token"))
        .when(value == 0)
        .then(pl.lit("reported_zero"))
        .otherwise(pl.lit("reported"))
    )
