"""The four verbs, land, build, check and publish, and `run`, which goes through them in order.

The command line and the DAGs call nothing else. A source that fails keeps its last good edition; an edition that is
not believable leaves the one before served. Each verb imports what it needs when it is called.
"""

import fcntl
import hashlib
import json
import time
from collections.abc import Callable, Collection, Iterator, Sequence
from contextlib import contextmanager
from datetime import date
from importlib.metadata import version
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any, Literal

from pydantic import BaseModel, ConfigDict

from commonlist import audit, registry
from commonlist.errors import BuildError, CheckError, CommonlistError, Place, PublishError, ReadError, SettingsError
from commonlist.settings import settings

if TYPE_CHECKING:
    from commonlist.check.gate import Verdict
    from commonlist.crosswalk.finding import Finding
    from commonlist.crosswalk.graph import CheckOutcome
    from commonlist.land.landing import Landing
    from commonlist.land.standing import SourceStatus
    from commonlist.publish.shelf import Edition
    from commonlist.warehouse import BuildResult

FACTS_FROM = ("holidays", "pycountry")


class Step(BaseModel):
    """One line of the table at the end of a run; `seconds` is wall time, `warnings` is what does not stop it and must be looked at."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    name: str
    outcome: Literal["done", "unchanged", "nothing found", "failed"]
    seconds: float
    detail: str
    warnings: tuple[str, ...] = ()


class Report(BaseModel):
    """What a run did. `failures` are sources, and state folders that cannot be read, which keep their last good editions."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    edition: str
    is_new: bool
    folder: Path
    summary: str
    steps: tuple[Step, ...]
    failures: tuple[str, ...]


def land(source_id: str, origin: str = "fetched", folder: Path | None = None) -> "list[Landing]":
    """Land every edition the origin (`sample`, `folder`, `fetched`) holds of one source. Raises any CommonlistError, after recording it."""
    from commonlist.land.landing import Origin
    from commonlist.land.landing import land as land_source

    _require_folder(folder)
    source = registry.source(source_id)
    try:
        return land_source(source, Origin(kind=origin, folder=folder))
    except CommonlistError as problem:
        audit.record("land", source_id=source_id, outcome="failed", slug=problem.slug, message=str(problem))
        raise


def forget(source_id: str, edition_date: date) -> None:
    """Take one edition out of what is landed, whether or not a folder still declares its source; its raw bytes stay.

    Raises SettingsError where it is not landed. What is published is not touched: `withdraw` lets the next edition do without.
    """
    from commonlist.land.store import forget as remove
    from commonlist.land.store import publications, turn

    landed = {one["edition_date"]: one for one in publications() if one["source_id"] == source_id}
    if edition_date not in landed:
        raise SettingsError(
            "settings.not_landed",
            f"no edition of {edition_date} is landed of {source_id!r}",
            next_step=f"name one of {', '.join(map(str, landed))}" if landed else "look at `commonlist status` for what is landed",
        )
    with turn(source_id):
        remove(landed[edition_date])
    facts = ("source_id", "edition_date", "file_name", "source_sha256", "rows_landed")
    audit.record("forget", outcome="done", **{name: landed[edition_date][name] for name in facts})


def build() -> "BuildResult":
    """Build every model and run every dbt test. Raises BuildError naming the tests that failed."""
    with _alone():
        return _build()


def check(withdraw: Collection[str] = ()) -> "Verdict":
    """Export the candidate edition and judge it; sources in `withdraw` are not compared with the last edition.

    Raises CheckError when a belief with severity `block` does not hold.
    """
    with _alone():
        return _check(withdraw)


def publish(withdraw: Collection[str] = ()) -> "Edition":
    """Commit the candidate that `check` let pass; sources in `withdraw` may leave, or go back to an older edition.

    Raises PublishError when another edition was committed meanwhile.
    """
    with _alone():
        return _publish(withdraw)


def run(origin: str = "fetched", folder: Path | None = None, on_step: Callable[[str], None] = lambda _: None) -> Report:
    """Land every source, build, check, publish. Sources that fail, and state folders that cannot be read, are reported, not fatal.

    What fails after landing, and an origin that holds nothing of any source, is raised with the steps until then as its `steps`.
    """
    from commonlist.land.leftovers import sweep

    _require_folder(folder)
    steps = [Step(name=f"read {code}.yml", outcome="failed", seconds=0, detail=str(fault)) for code, fault in registry.faults().items()]
    with _alone():
        sweep()
        landings = [*_land_steps(origin, folder, on_step), *_submission_steps(origin, folder, on_step)]
        steps += landings
        try:
            _require_something_found(landings)
            edition = _renewed(steps, on_step)
        except CommonlistError as problem:
            problem.steps = tuple(steps)
            raise
    return Report(
        edition=edition.name,
        is_new=edition.is_new,
        folder=edition.folder,
        summary=edition.summary,
        steps=tuple(steps),
        failures=tuple(step.detail for step in steps if step.outcome == "failed"),
    )


