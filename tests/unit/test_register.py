"""The register tells which rules are in force, and of one that is not, what became of it."""

from pathlib import Path

import pytest

from commonlist.crosswalk.rules import rule
from commonlist.errors import CrosswalkError

DECISIONS = """\
decision_id,decision_date,status,title,rule_id,rule_text,rule_parameters,citation,comment
D001,2026-11-23,repealed,One,R1,Text,,,Demonstration. Repealed by D003: R3 judges alike.
D002,2026-11-23,repealed,Two,R2,Text,,,
D003,2026-11-26,in_force,Three,R3,Text,,,
"""
ASKED = [
    ("R1", "rule R1, which D001 adopted, was repealed by D003"),
    ("R2", "rule R2, which D002 adopted, was repealed"),
    ("R9", "no decision adopted rule R9"),
]


@pytest.fixture(autouse=True)
def _register(project: Path) -> None:
    (project / "crosswalks" / "common" / "steering_decisions.csv").write_text(DECISIONS, encoding="utf-8")


@pytest.mark.parametrize(("rule_id", "told"), ASKED)
def test_a_rule_not_in_force_is_refused_with_what_became_of_it_and_the_rules_there_are(rule_id: str, told: str):
    with pytest.raises(CrosswalkError) as refusal:
        rule(rule_id)
    assert (refusal.value.slug, refusal.value.message, refusal.value.next_step) == ("crosswalk.unknown_rule", told, "use one of R3")


def test_a_rule_in_force_is_told_with_its_decision():
    assert rule("R3").decision_id == "D003"
