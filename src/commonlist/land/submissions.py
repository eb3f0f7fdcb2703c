"""States' files of licence decisions to landed rows that only the operator and the protection of the summary read.

- A file is landed whole or not at all; the file of a state and year replaces the one before, and the audit log names both.
- The bytes that came are kept in `restricted/raw/` under their SHA-256, rows in `landing/licence_decision/<state>/<year>.parquet`.
"""

import csv
import hashlib
from datetime import date
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any, Literal

import polars as pl
from pydantic import BaseModel, ConfigDict

from commonlist import audit
from commonlist.errors import Place, ReadError
from commonlist.land.form import Form, Row, is_synthetic, read_form
from commonlist.land.reading import LINE
from commonlist.land.store import turn
from commonlist.schema.licence_decision import LicenceDecision
from commonlist.settings import settings

RECORD = "licence_decision"
SHOWN = 20


class Submission(BaseModel):
    """What became of one file: whose decisions of which year, and how many lines of how many licences."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    file_name: str
    state_code: str
    year: int
    lines: int
    licences: int
    outcome: Literal["landed", "unchanged"]


def landed() -> list[Path]:
    """The landed files, by state and year."""
    return sorted((settings().landing / RECORD).glob("*/*.parquet"))


def land_submission(path: Path) -> Submission:
    """Land one file. Raises ReadError `land.form_refused` with its first faults, and what `read_form` raises; nothing lands then."""
    form = read_form(path)
    if form.faults:
        raise refusal(form)
    rows = [_row(row) for row in form.rows]
    state, year = rows[0]["state_code"], rows[0]["decision_date"].year
    target = settings().landing / RECORD / state.lower() / f"{year}.parquet"
    sha256 = hashlib.sha256(path.read_bytes()).hexdigest()
    facts: dict[str, Any] = {"file_name": path.name, "state_code": state, "year": year, "lines": len(rows)}
    facts |= {"licences": len({row["licence_id"] for row in rows})}
    with turn(RECORD):
        before = pl.read_parquet_metadata(target).get("sha256") if target.is_file() else None
        if before == sha256:
            return Submission(**facts, outcome="unchanged")
        _keep(path, sha256)
        _write(rows, target, sha256)
    audit.record("submission", outcome="landed", source_sha256=sha256, replaces=before, **facts)
    return Submission(**facts, outcome="landed")


def refusal(form: Form) -> ReadError:
    """The error that tells the first faults of a form, one on a line."""
    first, more = form.faults[0], len(form.faults) - SHOWN
    told = "\n  ".join(map(str, form.faults[:SHOWN])) + (f"\n  and {more:,} more" if more > 0 else "")
    count = f"{len(form.faults):,} things are" if form.faults[1:] else "one thing is"
    return ReadError(
        "land.form_refused",
        f"{count} wrong with it and nothing landed:\n  {told}",
        place=Place(file=form.file_name, line=first.line, column=first.column),
        next_step="correct these lines and send the file again",
    )


def _row(row: Row) -> Row:
    kept = {name: row[name] for name in ("licence_id", "common_code", "destination_code", "end_use_code", "decision")}
    requests = {name: row[name] for name in ("confidentiality_request_id", "renews_licence_id")}
    return {
        **kept,
        **requests,
        "state_code": row["state_code"],
        "line_number": int(row["line_number"]),
        "exporter_id": f"{row['state_code']}:{row['exporter_pseudonym']}",
        "category_code": _categories()[row["common_code"]],
        "decision_date": date.fromisoformat(row["decision_date"]),
        "valid_to_date": date.fromisoformat(row["valid_to_date"]) if row["valid_to_date"] else None,
        "value_eur": Decimal(row["value_eur"]),
        "is_synthetic": is_synthetic(row["state_code"]),
        "source_line": row[LINE],
    }


@cache
def _categories() -> dict[str, str]:
    """What each common code is counted under: the highest code above it that has a digit."""
    path = settings().crosswalks / "common" / "items.csv"
    with path.open(encoding="utf-8", newline="") as file:
        parents = {row["common_code"]: row["parent_code"] for row in csv.DictReader(file)}

    def top(code: str) -> str:
        above = parents[code]
        return top(above) if any(character.isdigit() for character in above) else code

    return {code: top(code) for code in parents}


def _keep(path: Path, sha256: str) -> None:
    folder = settings().home / "restricted" / "raw"
    folder.mkdir(parents=True, exist_ok=True)
    folder.parent.chmod(0o700)
    draft = folder / f".{sha256}.tmp"
    draft.write_bytes(path.read_bytes())
    draft.replace(folder / sha256)


def _write(rows: list[Row], target: Path, sha256: str) -> None:
    schema = {name: column.dtype.type for name, column in LicenceDecision.to_schema().columns.items()}
    frame = LicenceDecision.validate(pl.DataFrame(rows, schema=schema, orient="row").sort("state_code", "licence_id", "line_number"))
    target.parent.mkdir(parents=True, exist_ok=True)
    draft = target.with_name(f".{target.name}.tmp")
    frame.write_parquet(draft, compression="zstd", compression_level=3, metadata={"sha256": sha256})
    draft.replace(target)
