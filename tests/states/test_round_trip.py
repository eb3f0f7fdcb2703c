"""Nothing of a statistics file is lost: from the landed tables each file can be written again, character by character."""

from collections.abc import Iterator
from typing import Any

import polars as pl
import pytest

from commonlist.land.arrival import Origin, find
from commonlist.land.correct import load_corrections
from commonlist.land.landing import land
from commonlist.land.reading import LINE
from commonlist.land.source_lines import rebuilt
from commonlist.land.store import LINES, landing_path, publications
from commonlist.registry import Source, load_publisher
from places import REAL, ROOT, at_home, needs_real

SOURCES = [
    source
    for path in sorted((ROOT / "crosswalks").glob("??/??.yml"))
    for source in load_publisher(path).sources.values()
    if source.record != "control_item"
]
ORIGIN = Origin(kind="folder", folder=REAL)
PRINTED = {
    "licensing_observation": "value_text",
    "licensing_party": "party_text",
    "licensing_category": "category_text",
    "licensing_reason": "reason_text",
}
pytestmark = needs_real


@pytest.fixture(scope="module", params=SOURCES, ids=lambda source: source.source_id)
def source(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Source]:
    with at_home(ROOT, tmp_path_factory.mktemp("home")):
        land(request.param, ORIGIN)
        yield request.param


def rows(kind: str, publication: dict[str, Any]) -> pl.DataFrame:
    return pl.read_parquet(landing_path(kind, publication["source_id"], publication["edition_date"]))


def test_every_real_statistics_file_can_be_written_again_from_its_landing(source: Source):
    files = {one.file.sha256: one for one in find(source, ORIGIN)[0]}
    assert len(publications(source.source_id)) == len(files) > 0
    for publication in publications(source.source_id):
        found = files[publication["source_sha256"]]
        text = rebuilt(rows(LINES, publication))
        assert text.encode(found.layout.options.get("encoding", "utf-8")) == found.file.path.read_bytes()


def test_every_line_of_a_real_file_has_landed_or_says_why_not(source: Source):
    for publication in publications(source.source_id):
        table = rows(LINES, publication)
        outcomes = dict(table.group_by("outcome").len().iter_rows())
        assert outcomes.get("landed", 0) == publication["rows_landed"]
        assert outcomes.get("quarantined", 0) == publication["rows_quarantined"]
        assert outcomes.get("unread", 0) <= 1
        assert table.filter((pl.col("outcome") == "quarantined") != pl.col("reason").is_not_null()).is_empty()


def test_every_figure_and_party_and_category_is_printed_on_its_line_or_was_corrected(source: Source):
    for publication in publications(source.source_id):
        lines = rows(LINES, publication).select(LINE, raw=pl.col("raw_text").str.replace_all('""', '"', literal=True))
        corrected = [one for _, one in load_corrections(source.corrections_path) if one.holds_on(publication["edition_date"])]
        for kind, column in PRINTED.items():
            if landing_path(kind, source.source_id, publication["edition_date"]).exists():
                told = rows(kind, publication).select(LINE, column).drop_nulls().join(lines, on=LINE, how="left")
                other = told.filter(~pl.col("raw").str.contains(pl.col(column), literal=True).fill_null(value=False))
                assert set(other[column]) <= {one.corrected_text for one in corrected}
