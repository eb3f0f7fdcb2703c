"""The contributions of a block and the rules that the steering body voted, to the cells that are asked too little of.

Adds up anew who is behind each cell of the newest vintage of each block, under the rules of the vintage that published its content first,
as the private files keep them: the levels that the protection wrote down may be higher, never lower. So with what is between two vintages
of a cell, where whoever changed it counts as a contributor, under the rules of the later. That those rules were the voted ones is seen when
a vintage is new.
"""

import csv
from collections.abc import Collection, Iterator, Mapping, Sequence, Set
from datetime import date
from itertools import combinations, product
from pathlib import Path
from typing import Any, NamedTuple

import polars as pl

from commonlist.attack.checker import ALL, Cell, Codes
from commonlist.attack.restricted import CODES, VINTAGE, Restricted
from commonlist.attack.statistics import Figure

RULES = Path("crosswalks") / "common" / "disclosure_rules.csv"
EVERY = "*"
KEY = ("measure_code", "reporting_state", "common_code", "valid_from")
PARAMETERS = ("least_count", "dominance", "p_percent", "least_value", "request_share")
LIMITS = (*PARAMETERS, "interval", "intervals_above", "dominance_count")
LEADING = 5
NO_RULE = {**dict.fromkeys(LIMITS), "dominance_count": 1, "least_value": float("inf"), "interval": 1.0}
ROUNDING = 1e-9
Rule = Mapping[str, Any]


def unlike(restricted: Restricted, root: Path, sequence: int, day: date) -> Iterator[tuple[int | None, str]]:
    """Voted rows of a project that count on a day and that the vintages of this sequence were not made under, or the other way about.

    Which line of RULES (None where it is there no more), and which row in words.
    """
    voted = _voted(root, day)
    for measure in _at(restricted.cells, sequence)["measure_code"].unique().sort():
        made = _at(restricted.rules, sequence).filter(measure_code=measure)
        used = {tuple(row[name] for name in KEY): _facts(row) for row in made.to_dicts()}
        for key in sorted(used.keys() | {key for key in voted if key[0] == measure}):
            line, facts = voted.get(key, (None, None))
            if facts != used.get(key):
                yield line, f"the row of {measure} for {key[1]}, {key[2]} of {key[3]}"


def _voted(root: Path, day: date) -> dict[tuple[Any, ...], tuple[int, Any]]:
    """Of each row that counts on a day its line, and what it says."""
    with (root / RULES).open(encoding="utf-8", newline="") as file:
        reader = csv.DictReader(file)
        numbered = [(reader.line_num, row) for row in reader]
    found = {}
    for line, row in numbered:
        limits = {name: float(row[name]) if row[name] else None for name in LIMITS}
        floor, count = limits["least_value"], limits["dominance_count"]
        limits |= {"least_value": None if floor is None else 100 * floor, "dominance_count": count or 1.0}
        read = limits | {"is_withheld": row["is_withheld"] == "yes"}
        since = date.fromisoformat(row["valid_from"])
        if since <= day:
            found[(*(row[name] for name in KEY[:-1]), since)] = line, _facts(read)
    return found


def _facts(row: Rule) -> tuple[Any, ...]:
    return row["is_withheld"], *(row[name] for name in LIMITS)


def too_low(restricted: Restricted, wholes: Mapping[str, int], told: Collection[Figure]) -> Iterator[tuple[str, str]]:
    """Which cells are asked less of than the rules ask, where states publish what is `told`.

    `wholes` has by measure the least by which two figures differ (hundredths).
    """
    for measure, year in restricted.blocks():
        rows = restricted.of((measure, year))
        public, title, whole = set(rows.public(told)), f"{measure} of {year}", wholes.get(measure, 0)
        for codes in _cells(rows, public, whole):
            yield f"{title}: {', '.join(codes)}", "is protected by less than the voted rules ask"
        for codes, before, after in _revisions(rows, public, whole):
            what = "the revision is protected by less than the voted rules ask"
            yield f"{title}: {', '.join(codes)}, between {before} and {after}", what


def _cells(rows: Restricted, public: Set[Cell], whole: int) -> Iterator[Codes]:
    newest = rows.cells.filter(pl.col(VINTAGE) == pl.col(VINTAGE).max())
    levels = {row[:4]: row[4] for row in newest.select(*CODES, "cell_sequence", "level").iter_rows()}
    for sequence in newest["cell_sequence"].unique().sort():
        known = {codes for codes, since in rows.since(sequence).items() if (codes, since) in public}
        told_of = pl.DataFrame(list(known), schema=dict.fromkeys(CODES, pl.String), orient="row")
        left = _at(rows.contributions, sequence).join(told_of, on=CODES, how="anti")
        rules = _rules(rows, sequence, left)
        for codes, behind in _behind(left).items():
            least = _least(rules, behind, whole)
            if codes not in known and levels.get((*codes, sequence), least) < least:
                yield codes


