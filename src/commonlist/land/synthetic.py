"""A seed to invented licence decisions of ten synthetic states, in the form that states send: for demonstration and tests, never for use.

What real decisions are like and these are too: few exporters hold most of the value, many are alone with an item in a destination, states
differ in size, licences have several lines, some are refused, some ask for confidentiality, and some renew one of the year before.
"""

import csv
import itertools
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import numpy as np

from commonlist.land.form import columns

STATES = tuple(f"XA{letter}" for letter in "ABCDEFGHIJ")
YEARS = (2024, 2025)
LINES, SEED = 240, 1
ITEMS = ("ML10", "ML4", "ML6", "5", "ML5", "ML1", "3", "ML3", "ML11", "6", "ML15")
PLACES = ("USA", "DEU", "KOR", "JPN", "SAU", "ARE", "FRA", "IND", "AUS", "POL", "BRA")
END_USES = ("armed_forces", "law_enforcement", "civilian_commercial", "research", "components_spares", "")
REFUSED, REQUESTED, RENEWED, LONGER = 0.06, 0.03, 0.2, 0.3


def generate(folder: Path, years: tuple[int, ...] = YEARS, lines: int = LINES, seed: int = SEED) -> list[Path]:
    """Write one CSV for each state and year, with so many lines a year over all states; the same seed gives the same bytes."""
    folder.mkdir(parents=True, exist_ok=True)
    rng = np.random.default_rng(seed)
    sizes = _falling(len(STATES), 0.8)
    written = []
    for state, share in zip(STATES, sizes, strict=True):
        before: list[dict[str, Any]] = []
        for year in years:
            before = _year(rng, state, year, max(round(lines * share), 1), before)
            path = folder / f"{state.lower()}_{year}.csv"
            with path.open("w", encoding="utf-8", newline="") as file:
                writer = csv.DictWriter(file, columns(), lineterminator="\n")
                writer.writeheader()
                writer.writerows(before)
            written.append(path)
    return written


def _year(rng: np.random.Generator, state: str, year: int, count: int, before: list[dict[str, Any]]) -> list[dict[str, Any]]:
    exporters = max(count // 6, 4)
    strength = rng.permutation(_falling(exporters, 1.1))
    issued = [row for row in before if row["decision"] == "issued" and row["line_number"] == 1]
    rows: list[dict[str, Any]] = []
    numbers = (f"{year}/{number:05}" for number in itertools.count(1))
    while len(rows) < count:
        renewed = issued[rng.integers(len(issued))] if issued and rng.random() < RENEWED else None
        exporter = renewed["exporter_pseudonym"] if renewed else f"E{rng.choice(exporters, p=strength):03}"
        licence = _licence(rng, state, date(year, 1, 1) + timedelta(days=int(rng.integers(365))))
        licence |= {
            "licence_id": next(numbers),
            "exporter_pseudonym": exporter,
            "renews_licence_id": renewed["licence_id"] if renewed else "",
        }
        size = float(strength[int(exporter[1:])]) * exporters
        for line in range(1, 1 + min(int(rng.geometric(1 - LONGER)), count - len(rows))):
            goods = {"common_code": renewed["common_code"]} if renewed and line == 1 else {"common_code": _one(rng, ITEMS, 0.7)}
            rows.append(licence | goods | {"line_number": line, "value_eur": f"{rng.lognormal(11.5, 1.2) * size:.2f}"})
    return rows


def _licence(rng: np.random.Generator, state: str, day: date) -> dict[str, Any]:
    is_refused = rng.random() < REFUSED
    return {
        "state_code": state,
        "destination_code": _one(rng, PLACES, 0.9),
        "end_use_code": END_USES[rng.integers(len(END_USES))],
        "decision": "refused" if is_refused else "issued",
        "decision_date": day.isoformat(),
        "valid_to_date": "" if is_refused else (day + timedelta(days=729)).isoformat(),
        "confidentiality_request_id": f"CR-{day.year}-{rng.integers(1, 100):02}" if rng.random() < REQUESTED else "",
    }


def _one(rng: np.random.Generator, codes: tuple[str, ...], steepness: float) -> str:
    return codes[rng.choice(len(codes), p=_falling(len(codes), steepness))]


def _falling(count: int, steepness: float) -> np.ndarray:
    """Shares that fall with the rank, as in Zipf's law."""
    weights = 1 / np.arange(1, count + 1) ** steepness
    shares: np.ndarray = weights / weights.sum()
    return shares
