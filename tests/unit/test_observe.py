"""Lines of statistics become observations, each with the state of its value; a line that is in doubt goes to quarantine whole."""

from datetime import date
from decimal import Decimal
from typing import Any

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import ValidationError

from commonlist.errors import ShapeError
from commonlist.land.figures import figure
from commonlist.land.observe import observe
from commonlist.land.reading import LINE
from commonlist.registry import Bounds, Source, Terms
from commonlist.registry.statistics import Measure, Statistics
from commonlist.schema.licensing_observation import LicensingObservation
from commonlist.schema.names import name_suspect

COUNT = Measure(measure="licences_issued", definition="xx:licences_issued", column="count", unit="count", max=1000)
MONEY = Measure(
    measure="value_licensed", definition="xx:value_licensed", column="value", unit="currency", currency="EUR", on_unreadable="keep"
)
YEARLY = Statistics(
    period="year", first_year=2005, key=("year", "reporting_state", "destination", "category"),
    category_scheme="ML", category_grammar="ML[0-9]+|Total", subtotals={"category": ("Total",)}, measures=(COUNT, MONEY),
)  # fmt: skip
LINE_OF_2007 = {"year": "2007", "reporting_state": "Cyprus", "destination": "Ukraine", "category": "ML5", "count": "3", "value": "6717"}


def source_of(about: Statistics) -> Source:
    return Source(
        source_id="xx_stat", publisher_code="xx", title="x", record="licensing_observation", url="x", cadence_days=1, language="en",
        terms=Terms(id="x", attribution="x", is_public=True), bounds=Bounds(rows=(1, 9)), layouts=(), statistics=about,
    )  # fmt: skip


def seen(*lines: dict[str, str | None], about: Statistics = YEARLY) -> tuple[pl.DataFrame, list[tuple[int, str | None, str]]]:
    rows = [{LINE: number, **line} for number, line in enumerate(lines, start=2)]
    table = pl.DataFrame(rows, schema={LINE: pl.Int64, **dict.fromkeys(lines[0], pl.String)}, orient="row")
    frames, refused = observe(table, source_of(about), date(2015, 3, 27), "0" * 64)
    return LicensingObservation.validate(frames["licensing_observation"], lazy=True), [
        (one.line, one.column, one.reason) for one in refused
    ]


def yearly(**changes: Any) -> Statistics:
    return YEARLY.model_copy(update=changes)


def test_a_line_becomes_one_observation_per_measure():
    observed, refused = seen(LINE_OF_2007)
    assert refused == []
    assert observed.select("measure_code", "value", "unit", "currency_code", "value_state", "definition_code").rows() == [
        ("licences_issued", Decimal(3), "count", None, "reported", "xx:licences_issued"),
        ("value_licensed", Decimal(6717), "currency", "EUR", "reported", "xx:value_licensed"),
    ]


def test_a_blank_is_not_reported_and_never_a_zero():
    observed, _ = seen(LINE_OF_2007 | {"count": None, "value": "0"})
    assert observed.select("value_text", "value", "value_state").rows() == [
        (None, None, "not_reported"),
        ("0", Decimal(0), "reported_zero"),
    ]


def test_what_cannot_be_read_as_money_keeps_its_text_and_has_no_value():
    observed, refused = seen(LINE_OF_2007 | {"value": "7 56000"})
    assert observed.filter(pl.col("measure_code") == "value_licensed").select("value_text", "value", "value_state").row(0) == (
        "7 56000", None, "unparseable",
    )  # fmt: skip
    assert refused == []


def test_what_cannot_be_read_as_a_count_sends_its_line_to_quarantine():
    assert seen(LINE_OF_2007 | {"count": "three"}, LINE_OF_2007)[1] == [(2, "count", "land.bad_number")]


def test_an_absurd_count_sends_the_whole_line_to_quarantine():
    observed, refused = seen(LINE_OF_2007 | {"count": "1001"}, LINE_OF_2007 | {"category": "ML6", "count": "1000"})
    assert refused == [(2, "count", "land.absurd_count")]
    assert observed[LINE].to_list() == [3, 3]


