"""The `commonlist submissions` commands: licence decisions as states send them, checked, landed, and invented for practice."""

from pathlib import Path
from typing import Annotated

import typer

from commonlist.console import AsJson, cannot_write, save, show, table
from commonlist.errors import CommonlistError

app = typer.Typer(help="Licence decisions as states send them.", no_args_is_help=True)

Files = Annotated[list[Path], typer.Argument(help="Files in the form of `submissions template`.", exists=True, dir_okay=False)]


@app.command()
def check(files: Files, as_json: AsJson = False) -> None:
    """Everything that is wrong with these files, line by line; nothing lands. Needs no network. Exit code 1 if anything is."""
    from commonlist.land.form import faults

    found = [(path.name, fault) for path in files for fault in faults(path)]
    told = [f"{name}: {fault}" for name, fault in found]
    rows = [{"file": name, **fault.model_dump()} for name, fault in found]
    show(as_json, rows, lambda: typer.echo("\n".join(told) or f"nothing is wrong with {', '.join(path.name for path in files)}"))
    if told:
        raise typer.Exit(1)


@app.command()
def land(
    files: Files,
    whole: Annotated[bool, typer.Option("--whole", help="They are the whole year, however much they replace.")] = False,
    as_json: AsJson = False,
) -> None:
    """Land these files: each whole or not at all, in place of all that the state sent of the year before. The next run counts them.

    A refused file keeps no other from being landed; each that is refused is told.
    """
    from commonlist.land.submissions import LEAST_SHARE, land_submission

    rows, refused = [], []
    for path in files:
        try:
            rows.append(land_submission(path, 0 if whole else LEAST_SHARE).model_dump())
        except CommonlistError as problem:
            refused.append(problem)
    if rows and not (as_json and refused):
        show(as_json, rows, lambda: table([row | {"year": str(row["year"])} for row in rows], "landed"))
    for other in refused[1:]:
        typer.echo(f"{other}\n", err=True)
    if refused:
        raise refused[0]


@app.command()
def template(
    target: Annotated[Path, typer.Option("--to", help="The CSV file to write.", metavar="FILE")],
    as_json: AsJson = False,
) -> None:
    """Write the form: its header and three invented lines."""
    from commonlist.land.form import TEMPLATE
    from commonlist.settings import settings

    save(target, (settings().root / TEMPLATE).read_text(encoding="utf-8"))
    show(as_json, {"template": target.name}, lambda: typer.echo(f"wrote {target}"))


@app.command()
def generate(  # noqa: PLR0913, PLR0917 -- one parameter for each option
    folder: Annotated[Path, typer.Option("--to", help="The folder to write into; it is made.", metavar="FOLDER")],
    lines: Annotated[int, typer.Option(help="Lines a year, over all ten states.", min=10, max=1_000_000)] = 240,
    years: Annotated[list[int] | None, typer.Option(help="A year, such as 2025; again for more. 2024 and 2025.", min=1990)] = None,
    items: Annotated[int, typer.Option(help="For how many items.", min=1, max=32)] = 11,
    places: Annotated[int, typer.Option("--destinations", help="For how many destinations.", min=1, max=200)] = 11,
    seed: Annotated[int, typer.Option(help="The same seed gives the same bytes.", min=0)] = 1,
    as_json: AsJson = False,
) -> None:
    """Invent the decisions of ten synthetic states (XAA to XAJ)."""
    from commonlist.land.synthetic import YEARS, Extent
    from commonlist.land.synthetic import generate as invent

    chosen = tuple(sorted(set(years))) if years else YEARS
    try:
        made = invent(folder, chosen, lines, seed, Extent(items, places))
    except OSError as problem:
        raise cannot_write(folder, problem) from None
    show(as_json, {"files": [path.name for path in made]}, lambda: typer.echo(f"wrote {len(made)} files into {folder}"))
