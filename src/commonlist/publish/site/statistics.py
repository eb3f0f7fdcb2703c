"""Rows of a public table of figures become the statistics of a page: by source, a table and a chart for each definition.

- Where every definition of a source has a single line, they stand together in one table, a line for each; nothing is added up.
- One figure alone is not drawn: a chart compares.
- Figures nobody explains stop the edition: `publish.unexplained_figures`.
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from markupsafe import Markup

from commonlist.errors import Place, PublishError
from commonlist.publish.figures import IN_PART, By, Figures, Year, tabulate, together, usual
from commonlist.publish.files import literal
from commonlist.publish.site.page import Drawing, Shelf, Statistic
from commonlist.publish.site.reading import Reading, Row, grouped
from commonlist.publish.site.small_charts import Point, Rank, columns, ranking

CHARTED, TOLD = 10, 2
OF_EUROS = "there is no rate for value_eur"  # as the macro `caveat` says it; no page shows converted money


class Asked(NamedTuple):
    """The table and the column values that a page is about, and the column its lines are by; from these its queries are written.

    At most `most` lines are shown of a table.
    """

    mart: str
    where: dict[str, str]
    by: tuple[str, ...]
    name: str
    most: int = 1000


def of(reading: Reading, rows: Iterable[Row], asked: Asked, by: By | None) -> tuple[Shelf, ...]:
    """The statistics of the rows, by source: those with most lines first, and in each the definition that tells most."""
    rows = list(rows)
    found = [_explained(reading, table, asked) for table in tabulate(rows, reading.words, by)]
    weights = Counter[str]()
    for row in rows:
        weights[row["source_id"]] += row["line_count"]
    shelves = grouped([{"table": table} for table in found], lambda one: one["table"].source_id)
    made = [_shelf(reading, source_id, [one["table"] for one in tables], asked) for source_id, tables in shelves.items()]
    return tuple(sorted(made, key=lambda shelf: (-weights[shelf.source["source_id"]], str(shelf.source["title"]))))


def _explained(reading: Reading, table: Figures, asked: Asked) -> Figures:
    if table.definition_code not in reading.definitions or table.source_id not in reading.sources:
        raise PublishError(
            "publish.unexplained_figures",
            f"figures of {table.source_id} stand under {table.definition_code}, which the public tables do not explain",
            place=Place(file=asked.mart, column="definition_code"),
            next_step="add the definition to crosswalks/common/definitions.csv; the source must be public as well",
        )
    return table.model_copy(update={"caveats": tuple(caveat for caveat in table.caveats if caveat != OF_EUROS)})


def _shelf(reading: Reading, source_id: str, tables: list[Figures], asked: Asked) -> Shelf:
    source = reading.sources[source_id]
    tables = sorted(tables, key=_telling, reverse=True)
    if all(len(table.lines) == 1 for table in tables) and len(tables) > 1:
        return Shelf(source=source, statistics=(_together(reading, tables, asked),))
    return Shelf(source=source, statistics=tuple(_apart(reading, table, asked) for table in tables))


def _together(reading: Reading, tables: list[Figures], asked: Asked) -> Statistic:
    titles = _titles(reading, tables)
    told, lines = tables[0], {(table.lines[0].label, table.lines[0].page) for table in tables}
    ((label, page),) = lines if len(lines) == 1 else {("", "")}
    return Statistic(
        anchor=_anchor(asked, told),
        heading="",
        definitions=tuple(_definition(reading, table) for table in tables),
        drawing=_by_year(reading, _anchor(asked, told), told, titles[told.definition_code], asked),
        query=_query(asked, tables),
        figures=together(tables, titles, reading.words),
        subject=label if page else "",
    )


def _titles(reading: Reading, tables: list[Figures]) -> dict[str, str]:
    """Titles by definition; those of one measure are told apart by the code of the definition."""
    found = {table.definition_code: str(reading.definitions[table.definition_code]["measure_title"]) for table in tables}
    often = Counter(found.values())
    return {code: title if often[title] == 1 else f"{title} ({code.partition(':')[2].replace('_', ' ')})" for code, title in found.items()}


def _apart(reading: Reading, table: Figures, asked: Asked) -> Statistic:
    title, anchor = str(reading.definitions[table.definition_code]["measure_title"]), _anchor(asked, table)
    shown = table.lines[: asked.most]
    drawn = _by_year if len(table.lines) == 1 else _by_rank
    rest = reading.words.say("figures.first_lines", shown=len(shown), all=len(table.lines)) if len(shown) < len(table.lines) else Markup()
    return Statistic(
        anchor=anchor,
        heading=title,
        definitions=(_definition(reading, table),),
        drawing=drawn(reading, anchor, table, title, asked) if table.is_ranked else None,
        query=_query(asked, [table]),
        figures=table.model_copy(update={"lines": shown}),
        note=rest if table.is_ranked else reading.words.say("figures.not_ranked"),
    )


def _telling(table: Figures) -> tuple[bool, int]:
    """The table that tells most: money before counts, then the one with most figures."""
    return bool(table.currency_code), table.figure_count


def _definition(reading: Reading, table: Figures) -> tuple[str, str, str]:
    found = reading.definitions[table.definition_code]
    return str(found["measure_title"]), str(found["definition"]), found["citation"] or ""


def _anchor(asked: Asked, table: Figures) -> str:
    return f"{asked.name}-{table.definition_code}-{table.currency_code or 'number'}".replace(":", "-").lower()


def _by_year(reading: Reading, anchor: str, table: Figures, title: str, asked: Asked) -> Drawing | None:
    line = table.lines[0]
    years = zip(table.years, line.figures, line.cells, line.states, strict=True)
    points = [_point(table, year, None if state == IN_PART else figure, cell) for year, figure, cell, state in years]
    if sum(bool(point.value) for point in points) < TOLD:
        return None
    words = reading.words
    note = usual(table)
    drawn_title = words.say("figures.by_fiscal_year" if note else "figures.by_year", measure=title, unit=table.unit, note=note)
    pale = {point.year for point in points if point.is_part and point.value}
    drawn_title += Markup().join(words.say("figures.pale", year=year.year, note=year.note) for year in table.years if year.year in pale)
    said = ", ".join(f"{year.year}: {cell}" for year, cell in zip(table.years, line.cells, strict=True))
    svg = columns(anchor, drawn_title, said, points)
    return Drawing(title=drawn_title, svg=Markup(svg), query=_query(asked, [table]))  # noqa: S704


def _point(table: Figures, year: Year, figure: float | None, cell: str) -> Point:
    return Point(year=year.year, value=figure, word=cell, is_part=year.note not in ("", usual(table)))


def _by_rank(reading: Reading, anchor: str, table: Figures, title: str, asked: Asked) -> Drawing | None:
    place = table.charted
    lines = [line for line in table.lines if line.figures[place]][:CHARTED]
    if len(lines) < TOLD:
        return None
    ranks = [Rank(label=line.label, value=line.figures[place] or 0, printed=line.cells[place]) for line in lines]
    words, facts = reading.words, {"measure": title, "year": table.charted_year, "unit": table.unit, "subject": table.subject.lower()}
    drawn_title = words.say("figures.by_rank", **facts)
    if len(lines) == CHARTED:
        drawn_title += words.say("figures.largest", shown=len(lines), all=len(table.lines))
    said = words.say("figures.spoken", largest=", ".join(f"{rank.label} {rank.printed}" for rank in ranks[:3]))
    svg = ranking(anchor, drawn_title, said, ranks)
    return Drawing(title=drawn_title, svg=Markup(svg), query=_query(asked, [table], year=table.charted_year))  # noqa: S704


def _query(asked: Asked, tables: Sequence[Figures], year: int | None = None) -> str:
    """The rows behind tables, or behind one year of a table, for DuckDB in the public folder."""
    codes = ", ".join(literal(table.definition_code) for table in tables)
    conditions = [f"{column} = {literal(value)}" for column, value in asked.where.items()] + [f"definition_code in ({codes})"]
    if year is not None:
        conditions += [f"year = {year}"]
    order = "value_original desc nulls last" if year is not None else "all"
    columns_asked = ", ".join(dict.fromkeys(("definition_code", *asked.by, "year", "currency_code", "value_original", "caveat")))
    where = "\n    and ".join(conditions)
    return f"select {columns_asked}\nfrom '{asked.mart}.parquet'\nwhere {where}\norder by {order};"
