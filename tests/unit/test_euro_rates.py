"""What one euro was worth: the annual rates are the central bank's, and only of whole years."""

import csv

from places import ROOT


def rates() -> dict[tuple[str, int], tuple[str, int]]:
    with (ROOT / "crosswalks" / "common" / "euro_rates.csv").open(encoding="utf-8", newline="") as file:
        return {(row["currency_code"], int(row["year"])): (row["rate"], int(row["observation_count"])) for row in csv.DictReader(file)}


def test_annual_rates_are_those_the_central_bank_printed() -> None:
    printed = {("USD", 2012): "1.2848", ("GBP", 2012): "0.81087", ("CAD", 2012): "1.2842", ("JPY", 2012): "102.49", ("USD", 2020): "1.1422"}

    assert {key: rates()[key][0] for key in printed} == printed


def test_annual_rates_leave_no_year_out_and_rest_on_whole_years() -> None:
    years: dict[str, list[int]] = {}
    for code, year in rates():
        years.setdefault(code, []).append(year)

    assert {code: seen for code, seen in years.items() if seen != list(range(seen[0], 2026))} == {}
    assert {code: seen[0] for code, seen in years.items() if seen[0] > 1999} == {"BGN": 2001, "RON": 2006, "TRY": 2005}
    assert min(count for _, count in rates().values()) >= 250
    assert {"CAD", "GBP", "USD"} < years.keys()
