"""Landed Parquet and the stewards' CSVs to `$COMMONLIST_HOME/warehouse.duckdb`; the only place that invokes dbt.

- The summary of licensing decisions is protected between two steps of dbt: it needs to know what states publish, and is published itself.
- One build at a time per home: a second one waits for the first. No landing is replaced meanwhile.
- The warehouse is built beside the one in use and replaces it only when every model and every test has passed.
- The first test that fails is told with the rows that break it and the file to change; the others are named.
"""

import fcntl
import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from pydantic import BaseModel, ConfigDict

from commonlist.disclose.release import release
from commonlist.errors import BuildError, Place, SettingsError
from commonlist.land.calendars import lay_out_calendars
from commonlist.land.declare import declare
from commonlist.land.destinations import read_destinations
from commonlist.land.store import EVERY_SOURCE, turn
from commonlist.settings import settings

RECORDS = (
    "calendar_day",
    "control_item",
    "crosswalk_check",
    "crosswalk_finding",
    "declaration",
    "destination_reading",
    "licensing_event",
    "licensing_category",
    "licensing_observation",
    "licensing_party",
    "licensing_reason",
    "provision_figure",
    "publication",
    "source_line",
    "summary_cell",
)
SUMMARY = "source:landing.summary_cell+"
BUILT_UPON = "main.built_upon"
GLOB_SIGNS = frozenset("'\"*?[]{}")
SHOWN_ROWS = 3
LOOK_IN_LOG = "read build/log/dbt.log below COMMONLIST_HOME; the warehouse in use is the last good one"


