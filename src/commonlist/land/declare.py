"""What the state folders say of their sources, laid beside what has landed, so that a build goes by what is declared now.

- A landing keeps the facts of the day it landed; who may see a source, and how it is called, is decided by the folder as it stands.
- A folder that cannot be read keeps what it said last; a source no folder declares any more says nothing, and is not public.
"""

from pathlib import Path
from typing import Any

import polars as pl

from commonlist import registry
from commonlist.registry import Publisher, Source
from commonlist.schema.declaration import Declaration
from commonlist.settings import settings

DECLARATION = "declaration"


def declared(publisher: Publisher, source: Source) -> dict[str, Any]:
    """The facts of a source that hold for every edition of it, whenever that landed."""
    return {
        "source_id": source.source_id,
        "state_code": publisher.alpha3,
        "title": source.title,
        "url": source.page or source.url,
        "terms_id": source.terms.id,
        "attribution": source.terms.attribution,
        "is_public": source.terms.is_public,
        "language": source.language,
        "cadence_days": source.cadence_days,
        "covers": "|".join(f"(?:{pattern})" for pattern in source.covers) or None,
    }


def declare() -> None:
    """Write one Parquet file per state folder that can be read, and remove those of folders that are gone."""
    folder = settings().landing / DECLARATION
    publishers = registry.publishers()
    for publisher in publishers:
        _write(folder / publisher.code / "sources.parquet", [declared(publisher, source) for source in publisher.sources.values()])
    kept = {publisher.code for publisher in publishers} | registry.faults().keys()
    for path in folder.glob("*/sources.parquet"):
        if path.parent.name not in kept:
            path.unlink()


def _write(path: Path, rows: list[dict[str, Any]]) -> None:
    schema = {name: column.dtype.type for name, column in Declaration.to_schema().columns.items()}
    path.parent.mkdir(parents=True, exist_ok=True)
    draft = path.with_suffix(".tmp")
    Declaration.validate(pl.DataFrame(rows, schema=schema, orient="row")).write_parquet(draft)
    draft.replace(path)
