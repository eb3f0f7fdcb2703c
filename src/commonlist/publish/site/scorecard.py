"""The shares of openness of each state become a page that explains every one by the two counts it is made of."""

from commonlist.publish.site import places
from commonlist.publish.site.page import Page, Value
from commonlist.publish.site.reading import Reading, Row, grouped

PATH = "scorecard.html"
MART = "transparency_scores"
CRITERIA = ("publication_lag", "timeliness", "access", "clarity", "comprehensiveness", "deliveries", "licences", "refusals")
QUERY = (
    "select reporting_state_name, criterion, score, counted, possible, counted_in, source_id\nfrom '{mart}.parquet'{where}\norder by all;"
)


class Score(Value):
    """One criterion of one state: its share in per cent, and the sentence that says what it is a share of."""

    criterion: str
    percent: int
    explained: str


class Card(Value):
    """One state; a criterion that cannot be counted has no score."""

    name: str
    page: str
    scores: dict[str, Score]


def page(reading: Reading) -> Page:
    """The page of all states."""
    found = grouped(reading.rows(MART), lambda row: row["reporting_state_code"])
    cards = [card(reading, rows) for rows in found.values()]
    return Page(
        path=PATH,
        template="scorecard.html.j2",
        title=reading.words.say("scorecard.title"),
        description=reading.words.say("scorecard.description"),
        marts=(MART, "reported_years", "sources"),
        source_ids=(),
        body={
            "cards": sorted(cards, key=lambda one: one.name),
            "criteria": CRITERIA,
            "query": QUERY.format(mart=MART, where=""),
        },
    )


def card(reading: Reading, rows: list[Row]) -> Card:
    """The scores of one state."""
    scores = {row["criterion"]: _score(reading, row) for row in rows}
    return Card(name=rows[0]["reporting_state_name"], page=places.state_page(rows[0]), scores=scores)


def of_state(reading: Reading, code: str) -> Card | None:
    """The card of the state with that code, if it has one."""
    rows = [row for row in reading.rows(MART) if row["reporting_state_code"] == code]
    return card(reading, rows) if rows else None


def query_of_state(code: str) -> str:
    """The rows behind the card of one state."""
    return QUERY.format(mart=MART, where=f"\nwhere reporting_state_code = '{code}'")


def _score(reading: Reading, row: Row) -> Score:
    source = reading.sources.get(row["source_id"] or "", {}).get("title", "")
    counts = {"counted": f"{row['counted']:,}", "possible": f"{row['possible']:,}"}
    explained = reading.words.say(f"scores.{row['criterion']}.explained", source=source, **counts)
    return Score(criterion=row["criterion"], percent=_percent(row["score"]), explained=explained)


def _percent(share: float) -> int:
    """Rounded, but neither to nothing nor to all of it."""
    return int(share) * 100 if share in (0, 1) else min(99, max(1, round(100 * share)))
