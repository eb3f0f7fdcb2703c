"""What the marts say of the small world, added up by hand."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from built_world import Built

FIGURES = "select value_original, line_count, reported_count, mapping_state from catalog.licensing_by_item_destination where "
BOTH_ISSUED = "xa_licences:licences_issued, xb_licences:licences_issued"
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
    "what two vintages say differently is told, the place under its other name apart": (
        "select source_id, destination_name, subtotal_scope, revision_kind, changed_text_count, removed_count, added_count, after_value "
        "from catalog.revisions where measure_code = 'value_licensed' and not is_new_period order by all",
        [
            ("xa_licences", "Norway", "category", "added", 0, 0, 1, Decimal("1011.00")),
            ("xa_licences", "Norway", None, "revised", 1, 1, 3, Decimal("1010.75")),
            ("xb_licences", "Norway", None, "revised", 1, 1, 2, Decimal("100.00")),
            ("xb_licences", "Sweden", None, "added", 0, 0, 2, Decimal("5.00")),
        ],
    ),
    "what a figure was divided by is published with its share": (
        "select source_id, measure_code, weight_basis, is_equal_split, value_original, allocated_share from catalog.allocation_shares "
        "where measure_code = 'value_licensed' order by all",
        [
            ("xa_licences", "value_licensed", "whole", False, Decimal("1010.75"), 1.0),
            ("xb_licences", "value_licensed", "licence texts", False, Decimal("100.00"), 1.0),
        ],
    ),
    "a printed total stands beside what is printed of its parts": (
        "select destination_name, year, measure_code, value_original, part_count, parts_value from catalog.printed_totals order by all",
        [
            ("Norway", 2022, "licences_issued", Decimal(7), 3, Decimal(7)),
            ("Norway", 2022, "value_licensed", Decimal(1011), 2, Decimal("1010.75")),
            ("Sweden", 2023, "value_licensed", Decimal(500), 0, None),
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
    "who publishes what, since when, and in which years nothing": (
        "select reporting_state_code, measure_code, publishes, figure_years, silent_years, first_edition_date, figure_share "
        "from public.publisher_profile order by all",
        [
            ("XAA", "licences_issued", "figures", "2022, 2023", None, date(2023, 5, 1), 1.0),
            ("XAA", "value_licensed", "figures", "2022, 2023", None, date(2023, 5, 1), 0.714286),
        ],
    ),
    "a public figure by destination or item says what it is, or why there is none": (
        "select destination_name, year, measure_code, value_original, value_state, line_count from public.licensing_by_destination "
        "union all select common_code, year, measure_code, value_original, value_state, line_count from public.licensing_by_item "
        "order by all",
        [
            ("Alliance", 2023, "licences_issued", Decimal(3), "reported", 1),
            ("Alliance", 2023, "value_licensed", Decimal(70), "reported", 1),
            ("ML1", 2022, "licences_issued", Decimal(3), "reported", 2),
            ("ML1", 2022, "value_licensed", Decimal("1010.75"), "reported", 2),
            ("ML1", 2023, "licences_issued", Decimal(1), "reported", 1),
            ("ML1", 2023, "value_licensed", Decimal(0), "reported_zero", 2),
            ("ML2", 2022, "licences_issued", Decimal(4), "reported", 1),
            ("ML2", 2022, "value_licensed", None, "not_reported", 1),
            ("Norway", 2022, "licences_issued", Decimal(7), "reported", 3),
            ("Norway", 2022, "value_licensed", Decimal("1010.75"), "reported", 3),
            ("Norway", 2023, "licences_issued", Decimal(2), "reported", 2),
            ("Norway", 2023, "value_licensed", Decimal(50), "reported", 2),
            ("Sweden", 2023, "value_licensed", None, "not_reported", 1),
        ],
    ),
    "what a state reports of a year stands in every vintage": (
        "select edition_date, is_latest, year, measure_code, publishes, value_state, value_original from public.reported_years "
        "order by all",
        [
            (date(2023, 5, 1), False, 2022, "licences_issued", "figures", "reported", Decimal(99)),
            (date(2023, 5, 1), False, 2022, "value_licensed", "figures", "reported", Decimal(9900)),
            (date(2024, 5, 1), True, 2022, "licences_issued", "figures", "reported", Decimal(7)),
            (date(2024, 5, 1), True, 2022, "value_licensed", "figures", "reported", Decimal("1010.75")),
            (date(2024, 5, 1), True, 2023, "licences_issued", "figures", "reported", Decimal(5)),
            (date(2024, 5, 1), True, 2023, "value_licensed", "figures", "reported", Decimal(120)),
        ],
    ),
    "an edition of a list is told against the one before": (
        "select source_id, edition_date, list_change, item_code, before_figure, after_figure from public.list_changes order by all",
        [("xa_list", date(2024, 1, 1), "added", code, None, None) for code in ("ML", "ML1.b", "ML3", "ML4")],
    ),
    "reasons are counted by groups, and licensed value by what its categories lead to": (
        "select predicate, code_count, value_share from public.value_coverage order by all",
        [("broad", 1, None), ("exact", 2, 0.893876), ("non_item", 1, 0.044218), ("todo", 1, 0.061906)],
    ),
    "openness is counted criterion by criterion": (
        "select criterion, counted, possible, counted_in, source_id from public.transparency_scores order by all",
        [
            ("access", 9, 9, "lines", None),
            ("clarity", 11, 13, "lines", None),
            ("comprehensiveness", 2, 2, "measures", None),
            ("deliveries", 0, 2, "years", None),
            ("licences", 2, 2, "years", None),
            ("publication_lag", 30, 122, "days", "xa_licences"),
            ("refusals", 0, 2, "years", None),
            ("timeliness", 30, 92, "days", "xa_licences"),
        ],
    ),
    "a sum across states names the states in it and what differs": (
        "select goods_scope, category_code, value_counted, states, definition_codes, caveat from catalog.licensing_across_states "
        "where measure_code = 'licences_issued' and year = 2022 and destination_code = 'NOR' order by all",
        [
            ("category", "ML", Decimal("8.00"), "XAA, XBB", BOTH_ISSUED, "the states define this measure differently"),
            ("whole", None, Decimal("8.00"), "XAA, XBB", BOTH_ISSUED, "the states define this measure differently"),
        ],
    ),
    "a state whose lines print no figure is missing from the sum and adds no zero": (
        "select value_eur, states, missing_states, blank_count from catalog.licensing_across_states "
        "where measure_code = 'value_licensed' and year = 2023 and destination_code = 'SWE' order by goods_scope",
        [(None, None, "XAA, XBB", 1), (None, None, "XAA, XBB", 1)],
    ),
    "public totals keep what has no category": (
        "select category_code, value_original from public.licensing_totals "
        "where measure_code = 'value_licensed' order by year, category_code",
        [("ML", Decimal("1010.75")), ("ML", Decimal("0.00")), (None, Decimal("120.00"))],
    ),
    "a group refused under two criteria stands under both and one without figures has no year": (
        "select reason_code, criterion_code, year, destination_name, licence_group_count, shared_group_count, unjoined_group_count, "
        "line_count from catalog.licensing_reasons order by all",
        [("1", "1", 2023, "Norway", 1, 1, 0, 2), ("7", "7", 2023, "Norway", 1, 1, 0, 1), ("9", None, None, "not known", 1, 0, 1, 1)],
    ),
    "end uses are counted by facet, the contested under both and the undecided under none": (
        "select facet, end_use_code, destination_name, licence_group_count, shared_group_count, contested_group_count "
        "from catalog.licensing_end_uses order by all",
        [
            ("end_user", "armed_forces", "Norway", 1, 0, 0),
            ("end_user", "armed_forces", "Sweden", 1, 1, 1),
            ("end_user", "civilian_commercial", "Sweden", 1, 1, 1),
            ("purpose", "components_spares", "Norway", 1, 0, 0),
            (None, None, "not known", 1, 0, 0),
        ],
    ),
    "a stated end use says by which phrase it was decided": (
        "select text_state, end_use_code, phrases from catalog.end_use_texts order by all",
        [
            ("contested", "armed_forces", "air force"),
            ("contested", "civilian_commercial", "commercial use"),
            ("decided", "armed_forces", "air force"),
            ("decided", "components_spares", "spare parts"),
            ("todo", None, None),
        ],
    ),
    "two spellings of an onward destination are one party, and figures list none": (
        "select party_role, party_code, year, licence_group_count, most_parties_count, line_count, caveat like '%do not add parties up%' "
        "from catalog.licensing_parties order by all",
        [
            ("incorporation_destination", "NOR", 2023, 1, 2, 1, True),
            ("incorporation_destination", "NOR", None, 1, 1, 2, False),
            ("incorporation_destination", "SWE", 2023, 1, 2, 1, True),
        ],
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
