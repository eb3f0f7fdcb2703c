"""Leaks to plant in the tables of the second of two editions: whatever lets somebody compute what it keeps back."""

from collections.abc import Callable
from decimal import Decimal
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

import submitted
from commonlist.disclose import release, summary

SUMMARY = "public/licensing_summary.parquet"
Rows = list[dict[str, Any]]
ONCE = [*submitted.lines(150), *submitted.lines(30, 2, submitted.REFUSED)]
LATER = [*ONCE, *submitted.lines(8, 7)]


def amounts(made: Path) -> dict[tuple[Any, ...], int]:
    """The true figures of the newest vintages, by key."""
    cells = summary.newest(summary.summary_of(release.pl.read_parquet(made / f"{name}.parquet") for name in summary.PRIVATE).cells)
    return {tuple(row[name] for name in ("measure_code", "year", *submitted.CODES)): row["amount"] for row in cells.to_dicts()}


def key(row: dict[str, Any]) -> tuple[Any, ...]:
    return tuple(row[name] for name in ("measure_code", "year", *submitted.CODES))


class Plant:
    """The second edition and what it hides, and ways to write to its tables."""

    def __init__(self, editions: Path, private: Path) -> None:
        self.editions, self.folder, self.amounts = editions, editions / "2026.03.1", amounts(private)
        self.rows: Rows = pq.read_table(self.folder / SUMMARY).to_pylist()
        self.hidden = [row for row in self.rows if row["value"] is None and row["measure_code"] == submitted.VALUE]

    def true(self, row: dict[str, Any]) -> Decimal:
        return Decimal(self.amounts[key(row)]) / 100

    def first(self, *totals: int) -> dict[str, Any]:
        """The first hidden cell that is a total in these dimensions (by place) and in no other."""
        wanted = {code: place in totals for place, code in enumerate(submitted.CODES)}
        return next(row for row in self.hidden if all((row[code] == "_T") == is_total for code, is_total in wanted.items()))

    def print_it(self, row: dict[str, Any], value: Decimal | None = None, **facts: Any) -> None:
        row |= {"value": self.true(row) if value is None else value, "value_state": "reported", "reason_code": None} | facts
        self.write(self.rows)

    def write(self, rows: Rows, path: str = SUMMARY, **metadata: str) -> None:
        table = pq.read_table(self.folder / SUMMARY)
        extra = {name for row in rows for name in row} - set(table.column_names)
        schema = pa.schema([*table.schema, *(pa.field(name, pa.infer_type([row.get(name) for row in rows])) for name in sorted(extra))])
        schema = schema.with_metadata({**(table.schema.metadata or {}), **metadata})
        pq.write_table(pa.Table.from_pylist(rows, schema=schema), self.folder / path)

    def lay(self, name: str, rows: Rows) -> None:
        """Another public table, with these columns."""
        pq.write_table(pa.Table.from_pylist(rows), self.folder / name)

    def told(self, **facts: Any) -> dict[str, Any]:
        """A row of another table about a hidden cell."""
        row = self.first()
        return {
            "year": row["year"],
            "state": row[submitted.CODES[0]],
            "item": row[submitted.CODES[1]],
            "place": row[submitted.CODES[2]],
        } | facts


def left_out(plant: Plant) -> None:
    plant.write([row for row in plant.rows if row is not plant.first()])


def by_size(plant: Plant) -> None:
    plant.write(sorted(plant.rows, key=lambda row: -plant.amounts[key(row)]))


def said(**facts: Any) -> Callable[[Plant], None]:
    def plant_it(plant: Plant) -> None:
        plant.first().update(facts)
        plant.write(plant.rows)

    return plant_it


def with_column(name: str, of: Callable[[Plant, dict[str, Any]], Any]) -> Callable[[Plant], None]:
    return lambda plant: plant.write([row | {name: of(plant, row)} for row in plant.rows])


def twice(plant: Plant) -> None:
    total = next(row for row in plant.rows if row["value"] is not None)
    plant.write([*plant.rows, total | {"value": total["value"] + 1}])


def noisy(plant: Plant) -> None:
    shown = next(row for row in plant.rows if row["value"] is not None)
    plant.print_it(shown, shown["value"] + 10)


def another_vintage(plant: Plant) -> None:
    plant.write([row | {"vintage_sequence": 1} for row in plant.rows])


