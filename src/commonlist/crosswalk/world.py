"""Maps, common items, register and landed lists to the one world that the graph checks look at.

- A judgement knows its file and line, so that every finding can be opened.
- A sample holds some codes only, so its editions are left out: they refute nothing.
- A map or shared table that `lint` refuses for its form is not read; what is said of the others would not be the whole.
"""

import re
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from functools import cached_property
from itertools import combinations
from pathlib import Path
from typing import NamedTuple, Self

from commonlist import registry
from commonlist.crosswalk.desks import desks
from commonlist.crosswalk.lists import edition_dates, origin
from commonlist.crosswalk.rows import MapRow, sound_rows
from commonlist.crosswalk.rules import Rule, register
from commonlist.crosswalk.tables import ITEMS, MAP
from commonlist.schema.kinds import CODED_KINDS
from commonlist.settings import settings

LIVING = ("proposed", "approved", "disputed")
FIRST, LAST = "0000", "9999"


class Judgement(NamedTuple):
    """One map row and where it stands; `file` is its path below the project, `line` counts from 1."""

    source_id: str
    file: str
    line: int
    row: MapRow

    @property
    def item(self) -> tuple[str, str]:
        return self.source_id, self.row.item_code

    @property
    def begins(self) -> str:
        """The first day as an ISO text; an open beginning comes before every day."""
        return self.row.valid_from or FIRST

    @property
    def ends(self) -> str:
        return self.row.valid_to or LAST

    def holds_on(self, day: str) -> bool:
        return self.begins <= day <= self.ends

    def meets(self, other: "Judgement") -> bool:
        """Whether both are in force on some day."""
        return self.begins <= other.ends and other.begins <= self.ends


class CommonItem(NamedTuple):
    """One row of `items.csv`, as far as judgements are held against it."""

    parent_code: str
    level: str
    sensitivity: str


class Code(NamedTuple):
    """One code as one edition prints it; the days are the printed ones, as ISO texts, blank if none is printed."""

    kind: str
    valid_from: str
    valid_to: str


class Printing(NamedTuple):
    """One landed edition of a list: its day as an ISO text, its codes, and `known`, which adds what stands above them unprinted."""

    day: str
    codes: dict[str, Code]
    known: frozenset[str]

    @classmethod
    def of(cls, day: str, codes: dict[str, Code]) -> Self:
        """The edition of these codes; some publishers print provisions without their entry."""
        above = {code[: dot.start()] for code in codes for dot in re.finditer(r"[.]", code)}
        return cls(day, codes, frozenset(above.union(codes)))


@dataclass(frozen=True)
class World:
    """Everything the checks look at. `printings` are oldest first, by list; `map_files` names the map of every control list.

    `unsigned` has, for every source whose rules were run again, the keys of the rows that they do not sign; it takes seconds to tell
    (`approve.unsigned`), so that lint leaves it out.
    """

    judgements: tuple[Judgement, ...] = ()
    items: dict[str, CommonItem] = field(default_factory=dict)
    rules: dict[str, Rule] = field(default_factory=dict)
    printings: dict[str, tuple[Printing, ...]] = field(default_factory=dict)
    map_files: dict[str, str] = field(default_factory=dict)
    desks: frozenset[str] = frozenset()
    today: date = date(1, 1, 1)
    unsigned: dict[str, frozenset[tuple[str, ...]]] = field(default_factory=dict)

    @cached_property
    def approved(self) -> tuple[Judgement, ...]:
        """What an edition would publish."""
        return tuple(one for one in self.judgements if one.row.status == "approved")

    @cached_property
    def positive(self) -> dict[tuple[str, str], list[Judgement]]:
        """The approved judgements that are not negated, by source and code."""
        return _grouped(one for one in self.approved if not one.row.is_negated)

    @cached_property
    def living(self) -> dict[tuple[str, str], list[Judgement]]:
        """What somebody still holds, approved or not, by source and code."""
        return _grouped(one for one in self.judgements if one.row.status in LIVING)

    def rule(self, rule_id: str) -> Rule | None:
        """The rule, if it is adopted and not repealed."""
        found = self.rules.get(rule_id)
        return found if found and found.status != "repealed" else None

    def is_below(self, code: str, other: str) -> bool:
        """Whether the common item stands under the other one."""
        while code := self.items[code].parent_code if code in self.items else "":
            if code == other:
                return True
        return False


def together(judgements: list[Judgement]) -> Iterator[tuple[Judgement, Judgement]]:
    """Every two of them that are in force on some day together, in the order of the file."""
    return ((one, other) for one, other in combinations(judgements, 2) if one.meets(other))


def load_world() -> World:
    """What stands in `crosswalks/` and is landed now, also of a state whose YAML cannot be read: its maps reach the edition too.

    Raises CrosswalkError (`crosswalk.unreadable_map`) for a file of broken form.
    """
    maps = {path.name.removesuffix(".map.csv"): path for path in sorted(settings().crosswalks.glob("*/*.map.csv"))}
    landed = {path.name for path in (settings().landing / "control_item").glob("[a-z]*")}
    declared = {source_id: source.map_path for source_id, source in registry.sources().items() if source.record == "control_item"}
    common = settings().crosswalks / "common"
    items = {
        row["common_code"]: CommonItem(row["parent_code"], row["level"], row["sensitivity"])
        for row in sound_rows(common / "items.csv", ITEMS)
    }
    return World(
        judgements=tuple(
            Judgement(source_id, _name(path), row.line, MapRow.model_construct(None, **row.cells))
            for source_id, path in maps.items()
            for row in sound_rows(path, MAP)
        ),
        items=items,
        rules=register(),
        printings={source_id: tuple(_printings(source_id)) for source_id in sorted(landed | declared.keys())},
        map_files={source_id: _name(path) for source_id, path in (declared | maps).items() if source_id in landed | declared.keys()},
        desks=desks(),
        today=datetime.now(UTC).date(),
    )


def _grouped(judgements: Iterator[Judgement]) -> dict[tuple[str, str], list[Judgement]]:
    groups: dict[tuple[str, str], list[Judgement]] = defaultdict(list)
    for one in judgements:
        groups[one.item].append(one)
    return dict(groups)


def _name(path: Path) -> str:
    return path.relative_to(settings().root).as_posix()


def _printings(source_id: str) -> Iterator[Printing]:
    import polars as pl

    for day in edition_dates(source_id):
        if origin(source_id, day) != "sample":
            path = settings().landing / "control_item" / source_id / f"{day}.parquet"
            columns = pl.read_parquet(path, columns=["item_code", "kind", "valid_from", "valid_to"])
            coded = columns.filter(pl.col("kind").is_in(CODED_KINDS) & pl.col("item_code").is_not_null())
            shown = coded.with_columns(pl.col("valid_from", "valid_to").cast(pl.String).fill_null(""))
            yield Printing.of(day.isoformat(), {code: Code(*facts) for code, *facts in shown.iter_rows()})
