"""What a command found, printed for a person or as one JSON document; progress goes to the error stream."""

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Annotated, Any

import typer

AsJson = Annotated[bool, typer.Option("--json", help="Print one JSON document instead of text.")]


@contextmanager
def progress(as_json: AsJson) -> Iterator[Callable[[str], None]]:
    """A spinner with the seconds of the step under way; silent where a program reads the output."""
    from rich.console import Console
    from rich.progress import Progress, SpinnerColumn, TextColumn, TimeElapsedColumn

    console = Console(stderr=True)
    with Progress(
        SpinnerColumn(), TextColumn("{task.description}"), TimeElapsedColumn(), console=console, transient=True, disable=as_json
    ) as bar:
        task = bar.add_task("start", total=None)
        yield lambda name: bar.reset(task, description=name)


def show(as_json: AsJson, document: Any, in_words: Callable[[], None]) -> None:
    """The document as JSON, or what `in_words` prints."""
    if as_json:
        typer.echo(json.dumps(document, ensure_ascii=False, indent=2, default=str))
    else:
        in_words()


def table(rows: list[dict[str, Any]], title: str) -> None:
    """Rows of equal keys as a table; thousands are marked, whole numbers stand to the right."""
    if not rows:
        typer.echo(f"{title}: none")
        return
    from rich.console import Console
    from rich.table import Table

    table = Table(title=title, title_justify="left", box=None, pad_edge=False)
    for name, value in rows[0].items():
        table.add_column(name.replace("_", " "), justify="right" if isinstance(value, int | float) else "left", overflow="fold")
    for row in rows:
        table.add_row(
            *(
                "" if value is None else f"{value:,}" if isinstance(value, int) and not isinstance(value, bool) else str(value)
                for value in row.values()
            )
        )
    Console().print(table)
