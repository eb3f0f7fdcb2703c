"""The statistics that states publish themselves, as the tables of an edition print them, to the figures that anybody knows by them.

- A figure is told where a table prints it, the rows of one publication added up: for an item itself, for any item above it, for all items.
- What partners read of a source counts if the source is public.
- A figure of the summary that its state prints alike is known to everybody, and so is one that a sum of the summary leaves alone unknown.
"""

from collections.abc import Collection, Iterator, Mapping
from pathlib import Path
from typing import Any

import polars as pl

from commonlist.attack.checker import ALL, Codes

ITEMS = Path("catalog") / "common_items.parquet"
SOURCES = Path("public") / "sources.parquet"
TABLES = {
    Path("public") / "licensing_by_item.parquet": ("common_code", None),
    Path("public") / "licensing_by_destination.parquet": (None, "destination_code"),
    Path("public") / "licensing_totals.parquet": ("category_code", None),
    Path("catalog") / "licensing_by_item_destination.parquet": ("common_code", "destination_code"),
}
ROLE, DESTINATION = "destination_role", "destination"
STATE = "reporting_state_code"
FACTS = ("measure_code", "year", STATE, "item", "place")
KEY = ("source_id", "definition_code", "currency_code", *FACTS)
Figure = tuple[Any, ...]


def read(folder: Path, states: Collection[str]) -> frozenset[Figure]:
    """What an edition prints of these states' own statistics: measure, year, state, item, destination, amount (hundredths)."""
    tables = [path for path in TABLES if (folder / path).is_file()] if states else []
    return frozenset(figure for path in tables for figure in _figures(folder, path, states))


def known(block: tuple[str, int], amounts: Mapping[Codes, int], told: Collection[Figure]) -> frozenset[Codes]:
    """Which cells of a block, whose amounts these are, anybody knows who was told these figures."""
    found = {codes for codes, amount in amounts.items() if (*block, *codes, amount) in told}
    lines: dict[tuple[str | None, ...], set[Codes]] = {}
    for codes in amounts if found else ():
        for place in range(len(codes)):
            lines.setdefault((*codes[:place], None, *codes[place + 1 :]), set()).add(codes)
    while left := {codes for line in lines.values() for codes in line - found if len(line - found) == 1}:
        found |= left
    return frozenset(found)


def _figures(folder: Path, path: Path, states: Collection[str]) -> Iterator[Figure]:
    item, place = (pl.col(name) if name else pl.lit(ALL) for name in TABLES[path])
    lines = pl.scan_parquet(folder / path).filter(pl.col(STATE).is_in(list(states))).collect()
    if ROLE in lines.columns:
        public = pl.read_parquet(folder / SOURCES, columns=["source_id"])
        lines = lines.filter(pl.col(ROLE) == DESTINATION).join(public, on="source_id", how="semi")
    named = lines.select(
        *KEY[: -len(FACTS)],
        *FACTS[:3],
        item.alias("code"),
        place.alias("place"),
        pl.when(pl.col("unit") == "count").then("value_original").otherwise("value_eur").cast(pl.Decimal(38, 2)).alias("amount"),
    )
    told = named.with_columns(pl.col("code").fill_null("")).join(_above(folder, named["code"]), on="code").drop_nulls("place")
    sums = told.group_by(KEY).agg(pl.col("amount").sum()).filter(pl.col("amount") > 0)
    return sums.select(*FACTS, (pl.col("amount") * 100).cast(pl.Int64)).iter_rows()


def _above(folder: Path, codes: pl.Series) -> pl.DataFrame:
    """Each of these items with itself, all items that it is a part of, and all together."""
    parents = dict(pl.read_parquet(folder / ITEMS, columns=["common_code", "common_parent_code"]).iter_rows())
    rows = []
    for code in {*codes, ""} - {None}:
        line = [code]
        while (parent := parents.get(line[-1])) and parent not in line:
            line.append(parent)
        rows += [(code, above) for above in {*line, ALL}]
    return pl.DataFrame(rows, schema={"code": pl.String, "item": pl.String}, orient="row")
