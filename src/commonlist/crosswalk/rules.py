"""The register of steering decisions to the rules it adopted."""

import csv

from pydantic import BaseModel, ConfigDict

from commonlist.errors import CrosswalkError
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


def rules() -> dict[str, Rule]:
    """Every rule that was adopted and not repealed, by id."""
    path = settings().crosswalks / "common" / "steering_decisions.csv"
    with path.open(encoding="utf-8", newline="") as file:
        found = [Rule.model_validate(row) for row in csv.DictReader(file) if row["rule_id"]]
    return {one.rule_id: one for one in found if one.status != "repealed"}


def rule(rule_id: str) -> Rule:
    """One rule. Raises CrosswalkError (`crosswalk.unknown_rule`) naming those there are."""
    known = rules()
    if rule_id not in known:
        raise CrosswalkError("crosswalk.unknown_rule", f"no decision adopted rule {rule_id}", next_step=f"use one of {', '.join(known)}")
    return known[rule_id]
