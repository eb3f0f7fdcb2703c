"""A state that sends its decisions and publishes statistics of its own: the summary keeps nothing back that they tell already."""

import shutil
from datetime import date
from decimal import Decimal
from pathlib import Path

import polars as pl
from built_world import Built
from small_world import LINES, make_world

from commonlist import warehouse
from commonlist.attack import statistics
from places import ROOT, at_home

# item, destination, exporter, value; small_world publishes 1010.75 of small arms (ML1) in three licences for Norway, and no other value
DECISIONS = [
    ("ML1", "NOR", "E1", "1000.00"),
    ("ML1", "NOR", "E1", "10.50"),
    ("ML1", "NOR", "E2", "0.25"),
    ("ML2", "NOR", "E1", "5.00"),
    ("ML2", "SWE", "E2", "7.00"),
]


def submitted(folder: Path) -> Built:
    """The small world, in which XA land has sent what it decided in 2022."""
    root, home = make_world(folder)
    shutil.copy(ROOT / "crosswalks" / "common" / "disclosure_rules.csv", root / "crosswalks" / "common")
    rows = [
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
    pl.DataFrame(rows, schema_overrides=types).write_parquet(path)
    with at_home(root, home):
        return Built(root, home, warehouse.build())


def test_what_statistics_of_the_state_tell_is_reported_and_nothing_else(tmp_path: Path) -> None:
    made = submitted(tmp_path)
    reported = made.rows(
        "select measure_code, reporting_state_code, item_code, destination_code, value from public.licensing_summary "
        "where value_state = 'reported' and reporting_state_code <> '_T' order by all"
    )
    assert reported == [
        ("licences_issued", "XAA", "ML1", "NOR", Decimal("3.00")),
        ("licences_issued", "XAA", "ML1", "_T", Decimal("3.00")),
        ("value_licensed", "XAA", "ML1", "NOR", Decimal("1010.75")),
        ("value_licensed", "XAA", "ML1", "_T", Decimal("1010.75")),
    ]


def test_what_counts_as_published_is_what_an_attacker_adds_up_from_the_tables_to_the_cent(tmp_path: Path) -> None:
    """Rows in another currency are rounded as they are printed, then added up: a cent more than their sum in euro."""
    value = {"value_licensed": "10.26"}, {"value_licensed": "1.02"}
    more = [("xa_licences", 1, 2, 2022, "ML1", "Norway", value[0], False), ("xa_licences", 1, 10, 2022, "ML1.a", "Norway", value[1], False)]
    root, home = make_world(tmp_path, lines=[*(one for one in LINES if one[:3] != more[0][:3]), *more])
    for path in (home / "landing" / "licensing_observation" / "xa_licences").glob("*.parquet"):
        pl.read_parquet(path).with_columns(pl.col("currency_code").replace("EUR", "USD")).write_parquet(path)
    with at_home(root, home):
        made = Built(root, home, warehouse.build())
    codes = "measure_code, year, reporting_state_code, item_code, destination_code"
    known = {
        (*row[:5], int(row[5] * 100))
        for row in made.rows(f"select {codes}, amount from intermediate.int_figures_published where amount is not null")
    }
    for path in (*statistics.TABLES, statistics.ITEMS, statistics.SOURCES):
        (home / "edition" / path.parent).mkdir(parents=True, exist_ok=True)
        table = f"{path.parent}.{path.stem}"
        made.rows(f"copy (select * from {table}) to '{home / 'edition' / path}' (format parquet)")
    items = {row[3] for row in known}
    told = {figure for figure in statistics.read(home / "edition", {"XAA", "XBB"}) if figure[3] in items}
    assert told == known
    amounts = {figure[-1] for figure in told if figure[:5] == ("value_licensed", 2022, "XAA", "ML1", "NOR")}
    assert amounts == {80_943} and ("value_licensed", 2022, "XAA", "ML1", "_T", 80_942) in told


def test_figures_of_the_warehouse_are_those_that_the_public_tables_print(built: Built) -> None:
    told = (
        "select distinct measure_code, year, reporting_state_code, {}, cast(value_eur as decimal(18, 2)) from public.{} where value_eur > 0"
    )
    printed = {
        *built.rows(told.format("common_code, '_T'", "licensing_by_item")),
        *built.rows(told.format("'_T', destination_code", "licensing_by_destination") + " and destination_code is not null"),
    }
    known = set(
        built.rows(
            "select measure_code, year, reporting_state_code, item_code, destination_code, amount from intermediate.int_figures_published"
        )
    )
    assert printed and printed <= known
