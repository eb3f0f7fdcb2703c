"""Where most of a state's cells would be blank they are published as intervals, whose limits tell no more than may be known."""

from dataclasses import replace
from itertools import pairwise
from pathlib import Path

import numpy as np
import polars as pl
import pytest

import submitted
from commonlist.attack.checker import check
from commonlist.attack.edition import attack, everybody
from commonlist.disclose import summary
from commonlist.disclose.cells import TOTAL, Contributions, Table, index_cells
from commonlist.disclose.ladder import MOST_STEPS, Ladder, lots_of
from commonlist.disclose.limits import Figures, publish
from commonlist.disclose.primary import Levels
from commonlist.disclose.rules import RULES, read_rules
from commonlist.disclose.suppress import for_steps, protect
from commonlist.errors import DisclosureError
from submitted import REFUSED

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


@pytest.mark.parametrize("ladder", [AMOUNTS, COUNTS])
def test_the_length_of_an_interval_does_not_tell_whether_its_own_level_or_those_of_others_made_it_longer(ladder: Ladder):
    """One that a wide level asks for and one that grew are both of two, four or eight steps, at the end of the ladder too."""
    lots, found = np.random.default_rng(2), set()
    for value, share in zip(np.exp(lots.uniform(5, 15, 1000)), lots.uniform(0, 0.95, 1000), strict=True):
        drawn = ladder.drawn((1 - share) * value, (1 + share) * value, lots)
        grown = drawn and ladder.grown(drawn, 0.2 * value, 3 * value, lots)
        found |= {ladder.rungs.index(one[1]) - ladder.rungs.index(one[0]) for one in (drawn, grown) if one}
    assert found == {2, 4, 8}


def test_who_knows_all_contributions_cannot_foresee_the_lots():
    shares = pl.DataFrame({"exporter_id": ["A"], "amount": [100]})
    one, same, other = (lots_of(shares, secret).integers(2**60) for secret in (b"a", b"a", b"b"))
    assert one == same != other


def test_a_figure_that_is_far_from_all_limits_may_stand_in_either_half_of_its_interval():
    found = {AMOUNTS.drawn(290_00, 310_00, np.random.default_rng(seed)) for seed in range(20)}
    assert found == {(100_00, 500_00), (200_00, 1000_00)}


def test_an_interval_that_is_too_narrow_grows_by_lot_so_that_nobody_tells_where_it_lay_until_it_says_nothing():
    def grown(low: float, high: float, interval: tuple[int, int] = (100_00, 500_00), ladder: Ladder = AMOUNTS) -> set[object]:
        return {ladder.grown(interval, low, high, np.random.default_rng(seed)) for seed in range(40)}

    assert grown(150_00, 400_00) == {(100_00, 500_00)}
    assert grown(99_00, 300_00) == {(20_00, 500_00), (50_00, 1000_00)}
    assert grown(100_00, 501_00) == {(50_00, 1000_00), (100_00, 2000_00)}
    assert grown(1_00, 200_000_00) == {None}
    assert grown(99, 300, (100, 500), COUNTS) == {(100, 500)}
    assert MOST_STEPS == 8 and AMOUNTS.drawn(1_00, 10_000_00, np.random.default_rng(1)) is None


def test_intervals_are_voted_for_all_items_of_a_state_together(tmp_path: Path):
    header = "measure_code,reporting_state,common_code,valid_from,decision_id,is_withheld,least_count,dominance,p_percent,least_value"
    path = tmp_path / RULES
    path.parent.mkdir(parents=True)
    lines = {"*": "value_licensed,*,*,2024-01-01,D041,,3,,,,,0.1,0.5", "XAB": "value_licensed,XAB,*,2024-01-01,D041,,3,,,,,0.1,"}
    text = "\n".join([f"{header},request_share,interval,intervals_above,dominance_count", *lines.values()])
    path.write_text(text, encoding="utf-8")
    book = read_rules(tmp_path)
    on = book.rows[0].valid_from
    assert [book.intervals_above("value_licensed", state, on) for state in ("*", "XAA", "XAB")] == [0.5, 0.5, None]
    assert book.intervals_above("licences_issued", "*", on) is None
    path.write_text(f"{text}\nvalue_licensed,XAA,ML10,2024-01-01,D041,,3,,,,,0.1,0.5", encoding="utf-8")
    with pytest.raises(DisclosureError, match="voted for all items of a state together"):
        read_rules(tmp_path)


@pytest.fixture(scope="module")
def made() -> list[summary.Summary]:
    """Two editions; the second revises the first with six late licences."""
    rows = [*submitted.lines(150), *submitted.lines(120, 2, REFUSED)]
    first = summary.summarise(submitted.table(rows), summary.NOTHING, submitted.terms(1))
    return [first, summary.summarise(submitted.table([*rows, *submitted.lines(6, 7)]), first, submitted.terms(2))]


def findings(cells: pl.DataFrame, *made: summary.Summary) -> dict[str, set[str]]:
    """By attacker what the attack finds if the last edition had these cells, in its private files and in print."""
    last = replace(made[-1], cells=cells)
    printed = [submitted.public(one) for one in (*made[:-1], last)]
    found: dict[str, set[str]] = {}
    for finding in attack("the last", printed, submitted.restricted(last), everybody).findings:
        found.setdefault(finding.attacker, set()).add(finding.what)
    return found


def with_limits(cells: pl.DataFrame, chosen: pl.Expr, lower: pl.Expr, upper: pl.Expr) -> pl.DataFrame:
    """The cells, the first of those chosen with these limits."""
    is_first = chosen & (chosen.cum_sum() == 1)
    sides = {"lower": lower, "upper": upper}
    return cells.with_columns(pl.when(is_first).then(side.cast(pl.Int64)).otherwise(name).alias(name) for name, side in sides.items())


