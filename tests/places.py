"""Where tests find the project, its counterexamples and the real publications."""

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from commonlist.settings import settings

ROOT = Path(__file__).resolve().parent.parent
COUNTEREXAMPLES = ROOT / "tests" / "counterexamples"
REAL = ROOT.parent / "shared" / "real"

needs_real = pytest.mark.skipif(not REAL.is_dir(), reason="the real publications (../shared/real) are not on this machine")
CHROMIUM = shutil.which("chromium")
needs_chromium = pytest.mark.skipif(CHROMIUM is None, reason="no chromium on this machine")


@contextmanager
def at_home(root: Path, home: Path) -> Iterator[None]:
    """The program at work on the project `root`, with its data in `home`."""
    before = {name: os.environ.get(name) for name in ("COMMONLIST_ROOT", "COMMONLIST_HOME")}
    os.environ.update(COMMONLIST_ROOT=str(root), COMMONLIST_HOME=str(home))
    settings.cache_clear()
    try:
        yield
    finally:
        for name, value in before.items():
            os.environ.pop(name) if value is None else os.environ.update({name: value})
        settings.cache_clear()
