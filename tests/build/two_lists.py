"""Two invented lists that meet in every way over a few common items, and their correspondences as an edition has them."""

from datetime import date
from pathlib import Path

from small_world import COMMON, make_world

from places import at_home
from translated import correspondences

BEHIND = "desk:xa,desk:xb,2024-02-01"
ITEMS = ("ML", "ML1", "ML1.a", "ML1.b", "ML1.b.1", "ML2", "ML3", "ML4", "ML5", "ML6", "ML7", "ML8")
CODES = {
    "xa_list": (
        *("A1", "A1.a", "A1.b", "A1.b.1", "A1.c reserved", "A10", "A11", "A12", "A13", "A14", "A16", "A2", "A2.a", "A3", "A3.a", "A4"),
        *("A5", "A6", "A7", "A8", "A9", "A15", "A15.q", "A15.Q", "A17", "A category"),
    ),
    "xb_list": ("B1", "B1.a", "B2", "B3", "B4", "B5", "B7", "B9"),
}
JUDGED = {
    "xa_list": (
        *("A1 exact ML1", "A1.a exact ML1.a", "A1.b narrow ML1.b", "A10 exact ML5", "A11 exact ML6", "A12 narrow ML7", "A12 broad ML8"),
        *("A13 overlaps ML7", "A13 narrow ML8", "A14 related ML1.a", "A16 exact ML", "A2 none", "A3 close ML3", "A4 overlaps ML4"),
        *("A5 exact ML1 proposed", "A7 exact ML2 until 2023-12-31", "A8 exact ML2", "A8 not:exact ML2 until 2024-03-31", "A9 broad ML1.a"),
        "A17 exact ML6 proposed",
    ),
    "xb_list": (
        *("B1 exact ML1", "B1.a broad ML1.a", "B2 exact ML2", "B3 exact ML3", "B4 narrow ML4", "B5 exact ML5 proposed", "B7 exact ML7"),
        *("B7 exact ML8", "B9 none"),
    ),
}


def map_row(judged: str) -> str:
    code, predicate, *rest = judged.split()
    common = rest[0] if rest and rest[0].startswith("ML") else ""
    until = rest[-1] if "until" in rest else ""
    signed = "proposed,desk:xa,," if "proposed" in rest else f"approved,{BEHIND}"
    return f"{code},{predicate},{common},,,read,0.9,{signed},,{until},,"


def level(code: str) -> str:
    return "category" if code == "ML" else "provision" if "." in code else "entry"


def two_lists(folder: Path) -> Path:
    """The folder of an edition of the two lists, made below `folder`."""
    common = [f"{code},{code.rpartition('.')[0] or 'ML' * (code != 'ML')},{level(code)},Title,WA,none" for code in ITEMS]
    landed = [
        (source_id, 1, code, (kind or [level(code)])[0], None)
        for source_id, codes in CODES.items()
        for code, *kind in map(str.split, codes)
        if code != "A4"
    ]
    root, home = make_world(
        folder,
        items=[
            *landed,
            ("xa_list", 1, "A4", "entry", date(2020, 5, 5)),
            ("xa_list", 0, "A1", "entry", None),
            ("xb_list", 0, "B0", "entry", None),
        ],
        maps={source_id: list(map(map_row, rows)) for source_id, rows in JUDGED.items()},
        common=COMMON | {"items": [COMMON["items"][0], *common]},
        editions={source_id: ("control_item", date(2023, 1, 1), date(2024, 1, 1)) for source_id in CODES},
        lines=[],
    )
    with at_home(root, home):
        return correspondences(home)
