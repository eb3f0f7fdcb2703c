"""Shaped statistics to `licensing_observation` rows, one source line × one measure, and their parties, categories and reasons.

- Every source line is either observed or refused: the first rule it breaks is its reason, and the line goes to quarantine whole.
- A blank is `not_reported` (or `not_applicable` where the state's YAML says so), never a zero.
- Sums the publisher prints stay, flagged with the columns they sum over; of a repeated key the first line stays.
"""

from datetime import date

import polars as pl

from commonlist.land.figures import figure, value_state
from commonlist.land.line_rules import line_rules, matches, printed_name_rules, reason_rules
from commonlist.land.lines import refuse, rejection, require, shaped, with_raw
from commonlist.land.parts import each_part, parts
from commonlist.land.periods import period_end, period_start
from commonlist.land.reading import LINE, Rejection
from commonlist.registry import Source
from commonlist.registry.statistics import Measure, Statistics
from commonlist.schema.licensing_category import LicensingCategory
from commonlist.schema.licensing_observation import LicensingObservation
from commonlist.schema.licensing_party import LicensingParty
from commonlist.schema.licensing_reason import LicensingReason

_GROUP = "licence_group"
_OPTIONAL = ("reporting_state", "category", "description", _GROUP)
Frames = dict[str, pl.DataFrame]


def observe(table: pl.DataFrame, source: Source, edition_date: date, sha256: str) -> tuple[Frames, tuple[Rejection, ...]]:
    """Observations, parties and categories by record kind, ordered by line, and the lines that are refused."""
    about = source.statistics
    if about is None:
        raise ValueError(f"{source.source_id} declares no statistics")
    table = _completed(table, about)
    kept, refused = refuse(table, line_rules(table, about, edition_date))
    kept, repeated = _refuse_repeats(kept, about.key)
    constants = {"source_id": source.source_id, "edition_date": edition_date, "source_sha256": sha256}
    observed = pl.concat(_observations(kept, measure, about, constants) for measure in about.measures)
    frames = {
        "licensing_observation": observed.sort(LINE, "measure_code"),
        "licensing_party": _parties(kept, about, constants),
        "licensing_category": _categories(kept, about, constants),
    }
    return frames, tuple(sorted((*refused, *repeated), key=lambda one: one.line))


def list_parties(table: pl.DataFrame, source: Source, edition_date: date, sha256: str) -> tuple[Frames, tuple[Rejection, ...]]:
    """The parties of a file that lists them apart from the figures, and the lines that are refused."""
    if source.parties is None:
        raise ValueError(f"{source.source_id} declares no parties")
    require(table, {_GROUP, "party"}, "a list of parties needs")
    kept, refused = refuse(with_raw(table), printed_name_rules(table, (_GROUP, "party"), ("party",)))
    constants = {"source_id": source.source_id, "edition_date": edition_date, "source_sha256": sha256}
    values = {
        LINE: pl.col(LINE),
        "party_role": pl.lit(source.parties.role),
        "position": pl.lit(1),
        "party_text": pl.col("party"),
        "licence_group_text": pl.col(_GROUP),
    }
    return {"licensing_party": shaped(kept, values, constants, LicensingParty)}, tuple(refused)


def list_reasons(table: pl.DataFrame, source: Source, edition_date: date, sha256: str) -> tuple[Frames, tuple[Rejection, ...]]:
    """The reasons of a file that lists them apart from the figures, and the lines that are refused."""
    if source.reasons is None:
        raise ValueError(f"{source.source_id} declares no reasons")
    said = tuple(name for name in ("code", "text") if name in table.columns)
    require(table, {_GROUP, *(said or ("code", "text"))}, "a list of reasons needs")
    kept, refused = refuse(with_raw(table), reason_rules(said, source.reasons.code_grammar))
    kept = kept.with_columns(pl.lit(None, pl.String).alias(name) for name in ("code", "text") if name not in said)
    constants = {"source_id": source.source_id, "edition_date": edition_date, "source_sha256": sha256}
    values = {
        LINE: pl.col(LINE),
        "reason_scheme": pl.lit(source.reasons.scheme),
        "reason_code": pl.col("code"),
        "reason_text": pl.col("text"),
        "licence_group_text": pl.col(_GROUP),
    }
    return {"licensing_reason": shaped(kept, values, constants, LicensingReason)}, tuple(refused)


