"""Publishers print days, years, numbers and codes in ways of their own: each is read as the YAML says; what is two things is none."""

from datetime import date
from decimal import Decimal
from typing import Any

import polars as pl
import pytest
from pydantic import ValidationError

from commonlist.land.figures import figure, value_state
from commonlist.land.observe import observe
from commonlist.land.reading import LINE
from commonlist.registry import Bounds, Source, Terms
from commonlist.registry.statistics import Measure, Statistics

COUNT = Measure(measure="licences_issued", definition="xx:licences_issued", column="count", unit="count")
EACH_LINE = Measure(measure="goods_sent", definition="xx:goods_sent", unit="count")
LINE_OF = {"reporting_state": "Utopia", "destination": "Oman", "category": "ML5", "count": "3"}


def about(**facts: Any) -> Statistics:
    usual = {"period": "year", "first_year": 2005, "category_scheme": "ML", "category_grammar": "ML[0-9]+", "measures": (COUNT,)}
    return Statistics(**(usual | facts))


def seen(said: Statistics, *lines: dict[str, str | None]) -> tuple[dict[str, pl.DataFrame], list[tuple[int, str | None, str]]]:
    source = Source(
        source_id="xx_stat", publisher_code="xx", title="x", record="licensing_observation", url="x", cadence_days=1, language="en",
        terms=Terms(id="x", attribution="x", is_public=True), bounds=Bounds(rows=(1, 9)), layouts=(), statistics=said,
    )  # fmt: skip
    rows = [{LINE: number, **line} for number, line in enumerate(lines, start=2)]
    table = pl.DataFrame(rows, schema={LINE: pl.Int64, **dict.fromkeys(lines[0], pl.String)}, orient="row")
    frames, refused = observe(table, source, date(2015, 3, 27), "0" * 64)
    return frames, [(one.line, one.column, one.reason) for one in refused]


def period_of(text: str, **facts: Any) -> tuple[date, date] | str:
    said = about(**facts)
    column = "date" if said.period == "day" else "year"
    frames, refused = seen(said, {column: text, **LINE_OF})
    return refused[0][2] if refused else frames["licensing_observation"].select("period_start", "period_end").row(0)


@pytest.mark.parametrize(
    ("dates", "text", "day"),
    [
        (("iso",), "2014-03-04", date(2014, 3, 4)),
        (("iso",), "04/03/2014", "land.bad_date"),
        (("day_first",), "04/03/2014", date(2014, 3, 4)),
        (("month_first",), "04/03/2014", date(2014, 4, 3)),
        (("day_first",), "4.3.2014", date(2014, 3, 4)),
        (("iso", "day_first", "month_first"), "25/03/2014", date(2014, 3, 25)),
        (("iso", "day_first", "month_first"), "03-25-2014", date(2014, 3, 25)),
        (("iso", "day_first", "month_first"), "2014-03-04", date(2014, 3, 4)),
        (("iso", "day_first", "month_first"), "03/03/2014", date(2014, 3, 3)),
        (("iso", "day_first", "month_first"), "04/03/2014", "land.ambiguous_date"),
        (("day_first", "month_first"), "31/02/2014", "land.bad_date"),
        (("day_first",), "4/3/14", "land.bad_date"),
    ],
)
def test_a_day_is_read_by_the_ways_declared_and_one_that_is_two_days_is_refused(dates: tuple[str, ...], text: str, day: date | str):
    assert period_of(text, period="day", dates=dates) == (day if isinstance(day, str) else (day, day))


@pytest.mark.parametrize(
    ("text", "facts", "first"),
    [
        ("2012", {"fiscal_year_starts": "10-01"}, date(2011, 10, 1)),
        ("FY2012", {"fiscal_year_starts": "10-01"}, date(2011, 10, 1)),
        ("2012", {"fiscal_year_starts": "04-01", "fiscal_year_named_after": "start"}, date(2012, 4, 1)),
        ("2012/13", {"fiscal_year_starts": "04-01"}, date(2012, 4, 1)),
        ("2012-2013", {"fiscal_year_starts": "07-01"}, date(2012, 7, 1)),
        ("2012/14", {"fiscal_year_starts": "04-01"}, "land.bad_date"),
        ("1999/00", {"fiscal_year_starts": "04-01", "first_year": 1998}, date(1999, 4, 1)),
        ("12", {"fiscal_year_starts": "10-01"}, "land.bad_date"),
    ],
)
def test_a_fiscal_year_is_its_twelve_months(text: str, facts: dict[str, Any], first: date | str):
    read = period_of(text, period="fiscal_year", **facts)
    assert read == first if isinstance(first, str) else read[0] == first
    if not isinstance(read, str):
        assert (read[1] - read[0]).days in (364, 365)