AMOUNT, HAS_LIMITS = pl.col("amount"), pl.col("lower").is_not_null()


def test_the_suppressed_cells_of_states_of_which_more_than_the_voted_share_is_suppressed_are_published_as_intervals(made):
    cells = made[0].cells.with_columns(is_hidden=pl.col("value_state") == "suppressed")
    assert not cells.filter(HAS_LIMITS & ~pl.col("is_hidden")).height
    shares = cells.group_by("measure_code", "reporting_state_code").agg(
        pl.col("is_hidden").mean(), HAS_LIMITS.sum().alias("count"), pl.col("is_hidden").sum().alias("hidden")
    )
    assert {row[1] > 0.5 for row in shares.select("measure_code", "is_hidden").iter_rows()} == {True, False}
    for share, count, hidden in shares.select("is_hidden", "count", "hidden").iter_rows():
        assert count == (hidden if share > 0.5 else 0)
    told = cells.filter(HAS_LIMITS)
    assert told.select(((pl.col("amount") - pl.col("level")).clip(0) >= pl.col("lower") - 100).all()).item()
    assert told.select((pl.col("amount") + pl.col("level") <= pl.col("upper")).all()).item()


def test_nobody_recovers_anything_beside_the_intervals_of_all_editions(made):
    assert [findings(one.cells, *made[: place + 1]) for place, one in enumerate(made)] == [{}, {}]
    assert [check(proof) for one in made for proof in submitted.proofs(one)] == [([], [])] * 4


def test_an_interval_stays_as_it_was_printed_until_its_cell_is_revised(made):
    by_content = (
        made[1]
        .cells.group_by("measure_code", *submitted.CODES, "cell_sequence")
        .agg(pl.struct("lower", "upper").n_unique().alias("kinds"), pl.col("vintage_sequence").n_unique().alias("vintages"))
    )
    assert by_content["kinds"].max() == 1 and by_content["vintages"].max() == 2
    revised = made[1].cells.filter(HAS_LIMITS & (pl.col("cell_sequence") == 2))
    assert revised.height > 20
    other = with_limits(made[1].cells, HAS_LIMITS & (pl.col("vintage_sequence") == 2), pl.col("lower") / 10, pl.col("upper") * 10)
    assert any("has another lower than it had" in what for what in findings(other, *made)["the books"])


def test_an_interval_that_is_too_narrow_is_found_by_the_attack_and_refused_by_the_checker(made):
    """One step of the ladder, where the level reaches beyond it."""
    places = np.searchsorted(AMOUNTS.rungs, made[0].cells["amount"], side="right")
    lower, upper = (pl.Series(np.array(AMOUNTS.rungs)[places - more]) for more in (1, 0))
    reaches_out = (AMOUNT - pl.col("level") < lower) | (AMOUNT + pl.col("level") > upper)
    narrow = with_limits(made[0].cells, HAS_LIMITS & (pl.col("level") > 1000) & reaches_out, pl.lit(lower), pl.lit(upper))
    found = findings(narrow, made[0])
    assert "an outsider" in found and "is no other table that prints alike" in found["the checker"]
    refused = [check(proof)[0] for proof in submitted.proofs(replace(made[0], cells=narrow))]
    assert sum(map(bool, refused)) == 1


@pytest.mark.parametrize(
    ("chosen", "lower", "upper"),
    [
        (HAS_LIMITS, AMOUNT * 0.5, AMOUNT * 1.5),
        (HAS_LIMITS, pl.col("lower"), pl.col("upper") * 3),
        (HAS_LIMITS, pl.col("upper"), pl.col("upper") * 10),
        (HAS_LIMITS, pl.col("lower"), pl.lit(None)),
        (pl.col("value_state") == "reported", pl.lit(0), pl.lit(10**14)),
    ],
)
def test_an_interval_that_may_not_be_is_no_basis_of_a_proof(made, chosen, lower, upper):
    found = findings(with_limits(made[0].cells, chosen, lower, upper), made[0])
    assert "has an interval that it may not have" in found["the books"]


def test_an_interval_that_leaves_another_cell_too_little_grows_and_the_others_stay():
    """Of two cells in a printed total the one is sensitive, the other may not come near enough to what that asks for."""
    amounts = {("ML1",): 5000.0, ("ML2",): 4100.0, ("ML3",): 9000.0, (TOTAL,): 18_100.0}
    table = Table(("item",), {codes: Contributions(value, 9) for codes, value in amounts.items()})
    cells = index_cells([table], {"item": dict.fromkeys(("ML1", "ML2", "ML3"), TOTAL)})
    found = protect(cells, Levels(np.array([0]), np.array([2000.0])), np.array([0.0, 0.0, np.inf, np.inf]), (), for_steps(1))
    figures = Figures(cells, cells.values, np.array([2000.0, 0, 0, 0]), Ladder(0), {})
    hidden = np.array([True, True, False, False])
    proven, intervals = publish(found, hidden, figures, {0: (2000, 10_000), 1: (1000, 5000)}, np.random.default_rng(1))
    assert intervals == {0: (2000, 10_000), 1: (500, 10_000)}
    assert not any(figures.left(intervals, one) for one in proven.witnesses)
    assert {side for one in proven.witnesses for side in (-1, 1) if side * one[0] >= 1999.99} == {-1, 1}
    _, stays = publish(found, hidden, figures, {0: (2000, 10_000), 1: (2000, 10_000)}, np.random.default_rng(1))
    assert stays == {0: (2000, 10_000), 1: (2000, 10_000)}
