"""The annual euro rates of the stewards' room to what no conversion may rest on: unknown money, the euro itself, half a year.

- The European Central Bank sets a rate on every day its payment system works, which is on 250 days of a year or more; a mean of fewer
  is not the rate of a year, and the running year has none.
- The euro has no row: one euro is one euro in every year, also in those before and after the rates.
"""

from datetime import UTC, datetime

from commonlist.crosswalk.sheet import Row, Sheet

EURO = "EUR"
WORKING_DAYS_OF_A_YEAR = 250


def check_euro_rates(sheet: Sheet, sheets: dict[str, Sheet]) -> None:
    """Report rates of no known currency and of no whole year; `sheets` are the common tables by file name."""
    currencies = {row["currency_code"] for row in sheets["currencies.csv"].rows} if "currencies.csv" in sheets else set()
    for row in sheet.rows:
        _check_currency(row, sheet, currencies)
        _check_year(row, sheet)


def _check_currency(row: Row, sheet: Sheet, currencies: set[str]) -> None:
    code = row["currency_code"]
    if code == EURO:
        sheet.report("euro_in_euro", "the euro needs no rate", "delete the row", line=row.line, column="currency_code")
    elif code not in currencies:
        next_step = "add it to currencies.csv, or correct the code"
        sheet.report("unknown_code", f"no currency {code!r}", next_step, line=row.line, column="currency_code")


def _check_year(row: Row, sheet: Sheet) -> None:
    year, count = row["year"], row["observation_count"]
    if year.isdecimal() and int(year) >= datetime.now(UTC).year:
        next_step = "wait until the year is over; until then its figures have no value in euro"
        sheet.report("unfinished_year", f"{year} is not over", next_step, line=row.line, column="year")
    elif count.isdecimal() and int(count) < WORKING_DAYS_OF_A_YEAR:
        message = f"{count} daily rates are no whole year, which has {WORKING_DAYS_OF_A_YEAR} or more"
        sheet.report("unfinished_year", message, "delete the row", line=row.line, column="observation_count")
