"""One source's publications to landed editions: read, shape, correct, itemise or observe, admit, believe, store.

- The same bytes under the same declarations land once: a second landing changes nothing.
- A publication that fails leaves what was landed before untouched.
- A sample never replaces, and never stays beside, an official landing of the same source.
- An edition dated after tomorrow is refused, unless its layout says how many days ahead it may be.
"""

import hashlib
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from functools import cache
from pathlib import Path
from typing import Any, Literal

import polars as pl
from pydantic import BaseModel, ConfigDict

from commonlist import audit
from commonlist.errors import CommonlistError, CorrectionError, Place, ReadError, SettingsError
from commonlist.land.arrival import Found, Origin, day, find
from commonlist.land.correct import correct
from commonlist.land.declare import declared
from commonlist.land.door import Account, admit, admit_lines, believe, believe_size
from commonlist.land.event_log import read_events
from commonlist.land.itemise import itemise
from commonlist.land.observe import list_parties, list_reasons, observe
from commonlist.land.provision_figures import figures
from commonlist.land.read import read
from commonlist.land.reading import LINE, Reading, Rejection
from commonlist.land.shape import decide_columns
from commonlist.land.source_lines import records_of, source_lines
from commonlist.land.store import FIGURES, LINES, forget, is_whole, publications, store, turn
from commonlist.quantities.units import units_path
from commonlist.registry import Source, load_publisher
from commonlist.schema.control_item import ControlItem

__all__ = ["Landing", "Origin", "land"]


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
    """Land every edition the origin holds of the source, oldest first; whoever lands the same source meanwhile waits.

    Raises the CommonlistError of the first that fails, once the others have landed.
    """
    with turn(source.source_id):
        return _land_all(source, origin)


def _land_all(source: Source, origin: Origin) -> list[Landing]:
    landings: list[Landing] = []
    found, problems = find(source, origin)
    for one in found:
        try:
            landings.append(_land_file(source, one, origin, frozenset(landing.edition_date for landing in landings)))
        except CommonlistError as problem:
            problems.append(problem)
    if problems:
        raise problems[0]
    return landings


def _edition_date(source: Source, found: Found, reading: Reading, origin: Origin) -> date:
    dated = _dated(source, found, reading, origin)
    if dated > datetime.now(UTC).date() + timedelta(days=found.layout.days_ahead):
        raise ReadError(
            "read.edition_in_future",
            f"the edition is dated {dated}, which is more than {found.layout.days_ahead} days ahead",
            place=Place(file=found.file.file_name),
            next_step="correct the date in the file's name, or declare `days_ahead` in the layout if it is announced that early",
        )
    return dated


def _dated(source: Source, found: Found, reading: Reading, origin: Origin) -> date:
    said = reading.facts.get("edition_date")
    if found.edition_hint or said:
        return found.edition_hint or day(str(said), found.file.file_name)
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


def _land_file(source: Source, found: Found, origin: Origin, taken: frozenset[date]) -> Landing:
    fingerprint = _fingerprint(source, found)
    before = publications(source.source_id)
    same = next((one for one in before if one["fingerprint"] == fingerprint and one["origin"] == origin.kind), None)
    if same and is_whole(source, same):
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
            forget(one)
    audit.record("land", outcome="landed", **{name: publication[name] for name in _ACCOUNT})
    return _landing("landed", publication)


_ACCOUNT = ("source_id", "edition_date", "file_name", "source_sha256", "rows_read", "rows_in", "rows_landed", "rows_quarantined")


def _land_new(source: Source, found: Found, origin: Origin, known: _Known) -> dict[str, Any]:
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
    frames, landed, refused = _normalised(table, source, edition_date, file.sha256)
    rejections = (*reading.rejections, *refused)
    believe(Account(len(landed), rejections, previous), source, origin.kind, file.file_name)
    publication = {
        **_declared(source),
        "edition_date": edition_date,
        "origin": origin.kind,
        "file_name": file.file_name,
        "source_sha256": file.sha256,
        "retrieved_at": file.retrieved_at.astimezone(UTC),
        "rows_read": reading.rows_read,
        "rows_in": rows_in,
        "rows_landed": len(landed),
        "rows_quarantined": len(rejections),
        "fingerprint": known.fingerprint,
    }
    if source.record != "control_item":
        key = {name: publication[name] for name in ("source_id", "edition_date", "source_sha256")}
        frames[LINES] = source_lines(records_of(file.path, found.layout, reading), landed, rejections, key)
    store(source, frames, rejections, publication)
    return publication


def _read(found: Found) -> Reading:
    try:
        return read(found.file.path, found.layout.format, found.layout.options)
    except CommonlistError as problem:
        raise problem.in_file(found.file.file_name) from None


_READERS = {
    "licensing_observation": observe,
    "licensing_party": list_parties,
    "licensing_reason": list_reasons,
    "licensing_event": read_events,
}


def _normalised(
    table: pl.DataFrame, source: Source, edition_date: date, sha256: str
) -> tuple[dict[str, pl.DataFrame], pl.Series, tuple[Rejection, ...]]:
    """Rows by record kind, what landed (items of lists, lines of statistics), and what is refused."""
    if source.record == "control_item":
        frame, refused = itemise(table, source, edition_date, sha256)
        frame, unschematic = admit(frame, ControlItem, "item_id")
        return {"control_item": frame, FIGURES: figures(frame, source)}, frame["item_id"], (*refused, *unschematic)
    frames, refused = _READERS[source.record](table, source, edition_date, sha256)
    frames, unschematic = admit_lines(frames)
    return frames, frames[source.record][LINE].unique(), (*refused, *unschematic)


def _declared(source: Source) -> dict[str, Any]:
    publisher = load_publisher(source.folder / f"{source.publisher_code}.yml")
    return {"publisher_code": source.publisher_code, "record": source.record, **declared(publisher, source)}


def _landing(outcome: Literal["landed", "unchanged"], publication: dict[str, Any]) -> Landing:
    facts = {name: publication[name] for name in Landing.model_fields if name != "outcome"}
    return Landing(outcome=outcome, **facts)


def _fingerprint(source: Source, found: Found) -> str:
    """Of all that decides what becomes of a file: its bytes, the day its path names, the declarations and the program."""
    parts = [found.file.sha256, str(found.edition_hint), source.model_dump_json(), _code_hash()]
    decided = (source.corrections_path, source.event_words_path, units_path())
    parts += [path.read_text(encoding="utf-8") for path in decided if path.exists()]
    return hashlib.sha256("\n".join(parts).encode()).hexdigest()


@cache
def _code_hash() -> str:
    package = Path(__file__).parent.parent
    files = sorted(
        [*package.glob("land/**/*.py"), *package.glob("schema/*.py"), *package.glob("quantities/*.py"), *package.glob("registry/*.py")]
    )
    return hashlib.sha256(b"".join(path.read_bytes() for path in files)).hexdigest()
