"""Landed lists, suggestions and statistics to what a desk judges one proposed row by.

What is not landed, or not suggested yet, is simply not shown: a review needs none of it.
"""

import csv
from collections import defaultdict
from functools import cache, cached_property

from pydantic import BaseModel, ConfigDict

from commonlist.crosswalk.items import CommonItem, common_items
from commonlist.crosswalk.lists import Item, ListEdition, lists, newest, reference
from commonlist.crosswalk.rows import MapRow
from commonlist.crosswalk.stake import Stake, at_stake, largest_share
from commonlist.errors import CrosswalkError
from commonlist.settings import settings


class Suggestion(BaseModel):
    """A candidate of `commonlist crosswalk suggest`."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    item_code: str
    common_code: str
    rank: int
    score: float
    reasons: str
    stake_share: float = 0


class Side(BaseModel):
    """One code as its list prints it: what it stands under from the top down, itself last, and its parts; empty if it is not landed."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    code: str
    title: str = ""
    path: tuple[Item, ...] = ()
    below: tuple[Item, ...] = ()


class Evidence(BaseModel):
    """What there is about a code and the common item beside it."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    listed: Side
    common: Side
    suggestions: tuple[Suggestion, ...]
    stakes: tuple[Stake, ...]


class Shelf:
    """Everything a sitting looks things up in; each is read once, when it is first needed."""

    def evidence(self, source_id: str, item_code: str, common_code: str) -> Evidence:
        """What there is about a code of a source, set beside a common item (blank: beside none)."""
        common = self._reference if common_code else None
        return Evidence(
            listed=self._side(self.edition(source_id), item_code),
            common=self._side(common, common_code).model_copy(update={"title": self._title(common_code)}),
            suggestions=self.suggestions(source_id).get(item_code, ()),
            stakes=self._stakes.get(common_code.partition(".")[0], ()),
        )

    def position(self, source_id: str, item_code: str) -> int:
        """Where the newest edition prints a code; what it does not print comes first."""
        return self._places(source_id).get(item_code, 0)

    def share(self, source_id: str, row: MapRow) -> float:
        """The largest share (0–1) of a state's licensed value on the row's common entry; where it names none, on the best suggestion."""
        if row.common_code:
            return largest_share(row.common_code.partition(".")[0], self._stakes)
        suggestions = self.suggestions(source_id).get(row.item_code, ())
        return suggestions[0].stake_share if suggestions else 0

    @cached_property
    def items(self) -> dict[str, CommonItem]:
        return common_items()

    @cache  # noqa: B019 - a shelf lives as long as its sitting
    def edition(self, source_id: str) -> ListEdition | None:
        """The newest landed edition; None for statistics, and for a list that is not landed."""
        try:
            return newest(source_id) if source_id in self._lists else None
        except CrosswalkError:
            return None

    @cache  # noqa: B019
    def suggestions(self, source_id: str) -> dict[str, tuple[Suggestion, ...]]:
        """The candidates of each code, best first."""
        path = settings().home / "suggestions" / f"{source_id}.csv"
        if not path.exists():
            return {}
        found: dict[str, list[Suggestion]] = defaultdict(list)
        with path.open(encoding="utf-8", newline="") as file:
            for row in csv.DictReader(file):
                found[row["item_code"]].append(Suggestion.model_validate(row))
        return {code: tuple(sorted(some, key=lambda one: one.rank)) for code, some in found.items()}

    def _title(self, code: str) -> str:
        """Our own title of the item, or of the nearest above it that has one."""
        while code in self.items and not self.items[code].title:
            code = self.items[code].parent_code
        return self.items[code].title if code in self.items else ""

    def _side(self, edition: ListEdition | None, code: str) -> Side:
        if edition is None:
            return Side(code=code)
        if edition.source_id not in self._children:
            self._children[edition.source_id] = edition.children()
        below = self._children[edition.source_id].get(code, ())
        return Side(code=code, path=edition.path(code), below=tuple(edition.items[part] for part in below))

    @cached_property
    def _children(self) -> dict[str, dict[str, list[str]]]:
        return {}

    @cache  # noqa: B019
    def _places(self, source_id: str) -> dict[str, int]:
        edition = self.edition(source_id)
        return {code: place for place, code in enumerate(edition.items)} if edition else {}

    @cached_property
    def _lists(self) -> frozenset[str]:
        return frozenset(lists())

    @cached_property
    def _stakes(self) -> dict[str, tuple[Stake, ...]]:
        return at_stake()

    @cached_property
    def _reference(self) -> ListEdition | None:
        try:
            return reference()
        except CrosswalkError:
            return None
