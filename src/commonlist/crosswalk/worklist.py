"""What a new edition asks of a steward, as lines that show both texts side by side.

- First what must be decided, then what was carried and should be confirmed; inside each by the licensed value at stake, largest
  share first.
- What changed above many codes is one line with all of them. A change that carries and concerns no row is not shown.
- The file is for the desk: it holds texts of the publisher and stays in `$COMMONLIST_HOME/worklists/`.
"""

from collections.abc import Iterable
from datetime import date
from pathlib import Path
from typing import Literal

from pydantic import BaseModel, ConfigDict

from commonlist.crosswalk.changes import Kind
from commonlist.crosswalk.stake import Stake
from commonlist.crosswalk.table_file import inert, replace_csv
from commonlist.settings import settings

COLUMNS = (
    *("task", "change", "old_codes", "new_codes", "above", "rows", "largest_share", "at_stake"),
    *("old_text", "new_text", "old_notes", "new_notes"),
)


class Task(BaseModel):
    """One line. `rows` tells in words each map row concerned and what became of it; texts of a `context_changed` line are those above."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    task: Literal["decide", "confirm"]
    change: Kind
    old_codes: tuple[str, ...] = ()
    new_codes: tuple[str, ...] = ()
    above: str = ""
    rows: tuple[str, ...] = ()
    stakes: tuple[Stake, ...] = ()
    old_text: str = ""
    new_text: str = ""
    old_notes: str = ""
    new_notes: str = ""

    @property
    def largest_share(self) -> float:
        return max((stake.share for stake in self.stakes), default=0.0)

    @property
    def at_stake(self) -> str:
        return in_words(self.stakes)


def in_words(stakes: Iterable[Stake]) -> str:
    """`gb_licences GBP 1,234 (0.56 %); …`: one figure per source and currency, never added up."""
    return "; ".join(f"{one.source_id} {one.currency} {one.value:,.0f} ({one.share * 100:.2f} %)" for one in stakes)


def ordered(tasks: Iterable[Task]) -> tuple[Task, ...]:
    """As the module says; what is equal stays in the order of the list."""
    return tuple(sorted(tasks, key=lambda task: (task.task != "decide", -task.largest_share)))


def write_worklist(source_id: str, since: date, until: date, tasks: Iterable[Task]) -> Path:
    """The file, written anew; cells a spreadsheet would run begin with an apostrophe."""
    path = settings().home / "worklists" / f"{source_id}_{since}_{until}.csv"
    replace_csv(path, COLUMNS, ([_cell(getattr(task, column)) for column in COLUMNS] for task in tasks))
    return path


def _cell(value: object) -> str:
    return inert("; ".join(value) if isinstance(value, tuple) else f"{value:.6f}" if isinstance(value, float) else str(value))
