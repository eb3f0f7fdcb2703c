"""Licence decisions land as a state sends them, whole or not at all; whatever is wrong in a form is told by line and column."""

import csv
import json
from collections import Counter
from pathlib import Path
from typing import Any

import polars as pl
import pytest
from jsonschema import Draft202012Validator
from ruamel.yaml import YAML
from typer.testing import CliRunner

from commonlist import audit, pipeline
from commonlist.cli import app
from commonlist.errors import ReadError, SettingsError
from commonlist.land import form, submissions, synthetic
from commonlist.schema.licence_decision import LicenceDecision
from places import COUNTEREXAMPLES, ROOT, at_home

FOLDER = COUNTEREXAMPLES / "submissions"
EXPECTED: dict[str, dict[str, Any]] = YAML(typ="safe").load((FOLDER / "expected.yml").read_text(encoding="utf-8"))


@pytest.fixture
def home(tmp_path: Path):
    with at_home(ROOT, tmp_path / "home"):
        yield tmp_path / "home"


def faults(path: Path) -> list[tuple[str, int | None, str | None]]:
    try:
        return [(fault.slug, fault.line, fault.column) for fault in form.read_form(path).faults]
    except ReadError as problem:
        assert "layout" not in problem.next_step
        return [(problem.slug, problem.place.line if problem.place else None, problem.place.column if problem.place else None)]


@pytest.mark.usefixtures("home")
@pytest.mark.parametrize("name", EXPECTED)
def test_what_is_wrong_with_a_form_is_told_by_line_and_column(name: str):
    wanted = EXPECTED[name]
    assert faults(FOLDER / f"{name}.csv") == [(wanted["slug"], wanted["line"], wanted["column"])]


@pytest.mark.parametrize("name", EXPECTED)
def test_a_form_with_one_fault_lands_nothing(name: str, home: Path):
    with pytest.raises(ReadError) as caught:
        submissions.land_submission(FOLDER / f"{name}.csv")
    assert caught.value.next_step and not submissions.landed() and not (home / "restricted").exists()


def test_every_counterexample_is_expected():
    assert {path.stem for path in FOLDER.glob("*.csv")} == EXPECTED.keys()


def test_the_template_is_a_form_that_lands(home: Path):
    path = ROOT / form.TEMPLATE
    assert faults(path) == []
    first, again = submissions.land_submission(path), submissions.land_submission(path)
    assert (first.state_code, first.year, first.lines, first.licences) == ("XAA", 2025, 3, 2)
    assert (first.outcome, again.outcome) == ("landed", "unchanged")
    rows = pl.read_parquet(submissions.landed()[0])
    assert rows["category_code"].to_list() == ["ML10", "3", "5"] and set(rows["exporter_id"]) == {"XAA:E017", "XAA:E004"}
    assert rows["is_synthetic"].all() and str(rows["value_eur"][0]) == "1250000.50"
    assert all((home / name).stat().st_mode & 0o077 == 0 for name in ("restricted", "landing/licence_decision"))


def test_a_later_file_of_a_state_and_year_replaces_the_earlier(home: Path, tmp_path: Path):
    text = (ROOT / form.TEMPLATE).read_text(encoding="utf-8")
    submissions.land_submission(ROOT / form.TEMPLATE)
    (tmp_path / "later.csv").write_text(text.replace("80000", "90000"), encoding="utf-8")
    assert submissions.land_submission(tmp_path / "later.csv").outcome == "landed"
    assert len(submissions.landed()) == 1 and len(list((home / "restricted" / "raw").glob("??/*"))) == 2
    replaced = [event["replaces"] for event in audit.events() if event["event"] == "submission"]
    assert replaced[0] is None and len(replaced[1]) == 64


@pytest.mark.usefixtures("home")
def test_a_file_of_late_licences_alone_does_not_replace_the_year(tmp_path: Path):
    header, first, *_ = (ROOT / form.TEMPLATE).read_text(encoding="utf-8").splitlines()
    late = tmp_path / "late.csv"
    late.write_text(f"{header}\n{first}\n", encoding="utf-8")
    runner = CliRunner()
    assert runner.invoke(app, ["submissions", "land", str(ROOT / form.TEMPLATE)]).exit_code == 0
    refused = runner.invoke(app, ["submissions", "land", str(late)])
    assert isinstance(refused.exception, ReadError) and refused.exception.slug == "land.form_shrinks"
    assert "would replace all 3 of XAA for 2025" in str(refused.exception) and pl.read_parquet(submissions.landed()[0]).height == 3
    told = json.loads(runner.invoke(app, ["submissions", "land", "--whole", str(late), "--json"]).output)
    assert [(one["lines"], one["replaced_lines"]) for one in told] == [(1, 3)] and pl.read_parquet(submissions.landed()[0]).height == 1


