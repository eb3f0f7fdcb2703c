"""The Atom feed of the public folder becomes a page for each edition it tells of, saying what changed since the one before."""

import re
from collections.abc import Iterator
from datetime import date

from lxml import etree

from commonlist.publish.feed import ATOM, FEED
from commonlist.publish.site import policy
from commonlist.publish.site.page import Link, Page, Value
from commonlist.publish.site.reading import Reading

OF_EDITION = re.compile(r"/(\d{4}\.\d{2}\.\d+)/(source|table)/(.+)$")


class Told(Value):
    """One entry of the feed."""

    edition: str
    day: date
    kind: str
    name: str
    title: str
    words: str


def pages(reading: Reading) -> list[Page]:
    """A page for this edition, and for each earlier one that the feed still tells of."""
    told = list(_entries(reading))
    names = list(dict.fromkeys([reading.edition, *(one.edition for one in told)]))
    return [_page(reading, name, [one for one in told if one.edition == name], names) for name in names]


def path_of(edition: str) -> str:
    """Where the page of an edition stands."""
    return f"editions/{edition}.html"


def _entries(reading: Reading) -> Iterator[Told]:
    path = reading.folder / FEED
    if not path.is_file():
        return
    parser = etree.XMLParser(resolve_entities=False, no_network=True)
    for entry in etree.parse(path, parser).getroot().iterfind(f"{{{ATOM}}}entry"):
        texts = {name: entry.findtext(f"{{{ATOM}}}{name}") or "" for name in ("id", "title", "updated", "content")}
        if found := OF_EDITION.search(texts["id"]):
            edition, kind, name = found.groups()
            title = texts["title"].rpartition(" – edition ")[0]
            yield Told(
                edition=edition, day=date.fromisoformat(texts["updated"][:10]), kind=kind, name=name, title=title, words=texts["content"]
            )


def _page(reading: Reading, name: str, told: list[Told], names: list[str]) -> Page:
    is_this, words = name == reading.edition, reading.words
    moved = {one.name for one in told if one.kind == "source"}
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
            "told": {kind: [one for one in told if one.kind == kind] for kind in ("source", "table")},
            "changes": [change for source_id, change in sorted(newest.items()) if source_id in moved],
            "others": [Link(name=other, path=path_of(other)) for other in names if other != name],
        },
    )
