"""What the translation macros of an edition answer, as values, and the words in which an answer is told.

- A `todo`, `none` or `unverified` gives its reasons; it never names a code that was only proposed.
- An answer on a day before the lists held are known to have printed its codes says what it takes for granted.
"""

from datetime import date
from typing import Literal

from pydantic import BaseModel, ConfigDict

Outcome = Literal["mapped", "none", "unverified", "todo"]
SAID: dict[Outcome, str] = {
    "none": "none: no item of the common classification, by decision; national goods of {destination} were not compared",
    "unverified": "unverified: nothing approved says which code it is",
    "todo": "todo: nothing is decided that leads there",
}


class Fact(BaseModel):
    """Base of what an answer is made of."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class Target(Fact):
    """One counterpart; `predicate` says what the asked code is to it (`narrow`: the asked code is the narrower one)."""

    predicate: str
    source_id: str
    item_code: str


class Trail(Fact):
    """One path of judgements, in the columns of the macro `explain_code`; `second_predicate` is read from the common item to the code.

    Only the nearest trails that say something are used. No target is named where the code has no counterpart, or only proposals lead
    to the list.
    """

    is_nearest: bool
    item_code: str
    speaking_code: str | None
    first_predicate: str | None
    first_reviewer: str | None
    first_reviewed_date: date | None
    common_code: str | None
    target_common_code: str | None
    second_predicate: str | None
    second_reviewer: str | None
    second_reviewed_date: date | None
    target_source_id: str
    target_item_code: str | None
    composed_predicate: str | None
    composition: str | None
    path_status: str
    is_denied: bool

    def in_words(self) -> str:
        """The path, hop by hop."""
        if self.path_status != "approved":
            return f"to {self.target_source_id}: judgements that are not approved yet"
        climbed = [f"{self.item_code} is below {self.speaking_code}"] if self.speaking_code != self.item_code else []
        first = f"{self.speaking_code} {self.first_predicate} {self.common_code or ''}".rstrip()
        hops = [*climbed, f"{first} ({self.first_reviewer}, {self.first_reviewed_date})"]
        if self.target_item_code is None:
            return f"to {self.target_source_id}: " + "; ".join(hops)
        if self.target_common_code != self.common_code:
            hops.append(f"{self.common_code} is below {self.target_common_code}")
        second = f"{self.target_common_code} {self.second_predicate} {self.target_item_code}"
        hops.append(f"{second} ({self.second_reviewer}, {self.second_reviewed_date})")
        said = [self.composition] if self.composition else []
        denied = ["a negated judgement forbids this path"] if self.is_denied else []
        title = f"to {self.target_source_id}:{self.target_item_code}: {self.composed_predicate or 'nothing follows'}"
        return "\n    ".join([title, *hops, *said, *denied])


class Standing(Fact):
    """One approved judgement of the asked code or of a code above it, in the columns of the macro `judgements_above`."""

    source_id: str
    item_code: str
    predicate: str
    common_code: str | None
    is_category: bool
    reviewer: str
    reviewed_date: date

    def in_words(self) -> str:
        """What was judged, and by whom."""
        return f"{self.item_code} {self.predicate} {self.common_code or ''}".rstrip() + f" ({self.reviewer}, {self.reviewed_date})"


class Supposition(Fact):
    """A code that is not known to have stood on the day asked for; without `item_code`, a whole list that the answer names no code of.

    `since_date` is the first day for which the publisher's own date or an edition held vouches for the code.
    """

    source_id: str
    item_code: str | None
    since_date: date
    oldest_edition_date: date

    def in_words(self) -> str:
        """The list, the date from which it is known, and what the answer takes for granted."""
        held = f"the oldest edition of {self.source_id} held is of {self.oldest_edition_date}"
        if self.item_code is None:
            return f"{held}; what it held before is not known"
        if self.since_date != self.oldest_edition_date:
            held = f"{self.source_id}:{self.item_code} is known from {self.since_date} on"
        return f"{held}; the answer supposes that {self.item_code} stood before"


class Answer(Fact):
    """What a code is in the lists of another publisher on a day. `targets` are there where `outcome` is `mapped`, and only there."""

    source_id: str
    item_code: str
    destination: str
    on: date
    outcome: Outcome
    targets: tuple[Target, ...] = ()
    suppositions: tuple[Supposition, ...] = ()
    reasons: tuple[str, ...] = ()
    trails: tuple[Trail, ...] = ()

    def in_words(self) -> str:
        """The answer with what it supposes, and below it the reasons and every path asked for."""
        asked = f"{self.source_id}:{self.item_code} in {self.destination} on {self.on}"
        found = [f"  {one.predicate:<8}  {one.source_id}:{one.item_code}" for one in self.targets]
        supposed = [f"  note: {one.in_words()}" for one in self.suppositions]
        why = [f"  because {reason}" for reason in self.reasons]
        told = [("* " if one.is_nearest else "  ") + one.in_words() for one in self.trails]
        return "\n".join([asked, *(found or [f"  {SAID[self.outcome].format(destination=self.destination)}"]), *supposed, *why, *told])


def reasons(answer: Answer, kind: str, standing: tuple[Standing, ...]) -> tuple[str, ...]:
    """Why an answer names no code: what is approved of the code, and what is missing on the other side.

    `kind` is the code's in `code_states`, `standing` what is approved of it and of those above it; the answer has its trails.
    """
    if answer.outcome == "mapped":
        return ()
    if answer.outcome == "none":
        return tuple(f"of a decision: {one.in_words()}" for one in standing if one.predicate == "none")
    goods = [one for one in standing if one.common_code]
    return (*_approved_so_far(answer, kind, goods), _missing(answer, goods))


def _approved_so_far(answer: Answer, kind: str, goods: list[Standing]) -> list[str]:
    if goods:
        return [f"{one.in_words()} is approved" + (", but a category is no counterpart" if one.is_category else "") for one in goods]
    if kind == "reserved":
        return [f"{answer.item_code} is reserved: it holds no goods, so what stands above it says nothing of it"]
    return [f"neither {answer.item_code} nor a code above it has an approved judgement on that day"]


def _missing(answer: Answer, goods: list[Standing]) -> str:
    approved = [trail for trail in answer.trails if trail.path_status == "approved"]
    if any(trail.is_nearest for trail in approved):
        return "the approved paths contradict each other: narrower and broader at once"
    if approved:
        return "approved judgements lead there, but nothing follows from them"
    if answer.trails:
        lists = ", ".join(sorted({trail.target_source_id for trail in answer.trails}))
        return f"only judgements that are not approved yet lead to {lists}"
    if answer.outcome == "unverified":
        return f"{answer.item_code} has only judgements that are not approved yet, and none of them leads to {answer.destination}"
    items = list(dict.fromkeys(str(one.common_code) for one in goods if not one.is_category))
    deepest = [item for item in items if not any(other.startswith(f"{item}.") for other in items)]
    there = f"to {' or '.join(deepest)}, or to an entry or provision above" if deepest else f"that {answer.item_code} could lead to"
    return f"no code of {answer.destination} has a judgement on that day {there}"
