"""A count of which its state prints another by the same definition is kept back in no summary: readers would know what it is not."""

import polars as pl
import pytest

import submitted
from commonlist.attack.edition import attack, everybody
from commonlist.disclose import summary
from commonlist.disclose.publications import FIGURE, Published
from commonlist.errors import DisclosureError
from submitted import REFUSED, crowd, line, states, table, terms, with_told

REFUSAL = frozenset({(REFUSED, 2024, "XAA", "ML1", "NOR", 100)})


def refusals(count: int) -> pl.DataFrame:
    """So many refusals of one exporter, in a cell of its own; six exporters in each other cell."""
    cells = [f"{state} {item} {place}" for state in ("XAA", "XAB", "XAC") for item in ("ML1", "3") for place in ("NOR", "SAU", "JPN")]
    others = [row for codes in cells if codes != "XAA ML1 NOR" for row in crowd(codes, REFUSED)]
    return table([*others, line("XAA ML1 NOR", "XAA:E1", 100 * count, REFUSED)])


def test_a_figure_that_its_state_prints_by_the_same_definition_is_never_kept_back():
    """A state prints one refusal; kept back, with an interval from 1 to 2, our figure would be known to be 2."""
    printed = Published(REFUSAL)
    made = summary.summarise(refusals(1), summary.NOTHING, terms(1, published=printed))
    assert states(made, "XAA", "ML1", "NOR", measure=REFUSED) == ["reported"]
    with pytest.raises(DisclosureError) as caught:
        summary.summarise(refusals(2), summary.NOTHING, terms(1, published=printed))
    assert caught.value.slug == "disclose.another_figure" and "ML1" not in caught.value.message
    revised = summary.summarise(refusals(2), made, terms(2, published=Published(REFUSAL, REFUSAL)))
    assert list(revised.held) == [(REFUSED, 2024)] and revised.cells.equals(made.cells)


def test_a_state_that_prints_another_figure_after_the_summary_kept_it_back_stops_the_next():
    made = summary.summarise(refusals(2), summary.NOTHING, terms(1))
    assert states(made, "XAA", "ML1", "NOR", measure=REFUSED) == ["suppressed"]
    for count in (2, 3):
        with pytest.raises(DisclosureError, match="by the same definition"):
            summary.summarise(refusals(count), made, terms(2, published=Published(REFUSAL)))


def test_readers_who_see_that_a_figure_is_not_the_printed_one_are_an_attack():
    made = summary.summarise(refusals(2), summary.NOTHING, terms(1))
    assert attack("one", [submitted.public(made)], submitted.restricted(made)).findings == ()
    found = attack("one", [with_told(made, REFUSAL)], submitted.restricted(made)).findings
    assert [one.what for one in found] == ["is kept back and not what its state prints by the same definition"]


def test_a_count_that_differs_from_the_printed_one_is_kept_back_for_no_other():
    """The cell beside it that would be kept back with it is another one once its state prints it, be it otherwise."""
    made = summary.summarise(refusals(2), summary.NOTHING, terms(1))
    cells = made.cells.filter((pl.col("value_state") == "suppressed") & (pl.col("level") == 0) & (pl.col("reporting_state_code") == "XAB"))
    told = frozenset((*figure[:-1], figure[-1] + 100) for figure in cells.select(FIGURE).rows() if "_T" not in figure)
    again = summary.summarise(refusals(2), summary.NOTHING, terms(1, published=Published(told)))
    assert told and {states(again, *figure[2:-1], measure=REFUSED)[0] for figure in told} == {"reported"}
    assert attack("one", [with_told(again, told)], submitted.restricted(again), everybody).findings == ()
