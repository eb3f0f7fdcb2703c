"""A log of events in the small world: counted by two states' definitions, and timed by the calendar its own state declares."""

import pytest
from built_world import Built


def test_one_log_is_counted_by_its_own_and_by_another_states_definition(built: Built) -> None:
    rows = built.rows(
        "select definition_code, is_own_definition, period_grain, period_start, decision_count, repeated_count, replaced_count "
        "from catalog.counted_decisions order by all"
    )

    assert [(code, own, grain, start.isoformat(), *counts) for code, own, grain, start, *counts in rows] == [
        ("xa_log:licences_refused", False, "quarter", "2023-04-01", 1, 0, 0),
        ("xa_log:licences_refused", False, "quarter", "2023-07-01", 0, 0, 0),
        ("xa_log:licences_refused", False, "year", "2023-01-01", 0, 0, 1),
        ("xb_log:licences_issued", True, "year", "2023-01-01", 1, 0, 0),
        ("xb_log:licences_issued", True, "year", "2024-01-01", 1, 1, 0),
    ]


@pytest.mark.parametrize(
    ("kind", "days"), [("working", [(2023, 5, 3, 1), (2024, 5, 9, 0)]), ("calendar", [(2023, None, 3, None), (2024, None, 16, None)])]
)
def test_times_are_those_of_the_declared_calendar(built: Built, kind: str, days: list[tuple[int | None, ...]]) -> None:
    rows = built.rows(
        "select decided_year, target_days, median_days, within_target_count "
        f"from catalog.processing_times where day_kind = '{kind}' order by decided_year"
    )

    assert rows == days


def test_a_case_still_open_stands_beside_its_year(built: Built) -> None:
    sql = "select decided_year, case_count, open_count, excluded_count from catalog.processing_times where day_kind = 'working' order by 1"
    assert built.rows(sql) == [(2023, 1, 1, 0), (2024, 1, 1, 0)]
