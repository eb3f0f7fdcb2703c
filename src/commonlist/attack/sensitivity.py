"""The contributions of a block and the rules that the steering body voted, to the cells that are asked too little of.

Adds up anew who is behind each cell of the newest vintage of each block, under the rules of the vintage that published its content first,
as the private files keep them: the levels that the protection wrote down may be higher, never lower. That those rules were the voted ones
is seen when a vintage is new. Of revisions nothing is said.
"""

import csv
from collections.abc import Collection, Iterator, Mapping, Sequence
from datetime import date
from itertools import product
from pathlib import Path
from typing import Any

import polars as pl

from commonlist.attack.checker import ALL, Codes
from commonlist.attack.restricted import CODES, VINTAGE, Restricted
from commonlist.attack.statistics import Figure

RULES = Path("crosswalks") / "common" / "disclosure_rules.csv"
EVERY = "*"
KEY = ("measure_code", "reporting_state", "common_code", "valid_from")
PARAMETERS = ("least_count", "dominance", "p_percent", "least_value", "request_share")
LIMITS = (*PARAMETERS, "interval", "intervals_above")
NO_RULE = {**dict.fromkeys(LIMITS), "least_value": float("inf"), "interval": 1.0}
ROUNDING = 1e-9
Rule = Mapping[str, Any]


def unlike(restricted: Restricted, root: Path, sequence: int, day: date) -> Iterator[tuple[int | None, str]]:
    """Voted rows of a project that count on a day and that the vintages of this sequence were not made under, or the other way about.

    Which line of RULES (None where it is there no more), and which row in words.
    """
    voted = _voted(root, day)
    for (measure,) in restricted.cells.filter(pl.col(VINTAGE) == sequence).select("measure_code").unique().sort("measure_code").iter_rows():
        made = restricted.rules.filter(pl.col(VINTAGE) == sequence, pl.col("measure_code") == measure)
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
        floor = limits["least_value"]
        read = row | limits | {"is_withheld": row["is_withheld"] == "yes", "least_value": None if floor is None else 100 * floor}
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
        public = rows.public(told)
        newest = rows.cells.filter(pl.col(VINTAGE) == pl.col(VINTAGE).max())
        levels = {row[:4]: row[4] for row in newest.select(*CODES, "cell_sequence", "level").iter_rows()}
        for sequence in newest["cell_sequence"].unique().sort():
            known = {codes for codes, since in rows.since(sequence).items() if (codes, since) in public}
            told_of = pl.DataFrame(list(known), schema=dict.fromkeys(CODES, pl.String), orient="row")
            left = rows.contributions.filter(pl.col(VINTAGE) == sequence).join(told_of, on=CODES, how="anti")
            voted = rows.rules.filter(pl.col(VINTAGE) == sequence).to_dicts()
            rules = {pair: _in_force(voted, *pair) for pair in left.select(CODES[:2]).unique().iter_rows()}
            for codes, asked in _asked(left, rules):
                least = max(asked * (1 - ROUNDING), wholes.get(measure, 0))
                if codes not in known and asked and levels.get((*codes, sequence), least) < least:
                    yield f"{measure} of {year}: {', '.join(codes)}", "is protected by less than the voted rules ask"


def _in_force(voted: Sequence[Rule], state: str, item: str) -> Rule:
    """The row in force: the state's own before the item's before the one for all, of those the last; none hides everything."""
    found = [row for row in voted if row["reporting_state"] in (state, EVERY) and row["common_code"] in (item, EVERY)]
    return max(found, key=lambda row: (row["reporting_state"] == state, row["common_code"] == item, row["valid_from"]), default=NO_RULE)


def _asked(left: pl.DataFrame, rules: Mapping[Any, Rule]) -> Iterator[tuple[Codes, float]]:
    requested = pl.col("amount").filter("is_requested").max().fill_null(0)
    for kept in product((True, False), repeat=len(CODES)):
        totals = [pl.lit(ALL).alias(name) for name, is_kept in zip(CODES, kept, strict=True) if not is_kept]
        cell = left.with_columns(pair=pl.concat_list(CODES[:2])).with_columns(totals)
        of_each = cell.group_by(*CODES, "exporter_id").agg("pair", pl.col("amount").sum(), pl.col("is_requested").any())
        behind = (
            pl.col("amount").sum(),
            pl.len(),
            pl.col("amount").top_k(2).sort(descending=True).alias("largest"),
            requested.alias("requested"),
        )
        for row in of_each.group_by(CODES).agg(pl.col("pair").explode().unique(), *behind).iter_rows():
            yield row[:3], max(_level(rules[tuple(pair)], *row[4:]) for pair in row[3])


def _level(rule: Rule, value: int, count: int, largest: list[int], requested: int) -> float:
    """What one row asks for a cell (hundredths): 0 where it is not sensitive."""
    least_count, share, part, floor, most = (float("nan") if rule[name] is None else rule[name] for name in PARAMETERS)
    usual, first, others = rule["interval"] * value, largest[0], value - sum(largest)
    by_dominance = (first - share * value) / share if rule["p_percent"] is not None else usual
    asked = [(count < least_count, usual), (value < floor, usual), (requested > most * value, usual)]
    asked += [(first > share * value, by_dominance), (others < part * first, part * first - others)]
    return max((level for is_sensitive, level in asked if is_sensitive), default=0.0)
