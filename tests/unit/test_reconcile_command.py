"""What the last build found against published figures, printed for a person and for a program, and written down as worklists."""

import csv
import json
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from commonlist.cli import app
from commonlist.errors import CommonlistError
from commonlist.reconciliation import reconcile
from commonlist.settings import settings
from warehouses import marts, write

CHECK = {"check_id": "self-export", "source_id": "eu_coarm", "statement": "No state exports to itself", "severity": "error"}
CHECKS: list[dict[str, Any]] = [
    {**CHECK, "outcome": "fail", "examined_count": 9, "finding_count": 1},
    {**CHECK, "source_id": "gb_licences", "outcome": "pass", "examined_count": 5},
    {**CHECK, "check_id": "year-copied", "source_id": "gb_licences", "outcome": "not_applicable", "problem": "applies to several years"},
    {**CHECK, "check_id": "own-report-differs", "source_id": "gb_licences", "outcome": "error", "problem": "no rate of GBP"},
]
FINDING = {
    **{"check_id": "self-export", "severity": "error", "source_id": "eu_coarm", "reporting_state_code": "IRL", "year": 2013},
    **{"measure_code": "value_licensed", "destination_code": "IRL", "expected": "0.00", "found": "9300000.00", "difference": "9300000.00"},
    **{"message": "the state itself", "next_step": "ask it", "source_line": 48627, "source_lines": "48627, 48628"},
}


@pytest.fixture
def built(home: Path) -> Path:
    """A warehouse with one finding."""
    write(home / "warehouse.duckdb", marts(reconciliation_checks=CHECKS, reconciliation_findings=[FINDING]))
    return home


def said(*words: str) -> str:
    outcome = CliRunner().invoke(app, ["reconcile", *words])
    assert outcome.exit_code == 0, outcome.output
    return outcome.stdout


def test_checks_that_apply_are_printed_with_what_keeps_them_from_passing(built: Path) -> None:  # noqa: ARG001
    text = said()
    assert "own-report-differs of gb_licences: no rate of GBP" in text
    assert "1 more do not apply" in text
    assert "year-copied" not in text
    assert "the state itself" not in text


def test_a_check_that_is_named_is_printed_with_all_it_found(built: Path) -> None:  # noqa: ARG001
    text = said("--check", "self-export")
    assert "eu_coarm:48627 IRL to IRL 2013 value_licensed: the state itself" in text
    assert "year-copied of gb_licences: applies to several years" in said("--check", "year-copied")


def test_a_program_gets_outcomes_and_findings_of_one_source(built: Path) -> None:  # noqa: ARG001
    document = json.loads(said("--source", "eu_coarm", "--json"))
    assert [one["outcome"] for one in document["outcomes"]] == ["fail"]
    assert [(one["year"], one["found"]) for one in document["findings"]] == [(2013, "9300000.00")]
    assert json.loads(said("--source", "gb_licences", "--json"))["findings"] == []


def test_worklists_are_written_anew_the_empty_ones_too(built: Path) -> None:
    said()
    with (built / "worklists" / "self-export.csv").open(encoding="utf-8", newline="") as file:
        (row,) = csv.DictReader(file)
    assert (row["source_id"], row["source_line"], row["found"], row["next_step"]) == ("eu_coarm", "48627", "9300000.00", "ask it")
    assert (built / "worklists" / "year-copied.csv").read_text(encoding="utf-8").count("\n") == 1


@pytest.mark.parametrize(("asked", "slug"), [({"source_id": "xx"}, "check.not_reconciled"), ({"check_id": "xx"}, "check.not_reconciled")])
def test_what_the_last_build_does_not_know_is_refused(built: Path, asked: dict[str, str], slug: str) -> None:  # noqa: ARG001
    with pytest.raises(CommonlistError) as refusal:
        reconcile(**asked)
    assert refusal.value.slug == slug
    assert "self-export" in refusal.value.next_step or "eu_coarm" in refusal.value.next_step


@pytest.mark.usefixtures("home")
def test_without_a_warehouse_nothing_can_be_told() -> None:
    assert not settings().warehouse.exists()
    with pytest.raises(CommonlistError) as refusal:
        reconcile()
    assert refusal.value.slug == "publish.no_warehouse"


def test_no_text_of_a_publication_runs_in_a_spreadsheet(home: Path) -> None:
    written = {**FINDING, "message": " =HYPERLINK(1)", "difference": "-9300000.00"}
    write(home / "warehouse.duckdb", marts(reconciliation_checks=CHECKS, reconciliation_findings=[written]))
    reconcile()
    with (home / "worklists" / "self-export.csv").open(encoding="utf-8", newline="") as file:
        (row,) = csv.DictReader(file)
    assert (row["message"], row["difference"]) == ("' =HYPERLINK(1)", "-9300000.00")
