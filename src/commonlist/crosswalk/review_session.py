"""One desk's sitting over the maps: every decision is in the CSV the moment it is taken, and can be taken back.

- The file is read again before each decision; where somebody changed that row meanwhile, nothing is written.
- What was skipped, or decided and is still proposed, is remembered in `$COMMONLIST_HOME/review/<desk>.csv`, so that it is not asked again.
"""

import csv
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

from commonlist import registry
from commonlist.crosswalk.desks import known_desk
from commonlist.crosswalk.review import Bench, Case, Decision, Key, decide, queue, refused
from commonlist.crosswalk.review_evidence import Evidence, Shelf
from commonlist.crosswalk.rows import MapRow, read_map, write_map
from commonlist.crosswalk.table_file import replace_csv
from commonlist.errors import CrosswalkError, RegistryError
from commonlist.settings import settings

COLUMNS = ("what", "source_id", "item_code", "common_code", "predicate", "valid_from")


@dataclass
class Sitting:
    """The cases of one desk, and where it stands among them; `open_sitting` makes one. The first that waits is on the table."""

    bench: Bench
    shelf: Shelf
    paths: dict[str, Path]
    waiting: list[Case]
    laid: dict[Key, str]
    done: list[tuple[Case, MapRow | None]] = field(default_factory=list)
    aim: str | None = None

    @property
    def case(self) -> Case | None:
        """The case on the table; None when nothing waits."""
        return self.waiting[0] if self.waiting else None

    @property
    def common_code(self) -> str:
        """The common item that is looked at: the row's own, or the one the desk aims at."""
        return self.aim if self.aim is not None else self.waiting[0].row.common_code

    @property
    def decided_count(self) -> int:
        """How many rows this sitting decided; skipping decides nothing."""
        return sum(row is not None for _, row in self.done)

    def evidence(self) -> Evidence:
        case = self.waiting[0]
        return self.shelf.evidence(case.source_id, case.row.item_code, self.common_code)

    def refusal(self) -> str:
        """Why the desk may not approve the row on the table; blank where it may."""
        case = self.waiting[0]
        reason = refused(case.row, self.bench, _beside(case.row, read_map(self.paths[case.source_id])))
        return reason[0] if reason else ""

    def take(self, decision: Decision) -> MapRow:
        """Write the decision into the map and pass on. Raises CrosswalkError, and then nothing has changed."""
        case = self.waiting[0]
        rows = self._unchanged(case, case.row)
        becomes = decide(case.row, decision, self.bench, self.common_code, _beside(case.row, rows))
        write_map(self.paths[case.source_id], [becomes if row == case.row else row for row in rows])
        if becomes.status == "proposed" and self.bench.desk not in becomes.reviewer.split():
            self._lay((case.source_id, *becomes.key), "decided")
        self._pass(becomes)
        return becomes

    def skip(self) -> None:
        """Put the case at the end of the queue."""
        case = self.waiting[0]
        self._lay(case.key, "skipped")
        self._pass(None)
        self.waiting.append(case.model_copy(update={"is_skipped": True}))

    def undo(self) -> Case:
        """Take the last decision or skip back. Raises CrosswalkError if there is none, or if the row was changed since."""
        if not self.done:
            raise CrosswalkError("crosswalk.not_decided", "nothing was decided in this sitting", next_step="decide about the row shown")
        case, became = self.done[-1]
        if became is not None:
            rows = self._unchanged(case, became)
            write_map(self.paths[case.source_id], [case.row if row == became else row for row in rows])
        self.done.pop()
        self.laid.pop((case.source_id, *(became or case.row).key), None)
        self._remember()
        self.waiting = [case, *(one for one in self.waiting if one.key != case.key)]
        self.aim = None
        return case

    def reload(self) -> None:
        """Show the row as it stands in the file now; one that is gone, or decided, leaves the queue."""
        case = self.waiting[0]
        found = [row for row in read_map(self.paths[case.source_id]) if row.key == case.row.key and row.status == "proposed"]
        self.waiting[:1] = [case.model_copy(update={"row": row, "is_own": row.author == self.bench.desk}) for row in found]
        self.aim = None

    def _unchanged(self, case: Case, row: MapRow) -> list[MapRow]:
        path = self.paths[case.source_id]
        rows = read_map(path)
        if row not in rows:
            message = f"the row of {row.item_code} was changed meanwhile"
            raise CrosswalkError("crosswalk.row_changed", message, place=path, next_step="look at it as it stands now, and decide again")
        return rows

    def _pass(self, became: MapRow | None) -> None:
        self.done.append((self.waiting.pop(0), became))
        self.aim = None

    def _lay(self, key: Key, what: str) -> None:
        self.laid[key] = what
        self._remember()

    def _remember(self) -> None:
        replace_csv(_memory(self.bench.desk), COLUMNS, ((what, *key) for key, what in self.laid.items()))


def open_sitting(desk: str, state: str | None = None) -> Sitting:
    """What waits for a desk in the maps of one state folder, or of all. Raises CrosswalkError for a name nobody knows."""
    shelf, laid = Shelf(), _laid(known_desk(desk))
    bench = Bench(
        desk=desk,
        day=datetime.now(UTC).date().isoformat(),
        sensitivity={code: item.sensitivity for code, item in shelf.items.items()},
    )
    paths = {source_id: source.map_path for source_id, source in _sources(state).items() if source.map_path.exists()}
    maps = {source_id: read_map(path) for source_id, path in paths.items()}
    waiting = queue(maps, desk, laid, shelf.position, shelf.share)
    return Sitting(bench=bench, shelf=shelf, paths=paths, waiting=waiting, laid=laid)


def _sources(state: str | None) -> dict[str, registry.Source]:
    known = {publisher.code: publisher.sources for publisher in registry.publishers()}
    if state is not None and state not in known:
        raise RegistryError("registry.unknown_state", f"no folder {state!r}", next_step=f"use one of {', '.join(known)}")
    return {source_id: one for code, sources in known.items() if state in (None, code) for source_id, one in sources.items()}


def _beside(row: MapRow, rows: list[MapRow]) -> list[MapRow]:
    """The rows that may contradict it: of the same code, or about the same common item."""
    return [other for other in rows if other != row and (other.item_code == row.item_code or other.common_code == row.common_code)]


def _memory(desk: str) -> Path:
    return settings().home / "review" / f"{desk.replace(':', '_')}.csv"


def _laid(desk: str) -> dict[Key, str]:
    path = _memory(desk)
    if not path.exists():
        return {}
    with path.open(encoding="utf-8", newline="") as file:
        return {tuple(row[column] for column in COLUMNS[1:]): row["what"] for row in csv.DictReader(file)}
