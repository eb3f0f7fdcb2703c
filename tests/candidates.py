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
    return _lists() | _coverage() | _correspondences() | _findings() | _figures() | _sums() | _public() | _checks() | _events() | _reasons()


def _lists() -> dict[str, list[dict[str, Any]]]:
    kinds = [("", "entry", 1), *((f".{letter}", "provision", 2) for letter in "abcdefgh")]
    items = [
        {
            "source_id": source,
            "item_id": f"{source}:{stem}{number}{tail}",
            "item_code": f"{stem}{number}{tail}",
            "kind": kind,
            "level": level,
        }
        for source, (_, stem) in LISTS.items()
        for number in range(1, 11)
        for tail, kind, level in kinds
    ]
    judged = {"is_negated": False, "reviewer": "desk:gb", "confidence": 0.9}
    return {
        "control_items": [item | {"valid_from": date(2001, 5, 28)} for item in items],
        "control_list_editions": [
            {"source_id": s, "publisher_code": c, "edition_date": day, "is_latest": day == DAY, "origin": "folder", "item_count": 90}
            for s, (c, _) in LISTS.items()
            for day in (date(2023, 3, 6), DAY)
        ],
        "crosswalk": [
            item | judged | {"predicate": "none" if item["item_code"].endswith("h") else "exact", "common_code": item["item_code"]}
            for item in items
        ],
    }


def _checks() -> dict[str, list[dict[str, Any]]]:
    checks = [{"check_id": f"check-{step}", "severity": "error", "outcome": "pass", "examined_count": 9} for step in range(12)]
    findings = [{"check_id": "check-w", "severity": "warning", "item_code": f"ML{step}", "map_line": step} for step in range(2, 9)]
    sources = [{"source_id": "gb_licences", "outcome": "fail"}, {"source_id": "eu_coarm", "outcome": "pass"}]
    return {
        "crosswalk_checks": checks,
        "crosswalk_findings": findings,
        "reconciliation_checks": [check | source for check in checks for source in sources],
        "reconciliation_findings": [
            {"check_id": "check-2", "severity": "error", "source_id": "gb_licences", "source_line": line, "message": "a sum"}
            for line in range(3)
        ],
    }


def _coverage() -> dict[str, list[dict[str, Any]]]:
    decided = {"predicate": "exact", "sensitivity": "very_sensitive"}
    counted = [
        {"code_level": "entry", "predicate": "exact", "code_share": 1.0, "value_share": None},
        {"code_level": "provision", "predicate": "todo", "code_count": 10, "value_share": None},
    ]
    return {
        "item_coverage": [
            decided | {"source_id": s, "publisher_code": c, "entry_code": f"E{n}", "common_code": f"E{n}", "item_code": f"E{n}"}
            for s, (c, _) in LISTS.items()
            for n in range(320)
        ],
        "crosswalk_coverage": [
            *(row | {"source_id": source} for source in LISTS for row in counted),
            {"source_id": "gb_licences", "code_level": "category", "predicate": "exact", "value_share": 0.9},
            {"source_id": "gb_licences", "code_level": "category", "predicate": "none", "value_share": 0.1},
        ],
    }


def _correspondences() -> dict[str, list[dict[str, Any]]]:
    relations = ("broad", "close", "exact", "narrow", "overlaps", "related")
    codes = [
        {"source_id": source, "item_code": f"{stem}{number}", "code_state": "mapped"}
        for source, (_, stem) in LISTS.items()
        for number in range(60)
    ]
    first, second = LISTS
    return {
        "code_states": codes,
        "common_items": [{"common_code": f"E{number}", "common_level": "provision"} for number in range(1200)],
        "correspondences": [
            code | {"composed_predicate": "exact", "target_source_id": second if code["source_id"] == first else first} for code in codes
        ],
        "predicate_compositions": [
            {"first_predicate": one, "second_predicate": other, "composed_predicate": "exact" if one == other == "exact" else None}
            for one in relations
            for other in relations
        ],
    }


