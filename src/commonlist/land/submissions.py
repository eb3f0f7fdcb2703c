"""States' files of licence decisions to landed rows that only the operator and the protection of the summary read.

- A file is landed whole or not at all; the file of a state and year replaces the one before, and the audit log names both.
- It replaces all of it, so that one with much fewer lines is refused: most likely it holds only what is new.
- The bytes that came are kept in `restricted/raw/` under their SHA-256, rows in `landing/licence_decision/<state>/<year>.parquet`; only
  the owner of the home may enter either folder.
- The audit log names files, counts, checksums and the kinds of faults, and quotes no cell.
"""

import csv
import fcntl
import hashlib
import os
from datetime import date
from decimal import Decimal
from io import BytesIO
from pathlib import Path
from typing import Any, Literal

import polars as pl
import pyarrow as pa
import pyarrow.parquet as pq
from pydantic import BaseModel, ConfigDict

from commonlist import audit
from commonlist.errors import CommonlistError, Place, ReadError
from commonlist.land.form import Form, Row, is_synthetic, read_form
from commonlist.land.raw import keep_bytes
from commonlist.land.reading import LINE
from commonlist.land.store import EVERY_SOURCE, FINGERPRINT, fingerprint_of, turn
from commonlist.schema.licence_decision import LicenceDecision
from commonlist.settings import settings

RECORD = "licence_decision"
SHOWN = 20
LEAST_SHARE = 0.5


class Submission(BaseModel):
    """What became of one file: whose decisions of which year, how many lines of how many licences, and how many lines it replaces."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    file_name: str
    state_code: str
    year: int
    lines: int
    licences: int
    replaced_lines: int
    outcome: Literal["landed", "unchanged"]


def landed() -> list[Path]:
    """The landed files, by state and year."""
    return sorted((settings().landing / RECORD).glob("[!_]*/*.parquet"))


def land_submission(path: Path, least_share: float = LEAST_SHARE) -> Submission:
    """Land one file that has at least this share of the lines it replaces.

    Raises ReadError `land.form_refused` with its first faults, `land.form_shrinks`, and what `read_form` raises; nothing lands then.
    """
    form = _sound(path)
    state, categories = form.rows[0]["state_code"], _categories()
    marks = {"is_synthetic": is_synthetic(state)}
    rows = [_row(row, categories) | marks for row in form.rows]
    year = rows[0]["decision_date"].year
    target = settings().landing / RECORD / state.lower() / f"{year}.parquet"
    sha256 = hashlib.sha256(form.data).hexdigest()
    facts: dict[str, Any] = {"file_name": path.name, "state_code": state, "year": year, "lines": len(rows)}
    facts |= {"licences": len({row["licence_id"] for row in rows})}
    content = _parquet(rows, sha256)
    with turn(target.parent.name):
        facts |= {"replaced_lines": _lines_of(target)}
        if len(rows) < least_share * facts["replaced_lines"]:
            raise _shrinks(path, facts)
        if target.is_file() and target.read_bytes() == content:
            return Submission(**facts, outcome="unchanged")
        before = fingerprint_of(target) if target.is_file() else None
        for folder in (settings().restricted, settings().landing / RECORD):
            folder.mkdir(parents=True, exist_ok=True)
            folder.chmod(0o700)
        keep_bytes(form.data, settings().restricted / "raw")
        _replace(target, content)
    audit.record("submission", outcome="landed", source_sha256=sha256, replaces=before, **facts)
    return Submission(**facts, outcome="landed")


def _lines_of(target: Path) -> int:
    """The lines of what is landed; none where nothing is, or it is damaged."""
    try:
        return int(pq.read_metadata(target).num_rows)
    except (OSError, pa.ArrowInvalid):
        return 0


def _shrinks(path: Path, facts: dict[str, Any]) -> ReadError:
    audit.record("submission", outcome="failed", slugs=["land.form_shrinks"], faults=1, **facts)
    return ReadError(
        "land.form_shrinks",
        f"it has {facts['lines']:,} lines, and would replace all {facts['replaced_lines']:,} of {facts['state_code']} for {facts['year']}",
        place=Place(file=path.name),
        next_step="send the whole year in one file, late licences among it; if this is all of it, land it with --whole",
    )


def _sound(path: Path) -> Form:
    try:
        form = read_form(path)
    except CommonlistError as problem:
        audit.record("submission", outcome="failed", file_name=path.name, slugs=[problem.slug], faults=1)
        raise
    if form.faults:
        slugs = sorted({fault.slug for fault in form.faults})
        audit.record("submission", outcome="failed", file_name=path.name, slugs=slugs, faults=len(form.faults))
        raise refusal(form)
    return form


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


def _row(row: Row, categories: dict[str, str]) -> Row:
    kept = {name: row[name] for name in ("licence_id", "common_code", "destination_code", "end_use_code", "decision")}
    requests = {name: row[name] for name in ("confidentiality_request_id", "renews_licence_id")}
    return {
        **kept,
        **requests,
        "state_code": row["state_code"],
        "line_number": int(row["line_number"]),
        "exporter_id": f"{row['state_code']}:{row['exporter_pseudonym']}",
        "category_code": categories[row["common_code"]],
        "decision_date": date.fromisoformat(row["decision_date"]),
        "valid_to_date": date.fromisoformat(row["valid_to_date"]) if row["valid_to_date"] else None,
        "value_eur": Decimal(row["value_eur"]),
        "source_line": row[LINE],
    }


def _categories() -> dict[str, str]:
    """What each common code is counted under: the highest code above it that has a digit."""
    path = settings().crosswalks / "common" / "items.csv"
    with path.open(encoding="utf-8", newline="") as file:
        parents = {row["common_code"]: row["parent_code"] for row in csv.DictReader(file)}

    def top(code: str) -> str:
        above = parents[code]
        return top(above) if any(character.isdigit() for character in above) else code

    return {code: top(code) for code in parents}


def _parquet(rows: list[Row], sha256: str) -> bytes:
    schema = {name: column.dtype.type for name, column in LicenceDecision.to_schema().columns.items()}
    frame = LicenceDecision.validate(pl.DataFrame(rows, schema=schema, orient="row").sort("state_code", "licence_id", "line_number"))
    content = BytesIO()
    frame.write_parquet(content, compression="zstd", compression_level=3, metadata={FINGERPRINT: sha256})
    return content.getvalue()


def _replace(target: Path, content: bytes) -> None:
    target.parent.mkdir(parents=True, exist_ok=True)
    draft = target.with_name(f".{target.name}.tmp")
    with draft.open("wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    with turn(EVERY_SOURCE, fcntl.LOCK_SH):
        draft.replace(target)
