"""An indented Markdown outline (labels `a)`, `1.`) to one record per item and per note, codes packed: `0008a1`.

- A note owns everything indented deeper than its opening words, though it uses the same labels as the items.
- At the note's own indentation a paragraph without label is the note's; a label is the note's when it starts a list there that
  the note announces by a colon or that no item could start, or when it continues such a list; otherwise it is the next item.
- An item whose label is not the one after its neighbour's, or holds a look-alike, is refused, and with it what stands under it.
"""

import re
from pathlib import Path
from typing import Any

from commonlist.land.read.outline import (
    Item,
    OutlineOptions,
    clean,
    fits_below,
    follows,
    foreign,
    foreign_entry,
    is_first,
    open_outline,
    paragraphs,
    parse_label,
    reading_of,
    require_entries,
)
from commonlist.land.reading import Reading, Rejection

_LOST = ""


def read_markdown_outline(path: Path, options: dict[str, Any]) -> Reading:
    """Raises ShapeError when the list is not where it was, ReadError when it holds no entry."""
    wanted, scope = open_outline(path, options)
    outline = _Outline(wanted)
    for block in paragraphs(scope.lines):
        line, first = block[0]
        outline.add(line, len(first) - len(first.lstrip()), clean(" ".join(text for _, text in block)))
    require_entries(outline.items, path)
    return reading_of(outline.items, outline.rejections, scope.out_of_scope)


class _Outline:
    """Reads paragraph after paragraph; `path` holds (indentation, label) of the item being read and of those above it."""

    def __init__(self, options: OutlineOptions) -> None:
        self.options = options
        self.items: list[Item] = []
        self.rejections: list[Rejection] = []
        self.path: list[tuple[int, str]] = []
        self.note_indent: int | None = None
        self.note_label: str | None = None

    def add(self, line: int, indent: int, text: str) -> None:
        if indent == 0 and (head := _head(text, self.options)):
            self._begin(line, [(0, head[0])], head[1])
        elif indent == 0:
            stranger = foreign_entry(line, text)
            reason, detail = (stranger.reason, stranger.detail) if stranger else ("read.no_code", "it stands at the margin, without a code")
            self._lose(line, [(0, _LOST)], reason, detail, text)
        elif self.note_indent is not None and indent > self.note_indent:
            self._continue(line, text)
        elif opening := self.options.opens_note(text):
            self._open_note(line, indent, opening[0], text)
        elif label := parse_label(text):
            self._label(line, indent, label[0], label[1], text)
        else:
            self._continue(line, text)

    def _open_note(self, line: int, indent: int, kind: str, text: str) -> None:
        code = self._code([step for step in self.path if step[0] < indent])
        if code is None:
            self._reject(line, "read.under_refused_item", "the note stands under an item that was refused", text)
            return
        self.note_indent, self.note_label = indent, None
        self.items.append(Item(line, code, kind, [text]))

    def _label(self, line: int, indent: int, label: str, rest: str, text: str) -> None:
        above = [step for step in self.path if step[0] < indent]
        if stranger := foreign(line, label, text):
            self._lose(line, [*above, (indent, _LOST)], stranger.reason, stranger.detail, text)
            return
        beside = next((step[1] for step in self.path if step[0] == indent), None)
        is_item = self._fits(label, above, beside)
        if self.note_indent == indent and self._is_of_note(label, is_item=is_item):
            self.note_label = label
            self._continue(line, text)
        elif is_item:
            self._begin(line, [*above, (indent, label)], rest)
        else:
            detail = f"{label!r} does not follow {beside!r}" if beside else f"no list begins with {label!r} here"
            self._lose(line, [*above, (indent, _LOST)], "read.label_out_of_order", detail, text)

    def _is_of_note(self, label: str, *, is_item: bool) -> bool:
        if self.note_label is None:
            return is_first(label) and (not is_item or self.items[-1].text.endswith(":"))
        return follows(label, self.note_label)

    def _fits(self, label: str, above: list[tuple[int, str]], beside: str | None) -> bool:
        code = self._code(above)
        if beside == _LOST or code is None:
            return True
        return follows(label, beside) if beside else is_first(label) and bool(code) and fits_below(label, code)

    def _begin(self, line: int, path: list[tuple[int, str]], text: str) -> None:
        self.path, self.note_indent, self.note_label = path, None, None
        code = self._code(path)
        if code is None:
            self._reject(line, "read.under_refused_item", "it stands under an item that was refused", text)
        else:
            self.items.append(Item(line, code, None, [text]))

    def _continue(self, line: int, text: str) -> None:
        if self._code(self.path):
            self.items[-1].parts.append(text)
        else:
            self._reject(line, "read.under_refused_item", "it stands under no item", text)

    def _lose(self, line: int, path: list[tuple[int, str]], reason: str, detail: str, text: str) -> None:
        self.path, self.note_indent, self.note_label = path, None, None
        self._reject(line, reason, detail, text)

    def _code(self, path: list[tuple[int, str]]) -> str | None:
        return None if any(label == _LOST for _, label in path) else "".join(label for _, label in path)

    def _reject(self, line: int, reason: str, detail: str, text: str) -> None:
        self.rejections.append(Rejection(line, "code", reason, detail, text))


def _head(text: str, options: OutlineOptions) -> tuple[str, str] | None:
    found = re.match(rf"({options.head})\s+(?=\S)", text)
    return (found[1], text[found.end() :]) if found else None
