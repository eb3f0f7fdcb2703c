"""The codes that occur in the licensing totals become an SDMX-ML 3.0 structure message: code lists, concepts, data structure, dataflow."""

from datetime import datetime

from lxml import etree

from commonlist.publish.files import printable
from commonlist.publish.observations import DIMENSIONS, STATES, STATUSES, Cube, Names
from commonlist.publish.sdmx import ATTRIBUTES, MEASURES

SCHEMAS = "http://www.sdmx.org/resources/sdmxml/schemas/v3_0"
MESSAGE, MODEL, SHARED = f"{{{SCHEMAS}/message}}", f"{{{SCHEMAS}/structure}}", f"{{{SCHEMAS}/common}}"
URN = "urn:sdmx:org.sdmx.infomodel"
LANGUAGE = "{http://www.w3.org/XML/1998/namespace}lang"
ID = "LICENSING_TOTALS"
CONCEPTS = "CS_LICENSING"
TIME = "TIME_PERIOD"
TITLES = {
    "FREQ": "Frequency",
    "REF_AREA": "Reporting state",
    "COUNTERPART_AREA": "Destination",
    "SOURCE": "Publication",
    "MEASURE": "Measure",
    "DEFINITION": "Definition by which the publisher counts",
    "CATEGORY": "Category of the common classification",
    "UNIT_MEASURE": "Unit of measure",
    TIME: "Year",
}
FORMATS = {
    "EURO_RATE": "Decimal",
    "COVERED_FROM": "GregorianDay",
    "COVERED_TO": "GregorianDay",
    "LINE_COUNT": "Integer",
    "REPORTED_COUNT": "Integer",
    "NOT_REPORTED_COUNT": "Integer",
    "COMMENT_OBS": "String",
}
CODED = ("OBS_STATUS", "VALUE_STATE")
PREFIXES = f'xmlns:mes="{SCHEMAS}/message" xmlns:str="{SCHEMAS}/structure" xmlns:com="{SCHEMAS}/common"'
Node = etree._Element


class Keeper:
    """Who maintains the artefacts, in which version: what every one of them carries."""

    def __init__(self, agency: str, version: str) -> None:
        self.facts = {"agencyID": agency, "version": version}
        self.tail = f"{agency}:{{}}({version})"

    def urn(self, kind: str, name: str) -> str:
        """The SDMX URN of an artefact."""
        return f"{URN}.{kind}={self.tail.format(name)}"

    def artefact(self, parent: Node, tag: str, name: str, title: str) -> Node:
        """A maintainable artefact with its name."""
        made = etree.SubElement(parent, MODEL + tag, {"id": name, **self.facts})
        _named(made, title)
        return made

    def concept(self, name: str) -> str:
        """The URN of a concept."""
        return f"{self.urn('conceptscheme.Concept', CONCEPTS)}.{name}"


def write(cube: Cube, edition: str, created_at: datetime, agency: str, version: str) -> bytes:
    """The message. Code lists hold what occurs in this edition, so `version` is the edition's own (`sdmx.version_of`)."""
    keeper = Keeper(agency, version)
    root = etree.XML(f"<mes:Structure {PREFIXES}/>")
    _header(root, edition, created_at, agency)
    structures = etree.SubElement(root, MESSAGE + "Structures")
    _codelists(etree.SubElement(structures, MODEL + "Codelists"), cube, keeper)
    _concepts(etree.SubElement(structures, MODEL + "ConceptSchemes"), keeper)
    _dataflow(etree.SubElement(structures, MODEL + "Dataflows"), keeper)
    _definition(etree.SubElement(structures, MODEL + "DataStructures"), keeper)
    etree.indent(root)
    return etree.tostring(root, xml_declaration=True, encoding="UTF-8") + b"\n"


