"""Known errors of a publication to corrected cells: each correction states what must still be wrong for it to apply."""

import csv
from datetime import date
from pathlib import Path

import polars as pl
from pydantic import BaseModel, ConfigDict, ValidationError

from commonlist.errors import CorrectionError, Place, RegistryError

_DATES = ("edition_from", "edition_to")


class Correction(BaseModel):
    """One row of `<source>.corrections.csv`; column names are the shaped ones, texts are as printed."""

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
    if not {correction.match_column, correction.column} <= set(table.columns):
        raise RegistryError(
            "registry.bad_correction",
            "the correction names a column the source does not have",
            place=place,
            next_step="use shaped column names",
        )
    still_wrong = (pl.col(correction.match_column) == correction.match_text) & (pl.col(correction.column) == correction.expected_text)
    if not table.select(still_wrong.any()).item():
        raise CorrectionError(
            "correct.expectation_gone",
            f"no row with {correction.match_column} {correction.match_text!r} still has {correction.column} {correction.expected_text!r}",
            place=place,
            next_step="look at the source: if it was corrected there, end the correction with `edition_to`, else adjust it",
        )
    return table.with_columns(
        pl.when(still_wrong).then(pl.lit(correction.corrected_text)).otherwise(pl.col(correction.column)).alias(correction.column)
    )
