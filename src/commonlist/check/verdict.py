"""What the gate found, belief by belief, and whether the edition may leave the house."""

from datetime import date, datetime
from typing import Literal

from commonlist.check.belief import Severity
from commonlist.check.suite import Audience
from commonlist.registry.fact import Fact

State = Literal["pass", "fail", "error", "not_applicable"]


class Offender(Fact):
    """A row or group that breaks a belief: its key and the value it holds."""

    key: str
    value: str


class Outcome(Fact):
    """One belief, judged. `offending_count` and `sample` stay empty where the table is not for every steward's eyes."""

    mart: str
    audience: Audience
    line: int
    belief: str
    expect: str
    severity: Severity
    state: State
    observed: str
    expected: str
    judged_count: int = 0
    offending_count: int | None = None
    sample: tuple[Offender, ...] = ()
    because: str
    next_step: str

    @property
    def is_broken(self) -> bool:
        return self.state in ("fail", "error")

    @property
    def is_blocking(self) -> bool:
        return self.is_broken and self.severity == "block"


class Ingredient(Fact):
    """One landed publication that went into the edition, from its account of rows."""

    source_id: str
    edition_date: date
    origin: str
    rows_landed: int
    rows_quarantined: int


class Verdict(Fact):
    """Everything the gate has to say of one candidate edition; `tables` gives the SHA-256 of each file that was judged.

    Blocked: a belief with severity `block` failed or could not be judged. `withdrawn` are the sources left out of comparison by name.
    """

    edition: str
    previous_edition: str | None
    judged_at: datetime
    tables: dict[str, str]
    outcomes: tuple[Outcome, ...]
    ingredients: tuple[Ingredient, ...] = ()
    withdrawn: tuple[str, ...] = ()

    @property
    def is_blocked(self) -> bool:
        return any(outcome.is_blocking for outcome in self.outcomes)

    @property
    def counts(self) -> dict[State, int]:
        states: tuple[State, ...] = ("pass", "fail", "error", "not_applicable")
        return {state: sum(outcome.state == state for outcome in self.outcomes) for state in states}

    @property
    def warnings(self) -> int:
        return sum(outcome.is_broken and not outcome.is_blocking for outcome in self.outcomes)

    @property
    def summary(self) -> str:
        """The verdict in words."""
        if not self.is_blocked:
            return "May be published" + (f", with {_count(self.warnings, 'warning')}" if self.warnings else "")
        blocking = [outcome.state for outcome in self.outcomes if outcome.is_blocking]
        failed, unjudged = blocking.count("fail"), blocking.count("error")
        parts = [f"{_count(failed, 'belief')} failed"] if failed else []
        parts += [f"{_count(unjudged, 'belief')} could not be judged"] if unjudged else []
        return f"Held back: {' and '.join(parts)}"


def _count(number: int, noun: str) -> str:
    return f"{number} {noun}{'' if number == 1 else 's'}"
