"""The `commonlist crosswalk` commands: what stewards do with the maps between edits."""

from datetime import UTC, datetime
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from commonlist.console import AsJson, progress, save, show, table

SHOWN_ROWS = 5
app = typer.Typer(help="Work on the maps: suggest, approve by rule, carry forward, compare, review, exchange.", no_args_is_help=True)


class Format(StrEnum):
    """The shapes in which a map leaves the house."""

    SSSOM = "sssom"
    SKOS = "skos"


@app.command()
def export(
    source: Annotated[str, typer.Argument(help="The source whose map is written, such as us_ccl.")],
    form: Annotated[Format, typer.Option("--format", help="sssom: a TSV with metadata. skos: SKOS and XKOS in Turtle.")] = Format.SSSOM,
    out: Annotated[Path | None, typer.Option(help="The file to write; the screen if left out.", metavar="FILE")] = None,
    on: Annotated[datetime | None, typer.Option(help="skos: the day whose judgements become matches; today.", formats=["%Y-%m-%d"])] = None,
) -> None:
    """Write the map of a source for other people's tools."""
    from commonlist import registry
    from commonlist.crosswalk.rows import map_of
    from commonlist.crosswalk.skos import as_turtle
    from commonlist.crosswalk.sssom import as_sssom

    rows = map_of(registry.source(source))
    day = (on or datetime.now(UTC)).date()
    text = as_sssom(source, rows) if form is Format.SSSOM else as_turtle(source, rows, day)
    if out is None:
        typer.echo(text, nl=False)
    else:
        save(out, text)
        typer.echo(f"wrote {len(rows):,} rows to {out}", err=True)


@app.command()
def checks(as_json: AsJson = False) -> None:
    """Run every graph check and write the worklists; exits with 1 if an edition would be held back."""
    from commonlist import pipeline
    from commonlist.crosswalk.outcomes import worklist_path

    outcomes = pipeline.crosswalk_checks()
    rows = [
        {
            "check": one.check_id,
            "severity": one.severity,
            "outcome": one.outcome.replace("_", " "),
            "examined": one.examined_count,
            "found": len(one.concerns),
        }
        for one in outcomes
    ]

    def in_words() -> None:
        table(rows, "graph checks")
        for one in outcomes:
            if one.problem:
                typer.echo(f"{one.check_id}: {one.problem}")
        typer.echo(f"\nworklists: {worklist_path('*')}\nwhat each check means: docs/checks/<check>.md")

    show(as_json, [one.model_dump(mode="json") for one in outcomes], in_words)
    if any(one.blocks for one in outcomes):
        raise typer.Exit(1)


@app.command()
def suggest(
    source: Annotated[str, typer.Argument(help="A control list, such as us_ccl.")],
    hide_codes: Annotated[bool, typer.Option("--hide-codes", help="Look at no code and no approved row, only at texts.")] = False,
    top: Annotated[int, typer.Option(min=1, max=50, help="How many candidates per code.")] = 5,
    code: Annotated[str | None, typer.Option(help="One code, whatever its rows; nothing is written then.")] = None,
    as_json: AsJson = False,
) -> None:
    """Rank common items for the codes nobody has approved a row for, with reasons; no map is touched."""
    from commonlist.crosswalk.suggest import Options, suggest_source, write_suggested

    with progress(as_json) as on_step:
        on_step(f"compare {source} with the common items")
        suggested = suggest_source(source, Options(codes="hidden" if hide_codes else "shown", top=top), code)
    path = None if code else write_suggested(suggested)
    document = {"source_id": source, "written_to": path, "candidates": suggested.listed()}

    def in_words() -> None:
        table(suggested.summary(20) if path else suggested.candidates_of(code or ""), f"{source}: {len(suggested.candidates):,} codes")
        typer.echo(f"all of them: {path}" if path else "nothing was written; without --code everything is")

    show(as_json, document, in_words)


