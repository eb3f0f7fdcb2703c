"""The `commonlist submissions` commands: licence decisions as states send them, checked, landed, and invented for practice."""

from pathlib import Path
from typing import Annotated

import typer

from commonlist.console import AsJson, show, table

app = typer.Typer(help="Licence decisions as states send them.", no_args_is_help=True)

Files = Annotated[list[Path], typer.Argument(help="Files in the form of `submissions template`.", exists=True, dir_okay=False)]


@app.command()
def check(files: Files, as_json: AsJson = False) -> None:
    """Everything that is wrong with these files, line by line; nothing lands. Needs no network. Exit code 1 if anything is."""
    from commonlist.land.form import read_form

    forms = [read_form(path) for path in files]
    told = [f"{form.file_name}: {fault}" for form in forms for fault in form.faults]
    rows = [{"file": form.file_name, **fault.model_dump()} for form in forms for fault in form.faults]
    show(as_json, rows, lambda: typer.echo("\n".join(told) or f"nothing is wrong with {len(forms)} files"))
    if told:
        raise typer.Exit(1)


@app.command()
def land(files: Files, as_json: AsJson = False) -> None:
    """Land these files: each whole or not at all. The next run counts them into the summary."""
    from commonlist.land.submissions import land_submission

    rows = [land_submission(path).model_dump() for path in files]
    show(as_json, rows, lambda: table(rows, "landed"))


@app.command()
def template(
    target: Annotated[Path, typer.Option("--to", help="The CSV file to write.", metavar="FILE")],
    as_json: AsJson = False,
) -> None:
    """Write the form: its header and three invented lines."""
    import shutil

    from commonlist.land.form import TEMPLATE
    from commonlist.settings import settings

    shutil.copyfile(settings().root / TEMPLATE, target)
    show(as_json, {"template": target.name}, lambda: typer.echo(f"wrote {target}"))


@app.command()
def generate(
    folder: Annotated[Path, typer.Option("--to", help="The folder to write into; it is made.", metavar="FOLDER")],
    lines: Annotated[int, typer.Option(help="Lines a year, over all ten states.", min=10, max=1_000_000)] = 240,
    seed: Annotated[int, typer.Option(help="The same seed gives the same bytes.")] = 1,
    as_json: AsJson = False,
) -> None:
    """Invent the decisions of ten synthetic states (XAA to XAJ) for two years."""
    from commonlist.land.synthetic import YEARS
    from commonlist.land.synthetic import generate as invent

    made = invent(folder, YEARS, lines, seed)
    show(as_json, {"files": [path.name for path in made]}, lambda: typer.echo(f"wrote {len(made)} files into {folder}"))
