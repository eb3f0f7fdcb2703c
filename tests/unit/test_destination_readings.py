"""A printed name is read by the table, its role or ISO 3166, in that order, or stays unknown and is kept."""

import unicodedata
from datetime import date
from pathlib import Path

import polars as pl
import pytest

from commonlist import territories
from commonlist.errors import RegistryError
from commonlist.land.destinations import Decisions, Meaning, load_decisions, read_destinations, readings_of
from places import at_home

HEADER = "destination_text,alpha3,destination_type,name,valid_from,valid_to,comment"
TABLE = f"""{HEADER}
Alliance,,group,The Alliance,,,
Congo,COD,state,Democratic Congo,,,the publication means the larger one
Norge,NOR,state,Norway,,,
Norway,NOR,state,Norway,,,
Old Union,SUN,historic_state,Soviet Union,1922-12-30,1991-12-26,
Sweden,SWE,state,Sweden,,,
all but some,,wildcard,World except some,,,
na,,unknown,Not stated,,,
São Tomé,STP,state,São Tomé and Príncipe,,,
"""
NORWAY = Meaning("NOR", "state", "Norway")
READ = [
    ("Norge", NORWAY, "table"),
    (" NORWAY ", NORWAY, "table"),
    ("nor\u00a0way", Meaning(None, "unknown", "nor way"), "nothing"),
    ("Ｎorway", NORWAY, "table"),
    (unicodedata.normalize("NFD", "São Tomé"), Meaning("STP", "state", "São Tomé and Príncipe"), "table"),
    ("Sao Tome", Meaning(None, "unknown", "Sao Tome"), "nothing"),
    ("Kingdom of Norway", NORWAY, "library"),
    ("kingdom  of sweden", Meaning("SWE", "state", "Sweden"), "library"),
    ("Congo", Meaning("COD", "state", "Democratic Congo"), "table"),
    ("Old Union", Meaning("SUN", "historic_state", "Soviet Union", date(1922, 12, 30), date(1991, 12, 26)), "table"),
    (
        "USSR, Union of Soviet Socialist Republics",
        Meaning("SUN", "historic_state", "Soviet Union", date(1922, 12, 30), date(1991, 12, 26)),
        "library",
    ),
    ("All but some", Meaning(None, "wildcard", "World except some"), "table"),
    ("NA", Meaning(None, "unknown", "Not stated"), "table"),
    ("Finland", Meaning(None, "unknown", "Finland"), "nothing"),
    ("Atlantis", Meaning(None, "unknown", "Atlantis"), "nothing"),
    ("NO", Meaning(None, "unknown", "NO"), "nothing"),
]


@pytest.fixture
def decisions(tmp_path: Path) -> Decisions:
    return load_decisions(_table(tmp_path, TABLE))


def _table(folder: Path, text: str) -> Path:
    path = folder / "crosswalks" / "common" / "destinations.csv"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    return path


def _printed(text: str, *roles: str) -> dict[str, frozenset[str]]:
    return {text: frozenset(roles or {"destination"})}


@pytest.mark.parametrize(("text", "meaning", "resolved_by"), READ)
def test_a_name_is_read(text: str, meaning: Meaning, resolved_by: str, decisions: Decisions) -> None:
    (read,) = readings_of(_printed(text), decisions)

    assert (read.text, read.meaning, read.resolved_by) == (text, meaning, resolved_by)


@pytest.mark.parametrize(
    ("text", "kind", "resolved_by"),
    [
        ("Clearing mines in Sweden", "organisation", "role"),
        ("Kingdom of Sweden", "organisation", "role"),
        ("Alliance", "group", "table"),
    ],
)
def test_the_name_of_a_mission_is_that_of_an_organisation_unless_the_table_says_more(
    text: str, kind: str, resolved_by: str, decisions: Decisions
) -> None:
    (read,) = readings_of(_printed(text, "mission"), decisions)

    assert (read.meaning.type, read.meaning.code, read.resolved_by) == (kind, None, resolved_by)


def test_a_text_that_is_also_a_destination_is_not_read_by_its_role(decisions: Decisions) -> None:
    (read,) = readings_of(_printed("Kingdom of Sweden", "mission", "end_user_country"), decisions)

    assert (read.meaning.code, read.resolved_by) == ("SWE", "library")


def test_spellings_that_were_decided_differently_decide_nothing_for_a_third(tmp_path: Path) -> None:
    decisions = load_decisions(_table(tmp_path, f"{HEADER}\nNORWAY,,group,Fleet,,,\nNorway,NOR,state,Norway,,,\n"))

    assert [one.meaning.type for one in readings_of(_printed("norway"), decisions)] == ["state"], "by the library"
    assert [one.meaning.name for one in readings_of(_printed("NORWAY"), decisions)] == ["Fleet"]


