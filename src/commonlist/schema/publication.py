"""`publication`: one landed edition of one source, and the account of its rows."""

from datetime import date
from typing import Annotated

import pandera.polars as pa
import polars as pl


class Publication(pa.DataFrameModel):
    """Key: (`source_id`, `edition_date`). `rows_in` = `rows_landed` + `rows_quarantined`, always.

    `rows_read` also counts what the state's YAML declares out of scope. `covers` is the pattern of the common codes that the
    publication reaches, null where its YAML says nothing of them. `origin` is `sample`, `folder` or `fetched`.
    """

    source_id: str
    publisher_code: str
    state_code: str = pa.Field(str_matches=r"^[A-Z]{3}$")
    edition_date: date
    record: str
    title: str
    url: str
    terms_id: str
    attribution: str
    is_public: bool
    language: str
    origin: str = pa.Field(isin=("sample", "folder", "fetched"))
    file_name: str
    source_sha256: str = pa.Field(str_length=64)
    retrieved_at: Annotated[pl.Datetime, "us", "UTC"]
    cadence_days: int
    covers: str = pa.Field(nullable=True)
    rows_read: int
    rows_in: int
    rows_landed: int
    rows_quarantined: int
    fingerprint: str = pa.Field(str_length=64)

    @pa.dataframe_check(name="rows in = rows landed + rows quarantined")
    def nothing_is_lost(cls, data: pa.PolarsData) -> pl.LazyFrame:  # noqa: N805
        return data.lazyframe.select(pl.col("rows_in") == pl.col("rows_landed") + pl.col("rows_quarantined"))

    class Config:
        strict = True
        ordered = True
