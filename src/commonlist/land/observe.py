"""Shaped statistics to `licensing_observation` rows: one source line × one measure, each with the state of its value.

- Every source line is either observed or refused: the first rule it breaks is its reason, and the line goes to quarantine whole.
- A blank is `not_reported` (or `not_applicable` where the state's YAML says so), never a zero.
- Sums the publisher prints stay, flagged with the columns they sum over; of a repeated key the first line stays.
"""

from datetime import date

import polars as pl

from commonlist.errors import ShapeError
from commonlist.land.figures import figure, value_state
from commonlist.land.line_rules import Rule, line_rules, matches
from commonlist.land.periods import period_end, period_start
from commonlist.land.reading import LINE, Rejection
from commonlist.registry import Measure, Source, Statistics
from commonlist.schema.licensing_observation import LicensingObservation

_REPORTING, _GROUP, _RAW = "reporting_state", "licence_group", "raw"


def observe(table: pl.DataFrame, source: Source, edition_date: date, sha256: str) -> tuple[pl.DataFrame, tuple[Rejection, ...]]:
    """The rows in the columns of `LicensingObservation`, ordered by line and measure, and the lines that are refused."""
    about = source.statistics
    if about is None:
        raise ValueError(f"{source.source_id} declares no statistics")
    table = _completed(table, about)
    kept, refused = _refuse(table, line_rules(table, about, edition_date))
    kept, repeated = _refuse_repeats(kept, about.key)
    constants = {"source_id": source.source_id, "edition_date": edition_date, "source_sha256": sha256}
    observed = pl.concat(_observations(kept, measure, about, constants) for measure in about.measures)
    return observed.sort(LINE, "measure_code"), tuple(sorted((*refused, *repeated), key=lambda one: one.line))


def _completed(table: pl.DataFrame, about: Statistics) -> pl.DataFrame:
    printed = [name for name in table.columns if name != LINE]
    table = table.with_columns(pl.concat_str(printed, separator=" | ", ignore_nulls=True).alias(_RAW))
    if about.reporting_state is not None:
        table = table.with_columns(pl.lit(about.reporting_state).alias(_REPORTING))
    if _GROUP not in table.columns:
        table = table.with_columns(pl.lit(None, pl.String).alias(_GROUP))
    if missing := sorted(about.needs - set(table.columns)):
        raise ShapeError(
            "shape.missing_target",
            f"the statistics need {', '.join(missing)}, which no column of the layout becomes",
            next_step="name under `columns` of that layout which of the publisher's columns it is",
        )
    return table


def _refuse(table: pl.DataFrame, rules: list[Rule]) -> tuple[pl.DataFrame, list[Rejection]]:
    broken = pl.coalesce(pl.when(rule.broken).then(pl.lit(number, pl.Int32)) for number, rule in enumerate(rules)).alias("rule")
    judged = table.with_columns(broken)
    kept = judged.filter(pl.col("rule").is_null()).drop("rule")
    refused = []
    for row in judged.filter(pl.col("rule").is_not_null()).iter_rows(named=True):
        rule = rules[row.pop("rule")]
        refused.append(_rejection(row, rule.column, rule.reason, rule.says(row)))
    return kept, refused


def _refuse_repeats(table: pl.DataFrame, key: tuple[str, ...]) -> tuple[pl.DataFrame, list[Rejection]]:
    counted = table.with_columns(pl.col(LINE).min().over(key).alias("first_line"))
    kept = counted.filter(pl.col(LINE) == pl.col("first_line")).drop("first_line")
    refused = []
    for row in counted.filter(pl.col(LINE) != pl.col("first_line")).iter_rows(named=True):
        detail = f"the same {', '.join(key)} stand on line {row.pop('first_line')} already"
        refused.append(_rejection(row, key[-1], "land.duplicate_key", detail))
    return kept, refused


def _rejection(row: dict[str, object], column: str | None, reason: str, detail: str) -> Rejection:
    return Rejection(line=int(str(row[LINE])), column=column, reason=reason, detail=detail, raw=str(row[_RAW]))


def _observations(table: pl.DataFrame, measure: Measure, about: Statistics, constants: dict[str, object]) -> pl.DataFrame:
    applicable = ~matches(measure.not_applicable_when) if measure.not_applicable_when else pl.lit(True)
    start = period_start(about.period)
    values = {
        LINE: pl.col(LINE),
        "measure_code": pl.lit(measure.measure),
        "definition_code": pl.lit(measure.definition),
        "reporting_state_text": pl.col(_REPORTING),
        "destination_text": pl.col("destination"),
        "destination_role": pl.lit(about.destination_role),
        "period_start": start,
        "period_end": period_end(about.period, start),
        "period_grain": pl.lit(about.period),
        "category_scheme": pl.lit(about.category_scheme),
        "category_text": pl.col("category"),
        "licence_group_text": pl.col(_GROUP),
        "value_text": pl.col(measure.column),
        "value": figure(measure),
        "unit": pl.lit(measure.unit),
        "currency_code": pl.lit(measure.currency),
        "value_state": value_state(measure, applicable),
        "subtotal_scope": _subtotal_scope(about.subtotals),
    } | {name: pl.lit(value) for name, value in constants.items()}
    values["is_subtotal"] = values["subtotal_scope"].is_not_null()
    schema = {name: column.dtype.type for name, column in LicensingObservation.to_schema().columns.items()}
    return table.filter(matches(measure.when)).select(values[name].cast(dtype).alias(name) for name, dtype in schema.items())


def _subtotal_scope(subtotals: dict[str, tuple[str, ...]]) -> pl.Expr:
    names = [pl.when(pl.col(column).is_in(list(texts))).then(pl.lit(column)) for column, texts in sorted(subtotals.items())]
    scope = pl.concat_str(names, separator=" ", ignore_nulls=True) if names else pl.lit(None, pl.String)
    return pl.when(scope != "").then(scope)
