"""Every spelling of a state or destination is decided once: which it is, or that it is none; no printed text falls through."""

import csv
import json
from collections import Counter
from collections.abc import Callable, Iterator

import pytest
from ruamel.yaml import YAML

from commonlist import territories
from commonlist.land.destinations import Reading, load_decisions, readings_of
from places import REAL, ROOT, needs_real

TABLE = ROOT / "crosswalks" / "common" / "destinations.csv"
OUTSIDE_ISO = {
    "XKX": "territory",
    "ANT": "historic_state",
    "SCG": "historic_state",
    "SUN": "historic_state",
    "YUG": "historic_state",
    "EUE": "organisation",
}
WITH_CODE = {"state", "territory", "historic_state"}
Line = list[tuple[str, str]]


@pytest.fixture(scope="module")
def rows() -> list[dict[str, str]]:
    with TABLE.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


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


def test_one_name_has_one_code_and_one_type(rows: list[dict[str, str]]):
    decided: dict[str, set[tuple[str, str]]] = {}
    for row in rows:
        decided.setdefault(row["name"], set()).add((row["alpha3"], row["destination_type"]))
    assert {name: meant for name, meant in decided.items() if len(meant) > 1} == {}


def test_a_code_outside_iso_3166_is_explained(rows: list[dict[str, str]]):
    for row in rows:
        if row["alpha3"] in OUTSIDE_ISO:
            assert row["destination_type"] == OUTSIDE_ISO[row["alpha3"]]
            assert "ISO 3166-1" in row["comment"]


def test_historic_states_and_they_alone_have_their_days(rows: list[dict[str, str]]):
    days = {row["alpha3"]: (row["valid_from"], row["valid_to"]) for row in rows if row["valid_from"] or row["valid_to"]}

    assert days == {
        "ANT": ("1954-12-15", "2010-10-10"),
        "SCG": ("2003-02-04", "2006-06-03"),
        "SUN": ("1922-12-30", "1991-12-26"),
        "YUG": ("1992-04-27", "2003-02-03"),
    }


def test_every_code_of_the_standard_has_a_row_that_says_what_it_is_and_how_it_is_called(rows: list[dict[str, str]]):
    assert territories.codes_in_force() - {row["alpha3"] for row in rows} == set()


def test_namibia_is_a_state_and_na_is_not(rows: list[dict[str, str]]):
    by_text = {row["destination_text"]: row for row in rows}
    assert by_text["Namibia"]["alpha3"] == "NAM"
    assert {by_text[text]["destination_type"] for text in ("na", "Na")} == {"unknown"}


@needs_real
def test_every_code_is_one_of_iso_3166(rows: list[dict[str, str]]):
    with (REAL / "reference" / "country-codes.csv").open(encoding="utf-8", newline="") as file:
        known = {row["ISO3166-1-Alpha-3"] for row in csv.DictReader(file)}
    assert {row["alpha3"] for row in rows} - known - set(OUTSIDE_ISO) == {""}


def _records(name: str, *columns: str, delimiter: str = ",") -> Iterator[Line]:
    with (REAL / name).open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file, delimiter=delimiter):
            yield [("destination", row[column]) for column in columns]


def _fields(name: str, roles: dict[int, str], is_good: Callable[[list[str]], bool] = bool) -> Iterator[Line]:
    with (REAL / name).open(encoding="utf-8", newline="") as file:
        for row in csv.reader(file):
            if is_good(row):
                yield [(role, part) for at, role in roles.items() for part in row[at].split("; ")]


def _unmangled(row: list[str]) -> bool:
    """A row of the brokering file that its transcriber left as printed: thirteen fields, none with the traces of a program."""
    return len(row) == 13 and not any(trace in "".join(row) for trace in ("[u'", " u''", " []"))


def _us_sales() -> Iterator[Line]:
    for row in json.loads((REAL / "us" / "arms_sales_totals.json").read_text(encoding="utf-8")):
        yield [("destination", row["country"])]


