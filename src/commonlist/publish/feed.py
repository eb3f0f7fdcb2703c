"""What changed in the public folder of an edition becomes an Atom feed (RFC 4287): one entry per source and per table changed.

- Nothing is read but `public/` and `delta/public/` of this edition and `public/` of the one before; so nothing else can reach it.
- Ids are tag URIs (RFC 4151) of edition and subject, `updated` is the edition's time: same edition, same bytes.
- Entries of the feed before follow, newest first and `KEPT` at most, for readers who do not look at every edition.
- Every word comes from the labels; what an entry is about stands alone in the label of its category.
"""

import re
from collections import Counter
from datetime import date, datetime
from pathlib import Path
from typing import Any, NamedTuple

from lxml import etree

from commonlist.publish.contract import House
from commonlist.publish.files import connect, printable
from commonlist.publish.site import words
from commonlist.publish.site.words import Words

ATOM = "http://www.w3.org/2005/Atom"
FEED = "feed.atom"
KEPT = 200
OF_EDITION = re.compile(r"/(\d{4}\.\d{2}\.\d+)/(source|table)/(.+)$")
WORDS = ("added", "removed", "changed")
TOLD_BY_SOURCE = "sources"
DESCRIBED = ("title", "terms_id", "attribution", "url")
Row = dict[str, Any]


class Entry(NamedTuple):
    """One entry of a feed, as readers are told it: `kind` and `name` as in a change, `day` that of its edition."""

    edition: str
    day: date
    kind: str
    name: str
    title: str
    words: str


class Change(NamedTuple):
    """One entry: `kind` is `source` or `table`, `name` its identifier, `page` a file of the public folder."""

    kind: str
    name: str
    title: str
    words: str
    page: str


def write(folder: Path, before: Path | None, edition: str, created_at: datetime, terms: House) -> bytes:
    """The feed of the edition in `folder` against the one in `before`; where there is none, what it holds."""
    said = words.read()
    found = [*_sources(folder, before, said), *_tables(folder, before, said)]
    entries = [_entry(change, edition, created_at, terms, said) for change in found] + (_elements(before / "public") if before else [])
    feed = etree.XML(f'<feed xmlns="{ATOM}"/>')
    _text(feed, "title", said.text("feed.title", title=terms.title))
    _text(feed, "id", f"tag:{terms.tag}:changes")
    _text(feed, "updated", _moment(created_at))
    _text(etree.SubElement(feed, _name("author")), "name", terms.publisher)
    etree.SubElement(feed, _name("link"), rel="self", type="application/atom+xml", href=f"{terms.home}latest/public/{FEED}")
    etree.SubElement(feed, _name("link"), rel="alternate", type="text/html", href=f"{terms.address(edition)}index.html")
    feed.extend(entries[:KEPT])
    etree.indent(feed)
    return etree.tostring(feed, xml_declaration=True, encoding="UTF-8") + b"\n"


def read(public: Path) -> list[Entry]:
    """The entries of the feed in a public folder, in its order; none where it has no feed."""
    return [entry for entry in map(_told, _elements(public)) if entry]


def _told(element: "etree._Element") -> Entry | None:
    texts = {name: element.findtext(_name(name)) or "" for name in ("id", "title", "updated", "content")}
    found, about = OF_EDITION.search(texts["id"]), element.find(_name("category"))
    title = texts["title"] if about is None else about.get("label", texts["title"])
    day = texts["updated"][:10]
    return Entry(found[1], date.fromisoformat(day), found[2], found[3], title, texts["content"]) if found else None


def _sources(folder: Path, before: Path | None, said: Words) -> list[Change]:
    now, old = _by_id(folder), _by_id(before)
    told = [(row, _fate(row, old.get(name), said)) for name, row in now.items()]
    gone = [(row, said.text("feed.source_gone", title=row["title"])) for name, row in old.items() if name not in now]
    return [Change("source", row["source_id"], row["title"], words, "index.html") for row, words in told + gone if words]


