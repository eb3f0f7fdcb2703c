"""A Canadian regulation's schedule (Justice Laws XML) to one record per group, item, nested provision, note and heading.

- A group without numbered items is itself an entry (`1`: what the Guide's Group 1 describes); one with items is a `group`.
- Labels become a dotted code: item 5506, `(2)`, `(c)`, `(ii)`, `(B)` → `5506.2.c.ii.B`. Text without a label is its parent's.
- A provision that reads NOTE is a note to its parent, with everything below it.
- Powers of ten keep their rank: `10<Sup>8</Sup>` reads `10⁸`, never `108`.
- Every element is decided: part of the text (`inline`), left out (`ignore`), or the source stops. So is every further schedule.
- `source_line` counts provisions and headings through the document, because the publisher prints it all on one line.
"""

import re
from pathlib import Path
from typing import Any

from commonlist.errors import Place, ReadError, ShapeError
from commonlist.land.read.guard import FETCH_AGAIN, parse_xml
from commonlist.land.reading import LINE, Options, Reading, Rejection, table_of
from commonlist.schema.codes import name_strangers

_LIMS = "{http://justice.gc.ca/lims}"
_RAISED = dict(zip("0123456789+-−–=()n", "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁻⁻⁼⁽⁾ⁿ", strict=True))
_LOWERED = dict(zip("0123456789+-−=()", "₀₁₂₃₄₅₆₇₈₉₊₋₋₌₍₎", strict=True))
_LABEL = re.compile(r"\(?([0-9A-Za-z]+(?:-[0-9]+)?)\)?")
_GROUP = re.compile(r"GROUP ([0-9]+)")
_COLUMNS = ["code", "kind", "text", "valid_from", "valid_to"]


class JusticeLawsOptions(Options):
    """`schedule` is the label of the schedule to read; `other_schedules` the titles of those out of scope."""

    schedule: str = "SCHEDULE"
    other_schedules: tuple[str, ...] = ()
    note: str = "NOTES?"
    inline: tuple[str, ...]
    ignore: tuple[str, ...]


def read_justice_laws_xml(path: Path, options: dict[str, Any]) -> Reading:
    """Raises ReadError (no such schedule, broken XML) or ShapeError (an element nobody has decided about)."""
    wanted = JusticeLawsOptions.parse(options)
    root = parse_xml(path)
    schedule = _schedule(root, wanted, path)
    reader = _Schedule(root, wanted, path)
    for element in schedule:
        reader.add(element)
    outside = len(list(root.iter("Provision", "Section"))) - len(list(schedule.iter("Provision")))
    rows = [{**row, "text": "\n".join(part for part in row["text"] if part)} for row in reader.rows]
    facts = {name: root.get(_LIMS + attribute) for name, attribute in (("edition_date", "current-date"), ("valid_from", "pit-date"))}
    return Reading(table_of(rows, _COLUMNS), tuple(reader.rejections), outside, {name: said for name, said in facts.items() if said})


def _schedule(root: Any, options: JusticeLawsOptions, path: Path) -> Any:
    found = None
    for element in root:
        if element.tag != "Schedule":
            _refuse_undecided(element, options.ignore, path)
            continue
        heading = element.find("ScheduleFormHeading")
        title = _plain(heading.find("TitleText")) if heading is not None else ""
        label = _plain(heading.find("Label")) if heading is not None else ""
        if label == options.schedule and found is None:
            found = element
        elif title not in options.other_schedules:
            raise ShapeError(
                "shape.undecided_element",
                f"there is a further schedule {label or title!r}",
                place=Place(file=path.name, line=element.sourceline, column="Schedule"),
                next_step="list its title under `other_schedules` of the layout's options, or make it the `schedule` to read",
            )
    if found is None:
        raise ReadError("read.schedule_missing", f"there is no schedule {options.schedule!r}", place=path, next_step=FETCH_AGAIN)
    return found


