"""A run begins by removing what killed landings left behind, and nothing that is still being written."""

import os
import time
from pathlib import Path

import pytest

from commonlist import pipeline
from commonlist.errors import CommonlistError
from commonlist.land import raw
from commonlist.land.leftovers import ABOUT_TO_BE_LOCKED, sweep
from commonlist.settings import settings


def left(path: Path, data: bytes = b"half", age: float = 0) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(data)
    os.utime(path, (time.time() - age, time.time() - age))
    return path


def test_drafts_of_killed_landings_are_removed_and_what_landed_stays(home: Path) -> None:
    drafts = [
        left(home / "raw" / "incoming" / "tmpabc"),
        left(home / "restricted" / "raw" / "incoming" / "tmpabc"),
        left(home / "landing" / "licence_decision" / "xaa" / ".2025.parquet.tmp"),
        left(home / "raw" / "incoming" / "tmpempty", b"", ABOUT_TO_BE_LOCKED + 1),
        left(home / "landing" / "control_item" / "us_ccl" / ".2024-09-06.parquet.tmp"),
        left(home / "landing" / "publication" / "us_ccl" / ".2024-09-06.parquet.4711.tmp"),
        left(home / "quarantine" / "us_ccl" / ".2024-09-06.csv.tmp"),
    ]
    whole = [
        left(home / "landing" / "control_item" / "us_ccl" / "2024-09-06.parquet"),
        left(home / "quarantine" / "us_ccl" / "2024-09-06.csv"),
        left(home / "raw" / "ab" / ("ab" * 32)),
    ]
    assert set(sweep()) == set(drafts)
    assert not [path for path in drafts if path.exists()]
    assert all(path.exists() for path in whole)


@pytest.mark.usefixtures("home")
def test_a_draft_that_is_being_written_is_left_alone() -> None:
    with raw.draft(settings().raw) as stream:
        stream.write(b"half")
        stream.flush()
        assert sweep() == []
        assert Path(stream.name).exists()


def test_a_draft_that_has_just_begun_is_left_alone(home: Path) -> None:
    left(home / "raw" / "incoming" / "tmpnew", b"")
    assert sweep() == []


def test_a_run_sweeps_before_it_lands(project: Path) -> None:
    draft = left(project / "var" / "raw" / "incoming" / "tmpabc")
    with pytest.raises(CommonlistError, match=r"settings\.nothing_landed"):
        pipeline.run("sample")
    assert not draft.exists()


@pytest.mark.usefixtures("home")
@pytest.mark.parametrize("verb", [lambda folder: pipeline.run("folder", folder), lambda folder: pipeline.land("us_ccl", "folder", folder)])
def test_a_folder_that_is_none_is_refused_before_anything_happens(home: Path, verb: object) -> None:
    with pytest.raises(CommonlistError, match=r"settings\.no_folder"):
        verb(home / "nowhere")  # type: ignore[operator]
    assert not (home / "audit").exists()
