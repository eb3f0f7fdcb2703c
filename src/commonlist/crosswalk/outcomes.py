"""Outcomes of the graph checks to what stewards work through and what the edition tells of them.

- `$COMMONLIST_HOME/worklists/<check_id>.csv`: one line per finding, the header alone where there is none.
- `landing/crosswalk_check/` and `landing/crosswalk_finding/`: the same as Parquet, for the tables of the edition.
- Both are written anew each time, file by file in one step, and hold no time of day: the same maps give the same bytes.
"""

from collections.abc import Iterable, Sequence
from importlib import import_module
from pathlib import Path
from typing import Any

from commonlist.crosswalk.graph import CheckOutcome
from commonlist.crosswalk.table_file import draft_of, inert_cells, replace_csv
from commonlist.settings import settings

COLUMNS = ("source_id", "item_code", "predicate", "common_code", "file", "line", "message", "next_step")


def write_outcomes(outcomes: Sequence[CheckOutcome]) -> None:
    """Replace the worklists and the landed outcomes."""
    for outcome in outcomes:
        rows = [inert_cells(getattr(one, name) for name in COLUMNS) for one in outcome.concerns]
        replace_csv(worklist_path(outcome.check_id), COLUMNS, rows)
    _write_parquet("crosswalk_check", [_told(outcome) for outcome in outcomes])
    _write_parquet("crosswalk_finding", [row for outcome in outcomes for row in _found(outcome)])


def worklist_path(check_id: str) -> Path:
    """Where the findings of one check are written down."""
    return settings().home / "worklists" / f"{check_id}.csv"


def _told(outcome: CheckOutcome) -> dict[str, Any]:
    facts = outcome.model_dump(include={"check_id", "severity", "outcome", "examined_count"})
    return {**facts, "statement": outcome.title, "finding_count": len(outcome.concerns), "problem": outcome.problem or None}


def _found(outcome: CheckOutcome) -> Iterable[dict[str, Any]]:
    for one in outcome.concerns:
        yield {
            "check_id": outcome.check_id,
            "severity": outcome.severity,
            "source_id": one.source_id,
            "item_code": one.item_code,
            "predicate": one.predicate or None,
            "common_code": one.common_code or None,
            "map_file": one.file,
            "map_line": one.line,
            "message": one.message,
            "next_step": one.next_step,
        }


def _write_parquet(record: str, rows: list[dict[str, Any]]) -> None:
    import polars as pl

    model = getattr(import_module(f"commonlist.schema.{record}"), record.title().replace("_", ""))
    schema = {name: column.dtype.type for name, column in model.to_schema().columns.items()}
    path = settings().landing / record / "maps" / "now.parquet"
    temporary = draft_of(path)
    model.validate(pl.DataFrame(rows, schema=schema, orient="row")).write_parquet(temporary)
    temporary.replace(path)
