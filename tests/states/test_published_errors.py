"""What the real publications say against each other and against themselves: the errors that were published, by line and figure."""

from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path

import duckdb
import pytest

from commonlist import registry
from commonlist.land.destinations import read_destinations
from commonlist.land.landing import Origin, land
from places import REAL, ROOT, at_home, needs_real
from reconciled import CHAIN, found, outcome
from rendered import read_common, run

SOURCES = ("de_exports", "eu_brokering", "eu_coarm", "eu_consultations", "eu_missions", "gb_licences", "us_arms_sales")
BEFORE = (
    *("stg_licensing_observations", "stg_source_lines", "stg_publications", "stg_destinations", "stg_euro_rates", "stg_map_rows"),
    *("stg_categories", "stg_common_items", "int_editions_dated", "int_common_items_rooted", "int_map_rows_approved"),
    *(
        "int_observations_decided",
        "int_judgements_spanned",
        "int_counterparts_weighted",
        "int_observations_mapped",
        "int_categories_mapped",
    ),
)
pytestmark = needs_real


@pytest.fixture(scope="module")
def session(tmp_path_factory: pytest.TempPathFactory) -> Iterator[duckdb.DuckDBPyConnection]:
    """The real statistics, landed and examined."""
    home: Path = tmp_path_factory.mktemp("figures")
    with at_home(ROOT, home):
        for source_id in SOURCES:
            land(registry.source(source_id), Origin(kind="folder", folder=REAL))
        read_destinations()
    with duckdb.connect() as connection:
        for record in ("licensing_observation", "source_line", "publication", "destination_reading"):
            connection.execute(f"create view source_{record} as from read_parquet('{home}/landing/{record}/*/*.parquet')")
        connection.execute("create table source_declaration as select *, true as is_public, null as covers from source_publication limit 0")
        read_common(connection, "reconciliation_checks", "reconciliation_parameters", "euro_rates", "items")
        for kind in ("map", "categories"):
            files = f"{ROOT}/crosswalks/*/*.{kind}.csv"
            options = "header = true, all_varchar = true, union_by_name = true, filename = true"
            connection.execute(f"create table source_{kind} as from read_csv('{files}', {options})")
        run(connection, *BEFORE, *CHAIN)
        yield connection


def test_every_check_says_what_came_of_it_for_every_source(session: duckdb.DuckDBPyConnection):
    columns = "check_id, source_id, outcome, examined_count, finding_count"
    query = f"select {columns} from reconciliation_checks where outcome <> 'not_applicable'"
    judged = {(check_id, source_id): tuple(rest) for check_id, source_id, *rest in session.execute(query).fetchall()}
    assert judged == {
        ("booked-elsewhere", "de_exports"): ("fail", 1162, 2),
        ("booked-elsewhere", "eu_coarm"): ("fail", 27_445, 8),
        ("booked-elsewhere", "gb_licences"): ("pass", 802, 0),
        ("consultations-unequal", "eu_consultations"): ("fail", 23, 5),
        ("count-without-value", "eu_brokering"): ("fail", 75, 21),
        ("count-without-value", "eu_coarm"): ("fail", 220, 123),
        ("count-without-value", "gb_licences"): ("pass", 8, 0),
        ("figure-of-no-state", "eu_coarm"): ("fail", 101_184, 42),
        ("own-report-differs", "de_exports"): ("fail", 1266, 300),
        ("own-report-differs", "eu_coarm"): ("fail", 91, 91),
        ("own-report-differs", "gb_licences"): ("fail", 890, 226),
        ("parts-not-total", "eu_coarm"): ("fail", 27_409, 74),
        ("self-export", "de_exports"): ("pass", 2247, 0),
        ("self-export", "eu_coarm"): ("fail", 31_186, 13),
        ("self-export", "eu_missions"): ("pass", 477, 0),
        ("self-export", "gb_licences"): ("fail", 2843, 8),
        ("self-export", "us_arms_sales"): ("pass", 4411, 0),
        ("series-break", "de_exports"): ("pass", 28, 0),
        ("series-break", "eu_coarm"): ("fail", 616, 17),
        ("series-break", "gb_licences"): ("pass", 14, 0),
        ("series-break", "us_arms_sales"): ("fail", 33, 1),
        ("two-states-one-figure", "eu_coarm"): ("fail", 41_337, 4),
        ("value-in-count", "eu_brokering"): ("pass", 719, 0),
        ("value-in-count", "eu_coarm"): ("fail", 53_078, 5),
        ("value-in-count", "gb_licences"): ("pass", 91_455, 0),
        ("value-without-count", "eu_brokering"): ("fail", 65, 1),
        ("value-without-count", "eu_coarm"): ("fail", 220, 22),
        ("value-without-count", "gb_licences"): ("pass", 8, 0),
        ("year-copied", "de_exports"): ("pass", 94, 0),
        ("year-copied", "eu_coarm"): ("fail", 1053, 1),
        ("year-copied", "gb_licences"): ("pass", 28, 0),
        ("year-copied", "us_arms_sales"): ("pass", 298, 0),
        ("year-of-another", "eu_coarm"): ("fail", 168, 2),
    }
    assert outcome(session, "mirror-flow-differs", "eu_coarm") == ("not_applicable", 0, 0)


