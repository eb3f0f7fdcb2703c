"""One row of the current edition to where it comes from: source file and line, map row, models, published cell.

- Everything said of a row is said of its edition: map rows are those of the edition's crosswalk, source lines those of the files
  that its accounts name. Where the warehouse or a map file has moved on, that is said instead.
- A key that several rows have is no key: the rows are listed, not one of them taken. Editions are the exception: the newest speaks.
"""

import re
from typing import Any, NamedTuple

import duckdb
from pydantic import BaseModel, ConfigDict

from commonlist.errors import PublishError
from commonlist.publish.candidate import open_warehouse
from commonlist.publish.contract import Contract, contracts
from commonlist.publish.edition import served
from commonlist.publish.provenance import LocatedRow, line_of_file, located
from commonlist.publish.shelf import Edition
from commonlist.registry import sources
from commonlist.settings import settings

LINES_SHOWN, MATCHES_SHOWN = 10, 20
OBSERVATIONS = "intermediate.int_observations_mapped"
DECISIONS = "intermediate.int_decisions_counted"
PUBLICATIONS = "staging.stg_publications"
CATEGORIES = "intermediate.int_common_items_rooted"
NOT_BUILT = "nothing is built here, so its lines cannot be looked up; run `commonlist build`"
NEWER = "the warehouse is newer than this edition, so its lines may be others; run `commonlist run` and ask the next edition"
Row = dict[str, Any]


class SourceLine(BaseModel):
    """A line of a publication as it came; where its text cannot be shown, `why_no_text` says why."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    source_id: str
    edition_date: str
    file_name: str
    sha256: str
    line: int
    text: str | None
    why_no_text: str | None


class Matches(BaseModel):
    """The rows that a key names where it names several: their `count`, and the keys of the first of them."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    edition: str
    mart: str
    count: int
    open_columns: tuple[str, ...]
    matches: tuple[str, ...]

    def in_words(self) -> str:
        """The matches, each as a key that can be asked for."""
        more = [f"  … and {self.count - len(self.matches):,} more"] if self.count > len(self.matches) else []
        said = f"{self.count:,} rows of {self.mart} in edition {self.edition} have this key; they differ in {', '.join(self.open_columns)}"
        return "\n".join([said, *(f"  {one}" for one in self.matches), *more, "ask for one of them by these columns"])


