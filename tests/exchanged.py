"""Editions whose public tables hold what is awkward to exchange, for the tests of every form."""

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

import warehouses
from commonlist.publish import candidate, edition
from commonlist.settings import settings
from places import ROOT

NOW = datetime(2026, 3, 1, tzinfo=UTC)
HIDDEN = "POISON"


def figures() -> list[warehouses.Row]:
    """A figure, a zero, blanks of two kinds, a state without a code, a count, a year of another currency, and a comment like a formula."""
    blank = {"line_count": 3, "not_reported_count": 3}
    return [
        warehouses.figure(2023, "1500000.05", reported_count=4, line_count=4, caveat="=some lines have no figure"),
        warehouses.figure(2023, "-2.00", euro_rate="0.87", value_eur="-2.30", currency_code="USD"),
        warehouses.figure(2024, "0.00", None, reported_count=1, line_count=1),
        warehouses.figure(2024, None, **blank),
        warehouses.figure(2025, None, line_count=2),
        warehouses.figure(2025, "7.00", None, measure="licences_issued", unit="count", currency_code=None),
        warehouses.figure(2025, "8.00", reporting_state_code=None, reporting_state_name="Not stated"),
    ]


def marts() -> warehouses.Marts:
    """The usual marts with these figures; outside the public tables every text is poison."""
    definitions = [warehouses.definition(), warehouses.definition("licences_issued")]
    hidden = warehouses.source(
        "poison_denials", "2025-01-01", title=HIDDEN, is_public=False, url=HIDDEN, attribution=HIDDEN, terms_id=HIDDEN
    )
    accounts = [*warehouses.marts()["source_accounts"], hidden]
    items = [warehouses.item("ML1", HIDDEN)]
    return warehouses.marts(licensing_totals=figures(), definitions=definitions, source_accounts=accounts, control_items=items)


def publish(home: Path, rows: warehouses.Marts, **facts: Any) -> Path:
    """The folder of the edition made of these marts."""
    made = warehouses.let_pass(candidate.export(warehouses.write(home / "warehouse.duckdb", rows), home / "candidate"))
    return edition.commit(made.folder, now=NOW, **facts).folder


def published(home: Path) -> Path:
    """An edition that all tests of a module look at."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("COMMONLIST_ROOT", str(ROOT))
        patch.setenv("COMMONLIST_HOME", str(home))
        settings.cache_clear()
        folder = publish(home, marts())
    settings.cache_clear()
    return folder