def test_a_value_that_slipped_into_the_count_is_told_with_its_line(session: duckdb.DuckDBPyConnection):
    quarantined = "quarantined, with a count that cannot be one: "
    assert found(session, "value-in-count", "source_line", "message") == [
        (10_608, quarantined + "10606;2007;Kyrgyzstan;Bulgaria;ML3;15300;15300;"),
        (15_028, "a count of 1000 beside a value of 1000"),
        (18_447, quarantined + "18445;2008;Bulgaria;Denmark;Total;66000;;"),
        (18_448, quarantined + "18446;2008;Bulgaria;Denmark;ML21;66000;;"),
        (56_916, quarantined + "56915;2012;Algeria;Italy;Total;262857947;155558497;"),
    ]


def test_a_year_that_was_copied_from_another(session: duckdb.DuckDBPyConnection):
    assert found(session, "year-copied", "reporting_state_code", "year", "measure_code", "message") == [
        ("GRC", 2012, "value_licensed", "29 of 49 figures are those of 2011")
    ]
    assert found(session, "year-of-another", "reporting_state_code", "year", "measure_code", "message") == [
        ("DEU", 2005, "value_exported", "46 of 46 figures are what the state publishes of 2004 in de_exports"),
        ("DEU", 2005, "value_licensed", "112 of 115 figures are what the state publishes of 2004 in de_exports"),
    ]


def test_what_was_licensed_for_one_korea_stands_under_the_other(session: duckdb.DuckDBPyConnection):
    columns = ("reporting_state_code", "year", "measure_code", "destination_code", "found")
    booked = [row for row in found(session, "booked-elsewhere", *columns, "source_id") if row[-1] == "eu_coarm"]
    assert [row[:-1] for row in booked] == [
        ("DEU", 2005, "licences_issued", "PRK", Decimal(147)),
        ("DEU", 2005, "value_licensed", "PRK", Decimal(112_575_881)),
        ("FRA", 2005, "licences_issued", "PRK", Decimal(69)),
        ("FRA", 2005, "value_exported", "PRK", Decimal(72_500_000)),
        ("FRA", 2005, "value_licensed", "PRK", Decimal(235_962_153)),
        ("GBR", 2005, "licences_issued", "PRK", Decimal(90)),
        ("NLD", 2005, "licences_issued", "PRK", Decimal(22)),
        ("NLD", 2005, "value_licensed", "PRK", Decimal(114_696_778)),
    ]


