"""What is said of a published row is said of its edition: its map rows, its source lines, and that the house has moved on since."""

import gzip
import shutil
from datetime import UTC, datetime
from pathlib import Path

import duckdb
import pytest

import warehouses
from commonlist.crosswalk.tables import MAP
from commonlist.errors import PublishError
from commonlist.lineage import Lineage, Matches, explain
from commonlist.publish import candidate, edition
from commonlist.publish.provenance import line_of_file
from commonlist.settings import settings
from places import ROOT

MAP_LINE = "ML1,exact,ML1,,,semapv:LexicalMatching,0.90,approved,desk:gb,rule:R2,2026-11-23,2020-01-01,,,\n"
JUDGED = {
    "item_code": "ML1", "predicate": "exact", "common_code": "ML1", "is_negated": False, "justification": "semapv:LexicalMatching",
    "confidence": "0.9", "author": "desk:gb", "reviewer": "rule:R2", "reviewed_date": "2026-11-23", "valid_from": "2020-01-01",
}  # fmt: skip
FIGURE = warehouses.figure(2023, "1500000.00") | {"line_count": 1}
COUNTED = {name: FIGURE[name] for name in ("source_id", "edition_date")} | {
    "definition_code": "gb_licences:licences_issued", "measure_code": "licences_issued", "period_grain": "year",
    "period_start": "2023-01-01", "decision_count": 2,
}  # fmt: skip
OBSERVED = {name: FIGURE[name] for name in ("source_id", "edition_date", "year", "common_code", "measure_code", "destination_name")}


