"""Small warehouses with every mart that `exports/` promises, as dbt would have built them, for tests of editions."""

import json
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import duckdb

from commonlist.publish.candidate import Candidate
from commonlist.publish.contract import Contract, contracts

Row = dict[str, Any]
Marts = dict[str, list[Row]]
SHA = "a" * 64
LIST = {"source_id": "gb_military_list", "publisher_code": "gb", "state_code": "GBR"}
FIGURES = {"source_id": "gb_licences", "publisher_code": "gb", "reporting_state_code": "GBR", "reporting_state_name": "United Kingdom"}
TERMS = {"terms_id": "OGL-UK-3.0", "attribution": "Contains public sector information of the United Kingdom", "is_public": True}


def source(source_id: str, edition_date: str, **facts: Any) -> Row:
    """One row of `source_accounts`, and of the public `sources`."""
    rows = {"rows_read": 5, "rows_in": 4, "rows_landed": 3, "rows_quarantined": 1}
    usual = {"title": f"The {source_id} of the United Kingdom", "origin": "folder", "is_latest": True, "record": "control_item"}
    place = {
        "url": f"https://example.org/{source_id}",
        "file_name": f"{source_id}.csv",
        "cadence_days": 365,
        "retrieved_at": "2026-01-02 03:04:05",
        "source_sha256": SHA,
    }
    return LIST | TERMS | rows | usual | place | {"source_id": source_id, "edition_date": edition_date} | facts


def item(code: str, text: str, edition_date: str = "2025-01-01", **facts: Any) -> Row:
    """One row of `control_items`."""
    key = {"edition_date": edition_date, "item_id": f"gb_military_list:{code}", "item_code": code, "text": text}
    return LIST | {"is_latest": True, "kind": "entry", "level": 1, "occurrence_number": 1} | key | facts


def figure(year: int, value: str | None, category_code: str | None = "ML", measure: str = "value_licensed", **facts: Any) -> Row:
    """One row of `licensing_totals`, and of `licensing_by_item_destination`."""
    about = {
        "year": year,
        "category_code": category_code,
        "common_code": category_code,
        "category_title": "Military goods",
        "value_original": value,
    }
    unit = {"measure_code": measure, "definition_code": f"gb_licences:{measure}", "unit": "currency", "currency_code": "GBP"}
    covered = {"covered_from_date": f"{year}-01-01", "covered_to_date": f"{year}-12-31", "destination_name": "Norway"}
    return FIGURES | about | unit | covered | {"mapping_state": "mapped", "edition_date": "2025-02-01"} | facts


def public_figures() -> Marts:
    """Rows of the public tables by item, by destination and by year, for `marts`: two destinations, one item, every state of a value."""
    norway = {"destination_code": "NOR", "destination_name": "Norway", "destination_type": "state"}
    chad = {"destination_code": "TCD", "destination_name": "Chad", "destination_type": "state"}
    goods = {"common_code": "ML1", "common_title": "Small arms"}
    states = {2020: "not_reported", 2021: "withheld", 2022: "suppressed", 2023: "token", 2025: "not_applicable", 2026: "unparseable"}
    without = [figure(year, None, value_state=state, line_count=1) for year, state in states.items()]
    told = [
        figure(2024, "2500000.00", value_state="reported", line_count=2),
        figure(2019, "0.00", value_state="reported_zero", line_count=1),
    ]
    return {
        "licensing_by_item": [row | goods for row in told + without],
        "licensing_by_destination": [row | norway for row in told] + [row | chad for row in without],
        **_openness(),
        **_changes(),
    }


def _openness() -> Marts:
    """Who reports what: a year of each kind; two scores, one of them not quite all; and the value that is mapped."""
    latest = {"is_latest": True, "publisher_code": "gb", "line_count": 2, "edition_date": "2025-02-01"}
    publishes = {
        2019: {"publishes": "nothing", "value_state": "not_reported"},
        2020: {"publishes": "nothing", "value_state": "withheld"},
        2021: {"publishes": "zeros_only", "value_state": "reported_zero"},
        2022: {"publishes": "totals_only", "value_state": "reported"},
        2024: {"publishes": "figures", "value_state": "reported"},
    }
    scores = {"refusals": (1, 2, "years"), "access": (999, 1000, "lines")}
    mapped = {"exact": (2, 0.9), "narrow": (1, 0.06), "none": (1, 0.02), "non_item": (1, 0.01), "todo": (1, 0.01)}
    return {
        "reported_years": [figure(year, None) | latest | told for year, told in publishes.items()],
        "transparency_scores": [
            FIGURES | {"criterion": name, "score": counted / possible, "counted": counted, "possible": possible, "counted_in": unit}
            for name, (counted, possible, unit) in scores.items()
        ],
        "value_coverage": [
            FIGURES | {"edition_date": "2025-02-01", "predicate": predicate, "code_count": count, "value_share": share}
            for predicate, (count, share) in mapped.items()
        ],
    }


def _changes() -> Marts:
    """A list that changed, and a reason in two vintages."""
    editions = LIST | {"edition_date": "2026-01-01", "before_edition_date": "2025-01-01"}
    threshold = {"dimension": "m", "comparator": "exceeding", "before_figure": "20 mm", "after_figure": "30 mm"}
    codes = [("ML3", "added", {}), ("ML4", "added", {}), ("ML2", "removed", {}), ("ML1", "threshold", threshold)]
    reason = FIGURES | {"reason_kind": "refusal", "common_reason_code": "2", "common_reason_title": "Human rights"}
    return {
        "list_changes": [editions | {"item_code": code, "list_change": change} | figures for code, change, figures in codes],
        "decision_reasons": [
            reason | {"edition_date": "2025-02-01", "year": 2024, "licence_group_count": 4},
            reason | {"edition_date": "2026-01-01", "licence_group_count": 9, "caveat": "do not add reasons up"},
        ],
    }


