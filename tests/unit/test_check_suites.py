"""What may stand in `expectations/`, and how a mistake there is named."""

from pathlib import Path

import duckdb
import pytest

from candidates import WORDS, contracts, fill
from commonlist.check.belief import Belief, figure
from commonlist.check.evidence import Absent, Bench, gather
from commonlist.check.suite import Suite, load_suite, load_suites, match_suites
from commonlist.errors import CheckError, RegistryError
from places import ROOT

SUITES = load_suites(ROOT / "expectations")
BELIEFS = [(suite, belief) for suite in SUITES.values() for belief in suite.beliefs]

FLOOR = """\
mart: crosswalk
audience: catalog
about: Every approved judgement.
key: [item_code]
beliefs:
  - belief: There are judgements
    expect: table_row_count_to_be_between
    args: {min_value: 1}
    severity: block
    because: An empty crosswalk is none.
    next_step: Look at the map files.
"""
SECOND = """\
  - belief: Predicates are known
    expect: column_values_to_be_in_set
    column: predicate
    args: {value_set: [exact, none]}
    severity: warn
    because: Others cannot be added up.
    next_step: Correct the map file.
"""


def suite_file(folder: Path, text: str, name: str = "crosswalk.yml") -> Path:
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return path


MISTAKES = {
    "an expectation nobody offers": (
        "column_values_to_be_in_set",
        "column_values_to_be_inn_set",
        "check.unknown_expectation",
        13,
        "did you mean",
    ),
    "an expectation known to crash": (
        "column_values_to_be_in_set",
        "column_quantile_values_to_be_between",
        "check.unknown_expectation",
        13,
        "no expectation",
    ),
    "a name with its prefix": (
        "column_values_to_be_in_set",
        "expect_column_values_to_be_in_set",
        "check.unknown_expectation",
        13,
        "did you mean",
    ),
    "a severity that is neither": ("severity: warn", "severity: fatal", "check.invalid_suite", 16, "block"),
    "a key nobody reads": ("column: predicate", "colunm: predicate", "check.invalid_suite", 14, "colunm"),
    "no column": ("    column: predicate\n", "", "check.invalid_suite", 12, "column"),
    "column and figure at once": (
        "column: predicate",
        "column: predicate\n    figure: count(*)",
        "check.invalid_suite",
        12,
        "one of the two",
    ),
    "a figure judged as a set": ("column: predicate", "figure: count(*)", "check.invalid_suite", 12, "figure"),
    "groups without a figure": ("column: predicate", "column: predicate\n    per: [source_id]", "check.invalid_suite", 12, "per"),
    "an argument of another expectation": ("{value_set: [exact, none]}", "{regex: exact}", "check.invalid_suite", 12, "takes no regex"),
    "a tolerated share": ("[exact, none]}", "[exact, none], mostly: 0.9}", "check.invalid_suite", 12, "takes no mostly"),
    "nothing expected": ("{value_set: [exact, none]}", "{}", "check.invalid_suite", 12, "nothing is expected"),
    "no reason": ("because: Others cannot be added up.", "because: so", "check.invalid_suite", 17, "because"),
    "no next step": ("    next_step: Correct the map file.\n", "", "check.invalid_suite", 12, "next_step"),
}


@pytest.mark.parametrize("mistake", MISTAKES, ids=str)
def test_a_mistake_in_a_belief_is_named_with_file_and_line(mistake: str, tmp_path: Path) -> None:
    right, wrong, slug, line, word = MISTAKES[mistake]
    with pytest.raises(CheckError, match=word) as problem:
        load_suite(suite_file(tmp_path, FLOOR + SECOND.replace(right, wrong)))
    place = problem.value.place
    assert (problem.value.slug, place.file, place.line) == (slug, "crosswalk.yml", line)
    assert problem.value.next_step


def test_the_suite_used_for_mistakes_is_right_without_them(tmp_path: Path) -> None:
    assert [belief.line for belief in load_suite(suite_file(tmp_path, FLOOR + SECOND)).beliefs] == [6, 12]


def test_a_regular_expression_that_does_not_compile_is_a_mistake(tmp_path: Path) -> None:
    wrong = SECOND.replace("column_values_to_be_in_set", "column_values_to_match_regex").replace(
        "{value_set: [exact, none]}", "{regex: '(ML'}"
    )
    with pytest.raises(CheckError, match=r"not a regular expression.*line 12"):
        load_suite(suite_file(tmp_path, FLOOR + wrong))


@pytest.mark.parametrize("floor", ["{max_value: 9}", "{min_value: 0}"])
def test_a_suite_that_an_empty_table_would_pass_is_refused(floor: str, tmp_path: Path) -> None:
    with pytest.raises(CheckError, match=r"check.no_floor"):
        load_suite(suite_file(tmp_path, FLOOR.replace("{min_value: 1}", floor)))


def test_a_table_may_be_empty_where_the_suite_says_why(tmp_path: Path) -> None:
    reasoned = FLOOR.replace("{min_value: 1}", "{max_value: 9}").replace(
        "beliefs:", "may_be_empty: No publisher prints events yet.\nbeliefs:"
    )
    assert load_suite(suite_file(tmp_path, reasoned)).may_be_empty == "No publisher prints events yet."


def test_a_floor_under_some_rows_only_is_no_floor(tmp_path: Path) -> None:
    with pytest.raises(CheckError, match=r"check.no_floor"):
        load_suite(suite_file(tmp_path, FLOOR.replace("    args:", "    where: predicate = 'exact'\n    args:")))


