"""What states publish of their own licensing to the figures of the summary that anybody knows: those need no protection.

- A figure of the summary that its state prints elsewhere, the same to the hundredth, is public; one that differs is of another definition.
- What follows from such figures by one sum at a time is public as well: a total over states, where only one has anything.
- What was published once stays known, also where its source is no longer landed.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import polars as pl

from commonlist.disclose.cells import HUNDREDTHS, TOTAL
from commonlist.disclose.margins import DIMENSIONS, Codes

FIGURE = ("measure_code", "year", *DIMENSIONS, "amount")
FILE = "published.parquet"
MODEL = "intermediate.int_figures_published"
Figure = tuple[Any, ...]


@dataclass(frozen=True)
class Published:
    """Figures by FIGURE, the amount in hundredths; `new` are those that no earlier summary knew of."""

    figures: frozenset[Figure] = frozenset()
    new: frozenset[Figure] = frozenset()

    def of(self, block: Iterable[object], amounts: Mapping[Codes, int]) -> frozenset[Codes]:
        """Which cells of a measure and year, whose amounts these are, are public."""
        where = tuple(block)
        printed = {codes for codes, amount in amounts.items() if (*where, *codes, amount) in self.figures}
        return frozenset(_with_sums(printed, amounts)) if printed else frozenset()

    def write(self, folder: Path) -> None:
        """Keep the figures among the private files of a summary."""
        pl.DataFrame(sorted(self.figures), schema=_SCHEMA, orient="row").write_parquet(folder / FILE)


_SCHEMA: dict[str, Any] = dict.fromkeys(FIGURE, pl.String) | {"year": pl.Int32, "amount": pl.Int64}


def published(warehouse: Path | None, last: Path | None) -> Published:
    """What a warehouse has of what states publish, beside what the private files of the last summary know."""
    before = frozenset(pl.read_parquet(last / FILE).iter_rows()) if last and (last / FILE).is_file() else frozenset()
    now = _figures(warehouse) if warehouse else frozenset()
    return Published(before | now, now - before)


def _with_sums(known: set[Codes], cells: Iterable[Codes]) -> set[Codes]:
    """What is known once these cells are: of every sum with one part that is not, or only the total, that as well."""
    sums: dict[tuple[int, Codes], set[Codes]] = {}
    for codes in cells:
        for place in range(len(DIMENSIONS)):
            whole = (*codes[:place], TOTAL, *codes[place + 1 :])
            sums.setdefault((place, whole), set()).add(codes)
    before = -1
    while len(known) > before:
        before = len(known)
        for parts in sums.values():
            unknown = parts - known
            if len(unknown) == 1:
                known |= unknown
    return known


def _figures(warehouse: Path) -> frozenset[Figure]:
    import duckdb

    columns = f"{', '.join(FIGURE[:-1])}, cast(round(amount * {HUNDREDTHS}) as bigint)"
    with duckdb.connect(str(warehouse), read_only=True) as session:
        found = session.execute(f"select {columns} from {MODEL} where amount is not null").fetchall()  # noqa: S608 - our own names
    return frozenset(found)
