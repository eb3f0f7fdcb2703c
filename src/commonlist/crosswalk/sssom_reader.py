"""A stranger's SSSOM table to rows of a map, or to the line and column that keep it from being one.

- Short names are read by the table's own `curie_map`, extension slots by their declared property; a table without a `status` proposes.
- Its size is limited, a column that a map cannot hold is refused and not dropped, and every row must be one that lint lets pass.
"""

import csv
import io
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from pydantic import BaseModel, ConfigDict

from commonlist import registry
from commonlist.crosswalk.items import shared
from commonlist.crosswalk.judgements import check_authority, check_map, check_own_review
from commonlist.crosswalk.rows import MapRow, as_csv
from commonlist.crosswalk.sheet import read_sheet
from commonlist.crosswalk.sssom import EXTENSIONS, NEGATED, SLOTS
from commonlist.crosswalk.tables import MAP, NOT, TARGETLESS
from commonlist.crosswalk.vocabulary import COMMON, NAMESPACES, NO_TERM, TERMS, address, code_of
from commonlist.errors import CrosswalkError, Place

MAX_BYTES = 64 * 2**20
MAX_METADATA_BYTES = 64 * 2**10
REQUIRED = ("subject_id", "predicate_id", "object_id", "mapping_justification", "author_id")
SAID_ELSEWHERE = re.compile(r"(subject|object)_(label|category|type|source|source_version)|predicate_(label|type)|mapping_cardinality")
WHOLE = "take the table as `commonlist crosswalk export` wrote it, or put our columns and their definitions back"
_RELATIONS = {address(term, NAMESPACES): relation for relation, term in TERMS.items()}
_NO_TERM = address(NO_TERM, NAMESPACES)


