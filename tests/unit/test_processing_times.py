"""How long a case took, by hand and by the models' own SQL: weekends, holidays, stops of the clock, targets, and what nobody can say."""

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

import duckdb
import pytest

from commonlist.schema.calendar_day import CalendarDay
from commonlist.schema.licensing_event import LicensingEvent
from places import ROOT
from rendered import give, read_common, run

HOLIDAYS = {date(2024, 5, 1): "Labour Day", date(2024, 12, 25): "Christmas Day", date(2024, 12, 26): "Second day of Christmas"}
STEPS = (
    "int_events_ordered",
    "int_cases_closed",
    "int_clocks_read",
    "int_working_days_numbered",
    "int_cases_timed",
    "int_times_targeted",
    "int_times_summed",
    "int_times_excluded",
    "int_cases_open",
    "processing_times",
)
EDITION = date(2025, 6, 30)


def calendar() -> list[dict[str, Any]]:
    """Two years of a state that works from Monday to Friday, but for three holidays."""
    days = [date(2024, 1, 1) + timedelta(days=number) for number in range(731)]
    return [
        {"publisher_code": "xa", "day_date": day, "is_working_day": rest is None, "rest_reason": rest}
        for day in days
        for rest in [HOLIDAYS.get(day) or ("weekend" if day.weekday() > 4 else None)]
    ]


