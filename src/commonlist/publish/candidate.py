"""The marts of a built warehouse become a candidate edition: Parquet files that kept every promise in `exports/`.

- Marts are the tables of the schemas `catalog`, `oversight` and `public`; each needs a contract and each contract needs a mart.
- Rows are sorted by the contract's `sort`, then its key, then everything else, so that the same rows give the same bytes.
- The candidate notes the sequence it was built upon; `edition.commit` refuses it once another one was published since.
"""

import hashlib
import json
import shutil
from pathlib import Path
from typing import TYPE_CHECKING

from pydantic import BaseModel, ConfigDict

from commonlist.errors import Place, PublishError
from commonlist.publish import manifest, shelf
from commonlist.publish.contract import AUDIENCES, Audience, Contract, contracts, require_compatible, require_kept
from commonlist.publish.files import in_utc, literal, quoted, sha256, write_parquet, write_text
from commonlist.schema import SCHEMA_VERSION
from commonlist.settings import settings

if TYPE_CHECKING:
    import duckdb

CANDIDATE = "candidate.json"


class Product(BaseModel):
    """One exported mart."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    mart: str
    audience: Audience
    rows: int
    sha256: str

    @property
    def path(self) -> str:
        return f"{self.audience}/{self.mart}.parquet"


class Candidate(BaseModel):
    """Exported marts awaiting the gate. `content_sha256` covers every mart; `based_on` is the sequence it was built upon."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    folder: Path
    based_on: int
    schema_version: str
    content_sha256: str
    products: tuple[Product, ...]


def export(warehouse: Path, folder: Path, based_on: int | None = None) -> Candidate:
    """Export every mart of the warehouse into `folder`, which is emptied first.

    `based_on` is what `shelf.head` said before the build began (default: what the warehouse noted then). Raises PublishError
    `publish.no_warehouse`, `publish.no_contract`, `publish.contract_broken`, `publish.duplicate_key`.
    """
    editions = settings().editions
    promised = contracts()
    _require_promises_kept(promised, editions)
    shutil.rmtree(folder, ignore_errors=True)
    products = tuple(_export_all(warehouse, folder, promised))
    base = _noted(warehouse, shelf.head(editions)) if based_on is None else based_on
    made = Candidate(folder=folder, based_on=base, schema_version=SCHEMA_VERSION, content_sha256=_content_hash(products), products=products)
    write_text(folder / CANDIDATE, made.model_dump_json(indent=2, exclude={"folder"}) + "\n")
    return made


def _noted(warehouse: Path, head: int) -> int:
    """The sequence the build noted; a warehouse without a note was built now."""
    import duckdb

    with open_warehouse(warehouse) as session:
        try:
            found = session.execute("select sequence from main.built_upon").fetchone()
        except duckdb.CatalogException:
            return head
    return int(found[0]) if found else head


def load(folder: Path) -> Candidate:
    """The candidate exported into `folder`, perhaps by another process. Raises PublishError `publish.no_candidate`."""
    try:
        facts = json.loads((folder / CANDIDATE).read_bytes())
        return Candidate.model_validate(facts | {"folder": folder})
    except (OSError, ValueError):
        raise PublishError("publish.no_candidate", "no candidate edition", place=folder, next_step="run `commonlist check` first") from None


def _require_promises_kept(promised: dict[str, Contract], editions: Path) -> None:
    previous = shelf.current(editions)
    if previous:
        before = manifest.read(previous.folder)
        require_compatible(promised, {contract.mart: contract for contract in before.contracts}, (before.schema_version, SCHEMA_VERSION))


def _export_all(warehouse: Path, folder: Path, promised: dict[str, Contract]) -> list[Product]:
    if not warehouse.is_file():
        raise PublishError("publish.no_warehouse", "nothing was built yet", place=warehouse, next_step="run `commonlist build` first")
    with open_warehouse(warehouse) as session:
        found = _discover(session)
        _require_the_same(found, promised)
        return [_export(session, promised[mart], folder) for mart in sorted(found)]


