"""The public folder of an edition becomes rows that every page is made from; nothing else is read, so nothing else can reach a page."""

from collections.abc import Callable, Iterable
from datetime import date
from functools import cached_property
from pathlib import Path
from typing import Any

from pydantic import BaseModel, ConfigDict

from commonlist.publish.contract import House
from commonlist.publish.files import connect
from commonlist.publish.site.words import Words
from commonlist.registry import publishers

KINDS = ("control_item", "licensing_observation", "licensing_party", "licensing_reason")
FORMS = {"csv": "CSV", "parquet": "Parquet", "json": "JSON-stat", "sdmx.csv": "SDMX-CSV"}
Row = dict[str, Any]


class Reading(BaseModel):
    """The rows of the public tables of one edition, the house's facts and the words; a table that is not there has no rows."""

    model_config = ConfigDict(frozen=True, extra="forbid", arbitrary_types_allowed=True)

    folder: Path
    edition: str
    created: date
    terms: House
    words: Words

    def rows(self, mart: str) -> list[Row]:
        """Every row of a table, in the table's order."""
        if mart not in self.read:
            self.read[mart] = _rows(self.folder / f"{mart}.parquet")
        return self.read[mart]

    @cached_property
    def read(self) -> dict[str, list[Row]]:
        """What was read already, by table."""
        return {}

    def forms(self, mart: str) -> list[tuple[str, str]]:
        """The files a table comes in, each with the name readers know its form by."""
        names = ((name, f"{mart}.{suffix}") for suffix, name in FORMS.items())
        return [(name, file) for name, file in names if (self.folder / file).is_file()]

    @cached_property
    def cuts(self) -> dict[tuple[str, ...], list[Row]]:
        """Rows of the protected summary by what a page asks of it, once they were sorted."""
        return {}

    @cached_property
    def sources(self) -> dict[str, Row]:
        """Every public source with the name of its publisher and its badges, by identifier."""
        return {row["source_id"]: row | self.publisher(row) | self._badges(row) for row in self.rows("sources")}

    @cached_property
    def sample_count(self) -> int:
        """How many of the sources are samples that come with the software."""
        return sum("sample" in row["badges"] for row in self.sources.values())

    @property
    def is_all_samples(self) -> bool:
        """Whether there are sources, and each is a sample."""
        return 0 < self.sample_count == len(self.sources)

    @cached_property
    def definitions(self) -> dict[str, Row]:
        """Every definition by its code."""
        return {row["definition_code"]: row for row in self.rows("definitions")}

    @cached_property
    def _publishers(self) -> dict[str, str]:
        return {publisher.code: publisher.name for publisher in publishers()}

    def publisher(self, row: Row) -> Row:
        """The name of the publisher of a row; its state's code where the registry does not know it."""
        return {"publisher": self._publishers.get(row["publisher_code"], row.get("state_code") or row["publisher_code"])}

    def _badges(self, row: Row) -> Row:
        is_stale = self.terms.is_stale(row["edition_date"], row["cadence_days"], self.created)
        badges = (("sample", row["origin"] == "sample"), ("stale", is_stale))
        kind = self.words.say(f"kinds.{row['record']}") if row["record"] in KINDS else row["record"]
        return {"badges": tuple(word for word, applies in badges if applies), "kind": kind}


def _rows(path: Path) -> list[Row]:
    found: list[Row] = connect().from_parquet(str(path)).to_arrow_table().to_pylist() if path.is_file() else []
    return found


def grouped(rows: Iterable[Row], key: Callable[[Row], Any]) -> dict[Any, list[Row]]:
    """Rows by what they have in common, in the order in which it first occurs."""
    found: dict[Any, list[Row]] = {}
    for row in rows:
        found.setdefault(key(row), []).append(row)
    return found
