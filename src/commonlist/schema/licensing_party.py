"""`licensing_party`: one party of one source line in its role, as published."""

from datetime import date

import pandera.polars as pa

from commonlist.registry.statistics import PARTY_ROLES


class LicensingParty(pa.DataFrameModel):
    """Key: (`source_id`, `edition_date`, `source_line`, `party_role`, `position`).

    Every party of every line, also where there is one only; `position` counts from 1 within the cell. A publication that lists
    parties apart from its figures joins them by `licence_group_text` to the figures of the same publisher and edition.
    """

    source_id: str
    edition_date: date
    source_line: int = pa.Field(ge=1)
    party_role: str = pa.Field(isin=PARTY_ROLES)
    position: int = pa.Field(ge=1)
    party_text: str
    licence_group_text: str = pa.Field(nullable=True)
    source_sha256: str = pa.Field(str_length=64)

    class Config:
        strict = True
        ordered = True