class _Schedule:
    """Gathers rows in document order; `group` is the row of the group being read."""

    def __init__(self, root: Any, options: JusticeLawsOptions, path: Path) -> None:
        self.options = options
        self.path = path
        self.numbers = {element: number for number, element in enumerate(root.iter("Heading", "Provision"), start=1)}
        self.rows: list[dict[str, Any]] = []
        self.rejections: list[Rejection] = []
        self.group: dict[str, Any] | None = None

    def add(self, element: Any) -> None:
        """One child of the schedule: a heading, an item, or the unlabelled text of a group."""
        if element.tag == "Heading":
            self._heading(element)
        elif element.tag == "Provision":
            label = _plain(element.find("Label"))
            if label and self.group:
                self.group["kind"] = "group"
            self._provision(element, "", None if label else self.group)
        elif element.tag != "ScheduleFormHeading":
            _refuse_undecided(element, self.options.ignore, self.path)

    def _heading(self, element: Any) -> None:
        for child in element:
            _refuse_undecided(child, ("Label", "TitleText"), self.path)
        title = self._text(element.find("TitleText"))
        group = _GROUP.fullmatch(_plain(element.find("Label")))
        if group:
            self.group = self._row(element, group[1], None, title)
        else:
            self._row(element, None, "heading", title)

    def _provision(self, element: Any, above: str, owner: dict[str, Any] | None) -> None:
        label, text = _plain(element.find("Label")), self._text(element.find("Text"))
        if not label and owner and re.fullmatch(self.options.note, text):
            self._row(element, owner["code"], "note", *self._note_lines(element))
            return
        if label:
            known = _LABEL.fullmatch(label)
            if not known:
                self._refuse(element, label, text)
                return
            code = f"{above}.{known[1]}" if above else known[1]
            owner = self._row(element, code, None, text)
        elif owner:
            owner["text"].append(text)
        else:
            self.rejections.append(Rejection(self.numbers[element], "Label", "read.no_code", "text outside every group and item", text))
            return
        for child in element:
            if child.tag == "Provision":
                self._provision(child, owner["code"], owner)
            else:
                _refuse_undecided(child, ("Label", "Text", *self.options.ignore), self.path)

    def _refuse(self, element: Any, label: str, text: str) -> None:
        """The provision and all below it, each with its own text."""
        stranger = name_strangers(label)
        reason, flaw = ("land.foreign_character", f"holds {stranger}") if stranger else ("read.bad_label", "is no label")
        self.rejections.append(Rejection(self.numbers[element], "Label", reason, f"{label!r} {flaw}", text))
        for child in element.iterdescendants("Provision"):
            below = self._text(child.find("Text"))
            self.rejections.append(Rejection(self.numbers[child], "Label", "read.under_refused_item", f"it stands under {label!r}", below))

    def _note_lines(self, element: Any) -> list[str]:
        lines = []
        for child in element:
            if child.tag == "Provision":
                label = _plain(child.find("Label"))
                lines.append(f"{label} {self._text(child.find('Text'))}".strip())
                lines.extend(self._note_lines(child))
            else:
                _refuse_undecided(child, ("Label", "Text", *self.options.ignore), self.path)
        return lines

    def _row(self, element: Any, code: str | None, kind: str | None, *text: str) -> dict[str, Any]:
        dates = {name: element.get(f"{_LIMS}inforce-{side}-date") for name, side in (("valid_from", "start"), ("valid_to", "end"))}
        row: dict[str, Any] = {LINE: self.numbers[element], "code": code, "kind": kind, "text": list(text), **dates}
        self.rows.append(row)
        return row

    def _text(self, element: Any) -> str:
        return " ".join(self._inline(element).split()) if element is not None else ""

    def _inline(self, element: Any) -> str:
        parts = [element.text or ""]
        for child in element:
            if child.tag not in self.options.ignore:
                _refuse_undecided(child, self.options.inline, self.path)
                parts.append(_ranked(child.tag, self._inline(child)))
            parts.append(child.tail or "")
        return "".join(parts)


def _ranked(tag: str, text: str) -> str:
    forms = {"Sup": _RAISED, "Sub": _LOWERED}.get(tag)
    if forms is None or not text.strip():
        return text
    if all(character in forms for character in text.strip()):
        return "".join(forms[character] for character in text.strip())
    return f"^({text.strip()})" if tag == "Sup" else f"_({text.strip()})"


def _plain(element: Any) -> str:
    return " ".join("".join(element.itertext()).split()) if element is not None else ""


def _refuse_undecided(element: Any, decided: tuple[str, ...], path: Path) -> None:
    if element.tag not in decided:
        raise ShapeError(
            "shape.undecided_element",
            f"<{element.tag}> stands in <{element.getparent().tag}>, which nobody has decided about",
            place=Place(file=path.name, line=element.sourceline, column=str(element.tag)),
            next_step="list it under `inline` (its text counts) or `ignore` (it is left out) of the layout's options",
        )
