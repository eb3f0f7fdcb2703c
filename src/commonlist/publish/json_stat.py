"""The public licensing totals become a JSON-stat 2.0 dataset: publisher's series × reporting state × category × year.

- A series is what may be compared along years: one publication, measure, definition and unit. Nothing is ever added over series.
- Most cells of the cube are empty, so `value` and `status` are objects by cell number. `status` has a word (`value_state`) for every
  row of the table; a cell without one is no row of the table.
"""

import json
from collections.abc import Iterable
from datetime import datetime
from decimal import Decimal
from itertools import accumulate
from typing import Any

from commonlist.publish.contract import House
from commonlist.publish.observations import Cube, Names, Observation

FILE = "licensing_totals.json"
SERIES = ("SOURCE", "MEASURE", "DEFINITION", "UNIT_MEASURE")
IDS = ("series", "reporting_state", "category", "year")
LABELS = {
    "series": "Publication, measure, definition and unit",
    "reporting_state": "Reporting state",
    "category": "Category",
    "year": "Year",
}


def write(cube: Cube, edition: str, created_at: datetime, terms: House, attributions: Iterable[str]) -> str:
    """The dataset as JSON; figures are numbers as printed, in the unit of their series."""
    names = _names(cube)
    cells = {_cell(observation, names): observation for observation in cube.observations}
    found = {
        "version": "2.0",
        "class": "dataset",
        "label": f"Licensing totals by reporting state, year and category – edition {edition}",
        "source": "; ".join(attributions),
        "updated": f"{created_at:%Y-%m-%dT%H:%M:%SZ}",
        "href": f"{terms.address(edition)}{FILE}",
        "note": [terms.cite_as.format(edition=edition), "Never add figures of different series: their definitions differ."],
        "id": IDS,
        "size": [len(names[name]) for name in IDS],
        "role": {"time": ["year"], "geo": ["reporting_state"], "metric": ["series"]},
        "dimension": {name: _dimension(name, names[name]) for name in IDS},
        "value": {str(cell): _number(one.value) for cell, one in sorted(cells.items()) if one.value is not None},
        "status": {str(cell): one.state for cell, one in sorted(cells.items())},
    }
    return json.dumps(found, ensure_ascii=False, separators=(",", ":")) + "\n"


def _names(cube: Cube) -> dict[str, Names]:
    series = {_series(one): _title(one, cube) for one in cube.observations}
    others = {"reporting_state": "REF_AREA", "category": "CATEGORY", "year": "TIME_PERIOD"}
    return {"series": dict(sorted(series.items()))} | {name: cube.names[dimension] for name, dimension in others.items()}


def _series(observation: Observation) -> str:
    return ".".join(observation.codes[name] for name in SERIES)


def _title(observation: Observation, cube: Cube) -> str:
    source, measure, _, unit = (cube.names[name][observation.codes[name]] for name in SERIES)
    return f"{measure}: {source} ({observation.row['definition_code']}). {unit}"


def _cell(observation: Observation, names: dict[str, Names]) -> int:
    codes = (_series(observation), *(observation.codes[name] for name in ("REF_AREA", "CATEGORY", "TIME_PERIOD")))
    places = [list(names[name]).index(code) for name, code in zip(IDS, codes, strict=True)]
    sizes = [len(names[name]) for name in IDS]
    return list(accumulate(range(len(IDS)), lambda cell, step: cell * sizes[step] + places[step], initial=0))[-1]


def _dimension(name: str, names: Names) -> dict[str, Any]:
    return {"label": LABELS[name], "category": {"index": list(names), "label": names}}


def _number(value: Decimal) -> int | float:
    return int(value) if value == int(value) else float(value)
