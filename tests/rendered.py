"""The SQL of the project's own models on a few hand-written rows: rendered as dbt renders it and run in DuckDB, without a warehouse."""

from functools import cache
from pathlib import Path
from typing import Any

import duckdb
import jinja2
import polars as pl

from places import ROOT

MODELS = ROOT / "dbt" / "models"
COMMON = ROOT / "crosswalks" / "common"


_hooks: list[str] = []


def _config(pre_hook: str = "", **_: Any) -> str:
    _hooks.append(pre_hook)
    return ""


class Engine:
    """Stands in for dbt's `adapter`: a dispatched macro is the one for DuckDB."""

    @staticmethod
    def dispatch(name: str) -> Any:
        return getattr(_macros(), f"duckdb__{name}")


@cache
def _environment() -> jinja2.Environment:
    environment = jinja2.Environment(undefined=jinja2.StrictUndefined)
    tables = {"ref": str, "source": lambda _, name: f"source_{name}", "config": _config, "return": lambda text: text}
    environment.globals |= {"adapter": Engine, **tables}
    environment.globals |= vars(_module(environment))
    return environment


def _module(environment: jinja2.Environment) -> Any:
    texts = [path.read_text(encoding="utf-8") for path in sorted((ROOT / "dbt" / "macros").rglob("*.sql"))]
    return environment.from_string("\n".join(texts)).module


@cache
def _macros() -> Any:
    return _module(_environment())


def sql_of(model: str) -> str:
    """The query of one model, its sources and models named as plain tables."""
    (path,) = MODELS.rglob(f"{model}.sql")
    return _environment().from_string(path.read_text(encoding="utf-8")).render()


def before(model: str) -> str:
    """The statements that dbt runs before the model's query."""
    _hooks.clear()
    sql_of(model)
    return "".join(_environment().from_string(hook).render() for hook in _hooks).strip()


def run(connection: duckdb.DuckDBPyConnection, *models: str) -> None:
    """Build each model as a table of its name."""
    for model in models:
        connection.execute(before(model) or "select 1")
        connection.execute(f"create table {model} as {sql_of(model)}")


def read_common(connection: duckdb.DuckDBPyConnection, *names: str, folder: Path = COMMON) -> None:
    """The stewards' common tables as the staging models find them."""
    for name in names:
        connection.execute(f"create table source_{name} as from read_csv('{folder / name}.csv', header = true, all_varchar = true)")


def give(connection: duckdb.DuckDBPyConnection, table: str, rows: list[dict[str, Any]], schema: dict[str, Any]) -> None:
    """Put hand-written rows in a table; columns left out are null."""
    connection.register("given", pl.DataFrame(rows, schema=schema, orient="row").to_arrow())
    connection.execute(f"create table {table} as from given")
    connection.unregister("given")