def _header(root: Node, edition: str, created_at: datetime, agency: str) -> None:
    header = etree.SubElement(root, MESSAGE + "Header")
    etree.SubElement(header, MESSAGE + "ID").text = f"{agency}_{edition.replace('.', '_')}"
    etree.SubElement(header, MESSAGE + "Test").text = "false"
    etree.SubElement(header, MESSAGE + "Prepared").text = f"{created_at:%Y-%m-%dT%H:%M:%SZ}"
    etree.SubElement(header, MESSAGE + "Sender", id=agency)


def _named(parent: Node, title: str) -> None:
    etree.SubElement(parent, SHARED + "Name", {LANGUAGE: "en"}).text = printable(title)


def _codelists(parent: Node, cube: Cube, keeper: Keeper) -> None:
    states = {state: words for state, (_, words) in STATES.items()}
    lists: dict[str, Names] = {name: cube.names[name] for name in DIMENSIONS if name != TIME}
    for name, names in {**lists, "OBS_STATUS": STATUSES, "VALUE_STATE": states}.items():
        made = keeper.artefact(parent, "Codelist", f"CL_{name}", TITLES.get(name) or ATTRIBUTES[name])
        for code, title in names.items():
            _named(etree.SubElement(made, MODEL + "Code", id=code), title)


def _concepts(parent: Node, keeper: Keeper) -> None:
    scheme = keeper.artefact(parent, "ConceptScheme", CONCEPTS, "Concepts of the licensing totals")
    for name, title in {**TITLES, **MEASURES, **ATTRIBUTES}.items():
        _named(etree.SubElement(scheme, MODEL + "Concept", id=name), title)


def _dataflow(parent: Node, keeper: Keeper) -> None:
    flow = keeper.artefact(parent, "Dataflow", ID, "Licensing totals")
    etree.SubElement(flow, MODEL + "Structure").text = keeper.urn("datastructure.DataStructure", ID)


def _definition(parent: Node, keeper: Keeper) -> None:
    structure = keeper.artefact(parent, "DataStructure", ID, "Licensing totals by reporting state, year and category")
    parts = etree.SubElement(structure, MODEL + "DataStructureComponents")
    dimensions = etree.SubElement(parts, MODEL + "DimensionList", id="DimensionDescriptor")
    for position, name in enumerate([one for one in DIMENSIONS if one != TIME], 1):
        _coded(_component(dimensions, "Dimension", name, keeper, position=str(position)), name, keeper)
    _format(_component(dimensions, "TimeDimension", TIME, keeper), "GregorianYear")
    attributes = etree.SubElement(parts, MODEL + "AttributeList", id="AttributeDescriptor")
    for name in ATTRIBUTES:
        _attribute(attributes, name, keeper)
    measures = etree.SubElement(parts, MODEL + "MeasureList", id="MeasureDescriptor")
    for name in MEASURES:
        _format(_component(measures, "Measure", name, keeper, usage="optional"), "Decimal")


def _attribute(parent: Node, name: str, keeper: Keeper) -> None:
    made = _component(parent, "Attribute", name, keeper, usage="mandatory" if name in CODED else "optional")
    if name in CODED:
        _coded(made, name, keeper)
    else:
        _format(made, FORMATS[name])
    etree.SubElement(etree.SubElement(made, MODEL + "AttributeRelationship"), MODEL + "Observation")


def _component(parent: Node, tag: str, name: str, keeper: Keeper, **facts: str) -> Node:
    made = etree.SubElement(parent, MODEL + tag, {"id": name, **facts})
    etree.SubElement(made, MODEL + "ConceptIdentity").text = keeper.concept(name)
    return made


def _coded(component: Node, name: str, keeper: Keeper) -> None:
    local = etree.SubElement(component, MODEL + "LocalRepresentation")
    etree.SubElement(local, MODEL + "Enumeration").text = keeper.urn("codelist.Codelist", f"CL_{name}")


def _format(component: Node, kind: str) -> None:
    local = etree.SubElement(component, MODEL + "LocalRepresentation")
    etree.SubElement(local, MODEL + "TextFormat", textType=kind)
