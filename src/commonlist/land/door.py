"""Landed rows pass the common schema or go to quarantine; a landing nobody would believe stops the source.

Pandera judges each row; the bounds in the state's YAML judge the landing as a whole, against the edition before.
"""

from collections import Counter
from collections.abc import Sequence
from typing import Any, NamedTuple

import pandera.polars as pa
import polars as pl
from pandera.errors import SchemaErrors

from commonlist.errors import BoundsError, Place, ShapeError
from commonlist.land.reading import LINE, Rejection
from commonlist.registry import Source
from commonlist.schema.records import model_of


def admit(frame: pl.DataFrame, model: type[pa.DataFrameModel], unit: str) -> tuple[pl.DataFrame, tuple[Rejection, ...]]:
    """The rows that satisfy the model; `unit` is the column whose value goes to quarantine whole (a source line, an item)."""
    try:
        return model.validate(frame, lazy=True), ()
    except SchemaErrors as problem:
        cases = problem.failure_cases
    if cases["index"].null_count():
        first = cases.filter(pl.col("index").is_null()).row(0, named=True)
        raise ShapeError("shape.not_the_schema", f"{first['column']}: {first['check']}", next_step="this is a fault of a reader; report it")
    rejections = {value: _rejection(frame, case) for value, case in _first_cases(frame, cases, unit).items()}
    kept = frame.filter(~pl.col(unit).is_in(list(rejections)))
    return model.validate(kept, lazy=True), tuple(rejections.values())


def admit_lines(frames: dict[str, pl.DataFrame]) -> tuple[dict[str, pl.DataFrame], tuple[Rejection, ...]]:
    """The rows of every kind whose source line satisfies the models of all kinds; a line that breaks one goes to quarantine whole."""
    admitted: dict[str, pl.DataFrame] = {}
    rejections: dict[int, Rejection] = {}
    for record, frame in frames.items():
        admitted[record], refused = admit(frame, model_of(record), LINE)
        rejections |= {one.line: one for one in reversed(refused)} | rejections
    kept = {record: frame.filter(~pl.col(LINE).is_in(list(rejections))) for record, frame in admitted.items()}
    return kept, tuple(rejections[line] for line in sorted(rejections))


def _first_cases(frame: pl.DataFrame, cases: pl.DataFrame, unit: str) -> dict[Any, dict[str, Any]]:
    found: dict[Any, dict[str, Any]] = {}
    for case in cases.iter_rows(named=True):
        found.setdefault(frame[unit][int(case["index"])], case)
    return found


def _rejection(frame: pl.DataFrame, case: dict[str, Any]) -> Rejection:
    row = frame.row(int(case["index"]), named=True)
    line = int(row[LINE])
    raw = " | ".join(str(value) for name, value in row.items() if name.endswith("_text") and value is not None)
    column = case["column"] if case["column"] in frame.columns else None
    return Rejection(line=line, column=column, reason="land.schema", detail=f"{case['check']}: {case['failure_case']}"[:300], raw=raw)


class Account(NamedTuple):
    """The rows of one landing, what was refused of it, and the rows landed of the edition before."""

    landed: int
    rejections: Sequence[Rejection]
    previous: int | None


def believe_size(rows_in: int, previous: int | None, source: Source, file_name: str) -> None:
    """Raises BoundsError for what is too short to be whole: an empty or a cut-off publication."""
    if rows_in == 0:
        raise _unbelievable("land.empty", "the publication holds no row; an empty feed never delists everyone", Place(file=file_name))
    if previous is not None and rows_in < previous * (1 - source.bounds.max_shrink):
        cut = f"{rows_in} rows, after {previous} in the edition before; the file may have been cut off"
        raise _unbelievable("land.shrunk", cut, Place(file=file_name))


def believe(account: Account, source: Source, origin: str, file_name: str) -> None:
    """Raises BoundsError unless the landing is within the source's bounds.

    A sample may be smaller than the declared minimum, and up to a fifth of it may be there to show what quarantine is.
    """
    low, high = source.bounds.rows
    landed, rejections, previous = account
    tolerated = 0.2 if origin == "sample" else source.bounds.max_quarantined
    if len(rejections) > tolerated * (landed + len(rejections)):
        raise _too_many(landed, rejections, file_name)
    believe_size(landed, previous, source, file_name)
    if landed > high or (landed < low and origin != "sample"):
        raise _unbelievable("land.out_of_bounds", f"{landed} rows, where {low} to {high} are declared", Place(file=file_name))


def _too_many(landed: int, rejections: Sequence[Rejection], file_name: str) -> BoundsError:
    first = min(rejections, key=lambda one: one.line)
    reasons = ", ".join(f"{count} × {reason}" for reason, count in Counter(one.reason for one in rejections).most_common(5))
    said = f"{len(rejections)} of {landed + len(rejections)} rows would go to quarantine ({reasons}); the first: {first.detail}"
    return _unbelievable("land.too_many_quarantined", said, Place(file=file_name, line=first.line, column=first.column))


def _unbelievable(slug: str, message: str, place: Place) -> BoundsError:
    return BoundsError(
        slug,
        message,
        place=place,
        next_step="look at the publication; if it is right, adjust `bounds` in the state's YAML; the last good edition stays served",
    )
