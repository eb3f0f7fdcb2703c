"""A new state's list lands, once, is accounted for to the row, and is never replaced by something worse."""

import json
from datetime import date, timedelta
from pathlib import Path

import polars as pl
import pytest
from typer.testing import CliRunner

import small_list
from commonlist import audit, pipeline
from commonlist.crosswalk.tables import CORRECTIONS
from commonlist.errors import CommonlistError
from commonlist.land.store import landing_path, publications
from small_list import ROWS, YAML, put


@pytest.fixture
def inbox(project: Path) -> Path:
    """A state folder and the folder its publications arrive in."""
    return small_list.declare(project)


def land(inbox: Path) -> list[tuple[str, int, int]]:
    return [(one.outcome, one.rows_landed, one.rows_quarantined) for one in pipeline.land("xx_list", "folder", inbox)]


def test_rows_in_are_rows_landed_and_rows_quarantined(inbox: Path) -> None:
    put(inbox, [*ROWS[:9], "M\u041b1,look-alike"])
    assert land(inbox) == [("landed", 9, 1)]
    (account,) = publications("xx_list")
    assert (account["rows_in"], account["rows_landed"], account["rows_quarantined"]) == (10, 9, 1)
    quarantined = (inbox.parent / "var" / "quarantine" / "xx_list" / "2020-01-01.csv").read_text(encoding="utf-8")
    assert "11,code,land.foreign_character" in quarantined
    assert "CYRILLIC CAPITAL LETTER EL" in quarantined


def test_the_same_bytes_landed_twice_change_nothing(inbox: Path) -> None:
    put(inbox, ROWS)
    land(inbox)
    path = landing_path("control_item", "xx_list", publications("xx_list")[0]["edition_date"])
    before = path.stat().st_mtime_ns
    assert land(inbox) == [("unchanged", 10, 0)]
    assert path.stat().st_mtime_ns == before


def test_every_edition_in_the_folder_lands_oldest_first(inbox: Path) -> None:
    put(inbox, ROWS, "2021-01-01")
    put(inbox, ROWS[:9], "2020-01-01")
    assert [rows for _, rows, _ in land(inbox)] == [9, 10]


@pytest.mark.parametrize(
    ("rows", "header", "slug"),
    [
        (ROWS[:6], "code,text", "land.shrunk"),
        ([], "code,text", "read.no_rows"),
        (ROWS, "code,text,note", "shape.undecided_column"),
        (ROWS, "rating,text", "shape.missing_column"),
        ([*ROWS[:5], *["ML?,x"] * 5], "code,text", "land.too_many_quarantined"),
    ],
)
def test_a_worse_publication_leaves_the_last_good_one_in_place(inbox: Path, rows: list[str], header: str, slug: str) -> None:
    put(inbox, ROWS, "2020-01-01")
    land(inbox)
    good = publications("xx_list")
    put(inbox, [f"{row},x" for row in rows] if header.count(",") == 2 else rows, "2021-01-01", header)
    with pytest.raises(CommonlistError) as refusal:
        land(inbox)
    assert refusal.value.slug == slug
    assert refusal.value.place is not None
    assert publications("xx_list") == good
    assert [event["slug"] for event in audit.events() if event["outcome"] == "failed"] == [slug]


def test_a_publication_that_mended_itself_is_held_back_until_its_correction_ends(inbox: Path) -> None:
    correction = "source_line | code,3 | ML2,text,{wrong},corrected,2020-01-01,,misprinted,desk:xx,,2020-06-01,\n"
    path = inbox.parent / "crosswalks" / "xx" / "xx_list.corrections.csv"
    header = ",".join(CORRECTIONS.columns)
    path.write_text(f"{header}\n{correction.format(wrong=ROWS[1].split(',')[1])}", encoding="utf-8")
    put(inbox, ROWS, "2020-01-01")
    land(inbox)
    good = publications("xx_list")
    assert "corrected" in pl.read_parquet(landing_path("control_item", "xx_list", good[0]["edition_date"]))["text"].to_list()
    put(inbox, [ROWS[0], "ML2,mended", *ROWS[2:]], "2021-01-01")
    with pytest.raises(CommonlistError) as refusal:
        land(inbox)
    assert refusal.value.slug == "correct.expectation_gone"
    assert str(refusal.value.place) == "xx_list.corrections.csv, line 2, column 'text'"
    assert "stands in line 3 with text 'mended'" in refusal.value.message
    assert publications("xx_list") == good


def test_a_sample_never_replaces_what_was_landed_officially(inbox: Path) -> None:
    sample = inbox.parent / "crosswalks" / "xx" / "xx_list.sample.csv"
    sample.write_text("code,text\nML1,goods\n", encoding="utf-8")
    yaml = inbox.parent / "crosswalks" / "xx" / "xx.yml"
    yaml.write_text(YAML + "    sample_edition: 2019-01-01\n", encoding="utf-8")
    assert [one.rows_landed for one in pipeline.land("xx_list", "sample")] == [1]
    put(inbox, ROWS)
    land(inbox)
    assert [one["origin"] for one in publications("xx_list")] == ["folder"]
    with pytest.raises(CommonlistError, match=r"land\.sample_over_real"):
        pipeline.land("xx_list", "sample")


