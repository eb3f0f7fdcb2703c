"""`declaration`: what a state folder says now of one source, whatever was said when an edition of it landed."""

import pandera.polars as pa


class Declaration(pa.DataFrameModel):
    """Key: `source_id`. `is_public` decides for every edition of the source; `covers` is a pattern of common codes, blank for all."""

    source_id: str = pa.Field(unique=True)
    state_code: str = pa.Field(str_matches=r"^[A-Z]{3}$")
    title: str
    url: str
    terms_id: str
    attribution: str
    is_public: bool
    language: str
    cadence_days: int
    covers: str = pa.Field(nullable=True)

    class Config:
        strict = True
        ordered = True
