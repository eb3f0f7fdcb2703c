"""The public Parquet files of an edition to the summary they print, and to what they say beside it that they must not.

- The summary has the columns of its contract and no other, one row a cell, in the order of the keys.
- A cell is reported with its true figure, or has none and one reason; an interval is of one that is suppressed. What the private files
  have is listed, and nothing else is.
- No public Parquet file, nor any delta of one, names an exporter or a parameter of the rules, in a row, a column or its metadata.
- No other public table has in one row a state, an item or a destination, a year and the true figure of a cell that is suppressed; what led
  from the edition before to the summary says of each cell what the summary does.
"""

import re
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from itertools import combinations
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq

from commonlist.attack import statistics
from commonlist.attack.checker import ALL, Codes, Limits
from commonlist.attack.restricted import CODES, Block, Restricted
from commonlist.attack.statistics import Figure

SUMMARY = "licensing_summary"
COLUMNS = (
    *("measure_code", "year", *CODES, "unit", "value", "value_lower", "value_upper", "value_state", "reason_code", "is_synthetic"),
    "vintage_sequence",
)
KEY = COLUMNS[:5]
REASONS = {"reported": None, "suppressed": "confidential", "withheld": "withheld", "not_reported": None}
UNTOLD = ("not_reported", "withheld")
CHANGE, REMOVED = "change", "removed"
PARAMETERS = (
    "least_count",
    "dominance",
    "dominance_count",
    "p_percent",
    "least_value",
    "request_share",
    "intervals_above",
    "protection_level",
    "secondary",
    "primary_suppression",
)
LEAST_DIGITS = 3
ONE = 100
UNIT, COUNT = "EUR", "count"
CODE = re.compile(r"\b(?:[A-Z]{3}|ML[0-9]{1,2}|[0-9])\b")
NUMBER = re.compile(r"\b[0-9][0-9,]*(?:[.][0-9]+)?\b")
Key = tuple[str, int, str, str, str]
Hidden = dict[frozenset[str], list[tuple[int, int, str]]]


@dataclass(frozen=True)
class Printed:
    """One row of the summary."""

    unit: str
    value: Decimal | None
    value_lower: Decimal | None
    value_upper: Decimal | None
    value_state: str
    reason_code: str | None
    vintage_sequence: int


@dataclass(frozen=True)
class Summary:
    """The summary of one edition, by key, and what states publish themselves in its other tables."""

    edition: str
    rows: Mapping[Key, Printed]
    told: frozenset[Figure] = frozenset()

    def tables(self, block: Block) -> dict[int, dict[Codes, float | None]]:
        """What is printed of a block, by vintage."""
        found: dict[int, dict[Codes, float | None]] = {}
        for key, row in self.rows.items():
            if key[:2] == block and row.value_state not in UNTOLD:
                found.setdefault(row.vintage_sequence, {})[key[2:]] = None if row.value is None else float(row.value)
        return found

    def limits(self, block: Block) -> dict[int, dict[Codes, Limits]]:
        """The intervals that are printed of a block, by vintage (hundredths)."""
        found: dict[int, dict[Codes, Limits]] = {}
        for key, row in self.rows.items():
            if key[:2] == block and row.value_lower is not None and row.value_upper is not None:
                lower, upper = int(row.value_lower * 100), int(row.value_upper * 100)
                found.setdefault(row.vintage_sequence, {})[key[2:]] = lower, upper
        return found

    def least(self, block: Block) -> int:
        """The least (hundredths) of an innermost cell of a block that is not absent: one where decisions are counted, else zero."""
        return max((ONE for key, row in self.rows.items() if key[:2] == block and row.unit == COUNT), default=0)


def read(folder: Path) -> Summary:
    """The summary of an edition; nothing where it has none."""
    path = folder / "public" / f"{SUMMARY}.parquet"
    if not path.is_file():
        return Summary(folder.name, {})
    facts = (*KEY, *Printed.__dataclass_fields__)
    rows = {_key(row): Printed(*(row[name] for name in facts[len(KEY) :])) for row in pq.read_table(path, columns=list(facts)).to_pylist()}
    return Summary(folder.name, rows, statistics.read(folder, {key[2] for key in rows} - {ALL}))


