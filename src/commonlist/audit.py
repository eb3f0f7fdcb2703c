"""Appends what happened, one JSON object per line, to `$COMMONLIST_HOME/audit/<date>.jsonl`.

A line that a full disk or a kill cut off is passed over and told (`torn`); what is written after it begins a line of its own.
"""

import json
import os
import time
import traceback
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import Any

from commonlist.errors import CommonlistError, Place
from commonlist.settings import settings


def record(event: str, **facts: Any) -> None:
    """Append one event; a single O_APPEND write, so concurrent processes do not interleave lines."""
    now = datetime.now(UTC)
    line = json.dumps(
        {"at": now.isoformat(timespec="milliseconds"), "event": event, "pid": os.getpid(), **facts}, default=str, ensure_ascii=False
    )
    folder = settings().audit
    folder.mkdir(parents=True, exist_ok=True)
    handle = os.open(folder / f"{now:%Y-%m-%d}.jsonl", os.O_RDWR | os.O_APPEND | os.O_CREAT, 0o640)
    try:
        size = os.fstat(handle).st_size
        begun = "\n" if size and os.pread(handle, 1, size - 1) != b"\n" else ""
        os.write(handle, f"{begun}{line}\n".encode())
    finally:
        os.close(handle)


def record_fault(fault: Exception, **facts: Any) -> None:
    """Record what no error of the tree foresaw, with its trace."""
    record("fault", outcome="failed", message=repr(fault), trace="".join(traceback.format_exception(fault)), **facts)


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
    """Every recorded event that can be read, oldest first."""
    return (event for _, event in _lines() if event is not None)


def torn() -> list[Place]:
    """The lines that hold no event."""
    return [place for place, event in _lines() if event is None]


def _lines() -> Iterator[tuple[Place, dict[str, Any] | None]]:
    for path in sorted(settings().audit.glob("*.jsonl")):
        with path.open(encoding="utf-8", errors="replace") as lines:
            yield from ((Place(file=path.name, line=number), _event(line)) for number, line in enumerate(lines, 1) if line.strip())


def _event(line: str) -> dict[str, Any] | None:
    try:
        found = json.loads(line)
    except ValueError:
        return None
    return found if isinstance(found, dict) and "event" in found else None
