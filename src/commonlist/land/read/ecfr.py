"""The official eCFR XML of 15 CFR 774 Supplement 1 (Commerce Control List) or 22 CFR 121.1 (Munitions List) to coded items and notes.

What the reader relies on, as the versioner API serves it:

- The list is one division: `DIV9 N="Supplement No. 1 to Part 774"` or `DIV8 N="121.1"`; other divisions are out of scope and counted.
- Commerce: an entry opens with a paragraph (`FP-2`, at times `FP-1` or `FP`) whose first child is a `B` that starts with the ECCN. Its
  items follow under `List of Items Controlled` or `Items`, each paragraph printing its whole path (`b.4.a.`). Requirements, exceptions
  and related controls are one note to the entry. `HD1` to `HD3` close it when they name a category, group, part or annex.
- Munitions: a category opens with a heading `Category I—…`; paragraphs print the label of their own level, `(a)`, `(1)`, `(i)`, `(A)`,
  at times several at once; an asterisk before them marks significant military equipment. Codes read `I(a)(1)`.
- `NOTE` elements, and paragraphs that begin like a note, are notes to the item before them; what has no label continues it.
- A path already used in an entry is a list inside a note. The edition is the date in `hierarchy_metadata`, where the file has it.
"""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Literal, NamedTuple

from commonlist.errors import ShapeError
from commonlist.land.read import guard
from commonlist.land.read.labels import ENTRY, NestedLabels, split_cumulative, split_parenthesised
from commonlist.land.read.provisions import ITEM_COLUMNS, Provisions, note_kind, squeeze
from commonlist.land.reading import Options, Reading, table_of
from commonlist.schema.codes import name_strangers

_REASON = "reason_for_control"
_SIGNIFICANT = "significant_military_equipment"
_CATEGORY = re.compile(r"Category ([IVX]+)\s*[—–-]+\s*", re.IGNORECASE)
_CLOSES = re.compile(r"(Category|Part|Annex|Supplement) [0-9A-Z]|[A-E]\. |[IVX]+\. ")
_ITEMS = re.compile(r"(?:List of Items Controlled|Items)(?::\s*|\s*$|\s+(?=[a-z]\.))", re.IGNORECASE)
_PARAGRAPHS = ("P", "FP", "FP-1", "FP-2", "FP-3", "FP1", "FP1-2")
_HEADINGS = ("HD1", "HD2", "HD3", "HD4")
_SKIPPED = ("HEAD", "CITA", "XREF", "AUTH", "SOURCE", "EDNOTE", "FTNT", "PRTPAGE", "SECAUTH")


class EcfrOptions(Options):
    """`division` is the `N` of the part of the document that is the list; `labels` how its paragraphs are labelled."""

    division: str = "Supplement No. 1 to Part 774"
    labels: Literal["cumulative", "nested"] = "cumulative"


class _Block(NamedTuple):
    line: int
    tag: str
    text: str
    is_bold: bool


def read_ecfr_xml(path: Path, options: dict[str, Any]) -> Reading:
    """Read one list. Raises ReadError for broken XML, ShapeError when the division, or every entry in it, is gone."""
    wanted = EcfrOptions.parse(options)
    root = guard.parse_xml(path)
    division = _division(root, wanted.division, path)
    provisions = Provisions()
    blocks = _blocks(division)
    if wanted.labels == "cumulative":
        _read_commerce(blocks, provisions)
        columns = [*ITEM_COLUMNS, _REASON]
    else:
        _read_munitions(blocks, provisions)
        columns = [*ITEM_COLUMNS, _SIGNIFICANT]
    if not provisions.codes:
        raise _gone(f"no entry in {wanted.division!r}", path)
    outside = sum(1 for _ in root.iter(*_PARAGRAPHS)) - sum(1 for _ in division.iter(*_PARAGRAPHS))
    return Reading(table_of(provisions.rows, columns), (), outside, _facts(root))


def _division(root: Any, name: str, path: Path) -> Any:
    for element in root.iter():
        if re.fullmatch(r"DIV[0-9]", str(element.tag)) and _plain(element.get("N", "")) == _plain(name):
            return element
    raise _gone(f"no division {name!r}", path)


def _plain(name: str) -> str:
    return name.replace("§", "").strip().casefold()


def _gone(what: str, path: Path) -> ShapeError:
    return ShapeError(
        "shape.missing_part",
        f"the document has {what}",
        place=path,
        next_step="look whether the regulation was renumbered or another part was fetched, then correct `url` or `options`",
    )


