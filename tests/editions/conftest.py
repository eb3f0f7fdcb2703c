"""A browser and axe-core for every test that looks at pages."""

import os
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from places import CHROMIUM

AXE = "axe-core@4.14.1"


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    """One for each module: while it is open its event loop runs, and other tests need loops of their own."""
    from playwright.sync_api import sync_playwright

    with sync_playwright() as browsers:
        launched = browsers.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox", "--disable-gpu"])
        yield launched
        launched.close()


@pytest.fixture(scope="session")
def axe(tmp_path_factory: pytest.TempPathFactory) -> str:
    """The source of axe-core: the file that COMMONLIST_AXE names, or what npm installs."""
    if named := os.environ.get("COMMONLIST_AXE"):
        return Path(named).read_text(encoding="utf-8")
    npm, folder = shutil.which("npm"), tmp_path_factory.mktemp("axe")
    if npm is None:
        pytest.skip("no npm on this machine, and COMMONLIST_AXE names no axe.min.js")
    command = [npm, "install", "--prefix", str(folder), "--no-audit", "--no-fund", AXE]
    ran = subprocess.run(command, capture_output=True, timeout=120, check=False)
    if ran.returncode:
        pytest.skip(f"npm cannot install {AXE}; COMMONLIST_AXE may name an axe.min.js")
    return (folder / "node_modules" / "axe-core" / "axe.min.js").read_text(encoding="utf-8")
