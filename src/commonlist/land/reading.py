"""What every reader returns: the publication as a table of strings, and what could not be read of it."""

from dataclasses import dataclass, field
from typing import Any, Self

import polars as pl
from pydantic import BaseModel, ConfigDict, ValidationError

from commonlist.errors import RegistryError

LINE = "source_line"


class Options(BaseModel):
    """Base of each reader's options as they stand in a layout of the state's YAML."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    @classmethod
    def parse(cls, options: dict[str, Any]) -> Self:
        """Raises RegistryError naming the option that is unknown or wrong."""
        try:
            return cls.model_validate(options)
        except ValidationError as problem:
            first = problem.errors()[0]
            key = ".".join(str(part) for part in first["loc"])
            raise RegistryError(
                "registry.bad_option", f"reader option {key!r}: {first['msg']}", next_step="correct `options` of that layout"
            ) from None


@dataclass(frozen=True)
class Rejection:
    """One source row that goes to quarantine: `reason` is a slug, `detail` a sentence, `raw` the row as it stood."""

    line: int
    column: str | None
    reason: str
    detail: str
    raw: str


@dataclass(frozen=True)
class Reading:
    """`table`: every column Utf8 (null where the cell is blank) under the publisher's own names, plus `source_line` (Int64, 1-based).

    `rows_read` counts every record met, `rows_read == table.height + len(rejections) + out_of_scope`.
    `facts` holds what the document says of itself, e.g. `edition_date`, `valid_from` (ISO dates); `header_line` is where the
    columns' names stand.
    """

    table: pl.DataFrame
    rejections: tuple[Rejection, ...] = ()
    out_of_scope: int = 0
    facts: dict[str, str] = field(default_factory=dict)
    header_line: int = 1

    @property
    def rows_read(self) -> int:
        return self.table.height + len(self.rejections) + self.out_of_scope


def table_of(rows: list[dict[str, Any]], columns: list[str]) -> pl.DataFrame:
    """The string table from dicts that carry `source_line`; blank cells become null, order is kept."""
    schema = {LINE: pl.Int64, **dict.fromkeys(columns, pl.String)}
    frame = pl.DataFrame(rows, schema=schema, orient="row")
    blank = {name: pl.col(name).str.strip_chars() == "" for name in columns}
    return frame.with_columns(pl.when(~is_blank).then(pl.col(name)).alias(name) for name, is_blank in blank.items())
