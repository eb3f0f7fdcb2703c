"""`licensing_event`: one source line × one event in the life of an application or a licence, under the common type and as printed."""

from datetime import date

import pandera.polars as pa

from commonlist.schema.event_kinds import LICENCE_KINDS


class LicensingEvent(pa.DataFrameModel):
    """Key: (`source_id`, `edition_date`, `source_line`).

    An edition is the publisher's whole log: the newest one speaks. `application_text` is the case, `licence_text` the licence once there
    is one; several lines may print one event, as of each destination. `event_type` is one of `crosswalks/common/event_types.csv`.
    """

    source_id: str
    edition_date: date
    source_line: int = pa.Field(ge=1)
    application_text: str
    licence_text: str = pa.Field(nullable=True)
    event_type: str = pa.Field(str_matches=r"^[a-z]+(_[a-z]+)*$")
    event_date: date
    event_text: str
    destination_text: str = pa.Field(nullable=True)
    licence_kind: str = pa.Field(nullable=True, isin=LICENCE_KINDS)
    source_sha256: str = pa.Field(str_length=64)

    class Config:
        strict = True
        ordered = True