def earlier_edition(plant: Plant) -> None:
    """The edition before printed a cell that this one hides, and that did not change."""
    path = plant.editions / "2026.03.0" / SUMMARY
    rows = pq.read_table(path).to_pylist()
    hidden = next(row for row in rows if row["value"] is None and row["measure_code"] == submitted.REFUSED)
    hidden |= {"value": plant.true(hidden), "value_state": "reported"}
    pq.write_table(pa.Table.from_pylist(rows, schema=pq.read_schema(path)), path)


def limited(of: Callable[[Decimal], tuple[Decimal | None, Decimal | None]], state: str = "suppressed") -> Callable[[Plant], None]:
    """The first innermost cell that is kept back, or reported, with an interval made from its figure."""

    def plant_it(plant: Plant) -> None:
        row = plant.first() if state == "suppressed" else next(row for row in plant.rows if row["value_state"] == state)
        row["value_lower"], row["value_upper"] = of(plant.true(row))
        plant.write(plant.rows)

    return plant_it


def about(share: str) -> Callable[[Decimal], tuple[Decimal, Decimal]]:
    """The figure and a share of it to both sides."""
    return lambda value: (round(value * (1 - Decimal(share)), 2), round(value * (1 + Decimal(share)), 2))


def around(value: Decimal) -> tuple[Decimal, Decimal]:
    """The rungs of the ladder next to the figure."""
    rungs = [Decimal(digit) * 10**power for power in range(12) for digit in (1, 2, 5)]
    return max(rung for rung in rungs if rung <= value), min(rung for rung in rungs if rung > value)


def earlier_interval(plant: Plant) -> None:
    """The edition before printed another interval of a cell that did not change."""
    path = plant.editions / "2026.03.0" / SUMMARY
    rows = pq.read_table(path).to_pylist()
    hidden = next(row for row in rows if row["value_lower"] and row["measure_code"] == submitted.REFUSED)
    hidden["value_upper"] *= 10
    pq.write_table(pa.Table.from_pylist(rows, schema=pq.read_schema(path)), path)


def by_itself(plant: Plant) -> None:
    """The revision as it would be protected if nothing had been published before."""
    alone = summary.summarise(submitted.table(LATER), summary.NOTHING, submitted.as_voted(2))
    refused = [row for row in plant.rows if row["measure_code"] == submitted.REFUSED]
    plant.write([*refused, *(row for row in submitted.rows(alone) if row["measure_code"] == submitted.VALUE)])


def metadata(**facts: str) -> Callable[[Plant], None]:
    return lambda plant: plant.write(plant.rows, **facts)


def delta(plant: Plant) -> None:
    row = plant.first()
    plant.lay("delta/public/licensing_summary.parquet", [row | {"change": "changed", "value": plant.true(row)}])


def delta_with_limits(plant: Plant) -> None:
    row = plant.first()
    limits = {"value_lower": plant.true(row), "value_upper": plant.true(row) + 1}
    plant.lay("delta/public/licensing_summary.parquet", [row | {"change": "changed"} | limits])


def delta_that_remembers(plant: Plant) -> None:
    plant.lay("delta/public/licensing_summary.parquet", [plant.first() | {"change": "removed"}])


def delta_of_another(plant: Plant) -> None:
    plant.lay("delta/public/licensing_totals.parquet", [{"change": "added", "exporter": "XAA:E1"}])


def table(**facts: Callable[[Plant], Any]) -> Callable[[Plant], None]:
    """A subset of the summary in a table of its own."""
    return lambda plant: plant.lay("public/licensing_by_region.parquet", [plant.told(**{name: of(plant) for name, of in facts.items()})])


def own_statistics(plant: Plant) -> None:
    """A table of what states publish themselves prints how many licences a state refused for an item: as many as the summary hides."""
    row = next(row for row in plant.rows if row["value"] is None and row["measure_code"] == submitted.REFUSED and plant.amounts[key(row)])
    state, item, place = (row[name] for name in submitted.CODES)
    told = {"source_id": "xa_report", "definition_code": "xa_report:refused", "currency_code": "", "unit": "count"}
    told |= {"line_count": 1, "reported_count": 1, "not_applicable_count": 0, "caveat": None}
    told |= {name: row[name] for name in ("measure_code", "year", "reporting_state_code")}
    told |= {"value_original": plant.true(row), "value_eur": plant.true(row), "common_code": item, "destination_code": place}
    assert place != "_T" and item != "_T" and state != "_T"
    rows = [told | {"destination_role": "destination"}]
    plant.lay("catalog/licensing_by_item_destination.parquet", rows)
    plant.lay("public/sources.parquet", rows)
    plant.lay("public/definitions.parquet", [{"definition_code": "xa_report:refused", "summary_states": state}])