@pytest.fixture(scope="module")
def published(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A home with one edition: one item, one judgement, two figures of one year."""
    home = tmp_path_factory.mktemp("published")
    refused = FIGURE | {"measure_code": "licences_refused", "definition_code": "gb_licences:licences_refused"}
    item = warehouses.item("ML1", "Small arms", source_line=2, source_sha256=warehouses.SHA)
    rows = warehouses.marts(
        control_items=[item],
        crosswalk=[warehouses.LIST | JUDGED],
        licensing_by_item_destination=[FIGURE, refused],
        counted_decisions=[COUNTED],
    )
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("COMMONLIST_ROOT", str(ROOT))
        patch.setenv("COMMONLIST_HOME", str(home))
        settings.cache_clear()
        made = candidate.export(warehouses.write(home / "warehouse.duckdb", rows), home / "candidate")
        edition.commit(warehouses.let_pass(made).folder, now=datetime(2026, 3, 1, tzinfo=UTC))
    settings.cache_clear()
    return home


@pytest.fixture
def house(project: Path, published: Path) -> Path:
    """A project that holds that edition and the map file its judgement came from, and no warehouse."""
    shutil.copytree(ROOT / "crosswalks" / "gb", project / "crosswalks" / "gb")
    shutil.copytree(published / "editions", project / "var" / "editions")
    (project / "dbt").symlink_to(ROOT / "dbt")
    write_map(project, MAP_LINE)
    return project


def write_map(project: Path, *lines: str) -> None:
    text = "".join([",".join(MAP.columns) + "\n", *lines])
    (project / "crosswalks" / "gb" / "gb_military_list.map.csv").write_text(text, encoding="utf-8")


def build(project: Path, sha256: str, lines: int = 1) -> None:
    """What the warehouse would hold of the figure: its source lines, and the checksum of the file they stand in."""
    with duckdb.connect(str(project / "var" / "warehouse.duckdb")) as session:
        session.execute("create schema staging; create schema intermediate")
        session.execute("create table intermediate.int_common_items_rooted (common_code varchar, category_code varchar)")
        publication = [FIGURE["source_id"], FIGURE["edition_date"], sha256]
        session.execute("create table staging.stg_publications (source_id varchar, edition_date date, source_sha256 varchar)")
        session.execute("insert into staging.stg_publications values (?, ?, ?)", publication)
        columns = ", ".join(f"cast(? as {'date' if name == 'edition_date' else 'varchar'}) as {name}" for name in OBSERVED)
        session.execute(
            f"create table intermediate.int_observations_mapped as select {columns}, line as source_line from range(?) as counted(line)",
            [*OBSERVED.values(), lines],
        )


def traced(mart: str, key: str) -> Lineage:
    found = explain(mart, key)
    assert isinstance(found, Lineage)
    return found


ITEM = ("control_items", "gb_military_list:ML1")
CELL = ("licensing_by_item_destination", "year=2023,measure_code=value_licensed")


@pytest.mark.usefixtures("house")
def test_a_judgement_of_the_edition_names_its_line_in_the_file() -> None:
    (one,) = traced(*ITEM).map_rows
    assert (one.line, one.row["predicate"], one.row["confidence"]) == (2, "exact", "0.9")


@pytest.mark.parametrize(
    "today", [[], [MAP_LINE.replace("exact", "close")], [MAP_LINE.replace("approved", "withdrawn")], [MAP_LINE.replace("0.90", "0.80")]]
)
def test_a_judgement_that_has_changed_since_is_told_as_the_edition_has_it(house: Path, today: list[str]) -> None:
    write_map(house, *today)
    (one,) = traced(*ITEM).map_rows
    assert (one.line, one.row["predicate"], one.row["confidence"]) == (None, "exact", "0.9")
    assert "gb_military_list.map.csv, which has no such row today" in traced(*ITEM).in_words()


def test_a_figure_names_the_lines_it_was_made_of(house: Path) -> None:
    build(house, warehouses.SHA)
    found = traced(*CELL)
    assert [(one.file_name, one.sha256) for one in found.lines] == [("gb_licences.csv", warehouses.SHA)]
    assert found.why_no_lines is None


@pytest.mark.parametrize(("sha256", "lines"), [("b" * 64, 1), (warehouses.SHA, 2), (warehouses.SHA, 0)])
def test_lines_of_a_warehouse_that_has_moved_on_are_not_shown(house: Path, sha256: str, lines: int) -> None:
    build(house, sha256, lines)
    found = traced(*CELL)
    assert found.lines == ()
    assert "the warehouse is newer than this edition" in found.in_words()


@pytest.mark.usefixtures("house")
def test_without_a_warehouse_nothing_is_guessed() -> None:
    assert "nothing is built here" in traced(*CELL).in_words()


@pytest.mark.usefixtures("house")
def test_a_key_of_several_rows_lists_them_by_the_columns_that_differ() -> None:
    found = explain("licensing_by_item_destination", "year=2023,destination_name=Norway")
    assert isinstance(found, Matches)
    assert (found.count, found.open_columns) == (2, ("measure_code", "definition_code"))
    assert (
        found.matches[0] == "year=2023,destination_name=Norway,measure_code=licences_refused,definition_code=gb_licences:licences_refused"
    )
    assert traced("licensing_by_item_destination", found.matches[0]).row["measure_code"] == "licences_refused"


@pytest.mark.usefixtures("house")
def test_a_blank_cell_can_be_asked_for() -> None:
    assert traced("licensing_totals", "year=2024,category_code=").row["category_code"] is None


FILES = [
    ("text", b"first\nsecond\n", "second", None),
    ("packed text", gzip.compress(b"first\nsecond\n"), "second", None),
    ("blank line", b"first\n \n", None, "the line is blank"),
    ("workbook", b"PK\x03\x04", None, "a workbook; open it in an office program and go to row 2"),
    ("another encoding", "first\nÄrger\n".encode("latin-1"), None, "the file is no UTF-8 text"),
    ("damaged", b"\x1f\x8bnothing", None, "the file kept here is damaged"),
    ("missing", None, None, "the file is no longer kept here"),
]


@pytest.mark.parametrize(("name", "data", "text", "why"), FILES, ids=[one[0] for one in FILES])
def test_a_line_is_shown_or_it_is_said_why_not(tmp_path: Path, name: str, data: bytes | None, text: str | None, why: str | None) -> None:
    path = tmp_path / name
    if data is not None:
        path.write_bytes(data)
    assert line_of_file(path, 2) == (text, why)


def test_a_warehouse_that_is_none_is_named(house: Path) -> None:
    (house / "var" / "warehouse.duckdb").write_bytes(b"junk, and more of it")
    with pytest.raises(PublishError, match=r"publish\.damaged_warehouse: it cannot be opened.*warehouse\.duckdb.*commonlist build"):
        explain(*CELL)
    with pytest.raises(PublishError, match=r"publish\.damaged_warehouse"):
        candidate.export(house / "var" / "warehouse.duckdb", house / "var" / "candidate")


@pytest.mark.parametrize(
    ("states", "shown"), [("counted counted replaced", [1, 2]), ("counted replaced", []), ("counted counted counted", [])]
)
def test_a_count_of_decisions_names_the_lines_of_the_log_it_was_made_of(house: Path, states: str, shown: list[int]) -> None:
    build(house, warehouses.SHA)
    with duckdb.connect(str(house / "var" / "warehouse.duckdb")) as session:
        columns = "source_id varchar, edition_date date, definition_code varchar, period_grain varchar, period_start date"
        session.execute(f"create table intermediate.int_decisions_counted ({columns}, source_line int, effect int, counting_state varchar)")
        for line, state in enumerate(states.split(), start=1):
            key = [COUNTED[name] for name in ("source_id", "edition_date", "definition_code", "period_grain", "period_start")]
            session.execute("insert into intermediate.int_decisions_counted values (?, ?, ?, ?, ?, ?, 1, ?)", [*key, line, state])

    assert [one.line for one in traced("counted_decisions", "definition_code=gb_licences:licences_issued").lines] == shown


def test_a_definition_has_no_single_line(house: Path) -> None:
    build(house, warehouses.SHA)
    assert traced("definitions", "gb_licences:value_licensed").why_no_lines == "no single source line"
