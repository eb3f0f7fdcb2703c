"""The public tables of an edition become a catalogue by DCAT-AP 3.0 (RDF as JSON-LD), for the data portals that harvest it.

- Every node has an address, none is blank, and the JSON is sorted: same edition, same bytes.
- A table draws on several publications, so its licence is a document of this catalogue that names the terms of each.
"""

import json
from collections.abc import Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Any

from commonlist.publish.contract import House
from commonlist.publish.public_tables import Form, Source, Table

if TYPE_CHECKING:
    from rdflib import URIRef

FILE = "dcat.jsonld"
AUTHORITY = "http://publications.europa.eu/resource/authority"
PREFIXES = {
    "dcat": "http://www.w3.org/ns/dcat#",
    "dct": "http://purl.org/dc/terms/",
    "foaf": "http://xmlns.com/foaf/0.1/",
    "rdfs": "http://www.w3.org/2000/01/rdf-schema#",
    "skos": "http://www.w3.org/2004/02/skos/core#",
    "spdx": "http://spdx.org/rdf/terms#",
    "vcard": "http://www.w3.org/2006/vcard/ns#",
    "xsd": "http://www.w3.org/2001/XMLSchema#",
}
THEMES = f"{AUTHORITY}/data-theme"
PROFILE = "http://data.europa.eu/r5r/"
SHA256 = "spdx:checksumAlgorithm_sha256"
Facts = dict[str, Any]


class Catalogue:
    """A graph under construction. Values are addresses (`<…>`), prefixed names, or (text, type) pairs."""

    def __init__(self, base: str) -> None:
        from rdflib import Graph

        self.base = base
        self.graph = Graph()

    def term(self, name: str) -> "URIRef":
        """A prefixed name or an address, absolute or relative to the public folder."""
        from rdflib import URIRef

        prefix, _, rest = name.partition(":")
        if prefix in PREFIXES:
            return URIRef(PREFIXES[prefix] + rest)
        return URIRef(name if ":" in name else self.base + name)

    def node(self, name: str, kind: str, links: Facts | None = None, texts: Facts | None = None, typed: Facts | None = None) -> str:
        """State what `name` is: links to other nodes, English texts, and values with their type; returns the name."""
        from rdflib import RDF, Literal

        subject = self.term(name)
        self.graph.add((subject, RDF.type, self.term(kind)))
        for predicate, names in (links or {}).items():
            for other in [names] if isinstance(names, str) else names:
                self.graph.add((subject, self.term(predicate), self.term(other)))
        for predicate, text in (texts or {}).items():
            self.graph.add((subject, self.term(predicate), Literal(text, lang="en")))
        for predicate, (value, datatype) in (typed or {}).items():
            self.graph.add((subject, self.term(predicate), Literal(value, datatype=self.term(datatype))))
        return name

    def json(self) -> str:
        """JSON-LD, nodes and values in one order only."""
        written = json.loads(self.graph.serialize(format="json-ld", context=PREFIXES, auto_compact=False))
        return json.dumps(_ordered(written), ensure_ascii=False, indent=1, sort_keys=True) + "\n"


def write(tables: Sequence[Table], sources: Sequence[Source], edition: str, created_at: datetime, terms: House) -> str:
    """The catalogue as JSON-LD text; addresses are those of the edition, which stay when a newer one is served."""
    catalogue = Catalogue(terms.address(edition))
    _parties(catalogue, sources, terms)
    moment = (f"{created_at:%Y-%m-%dT%H:%M:%SZ}", "xsd:dateTime")
    for table in tables:
        _dataset(catalogue, table, edition, moment, terms)
    catalogue.node(
        f"{FILE}#catalogue",
        "dcat:Catalog",
        {
            "dct:publisher": f"{FILE}#publisher",
            "dct:license": f"{FILE}#licence",
            "dct:language": f"{AUTHORITY}/language/ENG",
            "dcat:themeTaxonomy": THEMES,
            "foaf:homepage": "index.html",
            "dct:conformsTo": PROFILE,
            "dcat:dataset": [f"{FILE}#{table.mart}" for table in tables],
        },
        {"dct:title": f"{terms.title}, edition {edition}", "dct:description": terms.description},
        {"dct:issued": moment, "dct:modified": moment},
    )
    return catalogue.json()


