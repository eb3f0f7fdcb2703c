"""A built small world, and the environment in which a world is built."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, NamedTuple

import duckdb

from commonlist.settings import settings
from commonlist.warehouse import BuildResult


class Built(NamedTuple):
    root: Path
    home: Path
    result: BuildResult

    def rows(self, query: str) -> list[tuple[Any, ...]]:
        with duckdb.connect(str(self.home / "warehouse.duckdb"), read_only=True) as connection:
            return connection.execute(query).fetchall()


@contextmanager
def at_home(root: Path, home: Path) -> Iterator[None]:
    before = {name: os.environ.get(name) for name in ("COMMONLIST_ROOT", "COMMONLIST_HOME")}
    os.environ.update(COMMONLIST_ROOT=str(root), COMMONLIST_HOME=str(home))
    settings.cache_clear()
    try:
        yield
    finally:
        for name, value in before.items():
            os.environ.pop(name) if value is None else os.environ.update({name: value})
        settings.cache_clear()