def test_one_states_exports_under_another(session: duckdb.DuckDBPyConnection):
    assert found(session, "two-states-one-figure", "reporting_state_code", "destination_code", "found", "source_lines") == [
        ("AUT", "IND", Decimal(842_480), "53929, 53857"),
        ("BEL", "IND", Decimal(842_480), "53857, 53929"),
        ("ITA", "CAN", Decimal(22_253_739), "52552, 52636"),
        ("SWE", "CAN", Decimal(22_253_739), "52636, 52552"),
    ]
    query = "select expected, found from reconciliation_findings where check_id = 'parts-not-total' and source_line = 52647"
    assert session.execute(query).fetchall() == [(Decimal(18_576_162), Decimal(40_829_901))]


def test_two_destinations_with_one_figure_in_a_states_own_table(session: duckdb.DuckDBPyConnection):
    columns = ("source_id", "year", "destination_code", "expected", "found")
    assert [row for row in found(session, "booked-elsewhere", *columns) if row[0] == "de_exports"] == [
        ("de_exports", 2008, "TKM", Decimal(3_585), Decimal(69_284)),
        ("de_exports", 2011, "NOR", Decimal(95_451_586), Decimal(120_079_326)),
    ]


def test_states_that_export_to_themselves(session: duckdb.DuckDBPyConnection):
    columns = ("source_id", "reporting_state_code", "year", "found", "measure_code")
    assert [row[:4] for row in found(session, "self-export", *columns) if row[4] == "value_licensed"] == [
        ("eu_coarm", "DNK", 2012, Decimal(94_113)),
        ("eu_coarm", "GBR", 2006, Decimal(202_580)),
        ("eu_coarm", "IRL", 2010, Decimal(186_200)),
        ("eu_coarm", "IRL", 2012, Decimal(262_175)),
        ("eu_coarm", "IRL", 2013, Decimal(9_300_000)),
        ("eu_coarm", "ITA", 2005, Decimal(4_203_594)),
        ("gb_licences", "GBR", 2008, Decimal(258_534)),
        ("gb_licences", "GBR", 2009, Decimal(28_642)),
        ("gb_licences", "GBR", 2010, Decimal(30_000)),
        ("gb_licences", "GBR", 2011, Decimal(2_600)),
    ]


def test_a_sum_over_states_stands_among_them(session: duckdb.DuckDBPyConnection):
    sums = [row for row in found(session, "figure-of-no-state", "source_line", "message") if "is the sum over" in row[1]]
    assert (39_074, "404545881 is the sum over 4 states and stands among them") in sums
    assert len(sums) == 16


def test_states_and_the_union_agree_or_differ_by_year(session: duckdb.DuckDBPyConnection):
    query = """
        select source_id, measure_code, year, count(*), count(*) filter (where outcome = 'pass')
        from int_reports_compared where measure_code = 'value_licensed' and expected is not null group by all order by all
    """
    assert [(row[0], *row[2:]) for row in session.execute(query).fetchall()] == [
        ("de_exports", 2005, 101, 0),
        ("de_exports", 2006, 114, 112),
        ("de_exports", 2007, 109, 107),
        ("de_exports", 2008, 109, 105),
        ("de_exports", 2009, 109, 108),
        ("de_exports", 2010, 111, 109),
        ("de_exports", 2011, 116, 112),
        ("de_exports", 2012, 121, 121),
        ("de_exports", 2013, 122, 122),
        ("gb_licences", 2008, 126, 11),
        ("gb_licences", 2009, 128, 127),
        ("gb_licences", 2010, 136, 133),
        ("gb_licences", 2011, 131, 118),
        ("gb_licences", 2012, 129, 127),
        ("gb_licences", 2013, 152, 148),
    ]


def test_consultations_that_have_one_side_only(session: duckdb.DuckDBPyConnection):
    assert found(session, "consultations-unequal", "year", "expected", "found") == [
        (1999, Decimal(33), Decimal(27)),
        (2001, Decimal(47), Decimal(45)),
        (2002, Decimal(68), Decimal(48)),
        (2003, Decimal(100), Decimal(95)),
        (2008, Decimal(101), Decimal(100)),
    ]
