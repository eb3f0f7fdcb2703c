"""The public tables of an edition become what a briefing says: sources, changes, coverage, sums, totals, each figure with its cell's name.

- Only `public/` is read, and from the manifest the edition's name, time, predecessor and contracts. Nothing is added up or converted.
- A figure is one definition in its newest full year, its bars are cells of `licensing_totals`, at most `BARS`, largest first. Where some
  of that year was printed only as a total, or where fewer than two cells hold a figure, none is drawn.
- Before them comes each measure of `licensing_summary` by item, over all states, unless most of it is kept back.
"""

from collections.abc import Iterable
from datetime import datetime
from itertools import groupby
from pathlib import Path
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict

from commonlist.publish import cells, charts, feed, manifest, shelf
from commonlist.publish.charts import Bar
from commonlist.publish.contract import Contract, house
from commonlist.publish.edition import served
from commonlist.publish.figures import caveats, is_undivided, is_whole, labelling, printed, unit
from commonlist.publish.files import connect, printable
from commonlist.publish.site import summary, words
from commonlist.publish.site.reading import Reading, grouped
from commonlist.publish.site.words import Words
from commonlist.settings import settings

BARS, LISTS, SOURCES, CHANGES = 12, 20, 30, 20
SAID = ("source_id", "title", "attribution", "publisher", "badges")
COVERAGE = ("entry_count", "mapped_count", "none_count", "todo_count")
Row = dict[str, Any]


