"""An adopted rule and what is landed to the rows it signs, so that every approval by rule can be reproduced.

- A rule judges every landed edition of a list by itself. A claim that holds in editions that follow each other is one row, valid from
  the first of them (from ever, if nothing older is landed) to the day before the next (for good, if it holds in the newest).
- A rule signs nothing a steward negated, and nothing on a code that a person, or a rule before it in the order of `SIGNERS`, has decided
  for those days.
- Rows that others signed are never touched, except that an approval answers a `todo` and a proposal on the same pair.
- Where an edition is not landed from which a row was judged, nothing is reproduced: half the evidence proves nothing.
"""

import re
from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator
from datetime import date, timedelta
from typing import NamedTuple

from pydantic import BaseModel, ConfigDict

from commonlist import registry
from commonlist.crosswalk.agreement import Comparison, Pair, Verdict
from commonlist.crosswalk.lists import REFERENCE_LANGUAGE, ListEdition, common_codes, edition, edition_dates, newest, reference, spans
from commonlist.crosswalk.numbering import numbered_alike
from commonlist.crosswalk.rows import MapRow, map_of, read_map, write_map
from commonlist.crosswalk.rules import Rule, rule, rules
from commonlist.crosswalk.sheet import read_sheet
from commonlist.crosswalk.tables import CATEGORIES
from commonlist.errors import CrosswalkError

LEXICAL = "semapv:LexicalMatching"
SIMILAR = "semapv:LexicalSimilarityThresholdMatching"
LOGICAL = "semapv:LogicalReasoning"
NOT_ENOUGH = ("crosswalk.incomplete_landing", "crosswalk.not_landed")


class Claim(NamedTuple):
    """What a rule finds of one code in one edition, on which kind of evidence."""

    item_code: str
    predicate: str
    common_code: str = ""
    justification: str = LEXICAL
    confidence: float = 1.0

    @property
    def pair(self) -> tuple[str, str, str]:
        return self.item_code, self.predicate, self.common_code


