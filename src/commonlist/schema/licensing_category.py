"""`licensing_category`: one category of one source line, as published."""

from datetime import date

import pandera.polars as pa


class LicensingCategory(pa.DataFrameModel):
    """Key: (`source_id`, `edition_date`, `source_line`, `position`).

    Every category of every line, also where there is one only; the figure of a line with several is not divided among them.
    `category_code` is `category_text` without the blanks that pad it.
    """

    source_id: str
    edition_date: date
    source_line: int = pa.Field(ge=1)
    position: int = pa.Field(ge=1)
    category_scheme: str
    category_text: str
    category_code: str
    source_sha256: str = pa.Field(str_length=64)

    class Config:
        strict = True
        ordered = True
