"""Publishers in processes of their own: one that is killed at a step, and ones that race; nothing of pytest, so that they start quickly."""

import os
import signal
from collections.abc import Callable
from contextlib import nullcontext
from datetime import UTC, datetime
from multiprocessing.synchronize import Barrier
from pathlib import Path
from typing import Any

from commonlist import audit
from commonlist.errors import PublishError
from commonlist.publish import catalog, changelog, datapackage, delta, edition, files, formats, manifest, pages, shelf
from commonlist.settings import settings

OWN_MONTH = {"second": datetime(2026, 3, 1, tzinfo=UTC), "third": datetime(2026, 4, 1, tzinfo=UTC)}
STEPS: list[tuple[Any, str]] = [
    (shelf, "remember"),
    (shelf, "sweep"),
    (shelf, "next_name"),
    (shelf, "workspace"),
    (files, "write_csv"),
    (delta, "delta_of"),
    (files, "write_parquet"),
    (changelog, "write"),
    (datapackage, "describe"),
    (catalog, "write"),
    (pages, "render"),
    (formats, "write"),
    (manifest, "list_files"),
    (files, "sync"),
    (shelf, "place"),
    (Path, "rename"),
    (os, "link"),
    (Path, "unlink"),
    (shelf, "enter"),
    (audit, "record"),
]


def _at_home(folder: Path) -> None:
    """A process of its own: it is told where its home is, and draws no page and writes no other form."""
    os.environ |= {"COMMONLIST_ROOT": str(folder.parent.parent), "COMMONLIST_HOME": str(folder.parent)}
    settings.cache_clear()
    pages.render = lambda *_: {"index.html": "<!doctype html>\n"}
    formats.write = lambda *_: None


def killed(folder: Path, step: int, moment: str) -> None:
    """Publish in a process that the kernel kills just before, or just after, one step."""
    _at_home(folder)
    owner, name = STEPS[step]
    proper: Callable[..., Any] = getattr(owner, name)

    def fatal(*arguments: Any, **options: Any) -> None:
        if moment == "after":
            proper(*arguments, **options)
        os.kill(os.getpid(), signal.SIGKILL)

    setattr(owner, name, fatal)
    edition.commit(folder)


def racing(folder: Path, races: int, ready: Barrier, outcomes: Any, rule: str) -> None:
    """Publish whenever everybody is ready; without turns and with names of their own, only the numbered file stands between two."""
    _at_home(folder)
    now = OWN_MONTH[folder.name] if rule == "no turns, other names" else None
    if rule != "turns":
        shelf.turn = lambda editions: nullcontext(editions.mkdir(parents=True, exist_ok=True))
        shelf.sweep = lambda _: None
    for _ in range(races):
        ready.wait(60)
        try:
            outcomes.put((folder.name, edition.commit(folder, now=now).name))
        except PublishError as problem:
            outcomes.put((folder.name, problem.slug))
        ready.wait(60)
