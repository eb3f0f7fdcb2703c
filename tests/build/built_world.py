"""A built small world, and what it holds."""

from pathlib import Path
from typing import Any, NamedTuple

import duckdb

from commonlist import warehouse
from commonlist.land.declare import declare
from commonlist.land.destinations import read_destinations
from commonlist.warehouse import BuildResult
from places import at_home


class Built(NamedTuple):
    root: Path
    home: Path
    result: BuildResult

    def rows(self, query: str) -> list[tuple[Any, ...]]:
        return rows(self.home / "warehouse.duckdb", query)


def rows(path: Path, query: str) -> list[tuple[Any, ...]]:
    with duckdb.connect(str(path), read_only=True) as connection:
        return connection.execute(query).fetchall()


def build_in_part(root: Path, home: Path, *models: str) -> Path:
    """A warehouse with these models alone, and what they are made from, for tests that look at nothing else."""
    with at_home(root, home), warehouse.environment():
        declare()
        read_destinations()
        warehouse.ensure_landings()
        (home / "build").mkdir(exist_ok=True)
        chosen = "--exclude-resource-type", "unit_test", "--indirect-selection", "cautious", "--select"
        results = warehouse.invoke("build", *chosen, *(f"+{model}" for model in models))
    broken = {str(result.node.name): str(result.message) for result in results if str(result.status) not in ("success", "pass")}
    assert not broken, broken
    return home / "build" / "warehouse.duckdb"
