"""A flattened Markdown outline (labels, no indentation) to the same records as the indented one, where its levels can be decided.

Within an entry every label is a child of the item before, the next of an item above, or part of a note's list. All readings
of an entry that keep each list in order are followed side by side; each pays for what speaks against it:

- a list begun under a finished sentence, or left although its last line ends in `oder`, in a comma or announces a list;
- a list whose lines end in different marks (the last takes the mark of the list around it), or that goes on after its `oder`;
- a note's list taken up again after another note; a note that names an item of the entry which the reading has not met.

The cheapest reading counts. Where two equally cheap readings disagree about a row, that row is refused rather than guessed, and
so is what stands under a row that has no place at all.
A note is attached to the item of its own entry that it names, if it names just one, otherwise to the entry.
"""

import re
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, NamedTuple

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
    parse_label,
    reading_of,
    require_entries,
)
from commonlist.land.reading import Reading, Rejection

_MOST_READINGS = 64
_MARGIN = 4
_REFERENCE = re.compile(r"\b(?:[0-9]{4}|[0-9][A-E][0-9]{3,4})(?:[a-z][a-z0-9]*)?\b")
_MARKS = (",", ";", ".")
_LOST = ""
_REASONS = {
    "read.label_out_of_order": "its label continues no list",
    "read.level_undecided": "its label fits at two places and nothing in the print decides between them",
    "read.under_refused_item": "it stands under an entry that was refused",
}


class _Step(NamedTuple):
    """One level of a path: its label, how the text ends, the mark between its earlier siblings, whether an `oder` came before it."""

    label: str
    ending: str
    mark: str = ""
    is_last: bool = False


Steps = tuple[_Step, ...]


@dataclass
class _Line:
    """A labelled paragraph, or (label None) the opening of a note; `parts` gathers its unlabelled paragraphs."""

    number: int
    label: str | None
    kind: str | None
    parts: list[str]

    @property
    def text(self) -> str:
        return " ".join(part for part in self.parts if part)

    @property
    def is_bare(self) -> bool:
        """Whether a note consists of its opening words so far."""
        return len(self.parts) == 1 and self.parts[0].endswith(":")

    @property
    def ending(self) -> str:
        """The last word if it is `oder` or `und`, else the closing mark, else nothing."""
        if re.search(r"\b(oder|und)$", self.text):
            return "oder"
        last = self.text[-1:]
        return last if last in (*_MARKS, ":") else ""


@dataclass
class _Entry:
    number: int
    code: str
    parts: list[str] = field(default_factory=list)
    lines: list[_Line] = field(default_factory=list)


@dataclass(frozen=True)
class _Path:
    """One reading up to some line: the item path, the path in the open note's list (None: no note), the list an earlier note left open.

    `is_lost` after a row without a place; `decisions` holds per line a code, the index of a note, None (undecided) or () (no place).
    """

    items: Steps = ()
    note: Steps | None = None
    left: Steps = ()
    note_line: int = -1
    left_line: int = -1
    is_lost: bool = False
    cost: int = 0
    decisions: tuple[object, ...] = ()

    @property
    def state(self) -> tuple[object, ...]:
        return (self.items, self.note, self.left, self.note_line, self.left_line, self.is_lost)


def read_markdown_flat(path: Path, options: dict[str, Any]) -> Reading:
    """Raises ShapeError when the list is not where it was, ReadError when it holds no entry."""
    wanted, scope = open_outline(path, options)
    entries, rejections = _entries(scope.lines, wanted)
    require_entries(entries, path)
    items: list[Item] = []
    for entry in entries:
        if entry.code == _LOST:
            stranger = foreign(entry.number, entry.parts[0], " ".join(entry.parts))
            rejections += [*([stranger] if stranger else []), *(_refusal(entry, line, "read.under_refused_item") for line in entry.lines)]
        else:
            items.append(Item(entry.number, entry.code, None, entry.parts))
            _resolve(entry, items, rejections)
    return reading_of(items, rejections, scope.out_of_scope)


def _entries(lines: list[tuple[int, str]], options: OutlineOptions) -> tuple[list[_Entry], list[Rejection]]:
    entries: list[_Entry] = []
    rejections: list[Rejection] = []
    for number, line in lines:
        text = clean(line)
        if not text:
            continue
        if re.fullmatch(options.head, text):
            entries.append(_Entry(number, text))
        elif " " not in text and foreign_entry(number, text):
            entries.append(_Entry(number, _LOST, [text]))
        elif not entries:
            rejections.append(Rejection(number, "code", "read.before_first_entry", "it stands before the first entry", text))
        elif opening := options.opens_note(text):
            entries[-1].lines.append(_Line(number, None, opening[0], [text]))
        elif label := parse_label(line.strip()):
            entries[-1].lines.append(_Line(number, label[0], None, [clean(label[1])]))
        else:
            (entries[-1].lines[-1] if entries[-1].lines else entries[-1]).parts.append(text)
    return entries, rejections


def _resolve(entry: _Entry, items: list[Item], rejections: list[Rejection]) -> None:
    """Append the entry's items and notes to `items`, its undecided rows to `rejections`."""
    notes: dict[int, Item] = {}
    codes = {entry.code}
    for index, (line, decision) in enumerate(zip(entry.lines, _decide(entry), strict=True)):
        if line.label is None:
            notes[index] = Item(line.number, _attached(line, codes, entry.code), line.kind, list(line.parts))
            items.append(notes[index])
        elif isinstance(decision, int):
            notes[decision].parts.append(f"{line.label}{'.' if line.label.isdigit() else ')'} {line.text}")
        elif isinstance(decision, str):
            codes.add(decision)
            items.append(Item(line.number, decision, None, list(line.parts)))
        else:
            stranger = foreign(line.number, line.label, line.text)
            reason = "read.label_out_of_order" if decision == () else "read.level_undecided"
            rejections.append(stranger or _refusal(entry, line, reason))


