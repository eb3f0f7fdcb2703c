"""An origin to the publications it holds of one source: each kept file, the layout that reads it, the edition its path speaks of."""

import os
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Literal, NamedTuple

from pydantic import BaseModel, ConfigDict

from commonlist.errors import CommonlistError, Place, ReadError, RegistryError
from commonlist.land import raw
from commonlist.land.fetch import fetch
from commonlist.registry import Layout, Source


class Origin(BaseModel):
    """Where the bytes come from: the bundled samples, files below a folder, or the official addresses."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    kind: Literal["sample", "folder", "fetched"]
    folder: Path | None = None


@dataclass(frozen=True)
class Found:
    """One file of a source, the layout that reads it, and the edition its path speaks of."""

    file: raw.RawFile
    layout: Layout
    edition_hint: date | None


class _Path(NamedTuple):
    """A file where it lies, the layout whose pattern it matches (None: to be found by its ending), and its path as people know it."""

    path: Path
    layout: Layout | None
    relative: str


def find(source: Source, origin: Origin) -> tuple[list[Found], list[CommonlistError]]:
    """Every publication the origin holds, oldest first, and why others that lie there cannot be taken.

    Raises FetchError.
    """
    if origin.kind == "fetched":
        return [_fetched(source)], []
    found: list[Found] = []
    problems: list[CommonlistError] = []
    for one in _paths(source, origin):
        try:
            found.append(_taken(source, one, origin))
        except CommonlistError as problem:
            problems.append(problem)
    return sorted(found, key=lambda one: (one.edition_hint or date.min, one.file.file_name)), problems


def day(printed: str, file_name: str) -> date:
    """The day an edition is named after. Raises ReadError `read.bad_edition_date`."""
    try:
        return date.fromisoformat(printed)
    except ValueError:
        raise ReadError(
            "read.bad_edition_date",
            f"{printed!r} is not a day, though the edition is named after it",
            place=Place(file=file_name),
            next_step="rename the file, or correct `edition` of that layout if it finds the wrong figures",
        ) from None


def _fetched(source: Source) -> Found:
    layout = next((one for one in source.layouts if one.format == source.fetch_format), source.layouts[0])
    file = fetch(source)
    return Found(file, layout, _edition_hint(layout, file.file_name))


def _paths(source: Source, origin: Origin) -> Iterator[_Path]:
    if origin.kind == "sample":
        yield from (_Path(path, None, path.name) for path in source.sample_paths)
        return
    folder = origin.folder or Path()
    for layout in source.layouts:
        yield from (_Path(path, layout, path.relative_to(folder).as_posix()) for path in sorted(folder.glob(layout.match)))


def _taken(source: Source, one: _Path, origin: Origin) -> Found:
    if not (one.path.is_file() and os.access(one.path, os.R_OK)):
        raise ReadError(
            "read.not_a_file",
            "what lies there is no file that can be read",
            place=Place(file=one.relative),
            next_step="take it away, or put the publication in its place: a folder, or a link to nothing, cannot be landed",
        )
    layout = one.layout or _layout_of(source, one.path)
    hint = _edition_hint(layout, one.relative)
    kept = raw.keep(one.path, url=source.url, file_name=one.path.name, retrieved_at=datetime.now(UTC), origin=origin.kind)
    return Found(kept.model_copy(update={"file_name": one.path.name}), layout, hint)


def _layout_of(source: Source, sample: Path) -> Layout:
    for layout in source.layouts:
        if Path(layout.match).suffix == sample.suffix or Path(layout.match.removesuffix(".gz")).suffix == sample.suffix:
            return layout
    raise RegistryError(
        "registry.no_layout", f"no layout of {source.source_id} reads {sample.name}", next_step="name the sample like the layout's files"
    )


def _edition_hint(layout: Layout, relative: str) -> date | None:
    found = re.search(layout.edition, relative) if layout.edition else None
    return day(found[1], relative.rpartition("/")[2]) if found and found[1] else None