def test_two_files_of_one_edition_are_not_landed_over_each_other(inbox: Path) -> None:
    put(inbox, ROWS, "2020-01-01")
    (inbox / "xx" / "list_second_2020-01-01.csv").write_text("code,text\n" + "\n".join(ROWS[:9]) + "\n", encoding="utf-8")
    with pytest.raises(CommonlistError, match=r"read\.edition_twice"):
        land(inbox)
    assert [one["rows_landed"] for one in publications("xx_list")] == [10]


def test_a_bad_edition_does_not_hold_back_a_newer_good_one(inbox: Path) -> None:
    put(inbox, ROWS, "2020-01-01", header="rating,text")
    put(inbox, ROWS, "2021-01-01")
    with pytest.raises(CommonlistError, match=r"shape\.missing_column"):
        land(inbox)
    assert [str(one["edition_date"]) for one in publications("xx_list")] == ["2021-01-01"]


def test_too_many_quarantined_rows_name_the_first_and_its_stranger(inbox: Path) -> None:
    put(inbox, [*ROWS[:5], *["M\u041b1,look-alike"] * 5])
    with pytest.raises(CommonlistError, match="CYRILLIC CAPITAL LETTER EL") as refusal:
        land(inbox)
    assert (refusal.value.place.line, refusal.value.place.column) == (7, "code")


@pytest.mark.parametrize(
    ("wrong", "right"),
    [("../../out", "xx_list"), ("yy_list", "xx_list"), ("../x/*.csv", "xx/list_*.csv"), ("alpha3: XX", "alpha3: XXX")],
)
def test_a_declaration_cannot_reach_outside_its_folder(inbox: Path, wrong: str, right: str) -> None:
    yaml = inbox.parent / "crosswalks" / "xx" / "xx.yml"
    yaml.write_text(YAML.replace(right, wrong, 1), encoding="utf-8")
    with pytest.raises(CommonlistError, match=r"registry\.invalid"):
        pipeline.land("xx_list", "folder", inbox)


@pytest.mark.parametrize(("state", "name", "currency"), [("FR2", "France", "EUR"), ("fr", "France", "EURO")])
def test_a_beginning_that_would_not_be_valid_writes_nothing(project: Path, state: str, name: str, currency: str) -> None:
    words = ("--name", name, "--alpha3", "FRA", "--currency", currency, "--source", "fr_list", "--format", "csv")
    assert command("new", state, *words)[0] == 1
    assert [path.name for path in (project / "crosswalks").iterdir()] == ["common"]


def test_a_file_without_a_date_is_refused_rather_than_dated_by_guess(inbox: Path) -> None:
    put(inbox, ROWS, "undated")
    with pytest.raises(CommonlistError, match=r"read\.no_edition_date"):
        land(inbox)


def command(*words: str) -> tuple[int, str]:
    from commonlist.cli import app

    result = CliRunner().invoke(app, list(words))
    return result.exit_code, result.stdout


def test_the_status_shows_the_last_good_edition_and_the_failure_since(inbox: Path) -> None:
    put(inbox, ROWS)
    land(inbox)
    put(inbox, ROWS[:4], "2021-01-01")
    with pytest.raises(CommonlistError):
        land(inbox)
    code, text = command("status", "--json")
    (status,) = json.loads(text)
    assert code == 0
    assert (status["edition_date"], status["rows_landed"], status["is_stale"]) == ("2020-01-01", 10, True)
    assert "land.shrunk" in status["last_failure"]


def test_a_new_state_begins_with_a_folder_a_sample_and_no_code(project: Path) -> None:
    words = ("--name", "France", "--alpha3", "FRA", "--currency", "EUR", "--source", "fr_list", "--format", "csv")
    assert command("new", "fr", *words)[0] == 0
    yaml = project / "crosswalks" / "fr" / "fr.yml"
    yaml.write_text(yaml.read_text(encoding="utf-8").replace("columns: {}", "columns: {code: code, text: text}"), encoding="utf-8")
    (project / "in" / "fr").mkdir(parents=True)
    (project / "in" / "fr" / "fr_list_2024-01-01.csv").write_text("code,text\n" + "\n".join(ROWS) + "\n", encoding="utf-8")
    assert command("sample", "fr_list", "--from", str(project / "in"), "--rows", "4")[0] == 0
    sample = project / "crosswalks" / "fr" / "fr_list.sample.csv"
    assert sample.read_text(encoding="utf-8").splitlines() == ["code,text", *ROWS[:4]]
    code, text = command("land", "fr_list", "--from", str(project / "in"), "--json")
    assert (code, json.loads(text)[0]["rows_landed"]) == (0, 10)
    with pytest.raises(CommonlistError, match=r"registry\.exists"):
        command_raising("new", "fr", *words)