@pytest.mark.usefixtures("home")
def test_the_same_bytes_land_again_where_the_common_items_place_them_elsewhere(monkeypatch: pytest.MonkeyPatch):
    submissions.land_submission(ROOT / form.TEMPLATE)
    elsewhere = submissions._categories() | {"5": "4"}
    monkeypatch.setattr(submissions, "_categories", lambda: elsewhere)
    assert submissions.land_submission(ROOT / form.TEMPLATE).outcome == "landed"
    assert pl.read_parquet(submissions.landed()[0])["category_code"].to_list() == ["ML10", "3", "4"]


@pytest.mark.usefixtures("home")
def test_a_landed_file_that_was_damaged_is_replaced():
    submissions.land_submission(ROOT / form.TEMPLATE)
    submissions.landed()[0].write_bytes(b"PAR1")
    assert submissions.land_submission(ROOT / form.TEMPLATE).outcome == "landed"
    assert pl.read_parquet(submissions.landed()[0]).height == 3


@pytest.mark.usefixtures("home")
def test_the_audit_log_tells_a_refusal_and_quotes_no_cell(tmp_path: Path):
    text = (ROOT / form.TEMPLATE).read_text(encoding="utf-8")
    (tmp_path / "named.csv").write_text(text.replace("E017", "A NAME"), encoding="utf-8")
    with pytest.raises(ReadError, match="A NAME"):
        submissions.land_submission(tmp_path / "named.csv")
    (event,) = audit.events()
    assert (event["event"], event["outcome"], event["slugs"], event["faults"]) == ("submission", "failed", ["land.form_cell"], 2)
    assert "A NAME" not in str(event)


@pytest.mark.usefixtures("home")
def test_what_is_no_file_or_larger_than_any_form_is_refused_before_it_is_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    assert faults(tmp_path) == [("read.not_a_file", None, None)]
    monkeypatch.setattr(form, "MOST_BYTES", 100)
    assert faults(ROOT / form.TEMPLATE) == [("land.form_too_long", None, None)]
    monkeypatch.setattr(form, "MOST_BYTES", 10_000)
    monkeypatch.setattr(form, "MOST_LINES", 2)
    assert faults(ROOT / form.TEMPLATE) == [("land.form_too_long", None, None)]


@pytest.mark.usefixtures("home")
def test_all_faults_of_a_form_are_told_together(tmp_path: Path):
    header, first, *_ = (ROOT / form.TEMPLATE).read_text(encoding="utf-8").splitlines()
    lines = [first.replace("KOR", "QQQ").replace(",1,E", f",{number},E") for number in range(1, 31)]
    path = tmp_path / "many.csv"
    path.write_text("\n".join([header, *lines]) + "\n", encoding="utf-8")
    assert len(form.read_form(path).faults) == 30
    with pytest.raises(ReadError, match=r"30 things are wrong with it(.|\n)*and 10 more"):
        submissions.land_submission(path)


def test_the_schema_is_a_json_schema_and_has_a_column_for_each_fact():
    schema = json.loads((ROOT / form.SCHEMA).read_text(encoding="utf-8"))
    Draft202012Validator.check_schema(schema)
    with (ROOT / form.TEMPLATE).open(encoding="utf-8") as file:
        assert next(csv.reader(file)) == list(schema["properties"])
    derived = {"exporter_id", "category_code", "is_synthetic", "source_line"}
    assert set(LicenceDecision.to_schema().columns) - derived == set(schema["properties"]) - {"exporter_pseudonym"}


