"""One source's publications to landed editions: read, shape, correct, itemise or observe, admit, believe, store.

- The same bytes under the same declarations land once: a second landing changes nothing.
- A publication that fails leaves what was landed before untouched.
- A sample never replaces, and never stays beside, an official landing of the same source.
"""

import hashlib
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime
from functools import cache
from pathlib import Path
from typing import Any, Literal

import polars as pl
from pydantic import BaseModel, ConfigDict

from commonlist import audit
from commonlist.errors import CommonlistError, CorrectionError, Place, ReadError, RegistryError, SettingsError
from commonlist.land import raw
from commonlist.land.correct import correct
from commonlist.land.door import Account, admit, believe, believe_size
from commonlist.land.fetch import fetch
from commonlist.land.itemise import itemise
from commonlist.land.observe import observe
from commonlist.land.read import read
from commonlist.land.reading import LINE, Reading, Rejection
from commonlist.land.shape import decide_columns
from commonlist.land.store import forget, landing_path, publications, store
from commonlist.registry import Layout, Source, load_publisher
from commonlist.schema.control_item import ControlItem
from commonlist.schema.licensing_observation import LicensingObservation


class Origin(BaseModel):
    """Where the bytes come from: the bundled samples, files below a folder, or the official addresses."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    kind: Literal["sample", "folder", "fetched"]
    folder: Path | None = None


class Landing(BaseModel):
    """What became of one publication; rows are source lines of statistics, items and notes of lists."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    source_id: str
    edition_date: date
    file_name: str
    outcome: Literal["landed", "unchanged"]
    rows_read: int
    rows_in: int
    rows_landed: int
    rows_quarantined: int


@dataclass(frozen=True)
class _Found:
    """One file of a source, the layout that reads it, and the edition its path speaks of."""

    file: raw.RawFile
    layout: Layout
    edition_hint: date | None


@dataclass(frozen=True)
class _Known:
    """What was landed of the source before this run, the editions this run has landed already, and the fingerprint of this file."""

    before: list[dict[str, Any]]
    taken: frozenset[date]
    fingerprint: str

    def refuse_twice(self, edition_date: date, file_name: str) -> None:
        if edition_date in self.taken:
            raise ReadError(
                "read.edition_twice",
                f"another file of this landing is the edition of {edition_date} already",
                place=Place(file=file_name),
                next_step="keep the one that is in force in the folder, or tell them apart in the layout's `edition`",
            )

    def rows_before(self, edition_date: date, origin: Origin) -> int | None:
        is_sample = origin.kind == "sample"
        earlier = [one for one in self.before if one["edition_date"] <= edition_date and (one["origin"] == "sample") == is_sample]
        return earlier[-1]["rows_landed"] if earlier else None


def land(source: Source, origin: Origin) -> list[Landing]:
    """Land every edition the origin holds of the source, oldest first.

    Raises the CommonlistError of the first that fails, once the others have landed.
    """
    landings: list[Landing] = []
    problems: list[CommonlistError] = []
    for one in sorted(_files(source, origin), key=lambda one: (one.edition_hint or date.min, one.file.file_name)):
        try:
            landings.append(_land_file(source, one, origin, frozenset(landing.edition_date for landing in landings)))
        except CommonlistError as problem:
            problems.append(problem)
    if problems:
        raise problems[0]
    return landings


def _files(source: Source, origin: Origin) -> Iterator[_Found]:
    if origin.kind == "fetched":
        layout = next((one for one in source.layouts if one.format == source.fetch_format), source.layouts[0])
        file = fetch(source)
        yield _Found(file, layout, _edition_hint(layout, file.file_name))
    elif origin.kind == "sample":
        for path in source.sample_paths:
            layout = _layout_of(source, path)
            yield _Found(_kept(source, path, origin), layout, _edition_hint(layout, path.name))
    else:
        yield from _files_below(source, origin, origin.folder or Path())


def _files_below(source: Source, origin: Origin, folder: Path) -> Iterator[_Found]:
    if not folder.is_dir():
        raise SettingsError("settings.no_folder", f"{folder} is no folder", next_step="give --from the folder that holds the publications")
    for layout in source.layouts:
        for path in sorted(folder.glob(layout.match)):
            yield _Found(_kept(source, path, origin), layout, _edition_hint(layout, path.relative_to(folder).as_posix()))


def _kept(source: Source, path: Path, origin: Origin) -> raw.RawFile:
    kept = raw.keep(path, url=source.url, file_name=path.name, retrieved_at=datetime.now(UTC), origin=origin.kind)
    return kept.model_copy(update={"file_name": path.name})


def _layout_of(source: Source, sample: Path) -> Layout:
    for layout in source.layouts:
        if Path(layout.match).suffix == sample.suffix or Path(layout.match.removesuffix(".gz")).suffix == sample.suffix:
            return layout
    raise RegistryError(
        "registry.no_layout", f"no layout of {source.source_id} reads {sample.name}", next_step="name the sample like the layout's files"
    )


def _edition_hint(layout: Layout, relative: str) -> date | None:
    found = re.search(layout.edition, relative) if layout.edition else None
    return _date(found[1], relative.rpartition("/")[2]) if found else None


def _date(printed: str, file_name: str) -> date:
    try:
        return date.fromisoformat(printed)
    except ValueError:
        raise ReadError(
            "read.bad_edition_date",
            f"{printed!r} is not a day, though the edition is named after it",
            place=Place(file=file_name),
            next_step="rename the file, or correct `edition` of that layout if it finds the wrong figures",
        ) from None


