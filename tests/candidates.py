"""A small believable edition with every published table in the columns its contract names, to be spoiled one thing at a time."""

from datetime import date, datetime
from functools import cache
from pathlib import Path
from typing import Any

import duckdb
import polars as pl
from ruamel.yaml import YAML

from places import ROOT

DAY = date(2024, 3, 6)
DEFAULTS: dict[str, Any] = {
    "varchar": "some text",
    "date": DAY,
    "timestamp": datetime(2024, 3, 7),
    "boolean": True,
    "integer": 1,
    "bigint": 1,
    "double": 0.5,
}
LISTS = {"gb_military_list": ("gb", "ML"), "us_ccl": ("us", "3A00")}
TODAY = date.today()
WORDS = {"belief": "Some sentence", "severity": "warn", "because": "Some reason.", "next_step": "Some step to take."}


@cache
def contracts() -> dict[str, tuple[str, dict[str, str]]]:
    """Each published table's audience, and its columns with their types, as the models promise them."""
    found = {}
    for path in sorted((ROOT / "dbt" / "models" / "marts").glob("*/*.yml")):
        for model in YAML(typ="safe", pure=True).load(path.read_text(encoding="utf-8"))["models"]:
            found[model["name"]] = (path.parent.name, {column["name"]: column["data_type"] for column in model["columns"]})
    return found


@cache
def believable() -> dict[str, list[dict[str, Any]]]:
    """Rows, by table; columns left out get a default of their type."""
    heads = [
        {"source_id": source, "publisher_code": code, "head": f"{stem}{number}"}
        for source, (code, stem) in LISTS.items()
        for number in range(1, 11)
    ]
    items = [
        head | {"item_code": head["head"] + tail, "item_id": f"{head['source_id']}:{head['head']}{tail}", "kind": kind, "level": level}
        for head in heads
        for tail, kind, level in [("", "entry", 1), *((f".{letter}", "provision", 2) for letter in "abcdefgh")]
    ]
    statistic = {
        "source_id": "gb_licences",
        "publisher_code": "gb",
        "reporting_state_code": "GBR",
        "mapping_state": "mapped",
        "reported_count": 1,
        "not_reported_count": 0,
    }
    zeros = dict.fromkeys(("estimated_count", "token_count", "not_applicable_count", "withheld_count", "unparseable_count"), 0)
    money = {"measure_code": "value_licensed", "unit": "currency"}
    figures = [
        statistic
        | zeros
        | measure
        | {"year": 2012 + step % 3, "destination_name": f"Destination {step}", "covered_from_date": date(2012 + step % 3, 1, 1)}
        for step in range(30)
        for measure in (
            {"measure_code": "licences_issued", "unit": "count", "value_original": 40, "currency_code": None},
            money | {"value_original": 2_000_000, "currency_code": "GBP"},
            money | {"value_original": 1_000_000, "currency_code": "EUR"},
        )
    ]
    accounts = [
        {
            "source_id": source,
            "origin": "folder",
            "rows_in": 100,
            "rows_landed": 99,
            "rows_quarantined": 1,
            "rows_read": 110,
            "rows_out_of_scope": 10,
            "cadence_days": 365,
            "retrieved_at": datetime.combine(TODAY, datetime.min.time()),
            "source_sha256": source,
        }
        for source in (*LISTS, "gb_licences")
    ]
    totals = [figure | {"category_code": "ML"} for figure in figures]
    return {
        "control_items": [item | {"valid_from": date(2001, 5, 28)} for item in items],
        "control_list_editions": [
            {"source_id": s, "publisher_code": c, "edition_date": day, "is_latest": day == DAY, "origin": "folder", "item_count": 90}
            for s, (c, _) in LISTS.items()
            for day in (date(2023, 3, 6), DAY)
        ],
        "crosswalk": [
            item
            | {
                "predicate": "none" if item["item_code"].endswith("h") else "exact",
                "common_code": item["item_code"],
                "is_negated": False,
                "reviewer": "desk:gb",
                "confidence": 0.9,
            }
            for item in items
        ],
        "item_coverage": [
            {
                "entry_code": f"E{n}",
                "common_code": f"E{n}",
                "publisher_code": c,
                "source_id": s,
                "item_code": f"E{n}",
                "predicate": "exact",
                "sensitivity": "very_sensitive",
            }
            for s, (c, _) in LISTS.items()
            for n in range(320)
        ],
        "crosswalk_coverage": [
            *({"source_id": s, "code_level": "entry", "predicate": "exact", "code_share": 1.0, "value_share": None} for s in LISTS),
            *({"source_id": s, "code_level": "provision", "predicate": "todo", "code_count": 10, "value_share": None} for s in LISTS),
            {"source_id": "gb_licences", "code_level": "category", "predicate": "exact", "value_share": 0.9},
            {"source_id": "gb_licences", "code_level": "category", "predicate": "none", "value_share": 0.1},
        ],
        "licensing_by_item_destination": figures,
        "licensing_totals": totals,
        "list_coverage": [{"source_id": s, "entry_count": 10, "mapped_count": 8, "mapped_share": 0.8} for s in LISTS],
        "source_accounts": accounts,
        "sources": [
            {"source_id": s, "attribution": "Contains public information of the publisher", "url": "https://www.example.org/list"}
            for s in LISTS
        ],
        "definitions": [
            {"definition_code": "gb_licences:value_licensed", "definition": "The value of goods on standard licences granted in the year."}
        ],
    }


def fill(connection: duckdb.DuckDBPyConnection, mart: str, rows: list[dict[str, Any]]) -> None:
    """Create the table by its contract and put the rows in."""
    columns = contracts()[mart][1]
    connection.execute(f"create or replace table {mart} ({', '.join(f'{name} {kind}' for name, kind in columns.items())})")
    if rows:
        defaults = {name: DEFAULTS.get(kind, 1) for name, kind in columns.items()}
        frame = pl.DataFrame([{name: row.get(name, defaults[name]) for name in columns} for row in rows], infer_schema_length=None)
        connection.register("incoming", frame.to_arrow())
        connection.execute(f"insert into {mart} by name select * from incoming")


def write(folder: Path, spoil: dict[str, str] | None = None, marts: list[str] | None = None) -> Path:
    """An edition's folder, of all tables unless some are named; `spoil` gives an SQL statement for each table to be changed."""
    with duckdb.connect() as connection:
        for mart in believable() if marts is None else marts:
            place = folder / contracts()[mart][0] / f"{mart}.parquet"
            place.parent.mkdir(parents=True, exist_ok=True)
            fill(connection, mart, believable()[mart])
            connection.execute((spoil or {}).get(mart, "select 1"))
            connection.table(mart).write_parquet(str(place))
    return folder