class Lineage(BaseModel):
    """Everything behind one published row; `line_count` may exceed the lines shown, `why_no_lines` says why there are none."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    edition: str
    file: str
    row: dict[str, Any]
    other_editions: tuple[str, ...]
    models: tuple[str, ...]
    map_rows: tuple[LocatedRow, ...]
    line_count: int
    lines: tuple[SourceLine, ...]
    why_no_lines: str | None

    def in_words(self) -> str:
        """The lineage as a reader would want it told, from the source to the cell."""
        more = [f"… and {self.line_count - len(self.lines)} more lines"] if self.line_count > len(self.lines) else []
        cells = [f"{name}: {value}" for name, value in self.row.items() if value is not None]
        others = [f"(also in the editions of {', '.join(self.other_editions)}: add edition_date=…)"] if self.other_editions else []
        parts = {
            "source": [*map(_line_in_words, self.lines), *more] or [str(self.why_no_lines)],
            "map row": [*map(_map_row_in_words, self.map_rows)] or ["none"],
            "models": [" → ".join(self.models)],
            f"published in edition {self.edition}, {self.file}": [*cells, *others],
        }
        return "\n".join(f"{title}\n" + "\n".join(f"  {line}" for line in lines) for title, lines in parts.items())


def _line_in_words(one: SourceLine) -> str:
    shown = one.text or f"(no text: {one.why_no_text})"
    return f"{one.source_id} of {one.edition_date}, {one.file_name}, line {one.line} (sha256 {one.sha256[:12]}…)\n    {shown}"


def _map_row_in_words(one: LocatedRow) -> str:
    where = f"{one.file} line {one.line}" if one.line else f"{one.file}, which has no such row today"
    return f"{where}: " + ", ".join(f"{name} {value}" for name, value in one.row.items() if value)


class _Observed(NamedTuple):
    source_id: str
    edition_date: Any
    sha256: str
    line: int


def explain(mart: str, key: str) -> Lineage | Matches:
    """Trace the row of `mart` that `key` names: one value of its key, or `column=value` pairs separated by commas.

    `column=` is a blank cell. Raises PublishError when there is no edition, no such mart, or no such row.
    """
    edition, known = served(), contracts()
    if mart not in known:
        raise PublishError("publish.unknown_mart", f"no mart {mart!r}", next_step=f"use one of {', '.join(known)}")
    contract = known[mart]
    rows = _rows(edition, contract, key)
    open_columns = [name for name in contract.key if len({row[name] for row in rows}) > 1]
    if open_columns in ([], ["edition_date"]):
        return _lineage(edition, contract, rows)
    asked = [name for name in contract.columns if name not in open_columns and (f"{name}=" in key or rows[0][name] == key)]
    return _matches(edition, contract, rows, (*asked, *open_columns))


def _matches(edition: Edition, contract: Contract, rows: list[Row], columns: tuple[str, ...]) -> Matches:
    keys = [",".join(f"{name}={'' if row[name] is None else row[name]}" for name in columns) for row in rows]
    open_columns = tuple(name for name in columns if len({row[name] for row in rows}) > 1)
    shown = tuple(sorted(keys)[:MATCHES_SHOWN])
    return Matches(edition=edition.name, mart=contract.mart, count=len(rows), open_columns=open_columns, matches=shown)


def _lineage(edition: Edition, contract: Contract, rows: list[Row]) -> Lineage:
    row = rows[0]
    accounts = _accounts(edition)
    observed, why_none = _observed(contract.mart, row, accounts)
    return Lineage(
        edition=edition.name,
        file=f"{contract.path}.parquet",
        row=row,
        other_editions=tuple(str(other["edition_date"]) for other in rows[1:]),
        models=tuple(_models(contract)),
        map_rows=tuple(_map_rows(edition, row)),
        line_count=len(observed),
        lines=tuple(_source_line(one, accounts) for one in observed[:LINES_SHOWN]),
        why_no_lines=why_none,
    )


def _rows(edition: Edition, contract: Contract, key: str) -> list[Row]:
    pairs = [pair.partition("=") for pair in re.split(r",(?=\w+=)", key)] if "=" in key else []
    unknown = [name for name, _, _ in pairs if name not in contract.columns]
    if unknown:
        raise PublishError(
            "publish.unknown_column",
            f"{contract.mart} has no column {unknown[0]!r}",
            next_step=f"its key is {', '.join(contract.key)}",
        )
    texts = [name for name in contract.key if contract.columns[name] == "VARCHAR"]
    named = " and ".join(f"coalesce(cast({name} as varchar), '') = ?" for name, _, _ in pairs)
    where = named or " or ".join(f"{name} = ?" for name in texts)
    newest = "order by edition_date desc" if "edition_date" in contract.columns else "order by all"
    rows = _read(edition, contract.path, f"where {where} {newest}", [value for _, _, value in pairs] or [key] * len(texts))
    if not rows:
        raise PublishError(
            "publish.no_such_row",
            f"{contract.mart} has no row {key!r}",
            next_step=f"its key is {', '.join(contract.key)}; give one value, or column=value pairs separated by commas",
        )
    return rows


def _read(edition: Edition, table: str, clause: str = "", values: list[Any] | None = None) -> list[Row]:
    with duckdb.connect() as connection:
        path = str(edition.folder / f"{table}.parquet")
        found = connection.execute(f"select * from read_parquet(?) {clause}", [path, *(values or [])])  # noqa: S608 - names come from the contract
        names = [column[0] for column in found.description or ()]
        return [dict(zip(names, row, strict=True)) for row in found.fetchall()]


def _accounts(edition: Edition) -> dict[tuple[str, Any], Row]:
    """What the edition was made from, by source and edition of the source."""
    return {(row["source_id"], row["edition_date"]): row for row in _read(edition, contracts()["source_accounts"].path)}


def _observed(mart: str, row: Row, accounts: dict[tuple[str, Any], Row]) -> tuple[list[_Observed], str | None]:
    """The lines the row was made of, or why there are none to show."""
    if row.get("source_line"):
        day = row.get("edition_date") or max(day for source_id, day in accounts if source_id == row["source_id"])
        sha256 = row.get("source_sha256") or accounts[row["source_id"], day]["source_sha256"]
        return [_Observed(row["source_id"], day, sha256, row["source_line"])], None
    if mart not in LINES_OF:
        return [], "no single source line"
    if not settings().warehouse.exists():
        return [], NOT_BUILT
    found, count = LINES_OF[mart](row)
    made_of = {(source_id, day): account["source_sha256"] for (source_id, day), account in accounts.items()}
    is_other = any(made_of.get((one.source_id, one.edition_date)) != one.sha256 for one in found)
    if is_other or count != row.get("line_count", row.get("decision_count")):
        return [], NEWER
    return list(dict.fromkeys(found)), None


def _decided(row: Row) -> tuple[list[_Observed], int]:
    """The lines of a log that were counted, and what they come to."""
    key = [row[name] for name in ("source_id", "edition_date", "definition_code", "period_grain", "period_start")]
    query = f"""
        select decided.source_id, decided.edition_date, publications.source_sha256, decided.source_line, decided.effect
        from {DECISIONS} as decided
        join {PUBLICATIONS} as publications using (source_id, edition_date)
        where counting_state = 'counted'
            and (source_id, edition_date, definition_code, period_grain, period_start) = (?, ?, ?, ?, ?)
        order by all
    """  # noqa: S608 - names are ours, values are bound
    with open_warehouse(settings().warehouse) as connection:
        found = connection.execute(query, key).fetchall()
    return [_Observed(*line) for *line, _ in found], sum(effect for *_, effect in found)


def _in_warehouse(row: Row) -> tuple[list[_Observed], int]:
    with open_warehouse(settings().warehouse) as connection:
        columns = {name for name, *_ in connection.execute(f"describe {OBSERVATIONS}").fetchall()}
        shared = {f"observed.{name}": value for name, value in row.items() if name in columns and name not in OF_COMMON_ITEMS}
        shared |= {f"items.{name}": row[name] for name in OF_COMMON_ITEMS if name in row}
        where = " and ".join(f"{name} is not distinct from ?" for name in shared)
        query = f"""
            select observed.source_id, observed.edition_date, publications.source_sha256, observed.source_line
            from {OBSERVATIONS} as observed
            join {PUBLICATIONS} as publications using (source_id, edition_date)
            left join {CATEGORIES} as items on observed.common_code = items.common_code
            where {where} order by all
        """  # noqa: S608 - names come from the warehouse, values are bound
        found = [_Observed(*line) for line in connection.execute(query, list(shared.values())).fetchall()]
    return found, len(found)


OF_COMMON_ITEMS = ("category_code",)
LINES_OF = {"counted_decisions": _decided, "licensing_by_item_destination": _in_warehouse, "licensing_totals": _in_warehouse}


def _source_line(one: _Observed, accounts: dict[tuple[str, Any], Row]) -> SourceLine:
    account = accounts.get((one.source_id, one.edition_date), {})
    text, why_none = line_of_file(settings().raw / one.sha256[:2] / one.sha256, one.line)
    return SourceLine(
        source_id=one.source_id,
        edition_date=str(one.edition_date),
        file_name=account.get("file_name", ""),
        sha256=one.sha256,
        line=one.line,
        text=text,
        why_no_text=why_none,
    )


def _map_rows(edition: Edition, row: Row) -> list[LocatedRow]:
    """The rows of the edition's crosswalk about the item or one above it; about the common item where the row names no item."""
    if not row.get("source_id"):
        return []
    judged = _read(edition, contracts()["crosswalk"].path, "where source_id = ? order by all", [row["source_id"]])
    code = row.get("item_code")
    if code:
        lineage = {".".join(code.split(".")[:depth]) for depth in range(1, code.count(".") + 2)}
        found = [one for one in judged if one["item_code"] in lineage]
    else:
        found = [one for one in judged if one["common_code"] and one["common_code"] == row.get("common_code")]
    declared = sources().get(row["source_id"])
    return located(found, declared.map_path) if declared else []


def _models(contract: Contract) -> list[str]:
    models = settings().root / "dbt" / "models"
    files = {path.stem: path for path in models.rglob("*.sql")}
    chain, open_names = [contract.mart], [contract.mart]
    while open_names:
        text = files[open_names.pop()].read_text(encoding="utf-8")
        fresh = [name for name in re.findall(r"ref\('(\w+)'\)", text) if name not in chain]
        chain += fresh
        open_names += fresh
    return chain[::-1]
