"""The official EUR-Lex XHTML of a consolidated regulation, its Annex I, to coded items and their notes.

What the reader relies on:

- The annex is the element with the id `anx_I`; everything else in the document is out of scope and counted by paragraph.
- A label and what it labels stand side by side: `div.grid-list` with two columns, or a table row of two cells. Levels below stand
  inside the second column. An entry opens with its code as a label, or as the first word of a paragraph outside any item.
- A list whose labels are of another sort than its neighbours' (numbers among letters) belongs below the item before it.
- Paragraphs that begin like a note are notes to the item whose column they stand in; a list after a note that ends in a colon, and a
  dash in place of a label, belong to the text before them; so does a label already used.
- Amendment marks (▼M1, ►M2 … ◄) are not text. The edition is the date in the line of reference at the head of the document.
"""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from lxml import etree

from commonlist.errors import Place, ReadError, ShapeError
from commonlist.land.read import guard
from commonlist.land.read.labels import ENTRY
from commonlist.land.read.provisions import ITEM_COLUMNS, Provisions, note_kind, squeeze
from commonlist.land.reading import Options, Reading, table_of

_LABEL = re.compile(r"\(?([^\W\d_A-Z]{1,2}|\d{1,3})[.)]*")
_MARKS = re.compile(r"[►▼]\s?[A-Z][0-9]*|◄")
_DATE = re.compile(r"\b([0-9]{2})\.([0-9]{2})\.([0-9]{4})\b")
_BLOCKS = ("div", "p", "table", "ul", "ol")
_SKIPPED_TAGS = ("hr", "br", "col", "colgroup", "script", "style", "img")
_SKIPPED_CLASSES = ("modref", "arrow", "title-annex-1", "footnote", "note")


class EurlexOptions(Options):
    """`annex` is the number of the annex in Roman figures, as in the id of its element."""

    annex: str = "I"


def read_eurlex_xhtml(path: Path, options: dict[str, Any]) -> Reading:
    """Read one annex. Raises ReadError for a page cut off or wrongly encoded, ShapeError when the page is another one."""
    annex = EurlexOptions.parse(options).annex
    root = _parse(path)
    found = root.xpath("//*[@id=$name]", name=f"anx_{annex}")
    if not found:
        raise _gone(f"no Annex {annex}", path)
    walk = _Walk()
    walk.enter(found[0], "")
    if not walk.provisions.codes:
        raise _gone(f"no entry in Annex {annex}", path)
    outside = sum(1 for _ in root.iter("p")) - sum(1 for _ in found[0].iter("p"))
    return Reading(table_of(walk.provisions.rows, list(ITEM_COLUMNS)), (), outside, _facts(root))


def _parse(path: Path) -> Any:
    data = guard.read_bytes(path)
    try:
        data.decode("utf-8")
    except UnicodeDecodeError as problem:
        place = Place(file=path.name, line=data.count(b"\n", 0, problem.start) + 1)
        raise ReadError("read.wrong_encoding", "the page is not UTF-8", place=place, next_step=guard.FETCH_AGAIN) from None
    if b"<!ENTITY" in data:
        raise ReadError("read.unsafe_xml", "the page declares entities", place=path, next_step="check where the file came from")
    if not data.rstrip(b"\x00 \t\r\n").endswith(b"</html>"):
        raise ReadError("read.truncated", "the page ends before its closing tag", place=path, next_step=guard.FETCH_AGAIN)
    parser = etree.HTMLParser(encoding="utf-8", no_network=True, huge_tree=False, remove_comments=True, remove_pis=True)
    return etree.fromstring(data, parser)


def _gone(what: str, path: Path) -> ShapeError:
    return ShapeError(
        "shape.missing_part",
        f"the page has {what}",
        place=path,
        next_step="look whether an error page or another act was fetched, then correct `url` or `options`",
    )


def _facts(root: Any) -> dict[str, str]:
    for line in root.xpath("//p[contains(@class, 'reference') or contains(@class, 'hd-date')]"):
        if found := _DATE.search("".join(line.itertext())):
            return {"edition_date": f"{found[3]}-{found[2]}-{found[1]}"}
    return {}


