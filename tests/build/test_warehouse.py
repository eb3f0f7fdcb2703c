"""Building: the same twice, one at a time, never half, and refusing with a name, a row and a file."""

import fcntl
import shutil
from hashlib import sha256
from pathlib import Path
from typing import Any

import duckdb
import pytest
from built_world import Built, build_in_part, rows
from small_world import COMMON, LINES, MAPS, make_world

from commonlist import warehouse
from commonlist.errors import BuildError, SettingsError
from commonlist.land.declare import declare
from places import at_home


def _contents(home: Path) -> dict[str, str]:
    """A hash of every mart, its rows in one order."""
    with duckdb.connect(str(home / "warehouse.duckdb"), read_only=True) as connection:
        marts = connection.execute("select schema_name || '.' || table_name from duckdb_tables() where comment is not null").fetchall()
        return {mart: sha256(repr(connection.execute(f"from {mart} order by all").fetchall()).encode()).hexdigest() for (mart,) in marts}


def test_the_same_landing_built_twice_gives_the_same_tables_and_clears_what_a_kill_left(built: Built) -> None:
    before = _contents(built.home)
    (built.home / "build" / "warehouse.duckdb").write_bytes(b"half a warehouse")
    (built.home / "build" / "warehouse.duckdb.wal").write_bytes(b"half a log")

    with at_home(built.root, built.home):
        again = warehouse.build()

    assert _contents(built.home) == before
    assert again.rows == built.result.rows
    assert len(before) == len(again.rows) > 8


def test_a_build_leaves_nothing_in_the_project(built: Built) -> None:
    assert sorted(path.name for path in built.root.iterdir()) == ["crosswalks", "dbt"]
    assert not {"target", "logs", "dbt_packages", ".user.yml"} & {path.name for path in (built.root / "dbt").iterdir()}


def test_what_a_state_declares_now_holds_for_what_landed_before(tmp_path: Path) -> None:
    root, home = make_world(tmp_path)
    yaml = root / "crosswalks" / "xa" / "xa.yml"
    said = yaml.read_text(encoding="utf-8")
    facts = "select title, is_public, cadence_days from staging.stg_publications where source_id = 'xa_list' order by edition_date"

    def told() -> tuple[list[tuple[Any, ...]], list[tuple[Any, ...]]]:
        made = build_in_part(root, home, "sources")
        return rows(made, facts), rows(made, "from public.sources")

    changed = said.replace('"title": "xa_list"', '"title": "A list"').replace('"is_public": true', '"is_public": false')
    yaml.write_text(changed.replace('"cadence_days": 30', '"cadence_days": 60'), encoding="utf-8")
    with at_home(root, home):
        declare()
    yaml.write_text("hello", encoding="utf-8")
    assert told() == ([("A list", False, 60)] * 2, []), "a folder that cannot be read keeps what it said last"
    yaml.write_text(said, encoding="utf-8")
    with at_home(root, home):
        declare()
    yaml.unlink()
    assert told() == ([("xa_list", False, 30)] * 2, []), "what nobody declares any more is as it landed, and not public"


def test_a_second_build_waits_for_the_first(built: Built) -> None:
    with at_home(built.root, built.home), warehouse.alone(), (built.home / ".build.lock").open() as lock, pytest.raises(BlockingIOError):
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)


def test_a_refused_build_names_the_truth_the_rows_and_the_file_and_keeps_the_last_warehouse(built: Built, tmp_path: Path) -> None:
    root, home = make_world(tmp_path, categories=[])
    shutil.copy(built.home / "warehouse.duckdb", home / "warehouse.duckdb")

    with at_home(root, home), pytest.raises(BuildError) as refusal:
        warehouse.build()

    assert refusal.value.slug == "build.every_category_is_decided"
    assert "1 rows break this, such as source_id=xa_licences, category_code=Sundries" in str(refusal.value)
    assert str(refusal.value.place) == "crosswalks/<state>/<source>.map.csv"
    assert refusal.value.next_step.startswith("add a map row for the category")
    assert _contents(home) == _contents(built.home)


