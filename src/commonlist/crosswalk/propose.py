"""The codes of a list that have no row to rows a desk can start from: what is suggested strongly enough as a proposal, else `todo`.

- Every code of every landed edition gets a row for the editions that have it; where a row stands already, nothing is added.
- Only codes of the newest edition are suggested for; a code that is gone is `todo` for its time.
"""

from collections.abc import Iterator
from datetime import date

from commonlist import registry
from commonlist.crosswalk.lists import edition, edition_dates, spans
from commonlist.crosswalk.rows import MapRow, map_of, todo
from commonlist.crosswalk.rules import rule
from commonlist.crosswalk.suggest import Candidate, Options, suggest_source
from commonlist.crosswalk.tables import CLOSED

RULE = "R16"


def propose(source_id: str) -> list[MapRow]:
    """The rows that are missing. Raises CrosswalkError (`crosswalk.not_landed`, `crosswalk.unknown_list`)."""
    source = registry.source(source_id)
    rows = map_of(source)
    least = float(rule(RULE).figures["score"])
    suggested = suggest_source(source_id, Options(top=1)).candidates
    best = {code: found[0] for code, found in suggested.items() if found and found[0].score >= least}
    missing = _todos(source, rows)
    return [_proposed(row, best[row.item_code]) if row.item_code in best and not row.valid_to else row for row in missing]


def _todos(source: registry.Source, rows: list[MapRow]) -> Iterator[MapRow]:
    dates = edition_dates(source.source_id)
    silent = [edition(source.source_id, day).items.keys() - judged(rows, day) for day in dates]
    for code, valid_from, valid_to in spans(dates, silent):
        yield todo(code, source.publisher_code, valid_from=valid_from, valid_to=valid_to, citation=source.title)


def judged(rows: list[MapRow], day: date) -> set[str]:
    """The codes that a row speaks of on that day, whatever it says of them."""
    return {row.item_code for row in rows if row.status not in CLOSED and not row.is_negated and row.is_valid_on(day)}


def _proposed(row: MapRow, found: Candidate) -> MapRow:
    return row.model_copy(
        update={
            "predicate": "close",
            "common_code": found.common_code,
            "justification": "semapv:SemanticSimilarityThresholdMatching",
            "confidence": f"{found.score:.2f}",
            "author": f"rule:{RULE}",
            "comment": "; ".join(found.reasons) or "similar texts",
        }
    )
