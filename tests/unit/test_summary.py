"""The summary of licensing decisions keeps back what would recognise an exporter, beside all that earlier editions have told."""

from dataclasses import replace
from itertools import pairwise
from pathlib import Path

import numpy as np
import polars as pl
import pytest

import submitted
from commonlist.attack.checker import GRID, Proof, check
from commonlist.attack.edition import SHOWN, attack, everybody
from commonlist.attack.sensitivity import too_low
from commonlist.disclose import block, summary
from commonlist.disclose.margins import differences, margins_of
from commonlist.disclose.primary import PrimaryRules
from commonlist.disclose.publications import FIGURE, Published
from commonlist.disclose.rules import RULES, RuleBook, read_rules
from commonlist.errors import DisclosureError
from submitted import REFUSED, VALUE, Figures, crowd, line, lines, states, table, terms, voted, with_told

SENDERS = ("XAA", "XAB", "XAC")


@pytest.fixture(scope="module")
def first() -> summary.Summary:
    return summary.summarise(table([*lines(150), *lines(120, 2, REFUSED)]), summary.NOTHING, terms(1))


@pytest.fixture(scope="module")
def second(first: summary.Summary) -> summary.Summary:
    """After eight late licences."""
    return summary.summarise(table([*lines(150), *lines(8, 7), *lines(120, 2, REFUSED)]), first, terms(2))


def test_nobody_recovers_what_a_summary_keeps_back(first: summary.Summary):
    found = attack("first", [submitted.public(first)], submitted.restricted(first), everybody)
    assert found.findings == () and found.attackers > 15
    assert {"reported", "suppressed"} <= set(first.cells["value_state"])
    assert [check(proof) for proof in submitted.proofs(first)] == [([], [])] * 2


def test_a_summary_that_does_not_change_is_given_again_as_it_was(first: summary.Summary):
    again = summary.summarise(table([*lines(150), *lines(120, 2, REFUSED)]), first, terms(2))
    assert all(getattr(again, name).equals(getattr(first, name)) for name in summary.PRIVATE)


def test_a_revision_is_protected_together_with_what_it_revises(first: summary.Summary, second: summary.Summary):
    assert not second.held and second.revisions["level"].max()
    printed = [submitted.public(first), submitted.public(second)]
    assert attack("second", printed, submitted.restricted(second), everybody).findings == ()
    assert [check(proof) for proof in submitted.proofs(second)] == [([], [])] * 2
    assert set(second.cells["vintage_sequence"]) == {1, 2}


def test_a_revision_protected_by_itself_is_recovered(first: summary.Summary, second: summary.Summary):
    alone = summary.summarise(table([*lines(150), *lines(8, 7), *lines(120, 2, REFUSED)]), summary.NOTHING, terms(2))
    rows = submitted.public(alone).rows | {key: row for key, row in submitted.public(second).rows.items() if key[0] == REFUSED}
    printed = [submitted.public(first), replace(submitted.public(alone), rows=rows)]
    assert attack("second", printed, submitted.restricted(second)).findings


def test_a_revision_that_would_take_back_the_grand_total_waits(first: summary.Summary):
    found = table([*lines(150), *lines(120, 2, REFUSED), line("XAA ML1 NOR", "XAA:E9", 100, REFUSED)])
    held = summary.summarise(found, first, terms(2))
    why = "nothing that may be kept back protects it beside what was published"
    waits = f"{REFUSED} of 2024 stays as it was published last, its revision waits (figures: 1 of XAA): {why}"
    assert list(held.held.values()) == [waits]
    assert held.waiting.rows() == [(REFUSED, "XAA", "ML1", "NOR", "XAA:E9", 2024, None, 100, None, False)]
    assert held.cells.equals(first.cells)


def regular(more: int = 0) -> list[dict[str, object]]:
    """Cells of eight exporters of nearly the same size: nothing of it is sensitive."""
    return [
        line(f"{state} {item} {place}", f"{state}:E{number}", 100_000 + 100 * number + more)
        for state in SENDERS
        for item in ("ML1", "3")
        for place in ("NOR", "SAU")
        for number in range(8)
    ]


def after(*sent: list[dict[str, object]]) -> list[summary.Summary]:
    """The summaries of these contributions, one after the other."""
    made = [summary.NOTHING]
    for sequence, rows in enumerate(sent, 1):
        made.append(summary.summarise(table(rows), made[-1], terms(sequence)))
    return made[1:]