class _Walk:
    """Through the annex in reading order; `enter(element, code)` reads what stands in the column of the item with that code."""

    def __init__(self) -> None:
        self.provisions = Provisions()
        self._head = ""
        self._sort: dict[str, bool] = {}
        self._child: dict[str, str] = {}
        self._next_in_note: str | None = None

    def enter(self, element: Any, code: str) -> None:
        if (element.text or "").strip():
            self._paragraph(element.sourceline, squeeze(element.text), code)
        for child in element:
            if child.tag not in _SKIPPED_TAGS and not _classes(child) & set(_SKIPPED_CLASSES):
                self._block(child, code)

    def _block(self, element: Any, code: str) -> None:
        pairs = _pairs(element)
        if pairs:
            for label, content in pairs:
                self._labelled(element.sourceline, _text(label), content, code)
        elif element.tag == "table":
            self._paragraph(element.sourceline, _table(element), code)
        elif any(child.tag in _BLOCKS for child in element):
            self.enter(element, code)
        else:
            self._paragraph(element.sourceline, _text(element), code)

    def _labelled(self, line: int, label: str, content: Any, code: str) -> None:
        eccn, plain = ENTRY.fullmatch(label.rstrip(" .")), _LABEL.fullmatch(label)
        if eccn and eccn[1] not in self.provisions.codes:
            self._open(line, eccn[1], content)
        elif plain and (code or self._head) and not self._is_in_note(plain[1]):
            path = self._path(plain[1], code or self._head)
            if path in self.provisions.codes:
                self._paragraph(line, f"{label} {_text(content)}", code)
            else:
                self._open(line, path, content)
        else:
            self._paragraph(line, f"{label} {_text(content)}", code)

    def _open(self, line: int, code: str, content: Any) -> None:
        if "." not in code:
            self._head = code
        self._next_in_note = None
        self.provisions.item(line, code, None)
        self.enter(content, code)

    def _paragraph(self, line: int, text: str, code: str) -> None:
        opened = ENTRY.match(text) if not code else None
        last = self.provisions.last
        if opened and opened[1] not in self.provisions.codes:
            self._head = opened[1]
            self.provisions.item(line, opened[1], text[opened.end() :].lstrip(" ."))
        elif last is None or not text:
            return
        elif note_kind(text):
            self.provisions.note(line, code or last["code"], text)
        elif code and last["code"] != code:
            self.provisions.note(line, code, text)
        else:
            self.provisions.continue_last(line, text)

    def _path(self, label: str, base: str) -> str:
        """The label's code below `base`, or below its last child when that list is of the other sort (numbers among letters)."""
        is_number = label.isdigit()
        while self._sort.setdefault(base, is_number) != is_number and base in self._child:
            base = self._child[base]
        self._child[base] = f"{base}.{label}"
        return self._child[base]

    def _is_in_note(self, label: str) -> bool:
        last = self.provisions.last
        if last is None or last["kind"] is None:
            return False
        opens = str(last["text"]).endswith(":") and label in ("a", "1")
        if opens or label == self._next_in_note:
            self._next_in_note = str(int(label) + 1) if label.isdigit() else chr(ord(label[0]) + 1)
            return True
        return False


def _pairs(element: Any) -> list[tuple[Any, Any]]:
    """Label and content columns of a grid or of a table all of whose rows have a label and one more cell."""
    if "grid-list" in _classes(element):
        holders = [child for child in element if "grid-row" in _classes(child)] or [element]
        columns = [list(holder.iterchildren("div")) for holder in holders]
        return [pair for divs in columns for pair in zip(divs[::2], divs[1::2], strict=False)]
    if element.tag == "table":
        rows = [list(row.iterchildren("td")) for row in _rows(element)]
        if rows and all(len(row) == 2 and _is_label(_text(row[0])) for row in rows):
            return [(row[0], row[1]) for row in rows]
    return []


def _rows(table: Any) -> Iterator[Any]:
    for child in table:
        if child.tag == "tr":
            yield child
        elif child.tag in ("tbody", "thead"):
            yield from child.iterchildren("tr")


def _is_label(text: str) -> bool:
    return bool(ENTRY.fullmatch(text.rstrip(" .")) or _LABEL.fullmatch(text) or note_kind(text) or text in ("—", "–", "-"))


def _table(element: Any) -> str:
    rows = [[_text(cell) for cell in row if cell.tag in ("td", "th")] for row in _rows(element)]
    return "\n".join(" | ".join(cell for cell in cells if cell) for cells in rows if any(cells))


def _text(element: Any) -> str:
    return squeeze(_MARKS.sub("", "".join(element.itertext())))


def _classes(element: Any) -> set[str]:
    return set((element.get("class") or "").split())
