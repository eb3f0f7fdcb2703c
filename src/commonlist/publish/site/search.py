"""The names of all pages become an index inside one page, which a small script of our own searches without a network."""

import json

from markupsafe import Markup

from commonlist.publish.site import places
from commonlist.publish.site.page import Page
from commonlist.publish.site.reading import Reading

PATH, SCRIPT = "search.html", "search.js"
KINDS = ("states", "items", "destinations")


def page(reading: Reading) -> Page:
    """The page `search.html`, which needs a script, as only that of queries does beside it."""
    found = {"states": places.states(reading), "items": places.items(reading), "destinations": places.destinations(reading)}
    index = [[kind, link.name, link.path, link.note] for kind in KINDS for link in found[kind]]
    words = reading.words
    return Page(
        path=PATH,
        template="search.html.j2",
        title=words.say("search.title"),
        description=words.say("search.description"),
        marts=(),
        source_ids=(),
        body={"index": data(index), "kinds": KINDS, "script": SCRIPT},
    )


def data(facts: object) -> Markup:
    """Facts as JSON that can stand in a page whatever texts they hold."""
    written = json.dumps(facts, ensure_ascii=False, separators=(",", ":"))
    return Markup(written.replace("<", "\\u003c").replace(">", "\\u003e").replace("&", "\\u0026"))  # noqa: S704