def _require_folder(folder: Path | None) -> None:
    if folder is not None and not folder.is_dir():
        raise SettingsError("settings.no_folder", f"{folder} is no folder", next_step="give --from the folder that holds the publications")


@contextmanager
def _alone() -> Iterator[None]:
    settings().home.mkdir(parents=True, exist_ok=True)
    with (settings().home / ".run.lock").open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise SettingsError(
                "settings.run_under_way",
                "another run works in this COMMONLIST_HOME",
                next_step="wait until it ends, or give this one a COMMONLIST_HOME of its own",
            ) from None
        yield


def _build() -> "BuildResult":
    from commonlist.disclosure import private_of_newest
    from commonlist.publish.shelf import head
    from commonlist.warehouse import build as build_warehouse

    with audit.recorded("build"):
        _inputs_path().unlink(missing_ok=True)
        _refuse_held_back(crosswalk_checks())
        return build_warehouse(head(settings().editions), private_of_newest())


def crosswalk_checks() -> "list[CheckOutcome]":
    """Hold all maps against each other, the register and what is landed, rules run again; write down what came of it."""
    from dataclasses import replace

    from commonlist.crosswalk.approve import unsigned
    from commonlist.crosswalk.graph import check_graph
    from commonlist.crosswalk.outcomes import write_outcomes
    from commonlist.crosswalk.world import load_world

    outcomes = check_graph(replace(load_world(), unsigned=unsigned()))
    write_outcomes(outcomes)
    return outcomes


def _refuse_held_back(outcomes: "list[CheckOutcome]") -> None:
    from commonlist.crosswalk.outcomes import worklist_path

    blocking = [outcome for outcome in outcomes if outcome.blocks]
    if not blocking:
        return
    first, *others = (one for outcome in blocking for one in outcome.findings())
    more = f" (and {len(others):,} more)" if others else ""
    raise BuildError(
        "build.crosswalk_held_back",
        f"{first.slug}: {first.message}{more}",
        place=Place(file=first.file, line=first.line, column=first.column),
        next_step=f"{first.next_step}; `commonlist crosswalk checks` runs all checks, {worklist_path(first.slug)} lists the rows",
    )


def _check(withdraw: Collection[str] = ()) -> "Verdict":
    from commonlist.check.gate import gate
    from commonlist.disclosure import require_hidden
    from commonlist.publish.candidate import export

    with audit.recorded("check"):
        candidate = export(settings().warehouse, _candidate_folder())
        require_hidden(candidate.folder)
        verdict = gate(candidate.folder, _current_folder(), tuple(withdraw))
        if verdict.is_blocked:
            raise CheckError(
                "check.held_back",
                verdict.summary,
                next_step=f"read {candidate.folder / 'verdict.html'}; the last edition stays served",
            )
    return verdict


def _publish(withdraw: Collection[str] = ()) -> "Edition":
    from commonlist.disclosure import inspect
    from commonlist.publish.edition import commit

    with audit.recorded("publish"):
        edition = commit(_candidate_folder(), withdraw=withdraw, inspect=inspect)
    if withdraw and edition.is_new:
        audit.record("withdraw", outcome="done", sources=sorted(withdraw), edition=edition.name)
    return edition


def _renewed(steps: list[Step], on_step: Callable[[str], None]) -> "Edition":
    from commonlist.disclose.release import waiting
    from commonlist.land.store import publications
    from commonlist.publish.shelf import passed_over

    if not publications():
        raise SettingsError("settings.nothing_landed", "no source has landed", next_step="read what each source said above, and land one")
    served = _edition_of_these_inputs()
    if served:
        count = len(waiting())
        told = (f"the revision of {count:,} figures still waits: `restricted/waiting.csv` lists them",) * bool(count)
        unchanged = {"build": told, "check": (), "publish": ()}
        steps += [Step(name=one, outcome="unchanged", seconds=0, detail="nothing is new", warnings=what) for one, what in unchanged.items()]
        return served
    inputs, damaged = _inputs(), tuple(map(str, passed_over(settings().editions)))
    outcome: Any = None
    for name, verb in (("build", _build), ("check", _check), ("publish", _publish)):
        on_step(name)
        started = time.perf_counter()
        outcome = verb()
        warnings = (*damaged, *outcome.warnings) if name == "build" else ()
        steps.append(Step(name=name, outcome="done", seconds=time.perf_counter() - started, detail=outcome.summary, warnings=warnings))
    edition: Edition = outcome
    draft = _inputs_path().with_suffix(".tmp")
    draft.write_text(json.dumps({"edition": edition.name, "inputs": inputs}), encoding="utf-8")
    draft.replace(_inputs_path())
    return edition


def _edition_of_these_inputs() -> "Edition | None":
    """The served edition, if it was made of exactly what is landed and declared now, nothing else was built since, and nothing is lost."""
    from commonlist.disclosure import private_of_newest
    from commonlist.publish.edition import current

    edition = current()
    try:
        private_of_newest()
        made_of = json.loads(_inputs_path().read_text(encoding="utf-8"))
    except (OSError, ValueError, PublishError):
        return None
    return edition if edition and made_of == {"edition": edition.name, "inputs": _inputs()} else None


