"""Appends what happened, one JSON object per line, to `$COMMONLIST_HOME/audit/<date>.jsonl`."""

import json
import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import Any

from commonlist.errors import CommonlistError
from commonlist.settings import settings


def record(event: str, **facts: Any) -> None:
    """Append one event; a single O_APPEND write, so concurrent processes do not interleave lines."""
    now = datetime.now(UTC)
    line = json.dumps(
        {"at": now.isoformat(timespec="milliseconds"), "event": event, "pid": os.getpid(), **facts}, default=str, ensure_ascii=False
    )
    folder = settings().audit
    folder.mkdir(parents=True, exist_ok=True)
    handle = os.open(folder / f"{now:%Y-%m-%d}.jsonl", os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o640)
    try:
        os.write(handle, (line + "\n").encode())
    finally:
        os.close(handle)


@contextmanager
def recorded(event: str) -> Iterator[None]:
    """Record that a verb was done, or failed and why, with its seconds."""
    started = time.perf_counter()
    try:
        yield
    except CommonlistError as problem:
        record(event, outcome="failed", slug=problem.slug, message=str(problem), seconds=round(time.perf_counter() - started, 3))
        raise
    record(event, outcome="done", seconds=round(time.perf_counter() - started, 3))


def events() -> Iterator[dict[str, Any]]:
    """Every recorded event, oldest first."""
    for path in sorted(settings().audit.glob("*.jsonl")):
        with path.open(encoding="utf-8") as lines:
            yield from map(json.loads, lines)