def misprints(folder: Path, restricted: Restricted) -> Iterator[tuple[str, str]]:
    """Where the summary is not what it may be: which cell, and what is wrong."""
    table = pq.read_table(folder / "public" / f"{SUMMARY}.parquet")
    if tuple(table.column_names) != COLUMNS:
        yield SUMMARY, f"has the columns {', '.join(table.column_names)}"
        return
    rows = table.to_pylist()
    keys = [_key(row) for row in rows]
    if keys != sorted(set(keys)):
        yield SUMMARY, "is not in the order of its keys, one row each"
    true = newest(restricted)
    reporting = {(key[:2], key[2]) for key in true}
    for row in rows:
        key = _key(row)
        yield from ((_told(key), what) for what in _wrong(row, true.get(key), (key[:2], key[2]) in reporting))
    yield from ((_told(key), "is left out, as if it were zero") for key in sorted(true.keys() - set(keys)))


def _wrong(row: dict[str, Any], true: tuple[int, int, str] | None, is_reporting: bool) -> Iterator[str]:  # noqa: FBT001
    state = row["value_state"]
    if REASONS.get(state, "") != row["reason_code"]:
        yield f"is {state} for the reason {row['reason_code']}"
    if (row["value"] is None) != (state != "reported"):
        yield f"is {state} and has {'no' if row['value'] is None else 'a'} value"
    if state != "suppressed" and (row["value_lower"], row["value_upper"]) != (None, None):
        yield f"is {state} and has an interval"
    if true is None:
        if state not in UNTOLD or (state == "not_reported" and is_reporting) or row[CODES[2]] != ALL:
            yield f"is {state} and there is nothing of it"
        return
    amount, sequence, true_state = true
    if row["value"] is not None and row["value"] * 100 != amount:
        yield "prints another figure than the true one"
    if state != true_state:
        yield f"is {state}, not {true_state}"
    if row["vintage_sequence"] != sequence:
        yield f"is of vintage {row['vintage_sequence']}, not {sequence}"


def words(folder: Path, restricted: Restricted) -> Iterator[tuple[str, str]]:
    """Public Parquet files that name what no public byte may name: which file, and what."""
    exporters = set(restricted.contributions["exporter_id"])
    for path in public_files(folder):
        name = path.relative_to(folder).as_posix()
        table = pq.read_table(path)
        told = "\n".join([*table.column_names, *_metadata(table.schema)])
        yield from ((name, f"names the parameter {word}") for word in PARAMETERS if word in told)
        texts = {text for column in table.columns for text in _texts(column)}
        texts |= set(told.replace('"', " ").split())
        yield from ((name, "names an exporter") for _ in range(bool(texts & exporters)))
        yield from ((name, f"names the parameter {word}") for word in PARAMETERS if word in texts)


def public_files(folder: Path) -> list[Path]:
    """Every public Parquet file of an edition, its deltas among them."""
    return sorted((*(folder / "public").rglob("*.parquet"), *(folder / "delta" / "public").rglob("*.parquet")))


def copies(folder: Path, restricted: Restricted, known: Collection[Figure] = ()) -> Iterator[tuple[str, str]]:
    """Rows of other public tables that print, or print rounded, a figure that is suppressed: which file, and of which cell.

    Figures that are `known` from what states publish themselves are left to the attack, which knows them. One by another definition that
    the edition explains is no figure of the summary, also where it is the same.
    """
    same, explained = statistics.definitions(folder)
    hidden = _hidden(restricted, known)
    codes = {code for key in hidden for code in key}
    rows = {_key(row): row for row in pq.read_table(folder / "public" / f"{SUMMARY}.parquet").to_pylist()}
    for path in public_files(folder):
        name = path.relative_to(folder).as_posix()
        if path.stem != SUMMARY:
            for row in pq.read_table(path).to_pylist():
                definition, state = row.get(statistics.DEFINITION), row.get(statistics.STATE)
                if definition in explained and (definition, state) not in same:
                    continue
                yield from ((name, f"prints {cell}") for cell in _copied(row, hidden, codes))
        elif path.parent != folder / "public":
            yield from ((name, f"{told} is another line than in the summary") for told in _strange(pq.read_table(path).to_pylist(), rows))