class Fact(BaseModel):
    """Base of what a briefing says."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class Cell(Fact):
    """One figure: the name of its cell, its value as the Parquet file has it, and as the briefing prints it."""

    cell: str
    label: str
    value: str
    printed: str


class Figure(Fact):
    """One chart with its cells, of which the first `bars` are drawn; `drawing` is SVG, `note` what to know of the figures.

    `rows` is the table beside it, if it has one. Figures of most `states` come first, those divided by category last.
    """

    name: str
    kind: Literal["coverage", "summary", "totals"]
    title: str
    definition: str = ""
    source: str = ""
    note: str = ""
    badges: tuple[str, ...] = ()
    cells: tuple[Cell, ...]
    drawing: str
    spoken: str
    rows: tuple[tuple[str, ...], ...] = ()
    bars: int
    states: int = 0
    has_categories: bool = False


class Pack(Fact):
    """Everything a briefing of one edition says."""

    edition: str
    created_at: datetime
    words: Words
    title: str
    description: str
    cite_as: str
    address: str
    is_sample: bool
    sources: tuple[Row, ...]
    attributions: tuple[str, ...]
    changes: tuple[tuple[str, str], ...]
    no_changes: str
    figures: tuple[Figure, ...]


def edition_folder(name: str | None) -> Path:
    """The folder of an edition, by its name; of the one served without one. Raises PublishError as `served` and `published` do."""
    editions = settings().editions
    return shelf.intact(editions, shelf.published(editions, name)) if name else served().folder


def compose(folder: Path) -> Pack:
    """What the briefing of the edition in `folder` says. Raises PublishError `publish.no_manifest`."""
    described, terms, said = manifest.read(folder), house(), words.read()
    public, promised = folder / "public", {contract.mart: contract for contract in described.contracts}
    reading = Reading(folder=public, edition=described.edition, created=described.created_at.date(), terms=terms, words=said)
    sources = _sources(reading)
    changes, no_changes = _changes(reading, described.previous)
    return Pack(
        edition=described.edition,
        created_at=described.created_at,
        words=said,
        title=said.text("briefing.title"),
        description=terms.description,
        cite_as=terms.cite_as.format(edition=described.edition),
        address=terms.address(described.edition),
        is_sample=reading.is_all_samples,
        sources=tuple(sources),
        attributions=tuple(dict.fromkeys(row["attribution"] for row in sources)),
        changes=tuple(changes),
        no_changes=no_changes,
        figures=(
            *_coverage(reading, promised),
            *_summaries(reading, promised),
            *_totals(reading, promised, {row["source_id"]: row for row in sources}),
        ),
    )


def _rows(public: Path, mart: str, promised: dict[str, Contract]) -> list[Row]:
    """The rows of a public table by its key, which are in one order whatever was sorted before."""
    rows = connect().from_parquet(str(public / f"{mart}.parquet"))
    return rows.order(", ".join(promised[mart].key)).to_arrow_table().to_pylist()  # type: ignore[no-any-return]


def _sources(reading: Reading) -> list[Row]:
    """The sources by identifier, as the public pages tell of them."""
    rows = sorted(reading.sources.values(), key=lambda row: row["source_id"])
    days = ("edition_date", "next_due_date")
    return [{name: row[name] for name in SAID} | {name: str(row[name]) for name in days} for row in rows]


def _changes(reading: Reading, previous: str | None) -> tuple[list[tuple[str, str]], str]:
    """The entries of this edition in its feed, as title and words; and what to say where there is none."""
    said, edition = reading.words, reading.edition
    if previous is None:
        return [], said.text("briefing.first")
    if not (reading.folder / feed.FEED).is_file():
        return [], said.text("briefing.no_feed", edition=edition)
    changes = [(entry.title, entry.words) for entry in feed.read(reading.folder) if entry.edition == edition]
    return changes, said.text("briefing.unchanged", previous=previous)


def _coverage(reading: Reading, promised: dict[str, Contract]) -> list[Figure]:
    contract, said = promised["list_coverage"], reading.words
    held = sorted(_rows(reading.folder, "list_coverage", promised), key=lambda row: (-row["mapped_share"], row["source_id"]))
    if not held:
        return []
    rows = held[:LISTS]
    shares = [_cell(contract, row, "mapped_share", row["title"], f"{100 * row['mapped_share']:.1f} %") for row in rows]
    counts = [_cell(contract, row, column, row["title"], f"{row[column]:,}") for row in rows for column in COVERAGE]
    rest = said.text("briefing.lists_rest", shown=LISTS, all=len(held)) if len(held) > LISTS else ""
    title = said.text("briefing.coverage_chart") + rest
    chart = _drawn("coverage", title, shares, [row["mapped_share"] for row in rows])
    table = tuple((row["title"], *(f"{row[column]:,}" for column in COVERAGE)) for row in rows)
    about = {"definition": said.text("briefing.undecided"), "source": said.text("briefing.crosswalk")}
    badges = tuple(dict.fromkeys(badge for row in rows for badge in reading.sources[row["source_id"]]["badges"]))
    facts = {"title": title, "badges": badges, "cells": (*shares, *counts), "bars": len(shares), "rows": table}
    return [Figure(name="coverage", kind="coverage", **facts, **chart, **about)]


def _cell(contract: Contract, row: Row, column: str, label: str, shown: str) -> Cell:
    return Cell(cell=cells.name(contract, row, column), label=label, value=str(row[column]), printed=shown)


def _drawn(name: str, title: str, shown: list[Cell], values: Iterable[Any]) -> dict[str, str]:
    """The chart as the public page draws it for wide screens, and the same in words."""
    bars = [Bar(label=cell.label, series="figure", value=value, printed=cell.printed) for cell, value in zip(shown, values, strict=True)]
    spoken = "; ".join(f"{cell.label} {cell.printed}" for cell in shown)
    return {"drawing": printable(charts.ranked(name, title, spoken, bars).wide), "spoken": f"{title}: {spoken}."}


def _summaries(reading: Reading, promised: dict[str, Contract]) -> list[Figure]:
    sums = [row for row in summary.rows(reading) if row["reporting_state_code"] == row["destination_code"] == summary.TOTAL]
    by_item = grouped((row for row in sums if row["item_code"] != summary.TOTAL), lambda row: row["measure_code"])
    return [figure for rows in by_item.values() if (figure := _summary(reading, promised[summary.MART], rows))]


def _summary(reading: Reading, contract: Contract, rows: list[Row]) -> Figure | None:
    """The newest year of one measure; nothing where most of its figures are kept back, or but one is published."""
    said, titles, year = reading.words, summary.titles(reading), max(row["year"] for row in rows)
    cells_of_year = [summary.figure(reading, row) for row in rows if row["year"] == year]
    figures = sorted((row for row in cells_of_year if row["value"]), key=lambda row: (-row["value"], row["item_code"]))
    if len(figures) < max(2, len(cells_of_year) / 2):
        return None
    shown, measure = figures[:BARS], rows[0]["measure_code"]
    facts = {"measure": said.text(f"summary.{measure}"), "subject": said.text("subjects.item").lower()}
    title = said.text("figures.by_rank", **facts, year=year, unit=unit(figures[0]["currency_code"], said))
    marked = [_cell(contract, row, "value", f"{row['item_code']} {titles.get(row['item_code'], '')}", printed(row)) for row in shown]
    return Figure(
        name=f"summary.{measure}",
        kind="summary",
        title=title,
        definition=said.text("briefing.summary", n=len(figures), all=len(cells_of_year), shown=len(shown)),
        source=said.text("summary.heading"),
        badges=("synthetic",) if any(row["is_synthetic"] for row in shown) else (),
        cells=tuple(marked),
        bars=len(marked),
        **_drawn(f"summary-{measure}", title, marked, [float(row["value"]) for row in shown]),
    )


def _totals(reading: Reading, promised: dict[str, Contract], sources: dict[str, Row]) -> list[Figure]:
    def series(row: Row) -> tuple[str, str, str]:
        return row["source_id"], row["definition_code"], row["currency_code"] or ""

    definitions = {row["definition_code"]: row for row in _rows(reading.folder, "definitions", promised)}
    rows = sorted(_rows(reading.folder, "licensing_totals", promised), key=series)
    found = []
    for (source_id, definition_code, _), group in groupby(rows, key=series):
        newest = _newest(list(group))
        if len(_figures(newest)) > 1 and not any(map(is_undivided, newest)):
            found.append(_total(reading.words, promised["licensing_totals"], newest, sources[source_id], definitions[definition_code]))
    return sorted(found, key=lambda figure: (figure.has_categories, -figure.states, figure.name))


def _newest(rows: list[Row]) -> list[Row]:
    """The rows of the newest year that is whole."""
    whole = [row["year"] for row in rows if is_whole(row)]
    year = max(whole, default=max(row["year"] for row in rows))
    return [row for row in rows if row["year"] == year]


def _figures(rows: list[Row]) -> list[Row]:
    with_figures = [row for row in rows if row["value_original"] is not None]
    return sorted(with_figures, key=lambda row: (-row["value_original"], row["reporting_state_name"], row["category_code"] or ""))


def _total(said: Words, contract: Contract, rows: list[Row], source: Row, definition: Row) -> Figure:
    figures = _figures(rows)
    shown, currency = figures[:BARS], rows[0]["currency_code"]
    by = labelling(figures, said)
    rest = said.text("figures.largest", shown=BARS, all=len(figures)) if len(figures) > BARS else ""
    name = ".".join(part for part in (definition["definition_code"].replace(":", "."), currency) if part)
    facts = {"measure": definition["measure_title"], "subject": by.subject.lower(), "year": rows[0]["year"], "unit": unit(currency, said)}
    states = {row["reporting_state_name"] for row in figures}
    title = (said.text("briefing.of_state", state=min(states)) if len(states) == 1 else "") + said.text("figures.by_rank", **facts) + rest
    marked = [_cell(contract, row, "value_original", by.label(row), printed(row)) for row in shown]
    return Figure(
        name=name,
        kind="totals",
        title=title,
        definition=definition["definition"],
        source=source["title"],
        note="; ".join(caveats(shown)),
        badges=source["badges"],
        cells=tuple(marked),
        bars=len(marked),
        states=len(states),
        has_categories=by.subject != said.text("subjects.state"),
        **_drawn(name.replace(".", "-"), title, marked, [float(row["value_original"]) for row in shown]),
    )