class Reproduction(BaseModel):
    """What a rule signs of one source, held against the rows that say it did; `missing` as they would be written."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    source_id: str
    kept: int
    missing: tuple[MapRow, ...]
    unfounded: tuple[MapRow, ...]

    @property
    def is_exact(self) -> bool:
        return not self.missing and not self.unfounded


def reproduce(rule_id: str, source_ids: Iterable[str] | None = None) -> list[Reproduction]:
    """Every source the rule signs rows of, or has signed rows of.

    Raises CrosswalkError for a rule that signs no rows (`crosswalk.signs_no_rows`), or where a publication that rows rest on is not
    landed (`crosswalk.incomplete_landing`).
    """
    adopted = rule(rule_id)
    if rule_id not in SIGNERS:
        raise CrosswalkError(
            "crosswalk.signs_no_rows", f"{rule_id} signs no rows: {adopted.title}", next_step=f"use one of {', '.join(SIGNERS)}"
        )
    found = (_reproduce(adopted, registry.source(source_id)) for source_id in source_ids or registry.sources())
    return [one for one in found if one.kept or not one.is_exact]


def in_order() -> list[str]:
    """The rules in force that sign rows, each before those that yield to it."""
    return [rule_id for rule_id in SIGNERS if rule_id in rules()]


def unsigned() -> dict[str, frozenset[tuple[str, ...]]]:
    """By source whose editions are landed whole, the keys of the rows that say a rule signed them and that it does not sign.

    Takes seconds per list. A source of which an edition is missing, or only a sample is landed, is left out: nothing can be said of it.
    """
    found: dict[str, frozenset[tuple[str, ...]]] = {}
    for source_id, source in registry.sources().items():
        try:
            reproduced = [_reproduce(rule(rule_id), source) for rule_id in in_order()]
        except CrosswalkError as problem:
            if problem.slug in NOT_ENOUGH:
                continue
            raise
        found[source_id] = frozenset(row.key for one in reproduced for row in one.unfounded)
    return found


def write(rule_id: str, reproductions: Iterable[Reproduction]) -> None:
    """Add what the rule signs and is missing, take away what it no longer signs; every other row stays as it is.

    What gives way: a `todo` and a proposal on the same pair, where the new row holds on all their days; and what a rule later in the
    order signed of a code for the same days, since it yields to this one.
    """
    later = _from(rule_id)
    for one in reproductions:
        path = registry.source(one.source_id).map_path
        signed: dict[str, list[MapRow]] = defaultdict(list)
        for row in one.missing:
            signed[row.item_code].append(row)
        rows = (row for row in read_map(path) if row not in one.unfounded)
        write_map(path, [*(row for row in rows if not any(_gives_way(row, new, later) for new in signed[row.item_code])), *one.missing])


def _gives_way(known: MapRow, new: MapRow, later: Collection[str]) -> bool:
    if known.status == "proposed":
        return known.common_code in ("", new.common_code) and not known.is_negated and new.covers(known)
    return known.reviewer in later and known.overlaps(new)


def _from(rule_id: str) -> frozenset[str]:
    """As reviewers: the rule and those after it."""
    order = list(SIGNERS)
    return frozenset(f"rule:{one}" for one in order[order.index(rule_id) :])


def _reproduce(adopted: Rule, source: registry.Source) -> Reproduction:
    rows = map_of(source)
    standing = {_claimed(row): row for row in rows if row.reviewer == f"rule:{adopted.rule_id}"}
    _require_landed(source, standing.values())
    signed = {_claimed(row): row for row in _signed_rows(adopted, source, rows)}
    return Reproduction(
        source_id=source.source_id,
        kept=len(standing.keys() & signed.keys()),
        missing=tuple(row for key, row in signed.items() if key not in standing),
        unfounded=tuple(row for key, row in standing.items() if key not in signed),
    )


def _claimed(row: MapRow) -> tuple[str, ...]:
    return row.item_code, row.predicate, row.common_code, row.valid_from, row.valid_to


def _signed_rows(adopted: Rule, source: registry.Source, rows: list[MapRow]) -> Iterator[MapRow]:
    """The rows the rule signs, but for codes that are decided otherwise."""
    known = common_codes() | {""}
    later = _from(adopted.rule_id)
    negated = {(row.item_code, row.common_code) for row in rows if row.is_negated}
    others: dict[str, list[MapRow]] = defaultdict(list)
    for row in rows:
        if row.status == "approved" and not row.is_negated and row.reviewer not in later:
            others[row.item_code].append(row)
    for claim, valid_from, valid_to in _spans(adopted, source, rows):
        row = _row(claim, adopted, source).model_copy(update={"valid_from": valid_from, "valid_to": valid_to})
        is_free = not any(other.overlaps(row) for other in others[row.item_code])
        if claim.common_code in known and (claim.item_code, claim.common_code) not in negated and is_free:
            yield row


def _row(claim: Claim, adopted: Rule, source: registry.Source) -> MapRow:
    return MapRow(
        **claim._asdict() | {"confidence": f"{claim.confidence:.2f}"},
        status="approved",
        author=f"desk:{source.publisher_code}",
        reviewer=f"rule:{adopted.rule_id}",
        reviewed_date=adopted.decision_date,
        citation=source.title,
    )


def _spans(adopted: Rule, source: registry.Source, rows: list[MapRow]) -> Iterator[tuple[Claim, str, str]]:
    """Each claim with the first and last day of every run of editions in which it holds."""
    sign = SIGNERS[adopted.rule_id]
    if source.record != "control_item":
        categories = frozenset(row.item_code for row in rows)
        yield from ((claim, "", "") for claim in sign(adopted, source, None, categories))
        return
    dates = edition_dates(source.source_id)
    held: list[dict[tuple[str, str, str], Claim]] = []
    for day in dates:
        listed = edition(source.source_id, day)
        held.append({claim.pair: claim for claim in sign(adopted, source, listed, frozenset(listed.items))})
    newest_claims = {pair: claim for claims in held for pair, claim in claims.items()}
    yield from ((newest_claims[pair], valid_from, valid_to) for pair, valid_from, valid_to in spans(dates, held))


def _require_landed(source: registry.Source, standing: Iterable[MapRow]) -> None:
    if source.record != "control_item":
        return
    landed = set(edition_dates(source.source_id))
    wanted = {date.fromisoformat(row.valid_from) for row in standing if row.valid_from}
    wanted |= {date.fromisoformat(row.valid_to) + timedelta(days=1) for row in standing if row.valid_to}
    is_sample = bool(landed) and newest(source.source_id).origin == "sample"
    missing = ", ".join(map(str, sorted(wanted - landed))) or ("any" if standing and not landed else "")
    if missing or (standing and is_sample):
        what = "only the bundled sample" if is_sample else f"not the edition of {missing}"
        raise CrosswalkError(
            "crosswalk.incomplete_landing",
            f"rows of {source.source_id} rest on whole publications, and here is {what}",
            next_step=f"land every edition of {source.source_id} that was held when the rows were signed",
        )


Codes = frozenset[str]
Signer = Callable[[Rule, registry.Source, ListEdition | None, Codes], Iterator[Claim]]


def _sign_identity(adopted: Rule, source: registry.Source, _: ListEdition | None, codes: Codes) -> Iterator[Claim]:
    return (Claim(code, "exact", code) for code in codes if adopted.covers(source.source_id, code))


def _sign_numbering(adopted: Rule, source: registry.Source, _: ListEdition | None, codes: Codes) -> Iterator[Claim]:
    """`ML([0-9]+)=ML\\1` is exact, `([0-9])[A-E]<\\1` narrow; the whole code must match."""
    for parameter in adopted.patterns.get(source.source_id, ()):
        pattern, sign, template = re.split(r"([=<])", parameter, maxsplit=1)
        for code in codes:
            if found := re.fullmatch(pattern, code):
                yield Claim(code, "exact" if sign == "=" else "narrow", found.expand(template))


def _sign_own_range(adopted: Rule, source: registry.Source, _: ListEdition | None, codes: Codes) -> Iterator[Claim]:
    entries = (code for code in codes if adopted.covers(source.source_id, code.partition(".")[0]))
    return (Claim(code, "none", justification=LOGICAL) for code in entries)


def _sign_category(_: Rule, source: registry.Source, __: ListEdition | None, codes: Codes) -> Iterator[Claim]:
    path = source.folder / f"{source.source_id}.categories.csv"
    rows = read_sheet(path, path.name, CATEGORIES).rows if path.exists() else ()
    return (Claim(row["category_text"], "none", justification=LOGICAL) for row in rows if row["category_text"] in codes)


def _sign_reserved(_: Rule, source: registry.Source, listed: ListEdition | None, codes: Codes) -> Iterator[Claim]:
    if listed and source.source_id not in rule("R8").patterns:
        yield from (Claim(code, "none", justification=LOGICAL) for code in codes if listed.items[code].kind == "reserved")


def _sign_agreement(adopted: Rule, source: registry.Source, listed: ListEdition | None, codes: Codes) -> Iterator[Claim]:
    if listed and source.source_id not in rule("R8").patterns and listed.language == REFERENCE_LANGUAGE:
        for (code, common_code), found in _compared(listed).items():
            if found.rule_id == adopted.rule_id and code in codes:
                yield Claim(code, found.predicate, common_code, SIMILAR, found.words)


def _sign_outline(_: Rule, source: registry.Source, listed: ListEdition | None, codes: Codes) -> Iterator[Claim]:
    if listed and listed.language != REFERENCE_LANGUAGE:
        common = reference()
        heads = {claim.item_code: claim.common_code for claim in _sign_numbering(rule("R2"), source, listed, codes)}
        yield from (Claim(code, "exact", common_code, SIMILAR) for code, common_code in numbered_alike(listed, common, heads))


_comparisons: dict[tuple[str, date, int], dict[Pair, Verdict]] = {}
MOST_KEPT = 32


def _compared(listed: ListEdition) -> dict[Pair, Verdict]:
    """Four rules ask for the same comparison, which takes seconds; other texts, denials or figures make another."""
    common = reference()
    negated = frozenset((row.item_code, row.common_code) for row in map_of(registry.source(listed.source_id)) if row.is_negated)
    figures = tuple(rule(one).rule_parameters for one in ("R10", "R12", "R13"))
    key = listed.source_id, listed.edition_date, hash((negated, figures, _printed(listed), _printed(common)))
    if key not in _comparisons:
        if len(_comparisons) >= MOST_KEPT:
            _comparisons.clear()
        _comparisons[key] = Comparison(listed, common, negated).verdicts
    return _comparisons[key]


def _printed(one: ListEdition) -> int:
    return hash(tuple((item.item_code, item.parent_code, item.kind, item.text) for item in one.items.values()))


SIGNERS: dict[str, Signer] = {
    "R1": _sign_identity,
    "R2": _sign_numbering,
    "R5": _sign_own_range,
    "R6": _sign_category,
    "R8": _sign_identity,
    "R14": _sign_reserved,
    "R10": _sign_agreement,
    "R11": _sign_agreement,
    "R12": _sign_agreement,
    "R13": _sign_agreement,
    "R15": _sign_outline,
    "R17": _sign_numbering,
}
