"""Publications as they came, to files under `$COMMONLIST_HOME/raw` that are named by their SHA-256 and never change.

- What is restricted is kept likewise below `restricted/raw` (`keep_bytes`), in a folder that only its owner may enter.
- `raw/<sha[:2]>/<sha>` holds the bytes, `….json` beside it says where and when they first came in.
- The same bytes kept twice change nothing: the first record stands.
- `raw/by_address/<hash of the address>.json` is the record of what was last fetched from one address, for conditional requests.
- Every file appears whole or not at all: written aside, flushed to disk, then renamed.
"""

import fcntl
import hashlib
import json
import os
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from io import BytesIO
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import IO, Literal

from pydantic import BaseModel, ConfigDict

from commonlist.settings import settings

Origin = Literal["sample", "folder", "fetched"]
_CHUNK = 2**20


class RawFile(BaseModel):
    """One publication as it came. `retrieved_at` is UTC, `headers` have lower-case names, `path` is where the bytes are now."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    path: Path
    sha256: str
    url: str
    file_name: str
    retrieved_at: datetime
    headers: dict[str, str] = {}
    origin: Origin


def keep(  # noqa: PLR0913 -- a provenance has this many parts
    data: bytes | Path, *, url: str, file_name: str, retrieved_at: datetime, origin: Origin, headers: dict[str, str] | None = None
) -> RawFile:
    """Store the bytes (or a copy of the file) and return their record: the first one, where the same bytes were kept before."""
    path = keep_bytes(data, settings().raw)
    came = RawFile(
        path=path, sha256=path.name, url=url, file_name=file_name, retrieved_at=retrieved_at, headers=headers or {}, origin=origin
    )
    record = path.with_name(f"{path.name}.json")
    if not record.exists():
        _write_record(came, record)
    if origin == "fetched":
        _write_record(came, _by_address(url))
    return first(path.name)


def first(sha256: str) -> RawFile:
    """How these bytes first came in."""
    return _read_record(settings().raw / sha256[:2] / f"{sha256}.json")


def find(url: str) -> RawFile | None:
    """What the last fetch of this address brought in, with that answer's headers, if its bytes are still here."""
    record = _by_address(url)
    if not record.exists():
        return None
    found = _read_record(record)
    return found if found.path.exists() else None


@contextmanager
def draft(store: Path) -> Iterator[IO[bytes]]:
    """A nameless-to-others file on the store's own disk, locked while it is written; removed at the end unless it was renamed."""
    folder = store / "incoming"
    folder.mkdir(parents=True, exist_ok=True)
    with NamedTemporaryFile(dir=folder, delete=False) as stream:
        fcntl.flock(stream, fcntl.LOCK_EX)
        try:
            yield stream
        finally:
            Path(stream.name).unlink(missing_ok=True)


def keep_bytes(data: bytes | Path, store: Path) -> Path:
    """The file below the store that holds these bytes, named by their SHA-256."""
    digest = hashlib.sha256()
    with BytesIO(data) if isinstance(data, bytes) else data.open("rb") as stream, draft(store) as copy:
        while chunk := stream.read(_CHUNK):
            digest.update(chunk)
            copy.write(chunk)
        sha256 = digest.hexdigest()
        path = store / sha256[:2] / sha256
        if not path.exists():
            _settle(copy, path)
    return path


def _settle(finished: IO[bytes], path: Path) -> None:
    finished.flush()
    os.fsync(finished.fileno())
    path.parent.mkdir(parents=True, exist_ok=True)
    Path(finished.name).replace(path)
    folder = os.open(path.parent, os.O_RDONLY)
    os.fsync(folder)
    os.close(folder)


def _write_record(came: RawFile, record: Path) -> None:
    with draft(settings().raw) as stream:
        stream.write(came.model_dump_json(indent=2, exclude={"path"}).encode() + b"\n")
        _settle(stream, record)


def _read_record(record: Path) -> RawFile:
    facts = json.loads(record.read_text(encoding="utf-8"))
    sha256 = facts["sha256"]
    return RawFile(path=settings().raw / sha256[:2] / sha256, **facts)


def _by_address(url: str) -> Path:
    return settings().raw / "by_address" / f"{hashlib.sha256(url.encode()).hexdigest()}.json"
