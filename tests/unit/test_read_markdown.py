"""German outlines keep their levels and their notes, with indentation and, where the labels can decide, without."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from commonlist.errors import ReadError, RegistryError, ShapeError
from commonlist.land.read.markdown_flat import read_markdown_flat
from commonlist.land.read.markdown_outline import read_markdown_outline
from commonlist.land.read.outline import follows, parse_label
from commonlist.land.reading import LINE
from outlines import FRAME, OPTIONS, codes, notes
from places import ROOT


@pytest.mark.parametrize(
    ("line", "label"),
    [
        ("a)  Rohre", ("a", "Rohre")),
        ("12. Furazane", ("12", "Furazane")),
        ("aa) Stoff", ("aa", "Stoff")),
        ("7\\. Nutzlast", ("7", "Nutzlast")),
        ("b)", ("b", "")),
        ("1,2-Bis(2-chlor)", None),
        ("2.4-D", None),
        ("A) groß", None),
        ("2024 war", None),
    ],
)
def test_a_label_is_told_from_the_start_of_a_formula(line, label):
    assert parse_label(line) == label


@pytest.mark.parametrize(
    ("previous", "label", "is_next"),
    [("a", "b", True), ("z", "aa", True), ("aa", "bb", True), ("9", "10", True), ("a", "c", False), ("1", "b", False), ("a", "bb", False)],
)
def test_labels_follow_one_another(previous, label, is_next):
    assert follows(label, previous) is is_next


def test_indentation_and_labels_make_packed_codes(nested):
    reading = nested("""
        0008 Stoffe wie folgt:

            a)  Explosivstoffe wie folgt:

                1.  ADNBF,

                2.  Furazane wie folgt:

                    a)  DAAOF,

                    b)  DAAzF,

            b)  Treibstoffe

        9A991 Fahrzeuge

            a)  Anhänger
    """)
    assert codes(reading) == ["0008", "0008a", "0008a1", "0008a2", "0008a2a", "0008a2b", "0008b", "9A991", "9A991a"]
    assert reading.table.select(LINE, "text").row(2) == (11, "ADNBF,")


def test_what_stands_around_the_list_is_counted_in_paragraphs(nested):
    assert nested("0001 Waffen").out_of_scope == 4
    assert nested("0001 Waffen").rows_read == 5


def test_a_text_over_several_lines_is_one_text(nested):
    reading = nested("""
        0001 Waffen mit einem
            Kaliber kleiner
            als 20 mm
    """)
    assert reading.table["text"].to_list() == ["Waffen mit einem Kaliber kleiner als 20 mm"]


def test_a_note_owns_the_list_below_it(nested):
    reading = nested("""
        0001 Waffen:

            Anmerkung: Nummer 0001 erfasst nicht:

                a)  Druckluft,

                    1.  auch alte

            a)  Gewehre

                Ergänzende Anmerkung:

                Siehe 0004.

            b)  Flinten
    """)
    assert codes(reading) == ["0001", "0001a", "0001b"]
    assert notes(reading) == [
        ("0001", "note", "Anmerkung: Nummer 0001 erfasst nicht:\na) Druckluft,\n1. auch alte"),
        ("0001a", "note", "Ergänzende Anmerkung:\nSiehe 0004."),
    ]


NOTES_WITH_LISTS_BESIDE_THEM = {
    "the note announces it": """
        0014 Simulatoren.

            Technische Anmerkung:

            Dazu zählen:

            a)  Drohnen,

            b)  Übungsgeräte.
    """,
    "no item could have such a label there": """
        0014 Stoffe:

            Technische Anmerkungen:

            1.  Eins.

            2.  Zwei.
    """,
    "it is longer than the list of the items": """
        0014 Stoffe:

            a)  Pulver:

                1.  Bor,

                2.  Teile.

                Technische Anmerkung:

                1.  Eins.

                2.  Zwei.

                3.  Drei.
    """,
}


@pytest.mark.parametrize(
    ("why", "expected"),
    [
        ("the note announces it", ["0014"]),
        ("no item could have such a label there", ["0014"]),
        ("it is longer than the list of the items", ["0014", "0014a", "0014a1", "0014a2"]),
    ],
)
def test_a_list_at_the_notes_own_indentation_is_the_notes_when(nested, why, expected):
    assert codes(nested(NOTES_WITH_LISTS_BESIDE_THEM[why])) == expected


def test_a_list_after_a_finished_note_is_the_items(nested):
    reading = nested("""
        0004 Bomben:

            Ergänzende Anmerkung:

            Siehe 0011.

            a)  Minen
    """)
    assert codes(reading) == ["0004", "0004a"]


def printed(tree: list, depth: int) -> list[str]:
    lines = []
    for number, children in enumerate(tree):
        label = f"{chr(97 + number)})  " if depth % 2 else f"{number + 1}.  "
        lines += [" " * 4 * depth + label + "Text,", "", *printed(children, depth + 1)]
    return lines


def expected_codes(tree: list, above: str, depth: int) -> list[str]:
    found = []
    for number, children in enumerate(tree):
        code = above + (chr(97 + number) if depth % 2 else str(number + 1))
        found += [code, *expected_codes(children, code, depth + 1)]
    return found


TREES = st.recursive(st.just([]), lambda children: st.lists(children, max_size=4), max_leaves=25)


@given(TREES)
def test_every_outline_reads_back_as_it_was_printed(tmp_path_factory, tree):
    path = tmp_path_factory.mktemp("outline") / "liste.md"
    path.write_text(FRAME.format("\n".join(["0001 Waffen", "", *printed(tree, 1)])), encoding="utf-8")
    reading = read_markdown_outline(path, OPTIONS)
    assert codes(reading) == ["0001", *expected_codes(tree, "0001", 1)]


def test_a_label_out_of_order_is_refused_with_all_that_stands_under_it(nested):
    reading = nested("""
        0001 Waffen:

            a)  Gewehre

            c)  Flinten:

                1.  glatte

                Anmerkung: selten.

        0002 Geschütze
    """)
    assert codes(reading) == ["0001", "0001a", "0002"]
    assert [one.reason for one in reading.rejections] == ["read.label_out_of_order", "read.under_refused_item", "read.under_refused_item"]
    assert reading.rejections[0].line == 11


def test_a_look_alike_label_is_named_and_never_becomes_a_sentence(nested, flat):
    outline = """
        0001 Waffen:

            a)  Gewehre;

            \u0431)  Flinten:

                1.  glatte;

            c)  Zubehör.
    """
    reading = nested(outline)
    assert codes(reading) == ["0001", "0001a", "0001c"]
    assert [one.reason for one in reading.rejections] == ["land.foreign_character", "read.under_refused_item"]
    assert "CYRILLIC SMALL LETTER BE" in reading.rejections[0].detail
    reading = flat("0001\nWaffen:\na) Gewehre;\n\u0431) Flinten:\n1. glatte.")
    assert codes(reading) == ["0001", "0001a"]
    assert [one.reason for one in reading.rejections] == ["land.foreign_character", "read.label_out_of_order"]


def test_a_look_alike_entry_takes_nothing_with_it(nested, flat):
    reading = nested("0001 Waffen\n\n\uff10\uff10\uff10\uff12 Geschütze:\n\n    a)  Haubitzen\n\n0003 Munition")
    assert codes(reading) == ["0001", "0003"]
    assert [one.reason for one in reading.rejections] == ["land.foreign_character", "read.under_refused_item"]
    reading = flat("0001\nWaffen\n\uff10\uff10\uff10\uff12\nGeschütze:\na) Haubitzen\n0003\nMunition")
    assert codes(reading) == ["0001", "0003"]
    assert [one.reason for one in reading.rejections] == ["land.foreign_character", "read.under_refused_item"]
    assert "FULLWIDTH DIGIT ZERO" in reading.rejections[0].detail
    assert reading.rejections[0].raw.endswith("Geschütze:")


def test_letters_cannot_stand_under_letters(nested):
    reading = nested("""
        0001 Waffen:

            a)  Gewehre

                a)  lange
    """)
    assert codes(reading) == ["0001", "0001a"]
    assert [one.reason for one in reading.rejections] == ["read.label_out_of_order"]


@pytest.mark.parametrize("read", [read_markdown_outline, read_markdown_flat])
@pytest.mark.parametrize(
    ("text", "error", "slug"),
    [
        ("", ReadError, "read.empty_file"),
        ("<html><body>Wartung</body></html>", ReadError, "read.html_page"),
        ("# Verordnung\n\n0001 Waffen\n", ShapeError, "shape.section_moved"),
        ("A Waffen\n\n0001 Waffen\n", ShapeError, "shape.section_moved"),
        ("A Waffen\n\nAbkürzungen\n", ReadError, "read.empty_list"),
    ],
)
def test_a_list_that_is_not_there_stops_the_source(tmp_path, read, text, error, slug):
    path = tmp_path / "liste.md"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(error) as caught:
        read(path, OPTIONS)
    assert caught.value.slug == slug


def test_latin_1_is_not_taken_for_utf_8(tmp_path):
    path = tmp_path / "liste.md"
    path.write_bytes("A Waffen\n\n0001 Geschütze\n".encode("latin-1"))
    with pytest.raises(ReadError, match="line 3") as caught:
        read_markdown_outline(path, OPTIONS)
    assert caught.value.slug == "read.wrong_encoding"


def test_a_pattern_that_is_none_is_named(tmp_path):
    path = tmp_path / "liste.md"
    path.write_text(FRAME.format("0001 Waffen"), encoding="utf-8")
    with pytest.raises(RegistryError, match="notes"):
        read_markdown_outline(path, {key: value for key, value in OPTIONS.items() if key != "notes"})


def flattened(markdown: str) -> str:
    paragraphs = [" ".join(block.split()) for block in re.split(r"\n\s*\n", markdown)]
    heads = (re.sub(r"^([0-9]{4}|[0-9][A-E][0-9]{3}) ", r"\1\n\n", text) for text in paragraphs)
    return "\n\n".join(heads)


def test_a_list_reads_the_same_with_and_without_its_indentation(tmp_path):
    sample = ROOT / "crosswalks" / "de" / "de_ausfuhrliste.sample.md"
    options = {**OPTIONS, "start": r"\*\*A\*\* .*", "end": r"\*\*Verzeichnis .*", "skip": r"\*\*B\*\* .*|#+"}
    copy = tmp_path / "flach.md"
    copy.write_text(flattened(sample.read_text(encoding="utf-8")), encoding="utf-8")
    flat = read_markdown_flat(copy, options)
    assert flat.rejections == ()
    assert codes(flat) == codes(read_markdown_outline(sample, options))
