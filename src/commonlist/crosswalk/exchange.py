"""A map as it stands, and as a partner's table has it, to what would change, row by row."""

from collections import Counter
from collections.abc import Iterable

from pydantic import BaseModel, ConfigDict

from commonlist.crosswalk.rows import MapRow
from commonlist.crosswalk.sssom_reader import WHOLE, MappingSet
from commonlist.crosswalk.tables import MAP
from commonlist.errors import CrosswalkError


class Change(BaseModel):
    """One row that is `added`, `removed` or `changed`; `what` names the cells that differ, or says the whole judgement."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    change: str
    item_code: str
    predicate: str
    common_code: str
    what: str


def changes(before: Iterable[MapRow], after: Iterable[MapRow]) -> list[Change]:
    """What the second set of rows does to the first, in the order of a map. A row that is in both says nothing."""
    old, new = {row.key: row for row in before}, {row.key: row for row in after}
    found = []
    for key in sorted(old.keys() | new.keys()):
        was, becomes = old.get(key), new.get(key)
        row = becomes or was
        if row is None or was == becomes:
            continue
        change = "changed" if was and becomes else "added" if becomes else "removed"
        what = _cells(was, becomes) if was and becomes else f"{row.status}, author {row.author}, reviewer {row.reviewer or 'none'}"
        found.append(Change(change=change, item_code=row.item_code, predicate=row.predicate, common_code=row.common_code, what=what))
    return found


def in_words_of(found: Iterable[Change]) -> str:
    """How many rows are added, removed and changed."""
    counts = Counter(one.change for one in found)
    return ", ".join(f"{counts[kind]:,} {kind}" for kind in ("added", "removed", "changed"))


def require_whole(table: MappingSet, before: Iterable[MapRow]) -> None:
    """Raises CrosswalkError (`crosswalk.sssom_lossy`) where the table has no column for what approved rows of the map say."""
    approved = [row for row in before if row.status == "approved"]
    lost = [column for column in table.missing if any(getattr(row, column) for row in approved)]
    if lost:
        raise CrosswalkError(
            "crosswalk.sssom_lossy",
            f"the table has no {', '.join(lost)}, and {len(approved):,} approved rows of the map would lose them",
            next_step=WHOLE,
        )


def _cells(was: MapRow, becomes: MapRow) -> str:
    pairs = ((column, getattr(was, column), getattr(becomes, column)) for column in MAP.columns)
    return "; ".join(f"{column}: {old or 'blank'} → {new or 'blank'}" for column, old, new in pairs if old != new)
