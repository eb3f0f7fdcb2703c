"""Two invented states with two lists and two statistics, two editions each, and a log of events, small enough to add up by hand."""

import json
from collections.abc import Iterable, Iterator
from datetime import UTC, date, datetime
from decimal import Decimal
from importlib import import_module
from pathlib import Path
from typing import Any

import polars as pl
import small_reasons
import small_register

from commonlist.land.provision_figures import is_valid_cas
from places import ROOT

SHA = "0" * 64
STATES = {"xa": "XAA", "xb": "XBB"}
EDITIONS = {
    "xa_list": ("control_item", date(2023, 1, 1), date(2024, 1, 1)),
    "xb_list": ("control_item", date(2022, 6, 1), date(2024, 6, 1)),
    "xa_licences": ("licensing_observation", date(2023, 5, 1), date(2024, 5, 1)),
    "xb_licences": ("licensing_observation", date(2023, 7, 1), date(2024, 7, 1)),
    "xb_log": ("licensing_event", date(2024, 2, 1)),
    **small_reasons.EDITIONS,
}
# source, edition, code, kind, valid_from
ITEMS = [
    ("xa_list", 0, "ML1", "entry", None),
    ("xa_list", 0, "ML1.a", "provision", None),
    ("xa_list", 0, "ML2", "entry", None),
    ("xa_list", 1, "ML", "category", None),
    ("xa_list", 1, "ML1", "entry", None),
    ("xa_list", 1, "ML1.a", "provision", None),
    ("xa_list", 1, "ML1.b", "provision", None),
    ("xa_list", 1, "ML2", "entry", None),
    ("xa_list", 1, "ML3", "entry", None),
    ("xa_list", 1, "ML4", "reserved", None),
    ("xb_list", 0, "A1", "entry", None),
    ("xb_list", 1, "A1", "entry", date(2020, 5, 5)),
    ("xb_list", 1, "A2", "entry", None),
    ("xb_list", 1, "A9", "entry", None),
    ("xb_list", 1, "ML1", "entry", None),
]
# source, edition, code, comparator, number, unit, number in metres; or a CAS number
FIGURES = [
    ("xa_list", 1, "ML1", "exceeding", 20.0, "mm", 0.02),
    ("xa_list", 1, "ML1", "exceeding", 3.0, "m", 3.0),
    ("xa_list", 1, "ML1", None, 5.0, "m", 5.0),
    ("xa_list", 1, "ML1", "7732-18-5"),
    ("xb_list", 1, "A9", "exceeding", 2.0, "cm", 0.02),
    ("xb_list", 1, "A9", "exceeding", 4.5, "m", 4.5),
    ("xb_list", 1, "A9", "7732-18-4"),
]
COVERS = {"xb_list": ["ML[12].*"]}
# source, vintage, line, year, category, destination, {measure: value, or the state of a missing one}, subtotal
LINES: list[tuple[str, int, int, int, str, str, dict[str, Any], bool]] = [
    ("xa_licences", 0, 1, 2022, "ML1", "Norge", {"licences_issued": 99, "value_licensed": 9900}, False),
    ("xa_licences", 1, 1, 2022, "ML1", "Norge", {"licences_issued": 2, "value_licensed": "1000.50"}, False),
    ("xa_licences", 1, 2, 2022, "ML1", "Norway", {"licences_issued": 1, "value_licensed": "10.25"}, False),
    ("xa_licences", 1, 3, 2022, "ML2", "Norway", {"licences_issued": 4, "value_licensed": "not_reported"}, False),
    ("xa_licences", 1, 4, 2022, "Total", "Norway", {"licences_issued": 7, "value_licensed": 1011}, True),
    ("xa_licences", 1, 5, 2023, "ML1.a", "Norway", {"licences_issued": 1, "value_licensed": 0}, False),
    ("xa_licences", 1, 6, 2023, "Sundries", "Norway", {"licences_issued": 1, "value_licensed": 50}, False),
    ("xa_licences", 1, 7, 2023, "ML3", "Alliance", {"licences_issued": 3, "value_licensed": 70}, False),
    ("xa_licences", 1, 8, 2023, "ML1", "Sweden", {"value_licensed": "not_reported"}, False),
    ("xa_licences", 1, 9, 2023, "Total", "Sweden", {"value_licensed": 500}, True),
    ("xb_licences", 0, 1, 2022, "MLX", "Norway", {"licences_issued": 1, "value_licensed": 8}, False),
    ("xb_licences", 1, 1, 2022, "MLX", "Norway", {"licences_issued": 1, "value_licensed": 100}, False),
    ("xb_licences", 1, 2, 2022, "ML1", "Norway", {"licences_refused": 1, "value_licensed": "not_applicable"}, False),
    ("xb_licences", 1, 3, 2022, "ML1", "Sweden", {"licences_issued": 1, "value_licensed": "token:1"}, False),
    ("xb_licences", 1, 4, 2022, "ML2", "Sweden", {"licences_issued": 1, "value_licensed": 5}, False),
]
# application, licence, type, date, destination
EVENTS: list[tuple[str, str | None, str, date, str]] = [
    ("A1", None, "received", date(2023, 12, 18), "Norway"),
    ("A1", "L1", "issued", date(2024, 1, 3), "Norway"),
    ("A1", "L1", "issued", date(2024, 1, 3), "Sweden"),
    ("A2", None, "received", date(2023, 6, 1), "Norway"),
    ("A2", None, "clock_stopped", date(2023, 6, 2), "Norway"),
    ("A2", None, "clock_restarted", date(2023, 6, 7), "Norway"),
    ("A2", None, "refused", date(2023, 6, 9), "Norway"),
    ("A2", None, "appealed", date(2023, 6, 20), "Norway"),
    ("A2", "L2", "issued_on_appeal", date(2023, 9, 1), "Norway"),
    ("A3", None, "received", date(2024, 1, 10), "Sweden"),
]
CALENDARS = {"xb": {"country": "SE"}}
MAP_HEADER = (
    "item_code,predicate,common_code,weight,weight_basis,justification,confidence,"
    "status,author,reviewer,reviewed_date,valid_from,valid_to,citation,comment"
)
MAPS = {
    "xa_list": [
        "ML1,exact,ML1,,,same wording,0.9,approved,desk:xa,desk:xb,2024-02-01,,,,",
        "ML1.a,exact,ML1.a,,,same wording,0.9,approved,desk:xa,rule:R1,2024-02-01,,,,",
        "ML2,exact,ML2,,,same wording,0.9,approved,desk:xa,desk:xb,2024-02-01,,2023-12-31,,",
        "ML2,related,ML2,,,moved,0.9,approved,desk:xa,desk:xb,2024-02-01,2024-01-01,,,",
        "ML2,overlaps,ML3,,,moved,0.9,approved,desk:xa,desk:xb desk:xc,2024-02-01,2024-01-01,,,",
        "ML3,exact,ML3,,,same wording,0.9,proposed,desk:xa,,,,,,",
    ],
    "xb_list": [
        "A1,narrow,ML1.a,,,read side by side,0.8,approved,desk:xb,desk:xa,2024-02-01,,,,",
        "A1,not:exact,ML3,,,looks alike only,0.8,approved,desk:xb,desk:xa desk:xc,2024-02-01,,,,",
        "A2,none,,,,national item,0.8,approved,desk:xb,desk:xa,2024-02-01,,,,",
        "A9,close,ML1,,,read side by side,0.8,approved,desk:xb,desk:xa,2024-02-01,,,,",
        "A9,exact,ML2,,,same wording,0.9,approved,desk:xb,desk:xa,2024-02-01,,,,",
        "ML1,none,,,,national item,0.8,approved,desk:xb,desk:xa,2024-02-01,,,,",
    ],
    "xa_licences": [
        "ML1,exact,ML1,,,same code,0.9,approved,desk:xa,rule:R1,2024-02-01,,,,",
        "ML1.a,exact,ML1.a,,,same code,0.9,approved,desk:xa,rule:R1,2024-02-01,,,,",
        "ML2,broad,ML2,,,wider,0.9,approved,desk:xa,desk:xb,2024-02-01,,,,",
        "ML2,related,ML3,,,touches,0.9,approved,desk:xa,desk:xb desk:xc,2024-02-01,,,,",
        "ML3,exact,ML3,,,same code,0.9,proposed,desk:xa,,,,,,",
    ],
    "xb_licences": [
        "ML1,exact,ML1,,,same code,0.9,approved,desk:xb,desk:xa,2024-02-01,,,,",
        "ML2,close,ML2,,,loosely,0.9,approved,desk:xb,desk:xa,2024-02-01,,,,",
        "MLX,narrow,ML1,0.25,licence texts,a quarter is small arms,0.5,approved,desk:xb,desk:xa,2024-02-01,,,,",
        "MLX,narrow,ML2,0.75,licence texts,the rest,0.5,approved,desk:xb,desk:xa,2024-02-01,,,,",
    ],
}
CATEGORIES = ["Sundries,other,not a code of goods,desk:xa,desk:xb,2024-02-01"]
COMMON = {
    "items": [
        "common_code,parent_code,level,title,regimes,sensitivity",
        "ML,,category,Military goods,,none",
        "ML1,ML,entry,Small arms,WA,none",
        "ML1.a,ML1,provision,,WA,none",
        "ML2,ML,entry,Large guns,WA,none",
        "ML3,ML,entry,Ammunition,WA,sensitive",
    ],
    "destinations": [
        "destination_text,alpha3,destination_type,name,comment",
        "Alliance,,group,Alliance,",
        "Norge,NOR,state,Norway,",
        "Norway,NOR,state,Norway,",
        "Sweden,SWE,state,Sweden,",
        "XA land,XAA,state,XA land,",
        "XB land,XBB,state,XB land,",
    ],
    "measures": [
        "measure_code,title,unit,least_in_year,scored_as,description",
        "licences_issued,Licences issued,count,,licences,permissions given",
        "licences_refused,Licences refused,count,,refusals,permissions denied",
        "value_licensed,Value licensed,currency,,licences,money permitted",
    ],
    "definitions": [
        "definition_code,measure_code,publisher_code,goods,definition,citation,summary_states",
        "xa_licences:licences_issued,licences_issued,xa,military_list,what the law says,,",
        "xa_licences:value_licensed,value_licensed,xa,military_list,what the law says,,",
        "xb_licences:licences_issued,licences_issued,xb,military_list,what the law says,,",
        "xb_licences:licences_refused,licences_refused,xb,military_list,what the law says,,",
        "xb_licences:value_licensed,value_licensed,xb,military_list,what the law says,,",
        "xb_log:licences_issued,licences_issued,xb,military_list,every licence once,,",
        "xa_log:licences_refused,licences_refused,xa,military_list,what stands at the end of the year,,",
    ],
    "steering_decisions": [
        "decision_id,decision_date,status,title,rule_id,rule_text,rule_parameters,citation,comment",
        "D1,2024-01-01,adopted,Same code,R1,,,,",
    ],
    "currencies": ["currency_code,name,minor_digits,citation", "EUR,euro,2,", "GBP,pound sterling,2,", "USD,US dollar,2,"],
    "source_precedence": [
        "measure_code,reporting_state,source_id,rank,reason,author,reviewer,reviewed_date,citation",
        "value_licensed,*,xa_licences,1,its own,desk:xa,,,",
    ],
    "euro_rates": ["currency_code,year,rate,observation_count,citation", "GBP,2022,0.8528,257,", "USD,2022,1.2500,257,"],
    **{name: (ROOT / "crosswalks" / "common" / f"{name}.csv").read_text(encoding="utf-8").splitlines() for name in ("event_types",)},
    "counting_rules": [
        "definition_code,event_type,effect,dated_by,scope,replaces,reason,citation",
        "xa_log:licences_refused,issued_on_appeal,none,event_date,,refused,undone,",
        "xa_log:licences_refused,refused,add,event_date,application,,refused,",
        "xb_log:licences_issued,issued,add,event_date,licence,,issued,",
        "xb_log:licences_issued,issued_on_appeal,add,event_date,licence,,issued,",
        "xb_log:licences_issued,refused,none,,,,no licence,",
    ],
    "counting_periods": [
        "definition_code,period_grain,first_month,citation",
        "xa_log:licences_refused,quarter,1,",
        "xa_log:licences_refused,year,1,",
        "xb_log:licences_issued,year,1,",
    ],
    "processing_targets": [
        "publisher_code,licence_kind,day_kind,target_days,target_share,valid_from,valid_to,citation",
        "xb,,working,5,0.70,,,law",
    ],
    **small_reasons.COMMON,
    **small_register.COMMON,
}
CHECKS = [
    {"check_id": "dangling-code", "severity": "error", "outcome": "pass", "examined_count": 9, "finding_count": 0},
    {"check_id": "unmapped-code", "severity": "warning", "outcome": "fail", "examined_count": 9, "finding_count": 2},
]
FINDINGS = [
    {"source_id": "xa_list", "item_code": "ML1.b", "map_file": "crosswalks/xa/xa_list.map.csv"},
    {
        "source_id": "xb_list",
        "item_code": "A1",
        "predicate": "not:exact",
        "common_code": "ML3",
        "map_file": "crosswalks/xb/xb_list.map.csv",
        "map_line": 3,
    },
]


