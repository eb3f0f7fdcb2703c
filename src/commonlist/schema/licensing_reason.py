"""`licensing_reason`: one reason given for one licence group, as published: a refusal criterion, or a stated end use."""

from datetime import date

import pandera.polars as pa


class LicensingReason(pa.DataFrameModel):
    """Key: (`source_id`, `edition_date`, `source_line`).

    `reason_code` is the publisher's number for the reason (criteria 1–8 of Common Position 2008/944/CFSP), null where it gives words
    only; `licence_group_text` joins to the figures of the same publisher and edition.
    """

    source_id: str
    edition_date: date
    source_line: int = pa.Field(ge=1)
    reason_scheme: str
    reason_code: str = pa.Field(nullable=True)
    reason_text: str = pa.Field(nullable=True)
    licence_group_text: str
    source_sha256: str = pa.Field(str_length=64)

    class Config:
        strict = True
        ordered = True
