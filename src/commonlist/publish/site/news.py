"""The Atom feed of the public folder becomes a page for each edition it tells of, saying what changed since the one before."""

from commonlist.publish import feed
from commonlist.publish.feed import Entry
from commonlist.publish.files import describe
from commonlist.publish.site import policy
from commonlist.publish.site.page import Link, Page
from commonlist.publish.site.reading import Reading


def pages(reading: Reading) -> list[Page]:
    """A page for this edition, and for each earlier one that the feed still tells of."""
    told = feed.read(reading.folder)
    names = list(dict.fromkeys([reading.edition, *(one.edition for one in told)]))
    return [_page(reading, name, [one for one in told if one.edition == name], names) for name in names]


def path_of(edition: str) -> str:
    """Where the page of an edition stands."""
    return f"editions/{edition}.html"


def _page(reading: Reading, name: str, told: list[Entry], names: list[str]) -> Page:
    is_this, words = name == reading.edition, reading.words
    moved, moved_tables = ({one.name for one in told if one.kind == kind} for kind in ("source", "table"))
    newest = {one.source_id: one for one in reversed(policy.changes(reading))} if is_this else {}
    return Page(
        path=path_of(name),
        template="edition.html.j2",
        title=words.say("edition.title", edition=name),
        description=words.say("edition.description", edition=name),
        marts=("sources", policy.MART) if is_this else (),
        source_ids=(),
        body={
            "name": name,
            "day": reading.created if is_this else told[0].day,
            "before": names[names.index(name) + 1] if names[-1] != name else "",
            "tables": {mart: _described(reading, mart) for mart in moved_tables},
            "told": {kind: [one for one in told if one.kind == kind] for kind in ("source", "table")},
            "changes": [change for source_id, change in sorted(newest.items()) if source_id in moved],
            "others": [Link(name=other, path=path_of(other)) for other in names if other != name],
        },
    )


def _described(reading: Reading, mart: str) -> str:
    """The description of a table; nothing of one that is no more."""
    path = reading.folder / f"{mart}.parquet"
    return describe(path)[0] if path.is_file() else ""
