"""What published figures say against each other: each check passes, fails, cannot be computed and does not apply, on lines made by hand."""

import csv
import re
from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from places import ROOT
from reconciled import Line, examine, found, line, outcome, own

VALUE, COUNT, EXPORTED = "value_licensed", "licences_issued", "value_exported"
SUM = {"sums": "category", "category_code": "Total"}


def licence(number: int, count: int | str, value: int | str, **facts: Any) -> list[Line]:
    """One line with its count of licences and its value."""
    return [line(number, COUNT, count, **facts), line(number, VALUE, value, **facts)]


def year(number: int, shift: int, **facts: Any) -> list[Line]:
    """A year of 20 destinations, each figure its own."""
    return [line(number + place, VALUE, 1_000_007 * (place + 1) + shift, to=f"P{place}", **facts) for place in range(20)]


OUTCOMES: list[tuple[str, str, list[Line], tuple[str, int, int]]] = [
    (
        "parts-not-total",
        "parts add up",
        [line(1, VALUE, 60), line(2, VALUE, 41, category_code="ML2"), line(3, VALUE, 100, **SUM)],
        ("pass", 1, 0),
    ),
    ("parts-not-total", "parts do not add up", [line(1, VALUE, 60), line(3, VALUE, 100, **SUM)], ("fail", 1, 1)),
    ("parts-not-total", "licences are whole", [line(1, COUNT, 60), line(3, COUNT, 61, **SUM)], ("fail", 1, 1)),
    ("parts-not-total", "a total without parts", [line(3, VALUE, 100, **SUM)], ("not_applicable", 0, 0)),
    ("parts-not-total", "another year", [line(1, VALUE, 60, year=2019), line(3, VALUE, 100, **SUM)], ("not_applicable", 0, 0)),
    (
        "parts-not-total",
        "a part is unreadable",
        [line(1, VALUE, 60), line(2, VALUE, "unparseable"), line(3, VALUE, 100, **SUM)],
        ("error", 1, 0),
    ),
    (
        "parts-not-total",
        "a blank part may hold the rest",
        [line(1, VALUE, 60), line(2, VALUE, "not_reported"), line(3, VALUE, 99, **SUM)],
        ("not_applicable", 0, 0),
    ),
    (
        "parts-not-total",
        "no blank makes parts smaller",
        [line(1, VALUE, 60), line(2, VALUE, "not_reported"), line(3, VALUE, 9, **SUM)],
        ("fail", 1, 1),
    ),
    (
        "parts-not-total",
        "a total over states",
        [
            line(1, VALUE, 60),
            line(2, VALUE, 50, reporting_state_text="BBB"),
            line(3, VALUE, 120, sums="reporting_state", reporting_state_text="All"),
        ],
        ("fail", 1, 1),
    ),
    ("count-without-value", "both", licence(1, 2, 500), ("pass", 1, 0)),
    ("count-without-value", "a blank value", licence(1, 2, "not_reported") + licence(2, 1, 9), ("fail", 1, 1)),
    ("count-without-value", "a placeholder is no blank", licence(1, 2, "token"), ("pass", 1, 0)),
    ("count-without-value", "no counts", [line(1, VALUE, 5)], ("not_applicable", 0, 0)),
    ("value-without-count", "a blank count", licence(1, "not_reported", 9), ("fail", 1, 1)),
    ("value-without-count", "both", licence(1, 2, 500), ("pass", 1, 0)),
    ("value-in-count", "a count that is a count", licence(1, 200, 5_000), ("pass", 1, 0)),
    ("value-in-count", "the value twice", licence(1, 5_000, 5_000), ("fail", 1, 1)),
    ("value-in-count", "few licences of a euro", licence(1, 12, 12), ("pass", 1, 0)),
    ("value-in-count", "no counts", [line(1, VALUE, 5)], ("not_applicable", 0, 0)),
    ("self-export", "to another", [line(1, VALUE, 5)], ("pass", 1, 0)),
    ("self-export", "to itself", [line(1, VALUE, 5, to="AAA")], ("fail", 1, 1)),
    ("self-export", "nothing to itself", [line(1, VALUE, 0, to="AAA")], ("not_applicable", 0, 0)),
    (
        "self-export",
        "a figure without destination",
        [line(1, VALUE, 5, destination_text=None, destination_count=0)],
        ("not_applicable", 0, 0),
    ),
    ("year-copied", "two years", year(1, 0) + year(100, 5, year=2021), ("pass", 1, 0)),
    ("year-copied", "one year twice", year(1, 0) + year(100, 0, year=2021), ("fail", 1, 1)),
    ("year-copied", "half a year twice", year(1, 0) + year(100, 0, year=2021)[:10] + year(200, 5, year=2021)[10:], ("fail", 1, 1)),
    ("year-copied", "one year", year(1, 0), ("not_applicable", 0, 0)),
    (
        "series-break",
        "a slipped digit",
        [line(y, VALUE, 20_000_000 * (10 if y == 2012 else 1), year=y) for y in range(2010, 2015)],
        ("fail", 5, 1),
    ),
    ("series-break", "a steady series", [line(y, VALUE, 20_000_000, year=y) for y in range(2010, 2015)], ("pass", 5, 0)),
    (
        "series-break",
        "too small to tell",
        [line(y, VALUE, 20 * (99 if y == 2012 else 1), year=y) for y in range(2010, 2015)],
        ("pass", 5, 0),
    ),
    ("series-break", "two years", [line(y, VALUE, 20_000_000, year=y) for y in (2010, 2011)], ("not_applicable", 0, 0)),
    ("figure-of-no-state", "all of states", [line(1, VALUE, 5)], ("pass", 1, 0)),
    (
        "figure-of-no-state",
        "a sum among them",
        [line(1, VALUE, 5), line(2, VALUE, 7, reporting_state_text="BBB"), line(3, VALUE, 12, reporting_state_text="na")],
        ("fail", 3, 1),
    ),
    (
        "two-states-one-figure",
        "two figures",
        [line(1, VALUE, 123_456), line(2, VALUE, 123_457, reporting_state_text="BBB")],
        ("pass", 2, 0),
    ),
    ("two-states-one-figure", "one figure", [line(1, VALUE, 123_456), line(2, VALUE, 123_456, reporting_state_text="BBB")], ("fail", 2, 2)),
    (
        "two-states-one-figure",
        "a round one",
        [line(1, VALUE, 123_000), line(2, VALUE, 123_000, reporting_state_text="BBB")],
        ("not_applicable", 0, 0),
    ),
    ("mirror-flow-differs", "nobody reports imports", [line(1, EXPORTED, 9_000_000, to="BBB")], ("not_applicable", 0, 0)),
    (
        "consultations-unequal",
        "two sides",
        [line(1, "denial_consultations_initiated", 5), line(2, "denial_consultations_received", 5, reporting_state_text="BBB")],
        ("pass", 1, 0),
    ),
    (
        "consultations-unequal",
        "one more",
        [line(1, "denial_consultations_initiated", 5), line(2, "denial_consultations_received", 4, reporting_state_text="BBB")],
        ("fail", 1, 1),
    ),
    (
        "consultations-unequal",
        "by destination",
        [line(1, "denial_consultations_initiated", 5), line(2, "denial_consultations_by_destination", 6, reporting_state_text=None)],
        ("fail", 1, 1),
    ),
    ("consultations-unequal", "one side", [line(1, "denial_consultations_initiated", 5)], ("not_applicable", 0, 0)),
]


