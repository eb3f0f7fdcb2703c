"""What each definition counts of events: the scenarios of `tests/truth/counting_scenarios.csv`, through the models' own SQL."""

import csv
import re
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import duckdb
import pytest

from commonlist.schema.licensing_event import LicensingEvent
from places import ROOT
from rendered import COMMON, give, read_common, run

PATH = ROOT / "tests" / "truth" / "counting_scenarios.csv"
SCENARIOS = list(csv.DictReader(PATH.open(encoding="utf-8", newline="")))
EVENT = re.compile(r"(?P<day>\d{4}-\d\d-\d\d) (?P<type>[a-z_]+)(?: (?P<licence>L\d))?(?: @(?P<destination>\w+))?")
EDITION = date(2030, 1, 1)
STAGED = ("event_types", "counting_rules", "counting_periods", "definitions")
STEPS = ("int_events_ordered", "int_events_ruled", "int_decisions_placed", "int_decisions_counted", "counted_decisions")


def events_of(name: str, sequence: str) -> Iterator[dict[str, Any]]:
    """One application's log as landed: its events in the order written, one line each."""
    for line, text in enumerate(sequence.split("; "), start=1):
        said = EVENT.fullmatch(text)
        assert said, f"{name}: {text!r} is no event"
        yield {
            "source_id": name,
            "edition_date": EDITION,
            "source_line": line,
            "application_text": "A1",
            "licence_text": said["licence"],
            "event_type": said["type"],
            "event_date": date.fromisoformat(said["day"]),
            "event_text": said["type"],
            "destination_text": said["destination"],
            "source_sha256": "0" * 64,
        }


def count(logs: dict[str, str], folder: Path = COMMON) -> duckdb.DuckDBPyConnection:
    """Every log (by source) counted by every definition: the model `counted_decisions` in a database of its own."""
    connection = duckdb.connect()
    schema = {name: column.dtype.type for name, column in LicensingEvent.to_schema().columns.items()}
    rows = [row for name, sequence in logs.items() for row in events_of(name, sequence)]
    give(connection, "stg_licensing_events", rows, schema)
    connection.execute(
        "create table int_editions_dated as select distinct source_id, edition_date, 'xa' as publisher_code, true as is_latest "
        "from stg_licensing_events"
    )
    read_common(connection, *STAGED, folder=folder)
    run(connection, *(f"stg_{name}" for name in STAGED), *STEPS)
    return connection


@pytest.fixture(scope="module")
def counted() -> dict[tuple[str, str, str], int]:
    """The count by scenario, definition and period, all scenarios built at once."""
    rows = count({row["scenario"]: row["events"] for row in SCENARIOS}).sql(
        "select source_id, definition_code, period_grain, period_start, period_end, decision_count from counted_decisions"
    )
    return {(name, code, _period(grain, start, end)): number for name, code, grain, start, end, number in rows.fetchall()}


def _period(grain: str, start: date, end: date) -> str:
    if grain == "quarter":
        return f"{start.year}-Q{(start.month + 2) // 3}"
    return f"FY{end.year}" if grain == "fiscal_year" else str(start.year)


@pytest.mark.parametrize("row", SCENARIOS, ids=[f"{row['scenario']}-{row['title'].replace(' ', '_')}" for row in SCENARIOS])
def test_scenario(row: dict[str, str], counted: dict[tuple[str, str, str], int]) -> None:
    assert counted.get((row["scenario"], row["definition"], row["period"]), 0) == int(row["expected"])


def test_the_scenarios_reach_every_definition_and_every_type_of_event() -> None:
    rules = list(csv.DictReader((COMMON / "counting_rules.csv").open(encoding="utf-8", newline="")))
    types = list(csv.DictReader((COMMON / "event_types.csv").open(encoding="utf-8", newline="")))

    assert len(SCENARIOS) >= 40
    assert {row["definition"] for row in SCENARIOS} == {row["definition_code"] for row in rules}
    assert {said["type"] for row in SCENARIOS for said in EVENT.finditer(row["events"])} == {row["event_type"] for row in types}


def test_a_scenario_names_the_measure_its_definition_defines() -> None:
    measures = {row["definition_code"]: row["measure_code"] for row in csv.DictReader((COMMON / "definitions.csv").open(encoding="utf-8"))}

    assert [row["scenario"] for row in SCENARIOS if measures.get(row["definition"]) != row["measure"]] == []


def test_one_log_counted_by_two_states_shows_the_difference() -> None:
    log = "2012-11-02 received; 2012-11-20 refused @Norway; 2012-11-20 refused @Chile; 2013-02-14 issued_on_appeal L1 @Norway"
    sql = "select decision_count from counted_decisions where definition_code = ? and period_grain = 'year' order by period_start"
    connection = count({"xa_log": log})

    def by(definition: str) -> list[int]:
        return [number for (number,) in connection.execute(sql, [definition]).fetchall()]

    assert by("gb_licences:licences_refused") == [2, 0]
    assert by("gb_statistics:licences_refused") == [1, 0]
    assert by("common:licences_refused_by_final_outcome") == [0]
    assert by("gb_statistics:licences_issued") == [0, 1]


def test_what_was_not_counted_is_told_with_its_reason() -> None:
    log = "2012-03-01 issued L1 @Norway; 2012-03-01 issued L1 @Chile; 2012-08-01 revoked L1; 2012-09-01 amended L1"
    connection = count({"xa_log": log})
    sql = (
        "select decision_count, repeated_count, replaced_count, not_counted_count from counted_decisions "
        "where definition_code = ? and period_grain = 'year'"
    )

    assert connection.execute(sql, ["gb_statistics:licences_issued"]).fetchall() == [(1, 1, 0, 2)]
    assert connection.execute(sql, ["common:licences_issued_at_period_end"]).fetchall() == [(0, 1, 1, 2)]


def test_a_changed_rule_changes_the_count(tmp_path: Path) -> None:
    for name in STAGED:
        text = (COMMON / f"{name}.csv").read_text(encoding="utf-8")
        changed = text.replace(
            "gb_statistics:licences_issued,amended,none,,,", "gb_statistics:licences_issued,amended,add,event_date,event,"
        )
        assert (changed != text) == (name == "counting_rules")
        (tmp_path / f"{name}.csv").write_text(changed, encoding="utf-8")
    connection = count({"xa_log": "2012-03-01 issued L1; 2012-09-01 amended L1"}, tmp_path)

    sql = "select decision_count from counted_decisions where definition_code = 'gb_statistics:licences_issued' and period_grain = 'year'"
    assert connection.execute(sql).fetchall() == [(2,)]


def test_every_definition_of_a_publisher_says_which_goods_it_counts() -> None:
    rows = csv.DictReader((COMMON / "definitions.csv").open(encoding="utf-8"))
    assert [row["definition_code"] for row in rows if bool(row["goods"]) == (row["publisher_code"] == "common")] == []
