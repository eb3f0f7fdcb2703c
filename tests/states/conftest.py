"""A home in which every real control list is landed, made once for all tests that ask for it."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from commonlist import registry
from commonlist.land.landing import Origin, land
from commonlist.settings import settings
from places import REAL, ROOT


@pytest.fixture(scope="session")
def landed_lists(tmp_path_factory: pytest.TempPathFactory) -> Path:
    home = tmp_path_factory.mktemp("lists")
    with at(home):
        for source in registry.sources().values():
            if source.record == "control_item":
                land(source, Origin(kind="folder", folder=REAL))
    return home


@pytest.fixture
def real_lists(landed_lists: Path) -> Iterator[Path]:
    """The home of this test: every edition of every real list, to be read only."""
    with at(landed_lists):
        yield landed_lists


class at:  # noqa: N801 - reads as a preposition
    """The project at work in another home."""

    def __init__(self, home: Path) -> None:
        self.home, self.patch = home, pytest.MonkeyPatch()

    def __enter__(self) -> None:
        self.patch.setenv("COMMONLIST_ROOT", str(ROOT))
        self.patch.setenv("COMMONLIST_HOME", str(self.home))
        settings.cache_clear()

    def __exit__(self, *_: object) -> None:
        self.patch.undo()
        settings.cache_clear()
