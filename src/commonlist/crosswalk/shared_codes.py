"""Codes that one common table takes from another, or from a state's YAML, to those that nothing there knows.

`source_precedence.csv` may rank, and `processing_targets.csv` may bind, only what a state folder declares (`common` speaks for all);
while a folder cannot be read, no source is said to be missing.
"""

from commonlist.crosswalk.code_words import known_code
from commonlist.crosswalk.sheet import Sheet
from commonlist.registry import faults, sources
from commonlist.settings import settings

TAKEN = {
    "reconciliation_parameters.csv": {
        "check_id": ("reconciliation_checks.csv", "check_id"),
        "measure_code": ("measures.csv", "measure_code"),
        "other_measure_code": ("measures.csv", "measure_code"),
    },
    "source_precedence.csv": {"measure_code": ("measures.csv", "measure_code")},
}


def check_shared_codes(sheet: Sheet, sheets: dict[str, Sheet]) -> None:
    """Report each code of the table that its home does not have; a blank is no code."""
    known = {
        column: {row[there] for row in sheets[name].rows}
        for column, (name, there) in TAKEN.get(sheet.path.name, {}).items()
        if name in sheets
    }
    known |= _declared()
    for row in sheet.rows:
        for column in known.keys() & row.cells.keys():
            if row[column]:
                known_code(row, column, known[column], sheet)


def _declared() -> dict[str, set[str]]:
    folders = {path.name for path in settings().crosswalks.iterdir() if path.is_dir()}
    return {"publisher_code": folders} | ({} if faults() else {"source_id": set(sources())})
