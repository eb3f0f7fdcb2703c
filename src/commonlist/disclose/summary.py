"""Contributions to the protected summary of licensing decisions, and the private files that prove it.

- Public: one row for each cell of nothing else than measure, year, state, item, destination; every margin is one (`_T`).
- Private (`restricted/`): `contributions`, `cells`, `revisions` and `witnesses`, Parquet, each with every vintage of every block so far.
- What a state withholds is in no figure, not even in a total, and no cell shows where there is some of it.
- A block that did not change, or whose revision is held, is given as the last edition gave it, byte by byte.
- What its state has published itself is reported; a block that keeps back what a state published since is made anew.
- A block that would keep back a count which its state prints otherwise, by the same definition, waits: readers would know what it is not.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from functools import partial

import polars as pl

from commonlist.disclose.block import Pattern, Vintage, protect_block, renewed
from commonlist.disclose.cells import TOTAL
from commonlist.disclose.margins import CONTRIBUTION, DIMENSIONS, Codes, margins_of
from commonlist.disclose.publications import DEFINITIONS, FIGURE, Figure, Published
from commonlist.disclose.rules import EVERY, RuleBook
from commonlist.disclose.witnesses import witnesses_of
from commonlist.errors import DisclosureError, Place

BLOCK = ("measure_code", "year")
VINTAGE = "vintage_sequence"
CONTRIBUTIONS = dict.fromkeys(("measure_code", *DIMENSIONS, "exporter_id"), pl.String) | {
    "year": pl.Int32,
    "amount": pl.Int64,
    "is_requested": pl.Boolean,
    VINTAGE: pl.Int32,
}
CELLS = dict.fromkeys(("measure_code", *DIMENSIONS, "value_state"), pl.String) | {
    "year": pl.Int32,
    VINTAGE: pl.Int32,
    "cell_sequence": pl.Int32,
    "amount": pl.Int64,
    "level": pl.Int64,
    "lower": pl.Int64,
    "upper": pl.Int64,
}
REVISIONS = dict.fromkeys(("measure_code", *DIMENSIONS), pl.String) | {
    "year": pl.Int32,
    "before_sequence": pl.Int32,
    "after_sequence": pl.Int32,
    "level": pl.Int64,
}
WITNESSES = dict.fromkeys(("measure_code", *DIMENSIONS), pl.String) | {
    "year": pl.Int32,
    "witness": pl.Int32,
    "cell_sequence": pl.Int32,
    "change": pl.Int64,
}
PRIVATE = ("contributions", "cells", "revisions", "witnesses")
OTHERWISE = "that would be kept back is printed by its state by the same definition, and not as what was sent adds up to"
Block = tuple[object, ...]


@dataclass(frozen=True)
class Summary:
    """What one edition may say, and why that is safe; `held` says of each block whose revision waits why it does, in words."""

    contributions: pl.DataFrame
    cells: pl.DataFrame
    revisions: pl.DataFrame
    witnesses: pl.DataFrame
    held: Mapping[Block, str] = field(default_factory=dict)


def summary_of(frames: Iterable[pl.DataFrame]) -> Summary:
    """The summary of these private tables, in the order of PRIVATE."""
    contributions, cells, revisions, witnesses = frames
    return Summary(contributions, cells, revisions, witnesses)


NOTHING = summary_of(pl.DataFrame(schema=schema) for schema in (CONTRIBUTIONS, CELLS, REVISIONS, WITNESSES))


@dataclass(frozen=True)
class Terms:
    """The rules, the day they are asked for, the sequence of the edition in the making, the least a measure counts in (hundredths).

    `published` is what states publish themselves.
    """

    book: RuleBook
    on: date
    sequence: int
    wholes: Mapping[str, int]
    published: Published = field(default_factory=Published)

    def intervals_above(self, measure_code: str, state: str) -> float | None:
        """The share of suppressed cells of a state (`_T` for all together) above which they are published as intervals."""
        return self.book.intervals_above(measure_code, EVERY if state == TOTAL else state, self.on)


def summarise(contributions: pl.DataFrame, last: Summary, terms: Terms) -> Summary:
    """The summary of these contributions (measure, year and CONTRIBUTION), after the last one, NOTHING before the first edition.

    Raises DisclosureError `disclose.no_rules`, `disclose.not_protected`, `disclose.another_figure`.
    """
    wanted = _told(contributions, terms).select(*BLOCK, *CONTRIBUTION).partition_by(BLOCK, as_dict=True, maintain_order=False)
    blocks = {*wanted, *last.cells.select(BLOCK).unique().iter_rows()}
    parts = [_block(block, wanted.get(block, contributions.clear()), last, terms) for block in sorted(blocks)]
    frames = (pl.concat([getattr(NOTHING, name), *(getattr(part, name) for part in parts)]) for name in PRIVATE)
    made = replace(summary_of(frames), held={block: why for part in parts for block, why in part.held.items()})
    if unlike := _unlike(_hidden(newest(made.cells)), terms):
        raise _another_figure(*min(figure[:3] for figure in unlike))
    return made


def _told(contributions: pl.DataFrame, terms: Terms) -> pl.DataFrame:
    """What no rule withholds: nothing else is in any figure, for which cells there are tells of a withheld measure as well."""
    key = ("measure_code", *DIMENSIONS[:2])
    pairs = contributions.select(key).unique()
    kept = [(*what, item) for *what, item in pairs.iter_rows() if not terms.book.of(what[0], what[1], item, terms.on).is_withheld]
    return contributions.join(pl.DataFrame(kept, schema=dict.fromkeys(key, pl.String), orient="row"), on=key, how="semi")


def newest(cells: pl.DataFrame) -> pl.DataFrame:
    """Of each block the vintage that is published now, its cells in the order of their codes."""
    return cells.filter(pl.col(VINTAGE) == pl.col(VINTAGE).max().over(BLOCK)).sort(*BLOCK, *DIMENSIONS)


def _block(block: Block, found: pl.DataFrame, last: Summary, terms: Terms) -> Summary:
    told = found.select(CONTRIBUTION).filter(pl.col("amount") > 0).sort(CONTRIBUTION)
    before = summary_of(_of(getattr(last, name), block) for name in PRIVATE)
    vintages = list(_vintages(str(block[0]), before, terms))
    is_as_before = vintages and told.equals(_at(before.contributions, vintages[-1].sequence).select(CONTRIBUTION).sort(CONTRIBUTION))
    if is_as_before and not _is_news(before.cells, terms):
        return before
    if told.is_empty():
        return _held(before, block, "nothing is left of it")
    new = renewed(terms.sequence, margins_of(told, str(block[0]), terms.book, terms.on), vintages)
    contributions = [*(_at(before.contributions, one.sequence) for one in vintages), told]
    *vintages, new = _known(block, [*vintages, new], contributions, terms)
    unlike = _unlike(((*block, *codes, int(cell.behind.value)) for codes, cell in new.margins.cells.items()), terms)
    new = replace(new, unlike=frozenset(figure[len(BLOCK) : -1] for figure in unlike) - new.public)
    try:
        pattern = protect_block([*vintages, new], terms.wholes[str(block[0])], partial(terms.intervals_above, str(block[0])))
    except DisclosureError:
        if not vintages:
            raise
        return _held(before, block, "nothing that may be kept back protects it beside what was published")
    if vintages and (TOTAL,) * len(DIMENSIONS) in pattern.suppressed - vintages[-1].suppressed:
        return _held(before, block, "its grand total would be taken back")
    if vintages and new.unlike & pattern.suppressed:
        return _held(before, block, f"a figure {OTHERWISE}")
    public = {(codes, one.vintages[codes]) for one in (*vintages, new) for codes in one.public}
    return _with(replace(before, cells=_unasked(before.cells, public)), block, told, new, pattern)


def _is_news(cells: pl.DataFrame, terms: Terms) -> bool:
    """Whether a state has published since what some vintage of a block keeps back."""
    return not (terms.published.printed - terms.published.before).isdisjoint(_hidden(cells))


def _hidden(cells: pl.DataFrame) -> Iterator[Figure]:
    return cells.filter(pl.col("value_state") == "suppressed").select(FIGURE).iter_rows()


def _unlike(figures: Iterable[Figure], terms: Terms) -> list[Figure]:
    """The counts among these figures of which their state prints another one alone."""
    return [figure for figure in terms.published.unlike(figures) if terms.wholes[figure[0]]]


def _another_figure(measure_code: str, year: int, state: str) -> DisclosureError:
    """The cell is not named: what it is not is not for all who read errors."""
    return DisclosureError(
        "disclose.another_figure",
        f"{measure_code} of {year}, {state}: a figure {OTHERWISE}",
        place=Place(file=DEFINITIONS.as_posix(), column="summary_states"),
        next_step=f"have {state} compare what it publishes with what it sent and correct either, or take {state} out of the row",
    )


def _unasked(cells: pl.DataFrame, public: Collection[tuple[Codes, int]]) -> pl.DataFrame:
    """The cells of earlier vintages; of those that are public by now nothing is asked any more."""
    rows = cells.select(*DIMENSIONS, "cell_sequence", "level").iter_rows()
    levels = [0 if (row[:3], row[3]) in public else row[4] for row in rows]
    return cells.with_columns(pl.Series("level", levels, dtype=CELLS["level"]))


def _known(block: Block, vintages: list[Vintage], contributions: list[pl.DataFrame], terms: Terms) -> list[Vintage]:
    """The vintages, of these contributions, with what states publish of them; content that two of them share is public in both."""
    public = {
        (codes, one.vintages[codes])
        for one in vintages
        for codes in terms.published.of(block, {codes: int(cell.behind.value) for codes, cell in one.margins.cells.items()})
    }
    return [_parted(str(block[0]), one, told, public, terms) for one, told in zip(vintages, contributions, strict=True)]


def _parted(
    measure_code: str, vintage: Vintage, contributions: pl.DataFrame, public: Collection[tuple[Codes, int]], terms: Terms
) -> Vintage:
    """The vintage with those of its cells that are public, and what is left of the others."""
    known = frozenset(codes for codes, since in vintage.vintages.items() if (codes, since) in public)
    if not known:
        return vintage
    told = pl.DataFrame(list(known), schema=dict.fromkeys(DIMENSIONS, pl.String), orient="row")
    left = margins_of(contributions.join(told, on=DIMENSIONS, how="anti"), measure_code, terms.book, terms.on).cells
    return replace(vintage, public=known, rest={codes: cell for codes, cell in left.items() if codes not in known})


def _held(before: Summary, block: Block, why: str) -> Summary:
    message = f"{block[0]} of {block[1]} stays as it was published last, its revision waits: {why}"
    return replace(before, held={block: message})


def _with(before: Summary, block: Block, told: pl.DataFrame, new: Vintage, pattern: Pattern) -> Summary:
    facts = [pl.lit(value).alias(name) for name, value in zip((*BLOCK, VINTAGE), (*block, new.sequence), strict=True)]
    rows = [
        (
            *codes,
            "suppressed" if codes in pattern.suppressed else "reported",
            new.vintages[codes],
            int(cell.behind.value),
            pattern.levels[codes],
            *pattern.intervals.get(codes, (None, None)),
        )
        for codes, cell in new.margins.cells.items()
    ]
    named = [*DIMENSIONS, "value_state", "cell_sequence", "amount", "level", "lower", "upper"]
    cells = pl.DataFrame(rows, schema=named, orient="row", infer_schema_length=None)
    shown = witnesses_of(pattern).with_columns(facts[:2])
    revised = pl.DataFrame(pattern.revisions, schema=[*DIMENSIONS, "before_sequence", "after_sequence", "level"], orient="row")
    return Summary(
        pl.concat([before.contributions, _shaped(told.with_columns(facts), CONTRIBUTIONS)]),
        pl.concat([before.cells, _shaped(cells.with_columns(facts), CELLS)]),
        _shaped(revised.with_columns(facts[:2]), REVISIONS),
        _shaped(shown, WITNESSES),
    )


def _vintages(measure_code: str, before: Summary, terms: Terms) -> Iterator[Vintage]:
    for sequence in before.cells[VINTAGE].unique().sort().to_list():
        cells = _at(before.cells, sequence)
        margins = margins_of(_at(before.contributions, sequence), measure_code, terms.book, terms.on)
        since = {row[:3]: row[3] for row in cells.select(*DIMENSIONS, "cell_sequence").iter_rows()}
        hidden = cells.filter(pl.col("value_state") == "suppressed").select(*DIMENSIONS, "lower", "upper")
        intervals = {row[:3]: row[3:] for row in hidden.drop_nulls().iter_rows()}
        yield Vintage(sequence, margins, since, frozenset(row[:3] for row in hidden.iter_rows()), intervals)


def _of(frame: pl.DataFrame, block: Block) -> pl.DataFrame:
    return frame.filter(pl.all_horizontal(pl.col(name) == value for name, value in zip(BLOCK, block, strict=True)))


def _at(frame: pl.DataFrame, sequence: int) -> pl.DataFrame:
    return frame.filter(pl.col(VINTAGE) == sequence)


def _shaped(frame: pl.DataFrame, schema: Mapping[str, object]) -> pl.DataFrame:
    return frame.select(pl.col(name).cast(kind) for name, kind in schema.items())  # type: ignore[arg-type]
