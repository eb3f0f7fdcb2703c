"""`licence_decision`: one line of a state's licence decisions, restricted: no table of an edition has its rows."""

from datetime import date
from typing import Annotated

import pandera.polars as pa
import polars as pl


class LicenceDecision(pa.DataFrameModel):
    """Key: (`state_code`, `licence_id`, `line_number`). A licence has one line for each item and destination.

    `exporter_id` is the state's pseudonym with the state before it, `category_code` what the common code is counted under: an entry of the
    munitions list or a category of dual-use goods. `value_eur` is what the line allows, or would have allowed.
    """

    state_code: str = pa.Field(str_matches=r"^[A-Z]{3}$")
    licence_id: str
    line_number: int = pa.Field(ge=1)
    exporter_id: str = pa.Field(str_matches=r"^[A-Z]{3}:[A-Z][A-Z0-9]*$")
    common_code: str
    category_code: str
    destination_code: str = pa.Field(str_matches=r"^[A-Z]{3}$")
    end_use_code: str = pa.Field(nullable=True)
    decision: str = pa.Field(isin=("issued", "refused"))
    decision_date: date
    valid_to_date: date = pa.Field(nullable=True)
    value_eur: Annotated[pl.Decimal, 20, 2] = pa.Field(ge=0)
    confidentiality_request_id: str = pa.Field(nullable=True)
    renews_licence_id: str = pa.Field(nullable=True)
    is_synthetic: bool
    source_line: int = pa.Field(ge=2)

    class Config:
        strict = True
        ordered = True
        unique = ("state_code", "licence_id", "line_number")
