"""Lines of statistics to those that are kept and those that are refused, and the kept ones to rows of a record."""

from collections.abc import Mapping, Sequence

import pandera.polars as pa
import polars as pl

from commonlist.errors import ShapeError
from commonlist.land.line_rules import Rule
from commonlist.land.reading import LINE, Rejection

_RAW = "raw"


def with_raw(table: pl.DataFrame) -> pl.DataFrame:
    """The table with each line's printed cells in one, for the quarantine to show."""
    printed = [name for name in table.columns if name != LINE]
    return table.with_columns(pl.concat_str(printed, separator=" | ", ignore_nulls=True).alias(_RAW))


def require(table: pl.DataFrame, needs: set[str], who: str) -> None:
    """Raises ShapeError naming the fields that `who` needs and no column becomes."""
    if missing := sorted(needs - set(table.columns)):
        raise ShapeError(
            "shape.missing_target",
            f"{who} {', '.join(missing)}, which no column of the layout becomes",
            next_step="name under `columns` of that layout which of the publisher's columns it is",
        )


def refuse(table: pl.DataFrame, rules: Sequence[Rule]) -> tuple[pl.DataFrame, list[Rejection]]:
    """The lines that break no rule, and the others, each with the first rule it breaks."""
    broken = pl.coalesce(pl.when(rule.broken).then(pl.lit(number, pl.Int32)) for number, rule in enumerate(rules)).alias("rule")
    judged = table.with_columns(broken)
    kept = judged.filter(pl.col("rule").is_null()).drop("rule")
    refused = []
    for row in judged.filter(pl.col("rule").is_not_null()).iter_rows(named=True):
        rule = rules[row.pop("rule")]
        refused.append(rejection(row, rule.column, rule.reason, rule.says(row)))
    return kept, refused


def rejection(row: Mapping[str, object], column: str | None, reason: str, detail: str) -> Rejection:
    """One line of a table `with_raw`, refused."""
    return Rejection(line=int(str(row[LINE])), column=column, reason=reason, detail=detail, raw=str(row[_RAW]))


def shaped(
    table: pl.DataFrame, values: dict[str, pl.Expr], constants: Mapping[str, object], model: type[pa.DataFrameModel]
) -> pl.DataFrame:
    """One row per line, in the columns and types of the record's model."""
    values = values | {name: pl.lit(value) for name, value in constants.items()}
    schema = {name: column.dtype.type for name, column in model.to_schema().columns.items()}
    return table.select(values[name].cast(dtype).alias(name) for name, dtype in schema.items())
