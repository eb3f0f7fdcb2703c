"""The command line refuses in one sentence with a next step, and keeps its own faults for the audit log."""

import json
from pathlib import Path

import pytest

from commonlist import audit, cli
from commonlist.errors import CommonlistError, Place


def leave(monkeypatch: pytest.MonkeyPatch, *words: str) -> int:
    monkeypatch.setattr("sys.argv", ["commonlist", *words])
    with pytest.raises(SystemExit) as leaving:
        cli.main()
    return int(str(leaving.value.code or 0))


def failing(problem: Exception) -> object:
    def app() -> None:
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
