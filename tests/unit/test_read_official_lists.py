"""The official layouts, eCFR and EUR-Lex, read by their paragraph labels; written from what is publicly known of them."""

from pathlib import Path
from typing import Any

import pytest

from commonlist.errors import CommonlistError, Place, ReadError, ShapeError
from commonlist.land.read import read
from commonlist.land.reading import LINE, Reading

CCL = {"division": "Supplement No. 1 to Part 774", "labels": "cumulative"}
USML = {"division": "§ 121.1", "labels": "nested"}


def rows(reading: Reading, *columns: str) -> list[tuple[Any, ...]]:
    return reading.table.select(columns or ("code", "kind", "text")).rows()


def written(path: Path, text: str) -> Path:
    path.write_text(text, encoding="utf-8", newline="")
    return path


ECFR = """<?xml version="1.0"?>
<DIV5 N="774" TYPE="PART" hierarchy_metadata='{{"path":"/on/2024-09-06/title-15/part-774"}}'>
<DIV8 N="774.1" TYPE="SECTION"><HEAD>Introduction.</HEAD><P>(a) About the list.</P></DIV8>
<DIV9 N="Supplement No. 1 to Part 774" TYPE="APPENDIX"><HEAD>The list</HEAD>
{0}
</DIV9></DIV5>"""
REQUIREMENTS = """<FP-1><E T="04">License Requirements</E></FP-1><FP-1><I>Reason for Control:</I> NS, AT</FP-1>
<DIV><TABLE><TR><TD>NS applies to all</TD><TD>NS Column 2</TD></TR></TABLE></DIV><P>a. A requirement, not an item.</P>
<FP-1><E T="04">List of Items Controlled</E></FP-1><FP-1><I>Related Controls:</I> N/A</FP-1>"""


def ecfr(path: Path, body: str) -> Reading:
    return read(written(path, ECFR.format(body)), "ecfr_xml", CCL)


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ("<FP-2><B>0A002 Reactors at sea.</B></FP-2>", [("0A002", None, "Reactors at sea.")]),
        ("<FP-1><B>8D001 Software</B>.</FP-1>", [("8D001", None, "Software.")]),
        (
            "<FP-2><B>3A001 Electronics:</B></FP-2><FP><I>Items:</I> a. Circuits:</FP><P>a.1. Hard ones <I>or</I></P><P>b. Tubes.</P>",
            [
                ("3A001", None, "Electronics:"),
                ("3A001.a", None, "Circuits:"),
                ("3A001.a.1", None, "Hard ones or"),
                ("3A001.b", None, "Tubes."),
            ],
        ),
        (
            "<FP-2><B>9D604 Software:</B></FP-2><FP><I>Items</I> a. Of engines.</FP><P>b. through w. [Reserved]</P>",
            [("9D604", None, "Software:"), ("9D604.a", None, "Of engines."), ("9D604.b", None, "through w. [Reserved]")],
        ),
        (
            "<FP-2><B>3A001 E:</B></FP-2><FP>Items:</FP><P>a. One.</P><NOTE><HED>Note:</HED><P>Not <I>a. toys</I>.</P></NOTE>"
            "<P>Loose.</P><P>b. Two</P><P>of them.</P>",
            [
                ("3A001", None, "E:"),
                ("3A001.a", None, "One."),
                ("3A001.a", "note", "Note: Not a. toys."),
                ("3A001.a", "note", "Loose."),
                ("3A001.b", None, "Two\nof them."),
            ],
        ),
        (
            "<FP-2><B>6A002 S:</B></FP-2><FP>Items:</FP><P>a. One.</P><P>Note: none of</P><P>a. toys.</P>",
            [("6A002", None, "S:"), ("6A002.a", None, "One."), ("6A002.a", "note", "Note: none of\na. toys.")],
        ),
        (
            "<FP-2><B>6E003 T:</B></FP-2><FP>Items:</FP><HD2>Acoustics</HD2><P>a. [Reserved]</P>"
            "<HD1>Category 7—Navigation</HD1><P>b. Preface.</P>",
            [("6E003", None, "T:"), ("6E003", "heading", "Acoustics"), ("6E003.a", None, "[Reserved]")],
        ),
        (
            "<EXTRACT><FP-2><B>3A001 E:</B> more</FP-2></EXTRACT><P>See <B>3A002</B> too.</P>",
            [("3A001", None, "E: more"), ("3A001", "note", "See 3A002 too.")],
        ),
    ],
    ids=[
        "an entry opens in bold",
        "an entry opens in another paragraph",
        "paragraphs print their whole path",
        "the colon after Items may be missing",
        "a note's list makes no items",
        "a used label is a list in a note",
        "a subheading closes nothing, a category does",
        "wrappers are entered, a reference opens nothing",
    ],
)
def test_the_official_commerce_layout_is_read(tmp_path: Path, body: str, expected: list[Any]):
    assert rows(ecfr(tmp_path / "x.xml", body)) == expected


