"""Landed editions of control lists to what the crosswalk compares: each code with its text, the texts above it, and its notes.

- Read from `$COMMONLIST_HOME/landing/control_item/`, as landed; nothing is fetched and nothing is guessed.
- A code printed twice in one edition is one item; the texts stand below each other.
- Notes (`note`, `technical_note`, `decontrol`) belong to the item they are attached to.
"""

import csv
import io
from collections.abc import Collection, Iterator, Sequence
from datetime import date, timedelta
from functools import lru_cache
from itertools import groupby
from pathlib import Path
from typing import TypeVar

from pydantic import BaseModel, ConfigDict

from commonlist import registry
from commonlist.crosswalk.rules import rule
from commonlist.errors import CrosswalkError
from commonlist.schema.kinds import CODED_KINDS
from commonlist.settings import settings

REFERENCE_LANGUAGE = "en"
Held = TypeVar("Held", str, tuple[str, str, str])


class Item(BaseModel):
    """One code of one edition. `text` is as printed, in the list's language; `parent_code` is blank for what stands at the top."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    item_code: str
    parent_code: str = ""
    kind: str
    text: str
    notes: str = ""
    regimes_text: str = ""
    valid_from: date | None = None
    valid_to: date | None = None

    @property
    def entry_code(self) -> str:
        """The code's first level: `3A001` of `3A001.b.2`."""
        return self.item_code.partition(".")[0]


class ListEdition(BaseModel):
    """One edition of one list; `items` by code, in the order in which they are printed."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    source_id: str
    publisher_code: str
    edition_date: date
    language: str
    origin: str
    items: dict[str, Item]

    def path(self, code: str) -> tuple[Item, ...]:
        """The item and what it stands under, from the top down, itself last; a parent that is not printed is passed over."""
        found: list[Item] = []
        while code:
            if code in self.items:
                found.append(self.items[code])
            above = self.items[code].parent_code if code in self.items else ""
            code = above or code.rpartition(".")[0]
        return tuple(reversed(found))

    def children(self) -> dict[str, list[str]]:
        """The codes directly below each code, in print order."""
        below: dict[str, list[str]] = {}
        for item in self.items.values():
            if item.parent_code:
                below.setdefault(item.parent_code, []).append(item.item_code)
        return below


def lists() -> dict[str, registry.Source]:
    """Every declared control list by source."""
    return {source_id: source for source_id, source in registry.sources().items() if source.record == "control_item"}


def known_list(source_id: str) -> str:
    """The source, if it is a control list. Raises CrosswalkError (`crosswalk.unknown_list`) naming those there are."""
    known = sorted(lists())
    if source_id not in known:
        raise CrosswalkError("crosswalk.unknown_list", f"{source_id} is no control list", next_step=f"use one of {', '.join(known)}")
    return source_id


def edition_dates(source_id: str) -> list[date]:
    """The landed editions of a list, oldest first."""
    folder = settings().landing / "control_item" / source_id
    return sorted(date.fromisoformat(path.stem) for path in folder.glob("*.parquet"))


def spans(dates: Sequence[date], held: Sequence[Collection[Held]]) -> Iterator[tuple[Held, str, str]]:
    """Each thing that editions hold, with the first and last day (ISO 8601) of every run of editions that hold it.

    Blank stands for ever before, where the oldest edition holds it, and for good, where the newest does.
    """
    for one in sorted({one for edition in held for one in edition}):
        numbers = [number for number, edition in enumerate(held) if one in edition]
        for _, run in groupby(enumerate(numbers), key=lambda pair: pair[1] - pair[0]):
            members = [number for _, number in run]
            first, last = members[0], members[-1]
            valid_from = str(dates[first]) if first else ""
            yield one, valid_from, str(dates[last + 1] - timedelta(days=1)) if last + 1 < len(dates) else ""


def newest(source_id: str, on: date | None = None) -> ListEdition:
    """The newest landed edition, or the newest not after the day. Raises CrosswalkError (`crosswalk.not_landed`) if there is none."""
    dates = [one for one in edition_dates(source_id) if on is None or one <= on]
    if not dates:
        when = f" of {on} or before" if on else ""
        raise CrosswalkError(
            "crosswalk.not_landed", f"no edition{when} of {source_id} is landed here", next_step=f"run `commonlist land {source_id}` first"
        )
    return edition(source_id, dates[-1])


def common_codes() -> frozenset[str]:
    """The codes of the common classification (`crosswalks/common/items.csv`)."""
    return _codes_in((settings().crosswalks / "common" / "items.csv").read_bytes())


@lru_cache(maxsize=4)
def _codes_in(table: bytes) -> frozenset[str]:
    return frozenset(row["common_code"] for row in csv.DictReader(io.StringIO(table.decode(), newline="")))


def reference() -> ListEdition:
    """The common classification with the texts of the lists it was drawn from (rule R8), as if it were one list in English.

    `edition_date` is the newest of theirs. Raises CrosswalkError (`crosswalk.not_landed`) where one of them is not landed.
    """
    drawn = rule("R8")
    editions = {source_id: newest(source_id) for source_id in drawn.patterns}
    items = {
        code: item
        for source_id, one in editions.items()
        for code, item in one.items.items()
        if drawn.covers(source_id, code) and item.kind in ("entry", "provision", "reserved")
    }
    return ListEdition(
        source_id="common",
        publisher_code="common",
        edition_date=max(one.edition_date for one in editions.values()),
        language=REFERENCE_LANGUAGE,
        origin="reference",
        items=items,
    )


def edition(source_id: str, edition_date: date) -> ListEdition:
    """One landed edition. Raises CrosswalkError (`crosswalk.not_landed`) naming those that are."""
    path = settings().landing / "control_item" / source_id / f"{edition_date}.parquet"
    if not path.exists():
        known = ", ".join(map(str, edition_dates(source_id))) or "none"
        raise CrosswalkError(
            "crosswalk.not_landed",
            f"the edition {edition_date} of {source_id} is not landed here (landed: {known})",
            next_step="land it, or name one of these",
        )
    source = registry.source(source_id)
    return ListEdition(
        source_id=source_id,
        publisher_code=source.publisher_code,
        edition_date=edition_date,
        language=source.language,
        origin=origin(source_id, edition_date),
        items=_items(path, path.stat().st_mtime_ns),
    )


def origin(source_id: str, edition_date: date) -> str:
    """Where a landed edition came from: `sample`, `folder`, `fetched`, or `unknown` without its publication row."""
    import polars as pl

    path = settings().landing / "publication" / source_id / f"{edition_date}.parquet"
    return str(pl.read_parquet(path, columns=["origin"]).item()) if path.exists() else "unknown"


@lru_cache(maxsize=32)
def _items(path: Path, _: int) -> dict[str, Item]:
    """The items of a landed file; a file that was written anew is read anew."""
    import polars as pl

    items: dict[str, Item] = {}
    notes: dict[str, list[str]] = {}
    for row in pl.read_parquet(path).sort("source_line", maintain_order=True).iter_rows(named=True):
        code = row["item_code"]
        if code is None:
            continue
        if row["kind"] not in CODED_KINDS:
            notes.setdefault(code, []).append(row["text"])
        elif code in items:
            items[code] = items[code].model_copy(update={"text": f"{items[code].text}\n{row['text']}".strip()})
        else:
            shown = {name: row[name] or "" for name in ("item_code", "parent_code", "kind", "text", "regimes_text")}
            items[code] = Item(**shown, valid_from=row["valid_from"], valid_to=row["valid_to"])
    return {code: item.model_copy(update={"notes": "\n".join(notes.get(code, ()))}) for code, item in items.items()}
