"""`summary_cell`: one cell of the protected summary of licensing decisions, as any reader may see it."""

from typing import Annotated

import pandera.polars as pa
import polars as pl


class SummaryCell(pa.DataFrameModel):
    """Key: measure, year, state, item and destination; `_T` stands for all of a dimension.

    A cell that is absent is zero, unless its state did not report the year or withholds the measure.
    `value` is in euro or a count, and blank unless the cell is `reported`; whatever is kept back has a reason, and none says more. A cell
    that is `suppressed` may have an interval that the figure lies in, limits included.
    """

    measure_code: str
    year: pl.Int32 = pa.Field(ge=1990, le=2100)
    reporting_state_code: str = pa.Field(str_matches=r"^([A-Z]{3}|_T)$")
    item_code: str
    destination_code: str = pa.Field(str_matches=r"^([A-Z]{3}|_T)$")
    unit: str = pa.Field(isin=("EUR", "count"))
    value: Annotated[pl.Decimal, 20, 2] = pa.Field(nullable=True)
    value_lower: Annotated[pl.Decimal, 20, 2] = pa.Field(nullable=True)
    value_upper: Annotated[pl.Decimal, 20, 2] = pa.Field(nullable=True)
    value_state: str = pa.Field(isin=("reported", "suppressed", "withheld", "not_reported"))
    reason_code: str = pa.Field(nullable=True, isin=("confidential", "withheld"))
    is_synthetic: bool
    vintage_sequence: pl.Int32 = pa.Field(ge=1)

    class Config:
        strict = True
        ordered = True
