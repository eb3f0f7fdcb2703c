"""Cells that hold several parties or categories to one row each: split and freed of padding only where the YAML says so."""

import polars as pl

from commonlist.land.reading import LINE
from commonlist.registry.statistics import Statistics


def parts(column: str, about: Statistics) -> pl.Expr:
    """The cell's parts without what pads them; an empty list for a blank cell."""
    printed = _printed_parts(column, about)
    if column not in about.separators and column not in about.padded:
        return printed
    return printed.list.eval(pl.element().str.strip_chars())


def each_part(table: pl.DataFrame, column: str, about: Statistics) -> pl.DataFrame:
    """One row per part: the table's columns, the `part`, the part as `printed`, and its `position` from 1."""
    split = table.with_columns(parts(column, about).alias("part"), _printed_parts(column, about).alias("printed"))
    each = split.filter(pl.col("part").list.len() > 0).explode("part", "printed")
    return each.with_columns(pl.int_range(1, pl.len() + 1, dtype=pl.Int64).over(LINE).alias("position"))


def _printed_parts(column: str, about: Statistics) -> pl.Expr:
    mark, cell = about.separators.get(column), pl.col(column)
    split = cell.str.split(mark) if mark else pl.concat_list(cell)
    filled = split.list.eval(pl.element().filter(pl.element().str.strip_chars() != ""))
    return pl.when(cell.is_not_null()).then(filled).otherwise(pl.lit([], pl.List(pl.String)))
