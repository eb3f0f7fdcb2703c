"""The register of steering decisions to the rules it adopted."""

import csv
import re
from collections import defaultdict
from functools import cached_property

from pydantic import BaseModel, ConfigDict

from commonlist.errors import CrosswalkError, Place
from commonlist.settings import settings


class Rule(BaseModel):
    """One adopted rule. `rule_text` states the evidence it accepts, `rule_parameters` the figures and patterns that text speaks of."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    rule_id: str
    decision_id: str
    decision_date: str
    status: str
    title: str
    rule_text: str
    rule_parameters: str
    citation: str
    comment: str = ""

    @property
    def figures(self) -> dict[str, str]:
        """The figures of a rule that names some (`own=0.6 parts=0.85`). Raises CrosswalkError (`crosswalk.bad_rule`)."""
        parts = [part.partition("=") for part in self.rule_parameters.split()]
        if not all(name and value for name, _, value in parts):
            raise self._refusal("are not written name=value, with a blank between them")
        return {name: value for name, _, value in parts}

    @cached_property
    def patterns(self) -> dict[str, list[str]]:
        """The patterns of codes by source, of a rule that names some (`eu_dual_use [0-9].* | …`). Raises CrosswalkError likewise."""
        found: dict[str, list[str]] = defaultdict(list)
        for part in self.rule_parameters.split(" | "):
            source_id, _, pattern = part.partition(" ")
            try:
                re.compile(pattern)
            except re.error as problem:
                raise self._refusal(f"hold a pattern that cannot be read: {problem}") from None
            if not pattern:
                raise self._refusal("are not written source, blank, pattern, with ` | ` between them")
            found[source_id].append(pattern)
        return dict(found)

    def covers(self, source_id: str, code: str) -> bool:
        """Whether a pattern of the source is the whole code."""
        return any(re.fullmatch(pattern, code) for pattern in self.patterns.get(source_id, ()))

    def _refusal(self, flaw: str) -> CrosswalkError:
        return CrosswalkError(
            "crosswalk.bad_rule",
            f"the parameters of {self.rule_id} {flaw}",
            place=Place(file="steering_decisions.csv", column="rule_parameters"),
            next_step=f"correct the row of {self.decision_id}",
        )


def rules() -> dict[str, Rule]:
    """Every rule that was adopted and not repealed, by id."""
    return {rule_id: one for rule_id, one in register().items() if one.status != "repealed"}


def register() -> dict[str, Rule]:
    """Every rule that was ever adopted, by id."""
    path = settings().crosswalks / "common" / "steering_decisions.csv"
    with path.open(encoding="utf-8", newline="") as file:
        found = [Rule.model_validate(row) for row in csv.DictReader(file) if row["rule_id"]]
    return {one.rule_id: one for one in found}


def rule(rule_id: str) -> Rule:
    """One rule in force. Raises CrosswalkError (`crosswalk.unknown_rule`) naming those there are, and telling who repealed it."""
    known = register()
    if rule_id not in rules():
        message = _repealed(known[rule_id]) if rule_id in known else f"no decision adopted rule {rule_id}"
        raise CrosswalkError("crosswalk.unknown_rule", message, next_step=f"use one of {', '.join(rules())}")
    return known[rule_id]


def _repealed(one: Rule) -> str:
    by = re.search(r"[Rr]epealed by (D[0-9]{3})", one.comment)
    return f"rule {one.rule_id}, which {one.decision_id} adopted, was repealed" + (f" by {by[1]}" if by else "")
