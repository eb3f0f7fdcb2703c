"""The transcribed US and EU lists, line by line: what is an item, what is a note to it, what continues the text before."""

import gzip
import json
from pathlib import Path
from typing import Any

import pytest

from commonlist.land.read import read
from commonlist.land.reading import LINE, Reading

URL = "https://www.ecfr.gov/api/versioner/v1/full/2024-09-06/title-15?format=xml"


def rows(reading: Reading, *columns: str) -> list[tuple[Any, ...]]:
    return reading.table.select(columns or ("code", "kind", "text")).rows()


def ccl_line(code: str, heading: str | None, **more: Any) -> dict[str, Any]:
    levels = code.split(".")
    above = [".".join(levels[:depth]) for depth in range(1, len(levels))]
    structure = {"identifier": code, "heading": heading, **more.pop("structure", {})}
    crumbs = ["A. Things", *(f"{above[0]} Entry", *(f"Text of {one}" for one in above[1:]))] if above else ["A. Things"]
    record = {"eccn": code, "sourceUrl": URL, "heading": heading, "breadcrumbs": crumbs, "ancestors": above, "text": heading or code}
    return {**record, "supplement": {"number": "1", "heading": "The list"}, "structure": structure, **more}


def ccl(path: Path, *lines: dict[str, Any], **options: Any) -> Reading:
    text = "\n".join(json.dumps(line) for line in lines)
    path.write_bytes(gzip.compress(text.encode()))
    return read(path, "ccl_history", options)


def test_a_paragraph_that_only_its_children_name_is_read_once_before_them(tmp_path: Path):
    reading = ccl(tmp_path / "x.gz", ccl_line("3A001.b.1", "One;"), ccl_line("3A001.b.2", "Two."))
    assert rows(reading, LINE, "code", "text") == [
        (1, "3A001", "Entry"),
        (1, "3A001.b", "Text of 3A001.b"),
        (1, "3A001.b.1", "One;"),
        (2, "3A001.b.2", "Two."),
    ]


def test_the_entry_is_known_where_ancestors_leave_it_out(tmp_path: Path):
    reading = ccl(tmp_path / "x.gz", ccl_line("3A001.b.2", "Two.", ancestors=["3A001.b"]))
    assert rows(reading, "code", "text") == [("3A001", "Entry"), ("3A001.b", "Text of 3A001.b"), ("3A001.b.2", "Two.")]


def test_where_lines_disagree_on_a_text_the_first_stands_and_the_other_is_a_note(tmp_path: Path):
    other = ccl_line("3A001.b", "B.", breadcrumbs=["A. Things", "3A001 Another entry"])
    reading = ccl(tmp_path / "x.gz", ccl_line("3A001.a", "A."), other)
    assert rows(reading) == [
        ("3A001", None, "Entry"),
        ("3A001.a", None, "A."),
        ("3A001", "note", "Another entry"),
        ("3A001.b", None, "B."),
    ]


def test_other_supplements_are_out_of_scope_and_counted(tmp_path: Path):
    elsewhere = ccl_line("3A001.b", "Sensitive.", supplement={"number": "6", "heading": "Sensitive List"})
    reading = ccl(tmp_path / "x.gz", ccl_line("0A002", "0A002 Reactors."), elsewhere)
    assert (rows(reading), reading.out_of_scope, reading.rows_read) == ([("0A002", None, "Reactors.")], 1, 2)
    assert rows(ccl(tmp_path / "x.gz", elsewhere, supplement="6"), "code") == [("3A001",), ("3A001.b",)]


def content(*parts: tuple[str | None, str]) -> dict[str, Any]:
    return {"content": [{"type": "html" if tag else "text", "tag": tag, "text": text} for tag, text in parts]}


@pytest.mark.parametrize(
    ("heading", "parts", "expected"),
    [
        ("A thing;", [("P", "b.4. A thing;")], [(None, "A thing;")]),
        ("A thing;", [("NOTE", "Note: Not a toy."), ("NOTE", "Note: Not a toy.")], [(None, "A thing;"), ("note", "Note: Not a toy.")]),
        ("From a note.", [("P", "b.4. A thing;")], [(None, "A thing;"), ("note", "From a note.")]),
        (
            "A rule.",
            [("P", "b.4. A rule too."), ("P", "b.4. [Reserved]")],
            [(None, "[Reserved]"), ("note", "A rule."), ("note", "b.4. A rule too.")],
        ),
        (None, [("P", "b.4. A thing;")], [(None, "A thing;")]),
        (None, [("P", "Loose text.")], [(None, "Loose text.")]),
        (
            "A;",
            [("P", "Technical Notes:"), ("P", "1. One."), ("P", "2. Two.")],
            [(None, "A;"), ("technical_note", "Technical Notes:\n1. One.\n2. Two.")],
        ),
        (
            "A;",
            [("TABLE", "NS Column 1 AT Column 1"), (None, "AT"), (None, "Column 1"), (None, "See X.")],
            [(None, "A;"), ("note", "NS Column 1 AT Column 1\nSee X.")],
        ),
    ],
    ids=[
        "its own paragraph is no note",
        "a repeated note is one note",
        "its own paragraph is its text",
        "the last paragraph under its label is its text",
        "no heading but a paragraph",
        "no heading and no label",
        "numbered notes stay together",
        "the cells of a table are not repeated",
    ],
)
def test_what_is_item_and_what_is_note(tmp_path: Path, heading: str | None, parts: list[Any], expected: list[Any]):
    reading = ccl(tmp_path / "x.gz", ccl_line("2B001.b.4", heading, structure=content(*parts)))
    assert [row[1:] for row in rows(reading) if row[0] == "2B001.b.4"] == expected


