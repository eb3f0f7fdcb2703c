"""A publisher's working days: public holidays by a kept library, the weekend by its YAML, single closures by its stewards."""

import csv
from datetime import date
from pathlib import Path

import holidays
import polars as pl
import pytest

from commonlist import registry
from commonlist.errors import RegistryError
from commonlist.land.calendars import lay_out_calendars
from commonlist.schema.licensing_event import LicensingEvent
from places import ROOT

STATE = "alpha3: XAA\nname: XA land\ncurrency: EUR\nsources: {{}}\n{calendar}"
CLOSURES = "closure_date,reason,author,reviewer,reviewed_date,citation\n2024-06-14,removal of the office,desk:xa,,,\n"


def days_of(project: Path, calendar: str, first: str = "2024-03-01", edition: str = "2024-08-01") -> dict[date, str | None]:
    """What the calendar of an invented state says of each day, once a log of its events has landed; nothing for a day it does not hold."""
    folder = project / "crosswalks" / "xa"
    folder.mkdir(exist_ok=True)
    (folder / "xa.yml").write_text(STATE.format(calendar=calendar), encoding="utf-8")
    path = project / "var" / "landing" / "licensing_event" / "xa_log" / f"{edition}.parquet"
    path.parent.mkdir(parents=True, exist_ok=True)
    row = {"event_date": date.fromisoformat(first), "edition_date": date.fromisoformat(edition)}
    schema = {name: column.dtype.type for name, column in LicensingEvent.to_schema().columns.items()}
    pl.DataFrame([row], schema=schema, orient="row").write_parquet(path)
    lay_out_calendars()
    laid = project / "var" / "landing" / "calendar_day" / "xa" / "days.parquet"
    if not laid.exists():
        return {}
    frame = pl.read_parquet(laid)
    assert frame.filter(pl.col("is_working_day") == pl.col("rest_reason").is_not_null()).is_empty()
    return dict(frame.select("day_date", "rest_reason").iter_rows())


def test_weekends_and_holidays_are_no_working_days(project: Path) -> None:
    days = days_of(project, "calendar: {country: GB, subdivision: ENG}")

    assert len(days) == 366
    assert days[date(2024, 3, 1)] is None
    assert days[date(2024, 3, 2)] == "weekend"
    assert days[date(2024, 3, 29)] == "Good Friday"
    assert days[date(2024, 5, 6)] == "May Day"


def test_a_subdivision_has_holidays_of_its_own(project: Path) -> None:
    assert days_of(project, "calendar: {country: DE}")[date(2024, 5, 30)] is None
    assert days_of(project, "calendar: {country: DE, subdivision: HE}")[date(2024, 5, 30)] == "Corpus Christi"


def test_a_single_holiday_of_one_year_is_known(project: Path) -> None:
    days = days_of(project, "calendar: {country: GB, subdivision: ENG}", first="2022-01-04", edition="2023-01-31")

    assert days[date(2022, 9, 19)] == "State Funeral of Queen Elizabeth II"
    assert days[date(2023, 9, 19)] is None
    assert (min(days), max(days)) == (date(2022, 1, 1), date(2023, 12, 31))


def test_a_weekend_is_what_the_state_says(project: Path) -> None:
    days = days_of(project, "calendar: {country: GB, subdivision: ENG, weekend: [friday, saturday]}")

    assert days[date(2024, 3, 1)] == "weekend"
    assert days[date(2024, 3, 3)] is None


def test_a_closure_is_no_working_day_and_keeps_its_reason(project: Path) -> None:
    (project / "crosswalks" / "xa").mkdir()
    (project / "crosswalks" / "xa" / "closure_days.csv").write_text(CLOSURES, encoding="utf-8")

    assert days_of(project, "calendar: {country: GB, subdivision: ENG}")[date(2024, 6, 14)] == "removal of the office"


def test_a_state_that_declares_no_calendar_has_no_days_any_more(project: Path) -> None:
    assert days_of(project, "calendar: {country: GB, subdivision: ENG}")
    assert days_of(project, "") == {}


@pytest.mark.parametrize("calendar", ["{country: ZZ}", "{country: GB, subdivision: XX}"])
def test_a_country_nobody_knows_is_refused_by_name(project: Path, calendar: str) -> None:
    with pytest.raises(RegistryError, match=r"registry\.unknown_calendar: the library of holidays has none for (ZZ|GB XX)"):
        days_of(project, f"calendar: {calendar}")


def test_a_closure_that_is_no_day_is_refused_with_its_line(project: Path) -> None:
    (project / "crosswalks" / "xa").mkdir()
    (project / "crosswalks" / "xa" / "closure_days.csv").write_text(CLOSURES.replace("06-14", "06-31"), encoding="utf-8")

    with pytest.raises(RegistryError, match=r"registry\.bad_closure_day: '2024-06-31' is not a day \(closure_days.csv, line 2"):
        days_of(project, "calendar: {country: GB, subdivision: ENG}")


@pytest.mark.usefixtures("home")
def test_every_calendar_a_state_declares_is_one_the_library_knows() -> None:
    declared = {publisher.code: publisher.calendar for publisher in registry.publishers() if publisher.calendar}

    assert "gb" in declared
    for calendar in declared.values():
        assert holidays.country_holidays(calendar.country, subdiv=calendar.subdivision, years=2024)


@pytest.mark.usefixtures("home")
def test_working_targets_are_held_against_a_calendar() -> None:
    with (ROOT / "crosswalks" / "common" / "processing_targets.csv").open(encoding="utf-8", newline="") as file:
        working = {row["publisher_code"] for row in csv.DictReader(file) if row["day_kind"] == "working"}

    assert working <= {publisher.code for publisher in registry.publishers() if publisher.calendar}