def test_requirements_are_one_note_to_the_entry_and_no_items(tmp_path: Path):
    reading = ecfr(tmp_path / "x.xml", f"<FP-2><B>3A001 E:</B></FP-2>{REQUIREMENTS}<P>a. One.</P>")
    assert rows(reading, "code", "kind") == [("3A001", None), ("3A001", "note"), ("3A001.a", None)]
    assert rows(reading, "reason_for_control")[0] == ("NS, AT",)
    assert "NS applies to all | NS Column 2\na. A requirement, not an item." in rows(reading)[1][2]


def test_the_official_document_says_its_edition_and_what_lies_outside(tmp_path: Path):
    reading = ecfr(tmp_path / "x.xml", "<FP-2><B>0A002 R.</B></FP-2>")
    assert (reading.facts, reading.out_of_scope, rows(reading, LINE)) == ({"edition_date": "2024-09-06"}, 1, [(5,)])


def test_the_munitions_list_is_read_by_its_nested_labels(tmp_path: Path):
    body = """<DIV5 N="121"><DIV8 N="§ 121.1" TYPE="SECTION"><HEAD>The list</HEAD><P>(a) Preface.</P>
<HD1>Category I—Firearms</HD1><P>*(a) Guns without cartridges.</P><P>(b) Rifles, as follows:</P><P>*(1) Automatic:</P><P>(i) Light;</P>
<NOTE><HED>Note 1 to paragraph (b):</HED><P>(1) Not antique.</P></NOTE><P>(c)–(g) [Reserved]</P><P>(h)(1) Barrels.</P><P>of steel</P>
<HD1>Category XIV—Toxic agents</HD1><P>(a) Gases.</P></DIV8></DIV5>"""
    reading = read(written(tmp_path / "x.xml", body), "ecfr_xml", USML)
    assert rows(reading, "code", "kind", "text", "significant_military_equipment") == [
        ("I", None, "Firearms", None),
        ("I(a)", None, "Guns without cartridges.", "*"),
        ("I(b)", None, "Rifles, as follows:", None),
        ("I(b)(1)", None, "Automatic:", "*"),
        ("I(b)(1)(i)", None, "Light;", None),
        ("I(b)(1)(i)", "note", "Note 1 to paragraph (b): (1) Not antique.", None),
        ("I(c)", None, "–(g) [Reserved]", None),
        ("I(h)", None, None, None),
        ("I(h)(1)", None, "Barrels.\nof steel", None),
        ("XIV", None, "Toxic agents", None),
        ("XIV(a)", None, "Gases.", None),
    ]


@pytest.mark.parametrize(
    "options",
    [{"division": "Supplement No. 9 to Part 774"}, {"division": "774.1"}],
    ids=["the supplement is gone", "it holds no entry"],
)
def test_an_official_document_without_the_list_is_refused(tmp_path: Path, options: dict[str, Any]):
    with pytest.raises(ShapeError) as problem:
        read(written(tmp_path / "x.xml", ECFR.format("<FP-2><B>0A002 R.</B></FP-2>")), "ecfr_xml", options)
    assert problem.value.slug == "shape.missing_part"


