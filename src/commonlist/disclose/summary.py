"""Contributions to the protected summary of licensing decisions, and the private files that prove it.

- Public: one row for each cell of nothing else than measure, year, state, item, destination; every margin is one (`_T`).
- Private (`restricted/`): `contributions`, `cells`, `revisions`, `witnesses` and `rules`, Parquet, each with every vintage of every block
  so far.
- What a state withholds is in no figure, not even in a total, and no cell shows where there is some of it.
- A block that did not change, or whose revision is held, is given as the last edition gave it, byte by byte.
- What its state has published itself is reported; a block that keeps back what a state published since is made anew.
- Rules hold for what is published while they are in force: what was published under others stays, and no rule makes it wait.
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
from commonlist.disclose.rules import EVERY, ROW, RuleBook, book_of
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
RULES = {"year": pl.Int32, VINTAGE: pl.Int32} | ROW
WAITING = dict.fromkeys(("measure_code", *DIMENSIONS, "exporter_id"), pl.String) | {
    "year": pl.Int32,
    "counted": pl.Int64,
    "sent": pl.Int64,
    "was_requested": pl.Boolean,
    "is_requested": pl.Boolean,
}
PRIVATE = ("contributions", "cells", "revisions", "witnesses", "rules")
GRAND_TOTAL = (TOTAL,) * len(DIMENSIONS)
OTHERWISE = "that would be kept back is printed by its state by the same definition, and not as what was sent adds up to"
Block = tuple[object, ...]


@dataclass(frozen=True)
class Summary:
    """What one edition may say, and why that is safe; `rules` are those that each vintage of a block was made under.

    In words, `held` says of each block whose revision waits why it does, `stays` of each block what of it other rules let be published;
    `waiting` has each exporter's figures for which a revision waits, as they count in what was published last, and as they are now
    (hundredths), with their requests for confidentiality; blank where there is none, or what there is is withheld.
    """

    contributions: pl.DataFrame
    cells: pl.DataFrame
    revisions: pl.DataFrame
    witnesses: pl.DataFrame
    rules: pl.DataFrame
    held: Mapping[Block, str] = field(default_factory=dict)
    stays: Mapping[Block, str] = field(default_factory=dict)
    waiting: pl.DataFrame = field(default_factory=partial(pl.DataFrame, schema=WAITING))


def summary_of(frames: Iterable[pl.DataFrame]) -> Summary:
    """The summary of these private tables, in the order of PRIVATE."""
    contributions, cells, revisions, witnesses, rules = frames
    return Summary(contributions, cells, revisions, witnesses, rules)


NOTHING = summary_of(pl.DataFrame(schema=schema) for schema in (CONTRIBUTIONS, CELLS, REVISIONS, WITNESSES, RULES))


@dataclass(frozen=True)
class Terms:
    """The rules, the day they are asked for, the sequence of the edition in the making, the least a measure counts in (hundredths).

    `published` is what states publish themselves; `secret` goes into the lots of intervals.
    """

    book: RuleBook
    on: date
    sequence: int
    wholes: Mapping[str, int]
    published: Published = field(default_factory=Published)
    secret: bytes = b""

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
    *frames, waiting = (pl.concat([getattr(NOTHING, name), *(getattr(part, name) for part in parts)]) for name in (*PRIVATE, "waiting"))
    held = {block: why for part in parts for block, why in part.held.items()}
    stays = {block: what for part in parts for block, what in part.stays.items()}
    made = replace(summary_of(frames), held=held, stays=stays, waiting=waiting)
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
    earlier = list(_made(str(block[0]), before, terms))
    is_as_before = earlier and told.equals(earlier[-1].contributions.select(CONTRIBUTION).sort(CONTRIBUTION))
    if is_as_before and not _is_news(before.cells, terms):
        return replace(before, stays=_stays(block, before.cells, _known(block, earlier, terms), terms))
    if told.is_empty():
        return _held(before, block, "nothing is left of it", told)
    new = renewed(terms.sequence, margins_of(told, str(block[0]), terms.book, terms.on), [one.vintage for one in earlier])
    *earlier, newly = _known(block, [*earlier, _Made(new, told, terms.book)], terms)
    unlike = _unlike(((*block, *codes, int(cell.behind.value)) for codes, cell in new.margins.cells.items()), terms)
    unlike_cells = frozenset(figure[len(BLOCK) : -1] for figure in unlike) - newly.vintage.public
    known = [*earlier, replace(newly, vintage=replace(newly.vintage, unlike=unlike_cells))]
    pattern = _pattern(block, known, terms)
    if isinstance(pattern, str):
        return replace(_held(before, block, pattern, told), stays=_stays(block, before.cells, known[:-1], terms))
    public = {(codes, one.vintage.vintages[codes]) for one in known for codes in one.vintage.public}
    made = _with(replace(before, cells=_unasked(before.cells, public)), block, known[-1], pattern, terms)
    return replace(made, stays=_stays(block, made.cells, known, terms))


@dataclass(frozen=True)
class _Made:
    """A vintage, the contributions it is made of, and the rules it is made under."""

    vintage: Vintage
    contributions: pl.DataFrame
    book: RuleBook

    def asked(self, block: Block, book: RuleBook, terms: Terms) -> dict[Codes, int]:
        """How uncertain these rules want each cell that is not public, or what is left of it (hundredths)."""
        public, cells = self.vintage.public, self.vintage.margins.cells
        if public or book is not self.book:
            told = pl.DataFrame(list(public), schema=dict.fromkeys(DIMENSIONS, pl.String), orient="row")
            left = self.contributions.join(told, on=DIMENSIONS, how="anti")
            cells = margins_of(left, str(block[0]), book, terms.on).cells
        return {codes: cell.level(terms.wholes[str(block[0])]) for codes, cell in cells.items() if codes not in public}


def _pattern(block: Block, known: list[_Made], terms: Terms) -> Pattern | str:
    """What is published of the newest of these vintages, or why it waits: `disclose.not_protected` where there is no earlier one.

    What earlier ones keep back is protected as the rules of today ask, or, where that cannot be, as the rules that it was published under.
    """
    own = [one.vintage for one in known]
    asked = [one.asked(block, terms.book, terms) for one in known]
    today = [
        replace(one, asked={codes: max(level, now[codes]) if codes in one.suppressed else level for codes, level in one.asked.items()})
        for one, now in zip(own, asked, strict=True)
    ]
    why = ""
    for vintages in (own,) if today == own else (today, own):
        try:
            pattern = protect_block(vintages, terms.wholes[str(block[0])], partial(terms.intervals_above, str(block[0])), terms.secret)
        except DisclosureError as problem:
            if not own[1:]:
                where = f"{block[0]} of {block[1]}: {problem.message}"
                step = "correct or forget the publication that prints what is beside it, or have the measure withheld (`is_withheld`)"
                raise DisclosureError(problem.slug, where, next_step=step) from problem
            why = "nothing that may be kept back protects it beside what was published"
        else:
            if not own[1:]:
                return pattern
            if GRAND_TOTAL in pattern.suppressed - own[-2].suppressed:
                why = "its grand total would be taken back"
            elif own[-1].unlike & pattern.suppressed:
                why = f"a figure {OTHERWISE}"
            else:
                return pattern
    return why


def _stays(block: Block, cells: pl.DataFrame, known: list[_Made], terms: Terms) -> dict[Block, str]:
    """How many cells of the newest vintage the rules of today ask more of than those that they were first published under."""
    first = {(codes, one.vintage.vintages[codes]): level for one in reversed(known) for codes, level in one.vintage.asked.items()}
    newest, now = known[-1].vintage, known[-1].asked(block, terms.book, terms)
    rows = _at(cells, newest.sequence).select(*DIMENSIONS, "value_state", "level").iter_rows()
    count = sum(
        first.get((row[:3], newest.vintages[row[:3]]), 0) < now.get(row[:3], 0) and (row[3] == "reported" or row[4] < now[row[:3]])
        for row in rows
        if row[:3] not in newest.public
    )
    told = f"{block[0]} of {block[1]}: {count:,} cells were published when less was asked of them, and stay as they are"
    return {block: told} if count else {}


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


def _known(block: Block, made: list[_Made], terms: Terms) -> list[_Made]:
    """The vintages with what states publish of them; content that two of them share is public in both."""
    public = {
        (codes, one.vintage.vintages[codes])
        for one in made
        for codes in terms.published.of(block, {codes: int(cell.behind.value) for codes, cell in one.vintage.margins.cells.items()})
    }
    found = []
    for one in made:
        known = frozenset(codes for codes, since in one.vintage.vintages.items() if (codes, since) in public)
        told = replace(one, vintage=replace(one.vintage, public=known))
        found.append(replace(told, vintage=replace(told.vintage, asked=told.asked(block, one.book, terms))))
    return found


def _held(before: Summary, block: Block, why: str, told: pl.DataFrame) -> Summary:
    """The last vintage, with what is told now and was not, or was told otherwise."""
    figure = (*DIMENSIONS, "exporter_id")
    last = before.contributions.filter(pl.col(VINTAGE) == pl.col(VINTAGE).max())
    facts = [pl.lit(value).alias(name) for name, value in zip(BLOCK, block, strict=True)]
    both = last.select(*figure, counted="amount", was_requested="is_requested").join(
        told.select(*figure, "is_requested", sent="amount"), on=figure, how="full", coalesce=True
    )
    changed = both.filter(pl.struct("counted", "was_requested") != pl.struct(counted="sent", was_requested="is_requested"))
    counts = changed.group_by(DIMENSIONS[0]).len().sort(DIMENSIONS[0]).iter_rows()
    whose = f" (figures: {', '.join(f'{count:,} of {state}' for state, count in counts)})" if len(changed) else ""
    message = f"{block[0]} of {block[1]} stays as it was published last, its revision waits{whose}: {why}"
    return replace(before, held={block: message}, waiting=_shaped(changed.with_columns(facts).sort(figure), WAITING))


def _with(before: Summary, block: Block, made: _Made, pattern: Pattern, terms: Terms) -> Summary:
    new = made.vintage
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
        pl.concat([before.contributions, _shaped(made.contributions.with_columns(facts), CONTRIBUTIONS)]),
        pl.concat([before.cells, _shaped(cells.with_columns(facts), CELLS)]),
        _shaped(revised.with_columns(facts[:2]), REVISIONS),
        _shaped(shown, WITNESSES),
        pl.concat([before.rules, _shaped(made.book.table(str(block[0]), terms.on).with_columns(facts), RULES)]),
    )


def _made(measure_code: str, before: Summary, terms: Terms) -> Iterator[_Made]:
    """The vintages so far, each under its own rules."""
    for sequence in before.cells[VINTAGE].unique().sort().to_list():
        cells, contributions, book = _at(before.cells, sequence), _at(before.contributions, sequence), book_of(_at(before.rules, sequence))
        since = {row[:3]: row[3] for row in cells.select(*DIMENSIONS, "cell_sequence").iter_rows()}
        hidden = cells.filter(pl.col("value_state") == "suppressed").select(*DIMENSIONS, "lower", "upper")
        intervals = {row[:3]: row[3:] for row in hidden.drop_nulls().iter_rows()}
        margins = margins_of(contributions, measure_code, book, terms.on)
        yield _Made(Vintage(sequence, margins, since, frozenset(row[:3] for row in hidden.iter_rows()), intervals), contributions, book)


def _of(frame: pl.DataFrame, block: Block) -> pl.DataFrame:
    return frame.filter(pl.all_horizontal(pl.col(name) == value for name, value in zip(BLOCK, block, strict=True)))


def _at(frame: pl.DataFrame, sequence: int) -> pl.DataFrame:
    return frame.filter(pl.col(VINTAGE) == sequence)


def _shaped(frame: pl.DataFrame, schema: Mapping[str, object]) -> pl.DataFrame:
    return frame.select(pl.col(name).cast(kind) for name, kind in schema.items())  # type: ignore[arg-type]
