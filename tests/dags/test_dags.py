"""Airflow decides when: it finds one DAG per source, and its tasks do what the command line does."""

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from commonlist import registry
from places import ROOT


@pytest.fixture(scope="module")
def answers(tmp_path_factory: pytest.TempPathFactory) -> tuple[list[dict[str, Any]], Path, str]:
    """The lines of `in_airflow.py`, the home it worked in, and what Airflow logged. Measuring coverage in it would double its time."""
    home = tmp_path_factory.mktemp("airflow")
    done = ask_airflow(ROOT, home)
    lines = [json.loads(line) for line in done.stdout.splitlines() if line.startswith('{"dag')]
    assert lines, done.stderr[-3000:]
    return lines, home, done.stdout[-6000:] + done.stderr[-3000:]


def ask_airflow(root: Path, home: Path, *words: str) -> subprocess.CompletedProcess[str]:
    inherited = {name: value for name, value in os.environ.items() if not name.startswith(("AIRFLOW", "COVERAGE"))}
    environment = inherited | {
        "COMMONLIST_ROOT": str(root),
        "COMMONLIST_HOME": str(home),
        "AIRFLOW_HOME": str(home / "airflow"),
        "AIRFLOW__CORE__DAGS_FOLDER": str(ROOT / "dags"),
        "AIRFLOW__CORE__LOAD_EXAMPLES": "False",
        "AIRFLOW__DATABASE__SQL_ALCHEMY_CONN": f"sqlite:///{home / 'airflow' / 'airflow.db'}",
    }
    script = Path(__file__).with_name("in_airflow.py")
    command = [sys.executable, script, *words]
    return subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, timeout=300, check=False)


@pytest.fixture(scope="module")
def parsed(answers: tuple[list[dict[str, Any]], Path, str]) -> dict[str, Any]:
    return answers[0][0]


@pytest.fixture(scope="module")
def source_ids() -> set[str]:
    return set(registry.sources())


def test_every_dag_file_is_parsed_without_error(parsed):
    assert parsed["errors"] == {}


def test_every_declared_source_has_one_dag_that_updates_its_asset(parsed, source_ids):
    assets = {dag_id: dag["assets"] for dag_id, dag in parsed["dags"].items() if dag_id != "harmonize"}
    assert assets == {f"land_{source_id}": [f"commonlist://landing/{source_id}"] for source_id in source_ids}


def test_a_source_is_asked_as_often_as_it_publishes(parsed):
    for source in registry.sources().values():
        assert f"days={source.cadence_days})" in parsed["dags"][f"land_{source.source_id}"]["timetable"]


def test_any_landing_sets_off_the_next_edition(parsed, source_ids):
    timetable = parsed["dags"]["harmonize"]["timetable"]
    assert "AssetAny" in timetable
    assert all(f"uri='commonlist://landing/{source_id}'" in timetable for source_id in source_ids)


def test_parsing_a_dag_imports_nothing_heavy(parsed):
    assert parsed["heavy"] == []


def test_every_sample_lands_and_an_edition_is_published(answers, source_ids):
    lines, home, log = answers
    runs = [(line["dag"], line["states"]) for line in lines[1:]]
    assert runs[: len(source_ids)] == [(f"land_{source_id}", {"land": "success"}) for source_id in sorted(source_ids)], log
    assert runs[-1] == ("harmonize", {"build": "success", "check": "success", "publish": "success"}), log
    assert [path.name for path in (home / "editions" / "commits").iterdir()] == ["00000001.json"]


def test_a_landing_that_brings_nothing_new_sets_off_nothing(answers, source_ids):
    lines, _, log = answers
    again = lines[1 + len(source_ids)]
    assert again == {"dag": f"land_{min(source_ids)}", "states": {"land": "skipped"}}, log


def test_a_state_folder_that_cannot_be_read_is_an_import_error_and_the_other_states_keep_their_dags(tmp_path, source_ids):
    shutil.copytree(ROOT / "crosswalks", tmp_path / "crosswalks")
    (tmp_path / "crosswalks" / "ca" / "ca.yml").write_text("hello\n", encoding="utf-8")
    done = ask_airflow(tmp_path, tmp_path / "home", "parse")
    (parsed,) = [json.loads(line) for line in done.stdout.splitlines() if line.startswith('{"dag')]
    lost = {f"land_{source_id}" for source_id in source_ids if source_id.startswith("ca_")}
    assert set(parsed["dags"]) == {"harmonize", *(f"land_{source_id}" for source_id in source_ids)} - lost
    ((file, error),) = parsed["errors"].items()
    assert (Path(file).name, "registry.invalid" in error, "ca.yml, line 1" in error) == ("faults.py", True, True)
