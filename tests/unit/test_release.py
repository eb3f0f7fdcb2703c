"""Of each state the summary says that it sent nothing, unless what it sent is published: no silence is a zero, and no zero a silence."""

import shutil
from collections.abc import Iterator
from datetime import UTC, date, datetime, tzinfo
from decimal import Decimal
from pathlib import Path

import polars as pl
import pytest

from commonlist.disclose import release
from commonlist.disclose.summary import Terms
from places import ROOT, at_home

REPORTED = ("XAA", "XAB")


@pytest.fixture
def home(tmp_path: Path) -> Iterator[Path]:
    """A home where XAA and XAB have sent decisions of 2024 that need no protection, XAC those of 2023."""
    with at_home(ROOT, tmp_path):
        for state in REPORTED:
            send(tmp_path, state, 2024, range(8))
        send(tmp_path, "XAC", 2023, range(8))
        yield tmp_path


def send(home: Path, state: str, year: int, exporters: range) -> None:
    path = home / "landing" / "licence_decision" / state.lower() / f"{year}.parquet"
    path.parent.mkdir(parents=True, exist_ok=True)
    rows = [
        {
            "state_code": state,
            "exporter_id": f"{state}:E{number}",
            "category_code": item,
            "destination_code": place,
            "decision": "issued",
            "decision_date": date(year, 3, 1),
            "value_eur": Decimal(1000 + number),
            "confidentiality_request_id": None,
            "is_synthetic": True,
        }
        for number in exporters
        for item in ("ML1", "3")
        for place in ("NOR", "SAU")
    ]
    types = {"value_eur": pl.Decimal(20, 2), "confidentiality_request_id": pl.String}
    pl.DataFrame(rows, schema_overrides=types).write_parquet(path)


def released(home: Path, sequence: int) -> tuple[str, ...]:
    """The summary of the edition of this sequence; its private files are kept as the gate would."""
    kept = home / "restricted" / str(sequence - 1)
    held = release.release(kept if sequence > 1 else None, sequence)
    shutil.copytree(home / "restricted" / "next", home / "restricted" / str(sequence))
    return held


def states(home: Path, year: int = 2024) -> dict[str, str]:
    """What the summary says of all that each state licensed in a year."""
    rows = pl.read_parquet(home / "landing" / "summary_cell" / "summary" / "now.parquet").filter(
        (pl.col("measure_code") == "value_licensed")
        & (pl.col("year") == year)
        & (pl.col("item_code") == "_T")
        & (pl.col("destination_code") == "_T")
    )
    assert rows["is_synthetic"].all() and rows["reporting_state_code"].is_unique().all()
    return dict(rows.select("reporting_state_code", "value_state").iter_rows())


def test_the_day_that_rules_are_asked_for_is_that_of_the_gate(home: Path, monkeypatch: pytest.MonkeyPatch):
    """Editions are committed by the clock of UTC, wherever the machine stands."""

    class Clock(datetime):
        @classmethod
        def now(cls, tz: tzinfo | None = None) -> datetime:
            return datetime(2026, 1, 1 if tz is UTC else 2, tzinfo=tz)

    asked: list[date] = []
    monkeypatch.setattr(release, "datetime", Clock)
    monkeypatch.setattr(release, "Terms", lambda book, on, *more: asked.append(on) or Terms(book, on, *more))
    released(home, 1)
    assert asked == [date(2026, 1, 1)]


def test_a_decision_of_no_value_counts_as_a_decision(home: Path):
    """In value it is zero, and what is not there is zero."""
    path = home / "landing" / "licence_decision" / "xaa" / "2024.parquet"
    sent = pl.read_parquet(path)
    free = sent.filter(pl.col("destination_code") == "SAU").with_columns(destination_code=pl.lit("JPN"), value_eur=pl.lit(Decimal("0.00")))
    pl.concat([sent, free.cast(sent.schema)]).write_parquet(path)
    released(home, 1)
    rows = pl.read_parquet(home / "landing" / "summary_cell" / "summary" / "now.parquet").filter(pl.col("destination_code") == "JPN")
    assert set(rows["measure_code"]) == {"licences_issued"}
    assert rows.filter(reporting_state_code="XAA", item_code="_T").select("value", "value_state").rows() == [(Decimal(16), "reported")]


def test_a_state_that_sent_nothing_of_a_year_is_listed(home: Path):
    assert released(home, 1) == ()
    assert states(home) == {"XAA": "reported", "XAB": "reported", "XAC": "not_reported", "_T": "reported"}


def test_a_state_whose_first_decisions_wait_is_still_listed_as_not_reporting(home: Path):
    released(home, 1)
    send(home, "XAC", 2024, range(1))
    assert len(released(home, 2)) == 2
    assert states(home)["XAC"] == "not_reported"


def test_a_state_whose_file_is_gone_stays_in_what_waits_and_is_still_synthetic(home: Path):
    released(home, 1)
    shutil.rmtree(home / "landing" / "licence_decision" / "xab")
    held = released(home, 2)
    assert states(home)["XAB"] == ("reported" if held else "not_reported")
    for state in ("xaa", "xac"):
        shutil.rmtree(home / "landing" / "licence_decision" / state)
    assert any("nothing is left of it" in why for why in released(home, 3))
    assert states(home)["XAA"] == "reported"