def test_a_tolerance_limits_something_and_stands_alone(tmp_path: Path) -> None:
    figured = SECOND.replace("column_values_to_be_in_set", "column_values_to_be_between").replace("column: predicate", "figure: count(*)")
    for tolerance, args, word in [("{}", "", "max_shrink"), ("{max_times: 2}", "args: {min_value: 1}", "leave")]:
        text = figured.replace("args: {value_set: [exact, none]}", f"last_edition: {tolerance}\n    {args}".rstrip())
        with pytest.raises(CheckError, match=word):
            load_suite(suite_file(tmp_path, FLOOR + text))


def test_a_file_that_is_not_yaml_is_named(tmp_path: Path) -> None:
    with pytest.raises(RegistryError, match=r"registry.not_yaml.*crosswalk.yml, line"):
        load_suite(suite_file(tmp_path, FLOOR + "  - {"))


def test_a_file_that_is_only_a_word_is_refused(tmp_path: Path) -> None:
    with pytest.raises(CheckError, match=r"check.invalid_suite"):
        load_suite(suite_file(tmp_path, "crosswalk"))


def test_a_file_bears_the_name_of_its_table(tmp_path: Path) -> None:
    suite_file(tmp_path, FLOOR, "crosswalks.yml")
    with pytest.raises(CheckError, match=r"check.misnamed_suite"):
        load_suites(tmp_path)


@pytest.mark.parametrize(
    ("published", "slug"),
    [
        ({"crosswalk": "catalog", "denials": "catalog"}, "check.no_suite"),
        ({}, "check.no_table"),
        ({"crosswalk": "public"}, "check.no_table"),
    ],
    ids=["a table without a suite", "a suite without a table", "a table in another audience's folder"],
)
def test_tables_and_suites_belong_together(published: dict[str, str], slug: str, tmp_path: Path) -> None:
    suites = {"crosswalk": load_suite(suite_file(tmp_path, FLOOR))}
    match_suites(suites, {"crosswalk": "catalog"})
    with pytest.raises(CheckError, match=slug):
        match_suites(suites, published)


def test_every_published_table_has_a_suite_and_every_suite_a_table() -> None:
    match_suites(SUITES, {mart: audience for mart, (audience, _) in contracts().items()})


@pytest.mark.parametrize(("suite", "belief"), BELIEFS, ids=lambda part: part.belief if isinstance(part, Belief) else part.mart)
def test_a_belief_reads_columns_that_its_table_promises_and_never_passes_on_nothing(suite: Suite, belief: Belief) -> None:
    with duckdb.connect() as connection:
        fill(connection, suite.mart, [])
        table = connection.table(suite.mart)
        found = gather(Bench(suite, table, table), belief)
        assert set(suite.key) <= set(table.columns)
        assert isinstance(found, Absent) or found.judged_count < belief.limits["min_value"]


def test_every_belief_is_said_once() -> None:
    said = [(suite.mart, belief.belief) for suite, belief in BELIEFS]
    assert len(said) == len(set(said))


@pytest.mark.parametrize(
    ("number", "words"),
    [
        (None, ""),
        (float("nan"), ""),
        (1990, "1990"),
        (96311, "96,311"),
        (0.123456, "0.1235"),
        (3.0, "3"),
        (12345.5, "12,345.5"),
        ("ML1", "ML1"),
        (True, "True"),
        (-4, "-4"),
        (0, "0"),
    ],
)
def test_figures_are_written_as_people_read_them(number: object, words: str) -> None:
    assert figure(number) == words


EXPECTED = {
    "column_values_to_be_between": ({"min_value": 0, "max_value": 0}, "0"),
    "column_values_to_match_regex": ({"regex": "^ML"}, "of the form ^ML"),
    "column_values_to_not_match_regex": ({"regex": "^ML"}, "nothing like ^ML"),
    "column_values_to_be_in_set": ({"value_set": ["a", 1]}, "one of a, 1"),
    "column_distinct_values_to_contain_set": ({"value_set": ["a", "b"]}, "all of a, b"),
    "column_values_to_not_be_null": ({}, "never empty"),
    "column_value_lengths_to_be_between": ({"max_value": 9}, "at most 9 characters"),
    "column_unique_value_count_to_be_between": ({"min_value": 2, "max_value": 3}, "2 to 3 different values"),
}


@pytest.mark.parametrize("expect", EXPECTED)
def test_what_is_expected_is_said_in_words(expect: str) -> None:
    args, words = EXPECTED[expect]
    assert Belief(expect=expect, column="code", args=args, **WORDS).expected == words


@pytest.mark.parametrize(
    ("tolerance", "words"),
    [
        ({"max_shrink": 0.1}, "at least 90 % of the last edition's figure"),
        ({"max_shrink": 0}, "no less than the last edition's figure"),
        ({"max_times": 10}, "at most 10 times the last edition's figure"),
        ({"max_shrink": 0.5, "max_times": 2}, "at least 50 % of the last edition's figure, and at most 2 times that"),
    ],
    ids=str,
)
def test_a_tolerance_is_said_in_words(tolerance: dict[str, float], words: str) -> None:
    assert Belief(expect="column_values_to_be_between", figure="count(*)", last_edition=tolerance, **WORDS).expected == words
