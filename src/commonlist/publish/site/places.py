"""Names of states, items and destinations become the places of their pages; a name without a code has no page of its own."""

from commonlist.publish.site.page import Link
from commonlist.publish.site.reading import Reading, Row, grouped


def state_page(row: Row) -> str:
    """The page of the reporting state of a row."""
    return _path("states", row["reporting_state_code"])


def item_page(row: Row) -> str:
    """The page of the item of a row."""
    return _path("items", row["common_code"])


def destination_page(row: Row) -> str:
    """The page of the destination of a row."""
    return _path("destinations", row["destination_code"])


def _path(folder: str, code: str | None) -> str:
    return f"{folder}/{code.lower()}.html" if code else ""


def states(reading: Reading) -> list[Link]:
    """Every state that reports figures or publishes a list, by name."""
    found = {row["reporting_state_code"]: row["reporting_state_name"] for mart in STATES for row in reading.rows(mart)}
    found |= {row["state_code"]: row["publisher"] for row in reading.sources.values() if row["state_code"] not in found}
    return sorted((Link(name=name, path=_path("states", code)) for code, name in found.items() if code), key=lambda link: link.name)


def items(reading: Reading) -> list[Link]:
    """Every item with figures: munitions in the order of their list, then dual-use categories."""
    found = {row["common_code"]: row["common_title"] or "" for row in reading.rows("licensing_by_item")}
    return [Link(name=code, path=_path("items", code), note=found[code]) for code in sorted(found, key=_in_list_order)]


def _in_list_order(code: str) -> tuple[bool, int, str]:
    digits = code.lstrip("ML")
    return not code.startswith("ML"), int(digits or 0), code


def destinations(reading: Reading) -> list[Link]:
    """Every destination with a code, by name."""
    by_code = grouped(reading.rows("licensing_by_destination"), lambda row: row["destination_code"])
    found = [Link(name=rows[0]["destination_name"], path=_path("destinations", code)) for code, rows in by_code.items() if code]
    return sorted(found, key=lambda link: link.name)


STATES = ("licensing_totals", "licensing_by_item", "licensing_by_destination", "reported_years")
