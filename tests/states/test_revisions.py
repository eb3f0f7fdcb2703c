"""Between two vintages of the United Kingdom's figures thousands of lines are printed otherwise, and not one figure is another."""

from collections.abc import Iterator

import duckdb
import pytest

from commonlist.land.destinations import read_destinations
from commonlist.land.landing import Origin, land
from commonlist.registry import load_publisher
from commonlist.settings import settings
from places import REAL, ROOT, at_home, needs_real
from rendered import run

pytestmark = needs_real
RENAMED = {
    "Korea, South": "South Korea",
    "Korea, North": "North Korea",
    "Congo, Democratic Republic of": "Democratic Republic of Congo",
    "Sudan, South": "South Sudan",
    "Guinea, Republic of": "Republic of Guinea",
    "Moldova, Republic of": "Moldova",
}


@pytest.fixture(scope="module")
def revised(tmp_path_factory: pytest.TempPathFactory) -> Iterator[duckdb.DuckDBPyConnection]:
    with at_home(ROOT, tmp_path_factory.mktemp("home")), duckdb.connect() as connection:
        land(load_publisher(ROOT / "crosswalks" / "gb" / "gb.yml").sources["gb_licences"], Origin(kind="folder", folder=REAL))
        read_destinations()
        for table, record in {
            "stg_licensing_observations": "licensing_observation",
            "stg_publications": "publication",
            "stg_destinations": "destination_reading",
        }.items():
            connection.execute(f"create view {table} as from read_parquet('{settings().landing / record}/*/*.parquet')")
        run(connection, "int_revisions_counted", "int_revisions_read", "revisions")
        yield connection


def test_3699_lines_are_printed_otherwise_and_no_figure_differs(revised: duckdb.DuckDBPyConnection):
    changed = "select sum(changed_text_count), sum(renamed_count), sum(removed_count) from revisions where measure_code = 'value_licensed'"
    assert revised.sql(changed).fetchone() == (3_699, 3_699, 0)


def test_what_is_not_renamed_came_with_the_new_quarter(revised: duckdb.DuckDBPyConnection):
    kinds = "select revision_kind, sum(added_count) from revisions where measure_code = 'value_licensed' group by all order by all"
    assert revised.sql(kinds).fetchall() == [("new_period", 96_311 - 92_776), ("renamed", 0)]


def test_each_name_that_changed_means_what_the_other_means(revised: duckdb.DuckDBPyConnection):
    for before, after in RENAMED.items():
        codes = revised.execute("select distinct destination_code from stg_destinations where destination_text in (?, ?)", [before, after])
        assert len(codes.fetchall()) == 1
