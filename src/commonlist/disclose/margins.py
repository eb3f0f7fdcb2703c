"""What each exporter contributes to the figures of one measure and year, to every cell of its table with all margins.

A block is one measure of one year: state × item × destination, each margin printed as well. Amounts are whole hundredths of the unit.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from datetime import date
from itertools import product
from math import ceil
from typing import Any

import numpy as np
import polars as pl

from commonlist.disclose.cells import TOTAL, Contributions, Table
from commonlist.disclose.primary import LEADING, PrimaryRules
from commonlist.disclose.rules import RuleBook

DIMENSIONS = ("reporting_state_code", "item_code", "destination_code")
CONTRIBUTION = (*DIMENSIONS, "exporter_id", "amount", "is_requested")
Codes = tuple[str, ...]


@dataclass(frozen=True)
class Cell:
    """One cell of a block: what stands behind it, and the rules of all it consists of."""

    behind: Contributions
    rules: tuple[PrimaryRules, ...]

    def level(self, whole: int) -> int:
        """How uncertain it must stay (hundredths; 0 where it is not sensitive): never less than the `whole` that counts come in."""
        found = max((rules.level(self.behind) for rules in self.rules if rules.is_sensitive(self.behind)), default=0.0)
        return max(ceil(found), whole) if found else 0


@dataclass(frozen=True)
class Margins:
    """All cells of a block, and of each who contributes how much: `shares` has codes, exporter, the exporter's state, amount."""

    cells: dict[Codes, Cell]
    shares: pl.DataFrame


def margins_of(contributions: pl.DataFrame, measure_code: str, book: RuleBook, on: date) -> Margins:
    """The block of these contributions (CONTRIBUTION), under the rules in force on a day; cells of nothing are left out."""
    pairs = contributions.select(DIMENSIONS[:2]).unique().sort(DIMENSIONS[:2]).rows()
    voted = [book.of(measure_code, state, item, on) for state, item in pairs]
    ruled = pl.DataFrame(pairs, schema=dict.fromkeys(DIMENSIONS[:2], pl.String), orient="row").with_columns(
        pl.Series("rule", np.arange(len(voted)))
    )
    told = contributions.filter(pl.col("amount") > 0).join(ruled, on=DIMENSIONS[:2]).with_columns(of_state=pl.col(DIMENSIONS[0]))
    shares = pl.concat([_margin(told, kept) for kept in product((True, False), repeat=len(DIMENSIONS))]).sort(*DIMENSIONS, "exporter_id")
    behind = shares.group_by(DIMENSIONS, maintain_order=True).agg(
        pl.col("amount").sum().alias("value"),
        pl.len().alias("count"),
        pl.col("amount").top_k(LEADING).sort(descending=True).alias("largest"),
        pl.col("amount").filter("is_requested").max().fill_null(0).alias("requested"),
        pl.col("rules").list.explode(keep_nulls=False, empty_as_null=False).unique().sort(),
    )
    cells = {row[: len(DIMENSIONS)]: _cell(row[len(DIMENSIONS) :], [one.rules for one in voted]) for row in behind.iter_rows()}
    return Margins(cells, shares.select(*DIMENSIONS, "exporter_id", "of_state", "amount"))


def least_of(amounts: Mapping[Codes, int], least: float, public: Collection[Codes] = ()) -> dict[Codes, float]:
    """What each of these cells is known to be at the least (hundredths), its innermost ones added up.

    Of one that is public that is all of it, of any other `least`, as none of those is zero.
    """
    found = dict.fromkeys(amounts, 0.0)
    for codes, amount in amounts.items():
        if TOTAL not in codes:
            known = amount if codes in public else least
            for margin in product(*((code, TOTAL) for code in codes)):
                found[margin] += known
    return found


def table_of(margins: Margins, vintages: Mapping[Codes, int], least: Mapping[Codes, float]) -> Table:
    """The block as a table of what each cell is more than it is known to be at the least, each cell with its vintage."""
    more = {codes: replace(cell.behind, value=cell.behind.value - least[codes]) for codes, cell in margins.cells.items()}
    return Table(DIMENSIONS, more, vintages)


def changes(before: Margins, after: Margins) -> pl.DataFrame:
    """Of every cell whose content differs from before: who changed it (exporter and state), and by how much."""
    key = (*DIMENSIONS, "exporter_id", "of_state")
    both = before.shares.join(after.shares, on=key, how="full", coalesce=True)
    moved = both.select(*key, change=pl.col("amount_right").fill_null(0) - pl.col("amount").fill_null(0))
    return moved.filter(pl.col("change") != 0).sort(key)


def differences(moved: pl.DataFrame) -> dict[Codes, Contributions]:
    """What stands behind each difference: who changed the cell count as its contributors."""
    change = pl.col("change")
    found = moved.group_by(DIMENSIONS, maintain_order=True).agg(
        change.sum().abs(), pl.len(), change.abs().top_k(LEADING).sort(descending=True).alias("largest")
    )
    return {row[:3]: _behind(row[3], row[4], row[5]) for row in found.iter_rows()}


def holders(shares: pl.DataFrame, amount: str) -> dict[str, dict[Codes, int]]:
    """Who knows how much of which cells: each state, which knows all of its own, and each exporter."""
    found: dict[str, dict[Codes, int]] = {}
    for title, column in (("the state", "of_state"), ("the exporter", "exporter_id")):
        own = shares.group_by(column, *DIMENSIONS).agg(pl.col(amount).sum()).sort(column, *DIMENSIONS)
        for name, *codes, known in own.iter_rows():
            found.setdefault(f"{title} {name}", {})[tuple(codes)] = known
    return found


def _margin(told: pl.DataFrame, kept: tuple[bool, ...]) -> pl.DataFrame:
    totals = [pl.lit(TOTAL).alias(name) for name, is_kept in zip(DIMENSIONS, kept, strict=True) if not is_kept]
    return (
        told.with_columns(totals)
        .group_by(*DIMENSIONS, "exporter_id", "of_state")
        .agg(pl.col("amount").sum(), pl.col("is_requested").any(), pl.col("rule").unique().alias("rules"))
    )


def _cell(row: tuple[Any, ...], voted: list[PrimaryRules]) -> Cell:
    value, count, largest, requested, rules = row
    return Cell(_behind(value, count, largest, requested), tuple(dict.fromkeys(voted[rule] for rule in rules)))


def _behind(value: int, count: int, largest: list[int], requested: int = 0) -> Contributions:
    first, second, *further = map(float, (*largest, 0))
    return Contributions(float(value), count, first, second, float(requested), tuple(further))