def true_of(plant: Plant) -> Decimal:
    return plant.true(plant.first())


IN_TABLES: dict[str, Callable[[Plant], None]] = {
    "an innermost cell is printed": lambda plant: plant.print_it(plant.first()),
    "a total over items is printed": lambda plant: plant.print_it(plant.first(1)),
    "a total over destinations is printed": lambda plant: plant.print_it(plant.first(2)),
    "a total over states is printed": lambda plant: plant.print_it(plant.first(0)),
    "a cell is printed in thousands": lambda plant: plant.print_it(plant.first(), round(true_of(plant), -3)),
    "a cell is printed rounded to euro": lambda plant: plant.print_it(plant.first(), round(true_of(plant), 0)),
    "a cell is printed with noise": lambda plant: plant.print_it(plant.first(), true_of(plant) + 1),
    "a cell is printed as zero": lambda plant: plant.print_it(plant.first(), Decimal(0)),
    "a cell is left out as if it were zero": left_out,
    "a figure that may be printed is another": noisy,
    "a cell keeps its figure and is said to be kept back": lambda plant: plant.print_it(plant.first(), value_state="suppressed"),
    "a cell is said to be reported and has no figure": said(value_state="reported", reason_code=None),
    "a reason says that a cell is sensitive by itself": said(reason_code="primary"),
    "a reason says that a cell only protects others": said(reason_code="secondary"),
    "a reason says who asked": said(reason_code="requested"),
    "a cell is said to be withheld that is not": said(value_state="withheld", reason_code="withheld"),
    "a cell is said not to be reported": said(value_state="not_reported", reason_code=None),
    "a total is published twice": twice,
    "a column says how many contribute": with_column("contributor_count", lambda plant, row: plant.amounts[key(row)] % 7),
    "a column says what is sensitive by itself": with_column("is_primary", lambda _, row: row["value"] is None),
    "a column has the protection level": with_column("protection_level", lambda plant, row: plant.amounts[key(row)] / 10),
    "a column has bounds": with_column("at_least", lambda plant, row: plant.amounts[key(row)] // 200),
    "an interval is too narrow": limited(around),
    "an interval is the figure and a hundredth of it to both sides": limited(about("0.01")),
    "an interval is the figure and half of it to both sides": limited(about("0.5")),
    "an interval has its figure beside it": limited(lambda value: (10 * value, 50 * value)),
    "an interval has one limit": limited(lambda value: (round(value, 2), None)),
    "a reported cell has an interval": limited(around, "reported"),
    "an interval is gone": limited(lambda _: (None, None)),
    "an interval changes between editions and its cell does not": earlier_interval,
    "rows stand in the order of what they hide": by_size,
    "a revision passes for what it revises": another_vintage,
    "the edition before printed what did not change": earlier_edition,
    "a revision was protected by itself": by_itself,
    "metadata name a parameter of the rules": metadata(rules="p_percent 0.1"),
    "metadata name an exporter": metadata(about="without XAA:E1"),
    "a delta has the figure": delta,
    "a delta has narrower limits": delta_with_limits,
    "a delta says what a removed line said": delta_that_remembers,
    "a delta of another table names an exporter": delta_of_another,
    "a subset stands in another table": table(value=true_of),
    "a subset stands in another table in thousands": table(thousand=lambda plant: round(true_of(plant) / 1000, 2)),
    "a subset stands in another table in millions": table(million=lambda plant: round(true_of(plant) / 1_000_000, 4)),
    "a subset stands in another table as text": table(text=lambda plant: f"worth {true_of(plant):,.2f} euro"),
    "another table prints a count of the state's own": own_statistics,
    "another table names an exporter": table(largest=lambda _: "XAA:E1"),
    "another table has a column of the rules": table(least_count=lambda _: 3),
}
