"""Landed rows, quarantined rows and the account of both, as files under `$COMMONLIST_HOME`.

- One Parquet file per record kind, source and edition; writing is write-temp, fsync, rename.
- The files of a landing are finished aside and then renamed: rows (a kind of record each), quarantine, publication
  row. A landing without a publication row is none, and one whose rows do not carry the row's fingerprint is half of another
  (`is_whole` is False).
- One landing of a source at a time, and none is renamed while a warehouse is being built (`turn`).
"""

import csv
import fcntl
import os
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import Any

import polars as pl

from commonlist.errors import Place, ReadError
from commonlist.land.reading import Rejection
from commonlist.registry import Source
from commonlist.schema.publication import Publication
from commonlist.settings import settings

PUBLICATION = "publication"
FIGURES = "provision_figure"
LINES = "source_line"
FINGERPRINT = "fingerprint"
EVERY_SOURCE = "landing"
_LANDED_AS = {
    "control_item": ("control_item", FIGURES),
    "licensing_observation": ("licensing_observation", "licensing_party", "licensing_category", LINES),
    "licensing_party": ("licensing_party", LINES),
    "licensing_reason": ("licensing_reason", LINES),
    "licensing_event": ("licensing_event", LINES),
}


def landing_path(record: str, source_id: str, edition_date: date) -> Path:
    """Where one landed edition of one source lies."""
    return settings().landing / record / source_id / f"{edition_date}.parquet"


def store(source: Source, frames: Mapping[str, pl.DataFrame], rejections: Iterable[Rejection], publication: dict[str, Any]) -> None:
    """Write rows by record kind, quarantine and, last, the publication row, whose fingerprint the rows carry as well."""
    edition_date = publication["edition_date"]
    schema = {name: column.dtype.type for name, column in Publication.to_schema().columns.items()}
    row = Publication.validate(pl.DataFrame([publication], schema=schema, orient="row"))
    finished = (
        *(
            _write_parquet(landing_path(record, source.source_id, edition_date), frame, publication[FINGERPRINT])
            for record, frame in frames.items()
        ),
        _write_quarantine(settings().quarantine / source.source_id / f"{edition_date}.csv", rejections),
        _write_parquet(landing_path(PUBLICATION, source.source_id, edition_date), row, publication[FINGERPRINT]),
    )
    with turn(EVERY_SOURCE, fcntl.LOCK_SH):
        for draft, path in finished:
            draft.replace(path)


def is_whole(source: Source, publication: dict[str, Any]) -> bool:
    """Whether the rows of a landed edition are those its publication row accounts for."""
    return all(
        path.exists() and fingerprint_of(path) == publication[FINGERPRINT]
        for path in _landed_paths(source.record, source.source_id, publication["edition_date"])
    )


def fingerprint_of(path: Path) -> str | None:
    """What a landed file was made of; None where it does not say, or is damaged."""
    try:
        return pl.read_parquet_metadata(path).get(FINGERPRINT)
    except pl.exceptions.PolarsError:
        return None


def _landed_paths(record: str, source_id: str, edition_date: date) -> list[Path]:
    return [landing_path(one, source_id, edition_date) for one in _LANDED_AS[record]]


@contextmanager
def turn(name: str, kind: int = fcntl.LOCK_EX) -> Iterator[None]:
    """Wait for whoever lands the source `name`; a build waits for `EVERY_SOURCE`. The kernel ends a killed process's turn."""
    folder = settings().landing / ".turns"
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / name).open("w") as lock:
        fcntl.flock(lock, kind)
        yield


def publications(source_id: str | None = None) -> list[dict[str, Any]]:
    """Every landed publication (of one source), by source and edition."""
    folder = settings().landing / PUBLICATION
    paths = sorted(folder.glob(f"{source_id or '*'}/*.parquet"))
    return [_account(path) for path in paths if not path.parent.name.startswith("_")]


def _account(path: Path) -> dict[str, Any]:
    try:
        return pl.read_parquet(path).row(0, named=True)
    except pl.exceptions.PolarsError:
        raise ReadError(
            "land.damaged_account",
            f"the account of a landing of {path.parent.name} is damaged",
            place=Place(file=path.relative_to(settings().home).as_posix()),
            next_step=f"remove that file, then land {path.parent.name} again; the bytes of its publication are still in raw/",
        ) from None


def forget(publication: dict[str, Any]) -> None:
    """Remove one landed edition, its publication row first; its raw bytes stay."""
    source_id, edition_date = publication["source_id"], publication["edition_date"]
    with turn(EVERY_SOURCE, fcntl.LOCK_SH):
        landing_path(PUBLICATION, source_id, edition_date).unlink(missing_ok=True)
        for path in _landed_paths(publication["record"], source_id, edition_date):
            path.unlink(missing_ok=True)
        (settings().quarantine / source_id / f"{edition_date}.csv").unlink(missing_ok=True)


def _write_parquet(path: Path, frame: pl.DataFrame, fingerprint: str) -> tuple[Path, Path]:
    draft = _draft(path)
    frame.write_parquet(draft, compression="zstd", compression_level=3, metadata={FINGERPRINT: fingerprint})
    return _synced(draft), path


def _write_quarantine(path: Path, rejections: Iterable[Rejection]) -> tuple[Path, Path]:
    draft = _draft(path)
    with draft.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(["source_line", "column", "reason", "detail", "raw"])
        for one in sorted(rejections, key=lambda one: one.line):
            writer.writerow([one.line, one.column or "", one.reason, one.detail, one.raw])
    return _synced(draft), path


def _draft(path: Path) -> Path:
    """One name per file, so that a landing takes over what a killed one left behind."""
    path.parent.mkdir(parents=True, exist_ok=True)
    return path.with_name(f".{path.name}.tmp")


def _synced(draft: Path) -> Path:
    handle = os.open(draft, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
    return draft