def events(case: str, sequence: str, about: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """`03-01 received; 03-04 issued` of 2024 (or `2025-01-02 …`), as landed."""
    for number, text in enumerate(sequence.split("; "), start=1):
        day, event_type = text.split()
        yield about | {
            "edition_date": EDITION,
            "source_line": int(case) * 100 + number,
            "application_text": case,
            "event_type": event_type,
            "event_date": date.fromisoformat(day if len(day) > 5 else f"2024-{day}"),
            "event_text": event_type,
            "source_sha256": "0" * 64,
        }


def timed(
    *sequences: str, publisher: str = "xa", targets: tuple[str, ...] = (), kind: str | None = "standard"
) -> duckdb.DuckDBPyConnection:
    """The cases of one log, numbered from 1, with their times."""
    connection = duckdb.connect()
    about = {"source_id": f"{publisher}_log", "licence_kind": kind}
    rows = [row for number, sequence in enumerate(sequences, start=1) for row in events(str(number), sequence, about)]
    give(connection, "stg_licensing_events", rows, {name: spec.dtype.type for name, spec in LicensingEvent.to_schema().columns.items()})
    give(connection, "stg_calendar_days", calendar(), {name: spec.dtype.type for name, spec in CalendarDay.to_schema().columns.items()})
    edition = f"'{publisher}_log' as source_id, date '{EDITION}' as edition_date, '{publisher}' as publisher_code, true as is_latest"
    connection.execute(f"create table int_editions_dated as select {edition}")
    read_common(connection, "event_types")
    columns = "publisher_code varchar, licence_kind varchar, day_kind varchar, target_days varchar, target_share varchar"
    connection.execute(f"create table source_processing_targets ({columns}, valid_from varchar, valid_to varchar, citation varchar)")
    for target in targets:
        connection.execute(f"insert into source_processing_targets values ({target})")
    run(connection, "stg_event_types", "stg_processing_targets", *STEPS)
    return connection


BY_HAND = {
    "the day of receipt does not count, the day of decision does": ("03-04 received; 03-05 issued", 1, 1),
    "a decision on the day of receipt takes no day": ("03-04 received; 03-04 issued", 0, 0),
    "a weekend is no working time": ("03-01 received; 03-04 issued", 1, 3),
    "what comes on a Saturday is answered on Monday after one working day": ("03-02 received; 03-04 refused", 1, 2),
    "an answer on a Sunday takes no working day after Friday": ("03-01 received; 03-03 issued", 0, 2),
    "a holiday is no working time": ("04-29 received; 05-02 issued", 2, 3),
    "two holidays before a weekend": ("12-24 received; 12-30 issued", 2, 6),
    "a stop over a weekend takes Monday off": ("03-04 received; 03-08 clock_stopped; 03-11 clock_restarted; 03-13 issued", 6, 6),
    "a stop over a holiday takes it off once": ("04-29 received; 04-30 clock_stopped; 05-02 clock_restarted; 05-03 issued", 2, 2),
    "the clock runs on the day it is stopped": ("03-04 received; 03-05 clock_stopped; 03-07 clock_restarted; 03-08 issued", 2, 2),
    "two stops are both taken off": (
        "03-04 received; 03-05 clock_stopped; 03-06 clock_restarted; 03-07 clock_stopped; 03-08 clock_restarted; 03-11 issued", 3, 5,
    ),
    "a stop and a restart on one day take nothing off": ("03-04 received; 03-06 clock_stopped; 03-06 clock_restarted; 03-08 issued", 4, 4),
    "stopped again on the day of the restart, the clock never ran": (
        "03-04 received; 03-05 clock_stopped; 03-06 clock_restarted; 03-06 clock_stopped; 03-12 clock_restarted; 03-13 issued", 2, 2,
    ),
    "stops that overlap are taken off once": (
        "03-04 received; 03-05 clock_stopped; 03-06 clock_stopped; 03-08 clock_restarted; 03-12 clock_restarted; 03-13 issued", 2, 2,
    ),
    "a decision while the clock stands still ends the stop": ("03-04 received; 03-06 clock_stopped; 03-11 refused", 2, 2),
    "a stop after the decision belongs to another matter": (
        "03-04 received; 03-06 refused; 03-08 appealed; 03-12 clock_stopped; 03-20 clock_restarted; 04-02 issued_on_appeal", 2, 2,
    ),
    "the first decision closes the case": ("03-04 received; 03-06 issued; 03-20 revoked", 2, 2),
    "an answer that no licence is required is a decision": ("03-04 received; 03-06 no_licence_required", 2, 2),
    "a case goes over the year's end": ("12-23 received; 2025-01-02 issued", 6, 10),
}  # fmt: skip


IN_DOUBT = {
    "03-04 received; 03-06 clock_restarted; 03-08 issued": "restarted_without_stop",
    "03-04 received; 03-05 clock_stopped; 03-06 clock_restarted; 03-07 clock_restarted; 03-08 issued": "restarted_without_stop",
    "03-04 received; 03-05 clock_stopped; 03-06 clock_stopped; 03-07 clock_restarted; 03-08 issued": "stops_unclear",
    "03-05 issued": "receipt_missing",
    "03-04 received; 03-06 received; 03-08 issued": "received_twice",
    "03-08 received; 03-06 issued": "decided_before_receipt",
    "03-01 clock_stopped; 03-04 received; 03-05 clock_restarted; 03-06 issued": "stopped_before_receipt",
    "03-04 received; 03-06 withdrawn": "ended_without_decision",
    "03-04 received; 03-06 returned": "ended_without_decision",
    "03-04 received; 03-06 withdrawn; 03-08 issued": "ended_before_decision",
    "03-04 received; 03-06 issued_on_appeal": "first_decision_missing",
    "03-04 received; 03-06 revoked; 03-08 issued": "followed_before_decision",
}


CASES = (*(sequence for sequence, *_ in BY_HAND.values()), *IN_DOUBT)


@pytest.fixture(scope="module")
def log() -> duckdb.DuckDBPyConnection:
    """All cases of this page in one log."""
    return timed(*CASES)


def times(log: duckdb.DuckDBPyConnection, sequence: str) -> list[tuple[Any, ...]]:
    """The working and the calendar days of one case of it, each with the reason why there are none."""
    sql = "select day_count, excluded_reason from int_times_targeted where application_text = ? order by day_kind desc"
    return log.execute(sql, [str(CASES.index(sequence) + 1)]).fetchall()


@pytest.mark.parametrize("example", BY_HAND)
def test_by_hand(example: str, log: duckdb.DuckDBPyConnection) -> None:
    sequence, working, calendar_days = BY_HAND[example]
    assert times(log, sequence) == [(working, None), (calendar_days, None)]


@pytest.mark.parametrize("sequence", IN_DOUBT)
def test_what_is_in_doubt_is_excluded_with_its_reason_and_not_guessed(sequence: str, log: duckdb.DuckDBPyConnection) -> None:
    assert times(log, sequence) == [(None, IN_DOUBT[sequence])] * 2


def test_the_table_tells_why_cases_are_excluded() -> None:
    sql = "select case_count, median_days, p90_days, excluded_count, excluded_reasons from processing_times"
    connection = timed("03-05 issued", "03-08 received; 03-06 issued", "03-09 received; 03-07 issued")
    assert connection.execute(sql).fetchall() == [(0, None, None, 3, "decided_before_receipt 2, receipt_missing 1")] * 2


def test_every_reason_of_doubt_is_explained() -> None:
    told = (
        (ROOT / "dbt" / "docs" / "glossary.md")
        .read_text(encoding="utf-8")
        .split("{% docs excluded_reasons %}")[1]
        .split("{% enddocs %}")[0]
    )
    assert {reason for reason in {*IN_DOUBT.values(), "calendar_unknown"} if f"`{reason}`" not in told} == set()


def test_without_a_calendar_working_days_are_not_computed_and_the_table_says_so() -> None:
    sql = "select day_kind, case_count, median_days, excluded_reasons from processing_times order by day_kind"
    assert timed("03-01 received; 03-04 issued", publisher="xb").execute(sql).fetchall() == [
        ("calendar", 1, 3, None),
        ("working", 0, None, "calendar_unknown 1"),
    ]


def test_a_case_that_leaves_the_calendar_has_no_working_days() -> None:
    sql = "select median_days, excluded_reasons from processing_times where day_kind = 'working' and decided_year = 2024"
    assert timed("2023-12-29 received; 01-02 issued").execute(sql).fetchall() == [(None, "calendar_unknown 1")]


def test_median_and_ninth_decile_are_times_that_cases_took() -> None:
    connection = timed(*(f"03-01 received; 03-{day:02} issued" for day in (2, 3, 4, 11)))
    sql = "select case_count, median_days, p90_days from processing_times where day_kind = 'calendar'"
    assert connection.execute(sql).fetchall() == [(4, 2, 10)]


def test_each_target_has_its_row_and_its_own_kind_of_day() -> None:
    targets = (
        "'xa', 'standard', 'working', '1', '0.70', null, null, 'law'",
        "'xa', null, 'working', '5', '0.99', null, null, 'law'",
        "'xa', 'open', 'working', '9', '0.99', null, null, 'law'",
        "'xa', null, 'calendar', '3', '1.00', null, null, 'law'",
        "'xa', null, 'calendar', '4', '1.00', null, '2024-02-29', 'law'",
        "'xb', null, 'calendar', '2', '1.00', null, null, 'law'",
    )
    connection = timed("03-01 received; 03-04 issued", "03-01 received; 03-05 issued", "03-01 received; 03-11 issued", targets=targets)
    sql = "select day_kind, target_days, case_count, within_target_count, round(within_target_share, 3) from processing_times order by all"
    assert connection.execute(sql).fetchall() == [("calendar", 3, 3, 1, 0.333), ("working", 1, 3, 1, 0.333), ("working", 5, 3, 2, 0.667)]


def test_open_cases_stand_beside_the_year_they_were_open_in() -> None:
    connection = timed(
        "03-01 received; 03-04 issued", "04-01 received", "12-30 received; 2025-01-02 issued", "2025-06-02 received", kind=None
    )
    sql = "select decided_year, licence_kind, case_count, open_count from processing_times where day_kind = 'working' order by decided_year"
    assert connection.execute(sql).fetchall() == [(2024, "not_stated", 1, 2), (2025, "not_stated", 1, 2)]


def test_cases_decided_while_stopped_are_counted_apart() -> None:
    connection = timed("03-04 received; 03-06 clock_stopped; 03-11 refused", "03-04 received; 03-11 refused")
    assert connection.execute("select decided_while_stopped_count from processing_times").fetchall() == [(1,), (1,)]


def test_every_closed_case_has_a_time_or_a_reason_by_each_kind_of_day(log: duckdb.DuckDBPyConnection) -> None:
    either = "count(*) filter (where (day_count is null) <> (excluded_reason is null))"
    found = log.execute(f"select day_kind, {either}, count(*) from int_times_targeted group by day_kind order by day_kind").fetchall()
    assert found == [(kind, len(CASES), len(CASES)) for kind in ("calendar", "working")]
