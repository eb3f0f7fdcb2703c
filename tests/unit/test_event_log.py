"""A log of events lands: words by the YAML and by decision, days as printed; what nobody mapped, or can read, is refused and told."""

from datetime import date
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from commonlist import pipeline
from commonlist.errors import RegistryError
from commonlist.land.source_lines import rebuilt
from commonlist.land.store import landing_path
from commonlist.registry import load_publisher

YAML = """\
alpha3: XXX
name: XX land
currency: EUR
calendar: {country: SE}
sources:
  xx_log:
    title: Register of decisions
    record: licensing_event
    url: https://example.org/log.csv
    cadence_days: 30
    language: en
    terms: {id: T, attribution: XX land, is_public: true}
    bounds: {rows: [1, 99], max_quarantined: 0.9}
    layouts:
      - match: xx_log_*.csv
        format: csv
        edition: '_(\\d{4}-\\d{2}-\\d{2})'
        columns: {case: application, number: licence, what: event, when: date, where: destination, kind: licence_kind, clerk: ignore}
    events:
      first_year: 2010
      dates: [iso, day_first]
      words: {received: [in], issued: [granted, allowed], refused: ['no']}
      licence_kinds: {standard: [SIEL], open: [OIEL]}
"""
WORDS = "event_text,event_type,reason,author,reviewer,reviewed_date\npaused,clock_stopped,the office waits for the applicant,desk:xx,,\n"
HEADER = "case,number,what,when,where,kind,clerk"
GOOD = ["C1,,in,2024-03-01,Norway,SIEL,x", "C1,,paused,05/03/2024,Norway,SIEL,x", "C1,L7,granted,2024-03-13,Norway,SIEL,x"]


@pytest.fixture
def inbox(project: Path) -> Path:
    """The folder an invented state's log arrives in."""
    folder = project / "crosswalks" / "xx"
    folder.mkdir()
    (folder / "xx.yml").write_text(YAML, encoding="utf-8")
    (folder / "xx_log.events.csv").write_text(WORDS, encoding="utf-8")
    (project / "inbox").mkdir()
    return project / "inbox"


def land(inbox: Path, *lines: str) -> tuple[list[dict[str, Any]], list[tuple[str, str, str]]]:
    """The events that landed, and reason, column and detail of the lines that did not."""
    (inbox / "xx_log_2024-06-01.csv").write_text("\n".join((HEADER, *lines)) + "\n", encoding="utf-8")
    pipeline.land("xx_log", "folder", inbox)
    quarantine = pl.read_csv(inbox.parent / "var" / "quarantine" / "xx_log" / "2024-06-01.csv", infer_schema=False)
    refused = list(quarantine.select("reason", "column", "detail").iter_rows())
    return pl.read_parquet(landing_path("licensing_event", "xx_log", date(2024, 6, 1))).to_dicts(), refused


def test_events_land_under_their_common_types_with_the_words_as_printed(inbox: Path) -> None:
    landed, refused = land(inbox, *GOOD)

    assert refused == []
    assert [(row["event_type"], row["event_text"], row["event_date"], row["licence_text"]) for row in landed] == [
        ("received", "in", date(2024, 3, 1), None),
        ("clock_stopped", "paused", date(2024, 3, 5), None),
        ("issued", "granted", date(2024, 3, 13), "L7"),
    ]
    assert {(row["application_text"], row["destination_text"], row["licence_kind"]) for row in landed} == {("C1", "Norway", "standard")}


