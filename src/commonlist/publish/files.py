"""Tables and texts become files whose bytes depend on nothing but their content.

- Parquet: zstd level 3, fixed row groups, no times, rows sorted; the descriptions of table and columns stand in the file's metadata.
- CSV: UTF-8, LF, nulls as nothing and empty texts as `""`. In text columns a cell that a spreadsheet would run as a formula
  (it begins with `=`, `+`, `-`, `@`, tab or carriage return, with or without apostrophes before it) gets one leading apostrophe;
  taking one apostrophe off such cells restores the text exactly.
"""

import hashlib
import json
import os
import re
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import duckdb
    import pyarrow as pa

ROW_GROUP = 65_536
FORMULA = r"^'*[=+\-@\t\r]"
UNPRINTABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")


@cache
def _database() -> "duckdb.DuckDBPyConnection":
    import duckdb

    return duckdb.connect()


def connect() -> "duckdb.DuckDBPyConnection":
    """A session of this process's DuckDB, which holds no data of its own, keeps row order and speaks UTC."""
    return in_utc(_database().cursor())


def in_utc(session: "duckdb.DuckDBPyConnection") -> "duckdb.DuckDBPyConnection":
    """The same session, which reads and prints times in UTC whatever the machine's zone."""
    session.execute("set timezone = 'UTC'")
    return session


def quoted(name: str) -> str:
    """A name as SQL takes it, whatever is in it."""
    return '"' + name.replace('"', '""') + '"'


def write_parquet(table: "pa.Table", path: Path, descriptions: dict[str, str], description: str) -> None:
    """Write rows in the order given; same table, same bytes."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    fields = [_described(_plain(field), descriptions.get(field.name, "")) for field in table.schema]
    about = {"description": description, "column_descriptions": json.dumps(descriptions, ensure_ascii=False, sort_keys=True)}
    plain = table.cast(pa.schema(fields)).replace_schema_metadata(about).combine_chunks()
    path.parent.mkdir(parents=True, exist_ok=True)
    pq.write_table(plain, path, compression="zstd", compression_level=3, row_group_size=ROW_GROUP, version="2.6", write_page_index=True)


def _plain(field: "pa.Field") -> "pa.Field":
    import pyarrow as pa

    return pa.field(field.name, field.type.value_type) if pa.types.is_dictionary(field.type) else field


def _described(field: "pa.Field", description: str) -> "pa.Field":
    return field.with_metadata({"description": description}) if description else field


def describe(path: Path) -> tuple[str, dict[str, str]]:
    """The description of the table and of its columns, from the metadata of a Parquet file of an edition."""
    import pyarrow.parquet as pq

    about = pq.read_schema(path).metadata or {}
    columns: dict[str, str] = json.loads(about.get(b"column_descriptions", b"{}"))
    return about.get(b"description", b"").decode(), columns


def write_csv(parquet: Path, path: Path) -> None:
    """The CSV twin of a Parquet file, in the same order."""
    session = connect()
    rows = session.from_parquet(str(parquet))
    cells = [_cell(name, str(kind)) for name, kind in zip(rows.columns, rows.types, strict=True)]
    rows.project(", ".join(cells)).write_csv(str(path), header=True, sep=",", na_rep="", encoding="utf-8")


def _cell(name: str, kind: str) -> str:
    column = quoted(name)
    if kind == "VARCHAR":
        return f"case when regexp_matches({column}, {literal(FORMULA)}) then '''' || {column} else {column} end as {column}"
    if kind.startswith("TIMESTAMP"):
        return f"strftime({column}, '%Y-%m-%dT%H:%M:%SZ') as {column}"
    return column


def literal(text: str) -> str:
    """The text as SQL writes it."""
    return "'" + text.replace("'", "''") + "'"


def harmless(text: str) -> str:
    """A text cell as `write_csv` writes it: with one apostrophe before what a spreadsheet would run."""
    return f"'{text}" if re.match(FORMULA, text) else text


def printable(text: str) -> str:
    """The text as XML 1.0 can hold it (§2.2): characters it forbids become U+FFFD."""
    return UNPRINTABLE.sub("\ufffd", text)


def write_text(path: Path, text: str) -> None:
    """UTF-8 with LF on every machine; the folder is made."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8", newline="\n")


def sha256(path: Path) -> str:
    """Checksum of a file, in hexadecimal."""
    with path.open("rb") as handle:
        return hashlib.file_digest(handle, "sha256").hexdigest()


def sync(folder: Path) -> None:
    """Force every file and folder below `folder`, and `folder` itself, onto the disk."""
    for path in sorted(folder.rglob("*"), reverse=True):
        sync_one(path)
    sync_one(folder)


def sync_one(path: Path) -> None:
    """Force one file, or the names in one folder, onto the disk."""
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
