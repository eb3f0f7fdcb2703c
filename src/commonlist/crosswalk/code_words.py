"""A publisher's own words given common codes (types of event, end uses, criteria): the rows that give a code there is not."""

from collections.abc import Collection

from commonlist.crosswalk.reference_codes import Codes
from commonlist.crosswalk.sheet import Row, Sheet
from commonlist.crosswalk.tables import CRITERIA, EVENT_WORDS, PHRASES, Table


def check_code_words(sheet: Sheet, table: Table, codes: Codes) -> None:
    """Report each row whose common code is unknown; a table that gives words no codes has none."""
    for worded, column, known in (
        (EVENT_WORDS, "event_type", codes.event_types),
        (PHRASES, "end_use_code", codes.end_uses),
        (CRITERIA, "criterion_code", codes.criteria),
    ):
        for row in sheet.rows if table is worded else ():
            known_code(row, column, known, sheet)


def known_code(row: Row, column: str, known: Collection[str], sheet: Sheet) -> None:
    """Report the row's code in that column if the common tables have no such code."""
    if row[column] not in known:
        next_step = "correct it, or add it to the common table first"
        sheet.report("unknown_code", f"no {column} {row[column]!r}", next_step, line=row.line, column=column)
