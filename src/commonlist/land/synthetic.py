"""A seed to invented licence decisions of ten synthetic states, in the form that states send: for demonstration and tests, never for use.

What real decisions are like and these are too: few exporters hold most of the value, many are alone with an item in a destination, states
differ in size, licences have several lines, some are refused, some ask for confidentiality, and some renew one of the year before.
Samples are of few items and destinations, so that they are soon protected; `Extent` asks for more, the most frequent first.
"""

import csv
import itertools
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np

from commonlist.land.form import columns, destination_codes

STATES = tuple(f"XA{letter}" for letter in "ABCDEFGHIJ")
YEARS = (2024, 2025)
LINES, SEED = 240, 1
ITEMS = "ML10 ML4 ML6 5 ML5 ML1 3 ML3 ML11 6 ML15 ML9 ML22 ML13 9 2 ML2 1 ML7 ML17 ML21 ML8 ML14 4 ML18 7 0 ML16 8 ML12 ML19 ML20"
PLACES = (
    "USA DEU KOR JPN SAU ARE FRA IND AUS POL BRA GBR ITA NOR TUR SGP CAN QAT ESP NLD EGY ISR GRC SWE CHE FIN BEL IDN MYS THA ROU CZE "
    "DNK AUT PHL VNM KWT OMN JOR MAR DZA ZAF MEX CHL COL ARG PER PRT HUN SVK BGR EST LVA LTU HRV SVN IRL NZL UKR KAZ"
)
END_USES = ("armed_forces", "law_enforcement", "civilian_commercial", "research", "components_spares", "")
REFUSED, REQUESTED, RENEWED, LONGER = 0.06, 0.03, 0.2, 0.3


@dataclass(frozen=True)
class Extent:
    """How many items and destinations licences are for, at most all categories and all places that still are."""

    items: int = 11
    places: int = 11


@dataclass(frozen=True)
class _Draw:
    rng: np.random.Generator
    items: tuple[str, ...]
    places: tuple[str, ...]

    def one(self, codes: tuple[str, ...], steepness: float) -> str:
        return codes[self.rng.choice(len(codes), p=_falling(len(codes), steepness))]


def generate(folder: Path, years: tuple[int, ...] = YEARS, lines: int = LINES, seed: int = SEED, extent: Extent = Extent()) -> list[Path]:
    """Write one CSV for each state and year, with so many lines a year over all states; the same seed gives the same bytes."""
    folder.mkdir(parents=True, exist_ok=True)
    frequent = PLACES.split()
    places = (*frequent, *sorted(destination_codes() - {*frequent}))
    draw = _Draw(np.random.default_rng(seed), tuple(ITEMS.split()[: extent.items]), places[: extent.places])
    sizes = _falling(len(STATES), 0.8)
    written = []
    for state, share in zip(STATES, sizes, strict=True):
        before: list[dict[str, Any]] = []
        for year in years:
            before = _year(draw, state, year, max(round(lines * share), 1), before)
            path = folder / f"{state.lower()}_{year}.csv"
            with path.open("w", encoding="utf-8", newline="") as file:
                writer = csv.DictWriter(file, columns(), lineterminator="\n")
                writer.writeheader()
                writer.writerows(before)
            written.append(path)
    return written


def _year(draw: _Draw, state: str, year: int, count: int, before: list[dict[str, Any]]) -> list[dict[str, Any]]:
    rng, exporters = draw.rng, max(count // 6, 4)
    strength = rng.permutation(_falling(exporters, 1.1))
    issued = [row for row in before if row["decision"] == "issued" and row["line_number"] == 1]
    rows: list[dict[str, Any]] = []
    numbers = (f"{year}/{number:05}" for number in itertools.count(1))
    while len(rows) < count:
        renewed = issued[rng.integers(len(issued))] if issued and rng.random() < RENEWED else None
        exporter = renewed["exporter_pseudonym"] if renewed else f"E{rng.choice(exporters, p=strength):03}"
        licence = _licence(draw, state, date(year, 1, 1) + timedelta(days=int(rng.integers(365))))
        licence |= {
            "licence_id": next(numbers),
            "exporter_pseudonym": exporter,
            "renews_licence_id": renewed["licence_id"] if renewed else "",
        }
        size = float(strength[int(exporter[1:])]) * exporters
        for line in range(1, 1 + min(int(rng.geometric(1 - LONGER)), count - len(rows))):
            goods = {"common_code": renewed["common_code"]} if renewed and line == 1 else {"common_code": draw.one(draw.items, 0.7)}
            rows.append(licence | goods | {"line_number": line, "value_eur": f"{rng.lognormal(11.5, 1.2) * size:.2f}"})
    return rows


def _licence(draw: _Draw, state: str, day: date) -> dict[str, Any]:
    rng = draw.rng
    is_refused = rng.random() < REFUSED
    return {
        "state_code": state,
        "destination_code": draw.one(draw.places, 0.9),
        "end_use_code": END_USES[rng.integers(len(END_USES))],
        "decision": "refused" if is_refused else "issued",
        "decision_date": day.isoformat(),
        "valid_to_date": "" if is_refused else (day + timedelta(days=729)).isoformat(),
        "confidentiality_request_id": f"CR-{day.year}-{rng.integers(1, 100):02}" if rng.random() < REQUESTED else "",
    }


@cache
def _falling(count: int, steepness: float) -> np.ndarray:
    """Shares that fall with the rank, as in Zipf's law."""
    weights = 1 / np.arange(1, count + 1) ** steepness
    shares: np.ndarray = weights / weights.sum()
    return shares