WORLD = ("ITEMS", "FIGURES", "LINES", "EVENTS", "MAPS", "COVERS", "CATEGORIES", "COMMON", "EDITIONS")


def make_world(folder: Path, **changes: Any) -> tuple[Path, Path]:
    """A project root and a home below `folder`; `changes` replace the constants of this module by lower-case name."""
    world = {name: changes.get(name.lower(), globals()[name]) for name in WORLD}
    root, home = folder / "root", folder / "home"
    _write_crosswalks(root / "crosswalks", world)
    (root / "dbt").symlink_to(ROOT / "dbt", target_is_directory=True)
    _land(home / "landing", world)
    _land_checks(home / "landing")
    return root, home


def _write_crosswalks(folder: Path, world: dict[str, Any]) -> None:
    for name, lines in world["COMMON"].items():
        _write_lines(folder / "common" / f"{name}.csv", lines)
    for source_id, rows in world["MAPS"].items():
        _write_lines(folder / source_id[:2] / f"{source_id}.map.csv", [MAP_HEADER, *rows])
    for code in STATES:
        _write_yaml(folder, code, world)
    header = "category_text,category_kind,reason,author,reviewer,reviewed_date"
    for name, lines in {"xa_licences.categories.csv": [header, *world["CATEGORIES"]], **small_reasons.DECISIONS}.items():
        _write_lines(folder / "xa" / name, lines)


