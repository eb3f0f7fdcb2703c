"""What killed landings left behind, removed; what another process is still writing stays.

- A draft of raw bytes is locked by whoever writes it (`raw.draft`); one that nobody locks belongs to nobody. An empty one may be about
  to be locked and is left alone for a minute.
- A draft of landed rows, or of quarantine, belongs to whoever has the turn of its source (`store.turn`).
"""

import fcntl
import time
from pathlib import Path

from commonlist.land.store import turn
from commonlist.settings import settings

ABOUT_TO_BE_LOCKED = 60


def sweep() -> list[Path]:
    """Remove every draft nobody writes any more; returns what was removed."""
    stores = (settings().raw, settings().restricted / "raw")
    removed = [path for store in stores for path in sorted(store.glob("incoming/*")) if _is_nobodys(path)]
    for path in removed:
        path.unlink(missing_ok=True)
    for source_id in sorted({path.parent.name for path in _drafts("*")}):
        with turn(source_id):
            for path in sorted(_drafts(source_id)):
                path.unlink(missing_ok=True)
                removed.append(path)
    return removed


def _drafts(source_id: str) -> list[Path]:
    return [*settings().landing.glob(f"*/{source_id}/.*.tmp"), *settings().quarantine.glob(f"{source_id}/.*.tmp")]


def _is_nobodys(path: Path) -> bool:
    try:
        with path.open("rb") as draft:
            fcntl.flock(draft, fcntl.LOCK_EX | fcntl.LOCK_NB)
            found = path.stat()
    except (BlockingIOError, FileNotFoundError, IsADirectoryError):
        return False
    return found.st_size > 0 or time.time() - found.st_mtime > ABOUT_TO_BE_LOCKED
