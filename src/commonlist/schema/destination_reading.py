"""`destination_reading`: one printed name of a destination, origin, mission or reporting state, and what it means."""

from datetime import date

import pandera.polars as pa
import polars as pl

from commonlist.schema.destination_types import DESTINATION_TYPES, RESOLVERS


class DestinationReading(pa.DataFrameModel):
    """Key: `destination_text`, as printed. `destination_code` is ISO 3166 alpha-3, null for what is no one place.

    `valid_from` and `valid_to` are the first and the last day of a historic state. `resolved_by` says what decided: the stewards'
    `table`, the territories `library`, the `role` it was printed in, or `nothing`.
    """

    destination_text: str = pa.Field(unique=True)
    destination_code: str = pa.Field(nullable=True, str_matches=r"^[A-Z]{3}$")
    destination_type: str = pa.Field(isin=DESTINATION_TYPES)
    destination_name: str = pa.Field(str_length={"min_value": 1})
    valid_from: date = pa.Field(nullable=True)
    valid_to: date = pa.Field(nullable=True)
    resolved_by: str = pa.Field(isin=RESOLVERS)

    @pa.dataframe_check(name="what nothing resolves is unknown")
    def nothing_is_unknown(cls, data: pa.PolarsData) -> pl.LazyFrame:  # noqa: N805
        return data.lazyframe.select((pl.col("resolved_by") != "nothing") | (pl.col("destination_type") == "unknown"))

    class Config:
        strict = True
        ordered = True
