"""The private files of a block, and what editions print of it, to where they do not agree: a proof over wrong books proves nothing.

- Every cell is what its contributions add up to, and every contribution is in a cell, in each vintage.
- Content that is the same in two vintages is one cell, and content that is not is two, with what is between them as a revision.
- An interval is of a suppressed cell and has its figure in it, is the same for the same content, and its limits are 1, 2 or 5 times a
  power of ten of whole units, or nothing.
- Every figure that an edition prints is of a vintage that the private files have, and as they have it.
"""

from collections.abc import Iterator, Sequence
from itertools import product

import polars as pl

from commonlist.attack.checker import ALL
from commonlist.attack.restricted import CODES, VINTAGE, Block, Restricted
from commonlist.attack.tables import UNTOLD, Summary

SINCE, CONTENT = "cell_sequence", "content"
KEY = (VINTAGE, *CODES)
_LOWER, _UPPER, _AMOUNT = pl.col("lower"), pl.col("upper"), pl.col("amount")
_IS_RUNG = {side: pl.col(side).cast(pl.String).str.contains(r"^(0|[125]0*00)$") for side in ("lower", "upper")}
_MAY_BE = (_LOWER.is_null() & _UPPER.is_null()) | (
    (pl.col("value_state") == "suppressed") & (_LOWER < _UPPER) & _AMOUNT.is_between(_LOWER, _UPPER) & _IS_RUNG["lower"] & _IS_RUNG["upper"]
).fill_null(value=False)


def contradictions(block: Block, rows: Restricted, summaries: Sequence[Summary]) -> Iterator[tuple[str, str]]:
    """Of one block (its rows, and the editions that are attacked): which cell, and what does not agree."""
    cells = rows.cells.join(_contents(rows.contributions), on=KEY, how="full", coalesce=True)
    wrong = cells.filter(pl.col("amount").ne_missing(pl.col("total")))
    yield from ((_told(row), "is not what its contributions add up to") for row in wrong.select(KEY).sort(KEY).iter_rows())
    yield from ((_told(row), "has an interval that it may not have") for row in cells.filter(~_MAY_BE).select(KEY).sort(KEY).iter_rows())
    hidden = cells.filter(pl.col("value_state") == "suppressed")
    for one, other, some in ((SINCE, CONTENT, cells), (CONTENT, SINCE, cells), (SINCE, "lower", hidden), (SINCE, "upper", hidden)):
        unlike = some.group_by(*CODES, one).agg(pl.col(other).n_unique(), pl.col(VINTAGE).max()).filter(pl.col(other) > 1)
        yield from (
            (_told(row), f"has another {other} than it had with the same {one}") for row in unlike.select(KEY).sort(KEY).iter_rows()
        )
    yield from ((_told(row), "is revised, and what is between is not protected") for row in _unrevised(cells, rows.revisions))
    known = {row[:4]: row[4:] for row in cells.select(*KEY, "value_state", "lower", "upper", "amount").iter_rows()}
    for summary in summaries:
        for key, row in summary.rows.items():
            if key[:2] == block and row.value_state not in UNTOLD:
                *told, amount = known.get((row.vintage_sequence, *key[2:]), (None,) * 4)
                limits = (None if limit is None else limit * 100 for limit in (row.value_lower, row.value_upper))
                if told != [row.value_state, *limits] or (row.value is not None and row.value * 100 != amount):
                    yield _told((row.vintage_sequence, *key[2:])), f"is printed by {summary.edition} and not so in the private files"


def strangers(blocks: Sequence[Block], summaries: Sequence[Summary]) -> Iterator[tuple[str, str]]:
    """Blocks that editions print and the private files do not have."""
    for summary in summaries:
        printed = {key[:2] for key, row in summary.rows.items() if row.value_state not in UNTOLD}
        for measure, year in sorted(printed - set(blocks)):
            yield f"{measure} of {year}", f"is printed by {summary.edition} and not in the private files"


def _contents(contributions: pl.DataFrame) -> pl.DataFrame:
    """Of every vintage and cell the sum, and who contributes how much, as one text."""
    parts = []
    for kept in product((True, False), repeat=len(CODES)):
        totals = [pl.lit(ALL).alias(name) for name, is_kept in zip(CODES, kept, strict=True) if not is_kept]
        parts.append(
            contributions.with_columns(totals)
            .group_by(*KEY, "exporter_id")
            .agg(pl.col("amount").sum())
            .select(*KEY, "exporter_id", "amount")
        )
    told = pl.concat_str("exporter_id", "amount", separator=" ")
    return pl.concat(parts).group_by(KEY).agg(pl.col("amount").sum().alias("total"), told.sort().str.join("\n").alias(CONTENT))


def _unrevised(cells: pl.DataFrame, revisions: pl.DataFrame) -> list[tuple[object, ...]]:
    """Pairs of unlike content of one cell, of unlike amounts, that are no revision."""
    one = cells.group_by(*CODES, SINCE).agg(pl.col("amount").first(), pl.col(VINTAGE).max()).drop_nulls()
    pairs = one.join(one, on=CODES, suffix="_later").filter(
        (pl.col(SINCE) < pl.col(f"{SINCE}_later")) & (pl.col("amount") != pl.col("amount_later"))
    )
    ends = pl.col("before_sequence"), pl.col("after_sequence")
    known = revisions.select(*CODES, pl.min_horizontal(*ends).alias(SINCE), pl.max_horizontal(*ends).alias(f"{SINCE}_later"))
    left = pairs.join(known, on=(*CODES, SINCE, f"{SINCE}_later"), how="anti")
    return left.select(pl.col(f"{VINTAGE}_later").alias(VINTAGE), *CODES).sort(KEY).rows()


def _told(key: tuple[object, ...]) -> str:
    vintage, *codes = key
    return f"{', '.join(map(str, codes))} of vintage {vintage}"
