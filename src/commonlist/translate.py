"""A code of one publisher's list to its counterparts in another's, as the approved judgements of an edition have it on a day.

- The answer is computed by the SQL that every edition's `catalog.duckdb` holds (`publish/translate.sql`); here it is asked for and told.
- An origin is a publisher or one of its lists (`us:3A001.b.2`, `us_ccl:3A001.b.2`), a destination likewise.
- `none` says that the code was decided to be no item of the common classification; `todo` that nothing is decided; `unverified` that
  only proposals lead there, or approved judgements from which nothing follows. Proposed codes are never named.
"""

import re
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from commonlist.errors import CrosswalkError
from commonlist.publish.answers import Answer, Standing, Supposition, Target, Trail, reasons
from commonlist.publish.catalog import TRANSLATED, macros
from commonlist.publish.edition import served

if TYPE_CHECKING:
    import duckdb


class Catalog(NamedTuple):
    """An edition's correspondences in memory; `lists` are the publishers of its control lists, by source.

    `since` is the day from which a code is known, by list and code; `oldest` the date of the oldest edition held of a list.
    """

    session: "duckdb.DuckDBPyConnection"
    folder: Path
    lists: dict[str, str]
    since: dict[tuple[str, str], date]
    oldest: dict[str, date]


def load(folder: Path | None = None) -> Catalog:
    """Load what translation needs of an edition (default: the one served); `translate` may then be asked as often as wanted.

    Raises PublishError as `served` does, CrosswalkError `crosswalk.old_edition` for one published before it had correspondences.
    """
    import duckdb

    folder = folder or served().folder
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
    session.execute("set threads = 1")  # the paths of one code are few: to share them out costs more than it saves
    lists = session.execute("select distinct source_id, publisher_code from code_states order by all").fetchall()
    dates = session.execute("select source_id, item_code, since_date, oldest_edition_date from code_dates()").fetchall()
    since = {(source_id, item_code): day for source_id, item_code, day, _ in dates}
    return Catalog(session, folder, dict(lists), since, {source_id: oldest for source_id, _, _, oldest in dates})


def translate(catalog: Catalog, code: str, destination: str, on: date) -> Answer:
    """What `code` (`us:3A001.b.2`) is in the lists of `destination` on that day.

    Raises CrosswalkError `crosswalk.unreadable_code`, `crosswalk.no_such_list`, `crosswalk.same_publisher`, `crosswalk.no_such_code`,
    `crosswalk.other_edition`, `crosswalk.ambiguous_code`.
    """
    origin, item_code, destination = _asked(catalog, code, destination)
    rows = _answers(catalog, origin, item_code, destination, on)
    if not rows:
        item_code = _spelt(catalog, origin, item_code)
        rows = _answers(catalog, origin, item_code, destination, on)
    sources = sorted({row[0] for row in rows})
    if len(sources) != 1:
        raise _ambiguous(f"{origin}:{item_code}", sources)
    outcome = rows[0][2]
    named = sorted(row[3:] for row in rows if outcome == "mapped")
    targets = tuple(Target(predicate=predicate, source_id=source_id, item_code=target) for predicate, source_id, target in named)
    answer = Answer(source_id=sources[0], item_code=item_code, destination=destination, on=on, outcome=outcome, targets=targets)
    return answer.model_copy(update={"suppositions": _suppositions(catalog, answer)})


def explain(catalog: Catalog, answer: Answer) -> Answer:
    """The answer with every path that leads to it, or that leads there and says nothing, and the reasons where it names no code."""
    code = f"{answer.source_id}:{answer.item_code}"
    trails = _facts(catalog, "from explain_code($1, $2, on_day := $3)", [code, answer.destination, answer.on])
    explained = answer.model_copy(update={"trails": tuple(map(Trail.model_validate, trails))})
    standing = tuple(map(Standing.model_validate, _facts(catalog, "from judgements_above($1, on_day := $2)", [code, answer.on])))
    known = [answer.source_id, answer.item_code]
    [state] = _facts(catalog, "select kind from code_states where source_id = $1 and item_code = $2", known)
    return explained.model_copy(update={"reasons": reasons(explained, state["kind"], standing)})


def _facts(catalog: Catalog, sql: str, asked: list[Any]) -> list[dict[str, Any]]:
    """The rows of a query by column name."""
    found = catalog.session.execute(sql, asked)
    names = [column[0] for column in found.description or ()]
    return [dict(zip(names, row, strict=True)) for row in found.fetchall()]


def _answers(catalog: Catalog, origin: str, item_code: str, destination: str, on: date) -> list[tuple[Any, ...]]:
    return catalog.session.execute("from answers_on($1, $2, $3, $4)", [origin, destination, on, item_code]).fetchall()


def _suppositions(catalog: Catalog, answer: Answer) -> tuple[Supposition, ...]:
    """What the answer takes to have stood on its day, as the macro `suppositions` has it, without translating again."""
    named = [(answer.source_id, answer.item_code), *((one.source_id, one.item_code) for one in answer.targets)]
    asked = [source_id for source_id, publisher in catalog.lists.items() if answer.destination in (source_id, publisher)]
    silent = sorted(set(asked) - {source_id for source_id, _ in named})
    dated = [*((*code, catalog.since[code]) for code in named), *((source_id, None, catalog.oldest[source_id]) for source_id in silent)]
    return tuple(
        Supposition(source_id=source_id, item_code=item_code, since_date=since, oldest_edition_date=catalog.oldest[source_id])
        for source_id, item_code, since in dated
        if since > answer.on
    )


def _asked(catalog: Catalog, code: str, destination: str) -> tuple[str, str, str]:
    """Origin, code and destination; the lists are spelt as the edition spells them."""
    origin, colon, item_code = code.partition(":")
    if not (origin and colon and item_code):
        next_step = "write publisher or list, a colon, and the code with dotted levels, such as us:3A001.b.2"
        raise CrosswalkError("crosswalk.unreadable_code", f"{code!r} does not say whose code it is", next_step=next_step)
    origin, destination = origin.lower(), destination.lower()
    own, other = _publisher(catalog, origin), _publisher(catalog, destination)
    if own == other:
        next_step = f"name one of {', '.join(sorted(set(catalog.lists.values()) - {own}))}"
        raise CrosswalkError("crosswalk.same_publisher", f"{code} is a code of {destination} already", next_step=next_step)
    return origin, item_code, destination


def _spelt(catalog: Catalog, origin: str, item_code: str) -> str:
    """The only code of the newest editions that differs from the given one in capitals or a final dot alone."""
    meant = "select distinct item_code from code_states where $1 in (publisher_code, source_id) and lower(item_code) = $2"
    found = catalog.session.execute(meant, [origin, item_code.removesuffix(".").lower()]).fetchall()
    if len(found) != 1:
        raise _unknown(catalog, f"{origin}:{item_code}")
    return str(found[0][0])


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
        from control_items where $1 in (publisher_code, source_id) and item_code = $2
        """,
        [origin, item_code],
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
        order by
            lower(item_code) = lower($2) desc, starts_with(item_code, $2) desc, jaro_winkler_similarity(item_code, $2) desc, item_code
        limit 3
        """,
        [origin, ".".join(re.findall(r"[^\W_]+", item_code))],
    ).fetchall()
    return " or ".join(name for (name,) in found)
