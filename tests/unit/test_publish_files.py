"""Files of an edition depend on their content alone, explain themselves, and do a spreadsheet no harm."""

import csv
import re
from datetime import UTC, date, datetime
from pathlib import Path

import polars as pl
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from commonlist.publish.files import describe, harmless, write_csv, write_parquet

TABLE = pa.table({"item_code": ["ML1", None, ""], "level": pa.array([1, None, 3], pa.int32())})
WORDS = {"item_code": "Code as the list numbers it"}


def test_the_same_rows_give_the_same_bytes(tmp_path: Path) -> None:
    chunked = pa.concat_tables([TABLE.slice(0, 1), TABLE.slice(1)])
    write_parquet(TABLE, tmp_path / "one.parquet", WORDS, "Items")
    write_parquet(chunked, tmp_path / "two.parquet", WORDS, "Items")
    assert (tmp_path / "one.parquet").read_bytes() == (tmp_path / "two.parquet").read_bytes()


def test_a_file_explains_its_table_and_columns(tmp_path: Path) -> None:
    write_parquet(TABLE, tmp_path / "items.parquet", WORDS, "Items of a list")
    schema = pq.read_schema(tmp_path / "items.parquet")
    assert schema.field("item_code").metadata[b"description"] == b"Code as the list numbers it"
    assert describe(tmp_path / "items.parquet") == ("Items of a list", WORDS)
    assert pq.read_metadata(tmp_path / "items.parquet").row_group(0).column(0).compression == "ZSTD"


def test_dictionary_columns_are_plain_texts_for_every_reader(tmp_path: Path) -> None:
    write_parquet(pa.table({"kind": pa.array(["note"]).dictionary_encode()}), tmp_path / "kinds.parquet", {}, "")
    assert pq.read_schema(tmp_path / "kinds.parquet").field("kind").type == pa.string()


def twin(folder: Path, table: pa.Table) -> bytes:
    pq.write_table(table, folder / "table.parquet")
    write_csv(folder / "table.parquet", folder / "table.csv")
    return (folder / "table.csv").read_bytes()


@pytest.mark.parametrize("cell", ["=1+1", "+49", "-0-", "@sum", "\tML1", "\rML1", "'=1"])
def test_a_text_that_a_spreadsheet_would_run_gets_an_apostrophe(tmp_path: Path, cell: str) -> None:
    written = twin(tmp_path, pa.table({"text": [cell]})).decode()
    assert next(csv.reader([written.split("\n", 1)[1].rstrip("\n")]))[0] == "'" + cell


def test_numbers_below_zero_stay_numbers(tmp_path: Path) -> None:
    assert twin(tmp_path, pa.table({"value": [-1.5], "text": ["a - b"]})) == b"value,text\n-1.5,a - b\n"


def test_nulls_empty_texts_dates_and_times_are_told_apart(tmp_path: Path) -> None:
    table = pa.table(
        {
            "text": pa.array([None, ""]),
            "day": pa.array([date(2026, 1, 2), None]),
            "at": pa.array([datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC), None], pa.timestamp("us")),
            "is_latest": [True, False],
        }
    )
    assert twin(tmp_path, table) == b'text,day,at,is_latest\n,2026-01-02,2026-01-02T03:04:05Z,true\n"",,,false\n'


def unescaped(cell: str) -> str:
    return cell[1:] if re.match(r"'+[=+\-@\t\r]", cell) else cell


@settings(max_examples=40, deadline=None)
@given(texts=st.lists(st.text(st.sampled_from("=+-@\t\r\n'\",a é"), min_size=1, max_size=6), min_size=1, max_size=4))
def test_taking_one_apostrophe_off_restores_every_text(tmp_path_factory: pytest.TempPathFactory, texts: list[str]) -> None:
    folder = tmp_path_factory.mktemp("twin")
    twin(folder, pa.table({"text": texts}))
    with (folder / "table.csv").open(encoding="utf-8", newline="") as handle:
        cells = [row[0] for row in csv.reader(handle)][1:]
    assert [unescaped(cell) for cell in cells] == texts
    assert not [cell for cell in cells if re.match(r"[=+\-@\t\r]", cell)]


def test_a_twin_reads_back_as_the_same_table(tmp_path: Path) -> None:
    table = pa.table({"item_code": ["ML1", "3A001.b.2"], "text": ['a "quoted" text, with a comma', "two\nlines"], "level": [1, 3]})
    twin(tmp_path, table)
    assert pl.read_csv(tmp_path / "table.csv").to_arrow().to_pylist() == table.to_pylist()


@given(text=st.text(st.sampled_from("=+-@\t\r'a1"), max_size=5), amount=st.integers(-9, 9))
def test_only_texts_get_an_apostrophe_and_numbers_stay_numbers(tmp_path_factory: pytest.TempPathFactory, text: str, amount: int) -> None:
    folder = tmp_path_factory.mktemp("twin")
    twin(folder, pa.table({"text": [text], "amount": [amount]}))
    with (folder / "table.csv").open(encoding="utf-8", newline="") as handle:
        (_, cells) = csv.reader(handle)
    assert cells == [harmless(text), str(amount)]
    assert not re.match(r"[=+\-@\t\r]", cells[0])
