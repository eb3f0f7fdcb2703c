"""Data portals and search engines can take an edition in: DCAT-AP 3.0 by its mandatory constraints, schema.org by its own."""

import json
from pathlib import Path
from typing import Any

import pyshacl
import pytest
from rdflib import DCAT, DCTERMS, RDF, Graph, Literal, Namespace, URIRef

import exchanged
from commonlist.publish.manifest import read

SHAPES = Path(__file__).parent / "dcat_ap_3_mandatory.ttl"
SPDX = Namespace("http://spdx.org/rdf/terms#")
BASE = "https://commonlist.example/editions/2026.03.0/public/"
TOTALS = URIRef(f"{BASE}dcat.jsonld#licensing_totals")


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return exchanged.published(tmp_path_factory.mktemp("catalogues"))


@pytest.fixture
def graph(folder: Path) -> Graph:
    return Graph().parse(folder / "public" / "dcat.jsonld", format="json-ld")


@pytest.fixture(scope="module")
def dataset(folder: Path) -> dict[str, Any]:
    return json.loads((folder / "public" / "dataset.jsonld").read_text(encoding="utf-8"))


def faults(graph: Graph) -> str:
    is_valid, _, report = pyshacl.validate(graph, shacl_graph=Graph().parse(SHAPES))
    return "" if is_valid else report


def test_the_catalogue_has_what_dcat_ap_makes_mandatory(graph: Graph) -> None:
    assert faults(graph) == ""


MANDATORY = [
    (DCAT.Catalog, DCTERMS.publisher),
    (DCAT.Catalog, DCTERMS.title),
    (DCAT.Dataset, DCTERMS.description),
    (DCAT.Distribution, DCAT.accessURL),
    (SPDX.Checksum, SPDX.checksumValue),
    (URIRef("http://xmlns.com/foaf/0.1/Agent"), URIRef("http://xmlns.com/foaf/0.1/name")),
    (URIRef("http://www.w3.org/2004/02/skos/core#Concept"), URIRef("http://www.w3.org/2004/02/skos/core#prefLabel")),
]


@pytest.mark.parametrize(("kind", "missing"), MANDATORY, ids=lambda term: str(term).rpartition("/")[2].rpartition("#")[2])
def test_the_shapes_notice_what_is_missing(graph: Graph, kind: URIRef, missing: URIRef) -> None:
    node = next(iter(graph.subjects(RDF.type, kind)))
    graph.remove((node, missing, None))
    assert str(missing) in faults(graph) or missing.n3(graph.namespace_manager) in faults(graph)


def test_the_shapes_notice_a_second_publisher_and_a_wrong_checksum(graph: Graph) -> None:
    graph.add((TOTALS, DCTERMS.publisher, URIRef("https://commonlist.example/")))
    checksum = next(iter(graph.subjects(RDF.type, SPDX.Checksum)))
    graph.set((checksum, SPDX.checksumValue, Literal("no checksum")))
    assert faults(graph).count("Constraint Violation") >= 3


def test_every_public_table_and_no_other_is_in_the_catalogue(graph: Graph, folder: Path) -> None:
    tables = {path.stem for path in (folder / "public").glob("*.parquet")}
    assert {str(node).rpartition("#")[2] for node in graph.subjects(RDF.type, DCAT.Dataset)} == tables
    (catalogue,) = graph.subjects(RDF.type, DCAT.Catalog)
    assert {str(node).rpartition("#")[2] for node in graph.objects(catalogue, DCAT.dataset)} == tables


def test_every_download_is_a_file_of_the_edition_with_that_size_and_checksum(graph: Graph, folder: Path) -> None:
    listed = {file.path: (file.bytes, file.sha256) for file in read(folder).files}
    found = {}
    for node in graph.subjects(RDF.type, DCAT.Distribution):
        (address,) = graph.objects(node, DCAT.downloadURL)
        size, checksum = graph.value(node, DCAT.byteSize), graph.value(node, SPDX.checksum)
        found[f"public/{str(address).removeprefix(BASE)}"] = (int(str(size)), str(graph.value(checksum, SPDX.checksumValue)).lower())
    assert len(found) == 2 * len(list((folder / "public").glob("*.parquet"))) + 3
    assert found == {path: listed[path] for path in found}


def test_a_statistic_says_which_years_and_states_it_covers(graph: Graph) -> None:
    period = graph.value(TOTALS, DCTERMS.temporal)
    assert [str(graph.value(period, day)) for day in (DCAT.startDate, DCAT.endDate)] == ["2023-01-01", "2025-12-31"]
    assert [str(place).rpartition("/")[2] for place in graph.objects(TOTALS, DCTERMS.spatial)] == ["GBR"]
    forms = {str(node).rpartition("licensing_totals")[2] for node in graph.objects(TOTALS, DCAT.distribution)}
    assert {".parquet", ".csv", ".json", ".sdmx.csv"} < forms


def test_no_node_is_blank_so_that_a_harvester_can_update_it(graph: Graph) -> None:
    assert [node for node in graph.all_nodes() if not isinstance(node, URIRef | Literal)] == []


def test_schema_org_has_what_a_search_for_data_requires(dataset: dict[str, Any], folder: Path) -> None:
    assert (dataset["@context"], dataset["@type"]) == ("https://schema.org/", "Dataset")
    for part in (dataset, *dataset["hasPart"]):
        assert part["name"]
        assert part["description"]
    tables = [path.stem for path in sorted((folder / "public").glob("*.parquet"))]
    assert [part["@id"].rpartition("#")[2] for part in dataset["hasPart"]] == tables
    assert dataset["license"][0]["name"] == "OGL-UK-3.0"


def test_the_downloads_of_both_catalogues_are_the_same(dataset: dict[str, Any], graph: Graph) -> None:
    told = {(form["contentUrl"], form["sha256"]) for part in dataset["hasPart"] for form in part["distribution"]}
    nodes = graph.subjects(RDF.type, DCAT.Distribution)
    values = [(graph.value(node, DCAT.downloadURL), graph.value(node, SPDX.checksum)) for node in nodes]
    assert told == {(str(address), str(graph.value(one, SPDX.checksumValue)).lower()) for address, one in values}


def test_the_columns_of_a_table_are_described(dataset: dict[str, Any]) -> None:
    (totals,) = [part for part in dataset["hasPart"] if part["@id"].endswith("#licensing_totals")]
    assert {"name": "value_eur", "description": "What value_eur means"}.items() <= totals["variableMeasured"][12].items()
    assert totals["temporalCoverage"] == "2023-01-01/2025-12-31"
