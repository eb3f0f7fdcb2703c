"""`control_item`: one coded provision, or note to one, of one edition of one control list."""

from datetime import date

import pandera.polars as pa

from commonlist.schema.kinds import CODED_KINDS, ITEM_KINDS, USED_KINDS

__all__ = ("CODED_KINDS", "ITEM_KINDS", "USED_KINDS", "ControlItem")
ITEM_CODE = r"^[0-9A-Z]+(-[0-9]+)?(\.[0-9A-Za-z]+)*$"


class ControlItem(pa.DataFrameModel):
    """Key: `item_id` within (`source_id`, `edition_date`).

    `code_text` is as printed; `item_code` is the same code with its levels separated by dots, still the list's own.
    A note carries the code it is attached to and its own kind. `level` counts from 0 (category) over 1 (entry) down.
    """

    source_id: str
    edition_date: date
    item_id: str = pa.Field(unique=True)
    item_code: str = pa.Field(nullable=True, str_matches=ITEM_CODE)
    code_text: str = pa.Field(nullable=True)
    parent_code: str = pa.Field(nullable=True)
    level: int = pa.Field(ge=0, le=12)
    kind: str = pa.Field(isin=ITEM_KINDS)
    occurrence_number: int = pa.Field(ge=1)
    text: str
    language: str = pa.Field(str_matches=r"^[a-z]{2}$")
    valid_from: date = pa.Field(nullable=True)
    valid_to: date = pa.Field(nullable=True)
    regimes_text: str = pa.Field(nullable=True)
    source_sha256: str = pa.Field(str_length=64)
    source_line: int = pa.Field(ge=1)

    class Config:
        strict = True
        ordered = True
