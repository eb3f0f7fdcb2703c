"""A few hand-written lines of statistics, held against each other by the models' own SQL and the register as it stands."""

from datetime import date
from decimal import Decimal
from typing import Any

import duckdb
import polars as pl

from commonlist.schema.licensing_observation import LicensingObservation
from commonlist.schema.source_line import SourceLine
from rendered import give, read_common, run

EDITION = date(2024, 5, 1)
STATES = {"UNI": "union", "AAA": "aland", "BBB": "bland"}
CHAIN = (
    *("stg_reconciliation_checks", "stg_reconciliation_parameters", "int_figures_placed", "int_figures_totalled", "int_parts_added"),
    *("int_totals_added", "int_counts_valued", "int_counts_slipped", "int_exports_returned", "int_figures_telling", "int_years_copied"),
    *("int_own_figures_scoped", "int_reports_paired", "int_years_reported_twice", "int_reports_lacking", "int_reports_compared"),
    *("int_years_shifted", "int_years_summed"),
    *("int_series_compared", "int_flows_mirrored", "int_sums_placed", "int_consultations_matched", "int_lines_repeated"),
    *("int_parts_misplaced", "int_reports_misplaced", "int_bookings_examined", "int_reconciliations_examined"),
    *("int_reconciliations_found", "int_reconciliations_judged", "reconciliation_checks", "reconciliation_findings"),
)
PLACES = [
    *(
        {"destination_text": code, "destination_code": code, "destination_type": "state", "destination_name": code}
        for code in ["AAA", "BBB"]
    ),
    *(
        {
            "destination_text": f"P{number}",
            "destination_code": f"PP{number}",
            "destination_type": "state",
            "destination_name": f"Place {number}",
        }
        for number in range(40)
    ),
    {"destination_text": "na", "destination_code": None, "destination_type": "unknown", "destination_name": "Not stated"},
    {"destination_text": "All", "destination_code": None, "destination_type": "group", "destination_name": "All states"},
]
UNITS = {"value": ("currency", "EUR"), "licen": ("count", None), "denia": ("count", None)}
Line = dict[str, Any]


def line(number: int, measure: str, figure: int | str | None, **facts: Any) -> Line:
    """One line × one measure: of state AAA to place P1 in 2020, in the Union's report, unless told otherwise.

    `figure` may be the state of a value that is missing; a list of words in `sums` makes it a printed total over these.
    """
    state = figure if isinstance(figure, str) else "reported"
    sums = facts.pop("sums", None)
    year = facts.pop("year", 2020)
    unit, currency = UNITS[measure[:5]]
    usual = {
        "source_id": "union",
        "edition_date": EDITION,
        "source_line": number,
        "measure_code": measure,
        "reporting_state_text": "AAA",
        "destination_text": facts.pop("to", "P1"),
        "destination_count": 1,
        "destination_role": "destination",
        "period_start": date(year, 1, 1),
        "period_end": date(year, 12, 31),
        "period_grain": "year",
        "category_code": "ML1",
        "category_count": 1,
        "value": None if isinstance(figure, str) else Decimal(figure or 0),
        "unit": unit,
        "currency_code": currency,
        "value_state": state,
        "is_subtotal": sums is not None,
        "subtotal_scope": sums,
    }
    return usual | facts


def own(number: int, measure: str, figure: int | str | None, **facts: Any) -> Line:
    """The same in AAA's own report, which divides by destination only."""
    return line(number, measure, figure, **{"source_id": "aland", "category_code": None, "category_count": 0} | facts)


def examine(lines: list[Line], quarantined: dict[int, str] | None = None, rates: dict[str, str] | None = None) -> duckdb.DuckDBPyConnection:
    """The marts `reconciliation_checks` and `reconciliation_findings` of these lines; `rates` are those of 2020."""
    session = duckdb.connect()
    give(session, "stg_licensing_observations", lines, _schema(LicensingObservation))
    refused = [
        {"source_id": "union", "edition_date": EDITION, "source_line": number, "raw_text": text, "reason": "land.absurd_count"}
        for number, text in (quarantined or {}).items()
    ]
    give(session, "stg_source_lines", refused, _schema(SourceLine))
    editions = [
        {"source_id": source, "edition_date": EDITION, "publisher_code": source[:2], "state_code": state, "is_latest": True}
        for state, source in STATES.items()
    ]
    texts = dict.fromkeys(("source_id", "publisher_code", "state_code"), pl.String)
    give(session, "int_editions_dated", editions, texts | {"edition_date": pl.Date, "is_latest": pl.Boolean})
    give(session, "stg_destinations", PLACES, dict.fromkeys(PLACES[0], pl.String))
    worth = [{"currency_code": code, "year": 2020, "rate": Decimal(rate)} for code, rate in (rates or {}).items()]
    give(session, "stg_euro_rates", worth, {"currency_code": pl.String, "year": pl.Int32, "rate": pl.Decimal(18, 6)})
    mapped = [
        {
            "source_id": one["source_id"],
            "category_code": one["category_code"],
            "period_end": one["period_end"],
            "entry_code": one["category_code"],
        }
        for one in {(x["source_id"], x["category_code"], x["period_end"]): x for x in lines if x["category_code"]}.values()
    ]
    texts = dict.fromkeys(("source_id", "category_code", "entry_code"), pl.String)
    give(session, "int_categories_mapped", mapped, texts | {"period_end": pl.Date, "weight": pl.Float64})
    read_common(session, "reconciliation_checks", "reconciliation_parameters")
    run(session, *CHAIN)
    return session


def outcome(session: duckdb.DuckDBPyConnection, check_id: str, source_id: str = "union") -> tuple[str, int, int]:
    """Outcome, examined and found."""
    query = "select outcome, examined_count, finding_count from reconciliation_checks where check_id = ? and source_id = ?"
    (found,) = session.execute(query, [check_id, source_id]).fetchall()
    return found


def found(session: duckdb.DuckDBPyConnection, check_id: str, *columns: str) -> list[tuple[Any, ...]]:
    """These columns of every finding of a check."""
    return session.execute(
        f"select {', '.join(columns)} from reconciliation_findings where check_id = ? order by all", [check_id]
    ).fetchall()


def _schema(model: Any) -> dict[str, Any]:
    return {
        name: column.dtype if column.dtype.type is pl.Decimal else column.dtype.type for name, column in model.to_schema().columns.items()
    }
