"""Landed licence decisions to the summary of the next edition: the landed rows that may be public, and a folder of private files.

- `landing/licence_decision/*/*.parquet` is read and goes no further; `landing/summary_cell/` has what any reader may see.
- `restricted/next/` holds the private files of the summary just made; the gate keeps them under the checksum of the public table.
- `restricted/waiting.csv` lists the figures of each exporter for which a revision waits, as they count in what is published, and as sent.
- A state that withholds a measure, of all items or some, is listed with that alone, whether or not there would be figures.
- A state that sent nothing of a year is listed as not reporting; while a revision waits, so is one that has sent for the first time.
- Value is licensed value in euro; licences issued and refused are counted by line: one decision on one item for one destination.
"""

import csv
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path
from secrets import token_bytes
from typing import Any

import polars as pl

from commonlist.disclose.cells import HUNDREDTHS, TOTAL
from commonlist.disclose.margins import DIMENSIONS
from commonlist.disclose.publications import published
from commonlist.disclose.rules import EVERY, read_rules
from commonlist.disclose.summary import BLOCK, NOTHING, PRIVATE, VINTAGE, Summary, Terms, newest, summarise, summary_of
from commonlist.schema.summary_cell import SummaryCell
from commonlist.settings import settings

DECISION, CELL = "licence_decision", "summary_cell"
VALUE = "value_licensed"
COUNTED = {"issued": "licences_issued", "refused": "licences_refused"}
REASONS = {"suppressed": "confidential", "withheld": "withheld"}
NEXT = "next"
TOLD = "told"
LOTS_KEY = "lots.key"
WAITING = "waiting.csv"


def restricted() -> Path:
    """Where private files lie: for the operator and the states' own staff alone."""
    return settings().restricted


def release(last: Path | None, sequence: int, warehouse: Path | None = None) -> tuple[str, ...]:
    """Protect what has landed after the private files of the last summary (None before the first); in words, which revisions wait,
    and of what other rules let more be published.

    `warehouse` knows what states publish themselves; without one they publish nothing. Raises DisclosureError where a rule is missing or a
    block cannot be protected.
    """
    decisions = _decisions()
    known = published(warehouse, last)
    terms = Terms(read_rules(settings().root), datetime.now(UTC).date(), sequence, _wholes(), known, _secret())
    summary = summarise(_contributions(decisions), _read(last), terms)
    told = _told(summary, decisions, last)
    write_private(summary)
    _write_waiting(summary.waiting)
    told.write_parquet(restricted() / NEXT / f"{TOLD}.parquet")
    known.write(restricted() / NEXT)
    _write_public(_public(summary, told, terms))
    return (*summary.held.values(), *summary.stays.values())


def _decisions() -> pl.DataFrame:
    paths = sorted((settings().landing / DECISION).glob("*/*.parquet"))
    columns = ["state_code", "exporter_id", "category_code", "destination_code", "decision", "decision_date", "value_eur"]
    columns += ["confidentiality_request_id", "is_synthetic"]
    frames = [pl.read_parquet(path, columns=columns) for path in paths]
    return pl.concat(frames) if frames else pl.DataFrame(schema=_NO_DECISIONS)


_NO_DECISIONS: dict[str, Any] = dict.fromkeys(
    ("state_code", "exporter_id", "category_code", "destination_code", "decision", "confidentiality_request_id"), pl.String
) | {"decision_date": pl.Date, "value_eur": pl.Decimal(20, 2), "is_synthetic": pl.Boolean}


def _contributions(decisions: pl.DataFrame) -> pl.DataFrame:
    """By measure, year, cell and exporter: how many hundredths, and whether the exporter asked for confidentiality."""
    named = decisions.select(
        "exporter_id",
        pl.col("decision").replace_strict(COUNTED, return_dtype=pl.String).alias("measure_code"),
        pl.col("decision_date").dt.year().alias("year"),
        *(pl.col(name).alias(code) for name, code in zip(("state_code", "category_code", "destination_code"), DIMENSIONS, strict=True)),
        (pl.col("value_eur") * HUNDREDTHS).cast(pl.Int64).alias("value"),
        pl.col("confidentiality_request_id").is_not_null().alias("is_requested"),
    )
    counted = named.with_columns(amount=pl.lit(HUNDREDTHS, dtype=pl.Int64))
    valued = named.filter(pl.col("measure_code") == COUNTED["issued"]).with_columns(measure_code=pl.lit(VALUE), amount="value")
    return (
        pl.concat([counted, valued])
        .group_by(*BLOCK, *DIMENSIONS, "exporter_id")
        .agg(pl.col("amount").sum(), pl.col("is_requested").any())
        .filter(pl.col("amount") > 0)
    )


def _public(summary: Summary, told: pl.DataFrame, terms: Terms) -> pl.DataFrame:
    """What any reader may see: no figure where one is hidden, and a line for each state that has sent nothing, or withholds it.

    A total over states is synthetic if a part of it may be.
    """
    invented = set(told.filter("is_synthetic")["state_code"])
    synthetic = invented | {TOTAL} if invented else invented
    cells = newest(summary.cells)
    lines = [*cells.to_dicts(), *_silences(cells, told, terms)]
    found = {tuple(line[name] for name in (*BLOCK, *DIMENSIONS)): line for line in reversed(lines)}
    rows = [_row(line, line[DIMENSIONS[0]] in synthetic) for line in found.values()]
    return pl.DataFrame(rows, schema={name: column.dtype.type for name, column in SummaryCell.to_schema().columns.items()}, orient="row")


