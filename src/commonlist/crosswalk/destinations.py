"""`destinations.csv` to what is wrong with it: codes missing or unknown, days that mean nothing, two answers to one question."""

from collections.abc import Callable, Iterator

from commonlist import territories
from commonlist.crosswalk.sheet import Row, Sheet
from commonlist.schema.destination_types import WITH_CODE, WITH_VALIDITY

Problem = tuple[str, str, str, str]


def check_destinations(sheet: Sheet, _: dict[str, Sheet]) -> None:
    """Each row by itself, and all rows of one code, and all spellings that differ in case, blanks or Unicode form only."""
    for row in sheet.rows:
        for slug, message, next_step, column in (*_code(row), *_validity(row)):
            sheet.report(slug, message, next_step, line=row.line, column=column)
    _agree(sheet, lambda row: row["alpha3"], ("name", "destination_type", "valid_from", "valid_to"), "two_meanings_of_a_code")
    _agree(sheet, lambda row: territories.key(row["destination_text"]), ("alpha3", "name", "destination_type"), "two_meanings_of_a_text")


def _code(row: Row) -> Iterator[Problem]:
    code, kind = row["alpha3"], row["destination_type"]
    if not code and kind in WITH_CODE:
        next_step = "give its ISO 3166-1 alpha-3 code, or choose a type that is no one place"
        yield "destination_without_code", f"{row['destination_text']} is a {kind} without a code", next_step, "alpha3"
    standard = territories.codes_withdrawn() if kind in WITH_VALIDITY else territories.codes_in_force()
    if code and code not in standard and not row["comment"]:
        next_step = "correct the code, or say in `comment` where it comes from"
        yield "unexplained_code", f"{code} is no code of ISO 3166 for a {kind}", next_step, "alpha3"


def _validity(row: Row) -> Iterator[Problem]:
    days = [bool(row["valid_from"]), bool(row["valid_to"])]
    if row["destination_type"] in WITH_VALIDITY and not all(days):
        next_step = "give valid_from and valid_to, its first and its last day"
        yield "misplaced_validity", f"{row['destination_text']} is a historic state without its days", next_step, "valid_to"
    if row["destination_type"] not in WITH_VALIDITY and any(days):
        next_step = "leave valid_from and valid_to blank, or make it a historic_state"
        yield "misplaced_validity", f"{row['destination_text']} is a {row['destination_type']} and has days", next_step, "valid_from"


def _agree(sheet: Sheet, what: Callable[[Row], str], columns: tuple[str, ...], slug: str) -> None:
    first: dict[str, Row] = {}
    for row in sheet.rows:
        other = first.setdefault(what(row), row) if what(row) else row
        if column := next((name for name in columns if row[name] != other[name]), None):
            message = f"{what(row)} has {column} {row[column]!r} here, {other[column]!r} on line {other.line}"
            sheet.report(slug, message, "decide which, and say the same in both rows", line=row.line, column=column)
