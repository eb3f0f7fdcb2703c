"""`crosswalk_finding`: one thing that a graph check of the crosswalk found wrong."""

import pandera.polars as pa


class CrosswalkFinding(pa.DataFrameModel):
    """Key: (`check_id`, `source_id`, `item_code`, `map_line`).

    `map_line` counts from 1 in `map_file`, the header being line 1; it is null where the fault is that no row stands there,
    and `predicate` and `common_code` with it.
    """

    check_id: str
    severity: str
    source_id: str
    item_code: str
    predicate: str = pa.Field(nullable=True)
    common_code: str = pa.Field(nullable=True)
    map_file: str
    map_line: int = pa.Field(nullable=True, ge=2)
    message: str
    next_step: str

    class Config:
        strict = True
        ordered = True
