"""The map of a source and the common classification to SKOS and XKOS in Turtle, for those who work with linked data.

- The common classification is a concept scheme with three XKOS levels (category, entry, provision); codes are notations, titles our own.
- Each row is an xkos:ConceptAssociation in the xkos:Correspondence of the two lists, with every column of the map under `commonlist:`.
- A row approved and in force on the day also gives its triple between the two concepts (`vocabulary` says which); a negated one,
  `none` and `todo` never do.
- No text of a publication is in it. The same rows, items and day give the same bytes.
"""

from collections.abc import Iterable
from datetime import date
from typing import TYPE_CHECKING
from urllib.parse import quote

from commonlist import registry
from commonlist.crosswalk.items import CommonItem, common_items
from commonlist.crosswalk.rows import MapRow
from commonlist.crosswalk.tables import MAP, NOT, TARGETLESS
from commonlist.crosswalk.vocabulary import BASE, COMMON, NAMESPACES, TERMS, address, name_of, namespaces
from commonlist.errors import CrosswalkError

if TYPE_CHECKING:
    from rdflib import Graph, URIRef

LEVELS = ("category", "entry", "provision")
TYPES = {"weight": "decimal", "confidence": "decimal", "reviewed_date": "date", "valid_from": "date", "valid_to": "date"}
XKOS = "http://rdf-vocabulary.ddialliance.org/xkos#"
W3C = {
    "rdf": "http://www.w3.org/1999/02/22-rdf-syntax-ns#",
    "rdfs": "http://www.w3.org/2000/01/rdf-schema#",
    "xsd": "http://www.w3.org/2001/XMLSchema#",
}
EXCLUDED_BY_EXACT = ("narrow", "broad", "related")


def as_turtle(source_id: str, rows: Iterable[MapRow], on: date) -> str:
    """The text of the graph. Raises CrosswalkError (`crosswalk.skos_conflict`) where SKOS forbids what the rows say together (S46)."""
    kept = sorted(rows, key=lambda row: row.key)
    in_force = [row for row in kept if row.is_in_force(on) and not row.is_negated and row.relation not in TARGETLESS]
    _refuse_conflicts(source_id, in_force)
    graph = _graph(source_id)
    _add_classification(graph, common_items())
    _add_list(graph, source_id, kept)
    _add_correspondence(graph, source_id, kept)
    _add_matches(graph, source_id, in_force)
    return graph.serialize(format="turtle")


def _refuse_conflicts(source_id: str, in_force: list[MapRow]) -> None:
    exact = {(row.item_code, row.common_code) for row in in_force if row.predicate == "exact"}
    for row in in_force:
        if row.predicate in EXCLUDED_BY_EXACT and (row.item_code, row.common_code) in exact:
            raise CrosswalkError(
                "crosswalk.skos_conflict",
                f"{row.item_code} of {source_id} is both exact and {row.predicate} to {row.common_code}",
                next_step="keep one of the two rows",
            )


def _graph(source_id: str) -> "Graph":
    from rdflib import Graph

    graph = Graph(bind_namespaces="none")
    for prefix, namespace in {**namespaces(source_id), **W3C, "xkos": XKOS}.items():
        graph.bind(prefix, namespace)
    return graph


def _iri(path: str) -> "URIRef":
    from rdflib import URIRef

    return URIRef(BASE + path)


def _scheme(list_id: str) -> "URIRef":
    return _iri(f"list/{list_id}")


def _concept(list_id: str, code: str) -> "URIRef":
    from rdflib import URIRef

    return URIRef(address(name_of(list_id, code), {list_id: f"{NAMESPACES['list']}{list_id}/"}))


def _add_classification(graph: "Graph", items: dict[str, CommonItem]) -> None:
    from rdflib import BNode, Literal
    from rdflib.collection import Collection
    from rdflib.namespace import RDF, SKOS, XSD

    scheme, levels = _scheme(COMMON), {level: _iri(f"level/{level}") for level in LEVELS}
    graph.add((scheme, RDF.type, SKOS.ConceptScheme))
    graph.add((scheme, SKOS.prefLabel, Literal("The common classification", "en")))
    graph.add((scheme, _xkos("numberOfLevels"), Literal(len(LEVELS))))
    head = BNode("levels")
    Collection(graph, head, list(levels.values()))
    graph.add((scheme, _xkos("levels"), head))
    for depth, (level, node) in enumerate(levels.items(), start=1):
        graph.add((node, RDF.type, _xkos("ClassificationLevel")))
        graph.add((node, _xkos("depth"), Literal(depth, datatype=XSD.positiveInteger)))
        graph.add((node, SKOS.prefLabel, Literal(level, "en")))
    for item in items.values():
        _add_item(graph, item, levels[item.level])


