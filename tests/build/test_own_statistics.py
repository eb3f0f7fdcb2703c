"""A state that sends its decisions and publishes statistics of its own: the summary keeps nothing back that they tell already."""

import shutil
from datetime import date
from decimal import Decimal
from pathlib import Path

import duckdb
import polars as pl
import pytest
from built_world import Built, build_in_part, rows
from small_world import COMMON, make_world

from commonlist import warehouse
from commonlist.attack import statistics
from commonlist.disclose.release import release
from places import ROOT, at_home

# item, destination, exporter, value; small_world publishes for Norway three licences for small arms (ML1), worth 1010.75, and four of goods
# of which nobody has said what item they are, without their value: what all of it adds up to was never printed
DECISIONS = [
    ("ML1", "NOR", "E1", "1000.00"),
    ("ML1", "NOR", "E1", "10.50"),
    ("ML1", "NOR", "E2", "0.25"),
    ("ML2", "NOR", "E1", "5.00"),
    ("ML2", "SWE", "E2", "7.00"),
]


SAME = "xa_licences:value_licensed", "xa_licences:licences_issued"


def submitted(folder: Path, *same: str, currency: str = "EUR") -> tuple[Path, Path]:
    """The small world, in which XA land has sent what it decided in 2022; its figures by these definitions are said to be the summary's."""
    declared = [f"{row}XAA" if row.startswith(tuple(f"{code}," for code in same)) else row for row in COMMON["definitions"]]
    root, home = make_world(folder, common=COMMON | {"definitions": declared})
    for path in (home / "landing" / "licensing_observation" / "xa_licences").glob("*.parquet"):
        pl.read_parquet(path).with_columns(pl.col("currency_code").replace("EUR", currency)).write_parquet(path)
    shutil.copy(ROOT / "crosswalks" / "common" / "disclosure_rules.csv", root / "crosswalks" / "common")
    decided = [
        {
            "state_code": "XAA",
            "exporter_id": f"XAA:{exporter}",
            "category_code": item,
            "destination_code": place,
            "decision": "issued",
            "decision_date": date(2022, 3, 1),
            "value_eur": Decimal(value),
            "confidentiality_request_id": None,
            "is_synthetic": True,
        }
        for item, place, exporter, value in DECISIONS
    ]
    path = home / "landing" / "licence_decision" / "xaa" / "2022.parquet"
    path.parent.mkdir(parents=True)
    types = {"value_eur": pl.Decimal(20, 2), "confidentiality_request_id": pl.String}
    pl.DataFrame(decided, schema_overrides=types).write_parquet(path)
    return root, home


@pytest.fixture(scope="module")
def in_euro(tmp_path_factory: pytest.TempPathFactory) -> Built:
    root, home = submitted(tmp_path_factory.mktemp("euro"), *SAME)
    with at_home(root, home):
        return Built(root, home, warehouse.build())


def reported(made: Built) -> list[tuple[object, ...]]:
    """What the summary has of XA land."""
    return made.rows(
        "select measure_code, reporting_state_code, item_code, destination_code, value from public.licensing_summary "
        "where value_state = 'reported' and reporting_state_code <> '_T' order by all"
    )


def test_what_statistics_of_the_state_tell_is_reported_and_nothing_else(in_euro: Built) -> None:
    assert reported(in_euro) == [
        ("licences_issued", "XAA", "ML1", "NOR", Decimal("3.00")),
        ("licences_issued", "XAA", "ML1", "_T", Decimal("3.00")),
        ("value_licensed", "XAA", "ML1", "NOR", Decimal("1010.75")),
        ("value_licensed", "XAA", "ML1", "_T", Decimal("1010.75")),
    ]


def test_figures_that_agree_by_another_definition_keep_their_protection(tmp_path: Path) -> None:
    """Three licences here and there, and as much money: without a word on the definitions that is chance."""
    root, home = submitted(tmp_path, SAME[0])
    made = build_in_part(root, home, "int_figures_published")
    assert rows(made, "select distinct measure_code from intermediate.int_figures_published") == [("value_licensed",)]
    with at_home(root, home):
        release(None, 1, made)
    summary = pl.read_parquet(home / "landing" / "summary_cell" / "summary" / "now.parquet")
    told = summary.filter(pl.col("value_state") == "reported", pl.col("reporting_state_code") != "_T")
    assert set(told["measure_code"]) == {"value_licensed"}


@pytest.mark.parametrize(("currency", "amount"), [("EUR", 101_075), ("USD", 80_860)])
def test_attackers_read_from_the_tables_what_the_warehouse_holds(tmp_path: Path, in_euro: Built, currency: str, amount: int) -> None:
    """Of XA land alone, and of no sum that a blank is in; rows in another currency are rounded as they are printed, then added up."""
    tables = "public.sources", "public.definitions", "catalog.common_items", "catalog.licensing_by_item_destination"
    if currency == "EUR":
        made = in_euro.home / "warehouse.duckdb"
    else:
        models = *(table.partition(".")[2] for table in tables), "int_figures_published"
        made = build_in_part(*submitted(tmp_path, *SAME, currency=currency), *models)
    for name in tables:
        path = tmp_path / "edition" / name.replace(".", "/")
        path.parent.mkdir(parents=True, exist_ok=True)
        with duckdb.connect(str(made), read_only=True) as session:
            session.execute(f"copy {name} to '{path}.parquet' (format parquet)")
    figures = "measure_code, year, reporting_state_code, item_code, destination_code, cast(amount * 100 as bigint)"
    held = set(rows(made, f"select {figures} from intermediate.int_figures_published"))
    told = statistics.read(tmp_path / "edition", {"XAA", "XBB"})
    assert {figure for figure in told if figure[3] in ("ML1", "ML2", "ML3", "_T")} == held
    assert {figure[3:] for figure in held if figure[1] == 2022} == {("ML1", "NOR", 300), ("ML1", "NOR", amount)}
