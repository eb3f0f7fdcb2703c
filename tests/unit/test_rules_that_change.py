"""Rules that are voted, edited or taken back hold for what is published from then on; they block nothing, and take nothing back."""

from datetime import date, timedelta
from functools import cache
from pathlib import Path

import polars as pl
import pytest

import submitted
from commonlist.attack.edition import attack, everybody
from commonlist.attack.sensitivity import too_low, unlike
from commonlist.disclose import summary
from commonlist.disclose.primary import PrimaryRules
from commonlist.disclose.rules import RULES, VotedRules, read_rules
from submitted import REFUSED, VALUE, lines, table, terms, voted

STRICT = PrimaryRules(least_count=4, dominance=0.85, p_percent=0.1, request_share=0.5, interval=0.12)
SINCE = {"as of a later day": {"valid_from": date(2025, 6, 1)}, "as of a day that is long past": {"valid_from": date(2020, 6, 1)}}
STAYS = "were published when less was asked of them, and stay"
HEADER = (
    "measure_code,reporting_state,common_code,valid_from,decision_id,is_withheld,"
    "least_count,dominance,p_percent,least_value,request_share,interval,intervals_above,dominance_count"
)


def stricter(**facts: date) -> VotedRules:
    return voted(VALUE, STRICT, **facts)


@cache
def first_under(*rules: VotedRules) -> summary.Summary:
    return summary.summarise(table(lines(60)), summary.NOTHING, terms(1, *rules))


@cache
def both(before: tuple[VotedRules, ...], after: tuple[VotedRules, ...], more: int = 0) -> tuple[summary.Summary, summary.Summary]:
    """Two summaries, each under its own rules; the second has so many contributions more."""
    first = first_under(*before)
    return first, summary.summarise(table([*lines(60), *lines(more, 7)]), first, terms(2, *after))


def problems(*made: summary.Summary) -> list[object]:
    """What the gate would find of the last of these summaries, beside the others."""
    rows = submitted.restricted(made[-1])
    return [*attack("last", [submitted.public(one) for one in made], rows, everybody).findings, *too_low(rows, submitted.WHOLES, ())]


@pytest.mark.parametrize("since", SINCE)
def test_a_stricter_rule_leaves_what_was_published_and_says_so(since: str):
    first, second = both((), (stricter(**SINCE[since]),))
    assert all(getattr(first, name).equals(getattr(second, name)) for name in summary.PRIVATE)
    assert not first.stays and [STAYS in said for said in second.stays.values()] == [True] and not second.held
    assert not problems(first, second)


@pytest.mark.parametrize("since", SINCE)
def test_a_stricter_rule_holds_for_what_is_new_and_no_revision_waits_for_it(since: str):
    first, second = both((), (stricter(**SINCE[since]),), 8)
    assert not second.held and STAYS in next(iter(second.stays.values()))
    assert not problems(first, second)
    printed = [
        set(cells.filter(value_state="reported").select(*summary.DIMENSIONS, "cell_sequence").iter_rows())
        for cells in (first.cells, summary.newest(second.cells))
    ]
    kept = set(summary.newest(second.cells).select(*summary.DIMENSIONS, "cell_sequence").iter_rows())
    assert printed[0] & kept <= printed[1]
    new = second.cells.filter(cell_sequence=2)
    assert new.filter(pl.col("level") > 0)["value_state"].unique().to_list() == ["suppressed"]
    lax = both((), (), 8)[1].cells.filter(cell_sequence=2)
    assert new["level"].sum() > lax["level"].sum() > 0


def test_what_was_kept_back_under_a_stricter_rule_is_kept_back_as_before_under_a_laxer_one():
    first, second = both((stricter(valid_from=date(2025, 6, 1)),), (), 8)
    assert not second.held and not second.stays
    assert not problems(first, second)


def test_a_level_is_too_low_by_the_rules_that_its_figure_was_first_published_under():
    _, second = both((), (stricter(valid_from=date(2025, 6, 1)),), 8)
    rows = submitted.restricted(second)
    always = pl.concat([rows.rules.filter(vintage_sequence=2).with_columns(vintage_sequence=pl.lit(number, pl.Int32)) for number in (1, 2)])
    assert list(too_low(summary_with(rows, always), submitted.WHOLES, ()))
    assert [what for _, what in too_low(summary_with(rows, rows.rules.clear()), submitted.WHOLES, ())]


def summary_with(rows: submitted.Restricted, rules: pl.DataFrame) -> submitted.Restricted:
    return submitted.Restricted(rows.contributions, rows.cells, rows.revisions, rows.witnesses, rules)


def test_rules_that_changed_since_the_summary_was_made_are_named_by_their_line(tmp_path: Path):
    (tmp_path / RULES).parent.mkdir(parents=True)
    usual = [f"{measure},*,*,2024-01-01,D001,,3,0.85,0.1,7.07,0.5,0.1,0.5" for measure in (VALUE, REFUSED)]
    on = terms(1).on
    later = f"{VALUE},XAA,*,{on + timedelta(1)},D001,,9,,,,,0.1,"

    def told(*rows: str, day: date = on) -> list[tuple[int | None, str]]:
        (tmp_path / RULES).write_text("\n".join((HEADER, *rows)) + "\n", encoding="utf-8")
        return list(unlike(submitted.restricted(made), tmp_path, 1, day))

    (tmp_path / RULES).write_text("\n".join((HEADER, *usual)) + "\n", encoding="utf-8")
    made = summary.summarise(table(lines(20)), summary.NOTHING, summary.Terms(read_rules(tmp_path), on, 1, submitted.WHOLES))
    assert told(*usual) == told(*usual, later) == told(usual[0]) == []
    assert told(*usual, later, day=on + timedelta(1)) == [(4, f"the row of {VALUE} for XAA, * of {on + timedelta(1)}")]
    assert told(usual[1], usual[0].replace("0.85", "0.8")) == [(3, f"the row of {VALUE} for *, * of 2024-01-01")]
    assert told(usual[1]) == [(None, f"the row of {VALUE} for *, * of 2024-01-01")]
