"""`licensing_observation`: one source line × one measure, as published (SDMX: one observation with its attributes)."""

from datetime import date
from decimal import Decimal
from typing import Annotated, Literal, get_args

import pandera.polars as pa
import polars as pl

from commonlist.registry.statistics import GRAINS, PARTY_ROLES

ValueState = Literal[
    "reported", "reported_zero", "token", "not_reported", "not_applicable", "withheld", "suppressed", "estimated", "unparseable"
]
VALUE_STATES: tuple[str, ...] = get_args(ValueState)
STATES_WITH_VALUE = ("reported", "reported_zero", "token", "estimated")


class LicensingObservation(pa.DataFrameModel):
    """Key: (`source_id`, `edition_date`, `source_line`, `measure_code`).

    `edition_date` is the vintage. `value` is in whole units of `unit` (`count`, `quantity` of goods, or money in `currency_code`),
    null unless `value_state` says there is a figure; `value_text` is what was printed, null where the line itself counts one.
    A blank is never a zero. Texts are whole cells as printed; `category_code` is the one category without padding, null where the
    line has none or several: those stand in `licensing_category`, parties in `licensing_party`.
    """

    source_id: str
    edition_date: date
    source_line: int = pa.Field(ge=1)
    measure_code: str
    definition_code: str
    reporting_state_text: str = pa.Field(nullable=True)
    destination_text: str = pa.Field(nullable=True)
    destination_count: int = pa.Field(ge=0)
    destination_role: str = pa.Field(isin=PARTY_ROLES)
    period_start: date
    period_end: date
    period_grain: str = pa.Field(isin=GRAINS)
    category_scheme: str = pa.Field(nullable=True)
    category_text: str = pa.Field(nullable=True)
    category_code: str = pa.Field(nullable=True)
    category_count: int = pa.Field(ge=0)
    description_text: str = pa.Field(nullable=True)
    licence_group_text: str = pa.Field(nullable=True)
    value_text: str = pa.Field(nullable=True)
    value: Annotated[pl.Decimal, 18, 2] = pa.Field(nullable=True)
    unit: str = pa.Field(isin=("count", "currency", "quantity"))
    currency_code: str = pa.Field(nullable=True, str_matches=r"^[A-Z]{3}$")
    value_state: str = pa.Field(isin=VALUE_STATES)
    is_subtotal: bool
    subtotal_scope: str = pa.Field(nullable=True)
    source_sha256: str = pa.Field(str_length=64)

    @pa.dataframe_check(name="a figure exists exactly where its state says so")
    def figure_matches_state(cls, data: pa.PolarsData) -> pl.LazyFrame:  # noqa: N805
        has_value = pl.col("value").is_not_null()
        return data.lazyframe.select(has_value == pl.col("value_state").is_in(STATES_WITH_VALUE))

    @pa.dataframe_check(name="a zero is reported_zero or token")
    def zero_is_a_zero(cls, data: pa.PolarsData) -> pl.LazyFrame:  # noqa: N805
        is_zero = (pl.col("value") == Decimal(0)).fill_null(False)
        return data.lazyframe.select(~(is_zero & (pl.col("value_state") == "reported")))

    class Config:
        strict = True
        ordered = True
