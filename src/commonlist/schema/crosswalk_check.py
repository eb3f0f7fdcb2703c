"""`crosswalk_check`: what came of one graph check of the crosswalk."""

from typing import Literal, get_args

import pandera.polars as pa

CheckState = Literal["pass", "fail", "error", "not_applicable"]
SEVERITIES = ("error", "warning")


class CrosswalkCheck(pa.DataFrameModel):
    """Key: `check_id`, which is also the name of its page in `docs/checks/`.

    A check that examined nothing is `not_applicable` and never `pass`; one that broke is `error` and says why in `problem`.
    """

    check_id: str = pa.Field(unique=True, str_matches=r"^[a-z]+(-[a-z]+)*$")
    statement: str
    severity: str = pa.Field(isin=SEVERITIES)
    outcome: str = pa.Field(isin=get_args(CheckState))
    examined_count: int = pa.Field(ge=0)
    finding_count: int = pa.Field(ge=0)
    problem: str = pa.Field(nullable=True)

    class Config:
        strict = True
        ordered = True
