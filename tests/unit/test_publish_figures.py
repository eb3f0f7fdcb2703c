"""Licensing totals are laid out for reading: one definition to a table, blanks never as zeros, nothing added."""

import re
from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from commonlist.publish.figures import Figures, tabulate, together
from commonlist.publish.site import words
from places import ROOT

UK = {"source_id": "gb_licences", "reporting_state_code": "GBR", "reporting_state_name": "United Kingdom"}

SAID = words.read()


def figure(year: int, value: str | None, category: str | None = "ML", **facts: Any) -> dict[str, Any]:
    spans = {"covered_from_date": date(year, 1, 1), "covered_to_date": date(year, 12, 30)}
    about = {"year": year, "category_code": category, "category_title": "Military goods", "caveat": None}
    value_original = {"value_original": None if value is None else Decimal(value)}
    measure = {"measure_code": "value_licensed", "definition_code": "gb_licences:value_licensed", "currency_code": "GBP"}
    return UK | about | spans | value_original | measure | facts


def one(*rows: dict[str, Any]) -> Figures:
    (table,) = tabulate(rows, SAID)
    return table


@pytest.mark.parametrize(
    ("value", "printed"),
    [
        ("1234567890.00", "1,234.6"),
        ("1500000.00", "1.5"),
        ("0.00", "0"),
        ("99999.99", "<0.1"),
        ("100000.00", "0.1"),
        (None, "n.r."),
    ],
)
def test_money_is_printed_in_millions_and_a_small_sum_is_not_a_zero(value: str | None, printed: str) -> None:
    assert one(figure(2024, value)).lines[0].cells == (printed,)


def test_counts_are_printed_whole() -> None:
    table = one(figure(2024, "12345.00", currency_code=None, measure_code="licences_issued"))
    assert (table.lines[0].cells, table.unit) == (("12,345",), "number")


def test_a_year_without_a_line_is_neither_zero_nor_unreported() -> None:
    table = one(figure(2023, "0.00"), figure(2024, None), figure(2024, "5.00", "0"))
    assert {line.label[:2]: line.cells for line in table.lines} == {"0 ": ("·", "<0.1"), "ML": ("0", "n.r.")}


def test_unlike_definitions_and_currencies_never_share_a_table() -> None:
    rows = [
        figure(2024, "1.00"),
        figure(2024, "2.00", definition_code="eu_coarm:value_licensed"),
        figure(2024, "3.00", currency_code="EUR"),
    ]
    assert [len(table.lines) for table in tabulate(rows, SAID)] == [1, 1, 1]


def test_a_table_of_several_states_names_them_and_of_one_state_its_categories() -> None:
    france = {"reporting_state_code": "FRA", "reporting_state_name": "France"}
    assert one(figure(2024, "1.00"), figure(2024, "2.00", **france)).subject == "Reporting state"
    assert one(figure(2024, "1.00"), figure(2024, "2.00", None)).lines[0].label == "Without a common item"
    both = one(figure(2024, "1.00"), figure(2024, "2.00", "0", **france))
    assert [line.label for line in both.lines] == ["France: 0 Military goods", "United Kingdom: ML Military goods"]
    munitions = {"category_title": "Munitions: goods for military use"}
    both = one(figure(2024, "1.00", **munitions), figure(2024, "2.00", "0", **france))
    assert [line.label for line in both.lines] == ["France: 0 Military goods", "United Kingdom: ML Munitions"], "beside a state it is short"


def test_the_chart_shows_the_newest_year_that_is_covered_whole() -> None:
    part = {"covered_to_date": date(2025, 3, 31)}
    table = one(figure(2024, "1.00"), figure(2025, "9.00", **part))
    assert (table.charted_year, [year.note for year in table.years]) == (2024, ["", "to 31 Mar"])


def test_the_largest_comes_first_and_what_has_no_figure_last() -> None:
    table = one(figure(2024, "1.00", "1"), figure(2024, None, "2"), figure(2024, "3.00", "3"))
    assert [line.label[0] for line in table.lines] == ["3", "1", "2"]


def test_every_word_of_a_table_comes_from_the_labels() -> None:
    said = words.Words(
        language="xx", labels={name: re.sub(r"(?<![{\w])[^\W\d_]+(?![\w}])", "x", text) for name, text in SAID.labels.items()}
    )
    part = {"covered_from_date": date(2025, 2, 1), "covered_to_date": date(2025, 3, 31), "category_title": "", "currency_code": None}
    (table,) = tabulate([figure(2024, None, "0", **part), figure(2025, "1.00", None, **part)], said)
    printed = [
        table.unit,
        table.subject,
        *(year.note for year in table.years),
        *(text for line in table.lines for text in (line.label, *line.cells)),
    ]
    assert {found for text in printed for found in re.findall(r"[^\W\d_]{2,}", text)} == set()


def test_lines_without_a_figure_stand_in_the_order_of_their_codes() -> None:
    table = one(*(figure(2024, None, code, category_title="") for code in ("ML11", "ML5", "ML1")))
    assert [line.label.strip() for line in table.lines] == ["ML1", "ML5", "ML11"]


def test_caveats_are_gathered_once() -> None:
    rows = [
        figure(2023, "1.00", caveat="some figures are estimates; placeholders are left out"),
        figure(2024, "1.00", caveat="some figures are estimates"),
    ]
    assert one(*rows).caveats == ("placeholders are left out", "some figures are estimates")


def test_what_is_printed_only_as_a_total_is_said_and_nothing_is_ranked() -> None:
    macro = (ROOT / "dbt" / "macros" / "caveat.sql").read_text(encoding="utf-8")
    (said,) = [text for text in re.findall(r"then '([^']+)'", macro) if "over all categories" in text]
    undivided = one(figure(2024, "1.00"), figure(2024, None, category="0", caveat=said))
    assert not undivided.is_ranked
    assert [line.cells for line in undivided.lines][-1] == ("total only",)
    assert one(figure(2023, None, caveat=said), figure(2024, "1.00")).is_ranked


def test_what_is_left_beside_a_total_is_a_least_value_and_never_looks_like_the_figure() -> None:
    said = "some figures are printed only as a total over all categories and left out"
    table = one(figure(2005, "4.00", caveat=said), figure(2012, "263449.00", caveat=said), figure(2013, "5000000.00"))
    assert table.lines[0].cells == ("> 0", "≥ 0.3", "5.0")
    assert table.lines[0].states == ("in_part", "in_part", "reported")


def test_a_fiscal_year_is_told_by_its_last_day() -> None:
    fiscal = {"covered_from_date": date(2015, 10, 1), "covered_to_date": date(2016, 9, 30)}
    assert [year.note for year in one(figure(2016, "1.00", **fiscal)).years] == ["twelve months to 30 Sep"]


def test_measures_of_one_table_reach_as_far_into_a_year_as_any_of_them() -> None:
    def of(definition: str, to: date) -> Figures:
        return one(figure(2014, "1.00", definition_code=definition), figure(2015, "1.00", definition_code=definition, covered_to_date=to))

    tables = [of("xx:issued", date(2015, 3, 31)), of("xx:refused", date(2015, 3, 27))]
    for order in (tables, tables[::-1]):
        both = together(order, {"xx:issued": "Issued", "xx:refused": "Refused"}, SAID)
        assert [(year.year, year.note) for year in both.years] == [(2014, ""), (2015, "to 31 Mar")]
