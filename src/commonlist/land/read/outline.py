"""What printed outlines have in common: their labels (`a)`, `12.`), the order of these, where the list begins and ends.

- Letters and figures of any script count as labels, so that a look-alike is refused by name and never becomes a sentence.
- Letters and numbers alternate from level to level: `0008a1b`. After `z` comes `aa`, then `bb`.
- What stands before `start` and after `end` is out of scope and counted in paragraphs.
"""

import re
from collections.abc import Iterator, Sized
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, NamedTuple

from pydantic import field_validator

from commonlist.errors import ReadError, ShapeError
from commonlist.land.read.guard import FETCH_AGAIN, read_text
from commonlist.land.reading import LINE, Options, Reading, Rejection, table_of
from commonlist.schema.codes import name_strangers

_LABEL = re.compile(r"(?:(?P<letter>[^\W\d_A-Z]{1,2})\\?\)|(?P<number>\d{1,2})\\?\.)(?:\s+|$)(?P<text>.*)", re.DOTALL)
_MARKS = re.compile(r"</?su[bp]>|<!--.*?-->")


class OutlineOptions(Options):
    """Patterns for whole lines where the list starts and ends and for lines to skip; `head` for an entry's code;
    `notes` for the words that open a note, by the kind of note."""

    start: str
    end: str
    skip: str = "(?!)"
    head: str
    notes: dict[str, str]

    @field_validator("start", "end", "skip", "head")
    @classmethod
    def _compiles(cls, pattern: str) -> str:
        re.compile(pattern)
        return pattern

    def opens_note(self, line: str) -> tuple[str, str] | None:
        """The kind of the note this line opens, and what follows the opening words."""
        for kind, pattern in self.notes.items():
            if found := re.match(pattern, line):
                return kind, line[found.end() :].strip()
        return None


@dataclass
class Item:
    """One record in the making: an entry, a provision (`kind` None) or a note, with its paragraphs."""

    line: int
    code: str
    kind: str | None
    parts: list[str] = field(default_factory=list)

    @property
    def text(self) -> str:
        return "\n".join(part for part in self.parts if part)


class Scope(NamedTuple):
    """The lines of the list with their 1-based numbers, and how many paragraphs stand outside it."""

    lines: list[tuple[int, str]]
    out_of_scope: int


def open_outline(path: Path, options: dict[str, Any]) -> tuple[OutlineOptions, Scope]:
    """The options of the layout, and the lines of the list in the file. Raises ShapeError when the list is not where it was."""
    wanted = OutlineOptions.parse(options)
    return wanted, find_scope(read_text(path), wanted, path)


def require_entries(entries: Sized, path: Path) -> None:
    """Raises ReadError where the list holds none."""
    if not entries:
        raise ReadError("read.empty_list", "no entry stands between the start and the end of the list", place=path, next_step=FETCH_AGAIN)


def parse_label(line: str) -> tuple[str, str] | None:
    """`b) text` → (`b`, `text`), `12. text` → (`12`, `text`); None where the line has no label."""
    found = _LABEL.match(line)
    return (found["letter"] or found["number"], found["text"].strip()) if found else None


def is_first(label: str) -> bool:
    """Whether a list can begin with this label."""
    return label in ("a", "1")


def foreign(line: int, code: str, text: str) -> Rejection | None:
    """The refusal of a code or label that holds a look-alike, naming it; None where there is none."""
    stranger = name_strangers(code)
    return Rejection(line, "code", "land.foreign_character", f"{code!r} holds {stranger}", text) if stranger else None


def foreign_entry(line: int, text: str) -> Rejection | None:
    """The refusal of a paragraph whose first word would be an entry's code but for a look-alike; None where it would not."""
    word = text.split(" ", 1)[0]
    is_like_a_code = re.fullmatch(r"[\w\u200b-\u200f\u2060\u00ad]{4,10}", word) and len(re.findall(r"\d", word)) >= 3
    return foreign(line, word, text) if is_like_a_code else None


def follows(label: str, previous: str) -> bool:
    """Whether the label is the very next after the previous one: `b` after `a`, `aa` after `z`, `11` after `10`."""
    if previous.isdigit() or label.isdigit():
        return previous.isdigit() and label.isdigit() and int(label) == int(previous) + 1
    if previous == "z":
        return label == "aa"
    return len(label) == len(previous) and ord(label[0]) == ord(previous[0]) + 1 and len(set(label)) == 1


def fits_below(label: str, code: str) -> bool:
    """Whether a level with this label can stand directly below the code: letters below digits, digits below letters."""
    return label.isdigit() != code[-1].isdigit()


def find_scope(text: str, options: OutlineOptions, path: Path) -> Scope:
    """Raises ShapeError when the list does not start or does not end where it used to."""
    lines = [(number, line.rstrip()) for number, line in enumerate(text.splitlines(), start=1)]
    start = next((index for index, (_, line) in enumerate(lines) if re.fullmatch(options.start, line.strip())), None)
    end = None
    if start is not None:
        end = next((index for index in range(start + 1, len(lines)) if re.fullmatch(options.end, lines[index][1].strip())), None)
    if start is None or end is None:
        raise ShapeError(
            "shape.section_moved",
            f"no line reads {options.start if start is None else options.end!r}",
            place=path,
            next_step="find where the list begins and ends now and correct `start` and `end` in the layout's options",
        )
    outside = count_paragraphs(lines[:start]) + count_paragraphs(lines[end:])
    inside = [(number, "" if re.fullmatch(options.skip, line.strip()) else line) for number, line in lines[start + 1 : end]]
    return Scope(inside, outside)


def paragraphs(lines: list[tuple[int, str]]) -> Iterator[list[tuple[int, str]]]:
    """Runs of lines that are not blank."""
    run: list[tuple[int, str]] = []
    for number, line in [*lines, (0, "")]:
        if line.strip():
            run.append((number, line))
        elif run:
            yield run
            run = []


def count_paragraphs(lines: list[tuple[int, str]]) -> int:
    """How many runs of lines there are that are not blank."""
    return sum(1 for _ in paragraphs(lines))


def clean(text: str) -> str:
    """Without Markdown's escapes and HTML's marks, runs of blanks as one."""
    return " ".join(re.sub(r"\\([\[\].*_])", r"\1", _MARKS.sub("", text)).split())


def reading_of(items: list[Item], rejections: list[Rejection], out_of_scope: int) -> Reading:
    """The table with columns `code`, `kind` (of notes only) and `text`."""
    rows: list[dict[str, Any]] = [{LINE: item.line, "code": item.code, "kind": item.kind, "text": item.text} for item in items]
    return Reading(table_of(rows, ["code", "kind", "text"]), tuple(rejections), out_of_scope)
