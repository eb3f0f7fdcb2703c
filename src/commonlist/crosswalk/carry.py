"""The rows of a map and what changed between two editions of its list to the rows of the newer edition, and what is left to decide.

- A row speaks of the edition in force on its `reviewed_date` or its `valid_from`, whichever is later. One that has neither, as only
  proposals do, speaks of none yet: it is left as it is, because whoever reviews it has the newer text before them.
- The row of a code that carries (`changes.CARRYING`) is not touched; unless the code is unchanged, the worklist shows it.
- The row of a code that does not carry is ended the day before the newer edition, if it speaks of the older one. If it was judged
  for the newer one it stays, and the worklist shows it. The row of a code that neither the newer edition nor a later landed one has
  ends in every case.
- The `reviewed_date` of a row that a rule alone signed is the day of the decision, and tells nothing of the editions the rule has seen.
  Such a row stays where a desk's would, and the worklist says to run the rule again, unless it begins with the newer edition.
- Every code of the newer edition that does not carry and has no row left gets a `todo` row from that edition's day on.
- Doing it twice changes nothing the second time.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from datetime import date, timedelta
from functools import cached_property
from pathlib import Path
from typing import Literal

from pydantic import BaseModel, ConfigDict

from commonlist import registry
from commonlist.crosswalk.changes import KINDS, CodeChange, Kind, compare_editions
from commonlist.crosswalk.lists import ListEdition, edition, edition_dates, known_list
from commonlist.crosswalk.rows import MapRow, map_of, read_map, todo, write_map
from commonlist.crosswalk.stake import Stake, at_stake
from commonlist.crosswalk.tables import CLOSED
from commonlist.crosswalk.worklist import Task, ordered
from commonlist.errors import CrosswalkError

Fate = Literal["carried", "ended", "judged since", "run the rule again", "left", "closed"]


class Transition(BaseModel):
    """Two editions of a list and what changed; `days` are all landed ones, `later_codes` those any edition after the newer one has."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    old: ListEdition
    new: ListEdition
    changes: tuple[CodeChange, ...]
    days: tuple[date, ...]
    later_codes: frozenset[str] = frozenset()

    @cached_property
    def by_old_code(self) -> dict[str, CodeChange]:
        return {code: change for change in self.changes for code in change.old_codes}

    def edition_on(self, day: str) -> date:
        """The landed edition in force on the day; the first one before that."""
        return max((one for one in self.days if one.isoformat() <= day), default=self.days[0])

    def fate(self, row: MapRow) -> Fate:
        """What becomes of a row; `closed` rows do not concern the newer edition, or were closed before."""
        fate = self._fate_of_a_desk(row)
        has_seen_it = row.valid_from >= self.new.edition_date.isoformat()
        return "run the rule again" if fate == "judged since" and _signing_rule(row) and not has_seen_it else fate

    def _fate_of_a_desk(self, row: MapRow) -> Fate:
        since, until = self.old.edition_date, self.new.edition_date
        change, day = self.by_old_code.get(row.item_code), max(row.valid_from, row.reviewed_date)
        if row.status in CLOSED or (row.valid_to and row.valid_to < until.isoformat()):
            return "closed"
        if change is None:
            return "judged since" if row.item_code in self.new.items else "closed"
        if change.carries:
            return "carried"
        if row.item_code not in self.new.items and row.item_code not in self.later_codes and row.valid_from < until.isoformat():
            return "ended"
        if not day:
            return "left"
        return "judged since" if self.edition_on(day) > since else "ended"


class Carried(BaseModel):
    """`rows` is the map as it would be; `counts` says how many codes there are of each change; `fates` how many rows of each fate."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    source_id: str
    since: date
    until: date
    counts: dict[Kind, int]
    fates: dict[Fate, int]
    todo_count: int
    tasks: tuple[Task, ...]
    rows: tuple[MapRow, ...]


def transition(source_id: str, since: date | None = None, until: date | None = None) -> Transition:
    """The last two landed editions, or those named.

    Raises CrosswalkError: `crosswalk.unknown_list`, `crosswalk.one_edition`, `crosswalk.backward_carry`.
    """
    days = edition_dates(known_list(source_id))
    last = until or (days[-1] if days else date.min)
    first = since or max((day for day in days if day < last), default=None)
    if first is None:
        known = ", ".join(map(str, days)) or "none"
        raise CrosswalkError(
            "crosswalk.one_edition", f"there are no two editions of {source_id} to compare (landed: {known})", next_step="land another one"
        )
    if first >= last:
        message = f"{first} is not before {last}"
        raise CrosswalkError("crosswalk.backward_carry", message, next_step="give the older edition to --from and the newer one to --to")
    old, new = edition(source_id, first), edition(source_id, last)
    later = frozenset(code for day in days if day > last for code in edition(source_id, day).items)
    return Transition(old=old, new=new, changes=compare_editions(old, new), days=tuple(days), later_codes=later)


def carry(rows: Iterable[MapRow], step: Transition, stakes: Mapping[str, tuple[Stake, ...]] | None = None) -> Carried:
    """See the module; `stakes` is what hangs on each common entry."""
    before = list(rows)
    fates = {row.key: step.fate(row) for row in before}
    kept = [_ended(row, step) if fates[row.key] == "ended" else row for row in before]
    todos = _todos(kept, step)
    codes = Counter(kind for kind, count in _codes(step.changes) for _ in range(count))
    return Carried(
        source_id=step.new.source_id,
        since=step.old.edition_date,
        until=step.new.edition_date,
        counts={kind: codes[kind] for kind in KINDS},
        fates=dict(sorted(Counter(fates.values()).items())),
        todo_count=len(todos),
        tasks=_Desk(before, fates, {row.item_code for row in todos}, step, stakes or {}).tasks(),
        rows=tuple(sorted([*kept, *todos], key=lambda row: row.key)),
    )


def carry_map(source_id: str, since: date | None = None, until: date | None = None) -> Carried:
    """What carrying the source's map would do; nothing is written."""
    step = transition(source_id, since, until)
    return carry(map_of(registry.source(source_id)), step, at_stake())


