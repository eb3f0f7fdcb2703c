"""The `commonlist` command: parses what a person asks, calls the pipeline, prints what came of it.

Exit codes: 0 done · 1 refused or held back, the message says what to do · 2 the command line itself is wrong ·
3 an edition was published, but a source failed and keeps its last good one · 70 a fault of ours, recorded in the audit log.
"""

import sys
from collections.abc import Sequence
from dataclasses import asdict
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer
from typer.exceptions import TyperException

from commonlist.console import AsJson, cannot_write, progress, show, table
from commonlist.crosswalk_cli import app as crosswalk
from commonlist.disclosure_cli import app as disclosure
from commonlist.errors import CommonlistError
from commonlist.reconciliation_cli import reconcile
from commonlist.submissions_cli import app as submissions

if TYPE_CHECKING:
    from commonlist.pipeline import Report

app = typer.Typer(
    name="commonlist",
    help=__doc__.partition("\n")[0],
    no_args_is_help=True,
    add_completion=False,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
)

app.add_typer(crosswalk, name="crosswalk")
app.add_typer(disclosure, name="disclosure")
app.add_typer(submissions, name="submissions")
app.command()(reconcile)

Samples = Annotated[bool, typer.Option("--samples", help="Take each source's bundled sample.")]
Folder = Annotated[Path | None, typer.Option("--from", help="Take publications already downloaded to this folder.", metavar="DIR")]
Source = Annotated[str, typer.Argument(help="A source, such as gb_licences.")]
Withdraw = Annotated[
    list[str] | None, typer.Option("--withdraw", help="A source that may leave, or go back to an older edition.", metavar="SOURCE")
]


@app.command()
def run(samples: Samples = False, folder: Folder = None, as_json: AsJson = False) -> None:
    """Land every source, build, check and publish an edition. Without --samples or --from, fetch the official addresses."""
    from commonlist import pipeline

    with progress(as_json) as on_step:
        report = pipeline.run(*_origin(samples, folder), on_step=on_step)
    show(as_json, report.model_dump(mode="json"), lambda: _show_run(report))
    if report.failures:
        raise typer.Exit(3)


@app.command()
def land(source: Source, samples: Samples = False, folder: Folder = None, as_json: AsJson = False) -> None:
    """Land one source: every edition found of it."""
    from commonlist import pipeline

    with progress(as_json) as on_step:
        on_step(f"land {source}")
        landings = pipeline.land(source, *_origin(samples, folder))
    if not landings:
        raise _nothing_found(source)
    rows = [one.model_dump(mode="json") for one in landings]
    shown = ("source_id", "edition_date", "outcome", "rows_in", "rows_landed", "rows_quarantined")
    show(as_json, rows, lambda: table([{name: row[name] for name in shown} for row in rows], "landed"))


@app.command()
def forget(
    source: Source,
    edition_date: Annotated[datetime, typer.Argument(formats=["%Y-%m-%d"], help="The day it landed under, such as 2024-03-06.")],
    as_json: AsJson = False,
) -> None:
    """Take one landed edition out again, such as one under a wrong date. Raw bytes and published editions stay."""
    from commonlist import pipeline

    day = edition_date.date()
    pipeline.forget(source, day)
    show(as_json, {"forgotten": source, "edition_date": day}, lambda: typer.echo(f"forgot the edition of {day} of {source}"))


@app.command()
def build(as_json: AsJson = False) -> None:
    """Build every model from what is landed, and run every test between tables."""
    from commonlist import pipeline

    with progress(as_json) as on_step:
        on_step("build")
        result = pipeline.build()
    show(as_json, result.model_dump(mode="json"), lambda: typer.echo(result.in_words))


@app.command()
def check(withdraw: Withdraw = None, as_json: AsJson = False) -> None:
    """Judge the candidate edition: may it be published?"""
    from commonlist import pipeline

    with progress(as_json) as on_step:
        on_step("check")
        verdict = pipeline.check(withdraw or ())
    show(as_json, verdict.model_dump(mode="json"), lambda: typer.echo(verdict.summary))


@app.command()
def publish(withdraw: Withdraw = None, as_json: AsJson = False) -> None:
    """Commit the candidate that the check let pass as the next edition."""
    from commonlist import pipeline

    with progress(as_json) as on_step:
        on_step("publish")
        edition = pipeline.publish(withdraw or ())
    show(as_json, edition.model_dump(mode="json"), lambda: typer.echo(edition.summary))