def test_many_late_licences_are_published_though_one_exporter_alone_revised_a_printed_figure():
    """What that exporter does not know of the new figure is the one that was printed."""
    alone = line("XAA ML1 NOR", "XAA:E0", 7_000_000)
    others = [one for one in regular() if (one["reporting_state_code"], one["destination_code"]) != ("XAA", "NOR")]
    many = [one | {"amount": 3_000_000 + 10 * number} for number, one in enumerate(others)]
    first, second = made = after(regular(), [*regular(), alone, *many])
    assert not second.held and states(first, "XAA", "ML1", "NOR") == ["reported"] and states(second, "XAA", "ML1", "NOR") == ["suppressed"]
    assert attack("second", [submitted.public(one) for one in made], submitted.restricted(second), everybody).findings == ()


def test_what_a_mistake_and_its_correction_leave_between_the_first_edition_and_the_third_is_protected(monkeypatch):
    """All figures change and change back, but for one late licence: that is what the third edition less the first would tell."""
    late = [*regular(), line("XAA ML1 NOR", "XAA:E0", 7_777)]
    *_, third = after(regular(), regular(5_000), late)
    assert third.held
    monkeypatch.setattr(block, "combinations", lambda vintages, _: pairwise(vintages))
    *_, third = made = after(regular(), regular(5_000), late)
    assert not third.held
    found = attack("third", [submitted.public(one) for one in made], submitted.restricted(third)).findings
    assert {finding.what for finding in found} == {"is revised, and what is between is not protected"}


def test_figures_that_return_after_a_mistake_are_what_they_were(first: summary.Summary):
    rows = [*lines(150), *lines(120, 2, REFUSED)]
    mistaken = summary.summarise(table([*rows, *lines(150, 4)]), first, terms(2))
    again = summary.summarise(table(rows), mistaken, terms(3))
    cells = summary.newest(again.cells).filter(pl.col("measure_code") == VALUE)
    assert not again.held and set(cells["vintage_sequence"]) == {3} and set(cells["cell_sequence"]) == {1}
    printed = [submitted.public(one) for one in (first, mistaken, again)]
    assert attack("third", printed, submitted.restricted(again), everybody).findings == ()
    renamed = again.cells.with_columns(cell_sequence=pl.when(pl.col("vintage_sequence") == 3).then(3).otherwise("cell_sequence"))
    books = replace(submitted.restricted(again), cells=renamed)
    assert any("with the same content" in finding.what for finding in attack("third", printed, books).findings)


def test_a_measure_that_nothing_is_left_of_waits_and_is_not_forgotten(first: summary.Summary):
    second = summary.summarise(table(lines(150)), first, terms(2))
    whose = "figures: 49 of XAA, 26 of XAB, 23 of XAC"
    waits = f"{REFUSED} of 2024 stays as it was published last, its revision waits ({whose}): nothing is left of it"
    assert list(second.held.values()) == [waits] and set(second.waiting["sent"]) == {None}
    assert second.cells.equals(first.cells)


def test_an_edition_that_the_private_files_do_not_know_is_no_basis_of_a_proof(first: summary.Summary, second: summary.Summary):
    forgot = {name: getattr(second, name).filter(pl.col("measure_code") == VALUE) for name in summary.PRIVATE}
    found = attack("second", [submitted.public(first), submitted.public(second)], submitted.restricted(replace(second, **forgot))).findings
    assert f"{REFUSED} of 2024" in {finding.where for finding in found}


def test_private_files_whose_contributions_do_not_add_up_are_no_basis_of_a_proof(first: summary.Summary):
    fewer = submitted.restricted(replace(first, contributions=first.contributions[1:]))
    assert "is not what its contributions add up to" in {one.what for one in attack("first", [submitted.public(first)], fewer).findings}


def test_wrong_books_are_all_that_is_said_of_an_edition(first: summary.Summary):
    printed = submitted.public(first)
    wrong = {key: replace(row, value=1 + row.value) for key, row in printed.rows.items() if row.value is not None}
    found = attack("first", [replace(printed, rows=printed.rows | wrong)], submitted.restricted(first), everybody)
    assert {finding.attacker for finding in found.findings} == {"the books"} and len(found.findings) == len(wrong) > SHOWN
    assert not found.is_attacked and not found.attackers
    lines = found.in_words.splitlines()
    assert "nothing was proven or attacked" in lines[2]
    assert lines[3:] == [*map(str, found.findings[:SHOWN]), f"and {len(wrong) - SHOWN} more"]


