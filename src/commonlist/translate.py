"""A code of one publisher's list to its counterparts in another's, as the approved judgements of an edition have it on a day.

- The answer is computed by the SQL that every edition's `catalog.duckdb` holds (`publish/translate.sql`); here it is asked for and told.
- An origin is a publisher or one of its lists (`us:3A001.b.2`, `us_ccl:3A001.b.2`), a destination likewise.
- `none` says that the code was decided to have no counterpart among the common items; `todo` that nothing is decided; `unverified`
  that only proposals lead there, or approved judgements from which nothing follows. Proposed codes are never named.
"""

from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Literal, NamedTuple

from pydantic import BaseModel, ConfigDict

from commonlist.errors import CrosswalkError, PublishError
from commonlist.publish.catalog import TRANSLATED, macros
from commonlist.publish.edition import current

if TYPE_CHECKING:
    import duckdb

ITEMS = "catalog/control_items.parquet"
SAID = {
    "none": "no counterpart, by decision",
    "unverified": "unverified: nothing approved says which code it is",
    "todo": "todo: nothing is decided that leads there",
}


Row = tuple[str, str, Literal["mapped", "none", "unverified", "todo"], str | None, str | None, str | None]


class Fact(BaseModel):
    """Base of what an answer is made of."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class Target(Fact):
    """One counterpart; `predicate` says what the asked code is to it (`narrow`: the asked code is the narrower one)."""

    predicate: str
    source_id: str
    item_code: str


class Trail(Fact):
    """One path of judgements, in the columns of the macro `explain_code`; `second_predicate` is read from the common item to the code.

    Only the nearest trails that say something are used. No target is named where the code has no counterpart, or only proposals lead
    to the list.
    """

    is_nearest: bool
    item_code: str
    speaking_code: str | None
    first_predicate: str | None
    first_reviewer: str | None
    first_reviewed_date: date | None
    common_code: str | None
    target_common_code: str | None
    second_predicate: str | None
    second_reviewer: str | None
    second_reviewed_date: date | None
    target_source_id: str
    target_item_code: str | None
    composed_predicate: str | None
    composition: str | None
    path_status: str
    is_denied: bool

    def in_words(self) -> str:
        """The path, hop by hop."""
        if self.path_status != "approved":
            return f"to {self.target_source_id}: judgements that are not approved yet"
        climbed = [f"{self.item_code} is below {self.speaking_code}"] if self.speaking_code != self.item_code else []
        first = f"{self.speaking_code} {self.first_predicate} {self.common_code or ''}".rstrip()
        hops = [*climbed, f"{first} ({self.first_reviewer}, {self.first_reviewed_date})"]
        if self.target_item_code is None:
            return f"to {self.target_source_id}: " + "; ".join(hops)
        if self.target_common_code != self.common_code:
            hops.append(f"{self.common_code} is below {self.target_common_code}")
        second = f"{self.target_common_code} {self.second_predicate} {self.target_item_code}"
        hops.append(f"{second} ({self.second_reviewer}, {self.second_reviewed_date})")
        said = [self.composition] if self.composition else []
        denied = ["a negated judgement forbids this path"] if self.is_denied else []
        title = f"to {self.target_source_id}:{self.target_item_code}: {self.composed_predicate or 'nothing follows'}"
        return "\n    ".join([title, *hops, *said, *denied])


class Answer(Fact):
    """What a code is in the lists of another publisher on a day. `targets` are there where `outcome` is `mapped`, and only there."""

    source_id: str
    item_code: str
    destination: str
    on: date
    outcome: Literal["mapped", "none", "unverified", "todo"]
    targets: tuple[Target, ...] = ()
    trails: tuple[Trail, ...] = ()

    def in_words(self) -> str:
        """The answer, and below it every path asked for."""
        asked = f"{self.source_id}:{self.item_code} in {self.destination} on {self.on}"
        found = [f"  {one.predicate:<8}  {one.source_id}:{one.item_code}" for one in self.targets]
        told = [("* " if one.is_nearest else "  ") + one.in_words() for one in self.trails]
        return "\n".join([asked, *(found or [f"  {SAID[self.outcome]}"]), *told])


class Catalog(NamedTuple):
    """An edition's correspondences in memory; `lists` are the publishers of its control lists, by source.

    `asked` keeps every list that was translated, by origin, destination and day: planning the SQL costs more than answering it for a
    whole list, so the first question about a list answers all others.
    """

    session: "duckdb.DuckDBPyConnection"
    folder: Path
    lists: dict[str, str]
    asked: dict[tuple[str, str, date], dict[str, list[Row]]]


def load(folder: Path | None = None) -> Catalog:
    """Load what translation needs of an edition (default: the one served); `translate` may then be asked as often as wanted.

    Raises PublishError `publish.no_edition`, CrosswalkError `crosswalk.old_edition` for one published before it had correspondences.
    """
    import duckdb

    folder = folder or _served()
    session = duckdb.connect()
    for mart in TRANSLATED:
        path = folder / "catalog" / f"{mart}.parquet"
        if not path.exists():
            raise CrosswalkError(
                "crosswalk.old_edition",
                f"edition {folder.name} has no {mart}",
                place=path,
                next_step="translate by a newer edition; `commonlist run` publishes one",
            )
        session.execute(f"create table {mart} as from read_parquet(?)", [str(path)])
    session.execute(macros())
    lists = session.execute("select distinct source_id, publisher_code from code_states order by all").fetchall()
    return Catalog(session, folder, dict(lists), {})


def translate(catalog: Catalog, code: str, destination: str, on: date) -> Answer:
    """What `code` (`us:3A001.b.2`) is in the lists of `destination` on that day.

    Raises CrosswalkError `crosswalk.unreadable_code`, `crosswalk.no_such_list`, `crosswalk.same_publisher`, `crosswalk.no_such_code`,
    `crosswalk.other_edition`, `crosswalk.ambiguous_code`.
    """
    _require_askable(catalog, code, destination)
    origin, _, item_code = code.partition(":")
    rows = _translations(catalog, origin, destination, on).get(item_code, [])
    sources = sorted({row[0] for row in rows})
    if len(sources) != 1:
        raise _ambiguous(code, sources) if sources else _unknown(catalog, code)
    outcome = rows[0][2]
    named = sorted(row[3:] for row in rows if outcome == "mapped")
    targets = tuple(Target(predicate=predicate, source_id=source_id, item_code=target) for predicate, source_id, target in named)
    return Answer(source_id=sources[0], item_code=item_code, destination=destination, on=on, outcome=outcome, targets=targets)


def explain(catalog: Catalog, answer: Answer) -> Answer:
    """The answer with every path that leads to it, or that leads there and says nothing."""
    asked = [f"{answer.source_id}:{answer.item_code}", answer.destination, answer.on]
    found = catalog.session.execute("from explain_code($1, $2, on_day := $3)", asked)
    names = [column[0] for column in found.description or ()]
    trails = tuple(Trail.model_validate(dict(zip(names, row, strict=True))) for row in found.fetchall())
    return answer.model_copy(update={"trails": trails})


def _served() -> Path:
    edition = current()
    if edition is None:
        raise PublishError("publish.no_edition", "nothing is published yet", next_step="run `commonlist run` first")
    return edition.folder


def _translations(catalog: Catalog, origin: str, destination: str, on: date) -> dict[str, list[Row]]:
    """Every code of the origin with its answers."""
    if (origin, destination, on) not in catalog.asked:
        found: dict[str, list[Row]] = {}
        for row in catalog.session.execute("from translations($1, $2, on_day := $3)", [origin, destination, on]).fetchall():
            found.setdefault(row[1], []).append(row)
        catalog.asked[origin, destination, on] = found
    return catalog.asked[origin, destination, on]


def _require_askable(catalog: Catalog, code: str, destination: str) -> None:
    origin, colon, item_code = code.partition(":")
    if not (origin and colon and item_code):
        next_step = "write publisher or list, a colon, and the code with dotted levels, such as us:3A001.b.2"
        raise CrosswalkError("crosswalk.unreadable_code", f"{code!r} does not say whose code it is", next_step=next_step)
    own, other = _publisher(catalog, origin), _publisher(catalog, destination)
    if own == other:
        next_step = f"name one of {', '.join(sorted(set(catalog.lists.values()) - {own}))}"
        raise CrosswalkError("crosswalk.same_publisher", f"{code} is a code of {destination} already", next_step=next_step)


def _publisher(catalog: Catalog, name: str) -> str:
    found = catalog.lists.get(name, name)
    if found not in catalog.lists.values():
        known = ", ".join([*sorted(set(catalog.lists.values())), *catalog.lists])
        raise CrosswalkError("crosswalk.no_such_list", f"the edition has no list of {name!r}", next_step=f"use one of {known}")
    return found


def _ambiguous(code: str, sources: list[str]) -> CrosswalkError:
    item_code = code.partition(":")[2]
    choices = " or ".join(f"{source_id}:{item_code}" for source_id in sources)
    return CrosswalkError("crosswalk.ambiguous_code", f"{code} stands in {len(sources)} lists", next_step=f"ask for {choices}")


def _unknown(catalog: Catalog, code: str) -> CrosswalkError:
    """No such code: one of an older edition, one that controls nothing by itself, or a slip of the pen."""
    origin, _, item_code = code.partition(":")
    printed = catalog.session.execute(
        """
        select max(edition_date), string_agg(distinct kind, ', ') filter (is_latest)
        from read_parquet($1) where $2 in (publisher_code, source_id) and item_code = $3
        """,
        [str(catalog.folder / ITEMS), origin, item_code],
    ).fetchone()
    last, kinds = printed or (None, None)
    if last and not kinds:
        message = f"{code} was last printed in the edition of {last}, not in the newest"
        return CrosswalkError(
            "crosswalk.other_edition", message, next_step="ask for the code that took its place; control_items has every edition"
        )
    message = f"{code} is a {kinds}, no entry or provision" if kinds else f"there is no code {code}"
    return CrosswalkError("crosswalk.no_such_code", message, next_step=f"ask for {_nearest_code(catalog, origin, item_code)}")


def _nearest_code(catalog: Catalog, origin: str, item_code: str) -> str:
    """Codes of the list that resemble the one asked for, best first."""
    found = catalog.session.execute(
        """
        select source_id || ':' || item_code from code_states where $1 in (publisher_code, source_id)
        order by starts_with(item_code, $2) desc, jaro_winkler_similarity(item_code, $2) desc, item_code limit 3
        """,
        [origin, item_code],
    ).fetchall()
    return " or ".join(name for (name,) in found)