@pytest.mark.parametrize(
    ("line", "reason", "column", "detail"),
    [
        ("C2,,cancelled,2024-03-01,,,x", "land.unknown_event", "event", "nothing says which type of event 'cancelled' is"),
        ("C2,,In,2024-03-01,,,x", "land.unknown_event", "event", "nothing says which type of event 'In' is"),
        (",,in,2024-03-01,,,x", "land.blank_cell", "application", "the line names no application"),
        ("C2,,,2024-03-01,,,x", "land.blank_cell", "event", "the line names no event"),
        ("C2,,in,,,,x", "land.blank_cell", "date", "the line names no date"),
        ("C2,,in,2024-02-30,,,x", "land.bad_date", "date", "'2024-02-30' is no day as this publisher writes it"),
        ("C2,,in,2009-12-31,,,x", "land.bad_date", "date", "2009-12-31 lies before 2010"),
        ("C2,,in,2024-06-02,,,x", "land.bad_date", "date", "2024-06-02 lies before 2010 or after the edition of 2024-06-01"),
        ("C2,,in,2024-03-01,,SITCL,x", "land.unknown_flag", "licence_kind", "'SITCL' is none of OIEL, SIEL"),
        ("C2,,in,2024-03-01,=1+1,,x", "land.foreign_character", "destination", "'=1+1' holds '=' at its start"),
    ],
)
def test_a_line_that_nobody_can_read_is_refused_with_its_reason(inbox: Path, line: str, reason: str, column: str, detail: str) -> None:
    landed, refused = land(inbox, *GOOD, line)

    assert len(landed) == 3
    assert [one[:2] for one in refused] == [(reason, column)]
    assert refused[0][2].startswith(detail)


def test_a_day_that_can_be_two_is_refused(inbox: Path) -> None:
    yaml = inbox.parent / "crosswalks" / "xx" / "xx.yml"
    yaml.write_text(YAML.replace("[iso, day_first]", "[iso, day_first, month_first]"), encoding="utf-8")
    _, refused = land(inbox, *GOOD)

    assert refused == [("land.ambiguous_date", "date", "'05/03/2024' is two days: day or month may come first")]


def test_a_word_with_two_meanings_is_refused(inbox: Path) -> None:
    (inbox.parent / "crosswalks" / "xx" / "xx_log.events.csv").write_text(
        f"{WORDS}no,rejected,an open licence,desk:xx,,\n", encoding="utf-8"
    )
    landed, refused = land(inbox, *GOOD, "C2,,no,2024-03-04,,,x")

    assert len(landed) == 3
    assert refused == [("land.unknown_event", "event", "'no' is refused by the YAML and rejected by the source's events.csv")]


def test_a_decided_word_changes_what_lands_from_the_same_bytes(inbox: Path) -> None:
    assert [row["event_type"] for row in land(inbox, *GOOD)[0]][1] == "clock_stopped"
    (inbox.parent / "crosswalks" / "xx" / "xx_log.events.csv").write_text(WORDS.replace("clock_stopped", "suspended"), encoding="utf-8")
    assert [row["event_type"] for row in land(inbox, *GOOD)[0]][1] == "suspended"


def test_every_line_of_a_log_is_kept_and_the_file_can_be_rebuilt(inbox: Path) -> None:
    land(inbox, *GOOD, "C2,,cancelled,2024-03-01,,,x")
    lines = pl.read_parquet(landing_path("source_line", "xx_log", date(2024, 6, 1)))

    assert rebuilt(lines) == (inbox / "xx_log_2024-06-01.csv").read_text(encoding="utf-8")
    assert lines["outcome"].to_list() == ["unread", "landed", "landed", "landed", "quarantined"]


@pytest.mark.parametrize(
    ("said", "instead", "fault"),
    [
        ("issued: [granted, allowed]", "issued: [granted, in]", "'in' stands twice"),
        ("issued: [granted", "Issued: [granted", "'Issued' is no type of event"),
        ("open: [OIEL]", "odd: [OIEL]", "Input should be 'standard'"),
        ("first_year: 2010", "first_years: 2010", "Field required"),
        ("kind: licence_kind", "kind: kind", "'kind' is no field of this record"),
        ("country: SE", "country: Sweden", "String should match pattern"),
    ],
)
def test_a_declaration_that_cannot_be_is_refused(inbox: Path, said: str, instead: str, fault: str) -> None:
    yaml = inbox.parent / "crosswalks" / "xx" / "xx.yml"
    assert said in YAML
    yaml.write_text(YAML.replace(said, instead), encoding="utf-8")

    with pytest.raises(RegistryError, match=fault):
        load_publisher(yaml)
