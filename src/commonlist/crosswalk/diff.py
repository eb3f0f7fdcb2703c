"""Two states of the maps to the judgements that differ, and the licensed value that hangs on each.

- A state is a published edition (`2026.11.0`), a `crosswalks` folder, or one map file. An edition holds approved rows only, so only
  those are compared where either side is one.
- A row is followed from one state to the other by item, common item, predicate and `valid_from`; where exactly one row of a pair is
  left on each side, it is the same judgement changed; so it is where a `todo` or `none` of an item became its only mapping, or back.
- A change is of every kind that applies: `re_typed` (predicate or common item), `re_weighted`, `re_decided` (status, author, reviewer,
  review day), `re_dated` (validity), `re_worded` (justification, confidence, citation, comment); or `added`, or `removed`.
- Comparing the other way round mirrors every change; figures are compared as numbers (`1.00` is `1`).
"""

from collections import defaultdict
from collections.abc import Callable, Hashable, Iterable, Mapping
from decimal import Decimal
from pathlib import Path
from typing import Annotated, Literal, get_args

from pydantic import AfterValidator, BaseModel, ConfigDict

from commonlist.crosswalk.rows import MapRow, read_map
from commonlist.crosswalk.stake import Stake
from commonlist.crosswalk.tables import NOT, TARGETLESS
from commonlist.errors import CrosswalkError
from commonlist.settings import settings

Kind = Literal["added", "removed", "re_typed", "re_weighted", "re_decided", "re_dated", "re_worded"]
KINDS: tuple[Kind, ...] = get_args(Kind)
_COLUMNS: dict[Kind, tuple[str, ...]] = {
    "re_typed": ("predicate", "common_code"),
    "re_weighted": ("weight", "weight_basis"),
    "re_decided": ("status", "author", "reviewer", "reviewed_date"),
    "re_dated": ("valid_from", "valid_to"),
    "re_worded": ("justification", "confidence", "citation", "comment"),
}
_TOLD: dict[Kind, tuple[str, ...]] = {
    "re_weighted": ("weight",),
    "re_decided": ("status", "reviewer"),
    "re_dated": ("valid_from", "valid_to"),
}


def _with_plain_figures(row: MapRow) -> MapRow:
    return row.model_copy(update={"weight": _number(row.weight), "confidence": _number(row.confidence)})


class SourcedRow(BaseModel):
    """A map row and the list or statistics whose map it stands in; its figures are written without noughts at the end."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    source_id: str
    row: Annotated[MapRow, AfterValidator(_with_plain_figures)]


class State(BaseModel):
    """All rows of one state; `is_published` where it holds approved rows only, `only` where it is the map of one source."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    rows: frozenset[SourcedRow]
    is_published: bool = False
    only: str = ""