def definition(measure: str = "value_licensed") -> Row:
    """One row of `definitions`."""
    words = {"measure_title": measure.replace("_", " ").capitalize(), "definition": f"What {measure} means here.", "unit": "currency"}
    return {"definition_code": f"gb_licences:{measure}", "measure_code": measure, "publisher_code": "gb"} | words


def coverage(**facts: Any) -> Row:
    """One row of `list_coverage`."""
    counts = {"entry_count": 22, "mapped_count": 20, "none_count": 1, "todo_count": 1, "mapped_share": 0.909091}
    return LIST | TERMS | counts | {"title": "UK Military List", "edition_date": "2025-01-01", "url": "https://example.org/list"} | facts


def summed(item: str, value: str | None, year: int = 2025, **facts: Any) -> Row:
    """A sum of the protected summary over all states and destinations; kept back where it has no value."""
    kept = {"value_state": "reported"} if value else {"value_state": "suppressed", "reason_code": "confidential"}
    sums = {"reporting_state_code": "_T", "item_code": item, "destination_code": "_T", "unit": "EUR", "value": value, "vintage_sequence": 1}
    return {"measure_code": "value_licensed", "year": year, "is_synthetic": True} | sums | kept | facts


def marts(**changed: list[Row]) -> Marts:
    """The rows of a first edition, with some marts replaced."""
    figures = [figure(2023, "1500000.00"), figure(2024, None), figure(2024, "0.00", None)]
    sources = [source("gb_military_list", "2025-01-01"), source("gb_licences", "2025-02-01", record="licensing_observation")]
    first: Marts = {
        "control_items": [item("ML1", "Small arms"), item("ML2", "Larger arms"), item("ML3", "Ammunition")],
        "crosswalk": [LIST | {"item_code": "ML1", "predicate": "exact", "common_code": "ML1", "is_negated": False}],
        "licensing_by_item_destination": figures,
        "licensing_totals": figures,
        "source_accounts": sources,
        "sources": sources,
        "definitions": [definition()],
        "list_coverage": [coverage()],
    }
    return first | changed


def second_marts() -> Marts:
    """The rows of an edition after a new list and a corrected figure."""
    items = [
        item("ML1", "Small arms", "2026-01-01"),
        item("ML2", "Arms of larger calibre", "2026-01-01"),
        item("ML4", "Bombs", "2026-01-01"),
    ]
    figures = [figure(2023, "1600000.00"), figure(2024, None), figure(2024, "0.00", None)]
    sources = [
        source("gb_military_list", "2026-01-01", source_sha256="b" * 64),
        source("gb_military_list", "2025-01-01", is_latest=False),
        source("gb_licences", "2025-02-01", record="licensing_observation"),
    ]
    old = [item("ML1", "Small arms", is_latest=False), item("ML2", "Larger arms", is_latest=False)]
    return marts(
        control_items=[*items, *old, item("ML3", "Ammunition", is_latest=False)],
        licensing_by_item_destination=figures,
        licensing_totals=figures,
        source_accounts=sources,
        sources=[one for one in sources if one["is_latest"]],
    )


def write(path: Path, rows: Marts) -> Path:
    """A DuckDB file with one schema per audience and every promised mart, comments included."""
    path.parent.mkdir(parents=True, exist_ok=True)
    promised = tuple(contracts().values())
    path.write_bytes(_without_rows("".join(map(_table, promised))))
    with duckdb.connect(str(path)) as session:
        session.begin()
        for contract in promised:
            for row in rows.get(contract.mart, []):
                marks = ", ".join("?" for _ in contract.columns)
                session.execute(f"insert into {contract.audience}.{contract.mart} values ({marks})", _values(contract, row))
        session.commit()
    return path


@cache
def _without_rows(tables: str) -> bytes:
    with TemporaryDirectory() as folder:
        path = Path(folder) / "warehouse.duckdb"
        with duckdb.connect(str(path)) as session:
            session.execute(tables)
        return path.read_bytes()


def _table(contract: Contract) -> str:
    name = f"{contract.audience}.{contract.mart}"
    columns = ", ".join(f"{column} {kind}" for column, kind in contract.columns.items())
    comments = "".join(f"comment on column {name}.{column} is 'What {column} means';" for column in contract.columns)
    table = f"create schema if not exists {contract.audience}; create table {name} ({columns});"
    return f"{table} comment on table {name} is 'What {contract.mart} holds'; {comments}"


def _values(contract: Contract, row: Mapping[str, Any]) -> list[Any]:
    return [row.get(column, 0 if kind == "BIGINT" else None) for column, kind in contract.columns.items()]


def let_pass(made: Candidate) -> Candidate:
    """What the gate leaves beside a candidate it has nothing against."""
    tables = {product.path: product.sha256 for product in made.products}
    (made.folder / "verdict.json").write_text(json.dumps({"is_blocked": False, "tables": tables}), encoding="utf-8")
    (made.folder / "verdict.html").write_text("<!doctype html>\n", encoding="utf-8")
    return made
