"""What licensed value hangs on a common entry: by weight, per source and currency, from figures only."""

from datetime import date
from decimal import Decimal

import pytest

from commonlist.crosswalk.rows import MapRow
from commonlist.crosswalk.stake import Line, Stake, at_stake, largest_share, stakes_of
from commonlist.settings import settings
from places import ROOT


def row(item: str, common: str, predicate: str = "exact", status: str = "approved", **more: str) -> MapRow:
    return MapRow(
        item_code=item,
        predicate=predicate,
        common_code=common,
        status=status,
        justification="semapv:LexicalMatching",
        author="desk:xx",
        **more,
    )


def line(category: str, value: int, currency: str = "EUR", year: int = 2014) -> Line:
    return Line(category=category, currency=currency, period_end=date(year, 12, 31), value=Decimal(value))


LINES = [line("A", 60), line("B", 30), line("C", 10)]


@pytest.mark.parametrize(
    ("rows", "values"),
    [
        pytest.param([row("A", "ML1")], {"ML1": 60}, id="the value of a category hangs on its entry"),
        pytest.param([row("A", "ML1.a.2"), row("B", "ML1.b")], {"ML1": 90}, id="provisions add up to their entry"),
        pytest.param([row("A", "ML1", weight="0.75"), row("A", "ML2", weight="0.25")], {"ML1": 45, "ML2": 15}, id="a split goes by weight"),
        pytest.param([row("A", "ML1", status="proposed")], {"ML1": 60}, id="a proposal counts"),
        pytest.param([row("A", "ML1", status="withdrawn")], {}, id="a withdrawn row does not"),
        pytest.param([row("A", "ML1", "close"), row("B", "ML1", "not:exact")], {}, id="what does not add up carries no value"),
        pytest.param([row("A", "ML1", valid_to="2013-12-31")], {}, id="a row that had ended carries no value"),
        pytest.param([row("A", "ML1", valid_from="2014-12-31")], {"ML1": 60}, id="the first day of validity counts"),
    ],
)
def test_value_reaches_an_entry(rows: list[MapRow], values: dict[str, int]) -> None:
    found = stakes_of("xx_licences", LINES, rows)
    assert {entry: [stake.value for stake in stakes] for entry, stakes in found.items()} == {e: [Decimal(v)] for e, v in values.items()}
    assert all(stake.share == float(stake.value) / 100 for stakes in found.values() for stake in stakes)


def test_currencies_stay_apart() -> None:
    found = stakes_of("xx_licences", [line("A", 40, "EUR"), line("A", 7, "GBP"), line("B", 7, "GBP")], [row("A", "ML1")])
    assert [(stake.currency, stake.value, stake.share) for stake in found["ML1"]] == [("EUR", 40, 1.0), ("GBP", 7, 0.5)]


def test_the_largest_share_orders() -> None:
    stakes = {
        "ML1": tuple(Stake(source_id=name, currency="EUR", value=Decimal(1), share=share) for name, share in (("a", 0.1), ("b", 0.4)))
    }
    assert (largest_share("ML1", stakes), largest_share("ML2", stakes)) == (0.4, 0.0)


def test_without_statistics_nothing_is_at_stake(tmp_path, monkeypatch) -> None:
    monkeypatch.setenv("COMMONLIST_HOME", str(tmp_path))
    monkeypatch.setenv("COMMONLIST_ROOT", str(ROOT))
    settings.cache_clear()
    try:
        assert at_stake() == {}
    finally:
        settings.cache_clear()
