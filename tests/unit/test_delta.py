"""A delta to the previous edition says exactly what changed, whatever the rows look like."""

import tempfile
from datetime import date
from decimal import Decimal
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from commonlist.publish.delta import apply_delta, delta_of

KEY = ("source_id", "item_code")
TEXTS = st.one_of(st.none(), st.text(max_size=3), st.sampled_from(["", "ML1", "NULL", "nan", "'"]))
CELLS = {
    "source_id": TEXTS,
    "item_code": TEXTS,
    "text": TEXTS,
    "level": st.one_of(st.none(), st.integers(-(2**31), 2**31 - 1)),
    "value": st.one_of(st.none(), st.decimals(-(10**15), 10**15, places=2)),
    "share": st.one_of(st.none(), st.floats(allow_nan=True, allow_infinity=True)),
    "is_latest": st.one_of(st.none(), st.booleans()),
    "edition_date": st.one_of(st.none(), st.dates(date(1900, 1, 1), date(2100, 1, 1))),
}
TYPES = {
    "source_id": pa.string(),
    "item_code": pa.string(),
    "text": pa.string(),
    "level": pa.int32(),
    "value": pa.decimal128(18, 2),
    "share": pa.float64(),
    "is_latest": pa.bool_(),
    "edition_date": pa.date32(),
}


@st.composite
def marts(draw: st.DrawFn) -> pa.Table:
    """A mart with its key and any of the other columns, in any order, unique by key."""
    others = [name for name in CELLS if name not in KEY]
    names = [*KEY, *draw(st.permutations(others))[: draw(st.integers(0, len(others)))]]
    row = st.fixed_dictionaries({name: CELLS[name] for name in names})
    rows = draw(st.lists(row, max_size=8, unique_by=lambda cells: (cells["source_id"], cells["item_code"])))
    return pa.Table.from_pylist(rows, schema=pa.schema([(name, TYPES[name]) for name in names]))


def keyed(table: pa.Table) -> dict[tuple[object, ...], str]:
    """Rows by key, as text so that NaN equals NaN and -0.0 does not equal 0.0."""
    return {tuple(row[name] for name in KEY): repr(row) for row in table.to_pylist()}


def write(folder: Path, name: str, table: pa.Table) -> Path:
    path = folder / f"{name}.parquet"
    pq.write_table(table, path)
    return path


@settings(max_examples=25, deadline=None)
@given(before=marts(), after=marts())
def test_the_delta_leads_from_one_edition_to_the_next(before: pa.Table, after: pa.Table) -> None:
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        old, new = write(folder, "old", before), write(folder, "new", after)
        delta = write(folder, "delta", delta_of(old, new, KEY))
        result = apply_delta(old, delta, KEY)
    assert result.num_rows == after.num_rows
    assert result.schema.names == after.schema.names
    assert result.schema.types == after.schema.types
    assert keyed(result) == keyed(after)


@settings(max_examples=6, deadline=None)
@given(mart=marts())
def test_an_edition_compared_with_itself_changes_nothing(mart: pa.Table) -> None:
    with tempfile.TemporaryDirectory() as name:
        path = write(Path(name), "mart", mart)
        assert delta_of(path, path, KEY).num_rows == 0


def table(**columns: list[object]) -> pa.Table:
    return pa.table({name: pa.array(cells, TYPES[name]) for name, cells in columns.items()})


def test_each_change_is_named_and_a_removed_row_shows_its_key_only(tmp_path: Path) -> None:
    before = table(source_id=["gb"] * 3, item_code=["ML1", "ML2", "ML3"], text=["arms", "guns", "rounds"])
    after = table(source_id=["gb"] * 3, item_code=["ML1", "ML2", "ML4"], text=["arms", "large guns", "bombs"])
    delta = delta_of(write(tmp_path, "old", before), write(tmp_path, "new", after), KEY)
    found = {row["item_code"]: (row["change"], row["text"]) for row in delta.to_pylist()}
    assert found == {"ML2": ("changed", "large guns"), "ML3": ("removed", None), "ML4": ("added", "bombs")}


@pytest.mark.parametrize(("before", "after"), [(Decimal("1.00"), None), (None, Decimal("0.00"))])
def test_a_blank_is_not_a_zero_in_a_delta(tmp_path: Path, before: Decimal | None, after: Decimal | None) -> None:
    old = table(source_id=["gb"], item_code=["ML1"], value=[before])
    new = table(source_id=["gb"], item_code=["ML1"], value=[after])
    delta = delta_of(write(tmp_path, "old", old), write(tmp_path, "new", new), KEY)
    assert delta.to_pylist() == [{"change": "changed", "source_id": "gb", "item_code": "ML1", "value": after}]


def test_a_column_whose_type_changed_is_read_in_its_new_type(tmp_path: Path) -> None:
    old = pa.table({"source_id": ["gb", "us"], "item_code": ["ML1", "1A001"], "level": ["1", "first"]})
    new = table(source_id=["gb", "us"], item_code=["ML1", "1A001"], level=[1, 2])
    before, after = write(tmp_path, "old", old), write(tmp_path, "new", new)
    delta = delta_of(before, after, KEY)
    assert delta.column("item_code").to_pylist() == ["1A001"]
    assert apply_delta(before, write(tmp_path, "delta", delta), KEY).column("level").to_pylist() == [1, 2]


def test_a_zero_that_changed_its_sign_is_a_change_because_the_checksum_is(tmp_path: Path) -> None:
    old = write(tmp_path, "old", table(source_id=["gb"], item_code=["ML1"], share=[0.0]))
    new = write(tmp_path, "new", table(source_id=["gb"], item_code=["ML1"], share=[-0.0]))
    assert delta_of(old, new, KEY).column("change").to_pylist() == ["changed"]