STATISTICS: dict[str, Callable[[], Iterator[Line]]] = {
    "eu/coarm": lambda: _records("eu/coarm_2005-2013.csv", "importing-country", "exporting-country", delimiter=";"),
    "eu/broker": lambda: _fields("eu/broker.csv", {2: "reporting_state", 5: "destination", 12: "origin"}, _unmangled),
    "eu/mission": lambda: _fields("eu/mission.csv", {2: "reporting_state", 4: "end_user_country"}),
    "eu/consult": lambda: _fields("eu/consult.csv", {2: "reporting_state", 4: "destination"}),
    "gb/values 2015-07-01": lambda: _records("gb/licences_2015-07-01/values.csv", "country"),
    "gb/values 2015-07-29": lambda: _records("gb/licences_2015-07-29/values.csv", "country"),
    "gb/destinations": lambda: _records("gb/licences_2015-07-29/destinations.csv", "destination"),
    "gb/sources": lambda: _records("gb/licences_2015-07-29/sources.csv", "source"),
    "gb/footnotes_region": lambda: _records("gb/licences_2015-07-29/footnotes_region.csv", "name"),
    "de/ruex": lambda: _records("de/ruex_2000_2013.csv", "country_e", delimiter=";"),
    "us/arms_sales": _us_sales,
}


def readings(lines: list[Line]) -> dict[str, Reading]:
    roles: dict[str, set[str]] = {}
    for line in lines:
        for role, text in line:
            if text:
                roles.setdefault(text, set()).add(role)
    printed = {text: frozenset(said) for text, said in roles.items()}
    return {one.text: one for one in readings_of(printed, load_decisions(TABLE))}


@needs_real
def test_every_string_in_the_real_statistics_is_typed_and_hardly_a_line_has_none_known() -> None:
    found = {name: list(read()) for name, read in STATISTICS.items()}
    read = readings([line for lines in found.values() for line in lines])
    unknown = {text for text, one in read.items() if one.meaning.type == "unknown"}
    lost = {name: sum(any(text in unknown for _, text in line) for line in lines) for name, lines in found.items()}
    line_count = sum(map(len, found.values()))

    print(f"{len(read)} strings in {line_count:,} lines:", dict(Counter(one.meaning.type for one in read.values())))
    print("resolved by", dict(Counter(one.resolved_by for one in read.values())))
    print("unknown:", sorted(unknown), "in", lost, f"= {sum(lost.values()) / line_count:.3%} of lines")
    assert [text for text, one in read.items() if one.resolved_by == "nothing"] == []
    assert sum(lost.values()) / line_count <= _largest_share_of_unknown()
    assert len(found["eu/broker"]) == 894


def _largest_share_of_unknown() -> float:
    said = YAML(typ="safe").load((ROOT / "expectations" / "destination_texts.yml").read_text(encoding="utf-8"))
    return next(float(one["args"]["max_value"]) for one in said["beliefs"] if one["belief"] == "Hardly a line has an unknown destination")


@needs_real
def test_between_the_two_vintages_countries_are_renamed_and_no_figure_changes() -> None:
    earlier, later = (_figures(vintage) for vintage in ("2015-07-01", "2015-07-29"))
    read = readings([[("destination", text)] for text in {figure[-1] for figure in earlier + later}])

    def resolved(figures: list[tuple[str, ...]]) -> Counter[tuple[object, ...]]:
        return Counter((*figure[:-1], read[figure[-1]].meaning) for figure in figures)

    assert (Counter(earlier) - Counter(later)).total() == 3699
    assert (resolved(earlier) - resolved(later)).total() == 0


def _figures(vintage: str) -> list[tuple[str, ...]]:
    """The lines of a vintage without the number of their licence group, which is another in each; the country last."""
    with (REAL / "gb" / f"licences_{vintage}" / "values.csv").open(encoding="utf-8", newline="") as file:
        return [tuple(row[name] for name in ("date", "rating", "count", "value", "refused", "country")) for row in csv.DictReader(file)]


@needs_real
def test_the_names_of_the_missions_are_those_of_organisations() -> None:
    missions = [[(role, text.strip())] for line in _fields("eu/mission.csv", {5: "mission"}) for role, text in line]
    read = readings(missions)

    assert {one.meaning.type for one in read.values()} == {"organisation"}
    print(len(read), dict(Counter(one.resolved_by for one in read.values())))


@needs_real
def test_the_german_names_and_the_german_codes_agree() -> None:
    with (REAL / "de" / "ruex_2000_2013.csv").open(encoding="utf-8", newline="") as file:
        printed = {row["country_e"]: row["iso3_code"] for row in csv.DictReader(file, delimiter=";")}
    read = readings([[("destination", text)] for text in printed])

    assert {text: code for text, code in printed.items() if read[text].meaning.code != code} == {"Kosovo": "123"}
