"""Invented contributions to a summary of licensing decisions: few states, items and destinations, many exporters alone in a cell."""

from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

import numpy as np
import polars as pl

from commonlist.attack.restricted import CODES, Restricted, proof_of
from commonlist.attack.tables import Printed, Summary
from commonlist.disclose import summary
from commonlist.disclose.primary import PrimaryRules
from commonlist.disclose.publications import Published
from commonlist.disclose.rules import RuleBook, VotedRules, read_rules
from places import ROOT

VALUE, REFUSED = "value_licensed", "licences_refused"
WHOLES = {VALUE: 0, REFUSED: 100}
UNITS = {VALUE: "EUR", REFUSED: "count"}
HANDBOOK = PrimaryRules(least_count=3, dominance=0.85, p_percent=0.1, request_share=0.5, interval=0.1)
UNKNOWN = Published()
Figures = frozenset[tuple[object, ...]]
KEYS = ("measure_code", "year", *CODES, "exporter_id", "is_requested")


def voted(measure: str, rules: PrimaryRules = HANDBOOK, **facts: Any) -> VotedRules:
    usual = {"reporting_state": "*", "common_code": "*", "valid_from": date(2020, 1, 1), "decision_id": "D001", "is_withheld": False}
    return VotedRules.model_validate(usual | facts | {"measure_code": measure, "rules": rules})


def terms(sequence: int, *more: VotedRules, published: Published = UNKNOWN) -> summary.Terms:
    rows = (*(voted(measure, intervals_above=0.5) for measure in WHOLES), *more)
    return summary.Terms(RuleBook(rows=rows), date(2026, 1, 1), sequence, WHOLES, published)


def as_voted(sequence: int) -> summary.Terms:
    """Under the rules of this project."""
    return replace(terms(sequence), book=read_rules(ROOT))


def line(codes: str, exporter: str, amount: int, measure: str = VALUE, **facts: Any) -> dict[str, Any]:
    """One contribution, its codes as in `XAA ML1 NOR`."""
    told = dict(zip(CODES, codes.split(), strict=True))
    return {"measure_code": measure, "year": 2024, "is_requested": False, "exporter_id": exporter, "amount": amount} | told | facts


def lines(count: int, seed: int = 1, measure: str = VALUE) -> list[dict[str, Any]]:
    """So many contributions of three states, four items, five destinations and six exporters a state, of very unlike size."""
    rng = np.random.default_rng(seed)
    states, items, places = ("XAA", "XAB", "XAC"), ("ML1", "ML10", "3", "5"), ("NOR", "SAU", "JPN", "CAN", "BRA")
    found = []
    for _ in range(count):
        state = states[rng.choice(3, p=(0.5, 0.3, 0.2))]
        codes = f"{state} {items[rng.integers(4)]} {places[rng.integers(5)]}"
        amount = 100 if measure == REFUSED else int(rng.lognormal(11, 1) * 100)
        found.append(line(codes, f"{state}:E{rng.integers(6)}", amount, measure))
    return found


def table(found: Iterable[dict[str, Any]]) -> pl.DataFrame:
    """The contributions added up by cell and exporter."""
    return pl.DataFrame(list(found)).group_by(KEYS).agg(pl.col("amount").sum()).with_columns(pl.col("year").cast(pl.Int32))


def public(made: summary.Summary, name: str = "an edition") -> Summary:
    """What an edition with this summary prints."""
    rows = summary.newest(made.cells).to_dicts()
    return Summary(
        name,
        {
            (row["measure_code"], row["year"], *(row[code] for code in CODES)): Printed(
                UNITS[row["measure_code"]],
                None if row["value_state"] != "reported" else Decimal(row["amount"]) / 100,
                *limits(row),
                row["value_state"],
                None,
                row["vintage_sequence"],
            )
            for row in rows
        },
    )


def limits(row: dict[str, Any]) -> Iterator[Decimal | None]:
    """Those of the interval that is printed of a cell, if one is."""
    return (None if row[side] is None else Decimal(row[side]) / 100 for side in ("lower", "upper"))


def restricted(made: summary.Summary) -> Restricted:
    return Restricted(*(getattr(made, name) for name in summary.PRIVATE))


def proofs(made: summary.Summary) -> list[Any]:
    """The proof of each block, with what every vintage of it prints."""
    rows = restricted(made)
    found = []
    for block in rows.blocks():
        part = rows.of(block)
        printed: dict[int, set[tuple[str, ...]]] = {}
        for sequence, state, *codes in part.cells.select("vintage_sequence", "value_state", *CODES).iter_rows():
            printed.setdefault(sequence, set()).update({tuple(codes)} if state == "reported" else set())
        shown = {sequence: frozenset(codes) for sequence, codes in printed.items()}
        told = part.cells.drop_nulls("lower").select(*CODES, "cell_sequence", "lower", "upper").iter_rows()
        between = {(row[:3], row[3]): row[4:6] for row in told}
        found.append(proof_of(part, shown, between, 100 if UNITS[block[0]] == "count" else 0))
    return found


def rows(made: summary.Summary) -> list[dict[str, Any]]:
    """The public table `licensing_summary` of an edition with this summary."""
    return [
        {
            **{name: row[name] for name in ("measure_code", "year", *CODES, "value_state", "vintage_sequence")},
            "unit": UNITS[row["measure_code"]],
            "value": Decimal(row["amount"]) / 100 if row["value_state"] == "reported" else None,
            **dict(zip(("value_lower", "value_upper"), limits(row), strict=True)),
            "reason_code": {"suppressed": "confidential", "withheld": "withheld"}.get(row["value_state"]),
            "is_synthetic": True,
        }
        for row in summary.newest(made.cells).to_dicts()
    ]


def states(made: summary.Summary, *codes: str, measure: str = VALUE) -> list[str]:
    """Whether the newest vintage has the figure of a cell, in words; nothing where it has no such cell."""
    wanted = dict(zip(summary.DIMENSIONS, codes, strict=True)) | {"measure_code": measure}
    return (
        summary.newest(made.cells).filter(pl.all_horizontal(pl.col(name) == code for name, code in wanted.items()))["value_state"].to_list()
    )


def crowd(codes: str, measure: str = VALUE, **facts: bool) -> list[dict[str, Any]]:
    """A cell of six exporters of nearly the same size."""
    return [line(codes, f"{codes.split(maxsplit=1)[0]}:E{number}", 1000 + number, measure, **facts) for number in range(6)]


def with_told(made: summary.Summary, told: Figures) -> Summary:
    """What an edition with this summary prints, beside statistics of states that tell these figures."""
    return replace(public(made), told=told)
