"""The rows that say which source counts first to what would leave a state counted twice, or by chance.

A state that two sources report of one measure is counted from the first by rank that has a figure. A row for one state goes before
the row for every state (`*`); two sources of the same measure and state never share a rank.
"""

from commonlist.crosswalk.code_words import known_code
from commonlist.crosswalk.sheet import Sheet

EVERY_STATE = "*"


def check_precedence(sheet: Sheet, sheets: dict[str, Sheet]) -> None:
    """Report states nobody knows, and ranks that stand twice; `sheets` are the common tables by file name."""
    states = {row["alpha3"] for row in _rows(sheets, "destinations.csv")} | {EVERY_STATE}
    ranks: dict[tuple[str, str, str], int] = {}
    for row in sheet.rows:
        known_code(row, "reporting_state", states, sheet)
        rank = (row["measure_code"], row["reporting_state"], row["rank"])
        if rank in ranks:
            message = f"rank {row['rank']} stands on line {ranks[rank]} already"
            sheet.report("shared_rank", message, "give each source a rank of its own", line=row.line, column="rank")
        ranks.setdefault(rank, row.line)


def _rows(sheets: dict[str, Sheet], name: str) -> list[dict[str, str]]:
    return [row.cells for row in sheets[name].rows] if name in sheets else []
