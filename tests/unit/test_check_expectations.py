"""Each expectation we offer holds where it should, fails where it should, and says so when it cannot judge."""

import os
from importlib import import_module
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from candidates import WORDS
from commonlist.check.belief import BETWEEN, ROW_COUNT, VOCABULARY, Belief
from commonlist.check.evidence import Evidence
from commonlist.check.expectation import Judge, class_name, open_judge

# expectation: arguments, a column that agrees, a column that does not, the positions that offend
CASES: dict[str, tuple[dict[str, Any], list[Any], list[Any], tuple[int, ...]]] = {
    ROW_COUNT: ({"min_value": 2}, [1, 1], [1], ()),
    BETWEEN: ({"min_value": 0, "max_value": 9}, [0, 9, None], [3, -1, 10], (1, 2)),
    "column_values_to_not_be_null": ({}, ["a", "b"], ["a", None], (1,)),
    "column_values_to_be_in_set": ({"value_set": ["exact", "none"]}, ["exact", "none"], ["exact", "exakt"], (1,)),
    "column_values_to_match_regex": ({"regex": "^ML[0-9]+$"}, ["ML1", "ML22"], ["ML1", "МL1", "ml1"], (1, 2)),
    "column_values_to_not_match_regex": ({"regex": "[\x00-\x08\ufffd]"}, ["plain", "Grüße"], ["a\x07b", "a\ufffd", "fine"], (0, 1)),
    "column_value_lengths_to_be_between": ({"min_value": 2, "max_value": 3}, ["ab", "abc"], ["a", "ab", "abcd"], (0, 2)),
    "column_unique_value_count_to_be_between": ({"min_value": 2}, ["gb", "us", "us"], ["gb", "gb"], ()),
    "column_distinct_values_to_contain_set": ({"value_set": ["gb", "us"]}, ["us", "gb", "de"], ["us", "de"], ()),
}


@pytest.fixture(scope="module")
def judge() -> Judge:
    return open_judge()


def held(expect: str, args: dict[str, Any]) -> Belief:
    column = {} if expect == ROW_COUNT else {"column": "code"}
    return Belief(expect=expect, args=args, **column, **WORDS)


def seen(values: list[Any]) -> Evidence:
    return Evidence(pd.DataFrame({"judged": values, "rows": 1, "example": ""}), len(values))


def test_every_expectation_on_offer_has_a_case() -> None:
    assert set(CASES) == set(VOCABULARY)


@pytest.mark.parametrize("result_format", ["COMPLETE", "BOOLEAN_ONLY"])
@pytest.mark.parametrize("expect", CASES)
def test_an_expectation_holds_and_fails(expect: str, result_format: str, judge: Judge) -> None:
    args, agreeing, offending, positions = CASES[expect]
    belief = held(expect, args)
    assert judge(belief, seen(agreeing), result_format).state == "pass"
    ruling = judge(belief, seen(offending), result_format)
    assert (ruling.state, ruling.offending) == ("fail", positions if result_format == "COMPLETE" else ())


@pytest.mark.parametrize("expect", VOCABULARY)
def test_great_expectations_knows_the_expectation_and_its_arguments(expect: str) -> None:
    fields = getattr(import_module("great_expectations.expectations"), class_name(expect)).__fields__
    assert set(fields) >= VOCABULARY[expect]


def test_what_cannot_be_judged_is_an_error_and_not_a_failure(judge: Judge) -> None:
    texts_as_numbers = judge(held(BETWEEN, {"min_value": 1}), seen(["one", "two"]), "COMPLETE")
    assert (texts_as_numbers.state, bool(texts_as_numbers.problem)) == ("error", True)
    without_column = judge(held(BETWEEN, {"min_value": 1}), Evidence(pd.DataFrame({"other": [1]}), 1), "COMPLETE")
    assert (without_column.state, bool(without_column.problem)) == ("error", True)


def test_an_argument_of_the_wrong_kind_is_an_error_that_says_which(judge: Judge) -> None:
    ruling = judge(held("column_values_to_match_regex", {"regex": ["a"]}), seen(["a"]), "COMPLETE")
    assert ruling.state == "error"
    assert ruling.problem


def test_judging_leaves_no_trace(judge: Judge, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    open_judge()(held(BETWEEN, {"min_value": 1}), seen([0]), "COMPLETE")
    judge(held(BETWEEN, {"min_value": 1}), seen(["one"]), "COMPLETE")
    assert list(tmp_path.iterdir()) == []
    assert capfd.readouterr() == ("", "")
    assert os.environ["GX_ANALYTICS_ENABLED"] == "false"
