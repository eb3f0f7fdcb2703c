"""Printed years, fiscal years, quarters and days to the first and last day they cover.

- A year is `2007`, or its first day; a quarter `2015-Q1`.
- A fiscal year of one number is named after the year in which it ends or begins, as the YAML says; `2012/13` says both.
- A day is ISO 8601, or day or month first where the YAML allows it; where both are allowed, a day that can be read in two ways is none.
"""

from collections.abc import Sequence

import polars as pl

from commonlist.registry.statistics import PERIOD_FIELDS, Statistics

_PATTERNS = {
    "year": r"\A[0-9]{4}(?:-01-01)?\z",
    "quarter": r"\A[0-9]{4}-?Q[1-4]\z",
    "day": r"\A[0-9]{4}-[0-9]{2}-[0-9]{2}\z",
    "fiscal_year": r"\A(?:FY ?)?([0-9]{4})(?:[/-]([0-9]{2}|[0-9]{4}))?\z",
}
_STEPS = {"year": "1y", "fiscal_year": "1y", "quarter": "3mo", "day": "1d"}
_FIELDS_OF_DAY = r"\A([0-9]{1,2})[./-]([0-9]{1,2})[./-]([0-9]{4})\z"
_PLACES = {"day_first": (1, 2), "month_first": (2, 1)}


def period_start(grain: str, about: Statistics) -> pl.Expr:
    """The first day of the printed period; null for anything that is none, or that can be read in two ways."""
    printed = pl.col(PERIOD_FIELDS[grain])
    if grain == "day":
        return printed_day(about.dates)
    if grain == "fiscal_year":
        return _fiscal_year_start(printed, about)
    text = pl.when(printed.str.contains(_PATTERNS[grain])).then(printed)
    month = (text.str.tail(1).cast(pl.Int8) * 3 - 2) if grain == "quarter" else pl.lit(1, pl.Int8)
    return pl.date(text.str.head(4).cast(pl.Int32), month, 1)


def period_end(grain: str, start: pl.Expr) -> pl.Expr:
    """The last day of the period that begins on `start`."""
    return start.dt.offset_by(_STEPS[grain]).dt.offset_by("-1d")


def is_ambiguous(about: Statistics) -> pl.Expr:
    """Whether the printed day is two different days, read in the ways the publisher writes them."""
    return is_two_days(about.dates)


def printed_day(ways: Sequence[str]) -> pl.Expr:
    """The day printed in `date` in one of the ways; null where it is none, or two."""
    return pl.when(~is_two_days(ways)).then(pl.coalesce(_day(way) for way in ways))


def is_two_days(ways: Sequence[str]) -> pl.Expr:
    """Whether what is printed in `date` is one day read in one of the ways, and another in another."""
    first, *others = [_day(way) for way in ways]
    days = [first, *others]
    return (
        pl.any_horizontal((one != other).fill_null(value=False) for one in days for other in others) if others else first.is_null() & False
    )


def _day(way: str) -> pl.Expr:
    printed = pl.col(PERIOD_FIELDS["day"])
    if way == "iso":
        return pl.when(printed.str.contains(_PATTERNS["day"])).then(printed).str.to_date("%Y-%m-%d", strict=False)
    day, month = (printed.str.extract(_FIELDS_OF_DAY, place).str.zfill(2) for place in _PLACES[way])
    year = printed.str.extract(_FIELDS_OF_DAY, 3)
    return pl.concat_str([year, month, day], separator="-").str.to_date("%Y-%m-%d", strict=False)


def _fiscal_year_start(printed: pl.Expr, about: Statistics) -> pl.Expr:
    pattern = _PATTERNS["fiscal_year"]
    named, second = printed.str.extract(pattern, 1).cast(pl.Int32), printed.str.extract(pattern, 2)
    month = int(str(about.fiscal_year_starts)[:2])
    begins_in = named if about.fiscal_year_named_after == "start" or month == 1 else named - 1
    follows = second.str.tail(2) == ((named + 1) % 100).cast(pl.String).str.zfill(2)
    return pl.when(second.is_null()).then(pl.date(begins_in, month, 1)).when(follows).then(pl.date(named, month, 1))
