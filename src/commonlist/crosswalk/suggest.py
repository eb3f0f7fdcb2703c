"""A control list to ranked candidates for each of its codes nobody has approved a row for, kept apart from the maps.

- Text and structure decide; the code is a feature like others, and can be hidden. A candidate is never a judgement.
- An approved exact row is taken as found and helps what stands under it; a negated row keeps its pair out.
- Codes come in the order of what hangs on the entry of their first candidate (largest share of licensed value), then as printed;
  a first candidate that is unlikely puts nothing at stake.
- Written to `$COMMONLIST_HOME/suggestions/<source>.csv`, replaced as a whole each time; no map is ever touched.
"""

from collections.abc import Collection, Iterable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from pydantic import BaseModel, ConfigDict

from commonlist import registry
from commonlist.crosswalk.lists import ListEdition, known_list, newest, reference
from commonlist.crosswalk.rows import MapRow, map_of
from commonlist.crosswalk.stake import Stake, at_stake, largest_share
from commonlist.crosswalk.table_file import inert, replace_csv
from commonlist.errors import CrosswalkError
from commonlist.settings import settings

if TYPE_CHECKING:
    from commonlist.crosswalk.resemblance import Matrix

Codes = Literal["shown", "hidden"]
BARRED = -1.0
LIKELY = 0.4
COLUMNS = ("item_code", "rank", "common_code", "score", "stake_share", "reasons")


class Candidate(BaseModel):
    """One common item an item may be. `score` (0–1) orders candidates and is no probability; `rank` counts from 1.

    Of pairs known to be true, 99.5 % score 0.45 and more; below `LIKELY` an item has most often no counterpart at all.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    item_code: str
    common_code: str
    rank: int
    score: float
    reasons: tuple[str, ...]


class Options(BaseModel):
    """How to suggest. With `hidden` codes neither the item's own code nor any approved row is looked at, only texts and structure."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    codes: Codes = "shown"
    top: int = 5


