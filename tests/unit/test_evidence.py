"""Two printed entries are measured alike whoever spells, numbers or punctuates them."""

import pytest
from hypothesis import given
from hypothesis import settings as settings_of_hypothesis
from hypothesis import strategies as st
from pydantic import ValidationError

from commonlist.crosswalk.evidence import Agreement, Entry, Threshold, compare, entry_of, parameters, similarity

TEXTS = st.text("abc 1,.", max_size=30)
ENTRIES = st.builds(Entry, heading=TEXTS, provisions=st.dictionaries(st.sampled_from(["a", "b", "b.1", "c"]), TEXTS), notes=TEXTS)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Kites, as follows:", "“Kites” (See List of Items Controlled)."),
        ("Aluminium kites", "aluminum KITES"),
        ("a span of 1950 mm", "a span of 1,950 mm"),
        ("a span of 1,5 m", "a span of 1.50 m"),
        ("kites specified in 9Z001", "kites controlled by 9Z001"),
        ("Kites", "Kites (These items are “subject to the ITAR.” See 22 CFR parts 120 through 130.)"),
    ],
)
def test_print_makes_no_difference(one: str, other: str):
    assert similarity(one, other) == 1


@pytest.mark.parametrize(("one", "other"), [("a span of 15 m", "a span of 1,5 m"), ("kites", "ropes"), ("1,005 mm", "1,05 mm")])
def test_figures_and_words_do(one: str, other: str):
    assert similarity(one, other) < 1


def test_an_entry_holds_its_provisions_by_their_code_below_it():
    texts = {"9Z001": "Kites", "9Z001.a": "red", "9Z001.a.1": "large", "9Z0011.a": "other", "9Z002.a": "blue"}
    assert entry_of("9Z001", texts) == Entry(heading="Kites", provisions={"a": "red", "a.1": "large"})


def test_every_figure_measures_what_it_says():
    common = Entry(heading="Kites having wings", provisions={"a": "red wings", "b": "blue wings", "c": "Not used", "d": "no tail"})
    listed = Entry(
        heading="Kites having wings", provisions={"a": "red wings", "b": "a motor", "e": "two seats", "f": "[Reserved]"}, notes="tail"
    )
    found = compare(listed, common).model_dump()
    assert found == pytest.approx({"heading": 1, "provisions": 0.5, "overlap": 0.5, "words": 5 / 8, "extra": 1 / 3})


def test_an_entry_without_provisions_rests_on_its_words():
    found = compare(Entry(heading="Kites"), Entry(heading="Kites"))
    assert found == Agreement(heading=1, provisions=1, overlap=1, words=1, extra=0)


def test_the_parameters_of_a_rule_are_alternatives():
    strict, lenient = parameters("heading=0.9 overlap=0.8 | words=0.85 extra=0.1")
    assert strict == Threshold(heading=0.9, overlap=0.8)
    assert lenient.is_met_by(Agreement(heading=0, provisions=0, overlap=0, words=0.85, extra=0.1))
    assert not lenient.is_met_by(Agreement(heading=1, provisions=1, overlap=1, words=1, extra=0.11))
    assert not strict.is_met_by(Agreement(heading=0.9, provisions=1, overlap=0.79, words=1, extra=0))


def test_a_figure_nobody_measures_is_refused():
    with pytest.raises(ValidationError):
        parameters("mood=0.9")


@settings_of_hypothesis(max_examples=50)
@given(ENTRIES, ENTRIES)
def test_every_figure_is_a_share_and_an_entry_agrees_with_itself(one: Entry, other: Entry):
    assert all(0 <= figure <= 1 for figure in compare(one, other).model_dump().values())
    assert compare(one, one) == Agreement(heading=1, provisions=1, overlap=1, words=1, extra=0)