def test_sums_the_publisher_prints_are_flagged_with_what_they_sum_over():
    about = yearly(subtotals={"category": ("Total",), "reporting_state": ("All",)})
    lines = [LINE_OF_2007, {"category": "Total"}, {"reporting_state": "All"}, {"category": "Total", "reporting_state": "All"}]
    observed, _ = seen(*(LINE_OF_2007 | line for line in lines), about=about)
    assert observed.filter(pl.col("measure_code") == "licences_issued").select("is_subtotal", "subtotal_scope").rows() == [
        (False, None), (True, "category"), (True, "reporting_state"), (True, "category reporting_state"),
    ]  # fmt: skip


def test_of_a_repeated_key_the_first_sound_line_stays():
    observed, refused = seen(LINE_OF_2007 | {"count": "9999"}, LINE_OF_2007, LINE_OF_2007 | {"count": "4"})
    assert refused == [(2, "count", "land.absurd_count"), (4, "category", "land.duplicate_key")]
    assert observed[LINE].unique().to_list() == [3]


def test_a_year_is_its_twelve_months():
    observed, _ = seen(LINE_OF_2007)
    assert observed.select("period_start", "period_end", "period_grain").row(0) == (date(2007, 1, 1), date(2007, 12, 31), "year")


@pytest.mark.parametrize(
    ("grain", "column", "text", "first", "last"),
    [
        ("quarter", "quarter", "2014Q4", date(2014, 10, 1), date(2014, 12, 31)),
        ("quarter", "quarter", "2012-Q1", date(2012, 1, 1), date(2012, 3, 31)),
        ("day", "date", "2012-02-29", date(2012, 2, 29), date(2012, 2, 29)),
    ],
)
def test_quarters_and_days_are_periods_too(grain: str, column: str, text: str, first: date, last: date):
    line = {column: text, **LINE_OF_2007}
    observed, _ = seen(line, about=yearly(period=grain, key=(column,)))
    assert observed.select("period_start", "period_end").row(0) == (first, last)


@pytest.mark.parametrize(
    ("grain", "column", "text"), [("quarter", "quarter", "2014Q5"), ("day", "date", "2013-02-29"), ("day", "date", "2015-03-28")]
)
def test_a_period_that_is_none_or_ends_the_series_early_is_refused(grain: str, column: str, text: str):
    assert seen({column: text, **LINE_OF_2007}, about=yearly(period=grain, key=(column,)))[1] == [(2, column, "land.bad_date")]


FLAGGED = yearly(
    reporting_state="Utopia",
    key=("year", "destination", "refused"),
    measures=(
        COUNT.model_copy(update={"when": {"refused": "0"}}),
        COUNT.model_copy(update={"measure": "licences_refused", "when": {"refused": "1"}}),
        MONEY.model_copy(update={"not_applicable_when": {"refused": "1"}, "tokens": ("0", "1"), "on_unreadable": "quarantine"}),
    ),
)
DECISION = {"year": "2014", "destination": "Oman", "category": "ML5", "count": "1", "value": "500", "refused": "0"}


def states(*lines: dict[str, str | None]) -> list[tuple[int, str, str]]:
    return seen(*lines, about=FLAGGED)[0].select(LINE, "measure_code", "value_state").rows()


def test_a_refused_line_counts_a_refusal_and_its_value_is_not_applicable():
    assert states(DECISION, DECISION | {"refused": "1", "value": None}) == [
        (2, "licences_issued", "reported"),
        (2, "value_licensed", "reported"),
        (3, "licences_refused", "reported"),
        (3, "value_licensed", "not_applicable"),
    ]


@pytest.mark.parametrize("text", ["0", "1"])
def test_a_placeholder_is_a_token_and_no_figure(text: str):
    assert states(DECISION | {"value": text})[1] == (2, "value_licensed", "token")


def test_a_blank_value_of_an_issued_licence_is_not_reported():
    assert states(DECISION | {"value": None})[1] == (2, "value_licensed", "not_reported")


def test_a_flag_nobody_declared_is_refused():
    assert seen(DECISION | {"refused": "maybe"}, about=FLAGGED)[1] == [(2, "refused", "land.unknown_flag")]


def test_a_line_without_any_measure_is_refused_and_not_lost():
    only_issued = FLAGGED.model_copy(
        update={"measures": (FLAGGED.measures[0], FLAGGED.measures[2].model_copy(update={"when": {"refused": "0"}}))}
    )
    assert seen(DECISION, DECISION | {"refused": "1"}, about=only_issued)[1] == [(3, None, "land.no_measure")]


