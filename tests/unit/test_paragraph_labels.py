"""How publishers label paragraphs and open notes, whatever the layout around them."""

import gzip
import json

import pytest

from commonlist.land.read.labels import NestedLabels, split_cumulative, split_parenthesised
from commonlist.land.read.provisions import note_kind
from places import REAL, needs_real


@pytest.mark.parametrize(
    ("paragraph", "label"),
    [
        ("a. Firearms", "a"),
        ("b.4.a. Run-out", "b.4.a"),
        ("e.1.b.2 Strength", "e.1.b.2"),
        ("a.1.a.1.c.'Sounding' lines", "a.1.a.1.c"),
        ("aa. More", "aa"),
        ("b.2.a.. Frequencies", "b.2.a"),
        ("f. through w. [Reserved]", "f"),
        ("e.g. valves", None),
        ("i.e. none", None),
        ("no. 5 of the list", None),
        ("or equal to it", None),
        ("1. A note's own number", None),
        ("a 5 kg load", None),
    ],
)
def test_a_commerce_paragraph_prints_its_whole_path(paragraph: str, label: str | None):
    assert split_cumulative(paragraph)[0] == label


@pytest.mark.parametrize(
    ("printed", "expected"),
    [
        (["a.", "b:", "1", "2:", "i", "ii", "3"], ["a", "b", "b1", "b2", "b2i", "b2ii", "b3"]),
        (["h:", "1.", "i."], ["h", "h1", "i"]),
        (["h:", "1:", "i.", "ii."], ["h", "h1", "h1i", "h1ii"]),
        (["c.", "e."], ["c", "e"]),
        (["a:", "1:", "i:", "A:", "1.", "B."], ["a", "a1", "a1i", "a1iA", "a1iA1", "a1iB"]),
    ],
    ids=["lists open after a colon", "i after h is a letter", "i after a colon is a number", "reserved ranges leave gaps", "five levels"],
)
def test_a_munitions_label_finds_its_level(printed: list[str], expected: list[str]):
    labels = NestedLabels()
    labels.path = [chr(ord(printed[0][0]) - 1)] if printed[0][0] > "a" else []
    before, found = "", []
    for one in printed:
        path = labels.place(one.rstrip(".:"), before)
        found.append("".join(path or ()))
        before = one
    assert found == expected


def test_labels_that_stand_together_are_split():
    assert split_parenthesised("(b)(1) Rifles (a few)") == (["b", "1"], "Rifles (a few)")


@pytest.mark.parametrize(
    ("paragraph", "kind"),
    [
        ("Note 1: x", "note"),
        ("Notes: 1. x", "note"),
        ("NOTE 2 to 0A501: x", "note"),
        ("N.B. SEE ALSO x", "note"),
        ("N.B.1. x", "note"),
        ("License Requirement Note: x", "note"),
        ("Technical Notes:", "technical_note"),
        ("Technical note 2 to 3A001: x", "technical_note"),
        ("For the purposes of 6A008, x", "technical_note"),
        ("Notebook computers", None),
        ("Bank notes", None),
        ("For other marine systems, see 8A002.", None),
    ],
)
def test_a_paragraph_opens_as_a_note_or_not(paragraph: str, kind: str | None):
    assert note_kind(paragraph) == kind


@needs_real
def test_commerce_labels_agree_with_the_codes_a_transcriber_gave_them():
    read_so_far = disagreed = 0
    with gzip.open(REAL / "us" / "ccl_2024-09-06_from_history.jsonl.gz", "rt", encoding="utf-8") as lines:
        for line in lines:
            record = json.loads(line)
            nodes = [record["structure"]]
            while nodes and record["supplement"]["number"] == "1":
                node = nodes.pop()
                nodes += node.get("children", [])
                label = node["identifier"].partition(".")[2]
                paragraphs = [part["text"] for part in node.get("content", []) if part.get("tag") == "P"]
                own = [text for text in paragraphs if label and text.startswith((f"{label}. ", f"{label} "))]
                read_so_far += len(own)
                disagreed += sum(split_cumulative(text)[0] != label for text in own)
    assert (read_so_far > 700, disagreed) == (True, 0)
