"""What the tests ask of the page that queries the public tables: examples answered by hand in SQL, further queries, and what is refused."""

from typing import Any

import exchanged
import warehouses

Query = dict[str, Any]
TOTALS = "'licensing_totals.parquet'"
BY_HAND = (
    f"""select reporting_state_name, definition_code, currency_code, year, count(*), sum(value_original), count(*) - count(value_original)
    from {TOTALS} where measure_code = 'value_licensed' group by all order by all limit 200""",
    f"""select year, category_code, category_title, value_original, currency_code, caveat from {TOTALS}
    where source_id = 'gb_licences' and measure_code = 'value_licensed' and value_original > 0
    order by value_original desc, columns(*) limit 50""",
    f"""select reporting_state_name, year, measure_code, category_code, not_reported_count, caveat from {TOTALS}
    where value_original is null and not_reported_count > 0 order by not_reported_count desc, columns(*) limit 100""",
    """select year, reporting_state_code, value, value_lower, value_upper, value_state, is_synthetic from 'licensing_summary.parquet'
    where measure_code = 'value_licensed' and item_code = '_T' and destination_code = '_T'
    order by year desc, columns(*) limit 100""",
    f"""from (
        select source_id, definition_code, currency_code, count(*),
            sum(line_count) as lines, 0, sum(reported_count), 0, sum(not_reported_count), 0
        from {TOTALS} group by all
    ) order by lines desc, columns(*) limit 100""",
    """select reporting_state_name, measure_code, definition_code, publishes, figure_years, silent_years from 'publisher_profile.parquet'
    where silent_years is not null order by all limit 100""",
    """select definition_code, measure_title, definition, citation from 'definitions.parquet'
    where measure_code ilike '%licence%' limit 100""",
    """select title, edition_date, entry_count, mapped_count, none_count, todo_count, mapped_share from 'list_coverage.parquet'
    order by todo_count desc, columns(*) limit 100""",
    """select title, edition_date, terms_id, attribution, url from 'sources.parquet'
    where edition_date between date '2010-01-01' and date '2026-12-31' order by edition_date desc, columns(*) limit 100""",
)
QUERIES: dict[str, Query] = {
    "everything of a table, as it comes": {"table": "licensing_totals"},
    "a date from which, and none to which": {"table": "licensing_totals", "where": [["covered_from_date", "between", "2024-01-01"]]},
    "a figure to which, and none from which": {"table": "licensing_totals", "where": [["value_original", "between", "", "7"]]},
    "a moment": {"table": "sources", "where": [["retrieved_at", "is", "2026-01-02T03:04:05Z"]], "columns": ["source_id", "retrieved_at"]},
    "a share": {"table": "list_coverage", "where": [["mapped_share", "between", "0.5", "1"]]},
    "figures exactly": {"table": "licensing_totals", "where": [["value_original", "is", "1500000.05"]]},
    "texts with an apostrophe": {"table": "licensing_totals", "where": [["caveat", "contains", "'s"]]},
    "whatever the case": {"table": "definitions", "where": [["definition", "contains", "WHAT VALUE"]]},
    "one total": {"table": "licensing_totals", "where": [["year", "is", "2023"]], "group": [], "sum": ["line_count"]},
    "a total of nothing": {"table": "licensing_totals", "where": [["year", "is", "1900"]], "group": [], "sum": ["value_original"]},
    "nothing to group": {"table": "licensing_totals", "where": [["year", "is", "1900"]], "group": ["year"], "sum": ["value_original"]},
    "the unlike is not added": {"table": "licensing_totals", "group": ["year"], "sum": ["value_original", "value_eur"]},
    "sorted by a sum, the empty last": {
        "table": "licensing_totals", "group": ["year", "definition_code", "currency_code"], "sum": ["value_original"],
        "sort": "sum_value_original", "down": True, "limit": 3,
    },
    "several columns, downwards": {
        "table": "licensing_totals", "columns": ["category_code", "year", "value_original"], "sort": "category_code", "down": True,
    },
}  # fmt: skip
REFUSED: dict[str, tuple[object, str]] = {
    "a table of others": ({"table": "../catalog/control_items"}, "no public table “../catalog/control_items”"),
    "an address": ({"table": "https://example.org/x"}, "no public table"),
    "an unknown column": ({"table": "sources", "columns": ["secret"]}, "no column “secret”"),
    "an unknown condition": ({"table": "sources", "where": [["title", "toString", ""]]}, "no condition “toString”"),
    "a text for a number": ({"table": "licensing_totals", "where": [["year", "between", "many"]]}, "“many” is not a number"),
    "too many decimals": ({"table": "licensing_totals", "where": [["value_original", "is", "1.005"]]}, "at most 2 decimals"),
    "no day": ({"table": "sources", "where": [["edition_date", "between", "2025-13-01"]]}, "is not a date"),
    "part of a number": ({"table": "licensing_totals", "where": [["year", "contains", "20"]]}, "“contains” is for texts"),
    "nothing to be": ({"table": "licensing_totals", "where": [["year", "is", ""]]}, "Say what year must be"),
    "a sum of texts": ({"table": "sources", "group": [], "sum": ["title"]}, "holds no numbers"),
    "a column the answer lacks": ({"table": "sources", "columns": ["title"], "sort": "url"}, "no column “url” to sort by"),
    "markup": ({"table": "<img src=x onerror=alert(1)>"}, "<img src=x"),
    "no query": ([1, 2], "no public table"),
    "nothing": (None, "no public table"),
    "filters that are none": ({"table": "sources", "where": [5]}, "cannot be read"),
}


def rows() -> warehouses.Marts:
    """The awkward figures and texts of exchanges, and something for each example to find."""
    awkward = [
        warehouses.figure(2023, "90071992547409.93", "5", caveat='the publisher\'s own, "as printed"\nin two lines', line_count=2),
        warehouses.figure(2023, "0.01", "6", category_title="", line_count=1),
        warehouses.figure(2022, "-0.05", "7", category_title="@SUM(1)", line_count=1),
    ]
    profile = warehouses.FIGURES | {
        "measure_code": "value_licensed",
        "definition_code": "gb_licences:value_licensed",
        "publishes": "figures",
    }
    silent = [profile | {"silent_years": "2001, 2002"}, profile | {"measure_code": "value_exported", "definition_code": "x"}]
    lists = [warehouses.coverage(), warehouses.coverage(source_id="other", title="Übrige – list", todo_count=20, mapped_share=0.25)]
    sums = [
        warehouses.summed("_T", "5000000.00"),
        warehouses.summed("_T", None, reporting_state_code="XAA", value_lower="500000.00", value_upper="2000000.00"),
        warehouses.summed("_T", "70000.00", 2024, reporting_state_code="XAA"),
        warehouses.summed("ML3", "70000.00", reporting_state_code="XAA"),
    ]
    marts = exchanged.marts() | {"licensing_summary": sums}
    return marts | {"licensing_totals": [*marts["licensing_totals"], *awkward], "publisher_profile": silent, "list_coverage": lists}
