"""Appends what happened, one JSON object per line, to `$COMMONLIST_HOME/audit/<date>.jsonl`."""

import json
import os
from datetime import UTC, datetime
from typing import Any

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