class MappingSet(BaseModel):
    """One table: the source its subjects belong to, its rows in the order of the file, and which of our own slots it does not have."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    source_id: str
    rows: tuple[MapRow, ...]
    missing: tuple[str, ...] = ()


@dataclass(frozen=True)
class _Table:
    """What the metadata declare: the namespaces by prefix, and the column of the map each slot holds."""

    name: str
    known: dict[str, str]
    columns: dict[str, str]

    def refusal(self, slug: str, message: str, next_step: str, *, line: int | None = None, column: str | None = None) -> CrosswalkError:
        return CrosswalkError(slug, message, place=Place(file=self.name, line=line, column=column), next_step=next_step)

    def slot(self, column: str | None) -> str | None:
        """What the table calls a column of the map."""
        return next((slot for slot, held in self.columns.items() if held == column), column)


@dataclass(frozen=True)
class _Record:
    """One line of the table."""

    table: _Table
    line: int
    cells: dict[str, str]

    def refusal(self, slug: str, slot: str, message: str, next_step: str) -> CrosswalkError:
        return self.table.refusal(slug, message, next_step, line=self.line, column=slot)

    def address(self, slot: str, text: str) -> str:
        """What a short name, or a whole address, stands for."""
        prefix, colon, local = text.partition(":")
        if colon and prefix in self.table.known:
            return self.table.known[prefix] + local
        if colon and local.startswith("//"):
            return text
        next_step = "declare its prefix in curie_map"
        raise self.refusal("crosswalk.sssom_unknown_prefix", slot, f"nothing says what {text[:60]!r} stands for", next_step)

    def local(self, slot: str, text: str, namespace: str, what: str) -> str:
        """The part of an address below a namespace of ours."""
        found = self.address(slot, text)
        if not found.startswith(namespace) or found == namespace:
            raise self.refusal("crosswalk.sssom_unknown_term", slot, f"{text[:60]!r} is no {what}", f"name one below {namespace}")
        return found.removeprefix(namespace)


def read_sssom(path: Path) -> MappingSet:
    """Read a table. Raises CrosswalkError (`crosswalk.sssom_…`), naming file, line and column."""
    text = _text(path)
    lines = text.split("\n")
    first = next((number for number, line in enumerate(lines) if not line.startswith("#")), len(lines))
    table = _declared(path.name, "\n".join(line[1:] for line in lines[:first]))
    found = [(record, _row(record)) for record in _records(table, "\n".join(lines[first:]), first)]
    if not found:
        raise table.refusal("crosswalk.sssom_cut_off", "the table has no rows", "ask for the whole file", line=first + 1)
    source_ids = {_source_id(record): record for record, _ in found}
    source_id, *others = source_ids
    if others:
        message, next_step = f"it maps {others[0]}, the lines above map {source_id}", "make one file of each list"
        raise source_ids[others[0]].refusal("crosswalk.sssom_unknown_term", "subject_id", message, next_step)
    held = {table.columns.get(slot) for slot in found[0][0].cells}
    read = MappingSet(
        source_id=source_id, rows=tuple(row for _, row in found), missing=tuple(column for column in EXTENSIONS if column not in held)
    )
    _judge(table, read, found)
    return read


def _text(path: Path) -> str:
    table = _Table(path.name, {}, {})
    if path.stat().st_size > MAX_BYTES:
        raise table.refusal("crosswalk.sssom_too_large", f"more than {MAX_BYTES:,} bytes", "check where the file came from")
    data = path.read_bytes().replace(b"\r\n", b"\n")
    if data and not data.endswith(b"\n"):
        line = data.count(b"\n") + 1
        raise table.refusal("crosswalk.sssom_cut_off", "the last line has no line end", "ask for the whole file", line=line)
    if b"\r" in data or b"\0" in data:
        position = min(at for at in (data.find(b"\r"), data.find(b"\0")) if at >= 0)
        line, next_step = data.count(b"\n", 0, position) + 1, "save it as plain text with LF line ends"
        raise table.refusal("crosswalk.sssom_unreadable", "a control character stands in the table", next_step, line=line)
    try:
        return data.decode()
    except UnicodeDecodeError as problem:
        line = data.count(b"\n", 0, problem.start) + 1
        message = f"byte 0x{data[problem.start]:02X} is not UTF-8"
        raise table.refusal("crosswalk.sssom_unreadable", message, "save the file as UTF-8", line=line) from None


def _declared(name: str, metadata: str) -> _Table:
    said = _metadata(_Table(name, {}, {}), metadata)
    prefixes, extensions = said.get("curie_map") or {}, said.get("extension_definitions") or []
    table = _Table(name, {**_strings(prefixes), **{prefix: NAMESPACES[prefix] for prefix in ("skos", "semapv", "sssom")}}, {})
    columns = {slot: column for column, slot in SLOTS.items()}
    for one in extensions if isinstance(extensions, list) else ():
        said_of = _strings(one)
        prefix, _, local = said_of.get("property", "").partition(":")
        column = (table.known.get(prefix, f"{prefix}:") + local).removeprefix(NAMESPACES["commonlist"])
        if column in EXTENSIONS:
            columns[said_of.get("slot_name", "")] = column
    return _Table(name, table.known, columns)


def _metadata(table: _Table, text: str) -> dict[str, Any]:
    from ruamel.yaml import YAML
    from ruamel.yaml.error import YAMLError

    if len(text) > MAX_METADATA_BYTES:
        raise table.refusal("crosswalk.sssom_too_large", f"metadata of more than {MAX_METADATA_BYTES:,} bytes", "check where it came from")
    try:
        said = YAML(typ="safe", pure=True).load(text) or {}
    except (YAMLError, RecursionError, ValueError) as problem:
        mark = getattr(problem, "problem_mark", None)
        message, next_step = f"the metadata are not YAML: {getattr(problem, 'problem', problem)}", "correct them on that line"
        raise table.refusal("crosswalk.sssom_metadata", message, next_step, line=mark.line + 1 if mark else 1) from None
    if not isinstance(said, dict):
        raise table.refusal("crosswalk.sssom_metadata", "the metadata are not keys with values", "write them as `key: value`", line=1)
    return said


def _strings(said: Any) -> dict[str, str]:
    return {str(key): value for key, value in said.items() if isinstance(value, str)} if isinstance(said, dict) else {}


def _records(table: _Table, text: str, above: int) -> Iterator[_Record]:
    reader = csv.reader(io.StringIO(text, newline=""), delimiter="\t", strict=True)
    last = above
    try:
        header = next(reader, [])
        _check_header(table, header, above + 1)
        for cells in reader:
            line, last = last + 2 if last == above else last + 1, above + reader.line_num
            if last != line:
                raise table.refusal("crosswalk.sssom_unreadable", "a cell holds a line break", "write the row on one line", line=line)
            if len(cells) != len(header):
                message = f"{len(cells)} cells where {len(header)} belong"
                raise table.refusal("crosswalk.sssom_unreadable", message, "compare the line with the header", line=line)
            yield _Record(table, line, dict(zip(header, cells, strict=True)))
    except csv.Error as problem:
        raise table.refusal("crosswalk.sssom_unreadable", str(problem), "correct the quotes on that line", line=last + 1) from None


def _check_header(table: _Table, header: list[str], line: int) -> None:
    for slot in REQUIRED:
        if slot not in header:
            raise table.refusal("crosswalk.sssom_column", f"there is no {slot}", "ask for the whole table", line=line, column=slot)
    for place, slot in enumerate(header):
        if slot in header[:place]:
            raise table.refusal("crosswalk.sssom_column", f"{slot} stands twice", "keep one of the two", line=line, column=slot)
        if slot not in table.columns and slot != "predicate_modifier" and not SAID_ELSEWHERE.fullmatch(slot):
            message = f"a map has no place for {slot[:60]!r}"
            next_step = "declare it under extension_definitions with a property of ours, or delete the column"
            raise table.refusal("crosswalk.sssom_column", message, next_step, line=line, column=slot)


def _source_id(record: _Record) -> str:
    local = record.local("subject_id", record.cells["subject_id"], NAMESPACES["list"], "code of a list")
    return local.partition("/")[0]


def _row(record: _Record) -> MapRow:
    cells = {column: record.cells[slot] for slot, column in record.table.columns.items() if slot in record.cells}
    relation = _relation(record)
    code = record.local("subject_id", cells["item_code"], f"{NAMESPACES['list']}{_source_id(record)}/", "code of a list")
    justification = record.local("mapping_justification", cells["justification"], NAMESPACES["semapv"], "justification")
    return MapRow.model_validate(
        {"status": "proposed"}
        | cells
        | {
            "item_code": code_of(code),
            "predicate": (NOT if _is_negated(record) else "") + relation,
            "common_code": "" if relation in TARGETLESS else _common_code(record),
            "justification": f"semapv:{justification}",
            "author": _role(record, "author_id", cells["author"]),
            "reviewer": " ".join(_role(record, "reviewer_id", one) for one in cells.get("reviewer", "").split("|") if one),
        }
    )


def _relation(record: _Record) -> str:
    term = record.cells["predicate_id"]
    relation = _RELATIONS.get(record.address("predicate_id", term))
    if relation is None:
        next_step = f"use one of {', '.join(TERMS.values())}"
        raise record.refusal("crosswalk.sssom_unknown_term", "predicate_id", f"{term[:60]!r} is no predicate of a map", next_step)
    if (record.address("object_id", record.cells["object_id"]) == _NO_TERM) != (relation in TARGETLESS):
        message = f"{term} and {record.cells['object_id'][:60]} do not go together"
        next_step = f"{TERMS['none']} has the object {NO_TERM}, every other predicate a common item"
        raise record.refusal("crosswalk.sssom_unknown_term", "object_id", message, next_step)
    return relation


def _is_negated(record: _Record) -> bool:
    said = record.cells.get("predicate_modifier", "")
    if said not in ("", NEGATED):
        message = f"{said[:60]!r} modifies no predicate"
        raise record.refusal("crosswalk.sssom_unknown_term", "predicate_modifier", message, f"write {NEGATED}, or nothing")
    return bool(said)


def _common_code(record: _Record) -> str:
    return code_of(record.local("object_id", record.cells["object_id"], f"{NAMESPACES['list']}{COMMON}/", "common item"))


def _role(record: _Record, slot: str, text: str) -> str:
    found = record.address(slot, text) if text else ""
    for kind in ("desk", "rule"):
        if found.startswith(NAMESPACES[kind]):
            return f"{kind}:{found.removeprefix(NAMESPACES[kind])}"
    next_step = "name a desk (desk:gb) or an adopted rule (rule:R1)"
    raise record.refusal("crosswalk.sssom_unknown_term", slot, f"{text[:60]!r} is neither a desk nor a rule", next_step)


def _judge(table: _Table, read: MappingSet, found: list[tuple[_Record, MapRow]]) -> None:
    """Refuse what lint would refuse in the map, on the line of the table."""
    source = registry.sources().get(read.source_id)
    if source is None:
        next_step = "name a source that a state declares"
        raise found[0][0].refusal("crosswalk.sssom_unknown_term", "subject_id", f"no source {read.source_id!r}", next_step)
    ordered = sorted(found, key=lambda one: one[1].key)
    with TemporaryDirectory() as folder:
        path = Path(folder) / source.map_path.name
        path.write_text(as_csv(row for _, row in ordered), encoding="utf-8", newline="")
        sheet = read_sheet(path, table.name, MAP)
    if not sheet.findings:
        known = shared()
        check_map(sheet, source, known)
        check_authority(sheet, known)
        check_own_review(sheet)
    for finding in sorted(sheet.findings, key=lambda one: ordered[(one.line or 2) - 2][0].line):
        line = ordered[(finding.line or 2) - 2][0].line
        if finding.slug == "lint.duplicate_key" and "valid_from" in read.missing:
            message = "two rows of one pair, and no valid_from to tell them apart"
            raise table.refusal("crosswalk.sssom_lossy", message, WHOLE, line=line)
        message = f"{finding.slug}: {finding.message}"
        raise table.refusal("crosswalk.sssom_bad_row", message, finding.next_step, line=line, column=table.slot(finding.column))
