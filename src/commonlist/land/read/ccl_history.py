"""The transcribed history of the US Commerce Control List, one JSON line per leaf, to coded items and their notes.

- Only lines of one supplement to 15 CFR part 774 are read (Supplement 1 is the list); the others are out of scope and counted.
- A paragraph that has lines below it appears only in their codes and `breadcrumbs`; it becomes a row of its own before the first of them.
  (`ancestors` at times leaves out the entry; `breadcrumbs` always reach up to it.) Where lines disagree on its text, the first is the
  item's and the others are notes.
- Paragraphs a line binds together (`structure.children`) become rows too; all rows of a line share its number.
- The last paragraph printed under the item's own label is its text (requirements that use the same label come before the items);
  a heading that differs from it is kept as a note.
- `text` is the same content once more, flattened and with repeats, so it is not read.
"""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from commonlist.errors import Place, ReadError, ShapeError
from commonlist.land.read.json_records import cell, json_lines
from commonlist.land.read.provisions import ITEM_COLUMNS, Provisions, note_kind, squeeze
from commonlist.land.reading import Options, Reading, Rejection, table_of

_REQUIRED = {"eccn": str, "sourceUrl": str, "supplement": dict, "breadcrumbs": list, "text": str, "structure": dict}
_REASON = "reason_for_control"
_EDITION = re.compile(r"/full/(\d{4}-\d{2}-\d{2})/")
_ADDRESSEE = re.compile(r"(?:Technical )?Notes?(?: \d+)? to (?:paragraph )?(?:ECCN )?([0-9][A-E][0-9]{3}(?:\.[a-z0-9]+)*):")


class CclHistoryOptions(Options):
    """`supplement` is the number of the supplement to part 774 that is read."""

    supplement: str = "1"


def read_ccl_history(path: Path, options: dict[str, Any]) -> Reading:
    """Read the lines of one supplement. Raises ReadError for a broken line or mixed editions, ShapeError for a key no line has.

    A line without one of the keys the reader needs is rejected. Every key beside `eccn` and `text` is a column, filled on the
    line's first row.
    """
    supplement = CclHistoryOptions.parse(options).supplement
    provisions, rejections = Provisions(), list[Rejection]()
    columns: dict[str, None] = dict.fromkeys((*ITEM_COLUMNS, _REASON))
    editions: dict[str, int] = {}
    out_of_scope = 0
    for line, record in json_lines(path):
        if (flaw := _flaw(record)) is not None:
            rejections.append(Rejection(line, flaw, "read.missing_key", f"the line has no usable {flaw!r}", str(cell(record))[:500]))
        elif record["supplement"]["number"] != supplement:
            out_of_scope += 1
        else:
            columns |= dict.fromkeys(key for key in record if key not in ("eccn", "text"))
            editions.setdefault(_edition(record), line)
            _read_line(line, record, provisions)
    _refuse_nothing(provisions, rejections, path)
    reading = Reading(table_of(provisions.rows, list(columns)), tuple(rejections), out_of_scope)
    return Reading(reading.table, reading.rejections, out_of_scope, _facts(editions, path))


def _flaw(record: Any) -> str | None:
    """The first key the reader needs that is missing, or holds something else than it should."""
    if not isinstance(record, dict):
        return "eccn"
    for key, sort in _REQUIRED.items():
        if not isinstance(record.get(key), sort):
            return key
    if "number" not in record["supplement"]:
        return "supplement.number"
    return None if _is_outline(record["structure"]) else "structure"


def _is_outline(node: Any) -> bool:
    if not isinstance(node, dict) or not isinstance(node.get("identifier"), str):
        return False
    parts, children = node.get("content") or [], node.get("children") or []
    return all(isinstance(part, dict) for part in parts) and all(_is_outline(child) for child in children)


def _refuse_nothing(provisions: Provisions, rejections: list[Rejection], path: Path) -> None:
    if provisions.rows:
        return
    if not rejections:
        raise ShapeError(
            "shape.missing_part",
            "no line is of the supplement that holds the list",
            place=path,
            next_step="look whether another part of the regulation was fetched, then correct `url` or `options`",
        )
    raise ShapeError(
        "shape.missing_column",
        f"no line has the key {rejections[0].column!r}",
        place=Place(file=path.name, line=rejections[0].line, column=rejections[0].column),
        next_step="compare the file with the edition before; if the transcriber renamed the key, the reader must learn it",
    )


def _edition(record: dict[str, Any]) -> str:
    found = _EDITION.search(str(record["sourceUrl"]))
    return found[1] if found else ""