def _strange(delta: list[dict[str, Any]], rows: Mapping[Key, dict[str, Any]]) -> Iterator[str]:
    """The lines of a delta of the summary that say something else than it does; of a cell that is there no more only its key is told."""
    for row in delta:
        printed = {name: value for name, value in row.items() if name != CHANGE}
        is_removed = row.get(CHANGE) == REMOVED
        expected = dict.fromkeys(COLUMNS) | {name: row[name] for name in KEY} if is_removed else rows.get(_key(row))
        if printed != expected:
            yield _told(_key(row))


def _copied(row: dict[str, Any], hidden: Hidden, codes: set[str]) -> Iterator[str]:
    """The hidden cells whose codes and year stand in the row, with their figure; a row about another place is about no cell."""
    texts = [value for value in row.values() if isinstance(value, str)]
    named = {word for text in texts for word in CODE.findall(text)} - {UNIT}
    if any(len(word) == 3 and word.isalpha() and word not in codes for word in named):
        return
    numbers = [value for value in row.values() if isinstance(value, int | float | Decimal) and not isinstance(value, bool)]
    numbers += [Decimal(word.replace(",", "")) for text in texts for word in NUMBER.findall(text)]
    known = sorted(named & codes)
    for some in (one for size in range(1, len(CODES) + 1) for one in combinations(known, size)):
        for year, amount, told in hidden.get(frozenset(some), ()):
            if year in numbers and any(_tells(value, amount) for value in numbers if value != year):
                yield told


def _tells(value: float | Decimal, amount: int) -> bool:
    """Whether a number is the amount (hundredths), or the amount rounded to units, thousands or millions with what still tells."""
    printed = Decimal(str(value))
    for unit in (1, 1_000, 1_000_000):
        exact = Decimal(amount) / 100 / unit
        digits = -int(printed.as_tuple().exponent)
        if len(printed.as_tuple().digits) >= LEAST_DIGITS and round(exact, max(digits, 0)) == printed:
            return True
    return False


def _hidden(restricted: Restricted, known: Collection[Figure]) -> Hidden:
    found: Hidden = {}
    content = ["measure_code", "year", *CODES, "cell_sequence"]
    is_reported = restricted.cells["value_state"] == "reported"
    for row in restricted.cells.filter(~is_reported).join(restricted.cells.filter(is_reported), on=content, how="anti").to_dicts():
        if (row["measure_code"], row["year"], *(row[name] for name in CODES), row["amount"]) in known:
            continue
        codes = frozenset(row[name] for name in CODES if row[name] != "_T")
        told = _told((row["measure_code"], row["year"], *(row[name] for name in CODES)))
        found.setdefault(codes, []).append((row["year"], row["amount"], told))
    return found


def newest(restricted: Restricted) -> dict[Key, tuple[int, int, str]]:
    """Of each block the newest vintage: true amount, sequence and state of each cell."""
    newest: dict[tuple[str, int], int] = {}
    rows = restricted.cells.to_dicts()
    for row in rows:
        block = (row["measure_code"], row["year"])
        newest[block] = max(newest.get(block, 0), row["vintage_sequence"])
    return {
        _key(row): (row["amount"], row["vintage_sequence"], row["value_state"])
        for row in rows
        if row["vintage_sequence"] == newest[row["measure_code"], row["year"]]
    }


def _metadata(schema: Any) -> Iterator[str]:
    for described in (schema.metadata or {}, *(field.metadata or {} for field in schema)):
        yield from (value.decode("utf-8", "replace") for value in described.values())


def _texts(column: Any) -> set[str]:
    import pyarrow as pa

    return set(column.unique().to_pylist()) - {None} if pa.types.is_string(column.type) or pa.types.is_large_string(column.type) else set()


def _key(row: Mapping[str, Any]) -> Key:
    return tuple(row[name] for name in KEY)


def _told(key: Key) -> str:
    return f"{key[0]} of {key[1]}: {', '.join(key[2:])}"
