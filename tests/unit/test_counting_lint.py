"""Lint finds what leaves a count open: a type of event nobody ruled on, half a rule, names nobody knows."""

from pathlib import Path

import pytest

from commonlist.crosswalk.lint import lint

RULES, PERIODS, TYPES = "counting_rules.csv", "counting_periods.csv", "event_types.csv"
ISSUED = "gb_statistics:licences_issued,issued,add,event_date,licence,,"
UNDONE = "common:licences_refused_at_period_end,issued_on_appeal,none,event_date,,refused,"


Told = list[tuple[str, str | None, str]]


def told() -> Told:
    """What lint says of the tables of counting."""
    return [(one.slug, one.column, one.message) for one in lint(["common"]) if one.file.endswith((PERIODS, RULES, TYPES))]


def after(project: Path, name: str, said: str, instead: str) -> Told:
    """What lint says once one piece of one of the tables is another."""
    path = project / "crosswalks" / "common" / name
    text = path.read_text(encoding="utf-8")
    assert said in text
    path.write_text(text.replace(said, instead, 1), encoding="utf-8")
    return told()


@pytest.mark.parametrize(
    ("name", "said", "instead", "slug", "column", "message"),
    [
        (RULES, ISSUED, ISSUED.replace("add,event_date", "add,"), "half_rule", "dated_by", "dated_by is blank in a rule that counts"),
        (RULES, ISSUED, ISSUED.replace("licence,,", ",,"), "half_rule", "scope", "scope is blank in a rule that counts"),
        (RULES, ISSUED, ISSUED.replace("add", "none"), "half_rule", "dated_by", "dated_by is filled in in a rule that counts nothing"),
        (RULES, UNDONE, UNDONE.replace(",refused,", ",rejected,"), "unknown_code", "replaces", "counts no event 'rejected'"),
        (RULES, ISSUED, ISSUED.replace("add", "double"), "unknown_word", "effect", "'double' is no effect"),
        (RULES, ISSUED, ISSUED.replace("licence,,", "rating,,"), "unknown_word", "scope", "'rating' is no scope"),
        (PERIODS, "us_ddtc:licences_issued,fiscal_year,10", "us_ddtc:licences_issued,fiscal_year,13", "unreadable", "first_month", "'13'"),
        (PERIODS, "us_ddtc:licences_issued,", "us_ddtc:licences_listed,", "unknown_code", "definition_code", "'us_ddtc:licences_listed'"),
    ],
)
def test_a_rule_that_says_half_or_nonsense_is_found(
    project: Path, name: str, said: str, instead: str, slug: str, column: str, message: str
) -> None:
    found = [one for one in after(project, name, said, instead) if one[:2] == (f"lint.{slug}", column)]

    assert [message in said for _, _, said in found] == [True]


def test_a_type_of_event_that_a_definition_leaves_open_is_found(project: Path) -> None:
    path = project / "crosswalks" / "common" / RULES
    lines = path.read_text(encoding="utf-8").splitlines(keepends=True)
    path.write_text("".join(line for line in lines if not line.startswith("de_report:licences_issued,revoked,")), encoding="utf-8")

    message = "nothing says what de_report:licences_issued does with the event revoked"
    assert told() == [("lint.missing_counting_rule", None, message)]


def test_a_new_type_of_event_asks_every_definition(project: Path) -> None:
    path = project / "crosswalks" / "common" / TYPES
    path.write_text(path.read_text(encoding="utf-8") + "zeroed,licence,A licence is set to zero.,nobody\n", encoding="utf-8")
    asked = [message for slug, _, message in told() if slug == "lint.missing_counting_rule"]

    assert len(asked) == 23
    assert all(message.endswith("does with the event zeroed") for message in asked)


def test_a_type_of_the_clock_asks_nobody(project: Path) -> None:
    path = project / "crosswalks" / "common" / TYPES
    path.write_text(path.read_text(encoding="utf-8") + "zeroed,clock_stop,The clock is set to zero.,nobody\n", encoding="utf-8")

    assert told() == []


def test_a_definition_that_counts_in_no_period_is_found(project: Path) -> None:
    found = after(project, PERIODS, "eu_coarm:licences_issued,year,1,Common Position 2008/944/CFSP Art. 8(2)\n", "")

    assert found == [("lint.missing_counting_rule", None, "eu_coarm:licences_issued is counted in no period")]