def _edition_date(source: Source, found: _Found, reading: Reading, origin: Origin) -> date:
    said = reading.facts.get("edition_date")
    if found.edition_hint or said:
        return found.edition_hint or _date(str(said), found.file.file_name)
    declared = found.layout.edition_date or (source.sample_edition if origin.kind == "sample" else None)
    if declared:
        return declared
    if origin.kind == "fetched":
        return found.file.retrieved_at.date()
    raise ReadError(
        "read.no_edition_date",
        "neither the file nor its name says which edition it is",
        place=Place(file=found.file.file_name),
        next_step="declare `edition` (a pattern for the file's path) or `edition_date` in the layout",
    )


def _land_file(source: Source, found: _Found, origin: Origin, taken: frozenset[date]) -> Landing:
    fingerprint = _fingerprint(source, found.file.sha256)
    before = publications(source.source_id)
    same = next((one for one in before if one["fingerprint"] == fingerprint and one["origin"] == origin.kind), None)
    if same and landing_path(source.record, source.source_id, same["edition_date"]).exists():
        audit.record("land", outcome="unchanged", **{name: same[name] for name in _ACCOUNT})
        return _landing("unchanged", same)
    if origin.kind == "sample" and any(one["origin"] != "sample" for one in before):
        raise SettingsError(
            "land.sample_over_real",
            f"{source.source_id} has official landings here",
            next_step="run the samples in another COMMONLIST_HOME",
        )
    publication = _land_new(source, found, origin, _Known(before, taken, fingerprint))
    for one in before:
        if one["origin"] == "sample" and origin.kind != "sample" and one["edition_date"] != publication["edition_date"]:
            forget(source, one["edition_date"])
    audit.record("land", outcome="landed", **{name: publication[name] for name in _ACCOUNT})
    return _landing("landed", publication)


_ACCOUNT = ("source_id", "edition_date", "file_name", "source_sha256", "rows_read", "rows_in", "rows_landed", "rows_quarantined")


def _land_new(source: Source, found: _Found, origin: Origin, known: _Known) -> dict[str, Any]:
    file = found.file
    reading = _read(found)
    edition_date = _edition_date(source, found, reading, origin)
    known.refuse_twice(edition_date, file.file_name)
    rows_in, previous = reading.rows_read - reading.out_of_scope, known.rows_before(edition_date, origin)
    table = decide_columns(reading.table, found.layout.columns, Path(file.file_name), reading.header_line)
    try:
        table = correct(table, source.corrections_path, edition_date)
    except CorrectionError:
        believe_size(rows_in, previous, source, file.file_name)
        raise
    frame, landed, refused = _normalised(table, source, edition_date, file.sha256)
    rejections = (*reading.rejections, *refused)
    believe(Account(landed, rejections, previous), source, origin.kind, file.file_name)
    publication = {
        **_declared(source),
        "edition_date": edition_date,
        "origin": origin.kind,
        "file_name": file.file_name,
        "source_sha256": file.sha256,
        "retrieved_at": file.retrieved_at.astimezone(UTC),
        "rows_read": reading.rows_read,
        "rows_in": rows_in,
        "rows_landed": landed,
        "rows_quarantined": len(rejections),
        "fingerprint": known.fingerprint,
    }
    store(source, frame, rejections, publication)
    return publication


def _read(found: _Found) -> Reading:
    try:
        return read(found.file.path, found.layout.format, found.layout.options)
    except CommonlistError as problem:
        raise problem.in_file(found.file.file_name) from None


def _normalised(table: pl.DataFrame, source: Source, edition_date: date, sha256: str) -> tuple[pl.DataFrame, int, tuple[Rejection, ...]]:
    if source.record == "control_item":
        frame, refused = itemise(table, source, edition_date, sha256)
        frame, unschematic = admit(frame, ControlItem, "item_id")
        return frame, frame.height, (*refused, *unschematic)
    frame, refused = observe(table, source, edition_date, sha256)
    frame, unschematic = admit(frame, LicensingObservation, LINE)
    return frame, frame.select(pl.col(LINE).n_unique()).item(), (*refused, *unschematic)


def _declared(source: Source) -> dict[str, Any]:
    publisher = load_publisher(source.folder / f"{source.publisher_code}.yml")
    return {
        "source_id": source.source_id,
        "publisher_code": source.publisher_code,
        "state_code": publisher.alpha3,
        "record": source.record,
        "title": source.title,
        "url": source.page or source.url,
        "terms_id": source.terms.id,
        "attribution": source.terms.attribution,
        "is_public": source.terms.is_public,
        "language": source.language,
        "cadence_days": source.cadence_days,
    }


def _landing(outcome: Literal["landed", "unchanged"], publication: dict[str, Any]) -> Landing:
    facts = {name: publication[name] for name in Landing.model_fields if name != "outcome"}
    return Landing(outcome=outcome, **facts)


def _fingerprint(source: Source, sha256: str) -> str:
    parts = [sha256, source.model_dump_json(), _code_hash()]
    if source.corrections_path.exists():
        parts.append(source.corrections_path.read_text(encoding="utf-8"))
    return hashlib.sha256("\n".join(parts).encode()).hexdigest()


@cache
def _code_hash() -> str:
    package = Path(__file__).parent.parent
    files = sorted([*package.glob("land/**/*.py"), *package.glob("schema/*.py"), package / "registry.py"])
    return hashlib.sha256(b"".join(path.read_bytes() for path in files)).hexdigest()
