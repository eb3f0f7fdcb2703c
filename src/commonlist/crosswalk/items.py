"""The common classification as the states decided it: each item with its place, its title and its sensitivity."""

import csv

from pydantic import BaseModel, ConfigDict

from commonlist.crosswalk.judgements import Shared
from commonlist.settings import settings


class CommonItem(BaseModel):
    """One row of `common/items.csv`; `title` is blank for provisions, `regimes` are separated by blanks."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    common_code: str
    parent_code: str
    level: str
    title: str
    regimes: str
    sensitivity: str


def common_items() -> dict[str, CommonItem]:
    """Every common item by code, in the order of the file."""
    return {row["common_code"]: CommonItem.model_validate(row) for row in _rows("items.csv")}


def register_date() -> str:
    """The day of the newest decision: the version of everything the states decided together."""
    return max(row["decision_date"] for row in _rows("steering_decisions.csv"))


def shared() -> Shared:
    """What the judgements of an imported table are held against, as lint holds those of a map."""
    return Shared.of(_rows("items.csv"), _rows("steering_decisions.csv"))


def _rows(name: str) -> list[dict[str, str]]:
    with (settings().crosswalks / "common" / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))
