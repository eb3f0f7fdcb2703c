"""The protected summary of licensing decisions, where an edition has one, becomes tables by item, destination and reporting state.

- It is told apart from what publishers printed, and marked wherever it rests on synthetic submissions.
- An absent row is zero, unless its state did not report the year or withholds the measure: then its line says so.
- A suppressed cell says so, with its reason, or says between which limits its figure lies; it stands in no chart.
"""

from collections.abc import Callable, Iterator
from datetime import date
from decimal import Decimal
from typing import NamedTuple

from markupsafe import Markup

from commonlist.publish.figures import By, Figures, printed_limit, tabulate
from commonlist.publish.files import connect
from commonlist.publish.site.page import Drawing, Statistic, Value
from commonlist.publish.site.reading import Reading, Row, grouped
from commonlist.publish.site.small_charts import Rank, ranking

MART, LISTS = "licensing_summary", "code_lists"
TOTAL = "_T"
CHARTED, MOST = 10, 40
MARGINS = f"item_code = '{TOTAL}' or destination_code = '{TOTAL}'"
KEPT_BACK = ("suppressed", "interval", "withheld")
UNTOLD = ("not_reported", "withheld")
DIMENSIONS = ("reporting_state_code", "item_code", "destination_code")


class Summary(Value):
    """The tables of one page, and whether they rest on synthetic submissions."""

    is_synthetic: bool
    statistics: tuple[Statistic, ...]


class Cut(NamedTuple):
    """What a table holds fixed, and the dimension its lines are by, with the label of its name and the page of a line."""

    fixed: dict[str, str]
    by: str
    subject: str
    page: Callable[[str], str]


def rows(reading: Reading) -> list[Row]:
    """The rows that are totals over items or destinations; none where the edition has no summary."""
    if MART not in reading.read:
        path = reading.folder / f"{MART}.parquet"
        reading.read[MART] = connect().from_parquet(str(path)).filter(MARGINS).to_arrow_table().to_pylist() if path.is_file() else []
    return reading.read[MART]


def _by_cut(reading: Reading) -> dict[tuple[str, ...], list[Row]]:
    """Rows by the dimension that is no total and the codes of the others, once for each dimension."""
    if not reading.cuts:
        for row in rows(reading):
            for by in DIMENSIONS:
                if row[by] != TOTAL:
                    reading.cuts.setdefault((by, *(row[name] for name in DIMENSIONS if name != by)), []).append(row)
    return reading.cuts


def titles(reading: Reading) -> dict[str, str]:
    """Titles of states, items and destinations by their code."""
    return {str(row["code"]): str(row["title"]) for row in reading.rows(LISTS)}


def of(reading: Reading, cuts: list[Cut]) -> Summary | None:
    """The tables of a page, by measure; nothing where no row is about it."""
    found = [(cut, [*(rows := _cut(reading, cut)), *_untold(reading, cut, rows)]) for cut in cuts]
    statistics = [_statistic(reading, cut, table, cut_rows) for cut, cut_rows in found for table in _tables(reading, cut, cut_rows)]
    is_synthetic = any(row["is_synthetic"] for _, some in found for row in some)
    return Summary(is_synthetic=is_synthetic, statistics=tuple(statistics)) if statistics else None


def _cut(reading: Reading, cut: Cut) -> list[Row]:
    return _by_cut(reading).get((cut.by, *(cut.fixed.get(name, TOTAL) for name in DIMENSIONS if name != cut.by)), [])


def _untold(reading: Reading, cut: Cut, found: list[Row]) -> Iterator[Row]:
    """What an absent row is where it is no zero: one for each state that told nothing, or one for each line of the page of such a state."""
    state, measures, there = DIMENSIONS[0], {row["measure_code"] for row in found}, {(_block(row), row[cut.by]) for row in found}
    for told in rows(reading):
        if (
            told["value_state"] in UNTOLD
            and told["measure_code"] in measures
            and told[DIMENSIONS[1]] in (TOTAL, cut.fixed.get(DIMENSIONS[1]))
        ):
            if cut.by == state:
                lines = [told[state]]
            else:
                lines = [
                    row[cut.by] for row in found if cut.fixed.get(state) == told[state] and row["measure_code"] == told["measure_code"]
                ]
            for line in sorted(set(lines)):
                if (_block(told), line) not in there:
                    there.add((_block(told), line))
                    yield told | {cut.by: line}