@app.command()
def status(as_json: AsJson = False) -> None:
    """Each source: last good edition, age, stale or not, rows, quarantined, last landing that went well, failure since."""
    from commonlist import audit, pipeline

    rows = [one.model_dump(mode="json") for one in pipeline.status()]
    show(as_json, rows, lambda: _show_status(rows))
    for place in audit.torn():
        typer.echo(f"\npassed over in the audit log, because it is no event: {place}", err=True)


@app.command()
def explain(
    mart: Annotated[str, typer.Argument(help="A table of the current edition, such as control_items.")],
    key: Annotated[str, typer.Argument(help="The key of one row, such as gb_military_list:ML10.c.")],
    as_json: AsJson = False,
) -> None:
    """Where one published row comes from: file and line, map row, model, cell."""
    from commonlist.lineage import explain as trace

    lineage = trace(mart, key)
    show(as_json, lineage.model_dump(mode="json"), lambda: typer.echo(lineage.in_words()))


@app.command()
def translate(
    code: Annotated[str, typer.Argument(help="A code with its publisher or list, such as us:3A001.b.2 or us_ccl:3A001.b.2.")],
    destination: Annotated[str, typer.Option("--to", help="The publisher, or the list, to translate into.")],
    on: Annotated[datetime | None, typer.Option(formats=["%Y-%m-%d"], help="The day on which the judgements must hold; today.")] = None,
    explain: Annotated[bool, typer.Option("--explain", help="Show every path with who approved what, and what follows from it.")] = False,
    as_json: AsJson = False,
) -> None:
    """What a code of one publisher is in another's list: mapped, none, unverified or still to do."""
    from commonlist import translate as translation

    catalog = translation.load()
    answer = translation.translate(catalog, code, destination, on.date() if on else date.today())
    if explain:
        answer = translation.explain(catalog, answer)
    show(as_json, answer.model_dump(mode="json"), lambda: typer.echo(answer.in_words()))


@app.command()
def briefing(
    folder: Annotated[Path, typer.Option("--to", help="The folder to write into; it is made.", metavar="FOLDER")],
    edition: Annotated[str | None, typer.Argument(help="An edition, such as 2026.11.0; the one served when none is named.")] = None,
    as_json: AsJson = False,
) -> None:
    """A PDF of at most six pages, pictures for slides, and a list that ties each of their figures to its cell."""
    from commonlist.publish import briefing as words
    from commonlist.publish import typeset

    made = typeset.write(words.compose(words.edition_folder(edition)), folder)
    show(as_json, {"files": [path.name for path in made]}, lambda: typer.echo("\n".join(f"wrote {path}" for path in made)))


@app.command()
def new(
    state: Annotated[str, typer.Argument(help="ISO 3166-1 alpha-2 of the state, in lower case.")],
    source: Annotated[str, typer.Option(help="The first source, such as fr_military_list.")],
    name: Annotated[str, typer.Option(help="The state's name.")],
    alpha3: Annotated[str, typer.Option(help="ISO 3166-1 alpha-3 of the state.")],
    currency: Annotated[str, typer.Option(help="ISO 4217 of its currency.")],
    file_format: Annotated[str, typer.Option("--format", help="The reader of its files, such as csv.")],
    as_json: AsJson = False,
) -> None:
    """Begin a state folder, or a source in it: a YAML to fill in and an empty map."""
    from commonlist.crosswalk.scaffold import Beginning, begin
    from commonlist.land.read import require_known

    require_known(file_format)
    paths = begin(Beginning(state=state, name=name, alpha3=alpha3, currency=currency, source_id=source, file_format=file_format))
    show(as_json, [path.name for path in paths], lambda: typer.echo("\n".join(f"wrote {path}" for path in paths)))


@app.command()
def sample(
    source: Source,
    folder: Annotated[Path, typer.Option("--from", help="The folder that holds the publications.", metavar="DIR")],
    rows: Annotated[int, typer.Option(help="How many records to keep.", min=1, max=1000)] = 50,
    as_json: AsJson = False,
) -> None:
    """Cut the bundled sample of a source from a publication."""
    from commonlist.land.sample import cut

    path = cut(source, folder, rows)
    show(as_json, {"sample": path.name}, lambda: typer.echo(f"wrote {path}"))