def test_a_note_that_names_the_entry_belongs_to_the_entry(tmp_path: Path):
    notes = content(("NOTE", "Note 1 to 0A602.x: Of .x."), ("NOTE", "Note 2 to 0A602: Of all."), ("NOTE", "Note 3 to 0A999: Of another."))
    reading = ccl(tmp_path / "x.gz", ccl_line("0A602.x", "Parts.", structure=notes))
    assert [row[0] for row in rows(reading) if row[1]] == ["0A602.x", "0A602", "0A602.x"]


def test_paragraphs_bound_to_a_line_are_rows_of_their_own(tmp_path: Path):
    below = [{"identifier": "3B001.f.4.a", "heading": "One; and", **content(("P", "f.4.a. One; and"))}]
    reading = ccl(tmp_path / "x.gz", ccl_line("3B001.f.4", "All of these:", structure={"children": below}))
    assert rows(reading, LINE, "code", "text")[-2:] == [(1, "3B001.f.4", "All of these:"), (1, "3B001.f.4.a", "One; and")]


@pytest.mark.parametrize(
    ("parts", "reason"),
    [
        ([(None, "Reason for Control:"), (None, "NS, AT")], "NS, AT"),
        ([("P", "Reason for Control: CC")], "CC"),
        ([(None, "Related Controls:"), (None, "N/A")], None),
        ([(None, "Reason for Control:")], None),
    ],
    ids=["on the next line", "on the same line", "not given", "left open"],
)
def test_the_reasons_for_control_are_a_column(tmp_path: Path, parts: list[Any], reason: str | None):
    reading = ccl(tmp_path / "x.gz", ccl_line("7B003", "7B003 Equipment.", structure=content(*parts)))
    assert rows(reading, "reason_for_control")[0] == (reason,)


def annex(path: Path, *texts: str, **more: Any) -> Reading:
    entries = [{"entry_code": text[:5], "category": text[0], "verbatim_text": text} for text in texts]
    document = {"valid_from": "2025-11-15", "entry_count": len(entries), "entries": entries, **more}
    path.write_text(json.dumps(document, indent=1), encoding="utf-8")
    return read(path, "annex_json", {})


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("4A003 Computers:\n4A003.a Not used;", [("4A003", None, "Computers:"), ("4A003.a", None, "Not used;")]),
        ("0C004 Graphite.\n0C004 N.B. SEE ALSO 1C107.", [("0C004", None, "Graphite."), ("0C004", "note", "N.B. SEE ALSO 1C107.")]),
        ("1A001 A\n1A001 Technical Note: B", [("1A001", None, "A"), ("1A001", "technical_note", "Technical Note: B")]),
        ("4A001 A:\n4A001 a. Dose | 5 Gy;", [("4A001", None, "A:\na. Dose | 5 Gy;")]),
        ("7A008 A\n7A008 N.B. B\n7A008 For others, see C.", [("7A008", None, "A"), ("7A008", "note", "N.B. B\nFor others, see C.")]),
        (
            "6A008 A\n6A008 Technical Note:\n6A008 For the purposes of 6A008, B.",
            [("6A008", None, "A"), ("6A008", "technical_note", "Technical Note:\nFor the purposes of 6A008, B.")],
        ),
        (
            "0A001 A\n0A001.i B\n0A001.i.1 C\n0A001.i Note: D",
            [("0A001", None, "A"), ("0A001.i", None, "B"), ("0A001.i.1", None, "C"), ("0A001.i", "note", "Note: D")],
        ),
        ("1A001 A\n1A001.a B\n1A001 And more of A", [("1A001", None, "A"), ("1A001.a", None, "B"), ("1A001", "note", "And more of A")]),
    ],
    ids=[
        "a line is an item",
        "a note is a note",
        "technical notes are told apart",
        "a table continues the item",
        "a sentence continues the note",
        "a bare marker takes its text",
        "a note goes back to its path",
        "a late line is not lost",
    ],
)
def test_a_line_of_the_annex_is_item_note_or_continuation(tmp_path: Path, text: str, expected: list[Any]):
    assert rows(annex(tmp_path / "x.json", text)) == expected


def test_a_line_of_the_annex_is_found_where_its_entry_stands_in_the_file(tmp_path: Path):
    reading = annex(tmp_path / "x.json", "0A001 A\n0A001.a B", "0B001 C")
    lines = (tmp_path / "x.json").read_text(encoding="utf-8").split("\n")
    assert [lines[line - 1].strip() for line in reading.table[LINE]] == ['"entry_code": "0A001",'] * 2 + ['"entry_code": "0B001",']


def test_other_lists_of_the_document_are_out_of_scope_and_counted(tmp_path: Path):
    reading = annex(tmp_path / "x.json", "0A001 A", index=[{"code": "0A001"}], docs=[{"title": "Definitions"}, {"title": "Acronyms"}])
    assert (reading.out_of_scope, reading.rows_read) == (3, 4)
    assert reading.facts["edition_date"] == "2025-11-15"
