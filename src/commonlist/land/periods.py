"""Printed years, quarters and days to the first and last day they cover."""

import polars as pl

from commonlist.registry import PERIOD_FIELDS

_PATTERNS = {"year": r"\A[0-9]{4}\z", "quarter": r"\A[0-9]{4}-?Q[1-4]\z", "day": r"\A[0-9]{4}-[0-9]{2}-[0-9]{2}\z"}
_STEPS = {"year": "1y", "quarter": "3mo", "day": "1d"}


def period_start(grain: str) -> pl.Expr:
    """The first day of `2007`, `2015-Q1` or `2014-03-03`; null for anything else. ISO 8601 only: `03/04/2014` is two dates."""
    text = pl.when(pl.col(PERIOD_FIELDS[grain]).str.contains(_PATTERNS[grain])).then(pl.col(PERIOD_FIELDS[grain]))
    if grain == "day":
        return text.str.to_date("%Y-%m-%d", strict=False)
    month = (text.str.tail(1).cast(pl.Int8) * 3 - 2) if grain == "quarter" else pl.lit(1, pl.Int8)
    return pl.date(text.str.head(4).cast(pl.Int32), month, 1)


def period_end(grain: str, start: pl.Expr) -> pl.Expr:
    """The last day of the period that begins on `start`."""
    return start.dt.offset_by(_STEPS[grain]).dt.offset_by("-1d")
