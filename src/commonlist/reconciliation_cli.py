"""The `commonlist reconcile` command: what published figures say against each other."""

from typing import Annotated

import typer

from commonlist.console import AsJson, show, table


def reconcile(
    source: Annotated[str | None, typer.Option(help="Only this source, such as eu_coarm.")] = None,
    check: Annotated[str | None, typer.Option(help="Only this check, with everything it found.")] = None,
    as_json: AsJson = False,
) -> None:
    """What the last build found wrong in the licensing figures as published; it writes the worklists and stops no edition."""
    from commonlist.crosswalk.outcomes import worklist_path
    from commonlist.reconciliation import reconcile as read

    found = read(source, check)
    applicable = [one for one in found.outcomes if one.outcome != "not_applicable"]
    shown = found.outcomes if check else applicable
    rows = [
        {
            "check": one.check_id,
            "source": one.source_id,
            "severity": one.severity,
            "outcome": one.outcome.replace("_", " "),
            "examined": one.examined_count,
            "found": one.finding_count,
        }
        for one in shown
    ]

    def in_words() -> None:
        table(rows, "reconciliation checks")
        for one in shown:
            if one.problem:
                typer.echo(f"{one.check_id} of {one.source_id}: {one.problem}")
        for finding in found.findings if check else ():
            typer.echo(finding.in_words())
        if len(shown) < len(found.outcomes):
            typer.echo(f"\n{len(found.outcomes) - len(shown)} more do not apply to what the source publishes")
        typer.echo(f"\nworklists: {worklist_path(check or '*')}\nwhat each check means: docs/checks/<check>.md")

    show(as_json, found.model_dump(mode="json"), in_words)