def _row(cell: Mapping[str, Any], is_synthetic: bool) -> dict[str, Any]:  # noqa: FBT001
    return {
        **{name: cell[name] for name in (*BLOCK, *DIMENSIONS, "value_state", VINTAGE)},
        "unit": "EUR" if cell["measure_code"] == VALUE else "count",
        "value": _in_units(cell["amount"] if cell["value_state"] == "reported" else None),
        "value_lower": _in_units(cell.get("lower")),
        "value_upper": _in_units(cell.get("upper")),
        "reason_code": REASONS.get(cell["value_state"]),
        "is_synthetic": is_synthetic,
    }


def _in_units(hundredths: int | None) -> Decimal | None:
    return None if hundredths is None else Decimal(hundredths) / HUNDREDTHS


def _told(summary: Summary, decisions: pl.DataFrame, last: Path | None) -> pl.DataFrame:
    """Of each block and state whether what is published of the block has what the state sent of that year, be it nothing of the kind."""
    before = {row[:3]: row[3:] for row in pl.read_parquet(last / f"{TOLD}.parquet").iter_rows()} if last else {}
    invented = {*decisions.filter("is_synthetic")["state_code"], *(key[2] for key, (_, is_synthetic) in before.items() if is_synthetic)}
    sent = set(decisions.select("state_code", pl.col("decision_date").dt.year()).iter_rows())
    rows = []
    for block in sorted(summary.cells.select(BLOCK).unique().iter_rows()):
        known = {key[2]: has for key, (has, _) in before.items() if key[:2] == block}
        for state in sorted(known.keys() | set(decisions["state_code"])):
            has_told = known.get(state, False) if block in summary.held else (state, block[1]) in sent
            rows.append((*block, state, has_told, state in invented))
    schema = {"measure_code": pl.String, "year": pl.Int32, "state_code": pl.String, "has_told": pl.Boolean, "is_synthetic": pl.Boolean}
    return pl.DataFrame(rows, schema=schema, orient="row")


def _silences(cells: pl.DataFrame, told: pl.DataFrame, terms: Terms) -> Iterator[dict[str, Any]]:
    """By block the states that withhold something, then those that have sent nothing."""
    states = sorted(set(told["state_code"]))
    for block in cells.select(*BLOCK, VINTAGE).unique().sort(BLOCK).to_dicts():
        for state, item in terms.book.withheld(block["measure_code"], states, terms.on):
            yield block | _line(state, TOTAL if item == EVERY else item, "withheld")
        silent = told.filter(~pl.col("has_told"), *(pl.col(name) == block[name] for name in BLOCK))
        yield from (block | _line(state, TOTAL, "not_reported") for state in silent["state_code"])


def _line(state: str, item: str, value_state: str) -> dict[str, Any]:
    return {**dict(zip(DIMENSIONS, (state, item, TOTAL), strict=True)), "amount": 0, "value_state": value_state}


def _wholes() -> dict[str, int]:
    """The least by which figures of a measure differ (hundredths), where they are counts."""
    with (settings().root / "crosswalks" / "common" / "measures.csv").open(encoding="utf-8", newline="") as file:
        return {row["measure_code"]: HUNDREDTHS * (row["unit"] == "count") for row in csv.DictReader(file)}


def _secret() -> bytes:
    """What goes into the lots of intervals, made when first asked for: 32 bytes that nothing else tells."""
    path = restricted() / LOTS_KEY
    if not path.is_file():
        restricted().mkdir(mode=0o700, parents=True, exist_ok=True)
        with _replacing(path, 0o600) as draft:
            draft.write_bytes(token_bytes(32))
    return path.read_bytes()


def _read(folder: Path | None) -> Summary:
    if folder is None:
        return NOTHING
    return summary_of(pl.read_parquet(folder / f"{name}.parquet") for name in PRIVATE)


def write_private(summary: Summary) -> None:
    """Lay the private files of a summary aside until the gate has attacked it."""
    folder = restricted() / NEXT
    folder.mkdir(parents=True, exist_ok=True)
    restricted().chmod(0o700)
    for name in PRIVATE:
        getattr(summary, name).write_parquet(folder / f"{name}.parquet", compression="zstd", compression_level=3)


def waiting() -> list[str]:
    """The lines of what waited in the last build; none before the first."""
    path = restricted() / WAITING
    return path.read_text(encoding="utf-8").splitlines()[1:] if path.is_file() else []


def _write_waiting(rows: pl.DataFrame) -> None:
    with _replacing(restricted() / WAITING, 0o600) as draft:
        rows.with_columns(pl.col("counted", "sent") / HUNDREDTHS).write_csv(draft, float_precision=2)


def _write_public(rows: pl.DataFrame) -> None:
    path = settings().landing / CELL / "summary" / "now.parquet"
    path.parent.mkdir(parents=True, exist_ok=True)
    with _replacing(path) as draft:
        SummaryCell.validate(rows.sort(*BLOCK, *DIMENSIONS)).write_parquet(draft)


@contextmanager
def _replacing(path: Path, mode: int = 0o666) -> Iterator[Path]:
    """A file to write, of this mode less what the process masks, that takes the place of the one at `path` when it is written."""
    draft = path.with_name(f".{path.name}.tmp")
    draft.touch(mode=mode)
    yield draft
    draft.replace(path)