class RowChange(BaseModel):
    """One judgement before and after; `stakes` are those of the common entries it concerns, one per statistics source and currency."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    source_id: str
    kinds: tuple[Kind, ...]
    before: MapRow | None = None
    after: MapRow | None = None
    stakes: tuple[Stake, ...] = ()

    @property
    def shown(self) -> MapRow:
        """The row afterwards, or the one that is gone."""
        return next(row for row in (self.after, self.before) if row)

    def in_words(self) -> str:
        """`us_ccl 3A001.b.2: close → exact 3A001.b.2, desk:us`."""
        begin, end = f"{self.source_id} {self.shown.item_code}: ", f", {self.shown.author}"
        if not (self.before and self.after):
            return f"{begin}{_judgement(self.shown)} {self.kinds[0]}{end}"
        was = self.before.predicate if self.before.common_code == self.after.common_code else _judgement(self.before)
        typed = f"{was} → " if "re_typed" in self.kinds else ""
        told = [f", {_told(self.before, kind)} → {_told(self.after, kind)}" for kind in self.kinds if kind in _TOLD]
        return "".join([begin, typed, _judgement(self.after), *told, ", reworded" if "re_worded" in self.kinds else "", end])


def state(name: str) -> State:
    """An edition by number, a folder of state folders, or one map file. Raises CrosswalkError (`crosswalk.no_such_state`)."""
    published = (settings().editions / name / "catalog" / "crosswalk").with_suffix(".parquet")
    path = Path(name)
    if published.is_file():
        return State(rows=frozenset(_published(published)), is_published=True)
    files = [path] if path.is_file() else sorted(path.glob("*/*.map.csv"))
    if not files or not all(file.name.endswith(".map.csv") for file in files):
        known = ", ".join(sorted(one.name for one in settings().editions.glob("*") if (one / "catalog").is_dir())) or "none here"
        next_step = f"name an edition ({known}), a crosswalks folder, or a .map.csv file"
        raise CrosswalkError("crosswalk.no_such_state", f"{name!r} holds no maps", next_step=next_step)
    rows = {SourcedRow(source_id=file.name.removesuffix(".map.csv"), row=row) for file in files for row in read_map(file)}
    return State(rows=frozenset(rows), only=path.name.removesuffix(".map.csv") if path.is_file() else "")


def compare_states(one: State, other: State, stakes: Mapping[str, tuple[Stake, ...]]) -> tuple[RowChange, ...]:
    """The judgements that differ; one map file is held against the map of the same source. Raises CrosswalkError (`crosswalk.two_maps`)."""
    only = {one.only, other.only} - {""}
    if len(only) > 1:
        message = f"{' and '.join(sorted(only))} are maps of different sources"
        raise CrosswalkError("crosswalk.two_maps", message, next_step="name two states of one map")
    is_published = one.is_published or other.is_published

    def counts(found: SourcedRow) -> bool:
        return (not only or found.source_id in only) and (not is_published or found.row.status == "approved")

    return compare_rows(filter(counts, one.rows), filter(counts, other.rows), stakes)


def compare_rows(
    before: Iterable[SourcedRow], after: Iterable[SourcedRow], stakes: Mapping[str, tuple[Stake, ...]] | None = None
) -> tuple[RowChange, ...]:
    """Every row of either side that the other lacks, in exactly one change, the largest share at stake first."""
    old, new = set(before), set(after)
    left, right = sorted(old - new, key=str), sorted(new - old, key=str)
    pairs: list[tuple[SourcedRow | None, SourcedRow | None]] = []
    for key in (_same_key, _same_judgement, _same_pair, _same_item):
        found, left, right = _matched(left, right, key)
        pairs += found
    pairs += [(row, None) for row in left] + [(None, row) for row in right]
    changes = [_change(one, other, stakes or {}) for one, other in pairs]
    return tuple(sorted(changes, key=_rank))


def _published(path: Path) -> Iterable[SourcedRow]:
    import polars as pl

    for row in pl.read_parquet(path).iter_rows(named=True):
        cells = {name: "" if row[name] is None else _text(row[name]) for name in MapRow.model_fields if name not in ("status", "predicate")}
        predicate = f"{NOT if row['is_negated'] else ''}{row['predicate']}"
        yield SourcedRow(source_id=row["source_id"], row=MapRow(**cells, predicate=predicate, status="approved"))


def _text(value: object) -> str:
    return _number(str(value)) if isinstance(value, Decimal) else str(value)


def _number(text: str) -> str:
    return f"{Decimal(text).normalize():f}" if text.replace(".", "", 1).isdigit() else text


Key = Callable[[SourcedRow], Hashable]


def _same_key(one: SourcedRow) -> Hashable:
    return (one.source_id, *one.row.key)


def _same_judgement(one: SourcedRow) -> Hashable:
    return one.source_id, one.row.item_code, one.row.common_code, one.row.predicate


def _same_pair(one: SourcedRow) -> Hashable:
    return one.source_id, one.row.item_code, one.row.common_code, one.row.is_negated


def _same_item(one: SourcedRow) -> Hashable:
    return one.source_id, one.row.item_code, one.row.is_negated


def _matched(
    left: list[SourcedRow], right: list[SourcedRow], key: Key
) -> tuple[list[tuple[SourcedRow | None, SourcedRow | None]], list[SourcedRow], list[SourcedRow]]:
    """The pairs that are alone under their key on both sides, and what stays. By item only where one of the two names no common item."""
    groups: dict[Hashable, tuple[list[SourcedRow], list[SourcedRow]]] = defaultdict(lambda: ([], []))
    for number, side in enumerate((left, right)):
        for one in side:
            groups[key(one)][number].append(one)
    pairs: list[tuple[SourcedRow | None, SourcedRow | None]] = []
    stays: tuple[list[SourcedRow], list[SourcedRow]] = ([], [])
    for ones, others in groups.values():
        is_targetless = any(one.row.predicate in TARGETLESS for one in (*ones, *others))
        if len(ones) == len(others) == 1 and (key is not _same_item or is_targetless):
            pairs.append((ones[0], others[0]))
        else:
            stays[0].extend(ones)
            stays[1].extend(others)
    return pairs, *stays


def _change(one: SourcedRow | None, other: SourcedRow | None, stakes: Mapping[str, tuple[Stake, ...]]) -> RowChange:
    sides = [side for side in (one, other) if side]
    entries = sorted({side.row.common_code.partition(".")[0] for side in sides})
    found = sorted((stake for entry in entries for stake in stakes.get(entry, ())), key=lambda stake: (-stake.share, stake.source_id))
    return RowChange(
        source_id=sides[0].source_id,
        kinds=_kinds(one.row, other.row) if one and other else ("removed",) if one else ("added",),
        before=one.row if one else None,
        after=other.row if other else None,
        stakes=tuple(found),
    )


def _kinds(before: MapRow, after: MapRow) -> tuple[Kind, ...]:
    return tuple(kind for kind, columns in _COLUMNS.items() if any(getattr(before, name) != getattr(after, name) for name in columns))


def _rank(change: RowChange) -> tuple[float, str, tuple[str, ...], str]:
    """Rows of one key, which no sound map has, still come in one order."""
    return (
        -max((stake.share for stake in change.stakes), default=0.0),
        change.source_id,
        change.shown.key,
        str((change.before, change.after)),
    )


def _judgement(row: MapRow) -> str:
    return f"{row.predicate} {row.common_code}".rstrip()


def _told(row: MapRow, kind: Kind) -> str:
    if kind == "re_dated":
        return f"{row.valid_from or '…'} to {row.valid_to or '…'}"
    return " ".join(filter(None, (getattr(row, name) for name in _TOLD[kind]))) or "blank"
