"""Rows of figures become the one definition of each source that tells most, for pages that have room for one."""

from collections.abc import Iterable

from commonlist.publish.site.reading import Row, grouped


def telling(rows: Iterable[Row]) -> list[Row]:
    """The rows of the definition of each source with most figures, money before counts."""
    by_source = grouped(rows, lambda row: row["source_id"])
    return [row for found in by_source.values() for row in _most(found)]


def _most(rows: list[Row]) -> list[Row]:
    by_definition = grouped(rows, lambda row: (row["definition_code"], row["currency_code"]))
    return max(by_definition.values(), key=lambda found: (found[0]["currency_code"] is not None, _figures(found)))


def _figures(rows: list[Row]) -> int:
    return sum(row["value_original"] is not None for row in rows)