@app.command(name="import")
def import_(
    file: Annotated[Path, typer.Argument(help="An SSSOM TSV.", exists=True, dir_okay=False)],
    write: Annotated[bool, typer.Option("--write", help="Replace the map by the rows of the file.")] = False,
    as_json: AsJson = False,
) -> None:
    """Show what a partner's SSSOM table would change in the map, row by row; change it only with --write."""
    from commonlist import registry
    from commonlist.crosswalk.exchange import changes, in_words_of, require_whole
    from commonlist.crosswalk.rows import map_of, write_map
    from commonlist.crosswalk.sssom_reader import read_sssom

    found = read_sssom(file)
    path = registry.source(found.source_id).map_path
    before = map_of(registry.source(found.source_id))
    differences = changes(before, found.rows)
    rows = [one.model_dump() for one in differences]
    if write:
        require_whole(found, before)
        write_map(path, found.rows)
    done = "written" if write else "not written: give --write to change the map"
    document = {"source_id": found.source_id, "rows": len(found.rows), "is_written": write, "changes": rows}

    def in_words() -> None:
        table(rows, f"changes in {path.name}")
        typer.echo(f"{in_words_of(differences)}; the file has {len(found.rows):,} rows; {done if rows else 'nothing to do'}")

    show(as_json, document, in_words)


@app.command()
def review(
    desk: Annotated[str, typer.Option("--as", help="The desk that decides, such as desk:gb.")],
    state: Annotated[str | None, typer.Argument(help="A state folder, such as us; all if left out.")] = None,
    listed: Annotated[bool, typer.Option("--list", help="Print what waits for the desk, and decide nothing.")] = False,
    as_json: AsJson = False,
) -> None:
    """Decide about proposed rows on the screen, one key each; every decision is in the map at once."""
    from commonlist.crosswalk.review_session import open_sitting

    with progress(as_json) as on_step:
        on_step("read maps, lists and statistics")
        sitting = open_sitting(desk, state)
    if listed or as_json:
        rows = [case.summary() for case in sitting.waiting]
        show(as_json, rows, lambda: table(rows, f"waits for {desk}"))
        return
    from commonlist.crosswalk.review_screen import ReviewApp

    ReviewApp(sitting).run()
    typer.echo(f"{sitting.decided_count:,} decided, {len(sitting.waiting):,} wait")


@app.command()
def carry(
    source: Annotated[str, typer.Argument(help="A control list, such as us_ccl.")],
    since: Annotated[datetime | None, typer.Option("--from", help="The older edition; the last but one.", formats=["%Y-%m-%d"])] = None,
    until: Annotated[datetime | None, typer.Option("--to", help="The newer edition; the last one.", formats=["%Y-%m-%d"])] = None,
    write: Annotated[bool, typer.Option("--write", help="End rows of what changed in the map, and add `todo` rows.")] = False,
    as_json: AsJson = False,
) -> None:
    """What a new edition changed, which rows carry, and the worklist of the rest with both texts side by side."""
    from commonlist.crosswalk.carry import carry_map, write_carried
    from commonlist.crosswalk.worklist import write_worklist

    carried = carry_map(source, since.date() if since else None, until.date() if until else None)
    path = write_worklist(source, carried.since, carried.until, carried.tasks)
    done = f"wrote {write_carried(carried).name}" if write else "the map is as it was: give --write to change it"

    def in_words() -> None:
        codes = [{"change": kind.replace("_", " "), "codes": count} for kind, count in carried.counts.items() if count]
        typer.echo(f"{source}, {carried.since} → {carried.until}\n")
        table(codes, "codes")
        table([{"rows of the map": fate, "count": count} for fate, count in carried.fates.items()], "\nmap")
        head = [
            {
                "change": task.change.replace("_", " "),
                "code": (task.above or " ".join(task.new_codes or task.old_codes))[:24],
                "rows": " ".join(task.rows)[:60],
                "at stake": task.at_stake.partition(";")[0],
            }
            for task in carried.tasks[:10]
        ]
        table(head, "\nhead of the worklist")
        to_decide = sum(task.task == "decide" for task in carried.tasks)
        typer.echo(f"\n{to_decide:,} to decide, {len(carried.tasks) - to_decide:,} to confirm; {carried.todo_count:,} `todo` rows; {done}")
        typer.echo(f"worklist: {path}")

    show(as_json, {**carried.model_dump(mode="json", exclude={"rows"}), "is_written": write, "worklist": path.name}, in_words)


