"""The rules of counting to what is wrong with them: gaps, unknown names, rules that say half of what they must.

- Every definition that counts events has a row for every type of event but those of receipt and clock: a count of which nobody said
  what it does with a revocation is no count. What adds nothing says so, and why.
- A rule that counts says by which day and how often; one that replaces names events that its own definition counts.
- A definition that counts has its periods, and a period belongs to a definition that counts.
"""

from collections.abc import Iterator

from commonlist.crosswalk.code_words import known_code
from commonlist.crosswalk.sheet import Row, Sheet
from commonlist.schema.event_kinds import UNCOUNTED_GROUPS

Sheets = dict[str, Sheet]


def check_counting_rules(sheet: Sheet, sheets: Sheets) -> None:
    """Report rules of what nobody knows, half rules, and definitions that leave a type of event open."""
    definitions, types = _column(sheets, "definitions.csv", "definition_code"), _column(sheets, "event_types.csv", "event_type")
    counted = {(row["definition_code"], row["event_type"]) for row in sheet.rows if row["effect"] != "none"}
    for row in sheet.rows:
        known_code(row, "definition_code", definitions, sheet)
        known_code(row, "event_type", types, sheet)
        _check_whole(row, sheet)
        for replaced in row["replaces"].split():
            if (row["definition_code"], replaced) not in counted:
                message = f"{row['definition_code']} counts no event {replaced!r} that could be replaced"
                sheet.report("unknown_code", message, "name types that this definition counts", line=row.line, column="replaces")
    said = {(row["definition_code"], row["event_type"]) for row in sheet.rows}
    for definition in sorted({definition for definition, _ in said}):
        for event_type in sorted(_decisive(sheets) - {event_type for code, event_type in said if code == definition}):
            next_step = "add the row; `none` if it adds nothing, with the reason"
            sheet.report("missing_counting_rule", f"nothing says what {definition} does with the event {event_type}", next_step)


def check_counting_periods(sheet: Sheet, sheets: Sheets) -> None:
    """Report periods of definitions that count nothing, and definitions that count in no period."""
    counting = _column(sheets, "counting_rules.csv", "definition_code")
    for row in sheet.rows:
        known_code(row, "definition_code", counting, sheet)
    for definition in sorted(counting - {row["definition_code"] for row in sheet.rows}):
        sheet.report("missing_counting_rule", f"{definition} is counted in no period", "add a row with its period_grain")


def _check_whole(row: Row, sheet: Sheet) -> None:
    counts, replaces = row["effect"] != "none", bool(row["replaces"])
    for column, wanted in (("dated_by", counts or replaces), ("scope", counts)):
        if bool(row[column]) != wanted:
            message = f"{column} is {'blank' if wanted else 'filled in'} in a rule that {'counts' if counts else 'counts nothing'}"
            next_step = "say by which day, and how often, a rule that counts does so, and nothing in one that does not"
            sheet.report("half_rule", message, next_step, line=row.line, column=column)


def _column(sheets: Sheets, name: str, column: str) -> set[str]:
    return {row[column] for row in _rows(sheets, name)}


def _decisive(sheets: Sheets) -> set[str]:
    return {row["event_type"] for row in _rows(sheets, "event_types.csv") if row["event_group"] not in UNCOUNTED_GROUPS}


def _rows(sheets: Sheets, name: str) -> Iterator[Row]:
    return iter(sheets[name].rows) if name in sheets else iter(())