def _findings() -> dict[str, list[dict[str, Any]]]:
    codes = [f"{number}A001" for number in range(10)]
    return {
        "code_collisions": [
            {"item_code": code, "is_collision": code < "2", "common_codes": code, "other_common_codes": f"{code}.a"} for code in codes
        ],
        "control_gaps": [
            {"common_code": f"E{number}", "controlled_by": "us_ccl", "absent_from": None, "gap_state": "undecided"} for number in range(320)
        ]
        + [{"common_code": None, "item_code": code, "controlled_by": "us_ccl", "absent_from": "eu", "gap_state": "gap"} for code in codes],
        "threshold_differences": [
            {"item_code": code, "is_different": code < "2", "ratio": 10.0, "reading": "plain", "other_reading": "plain"} for code in codes
        ],
        "adoption_lag": [{"common_code": code, "is_observed": True, "least_lag_days": 49} for code in codes],
        "cas_numbers": [{"item_code": code, "cas_number": "7732-18-5", "is_valid": True} for code in codes],
    }


def _figures() -> dict[str, list[dict[str, Any]]]:
    zeros = ("not_reported_count", "estimated_count", "token_count", "not_applicable_count", "withheld_count", "unparseable_count")
    line = {
        "source_id": "gb_licences",
        "publisher_code": "gb",
        "reporting_state_code": "GBR",
        "mapping_state": "mapped",
        "reported_count": 1,
    }
    money = {"measure_code": "value_licensed", "unit": "currency"}
    measures = (
        {"measure_code": "licences_issued", "unit": "count", "value_original": 40, "currency_code": None},
        money | {"value_original": 2_000_000, "currency_code": "GBP"},
        money | {"value_original": 1_000_000, "currency_code": "EUR"},
    )
    years = [(step, 2012 + step % 3) for step in range(30)]
    figures = [
        line
        | dict.fromkeys(zeros, 0)
        | measure
        | {"year": year, "destination_name": f"Destination {step}", "covered_from_date": date(year, 1, 1), "category_code": "ML"}
        for step, year in years
        for measure in measures
    ]
    public = {
        "licensing_by_item": [figure | {"common_code": "ML1"} for figure in figures],
        "licensing_by_destination": figures,
        "list_changes": [{"source_id": "us_ccl", "item_code": "3A001", "list_change": change} for change in ("added", "removed")],
        "decision_reasons": [{"source_id": "gb_end_uses", "licence_group_count": 20}],
        "licensing_summary": [{"value_state": "reported", "value_lower": None, "value_upper": None}],
        "code_lists": [{"dimension": "item", "code": "ML1"}],
        "value_coverage": [{"source_id": "gb_licences", "predicate": "exact", "value_share": 0.9}],
        "transparency_scores": [
            {"reporting_state_code": "GBR", "criterion": criterion, "score": 0.8, "counted": 8, "possible": 10}
            for criterion in ("access", "clarity", "licences")
        ],
        "reported_years": [figure | {"publishes": "figures"} for figure in figures],
    }
    return {"licensing_by_item_destination": figures, "licensing_totals": figures, "destination_texts": _texts()} | public | _vintages()


def _vintages() -> dict[str, list[dict[str, Any]]]:
    total = {"subtotal_scope": "category", "part_count": 2, "parts_value": 5, "value_original": 5}
    renamed = {"revision_kind": "renamed", "before_count": 1, "after_count": 1, "before_value": 5, "after_value": 5}
    renamed |= {"changed_text_count": 1, "renamed_count": 1, "removed_count": 0, "added_count": 0}
    return {
        "allocation_shares": [
            {"source_id": "gb_licences", "weight_basis": basis, "is_equal_split": basis == "equal_split", "allocated_share": share}
            for basis, share in (("whole", 0.9), ("equal_split", 0.1))
        ],
        "printed_totals": [total | {"source_line": number} for number in range(20)],
        "revisions": [renamed | {"source_id": "gb_licences", "destination_name": f"Destination {number}"} for number in range(20)],
    }