def test_a_code_of_the_standard_that_no_row_decides_is_unknown(tmp_path: Path) -> None:
    decisions = load_decisions(_table(tmp_path, HEADER + "\n"))

    assert [(one.meaning.code, one.meaning.type) for one in readings_of(_printed("Norway"), decisions)] == [(None, "unknown")]


@pytest.mark.parametrize(
    ("row", "line"),
    [
        ("Norway,NOR,kingdom,Norway,,,", 2),
        ("Norway,NOR,state,,,,", 2),
        ("Norway,NOR,state,Norway,1905-13-01,,", 2),
        ("Norway,NOR,state,Norway,,,\nNorway,NOR,state,Norway,,,", 3),
    ],
)
def test_a_row_that_decides_nothing_is_told_with_its_line(row: str, line: int, tmp_path: Path) -> None:
    with pytest.raises(RegistryError) as refusal:
        load_decisions(_table(tmp_path, f"{HEADER}\n{row}\n"))

    assert refusal.value.slug == "registry.bad_destination"
    assert str(refusal.value.place) == f"crosswalks/common/destinations.csv, line {line}"


@pytest.mark.parametrize("text", ["", "text,code\nNorway,NOR\n"])
def test_a_table_that_is_not_one_is_told(text: str, tmp_path: Path) -> None:
    with pytest.raises(RegistryError, match=r"registry\.bad_destination"):
        load_decisions(_table(tmp_path, text))
    with pytest.raises(RegistryError, match=r"registry\.bad_destination"):
        load_decisions(tmp_path / "nowhere.csv")


def test_every_landed_text_gets_one_row_and_a_second_build_reads_it_again(tmp_path: Path) -> None:
    _table(tmp_path, TABLE)
    line = {"source_id": "xa", "edition_date": date(2024, 1, 1)}
    cells = [("Norge / Atlantis", 2), ("Oslo\n", 1), (None, 0)]
    state = {"reporting_state_text": "Sweden", "destination_role": "destination"}
    _land(tmp_path, "licensing_observation", [line | state | {"destination_text": text, "destination_count": n} for text, n in cells])
    parties = [("destination", 1, "Norge"), ("destination", 2, "Atlantis"), ("mission", 1, "Watch")]
    _land(tmp_path, "licensing_party", [line | {"party_role": role, "position": at, "party_text": text} for role, at, text in parties])

    assert _readings(tmp_path) == {
        "Atlantis": ("unknown", "nothing"),
        "Norge": ("state", "table"),
        "Oslo\n": ("unknown", "nothing"),
        "Sweden": ("state", "table"),
        "Watch": ("organisation", "role"),
    }
    _table(tmp_path, TABLE.replace("\nCongo,", "\nAtlantis,ATL,territory,Atlantis,,,sunk\nCongo,"))
    assert _readings(tmp_path)["Atlantis"] == ("territory", "table")


def test_where_nothing_has_landed_nothing_is_read(tmp_path: Path) -> None:
    _table(tmp_path, TABLE)

    assert _readings(tmp_path) == {}


def _land(home: Path, record: str, rows: list[dict[str, object]]) -> None:
    path = home / "landing" / record / "xa" / "2024-01-01.parquet"
    path.parent.mkdir(parents=True)
    pl.DataFrame(rows).write_parquet(path)


def _readings(home: Path) -> dict[str, tuple[str, str]]:
    with at_home(home, home):
        read_destinations()
    table = pl.read_parquet(home / "landing" / "destination_reading" / "statistics" / "now.parquet")
    return {row["destination_text"]: (row["destination_type"], row["resolved_by"]) for row in table.iter_rows(named=True)}


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("Bosnia & Herzegovina", "BIH"),
        ("Côte d`Ivoire", "CIV"),
        ("Cote d'Ivoire", None),
        ("Tanzania, United Republic of", "TZA"),
        ("VIET NAM", "VNM"),
        ("Yugoslavia, (Socialist) Federal Republic of", "YUG"),
        ("na", None),
    ],
)
def test_the_standard_is_asked_by_name_only(text: str, code: str | None) -> None:
    assert territories.code_of(text) == code


def test_the_code_of_a_publisher_is_read_though_nobody_prints_it() -> None:
    union = Decisions([("European Union", Meaning("EUE", "organisation", "European Union"))])
    assert [one.meaning.type for one in readings_of({"EUE": frozenset()}, union)] == ["organisation"]
