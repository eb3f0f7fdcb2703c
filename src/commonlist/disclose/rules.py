"""The voted rows of `crosswalks/common/disclosure_rules.csv` to the rules that are in force for a state, a measure and an item.

Of several rows that fit, the one that names the state precedes the one that names the item; both precede the rows for all (`*`). Of
rows for the same, the last one in force counts. The floor is voted in euro or decisions, and kept in hundredths as amounts are. The
parameters stand in no public file of an edition.
"""

import csv
from collections.abc import Iterable, Iterator
from datetime import date
from pathlib import Path
from typing import Any

import polars as pl
from pydantic import BaseModel, ConfigDict

from commonlist.disclose.cells import HUNDREDTHS
from commonlist.disclose.primary import PrimaryRules
from commonlist.errors import DisclosureError, Place

RULES = Path("crosswalks") / "common" / "disclosure_rules.csv"
EVERY = "*"
_WHOM = ("measure_code", "reporting_state", "common_code", "valid_from", "decision_id", "is_withheld")
_RULES = tuple(PrimaryRules.model_fields)
ROW: dict[str, Any] = (
    dict.fromkeys(_WHOM, pl.String)
    | {"valid_from": pl.Date, "is_withheld": pl.Boolean}
    | dict.fromkeys((*_RULES, "intervals_above"), pl.Float64)
)


class VotedRules(BaseModel):
    """One row: to what it applies, since when, by which decision, and its rules. `is_withheld`: the measure is not published at all.

    `intervals_above`: where more than this share of a state's cells is suppressed, they are published as intervals; None: never.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    measure_code: str
    reporting_state: str
    common_code: str
    valid_from: date
    decision_id: str
    is_withheld: bool
    rules: PrimaryRules
    intervals_above: float | None = None


class RuleBook(BaseModel):
    """All rows; `of` finds the one in force."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    rows: tuple[VotedRules, ...]

    def of(self, measure_code: str, state: str, item: str, on: date) -> VotedRules:
        """The row in force. Raises DisclosureError `disclose.no_rules` where there is none: nothing is published without a rule."""
        fitting = self._fitting(measure_code, state, item, on)
        if not fitting:
            raise DisclosureError(
                "disclose.no_rules",
                f"no rules are in force for {measure_code} of {state}, {item}, on {on}",
                place=Place(file=RULES.as_posix(), column="measure_code"),
                next_step="have the steering body vote a row for it",
            )
        return fitting[-1]

    def intervals_above(self, measure_code: str, state: str, on: date) -> float | None:
        """The share of suppressed cells of a state (`*` for all states together) above which they are published as intervals."""
        fitting = self._fitting(measure_code, state, EVERY, on)
        return fitting[-1].intervals_above if fitting else None

    def withheld(self, measure_code: str, states: Iterable[str], on: date) -> Iterator[tuple[str, str]]:
        """Which of these states withhold the measure of which items (`*` for all), whether or not they have decided anything."""
        items = sorted({row.common_code for row in self.rows} - {EVERY})
        for state in states:
            for item in (EVERY, *items):
                fitting = self._fitting(measure_code, state, item, on)
                if fitting and fitting[-1].is_withheld:
                    yield state, item
                    if item == EVERY:
                        break

    def table(self, measure_code: str, on: date) -> pl.DataFrame:
        """The rows (ROW) of a measure that count on a day, or would if no other did; a floor in hundredths."""
        rows = [row for row in self.rows if row.measure_code == measure_code and row.valid_from <= on]
        told = [row.model_dump(include={*_WHOM, "intervals_above"}) | row.rules.model_dump() for row in rows]
        return pl.DataFrame(told, schema=ROW)

    def _fitting(self, measure_code: str, state: str, item: str, on: date) -> list[VotedRules]:
        """The rows for it, the one in force last."""
        found = [
            row
            for row in self.rows
            if row.measure_code == measure_code
            and row.valid_from <= on
            and row.reporting_state in (state, EVERY)
            and row.common_code in (item, EVERY)
        ]
        return sorted(found, key=lambda row: (row.reporting_state != EVERY, row.common_code != EVERY, row.valid_from))


def read_rules(root: Path) -> RuleBook:
    """The rows as the steering body voted them, none where it voted none yet. `commonlist lint` says what each cell may hold."""
    if not (root / RULES).is_file():
        return RuleBook(rows=())
    with (root / RULES).open(encoding="utf-8", newline="") as file:
        return RuleBook(rows=tuple(_voted(csv.DictReader(file))))


def book_of(table: pl.DataFrame) -> RuleBook:
    """The rows of such a table."""
    rows = table.to_dicts()
    told = [{name: row[name] for name in (*_WHOM, "intervals_above")} | {"rules": {name: row[name] for name in _RULES}} for row in rows]
    return RuleBook(rows=tuple(map(VotedRules.model_validate, told)))


def _voted(rows: Iterable[dict[str, str]]) -> Iterable[VotedRules]:
    for row in rows:
        rules: dict[str, Any] = {name: row[name] for name in PrimaryRules.model_fields if row[name]}
        if row["least_value"]:
            rules["least_value"] = HUNDREDTHS * float(row["least_value"])
        facts = {name: row[name] for name in ("measure_code", "reporting_state", "common_code", "valid_from", "decision_id")}
        if row["intervals_above"] and row["common_code"] != EVERY:
            raise DisclosureError(
                "disclose.intervals_of_item",
                f"{row['measure_code']} of {row['common_code']} has `intervals_above`, which is voted for all items of a state together",
                place=Place(file=RULES.as_posix(), column="intervals_above"),
                next_step="leave it blank there, and have the steering body vote it in the row for all items (`*`)",
            )
        more = {"is_withheld": row["is_withheld"] == "yes", "rules": rules, "intervals_above": row["intervals_above"] or None}
        yield VotedRules.model_validate(facts | more)
