"""A stewards' map file to rows that a program may change, and back to the same bytes.

- Rows are values: a judgement that changes is another row.
- A file that `lint` refuses for its form is not read, so that nothing is lost when it is written again.
- Written as stewards keep it: UTF-8, LF, sorted by key, quotes only where a cell needs them, so that a diff is a decision.
"""

from collections.abc import Iterable, Iterator
from datetime import date
from functools import lru_cache
from itertools import pairwise
from pathlib import Path

from pydantic import BaseModel, ConfigDict

from commonlist import registry
from commonlist.crosswalk.sheet import Row, read_sheet
from commonlist.crosswalk.table_file import csv_text, replace_csv
from commonlist.crosswalk.tables import AGGREGATING, MAP, NOT, Table
from commonlist.errors import CrosswalkError, Place
from commonlist.settings import settings


class MapRow(BaseModel):
    """One judgement, in the columns of `*.map.csv` (SSSOM terms, DESIGN §6); a blank cell is an empty text.

    `predicate` is as written, `not:` included; `relation` is without it. Days are ISO 8601 texts, both ends of the validity included.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    item_code: str
    predicate: str
    common_code: str = ""
    weight: str = ""
    weight_basis: str = ""
    justification: str
    confidence: str = ""
    status: str
    author: str
    reviewer: str = ""
    reviewed_date: str = ""
    valid_from: str = ""
    valid_to: str = ""
    citation: str = ""
    comment: str = ""

    @property
    def key(self) -> tuple[str, ...]:
        return tuple(str(getattr(self, column)) for column in MAP.key)

    @property
    def is_negated(self) -> bool:
        return self.predicate.startswith(NOT)

    @property
    def relation(self) -> str:
        return self.predicate.removeprefix(NOT)

    @property
    def aggregates(self) -> bool:
        return self.predicate in AGGREGATING

    def is_in_force(self, day: date) -> bool:
        """Whether the judgement is approved and holds on that day."""
        return self.status == "approved" and self.is_valid_on(day)

    def is_valid_on(self, day: date) -> bool:
        """Whether the day lies in the row's validity, decided or not."""
        return (self.valid_from or "0000") <= day.isoformat() <= (self.valid_to or "9999")

    def covers(self, other: "MapRow") -> bool:
        """Whether it holds on every day on which the other does."""
        return self.valid_from <= other.valid_from and (other.valid_to or "9999") <= (self.valid_to or "9999")

    def overlaps(self, other: "MapRow") -> bool:
        """Whether there is a day in the validity of both."""
        return (self.valid_from or "0000") <= (other.valid_to or "9999") and (other.valid_from or "0000") <= (self.valid_to or "9999")


def todo(item_code: str, publisher_code: str, **cells: str) -> MapRow:
    """The row of a code that the publisher's desk has seen and nobody has judged."""
    given = {"justification": "semapv:UnspecifiedMatching", "status": "proposed", "author": f"desk:{publisher_code}"}
    return MapRow(item_code=item_code, predicate="todo", **given, **cells)


def read_map(path: Path) -> list[MapRow]:
    """The rows of one file, in its order. Raises CrosswalkError (`crosswalk.unreadable_map`) for a file lint refuses for its form."""
    return list(_rows_of(path, path.read_bytes()))


@lru_cache(maxsize=16)
def _rows_of(path: Path, _: bytes) -> tuple[MapRow, ...]:
    """Rules ask for the same map again and again; one that was written anew is read anew."""
    return tuple(MapRow.model_validate(row.cells) for row in sound_rows(path, MAP))


def map_of(source: registry.Source) -> list[MapRow]:
    """The rows of a source's map; none where it has no map yet. Raises what `read_map` raises."""
    return read_map(source.map_path) if source.map_path.exists() else []


def sound_rows(path: Path, table: Table) -> list[Row]:
    """The rows of a stewards' file with their lines. Raises CrosswalkError (`crosswalk.unreadable_map`) like `read_map`."""
    sheet = read_sheet(path, path.relative_to(settings().root).as_posix() if path.is_relative_to(settings().root) else path.name, table)
    if sheet.findings:
        first = sheet.findings[0]
        raise CrosswalkError(
            "crosswalk.unreadable_map",
            first.message,
            place=Place(file=first.file, line=first.line, column=first.column),
            next_step=first.next_step,
        )
    return sheet.rows


def maps() -> dict[str, list[MapRow]]:
    """The rows of every declared source that has a map file, by source."""
    return {source_id: map_of(source) for source_id, source in registry.sources().items() if source.map_path.exists()}


def write_map(path: Path, rows: Iterable[MapRow]) -> None:
    """Replace the file in one step. Raises CrosswalkError (`crosswalk.duplicate_row`) for two rows of one key; the file stays then."""
    ordered = sorted(rows, key=lambda row: row.key)
    for one, other in pairwise(ordered):
        if one.key == other.key:
            named = " / ".join(filter(None, one.key))
            raise CrosswalkError("crosswalk.duplicate_row", f"two rows say {named}", place=path, next_step="keep one of the two")
    replace_csv(path, MAP.columns, _cells(ordered))


def as_csv(rows: Iterable[MapRow]) -> str:
    """The text of a map file."""
    return csv_text(MAP.columns, _cells(rows))


def _cells(rows: Iterable[MapRow]) -> Iterator[list[str]]:
    return ([getattr(row, column) for column in MAP.columns] for row in rows)
