"""Landed rows, quarantined rows and the account of both, as files under `$COMMONLIST_HOME`.

- One Parquet file per record kind, source and edition; writing is write-temp, fsync, rename.
- The publication row is written last: a landing without one is no landing.
"""

import csv
import os
from collections.abc import Iterable
from datetime import date
from pathlib import Path
from typing import Any

import polars as pl

from commonlist.land.reading import Rejection
from commonlist.registry import Source
from commonlist.schema.publication import Publication
from commonlist.settings import settings

PUBLICATION = "publication"


def landing_path(record: str, source_id: str, edition_date: date) -> Path:
    """Where one landed edition of one source lies."""
    return settings().landing / record / source_id / f"{edition_date}.parquet"


def store(source: Source, frame: pl.DataFrame, rejections: Iterable[Rejection], publication: dict[str, Any]) -> None:
    """Write quarantine, rows and, last, the publication row."""
    edition_date = publication["edition_date"]
    _write_quarantine(settings().quarantine / source.source_id / f"{edition_date}.csv", rejections)
    _write_parquet(landing_path(source.record, source.source_id, edition_date), frame)
    schema = {name: column.dtype.type for name, column in Publication.to_schema().columns.items()}
    row = Publication.validate(pl.DataFrame([publication], schema=schema, orient="row"))
    _write_parquet(landing_path(PUBLICATION, source.source_id, edition_date), row)


def publications(source_id: str | None = None) -> list[dict[str, Any]]:
    """Every landed publication (of one source), by source and edition."""
    folder = settings().landing / PUBLICATION
    paths = sorted(folder.glob(f"{source_id or '*'}/*.parquet"))
    return [pl.read_parquet(path).row(0, named=True) for path in paths if not path.parent.name.startswith("_")]


def forget(source: Source, edition_date: date) -> None:
    """Remove one landed edition; its raw bytes stay."""
    landing_path(PUBLICATION, source.source_id, edition_date).unlink(missing_ok=True)
    landing_path(source.record, source.source_id, edition_date).unlink(missing_ok=True)
    (settings().quarantine / source.source_id / f"{edition_date}.csv").unlink(missing_ok=True)


def _write_parquet(path: Path, frame: pl.DataFrame) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    temporary = path.with_name(f".{path.name}.{os.getpid()}.tmp")
    frame.write_parquet(temporary, compression="zstd", compression_level=3)
    _settle(temporary, path)


def _write_quarantine(path: Path, rejections: Iterable[Rejection]) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    temporary = path.with_name(f".{path.name}.{os.getpid()}.tmp")
    with temporary.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(["source_line", "column", "reason", "detail", "raw"])
        for one in sorted(rejections, key=lambda one: one.line):
            writer.writerow([one.line, one.column or "", one.reason, one.detail, one.raw])
    _settle(temporary, path)


def _settle(temporary: Path, path: Path) -> None:
    handle = os.open(temporary, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
    temporary.replace(path)
