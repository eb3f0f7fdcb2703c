"""How a publisher prints the events of its licensing, and the days on which its offices work, as declared in a state's YAML."""

import re
from collections import Counter
from typing import Literal

from pydantic import Field, model_validator

from commonlist.registry.fact import Fact
from commonlist.schema.event_kinds import LicenceKind

EVENT_FIELDS = ("application", "licence", "event", "date", "destination", "licence_kind")
EVENT_NEEDS = ("application", "event", "date")
Weekday = Literal["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"]


class Events(Fact):
    """A log of events: a line is one event of one application, or of a licence that came of it.

    `words` gives, by common type of event, the words the publisher prints for it, where they are plain; what somebody decided stands in
    `<source>.events.csv`. `licence_kinds` gives, by common kind, the publisher's names of it. `dates` are the ways in which a day may be
    printed; `first_year` is when the log begins.
    """

    first_year: int
    dates: tuple[Literal["iso", "day_first", "month_first"], ...] = ("iso",)
    words: dict[str, tuple[str, ...]] = Field(default_factory=dict)
    licence_kinds: dict[LicenceKind, tuple[str, ...]] = Field(default_factory=dict)

    @model_validator(mode="after")
    def _says_each_word_once(self) -> "Events":
        for name in self.words:
            if not re.fullmatch(r"[a-z]+(_[a-z]+)*", name):
                raise ValueError(f"{name!r} is no type of event; common/event_types.csv lists them")
        for texts in (self.words.values(), self.licence_kinds.values()):
            counted = Counter(text for group in texts for text in group)
            if twice := sorted(text for text, count in counted.items() if count > 1):
                raise ValueError(f"{twice[0]!r} stands twice; a word means one thing")
        return self


class Calendar(Fact):
    """On which days the authority works: all but the `weekend` and the public holidays of the country, or of its subdivision.

    `country` is ISO 3166-1 alpha-2, `subdivision` the part of ISO 3166-2 behind the hyphen, as the library of holidays knows them.
    Single days on which the offices are closed stand in `closure_days.csv`.
    """

    country: str = Field(pattern="^[A-Z]{2}$")
    subdivision: str | None = Field(None, pattern="^[A-Z0-9]{1,3}$")
    weekend: tuple[Weekday, ...] = ("saturday", "sunday")
