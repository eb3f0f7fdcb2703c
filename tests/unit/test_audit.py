"""The audit log outlives what tears it."""

from datetime import UTC, datetime
from pathlib import Path

import pytest

from commonlist import audit, pipeline
from commonlist.errors import Place


@pytest.mark.parametrize(
    "tear", ['{"at": "2026-11-', "[]\n", '{"at": 1}\n', "\udcff", "null"], ids=["cut", "list", "no event", "bytes", "null"]
)
def test_a_torn_line_is_passed_over_and_told(home: Path, tear: str) -> None:
    audit.record("build", outcome="done")
    (log,) = (home / "audit").glob("*.jsonl")
    with log.open("ab") as file:
        file.write(tear.encode("utf-8", errors="surrogateescape"))
    audit.record("land", source_id="us_ccl", outcome="failed", message="no answer")
    assert [event["event"] for event in audit.events()] == ["build", "land"]
    assert audit.torn() == [Place(file=log.name, line=2)]
    assert [one.last_failure for one in pipeline.status() if one.source_id == "us_ccl"] == ["no answer"]


@pytest.mark.usefixtures("home")
def test_a_log_without_tears_stays_one_line_an_event() -> None:
    for _ in range(3):
        audit.record("build", outcome="done")
    assert (len(list(audit.events())), audit.torn()) == (3, [])


@pytest.mark.usefixtures("home")
def test_the_status_tells_when_a_source_last_landed_though_it_failed_since() -> None:
    audit.record("land", source_id="us_ccl", outcome="unchanged")
    audit.record("land", source_id="us_ccl", outcome="failed", message="no answer")
    (one,) = [one for one in pipeline.status() if one.source_id == "us_ccl"]
    assert (one.last_success_date, one.last_failure) == (datetime.now(UTC).date(), "no answer")
