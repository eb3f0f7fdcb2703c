"""What is wrong with one state or one source is one failed step of a run; the others land, and the run says what it did not find."""

from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

import small_list
from commonlist import audit, pipeline
from commonlist.cli import app
from commonlist.errors import CommonlistError
from commonlist.land import landing
from commonlist.publish.shelf import Edition


@pytest.fixture
def inbox(project: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Two states with one list each, of which only the first has published; what follows landing is not looked at here."""
    served = Edition(name="2026.03.0", sequence=1, folder=project, summary="")
    monkeypatch.setattr(pipeline, "_renewed", lambda *_: served)
    inbox = small_list.declare(project)
    small_list.put(inbox, small_list.ROWS)
    other = project / "crosswalks" / "yy" / "yy.yml"
    other.parent.mkdir()
    other.write_text(small_list.YAML.replace("xx", "yy"), encoding="utf-8")
    return inbox


def outcomes(report: Any) -> dict[str, str]:
    return {step.name: step.outcome for step in report.steps}


def test_a_source_of_which_nothing_lies_there_is_told_from_one_that_is_unchanged(inbox: Path) -> None:
    assert outcomes(pipeline.run("folder", inbox)) == {"land xx_list": "done", "land yy_list": "nothing found"}
    assert outcomes(pipeline.run("folder", inbox)) == {"land xx_list": "unchanged", "land yy_list": "nothing found"}


def test_a_folder_that_holds_nothing_of_any_source_is_refused(inbox: Path) -> None:
    empty = inbox / "empty"
    empty.mkdir()
    with pytest.raises(CommonlistError, match=r"read\.no_file") as refusal:
        pipeline.run("folder", empty)
    assert [step.outcome for step in refusal.value.steps] == ["nothing found"] * 2
    result = CliRunner().invoke(app, ["run", "--from", str(empty)])
    assert result.exit_code == 1


def test_a_state_folder_that_cannot_be_read_is_a_failed_step_and_the_others_land(inbox: Path) -> None:
    pipeline.run("folder", inbox)
    (inbox.parent / "crosswalks" / "yy" / "yy.yml").write_text("hello\n", encoding="utf-8")
    report = pipeline.run("folder", inbox)
    assert outcomes(report) == {"read yy.yml": "failed", "land xx_list": "unchanged"}
    assert [("registry.invalid" in told, "yy.yml, line 1" in told) for told in report.failures] == [(True, True)]
    assert CliRunner().invoke(app, ["run", "--from", str(inbox)]).exit_code == 3


def test_a_faulty_folder_is_shown_beside_what_it_holds_up(inbox: Path) -> None:
    pipeline.run("folder", inbox)
    (inbox.parent / "crosswalks" / "xx" / "xx.yml").write_text("hello\n", encoding="utf-8")
    (inbox.parent / "crosswalks" / "yy" / "yy.yml").write_text("- a\n", encoding="utf-8")
    shown = {one.source_id: (one.rows_landed, "registry.invalid" in (one.last_failure or "")) for one in pipeline.status()}
    assert shown == {"xx_list": (10, True), "yy": (0, True)}


def test_a_fault_of_ours_in_one_source_is_recorded_with_its_name_and_the_others_land(inbox: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    proper = landing.land

    def faulty(source: Any, origin: Any) -> Any:
        return {}["missing"] if source.source_id == "xx_list" else proper(source, origin)

    monkeypatch.setattr(landing, "land", faulty)
    (inbox / "yy").mkdir()
    (inbox / "yy" / "list_2020-01-01.csv").write_text("\n".join(["code,text", *small_list.ROWS]), encoding="utf-8")
    report = pipeline.run("folder", inbox)
    assert outcomes(report) == {"land xx_list": "failed", "land yy_list": "done"}
    (event,) = (one for one in audit.events() if one["event"] == "fault")
    assert (event["source_id"], "KeyError" in event["trace"]) == ("xx_list", True)
    assert {one.source_id: bool(one.last_failure) for one in pipeline.status()} == {"xx_list": True, "yy_list": False}


def test_what_was_built_by_hand_is_not_taken_for_what_a_run_made(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken() -> None:
        raise CommonlistError("build.broken", "broken", next_step="mend it")

    home.mkdir()
    (home / "inputs.json").write_text("{}", encoding="utf-8")
    monkeypatch.setattr(pipeline, "crosswalk_checks", broken)
    with pytest.raises(CommonlistError, match=r"build\.broken"):
        pipeline.build()
    assert not (home / "inputs.json").exists()