def _write_yaml(folder: Path, code: str, world: dict[str, Any]) -> None:
    """What the state declares of its sources: as little as may be, since nothing here is landed from a file."""
    common = {"url": "https://example.org", "cadence_days": 30, "language": "en", "layouts": [], "bounds": {"rows": [0, 99]}}
    terms = {"id": "T", "attribution": "A", "is_public": code == "xa"}
    line = {"period": "year", "first_year": 2000, "key": [], "category_scheme": "ml", "category_grammar": "ML.*", "measures": []}
    rules = {
        "control_item": {"code": {"grammar": ".*", "head": ".*", "style": "dotted"}},
        "licensing_observation": {"statistics": line},
        "licensing_event": {"events": {"first_year": 2000}},
        **small_reasons.RULES,
    }
    sources = {
        source_id: {
            "title": source_id,
            "record": record,
            "terms": terms,
            "covers": world["COVERS"].get(source_id, []),
            **common,
            **rules[record],
        }
        for source_id, (record, *_) in world["EDITIONS"].items()
        if source_id.startswith(code)
    }
    state = {"alpha3": STATES[code], "name": f"{code.upper()} land", "currency": "EUR", "sources": sources, "calendar": CALENDARS.get(code)}
    _write_lines(folder / code / f"{code}.yml", [json.dumps(state)])


