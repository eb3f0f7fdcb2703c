"""Whatever happens to a publisher, and however many there are, what is served is whole and never older than before."""

import multiprocessing
import os
import shutil
import signal
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

import warehouses
from commonlist.disclosure import private_of_newest
from commonlist.errors import PublishError
from commonlist.publish import candidate, edition, formats, manifest, pages, shelf
from commonlist.settings import settings
from places import ROOT
from publishers import STEPS, killed, racing

PROCESSES = multiprocessing.get_context("forkserver")
PROCESSES.set_forkserver_preload(["commonlist.publish.edition", "duckdb", "pyarrow.parquet", "ruamel.yaml"])
RACES = 25


def export(home: Path, rows: warehouses.Marts, name: str) -> Path:
    return warehouses.let_pass(candidate.export(warehouses.write(home / f"{name}.duckdb", rows), home / name)).folder


def third_marts() -> warehouses.Marts:
    rows = warehouses.second_marts()
    return rows | {"control_items": [*rows["control_items"], warehouses.item("ML5", "Fire control", "2026-01-01")]}


def _at(project: Path, patch: pytest.MonkeyPatch) -> None:
    patch.setenv("COMMONLIST_ROOT", str(project))
    patch.setenv("COMMONLIST_HOME", str(project / "home"))
    patch.setattr(pages, "render", lambda *_: {"index.html": "<!doctype html>\n"})
    patch.setattr(formats, "write", lambda *_: None)
    settings.cache_clear()


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A project that promises two marts (the steps are the same, only quicker), a first edition, two candidates built upon it."""
    project = tmp_path_factory.mktemp("project")
    (project / "crosswalks").mkdir()
    (project / "exports").mkdir()
    for name in ("edition", "control_items", "source_accounts"):
        shutil.copyfile(ROOT / "exports" / f"{name}.yml", project / "exports" / f"{name}.yml")
    with pytest.MonkeyPatch.context() as patch:
        _at(project, patch)
        edition.commit(export(project / "home", warehouses.marts(), "first"))
        export(project / "home", warehouses.second_marts(), "second")
        export(project / "home", third_marts(), "third")
    settings.cache_clear()
    return project


@pytest.fixture
def home(project: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A copy of that project's home for one test."""
    shutil.copytree(project, tmp_path / "project")
    _at(tmp_path / "project", monkeypatch)
    yield tmp_path / "project" / "home"
    settings.cache_clear()


@pytest.fixture
def editions(home: Path) -> Path:
    return home / "editions"


def run(target: Callable[..., None], *arguments: Any) -> int | None:
    process = PROCESSES.Process(target=target, args=arguments)
    process.start()
    process.join(60)
    return process.exitcode


def leftovers(editions: Path) -> list[str]:
    known = {commit.edition for commit in shelf.history(editions)} | {"commits", ".turn"}
    strange = [path.name for path in editions.iterdir() if path.name not in known]
    return strange + [path.name for path in (editions / "commits").iterdir() if path.suffix != ".json"]


@pytest.mark.parametrize("step", range(len(STEPS)), ids=[name for _, name in STEPS])
def test_a_kill_at_any_step_leaves_the_last_edition_whole_and_the_next_run_clean(home: Path, editions: Path, step: int) -> None:
    for moment in ("before", "after"):
        assert run(killed, home / "second", step, moment) == -signal.SIGKILL
        served = edition.current()
        assert served and served.sequence in (1, 2)
        assert manifest.verify(served.folder) == ()
        if served.sequence == 2:
            break
    made = edition.commit(home / "second")
    assert (made.sequence, leftovers(editions)) == (2, [])
    assert manifest.verify(made.folder) == ()
    assert manifest.verify(editions / shelf.history(editions)[-1].edition) == ()
    assert shelf.history(home / "restricted") == shelf.history(editions)


def test_only_the_link_moves_what_is_served(home: Path, editions: Path) -> None:
    assert editions
    link = STEPS.index((os, "link"))
    run(killed, home / "second", link, "before")
    before = edition.current()
    run(killed, home / "second", link, "after")
    after = edition.current()
    assert before and after and (before.sequence, after.sequence) == (1, 2)


