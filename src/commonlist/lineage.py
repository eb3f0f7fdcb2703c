"""One row of the current edition to where it comes from: source file and line, map row, models, published cell."""

import csv
import re
from itertools import islice
from pathlib import Path
from typing import Any, NamedTuple

import duckdb
from pydantic import BaseModel, ConfigDict

from commonlist.errors import PublishError
from commonlist.publish.contract import Contract, contracts
from commonlist.publish.edition import current
from commonlist.publish.shelf import Edition
from commonlist.registry import source
from commonlist.settings import settings

LINES_SHOWN = 10
OBSERVATIONS = "intermediate.int_observations_mapped"
PUBLICATIONS = "staging.stg_publications"


class SourceLine(BaseModel):
    """A line of a publication as it came; `text` is shown where the raw file is text."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    source_id: str
    edition_date: str
    sha256: str
    line: int
    text: str | None


class MapRow(BaseModel):
    """A row of a crosswalk CSV with its line number."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    file: str
    line: int
    row: dict[str, str]


class Lineage(BaseModel):
    """Everything behind one published row; `line_count` may exceed the lines shown."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    edition: str
    file: str
    row: dict[str, Any]
    other_rows: int
    models: tuple[str, ...]
    map_rows: tuple[MapRow, ...]
    line_count: int
    lines: tuple[SourceLine, ...]

    def in_words(self) -> str:
        """The lineage as a reader would want it told, from the source to the cell."""
        said = [
            f"{one.source_id} of {one.edition_date}, line {one.line} (sha256 {one.sha256[:12]}…)\n    {one.text or ''}"
            for one in self.lines
        ]
        more = [f"… and {self.line_count - len(self.lines)} more lines"] if self.line_count > len(self.lines) else []
        mapped = [f"{one.file} line {one.line}: " + ", ".join(f"{k} {v}" for k, v in one.row.items() if v) for one in self.map_rows]
        cells = [f"{name}: {value}" for name, value in self.row.items() if value is not None]
        others = [f"({self.other_rows} more rows have this key; name more columns, such as edition_date=…)"] if self.other_rows else []
        parts = {
            "source": [*said, *more] or ["no single source line"],
            "map row": mapped or ["none"],
            "models": [" → ".join(self.models)],
            f"published in edition {self.edition}, {self.file}": [*cells, *others],
        }
        return "\n".join(f"{title}\n" + "\n".join(f"  {line}" for line in lines) for title, lines in parts.items())


def explain(mart: str, key: str) -> Lineage:
    """Trace the row of `mart` that `key` names: one value of its key, or `column=value` pairs separated by commas.

    Raises PublishError when there is no edition, no such mart, or no such row.
    """
    edition, known = current(), contracts()
    if edition is None:
        raise PublishError("publish.no_edition", "nothing is published yet", next_step="run `commonlist run` first")
    if mart not in known:
        raise PublishError("publish.unknown_mart", f"no mart {mart!r}", next_step=f"use one of {', '.join(known)}")
    contract = known[mart]
    rows = _rows(edition, contract, key)
    row = rows[0]
    found = _observed(row)
    lines = [_source_line(*one) for one in found[:LINES_SHOWN]]
    return Lineage(
        edition=edition.name,
        file=f"{contract.path}.parquet",
        row=row,
        other_rows=len(rows) - 1,
        models=tuple(_models(contract)),
        map_rows=tuple(_map_rows(row)),
        line_count=len(found),
        lines=tuple(lines),
    )


class _Observed(NamedTuple):
    source_id: str
    edition_date: Any
    sha256: str
    line: int


def _rows(edition: Edition, contract: Contract, key: str) -> list[dict[str, Any]]:
    pairs = [pair.partition("=") for pair in key.split(",")] if "=" in key else []
    unknown = [name for name, _, _ in pairs if name not in contract.columns]
    if unknown:
        raise PublishError(
            "publish.unknown_column",
            f"{contract.mart} has no column {unknown[0]!r}",
            next_step=f"its key is {', '.join(contract.key)}",
        )
    texts = [name for name in contract.key if contract.columns[name] == "VARCHAR"]
    where = " and ".join(f"cast({name} as varchar) = ?" for name, _, _ in pairs) or " or ".join(f"{name} = ?" for name in texts)
    values = [value for _, _, value in pairs] or [key] * len(texts)
    newest = "order by edition_date desc" if "edition_date" in contract.columns else ""
    path = edition.folder / f"{contract.path}.parquet"
    with duckdb.connect() as connection:
        found = connection.execute(f"select * from read_parquet(?) where {where} {newest}", [str(path), *values])  # noqa: S608 - names come from the contract
        names = [column[0] for column in found.description or ()]
        rows = [dict(zip(names, row, strict=True)) for row in found.fetchall()]
    if not rows:
        raise PublishError(
            "publish.no_such_row",
            f"{contract.mart} has no row {key!r}",
            next_step=f"its key is {', '.join(contract.key)}; give one value, or column=value pairs separated by commas",
        )
    return rows


def _observed(row: dict[str, Any]) -> list[_Observed]:
    if "source_line" in row:
        return [_Observed(row["source_id"], row["edition_date"], row["source_sha256"], row["source_line"])]
    if "measure_code" not in row or not settings().warehouse.exists():
        return []
    with duckdb.connect(str(settings().warehouse), read_only=True) as connection:
        columns = {name for name, *_ in connection.execute(f"describe {OBSERVATIONS}").fetchall()}
        shared = {name: value for name, value in row.items() if name in columns}
        where = " and ".join(f"observed.{name} is not distinct from ?" for name in shared)
        query = f"""
            select distinct observed.source_id, observed.edition_date, publications.source_sha256, observed.source_line
            from {OBSERVATIONS} as observed
            join {PUBLICATIONS} as publications using (source_id, edition_date)
            where {where} order by all
        """  # noqa: S608 - names come from the warehouse, values are bound
        return [_Observed(*found) for found in connection.execute(query, list(shared.values())).fetchall()]


def _source_line(source_id: str, edition_date: Any, sha256: str, line: int) -> SourceLine:
    path = settings().raw / sha256[:2] / sha256
    return SourceLine(source_id=source_id, edition_date=str(edition_date), sha256=sha256, line=line, text=_text_of(path, line))


def _text_of(path: Path, line: int) -> str | None:
    try:
        with path.open(encoding="utf-8") as lines:
            return next(islice(lines, line - 1, line), "").strip()[:300] or None
    except (OSError, UnicodeDecodeError):
        return None


def _map_rows(row: dict[str, Any]) -> list[MapRow]:
    path = source(row["source_id"]).map_path if row.get("source_id") else None
    if path is None or not path.exists():
        return []
    with path.open(encoding="utf-8", newline="") as file:
        numbered = [MapRow(file=path.name, line=line, row=one) for line, one in enumerate(csv.DictReader(file), start=2)]
    code = row.get("item_code")
    if code:
        lineage = {".".join(code.split(".")[:depth]) for depth in range(1, code.count(".") + 2)}
        return [one for one in numbered if one.row["item_code"] in lineage]
    return [one for one in numbered if one.row["common_code"] and one.row["common_code"] == row.get("common_code")]


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