def _write_lines(path: Path, lines: Iterable[str]) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")


def _land(landing: Path, world: dict[str, Any]) -> None:
    for source_id, (record, *dates) in world["EDITIONS"].items():
        for number, edition_date in enumerate(dates):
            key = {"source_id": source_id, "edition_date": edition_date, "source_sha256": SHA}
            rows = list(ROWS[record](key, number, world))
            lines = {row["source_line"] for row in rows}
            _write_frame(landing / record / source_id / f"{edition_date}.parquet", record, rows)
            others = _beside(record, rows, key, number, world)
            for child, children in others.items():
                _write_frame(landing / child / source_id / f"{edition_date}.parquet", child, children)
            publication = landing / "publication" / source_id / f"{edition_date}.parquet"
            _write_frame(publication, "publication", [_publication(key, record, len(lines))])


def _beside(record: str, rows: list[dict[str, Any]], key: dict[str, Any], number: int, world: dict[str, Any]) -> dict[str, Any]:
    """The records of other kinds that land with those of a source."""
    if record == "control_item":
        return {"provision_figure": _printed(key, number, world)}
    return _children(rows) if record == "licensing_observation" else {"source_line": small_reasons.kept(rows)}


def _land_checks(landing: Path) -> None:
    checks = [{"statement": "every code has its row", **check} for check in CHECKS]
    findings = [{"check_id": "unmapped-code", "severity": "warning", "message": "no row", "next_step": "map it", **one} for one in FINDINGS]
    _write_frame(landing / "crosswalk_check" / "maps" / "now.parquet", "crosswalk_check", checks)
    _write_frame(landing / "crosswalk_finding" / "maps" / "now.parquet", "crosswalk_finding", findings)


