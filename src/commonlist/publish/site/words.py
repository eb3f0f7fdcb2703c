"""The labels of the public pages, one YAML file per language (`exports/templates/labels.<language>.yml`), become the words on a page.

A label may hold markup and `{places}`; what is put into a place is text and never markup.
"""

from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Any

from markupsafe import Markup
from pydantic import BaseModel, ConfigDict

from commonlist.errors import Place, PublishError
from commonlist.publish.contract import exports_folder, parse_yaml

LANGUAGE = "en"


class Words(BaseModel):
    """The labels of one language by their dotted key."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    language: str
    labels: dict[str, str]

    def say(self, label: str, /, **facts: Any) -> Markup:
        """The label with its places filled. Raises PublishError `publish.no_label` where the file has no such label or place."""
        try:
            return Markup(self.labels[label]).format(**facts)  # noqa: S704
        except KeyError as missing:
            raise PublishError(
                "publish.no_label",
                f"the pages need the label {label} with {missing}",
                place=Place(file=file_of(self.language).name, column=label),
                next_step="add the label, or correct its places, in the file of labels",
            ) from None

    def text(self, label: str, /, **facts: Any) -> str:
        """The same for where nothing is markup, such as a PDF."""
        self.say(label, **facts)
        return self.labels[label].format(**facts)

    def text_count(self, label: str, number: int, /, **facts: Any) -> str:
        """The label for one or for several, where nothing is markup."""
        return self.text(f"{label}.{'one' if number == 1 else 'many'}", n=f"{number:,}", **facts)

    def day(self, day: date) -> str:
        """A day of the calendar, with the name of its month."""
        return self.text("dates.day", day=day.day, month=self._month("dates.months", day), year=day.year)

    def day_of_year(self, day: date) -> str:
        """A day where its year is known, with its month cut short."""
        return self.text("dates.day_of_year", day=day.day, month=self._month("dates.months_short", day))

    def _month(self, label: str, day: date) -> str:
        return self.text(label).split()[day.month - 1]

    def count(self, label: str, number: int, /, **facts: Any) -> Markup:
        """The label for one (`<label>.one`) or for several (`<label>.many`), which may hold `{n}`."""
        return self.say(f"{label}.{'one' if number == 1 else 'many'}", n=f"{number:,}", **facts)

    def group(self, prefix: str) -> dict[str, str]:
        """The labels below a key, by the rest of their keys."""
        start = f"{prefix}."
        return {key.removeprefix(start): text for key, text in self.labels.items() if key.startswith(start)}


def file_of(language: str) -> Path:
    """Where the labels of a language stand."""
    return exports_folder() / "templates" / f"labels.{language}.yml"


def read(language: str = LANGUAGE) -> Words:
    """The labels of a language."""
    return Words(language=language, labels=_flat(parse_yaml(file_of(language).read_text(encoding="utf-8")), ""))


def _flat(nested: Mapping[str, Any], start: str) -> dict[str, str]:
    found: dict[str, str] = {}
    for key, value in nested.items():
        found |= _flat(value, f"{start}{key}.") if isinstance(value, Mapping) else {f"{start}{key}": str(value)}
    return found
