"""`calendar_day`: one day of a publisher's calendar and whether its offices work, so that working days are counted, not guessed."""

from datetime import date

import pandera.polars as pa
import polars as pl


class CalendarDay(pa.DataFrameModel):
    """Key: (`publisher_code`, `day_date`). `rest_reason` says why nobody works (`weekend`, the holiday, the closure)."""

    publisher_code: str
    day_date: date
    is_working_day: bool
    rest_reason: str = pa.Field(nullable=True)

    @pa.dataframe_check(name="a day without work has its reason")
    def rest_has_a_reason(cls, data: pa.PolarsData) -> pl.LazyFrame:  # noqa: N805
        return data.lazyframe.select(pl.col("is_working_day") == pl.col("rest_reason").is_null())

    class Config:
        strict = True
        ordered = True