@app.command()
def diff(
    one: Annotated[str, typer.Argument(help="An edition such as 2026.11.0, a crosswalks folder, or one .map.csv file.", metavar="A")],
    other: Annotated[str, typer.Argument(help="What it is compared with, given likewise.", metavar="B")],
    as_json: AsJson = False,
) -> None:
    """Judgements that differ from A to B: added, removed, re-typed, re-weighted, re-decided, re-dated, and the licensed value at stake."""
    from collections import Counter

    from commonlist.crosswalk.diff import KINDS, compare_states, state
    from commonlist.crosswalk.stake import at_stake
    from commonlist.crosswalk.worklist import in_words as stakes_in_words

    changes = compare_states(state(one), state(other), at_stake())
    counts = Counter(kind for change in changes for kind in change.kinds)

    def in_words() -> None:
        table([{"change": change.in_words(), "at stake": stakes_in_words(change.stakes)} for change in changes[:40]], f"{one} → {other}")
        if len(changes) > 40:
            typer.echo(f"… and {len(changes) - 40:,} more; --json lists all")
        typer.echo(", ".join(f"{counts[kind]:,} {kind.replace('re_', 're-')}" for kind in KINDS if counts[kind]) or "no judgement differs")

    document = {
        "counts": {kind: counts[kind] for kind in KINDS},
        "changes": [{"change": change.in_words(), **change.model_dump(mode="json")} for change in changes],
    }
    show(as_json, document, in_words)


@app.command()
def approve(
    rule: Annotated[
        str | None, typer.Option(help="An adopted rule, such as R10; every rule, in the order in which they yield, if left out.")
    ] = None,
    sources: Annotated[list[str] | None, typer.Argument(help="Sources; all when none is named.")] = None,
    write: Annotated[bool, typer.Option("--write", help="Add what the rule signs, take away what it no longer does.")] = False,
    as_json: AsJson = False,
) -> None:
    """Run adopted rules again: which rows do they sign? Exits with 1 if that is not what the maps say, and --write was not given."""
    from commonlist.crosswalk import approve as rules

    found: list[tuple[str, rules.Reproduction]] = []
    with progress(as_json) as on_step:
        for rule_id in [rule] if rule else rules.in_order():
            on_step(f"run {rule_id}")
            reproduced = rules.reproduce(rule_id, sources)
            found += [(rule_id, one) for one in reproduced]
            if write:
                rules.write(rule_id, reproduced)
    words = ("added", "taken away") if write else ("missing", "unfounded")
    rows = [
        {"rule": name, "source": one.source_id, "stand": one.kept, words[0]: len(one.missing), words[1]: len(one.unfounded)}
        for name, one in found
    ]

    def in_words() -> None:
        table(rows, "rows signed by rule")
        for name, one in found:
            for word, listed in zip(words, (one.missing, one.unfounded), strict=True):
                for row in listed[:SHOWN_ROWS]:
                    days = f" from {row.valid_from or 'ever'} to {row.valid_to or 'further notice'}"
                    typer.echo(f"{word}: {name} {one.source_id} {row.item_code} {row.predicate} {row.common_code}{days}")
        typer.echo("written" if write else "nothing is written; --write makes the maps say so")

    show(as_json, [{"rule_id": name, **one.model_dump(mode="json")} for name, one in found], in_words)
    if not write and not all(one.is_exact for _, one in found):
        raise typer.Exit(1)


@app.command()
def propose(
    source: Annotated[str, typer.Argument(help="A control list, such as us_ccl.")],
    write: Annotated[bool, typer.Option("--write", help="Add the rows to the map.")] = False,
    as_json: AsJson = False,
) -> None:
    """Give every code without a row one: the first suggestion as a proposal where it is strong, `todo` elsewhere."""
    from commonlist import registry
    from commonlist.crosswalk import propose as proposals
    from commonlist.crosswalk.rows import map_of, write_map

    with progress(as_json) as on_step:
        on_step(f"look for codes of {source} without a row")
        rows = proposals.propose(source)
        if write:
            declared = registry.source(source)
            write_map(declared.map_path, [*map_of(declared), *rows])
    proposed = sum(row.predicate != "todo" for row in rows)
    summary = f"{len(rows):,} codes without a row: {proposed:,} proposed, {len(rows) - proposed:,} todo{'' if write else ' (not written)'}"
    show(as_json, [row.model_dump() for row in rows], lambda: typer.echo(summary))