def _items(key: dict[str, Any], number: int, world: dict[str, Any]) -> Iterator[dict[str, Any]]:
    mine = [item for item in world["ITEMS"] if item[:2] == (key["source_id"], number)]
    for line, (_, _, code, kind, valid_from) in enumerate(mine, start=1):
        coded = {"item_id": f"{key['source_id']}:{code}", "item_code": code, "code_text": code, "kind": kind, "valid_from": valid_from}
        yield {**key, **coded, "level": 1 + code.count("."), "occurrence_number": 1, "text": "words", "language": "en", "source_line": line}


def _printed(key: dict[str, Any], number: int, world: dict[str, Any]) -> list[dict[str, Any]]:
    mine = [figure[2:] for figure in world["FIGURES"] if figure[:2] == (key["source_id"], number)]
    return [_read(code, *said) | _place(key, code, position) for position, (code, *said) in enumerate(mine, start=1)]


def _place(key: dict[str, Any], code: str, position: int) -> dict[str, Any]:
    owner = {"source_id": key["source_id"], "edition_date": key["edition_date"]}
    return {**owner, "item_id": f"{key['source_id']}:{code}", "item_code": code, "position": position}


def _read(_: str, said: str | None, number: float | None = None, unit: str = "", number_si: float | None = None) -> dict[str, Any]:
    if number is None:
        return {"kind": "cas", "raw_text": said, "cas_number": said, "is_valid": is_valid_cas(str(said))}
    quantity = {"kind": "quantity", "reading": "plain", "comparator": said, "raw_text": f"{number} {unit}", "number": number}
    return quantity | {"unit_text": unit, "unit_code": unit, "dimension": "m", "number_si": number_si, "is_repeated": False}