@app.command()
def lint(
    states: Annotated[list[str] | None, typer.Argument(help="State folders; all when none is named.")] = None,
    as_json: AsJson = False,
) -> None:
    """Check the stewards' files: YAML, maps, common tables."""
    from commonlist import pipeline

    findings = pipeline.lint(states)
    rows = [one.model_dump(mode="json") for one in findings]
    show(as_json, rows, lambda: typer.echo("\n".join(str(one) for one in findings) or "no findings"))
    if any(one.severity == "error" for one in findings):
        raise typer.Exit(1)


def main() -> None:
    """Run the command; a user's mistake gets one sentence and a next step, never a traceback. With --json, one document says so."""
    as_json = "--json" in sys.argv[1:]
    try:
        sys.exit(app(standalone_mode=not as_json))
    except CommonlistError as problem:
        _refuse(problem, as_json)
        sys.exit(1)
    except TyperException as mistake:
        _refuse(
            CommonlistError("usage.wrong", mistake.format_message(), next_step="add --help to the command to see what it takes"), as_json
        )
        sys.exit(mistake.exit_code)
    except Exception as fault:  # noqa: BLE001 - the one place that may catch everything
        told = _recorded_fault(fault)
        _refuse(told, as_json)
        sys.exit(70 if told.slug == "internal.fault" else 1)


def _nothing_found(source_id: str) -> CommonlistError:
    from commonlist import registry
    from commonlist.errors import ReadError

    wanted = ", ".join(layout.match for layout in registry.source(source_id).layouts)
    return ReadError("read.no_file", f"no file {wanted} below the folder", next_step="lay the publication out as that pattern says")


def _origin(samples: Samples, folder: Path | None) -> tuple[str, Path | None]:
    if samples and folder:
        raise typer.BadParameter("give --samples or --from, not both")
    return "sample" if samples else "folder" if folder else "fetched", folder


def _show_status(rows: list[dict[str, Any]]) -> None:
    shown = ("source_id", "edition_date", "origin", "age_days", "is_stale", "rows_landed", "rows_quarantined")
    table([{name.removeprefix("rows_"): row[name] for name in shown} for row in rows], "sources")
    for row in rows:
        if row["last_failure"]:
            good = f"last landed on {row['last_success_date']} and" if row["last_success_date"] else "never landed and"
            typer.echo(f"\n{row['source_id']} {good} failed since: {row['last_failure']}")


def _show_steps(steps: Sequence[Any]) -> None:
    table([{"step": one.name, "outcome": one.outcome, "seconds": f"{one.seconds:.1f}", "what": one.detail} for one in steps], "steps")
    for warning in (warning for step in steps for warning in step.warnings):
        typer.echo(f"\nwarning: {warning}", err=True)


def _show_run(report: "Report") -> None:
    _show_steps(report.steps)
    for failure in report.failures:
        typer.echo(f"\nkept its last good edition: {failure}", err=True)
    typer.echo(f"\nedition {report.edition} {'published' if report.is_new else 'stands; nothing is new'}\n{report.summary}")
    typer.echo(f"public page: {report.folder / 'public' / 'index.html'}")


def _refuse(problem: CommonlistError, as_json: AsJson) -> None:
    steps = [one.model_dump(mode="json") for one in problem.steps]
    place = asdict(problem.place) if problem.place else None
    error = {"slug": problem.slug, "message": problem.message, "place": place, "next_step": problem.next_step}
    show(as_json, {"error": error, "steps": steps}, lambda: _say(problem))


def _say(problem: CommonlistError) -> None:
    if problem.steps:
        _show_steps(problem.steps)
    where = f"\n  where  {problem.place}" if problem.place else ""
    typer.echo(f"{problem.message}{where}\n  next   {problem.next_step}\n  error  {problem.slug}", err=True)


def _recorded_fault(fault: Exception) -> CommonlistError:
    """A home in which not even the fault can be written down is the fault."""
    from commonlist import audit
    from commonlist.settings import settings

    try:
        audit.record_fault(fault)
    except OSError as problem:
        return cannot_write(settings().home, problem)
    next_step = "report it with the last line of today's audit log"
    return CommonlistError("internal.fault", f"a fault of ours: {fault!r}", next_step=next_step)
