"""Paragraphs of a control list, met in reading order, to rows: items under their codes, notes under the item they explain.

- What repeats no code and opens no note continues the row before it.
- A note printed twice under one code is one note.
"""

import re
from collections.abc import Collection
from typing import Any

from commonlist.land.reading import LINE

ITEM_COLUMNS = ("code", "kind", "text")
_NOTE = re.compile(r"(?:(?:(?:Technical|Licen[sc]e|Requirements?|Exceptions?|Controls?) )*[Nn]otes?|NOTES?|N\.? ?B\.?)(?![A-Za-z-])")
_PURPOSE = re.compile(r"For (?:the )?purposes? of\b")


def squeeze(text: str) -> str:
    """The text on one line, runs of white space (also no-break) as one blank."""
    return " ".join(text.split())


def note_kind(text: str) -> str | None:
    """`note` or `technical_note` when the paragraph opens as one (`Note 2:`, `N.B.`, `Technical Notes:`), else None."""
    if _PURPOSE.match(text):
        return "technical_note"
    if not _NOTE.match(text):
        return None
    return "technical_note" if text[:9].lower() == "technical" else "note"


class Provisions:
    """The rows so far; `last` is the one that a further paragraph would continue, unless it `is_closed`."""

    def __init__(self) -> None:
        self.rows: list[dict[str, Any]] = []
        self._notes: set[tuple[str, str]] = set()
        self.texts: dict[str, str | None] = {}
        self.is_closed = False

    @property
    def codes(self) -> Collection[str]:
        return self.texts.keys()

    @property
    def last(self) -> dict[str, Any] | None:
        return self.rows[-1] if self.rows else None

    def item(self, line: int, code: str, text: str | None, **cells: str | None) -> None:
        """A coded item; its kind is left to the state's YAML."""
        self.texts[code] = text
        self.is_closed = False
        self.rows.append({LINE: line, "code": code, "kind": None, "text": text, **cells})

    def note(self, line: int, code: str, text: str, kind: str | None = None) -> None:
        """A note to the item with that code, unless it stands there already."""
        if text and (code, text) not in self._notes:
            self._notes.add((code, text))
            self.is_closed = False
            self.rows.append({LINE: line, "code": code, "kind": kind or note_kind(text) or "note", "text": text})

    def continue_last(self, line: int, text: str) -> None:
        """Append a paragraph to the row before it, on a line of its own; after a closed row it is a note of the same item."""
        if self.last is None or not text:
            return
        if self.is_closed:
            self.note(line, self.last["code"], text)
        else:
            self.last["text"] = f"{self.last['text']}\n{text}" if self.last["text"] else text