def test_a_destination_nobody_decided_is_warned_of_by_name_and_its_figures_stay_in_the_sums(tmp_path: Path) -> None:
    destinations = [line for line in COMMON["destinations"] if not line.startswith("Alliance")]
    root, home = make_world(tmp_path, common=COMMON | {"destinations": destinations})

    with at_home(root, home):
        made = Built(root, home, warehouse.build())

    (warning,) = made.result.warnings
    assert warning.startswith("every destination is decided: 1 rows do not, such as source_id=xa_licences, destination_text=Alliance")
    assert made.result.in_words.endswith(f"\nwarning: {warning}")
    assert made.rows("select destination_type, resolved_by from catalog.destination_texts where destination_text = 'Alliance'") == [
        ("unknown", "nothing")
    ]
    assert made.rows(
        "select destination_name, destination_type, measure_code, cast(value_original as integer) "
        "from catalog.licensing_by_item_destination where destination_type <> 'state' order by all"
    ) == [("Alliance", "unknown", "licences_issued", 3), ("Alliance", "unknown", "value_licensed", 70)]


def test_spellings_of_one_place_are_one_destination_and_each_is_told_with_what_read_it(built: Built, tmp_path: Path) -> None:
    lines = [(*line[:5], {"Sweden": "Kingdom of Sweden"}.get(line[5], line[5].upper()), *line[6:]) for line in LINES]
    made = build_in_part(*make_world(tmp_path, lines=lines), "destination_texts", "licensing_by_item_destination")

    assert rows(
        made,
        "select distinct destination_text, destination_code, destination_name, resolved_by from catalog.destination_texts "
        "where party_role in ('destination', 'reporting_state') order by all",
    ) == [
        ("ALLIANCE", None, "Alliance", "table"),
        ("Kingdom of Sweden", "SWE", "Sweden", "library"),
        ("NORGE", "NOR", "Norway", "table"),
        ("NORWAY", "NOR", "Norway", "table"),
        ("XA land", "XAA", "XA land", "table"),
        ("XB land", "XBB", "XB land", "table"),
    ]
    figures = "select destination_name, measure_code, year, value_original from catalog.licensing_by_item_destination order by all"
    assert rows(made, figures) == built.rows(figures)


def test_an_unreadable_cell_is_told_with_the_file_that_holds_it(tmp_path: Path) -> None:
    rows = [row.replace("2024-02-01", "2024-02-31") for row in MAPS["xb_list"]]
    root, home = make_world(tmp_path, maps=MAPS | {"xb_list": rows})

    with at_home(root, home), pytest.raises(BuildError) as refusal:
        warehouse.build()

    assert refusal.value.slug == "build.model_failed"
    assert "2024-02-31" in str(refusal.value)
    assert str(refusal.value.place) == "crosswalks/<state>/<source>.map.csv"


def test_a_project_dbt_cannot_read_is_refused_before_it_starts(tmp_path: Path) -> None:
    root, home = make_world(tmp_path)
    (root / "dbt").unlink()
    (root / "dbt").mkdir()

    with at_home(root, home), pytest.raises(BuildError, match=r"build\.not_started"):
        warehouse.build()


def test_an_empty_home_gets_files_without_rows_and_loses_them_when_something_lands(tmp_path: Path) -> None:
    root, home = make_world(tmp_path)
    shutil.rmtree(home / "landing" / "licensing_observation")
    with at_home(root, home):
        warehouse.ensure_landings()
        stand_in = home / "landing" / "licensing_observation" / "_none" / "0001-01-01.parquet"
        columns = duckdb.read_parquet(str(stand_in)).columns
        shutil.copytree(home / "landing" / "control_item" / "xa_list", home / "landing" / "licensing_observation" / "xa_list")
        warehouse.ensure_landings()

    assert "value_state" in columns
    assert not stand_in.exists()
    assert not (home / "landing" / "control_item" / "_none").exists()


def test_a_folder_that_reads_as_a_pattern_is_refused(tmp_path: Path) -> None:
    root, home = make_world(tmp_path)

    with at_home(root, home.with_name("var[1]")), pytest.raises(SettingsError, match=r"settings\.odd_path.*COMMONLIST_HOME holds \[ \]"):
        warehouse.build()
