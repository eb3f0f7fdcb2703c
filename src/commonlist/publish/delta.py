"""Two versions of one mart become the rows that lead from the first to the second, and back into the second.

- A delta has a column `change` (`added`, `removed`, `changed`) before the mart's own columns: whole new rows, and for a
  removed row its key only.
- A column the newer version gained or lost, or whose type changed, is brought into the newer shape first (what does not fit becomes null).
- `apply_delta(before, delta_of(before, after, key), key)` is `after`, rows ordered by key. Keys may hold nulls; a null equals a null.
"""

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from commonlist.publish.files import connect, quoted

if TYPE_CHECKING:
    import duckdb
    import pyarrow as pa

CHANGE = "change"


def delta_of(before: Path, after: Path, key: Sequence[str]) -> "pa.Table":
    """The delta between two Parquet files in which `key` is unique."""
    session = connect()
    new = session.from_parquet(str(after))
    old = _in_shape_of(session.from_parquet(str(before)), new)
    pairs = _marked(old).set_alias("old").join(_marked(new).set_alias("new"), _same(key), how="outer")
    columns = [_cell(name, key) for name in new.columns]
    changes = pairs.project(", ".join([f"{_change(new, key)} as {CHANGE}", *columns]))
    return changes.filter(f"{CHANGE} is not null").order(_ordered(key)).to_arrow_table()


def apply_delta(before: Path, delta: Path, key: Sequence[str]) -> "pa.Table":
    """The newer version of a mart, from the older one and the delta; rows ordered by key."""
    session = connect()
    changes = session.from_parquet(str(delta))
    names = [name for name in changes.columns if name != CHANGE]
    new = changes.project(", ".join(quoted(name) for name in names))
    old = _in_shape_of(session.from_parquet(str(before)), new).set_alias("old")
    kept = old.join(changes.set_alias("new"), _same(key), how="anti")
    arrived = changes.filter(f"{CHANGE} in ('added', 'changed')").project(", ".join(quoted(name) for name in names))
    return kept.union(arrived).order(_ordered(key)).to_arrow_table()


def _in_shape_of(old: "duckdb.DuckDBPyRelation", new: "duckdb.DuckDBPyRelation") -> "duckdb.DuckDBPyRelation":
    had = set(old.columns)
    types = zip(new.columns, new.types, strict=True)
    cells = [f"try_cast({quoted(name) if name in had else 'null'} as {kind}) as {quoted(name)}" for name, kind in types]
    return old.project(", ".join(cells))


def _marked(rows: "duckdb.DuckDBPyRelation") -> "duckdb.DuckDBPyRelation":
    return rows.project("*, true as is_there")


def _same(key: Sequence[str]) -> str:
    return " and ".join(f"old.{quoted(name)} is not distinct from new.{quoted(name)}" for name in key)


def _change(new: "duckdb.DuckDBPyRelation", key: Sequence[str]) -> str:
    types = zip(new.columns, new.types, strict=True)
    differs = " or ".join(_differs(quoted(name), str(kind)) for name, kind in types if name not in key) or "false"
    return f"case when old.is_there is null then 'added' when new.is_there is null then 'removed' when {differs} then 'changed' end"


def _differs(column: str, kind: str) -> str:
    """SQL holds 0.0 and -0.0 for equal; a file's checksum does not."""
    differs = f"old.{column} is distinct from new.{column}"
    return f"{differs} or signbit(old.{column}) is distinct from signbit(new.{column})" if kind in ("DOUBLE", "FLOAT") else differs


def _cell(name: str, key: Sequence[str]) -> str:
    column = quoted(name)
    return f"case when new.is_there then new.{column} else old.{column} end as {column}" if name in key else f"new.{column} as {column}"


def _ordered(key: Sequence[str]) -> str:
    return ", ".join(f"{quoted(name)} nulls last" for name in key)
