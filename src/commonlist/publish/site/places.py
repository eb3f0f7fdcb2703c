"""Names of states, items and destinations become the places of their pages; a name without a code has no page of its own."""

import re

from commonlist.publish.site import summary
from commonlist.publish.site.page import Link
from commonlist.publish.site.reading import Reading, Row


def state_page(row: Row) -> str:
    """The page of the reporting state of a row."""
    return _path("states", row["reporting_state_code"])


def item_page(row: Row) -> str:
    """The page of the item of a row."""
    return _path("items", row["common_code"])


def destination_page(row: Row) -> str:
    """The page of the destination of a row."""
    return _path("destinations", row["destination_code"])


def page_of_state(code: str) -> str:
    """The page of the state with that code."""
    return _path("states", code)


def page_of_item(code: str) -> str:
    """The page of the item with that code; deeper codes have none."""
    return _path("items", code) if ITEM.fullmatch(code) else ""


def page_of_destination(code: str) -> str:
    """The page of the destination with that code; groups have none."""
    return _path("destinations", code) if STATE.fullmatch(code) else ""


def _path(folder: str, code: str | None) -> str:
    return f"{folder}/{code.lower()}.html" if code else ""


def states(reading: Reading) -> list[Link]:
    """Every state that reports figures or publishes a list, by name."""
    found = _summarised(reading, "reporting_state_code")
    found |= {row["reporting_state_code"]: row["reporting_state_name"] for mart in STATES for row in reading.rows(mart)}
    found |= {row["state_code"]: row["publisher"] for row in reading.sources.values() if row["state_code"] not in found}
    return sorted((Link(name=name, path=_path("states", code)) for code, name in found.items() if code), key=lambda link: link.name)


def items(reading: Reading) -> list[Link]:
    """Every item with figures: munitions in the order of their list, then dual-use categories."""
    found = {code: title for code, title in _summarised(reading, "item_code").items() if ITEM.fullmatch(code)}
    found |= {row["common_code"]: row["common_title"] or "" for row in reading.rows("licensing_by_item")}
    return [Link(name=code, path=_path("items", code), note=found[code]) for code in sorted(found, key=_in_list_order)]


def _in_list_order(code: str) -> tuple[bool, int, str]:
    digits = code.lstrip("ML")
    return not code.startswith("ML"), int(digits or 0), code


def destinations(reading: Reading) -> list[Link]:
    """Every destination with a code, by name."""
    found = {code: title for code, title in _summarised(reading, "destination_code").items() if STATE.fullmatch(code)}
    found |= {row["destination_code"]: row["destination_name"] for row in reading.rows("licensing_by_destination")}
    links = (Link(name=name, path=_path("destinations", code)) for code, name in found.items() if code)
    return sorted(links, key=lambda link: link.name)


def _summarised(reading: Reading, dimension: str) -> dict[str, str]:
    """Titles of what the protected summary is about, by code."""
    titles = summary.titles(reading)
    codes = sorted({row[dimension] for row in summary.rows(reading)} - {summary.TOTAL})
    return {code: titles.get(code, code) for code in codes}


ITEM, STATE = re.compile(r"ML\d+|\d"), re.compile(r"[A-Z]{3}")
STATES = ("licensing_totals", "licensing_by_item", "licensing_by_destination", "reported_years")
