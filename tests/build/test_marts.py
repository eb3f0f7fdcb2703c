"""What the marts say of the small world, added up by hand."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from built_world import Built

FIGURES = "select value_original, line_count, reported_count, mapping_state from catalog.licensing_by_item_destination where "
STATEMENTS: dict[str, tuple[str, list[tuple[Any, ...]]]] = {
    "two spellings of a state are one destination, and only the newest vintage counts": (
        FIGURES + "source_id = 'xa_licences' and common_code = 'ML1' and year = 2022 and measure_code = 'value_licensed'",
        [(Decimal("1010.75"), 2, 2, "mapped")],
    ),
    "a blank is not a zero": (
        FIGURES + "source_id = 'xa_licences' and common_code = 'ML2' and measure_code = 'value_licensed'",
        [(None, 1, 0, "mapped")],
    ),
    "a printed zero is a zero": (
        FIGURES + "source_id = 'xa_licences' and common_code = 'ML1.a' and measure_code = 'value_licensed'",
        [(Decimal("0.00"), 1, 1, "mapped")],
    ),
    "a placeholder is not a figure": (
        FIGURES + "source_id = 'xb_licences' and destination_code = 'SWE' and common_code = 'ML1' and measure_code = 'value_licensed'",
        [(None, 1, 0, "mapped")],
    ),
    "the value of a refused licence is not applicable": (
        "select sum(not_applicable_count), sum(not_reported_count) from catalog.licensing_by_item_destination "
        "where source_id = 'xb_licences'",
        [(1, 0)],
    ),
    "a printed subtotal is not added up": (
        "select sum(value_original) from catalog.licensing_by_item_destination "
        "where source_id = 'xa_licences' and year = 2022 and measure_code = 'licences_issued'",
        [(Decimal("7.00"),)],
    ),
    "a figure printed only as a total is missed in words, not in numbers": (
        "select destination_name, value_original, caveat like '%only as a total%' from catalog.licensing_by_item_destination "
        "where source_id = 'xa_licences' and year = 2023 and measure_code = 'value_licensed' order by destination_name, value_original",
        [
            ("Alliance", Decimal("70.00"), False),
            ("Norway", Decimal("0.00"), False),
            ("Norway", Decimal("50.00"), False),
            ("Sweden", None, True),
        ],
    ),
    "a category is divided by weight": (
        "select common_code, value_original, caveat like '%divided by weight%' from catalog.licensing_by_item_destination "
        "where source_id = 'xb_licences' and value_original is not null and mapping_state = 'mapped' and unit = 'currency' order by all",
        [("ML1", Decimal("25.00"), True), ("ML2", Decimal("75.00"), True)],
    ),
    "figures without a common item are kept and say why": (
        "select mapping_state, sum(value_original) from catalog.licensing_by_item_destination "
        "where common_code is null and measure_code = 'value_licensed' group by all order by all",
        [("non_item", Decimal("50.00")), ("not_aggregated", Decimal("5.00")), ("todo", Decimal("70.00"))],
    ),
    "a measure defined by two publishers carries a caveat everywhere": (
        "select distinct measure_code, caveat like '%differently%' from catalog.licensing_by_item_destination "
        "where measure_code <> 'licences_refused' order by all",
        [("licences_issued", True), ("value_licensed", True)],
    ),
    "a provision figure knows its entry": (
        "select distinct entry_code from catalog.licensing_by_item_destination where common_code = 'ML1.a'",
        [("ML1",)],
    ),
    "every entry has a row of every list publisher": (
        "select publisher_code, entry_code, common_code, item_code, predicate, since_date from catalog.item_coverage order by all",
        [
            ("xa", "ML1", "ML1", "ML1", "exact", date(2023, 1, 1)),
            ("xa", "ML1", "ML1.a", "ML1.a", "exact", date(2023, 1, 1)),
            ("xa", "ML2", "ML2", "ML2", "related", date(2023, 1, 1)),
            ("xa", "ML3", "ML3", "ML2", "overlaps", date(2023, 1, 1)),
            ("xb", "ML1", "ML1", "A9", "close", date(2024, 6, 1)),
            ("xb", "ML1", "ML1.a", "A1", "narrow", date(2020, 5, 5)),
            ("xb", "ML2", "ML2", "A9", "exact", date(2024, 6, 1)),
            ("xb", "ML3", "ML3", None, "out_of_scope", None),
        ],
    ),
    "codes are counted by level and closest predicate": (
        "select code_level, predicate, code_count, code_share from catalog.crosswalk_coverage where source_id = 'xa_list' order by all",
        [
            ("entry", "exact", 1, 0.333333),
            ("entry", "overlaps", 1, 0.333333),
            ("entry", "todo", 1, 0.333333),
            ("provision", "exact", 1, 0.5),
            ("provision", "todo", 1, 0.5),
        ],
    ),
    "the share of licensed value is known by predicate": (
        "select predicate, value_share from catalog.crosswalk_coverage where source_id = 'xa_licences' order by all",
        [("broad", None), ("exact", 0.893876), ("non_item", 0.044218), ("todo", 0.061906)],
    ),
    "only approved rows reach the crosswalk, denials included": (
        "select source_id, count(*), count(*) filter (where is_negated) from catalog.crosswalk group by all order by all",
        [("xa_licences", 4, 0), ("xa_list", 5, 0), ("xb_licences", 4, 0), ("xb_list", 6, 1)],
    ),
    "every edition is there and one of each source is the latest": (
        "select source_id, edition_date, is_latest, entry_count, reserved_count from catalog.control_list_editions order by all",
        [
            ("xa_list", date(2023, 1, 1), False, 2, 0),
            ("xa_list", date(2024, 1, 1), True, 3, 1),
            ("xb_list", date(2022, 6, 1), False, 1, 0),
            ("xb_list", date(2024, 6, 1), True, 4, 0),
        ],
    ),
    "items of past editions stay": (
        "select is_latest, count(*) from catalog.control_items group by all order by all",
        [(False, 4), (True, 11)],
    ),
    "an account says when the next edition is due and what was out of scope": (
        "select next_due_date, rows_out_of_scope from oversight.source_accounts where source_id = 'xa_list' and is_latest",
        [(date(2024, 1, 31), 1)],
    ),
    "the public sees public sources only": (
        "select 'totals', source_id from public.licensing_totals union select 'lists', source_id from public.list_coverage order by all",
        [("lists", "xa_list"), ("totals", "xa_licences")],
    ),
    "public totals keep what has no category": (
        "select category_code, value_original from public.licensing_totals "
        "where measure_code = 'value_licensed' order by year, category_code",
        [("ML", Decimal("1010.75")), ("ML", Decimal("0.00")), (None, Decimal("120.00"))],
    ),
    "the public learns how far a list is mapped": (
        "select entry_count, mapped_count, none_count, todo_count, mapped_share from public.list_coverage",
        [(3, 2, 0, 1, 0.666667)],
    ),
}


@pytest.mark.parametrize("statement", STATEMENTS)
def test_the_marts_say_that(built: Built, statement: str) -> None:
    query, expected = STATEMENTS[statement]

    assert built.rows(query) == expected


def test_a_build_reports_what_it_made(built: Built) -> None:
    assert set(built.result.layer_seconds) == {"staging", "intermediate", "marts", "tests"}
    assert built.result.rows["catalog.control_items"] == 15
    assert built.result.warnings == ()
    assert built.result.summary == f"{built.result.models} models, {built.result.tests_passed} tests"