def _add_item(graph: "Graph", item: CommonItem, level: "URIRef") -> None:
    from rdflib import Literal
    from rdflib.namespace import SKOS

    concept, scheme = _add_code(graph, COMMON, item.common_code), _scheme(COMMON)
    graph.add((level, SKOS.member, concept))
    if item.title:
        graph.add((concept, SKOS.prefLabel, Literal(item.title, "en")))
    if item.parent_code:
        above = _concept(COMMON, item.parent_code)
        graph.add((concept, SKOS.broader, above))
        graph.add((above, SKOS.narrower, concept))
    else:
        graph.add((scheme, SKOS.hasTopConcept, concept))
        graph.add((concept, SKOS.topConceptOf, scheme))
    for regime in item.regimes.split():
        graph.add((concept, _term("regime"), Literal(regime)))
    graph.add((concept, _term("sensitivity"), Literal(item.sensitivity)))


def _add_code(graph: "Graph", list_id: str, code: str) -> "URIRef":
    from rdflib import Literal
    from rdflib.namespace import RDF, SKOS

    concept = _concept(list_id, code)
    graph.add((concept, RDF.type, SKOS.Concept))
    graph.add((concept, SKOS.inScheme, _scheme(list_id)))
    graph.add((concept, SKOS.notation, Literal(code)))
    return concept


def _add_list(graph: "Graph", source_id: str, rows: list[MapRow]) -> None:
    from rdflib import Literal
    from rdflib.namespace import RDF, SKOS

    source = registry.source(source_id)
    graph.add((_scheme(source_id), RDF.type, SKOS.ConceptScheme))
    graph.add((_scheme(source_id), SKOS.prefLabel, Literal(source.title, "en")))
    for code in sorted({row.item_code for row in rows}):
        _add_code(graph, source_id, code)


def _add_correspondence(graph: "Graph", source_id: str, rows: list[MapRow]) -> None:
    from rdflib.namespace import RDF

    correspondence = _iri(f"map/{source_id}")
    graph.add((correspondence, RDF.type, _xkos("Correspondence")))
    for list_id in (source_id, COMMON):
        graph.add((correspondence, _xkos("compares"), _scheme(list_id)))
    for row in rows:
        association = association_of(source_id, row)
        graph.add((correspondence, _xkos("madeOf"), association))
        graph.add((association, RDF.type, _xkos("ConceptAssociation")))
        graph.add((association, _xkos("sourceConcept"), _concept(source_id, row.item_code)))
        if row.common_code:
            graph.add((association, _xkos("targetConcept"), _concept(COMMON, row.common_code)))
        _add_cells(graph, association, row)


def association_of(source_id: str, row: MapRow) -> "URIRef":
    """The address of a row: the map and the cells of its key, a blank one as `-`."""
    return _iri(f"map/{source_id}/" + "/".join(quote(cell.replace(NOT, "not-"), safe="") or "-" for cell in row.key))


def _add_cells(graph: "Graph", association: "URIRef", row: MapRow) -> None:
    from rdflib import Literal, URIRef
    from rdflib.namespace import XSD

    for column in MAP.columns:
        value = getattr(row, column)
        if not value or column in ("item_code", "common_code"):
            continue
        if column in ("justification", "author", "reviewer"):
            for name in value.split():
                graph.add((association, _term(column), URIRef(address(name, NAMESPACES))))
        elif column in TYPES:
            graph.add((association, _term(column), Literal(value, datatype=XSD[TYPES[column]], normalize=False)))
        else:
            graph.add((association, _term(column), Literal(value)))


def _add_matches(graph: "Graph", source_id: str, in_force: list[MapRow]) -> None:
    from rdflib import URIRef
    from rdflib.namespace import RDFS, SKOS

    graph.add((_term("overlaps"), RDFS.subPropertyOf, SKOS.mappingRelation))
    for row in in_force:
        match = URIRef(address(TERMS[row.predicate], NAMESPACES))
        graph.add((_concept(source_id, row.item_code), match, _concept(COMMON, row.common_code)))


def _term(name: str) -> "URIRef":
    return _iri(f"terms/{name}")


def _xkos(name: str) -> "URIRef":
    from rdflib import URIRef

    return URIRef(XKOS + name)
