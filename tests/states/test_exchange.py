"""Every shipped map comes back from its SSSOM table as it was, and the sssom package accepts each shape of row and every predicate."""

import logging
from datetime import date
from pathlib import Path

import pytest

from commonlist.crosswalk.exchange import require_whole
from commonlist.crosswalk.items import common_items
from commonlist.crosswalk.rows import MapRow, read_map
from commonlist.crosswalk.skos import as_turtle, association_of
from commonlist.crosswalk.sssom import EXTENSIONS, as_sssom
from commonlist.crosswalk.sssom_reader import read_sssom
from commonlist.crosswalk.tables import MAP, TARGETLESS
from commonlist.errors import CrosswalkError
from places import ROOT

SHIPPED = sorted((ROOT / "crosswalks").glob("*/*.map.csv"))
EVERY_PREDICATE = [
    MapRow(
        item_code=f"3A{number:03}",
        predicate=predicate,
        common_code="" if predicate in TARGETLESS else "3A001",
        weight="0.25",
        weight_basis="a share",
        justification="semapv:LexicalMatching",
        confidence="0.70",
        status="proposed",
        author="desk:us",
        reviewer="rule:R1 desk:gb",
        reviewed_date="2026-11-23",
        valid_from="2022-01-06",
        citation="15 CFR 774",
    )
    for number, predicate in enumerate(MAP.words["predicate"])
]

pytestmark = pytest.mark.usefixtures("home")


def problems(path: Path) -> list[str]:
    from sssom.parsers import parse_sssom_table
    from sssom.validators import validate

    return [result.message for report in validate(parse_sssom_table(path), fail_on_error=False).values() for result in report.results]


@pytest.mark.parametrize("map_path", SHIPPED, ids=lambda path: path.name)
def test_every_shipped_map_comes_back_as_it_was(tmp_path: Path, map_path: Path):
    path, rows = tmp_path / "map.sssom.tsv", read_map(map_path)
    path.write_text(as_sssom(map_path.name.removesuffix(".map.csv"), rows), encoding="utf-8", newline="")
    assert list(read_sssom(path).rows) == rows


def one_of_each_shape(rows: list[MapRow]) -> list[MapRow]:
    """The validator takes hundredths of a second per row, and rows of one shape fare alike."""
    words = ("predicate", "status", "justification", "author", "reviewer")
    shapes = {(*(getattr(row, name) for name in words), *(bool(getattr(row, name)) for name in MAP.columns)): row for row in rows}
    return list(shapes.values())


@pytest.mark.parametrize("map_path", SHIPPED, ids=lambda path: path.name)
def test_the_validator_accepts_every_shipped_map(tmp_path: Path, map_path: Path, caplog: pytest.LogCaptureFixture):
    path, rows = tmp_path / "map.sssom.tsv", one_of_each_shape(read_map(map_path))
    path.write_text(as_sssom(map_path.name.removesuffix(".map.csv"), rows), encoding="utf-8", newline="")
    with caplog.at_level(logging.WARNING):
        assert problems(path) == []
    assert [record.message for record in caplog.records if "Metadata key" in record.message or "prefix" in record.message] == []


def test_the_validator_accepts_every_predicate_and_column(tmp_path: Path):
    path = tmp_path / "map.sssom.tsv"
    path.write_text(as_sssom("us_ccl", EVERY_PREDICATE), encoding="utf-8", newline="")
    assert problems(path) == []


def test_another_tool_writes_our_table_without_our_slots_and_that_is_seen(tmp_path: Path):
    from sssom.parsers import parse_sssom_table
    from sssom.writers import write_table

    ours, theirs = tmp_path / "ours.sssom.tsv", tmp_path / "theirs.sssom.tsv"
    rows = [row.model_copy(update={"status": "approved"}) for row in EVERY_PREDICATE if row.predicate != "todo"]
    ours.write_text(as_sssom("us_ccl", rows), encoding="utf-8", newline="")
    with theirs.open("w", encoding="utf-8") as file:
        write_table(parse_sssom_table(ours), file)
    read = read_sssom(theirs)
    assert {row.status for row in read.rows} == {"proposed"} and read.missing == tuple(EXTENSIONS)
    with pytest.raises(CrosswalkError) as refusal:
        require_whole(read, rows)
    assert refusal.value.slug == "crosswalk.sssom_lossy"


@pytest.mark.parametrize(("right", "wrong"), [("semapv:LexicalMatching", "semapv:Guessing"), ("skos:exactMatch", "skoz:exactMatch")])
def test_the_validator_sees_a_table_that_is_none(tmp_path: Path, right: str, wrong: str):
    path = tmp_path / "map.sssom.tsv"
    path.write_text(as_sssom("us_ccl", EVERY_PREDICATE).replace(right, wrong), encoding="utf-8", newline="")
    try:
        found = problems(path)
    except ValueError as problem:
        found = [str(problem)]
    assert found


def test_a_shipped_map_is_linked_data_in_which_every_row_is_found():
    from rdflib import RDF, SKOS, Graph, Namespace, URIRef

    xkos, rows = Namespace("http://rdf-vocabulary.ddialliance.org/xkos#"), read_map(ROOT / "crosswalks" / "eu" / "eu_coarm.map.csv")
    graph = Graph().parse(data=as_turtle("eu_coarm", rows, date(2026, 11, 26)), format="turtle")
    assert set(graph.subjects(RDF.type, xkos.ConceptAssociation)) == {association_of("eu_coarm", row) for row in rows}
    scheme = URIRef("https://w3id.org/commonlist/list/common")
    assert len(set(graph.subjects(SKOS.inScheme, scheme))) == len(common_items())
    exact = {row.item_code for row in rows if row.status == "approved" and row.predicate == "exact"}
    assert {str(one).rpartition("/")[2] for one in graph.subjects(SKOS.exactMatch)} == exact