def grid(label: str, *inside: str) -> str:
    column = "".join(one if one.startswith("<") else f'<p class="norm">{one}</p>' for one in inside)
    return (
        f'<div class="grid-container grid-list"><div class="list grid-list-column-1"><span>{label} </span></div>'
        f'<div class="grid-list-column-2">{column}</div></div>'
    )


def table(label: str, *inside: str) -> str:
    column = "".join(one if one.startswith("<") else f'<p class="norm">{one}</p>' for one in inside)
    return f'<table><col width="5%"/><tbody><tr><td><p class="norm">{label}</p></td><td>{column}</td></tr></tbody></table>'


def page(path: Path, body: str) -> Path:
    head = '<?xml version="1.0" encoding="UTF-8"?>\n<!DOCTYPE html>\n<html><head><title>x</title></head><body>'
    reference = '<p class="reference">02021R0821 — EN — 15.11.2025 — 008.001</p>'
    annex_i = f'<div id="anx_I"><p class="title-annex-1">ANNEX I</p>{body}</div>'
    return written(path, f'{head}{reference}{annex_i}<div id="anx_IV"><p class="norm">0A001 Another annex.</p></div></body></html>')


@pytest.mark.parametrize("pair", [grid, table], ids=["as a grid", "as a table"])
def test_labels_and_what_they_label_stand_side_by_side(tmp_path: Path, pair: Any):
    inside = pair("a.", "Circuits:", pair("1.", "Hard ones;"), pair("2.", "Soft ones."), '<p class="norm">Note: No toys.</p>')
    reading = read(page(tmp_path / "x.xhtml", pair("3A001", "Electronics:", inside, pair("b.", "►M8  Tubes. ◄"))), "eurlex_xhtml", {})
    assert rows(reading) == [
        ("3A001", None, "Electronics:"),
        ("3A001.a", None, "Circuits:"),
        ("3A001.a.1", None, "Hard ones;"),
        ("3A001.a.2", None, "Soft ones."),
        ("3A001.a", "note", "Note: No toys."),
        ("3A001.b", None, "Tubes."),
    ]
    assert (reading.facts, reading.out_of_scope) == ({"edition_date": "2025-11-15"}, 2)


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        (
            f'<p class="norm"><span class="bold">0C004</span>  Graphite:</p>{grid("a.", "Pure.")}'
            f'<p class="modref">▼M3</p>{grid("b.", "Dense.")}',
            [("0C004", None, "Graphite:"), ("0C004.a", None, "Pure."), ("0C004.b", None, "Dense.")],
        ),
        (
            f'<p class="norm">1C350 Chemicals:</p>{grid("1.", "One;")}{grid("2.", "Two.")}<p class="norm">Note: Mixtures are free.</p>',
            [
                ("1C350", None, "Chemicals:"),
                ("1C350.1", None, "One;"),
                ("1C350.2", None, "Two."),
                ("1C350.2", "note", "Note: Mixtures are free."),
            ],
        ),
        (
            f'<p class="norm">2B001 Machines:</p>{grid("a.", "Lathes:")}{grid("1.", "Big;")}{grid("2.", "Small;")}'
            f"{grid('b.', 'Mills:')}{grid('1.', 'Fast.')}",
            [
                ("2B001", None, "Machines:"),
                ("2B001.a", None, "Lathes:"),
                ("2B001.a.1", None, "Big;"),
                ("2B001.a.2", None, "Small;"),
                ("2B001.b", None, "Mills:"),
                ("2B001.b.1", None, "Fast."),
            ],
        ),
        (
            grid(
                "3A001",
                "E:",
                grid("a.", "Circuits;", "Note: a. does not control the following:", grid("a.", "toys;"), grid("b.", "clocks.")),
            ),
            [
                ("3A001", None, "E:"),
                ("3A001.a", None, "Circuits;"),
                ("3A001.a", "note", "Note: a. does not control the following:\na. toys;\nb. clocks."),
            ],
        ),
        (
            grid(
                "3A001",
                "E:",
                grid("Note 1:", "Of all."),
                grid("a.", "Circuits:", grid("—", "a dash;"), "<table><tr><td>1 W</td><td>2 GHz</td><td>x</td></tr></table>"),
            ),
            [("3A001", None, "E:"), ("3A001", "note", "Note 1: Of all."), ("3A001.a", None, "Circuits:\n— a dash;\n1 W | 2 GHz | x")],
        ),
        (
            grid("4D002", "Not used.") + "<p>4D002 is named again.</p>" + grid("4D003", "Not used."),
            [("4D002", None, "Not used.\n4D002 is named again."), ("4D003", None, "Not used.")],
        ),
    ],
    ids=[
        "an entry opens as a paragraph",
        "an entry may count with numbers",
        "numbers among letters go below",
        "a note's list makes no items",
        "notes as labels, dashes and tables of figures",
        "a reference opens no entry",
    ],
)
def test_the_official_annex_is_read(tmp_path: Path, body: str, expected: list[Any]):
    assert rows(read(page(tmp_path / "x.xhtml", body), "eurlex_xhtml", {})) == expected


