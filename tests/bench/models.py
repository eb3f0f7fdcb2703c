"""The project's own dbt models to statements that one session of DuckDB runs, so that what is measured is what is built."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

from jinja2 import Environment

ROOT = Path(__file__).resolve().parents[2]
DBT = ROOT / "dbt"
MACROS = "".join(path.read_text() for path in sorted((DBT / "macros").rglob("*.sql")) if path.stem != "generate_schema_name")


def rendered(model: str) -> tuple[str, str]:
    """What must run before an intermediate model, and its query; every model goes by its bare name."""
    hooks: list[str] = []
    environment = _environment(hooks)
    query = environment.from_string(MACROS + (DBT / "models" / "intermediate" / f"{model}.sql").read_text()).render()
    return "".join(environment.from_string(MACROS + hook).render() for hook in hooks).strip(), query.strip()


def _environment(hooks: list[str]) -> Environment:
    environment = Environment(autoescape=False)

    class Adapter:
        """Stands in for dbt's adapter: a dispatched macro is DuckDB's."""

        def dispatch(self, name: str) -> Callable[..., str]:
            return getattr(environment.globals["macros"], f"duckdb__{name}")

    def config(pre_hook: str | list[str] = "", **_: Any) -> str:
        hooks.extend([pre_hook] if isinstance(pre_hook, str) else pre_hook)
        return ""

    environment.globals.update({"ref": str, "return": lambda value: value, "config": config, "adapter": Adapter()})
    environment.globals["macros"] = environment.from_string(MACROS).module
    return environment
