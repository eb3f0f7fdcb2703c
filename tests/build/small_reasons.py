"""What the small world's first state lists apart from its figures: reasons and onward destinations of licence groups."""

from collections.abc import Iterator
from datetime import date
from typing import Any

from places import ROOT

EDITIONS = {"xa_reasons": ("licensing_reason", date(2024, 5, 1)), "xa_onward": ("licensing_party", date(2024, 5, 1))}
COMMON = {
    name: (ROOT / "crosswalks" / "common" / f"{name}.csv").read_text(encoding="utf-8").splitlines()
    for name in ("compositions", "end_uses", "refusal_criteria")
}
GROUPS = {("xa_licences", 5): "G5", ("xa_licences", 8): "G8"}
# licence group, code, words
REASONS = [
    ("G5", "1", "Treaties and embargoes."),
    ("G5", "1", "Treaties and embargoes."),
    ("G5", "7", "Diversion."),
    ("G99", "9", "Something of its own."),
    ("G5", None, "Spare parts. Air-force end use."),
    ("G8", None, "For commercial use. Air force end use."),
    ("G99", None, "Nobody knows."),
]
PARTIES = [("G5", "Sweden"), ("G5", "Norway"), ("G99", "Norge"), ("G99", "Norway")]
DECISIONS = {
    "xa_reasons.phrases.csv": [
        "phrase,end_use_code,reason,author,reviewer,reviewed_date,decided_date",
        "air force,armed_forces,names who uses the goods,desk:xa,,,2024-02-01",
        "commercial use,civilian_commercial,names who uses the goods,desk:xa,,,2024-02-01",
        "spare parts,components_spares,names what the goods are for,desk:xa,,,2024-02-01",
    ],
    "xa_reasons.criteria.csv": [
        "reason_code,criterion_code,reason,author,reviewer,reviewed_date,decided_date,citation",
        "1,1,the same,desk:xa,,,2024-02-01,Art. 2",
        "7,7,the same,desk:xa,,,2024-02-01,Art. 2",
    ],
}
RULES = {
    "licensing_reason": {"reasons": {"scheme": "XA_REASONS"}},
    "licensing_party": {"parties": {"role": "incorporation_destination"}},
}


def reasons(key: dict[str, Any], _: int, __: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """The landed reasons."""
    for line, (group, code, text) in enumerate(REASONS, start=1):
        about = {"source_line": line, "reason_scheme": "XA_REASONS", "reason_code": code, "reason_text": text}
        yield {**key, **about, "licence_group_text": group}


def parties(key: dict[str, Any], _: int, __: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """The landed onward destinations."""
    for line, (group, text) in enumerate(PARTIES, start=1):
        about = {"source_line": line, "party_role": "incorporation_destination", "position": 1, "party_text": text}
        yield {**key, **about, "licence_group_text": group}


def kept(rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """The lines of a file that has no children, as a landing keeps them."""
    key = ("source_id", "edition_date", "source_line", "source_sha256")
    return [{**{name: row[name] for name in key}, "raw_text": f"{row['source_line']}\n", "outcome": "landed"} for row in rows]


ROWS = {"licensing_reason": reasons, "licensing_party": parties}
