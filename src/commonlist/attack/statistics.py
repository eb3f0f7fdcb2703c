"""The statistics that states publish themselves, as the tables of an edition print them, to the figures that anybody knows by them.

- A figure is told where it is printed, the rows of one publication added up: for an item itself, for any item above it. A publication that
  names no item prints figures of all items, one that names no destination those of all destinations; where it names some, what they add
  up to is known only as far as the summary shows that there is no other.
- A sum with a blank, a placeholder, an estimate or a share by weight in it was not printed.
- What partners read of a source counts if the source is public.
- Only figures tell anything that are printed by a definition which the edition says to be the summary's, of the states that it says it of.
- A figure of the summary that its state prints alike is known to everybody, and so is one that a sum of the summary leaves alone unknown.
- Of one that is kept back though its state prints another figure alone, everybody knows what it is not. That leaves all but one hundredth
  of what an amount of money can be; of a count it may leave one number.
"""

from collections.abc import Collection, Iterator, Mapping
from pathlib import Path
from typing import Any

import polars as pl

from commonlist.attack.checker import ALL, Codes

ITEMS = Path("catalog") / "common_items.parquet"
SOURCES = Path("public") / "sources.parquet"
DEFINITIONS = Path("public") / "definitions.parquet"
DEFINITION, SAME_FOR = "definition_code", "summary_states"
TABLE = Path("catalog") / "licensing_by_item_destination.parquet"
ROLE, DESTINATION = "destination_role", "destination"
STATE = "reporting_state_code"
FACTS = ("measure_code", "year", STATE, "item", "place")
KEY = ("source_id", DEFINITION, "currency_code", *FACTS)
MUNITIONS = "ML"
SHARES = ("a category is wider than the common item", "a category is divided by weight")
Figure = tuple[Any, ...]


def read(folder: Path, states: Collection[str]) -> frozenset[Figure]:
    """What an edition prints of these states' own statistics: measure, year, state, item, destination, amount (hundredths)."""
    same = [pair for pair in definitions(folder)[0] if pair[1] in states]
    return frozenset(_figures(folder, same)) if same and (folder / TABLE).is_file() else frozenset()


def definitions(folder: Path) -> tuple[frozenset[tuple[str, str]], frozenset[str]]:
    """The pairs of definition and state of which an edition says that the summary counts alike, and all definitions that it explains."""
    if not (folder / DEFINITIONS).is_file():
        return frozenset(), frozenset()
    rows = pl.read_parquet(folder / DEFINITIONS)
    same = rows.select(DEFINITION, SAME_FOR).drop_nulls().iter_rows() if SAME_FOR in rows.columns else ()
    return frozenset((code, state) for code, states in same for state in states.split()), frozenset(rows[DEFINITION])


def unlike(amounts: Mapping[Figure, int], told: Collection[Figure]) -> list[Figure]:
    """Which of these figures, by measure, year and codes, are told otherwise and never alike."""
    places = {figure[:-1] for figure in told}
    return [place for place, amount in amounts.items() if place in places and (*place, amount) not in told]


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


def _figures(folder: Path, same: Collection[tuple[str, str]]) -> Iterator[Figure]:
    pairs = pl.DataFrame(list(same), schema=dict.fromkeys((DEFINITION, STATE), pl.String), orient="row")
    public = pl.read_parquet(folder / SOURCES, columns=["source_id"])
    read = pl.read_parquet(folder / TABLE).join(pairs, on=(DEFINITION, STATE), how="semi").join(public, on="source_id", how="semi")
    lines = read.with_columns(place=pl.when(pl.col(ROLE) == DESTINATION).then("destination_code"), code="common_code")
    publication = (*KEY[:2], *FACTS[:3])
    names_items, names_places = (pl.col("code") != MUNITIONS).any().over(publication), pl.col("place").is_not_null().any().over(publication)
    named = lines.select(
        *KEY[: -len(FACTS)],
        *FACTS[:3],
        "code",
        names_items.fill_null(value=False).alias("names_items"),
        pl.when(names_places).then("place").otherwise(pl.lit(ALL)).alias("place"),
        pl.when(pl.col("unit") == "count").then("value_original").otherwise("value_eur").cast(pl.Decimal(38, 2)).alias("amount"),
        (
            (pl.col("line_count") == pl.col("reported_count") + pl.col("not_applicable_count"))
            & ~pl.col("caveat").fill_null("").str.contains_any([*SHARES])
        ).alias("is_whole"),
    )
    told = named.with_columns(pl.col("code").fill_null("")).join(_above(folder, named["code"]), on="code").drop_nulls("place")
    told = told.filter((pl.col("item") == ALL) != pl.col("names_items"))
    sums = told.group_by(KEY).agg(pl.col("amount").sum(), pl.col("is_whole").all()).filter((pl.col("amount") > 0) & pl.col("is_whole"))
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
