"""The public bytes of an edition, and of those before it, attacked with everything that any insider knows: what could be recovered.

What states publish themselves in other tables, by the summary's definition, is known to everybody, and so is a figure of the summary that
is the same; a count that is not is a finding where it is kept back, for everybody knows what it is not.

1. Read: the private files ask of every figure what the voted rules do, and agree with themselves and with all that editions print; the
   summary of every edition says what it may say, in the order of its keys, and what is reported is the true figure. Where they do not
   agree, that is all: a proof over wrong books proves nothing.
2. Prove: the witnesses of the private files show every sensitive figure safe from outsiders, from each state and from each exporter.
3. Attack: linear programmes over the public tables alone, as an outsider, as each state, and as whoever the witnesses leave unproven.

Nothing here is shared with the protection. A figure that is not shown safe fails, whatever the cause.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from time import process_time

from pydantic import BaseModel, ConfigDict

from commonlist.attack import books, tables
from commonlist.attack.checker import Cell, Codes, Limits, Proof, Share, Shares, check, solved_by
from commonlist.attack.intervals import OUTSIDER, Attacker, Sensitive, audit
from commonlist.attack.published import ALL, Name, PublicTable, learn, narrowed
from commonlist.attack.restricted import CODES, Block, Restricted, proof_of, read
from commonlist.attack.sensitivity import too_low
from commonlist.attack.statistics import Figure, unlike
from commonlist.attack.tables import Summary, copies, misprints, words
from commonlist.errors import DisclosureError

HUNDREDTHS = 100
SHOWN = 20
Choice = Callable[[str], bool]


def states(who: str) -> bool:
    """Each state attacks."""
    return who.startswith("the state")


def everybody(who: str) -> bool:
    """Each state and each exporter attacks."""
    return bool(who)


class Finding(BaseModel):
    """One thing that fails: whose attack or which check, the block and cell it is about, and what can be known of it (in the unit).

    As a text it says no bound of what is hidden, for errors and the audit log are read by others than the operator; `in_full` does.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    attacker: str
    where: str
    what: str
    lower: float | None = None
    upper: float | None = None

    def __str__(self) -> str:
        return f"{self.attacker}: {self.where}: {self.what}"

    @property
    def in_full(self) -> str:
        """The finding with what is left of the cell."""
        return str(self) if self.lower is None or self.upper is None else f"{self}, {self.lower:,.2f} to {self.upper:,.2f}"