def _refusal(entry: _Entry, line: _Line, reason: str) -> Rejection:
    return Rejection(line.number, "code", reason, _REASONS[reason], raw=f"{entry.code} … {line.label or ''} {line.text}")


def _attached(line: _Line, codes: set[str], entry_code: str) -> str:
    named = {code for code in _REFERENCE.findall(line.text) if code in codes}
    return named.pop() if len(named) == 1 else entry_code


def _decide(entry: _Entry) -> tuple[object, ...]:
    """Per line: a code, the index of the note it belongs to, None where undecided, () where no reading has a place for it."""
    readings = [_Path()]
    before = entry.parts[-1] if entry.parts else ""
    ending = _Line(0, None, None, [before]).ending
    for index, line in enumerate(entry.lines):
        if line.label is None:
            named = {code for code in _REFERENCE.findall(line.text) if code.startswith(entry.code) and code != entry.code}
            readings = [_open_note(reading, index, named) for reading in readings]
        else:
            onward = [one for reading in readings for one in _places(reading, line, ending, entry)]
            lost = [replace(reading, is_lost=True, decisions=(*reading.decisions, ())) for reading in readings]
            readings = _cheapest(onward or lost)
        ending = line.ending
    least = min(reading.cost for reading in readings)
    return _agreed([reading.decisions for reading in readings if reading.cost == least])


def _open_note(reading: _Path, index: int, named: set[str]) -> _Path:
    left, left_line = (reading.note, reading.note_line) if reading.note else (reading.left, reading.left_line)
    cost = reading.cost + len(named.difference(reading.decisions))
    decisions = (*reading.decisions, index)
    return replace(reading, note=(), note_line=index, left=left, left_line=left_line, cost=cost, decisions=decisions)


def _places(reading: _Path, line: _Line, ending: str, entry: _Entry) -> list[_Path]:
    """Every reading that gives this line a place."""
    label = str(line.label)
    found = []
    leaving = _cost_of_leaving(reading.note, ending)
    may_begin = not reading.is_lost and fits_below(label, entry.code + "".join(step.label for step in reading.items))
    for items, cost in _continuations(reading.items, label, line.ending, may_begin=may_begin):
        decision = entry.code + "".join(step.label for step in items)
        found.append(_Path(items, cost=reading.cost + cost + leaving, decisions=(*reading.decisions, decision)))
    if reading.note is None:
        return found
    decisions = (*reading.decisions, reading.note_line)
    announced = not reading.note and ending in _MARKS and not entry.lines[reading.note_line].is_bare
    may_begin = not reading.note or label.isdigit() != reading.note[-1].label.isdigit()
    for note, cost in _continuations(reading.note, label, line.ending, may_begin=may_begin):
        found.append(replace(reading, note=note, cost=reading.cost + cost + 2 * announced, decisions=decisions))
    decisions = (*reading.decisions, reading.left_line)
    for left, cost in _continuations(reading.left, label, line.ending, may_begin=False):
        taken_up = {"note": left, "note_line": reading.left_line, "left": (), "left_line": -1}
        found.append(replace(reading, **taken_up, cost=reading.cost + cost + 1, decisions=decisions))  # type: ignore[arg-type]
    return found


def _continuations(steps: Steps, label: str, ending: str, *, may_begin: bool) -> list[tuple[Steps, int]]:
    """The paths at which the label can stand, each with what speaks against it."""
    found = []
    before = steps[-1].ending if steps else ""
    if may_begin and is_first(label):
        found.append(((*steps, _Step(label, ending)), 2 if before in _MARKS else 0))
    for at, step in enumerate(steps):
        if follows(label, step.label):
            mark = before if before in _MARKS else step.mark
            taken = _Step(label, ending, mark, is_last=before == "oder")
            found.append(((*steps[:at], taken), _cost_of_next(steps, at, before)))
    return found


def _cost_of_next(steps: Steps, at: int, before: str) -> int:
    step = steps[at]
    cost = 2 if step.is_last else 0
    if before in _MARKS and before != (step.mark or before):
        cost += 2
    if at < len(steps) - 1:
        return cost + (3 if before == "oder" else 0)
    if before == ":" or (before == "." and not step.mark and not step.label.isdigit()):
        cost += 2
    return cost


def _cost_of_leaving(note: Steps | None, ending: str) -> int:
    """What speaks against the note being over, if one is open."""
    if not note:
        return 3 if note is not None and ending == ":" else 0
    return {".": 0, ";": 1, "": 2, ",": 2}.get(ending, 3)


def _cheapest(readings: list[_Path]) -> list[_Path]:
    """One reading per state; equally cheap ones are joined, what they disagree about becomes undecided."""
    best: dict[tuple[object, ...], _Path] = {}
    for reading in readings:
        known = best.get(reading.state)
        if known is None or reading.cost < known.cost:
            best[reading.state] = reading
        elif reading.cost == known.cost:
            best[reading.state] = replace(known, decisions=_agreed([known.decisions, reading.decisions]))
    ranked = sorted(best.values(), key=lambda reading: reading.cost)
    return [reading for reading in ranked if reading.cost <= ranked[0].cost + _MARGIN][:_MOST_READINGS]


def _agreed(all_decisions: list[tuple[object, ...]]) -> tuple[object, ...]:
    return tuple(column[0] if all(one == column[0] for one in column) else None for column in zip(*all_decisions, strict=True))
