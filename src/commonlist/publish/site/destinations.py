"""Every figure about one destination becomes its page, a line for each reporting state."""

from commonlist.publish.site import places, statistics, summary
from commonlist.publish.site.items import by_state
from commonlist.publish.site.page import Link, Page
from commonlist.publish.site.reading import Reading, Row, grouped
from commonlist.publish.site.statistics import Asked
from commonlist.publish.site.summary import Cut

MARTS = (summary.MART, "licensing_by_destination", "definitions", "sources")


def pages(reading: Reading) -> list[Page]:
    """One page for each destination that has a code."""
    by_destination = grouped(reading.rows("licensing_by_destination"), places.destination_page)
    return [_page(reading, link, by_destination.get(link.path, [])) for link in places.destinations(reading)]


def _page(reading: Reading, link: Link, rows: list[Row]) -> Page:
    code = link.path.removeprefix("destinations/").removesuffix(".html").upper()
    asked = Asked("licensing_by_destination", {"destination_code": code}, ("destination_name", "reporting_state_name"), "s")
    shelves = statistics.of(reading, rows, asked, by_state(reading))
    cut = Cut({"destination_code": code}, "reporting_state_code", "state", places.page_of_state)
    return Page(
        path=link.path,
        template="destination.html.j2",
        title=reading.words.say("destination.title", destination=link.name),
        description=reading.words.say("destination.description", destination=link.name),
        marts=MARTS,
        source_ids=tuple(sorted({shelf.source["source_id"] for shelf in shelves})),
        body={
            "destination": link.name,
            "code": code,
            "shelves": shelves,
            "summary": summary.of(reading, [cut]),
        },
    )
