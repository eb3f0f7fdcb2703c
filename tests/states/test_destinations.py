"""Every spelling of a state or destination is decided once: which it is, or that it is none."""

import csv

import pytest

from places import REAL, ROOT, needs_real

TABLE = ROOT / "crosswalks" / "common" / "destinations.csv"
OUTSIDE_ISO = {"XKX": "territory", "ANT": "historic_state", "SCG": "historic_state", "SUN": "historic_state", "EUE": "organisation"}
WITH_CODE = {"state", "territory", "historic_state"}


@pytest.fixture(scope="module")
def rows() -> list[dict[str, str]]:
    with TABLE.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def printed(name: str, *columns: str, delimiter: str = ",") -> set[str]:
    with (REAL / name).open(encoding="utf-8", newline="") as file:
        return {row[column] for row in csv.DictReader(file, delimiter=delimiter) for column in columns}


def test_every_spelling_stands_once_and_in_order(rows: list[dict[str, str]]):
    texts = [row["destination_text"] for row in rows]
    assert texts == sorted(set(texts))


def test_states_and_territories_and_the_union_have_a_code_and_nothing_else_has(rows: list[dict[str, str]]):
    for row in rows:
        assert bool(row["alpha3"]) == (row["destination_type"] in WITH_CODE or row["alpha3"] in OUTSIDE_ISO), row
        assert row["name"]


def test_one_code_has_one_name_and_one_type(rows: list[dict[str, str]]):
    decided: dict[str, set[tuple[str, str]]] = {}
    for row in rows:
        decided.setdefault(row["alpha3"], set()).add((row["name"], row["destination_type"]))
    assert {code: names for code, names in decided.items() if code and len(names) > 1} == {}


def test_a_code_outside_iso_3166_is_explained(rows: list[dict[str, str]]):
    for row in rows:
        if row["alpha3"] in OUTSIDE_ISO:
            assert row["destination_type"] == OUTSIDE_ISO[row["alpha3"]]
            assert "ISO 3166-1" in row["comment"]


def test_namibia_is_a_state_and_na_is_not(rows: list[dict[str, str]]):
    by_text = {row["destination_text"]: row for row in rows}
    assert by_text["Namibia"]["alpha3"] == "NAM"
    assert {by_text[text]["destination_type"] for text in ("na", "Na")} == {"unknown"}


@needs_real
def test_every_code_is_one_of_iso_3166(rows: list[dict[str, str]]):
    known = printed("reference/country-codes.csv", "ISO3166-1-Alpha-3")
    assert {row["alpha3"] for row in rows} - known - set(OUTSIDE_ISO) == {""}


@needs_real
def test_every_spelling_in_the_real_statistics_is_decided(rows: list[dict[str, str]]):
    met = {"United Kingdom"} | printed("eu/coarm_2005-2013.csv", "importing-country", "exporting-country", delimiter=";")
    for vintage in ("2015-07-01", "2015-07-29"):
        met |= printed(f"gb/licences_{vintage}/values.csv", "country")
    assert met - {row["destination_text"] for row in rows} == set()