def _inputs_path() -> Path:
    return settings().home / "inputs.json"


def _inputs() -> str:
    """One hash over every landed publication, the stewards' files, the models, beliefs, contracts, this package and FACTS_FROM."""
    from commonlist.land.store import publications
    from commonlist.land.submissions import landed

    declared = [settings().root / name for name in ("crosswalks", "dbt", "expectations", "exports")]
    files = [
        path for folder in (*declared, Path(__file__).parent) for path in folder.rglob("*") if path.is_file() and path.suffix != ".pyc"
    ]
    kept = [f"{library} {version(library)}" for library in FACTS_FROM]
    digest = hashlib.sha256("\n".join([*(one["fingerprint"] for one in publications()), *kept]).encode())
    for path in (*sorted(files), *landed()):
        digest.update(path.name.encode())
        digest.update(path.read_bytes())
    return digest.hexdigest()


def lint(states: Sequence[str] | None = None) -> "list[Finding]":
    """Every finding in the named state folders, in all if none is named; readers and their options are landing's to know."""
    from commonlist.crosswalk.lint import lint as find
    from commonlist.land.read import options_of

    def require(layout: registry.Layout) -> None:
        options_of(layout.format).parse(layout.options)

    return find(states, require)


def status() -> "list[SourceStatus]":
    """Every declared source, from what is landed and what the audit log says failed since; and what a faulty folder holds up."""
    from commonlist.land.standing import standing
    from commonlist.publish.contract import house

    return standing(house().is_stale)


def _land_steps(origin: str, folder: Path | None, on_step: Callable[[str], None]) -> Iterator[Step]:
    for source_id in registry.sources():
        on_step(f"land {source_id}")
        yield _land_step(source_id, origin, folder)


def _submission_steps(origin: str, folder: Path | None, on_step: Callable[[str], None]) -> Iterator[Step]:
    """Licence decisions: invented ones among the samples, those in `submissions/` of a folder; nobody publishes them to be fetched."""
    from commonlist.land.submissions import land_submission
    from commonlist.land.synthetic import generate

    with TemporaryDirectory() as invented:
        files = generate(Path(invented)) if origin == "sample" else sorted((folder / "submissions").glob("*.csv")) if folder else []
        if not files:
            return
        on_step("land submissions")
        started = time.perf_counter()
        landed, refused = [], []
        for path in files:
            try:
                landed.append(land_submission(path))
            except CommonlistError as problem:
                refused.append(str(problem))
        is_new = any(one.outcome == "landed" for one in landed)
        outcome = "failed" if refused else "done" if is_new else "unchanged"
        lines = f"{len(landed)} files, {sum(one.lines for one in landed):,} lines"
        others = [one.file_name for one in landed if origin == "sample" and one.outcome == "landed" and one.replaced_lines]
        yield Step(
            name="land submissions",
            outcome=outcome,
            seconds=time.perf_counter() - started,
            detail="\n".join(refused) or lines,
            warnings=(f"the samples {', '.join(others)} replaced other files; those are in `restricted/raw`, see the audit log",)
            * bool(others),
        )


def _require_something_found(landings: list[Step]) -> None:
    if landings and all(step.outcome == "nothing found" for step in landings):
        raise ReadError(
            "read.no_file",
            "nothing of any source lies there",
            next_step="give the folder above those of the publishers; `match` in each state's YAML says which files it looks for",
        )


def _land_step(source_id: str, origin: str, folder: Path | None) -> Step:
    """Land one source; whatever becomes of it, the others have their turn (docs/decisions/a-fault-stops-its-source.md)."""
    started = time.perf_counter()
    try:
        landings = land(source_id, origin, folder)
    except Exception as problem:  # noqa: BLE001 - a fault of ours in one source keeps no other from landing
        if not isinstance(problem, CommonlistError):
            audit.record_fault(problem, source_id=source_id)
        detail = str(problem) if isinstance(problem, CommonlistError) else f"{source_id}: a fault of ours: {problem!r}; see the audit log"
        return Step(name=f"land {source_id}", outcome="failed", seconds=time.perf_counter() - started, detail=detail)
    if not landings:
        return Step(name=f"land {source_id}", outcome="nothing found", seconds=time.perf_counter() - started, detail="nothing found")
    is_new = any(one.outcome == "landed" for one in landings)
    rows = sum(one.rows_landed for one in landings)
    quarantined = sum(one.rows_quarantined for one in landings)
    detail = f"{len(landings)} editions, {rows:,} rows, {quarantined:,} quarantined"
    return Step(name=f"land {source_id}", outcome="done" if is_new else "unchanged", seconds=time.perf_counter() - started, detail=detail)


def _candidate_folder() -> Path:
    return settings().home / "candidate"


def _current_folder() -> Path | None:
    from commonlist.publish.edition import current

    edition = current()
    return edition.folder if edition else None
