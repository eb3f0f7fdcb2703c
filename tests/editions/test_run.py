"""One command lands the samples, builds, checks and publishes; what it published can be explained and is not published twice."""

import fcntl
import json
import re
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import duckdb
import pandas as pd
import pytest
from typer.testing import CliRunner

from commonlist import audit, registry
from commonlist.cli import app
from commonlist.lineage import NEWER
from commonlist.publish.contract import Contract, contracts
from commonlist.settings import settings
from places import ROOT


class Ran:
    """A home in which `commonlist run --samples` was called once."""

    def __init__(self, home: Path) -> None:
        self.home = home
        self.code, self.report = self.ask("run", "--samples")

    def ask(self, *words: str) -> tuple[int, Any]:
        """The exit code and the JSON document of one command."""
        result = CliRunner().invoke(app, [*words, "--json"])
        return result.exit_code, json.loads(result.stdout) if result.stdout else result.exception

    def row(self, path: str, where: str) -> dict[str, Any]:
        """One published row."""
        file = self.home / "editions" / self.report["edition"] / path
        found = duckdb.sql(f"select * from read_parquet('{file}') where {where} limit 1")
        return dict(zip(found.columns, found.fetchall()[0], strict=True))


@pytest.fixture(scope="module")
def ran(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Ran]:
    home = tmp_path_factory.mktemp("run") / "home"
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("COMMONLIST_ROOT", str(ROOT))
        patch.setenv("COMMONLIST_HOME", str(home))
        settings.cache_clear()
        yield Ran(home)
    settings.cache_clear()


def test_every_sample_lands_and_an_edition_stands(ran: Ran) -> None:
    assert (ran.code, ran.report["failures"], ran.report["is_new"]) == (0, [], True)
    landed = [*(f"land {one}" for one in registry.sources()), "land submissions"]
    assert [step["name"] for step in ran.report["steps"]] == [*landed, "build", "check", "publish"]
    assert {step["outcome"] for step in ran.report["steps"]} == {"done"}
    assert (Path(ran.report["folder"]) / "public" / "index.html").exists()


def test_the_summary_of_synthetic_submissions_is_marked_and_nobody_recovers_what_it_keeps_back(ran: Ran) -> None:
    code, found = ran.ask("disclosure", "audit")
    assert (code, found["findings"], found["blocks"]) == (0, [], 6) and found["attackers"] > 50
    assert 0 < found["suppressed"] < found["cells"]
    folder = Path(ran.report["folder"])
    summary = f"'{folder}/public/licensing_summary.parquet'"
    assert duckdb.sql(f"select bool_and(is_synthetic) from {summary}").fetchone() == (True,)
    told = duckdb.sql(f"select measure_code, count(*) > 100 from {summary} where value_lower < value_upper group by 1 order by 1")
    assert told.fetchall() == [("licences_issued", True), ("licences_refused", False), ("value_licensed", True)]
    assert "Made from synthetic submissions." in (folder / "public" / "index.html").read_text(encoding="utf-8")
    private = [path.name for path in folder.rglob("*") if path.stem in ("witnesses", "contributions", "licence_decision")]
    assert private == []


def test_the_same_bytes_again_publish_nothing(ran: Ran) -> None:
    code, report = ran.ask("run", "--samples")
    assert (code, report["is_new"], report["edition"]) == (0, False, ran.report["edition"])
    assert {step["outcome"] for step in report["steps"]} == {"unchanged"}


def test_a_run_with_nothing_new_says_that_a_commit_is_lost(ran: Ran) -> None:
    (copy,) = (ran.home / "restricted" / "commits").iterdir()
    newer = copy.with_name("00000002.json")
    shutil.copyfile(copy, newer)
    code, refusal = ran.ask("run", "--samples")
    newer.unlink()
    assert (code, refusal.slug) == (1, "publish.damaged_commit")
    told = [event for event in audit.events() if event["event"] == "build" and event["outcome"] == "failed"]
    assert [event["slug"] for event in told] == ["publish.damaged_commit"]