@pytest.mark.parametrize(
    ("check_id", "lines", "wanted"), [(c, lines, w) for c, _, lines, w in OUTCOMES], ids=[f"{c}: {t}" for c, t, *_ in OUTCOMES]
)
def test_a_check_of_one_publication(check_id: str, lines: list[Line], wanted: tuple[str, int, int]) -> None:
    assert outcome(examine(lines), check_id) == wanted


def test_what_was_quarantined_for_its_count_is_a_finding_with_its_text() -> None:
    session = examine(licence(1, 2, 500), quarantined={7: "2012;Algeria;262857947;\r\n"})
    assert outcome(session, "value-in-count") == ("fail", 2, 1)
    assert found(session, "value-in-count", "source_line", "message") == [
        (7, "quarantined, with a count that cannot be one: 2012;Algeria;262857947;")
    ]


def test_parts_that_stand_elsewhere_are_told_where_they_stand() -> None:
    lines = [line(1, VALUE, 50_001), line(2, VALUE, 112_575, to="P2"), line(3, VALUE, 112_575 + 50_001, **SUM)]
    session = examine(lines)
    assert outcome(session, "booked-elsewhere") == ("fail", 2, 1)
    assert found(session, "booked-elsewhere", "destination_code", "found", "source_line") == [("PP2", Decimal(112_575), 2)]
    assert outcome(examine([*lines, line(4, VALUE, 112_575, to="P2", **SUM)]), "booked-elsewhere")[0] == "pass"


