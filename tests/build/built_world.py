"""A built small world."""

from pathlib import Path
from typing import Any, NamedTuple

import duckdb

from commonlist.warehouse import BuildResult


class Built(NamedTuple):
    root: Path
    home: Path
    result: BuildResult

    def rows(self, query: str) -> list[tuple[Any, ...]]:
        with duckdb.connect(str(self.home / "warehouse.duckdb"), read_only=True) as connection:
            return connection.execute(query).fetchall()
