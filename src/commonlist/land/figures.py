"""Printed numbers to figures: what a measure's marks allow is a number, anything else is not, and nothing in between.

- Digits, no sign, no leading zero; thousands in strict groups of three with one mark throughout; at most two decimals.
- Marks count only where the state's YAML allows them, so that `131.354` is never guessed.
"""

import re

import polars as pl

from commonlist.registry import Measure

VALUE = pl.Decimal(18, 2)


def number_pattern(measure: Measure) -> str:
    """The anchored pattern of this measure's numbers, which `VALUE` can hold up to 16 digits before the decimal mark."""
    grouped = "".join(rf"|[1-9][0-9]{{0,2}}(?:{re.escape(mark)}[0-9]{{3}}){{1,5}}" for mark in measure.thousands)
    decimals = rf"(?:{re.escape(measure.decimal)}[0-9]{{1,2}})?" if measure.decimal else ""
    return rf"\A(?:0|[1-9][0-9]{{0,15}}{grouped}){decimals}\z"


def figure(measure: Measure) -> pl.Expr:
    """The number printed in the measure's column as Decimal(18, 2); null where there is none or it cannot be read."""
    text = pl.col(measure.column)
    plain = text
    for mark in measure.thousands:
        plain = plain.str.replace_all(mark, "", literal=True)
    if measure.decimal:
        plain = plain.str.replace(measure.decimal, ".", literal=True)
    return pl.when(text.str.contains(number_pattern(measure))).then(plain).cast(VALUE, strict=False)


def value_state(measure: Measure, applicable: pl.Expr) -> pl.Expr:
    """Why there is, or is not, a figure; `applicable` is false on lines where a blank means `not_applicable`."""
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
