"""`source_line`: one record of a statistics file as it stood, and what became of it."""

from datetime import date

import pandera.polars as pa


class SourceLine(pa.DataFrameModel):
    """Key: (`source_id`, `edition_date`, `source_line`).

    `raw_text` is every character from the record's first physical line to the next record's, line ends included: the texts of an
    edition, joined in order, are the file. `outcome` is `landed`, `quarantined` (with the `reason` and `column`) or `unread`
    (a header, or what stands outside the records).
    """

    source_id: str
    edition_date: date
    source_line: int = pa.Field(ge=1)
    raw_text: str
    outcome: str = pa.Field(isin=("landed", "quarantined", "unread"))
    reason: str = pa.Field(nullable=True)
    column: str = pa.Field(nullable=True)
    source_sha256: str = pa.Field(str_length=64)

    class Config:
        strict = True
        ordered = True