def test_what_a_state_withholds_is_in_no_cell_and_in_no_total():
    withheld = voted(REFUSED, reporting_state="XAC", is_withheld=True)
    found = table(row for state in SENDERS for item in ("ML1", "3") for row in crowd(f"{state} {item} NOR", REFUSED))
    made = summary.summarise(found, summary.NOTHING, terms(1, withheld))
    assert "XAC" not in set(made.cells["reporting_state_code"]) | set(made.contributions["reporting_state_code"])
    assert states(made, "_T", "ML1", "NOR", measure=REFUSED) == ["reported"]
    book = RuleBook(rows=(withheld, voted(REFUSED, common_code="3", is_withheld=True), voted(REFUSED)))
    assert list(book.withheld(REFUSED, ("XAB", "XAC"), terms(1).on)) == [("XAB", "3"), ("XAC", "*")]
    assert attack("one", [submitted.public(made)], submitted.restricted(made), everybody).findings == ()


def test_who_asks_for_confidentiality_and_holds_most_of_a_cell_is_kept_back():
    calm = [row for state in SENDERS for item in ("ML1", "3") for place in ("NOR", "SAU") for row in crowd(f"{state} {item} {place}")]
    asked = [line("XAA ML1 NOR", "XAA:E9", 9_000, is_requested=True)]
    for more, state in (([], "reported"), (asked, "suppressed"), ([asked[0] | {"is_requested": False}], "reported")):
        assert states(summary.summarise(table([*calm, *more]), summary.NOTHING, terms(1)), "XAA", "ML1", "NOR") == [state]


def test_of_several_rules_the_one_for_the_state_counts_and_of_those_the_last_in_force():
    strict = PrimaryRules(least_count=9, interval=0.1)
    rows = (
        voted(VALUE),
        voted(VALUE, strict, common_code="ML1"),
        voted(VALUE, strict, reporting_state="XAA", is_withheld=True),
        voted(VALUE, reporting_state="XAA", valid_from="2025-01-01"),
    )
    book, on = RuleBook(rows=rows), terms(1).on
    assert [book.of(VALUE, *who, on) for who in (("XAB", "3"), ("XAB", "ML1"), ("XAA", "ML1"))] == [rows[0], rows[1], rows[3]]
    assert book.of(VALUE, "XAA", "3", on.replace(year=2024)) == rows[2]
    with pytest.raises(DisclosureError, match=r"no rules are in force for licences_issued of XAA, 3"):
        book.of("licences_issued", "XAA", "3", on)


def test_the_largest_contributor_of_each_cell_comes_before_the_second():
    rng = np.random.default_rng(1)
    amounts = rng.permutation(3000) + 1
    found = table(line(f"XAA ML{rng.integers(400)} P{rng.integers(3)}", f"XAA:E{one}", int(amount)) for one, amount in enumerate(amounts))
    cells = margins_of(found, VALUE, terms(1).book, terms(1).on).cells
    for *codes, largest in found.group_by(summary.DIMENSIONS).agg(pl.col("amount").top_k(2).sort(descending=True)).iter_rows():
        assert [cells[tuple(codes)].behind.largest, cells[tuple(codes)].behind.second] == [*largest, 0][:2]
    moved = found.with_columns(of_state="reporting_state_code", change=-pl.col("amount"))
    assert all(behind.largest > behind.second for behind in differences(moved).values())


def test_the_floor_is_voted_in_the_unit_of_the_figure(tmp_path: Path):
    header = "measure_code,reporting_state,common_code,valid_from,decision_id,is_withheld,"
    header += "least_count,dominance,p_percent,least_value,request_share,interval,intervals_above,dominance_count"
    (tmp_path / RULES).parent.mkdir(parents=True)
    (tmp_path / RULES).write_text(f"{header}\n{VALUE},*,*,2024-01-01,D001,,,,,10,,0.1,\n", encoding="utf-8")
    found = table(line(f"XAA {item} NOR", "XAA:E1", amount) for item, amount in (("ML1", 999), ("ML2", 1000)))
    cells = margins_of(found, VALUE, read_rules(tmp_path), terms(1).on).cells
    assert [cells["XAA", item, "NOR"].level(0) > 0 for item in ("ML1", "ML2")] == [True, False]
    made = summary.summarise(found, summary.NOTHING, replace(terms(1), book=read_rules(tmp_path)))
    told = too_low_in(replace(made, cells=made.cells.with_columns(level=pl.lit(0, dtype=pl.Int64))))
    assert set(told) == {f"{VALUE} of 2024: {state}, ML1, {place}" for state in ("XAA", "_T") for place in ("NOR", "_T")}


