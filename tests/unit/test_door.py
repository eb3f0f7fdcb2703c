"""Rows pass the common schema or go to quarantine, and nobody is made to believe the unbelievable."""

from datetime import date

import polars as pl
import pytest
from test_itemise import a_list

from commonlist.errors import BoundsError, ShapeError
from commonlist.land.door import Account, admit, believe
from commonlist.land.reading import Rejection
from commonlist.registry import Bounds
from commonlist.schema.licensing_observation import LicensingObservation

SCHEMA = {name: column.dtype.type for name, column in LicensingObservation.to_schema().columns.items()}
DAY = date(2012, 1, 1)
GOOD = {
    "source_id": "xx", "edition_date": DAY, "source_line": 2, "measure_code": "value_licensed", "definition_code": "xx:value_licensed",
    "reporting_state_text": "Malta", "destination_text": "Namibia", "destination_role": "destination", "period_start": DAY,
    "period_end": DAY,
    "period_grain": "year", "destination_count": 1, "category_scheme": "ml",
    "category_text": "ML1", "category_code": "ML1", "category_count": 1, "description_text": None,
    "licence_group_text": None, "value_text": "5", "value": 5,
    "unit": "currency", "currency_code": "EUR", "value_state": "reported", "is_subtotal": False, "subtotal_scope": None,
    "source_sha256": "0" * 64,
}  # fmt: skip

REFUSED = Rejection(line=7, column="code", reason="land.bad_code", detail="no code", raw="x")


def observations(*changes: dict[str, object]) -> pl.DataFrame:
    return pl.DataFrame([{**GOOD, **change} for change in changes], schema=SCHEMA, orient="row")


@pytest.mark.parametrize(
    "fault",
    [
        {"value": None},
        {"value": 0},
        {"value_state": "guessed"},
        {"value_state": "not_reported"},
        {"currency_code": "euro"},
        {"unit": "tonnes"},
    ],
)
def test_a_figure_and_its_state_agree_or_the_whole_line_goes(fault: dict[str, object]) -> None:
    frame = observations({}, {"source_line": 3, "measure_code": "licences_issued"}, {"source_line": 3, **fault})
    kept, rejections = admit(frame, LicensingObservation, "source_line")
    assert kept["source_line"].to_list() == [2]
    assert [(one.line, one.reason) for one in rejections] == [(3, "land.schema")]


def test_a_missing_column_is_a_fault_of_the_reader_not_of_a_row() -> None:
    with pytest.raises(ShapeError):
        admit(observations({}).drop("unit"), LicensingObservation, "source_line")


@pytest.mark.parametrize(
    ("account", "origin", "slug"),
    [
        (Account(0, [], None), "folder", "land.empty"),
        (Account(98, [REFUSED] * 2, None), "folder", "land.too_many_quarantined"),
        (Account(5, [], None), "folder", "land.out_of_bounds"),
        (Account(5000, [], None), "sample", "land.out_of_bounds"),
        (Account(60, [], 100), "folder", "land.shrunk"),
        (Account(0, [REFUSED], None), "sample", "land.too_many_quarantined"),
    ],
)
def test_a_landing_nobody_would_believe_stops_the_source(account: Account, origin: str, slug: str) -> None:
    source = a_list().model_copy(update={"bounds": Bounds(rows=(10, 1000))})
    with pytest.raises(BoundsError) as refusal:
        believe(account, source, origin, "list.csv")
    assert refusal.value.slug == slug


@pytest.mark.parametrize(
    ("account", "origin"),
    [(Account(5, [REFUSED], None), "sample"), (Account(90, [], 100), "folder"), (Account(200, [REFUSED] * 2, 100), "folder")],
)
def test_a_believable_landing_passes(account: Account, origin: str) -> None:
    believe(account, a_list().model_copy(update={"bounds": Bounds(rows=(10, 1000))}), origin, "list.csv")
