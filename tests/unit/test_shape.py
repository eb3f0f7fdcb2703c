"""A publication's columns are all decided, or the source stops and says which one is not."""

from pathlib import Path

import pytest

from commonlist.errors import ShapeError
from commonlist.land.reading import table_of
from commonlist.land.shape import decide_columns

FILE = Path("values.csv")
TABLE = table_of([{"source_line": 2, "Rating": "ML1", "Country": " "}], ["Rating", "Country"])


def test_decided_columns_take_our_names_and_ignored_ones_go() -> None:
    shaped = decide_columns(TABLE, {"Rating": "code", "Country": "ignore"}, FILE)
    assert shaped.columns == ["source_line", "code"]


def test_a_blank_cell_is_null() -> None:
    assert decide_columns(TABLE, {"Rating": "code", "Country": "destination"}, FILE)["destination"].to_list() == [None]


@pytest.mark.parametrize(
    ("columns", "slug", "says"),
    [
        ({"Rating": "code"}, "shape.undecided_column", "'Country'"),
        ({"Rating": "code", "Country": "ignore", "Value": "value"}, "shape.missing_column", "'Value'"),
        ({"Rating": "code", "Countries": "destination"}, "shape.missing_column", "perhaps its new name"),
        ({"Rating": "code", "Country": "code"}, "shape.target_twice", "'code'"),
    ],
)
def test_what_nobody_decided_stops_the_source(columns: dict[str, str], slug: str, says: str) -> None:
    with pytest.raises(ShapeError, match=says) as refusal:
        decide_columns(TABLE, columns, FILE)
    assert refusal.value.slug == slug
    assert refusal.value.next_step
