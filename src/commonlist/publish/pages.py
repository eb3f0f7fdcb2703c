"""The public tables of an edition become a small static site; no other data is read, so nothing else can reach it.

- From outside `public/` come only the templates, the labels, the facts of `exports/edition.yml` and the names of the publishers.
- Pages need no network and no script but the search and the queries; each stays under 300 kB and says of every figure who defined it.
"""

from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from markupsafe import Markup

from commonlist.publish import schema_org
from commonlist.publish.contract import House, exports_folder
from commonlist.publish.feed import FEED
from commonlist.publish.site import availability, destinations, front, items, news, policy, query, scorecard, search, states, words
from commonlist.publish.site.page import Page, bare_environment
from commonlist.publish.site.reading import Reading

if TYPE_CHECKING:
    from jinja2 import Environment

STYLE = "style.css"


def render(public: Path, edition: str, created_at: datetime, terms: House) -> dict[str, str]:
    """Every page and its style by its path below the public folder, from the Parquet files there.

    Raises PublishError `publish.unexplained_figures` where figures have no definition.
    """
    reading = Reading(folder=public, edition=edition, created=created_at.date(), terms=terms, words=words.read())
    environment = _environment(reading)
    return _shared() | {page.path: _html(environment, page, reading) for page in _pages(reading)}


def _shared() -> dict[str, str]:
    """The style of all pages, and what the two with a script load."""
    folder = exports_folder() / "templates"
    style, script = ((folder / name).read_text(encoding="utf-8") for name in ("public.css", search.SCRIPT))
    return {STYLE: style, search.SCRIPT: script} | query.beside()


def _pages(reading: Reading) -> Iterator[Page]:
    yield front.page(reading)
    yield availability.page(reading)
    yield scorecard.page(reading)
    yield policy.page(reading)
    yield from news.pages(reading)
    yield search.page(reading)
    yield query.page(reading)
    yield from states.pages(reading)
    yield from items.pages(reading)
    yield from destinations.pages(reading)


def _navigation(edition: str) -> dict[str, str]:
    """The pages that every page leads to, by the label of their name."""
    return {
        "index": "index.html",
        "availability": availability.PATH,
        "scorecard": scorecard.PATH,
        "policy": policy.PATH,
        "edition": news.path_of(edition),
        "search": search.PATH,
        "query": query.PATH,
    }


def _environment(reading: Reading) -> "Environment":
    environment = bare_environment()
    environment.globals |= {"say": reading.words.say, "count": reading.words.count, "reading": reading, "style": STYLE, "feed": FEED}
    environment.filters["day"] = reading.words.day
    environment.globals |= {"navigation": _navigation(reading.edition), "marks_of": reading.words.group("marks")}
    return environment


def _html(environment: "Environment", page: Page, reading: Reading) -> str:
    return environment.get_template(page.template).render(
        page=page,
        root=page.root,
        permalink=f"{reading.terms.address(reading.edition)}{page.path}",
        cite_as=reading.terms.cite_as.format(edition=reading.edition),
        downloads=[(mart, reading.forms(mart)) for mart in page.marts],
        dataset=schema_org.FILE,
        about=_about(page, reading),
        **{"named": [reading.sources[name] for name in page.source_ids]} | page.body,
    )


def _about(page: Page, reading: Reading) -> Markup:
    """What search engines read (JSON-LD)."""
    address = reading.terms.address(reading.edition)
    return search.data(schema_org.page(address, page.path, page.title, reading.words.language, reading.edition))
