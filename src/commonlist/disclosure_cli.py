"""The `commonlist disclosure` commands: could anybody compute what an edition keeps back?"""

from typing import Annotated

import typer

from commonlist.console import AsJson, show

app = typer.Typer(help="Could anybody compute what an edition keeps back?", no_args_is_help=True)


@app.callback()
def disclosure() -> None:
    """Could anybody compute what an edition keeps back?"""


@app.command()
def audit(
    edition: Annotated[str | None, typer.Argument(help="An edition, such as 2026.11.0; the one served when none is named.")] = None,
    everybody: Annotated[
        bool,
        typer.Option(
            "--everybody", help="Let each exporter attack too, not only prove them unable: 25 seconds instead of some for the samples."
        ),
    ] = False,
    as_json: AsJson = False,
) -> None:
    """Attack an edition together with those before it: failing cells, what is left of them, to whom. Exit code 1 if there are any."""
    from commonlist.attack import edition as choices
    from commonlist.disclosure import attack

    found = attack(edition, choices.everybody if everybody else choices.states)
    show(as_json, found.model_dump(mode="json"), lambda: typer.echo(found.in_words))
    if found.findings:
        raise typer.Exit(1)