def _completed(table: pl.DataFrame, about: Statistics) -> pl.DataFrame:
    table = with_raw(table)
    if about.reporting_state is not None:
        table = table.with_columns(pl.lit(about.reporting_state).alias("reporting_state"))
    if about.description is not None and about.description in table.columns:
        table = table.with_columns(pl.col(about.description).alias("description"))
    require(table, about.needs, "the statistics need")
    return table.with_columns(pl.lit(None, pl.String).alias(name) for name in _OPTIONAL if name not in table.columns)


def _refuse_repeats(table: pl.DataFrame, key: tuple[str, ...]) -> tuple[pl.DataFrame, list[Rejection]]:
    if not key:
        return table, []
    counted = table.with_columns(pl.col(LINE).min().over(key).alias("first_line"))
    kept = counted.filter(pl.col(LINE) == pl.col("first_line")).drop("first_line")
    refused = []
    for row in counted.filter(pl.col(LINE) != pl.col("first_line")).iter_rows(named=True):
        detail = f"the same {', '.join(key)} stand on line {row.pop('first_line')} already"
        refused.append(rejection(row, key[-1], "land.duplicate_key", detail))
    return kept, refused


def _observations(table: pl.DataFrame, measure: Measure, about: Statistics, constants: dict[str, object]) -> pl.DataFrame:
    applicable = ~matches(measure.not_applicable_when) if measure.not_applicable_when else pl.lit(True)
    grain = measure.period or about.period
    start, codes = period_start(grain, about), parts("category", about)
    values = {
        LINE: pl.col(LINE),
        "measure_code": pl.lit(measure.measure),
        "definition_code": pl.lit(measure.definition),
        "reporting_state_text": pl.col("reporting_state"),
        "destination_text": pl.col("destination"),
        "destination_count": parts("destination", about).list.len(),
        "destination_role": pl.lit(about.destination_role),
        "period_start": start,
        "period_end": period_end(grain, start),
        "period_grain": pl.lit(grain),
        "category_scheme": pl.lit(about.category_scheme, pl.String),
        "category_text": pl.col("category"),
        "category_code": pl.when(codes.list.len() == 1).then(codes.list.first()),
        "category_count": codes.list.len(),
        "description_text": pl.col("description"),
        "licence_group_text": pl.col(_GROUP),
        "value_text": pl.col(measure.column) if measure.column else pl.lit(None, pl.String),
        "value": figure(measure),
        "unit": pl.lit(measure.unit),
        "currency_code": pl.lit(measure.currency),
        "value_state": value_state(measure, applicable),
        "subtotal_scope": _subtotal_scope(about.subtotals),
    }
    values["is_subtotal"] = values["subtotal_scope"].is_not_null()
    return shaped(table.filter(matches(measure.when)), values, constants, LicensingObservation)


def _parties(table: pl.DataFrame, about: Statistics, constants: dict[str, object]) -> pl.DataFrame:
    roles = {about.destination_role: "destination", **about.parties}
    return pl.concat(
        shaped(
            each_part(table, column, about),
            {
                LINE: pl.col(LINE),
                "party_role": pl.lit(role),
                "position": pl.col("position"),
                "party_text": pl.col("part"),
                "licence_group_text": pl.col(_GROUP),
            },
            constants,
            LicensingParty,
        )
        for role, column in roles.items()
    ).sort(LINE, "party_role", "position")


def _categories(table: pl.DataFrame, about: Statistics, constants: dict[str, object]) -> pl.DataFrame:
    values = {
        LINE: pl.col(LINE),
        "position": pl.col("position"),
        "category_scheme": pl.lit(about.category_scheme, pl.String),
        "category_text": pl.col("printed"),
        "category_code": pl.col("part"),
    }
    return shaped(each_part(table, "category", about), values, constants, LicensingCategory)


def _subtotal_scope(subtotals: dict[str, tuple[str, ...]]) -> pl.Expr:
    names = [pl.when(pl.col(column).is_in(list(texts))).then(pl.lit(column)) for column, texts in sorted(subtotals.items())]
    scope = pl.concat_str(names, separator=" ", ignore_nulls=True) if names else pl.lit(None, pl.String)
    return pl.when(scope != "").then(scope)
