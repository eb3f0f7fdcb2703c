"""The common tables to the codes a state's YAML may speak of: states, currencies, measures and their definitions."""

from collections.abc import Iterable
from dataclasses import dataclass

from commonlist.crosswalk.sheet import read_sheet
from commonlist.crosswalk.tables import SHARED
from commonlist.settings import settings

Cells = dict[str, str]
TABLES = (
    "destinations.csv",
    "currencies.csv",
    "measures.csv",
    "definitions.csv",
    "event_types.csv",
    "end_uses.csv",
    "refusal_criteria.csv",
)


@dataclass(frozen=True)
class Codes:
    """What the common tables know; `definitions` gives the measure that each defines."""

    states: frozenset[str]
    currencies: frozenset[str]
    measures: frozenset[str]
    definitions: dict[str, str]
    event_types: frozenset[str]
    end_uses: frozenset[str]
    criteria: frozenset[str]


def codes_of(tables: dict[str, Iterable[Cells]]) -> Codes:
    """The codes in the rows of these tables, by file name; a table that is missing knows none."""
    return Codes(
        states=frozenset(row["alpha3"] for row in tables.get("destinations.csv", ()) if row["alpha3"]),
        currencies=frozenset(row["currency_code"] for row in tables.get("currencies.csv", ())),
        measures=frozenset(row["measure_code"] for row in tables.get("measures.csv", ())),
        definitions={row["definition_code"]: row["measure_code"] for row in tables.get("definitions.csv", ())},
        event_types=frozenset(row["event_type"] for row in tables.get("event_types.csv", ())),
        end_uses=frozenset(row["end_use_code"] for row in tables.get("end_uses.csv", ())),
        criteria=frozenset(row["criterion_code"] for row in tables.get("refusal_criteria.csv", ())),
    )


def shared_codes() -> Codes:
    """The codes as the stewards' room has them now."""
    folder = settings().crosswalks / "common"
    found = {name: read_sheet(folder / name, name, SHARED[name]) for name in TABLES if (folder / name).exists()}
    return codes_of({name: [row.cells for row in sheet.rows] for name, sheet in found.items()})