def _texts() -> list[dict[str, Any]]:
    read = {"source_id": "gb_licences", "party_role": "destination", "destination_type": "state", "resolved_by": "table", "line_count": 40}
    unknown = {"destination_text": "na", "destination_type": "unknown", "resolved_by": "nothing", "line_count": 1}
    return [read | {"destination_text": f"Destination {number}"} for number in range(20)] + [read | unknown]


def _sums() -> dict[str, list[dict[str, Any]]]:
    measures = ("licences_issued", "value_exported", "value_licensed")
    money = {"unit": "currency", "goods_scope": "whole", "state_count": 9, "unconverted_states": None, "value_eur": 2_000_000}
    profile = {"source_id": "gb_licences", "reporting_state_code": "GBR", "publishes": "figures", "figure_count": 100}
    return {
        "licensing_across_states": [
            money | {"measure_code": measure, "year": year, "destination_code": f"D{step}"}
            for measure in measures[1:]
            for year in (2011, 2012, 2013)
            for step in range(9)
        ],
        "publisher_profile": [profile | {"measure_code": measure} for measure in measures],
    }


def _events() -> dict[str, list[dict[str, Any]]]:
    count = {
        "source_id": "xa_log",
        "measure_code": "licences_issued",
        "period_grain": "year",
        "is_own_definition": True,
        "decision_count": 9,
    }
    time = {"source_id": "xa_log", "licence_kind": "standard", "target_days": 20, "case_count": 9, "median_days": 8, "p90_days": 19}
    return {
        "counted_decisions": [count | {"definition_code": f"d{number}", "period_start": DAY} for number in range(9)],
        "processing_times": [
            time | {"day_kind": kind, "decided_year": 2012 + step} for kind in ("calendar", "working") for step in range(4)
        ],
    }


def _reasons() -> dict[str, list[dict[str, Any]]]:
    groups = {"licence_group_count": 20, "shared_group_count": 2, "unjoined_group_count": 0, "line_count": 20}
    refused = {"source_id": "gb_refusal_criteria", "reason_scheme": "GB_CRITERIA"} | groups
    used = {"source_id": "gb_end_uses", "reason_scheme": "GB_END_USE", "facet": "end_user", "contested_group_count": 0} | groups
    text = {"source_id": "gb_end_uses", "text_state": "decided"}
    return {
        "licensing_reasons": [refused | {"reason_code": str(code), "year": 2012} for code in range(1, 9)],
        "licensing_end_uses": [used | {"end_use_code": f"use_{step}", "year": 2012} for step in range(9)],
        "licensing_parties": [
            {"source_id": "gb_incorporation", "party_role": "incorporation_destination", "party_type": "state", "most_parties_count": 81}
            | groups
            | {"party_name": f"Destination {step}"}
            for step in range(9)
        ],
        "end_use_texts": [text | {"reason_text": f"For use number {step}."} for step in range(9)],
    }


def _public() -> dict[str, list[dict[str, Any]]]:
    rows = {"rows_in": 100, "rows_landed": 99, "rows_quarantined": 1, "rows_read": 110, "rows_out_of_scope": 10}
    today = datetime.combine(TODAY, datetime.min.time())
    account = rows | {"origin": "folder", "cadence_days": 365, "retrieved_at": today, "edition_date": TODAY}
    thanks = {"attribution": "Contains public information of the publisher", "url": "https://www.example.org/list"}
    meaning = "The value of goods on standard licences granted in the year."
    return {
        "source_accounts": [account | {"source_id": source, "source_sha256": source} for source in (*LISTS, "gb_licences")],
        "list_coverage": [{"source_id": source, "entry_count": 10, "mapped_count": 8, "mapped_share": 0.8} for source in LISTS],
        "sources": [thanks | {"source_id": source} for source in LISTS],
        "definitions": [{"definition_code": "gb_licences:value_licensed", "definition": meaning}],
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
