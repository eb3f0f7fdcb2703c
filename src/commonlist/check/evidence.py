"""A table of this edition, and of the last one → the few rows one belief looks at.

- Equal values are looked at once and counted (`rows`), so a belief costs what its distinct values cost and stays exact at any size.
- A source that was a sample in the last edition and is a real publication now is left out of every comparison between the two; so is
  one that is withdrawn by name and, in public tables, one whose figures are not public any more.
- Nothing to look at is `Absent`, with the reason: it never counts as a belief that holds.
"""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import duckdb
from duckdb import DuckDBPyConnection, DuckDBPyRelation

from commonlist.check.belief import NOT_NULL, ROW_COUNT, Belief
from commonlist.check.suite import Suite


@dataclass(frozen=True)
class Evidence:
    """`frame` (pandas): `judged` is what the belief is about, `rows` how many rows hold it, `example` the key of one of them.

    Compared with the last edition, `judged` is the ratio of the figures `now` and `before`.
    """

    frame: Any
    judged_count: int


@dataclass(frozen=True)
class Absent:
    """Why a belief cannot be held against this edition."""

    reason: str


@dataclass(frozen=True)
class Editions:
    """The two editions' folders; `left_out` names sources that are not to be compared, `not_public` those not in public tables."""

    candidate: Path
    previous: Path | None
    left_out: tuple[str, ...] = ()
    not_public: tuple[str, ...] = ()


@dataclass(frozen=True)
class Bench:
    """One suite's table in this edition and in the last, or why there is no last one to compare with."""

    suite: Suite
    this: DuckDBPyRelation
    last: DuckDBPyRelation | Absent
    left_out: tuple[str, ...] = ()


def lay_out(connection: DuckDBPyConnection, suite: Suite, editions: Editions) -> Bench:
    """Open one suite's Parquet files. Raises duckdb.Error where a file is not Parquet."""
    this = connection.read_parquet(str(editions.candidate / suite.path))
    if editions.previous is None:
        return Bench(suite, this, Absent("there is no last edition to compare with"))
    if not (editions.previous / suite.path).exists():
        return Bench(suite, this, Absent(f"the last edition, {editions.previous.name}, has no such table"))
    last = connection.read_parquet(str(editions.previous / suite.path))
    has_sources = "source_id" in this.columns and "source_id" in last.columns
    left_out = (*editions.left_out, *(editions.not_public if suite.audience == "public" else ()))
    return Bench(suite, this, last, left_out if has_sources else ())


def gather(bench: Bench, belief: Belief) -> Evidence | Absent:
    """What the belief looks at. Raises duckdb.Error where the table lacks a column or `where` and `figure` are not SQL."""
    if belief.expect == ROW_COUNT:
        frame = _rows(bench.this, belief).project("1 as judged").df()
        return Evidence(frame, len(frame))
    if belief.last_edition is not None:
        return _compared(bench, belief)
    looked_at = _figures(bench.this, belief) if belief.figure else _values(bench.this, belief, bench.suite.key)
    frame = looked_at.df()
    counted = frame if belief.expect == NOT_NULL else frame[frame["judged"].notna()]
    judged_count = int(counted["rows"].sum())
    return Evidence(frame, judged_count) if judged_count else Absent("no row holds a value to judge")


def _compared(bench: Bench, belief: Belief) -> Evidence | Absent:
    this = _figures(bench.this, belief, bench.left_out)
    if isinstance(bench.last, Absent):
        return bench.last
    try:
        last = _figures(bench.last, belief, bench.left_out)
    except duckdb.BinderException:
        return Absent("the last edition's table has other columns")
    frame = _ratios(this, last, belief).df()
    judged_count = int(frame["judged"].notna().sum())
    if judged_count:
        return Evidence(frame, judged_count)
    if bench.left_out:
        return Absent(f"nothing else to compare: {', '.join(bench.left_out)} was a sample, is withdrawn or not public any more")
    return Absent("the last edition holds no figure to compare with")


def _rows(table: DuckDBPyRelation, belief: Belief, left_out: tuple[str, ...] = ()) -> DuckDBPyRelation:
    rows = table.filter(belief.where) if belief.where else table
    names = ", ".join(_literal(name) for name in left_out)
    return rows.filter(f"source_id not in ({names})") if left_out else rows


def _values(table: DuckDBPyRelation, belief: Belief, key: tuple[str, ...]) -> DuckDBPyRelation:
    judged = _name(str(belief.column))
    rows = _rows(table, belief)
    return rows.aggregate(f"{judged} as judged, count(*) as rows, min({_key(key)}) as example", judged).order("judged")


def _figures(table: DuckDBPyRelation, belief: Belief, left_out: tuple[str, ...] = ()) -> DuckDBPyRelation:
    groups = ", ".join(_name(column) for column in belief.per)
    figures = f"cast({belief.figure} as double) as judged, 1 as rows, {_key(belief.per)} as example"
    rows = _rows(table, belief, left_out)
    if groups:
        return rows.aggregate(f"{figures}, {groups}", groups).order("example")
    return rows.aggregate(f"{figures}, count(*) as size").filter("size > 0")


def _ratios(this: DuckDBPyRelation, last: DuckDBPyRelation, belief: Belief) -> DuckDBPyRelation:
    same = " and ".join(f"now.{_name(column)} is not distinct from before.{_name(column)}" for column in belief.per) or "true"
    now = "now.judged" if belief.may_vanish else "coalesce(now.judged, 0)"
    pairs = last.set_alias("before").join(this.set_alias("now"), same, how="left")
    return pairs.project(
        f"{now} / nullif(before.judged, 0) as judged, 1 as rows, before.example as example, {now} as now, before.judged as before"
    ).order("example")


def _key(columns: tuple[str, ...]) -> str:
    """The columns as one text; a blank shows as a dash, so that nobody reads the next column in its place."""
    parts = ", ".join(f"coalesce(cast({_name(column)} as varchar), '–')" for column in columns)
    return f"concat_ws(' · ', {parts})" if columns else "''"


def _name(column: str) -> str:
    return '"' + column.replace('"', '""') + '"'


def _literal(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"
