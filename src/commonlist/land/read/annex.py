"""The transcribed Annex I of Regulation (EU) 2021/821, JSON with one provision per line of text, to coded items and their notes.

- Each line of an entry's `verbatim_text` is a dotted path and a text; the first line of a path is the item, the others are its notes.
- A line that repeats a path without opening a note continues what stands before it (a formula, a table of limits, a long note).
- `source_line` is the physical line of the entry's `entry_code`, or the entry's number where the file is not laid out one key per line.
- Every other list of the document (index, annexed documents, general authorisations) is out of scope and counted.
"""

import re
from pathlib import Path
from typing import Any

from commonlist.errors import Place, ReadError, ShapeError
from commonlist.land.read import guard
from commonlist.land.read.json_records import cell, parse_json
from commonlist.land.read.provisions import ITEM_COLUMNS, Provisions, note_kind
from commonlist.land.reading import LINE, Options, Reading, Rejection, table_of
from commonlist.schema.codes import name_strangers

_ENTRY_CODE = re.compile(r'^\s*"entry_code"\s*:', re.MULTILINE)
_BARE_MARKERS = ("Note:", "Notes:", "Technical Note:", "Technical Notes:")
_LINES = "verbatim_text"
_FACTS = ("celex", "corpus_version", "valid_from", "retrieved_at", "sha256")


class AnnexOptions(Options):
    """The transcription has one shape; nothing can be chosen."""


def read_annex_json(path: Path, options: dict[str, Any]) -> Reading:
    """Read the annex. Raises ReadError or ShapeError when entries are missing, miscounted or without code or text.

    A line whose path does not belong to its entry is rejected. The entry's other keys stand on its first row.
    """
    AnnexOptions.parse(options)
    text = guard.read_text(path)
    document = parse_json(text, path)
    entries = _entries(document, path)
    lines = _physical_lines(text, len(entries))
    provisions, rejections = Provisions(), list[Rejection]()
    columns: dict[str, None] = dict.fromkeys(ITEM_COLUMNS)
    for line, entry in zip(lines, entries, strict=True):
        start = len(provisions.rows)
        rejections += _read_entry(entry, line, provisions)
        cells = {key: cell(value) for key, value in entry.items() if key != _LINES}
        columns |= dict.fromkeys(cells)
        if len(provisions.rows) > start:
            provisions.rows[start] |= cells
    others = sum(len(value) for key, value in document.items() if isinstance(value, list) and key != "entries")
    return Reading(table_of(provisions.rows, list(columns)), tuple(rejections), others, _facts(document))


def _entries(document: Any, path: Path) -> list[dict[str, Any]]:
    entries = document.get("entries") if isinstance(document, dict) else None
    if not isinstance(entries, list):
        raise _missing("entries", path, None)
    for number, entry in enumerate(entries, start=1):
        for key in ("entry_code", _LINES):
            if not isinstance(entry, dict) or not isinstance(entry.get(key), str):
                raise _missing(key, path, number)
    if not entries:
        raise ReadError("read.empty_list", "the document holds no entry", place=path, next_step=guard.FETCH_AGAIN)
    announced = document.get("entry_count")
    if announced is not None and str(announced) != str(len(entries)):
        raise ReadError(
            "read.incomplete",
            f"the document announces {announced} entries and holds {len(entries)}",
            place=path,
            next_step=guard.FETCH_AGAIN,
        )
    return entries


def _missing(key: str, path: Path, number: int | None) -> ShapeError:
    where = f"entry {number}" if number else "the document"
    return ShapeError(
        "shape.missing_column",
        f"{where} has no {key!r}",
        place=Place(file=path.name, column=key),
        next_step="compare the document with the edition before; if the transcriber renamed the key, the reader must learn it",
    )


def _physical_lines(text: str, count: int) -> list[int]:
    lines: list[int] = []
    line = 1
    position = 0
    for match in _ENTRY_CODE.finditer(text):
        line += text.count("\n", position, match.end())
        position = match.end()
        lines.append(line)
    return lines if len(lines) == count else list(range(1, count + 1))


def _read_entry(entry: dict[str, Any], line: int, provisions: Provisions) -> list[Rejection]:
    head = entry["entry_code"].strip()
    rejections = []
    for printed in entry[_LINES].split("\n"):
        code, _, text = printed.strip().partition(" ")
        if code != head and not code.startswith(f"{head}."):
            rejections.append(_refuse(printed, code, head, line))
        elif code not in provisions.codes and not note_kind(text):
            provisions.item(line, code, text)
        elif _continues(code, text, line, provisions):
            provisions.continue_last(line, text)
        else:
            provisions.note(line, code, text)
    return rejections


def _refuse(printed: str, code: str, head: str, line: int) -> Rejection:
    if stranger := name_strangers(code):
        return Rejection(
            line=line, column=_LINES, reason="land.foreign_character", detail=f"the path {code!r} holds {stranger}", raw=printed
        )
    detail = f"the line begins with {code!r}, not with {head} or a path below it"
    return Rejection(line=line, column=_LINES, reason="read.foreign_line", detail=detail, raw=printed)


def _continues(code: str, text: str, line: int, provisions: Provisions) -> bool:
    last = provisions.last
    if last is None or (last["code"], last[LINE]) != (code, line):
        return False
    return note_kind(text) is None or last["text"] in _BARE_MARKERS


def _facts(document: dict[str, Any]) -> dict[str, str]:
    facts = {key: document[key] for key in _FACTS if isinstance(document.get(key), str)}
    return facts | {"edition_date": facts["valid_from"]} if "valid_from" in facts else facts
