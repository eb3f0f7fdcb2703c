"""A home of its own for every test that lands or publishes, and state folders a test may change."""

import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import hypothesis
import pytest
from coverage import Coverage
from xdist.scheduler import LoadFileScheduling

from commonlist import registry
from commonlist.settings import settings
from places import REAL, ROOT, at_home

# Many tests share few processors; how long one example took says nothing about the code.
hypothesis.settings.register_profile("unhurried", deadline=None, suppress_health_check=[hypothesis.HealthCheck.too_slow])
hypothesis.settings.load_profile("unhurried")


SHARE_A_WORLD = ("tests/build/", "tests/states/")


def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> LoadFileScheduling:
    """File by file to whoever is free; rooms whose files share a world that takes long to make go to one worker as a whole."""

    class ByWorld(LoadFileScheduling):
        def _split_scope(self, nodeid: str) -> str:
            rooms = (room for room in SHARE_A_WORLD if nodeid.startswith(room))
            return next(rooms, super()._split_scope(nodeid))

    return ByWorld(config, log)


@pytest.fixture(scope="session", autouse=True)
def _dbt_unmeasured() -> Iterator[None]:
    """Coverage rests while dbt works, which runs nothing of ours and takes nearly twice as long when it is watched."""
    measured = Coverage.current()
    if measured is None:
        yield
        return
    from dbt.cli.main import dbtRunner

    invoke = dbtRunner.invoke

    def unmeasured(*arguments: Any, **options: Any) -> Any:
        measured.stop()
        try:
            return invoke(*arguments, **options)
        finally:
            measured.start()

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(dbtRunner, "invoke", unmeasured)
        yield


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """An empty `$COMMONLIST_HOME` over the project's own state folders."""
    monkeypatch.setenv("COMMONLIST_ROOT", str(ROOT))
    monkeypatch.setenv("COMMONLIST_HOME", str(tmp_path / "home"))
    settings.cache_clear()
    yield tmp_path / "home"
    settings.cache_clear()


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A project root that promises what ours does, whose `crosswalks/` is empty but for the common tables, with an empty home below it."""
    root = tmp_path / "project"
    shutil.copytree(ROOT / "crosswalks" / "common", root / "crosswalks" / "common")
    shutil.copytree(ROOT / "exports", root / "exports")
    monkeypatch.setenv("COMMONLIST_ROOT", str(root))
    monkeypatch.setenv("COMMONLIST_HOME", str(root / "var"))
    settings.cache_clear()
    yield root
    settings.cache_clear()


@pytest.fixture(scope="session")
def landed_lists(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A home in which every edition of every real control list is landed; to be read only, for what is left in it is left for all."""
    from commonlist.land.landing import Origin, land

    home = tmp_path_factory.mktemp("lists")
    with at_home(ROOT, home):
        for source in registry.sources().values():
            if source.record == "control_item":
                land(source, Origin(kind="folder", folder=REAL))
    return home


@pytest.fixture(scope="module")
def real_lists(landed_lists: Path) -> Iterator[Path]:
    """The tests of a module at work on the real lists."""
    with at_home(ROOT, landed_lists):
        yield landed_lists