def _observations(key: dict[str, Any], number: int, world: dict[str, Any]) -> Iterator[dict[str, Any]]:
    state = f"{key['source_id'][:2].upper()} land"
    for source_id, vintage, line, year, category, destination, figures, is_subtotal in world["LINES"]:
        if (source_id, vintage) != (key["source_id"], number):
            continue
        for measure, printed in figures.items():
            about = {
                "source_line": line,
                "measure_code": measure,
                "definition_code": f"{source_id}:{measure}",
                "reporting_state_text": state,
            }
            period = {"period_start": date(year, 1, 1), "period_end": date(year, 12, 31), "period_grain": "year"}
            scope = {
                "subtotal_scope": "category" if is_subtotal else None,
                "licence_group_text": small_reasons.GROUPS.get((source_id, line)),
            }
            place = {"destination_text": destination, "destination_count": 1, "destination_role": "destination"}
            place |= {"category_scheme": "ml", "category_text": category, "category_code": category, "category_count": 1}
            yield {**key, **about, **period, **place, **_figure(measure, printed), "is_subtotal": is_subtotal, **scope}


def _events(key: dict[str, Any], _: int, world: dict[str, Any]) -> Iterator[dict[str, Any]]:
    for line, (application, licence, event_type, day, destination) in enumerate(world["EVENTS"], start=1):
        about = {"application_text": application, "licence_text": licence, "event_type": event_type, "event_date": day}
        yield {**key, **about, "source_line": line, "event_text": event_type, "destination_text": destination, "licence_kind": "standard"}


ROWS = {"control_item": _items, "licensing_observation": _observations, "licensing_event": _events, **small_reasons.ROWS}


def _children(observations: list[dict[str, Any]]) -> dict[str, list[dict[str, Any]]]:
    """The parties and categories of the lines, and the lines themselves, as a landing keeps them beside the figures."""
    lines = {row["source_line"]: row for row in observations}.values()
    keys = [({name: row[name] for name in ("source_id", "edition_date", "source_line", "source_sha256")}, row) for row in lines]
    scheme = {"category_scheme": "ml", "position": 1}
    return {
        "licensing_party": [
            {**key, "party_role": "destination", "position": 1, "party_text": row["destination_text"]} for key, row in keys
        ],
        "licensing_category": [
            {**key, **scheme, "category_text": row["category_text"], "category_code": row["category_code"]} for key, row in keys
        ],
        "source_line": [{**key, "raw_text": f"{row['category_text']}\n", "outcome": "landed"} for key, row in keys],
    }


def _figure(measure: str, printed: Any) -> dict[str, Any]:
    money = measure.startswith("value")
    unit = {"unit": "currency" if money else "count", "currency_code": "EUR" if money else None}
    state, _, token = str(printed).partition(":")
    if state.startswith("not_"):
        return {**unit, "value_state": state, "value": None}
    value = Decimal(token or state)
    return {**unit, "value_state": "token" if token else "reported" if value else "reported_zero", "value": value}


def _publication(key: dict[str, Any], record: str, lines: int) -> dict[str, Any]:
    publisher = key["source_id"][:2]
    counts = {"rows_read": lines + 1, "rows_in": lines, "rows_landed": lines, "rows_quarantined": 0}
    texts = {
        "title": key["source_id"],
        "url": "https://example.org",
        "terms_id": "T",
        "attribution": "A",
        "language": "en",
        "file_name": "f",
    }
    whose = {
        "publisher_code": publisher,
        "state_code": STATES[publisher],
        "record": record,
        "origin": "folder",
        "is_public": publisher == "xa",
    }
    return {**key, **counts, **texts, **whose, "retrieved_at": datetime(2024, 8, 1, tzinfo=UTC), "cadence_days": 30, "fingerprint": SHA}


def _write_frame(path: Path, record: str, rows: list[dict[str, Any]]) -> None:
    model = getattr(import_module(f"commonlist.schema.{record}"), record.title().replace("_", ""))
    schema = {name: column.dtype.type for name, column in model.to_schema().columns.items()}
    path.parent.mkdir(parents=True, exist_ok=True)
    model.validate(pl.DataFrame(rows, schema=schema, orient="row")).write_parquet(path)