def write_carried(carried: Carried) -> Path:
    """Write the map as carried; its path."""
    path = registry.source(carried.source_id).map_path
    if not path.exists() or tuple(read_map(path)) != carried.rows:
        write_map(path, carried.rows)
    return path


def _codes(changes: Iterable[CodeChange]) -> Iterable[tuple[Kind, int]]:
    return ((change.kind, max(len(change.old_codes), len(change.new_codes))) for change in changes)


def _said(change: CodeChange) -> str:
    return change.kind.replace("re_", "re-").replace("_", " ")


def _ended(row: MapRow, step: Transition) -> MapRow:
    day = step.new.edition_date
    reason = f"{_said(step.by_old_code[row.item_code])} in the edition of {day}"
    comment = f"{row.comment}; {reason}" if row.comment else reason
    return row.model_copy(update={"valid_to": (day - timedelta(days=1)).isoformat(), "comment": comment})


def _todos(rows: list[MapRow], step: Transition) -> list[MapRow]:
    day = step.new.edition_date.isoformat()
    stated = {row.item_code for row in rows if not row.is_negated and row.status not in CLOSED and (row.valid_to or "9999") >= day}
    return [
        todo(
            code,
            step.new.publisher_code,
            valid_from=day,
            comment=" ".join([_said(change), *(["from", *change.old_codes] if change.old_codes not in ((), (code,)) else [])]),
        )
        for change in step.changes
        for code in change.new_codes
        if not change.carries and code not in stated
    ]


def _signing_rule(row: MapRow) -> str:
    """The rule that alone reviewed it (`R10`); blank where a desk did, or nobody."""
    kind, _, rule_id = row.reviewer.partition(":")
    return rule_id if kind == "rule" and " " not in rule_id else ""


class _Desk:
    """Changes to lines of a worklist."""

    def __init__(
        self,
        rows: list[MapRow],
        fates: Mapping[tuple[str, ...], Fate],
        todos: set[str],
        step: Transition,
        stakes: Mapping[str, tuple[Stake, ...]],
    ) -> None:
        self.fates, self.todos, self.step, self.stakes = fates, todos, step, stakes
        self.rows: dict[str, list[MapRow]] = defaultdict(list)
        for row in rows:
            if fates[row.key] != "closed":
                self.rows[row.item_code].append(row)

    def tasks(self) -> tuple[Task, ...]:
        found: list[Task] = []
        below: dict[str, list[CodeChange]] = defaultdict(list)
        for change in self.step.changes:
            if change.kind == "context_changed":
                below[change.above].append(change)
            elif change.kind != "unchanged":
                found.append(self._task(change, (*change.old_codes,), (*change.new_codes,)))
        found += [self._together(above, changes) for above, changes in below.items()]
        return ordered(task for task in found if task.task == "decide" or task.rows)

    def _together(self, above: str, changes: list[CodeChange]) -> Task:
        codes = tuple(code for change in changes for code in change.new_codes)
        shown = CodeChange(kind="context_changed", old_codes=codes, new_codes=codes, above=above)
        return self._task(shown, (above,), (above,))

    def _task(self, change: CodeChange, old_shown: tuple[str, ...], new_shown: tuple[str, ...]) -> Task:
        rows = {row.key: row for code in (*change.old_codes, *change.new_codes) for row in self.rows[code]}.values()
        undecided = any(code in self.todos for code in change.new_codes) or any(self.fates[row.key] in ("ended", "left") for row in rows)
        old, new = self.step.old.items, self.step.new.items
        return Task(
            task="decide" if undecided else "confirm",
            change=change.kind,
            old_codes=change.old_codes,
            new_codes=change.new_codes,
            above=change.above,
            rows=tuple(_row_in_words(row, self.fates[row.key]) for row in rows),
            stakes=self._stakes(change, rows),
            old_text="\n".join(old[code].text for code in old_shown if code in old),
            new_text="\n".join(new[code].text for code in new_shown if code in new),
            old_notes="\n".join(old[code].notes for code in old_shown if code in old),
            new_notes="\n".join(new[code].notes for code in new_shown if code in new),
        )

    def _stakes(self, change: CodeChange, rows: Iterable[MapRow]) -> tuple[Stake, ...]:
        """Of the entries its rows name; if there are none, of those the nearest code above is mapped to."""
        entries = {row.common_code.partition(".")[0] for row in rows if row.common_code}
        for one, codes in ((self.step.new, change.new_codes), (self.step.old, change.old_codes)):
            for above in (item for code in codes[:1] for item in reversed(one.path(code))):
                entries = entries or {row.common_code.partition(".")[0] for row in self.rows[above.item_code] if row.common_code}
        found = [stake for entry in entries for stake in self.stakes.get(entry, ())]
        return tuple(sorted(found, key=lambda stake: (-stake.share, stake.source_id)))


def _row_in_words(row: MapRow, fate: Fate) -> str:
    said = f"run {_signing_rule(row)} again" if fate == "run the rule again" else fate
    return f"{row.item_code} {row.predicate} {row.common_code}".rstrip() + f" ({row.status}): {said}"
