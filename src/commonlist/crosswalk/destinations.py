"""`destinations.csv` to what is wrong with it: codes missing or unknown, days that mean nothing, two answers to one question."""

from collections.abc import Callable

from commonlist import territories
from commonlist.crosswalk.sheet import Row, Sheet
from commonlist.schema.destination_types import WITH_CODE, WITH_VALIDITY

DECIDE = "decide which, and say the same in both rows"


def check_destinations(sheet: Sheet, _: dict[str, Sheet]) -> None:
    """Each row by itself, and all rows of one code, and all spellings that differ in case, blanks or Unicode form only."""
    for row in sheet.rows:
        _check_code(row, sheet)
        _check_validity(row, sheet)
    for row, column, message in _contradictions(sheet, _code, ("name", "destination_type", "valid_from", "valid_to")):
        sheet.report("two_meanings_of_a_code", message, DECIDE, line=row.line, column=column)
    for row, column, message in _contradictions(sheet, _key, ("alpha3", "name", "destination_type")):
        sheet.report("two_meanings_of_a_text", message, DECIDE, line=row.line, column=column)


def _check_code(row: Row, sheet: Sheet) -> None:
    code, kind = row["alpha3"], row["destination_type"]
    if not code and kind in WITH_CODE:
        next_step = "give its ISO 3166-1 alpha-3 code, or choose a type that is no one place"
        message = f"{row['destination_text']} is a {kind} without a code"
        sheet.report("destination_without_code", message, next_step, line=row.line, column="alpha3")
    standard = territories.codes_withdrawn() if kind in WITH_VALIDITY else territories.codes_in_force()
    if code and code not in standard and not row["comment"]:
        next_step = "correct the code, or say in `comment` where it comes from"
        sheet.report("unexplained_code", f"{code} is no code of ISO 3166 for a {kind}", next_step, line=row.line, column="alpha3")


def _check_validity(row: Row, sheet: Sheet) -> None:
    days = [bool(row["valid_from"]), bool(row["valid_to"])]
    if row["destination_type"] in WITH_VALIDITY and not all(days):
        message = f"{row['destination_text']} is a historic state without its days"
        next_step = "give valid_from and valid_to, its first and its last day"
        sheet.report("misplaced_validity", message, next_step, line=row.line, column="valid_to")
    if row["destination_type"] not in WITH_VALIDITY and any(days):
        message = f"{row['destination_text']} is a {row['destination_type']} and has days"
        next_step = "leave valid_from and valid_to blank, or make it a historic_state"
        sheet.report("misplaced_validity", message, next_step, line=row.line, column="valid_from")


def _code(row: Row) -> str:
    return row["alpha3"]


def _key(row: Row) -> str:
    return territories.key(row["destination_text"])


def _contradictions(sheet: Sheet, what: Callable[[Row], str], columns: tuple[str, ...]) -> list[tuple[Row, str, str]]:
    """Rows that say another thing than the first row of the same code, or of the same spelling: row, column and what stands there."""
    first: dict[str, Row] = {}
    found: list[tuple[Row, str, str]] = []
    for row in sheet.rows:
        other = first.setdefault(what(row), row) if what(row) else row
        if column := next((name for name in columns if row[name] != other[name]), None):
            message = f"{what(row)} has {column} {row[column]!r} here, {other[column]!r} on line {other.line}"
            found.append((row, column, message))
    return found