def test_a_source_that_fails_keeps_its_last_good_edition_and_the_run_says_so(ran: Ran, tmp_path: Path) -> None:
    (tmp_path / "eu").mkdir()
    (tmp_path / "eu" / "annex_i_2026-01-01.json").write_text("<html><body>Service unavailable</body></html>", encoding="utf-8")
    code, report = ran.ask("run", "--from", str(tmp_path))
    assert (code, report["edition"]) == (3, ran.report["edition"])
    (failure,) = report["failures"]
    assert "read.html_page" in failure
    statuses = {one["source_id"]: one for one in ran.ask("status")[1]}
    assert "read.html_page" in statuses["eu_dual_use"]["last_failure"]
    assert statuses["eu_dual_use"]["rows_landed"] > 0


def test_two_runs_never_work_in_one_home(ran: Ran) -> None:
    with (ran.home / ".run.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        code, refusal = ran.ask("run", "--samples")
    assert (code, refusal.slug) == (1, "settings.run_under_way")


def test_a_published_item_is_traced_to_its_line_its_map_row_and_its_models(ran: Ran) -> None:
    code, lineage = ran.ask("explain", "control_items", "gb_licences:nothing")
    assert code == 1
    item = ran.row("catalog/control_items.parquet", "source_id = 'us_ccl' and item_code = '3A001.b.2'")
    code, lineage = ran.ask("explain", "control_items", item["item_id"])
    assert (code, lineage["row"]["item_code"]) == (0, "3A001.b.2")
    assert [(one["sha256"], one["line"]) for one in lineage["lines"]] == [(item["source_sha256"], item["source_line"])]
    assert '"3A001.b.2' in lineage["lines"][0]["text"]
    assert {one["file"] for one in lineage["map_rows"]} == {"us_ccl.map.csv"}
    assert {"3A001"} <= {one["row"]["item_code"] for one in lineage["map_rows"]} <= {"3A001", "3A001.b", "3A001.b.2"}
    assert all(one["line"] for one in lineage["map_rows"])
    assert lineage["models"][-1] == "control_items"
    assert "stg_control_items" in lineage["models"]


def test_a_published_sum_is_traced_to_every_line_it_adds_up(ran: Ran) -> None:
    cell = ran.row("catalog/licensing_by_item_destination.parquet", "source_id = 'eu_coarm' and line_count = 1 and value_original > 1")
    key = ",".join(
        f"{name}={cell[name]}" for name in ("source_id", "reporting_state_code", "year", "common_code", "destination_code", "measure_code")
    )
    code, lineage = ran.ask("explain", "licensing_by_item_destination", key)
    assert (code, lineage["line_count"]) == (0, 1)
    assert str(cell["year"]) in lineage["lines"][0]["text"]


def _printed(value: Any) -> str:
    if pd.isna(value):
        return ""
    return str(value).lower() if isinstance(value, bool) else str(value).removesuffix(" 00:00:00")


@pytest.mark.parametrize("contract", contracts().values(), ids=lambda contract: contract.mart)
def test_a_row_of_every_table_is_explained_and_never_by_a_newer_warehouse(contract: Contract, ran: Ran) -> None:
    file = Path(ran.report["folder"]) / f"{contract.path}.parquet"
    for row in duckdb.sql(f"from read_parquet('{file}') order by random() limit 2").df().to_dict("records"):
        key = ",".join(f"{name}={_printed(row[name])}" for name in contract.key)
        code, lineage = ran.ask("explain", contract.mart, key)
        assert code == 0, key
        assert lineage.get("why_no_lines") != NEWER, key


@pytest.mark.parametrize(
    ("words", "slug"),
    [
        (("explain", "no_such_mart", "x"), "publish.unknown_mart"),
        (("explain", "control_items", "colour=red"), "publish.unknown_column"),
        (("explain", "control_items", "us_ccl:none"), "publish.no_such_row"),
        (("land", "no_such_source"), "registry.unknown_source"),
        (("land", "us_ccl", "--from", "no-such-folder"), "settings.no_folder"),
        (("land", "us_ccl", "--samples"), None),
    ],
)
def test_a_mistake_is_named_and_has_a_next_step(ran: Ran, words: tuple[str, ...], slug: str | None) -> None:
    _, answer = ran.ask(*words)
    if slug is None:
        assert [one["outcome"] for one in answer] == ["unchanged"]
    else:
        assert (answer.slug, bool(answer.next_step)) == (slug, True)


def test_the_lineage_is_told_in_words(ran: Ran) -> None:
    told = CliRunner().invoke(app, ["explain", "control_items", "gb_military_list:ML10"]).stdout
    assert "gb_military_list.map.csv" in told
    assert f"published in edition {ran.report['edition']}" in told


def test_the_queries_shown_to_readers_run_in_the_edition(ran: Ran, monkeypatch: pytest.MonkeyPatch) -> None:
    (shown,) = re.findall(r"```sql\n(.*?)```", (ROOT / "docs" / "reader.md").read_text(encoding="utf-8"), re.DOTALL)
    monkeypatch.chdir(ran.report["folder"])
    with duckdb.connect("catalog.duckdb", read_only=True) as catalog:
        answered = [len(catalog.execute(query).fetchall()) > 0 for query in shown.split(";") if query.strip()]
    in_full, findings_of_samples = [True] * 7, [False, True, False, False, False, False, True, False]
    assert answered == in_full + findings_of_samples


def queries() -> list[tuple[str, str]]:
    """The queries that come with the public tables: their questions and their SQL."""
    text = (ROOT / "exports" / "queries.md").read_text(encoding="utf-8")
    return re.findall(r"^## (\d+\. .*?)\n.*?```sql\n(.*?)```", text, re.MULTILINE | re.DOTALL)


def answer(ran: Ran, query: str) -> list[dict[str, Any]]:
    """What a reader gets who asks this in the public folder."""
    with duckdb.connect() as session:
        session.execute(f"set file_search_path = '{Path(ran.report['folder']) / 'public'}'")
        return session.sql(query).to_arrow_table().to_pylist()


def test_eleven_queries_come_with_the_public_tables(ran: Ran) -> None:
    assert [question.partition(".")[0] for question, _ in queries()] == [str(number) for number in range(1, 12)]
    written = (Path(ran.report["folder"]) / "public" / "queries.md").read_bytes()
    assert written == (ROOT / "exports" / "queries.md").read_bytes()


@pytest.mark.parametrize("query", [query for _, query in queries()], ids=[question for question, _ in queries()])
def test_a_worked_query_has_an_answer_in_the_public_folder(ran: Ran, query: str) -> None:
    assert answer(ran, query)


def test_the_worked_queries_count_every_row_once(ran: Ran) -> None:
    sql = {int(question.partition(".")[0]): query for question, query in queries()}
    listed = json.loads((Path(ran.report["folder"]) / "manifest.json").read_text(encoding="utf-8"))["files"]
    rows = {Path(file["path"]).name: file["rows"] for file in listed if re.fullmatch(r"public/\w+\.parquet", file["path"])}
    assert {row["file"]: row["num_rows"] for row in answer(ran, sql[1])} == rows
    counted = answer(ran, sql[5])
    assert (
        sum(row[name] for row in counted for name in ("figures", "zeros", "not_reported", "without_a_figure"))
        == rows["licensing_totals.parquet"]
    )
    assert {row["column_name"] for row in answer(ran, sql[2])} == set(contracts()["licensing_totals"].columns)
    shares: dict[int, float] = {}
    for row in answer(ran, sql[7]):
        shares[row["year"]] = shares.get(row["year"], 0) + row["share"]
    assert all(abs(share - 1) < 0.01 for share in shares.values())