def test_a_year_may_be_printed_as_its_first_day():
    assert period_of("2012-01-01") == (date(2012, 1, 1), date(2012, 12, 31))
    assert period_of("2012-02-01") == "land.bad_date"


def test_a_fiscal_year_without_a_first_day_is_no_declaration():
    with pytest.raises(ValidationError, match="fiscal_year_starts"):
        about(period="fiscal_year")
    with pytest.raises(ValidationError, match="fiscal_year_starts"):
        about(fiscal_year_starts="10-01")


def test_one_measure_may_count_by_fiscal_year_where_the_others_do_not():
    money = Measure(measure="value_sold", definition="xx:v", column="value", unit="currency", currency="USD", period="fiscal_year")
    frames, _ = seen(about(measures=(COUNT, money), fiscal_year_starts="10-01"), {"year": "2012", "value": "5", **LINE_OF})
    assert frames["licensing_observation"].select("measure_code", "period_start", "period_grain").rows() == [
        ("licences_issued", date(2012, 1, 1), "year"), ("value_sold", date(2011, 10, 1), "fiscal_year"),
    ]  # fmt: skip


def read(text: str, **facts: Any) -> tuple[Decimal | None, str]:
    measure = Measure(measure="m", definition="xx:m", column="value", unit="currency", currency="EUR", **facts)
    frame = pl.DataFrame({"value": [text]}).select(figure(measure), value_state(measure, pl.lit(True)).alias("state"))
    return frame.row(0)


@pytest.mark.parametrize(
    ("text", "facts", "value"),
    [
        ("30000.0", {"decimal": "."}, Decimal(30000)),
        ("1.234,5", {"thousands": ".", "decimal": ","}, Decimal("1234.5")),
        ("1 234 567", {"thousands": " "}, Decimal(1234567)),
        ("1\u00a0234\u202f567", {"thousands": " "}, Decimal(1234567)),
        ("69370.0; 16352.5", {"decimal": ".", "addends": ";"}, Decimal("85722.5")),
        ("1.000;2.500", {"thousands": ".", "addends": ";"}, Decimal(3500)),
        ("0.0; 0.0", {"decimal": ".", "addends": ";"}, Decimal(0)),
        ("69370.0; 16352.5", {"decimal": "."}, None),
        ("69370.0; n.a.", {"decimal": ".", "addends": ";"}, None),
        ("69370.0;", {"decimal": ".", "addends": ";"}, None),
        ("1.23.456", {"thousands": "."}, None),
        ("45641.496", {"decimal": "."}, None),
        ("0000123", {}, None),
    ],
)
def test_a_number_is_read_by_the_marks_declared_or_not_at_all(text: str, facts: dict[str, str], value: Decimal | None):
    state = "unparseable" if value is None else "reported" if value else "reported_zero"
    assert read(text, **facts) == (value, state)


@pytest.mark.parametrize(("text", "state"), [("1", "token"), ("1.0", "token"), ("1.00", "reported"), ("0", "reported_zero")])
def test_a_placeholder_is_one_in_the_print_declared(text: str, state: str):
    assert read(text, decimal=".", tokens=("1", "1.0"))[1] == state


@pytest.mark.parametrize("token", ["one", "1.", "-1", "1 0", "\u0661", ""])
def test_a_placeholder_is_a_printed_number(token: str):
    with pytest.raises(ValidationError, match="a printed number that stands for no figure"):
        Measure(measure="m", definition="xx:m", column="value", unit="count", tokens=(token,))


def test_a_measure_without_a_column_counts_its_lines():
    frames, _ = seen(about(measures=(EACH_LINE,)), {"year": "2012", **LINE_OF}, {"year": "2012", **LINE_OF})
    assert frames["licensing_observation"].select("value", "value_text", "value_state").rows() == [(Decimal(1), None, "reported")] * 2


