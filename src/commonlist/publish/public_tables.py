"""The public folder of an edition tells of each table what catalogues of data ask: files, checksums, days and states covered."""

from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import Any, NamedTuple

from commonlist.publish.contract import Contract
from commonlist.publish.files import connect, describe, sha256
from commonlist.publish.workbook import fits

FORMS = {
    ".parquet": ("application/vnd.apache.parquet", "PARQUET"),
    ".csv": ("text/csv", "CSV"),
    ".xlsx": ("application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", "XLSX"),
    ".json": ("application/json", "JSON"),
    ".sdmx.csv": ("application/vnd.sdmx.data+csv;version=2.0.0", "CSV"),
}
DAYS = (("covered_from_date", "covered_to_date"), ("edition_date", "edition_date"))
STATES = ("reporting_state_code", "state_code")


class Form(NamedTuple):
    """One file that holds a table: its name, media type (IANA), file type (EU vocabulary), size in bytes and SHA-256."""

    name: str
    media_type: str
    file_type: str
    bytes: int
    sha256: str


class Table(NamedTuple):
    """One public table; `period` and `states` (ISO 3166-1 alpha-3) are empty where its columns do not tell."""

    mart: str
    title: str
    description: str
    columns: dict[str, str]
    forms: tuple[Form, ...]
    period: tuple[date, date] | None
    states: tuple[str, ...]


class Source(NamedTuple):
    """One publication in the tables: whom to name, and by which terms it may be reused."""

    source_id: str
    title: str
    url: str
    terms_id: str
    attribution: str


def read(public: Path, contracts: Sequence[Contract], workbook: str) -> tuple[Table, ...]:
    """Every table of a public folder, by name; `workbook` is the file that holds those not too long for a sheet."""
    promised = [contract for contract in contracts if contract.audience == "public"]
    return tuple(_table(public, contract, workbook) for contract in sorted(promised, key=lambda contract: contract.mart))


def sources(public: Path) -> tuple[Source, ...]:
    """The publications behind the tables, by identifier."""
    rows = connect().from_parquet(str(public / "sources.parquet")).project(", ".join(Source._fields)).order("source_id").fetchall()
    return tuple(Source(*row) for row in rows)


def _table(public: Path, contract: Contract, workbook: str) -> Table:
    path = public / f"{contract.mart}.parquet"
    description, columns = describe(path)
    book = {workbook: FORMS[".xlsx"]} if fits(path) else {}
    named = {f"{contract.mart}{suffix}": kind for suffix, kind in FORMS.items()} | book
    forms = tuple(_form(public / name, kind) for name, kind in named.items() if (public / name).is_file())
    described = {name: columns.get(name, "") for name in contract.columns}
    return Table(contract.mart, contract.title, description, described, forms, _period(path, contract), _states(path, contract))


def _form(path: Path, kind: tuple[str, str]) -> Form:
    return Form(path.name, *kind, path.stat().st_size, sha256(path))


def _period(path: Path, contract: Contract) -> tuple[date, date] | None:
    for first, last in DAYS:
        if first in contract.columns:
            found = _one(path, f"min({first}), max({last})")
            return (found[0], found[1]) if found[0] else None
    return None


def _one(path: Path, aggregates: str) -> tuple[Any, ...]:
    return connect().from_parquet(str(path)).aggregate(aggregates).fetchone() or (None, None)


def _states(path: Path, contract: Contract) -> tuple[str, ...]:
    """ISO states only: the Union and what is not stated have no such code."""
    import pycountry

    column = next((name for name in STATES if name in contract.columns), None)
    if column is None:
        return ()
    codes = connect().from_parquet(str(path)).project(column).distinct().order(column).fetchall()
    return tuple(code for (code,) in codes if code and pycountry.countries.get(alpha_3=code))
