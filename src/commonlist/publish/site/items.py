"""Every figure about one item becomes its page, a line for each reporting state."""

from commonlist.publish.figures import By
from commonlist.publish.site import places, statistics, summary
from commonlist.publish.site.page import Link, Page
from commonlist.publish.site.reading import Reading, Row, grouped
from commonlist.publish.site.statistics import Asked
from commonlist.publish.site.summary import Cut

MARTS = (summary.MART, "licensing_by_item", "definitions", "sources")


def pages(reading: Reading) -> list[Page]:
    """One page for each item."""
    by_item = grouped(reading.rows("licensing_by_item"), places.item_page)
    return [_page(reading, link, by_item.get(link.path, [])) for link in places.items(reading)]


def _page(reading: Reading, link: Link, rows: list[Row]) -> Page:
    asked = Asked("licensing_by_item", {"common_code": link.name}, ("reporting_state_name",), "s")
    shelves = statistics.of(reading, rows, asked, by_state(reading))
    cut = Cut({"item_code": link.name}, "reporting_state_code", "state", places.page_of_state)
    return Page(
        path=link.path,
        template="item.html.j2",
        title=reading.words.say("item.title", code=link.name, title=link.note),
        description=reading.words.say("item.description", code=link.name, title=link.note),
        marts=MARTS,
        source_ids=tuple(sorted({shelf.source["source_id"] for shelf in shelves})),
        body={
            "code": link.name,
            "item": link.note,
            "shelves": shelves,
            "summary": summary.of(reading, [cut]),
        },
    )


def by_state(reading: Reading) -> By:
    """Lines by reporting state."""
    return By(reading.words.say("subjects.state"), lambda row: str(row["reporting_state_name"]), places.state_page)