def test_several_parties_and_categories_in_a_cell_are_one_row_each_and_the_figure_stays_whole():
    said = about(separators={"category": ";", "destination": ";", "origin": ";"}, parties={"origin": "origin"})
    line = {"year": "2012", **LINE_OF, "destination": "Israel; USA", "category": "ML1; ML3", "origin": None}
    frames, refused = seen(said, line)
    assert refused == []
    observed = frames["licensing_observation"].row(0, named=True)
    assert (observed["destination_text"], observed["destination_count"]) == ("Israel; USA", 2)
    assert (observed["category_text"], observed["category_code"], observed["category_count"]) == ("ML1; ML3", None, 2)
    assert frames["licensing_party"].select("party_role", "position", "party_text").rows() == [
        ("destination", 1, "Israel"), ("destination", 2, "USA"),
    ]  # fmt: skip
    assert frames["licensing_category"].select("category_text", "category_code").rows() == [("ML1", "ML1"), (" ML3", "ML3")]


def test_each_of_several_codes_must_be_one_of_the_publisher():
    line = {"year": "2012", **LINE_OF, "category": "ML1; M3"}
    assert seen(about(separators={"category": ";"}), line)[1] == [(2, "category", "land.bad_code")]


def test_a_padded_code_is_freed_of_its_blanks_only_where_the_publisher_pads():
    line = {"year": "2012", **LINE_OF, "category": " ML5 "}
    assert seen(about(), line)[1] == [(2, "category", "land.bad_code")]
    observed = seen(about(padded=("category",)), line)[0]["licensing_observation"]
    assert observed.select("category_text", "category_code").row(0) == (" ML5 ", "ML5")


@pytest.mark.parametrize("printed", ["Timor-Leste\n", " Timor-Leste", "Timor-Leste \r\n"])
def test_a_padded_name_is_freed_of_its_blanks_and_line_ends_only_where_the_publisher_pads(printed: str):
    line = {"year": "2012", **LINE_OF, "destination": printed}
    frames, refused = seen(about(padded=("destination",)), line)
    assert refused == []
    assert frames["licensing_observation"]["destination_text"].to_list() == [printed]
    assert frames["licensing_party"]["party_text"].to_list() == ["Timor-Leste"]
    assert bool(seen(about(), line)[1]) == ("\n" in printed)
    assert seen(about(padded=("destination",)), line | {"destination": "Timor-\nLeste"})[1] == [
        (2, "destination", "land.foreign_character")
    ]


def test_a_measure_may_exist_on_lines_of_several_kinds_and_have_other_words_on_others():
    early = COUNT.model_copy(update={"when": {"year": ("2005", "2006")}, "tokens": ("0",)})
    late = COUNT.model_copy(update={"when": {"year": ("2007",)}, "definition": "xx:later"})
    lines = [{"year": str(year), **LINE_OF, "count": "0"} for year in range(2005, 2009)]
    frames, refused = seen(about(measures=(early, late)), *lines)
    assert frames["licensing_observation"].select("definition_code", "value_state").rows() == [
        ("xx:licences_issued", "token"), ("xx:licences_issued", "token"), ("xx:later", "reported_zero"),
    ]  # fmt: skip
    assert refused == [(5, "year", "land.unknown_flag")]


def test_a_line_may_leave_blank_what_the_yaml_lets_it_and_nothing_else():
    line = {"year": "2012", **LINE_OF, "reporting_state": None, "category": None}
    said = about(may_be_blank=("reporting_state", "category"))
    assert seen(said, line)[0]["licensing_observation"].select("reporting_state_text", "category_code", "category_count").row(0) == (
        None, None, 0,
    )  # fmt: skip
    assert seen(said, line | {"destination": None})[1] == [(2, "destination", "land.blank_cell")]


def test_lines_of_two_grains_have_the_measures_of_their_own_grain():
    started = COUNT.model_copy(update={"measure": "started", "when": {"reporting_state": "*"}})
    about_place = COUNT.model_copy(update={"measure": "about", "when": {"destination": "*"}})
    said = about(may_be_blank=("reporting_state", "destination"), measures=(started, about_place))
    line = {"year": "2012", **LINE_OF}
    frames, refused = seen(
        said, line | {"destination": None}, line | {"reporting_state": None}, line | {"reporting_state": None, "destination": None}
    )
    assert frames["licensing_observation"].select(LINE, "measure_code").rows() == [(2, "started"), (3, "about")]
    assert refused == [(4, None, "land.no_measure")]


def test_lines_may_repeat_where_the_publisher_has_no_key():
    line = {"year": "2012", **LINE_OF}
    assert seen(about(), line, line)[1] == []
    assert seen(about(key=("year", "destination")), line, line)[1] == [(3, "destination", "land.duplicate_key")]