def _revisions(rows: Restricted, public: Set[Cell], whole: int) -> Iterator[tuple[Codes, int, int]]:
    """Which revisions have too low a level, or none: the codes, and since when the former and the new content are there."""
    sequences = rows.cells[VINTAGE].unique().sort().to_list()
    shown = rows.cells.filter(pl.col("value_state") == "reported", pl.col(VINTAGE) < sequences[-1]).select(*CODES, "cell_sequence")
    known = {*public, *((row[:3], row[3]) for row in shown.iter_rows())}
    kept = rows.revisions.select(*CODES, "before_sequence", "after_sequence", "level").iter_rows()
    levels = {(row[:3], row[3], row[4]): row[5] for row in kept}
    for before, after in combinations(sequences, 2):
        since = [rows.since(sequence) for sequence in (before, after)]
        new = _at(rows.contributions, after)
        rules, consists = _rules(rows, after, new), _behind(new)
        for codes, behind in _behind(_moved(_at(rows.contributions, before), new)).items():
            if codes in since[0] and codes in since[1] and behind.value:
                ends = [(codes, one[codes]) for one in since]
                is_told = known.issuperset(ends) and not public.isdisjoint(ends)
                least = _least(rules, behind._replace(pairs=consists[codes].pairs), whole)
                if not is_told and levels.get((codes, ends[0][1], ends[1][1]), 0) < least:
                    yield codes, ends[0][1], ends[1][1]


def _at(frame: pl.DataFrame, sequence: int) -> pl.DataFrame:
    return frame.filter(pl.col(VINTAGE) == sequence)


def _moved(before: pl.DataFrame, after: pl.DataFrame) -> pl.DataFrame:
    """By how much each exporter changed each innermost cell."""
    both = before.join(after, on=(*CODES, "exporter_id"), how="full", coalesce=True)
    change = pl.col("amount_right").fill_null(0) - pl.col("amount").fill_null(0)
    return both.select(*CODES, "exporter_id", change.alias("amount"), pl.lit(value=False).alias("is_requested"))


def _rules(rows: Restricted, sequence: int, contributions: pl.DataFrame) -> dict[Any, Rule]:
    """The rows in force for each state and item, of those that a vintage was made under."""
    voted = _at(rows.rules, sequence).to_dicts()
    return {pair: _in_force(voted, *pair) for pair in contributions.select(CODES[:2]).unique().iter_rows()}


def _least(rules: Mapping[Any, Rule], behind: "_Behind", whole: int) -> float:
    """The lowest level that the rules of its pairs of state and item allow."""
    asked = max(_level(rules[tuple(pair)], behind) for pair in behind.pairs)
    return max(asked * (1 - ROUNDING), whole) if asked else 0.0


def _in_force(voted: Sequence[Rule], state: str, item: str) -> Rule:
    """The row in force: the state's own before the item's before the one for all, of those the last; none hides everything."""
    found = [row for row in voted if row["reporting_state"] in (state, EVERY) and row["common_code"] in (item, EVERY)]
    return max(found, key=lambda row: (row["reporting_state"] == state, row["common_code"] == item, row["valid_from"]), default=NO_RULE)


class _Behind(NamedTuple):
    """What stands behind a cell: the pairs of state and item that it consists of, its amount, of how many, the largest, and the largest
    of those who asked for confidentiality (hundredths)."""

    pairs: list[Any]
    value: int
    contributors: int
    largest: list[int]
    requested: int


def _behind(amounts: pl.DataFrame) -> dict[Codes, _Behind]:
    """What stands behind each cell and each margin; of changes, who changed it, up or down."""
    found: dict[Codes, _Behind] = {}
    behind = (
        pl.col("amount").sum().abs().alias("value"),
        pl.len(),
        pl.col("amount").abs().top_k(LEADING).sort(descending=True).alias("largest"),
        pl.col("amount").filter("is_requested").max().fill_null(0).alias("requested"),
    )
    for kept in product((True, False), repeat=len(CODES)):
        totals = [pl.lit(ALL).alias(name) for name, is_kept in zip(CODES, kept, strict=True) if not is_kept]
        cell = amounts.with_columns(pair=pl.concat_list(CODES[:2])).with_columns(totals)
        of_each = cell.group_by(*CODES, "exporter_id").agg("pair", pl.col("amount").sum(), pl.col("is_requested").any())
        rows = of_each.filter(pl.col("amount") != 0).group_by(CODES).agg(pl.col("pair").explode().unique(), *behind)
        found |= {row[:3]: _Behind(*row[3:]) for row in rows.iter_rows()}
    return found


def _level(rule: Rule, behind: _Behind) -> float:
    """What one row asks for a cell (hundredths): 0 where it is not sensitive."""
    least_count, share, part, floor, most = (float("nan") if rule[name] is None else rule[name] for name in PARAMETERS)
    value, first, others = behind.value, behind.largest[0], behind.value - sum(behind.largest[:2])
    leading = sum(behind.largest[: int(rule["dominance_count"])])
    usual = rule["interval"] * value
    by_dominance = (leading - share * value) / share if rule["p_percent"] is not None else usual
    asked = [(behind.contributors < least_count, usual), (value < floor, usual), (behind.requested > most * value, usual)]
    asked += [(leading > share * value, by_dominance), (others < part * first, part * first - others)]
    return max((level for is_sensitive, level in asked if is_sensitive), default=0.0)
