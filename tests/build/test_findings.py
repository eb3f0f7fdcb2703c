"""What the marts find between the lists of the small world, worked out by hand."""

from datetime import date
from typing import Any

import pytest
from built_world import Built

STATEMENTS: dict[str, tuple[str, list[tuple[Any, ...]]]] = {
    "one code is printed for goods that one list alone controls": (
        "select item_code, source_id, common_codes, other_source_id, other_predicate, is_collision, collision_basis "
        "from catalog.code_collisions",
        [("ML1", "xa_list", "ML1", "xb_list", "none", True, "no_counterpart")],
    ),
    "an item that every list controls is no gap": (
        "select common_code, controlled_by, gap_state from catalog.control_gaps where entry_code = 'ML1' order by all",
        [("ML1", "xa_list, xb_list", "shared"), ("ML1.a", "xa_list, xb_list", "shared")],
    ),
    "silence is no decision": (
        "select controlled_by, absent_from, undecided_in, gap_state from catalog.control_gaps where common_code = 'ML2'",
        [("xb_list", None, "xa_list", "undecided")],
    ),
    "a list is not asked about goods it does not reach": (
        "select controlled_by, undecided_in, out_of_scope_of from catalog.control_gaps where common_code = 'ML3'",
        [("xa_list", None, "xb_list")],
    ),
    "a national item stands under its own code": (
        "select source_id, item_code, controlled_by, undecided_in from catalog.control_gaps where common_code is null order by all",
        [("xb_list", "A2", "xb_list", "xa_list"), ("xb_list", "ML1", "xb_list", "xa_list")],
    ),
    "20 mm and 2 cm are one threshold, 3 m and 4.5 m are two, and 5 m has nothing beside it": (
        "select figure_text, other_figure_text, is_different, ratio from catalog.threshold_differences order by figure_number",
        [("20.0 mm", "2.0 cm", False, 1.0), ("3.0 m", "4.5 m", True, 1.5)],
    ),
    "a lag is not known where the first adoption was not seen, but has a least": (
        "select source_id, adopted_date, absent_date, is_observed, first_source_id, lag_days, least_lag_days "
        "from catalog.adoption_lag order by all",
        [
            ("xa_list", date(2023, 1, 1), None, False, "xa_list", None, None),
            ("xb_list", date(2024, 6, 1), date(2022, 6, 1), True, "xa_list", None, 517),
        ],
    ),
    "a wrong check digit is told, and numbers of items that are not exactly the same are not compared": (
        "select source_id, cas_number, is_valid, printed_in, missing_in from catalog.cas_numbers order by all",
        [("xa_list", "7732-18-5", True, None, None), ("xb_list", "7732-18-4", False, None, None)],
    ),
}


@pytest.mark.parametrize("statement", STATEMENTS)
def test_it_is_found_that(built: Built, statement: str) -> None:
    query, expected = STATEMENTS[statement]

    assert built.rows(query) == expected