class BuildResult(BaseModel):
    """What a build made. `seconds` is wall time, `layer_seconds` the time spent in each layer, `rows` per `<audience>.<mart>`."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    models: int
    tests_passed: int
    warnings: tuple[str, ...]
    seconds: float
    layer_seconds: dict[str, float]
    rows: dict[str, int]

    @property
    def summary(self) -> str:
        count = len(self.warnings)
        warned = f", {count} warning{'s' * (count > 1)}" if count else ""
        return f"{self.models} models, {self.tests_passed} tests{warned}"

    @property
    def in_words(self) -> str:
        """The summary, and every warning on a line of its own."""
        return "\n".join((self.summary, *(f"warning: {warning}" for warning in self.warnings)))


def build(based_on: int = 0, last: Path | None = None) -> BuildResult:
    """Run every model and every test once; the warehouse keeps `based_on`, the edition served when the build began.

    `last` has the private files of the summary served then, None where there is none. Raises BuildError naming the first test or model
    that failed, DisclosureError where the summary cannot be protected.
    """
    started = time.monotonic()
    with alone(), turn(EVERY_SOURCE), environment():
        declare()
        lay_out_calendars()
        read_destinations()
        ensure_landings()
        candidate = _fresh_candidate()
        results = _built(candidate, "--exclude", SUMMARY)
        held = release(last, based_on + 1, candidate)
        results += _built(candidate, "--select", SUMMARY)
        rows = _mart_rows(candidate)
        _note_base(candidate, based_on)
        candidate.replace(settings().warehouse)
    return _summary(results, rows, held, time.monotonic() - started)


def _built(candidate: Path, *selected: str) -> list[Any]:
    results = invoke("build", "--exclude-resource-type", "unit_test", *selected)
    _refuse_failures(results, candidate)
    return results


def invoke(*arguments: str) -> list[Any]:
    """Run one dbt command on the project; its node results. Raises BuildError if dbt could not even start."""
    from dbt.adapters.duckdb.connections import DuckDBConnectionManager
    from dbt.cli.main import dbtRunner

    project, scratch = settings().root / "dbt", settings().home / "build"
    outcome = dbtRunner().invoke(
        [
            *("--quiet", "--log-level", "none", "--log-level-file", "info", "--log-path", str(scratch / "log")),
            *(*arguments, "--project-dir", str(project), "--profiles-dir", str(project), "--target-path", str(scratch / "target")),
        ]
    )
    DuckDBConnectionManager.close_all_connections()  # type: ignore[no-untyped-call]
    results = getattr(outcome.result, "results", None)
    if results is None:
        raise BuildError("build.not_started", _first_lines(outcome.exception), next_step=LOOK_IN_LOG)
    return list(results)


@contextmanager
def alone() -> Iterator[None]:
    """One build at a time per home, across threads and processes."""
    settings().home.mkdir(parents=True, exist_ok=True)
    with (settings().home / ".build.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


@contextmanager
def environment() -> Iterator[None]:
    """What `profiles.yml` and the sources read; restored afterwards."""
    wanted = {"COMMONLIST_HOME": settings().home, "COMMONLIST_ROOT": settings().root}
    for name, path in wanted.items():
        if strange := GLOB_SIGNS & set(str(path)):
            raise SettingsError(
                "settings.odd_path", f"{name} holds {' '.join(sorted(strange))}", next_step="use a folder without these signs"
            )
    before = {name: os.environ.get(name) for name in wanted}
    os.environ.update({name: path.as_posix() for name, path in wanted.items()})
    try:
        yield
    finally:
        for name, value in before.items():
            os.environ.pop(name) if value is None else os.environ.update({name: value})


def ensure_landings() -> None:
    """A record kind of which nothing has landed gets a file without rows, so that its models have columns."""
    for record in RECORDS:
        stand_in = settings().landing / record / "_none" / "0001-01-01.parquet"
        stand_in.unlink(missing_ok=True)
        if not any(stand_in.parent.parent.glob("*/*.parquet")):
            stand_in.parent.mkdir(parents=True, exist_ok=True)
            _empty(record).write_parquet(stand_in)


def _empty(record: str) -> Any:
    import polars as pl

    from commonlist.schema.records import model_of

    return pl.DataFrame(schema={name: column.dtype.type for name, column in model_of(record).to_schema().columns.items()})


def _fresh_candidate() -> Path:
    candidate = settings().home / "build" / settings().warehouse.name
    candidate.parent.mkdir(parents=True, exist_ok=True)
    for leftover in (candidate, candidate.with_name(candidate.name + ".wal")):
        leftover.unlink(missing_ok=True)
    return candidate


def _note_base(candidate: Path, based_on: int) -> None:
    import duckdb

    with duckdb.connect(str(candidate)) as warehouse:
        warehouse.execute(f"create table {BUILT_UPON} as select cast(? as integer) as sequence", [based_on])


def _mart_rows(candidate: Path) -> dict[str, int]:
    import duckdb

    with duckdb.connect(str(candidate), read_only=True) as warehouse:
        marts = warehouse.execute(
            "select schema_name, table_name from duckdb_tables() where schema_name not in ('staging', 'intermediate', 'main') order by all"
        ).fetchall()
        return {f"{audience}.{mart}": _count(warehouse, audience, mart) for audience, mart in marts}


def _count(warehouse: Any, audience: str, mart: str) -> int:
    found = warehouse.table(f'"{audience}"."{mart}"').count("*").fetchone()
    return int(found[0])


def _summary(results: list[Any], rows: dict[str, int], held: tuple[str, ...], seconds: float) -> BuildResult:
    models = [result for result in results if result.node.resource_type == "model"]
    layer_seconds: dict[str, float] = {}
    for result in results:
        layer = result.node.fqn[1] if result.node.resource_type == "model" else "tests"
        layer_seconds[layer] = round(layer_seconds.get(layer, 0.0) + result.execution_time, 3)
    return BuildResult(
        models=len(models),
        tests_passed=sum(result.status == "pass" for result in results),
        warnings=(*(_warning(result) for result in results if result.status == "warn"), *held),
        seconds=round(seconds, 3),
        layer_seconds=layer_seconds,
        rows=rows,
    )


def _warning(result: Any) -> str:
    examples = _examples(result.node, settings().warehouse)
    return f"{_sentence(result.node)}: {result.failures} rows do not, such as {examples}"


def _refuse_failures(results: list[Any], candidate: Path) -> None:
    broken = [result for result in results if result.status in ("fail", "error")]
    if not broken:
        return
    first = min(broken, key=lambda result: result.node.resource_type == "test" and result.status == "error")
    others = sorted({_sentence(result.node) for result in broken} - {_sentence(first.node)})
    also = f"; also: {'; '.join(others)}" if others else ""
    meta = _meta(first.node, results)
    if first.status == "error":
        message = f"{first.node.name} could not be computed: {_first_lines(first.message)}"
    else:
        message = f"{_sentence(first.node)}: {first.failures} rows break this, such as {_examples(first.node, candidate)}"
    raise BuildError(
        f"build.{_slug(first.node)}" if first.status == "fail" else "build.model_failed",
        message + also,
        place=Place(file=meta["file"]) if "file" in meta else None,
        next_step=meta.get("next_step", LOOK_IN_LOG),
    )


def _sentence(node: Any) -> str:
    return str(node.name).removeprefix("assert_").replace("_", " ") if node.name.startswith("assert_") else str(node.name)


def _slug(node: Any) -> str:
    generic = getattr(node, "test_metadata", None)
    return str(generic.name if generic else node.name.removeprefix("assert_"))


def _meta(node: Any, results: list[Any]) -> dict[str, str]:
    """Where to look and what to do: from the test itself, or from the model it watches."""
    watched = set(getattr(node.depends_on, "nodes", ()))
    found: dict[str, str] = {}
    for result in results:
        if result.node.unique_id in watched:
            found |= result.node.config.meta
    return {**found, **node.config.meta}


def _examples(node: Any, candidate: Path) -> str:
    import duckdb

    with duckdb.connect(str(candidate), read_only=True) as warehouse:
        found = warehouse.sql(f"select * from ({node.compiled_code}) limit {SHOWN_ROWS}")  # noqa: S608 - dbt compiled it from our own files
        rows = [dict(zip(found.columns, row, strict=True)) for row in found.fetchall()]
    return " | ".join(", ".join(f"{name}={value}" for name, value in row.items()) for row in rows)


def _first_lines(problem: object) -> str:
    lines = [line.strip() for line in str(problem).splitlines() if line.strip()]
    return " ".join(lines[:4])