def _by_id(folder: Path | None) -> dict[str, Row]:
    path = folder / "public" / "sources.parquet" if folder else None
    rows = connect().from_parquet(str(path)).order("source_id").to_arrow_table().to_pylist() if path and path.is_file() else []
    return {row["source_id"]: row for row in rows}


def _fate(row: Row, old: Row | None, said: Words) -> str:
    """What became of a source, in a sentence; nothing where it is as it was."""
    if old is None:
        return said.text("feed.source_new", edition=row["edition_date"])
    if row["origin"] != old["origin"]:
        was, became = (said.text(f"feed.origins.{one['origin']}") for one in (old, row))
        return said.text("feed.origin", was=was, before=old["edition_date"], became=became, edition=row["edition_date"])
    if row["edition_date"] != old["edition_date"]:
        return said.text("feed.source_newer", edition=row["edition_date"], before=old["edition_date"])
    anew = [said.text(f"feed.described.{name}") for name in DESCRIBED if row[name] != old[name]]
    return said.text("feed.source_described", what=", ".join(anew)) if anew else ""


def _tables(folder: Path, before: Path | None, said: Words) -> list[Change]:
    now, old = _marts(folder), _marts(before)
    told = [(mart, _changed(folder, mart, said) if mart in old else _arrived(folder, mart, said)) for mart in now if mart != TOLD_BY_SOURCE]
    gone = [Change("table", mart, mart, said.text("feed.table_gone"), "index.html") for mart in old if mart not in now]
    return [Change("table", mart, mart, words, f"{mart}.csv") for mart, words in told if words] + gone


def _marts(folder: Path | None) -> list[str]:
    return sorted(path.stem for path in (folder / "public").glob("*.parquet")) if folder else []


def _arrived(folder: Path, mart: str, said: Words) -> str:
    """How much a new table holds; nothing of one that is still empty."""
    count = len(connect().from_parquet(str(folder / "public" / f"{mart}.parquet")))
    return said.text_count("feed.table_new", count) if count else ""


def _changed(folder: Path, mart: str, said: Words) -> str:
    """The rows of the delta, by source where the table has one; nothing where it is empty."""
    rows = connect().from_parquet(str(folder / "delta" / "public" / f"{mart}.parquet"))
    of = "source_id" if "source_id" in rows.columns else "null"
    counts = Counter(rows.project(f"{of}, change").fetchall())
    sources = sorted({source for source, _ in counts}, key=str)
    every = said.text("feed.all_sources")
    return " ".join(said.text("feed.tally", source=source or every, rows=_tally(counts, source, said)) for source in sources)


def _tally(counts: Counter[tuple[Any, ...]], source: str | None, said: Words) -> str:
    return ", ".join(said.text_count(f"feed.{word}", counts[source, word]) for word in WORDS if counts[source, word])


def _entry(change: Change, edition: str, created_at: datetime, terms: House, said: Words) -> "etree._Element":
    entry = etree.Element(_name("entry"))
    _text(entry, "title", said.text("feed.entry", title=change.title, edition=edition))
    _text(entry, "id", f"tag:{terms.tag}:edition/{edition}/{change.kind}/{change.name}")
    _text(entry, "updated", _moment(created_at))
    etree.SubElement(entry, _name("category"), term=change.kind, label=printable(change.title))
    etree.SubElement(entry, _name("link"), rel="alternate", href=f"{terms.address(edition)}{change.page}")
    _text(entry, "content", change.words)
    return entry


def _elements(public: Path) -> list["etree._Element"]:
    path = public / FEED
    if not path.is_file():
        return []
    parser = etree.XMLParser(resolve_entities=False, no_network=True, remove_blank_text=True)
    return etree.parse(path, parser).getroot().findall(_name("entry"))


def _text(parent: "etree._Element", name: str, text: str) -> None:
    etree.SubElement(parent, _name(name)).text = printable(text)


def _name(name: str) -> str:
    return f"{{{ATOM}}}{name}"


def _moment(moment: datetime) -> str:
    return f"{moment:%Y-%m-%dT%H:%M:%SZ}"
