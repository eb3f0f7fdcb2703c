"""Who publishes what in the Union's reports: a state that prints no exports is told as silent, never as one of zero exports."""

from collections.abc import Iterator
from pathlib import Path

import duckdb
import pytest

from commonlist import registry, warehouse
from commonlist.land.landing import Origin, land
from places import REAL, ROOT, at_home, needs_real

pytestmark = needs_real
YEARS = range(2005, 2014)
# Read off the file itself: of these years the column of exports is blank in every line of the state, filled in its totals alone,
# or holds one figure too small for a year (Germany 2012, Denmark 2008, Sweden and the United Kingdom 2005).
SILENT = {
    "BEL": "2005, 2007, 2008, 2009, 2010, 2011, 2012, 2013",
    "CYP": "2005",
    "DEU": "2008, 2009, 2010, 2011, 2012, 2013",
    "DNK": "2005, 2006, 2007, 2008, 2009, 2010, 2012",
    "GBR": "2005, 2006, 2007, 2008, 2009, 2010, 2011, 2012, 2013",
    "GRC": "2005, 2009, 2010, 2011, 2012",
    "IRL": "2009, 2010, 2011, 2012, 2013",
    "LTU": "2005",
    "LUX": "2006, 2011",
    "LVA": "2007",
    "NLD": "2005",
    "POL": "2005, 2006, 2007, 2008, 2009, 2010, 2011, 2012",
    "PRT": "2007",
}
TOTALS_ONLY = {
    "BEL": "2006",
    "DEU": "2005, 2006, 2007",
    "FRA": "2007, 2008, 2010, 2011, 2013",
    "ITA": "2005, 2006, 2007, 2008, 2009, 2010, 2011, 2012, 2013",
    "SWE": "2005, 2006, 2007, 2008, 2009, 2010",
}


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Iterator[duckdb.DuckDBPyConnection]:
    """The warehouse of the Union's reports and the United Kingdom's own decisions."""
    home: Path = tmp_path_factory.mktemp("profiles")
    with at_home(ROOT, home):
        for source_id in ("eu_coarm", "gb_licences"):
            land(registry.sources()[source_id], Origin(kind="folder", folder=REAL))
        warehouse.build()
        with duckdb.connect(str(home / "warehouse.duckdb"), read_only=True) as connection:
            yield connection


def years_of_exports(built: duckdb.DuckDBPyConnection, column: str) -> dict[str, str]:
    query = f"select reporting_state_code, {column} from public.publisher_profile where {column} is not null"
    where = " and source_id = 'eu_coarm' and measure_code = 'value_exported' and reporting_state_code is not null"
    return dict(built.execute(query + where).fetchall())


def test_states_that_publish_no_exports_are_named_with_their_years(built: duckdb.DuckDBPyConnection) -> None:
    assert years_of_exports(built, "silent_years") == SILENT


def test_states_that_print_totals_only_are_named_with_their_years(built: duckdb.DuckDBPyConnection) -> None:
    assert years_of_exports(built, "totals_only_years") == TOTALS_ONLY


def test_no_state_of_the_union_is_told_to_export_nothing(built: duckdb.DuckDBPyConnection) -> None:
    assert years_of_exports(built, "zeros_only_years") == {}


def test_a_silent_state_stands_in_no_sum_of_that_year_and_is_missing_in_all(built: duckdb.DuckDBPyConnection) -> None:
    sums = built.execute(
        "select year, states, missing_states from catalog.licensing_across_states "
        "where measure_code = 'value_exported' and goods_scope = 'whole'"
    ).fetchall()
    silent = {(int(year), state) for table in (SILENT, TOTALS_ONLY) for state, years in table.items() for year in years.split(", ")}

    assert {year for year, _, _ in sums} == set(YEARS)
    assert [(year, state) for year, states, _ in sums for state in (states or "").split(", ") if (year, state) in silent] == []
    assert [(year, state) for year, state in silent if any(state not in missing.split(", ") for at, _, missing in sums if at == year)] == []


def test_the_united_kingdom_counts_once_and_from_its_own_report_where_the_union_has_none(built: duckdb.DuckDBPyConnection) -> None:
    sources = built.execute(
        "select year, source_id from intermediate.int_sources_ranked "
        "where measure_code = 'value_licensed' and reporting_state = 'GBR' and goods_scope = 'whole' and is_counted order by year"
    ).fetchall()

    assert dict(sources) == dict.fromkeys(YEARS, "eu_coarm") | {2014: "gb_licences", 2015: "gb_licences"}
    assert len(sources) == 11


def test_pounds_stand_beside_euro_at_the_rate_of_the_year(built: duckdb.DuckDBPyConnection) -> None:
    rates = built.execute(
        "select distinct euro_rate, abs(value_eur * euro_rate - value_original) <= 0.01 from catalog.licensing_by_item_destination "
        "where source_id = 'gb_licences' and year = 2012 and value_original is not null and currency_code = 'GBP'"
    ).fetchall()

    assert [(str(rate), near) for rate, near in rates] == [("0.810870", True)]
