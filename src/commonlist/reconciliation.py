"""The last warehouse to what the reconciliation checks say of each source of licensing figures, and to the worklists stewards go through.

- What a check found is a fact about a publication: it stops no edition and is told with it.
- Nothing is computed here; `dbt/models/intermediate/int_reconciliations_*.sql` judge, `crosswalks/common/reconciliation_*.csv` say how.
"""

from decimal import Decimal
from typing import TYPE_CHECKING, Any

from pydantic import BaseModel, ConfigDict

from commonlist.crosswalk.outcomes import worklist_path
from commonlist.crosswalk.table_file import inert_cells, replace_csv
from commonlist.errors import CheckError, PublishError
from commonlist.publish.candidate import open_warehouse
from commonlist.settings import settings

if TYPE_CHECKING:
    import duckdb


class Outcome(BaseModel):
    """What came of one check for one source; `problem` says why it could not be computed, or to what it applies."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    check_id: str
    source_id: str
    statement: str
    severity: str
    outcome: str
    examined_count: int
    finding_count: int
    problem: str | None


class Finding(BaseModel):
    """One thing that is wrong with the figures as published; figures are in the unit of their measure."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    check_id: str
    severity: str
    source_id: str
    reporting_state_code: str | None
    year: int | None
    measure_code: str | None
    destination_code: str | None
    expected: Decimal | None
    found: Decimal | None
    difference: Decimal | None
    message: str
    next_step: str
    source_line: int | None
    source_lines: str | None

    def in_words(self) -> str:
        """Where it is and what is wrong, in one line."""
        about = (self.reporting_state_code, self.destination_code and f"to {self.destination_code}", self.year, self.measure_code)
        where = f"{self.source_id}:{self.source_line}" if self.source_line else self.source_id
        return f"{where} {' '.join(str(one) for one in about if one)}: {self.message}"


class Reconciliation(BaseModel):
    """The outcomes asked for, by check and source, and what they found."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    outcomes: tuple[Outcome, ...]
    findings: tuple[Finding, ...]


def reconcile(source_id: str | None = None, check_id: str | None = None) -> Reconciliation:
    """What the last build found, of one source or one check if named; every worklist is written anew.

    Raises PublishError `publish.no_warehouse`, `publish.damaged_warehouse`; CheckError `check.not_reconciled` for a source or a
    check that the warehouse does not know.
    """
    warehouse = settings().warehouse
    if not warehouse.is_file():
        raise PublishError("publish.no_warehouse", "nothing was built yet", place=warehouse, next_step="run `commonlist build` first")
    with open_warehouse(warehouse) as session:
        outcomes = [Outcome.model_validate(row) for row in _rows(session, "reconciliation_checks", Outcome)]
        findings = [Finding.model_validate(row) for row in _rows(session, "reconciliation_findings", Finding)]
    _require_known("source", source_id, {one.source_id for one in outcomes})
    _require_known("check", check_id, {one.check_id for one in outcomes})
    _write_worklists({one.check_id for one in outcomes}, findings)
    wanted = [one for one in outcomes if source_id in (None, one.source_id) and check_id in (None, one.check_id)]
    asked = {(one.check_id, one.source_id) for one in wanted}
    return Reconciliation(outcomes=tuple(wanted), findings=tuple(one for one in findings if (one.check_id, one.source_id) in asked))


def _rows(session: "duckdb.DuckDBPyConnection", mart: str, model: type[BaseModel]) -> list[dict[str, Any]]:
    columns = tuple(model.model_fields)
    found = session.table(f"oversight.{mart}").project(", ".join(columns)).order("all").fetchall()
    return [dict(zip(columns, row, strict=True)) for row in found]


def _require_known(kind: str, name: str | None, known: set[str]) -> None:
    if name is not None and name not in known:
        message = f"no {kind} {name!r} was reconciled in the last build"
        raise CheckError("check.not_reconciled", message, next_step=f"name one of {', '.join(sorted(known))}")


def _write_worklists(checks: set[str], findings: list[Finding]) -> None:
    columns = tuple(name for name in Finding.model_fields if name not in ("check_id", "severity"))
    for check_id in checks:
        rows = [inert_cells(getattr(one, name) for name in columns) for one in findings if one.check_id == check_id]
        replace_csv(worklist_path(check_id), columns, rows)
