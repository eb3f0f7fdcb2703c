"""Small public sites, published from invented rows, for tests of pages."""

from datetime import UTC, datetime
from pathlib import Path

import warehouses
from commonlist.publish import candidate, edition
from places import ROOT, at_home

NOW = datetime(2026, 3, 1, tzinfo=UTC)


def publish(home: Path, rows: warehouses.Marts) -> Path:
    made = warehouses.let_pass(candidate.export(warehouses.write(home / "warehouse.duckdb", rows), home / "candidate"))
    return edition.commit(made.folder, now=NOW).folder


def pages_of(folder: Path) -> dict[str, str]:
    """Every page by its path below the public folder."""
    public = folder / "public"
    return {path.relative_to(public).as_posix(): path.read_text(encoding="utf-8") for path in sorted(public.rglob("*.html"))}


def edition_of(rows: warehouses.Marts, home: Path) -> Path:
    """An edition several tests look at."""
    with at_home(ROOT, home):
        return publish(home, rows)


def many() -> warehouses.Marts:
    """As much as the real publications hold: thirty states, nine years, three measures; one state with twelve categories."""
    measures = ("licences_issued", "value_licensed", "value_exported")
    states = [{"reporting_state_code": f"S{number:02}", "reporting_state_name": f"Reporting state {number}"} for number in range(30)]
    figures = [
        warehouses.figure(
            year, f"{year * 1000 + number}.00", measure=measure, definition_code=f"eu_coarm:{measure}", source_id="eu_coarm", **state
        )
        for measure in measures
        for year in range(2005, 2014)
        for number, state in enumerate(states)
    ]
    figures += [
        warehouses.figure(year, "1.00", str(category), measure)
        for measure in measures
        for year in range(2008, 2016)
        for category in range(12)
    ]
    definitions = [
        warehouses.definition(measure) | {"definition_code": f"{source}:{measure}"}
        for measure in measures
        for source in ("gb_licences", "eu_coarm")
    ]
    sources = [warehouses.source("eu_coarm", "2015-03-27"), *warehouses.marts()["sources"]]
    return warehouses.marts(licensing_totals=figures, definitions=definitions, sources=sources)
