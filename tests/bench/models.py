"""The project's own dbt models to statements that one session of DuckDB runs, so that what is measured is what is built."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

from jinja2 import Environment

DBT = Path(__file__).resolve().parents[2] / "dbt"
HOOKS: list[str] = []


class _Adapter:
    """Stands in for dbt's adapter: a dispatched macro is DuckDB's."""

    def dispatch(self, name: str) -> Callable[..., str]:
        return ENVIRONMENT.globals[f"duckdb__{name}"]


def _config(pre_hook: str | list[str] = "", **_: Any) -> str:
    HOOKS.extend([pre_hook] if isinstance(pre_hook, str) else pre_hook)
    return ""


def _environment() -> Environment:
    environment = Environment(autoescape=False)
    environment.globals.update({"ref": str, "return": lambda value: value, "config": _config, "adapter": _Adapter()})
    paths = [path for path in sorted((DBT / "macros").rglob("*.sql")) if path.stem != "generate_schema_name"]
    macros = environment.from_string("".join(path.read_text() for path in paths)).module
    environment.globals.update({name: macro for name, macro in vars(macros).items() if not name.startswith("_")})
    return environment


ENVIRONMENT = _environment()


def rendered(model: str) -> tuple[str, str]:
    """What must run before an intermediate model, and its query; every model goes by its bare name."""
    HOOKS.clear()
    query = ENVIRONMENT.from_string((DBT / "models" / "intermediate" / f"{model}.sql").read_text()).render()
    return "".join(ENVIRONMENT.from_string(hook).render() for hook in HOOKS).strip(), query.strip()