@pytest.mark.parametrize("rule", ["turns", "no turns", "no turns, other names"])
def test_of_two_publishers_at_once_one_wins_and_nothing_goes_back(home: Path, editions: Path, rule: str) -> None:
    outcomes, ready = PROCESSES.Queue(), PROCESSES.Barrier(3)
    racers = [
        PROCESSES.Process(target=racing, args=(home / name, RACES, ready, outcomes, rule), daemon=True) for name in ("second", "third")
    ]
    for racer in racers:
        racer.start()
    for number in range(RACES):
        ready.wait(60)
        ready.wait(60)
        results = dict(outcomes.get(timeout=10) for _ in racers)
        assert list(results.values()).count("publish.outdated") == 1, results
        served = edition.current()
        assert served and served.sequence == 2 and served.name in results.values(), number
        assert manifest.verify(served.folder) == ()
        _undo(editions)
    for racer in racers:
        racer.join(60)
    assert shelf.head(editions) == 1


def _undo(editions: Path) -> None:
    """Take the second edition off the shelf again, for the next race."""
    for folder in (editions, editions.parent / "restricted"):
        (folder / "commits" / "00000002.json").unlink(missing_ok=True)
    with shelf.turn(editions):
        shelf.sweep(editions)


def test_a_name_somebody_took_meanwhile_is_not_overwritten(home: Path, editions: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    taken = edition.commit(home / "second")
    monkeypatch.setattr(shelf, "next_name", lambda *_: taken.name)
    with pytest.raises(PublishError) as caught:
        edition.commit(export(home, third_marts(), "third"))
    assert caught.value.slug == "publish.outdated"
    assert manifest.verify(editions / taken.name) == ()


def test_a_sequence_somebody_took_meanwhile_is_not_overwritten(home: Path, editions: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    edition.commit(home / "second")
    kept = (editions / "commits" / "00000002.json").read_bytes()
    monkeypatch.setattr(shelf, "head", lambda _: 1)
    with pytest.raises(PublishError) as caught:
        edition.commit(home / "third")
    assert caught.value.slug == "publish.outdated"
    assert (editions / "commits" / "00000002.json").read_bytes() == kept


def test_a_slow_publisher_cannot_serve_an_older_edition_again(home: Path, editions: Path) -> None:
    assert edition.commit(home / "second").sequence == 2
    with pytest.raises(PublishError) as caught:
        edition.commit(home / "third")
    assert caught.value.slug == "publish.outdated"
    assert (shelf.head(editions), leftovers(editions)) == (2, [])


@pytest.mark.parametrize(("sequence", "left"), [(1, "{"), (2, "{"), (1, None), (2, None), (2, "a folder"), (2, "another")])
def test_while_a_commit_is_unreadable_or_gone_nothing_is_published_or_forgotten(
    home: Path, editions: Path, sequence: int, left: str | None
):
    """What nobody remembers no later summary is protected beside."""
    made = edition.commit(home / "second")
    path = editions / "commits" / f"{sequence:08d}.json"
    path.unlink()
    if left == "a folder":
        path.mkdir()
    elif left == "another":
        path.write_text(shelf.history(editions)[0].model_copy(update={"sequence": 2, "based_on": 1}).model_dump_json())
    elif left:
        path.write_text(left)
    assert (edition.served().folder == made.folder) == (sequence == 1)
    for ask in (private_of_newest, lambda: edition.commit(export(home, third_marts(), "third")), lambda: shelf.published(editions, "2")):
        with pytest.raises(PublishError) as caught:
            ask()
        assert (caught.value.slug, str(caught.value.place)) == ("publish.damaged_commit", f"editions/commits/{path.name}")
        assert "its copy" in caught.value.next_step
    assert made.folder.is_dir()


def test_a_link_among_the_editions_is_left_alone(home: Path, editions: Path) -> None:
    (editions / "latest").symlink_to(editions / shelf.history(editions)[0].edition)
    edition.commit(home / "second")
    assert (editions / "latest").is_symlink()


def test_a_home_whose_commits_are_all_gone_is_not_taken_for_a_new_one(home: Path, editions: Path) -> None:
    made = edition.commit(home / "second")
    shutil.rmtree(editions / "commits")
    for ask in (edition.served, private_of_newest, lambda: edition.commit(home / "third")):
        with pytest.raises(PublishError, match=r"publish\.damaged_commit"):
            ask()
    shutil.copytree(home / "restricted" / "commits", editions / "commits")
    assert edition.served().name == made.name


def test_what_is_committed_while_the_history_is_read_is_not_missing(home: Path, editions: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    history = shelf.history

    def overtaken(folder: Path) -> list[shelf.Commit]:
        found = history(folder)
        monkeypatch.setattr(shelf, "history", history)
        edition.commit(home / "second")
        return found

    monkeypatch.setattr(shelf, "history", overtaken)
    shelf.require_history(editions)
    assert shelf.head(editions) == 2
