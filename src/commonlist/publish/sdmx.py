"""The public licensing totals become an SDMX-CSV 2.0 data message, whose structure is the message of `sdmx_structure`.

A comment that a spreadsheet would run as a formula begins with one apostrophe, as in every CSV file of an edition.
"""

import csv
import io
from decimal import Decimal

from commonlist.publish.files import harmless
from commonlist.publish.observations import DIMENSIONS, STATES, Cube, Observation

DATA, STRUCTURE = "licensing_totals.sdmx.csv", "structure.xml"
MEASURES = {"OBS_VALUE": "Figure in the unit or currency as published", "VALUE_EUR": "Figure in euro, by the euro rate"}
ATTRIBUTES = {
    "OBS_STATUS": "Status of the observation",
    "VALUE_STATE": "What a figure, or its absence, is",
    "EURO_RATE": "Units of the currency for one euro in the year",
    "COVERED_FROM": "First day of the publisher's year",
    "COVERED_TO": "Last day of the publisher's year",
    "LINE_COUNT": "Lines of the publication behind the figure",
    "REPORTED_COUNT": "Lines with a figure",
    "NOT_REPORTED_COUNT": "Lines left blank",
    "COMMENT_OBS": "What to beware of",
}
COLUMNS = {
    "EURO_RATE": "euro_rate",
    "COVERED_FROM": "covered_from_date",
    "COVERED_TO": "covered_to_date",
    "LINE_COUNT": "line_count",
    "REPORTED_COUNT": "reported_count",
    "NOT_REPORTED_COUNT": "not_reported_count",
}


def version_of(edition: str) -> str:
    """The edition as a version of SDMX 3.0, which has no leading zeros; what stands under a version never changes, as in an edition."""
    return ".".join(str(int(part)) for part in edition.split("."))


def write(cube: Cube, agency: str, version: str) -> str:
    """The message: one line per observation, in the table's order; a figure that is missing is an empty cell."""
    text = io.StringIO()
    lines = csv.writer(text, lineterminator="\n")
    lines.writerow(["STRUCTURE", "STRUCTURE_ID", "ACTION", *DIMENSIONS, *MEASURES, *ATTRIBUTES])
    structure = f"{agency}:LICENSING_TOTALS({version})"
    lines.writerows(["dataflow", structure, "I", *_cells(observation)] for observation in cube.observations)
    return text.getvalue()


def _cells(observation: Observation) -> list[str]:
    facts = [observation.row[COLUMNS[name]] for name in ATTRIBUTES if name in COLUMNS]
    comment = harmless(observation.row["caveat"] or "")
    figures = [observation.value, observation.value_eur]
    states = [STATES[observation.state][0], observation.state]
    return [*observation.codes.values(), *map(_printed, figures), *states, *map(_printed, facts), comment]


def _printed(fact: object) -> str:
    if fact is None:
        return ""
    return f"{fact:f}" if isinstance(fact, Decimal) else str(fact)
