"""A shaped log of events to `licensing_event` rows, one for each line, and the lines that are refused.

- A word for an event means what the state's YAML says, or what its stewards decided in `<source>.events.csv`; a word that stands in
  neither, or in both with two meanings, sends its line to quarantine: no event is guessed.
- A kind of licence that the YAML does not name is refused likewise; a blank one stays blank.
"""

import csv
from datetime import date

import polars as pl

from commonlist.land.line_rules import Rule, printed_name_rules
from commonlist.land.lines import refuse, require, shaped, with_raw
from commonlist.land.periods import is_two_days, printed_day
from commonlist.land.reading import LINE, Rejection
from commonlist.registry import Source
from commonlist.registry.events import EVENT_FIELDS, EVENT_NEEDS, Events
from commonlist.schema.licensing_event import LicensingEvent

Words = dict[str, str]


def read_events(
    table: pl.DataFrame, source: Source, edition_date: date, sha256: str
) -> tuple[dict[str, pl.DataFrame], tuple[Rejection, ...]]:
    """The events by record kind, ordered by line, and the lines that are refused."""
    about = source.events
    if about is None:
        raise ValueError(f"{source.source_id} declares no events")
    require(table, set(EVENT_NEEDS), "a log of events needs")
    table = with_raw(table).with_columns(pl.lit(None, pl.String).alias(name) for name in EVENT_FIELDS if name not in table.columns)
    said, decided = _said(about), _decided(source)
    kinds: Words = {text: kind for kind, texts in about.licence_kinds.items() for text in texts}
    kept, refused = refuse(
        table,
        [
            *printed_name_rules(table, EVENT_NEEDS, ("destination",)),
            *_word_rules(said, decided),
            *_date_rules(about, edition_date),
            _kind_rule(kinds),
        ],
    )
    values = {
        LINE: pl.col(LINE),
        "application_text": pl.col("application"),
        "licence_text": pl.col("licence"),
        "event_type": pl.col("event").replace_strict(said | decided, default=None, return_dtype=pl.String),
        "event_date": printed_day(about.dates),
        "event_text": pl.col("event"),
        "destination_text": pl.col("destination"),
        "licence_kind": pl.col("licence_kind").replace_strict(kinds, default=None, return_dtype=pl.String),
    }
    constants = {"source_id": source.source_id, "edition_date": edition_date, "source_sha256": sha256}
    return {"licensing_event": shaped(kept, values, constants, LicensingEvent).sort(LINE)}, tuple(refused)


def _said(about: Events) -> Words:
    return {text: event_type for event_type, texts in about.words.items() for text in texts}


def _decided(source: Source) -> Words:
    if not source.event_words_path.exists():
        return {}
    with source.event_words_path.open(encoding="utf-8", newline="") as file:
        return {row["event_text"]: row["event_type"] for row in csv.DictReader(file)}


def _word_rules(said: Words, decided: Words) -> list[Rule]:
    two_meanings = [text for text, event_type in decided.items() if said.get(text, event_type) != event_type]
    unknown = ~pl.col("event").is_in([*said, *decided])
    return [
        Rule(
            "land.unknown_event",
            "event",
            unknown,
            lambda row: f"nothing says which type of event {row['event']!r} is: `words` in the YAML, or a row of the source's events.csv",
        ),
        Rule(
            "land.unknown_event",
            "event",
            pl.col("event").is_in(two_meanings),
            lambda row: f"{row['event']!r} is {said[row['event']]} by the YAML and {decided[row['event']]} by the source's events.csv",
        ),
    ]


def _date_rules(about: Events, edition_date: date) -> list[Rule]:
    day, two_days = printed_day(about.dates), is_two_days(about.dates)
    outside = (day.dt.year() < about.first_year) | (day > pl.lit(edition_date))
    lies = f"before {about.first_year} or after the edition of {edition_date}"
    return [
        Rule("land.ambiguous_date", "date", two_days, lambda row: f"{row['date']!r} is two days: day or month may come first"),
        Rule("land.bad_date", "date", day.is_null(), lambda row: f"{row['date']!r} is no day as this publisher writes it"),
        Rule("land.bad_date", "date", outside, lambda row: f"{row['date']} lies {lies}"),
    ]


def _kind_rule(kinds: Words) -> Rule:
    unknown = pl.col("licence_kind").is_not_null() & ~pl.col("licence_kind").is_in(list(kinds))
    known = ", ".join(sorted(kinds)) or "nothing, since the YAML names no kinds"
    return Rule("land.unknown_flag", "licence_kind", unknown, lambda row: f"{row['licence_kind']!r} is none of {known}")
