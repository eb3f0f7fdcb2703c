"""A map as linked data: the classification with its levels, every row as an association, and matches only where a row is in force."""

from datetime import date
from pathlib import Path

import pytest
from rdflib import RDF, RDFS, SKOS, Graph, Literal, Namespace, URIRef
from rdflib.collection import Collection
from typer.testing import CliRunner

from commonlist.cli import app
from commonlist.crosswalk.rows import MapRow, write_map
from commonlist.crosswalk.skos import as_turtle, association_of
from commonlist.errors import CrosswalkError
from places import ROOT

BASE = "https://w3id.org/commonlist/"
XKOS = Namespace("http://rdf-vocabulary.ddialliance.org/xkos#")
TERMS = Namespace(f"{BASE}terms/")
ITEMS = """common_code,parent_code,level,title,regimes,sensitivity
3,,category,Electronics,,none
3A001,3,entry,Electronic items,MTCR WA,sensitive
3A001.b,3A001,provision,,WA,sensitive
3A001.b.2,3A001.b,provision,,WA,sensitive
ML,,category,Munitions,,none
ML1,ML,entry,Small arms,WA,none
"""
TODAY = date(2026, 11, 26)


def row(item_code: str, predicate: str, common_code: str = "", **cells: str) -> MapRow:
    given = {"justification": "semapv:LexicalMatching", "status": "approved", "author": "desk:us", "reviewer": "desk:gb"}
    return MapRow.model_validate({**given, "item_code": item_code, "predicate": predicate, "common_code": common_code, **cells})


ROWS = [
    row("3A001", "exact", "3A001", reviewed_date="2026-11-23", weight="1.00", weight_basis="all", confidence="0.90", citation="15 CFR 774"),
    row("3A001.b.2", "narrow", "3A001.b"),
    row("3A002", "broad", "3A001.b.2"),
    row("3A003", "close", "3A001"),
    row("3A004", "related", "ML1"),
    row("3A005", "overlaps", "ML1"),
    row("3A006", "not:exact", "3A001"),
    row("3A007", "none"),
    row("3A008", "todo", status="proposed", reviewer=""),
    row("3A009", "exact", "ML1", status="proposed", reviewer=""),
    row("3A010", "exact", "3A001.b", valid_to="2024-09-05"),
    row("3A010", "broad", "3A001.b", valid_from="2024-09-06"),
]
MATCHES = {
    ("3A001", SKOS.exactMatch, "3A001"),
    ("3A001.b.2", SKOS.broadMatch, "3A001.b"),
    ("3A002", SKOS.narrowMatch, "3A001.b.2"),
    ("3A003", SKOS.closeMatch, "3A001"),
    ("3A004", SKOS.relatedMatch, "ML1"),
    ("3A005", TERMS.overlaps, "ML1"),
    ("3A010", SKOS.narrowMatch, "3A001.b"),
}


@pytest.fixture(autouse=True)
def small_world(project: Path) -> Path:
    (project / "crosswalks" / "common" / "items.csv").write_text(ITEMS, encoding="utf-8")
    (project / "crosswalks" / "us").mkdir()
    (project / "crosswalks" / "us" / "us.yml").write_bytes((ROOT / "crosswalks" / "us" / "us.yml").read_bytes())
    return project


def parsed(rows: list[MapRow], on: date = TODAY) -> Graph:
    return Graph().parse(data=as_turtle("us_ccl", rows, on), format="turtle")


def listed(code: str) -> URIRef:
    return URIRef(f"{BASE}list/us_ccl/{code}")


def common(code: str) -> URIRef:
    return URIRef(f"{BASE}list/common/{code}")


def matches(graph: Graph) -> set[tuple[URIRef, URIRef, URIRef]]:
    properties = {
        SKOS.exactMatch,
        SKOS.closeMatch,
        SKOS.broadMatch,
        SKOS.narrowMatch,
        SKOS.relatedMatch,
        SKOS.mappingRelation,
        TERMS.overlaps,
    }
    return {(one, match, other) for match in properties for one, other in graph.subject_objects(match)}


