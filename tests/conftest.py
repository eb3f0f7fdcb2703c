"""A home of its own for every test that lands or publishes, and state folders a test may change."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import hypothesis
import pytest

from commonlist.settings import settings
from places import ROOT

# Many tests share few processors; how long one example took says nothing about the code.
hypothesis.settings.register_profile("unhurried", deadline=None, suppress_health_check=[hypothesis.HealthCheck.too_slow])
hypothesis.settings.load_profile("unhurried")


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
