"""Judgements held against what the lists print: codes that are not there, and codes that nobody judged.

- Only landed editions that are no samples count; without one, nothing is known of a list and nothing is found.
- A row is held against the editions that appeared while it holds. An open beginning claims nothing, so such a row must fit the
  last of them only; an open end claims that the code is printed to this day.
"""

from collections import defaultdict
from collections.abc import Iterator

from commonlist.crosswalk.concern import Concern, Examination
from commonlist.crosswalk.world import LAST, Judgement, Printing, World

UNJUDGED = "todo"


def dangling_code(world: World) -> Examination:
    """Codes that no landed edition of their list has."""
    examined = [(one, printings) for one, printings in _claims(world) if one.row.status in ("proposed", "approved")]
    step = "correct item_code, or delete the row; if an edition with that code exists, land it"
    return Examination(
        len(examined),
        [
            Concern.about(one, f"{one.row.item_code} is in no landed edition of {one.source_id}", step, "item_code")
            for one, _ in examined
            if not any(one.row.item_code in printing.known for printing in world.printings[one.source_id])
        ],
    )


def code_of_another_edition(world: World) -> Examination:
    """Approved rows that hold on days on which their code, or their common item, is not printed."""
    claims = [(one, printings) for one, printings in _claims(world) if one.row.status == "approved"]
    earliest, latest = _printed_spans(world)
    concerns: list[Concern] = []
    for one, printings in claims:
        if any(one.row.item_code in printing.known for printing in world.printings[one.source_id]):
            concerns += list(_of_another_edition(one, printings))[:1] or list(_outside(one, earliest, latest, world))[:1]
    return Examination(len(claims), concerns)


def unmapped_code(world: World) -> Examination:
    """Entries and provisions of the newest edition of which no row says anything."""
    examined = [
        (source_id, code, newest.day)
        for source_id, (*_, newest) in _landed(world).items()
        for code, printed in newest.codes.items()
        if printed.kind in ("entry", "provision")
    ]
    step = "map the code, decide `none`, or add a proposed `todo` row"
    return Examination(
        len(examined),
        [
            Concern.without_row((source_id, code), world.map_files[source_id], f"{code} of the edition of {day} has no row", step)
            for source_id, code, day in examined
            if not any(one.ends >= day for one in world.living.get((source_id, code), ()))
        ],
    )


def one_sided_link(world: World) -> Examination:
    """Common items that a list reaches and the list they were drawn from (rule R8) does not."""
    reached = {(one.source_id, one.row.common_code) for rows in world.positive.values() for one in rows}
    examined = [
        (one, home)
        for rows in world.positive.values()
        for one in rows
        if (home := _home(one.row.common_code, world)) and home != one.source_id
    ]
    step = "map the code in the reference list, or correct common_code here"
    return Examination(
        len(examined),
        [
            Concern.about(one, f"{home}, from which {one.row.common_code} was drawn, does not reach it itself", step, "common_code")
            for one, home in examined
            if (home, one.row.common_code) not in reached
        ],
    )


def incomplete_triangle(world: World) -> Examination:
    """Common items that two lists reach exactly, whose code a third list prints in the same entry and has not judged."""
    reaching: dict[str, set[str]] = defaultdict(set)
    for rows in world.positive.values():
        for one in rows:
            if one.row.predicate == "exact" and one.source_id in world.map_files:
                reaching[one.row.common_code].add(one.source_id)
    examined = [
        (source_id, code, sorted(others))
        for source_id, (*_, newest) in _landed(world).items()
        for code in newest.codes
        if len(others := reaching[code] - {source_id}) >= 2 and _stands_in_the_same_entry(source_id, code, world)
    ]
    concerns = []
    for source_id, code, named in examined:
        rows = world.living.get((source_id, code), [])
        if all(one.row.predicate == UNJUDGED for one in rows):
            message = f"{' and '.join(named)} are exactly {code}; {source_id} prints that code in the same entry and has not judged it"
            step = "compare the texts and decide; the same code alone is no evidence"
            here = Concern.without_row((source_id, code), world.map_files[source_id], message, step)
            concerns.append(Concern.about(rows[-1], message, step, "predicate") if rows else here)
    return Examination(len(examined), concerns)


def _landed(world: World) -> dict[str, tuple[Printing, ...]]:
    return {source_id: printings for source_id, printings in world.printings.items() if printings}


def _claims(world: World) -> Iterator[tuple[Judgement, list[Printing]]]:
    """Rows of landed lists that hold on the day of some landed edition, with those they must fit."""
    for one in world.judgements:
        while_it_holds = [printing for printing in world.printings.get(one.source_id, ()) if one.holds_on(printing.day)]
        if while_it_holds:
            yield one, while_it_holds if one.row.valid_from else while_it_holds[-1:]


def _of_another_edition(one: Judgement, printings: list[Printing]) -> Iterator[Concern]:
    for printing in printings:
        if one.row.item_code not in printing.known:
            message = f"{one.row.item_code} is not in the edition of {printing.day}, in which the row is in force"
            step = "end the row with valid_to if the code was dropped, or begin it with valid_from if it is new"
            yield Concern.about(one, message, step, "item_code")


def _outside(one: Judgement, earliest: dict[tuple[str, str], str], latest: dict[tuple[str, str], str], world: World) -> Iterator[Concern]:
    """Stated days of the row that lie outside the printed validity of its code, or of the common item in the list it was drawn from."""
    home = _home(one.row.common_code, world)
    for key, named in ((one.item, one.row.item_code), ((home, one.row.common_code), f"the common item {one.row.common_code}")):
        if one.row.valid_from and one.begins < earliest.get(key, ""):
            message = f"the row begins on {one.begins}, {named} on {earliest[key]}"
            yield Concern.about(one, message, "begin the row no earlier", "valid_from")
        if one.row.valid_to and one.ends > latest.get(key, LAST):
            message = f"the row ends on {one.ends}, {named} on {latest[key]}"
            yield Concern.about(one, message, "end the row no later", "valid_to")


def _printed_spans(world: World) -> tuple[dict[tuple[str, str], str], dict[tuple[str, str], str]]:
    """The first and the last day printed with each code of each list; a code printed once without a day has an open end there."""
    begins: dict[tuple[str, str], list[str]] = defaultdict(list)
    ends: dict[tuple[str, str], list[str]] = defaultdict(list)
    for source_id, printings in world.printings.items():
        for printing in printings:
            for code, printed in printing.codes.items():
                begins[source_id, code].append(printed.valid_from)
                ends[source_id, code].append(printed.valid_to or LAST)
    return {key: min(days) for key, days in begins.items()}, {key: max(days) for key, days in ends.items()}


def _home(common_code: str, world: World) -> str:
    """The list a common entry or provision was drawn from; categories were drawn from none."""
    if common_code not in world.items or world.items[common_code].level == "category":
        return ""
    drawn = world.rule("R8")
    return next((source_id for source_id in drawn.patterns if drawn.covers(source_id, common_code)), "") if drawn else ""


def _stands_in_the_same_entry(source_id: str, code: str, world: World) -> bool:
    entry, dot, _ = code.partition(".")
    rows = world.positive.get((source_id, entry), ())
    return bool(dot) and any(one.row.predicate == "exact" and one.row.common_code == entry for one in rows)
