"""What a command found, printed for a person or as one JSON document; progress goes to the error stream."""

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated, Any

import typer

from commonlist.errors import SettingsError

LONGEST_CODE = 30
GAP = 2
UNBROKEN = 10_000
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


def save(path: Path, text: str) -> None:
    """Write the text to a file somebody named. Raises SettingsError (`settings.cannot_write`)."""
    try:
        path.write_text(text, encoding="utf-8", newline="")
    except OSError as problem:
        raise cannot_write(path, problem) from None


def cannot_write(path: Path, problem: OSError) -> SettingsError:
    """The refusal of a file or folder that was named, and is not ours to mend."""
    reason = problem.strerror or str(problem) if path.parent.is_dir() else f"there is no folder {path.parent}"
    message = f"cannot write {path}: {reason}"
    return SettingsError("settings.cannot_write", message, next_step="name a place in a folder that exists and that you may write to")


def table(rows: list[dict[str, Any]], title: str) -> None:
    """Rows of equal keys as a table; thousands are marked, whole numbers stand to the right.

    Only texts of several words are wrapped, and between words: a code stays whole, if need be beyond the edge of the screen.
    Where no person looks, a row is one line, however long.
    """
    if not rows:
        typer.echo(f"{title}: none")
        return
    from rich.console import Console
    from rich.table import Table

    console = Console(markup=False, emoji=False)
    cells = [[name.replace("_", " ") for name in rows[0]], *([_shown(value) for value in row.values()] for row in rows)]
    widths = _widths(cells, console.width if console.is_terminal else UNBROKEN)
    console.width = max(console.width, sum(widths) + GAP * len(widths))
    table = Table(title=title, title_justify="left", box=None, pad_edge=False)
    for heading, value, width in zip(cells[0], rows[0].values(), widths, strict=True):
        table.add_column(heading, justify="right" if isinstance(value, int | float) else "left", overflow="fold", width=width)
    for row in cells[1:]:
        table.add_row(*row)
    console.print(table)


def _widths(cells: list[list[str]], screen: int) -> list[int]:
    """The width of each column: that of its longest cell, or where the screen has no room for it, a share not below its longest word."""
    columns = list(zip(*cells, strict=True))
    wanted = [max(map(len, column)) for column in columns]
    least = [min(LONGEST_CODE, max(len(word) for cell in column for word in cell.split() or ("",))) for column in columns]
    asked = sum(wanted) - sum(least)
    spare = min(asked, max(0, screen - GAP * len(columns) - sum(least)))
    return [low + (high - low) * spare // (asked or 1) for low, high in zip(least, wanted, strict=True)]


def _shown(value: Any) -> str:
    if value is None:
        return ""
    return f"{value:,}" if isinstance(value, int) and not isinstance(value, bool) else str(value)
