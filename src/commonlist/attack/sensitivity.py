"""The contributions of a block and the rules that the steering body voted, to the cells that are asked too little of.

Adds up anew who is behind each cell of the newest vintage of each block, and reads the rules itself: the levels that the protection wrote
down may be higher, never lower. Of revisions, and of a vintage whose day nobody knows, nothing is said.
"""

import csv
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from itertools import product
from pathlib import Path
from typing import Any

import polars as pl

from commonlist.attack.checker import ALL, Codes
from commonlist.attack.restricted import CODES, VINTAGE, Restricted
from commonlist.attack.statistics import Figure

EVERY = "*"
PARAMETERS = ("least_count", "dominance", "p_percent", "least_value", "request_share")
ROUNDING = 1e-9
Rule = Mapping[str, str]


@dataclass(frozen=True)
class Voted:
    """All rows that were voted, the day each vintage was made on, and by measure the least by which two figures differ (hundredths)."""

    rows: tuple[Rule, ...]
    days: Mapping[int, date]
    wholes: Mapping[str, int]

    def of(self, measure: str, state: str, item: str, day: date) -> Rule:
        """The row in force: the state's own before the item's before the one for all, of those the last; none hides everything."""
        found = [row for row in self.rows if row["measure_code"] == measure and row["valid_from"] <= day.isoformat()]
        found = [row for row in found if row["reporting_state"] in (state, EVERY) and row["common_code"] in (item, EVERY)]
        found.sort(key=lambda row: (row["reporting_state"] == state, row["common_code"] == item, row["valid_from"]))
        return found[-1] if found else {**dict.fromkeys(PARAMETERS, ""), "least_value": "inf", "interval": "1"}


def read(root: Path, days: Mapping[int, date]) -> Voted:
    """The rules of a project."""
    paths = [root / "crosswalks" / "common" / f"{name}.csv" for name in ("disclosure_rules", "measures")]
    rules, measures = ([*csv.DictReader(path.read_text(encoding="utf-8").splitlines())] if path.is_file() else [] for path in paths)
    return Voted(tuple(rules), days, {row["measure_code"]: 100 * (row["unit"] == "count") for row in measures})


def too_low(restricted: Restricted, voted: Voted, told: Collection[Figure]) -> Iterator[tuple[str, str]]:
    """Which cells are asked less of than the rules ask, where states publish what is `told`."""
    for measure, year in restricted.blocks():
        rows = restricted.of((measure, year))
        newest = rows.cells.filter(pl.col(VINTAGE) == pl.col(VINTAGE).max())
        sequence, public = newest[VINTAGE][0], rows.public(told)
        if sequence in voted.days:
            known = {row[:3] for row in newest.select(*CODES, "cell_sequence").iter_rows() if (row[:3], row[3]) in public}
            told_of = pl.DataFrame(list(known), schema=dict.fromkeys(CODES, pl.String), orient="row")
            left = rows.contributions.filter(pl.col(VINTAGE) == sequence).join(told_of, on=CODES, how="anti")
            pairs = left.select(CODES[:2]).unique().iter_rows()
            rules = {(state, item): voted.of(measure, state, item, voted.days[sequence]) for state, item in pairs}
            levels = {row[:3]: row[3] for row in newest.select(*CODES, "level").iter_rows()}
            for codes, asked in _asked(left, rules):
                if codes not in known and asked and levels.get(codes, 0) < max(asked * (1 - ROUNDING), voted.wholes.get(measure, 0)):
                    yield f"{measure} of {year}: {', '.join(codes)}", "is protected by less than the voted rules ask"


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
    least_count, share, part, floor, most = (float(rule[name] or "nan") for name in PARAMETERS)
    usual, first, others = float(rule["interval"] or 0.1) * value, largest[0], value - sum(largest)
    by_dominance = (first - share * value) / share if rule["p_percent"] else usual
    asked = [(count < least_count, usual), (value < 100 * floor, usual), (requested > most * value, usual)]
    asked += [(first > share * value, by_dominance), (others < part * first, part * first - others)]
    return max((level for is_sensitive, level in asked if is_sensitive), default=0.0)