def open_warehouse(warehouse: Path) -> "duckdb.DuckDBPyConnection":
    """Attached, not connected: another configuration of the same file in this process does not matter.

    Raises PublishError `publish.damaged_warehouse` for a file that is no warehouse, or that another program holds.
    """
    import duckdb

    session = in_utc(duckdb.connect())
    try:
        session.execute(f"attach {literal(str(warehouse))} as warehouse (read_only)")
    except duckdb.Error as problem:
        next_step = "close any program that has it open; otherwise run `commonlist build`, which writes it anew from what is landed"
        said = str(problem).partition("\n")[0]
        raise PublishError("publish.damaged_warehouse", f"it cannot be opened: {said}", place=warehouse, next_step=next_step) from None
    session.execute("use warehouse")
    return session


def _discover(session: "duckdb.DuckDBPyConnection") -> dict[str, str]:
    tables = session.table_function("duckdb_tables").filter("database_name = 'warehouse'")
    rows = tables.project("table_name, schema_name").fetchall()
    return {mart: schema for mart, schema in rows if schema in AUDIENCES}


def _require_the_same(found: dict[str, str], promised: dict[str, Contract]) -> None:
    for mart in sorted(found.keys() - promised.keys()):
        raise PublishError(
            "publish.no_contract",
            f"mart {mart} has no contract",
            place=Place(file=f"{mart}.yml"),
            next_step=f"write exports/{mart}.yml: columns, key, sort and audience {found[mart]}",
        )
    for mart, contract in promised.items():
        if found.get(mart) != contract.audience:
            raise PublishError(
                "publish.contract_broken",
                f"mart {mart} is promised to {contract.audience}, the warehouse has it in {found.get(mart, 'no audience')}",
                place=Place(file=f"{mart}.yml", column="audience"),
                next_step="move the model back into the promised folder, or change the contract with a new schema major",
            )


def _export(session: "duckdb.DuckDBPyConnection", contract: Contract, folder: Path) -> Product:
    rows = session.table(f"warehouse.{contract.audience}.{quoted(contract.mart)}")
    require_kept(contract, {name: _stable(str(kind)) for name, kind in zip(rows.columns, rows.types, strict=True)})
    _require_unique(rows, contract)
    description, columns = _comments(session, contract)
    path = folder / f"{contract.path}.parquet"
    table = rows.order(", ".join(_sort_columns(contract))).to_arrow_table()
    write_parquet(table, path, columns, description)
    return Product(mart=contract.mart, audience=contract.audience, rows=table.num_rows, sha256=sha256(path))


def _stable(kind: str) -> str:
    return "VARCHAR" if kind.startswith("ENUM") else kind


def _sort_columns(contract: Contract) -> list[str]:
    ordered = dict.fromkeys([*contract.sort, *contract.key, *contract.columns])
    texts = {name for name, kind in contract.columns.items() if kind == "VARCHAR"}
    return [f"{quoted(name)}{'::varchar' if name in texts else ''} nulls last" for name in ordered]


def _require_unique(rows: "duckdb.DuckDBPyRelation", contract: Contract) -> None:
    key = ", ".join(quoted(name) for name in contract.key)
    repeated = rows.aggregate(f"{key}, count(*) as row_count", key).filter("row_count > 1").limit(1).fetchone()
    if repeated:
        raise PublishError(
            "publish.duplicate_key",
            f"mart {contract.mart} has {repeated[-1]} rows with the key {', '.join(map(str, repeated[:-1]))}",
            place=Place(file=f"{contract.mart}.yml", column="key"),
            next_step="correct the model or the key in the contract; a delta cannot tell such rows apart",
        )


def _comments(session: "duckdb.DuckDBPyConnection", contract: Contract) -> tuple[str, dict[str, str]]:
    """What dbt documented: the description of the table and of its columns."""
    here = f"database_name = 'warehouse' and schema_name = '{contract.audience}' and table_name = '{contract.mart}'"
    table = session.table_function("duckdb_tables").filter(here).project("comment").fetchone()
    columns = session.table_function("duckdb_columns").filter(here).project("column_name, comment").fetchall()
    return (table and table[0]) or contract.title, {name: comment for name, comment in columns if comment}


def _content_hash(products: tuple[Product, ...]) -> str:
    lines = "".join(f"{product.sha256}  {product.path}\n" for product in sorted(products, key=lambda product: product.path))
    return hashlib.sha256(lines.encode()).hexdigest()