def _facts(root: Any) -> dict[str, str]:
    for element in (root, *root):
        found = re.search(r"/on/(\d{4}-\d{2}-\d{2})/", element.get("hierarchy_metadata", ""))
        if found:
            return {"edition_date": found[1]}
    return {}


def _blocks(element: Any) -> Iterator[_Block]:
    """Paragraphs, headings, notes and tables in reading order; wrappers are entered, tables become lines of cells."""
    for child in element:
        tag = str(child.tag)
        if tag in _SKIPPED:
            continue
        if tag in (*_PARAGRAPHS, *_HEADINGS, "NOTE"):
            parts = child if tag == "NOTE" else [child]
            text = squeeze(" ".join("".join(part.itertext()) for part in parts))
            is_bold = len(child) > 0 and child[0].tag == "B" and not (child.text or "").strip()
            yield _Block(child.sourceline, tag, text, is_bold)
        elif tag in ("TABLE", "GPOTABLE"):
            yield _Block(child.sourceline, tag, _table(child), is_bold=False)
        else:
            yield from _blocks(child)


def _table(element: Any) -> str:
    rows = [[squeeze("".join(cell.itertext())) for cell in row] for row in element.iter("TR", "ROW", "BOXHD")]
    return "\n".join(" | ".join(cells) for cells in rows if any(cells))


def _read_commerce(blocks: Iterator[_Block], provisions: Provisions) -> None:
    head: dict[str, Any] | None = None
    in_items = False
    for block in blocks:
        eccn = ENTRY.match(block.text) if block.is_bold else None
        if eccn:
            provisions.item(block.line, eccn[1], block.text[eccn.end() :].lstrip(" .:—-"))
            head, in_items = provisions.last, False
        elif block.tag in _HEADINGS and _CLOSES.match(block.text):
            head = None
        elif head is not None:
            items = _ITEMS.match(block.text)
            in_items = in_items or items is not None
            text = block.text[items.end() :] if items else block.text
            _read_paragraph(block, text, head, provisions, in_items=in_items)


def _read_paragraph(block: _Block, text: str, head: dict[str, Any], provisions: Provisions, *, in_items: bool) -> None:
    if text.startswith("Reason for Control:"):
        head[_REASON] = text.removeprefix("Reason for Control:").strip() or None
    label, rest = split_cumulative(text) if in_items and block.tag in _PARAGRAPHS else (None, text)
    code = f"{head['code']}.{label}"
    if label and code not in provisions.codes:
        provisions.item(block.line, code, rest)
    elif block.tag in _HEADINGS and in_items and text:
        provisions.note(block.line, head["code"], text, "heading")
    else:
        _annotate(block, text, provisions, is_entry=provisions.last is head)


def _annotate(block: _Block, text: str, provisions: Provisions, *, is_entry: bool) -> None:
    last = provisions.last
    if last is None:
        return
    if is_entry or block.tag == "NOTE" or note_kind(text) or last["kind"] == "heading":
        provisions.note(block.line, last["code"], text)
    else:
        provisions.continue_last(block.line, text)
    provisions.is_closed = block.tag == "NOTE"


def _read_munitions(blocks: Iterator[_Block], provisions: Provisions) -> None:
    category, labels, before = "", NestedLabels(), ""
    for block in blocks:
        opened = _CATEGORY.match(block.text) if block.tag in _HEADINGS or block.is_bold else None
        if opened:
            category, labels, before = opened[1].upper(), NestedLabels(), ""
            provisions.item(block.line, category, block.text[opened.end() :])
        elif category:
            before = _read_labelled(block, category, labels, before, provisions)


def _read_labelled(block: _Block, category: str, labels: NestedLabels, before: str, provisions: Provisions) -> str:
    """Place the paragraph and return the text that the next label may follow."""
    mark = "*" if block.text.startswith("*") else None
    printed, text = split_parenthesised(block.text.lstrip("* ")) if block.tag in _PARAGRAPHS else ([], block.text)
    placed = False
    for number, label in enumerate(printed):
        path = labels.place(label, before if number == 0 else ":") or ((label,) if name_strangers(label) else ())
        code = category + "".join(f"({level})" for level in path)
        if code not in provisions.codes:
            is_last = number == len(printed) - 1
            provisions.item(block.line, code, text if is_last else None, **{_SIGNIFICANT: mark if is_last else None})
            placed = True
    if placed:
        return text
    _annotate(block, block.text, provisions, is_entry=False)
    return before
