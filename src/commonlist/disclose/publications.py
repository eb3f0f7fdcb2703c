"""What states publish of their own licensing to the figures of the summary that anybody knows: those need no protection.

- Only figures count that a state prints by a definition which is declared to be the summary's (`summary_states` in definitions.csv): that
  other figures are the same, by chance, or are not, tells nothing.
- A figure that its state prints is public. A count of which it prints another is never kept back, for readers would know what it is not: if
  it would have to be, the summary waits. Of money that is one hundredth less, which tells nothing.
- What follows from such figures by one sum at a time is public as well: a total over states, where only one has anything.
- What was published once stays known, also where its source is no longer landed.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

import polars as pl

from commonlist.disclose.cells import HUNDREDTHS, TOTAL
from commonlist.disclose.margins import DIMENSIONS, Codes

FIGURE = ("measure_code", "year", *DIMENSIONS, "amount")
FILE = "published.parquet"
DEFINITIONS = Path("crosswalks") / "common" / "definitions.csv"
MODEL = "intermediate.int_figures_published"
Figure = tuple[Any, ...]


@dataclass(frozen=True)
class Published:
    """Figures by FIGURE, the amount in hundredths: those that are printed now, and those that the last summary knew of."""

    printed: frozenset[Figure] = frozenset()
    before: frozenset[Figure] = frozenset()

    @cached_property
    def figures(self) -> frozenset[Figure]:
        """All of them."""
        return self.printed | self.before

    @cached_property
    def _places(self) -> frozenset[Figure]:
        return frozenset(figure[:-1] for figure in self.figures)

    def of(self, block: Iterable[object], amounts: Mapping[Codes, int]) -> frozenset[Codes]:
        """Which cells of a measure and year, whose amounts these are, are public."""
        where = tuple(block)
        printed = {codes for codes, amount in amounts.items() if (*where, *codes, amount) in self.figures}
        return frozenset(_with_sums(printed, amounts)) if printed else frozenset()

    def unlike(self, figures: Iterable[Figure]) -> list[Figure]:
        """Those of these figures of the summary in the place of which their state prints another one alone."""
        return [figure for figure in figures if figure[:-1] in self._places and figure not in self.figures]

    def write(self, folder: Path) -> None:
        """Keep the figures among the private files of a summary."""
        pl.DataFrame(sorted(self.figures), schema=_SCHEMA, orient="row").write_parquet(folder / FILE)


_SCHEMA: dict[str, Any] = dict.fromkeys(FIGURE, pl.String) | {"year": pl.Int32, "amount": pl.Int64}


def published(warehouse: Path | None, last: Path | None) -> Published:
    """What a warehouse has of what states publish, beside what the private files of the last summary know."""
    before = frozenset(pl.read_parquet(last / FILE).iter_rows()) if last and (last / FILE).is_file() else frozenset()
    now = _figures(warehouse) if warehouse else frozenset()
    return Published(now, before)


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
