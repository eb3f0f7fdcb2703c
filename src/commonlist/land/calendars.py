"""The days of each publisher whose events have landed to `calendar_day` rows: who works on which day, by fact and by decision.

- Public holidays are those a kept library knows for the country or subdivision that the state's YAML names; the weekend is said there.
- Single days on which the offices were closed stand in `crosswalks/<state>/closure_days.csv`, each with its reason.
- A publisher without a `calendar` gets no days: its working days are not counted, and the table of times says so.
"""

import csv
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path
from typing import Any, get_args

import polars as pl

from commonlist import registry
from commonlist.errors import Place, RegistryError
from commonlist.registry import Publisher
from commonlist.registry.events import Calendar, Weekday
from commonlist.schema.calendar_day import CalendarDay
from commonlist.settings import settings

CALENDAR, EVENTS = "calendar_day", "licensing_event"
_WEEKDAYS = get_args(Weekday)


def lay_out_calendars() -> None:
    """Write the days of every publisher with events and a calendar, from the first event to the newest edition, in whole years.

    Raises RegistryError where the library does not know the country, or a closure is no day.
    """
    folder, wanted = settings().landing / CALENDAR, {}
    for publisher in registry.publishers():
        if publisher.calendar and (span := _span(publisher)):
            wanted[publisher.code] = pl.DataFrame(_days(publisher, publisher.calendar, span), schema=_schema(), orient="row")
    for path in folder.glob("*/days.parquet"):
        if path.parent.name not in wanted:
            path.unlink()
    for code, frame in wanted.items():
        _write(folder / code / "days.parquet", frame)


def _schema() -> dict[str, Any]:
    return {name: column.dtype.type for name, column in CalendarDay.to_schema().columns.items()}


def _span(publisher: Publisher) -> range | None:
    """The years of the landed logs of a publisher."""
    paths = list((settings().landing / EVENTS).glob(f"{publisher.code}_*/*.parquet"))
    if not paths:
        return None
    found = pl.read_parquet(paths).select(first=pl.col("event_date").min(), last=pl.col("edition_date").max()).row(0)
    return range(found[0].year, found[1].year + 1) if found[0] else None


def _days(publisher: Publisher, calendar: Calendar, years: range) -> Iterator[dict[str, Any]]:
    rest = _holidays(publisher, calendar, years) | _closures(publisher)
    weekend = {_WEEKDAYS.index(name) for name in calendar.weekend}
    day, end = date(years[0], 1, 1), date(years[-1], 12, 31)
    while day <= end:
        reason = rest.get(day) or ("weekend" if day.weekday() in weekend else None)
        yield {"publisher_code": publisher.code, "day_date": day, "is_working_day": reason is None, "rest_reason": reason}
        day += timedelta(days=1)


def _holidays(publisher: Publisher, calendar: Calendar, years: range) -> dict[date, str]:
    import holidays

    try:
        return dict(holidays.country_holidays(calendar.country, subdiv=calendar.subdivision, years=years, language="en_US"))
    except NotImplementedError as problem:
        raise RegistryError(
            "registry.unknown_calendar",
            f"the library of holidays has none for {calendar.country} {calendar.subdivision or ''}".rstrip() + f": {problem}",
            place=Place(file=f"{publisher.code}.yml", column="calendar"),
            next_step="name a country and subdivision of ISO 3166 it knows, or leave `calendar` out: working days are not counted then",
        ) from None


def _closures(publisher: Publisher) -> dict[date, str]:
    path = settings().crosswalks / publisher.code / "closure_days.csv"
    if not path.exists():
        return {}
    with path.open(encoding="utf-8", newline="") as file:
        rows = list(enumerate(csv.DictReader(file), start=2))
    return {_closed(row["closure_date"], path, line): row["reason"] for line, row in rows}


def _closed(text: str, path: Path, line: int) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise RegistryError(
            "registry.bad_closure_day",
            f"{text!r} is not a day",
            place=Place(file=path.name, line=line, column="closure_date"),
            next_step="write it as YYYY-MM-DD; `commonlist lint` names every such cell",
        ) from None


def _write(path: Path, frame: pl.DataFrame) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    draft = path.with_suffix(".tmp")
    CalendarDay.validate(frame).write_parquet(draft)
    draft.replace(path)