def _parties(catalogue: Catalogue, sources: Sequence[Source], terms: House) -> None:
    """Who publishes, whom to write to, under which terms, and the vocabularies referred to."""
    catalogue.node(f"{FILE}#publisher", "foaf:Agent", {"foaf:homepage": terms.home}, {"foaf:name": terms.publisher})
    catalogue.node(f"{FILE}#contact", "vcard:Kind", {"vcard:hasURL": terms.contact}, {"vcard:fn": terms.publisher})
    thanks = "; ".join(f"{one.terms_id}: {one.attribution}" for one in sorted(set(sources), key=lambda one: one.source_id))
    words = {"dct:title": "The terms of each publication", "dct:description": thanks}
    catalogue.node(f"{FILE}#licence", "dct:LicenseDocument", {"rdfs:seeAlso": "sources.csv"}, words)
    catalogue.node(terms.theme, "skos:Concept", {"skos:inScheme": THEMES}, {"skos:prefLabel": terms.theme.rpartition("/")[2]})
    catalogue.node(THEMES, "skos:ConceptScheme", texts={"dct:title": "Data theme"})
    catalogue.node(f"{AUTHORITY}/language/ENG", "dct:LinguisticSystem")
    catalogue.node(PROFILE, "dct:Standard")
    catalogue.node(SHA256, "spdx:ChecksumAlgorithm")
    for page in (terms.home, "index.html"):
        catalogue.node(page, "foaf:Document")


def _dataset(catalogue: Catalogue, table: Table, edition: str, moment: tuple[str, str], terms: House) -> None:
    links: Facts = {
        "dct:publisher": f"{FILE}#publisher",
        "dcat:contactPoint": f"{FILE}#contact",
        "dcat:theme": terms.theme,
        "dct:language": f"{AUTHORITY}/language/ENG",
        "dcat:landingPage": "index.html",
        "dcat:distribution": [_distribution(catalogue, form, moment) for form in table.forms],
        "dct:spatial": [catalogue.node(f"{AUTHORITY}/country/{state}", "dct:Location") for state in table.states],
    }
    if table.period:
        first, last = table.period
        days = {"dcat:startDate": (first.isoformat(), "xsd:date"), "dcat:endDate": (last.isoformat(), "xsd:date")}
        links["dct:temporal"] = catalogue.node(f"{FILE}#{table.mart}.period", "dct:PeriodOfTime", typed=days)
    typed = {"dct:issued": moment, "dct:modified": moment, "dcat:version": (edition, "xsd:string")}
    typed["dct:identifier"] = (f"tag:{terms.tag}:edition/{edition}/table/{table.mart}", "xsd:anyURI")
    catalogue.node(f"{FILE}#{table.mart}", "dcat:Dataset", links, {"dct:title": table.title, "dct:description": table.description}, typed)


def _distribution(catalogue: Catalogue, form: Form, moment: tuple[str, str]) -> str:
    media_type = f"https://www.iana.org/assignments/media-types/{form.media_type.partition(';')[0]}"
    checksum = {"spdx:checksumValue": (form.sha256, "xsd:hexBinary")}
    links = {
        "dcat:accessURL": catalogue.node(form.name, "rdfs:Resource"),
        "dcat:downloadURL": form.name,
        "dcat:mediaType": catalogue.node(media_type, "dct:MediaType"),
        "dct:format": catalogue.node(f"{AUTHORITY}/file-type/{form.file_type}", "dct:MediaTypeOrExtent"),
        "dct:license": f"{FILE}#licence",
        "spdx:checksum": catalogue.node(f"{FILE}#{form.name}.checksum", "spdx:Checksum", {"spdx:algorithm": SHA256}, typed=checksum),
    }
    typed = {"dcat:byteSize": (str(form.bytes), "xsd:nonNegativeInteger"), "dct:issued": moment, "dct:modified": moment}
    return catalogue.node(f"{FILE}#{form.name}", "dcat:Distribution", links, {"dct:title": form.name}, typed)


def _ordered(value: Any) -> Any:
    """Lists of JSON-LD are sets: sorted, they are the same in every process."""
    if isinstance(value, dict):
        return {name: _ordered(part) for name, part in value.items()}
    if isinstance(value, list):
        return sorted(map(_ordered, value), key=lambda part: json.dumps(part, sort_keys=True))
    return value