HALVES = [
    line(1, VALUE, 1_000, **SUM, period_end=date(2020, 6, 30), period_grain="half_year"),
    line(2, VALUE, 166, **SUM, period_start=date(2020, 7, 1), period_grain="half_year"),
]


def report(value: int, currency: str = "EUR", **facts: Any) -> list[Line]:
    """The Union's line and the state's own, of one destination and year."""
    return [line(1, VALUE, 1_166, **facts), own(2, VALUE, value, currency_code=currency, **facts)]


@pytest.mark.parametrize(
    ("lines", "rates", "wanted"),
    [
        (report(1_166), {}, ("pass", 1, 0)),
        (report(1_169), {}, ("fail", 1, 1)),
        (report(1_000, "GBP"), {"GBP": "0.858"}, ("pass", 1, 0)),
        (report(800, "GBP"), {"GBP": "0.858"}, ("fail", 1, 1)),
        (report(1_000, "GBP"), {}, ("error", 1, 0)),
        ([*report(1_166), own(3, VALUE, 5, to="P2")], {}, ("fail", 2, 1)),
        ([*report(1_166), own(3, VALUE, 1, to="P2")], {}, ("pass", 1, 0)),
        ([line(1, VALUE, 1_166), own(2, VALUE, 1_166, to="P2")], {}, ("fail", 1, 1)),
        ([line(1, VALUE, 1_166), own(2, VALUE, 5, to="P2")], {}, ("not_applicable", 0, 0)),
        ([*HALVES, own(3, VALUE, 1_166)], {}, ("pass", 1, 0)),
        (report(0), {}, ("not_applicable", 0, 0)),
    ],
)
def test_a_states_own_report_and_the_unions(lines: list[Line], rates: dict[str, str], wanted: tuple[str, int, int]) -> None:
    assert outcome(examine(lines, rates=rates), "own-report-differs", "aland") == wanted


def test_a_destination_that_only_the_other_publication_has_is_told_where_it_stands() -> None:
    session = examine([*report(1_166), line(3, VALUE, 2_000, to="P2")])
    assert found(session, "own-report-differs", "source_id", "destination_code", "source_line", "message") == [
        ("union", "PP2", 3, "union has 2000 EUR of the state, aland of its own nothing for this destination")
    ]


def test_only_goods_are_compared_that_the_other_publication_covers() -> None:
    goods = {"category_count": 1}
    lines = [line(1, VALUE, 1_166), own(2, VALUE, 1_166, category_code="ML1", **goods), own(3, VALUE, 77, category_code="5A002", **goods)]
    assert outcome(examine(lines), "own-report-differs", "aland") == ("pass", 1, 0)


def test_a_figure_of_ones_own_that_is_anothers_destination_is_told() -> None:
    lines = [line(1, VALUE, 954_517), line(2, VALUE, 1_200_793, to="P2"), own(3, VALUE, 1_200_793), own(4, VALUE, 1_200_793, to="P2")]
    session = examine(lines)
    assert found(session, "booked-elsewhere", "source_id", "destination_code", "message") == [
        ("aland", "PP1", "1200793 is what union has of PP2 (lines 2), not of this destination")
    ]


@pytest.mark.parametrize(("own_year", "wanted"), [(2019, ("fail", 1, 1)), (2020, ("pass", 1, 0))])
def test_a_year_that_is_another_of_the_states_own(own_year: int, wanted: tuple[str, int, int]) -> None:
    mine = [{**one, "source_id": "aland", "category_code": None, "category_count": 0} for one in year(100, 0, year=own_year)]
    assert outcome(examine(year(1, 0) + mine), "year-of-another") == wanted


