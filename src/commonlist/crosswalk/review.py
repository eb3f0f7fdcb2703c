"""Proposed rows to a queue for one desk, and a desk's decision to the row that it makes.

- Nobody approves what they said themselves: a desk that changes a predicate, or the common item, is the author of the new judgement,
  which stays proposed until another desk approves it.
- A sensitive item takes the desks of two states: the first is written down as reviewer and the row stays proposed.
- What contradicts an approved row is not approved; `todo` is never approved.
- The row with the most licensed value at stake comes first, then print order; what the desk itself said comes after that, what it skipped
  last, and what it decided does not come back.
"""

from collections.abc import Callable, Iterable, Mapping
from enum import StrEnum

from pydantic import BaseModel, ConfigDict

from commonlist.crosswalk.rows import MapRow
from commonlist.crosswalk.tables import AGGREGATING, TARGETLESS
from commonlist.errors import CrosswalkError

Key = tuple[str, ...]


class Decision(StrEnum):
    """What a desk may say of a row; those that are a predicate say that this is the relation."""

    APPROVE = "approve"
    EXACT = "exact"
    CLOSE = "close"
    NARROW = "narrow"
    BROAD = "broad"
    OVERLAPS = "overlaps"
    RELATED = "related"
    NONE = "none"
    UNJUDGED = "todo"
    WITHDRAW = "withdraw"
    DISPUTE = "dispute"


OUTCOMES = {Decision.WITHDRAW: "withdrawn", Decision.DISPUTE: "disputed"}


class Bench(BaseModel):
    """Who decides (`desk:gb`), on which day (ISO 8601), and how sensitive each common item is."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    desk: str
    day: str
    sensitivity: Mapping[str, str]

    def is_sensitive(self, common_code: str) -> bool:
        return self.sensitivity.get(common_code, "none") != "none"


class Case(BaseModel):
    """One proposed row that waits for a desk. `share` (0–1) is the largest share of a state's licensed value on its common entry."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    source_id: str
    row: MapRow
    share: float = 0
    position: int = 0
    is_own: bool = False
    is_skipped: bool = False

    @property
    def key(self) -> Key:
        return (self.source_id, *self.row.key)

    def summary(self) -> dict[str, str | float]:
        """The case in one line of a table."""
        row = self.row
        said = {"source": self.source_id, "item_code": row.item_code, "predicate": row.predicate, "common_code": row.common_code}
        waits = "own row, waits for another desk" if self.is_own else "skipped before" if self.is_skipped else ""
        return {**said, "author": row.author, "reviewer": row.reviewer, "stake_share": round(self.share, 4), "remark": waits}


def queue(
    maps: Mapping[str, Iterable[MapRow]],
    desk: str,
    laid: Mapping[Key, str],
    position: Callable[[str, str], int] = lambda _source, _code: 0,
    share: Callable[[str, MapRow], float] = lambda _source, _row: 0,
) -> list[Case]:
    """The cases of one desk, in the order in which it should see them.

    `laid` holds the cases that the desk laid aside (`skipped`, or `decided` and still proposed), `position` is where a list prints
    a code, `share` what is at stake on a row.
    """
    cases = [
        Case(
            source_id=source_id,
            row=row,
            share=share(source_id, row),
            position=position(source_id, row.item_code),
            is_own=row.author == desk,
            is_skipped=(source_id, *row.key) in laid,
        )
        for source_id, rows in maps.items()
        for row in rows
        if row.status == "proposed" and desk not in row.reviewer.split() and not _is_settled(row, desk, laid.get((source_id, *row.key)))
    ]
    return sorted(cases, key=lambda case: (case.is_skipped, case.is_own, -case.share, case.source_id, case.position, case.row.key))


def _is_settled(row: MapRow, desk: str, said: str | None) -> bool:
    """Whether the desk decided it and nobody judged it anew since."""
    return said == "decided" and (row.author == desk or row.predicate == "todo")