@pytest.mark.usefixtures("home")
def test_invented_decisions_are_what_real_ones_are_like_and_the_same_every_time(tmp_path: Path):
    one, two, other = (synthetic.generate(tmp_path / name, seed=seed) for name, seed in (("one", 1), ("two", 1), ("other", 2)))
    assert [path.read_bytes() for path in one] == [path.read_bytes() for path in two] != [path.read_bytes() for path in other]
    assert len(one) == 20 and all(faults(path) == [] for path in one)
    rows = [row for path in one for row in form.read_form(path).rows]
    sizes = Counter[str]()
    for row in rows:
        sizes[f"{row['state_code']}:{row['exporter_pseudonym']}"] += float(row["value_eur"])
    top = sum(value for _, value in sizes.most_common(len(sizes) // 10))
    alone = Counter((row["state_code"], row["common_code"], row["destination_code"]) for row in rows)
    assert top > 0.35 * sum(sizes.values()), "few exporters hold most of the value"
    assert sum(count == 1 for count in alone.values()) > 0.4 * len(alone), "many are alone in a cell"
    assert {row["decision"] for row in rows} == {"issued", "refused"} and any(row["confidentiality_request_id"] for row in rows)
    earlier = {row["licence_id"] for row in rows if row["decision_date"] < "2025"}
    assert {row["renews_licence_id"] for row in rows if row["renews_licence_id"]} <= earlier
    assert max(Counter((row["state_code"], row["licence_id"]) for row in rows).values()) > 1


@pytest.mark.usefixtures("home")
def test_more_is_invented_where_more_is_asked_for_and_all_of_it_are_forms(tmp_path: Path):
    made = synthetic.generate(tmp_path, (2023,), 4_000, 1, synthetic.Extent(items=32, places=200))
    assert [path.name for path in made] == [f"xa{letter}_2023.csv" for letter in "abcdefghij"]
    assert all(faults(path) == [] for path in made)
    rows = [row for path in made for row in form.read_form(path).rows]
    assert len({row["common_code"] for row in rows}) == 32 and len({row["destination_code"] for row in rows}) > 150


@pytest.mark.usefixtures("home")
def test_one_refused_file_keeps_no_other_from_being_checked_or_landed():
    files = [str(FOLDER / "latin_1.csv"), str(FOLDER / "web_page.csv"), str(ROOT / form.TEMPLATE)]
    checked = CliRunner().invoke(app, ["submissions", "check", *files, "--json"])
    told = [(one["file"], one["slug"]) for one in json.loads(checked.output)]
    assert told == [("latin_1.csv", "read.wrong_encoding"), ("web_page.csv", "read.html_page")]
    landed = CliRunner().invoke(app, ["submissions", "land", *files])
    assert isinstance(landed.exception, ReadError) and landed.exception.slug == "read.wrong_encoding"
    assert " 2025 " in landed.output and len(submissions.landed()) == 1


@pytest.mark.usefixtures("home")
def test_a_folder_of_licence_decisions_alone_is_not_a_folder_without_anything(tmp_path: Path):
    synthetic.generate(tmp_path / "submissions", (2025,), 10)
    with pytest.raises(SettingsError, match=r"settings\.nothing_landed"):
        pipeline.run("folder", tmp_path)
    assert len(submissions.landed()) == 10


@pytest.mark.usefixtures("home")
def test_samples_that_replace_other_files_are_named(monkeypatch: pytest.MonkeyPatch):
    submissions.land_submission(ROOT / form.TEMPLATE)
    monkeypatch.setattr(pipeline.registry, "sources", dict)
    warned = []
    for _ in range(2):
        with pytest.raises(SettingsError, match=r"settings\.nothing_landed") as caught:
            pipeline.run("sample")
        warned.append([step.warnings for step in caught.value.steps])
    replaced = "the samples xaa_2025.csv replaced other files; those are in `restricted/raw`, see the audit log"
    assert warned == [[(replaced,)], [()]]


@pytest.mark.usefixtures("home")
@pytest.mark.parametrize("command", ["template", "generate"])
def test_a_place_that_cannot_be_written_is_no_fault_of_ours(command: str, tmp_path: Path):
    (tmp_path / "a_file").write_text("in the way", encoding="utf-8")
    refused = CliRunner().invoke(app, ["submissions", command, "--to", str(tmp_path / "a_file" / "below")])
    assert isinstance(refused.exception, SettingsError) and refused.exception.slug == "settings.cannot_write"


def test_the_commands_write_the_form_check_it_and_land_it(home: Path, tmp_path: Path):
    runner = CliRunner()
    target = tmp_path / "form.csv"
    assert runner.invoke(app, ["submissions", "template", "--to", str(target)]).exit_code == 0
    assert "nothing is wrong with form.csv" in runner.invoke(app, ["submissions", "check", str(target)]).output
    refused = runner.invoke(app, ["submissions", "check", str(FOLDER / "value_with_a_comma.csv")])
    assert refused.exit_code == 1 and "line 3, column 'value_eur'" in refused.output and "as in 1250000.50" in refused.output
    assert runner.invoke(app, ["submissions", "land", str(target), "--json"]).exit_code == 0
    assert len(submissions.landed()) == 1 and home.is_dir()
    made = runner.invoke(app, ["submissions", "generate", "--to", str(tmp_path / "invented"), "--lines", "50"])
    assert "wrote 20 files" in made.output
