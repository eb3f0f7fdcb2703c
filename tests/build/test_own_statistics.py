"""A state that sends its decisions and publishes statistics of its own: the summary keeps nothing back that they tell already."""

import shutil
from datetime import date
from decimal import Decimal
from pathlib import Path

import polars as pl
from built_world import Built
from small_world import make_world

from commonlist import warehouse
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