def decide(row: MapRow, decision: Decision, bench: Bench, common_code: str, others: Iterable[MapRow] = ()) -> MapRow:
    """The row that a decision makes of a proposed one; `common_code` is the item it is about, `others` are the rows beside it.

    Raises CrosswalkError (`crosswalk.not_approved`, `crosswalk.not_decided`) with the reason where the desk may not, or the rows forbid it.
    """
    if decision in OUTCOMES:
        return _ended(row, OUTCOMES[decision], bench)
    predicate = row.predicate if decision is Decision.APPROVE else decision.value
    target = "" if predicate in TARGETLESS else common_code
    if (predicate, target) == (row.predicate, row.common_code):
        return row if predicate == "todo" and decision is not Decision.APPROVE else _approved(row, bench, others)
    if predicate not in TARGETLESS and not target:
        raise CrosswalkError("crosswalk.not_decided", "no common item is named", next_step="choose a suggested one by its number first")
    return _judged_anew(row, predicate, target, bench)


def _ended(row: MapRow, status: str, bench: Bench) -> MapRow:
    if row.author != bench.desk:
        return row.model_copy(update={"status": status, **_reviewed(row, bench)})
    if status == "disputed":
        raise CrosswalkError("crosswalk.not_decided", "no desk disputes its own row", next_step="withdraw it instead")
    return row.model_copy(update={"status": status})


def _judged_anew(row: MapRow, predicate: str, common_code: str, bench: Bench) -> MapRow:
    weights = {} if predicate in AGGREGATING else {"weight": "", "weight_basis": ""}
    return row.model_copy(
        update={
            "predicate": predicate,
            "common_code": common_code,
            "justification": "semapv:ManualMappingCuration",
            "confidence": "",
            "author": bench.desk,
            "reviewer": "",
            "reviewed_date": "",
            **weights,
        }
    )


def _approved(row: MapRow, bench: Bench, others: Iterable[MapRow]) -> MapRow:
    refusal = refused(row, bench, others)
    if refusal:
        raise CrosswalkError("crosswalk.not_approved", *refusal[:1], next_step=refusal[1])
    reviewed = _reviewed(row, bench)
    desks = [name for name in reviewed["reviewer"].split() if name.startswith("desk:")]
    is_enough = len(desks) > 1 or not bench.is_sensitive(row.common_code)
    return row.model_copy(update={"status": "approved" if is_enough else "proposed", **reviewed})


def refused(row: MapRow, bench: Bench, others: Iterable[MapRow] = ()) -> tuple[str, str] | None:
    """Why the desk may not approve the row, and what to do instead; None where it may."""
    if row.author == bench.desk:
        return f"{bench.desk} is the author of the row", "leave it to another desk, or change or withdraw it"
    if row.predicate == "todo":
        return "`todo` is no judgement", "say what the code is, or that there is `none`"
    for other in others:
        if other.status == "approved" and other != row and row.overlaps(other) and _contradict(row, other):
            return (
                f"approved already: {other.predicate} {other.common_code}".rstrip(),
                "withdraw this row, or end that one in the map first",
            )
    return None


def _contradict(row: MapRow, other: MapRow) -> bool:
    """`none` beside a relation, two exact ones, or one pair both so and not so; of two codes, both exactly one common item."""
    if row.item_code != other.item_code:
        return row.common_code == other.common_code and row.predicate == other.predicate == "exact"
    if row.common_code == other.common_code and row.is_negated != other.is_negated:
        return row.relation == other.relation
    if row.is_negated or other.is_negated:
        return False
    return "none" in (row.predicate, other.predicate) or row.predicate == other.predicate == "exact" or row.common_code == other.common_code


def _reviewed(row: MapRow, bench: Bench) -> dict[str, str]:
    return {"reviewer": f"{row.reviewer} {bench.desk}".strip(), "reviewed_date": bench.day}
