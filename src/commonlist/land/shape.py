"""A table under the publisher's names to one under ours: every column is decided in the state's YAML, or the source stops."""

from difflib import get_close_matches
from pathlib import Path

import polars as pl

from commonlist.errors import Place, ShapeError
from commonlist.land.reading import LINE
from commonlist.registry import IGNORE


def decide_columns(table: pl.DataFrame, columns: dict[str, str], file: Path, line: int = 1) -> pl.DataFrame:
    """Rename and drop as decided. Raises ShapeError, speaking of the header's line, for a column nobody decided, or one that is gone."""
    undecided = [name for name in table.columns if name != LINE and name not in columns]
    missing = [name for name in columns if name not in table.columns]
    if missing:
        raise _missing(missing, undecided, Place(file=file.name, line=line, column=missing[0]))
    if undecided:
        raise ShapeError(
            "shape.undecided_column",
            f"the publication has {_listed(undecided)}, which nobody has decided about",
            place=Place(file=file.name, line=line, column=undecided[0]),
            next_step=f"name it under `columns` of that layout: the field it becomes, or `{IGNORE}`",
        )
    kept = {name: target for name, target in columns.items() if target != IGNORE}
    twice = sorted({target for target in kept.values() if list(kept.values()).count(target) > 1})
    if twice:
        raise ShapeError(
            "shape.target_twice", f"two columns become {_listed(twice)}", place=file, next_step="give each column a target of its own"
        )
    return table.select(LINE, *(pl.col(name).alias(target) for name, target in kept.items()))


def _missing(missing: list[str], undecided: list[str], place: Place) -> ShapeError:
    candidates = get_close_matches(missing[0], undecided, n=1, cutoff=0.6) or undecided[:1]
    hint = f"; it has {candidates[0]!r}, perhaps its new name" if candidates else ""
    return ShapeError(
        "shape.missing_column",
        f"the publication no longer has {_listed(missing)}{hint}",
        place=place,
        next_step="compare the publication's columns with `columns` of that layout and correct the YAML",
    )


def _listed(names: list[str]) -> str:
    shown = ", ".join(repr(name) for name in names[:5])
    return ("column " if len(names) == 1 else f"{len(names)} columns: ") + shown + (" …" if len(names) > 5 else "")
