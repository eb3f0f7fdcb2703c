"""Landed licensing statistics and their maps to the licensed value that hangs on each entry of the common classification.

- The newest vintage of each source; value licensed only; what the publisher printed as a subtotal is never added up, a token is no figure.
- Rows approved or proposed count, by weight, where the end of the period lies in their validity. Only aggregating predicates carry value.
- Currencies are never converted: a share is of all the value the source reports in that currency, mapped or not.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from datetime import date
from decimal import Decimal
from pathlib import Path

from pydantic import BaseModel, ConfigDict

from commonlist import registry
from commonlist.crosswalk.rows import MapRow, read_map
from commonlist.settings import settings

MEASURE = "value_licensed"
FIGURES = ("reported", "reported_zero", "estimated")


class Stake(BaseModel):
    """What one source says hangs on an entry: `value` in whole units of the currency, `share` (0–1) of all the source reports in it."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    source_id: str
    currency: str
    value: Decimal
    share: float


class Line(BaseModel):
    """The licensed value of one printed category in one currency, over the periods that end on one day."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    category: str
    currency: str
    period_end: date
    value: Decimal


def at_stake() -> dict[str, tuple[Stake, ...]]:
    """The stakes on each common entry (`3A001`, `ML10`), one per source and currency, the largest share first.

    An entry on which nothing is licensed is not in it; without landed statistics it is empty.
    """
    found: dict[str, list[Stake]] = defaultdict(list)
    for source_id, source in sorted(registry.sources().items()):
        if source.record == "licensing_observation" and source.map_path.exists() and (path := _newest_vintage(source_id)):
            for entry, stakes in stakes_of(source_id, _lines(path), read_map(source.map_path)).items():
                found[entry] += stakes
    return {entry: tuple(sorted(stakes, key=lambda stake: (-stake.share, stake.source_id))) for entry, stakes in sorted(found.items())}


def largest_share(entry: str, stakes: Mapping[str, tuple[Stake, ...]]) -> float:
    """By what entries are ordered: the largest share any source reports, 0 where none does."""
    return max((stake.share for stake in stakes.get(entry, ())), default=0.0)


def stakes_of(source_id: str, lines: Iterable[Line], rows: Iterable[MapRow]) -> dict[str, list[Stake]]:
    """The stakes one source's lines put on common entries through its rows."""
    rows_of: dict[str, list[MapRow]] = defaultdict(list)
    for row in rows:
        if row.aggregates and row.status in ("approved", "proposed"):
            rows_of[row.item_code].append(row)
    values: dict[tuple[str, str], Decimal] = defaultdict(Decimal)
    totals: dict[str, Decimal] = defaultdict(Decimal)
    for line in lines:
        totals[line.currency] += line.value
        for row in rows_of[line.category]:
            if row.is_valid_on(line.period_end):
                values[row.common_code.partition(".")[0], line.currency] += line.value * Decimal(row.weight or 1)
    found: dict[str, list[Stake]] = defaultdict(list)
    for (entry, currency), value in sorted(values.items()):
        if value:
            found[entry].append(Stake(source_id=source_id, currency=currency, value=value, share=float(value / totals[currency])))
    return found


def _newest_vintage(source_id: str) -> Path | None:
    return max((settings().landing / "licensing_observation" / source_id).glob("*.parquet"), key=lambda path: path.stem, default=None)


def _lines(path: Path) -> list[Line]:
    import polars as pl

    summed = (
        pl.scan_parquet(path)
        .filter(pl.col("measure_code") == MEASURE, ~pl.col("is_subtotal"), pl.col("value_state").is_in(FIGURES))
        .group_by(category=pl.col("category_code"), currency=pl.col("currency_code"), period_end=pl.col("period_end"))
        .agg(pl.col("value").sum())
        .sort("category", "currency", "period_end")
        .collect()
    )
    return [Line.model_validate(row) for row in summed.iter_rows(named=True)]