@pytest.mark.parametrize(
    ("change", "slug"),
    [
        (lambda text: text.replace('id="anx_I"', 'id="anx_II"'), "shape.missing_part"),
        (lambda text: text.replace("3A001", "See"), "shape.missing_part"),
        (lambda text: text[:-9], "read.truncated"),
        (lambda text: text.replace("<!DOCTYPE html>", '<!DOCTYPE html [<!ENTITY x SYSTEM "file:///etc/passwd">]>'), "read.unsafe_xml"),
    ],
    ids=["another act", "no entry in the annex", "cut off", "an entity declared"],
)
def test_an_official_page_that_is_not_the_annex_is_refused(tmp_path: Path, change: Any, slug: str):
    path = page(tmp_path / "x.xhtml", grid("3A001", "Electronics."))
    with pytest.raises(CommonlistError) as problem:
        read(written(path, change(path.read_text(encoding="utf-8"))), "eurlex_xhtml", {})
    assert problem.value.slug == slug


def test_an_official_page_in_another_encoding_names_the_line(tmp_path: Path):
    path = page(tmp_path / "x.xhtml", grid("3A001", "Électronique."))
    path.write_bytes(path.read_text(encoding="utf-8").encode("latin-1", "replace"))
    with pytest.raises(ReadError) as problem:
        read(path, "eurlex_xhtml", {})
    assert (problem.value.slug, problem.value.place) == ("read.wrong_encoding", Place(file="x.xhtml", line=3))


@pytest.mark.parametrize(
    ("file_format", "text", "code"),
    [
        ("ecfr_xml", ECFR.format("<FP-2><B>3А001 E:</B></FP-2>"), "3А001"),
        ("ecfr_xml", ECFR.format("<FP-2><B>3A001 E:</B></FP-2><FP>Items:</FP><P>а. One.</P>"), "3A001.а"),
        ("ecfr_xml", ECFR.format("<FP-2><B>3A001 E:</B></FP-2><FP>Items:</FP><P>a.１. One.</P>"), "3A001.a.１"),
        ("eurlex_xhtml", f'<html><div id="anx_I">{grid("3A001", "E:", grid("а.", "One."))}</div></html>', "3A001.а"),
        ("eurlex_xhtml", '<html><div id="anx_I"><p>3A001 E.</p><p>3А002 F.</p></div></html>', "3А002"),
    ],
    ids=["a Cyrillic head", "a Cyrillic label", "a full-width label", "a Cyrillic label in a grid", "a Cyrillic head in a paragraph"],
)
def test_a_look_alike_becomes_a_code_to_be_refused_never_part_of_a_sentence(tmp_path: Path, file_format: str, text: str, code: str):
    assert rows(read(written(tmp_path / "x", text), file_format, {}), "code")[-1] == (code,)


def test_a_look_alike_among_munitions_labels_becomes_a_code_to_be_refused(tmp_path: Path):
    body = '<DIV8 N="121.1"><HD1>Category I—Firearms</HD1><P>(а) Guns.</P></DIV8>'
    assert rows(read(written(tmp_path / "x.xml", body), "ecfr_xml", USML), "code")[-1] == ("I(а)",)