def command_raising(*words: str) -> None:
    from commonlist.cli import app

    CliRunner().invoke(app, list(words), catch_exceptions=False)


def test_landed_items_are_what_was_printed(inbox: Path) -> None:
    put(inbox, ["ML1a,pistols", *ROWS[1:]])
    land(inbox)
    frame = pl.read_parquet(landing_path("control_item", "xx_list", publications("xx_list")[0]["edition_date"]))
    assert frame.select("code_text", "item_code", "source_line").row(0) == ("ML1a", "ML1.a", 2)


def declare(inbox: Path, right: str, instead: str) -> None:
    assert YAML.count(right) == 1
    small_list.declare(inbox.parent, YAML.replace(right, instead))


def in_days(days: int) -> str:
    return (date.today() + timedelta(days=days)).isoformat()


def test_an_edition_of_the_far_future_is_refused(inbox: Path) -> None:
    put(inbox, ROWS, in_days(20))
    with pytest.raises(CommonlistError, match=r"read\.edition_in_future") as refusal:
        land(inbox)
    assert (in_days(20) in refusal.value.message, refusal.value.place.file) == (True, f"list_{in_days(20)}.csv")
    assert publications() == []


@pytest.mark.parametrize(("days", "ahead"), [(0, 0), (20, 30)])
def test_an_edition_may_be_as_far_ahead_as_its_layout_says(inbox: Path, days: int, ahead: int) -> None:
    declare(inbox, "format: csv\n", f"format: csv\n        days_ahead: {ahead}\n")
    put(inbox, ROWS, in_days(days))
    assert land(inbox) == [("landed", 10, 0)]


def test_a_file_renamed_to_its_right_date_lands_under_it(inbox: Path) -> None:
    wrong = put(inbox, ROWS, "2012-01-01")
    land(inbox)
    wrong.rename(wrong.with_name("list_2021-01-01.csv"))
    assert land(inbox) == [("landed", 10, 0)]
    assert [str(one["edition_date"]) for one in publications("xx_list")] == ["2012-01-01", "2021-01-01"]


@pytest.mark.parametrize("kind", ["folder", "dangling link", "link to itself"])
def test_what_is_no_file_is_named_and_does_not_hold_back_the_others(inbox: Path, kind: str) -> None:
    put(inbox, ROWS, "2021-01-01")
    strange = inbox / "xx" / "list_2020-01-01.csv"
    if kind == "folder":
        strange.mkdir()
    else:
        strange.symlink_to(strange if kind == "link to itself" else "nowhere")
    with pytest.raises(CommonlistError, match=r"read\.not_a_file") as refusal:
        land(inbox)
    assert refusal.value.place.file == "xx/list_2020-01-01.csv"
    assert [str(one["edition_date"]) for one in publications("xx_list")] == ["2021-01-01"]


def test_a_file_named_after_no_day_does_not_hold_back_the_others(inbox: Path) -> None:
    put(inbox, ROWS, "2021-01-01")
    put(inbox, ROWS, "2021-02-30")
    with pytest.raises(CommonlistError, match=r"read\.bad_edition_date"):
        land(inbox)
    assert len(publications("xx_list")) == 1


def test_an_edition_pattern_without_a_group_finds_no_day(inbox: Path) -> None:
    declare(inbox, "(\\d{4}-\\d{2}-\\d{2})", "\\d{4}")
    with pytest.raises(CommonlistError, match=r"registry\.invalid.*has no group") as refusal:
        land(inbox)
    line = next(number for number, text in enumerate(YAML.splitlines(), 1) if "edition:" in text)
    assert (refusal.value.place.line, refusal.value.place.column) == (line, "sources.xx_list.layouts.0.edition")


@pytest.mark.parametrize("data", [b"", b"PAR1 and nothing more"])
def test_a_damaged_account_of_a_landing_is_named_and_landing_again_heals_it(inbox: Path, data: bytes) -> None:
    put(inbox, ROWS)
    land(inbox)
    account = landing_path("publication", "xx_list", date(2020, 1, 1))
    account.write_bytes(data)
    with pytest.raises(CommonlistError, match=r"land\.damaged_account.*landing/publication/xx_list/2020-01-01.parquet"):
        pipeline.status()
    account.unlink()
    assert land(inbox) == [("landed", 10, 0)]


def test_damaged_rows_are_landed_again(inbox: Path) -> None:
    put(inbox, ROWS)
    land(inbox)
    rows = landing_path("control_item", "xx_list", date(2020, 1, 1))
    rows.write_bytes(b"PAR1 and nothing more")
    assert land(inbox) == [("landed", 10, 0)]
    assert pl.read_parquet(rows).height == 10
