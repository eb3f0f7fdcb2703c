"""The command line refuses in one sentence with a next step, and keeps its own faults for the audit log."""

import json
import sys
from pathlib import Path

import pytest

from commonlist import audit, cli
from commonlist.errors import CommonlistError, Place
from commonlist.pipeline import Report, Step


def leave(monkeypatch: pytest.MonkeyPatch, *words: str) -> int:
    monkeypatch.setattr("sys.argv", ["commonlist", *words])
    with pytest.raises(SystemExit) as leaving:
        cli.main()
    return int(str(leaving.value.code or 0))


def failing(problem: Exception) -> object:
    def app(*, standalone_mode: bool) -> None:
        assert standalone_mode == ("--json" not in sys.argv)
        raise problem

    return app


def test_a_refusal_says_what_where_and_what_next(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    place = Place(file="values.csv", line=7, column="rating")
    monkeypatch.setattr(cli, "app", failing(CommonlistError("land.bad_code", "ML-1 is no code", place=place, next_step="look at it")))
    assert leave(monkeypatch) == 1
    said = capsys.readouterr().err.splitlines()
    assert said == ["ML-1 is no code", "  where  values.csv, line 7, column 'rating'", "  next   look at it", "  error  land.bad_code"]


def test_a_fault_of_ours_is_recorded_and_not_shown_as_a_traceback(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], home: Path
) -> None:
    monkeypatch.setattr(cli, "app", failing(ZeroDivisionError("oops")))
    assert leave(monkeypatch) == 70
    assert "Traceback" not in capsys.readouterr().err
    (event,) = audit.events()
    assert (event["event"], "ZeroDivisionError" in event["trace"], home.exists()) == ("fault", True, True)


@pytest.mark.parametrize(("file", "told"), [("nowhere/map.tsv", "there is no folder {}/nowhere"), ("", "Is a directory")])
def test_a_file_that_cannot_be_written_is_told_with_its_folder(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], home: Path, file: str, told: str
) -> None:
    home.mkdir()
    assert leave(monkeypatch, "crosswalk", "export", "us_ccl", "--out", str(home / file)) == 1
    said = capsys.readouterr().err
    assert told.format(home) in said and said.endswith("settings.cannot_write\n")
    assert list(audit.events()) == []


def test_a_home_that_cannot_be_written_is_no_fault_of_ours(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], home: Path
) -> None:
    home.write_text("a file", encoding="utf-8")
    assert leave(monkeypatch, "crosswalk", "checks", "--json") == 1
    told = json.loads(capsys.readouterr().out)["error"]
    assert told["slug"] == "settings.cannot_write" and str(home) in told["message"]


PLACED = CommonlistError("land.bad_code", "ML-1 is no code", place=Place(file="values.csv", line=7), next_step="look at it")
STEP = Step(name="land gb_licences", outcome="done", seconds=1.5, detail="3 rows")


@pytest.mark.parametrize(
    ("problem", "code", "slug", "place"),
    [
        (PLACED, 1, "land.bad_code", {"file": "values.csv", "line": 7, "column": None}),
        (CommonlistError("publish.no_edition", "nothing yet", next_step="run it"), 1, "publish.no_edition", None),
        (ZeroDivisionError("oops"), 70, "internal.fault", None),
    ],
)
@pytest.mark.usefixtures("home")
def test_a_program_is_told_the_error_as_one_document(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], problem: Exception, code: int, slug: str, place: object
) -> None:
    monkeypatch.setattr(cli, "app", failing(problem))
    assert leave(monkeypatch, "status", "--json") == code
    told = json.loads(capsys.readouterr().out)
    assert (told["error"]["slug"], told["error"]["place"], told["steps"]) == (slug, place, [])
    assert told["error"]["message"] and told["error"]["next_step"]


def test_a_program_is_told_the_steps_until_the_error(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    problem = CommonlistError("check.held_back", "1 belief broken", next_step="read it")
    problem.steps = (STEP,)
    monkeypatch.setattr(cli, "app", failing(problem))
    assert leave(monkeypatch, "run", "--json") == 1
    assert json.loads(capsys.readouterr().out)["steps"] == [STEP.model_dump(mode="json")]


@pytest.mark.parametrize("words", [("land", "--json"), ("nothing", "--json"), ("run", "--samples", "--from", "x", "--json")])
def test_a_program_is_told_that_its_command_line_is_wrong(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], words: tuple[str, ...]
) -> None:
    assert leave(monkeypatch, *words) == 2
    assert json.loads(capsys.readouterr().out)["error"]["slug"] == "usage.wrong"


@pytest.mark.parametrize(
    ("words", "slug"),
    [
        (("explain", "crosswalk", "x"), "publish.no_edition"),
        (("land", "xx"), "registry.unknown_source"),
        (("lint", "zz"), "registry.unknown_state"),
        (("crosswalk", "carry", "eu_coarm"), "crosswalk.unknown_list"),
    ],
)
@pytest.mark.usefixtures("home")
def test_every_command_tells_its_error(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], words: tuple[str, ...], slug: str
) -> None:
    assert leave(monkeypatch, *words, "--json") == 1
    assert json.loads(capsys.readouterr().out)["error"]["slug"] == slug


def test_a_run_warns_of_what_does_not_stop_it(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], home: Path) -> None:
    built = Step(
        name="build", outcome="done", seconds=1.5, detail="9 models", warnings=("every publication agrees with itself: 2 rows do not",)
    )
    report = Report(edition="2026.11.0", is_new=True, folder=home, summary="", steps=(STEP, built), failures=())
    monkeypatch.setattr("commonlist.pipeline.run", lambda *_, **__: report)
    assert leave(monkeypatch, "run", "--samples") == 0
    assert "warning: every publication agrees with itself: 2 rows do not" in capsys.readouterr().err
    assert leave(monkeypatch, "run", "--samples", "--json") == 0
    assert json.loads(capsys.readouterr().out)["steps"][1]["warnings"] == ["every publication agrees with itself: 2 rows do not"]
    problem = CommonlistError("check.held_back", "1 belief broken", next_step="read it")
    problem.steps = (built,)
    monkeypatch.setattr(cli, "app", failing(problem))
    assert leave(monkeypatch, "run", "--samples") == 1
    assert "warning: every publication agrees with itself: 2 rows do not" in capsys.readouterr().err


@pytest.mark.parametrize("words", [("run", "--samples", "--from", "x"), ("land",), ("nothing",)])
def test_a_wrong_command_line_exits_with_2(monkeypatch: pytest.MonkeyPatch, words: tuple[str, ...]) -> None:
    assert leave(monkeypatch, *words) == 2


@pytest.mark.usefixtures("home")
def test_a_clean_room_has_no_findings(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    assert leave(monkeypatch, "lint", "gb", "--json") == 0
    assert json.loads(capsys.readouterr().out) == []


@pytest.mark.usefixtures("home")
def test_a_home_without_landings_has_every_source_stale(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    assert leave(monkeypatch, "status") == 0
    said = capsys.readouterr().out
    assert "us_ccl" in said
    assert "True" in said