def test_counts_are_protected_by_whole_decisions(first: summary.Summary):
    levels = first.cells.filter((pl.col("measure_code") == REFUSED) & (pl.col("level") > 0))["level"]
    assert len(levels) and levels.min() >= 100


@pytest.mark.parametrize("places", [("NOR", "SAU", "JPN"), tuple(f"{letter}{other}X" for letter in "ABCDE" for other in "ABCDEFGHIJK")])
def test_what_is_kept_back_is_not_nothing_and_that_tells_no_count(places: tuple[str, ...]):
    """Cells that are kept back in a total of as many are one each: absent cells are zero, and these are not absent."""
    pairs = [(item, place) for item in ("ML1", "3") for place in places]
    found = table(line(f"XAA {item} {place}", f"XAA:E{number % 7}", 100, REFUSED) for number, (item, place) in enumerate(pairs))
    blind = summary.summarise(found, summary.NOTHING, replace(terms(1), wholes={REFUSED: 0}))
    assert {"reported", "suppressed"} <= set(blind.cells["value_state"])
    recovered = attack("blind", [submitted.public(blind)], submitted.restricted(blind)).findings
    told = [finding.upper - finding.lower for finding in recovered if finding.lower and finding.upper]
    assert len(told) == 2 * len(pairs) + len(places) * 2 and max(told) < 0.1
    seeing = summary.summarise(found, summary.NOTHING, terms(1))
    assert attack("seeing", [submitted.public(seeing)], submitted.restricted(seeing), everybody).findings == ()
    assert states(seeing, "_T", "_T", "_T", measure=REFUSED) == ["suppressed"]


def hidden(made: summary.Summary, *codes: str) -> Figures:
    """The values licensed that a summary keeps back: of these codes, of all where none are named."""
    cells = summary.newest(made.cells).filter((pl.col("measure_code") == VALUE) & (pl.col("value_state") == "suppressed"))
    wanted = [pl.col(name) == code for name, code in zip(summary.DIMENSIONS, codes, strict=False)]
    return frozenset(cells.filter(*wanted).select(FIGURE).iter_rows())


def test_what_a_state_publishes_itself_is_reported_and_everybody_knows_it(first: summary.Summary):
    rows, told = table([*lines(150), *lines(120, 2, REFUSED)]), hidden(first, "XAC", "ML1", "NOR")
    made = summary.summarise(rows, summary.NOTHING, terms(1, published=Published(told)))
    shown = summary.newest(made.cells).join(pl.DataFrame(list(told), schema=FIGURE, orient="row").cast({"year": pl.Int32}), on=FIGURE)
    assert shown.select("value_state", "level").rows() == [("reported", 0)]
    assert attack("one", [with_told(made, told)], submitted.restricted(made), everybody).findings == ()
    recovered = attack("one", [with_told(first, told)], submitted.restricted(first)).findings
    assert [one[-1] / 100 for one in told] == [one.lower for one in recovered if "ML1, XAC" in one.where and one.lower == one.upper]


def test_that_an_amount_is_not_the_printed_one_tells_nothing(first: summary.Summary):
    rows, told = table([*lines(150), *lines(120, 2, REFUSED)]), frozenset((*one[:-1], one[-1] + 1) for one in hidden(first))
    made = summary.summarise(rows, summary.NOTHING, terms(1, published=Published(told)))
    assert made.cells.equals(first.cells)
    assert attack("one", [with_told(first, told)], submitted.restricted(first)).findings == ()


@pytest.mark.parametrize(("codes", "more"), [(("XAB", "ML1", "JPN"), []), ((), []), ((), lines(8, 7))], ids=["one", "all", "all, revised"])
def test_what_a_state_publishes_after_the_summary_is_reported_in_the_next(
    first: summary.Summary, codes: tuple[str, ...], more: list[dict[str, object]]
):
    rows, told = table([*lines(150), *more, *lines(120, 2, REFUSED)]), hidden(first, *codes)
    second = summary.summarise(rows, first, terms(2, published=Published(told)))
    assert not second.held and set(second.cells.filter(pl.col("measure_code") == VALUE)["vintage_sequence"]) == {1, 2}
    assert not told & hidden(second)
    printed = [submitted.public(first), with_told(second, told)]
    assert attack("second", printed, submitted.restricted(second), everybody).findings == ()
    third = summary.summarise(rows, second, terms(3, published=Published(told, told)))
    assert third.cells.equals(second.cells)