@pytest.mark.parametrize(
    ("imported", "rates", "wanted"),
    [
        (11_000_000, {"GBP": "1"}, ("pass", 1, 0)),
        (30_000_000, {"GBP": "1"}, ("fail", 1, 1)),
        (11_000_000, {}, ("error", 1, 0)),
    ],
)
def test_what_one_exports_the_other_imports(imported: int, rates: dict[str, str], wanted: tuple[str, int, int]) -> None:
    imports = {"source_id": "bland", "reporting_state_text": "BBB", "to": "AAA", "destination_role": "origin", "currency_code": "GBP"}
    lines = [line(1, EXPORTED, 10_000_000, to="BBB"), line(1, "value_imported", imported, **imports)]
    assert outcome(examine(lines, rates=rates), "mirror-flow-differs", "bland") == wanted


def test_two_states_may_not_report_one_figure_of_all_goods_either() -> None:
    undivided = {"category_code": None, "category_count": 0}
    lines = [line(1, VALUE, 12_345, **undivided), line(2, VALUE, 12_345, reporting_state_text="BBB", **undivided)]
    assert outcome(examine(lines), "two-states-one-figure") == ("fail", 2, 2)


def test_two_lines_of_one_state_are_not_two_states() -> None:
    lines = [line(1, VALUE, 50), line(2, VALUE, 50), line(3, VALUE, 100, reporting_state_text="na")]
    assert found(examine(lines), "figure-of-no-state", "message") == [("100 is of no state",)]


def test_an_import_from_elsewhere_mirrors_nothing() -> None:
    imports = {"source_id": "bland", "reporting_state_text": "BBB", "destination_role": "origin"}
    lines = [line(1, EXPORTED, 10_000_000, to="BBB"), line(1, "value_imported", 90_000_000, to="P2", **imports)]
    assert outcome(examine(lines), "mirror-flow-differs", "bland") == ("not_applicable", 0, 0)


def test_a_year_that_is_not_over_is_no_break_of_a_series() -> None:
    years = [line(y, VALUE, 20_000_000, year=y, period_grain="day") for y in range(2010, 2014)]
    begun = line(2014, VALUE, 1_000_000, period_grain="day", period_start=date(2014, 1, 2), period_end=date(2014, 3, 31))
    assert outcome(examine([*years, begun]), "series-break") == ("pass", 4, 0)


def test_a_check_that_does_not_apply_says_to_what_it_applies() -> None:
    session = examine([line(1, VALUE, 5)])
    query = "select problem from reconciliation_checks where check_id = 'mirror-flow-differs' and source_id = 'union'"
    assert session.execute(query).fetchall() == [("applies to sources that report imports",)]


def test_every_check_has_a_page_and_parameters_and_is_examined() -> None:
    with (ROOT / "crosswalks" / "common" / "reconciliation_checks.csv").open(encoding="utf-8", newline="") as file:
        checks = {row["check_id"]: row for row in csv.DictReader(file)}
    with (ROOT / "crosswalks" / "common" / "reconciliation_parameters.csv").open(encoding="utf-8", newline="") as file:
        assert {row["check_id"] for row in csv.DictReader(file)} == set(checks)
    for check_id, check in checks.items():
        page = (ROOT / "docs" / "checks" / f"{check_id}.md").read_text(encoding="utf-8")
        assert page.startswith(f"# {check_id}\n\n{check['title']}.\n\nSeverity: **{check['severity']}**.")
        assert [part.split("\n")[0] for part in page.split("\n## ")[1:]] == ["What it means", "Why it matters", "Example", "How to mend it"]
    tested = {check_id for check_id, *_ in OUTCOMES} | {"booked-elsewhere", "own-report-differs", "year-of-another"}
    assert tested == set(checks)


def test_every_model_that_examines_is_united() -> None:
    models = {path.stem: path.read_text(encoding="utf-8") for path in (ROOT / "dbt" / "models" / "intermediate").glob("*.sql")}
    examining = {name for name, text in models.items() if "examined('" in text}
    united = {"int_reconciliations_examined"}
    while wider := {name for parent in united for name in re.findall(r"ref\('(\w+)'\)", models.get(parent, ""))} - united:
        united |= wider
    assert examining <= united
    assert examining
