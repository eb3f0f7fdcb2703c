"""Approved judgements held against each other and against the tree of common items: what cannot be true together.

A relation is read as one between sets of goods: `exact` the same set, `narrow` a true part of the common item, `broad` truly
more than it; an item is a part of what it stands under. `overlaps`, `close` and `related` leave everything else open. Only
judgements that are in force on some day together are held against each other.
"""

from collections import defaultdict
from collections.abc import Iterator

from commonlist.crosswalk.concern import Concern, Examination
from commonlist.crosswalk.world import Judgement, World, together

SUM_TOLERANCE = 0.001
IMPLIED = {
    "exact": ("exact", "close", "overlaps"),
    "narrow": ("narrow", "overlaps"),
    "broad": ("broad", "overlaps"),
}
REFUTED_BELOW = {("exact", "exact"), ("exact", "narrow"), ("broad", "exact"), ("broad", "narrow")}
REFUTED_APART = {("exact", "exact"), ("exact", "narrow"), ("exact", "broad"), ("narrow", "exact"), ("broad", "exact")}


def contradiction(world: World) -> Examination:
    """One code and one common item said to be and not to be, or to be two things; one code mapped and without counterpart."""
    groups: dict[tuple[str, str], list[Judgement]] = defaultdict(list)
    for one in world.approved:
        groups[one.item].append(one)
    step = "withdraw one of the two rows, or end it with valid_to"
    return Examination(
        len(world.approved),
        [
            Concern.about(other, f"{message}; see line {one.line}", step, "predicate")
            for rows in groups.values()
            for one, other in together(rows)
            if (message := _disagreement(one, other))
        ],
    )


def contradicting_triangle(world: World) -> Examination:
    """One code whose relations to two common items the tree of common items refutes."""
    pairs = [
        (one, other)
        for rows in world.positive.values()
        for one, other in together(rows)
        if one.row.common_code != other.row.common_code and one.row.common_code and other.row.common_code
    ]
    step = "keep what is right; make the other row overlaps or related, or withdraw it"
    return Examination(
        len(pairs),
        [
            Concern.about(other, f"{one.row.item_code} cannot be {_said(one)} and {_said(other)} (line {one.line})", step, "predicate")
            for one, other in pairs
            if _is_refuted(one, other, world)
        ],
    )


def two_codes_exact(world: World) -> Examination:
    """Two codes of one list that are exactly one common item."""
    groups: dict[tuple[str, str], list[Judgement]] = defaultdict(list)
    for rows in world.positive.values():
        for one in rows:
            if one.row.predicate == "exact":
                groups[one.source_id, one.row.common_code].append(one)
    step = "say which one is exact; the other is narrow, or ended with valid_to"
    return Examination(
        sum(map(len, groups.values())),
        [
            Concern.about(other, f"{_said(other)} as {one.row.item_code} is (line {one.line})", step, "common_code")
            for rows in groups.values()
            for one, other in together(rows)
            if one.row.item_code != other.row.item_code
        ],
    )


def weights_not_one(world: World) -> Examination:
    """Codes that go into several common items, or into a part of one, and whose weights do not add up to 1 on some day."""
    divided = [
        aggregating
        for rows in world.positive.values()
        if len(aggregating := [one for one in rows if one.row.aggregates]) > 1 or any(one.row.weight for one in aggregating)
    ]
    concerns = []
    for rows in divided:
        messages = (_imbalance(in_force) for in_force in _in_force_at_each_beginning(rows))
        if message := next(filter(None, messages), ""):
            concerns.append(Concern.about(rows[-1], message, "correct the weights so that they sum to 1 on every day", "weight"))
    return Examination(len(divided), concerns)


def moments(judgements: list[Judgement]) -> list[str]:
    """The days on which what is in force may change to something not seen before."""
    return sorted({one.begins for one in judgements})


def _disagreement(one: Judgement, other: Judgement) -> str:
    first, second = one.row, other.row
    if first.is_negated and second.is_negated:
        return ""
    if first.is_negated or second.is_negated:
        denied, said = (first, second) if first.is_negated else (second, first)
        is_denied = first.common_code == second.common_code and denied.relation in IMPLIED.get(said.predicate, (said.predicate,))
        return f"{first.item_code} is {said.predicate} and {denied.predicate} {first.common_code}" if is_denied else ""
    if "none" in (first.predicate, second.predicate) and first.predicate != second.predicate:
        return f"{first.item_code} is mapped and has `none`"
    if first.common_code == second.common_code and first.predicate != second.predicate:
        return f"{first.item_code} is {first.predicate} and {second.predicate} {first.common_code}"
    return ""


def _said(one: Judgement) -> str:
    return f"{one.row.predicate} {one.row.common_code}"


def _is_refuted(one: Judgement, other: Judgement, world: World) -> bool:
    if world.is_below(other.row.common_code, one.row.common_code):
        return (one.row.predicate, other.row.predicate) in REFUTED_BELOW
    if world.is_below(one.row.common_code, other.row.common_code):
        return (other.row.predicate, one.row.predicate) in REFUTED_BELOW
    return (one.row.predicate, other.row.predicate) in REFUTED_APART


def _in_force_at_each_beginning(rows: list[Judgement]) -> Iterator[list[Judgement]]:
    for day in moments(rows):
        distinct = {(one.row.predicate, one.row.common_code): one for one in rows if one.holds_on(day)}
        yield list(distinct.values())


def _imbalance(rows: list[Judgement]) -> str:
    given = [float(one.row.weight) for one in rows if one.row.weight]
    if len(given) < len(rows) and (given or len(rows) > 1):
        return f"{rows[0].row.item_code} goes into {len(rows)} common items, {len(given)} of them with a weight"
    if given and abs(sum(given) - 1) > SUM_TOLERANCE:
        return f"the weights of {rows[0].row.item_code} sum to {sum(given):g}"
    return ""