def _facts(editions: dict[str, int], path: Path) -> dict[str, str]:
    if len(editions) > 1:
        (first, _), (second, line) = list(editions.items())[:2]
        raise ReadError(
            "read.mixed_editions",
            f"lines of the edition {first or 'without a date'} and of {second or 'no date'} stand in one file",
            place=Place(file=path.name, line=line, column="sourceUrl"),
            next_step="split the file by edition, or fetch it again",
        )
    date = next(iter(editions), "")
    return {"edition_date": date} if date else {}


def _read_line(line: int, record: dict[str, Any], provisions: Provisions) -> None:
    for code, text in _above(record):
        if code not in provisions.codes:
            provisions.item(line, code, text)
        elif provisions.texts[code] != text:
            provisions.note(line, code, text)
    nodes = list(_nodes(record["structure"] | {"identifier": record["eccn"]}))
    printed = [paragraph for node in nodes for _, paragraph in _paragraphs(node)]
    first = len(provisions.rows)
    for node in nodes:
        _read_node(line, node, printed, provisions)
    provisions.rows[first] |= {key: cell(value) for key, value in record.items() if key not in ("eccn", "text")}


def _above(record: dict[str, Any]) -> list[tuple[str, str]]:
    levels = record["eccn"].split(".")
    codes = [".".join(levels[:depth]) for depth in range(1, len(levels))]
    texts = ["", *record["breadcrumbs"]][-len(codes) :] if codes else []
    return [(code, _without_code(code, text)) for code, text in zip(codes, texts, strict=False)]


def _nodes(node: dict[str, Any]) -> Iterator[dict[str, Any]]:
    yield node
    for child in node.get("children") or ():
        yield from _nodes(child)


def _paragraphs(node: dict[str, Any]) -> Iterator[tuple[str | None, str]]:
    """The node's content, tag by text; a table's cells, which follow it once more one by one, are left out."""
    table = ""
    for part in node.get("content") or ():
        text, tag = squeeze(part.get("text") or ""), part.get("tag")
        table = text if tag == "TABLE" else table
        if text and (tag is not None or text not in table):
            yield tag, text


def _read_node(line: int, node: dict[str, Any], printed: list[str], provisions: Provisions) -> None:
    code, heading = node["identifier"], _without_code(node["identifier"], node.get("heading") or "")
    paragraphs = list(_paragraphs(node))
    own = [text for tag, text in paragraphs if tag == "P" and _opens_with_label(code, text)]
    if not own and not heading:
        own = [text for text in printed if _opens_with_label(code, text)][:1] or [text for _, text in paragraphs][:1]
    text = _without_label(code, own[-1]) if own else heading
    provisions.item(line, code, text, **{_REASON: _reason([text for _, text in paragraphs])})
    if heading and not _is_same(heading, text):
        provisions.note(line, code, heading)
    for block in _blocks(paragraphs):
        if not any(_is_same(_without_label(code, block), known) for known in (text, heading)):
            provisions.note(line, _addressee(code, block), block)


def _blocks(paragraphs: list[tuple[str | None, str]]) -> Iterator[str]:
    """One block per note, with the paragraphs that belong to it, and one per run of the rest (requirements, exceptions, controls)."""
    block: list[str] = []
    for tag, text in paragraphs:
        if block and (tag == "NOTE" or note_kind(text) or (note_kind(block[0]) is None and tag == "P")):
            yield "\n".join(block)
            block = []
        block.append(text)
        if tag == "NOTE":
            yield text
            block = []
    if block:
        yield "\n".join(block)


def _opens_with_label(code: str, text: str) -> bool:
    return _without_label(code, text) != text


def _without_label(code: str, text: str) -> str:
    """The paragraph without the item's own label (`b.4.a.` under 2B001.b.4.a)."""
    label = code.partition(".")[2]
    found = re.match(rf"{re.escape(label)}(?:\.+ ?| )(?=\S)", text) if label else None
    return text[found.end() :] if found else text


def _without_code(code: str, text: str) -> str:
    """The heading itself; a heading the transcriber did not have stands as the bare code and is none."""
    return squeeze(text).removeprefix(code).lstrip(" .")


def _is_same(text: str, other: str) -> bool:
    return re.sub(r"\W", "", text) == re.sub(r"\W", "", other)


def _addressee(code: str, block: str) -> str:
    """A note that names one of the item's ancestors belongs there, whatever line it was printed after."""
    found = _ADDRESSEE.match(block)
    return found[1] if found and code.startswith(f"{found[1]}.") else code


def _reason(paragraphs: list[str]) -> str | None:
    for text, following in zip(paragraphs, [*paragraphs[1:], None], strict=False):
        if text.startswith("Reason for Control:"):
            return text.removeprefix("Reason for Control:").strip() or following
    return None
