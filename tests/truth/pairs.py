"""The true pairs of two lists, halved by entry: what is tuned on one half is measured on the other."""

import csv
import hashlib
from functools import cache
from pathlib import Path
from typing import Literal

Half = Literal["tuning", "held_back"]
HALVES: tuple[Half, ...] = ("tuning", "held_back")
PATH = Path(__file__).with_name("us_ccl_eu_dual_use.csv")


@cache
def verdicts() -> tuple[dict[str, str], ...]:
    with PATH.open(encoding="utf-8", newline="") as file:
        return tuple(csv.DictReader(file))


def half_of(code: str) -> Half:
    """In which half an entry stands, whole."""
    digest = hashlib.sha256(code.partition(".")[0].encode()).hexdigest()
    return HALVES[int(digest, 16) % 2]


def true_pairs(half: Half | None = None) -> dict[str, str]:
    """The EU counterpart of each US code that has one, of one half or of both."""
    return {row["us_code"]: row["eu_code"] for row in verdicts() if row["verdict"] == "same" and half in (None, half_of(row["us_code"]))}