def too_low_in(made: summary.Summary, told: Figures = frozenset()) -> list[str]:
    return [where for where, _ in too_low(submitted.restricted(made), submitted.WHOLES, told)]


def test_levels_are_those_of_the_voted_rules_by_an_attacker_who_adds_up_himself(first: summary.Summary):
    """Cells of every rule among them; each level made too low, or left out, is told, and so is a stricter rule."""
    aircraft = voted(VALUE, PrimaryRules(dominance=0.75, dominance_count=3, p_percent=0.15, interval=0.15), common_code="ML10")
    made = summary.summarise(table([*lines(150), *lines(120, 2, REFUSED)]), summary.NOTHING, terms(1, aircraft))
    assert not too_low_in(made)
    sensitive = made.cells.filter(pl.col("level") > 0)
    for level in (pl.col("level") // 2, pl.lit(0, dtype=pl.Int64)):
        assert len(too_low_in(replace(made, cells=made.cells.with_columns(level=level)))) == len(sensitive)
    assert {where.split(", ")[1] for where in too_low_in(replace(first, rules=made.rules))} == {"ML10", "_T"}


def test_levels_of_revisions_are_added_up_anew_as_well(second: summary.Summary):
    """Of who changed a cell, counts as amounts; each level made too low, or left out, is told."""
    assert not too_low_in(second)
    sensitive = second.revisions.filter(pl.col("level") > 0)
    tampered = [second.revisions.with_columns(pl.col("level") // 2), second.revisions.filter(level=0)]
    for revisions in tampered:
        told = [where for where in too_low_in(replace(second, revisions=revisions)) if "between 1 and 2" in where]
        assert len(told) == len(sensitive) > 10


def test_what_states_publish_needs_no_level(first: summary.Summary):
    rows, told = table([*lines(150), *lines(120, 2, REFUSED)]), hidden(first, "XAC")
    made = summary.summarise(rows, summary.NOTHING, terms(1, published=Published(told)))
    assert not too_low_in(made, told)
    assert too_low_in(made)


def tampered(proof: Proof, rng: np.random.Generator) -> Proof:
    """The proof with one witness changed so that it is no other table any more, in one of five ways."""
    witness = int(rng.choice(list(proof.witnesses)))
    changes = dict(proof.witnesses[witness])
    innermost = [cell for cell in proof.amounts if "_T" not in cell[0]]
    shown = [cell for cell in innermost if any(cell[0] in edition.printed for edition in proof.editions)]
    cell = innermost[rng.integers(len(innermost))]
    kind = int(rng.integers(5))
    if kind == 0:
        changes[cell] = -GRID * proof.amounts[cell] - int(rng.integers(1, 1000))
    elif kind == 1:
        changes[("XAA", "_T", "_T"), 1] = int(rng.integers(1, GRID))
    elif kind == 2:
        changes[("XAA", "ML99", "NOR"), 1] = int(rng.integers(1, GRID))
    elif kind == 3:
        other = shown[rng.integers(len(shown))]
        changes[other] = changes.get(other, 0) + GRID * int(rng.integers(1, 1000))
    else:
        changes[cell] = changes.get(cell, 0) + GRID * 10**9
    return replace(proof, witnesses={**proof.witnesses, witness: changes})


def test_a_thousand_tampered_witnesses_are_refused(first: summary.Summary):
    proof = submitted.proofs(first)[1]
    rng = np.random.default_rng(1)
    kept = replace(proof, shares={}, all_theirs={})
    assert check(kept) == ([], [])
    assert sum(bool(check(tampered(kept, rng))[0]) for _ in range(1000)) == 1000


def test_witnesses_that_do_not_reach_far_enough_prove_nothing(first: summary.Summary):
    for proof in submitted.proofs(first):
        halved = {witness: {cell: change // 2 for cell, change in changes.items()} for witness, changes in proof.witnesses.items()}
        assert check(replace(proof, witnesses=halved))[1]
        assert check(replace(proof, witnesses={}))[1]
