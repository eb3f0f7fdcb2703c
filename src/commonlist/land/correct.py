"""Known errors of a publication to corrected cells: each correction states what must still be wrong for it to apply.

- A correction finds its row by one column, by several (`year | destination` with `2012 | Algeria`), or by `source_line`.
- One that finds no row, or a row that is not wrong any more, stops the source; the edition landed before stays.
"""

import csv
from datetime import date
from pathlib import Path

import polars as pl
from pydantic import BaseModel, ConfigDict, ValidationError

from commonlist.errors import CorrectionError, Place, RegistryError
from commonlist.land.reading import LINE

SEPARATOR = " | "
_DATES = ("edition_from", "edition_to")


class Correction(BaseModel):
    """One row of `<source>.corrections.csv`; column names are the shaped ones, texts are as printed.

    `match_column` and `match_text` name as many columns as texts, with ` | ` between them.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    match_column: str
    match_text: str
    column: str
    expected_text: str
    corrected_text: str
    edition_from: date | None
    edition_to: date | None
    reason: str
    author: str
    reviewer: str
    reviewed_date: date
    citation: str

    def holds_on(self, edition_date: date) -> bool:
        """Whether the correction is meant for this edition."""
        return (self.edition_from or date.min) <= edition_date <= (self.edition_to or date.max)


def load_corrections(path: Path) -> list[tuple[int, Correction]]:
    """The corrections with their line numbers; none where the file is absent."""
    if not path.exists():
        return []
    found: list[tuple[int, Correction]] = []
    with path.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            line = len(found) + 2
            try:
                cells = {name: None if value == "" and name in _DATES else value for name, value in row.items()}
                found.append((line, Correction.model_validate(cells)))
            except ValidationError as problem:
                first = problem.errors()[0]
                place = Place(file=path.name, line=line, column=str(first["loc"][0]))
                raise RegistryError("registry.bad_correction", first["msg"], place=place, next_step="correct that cell") from None
    return found


def correct(table: pl.DataFrame, path: Path, edition_date: date) -> pl.DataFrame:
    """Apply every correction meant for this edition. Raises CorrectionError for one whose expectation no longer holds."""
    for line, correction in load_corrections(path):
        if correction.holds_on(edition_date):
            table = _apply(table, correction, Place(file=path.name, line=line, column=correction.column))
    return table


def _apply(table: pl.DataFrame, correction: Correction, place: Place) -> pl.DataFrame:
    meant = _meant(table, correction, place)
    still_wrong = meant & (pl.col(correction.column) == correction.expected_text)
    if not table.select(still_wrong.any()).item():
        raise CorrectionError(
            "correct.expectation_gone",
            f"{_named(correction)} {_standing(table.filter(meant), correction)}",
            place=place,
            next_step="look at the source: if it was corrected there, end the correction with `edition_to`, else adjust it",
        )
    return table.with_columns(
        pl.when(still_wrong).then(pl.lit(correction.corrected_text)).otherwise(pl.col(correction.column)).alias(correction.column)
    )


def _meant(table: pl.DataFrame, correction: Correction, place: Place) -> pl.Expr:
    columns, texts = correction.match_column.split(SEPARATOR), correction.match_text.split(SEPARATOR)
    if not {*columns, correction.column} <= set(table.columns) or correction.column == LINE:
        message, next_step = "the correction names a column the source does not have", "use shaped column names"
        raise RegistryError("registry.bad_correction", message, place=place, next_step=next_step)
    if len(columns) != len(texts):
        message = f"{len(columns)} columns are matched against {len(texts)} texts"
        next_step = f"write as many texts as columns, with {SEPARATOR!r} between them"
        raise RegistryError("registry.bad_correction", message, place=place, next_step=next_step)
    cells = [pl.col(column).cast(pl.String) == text for column, text in zip(columns, texts, strict=True)]
    return pl.all_horizontal(cells)


def _named(correction: Correction) -> str:
    return f"the row whose {correction.match_column} is {correction.match_text!r}"


def _standing(rows: pl.DataFrame, correction: Correction) -> str:
    """What became of the row a correction is meant for, with its line in the publication."""
    if rows.is_empty():
        return "is not in the publication"
    line, text = rows.select(LINE, correction.column).row(0)
    return f"stands in line {line} with {correction.column} {text!r}, and no longer {correction.expected_text!r}"