class Suggested(BaseModel):
    """The candidates of a source by item code, in the order in which a steward should look at them, and each item's share at stake."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    source_id: str
    candidates: dict[str, tuple[Candidate, ...]]
    shares: dict[str, float]

    @property
    def path(self) -> Path:
        return settings().home / "suggestions" / f"{self.source_id}.csv"

    def listed(self) -> list[dict[str, object]]:
        """Every candidate, with the share at stake of its item."""
        return [one.model_dump() | {"stake_share": self.shares[item]} for item, candidates in self.candidates.items() for one in candidates]

    def summary(self, count: int) -> list[dict[str, str]]:
        """The first codes, each with its first candidate and the codes of the others, for the screen."""
        return [
            {
                "code": item,
                "at stake": f"{self.shares[item]:.1%}" if self.shares[item] else "",
                "first": found[0].common_code if found else "none",
                "score": f"{found[0].score:.2f}" if found else "",
                "why": "; ".join(found[0].reasons[:2]) if found else "",
                "then": ", ".join(one.common_code for one in found[1:4]),
            }
            for item, found in list(self.candidates.items())[:count]
        ]

    def candidates_of(self, code: str) -> list[dict[str, str]]:
        """The candidates for one code, for the screen."""
        return [
            {"candidate": one.common_code, "score": f"{one.score:.2f}", "why": "; ".join(one.reasons)}
            for one in self.candidates.get(code, ())
        ]


def suggest(
    listed: ListEdition,
    common: ListEdition,
    options: Options | None = None,
    rows: Collection[MapRow] = (),
    wanted: Collection[str] | None = None,
) -> dict[str, tuple[Candidate, ...]]:
    """The best candidates among `common` for each wanted code (all if None), best first, in print order of the list.

    Only entries and provisions are compared: categories, groups and reserved codes have none. `rows` are the list's map.
    """
    from commonlist.crosswalk.outline import outline
    from commonlist.crosswalk.reasons import Reasons
    from commonlist.crosswalk.resemblance import Weights, resemblance

    options = options or Options()
    ours, theirs = outline(listed), outline(common)
    if not ours.codes or not theirs.codes:
        return {}
    known = _known(rows, listed) if options.codes == "shown" else {}
    expected = _expected(ours.codes, known) if options.codes == "shown" else {}
    scores = resemblance(ours, theirs, known, expected, Weights())
    numbers, others = ours.number(), theirs.number()
    for row in rows:
        if row.is_negated and row.status != "withdrawn" and row.item_code in numbers and row.common_code in others:
            scores[numbers[row.item_code], others[row.common_code]] = BARRED
    reasons = Reasons(ours, theirs, scores.argmax(axis=1).tolist(), options.codes)
    return {
        code: tuple(
            Candidate(
                item_code=code, common_code=theirs.codes[other], rank=rank, score=round(score, 3), reasons=reasons.of(numbers[code], other)
            )
            for rank, (other, score) in enumerate(_best(scores[numbers[code]], options.top), start=1)
        )
        for code in ours.codes
        if wanted is None or code in wanted
    }


def suggest_source(source_id: str, options: Options | None = None, code: str | None = None) -> Suggested:
    """The candidates for the codes of the newest landed edition that have no approved row, or for the one code whatever its rows.

    Raises CrosswalkError: `crosswalk.unknown_list`, `crosswalk.unknown_code`, or `crosswalk.not_landed`.
    """
    listed = newest(known_list(source_id))
    if code is not None and code not in listed.items:
        raise CrosswalkError(
            "crosswalk.unknown_code",
            f"{source_id} of {listed.edition_date} has no code {code}",
            next_step="write it as `commonlist crosswalk suggest` lists them, levels dotted",
        )
    rows = map_of(registry.source(source_id))
    wanted = {code} if code is not None else listed.items.keys() - _decided(rows, listed)
    candidates = suggest(listed, reference(), options, rows, wanted)
    stakes = at_stake()
    shares = {item: _share(found, stakes) for item, found in candidates.items()}
    ordered = sorted(candidates, key=lambda item: -shares[item])
    return Suggested(source_id=source_id, candidates={item: candidates[item] for item in ordered}, shares=shares)


def write_suggested(suggested: Suggested) -> Path:
    """Replace the source's suggestions in one step, and say where they are."""
    rows = (
        (item, one.rank, one.common_code, f"{one.score:.3f}", f"{suggested.shares[item]:.4f}", inert("; ".join(one.reasons)))
        for item, found in suggested.candidates.items()
        for one in found
    )
    replace_csv(suggested.path, COLUMNS, rows)
    return suggested.path


def _share(found: tuple[Candidate, ...], stakes: Mapping[str, tuple[Stake, ...]]) -> float:
    return largest_share(found[0].common_code.partition(".")[0], stakes) if found and found[0].score >= LIKELY else 0.0


def _decided(rows: Iterable[MapRow], listed: ListEdition) -> set[str]:
    return {row.item_code for row in rows if row.is_in_force(listed.edition_date) and not row.is_negated}


def _known(rows: Iterable[MapRow], listed: ListEdition) -> dict[str, str]:
    """The pairs approved as exact."""
    return {row.item_code: row.common_code for row in rows if row.predicate == "exact" and row.is_in_force(listed.edition_date)}


def _expected(codes: Iterable[str], known: Mapping[str, str]) -> dict[str, str]:
    """The common code each code would have if the labels below the nearest known pair were common to both lists, as they often are."""
    return {code: _in_common_numbers(code, known) for code in codes}


def _in_common_numbers(code: str, known: Mapping[str, str]) -> str:
    above = code
    while above and above not in known:
        above = above.rpartition(".")[0]
    return known[above] + code.removeprefix(above) if above else code


def _best(scores: "Matrix", top: int) -> list[tuple[int, float]]:
    """The numbers of the highest scores with these, highest first, the first of equals before the others; barred pairs are left out."""
    import numpy as np

    least = np.partition(scores, -min(top, len(scores)))[-min(top, len(scores))]
    near = np.flatnonzero((scores >= least) & (scores > BARRED))
    ordered = near[np.argsort(-scores[near], kind="stable")][:top]
    return [(int(number), float(scores[number])) for number in ordered]
