"""Whenever a landing is killed, and however many there are of one source, rows never stand under the account of other bytes."""

import multiprocessing
import os
import signal
import threading
from pathlib import Path
from typing import Any

import polars as pl
import pytest

import small_list
from commonlist import pipeline
from commonlist.land import store
from commonlist.land.store import landing_path, publications
from commonlist.settings import settings

PROCESSES = multiprocessing.get_context("forkserver")
PROCESSES.set_forkserver_preload(["commonlist.pipeline", "commonlist.land.landing"])
RENAMES = 3


def _at_home(project: Path) -> None:
    os.environ |= {"COMMONLIST_ROOT": str(project), "COMMONLIST_HOME": str(project / "var")}
    settings.cache_clear()


def _killed(project: Path, step: int) -> None:
    """Land in a process that the kernel kills before its rename number `step`."""
    _at_home(project)
    proper, renamed = Path.replace, []

    def fatal(draft: Path, path: Path) -> Path:
        if "raw" not in path.parts:
            if len(renamed) == step:
                os.kill(os.getpid(), signal.SIGKILL)
            renamed.append(path)
        return proper(draft, path)

    Path.replace = fatal  # type: ignore[method-assign, assignment]
    pipeline.land("xx_list", "folder", project / "inbox")


def _racing(project: Path, inbox: Path, ready: Any) -> None:
    _at_home(project)
    for _ in range(5):
        ready.wait(60)
        pipeline.land("xx_list", "folder", inbox)


def landed_text() -> str:
    """What the landed rows say of ML1, checked against the file their account names."""
    (account,) = publications("xx_list")
    frame = pl.read_parquet(landing_path("control_item", "xx_list", account["edition_date"]))
    assert set(frame["source_sha256"]) == {account["source_sha256"]}
    assert frame.height == account["rows_landed"]
    return str(frame["text"][0])


@pytest.mark.parametrize("step", range(RENAMES))
def test_a_killed_replacement_is_seen_and_landed_again(project: Path, step: int) -> None:
    inbox = small_list.declare(project)
    small_list.put(inbox, small_list.ROWS)
    pipeline.land("xx_list", "folder", inbox)
    small_list.put(inbox, [row.replace("goods", "wares") for row in small_list.ROWS[:9]])
    process = PROCESSES.Process(target=_killed, args=(project, step))
    process.start()
    process.join(60)
    assert process.exitcode == -signal.SIGKILL
    small_list.put(inbox, small_list.ROWS)
    (one,) = pipeline.land("xx_list", "folder", inbox)
    assert one.outcome == ("unchanged" if step == 0 else "landed")
    assert landed_text() == "goods 1"
    assert step == 0 or not list((project / "var" / "landing").rglob("*.parquet.*"))


def test_two_landings_of_one_source_do_not_interleave(project: Path) -> None:
    inboxes = [small_list.declare(project), project / "other"]
    (inboxes[1] / "xx").mkdir(parents=True)
    small_list.put(inboxes[0], small_list.ROWS)
    small_list.put(inboxes[1], [row.replace("goods", "wares") for row in small_list.ROWS[:9]])
    ready = PROCESSES.Barrier(len(inboxes))
    racers = [PROCESSES.Process(target=_racing, args=(project, inbox, ready)) for inbox in inboxes]
    for racer in racers:
        racer.start()
    for racer in racers:
        racer.join(60)
    assert [racer.exitcode for racer in racers] == [0, 0]
    assert landed_text() in ("goods 1", "wares 1")


@pytest.mark.parametrize("name", ["xx_list", store.EVERY_SOURCE])
def test_a_landing_waits_for_whoever_lands_its_source_and_for_a_build(project: Path, name: str) -> None:
    inbox = small_list.declare(project)
    small_list.put(inbox, small_list.ROWS, "2019-01-01")
    pipeline.land("xx_list", "folder", inbox)
    small_list.put(inbox, small_list.ROWS)
    thread = threading.Thread(target=pipeline.land, args=("xx_list", "folder", inbox))
    with store.turn(name):
        thread.start()
        thread.join(1)
        assert (thread.is_alive(), len(publications("xx_list"))) == (True, 1)
    thread.join(60)
    assert len(publications("xx_list")) == 2
