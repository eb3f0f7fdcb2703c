"""The map of a source to an SSSOM table that any SSSOM tool reads; `sssom_reader` reads it back to the same rows.

- SSSOM 1.1 as TSV with its metadata in front (https://mapping-commons.github.io/sssom/spec-formats-tsv/); predicates as in `vocabulary`.
- `none` is `sssom:NoTermFound` under skos:mappingRelation: there is no relation of any kind.
- `todo` is `sssom:NoTermFound` under our own `notJudged`: whether there is one, nobody has said.
- What SSSOM has no slot for (weight, status, validity, citation) stands in extension slots that the metadata declare.
"""

import csv
import io
from typing import Any

from commonlist import __version__, registry
from commonlist.crosswalk.items import register_date
from commonlist.crosswalk.rows import MapRow
from commonlist.crosswalk.tables import TARGETLESS
from commonlist.crosswalk.vocabulary import BASE, COMMON, NO_TERM, TERMS, name_of, namespaces
from commonlist.settings import settings

LICENCE = "https://www.apache.org/licenses/LICENSE-2.0"
EXTENSIONS = {
    "weight": "decimal",
    "weight_basis": "string",
    "status": "string",
    "valid_from": "date",
    "valid_to": "date",
    "citation": "string",
}
SLOTS = {  # of a table, by column of the map
    **{"item_code": "subject_id", "predicate": "predicate_id", "common_code": "object_id", "justification": "mapping_justification"},
    **{"author": "author_id", "reviewer": "reviewer_id", "reviewed_date": "review_date", "confidence": "confidence", "comment": "comment"},
}
COLUMNS = (
    *("subject_id", "predicate_id", "predicate_modifier", "object_id", "mapping_justification", "confidence"),
    *("author_id", "reviewer_id", "review_date", "comment", *EXTENSIONS),
)
NEGATED = "Not"


def as_sssom(source_id: str, rows: list[MapRow]) -> str:
    """The text of the table, sorted like the map; the same rows over the same landed edition give the same text."""
    from ruamel.yaml import YAML

    text = io.StringIO()
    yaml = YAML(typ="safe", pure=True)
    yaml.default_flow_style, yaml.width, yaml.sort_base_mapping_type_on_output = False, 1000, False  # type: ignore[assignment]
    yaml.dump(metadata(source_id, rows), text)
    table = io.StringIO(newline="")
    writer = csv.writer(table, delimiter="\t", lineterminator="\n")
    writer.writerow(COLUMNS)
    writer.writerows([record[column] for column in COLUMNS] for record in (_record(source_id, row) for row in sorted(rows, key=_key)))
    return "".join(f"# {line}\n" for line in text.getvalue().rstrip("\n").split("\n")) + table.getvalue()


def metadata(source_id: str, rows: list[MapRow]) -> dict[str, Any]:
    """What the table says of itself. The version of a list is its newest landed edition, that of the common items the newest decision."""
    source = registry.source(source_id)
    days = [row.reviewed_date for row in rows if row.reviewed_date]
    landed = sorted(path.stem for path in (settings().landing / "publication" / source_id).glob("*.parquet"))
    return {
        "sssom_version": "1.1",
        "mapping_set_id": f"{BASE}map/{source_id}",
        "mapping_set_title": f"{source.title} to the common classification",
        "license": LICENCE,
        "subject_type": "skos concept",
        "subject_source": f"list:{source_id}",
        **({"subject_source_version": landed[-1]} if landed else {}),
        "object_type": "skos concept",
        "object_source": f"list:{COMMON}",
        "object_source_version": register_date(),
        **({"mapping_date": max(days)} if days else {}),
        "mapping_tool": "commonlist",
        "mapping_tool_version": __version__,
        "extension_definitions": [
            {"slot_name": name, "property": f"commonlist:{name}", "type_hint": f"xsd:{kind}"} for name, kind in EXTENSIONS.items()
        ],
        "curie_map": {**namespaces(source_id), "xsd": "http://www.w3.org/2001/XMLSchema#"},
    }


def _key(row: MapRow) -> tuple[str, ...]:
    return row.key


def _record(source_id: str, row: MapRow) -> dict[str, str]:
    cells = {slot: getattr(row, column) for column, slot in SLOTS.items()} | {name: getattr(row, name) for name in EXTENSIONS}
    return cells | {
        "subject_id": name_of(source_id, row.item_code),
        "predicate_id": TERMS[row.relation],
        "predicate_modifier": NEGATED if row.is_negated else "",
        "object_id": NO_TERM if row.relation in TARGETLESS else name_of(COMMON, row.common_code),
        "reviewer_id": row.reviewer.replace(" ", "|"),
    }