def test_the_classification_is_a_scheme_of_three_levels_with_its_tree():
    graph, scheme = parsed(ROWS), URIRef(f"{BASE}list/common")
    levels = list(Collection(graph, graph.value(scheme, XKOS.levels)))
    assert [graph.value(level, XKOS.depth).toPython() for level in levels] == [1, 2, 3]
    assert all((level, RDF.type, XKOS.ClassificationLevel) in graph for level in levels)
    assert [len(list(graph.objects(level, SKOS.member))) for level in levels] == [2, 2, 2]
    assert len(list(graph.subjects(SKOS.inScheme, scheme))) == 6
    assert (common("3A001.b.2"), SKOS.broader, common("3A001.b")) in graph
    assert (common("3A001.b"), SKOS.narrower, common("3A001.b.2")) in graph
    assert set(graph.objects(scheme, SKOS.hasTopConcept)) == {common("3"), common("ML")}
    assert graph.value(common("3A001"), SKOS.prefLabel) == Literal("Electronic items", lang="en")
    assert graph.value(common("3A001.b.2"), SKOS.prefLabel) is None
    assert set(graph.objects(common("3A001"), TERMS.regime)) == {Literal("MTCR"), Literal("WA")}


def test_every_row_is_an_association_of_the_correspondence():
    graph, correspondence = parsed(ROWS), URIRef(f"{BASE}map/us_ccl")
    assert (correspondence, RDF.type, XKOS.Correspondence) in graph
    assert set(graph.objects(correspondence, XKOS.compares)) == {URIRef(f"{BASE}list/us_ccl"), URIRef(f"{BASE}list/common")}
    assert set(graph.objects(correspondence, XKOS.madeOf)) == {association_of("us_ccl", one) for one in ROWS}
    for one in ROWS:
        association = association_of("us_ccl", one)
        assert graph.value(association, XKOS.sourceConcept) == listed(one.item_code)
        assert graph.value(association, XKOS.targetConcept) == (common(one.common_code) if one.common_code else None)
        assert graph.value(association, TERMS.predicate) == Literal(one.predicate)
        assert graph.value(association, TERMS.status) == Literal(one.status)
    first = association_of("us_ccl", ROWS[0])
    assert graph.value(first, TERMS.reviewed_date).toPython() == date(2026, 11, 23)
    assert graph.value(first, TERMS.weight).toPython() == 1
    assert graph.value(first, TERMS.reviewer) == URIRef(f"{BASE}desk/gb")


def test_every_code_of_the_list_is_a_concept_with_its_notation():
    graph = parsed(ROWS)
    assert {str(graph.value(one, SKOS.notation)) for one in graph.subjects(SKOS.inScheme, URIRef(f"{BASE}list/us_ccl"))} == {
        one.item_code for one in ROWS
    }


def test_only_rows_in_force_match_and_a_narrow_item_has_a_broad_match():
    assert matches(parsed(ROWS)) == {(listed(item), match, common(code)) for item, match, code in MATCHES}


def test_what_is_in_force_depends_on_the_day():
    before = matches(parsed(ROWS, date(2024, 9, 5)))
    assert (listed("3A010"), SKOS.exactMatch, common("3A001.b")) in before
    assert (listed("3A010"), SKOS.narrowMatch, common("3A001.b")) not in before


def test_exact_excludes_broad_narrow_and_related_per_pair():
    found = matches(parsed(ROWS))
    exact = {(one, other) for one, match, other in found if match == SKOS.exactMatch}
    assert not exact & {(one, other) for one, match, other in found if match in (SKOS.broadMatch, SKOS.narrowMatch, SKOS.relatedMatch)}


@pytest.mark.parametrize("predicate", ["narrow", "broad", "related"])
def test_rows_that_skos_forbids_together_are_refused(predicate: str):
    with pytest.raises(CrosswalkError) as problem:
        as_turtle("us_ccl", [row("3A001", "exact", "3A001"), row("3A001", predicate, "3A001")], TODAY)
    assert problem.value.slug == "crosswalk.skos_conflict"


def test_overlaps_is_told_as_a_mapping_relation_of_ours():
    assert (TERMS.overlaps, RDFS.subPropertyOf, SKOS.mappingRelation) in parsed(ROWS)


def test_the_same_rows_give_the_same_bytes_in_whatever_order():
    assert as_turtle("us_ccl", ROWS, TODAY) == as_turtle("us_ccl", list(reversed(ROWS)), TODAY)


def test_the_command_writes_the_file(small_world: Path, tmp_path: Path):
    write_map(small_world / "crosswalks" / "us" / "us_ccl.map.csv", ROWS)
    out = tmp_path / "us_ccl.ttl"
    arguments = ["crosswalk", "export", "us_ccl", "--format", "skos", "--on", "2026-11-26", "--out", str(out)]
    assert CliRunner().invoke(app, arguments).exit_code == 0
    assert out.read_text(encoding="utf-8") == as_turtle("us_ccl", ROWS, TODAY)
