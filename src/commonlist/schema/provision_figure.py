"""`provision_figure`: one quantity, or one CAS number, printed in the text of one control item."""

from datetime import date

import pandera.polars as pa
import polars as pl

COMPARATORS = (
    *("exceeding", "less_than", "equal_or_more", "equal_or_less", "equal_or_better", "better_than"),
    *("range_from", "range_to", "plus_minus"),
)
READINGS = ("plain", "power", "restored", "ambiguous")


class ProvisionFigure(pa.DataFrameModel):
    """Key: (`item_id`, `position`) within (`source_id`, `edition_date`); `position` counts the figures of one text from 1.

    `kind` is `quantity` or `cas`. `number` is as printed, `number_si` in SI base units of `dimension`; both are null where the print
    leaves two readings (`ambiguous`). `restored` means that a superscript lost in print was read as one. `unit_text` is null for a
    bare count. `is_repeated` marks a quantity that says the one before again, in brackets and most often in another unit.
    """

    source_id: str
    edition_date: date
    item_id: str
    item_code: str
    position: int = pa.Field(ge=1)
    kind: str = pa.Field(isin=("quantity", "cas"))
    raw_text: str
    comparator: str = pa.Field(nullable=True, isin=COMPARATORS)
    reading: str = pa.Field(nullable=True, isin=READINGS)
    number: float = pa.Field(nullable=True)
    unit_text: str = pa.Field(nullable=True)
    unit_code: str = pa.Field(nullable=True)
    dimension: str = pa.Field(nullable=True)
    number_si: float = pa.Field(nullable=True)
    is_repeated: bool = pa.Field(nullable=True)
    cas_number: str = pa.Field(nullable=True, str_matches=r"^[0-9]{2,7}-[0-9]{2}-[0-9]$")
    is_valid: bool = pa.Field(nullable=True)

    @pa.dataframe_check(name="a number exists exactly where its print leaves one reading")
    def number_matches_reading(cls, data: pa.PolarsData) -> pl.LazyFrame:  # noqa: N805
        is_read = (pl.col("kind") == "quantity") & (pl.col("reading") != "ambiguous")
        return data.lazyframe.select(pl.col("number").is_not_null() == is_read.fill_null(False))

    @pa.dataframe_check(name="a CAS number exists exactly in a row of its kind")
    def cas_matches_kind(cls, data: pa.PolarsData) -> pl.LazyFrame:  # noqa: N805
        return data.lazyframe.select(pl.col("cas_number").is_not_null() == (pl.col("kind") == "cas"))

    class Config:
        strict = True
        ordered = True
