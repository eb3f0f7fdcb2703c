"""XML whose records repeat one element to a table of strings: a column per child element and per attribute.

- `record` is a plain path of element names below the root (`LIST/ENTRY`); namespaces do not count.
- A nested field is named by its path (`NAME/FIRST`), an attribute by `@`. A field that repeats is joined with `separator`.
- An element beside the path to the records is listed under `ignore`, or the source stops; a new field becomes a new column.
"""

import re
from pathlib import Path
from typing import Any

from pydantic import field_validator

from commonlist.errors import Place, ReadError, ShapeError
from commonlist.land.read.guard import FETCH_AGAIN, parse_xml
from commonlist.land.reading import LINE, Options, Reading, table_of


class XmlOptions(Options):
    """`edition_date` names the root's attribute that begins with the ISO date of the edition."""

    record: str
    separator: str | None = None
    ignore: tuple[str, ...] = ()
    edition_date: str | None = None

    @field_validator("record")
    @classmethod
    def _is_a_plain_path(cls, record: str) -> str:
        if not re.fullmatch(r"[\w.-]+(/[\w.-]+)*", record):
            raise ValueError("a path is element names separated by slashes")
        return record


def read_xml(path: Path, options: dict[str, Any]) -> Reading:
    """Raises ReadError (unsafe, broken, no record) or ShapeError (an element or a repetition nobody has decided about)."""
    wanted = XmlOptions.parse(options)
    root = parse_xml(path)
    rows = []
    columns: dict[str, None] = {}
    for element in _records([root], wanted.record.split("/"), wanted, path):
        fields: dict[str, list[str]] = {}
        _gather(element, "", fields)
        columns.update(dict.fromkeys(fields))
        rows.append({LINE: element.sourceline, **{name: _joined(name, values, element, wanted, path) for name, values in fields.items()}})
    if not rows:
        raise ReadError("read.empty_list", f"there is no record {wanted.record!r}", place=path, next_step=FETCH_AGAIN)
    said = root.get(wanted.edition_date) if wanted.edition_date else None
    return Reading(table_of(rows, list(columns)), facts={"edition_date": said[:10]} if said else {})


def _records(parents: list[Any], steps: list[str], options: XmlOptions, path: Path) -> list[Any]:
    if not steps:
        return parents
    found = []
    for parent in parents:
        for child in parent.iterchildren("*"):
            if _name(child) == steps[0]:
                found.append(child)
            elif _name(child) not in options.ignore:
                raise ShapeError(
                    "shape.undecided_element",
                    f"<{_name(child)}> stands beside <{steps[0]}>, and nobody has decided about it",
                    place=Place(file=path.name, line=child.sourceline, column=_name(child)),
                    next_step="list it under `ignore` of the layout's options, or read it as a source of its own",
                )
    return _records(found, steps[1:], options, path)


def _gather(element: Any, name: str, fields: dict[str, list[str]]) -> None:
    prefix = f"{name}/" if name else ""
    for attribute, value in element.attrib.items():
        fields.setdefault(f"{prefix}@{attribute.rpartition('}')[2]}", []).append(value.strip())
    own = " ".join((element.text or "").split())
    if len(element) == 0 or own:
        fields.setdefault(name or "text", []).append(own)
    for child in element.iterchildren("*"):
        _gather(child, f"{prefix}{_name(child)}", fields)


def _joined(name: str, values: list[str], element: Any, options: XmlOptions, path: Path) -> str:
    if len(values) > 1 and options.separator is None:
        raise ShapeError(
            "shape.repeated_field",
            f"{name!r} stands {len(values)} times in one record",
            place=Place(file=path.name, line=element.sourceline, column=name),
            next_step="give the layout's options a `separator` that no value contains",
        )
    return (options.separator or "").join(value for value in values if value)


def _name(element: Any) -> str:
    return str(element.tag).rpartition("}")[2]
