"""Reasons that publishers give for their decisions become tables: licence groups by reason, in the years that are known and in all.

A group stands under every reason it was given, so nothing is added up.
"""

from datetime import date

from markupsafe import Markup

from commonlist.publish.figures import caveats
from commonlist.publish.site.page import Drawing, Value
from commonlist.publish.site.reading import Reading, Row, grouped
from commonlist.publish.site.small_charts import Rank, ranking

MART = "decision_reasons"
CHARTED = 10
UNKNOWN = 9999
Column = tuple[date, int]


class Reason(Value):
    """One reason with its counts, one for each column; None where none is listed."""

    code: str
    title: str
    counts: tuple[int | None, ...]


class Reasons(Value):
    """One kind of reason of one source: a column for each vintage and year, the newest vintage last."""

    anchor: str
    kind: str
    source: str
    columns: tuple[str, ...]
    reasons: tuple[Reason, ...]
    caveats: tuple[str, ...]
    drawing: Drawing
    query: str


def of_state(reading: Reading, code: str) -> tuple[Reasons, ...]:
    """Every kind of reason that sources of the state give."""
    rows = [row for row in reading.rows(MART) if row["reporting_state_code"] == code and row["common_reason_code"]]
    found = grouped(rows, lambda row: (row["source_id"], row["reason_kind"]))
    return tuple(_reasons(reading, source_id, kind, found[source_id, kind]) for source_id, kind in sorted(found, key=_order))


def _order(key: tuple[str, str]) -> tuple[bool, tuple[str, str]]:
    return key[1] != "refusal", key


def _reasons(reading: Reading, source_id: str, kind: str, rows: list[Row]) -> Reasons:
    columns = sorted({(row["edition_date"], row["year"] or UNKNOWN) for row in rows})
    by_reason = grouped(rows, lambda row: (row["common_reason_code"], row["common_reason_title"]))
    reasons = [_reason(code, title, listed, columns) for (code, title), listed in by_reason.items()]
    ordered = tuple(sorted(reasons, key=lambda one: (-(one.counts[-1] or 0), one.code)))
    words, anchor = reading.words, f"{source_id}-{kind}"
    title = words.say("reasons.chart", kind=words.say(f"reasons.{kind}"), column=_column(reading, *columns[-1], columns))
    query = f"from '{MART}.parquet'\nwhere source_id = '{source_id}' and reason_kind = '{kind}'\norder by all;"
    return Reasons(
        anchor=anchor,
        kind=kind,
        source=reading.sources.get(source_id, {}).get("title", source_id),
        columns=tuple(_column(reading, day, year, columns) for day, year in columns),
        reasons=ordered,
        caveats=caveats(rows),
        drawing=Drawing(title=title, svg=_bars(anchor, title, ordered), query=query),
        query=query,
    )


def _column(reading: Reading, day: date, year: int, columns: list[Column]) -> str:
    """A year; of a vintage without any year all of them, of another what has none."""
    if year != UNKNOWN:
        return str(year)
    has_years = any(other == day and known != UNKNOWN for other, known in columns)
    return reading.words.say("reasons.no_year" if has_years else "reasons.all_years", vintage=reading.words.day(day))


def _reason(code: str, title: str | None, rows: list[Row], columns: list[Column]) -> Reason:
    found = {(row["edition_date"], row["year"] or UNKNOWN): row["licence_group_count"] for row in rows}
    return Reason(code=code, title=title or code, counts=tuple(found.get(column) for column in columns))


def _bars(anchor: str, title: str, reasons: tuple[Reason, ...]) -> Markup:
    ranks = [Rank(label=one.title, value=one.counts[-1] or 0, printed=f"{one.counts[-1] or 0:,}") for one in reasons[:CHARTED]]
    said = ", ".join(f"{rank.label} {rank.printed}" for rank in ranks)
    return Markup(ranking(anchor, title, said, ranks))  # noqa: S704