def test_a_figure_is_judged_only_on_lines_its_measure_exists_on():
    refusals_strict = FLAGGED.measures[1].model_copy(update={"column": "value", "measure": "licences_refused"})
    about = FLAGGED.model_copy(update={"measures": (FLAGGED.measures[0], refusals_strict)})
    _, refused = seen(DECISION | {"value": "about 500"}, DECISION | {"refused": "1", "value": "about 500"}, about=about)
    assert refused == [(3, "value", "land.bad_number")]


def test_one_reporting_state_can_be_declared_for_all_lines():
    observed, _ = seen(DECISION, about=FLAGGED)
    assert observed["reporting_state_text"].unique().to_list() == ["Utopia"]


def test_a_rejected_line_is_kept_as_it_was_shaped():
    table = pl.DataFrame([{LINE: 7, **DECISION, "refused": "?"}])
    _, refused = observe(table, source_of(FLAGGED), date(2015, 3, 27), "0" * 64)
    assert refused[0].raw == "2014 | Oman | ML5 | 1 | 500 | ?"


def test_a_column_the_statistics_need_and_no_layout_gives_stops_the_source():
    with pytest.raises(ShapeError, match=r"shape\.missing_target.*destination"):
        seen({name: text for name, text in LINE_OF_2007.items() if name != "destination"})


@pytest.mark.parametrize(
    "changes",
    [
        {"decimal": ","},
        {"unit": "currency"},
        {"tokens": ("n/a",)},
        {"unit": "currency", "currency": "EUR", "thousands": ".", "decimal": "."},
    ],
)
def test_a_measure_that_contradicts_itself_is_refused(changes: dict[str, Any]):
    with pytest.raises(ValidationError):
        Measure(**({"measure": "m", "definition": "d", "column": "c", "unit": "count"} | changes))


def read_as(text: str, **marks: Any) -> Decimal | None:
    measure = MONEY.model_copy(update=marks)
    return pl.DataFrame({"value": [text]}).select(figure(measure)).item()


@pytest.mark.parametrize(
    ("text", "value"),
    [("131.354", 131354), ("386 000", 386000), ("1.234.567", 1234567), ("0", 0), ("32.5", None), ("7 56000", None), ("1.234 567", None),
     ("0.123", None), ("1234.567", None), (" 5", None), ("5\n", None), ("", None), ("1..000", None), (".500", None), ("12.", None)],
)  # fmt: skip
def test_thousands_are_strict_groups_of_three_with_one_mark(text: str, value: int | None):
    assert read_as(text, thousands=". ") == value


@pytest.mark.parametrize(
    ("text", "value"), [("1.234,50", "1234.50"), ("12,5", "12.5"), ("12,345", None), ("12,", None), ("1,2,3", None), ("12.50", None)]
)
def test_a_decimal_mark_is_followed_by_one_or_two_digits(text: str, value: str | None):
    assert read_as(text, thousands=".", decimal=",") == (Decimal(value) if value else None)


@settings(max_examples=200, deadline=None)
@given(number=st.integers(0, 10**16 - 1), mark=st.sampled_from(". '_"))
def test_every_number_is_read_back_plain_and_grouped(number: int, mark: str):
    assert read_as(str(number)) == number
    assert read_as(f"{number:,}".replace(",", mark), thousands=mark) == number


@settings(max_examples=300, deadline=None)
@given(text=st.text(max_size=8))
def test_whatever_is_not_plain_digits_is_never_a_figure(text: str):
    is_number = text.isascii() and text.isdigit() and (text == "0" or not text.startswith("0"))
    assert (read_as(text) is not None) == is_number


@pytest.mark.parametrize(
    "name", ["Curaçao", "Côte d`Ivoire", "Korea (Dem Rep Of)", "Continental Shelf: United Kingdom sector", "Ελλάδα", "NA", "na"]
)
def test_names_of_places_may_use_any_one_alphabet(name: str):
    assert name_suspect(name) is None


def test_the_second_alphabet_in_a_name_is_named():
    assert name_suspect("Omаn") == "U+0430 CYRILLIC SMALL LETTER A at position 3"