class Audit(BaseModel):
    """What the attack on one edition came to. `seconds` are of processor time, by step; without right books nobody attacks.

    An edition without a summary, or with an empty one, has nothing to attack.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    edition: str
    editions: int = 0
    blocks: int = 0
    cells: int = 0
    suppressed: int = 0
    attackers: int = 0
    has_summary: bool = True
    is_attacked: bool = True
    seconds: dict[str, float] = {}
    findings: tuple[Finding, ...] = ()

    @property
    def in_words(self) -> str:
        """The outcome, then the first findings, one on a line: for the operator alone, as it tells what is hidden."""
        if not self.has_summary:
            return f"{self.edition}: has no summary of licensing decisions, so that there was nothing to attack"
        seen = (
            f"{self.suppressed:,} of {self.cells:,} cells in {self.blocks} blocks, {self.editions} editions, {self.attackers:,} attackers"
        )
        spent = ", ".join(f"{step} {seconds:.1f} s" for step, seconds in self.seconds.items())
        count = len(self.findings)
        outcome = f"{count:,} finding{'s' * (count > 1)}" if count else "nothing that must stay hidden can be recovered"
        stopped = (
            () if self.is_attacked else ("the private files contradict themselves or what is printed: nothing was proven or attacked",)
        )
        return "\n".join((f"{self.edition}: {outcome}", f"{seen} ({spent})", *stopped, *self._first(lambda finding: finding.in_full)))

    @property
    def without_bounds(self) -> tuple[str, ...]:
        """The first findings, for all to read."""
        return self._first(str)

    def _first(self, told: Callable[[Finding], str]) -> tuple[str, ...]:
        more = len(self.findings) - SHOWN
        return (*map(told, self.findings[:SHOWN]), *((f"and {more:,} more",) if more > 0 else ()))


@dataclass(frozen=True)
class _Case:
    """A block: its private rows, its proof, and the distinct public tables of it, by vintage."""

    block: Block
    proof: Proof
    tables: tuple[PublicTable, ...]

    @property
    def title(self) -> str:
        return f"{self.block[0]} of {self.block[1]}"


def examine(folder: Path, earlier: Sequence[Path], private: Path, chosen: Choice = states) -> Audit:
    """Read, prove and attack the edition in `folder`, together with the earlier ones (folders, oldest first), by its private files.

    `chosen` says who attacks beside outsiders, whatever the witnesses show. What is derived from the public
    tables is not looked at.
    """
    restricted = read(private)
    summaries = [tables.read(one) for one in (*earlier, folder)]
    told = _known(summaries)
    checks = {"the gate": misprints(folder, restricted), "a reader": words(folder, restricted)}
    checks["an analyst"] = copies(folder, restricted, told)
    wholes = {block[0]: least for block, least in _leasts(restricted, summaries).items()}
    checks["the rules"] = too_low(restricted, wholes, told)
    found = [Finding(attacker=who, where=where, what=what) for who, problems in checks.items() for where, what in dict.fromkeys(problems)]
    return attack(folder.name, summaries, restricted, chosen, found)


def attack(
    name: str, summaries: Sequence[Summary], restricted: Restricted, chosen: Choice = states, found: Sequence[Finding] = ()
) -> Audit:
    """Attack the newest of these summaries together with the others; `found` is what reading them has shown already."""
    findings, spent = list(found), {}
    started = process_time()
    contradicted = list(_contradicted(restricted, summaries))
    findings += contradicted
    blocks, told = restricted.blocks(), _known(summaries)
    cases = [] if contradicted else [_case(block, restricted.of(block), summaries, told) for block in blocks]
    checked = {case.block: check(case.proof) for case in cases}
    findings += [
        Finding(attacker="the checker", where=f"{case.title}: witness {witness}", what="is no other table that prints alike")
        for case in cases
        for witness in checked[case.block][0]
    ]
    findings += [] if contradicted else _excluded(restricted, summaries, told)
    spent["witnesses"] = process_time() - started
    for case in cases:
        suspects = {one.attacker for one in checked[case.block][1]}
        findings += _attacked(case, lambda who, suspects=suspects: chosen(who) or who in suspects)  # type: ignore[misc]
    spent["attack"] = process_time() - started - spent["witnesses"]
    shown = summaries[-1].rows if summaries else {}
    return Audit(
        edition=name,
        editions=len(summaries),
        blocks=len(blocks),
        cells=len(shown),
        suppressed=sum(row.value is None for row in shown.values()),
        attackers=0 if contradicted else 1 + len({who for case in cases for who in case.proof.shares}),
        is_attacked=not contradicted,
        seconds={step: round(seconds, 2) for step, seconds in spent.items()},
        findings=tuple(findings),
    )


def _contradicted(restricted: Restricted, summaries: Sequence[Summary]) -> Iterator[Finding]:
    blocks = restricted.blocks()
    yield from (Finding(attacker="the books", where=where, what=what) for where, what in books.strangers(blocks, summaries))
    for block in blocks:
        for where, what in dict.fromkeys(books.contradictions(block, restricted.of(block), summaries)):
            yield Finding(attacker="the books", where=f"{block[0]} of {block[1]}: {where}", what=what)


def _excluded(restricted: Restricted, summaries: Sequence[Summary], told: frozenset[Figure]) -> Iterator[Finding]:
    least, rows = _leasts(restricted, summaries), tables.newest(restricted).items()
    hidden = {key: amount for key, (amount, _, state) in rows if state == "suppressed" and least[key[0], key[1]]}
    for measure, year, *codes in unlike(hidden, told):
        what = "is kept back and not what its state prints by the same definition"
        yield Finding(attacker="a reader", where=f"{measure} of {year}: {', '.join(codes)}", what=what)


def _leasts(restricted: Restricted, summaries: Sequence[Summary]) -> dict[Block, int]:
    """By block the least (hundredths) of an innermost cell that is not absent, which is also what two figures differ by at the least."""
    return {block: max(summary.least(block) for summary in summaries) for block in restricted.blocks()}


def _known(summaries: Sequence[Summary]) -> frozenset[Figure]:
    return frozenset().union(*(summary.told for summary in summaries))


def _case(block: Block, rows: Restricted, summaries: Sequence[Summary], told: frozenset[Figure]) -> _Case:
    seen: dict[object, PublicTable] = {}
    printed: dict[int, set[Codes]] = {}
    public = {cell: amount / HUNDREDTHS for cell, amount in rows.public(told).items()}
    limits: list[tuple[Cell, Limits]] = []
    for summary in summaries:
        between = summary.limits(block)
        for sequence, cells in summary.tables(block).items():
            since = rows.since(sequence)
            shown = {
                codes: public.get((codes, since[codes])) if value is None else value for codes, value in cells.items() if codes in since
            }
            bounds = {codes: both for codes, both in between.get(sequence, {}).items() if codes in shown}
            in_units = {codes: (lower / HUNDREDTHS, upper / HUNDREDTHS) for codes, (lower, upper) in bounds.items()}
            named = {codes: str(when) for codes, when in since.items()}
            table = PublicTable(CODES, shown, str(sequence), named, in_units)
            seen.setdefault((sequence, frozenset(cells.items()), frozenset(bounds.items())), table)
            printed.setdefault(sequence, set()).update(codes for codes, value in shown.items() if value is not None)
            limits += (((codes, since[codes]), both) for codes, both in bounds.items())
    least = max(summary.least(block) for summary in summaries)
    proof = proof_of(rows, {sequence: frozenset(codes) for sequence, codes in printed.items()}, narrowed(limits), least)
    return _Case(block, replace(proof, public=frozenset(public)), tuple(seen.values()))


def _attacked(case: _Case, is_chosen: Choice) -> Iterator[Finding]:
    """What outsiders narrow down, and what else those do who are chosen; a cell is named with the first who narrows it down."""
    names = {cell: _name(cell) for cell in case.proof.amounts}
    least = {names[cell]: amount for cell, amount in case.proof.known[0].items()}
    cells = [_sensitive(names[cell], case.proof.amounts[cell], level, least[names[cell]]) for cell, level in case.proof.levels.items()]
    amounts = {names[cell]: amount for cell, amount in case.proof.amounts.items()}
    nobody = Shares(case.proof, {})
    between = [_ordered(names[after], names[before], nobody.of(after, before)) for after, before in case.proof.differences]
    least |= {name: least[larger] - least[smaller] for larger, smaller, name in between}
    cells += [
        _sensitive(name, amounts[larger] - amounts[smaller], level, least[name])
        for (larger, smaller, name), level in zip(between, case.proof.differences.values(), strict=True)
        if level
    ]
    parents = {name: dict.fromkeys({codes[place] for codes, _ in case.proof.amounts} - {ALL}, ALL) for place, name in enumerate(CODES)}
    try:
        knowledge = learn(case.tables, parents, between, {name: amount / HUNDREDTHS for name, amount in least.items()})
        for attacker in _attackers(case.proof, names, between, is_chosen):
            failures = audit(knowledge, cells, [attacker])
            cells = [cell for cell in cells if cell not in {failure.cell for failure in failures}]
            for failure in failures:
                what = "can be computed too closely"
                place = ", ".join(code for _, code in failure.cell.name)
                yield Finding(attacker=attacker.title, where=f"{case.title}: {place}", what=what, lower=failure.lower, upper=failure.upper)
    except DisclosureError as problem:
        yield Finding(attacker=OUTSIDER.title, where=case.title, what=problem.message)


def _attackers(
    proof: Proof, names: Mapping[Cell, Name], between: Sequence[tuple[Name, Name, Name]], is_chosen: Choice
) -> Iterator[Attacker]:
    yield OUTSIDER
    revisions = dict(zip(proof.differences, between, strict=True))
    amounts = {names[cell]: amount / HUNDREDTHS for cell, amount in proof.amounts.items()}
    for who, own in proof.shares.items():
        if is_chosen(who):
            shares = Shares(proof, own)
            solved = {names[cell] for cell in solved_by(proof, who) | shares.whole()}
            moved = [revisions[pair] for pair in proof.all_theirs[who]]
            knows = {name: amounts[name] for name in solved} | {name: amounts[larger] - amounts[smaller] for larger, smaller, name in moved}
            holds = {names[cell]: amount / HUNDREDTHS for cell, amount in own.items() if names[cell] not in solved}
            theirs = {names[cell]: shares.of(cell).part for cell in own}
            for pair, (larger, smaller, name) in revisions.items():
                share = shares.of(*pair)
                if name not in knows and share.held:
                    holds[name], theirs[name] = amounts[larger] - amounts[smaller] - share.room / HUNDREDTHS, share.part
            yield Attacker(who, knows, holds, theirs)


def _sensitive(name: Name, amount: int, level: int, least: int) -> Sensitive:
    return Sensitive(name, amount / HUNDREDTHS, level / HUNDREDTHS, min(level, amount - least) / HUNDREDTHS)


def _name(cell: Cell) -> Name:
    codes, since = cell
    return (*sorted(pair for pair in zip(CODES, codes, strict=True) if pair[1] != ALL), ("vintage", str(since)))


def _ordered(after: Name, before: Name, share: Share) -> tuple[Name, Name, Name]:
    """What is between both, named so that it is known not to be less than the change of the least that they can be."""
    larger, smaller = (after, before) if share.is_more else (before, after)
    return larger, smaller, (*after[:-1], ("vintage", f"between {before[-1][1]} and {after[-1][1]}"))
