"""Where most of a state's cells would be blank they are published as intervals, whose limits tell no more than may be known."""

from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest

from commonlist.disclose.ladder import MOST_STEPS, Ladder
from commonlist.disclose.rules import RULES, read_rules
from commonlist.errors import DisclosureError

AMOUNTS, COUNTS = Ladder(0), Ladder(100)


def test_the_rungs_are_one_two_and_five_in_whole_units():
    assert AMOUNTS.rungs[:8] == [0, 100, 200, 500, 1000, 2000, 5000, 10_000]
    assert COUNTS.rungs == AMOUNTS.rungs[1:]
    assert {after / before for before, after in pairwise(COUNTS.rungs)} == {2.0, 2.5}


@pytest.mark.parametrize("ladder", [AMOUNTS, COUNTS])
def test_an_interval_has_all_that_must_stay_possible_and_is_no_longer_than_two_steps_where_that_is_enough(ladder: Ladder):
    lots = np.random.default_rng(1)
    for value in np.exp(lots.uniform(5, 25, 1000)):
        lower, upper = ladder.drawn(0.85 * value, 1.15 * value, lots) or (0, 0)
        assert lower <= max(0.85 * value, ladder.lowest) < 1.15 * value <= upper
        assert ladder.rungs.index(upper) - ladder.rungs.index(lower) == 2


def test_a_figure_that_is_far_from_all_limits_may_stand_in_either_half_of_its_interval():
    found = {AMOUNTS.drawn(290_00, 310_00, np.random.default_rng(seed)) for seed in range(20)}
    assert found == {(100_00, 500_00), (200_00, 1000_00)}


def test_an_interval_that_is_too_narrow_grows_to_both_sides_until_it_says_nothing():
    assert AMOUNTS.grown((100_00, 500_00), 150_00, 400_00) == (100_00, 500_00)
    assert AMOUNTS.grown((100_00, 500_00), 99_00, 300_00) == AMOUNTS.grown((100_00, 500_00), 200_00, 501_00) == (50_00, 1000_00)
    assert AMOUNTS.grown((100_00, 500_00), 10_00, 300_00) == (10_00, 5000_00)
    assert AMOUNTS.grown((100_00, 500_00), 1_00, 200_000_00) is None
    assert COUNTS.grown((100, 500), 99, 300) == (100, 500)
    assert MOST_STEPS == 8 and AMOUNTS.drawn(1_00, 10_000_00, np.random.default_rng(1)) is None


def test_intervals_are_voted_for_all_items_of_a_state_together(tmp_path: Path):
    header = "measure_code,reporting_state,common_code,valid_from,decision_id,is_withheld,least_count,dominance,p_percent,least_value"
    path = tmp_path / RULES
    path.parent.mkdir(parents=True)
    lines = {"*": "value_licensed,*,*,2024-01-01,D041,,3,,,,,0.1,0.5", "XAB": "value_licensed,XAB,*,2024-01-01,D041,,3,,,,,0.1,"}
    text = "\n".join([f"{header},request_share,interval,intervals_above", *lines.values()])
    path.write_text(text, encoding="utf-8")
    book = read_rules(tmp_path)
    on = book.rows[0].valid_from
    assert [book.intervals_above("value_licensed", state, on) for state in ("*", "XAA", "XAB")] == [0.5, 0.5, None]
    assert book.intervals_above("licences_issued", "*", on) is None
    path.write_text(f"{text}\nvalue_licensed,XAA,ML10,2024-01-01,D041,,3,,,,,0.1,0.5", encoding="utf-8")
    with pytest.raises(DisclosureError, match="voted for all items of a state together"):
        read_rules(tmp_path)
