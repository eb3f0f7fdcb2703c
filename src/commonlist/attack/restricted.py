"""The private files of an edition to the proof of each block, and to who knows what of it.

Reads `contributions`, `cells`, `revisions`, `witnesses` and `rules`, which hold every vintage of every block so far. Adds up anew what
each knows: nothing of this is taken from the protection but the levels, and since when each cell has its content.
"""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from itertools import product
from pathlib import Path

import polars as pl

from commonlist.attack.checker import ALL, Cell, Codes, Edition, Limits, Proof
from commonlist.attack.statistics import Figure, known

CODES = ("reporting_state_code", "item_code", "destination_code")
BLOCK = ("measure_code", "year")
VINTAGE = "vintage_sequence"
FILES = ("contributions", "cells", "revisions", "witnesses", "rules")
Block = tuple[str, int]


@dataclass(frozen=True)
class Restricted:
    """The five tables of a folder below `restricted/`."""

    contributions: pl.DataFrame
    cells: pl.DataFrame
    revisions: pl.DataFrame
    witnesses: pl.DataFrame
    rules: pl.DataFrame

    def blocks(self) -> list[Block]:
        """Each measure and year."""
        return sorted(self.cells.select(BLOCK).unique().iter_rows())

    def of(self, block: Block) -> "Restricted":
        """The rows of one block."""
        return Restricted(*(_of(getattr(self, name), block) for name in FILES))

    def since(self, sequence: int) -> dict[Codes, int]:
        """Of one vintage of a block, since when each cell has its content."""
        rows = self.cells.filter(pl.col(VINTAGE) == sequence).select(*CODES, "cell_sequence")
        return {row[:3]: row[3] for row in rows.iter_rows()}

    def public(self, told: Collection[Figure]) -> dict[Cell, int]:
        """Of one block, the cells of all vintages that anybody knows by what states publish, and their amounts."""
        found: dict[Cell, int] = {}
        for *block, sequence in self.cells.select(*BLOCK, VINTAGE).unique().iter_rows():
            since = self.since(sequence)
            rows = self.cells.filter(pl.col(VINTAGE) == sequence).select(*CODES, "amount")
            amounts = {row[:3]: row[3] for row in rows.iter_rows()}
            found |= {(codes, since[codes]): amounts[codes] for codes in known((block[0], block[1]), amounts, told)}
        return found


def read(folder: Path) -> Restricted:
    """The tables of a folder."""
    return Restricted(*(pl.read_parquet(folder / f"{name}.parquet") for name in FILES))


def proof_of(block: Restricted, printed: Mapping[int, frozenset[Codes]], limits: Mapping[Cell, Limits], least: int) -> Proof:
    """The proof of a block of which, in each vintage, these cells are printed, of others intervals (`limits`).

    No innermost cell is less than `least` (hundredths).
    """
    since = {sequence: block.since(sequence) for sequence in block.cells[VINTAGE].unique().sort()}
    amounts = {row[:3] + row[3:4]: row[4] for row in block.cells.select(*CODES, "cell_sequence", "amount").iter_rows()}
    levels = {row[:3] + row[3:4]: row[4] for row in block.cells.select(*CODES, "cell_sequence", "level").iter_rows()}
    differences = {
        ((row[:3], row[4]), (row[:3], row[3])): row[5]
        for row in block.revisions.select(*CODES, "before_sequence", "after_sequence", "level").iter_rows()
    }
    shares = _shares(block, since)
    return Proof(
        tuple(Edition(since[sequence], printed.get(sequence, frozenset())) for sequence in since),
        {(key[:3], key[3]): amount for key, amount in amounts.items()},
        least,
        {(key[:3], key[3]): level for key, level in levels.items() if level},
        differences,
        shares,
        {who: frozenset(_all_theirs(own, shares, differences, who)) for who, own in shares.items()},
        _witnesses(block),
        limits,
    )


def _witnesses(block: Restricted) -> dict[int, dict[Cell, int]]:
    found: dict[int, dict[Cell, int]] = {}
    for witness, state, item, destination, since, change in block.witnesses.select(
        "witness", *CODES, "cell_sequence", "change"
    ).iter_rows():
        found.setdefault(witness, {})[(state, item, destination), since] = change
    return found


def _shares(block: Restricted, since: Mapping[int, Mapping[Codes, int]]) -> dict[str, dict[Cell, int]]:
    """How much of each cell each state and each exporter holds, in every vintage, by adding up contributions to all margins."""
    found: dict[str, dict[Cell, int]] = {}
    for sequence, cells in since.items():
        own: dict[tuple[str, Codes], int] = {}
        rows = block.contributions.filter(pl.col(VINTAGE) == sequence).select("exporter_id", *CODES, "amount")
        for exporter, state, item, destination, amount in rows.iter_rows():
            for margin in product((state, ALL), (item, ALL), (destination, ALL)):
                for who in (f"the state {state}", f"the exporter {exporter}"):
                    own[who, margin] = own.get((who, margin), 0) + amount
        for (who, codes), amount in own.items():
            found.setdefault(who, {})[codes, cells[codes]] = amount
    return found


def _all_theirs(
    own: Mapping[Cell, int], shares: Mapping[str, Mapping[Cell, int]], differences: Mapping[tuple[Cell, Cell], int], who: str
) -> Iterator[tuple[Cell, Cell]]:
    """The revisions that nobody else had a part in: of an exporter no other exporter's, of a state no other state's share moved."""
    kind = who.partition(" ")[0] + " " + who.split(" ")[1]
    for after, before in differences:
        others = (held for other, held in shares.items() if other != who and other.startswith(kind))
        if own.get(after, 0) != own.get(before, 0) and all(held.get(after, 0) == held.get(before, 0) for held in others):
            yield after, before


def _of(frame: pl.DataFrame, block: Block) -> pl.DataFrame:
    return frame.filter((pl.col(BLOCK[0]) == block[0]) & (pl.col(BLOCK[1]) == block[1]))
