"""The world of maps and lists to the outcome of every graph check: what may not enter an edition, and what is still missing.

- A check passes only if it looked at something: with nothing examined it is `not_applicable`, and one that breaks is `error`.
- A check of severity `error` that fails, and any check that breaks, keeps the edition back; `warning` is work for stewards.
- A published statement that is false, or that nobody with authority approved, is an error; a statement that is missing is a warning.
- Each check is explained in `docs/checks/<check_id>.md`.
"""

import re
from collections.abc import Callable, Iterable
from typing import Any, Literal, NamedTuple

from pydantic import BaseModel, ConfigDict

from commonlist.crosswalk import checks_of_authority as authority
from commonlist.crosswalk import checks_of_codes as codes
from commonlist.crosswalk import checks_of_links as links
from commonlist.crosswalk.concern import Concern, Examination
from commonlist.crosswalk.cycles import narrow_cycle
from commonlist.crosswalk.finding import Finding, Severity
from commonlist.crosswalk.world import World
from commonlist.errors import CommonlistError


class Check(NamedTuple):
    """One graph check: `title` is the sentence that holds where it passes."""

    check_id: str
    severity: Severity
    title: str
    examine: Callable[[World], Examination]


class CheckOutcome(BaseModel):
    """What came of one check; `problem` says why it broke."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    check_id: str
    severity: Severity
    title: str
    outcome: Literal["pass", "fail", "error", "not_applicable"]
    examined_count: int = 0
    concerns: tuple[Concern, ...] = ()
    problem: str = ""

    @property
    def blocks(self) -> bool:
        """Whether no edition may be built while it is so."""
        return self.outcome == "error" or (self.outcome == "fail" and self.severity == "error")

    def findings(self) -> list[Finding]:
        """Each concern as lint tells it, the breaking of the check itself first."""
        broken = [self._finding("crosswalks", self.problem, "correct what it names, or report it")] if self.problem else []
        return broken + [
            self._finding(one.file, one.message, one.next_step).model_copy(update={"line": one.line, "column": one.column})
            for one in self.concerns
        ]

    def _finding(self, file: str, message: str, next_step: str) -> Finding:
        severity: Severity = "error" if self.problem else self.severity
        return Finding(slug=self.check_id, severity=severity, file=file, message=message, next_step=next_step)


CHECKS = (
    Check("code-of-another-edition", "error", "A row holds while its code and its common item do", codes.code_of_another_edition),
    Check(
        "contradicting-triangle",
        "error",
        "No code is linked to common items that exclude each other",
        links.contradicting_triangle,
    ),
    Check("contradiction", "error", "No two rows in force say the opposite of one code", links.contradiction),
    Check("dangling-code", "error", "Every mapped code is in a landed edition of its list", codes.dangling_code),
    Check("expired-review", "warning", "Every desk's approval is younger than the review period", authority.expired_review),
    Check("incomplete-triangle", "warning", "What two lists say exactly, the third has judged", codes.incomplete_triangle),
    Check("narrow-cycle", "error", "Nothing is a true part of itself", narrow_cycle),
    Check("one-sided-link", "warning", "What a list reaches, the list it was drawn from reaches too", codes.one_sided_link),
    Check("repealed-rule", "error", "Every rule that approved a row is in force", authority.repealed_rule),
    Check("reviewer-is-author", "error", "Nobody reviews their own row", authority.reviewer_is_author),
    Check("sensitive-one-reviewer", "error", "Sensitive items are reviewed by two states or a rule", authority.sensitive_one_reviewer),
    Check("two-codes-exact", "error", "No two codes of one list are exactly one common item", links.two_codes_exact),
    Check("unfounded-approval", "error", "Every row that a rule approved is one that the rule signs", authority.unfounded_approval),
    Check("unmapped-code", "warning", "Every code of the newest edition has a row", codes.unmapped_code),
    Check("weights-not-one", "error", "The weights of every divided code add up to 1", links.weights_not_one),
)
EXPECTED = (CommonlistError, ValueError, LookupError, OSError, re.error)


def check_graph(world: World, checks: Iterable[Check] = CHECKS) -> list[CheckOutcome]:
    """The outcome of every check; of one row a check tells the first concern only, since the others follow from it."""
    return [_run(check, world) for check in checks]


def _run(check: Check, world: World) -> CheckOutcome:
    about: dict[str, Any] = {"check_id": check.check_id, "severity": check.severity, "title": check.title}
    try:
        examined_count, found = check.examine(world)
    except EXPECTED as problem:
        return CheckOutcome(**about, outcome="error", problem=f"the check broke: {problem!r}")
    first = {(one.source_id, one.item_code, one.line): one for one in reversed(found)}
    concerns = tuple(sorted(first.values(), key=lambda one: (one.file, one.line or 0, one.item_code)))
    outcome = "fail" if concerns else "pass" if examined_count else "not_applicable"
    return CheckOutcome(**about, outcome=outcome, examined_count=examined_count, concerns=concerns)