def _block(row: Row) -> tuple[str, int]:
    return str(row["measure_code"]), int(row["year"])


def _tables(reading: Reading, cut: Cut, found: list[Row]) -> list[Figures]:
    names = titles(reading)
    subject = reading.words.say(f"subjects.{cut.subject}")

    def label(row: Row) -> str:
        code = str(row[cut.by])
        return f"{code} {names.get(code, '')}".strip() if cut.by == "item_code" else names.get(code, code)

    by = By(subject, label, lambda row: cut.page(row[cut.by]))
    return [_zeros(table) for table in tabulate([figure(reading, row) for row in found], reading.words, by, absent="0")]


def figure(reading: Reading, row: Row) -> Row:
    """A row of the summary with what tables and charts ask of any figure."""
    year = row["year"]
    money = row["unit"] if row["unit"] and len(row["unit"]) == 3 else None
    value = None if row["value"] is None else Decimal(row["value"])
    covered = {"covered_from_date": date(year, 1, 1), "covered_to_date": date(year, 12, 31), "caveat": None}
    found = row | covered | {"source_id": MART, "definition_code": row["measure_code"], "currency_code": money, "value_original": value}
    if row.get("value_lower") is None:
        return found
    lower, upper = (printed_limit(row[side], found) for side in ("value_lower", "value_upper"))
    return found | {"interval": str(reading.words.say("summary.between", lower=lower, upper=upper))}


def _zeros(table: Figures) -> Figures:
    """An absent row is a zero, and looks like one."""
    lines = [
        line.model_copy(update={"states": tuple("reported_zero" if state == "no_line" else state for state in line.states)})
        for line in table.lines
    ]
    return table.model_copy(update={"lines": tuple(lines[:MOST])})


def _statistic(reading: Reading, cut: Cut, table: Figures, found: list[Row]) -> Statistic:
    words, measure = reading.words, table.measure_code
    anchor = f"p-{cut.by.removesuffix('_code').replace('_', '-')}-{measure}".replace("_", "-")
    title = words.say(f"summary.{measure}") if f"summary.{measure}" in words.labels else Markup.escape(measure)
    reasons = grouped((row for row in found if row["measure_code"] == measure and row["reason_code"]), lambda row: row["reason_code"])
    counts = [words.say(f"summary.kept.{code}", n=f"{len(cells):,}") for code, cells in sorted(reasons.items())]
    told = words.say("summary.reasons", reasons=", ".join(counts))
    query = _query(cut, measure)
    return Statistic(
        anchor=anchor,
        heading=title,
        definitions=((str(title), "", ""),),
        drawing=_drawing(reading, anchor, title, table, query),
        query=query,
        figures=table,
        note=told if reasons else Markup(),
    )


def _drawing(reading: Reading, anchor: str, title: str, table: Figures, query: str) -> Drawing | None:
    place = table.charted
    lines = [line for line in table.lines if line.figures[place]][:CHARTED]
    if not lines:
        return None
    ranks = [Rank(label=line.label, value=line.figures[place] or 0, printed=line.cells[place]) for line in lines]
    facts = {"measure": title, "year": table.charted_year, "unit": table.unit, "subject": table.subject.lower()}
    drawn_title = reading.words.say("figures.by_rank", **facts)
    kept_back = sum(line.states[place] in KEPT_BACK for line in table.lines)
    if kept_back:
        drawn_title += reading.words.say("summary.undrawn", n=kept_back)
    said = reading.words.say("figures.spoken", largest=", ".join(f"{rank.label} {rank.printed}" for rank in ranks[:3]))
    return Drawing(title=drawn_title, svg=Markup(ranking(anchor, drawn_title, said, ranks)), query=query)  # noqa: S704


def _query(cut: Cut, measure: str) -> str:
    fixed = {name: cut.fixed.get(name, TOTAL) for name in DIMENSIONS if name != cut.by} | {"measure_code": measure}
    where = "\n    and ".join(f"{name} = '{code}'" for name, code in fixed.items())
    columns = f"{cut.by}, year, unit, value, value_lower, value_upper, value_state, reason_code"
    return f"select {columns}\nfrom '{MART}.parquet'\nwhere {where}\norder by all;"
