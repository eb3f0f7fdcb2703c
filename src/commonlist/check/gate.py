"""A candidate edition and the last one → the verdict: may it be published, and if not, because of which belief."""

from datetime import UTC, datetime
from hashlib import file_digest
from pathlib import Path
from typing import get_args

import duckdb

from commonlist.check.belief import Belief
from commonlist.check.evidence import Absent, Bench, Editions, gather, lay_out
from commonlist.check.expectation import Judge, open_judge
from commonlist.check.outcome import ruled, settled
from commonlist.check.report import write_verdict
from commonlist.check.suite import Audience, Suite, load_suites, match_suites
from commonlist.check.verdict import Ingredient, Outcome, Verdict
from commonlist.settings import settings

__all__ = ["Verdict", "gate", "judge_edition"]

ACCOUNTS = Path("oversight") / "source_accounts.parquet"


def gate(candidate: Path, previous: Path | None, withdrawn: tuple[str, ...] = ()) -> Verdict:
    """Judge the candidate and write `verdict.html` and `verdict.json` beside its tables. Raises what `judge_edition` raises."""
    verdict = judge_edition(candidate, previous, withdrawn)
    write_verdict(verdict, candidate)
    return verdict


def judge_edition(candidate: Path, previous: Path | None, withdrawn: tuple[str, ...] = ()) -> Verdict:
    """Judge every belief of every suite. Both are folders with `{catalog,oversight,public}/*.parquet`.

    Sources in `withdrawn` are compared with the last edition nowhere, those that ceased to be public not in public tables.
    Raises CheckError for a table without a suite, a suite without a table, or a suite that is not one.
    A belief that cannot be judged does not raise: its outcome is `error`, and blocks like a failure.
    """
    suites = load_suites(settings().root / "expectations")
    match_suites(suites, published(candidate))
    judge = open_judge()
    with duckdb.connect() as connection:
        left_out = (*newly_real(connection, candidate, previous), *withdrawn)
        editions = Editions(candidate, previous, left_out, no_longer_public(connection, candidate, previous))
        outcomes = [outcome for suite in suites.values() for outcome in judge_suite(connection, suite, editions, judge)]
        return Verdict(
            edition=candidate.name,
            previous_edition=previous.name if previous else None,
            judged_at=datetime.now(UTC).replace(microsecond=0),
            tables={suite.path: _sha256(candidate / suite.path) for suite in suites.values()},
            outcomes=tuple(outcomes),
            ingredients=ingredients(connection, candidate),
            withdrawn=withdrawn,
        )


def published(candidate: Path) -> dict[str, Audience]:
    """The tables in an edition's folder, and whom each is for."""
    return {path.stem: audience for audience in get_args(Audience) for path in sorted((candidate / audience).glob("*.parquet"))}


def judge_suite(connection: duckdb.DuckDBPyConnection, suite: Suite, editions: Editions, judge: Judge) -> list[Outcome]:
    """The outcome of each belief of one suite, in the suite's order."""
    try:
        bench = lay_out(connection, suite, editions)
    except duckdb.Error as problem:
        return [settled(suite, belief, "error", _first_line(problem)) for belief in suite.beliefs]
    return judge_bench(bench, judge)


def judge_bench(bench: Bench, judge: Judge) -> list[Outcome]:
    """The outcomes for a table that is laid out."""
    return [_judge_belief(bench, belief, judge) for belief in bench.suite.beliefs]


def _judge_belief(bench: Bench, belief: Belief, judge: Judge) -> Outcome:
    try:
        evidence = gather(bench, belief)
    except duckdb.Error as problem:
        return settled(bench.suite, belief, "error", _first_line(problem))
    if isinstance(evidence, Absent):
        return settled(bench.suite, belief, "not_applicable", evidence.reason)
    result_format = "BOOLEAN_ONLY" if bench.suite.audience == "oversight" else "COMPLETE"
    return ruled(bench.suite, belief, evidence, judge(belief, evidence, result_format))


def ingredients(connection: duckdb.DuckDBPyConnection, edition: Path) -> tuple[Ingredient, ...]:
    """The publications that went into an edition, by its accounts; none where it keeps no readable accounts."""
    columns = ", ".join(Ingredient.model_fields)
    try:
        rows = connection.read_parquet(str(edition / ACCOUNTS)).project(columns).order("source_id, edition_date").fetchall()
    except duckdb.Error:
        return ()
    return tuple(Ingredient.model_validate(dict(zip(Ingredient.model_fields, row, strict=True))) for row in rows)


def newly_real(connection: duckdb.DuckDBPyConnection, candidate: Path, previous: Path | None) -> tuple[str, ...]:
    """Sources that were samples in the last edition and are real publications now."""
    if previous is None:
        return ()
    return tuple(sorted(_real(ingredients(connection, candidate)) & _samples(ingredients(connection, previous))))


def no_longer_public(connection: duckdb.DuckDBPyConnection, candidate: Path, previous: Path | None) -> tuple[str, ...]:
    """Sources whose figures were public in the last edition and may not be any more."""
    if previous is None:
        return ()
    return tuple(sorted(_public(connection, previous) - _public(connection, candidate)))


def _public(connection: duckdb.DuckDBPyConnection, edition: Path) -> set[str]:
    try:
        rows = connection.read_parquet(str(edition / ACCOUNTS)).filter("is_public").project("source_id").distinct().fetchall()
    except duckdb.Error:
        return set()
    return {source_id for (source_id,) in rows}


def _real(landed: tuple[Ingredient, ...]) -> set[str]:
    return {one.source_id for one in landed if one.origin != "sample"}


def _samples(landed: tuple[Ingredient, ...]) -> set[str]:
    return {one.source_id for one in landed} - _real(landed)


def _first_line(problem: duckdb.Error) -> str:
    return str(problem).strip().splitlines()[0]


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return file_digest(file, "sha256").hexdigest()
