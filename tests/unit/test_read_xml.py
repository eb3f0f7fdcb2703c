"""XML becomes records: Canada's nested schedule with its dates, and any publication that repeats an element."""

import gzip
from pathlib import Path

import pytest

from commonlist.errors import ReadError, RegistryError, ShapeError
from commonlist.land.read.justice_laws import read_justice_laws_xml
from commonlist.land.read.xml_records import read_xml
from commonlist.land.reading import LINE, Reading

pytestmark = pytest.mark.usefixtures("home")

LAWS = {
    "other_schedules": ["AMENDMENTS NOT IN FORCE"],
    "inline": ["DefinitionRef", "DefinedTermEn", "Emphasis", "Repealed", "Sub", "Sup"],
    "ignore": ["Identification", "HistoricalNote", "FootnoteRef"],
}
LIMS = 'xmlns:lims="http://justice.gc.ca/lims"'
HEADING = "<ScheduleFormHeading><Label>SCHEDULE</Label></ScheduleFormHeading>"


def regulation(schedule: str, beside: str = "") -> str:
    said = 'lims:pit-date="2024-07-19" lims:current-date="2024-07-23"'
    return f"<Regulation {LIMS} {said}><Identification/><Schedule>{HEADING}{schedule}</Schedule>{beside}</Regulation>"


def group(number: int, title: str) -> str:
    return f'<Heading level="1"><Label>GROUP {number}</Label><TitleText>{title}</TitleText></Heading>'


def provision(label: str, text: str, *children: str, since: str | None = None) -> str:
    start = f' lims:inforce-start-date="{since}"' if since else ""
    return f"<Provision{start}><Label>{label}</Label><Text>{text}</Text>{''.join(children)}</Provision>"


def unlabelled(text: str, *children: str) -> str:
    return f"<Provision><Text>{text}</Text>{''.join(children)}</Provision>"


@pytest.fixture
def laws(tmp_path: Path):
    def read(document: str) -> Reading:
        path = tmp_path / "list.xml"
        path.write_text(document, encoding="utf-8")
        return read_justice_laws_xml(path, LAWS)

    return read


@pytest.fixture
def records(tmp_path: Path):
    def read(document: str, **options: object) -> Reading:
        path = tmp_path / "list.xml"
        path.write_text(document, encoding="utf-8")
        return read_xml(path, {"record": "ENTRY", **options})

    return read


def rows(reading: Reading) -> list[tuple[str | None, str | None, str | None]]:
    return reading.table.select("code", "kind", "text").rows()


def test_a_group_without_items_is_an_entry_and_one_with_items_a_group(laws):
    reading = laws(regulation(group(1, "Dual Use") + unlabelled("See the Guide.") + group(5, "Others") + provision("5101", "Logs.")))
    assert rows(reading) == [("1", None, "Dual Use\nSee the Guide."), ("5", "group", "Others"), ("5101", None, "Logs.")]


def test_labels_nest_into_a_dotted_code(laws):
    deep = provision("(c)", "systems", provision("(ii)", "computers", provision("(B)", "qubits", provision("(IV)", "many"))))
    reading = laws(regulation(group(5, "Others") + provision("5506", "", provision("(2)", "goods", deep))))
    assert [code for code, _, _ in rows(reading)][1:] == ["5506", "5506.2", "5506.2.c", "5506.2.c.ii", "5506.2.c.ii.B", "5506.2.c.ii.B.IV"]


def test_the_provisions_of_a_group_without_items_are_its_own(laws):
    reading = laws(regulation(group(2, "Munitions") + unlabelled("The following:", provision("(a)", "guns", provision("(i)", "old")))))
    assert [code for code, _, _ in rows(reading)] == ["2", "2.a", "2.a.i"]


def test_each_element_keeps_the_day_it_came_into_force(laws):
    document = regulation(group(5, "Others") + provision("5504", "goods", provision("(1)", "new", since="2024-07-19"), since="2017-09-21"))
    assert laws(document).table["valid_from"].to_list() == [None, "2017-09-21", "2024-07-19"]


def test_a_note_belongs_to_the_provision_it_stands_in(laws):
    note = unlabelled("NOTE", provision("1", "It counts."), provision("2", "It does not.", unlabelled("Really.")))
    reading = laws(regulation(group(5, "Others") + provision("5506", "goods", provision("(a)", "software", note))))
    assert rows(reading)[-1] == ("5506.a", "note", "1 It counts.\n2 It does not.\nReally.")


def test_text_without_a_label_is_its_parents(laws):
    reading = laws(
        regulation(group(5, "Others") + provision("5205", "sugar that", provision("(a)", "is sweet"), unlabelled("and is white.")))
    )
    assert rows(reading)[1] == ("5205", None, "sugar that\nand is white.")


@pytest.mark.parametrize(
    ("marked", "read"),
    [
        ("5 × 10<Sup>8</Sup> Rads", "5 × 10⁸ Rads"),
        ("1 × 10<Sup>-7</Sup> errors", "1 × 10⁻⁷ errors"),
        ("CO<Sub>2</Sub>", "CO₂"),
        ("x<Sup>ab</Sup> and y<Sub>max</Sub>", "x^(ab) and y_(max)"),
        ("<DefinedTermEn>GDSII</DefinedTermEn> means <DefinitionRef>a format</DefinitionRef>", "GDSII means a format"),
        ("(<Emphasis>All destinations</Emphasis>)<FootnoteRef>*</FootnoteRef> here", "(All destinations) here"),
        ("[<Repealed>Repealed, SOR/97-19</Repealed>]", "[Repealed, SOR/97-19]"),
        ("two\n   lines", "two lines"),
    ],
)
def test_marked_text_keeps_its_meaning(laws, marked, read):
    assert rows(laws(regulation(group(5, "Others") + provision("5504", marked))))[1][2] == read


def test_amendments_not_in_force_are_counted_but_not_read(laws):
    title = "<ScheduleFormHeading><TitleText>AMENDMENTS NOT IN FORCE</TitleText></ScheduleFormHeading>"
    beside = f"<Schedule>{title}<Section>{provision('5507', 'tomorrow')}</Section></Schedule>"
    reading = laws(regulation(group(1, "Dual Use"), beside))
    assert [code for code, _, _ in rows(reading)] == ["1"]
    assert (reading.out_of_scope, reading.rows_read) == (2, 3)


def test_the_document_says_how_current_it_is(laws):
    assert laws(regulation(group(1, "Dual Use"))).facts == {"edition_date": "2024-07-23", "valid_from": "2024-07-19"}


def test_lines_count_provisions_because_the_publisher_prints_one_line(laws):
    reading = laws(regulation(group(5, "Others") + provision("5101", "Logs.") + provision("5102", "Pulp.")))
    assert reading.table[LINE].to_list() == [1, 2, 3]


@pytest.mark.parametrize(
    "schedule",
    [
        "<Table/>",
        provision("5504", "goods", "<FormulaGroup/>"),
        provision("5504", "about <MathML>x</MathML>"),
        group(1, "Dual <Ins>Use</Ins>"),
        '<Heading level="1"><MarginalNote/></Heading>',
        provision("5504", "goods", unlabelled("NOTE", "<Table/>")),
    ],
)
def test_an_element_nobody_decided_about_stops_the_source(laws, schedule):
    with pytest.raises(ShapeError) as error:
        laws(regulation(group(5, "Others") + schedule))
    assert error.value.slug == "shape.undecided_element"
    assert error.value.place.column in error.value.message


def test_a_further_schedule_stops_the_source(laws):
    with pytest.raises(ShapeError, match="a further schedule 'SCHEDULE 2'"):
        laws(regulation(group(1, "Dual Use"), "<Schedule><ScheduleFormHeading><Label>SCHEDULE 2</Label></ScheduleFormHeading></Schedule>"))


@pytest.mark.parametrize("child", ["<Schedule/>", "<Annex/>"])
def test_what_stands_beside_the_schedule_is_decided_too(laws, child):
    with pytest.raises(ShapeError):
        laws(regulation(group(1, "Dual Use"), child))


def test_a_regulation_without_the_schedule_is_refused(laws):
    with pytest.raises(ReadError) as error:
        laws(f"<Regulation {LIMS}><Identification/></Regulation>")
    assert error.value.slug == "read.schedule_missing"


@pytest.mark.parametrize(
    ("schedule", "reason"),
    [(group(5, "Others") + provision("5504 bis", "goods"), "read.bad_label"), (unlabelled("lost"), "read.no_code")],
)
def test_a_provision_without_a_code_is_refused_with_its_text(laws, schedule, reason):
    rejection = laws(regulation(schedule)).rejections[0]
    assert (rejection.reason, rejection.raw) in {("read.bad_label", "goods"), ("read.no_code", "lost")}
    assert rejection.reason == reason


def test_a_look_alike_label_is_named_and_what_stands_under_it_is_kept(laws):
    reading = laws(
        regulation(group(5, "Others") + provision("5504", "goods", provision("(\u0430)", "lasers", provision("(i)", "blinding"))))
    )
    assert [(one.reason, one.raw) for one in reading.rejections] == [
        ("land.foreign_character", "lasers"),
        ("read.under_refused_item", "blinding"),
    ]
    assert "CYRILLIC SMALL LETTER A" in reading.rejections[0].detail


def test_children_and_attributes_become_columns(records):
    reading = records('<LIST><ENTRY id="7"><CODE>ML1</CODE><TEXT lang="en">Rifles</TEXT></ENTRY><ENTRY id="8"><CODE/></ENTRY></LIST>')
    assert reading.table.columns == [LINE, "@id", "CODE", "TEXT/@lang", "TEXT"]
    assert reading.table.rows() == [(1, "7", "ML1", "en", "Rifles"), (1, "8", None, None, None)]


def test_nested_fields_are_named_by_their_path_and_namespaces_do_not_count(records):
    reading = records(
        '<a:LIST xmlns:a="urn:x"><a:PART><a:ENTRY><a:NAME><a:FIRST>Jo</a:FIRST></a:NAME></a:ENTRY></a:PART></a:LIST>', record="PART/ENTRY"
    )
    assert reading.table.rows(named=True) == [{LINE: 1, "NAME/FIRST": "Jo"}]


def test_a_field_that_repeats_needs_a_separator(records):
    document = "<LIST><ENTRY><ALIAS>a</ALIAS><ALIAS/><ALIAS>b</ALIAS></ENTRY></LIST>"
    assert records(document, separator=" | ").table["ALIAS"].to_list() == ["a | b"]
    with pytest.raises(ShapeError) as error:
        records(document)
    assert error.value.slug == "shape.repeated_field"


def test_a_processing_instruction_is_no_data(records):
    assert records("<LIST><?style x?><ENTRY><?style y?><A>1</A></ENTRY></LIST>").table.columns == [LINE, "A"]


def test_records_stand_on_their_lines(records):
    assert records("<LIST>\n<ENTRY><A>1</A></ENTRY>\n\n<ENTRY><A>2</A></ENTRY></LIST>").table[LINE].to_list() == [2, 4]


def test_what_stands_beside_the_records_is_decided(records):
    document = "<LIST><ENTRY><A>1</A></ENTRY><ENTITY/></LIST>"
    assert records(document, ignore=["ENTITY"]).table.height == 1
    with pytest.raises(ShapeError, match="<ENTITY> stands beside <ENTRY>"):
        records(document)


def test_the_root_says_the_edition(records):
    document = '<LIST dateGenerated="2026-02-27T09:00:00Z"><ENTRY><A>1</A></ENTRY></LIST>'
    assert records(document, edition_date="dateGenerated").facts == {"edition_date": "2026-02-27"}


@pytest.mark.parametrize("record", ["//ENTRY", "ENTRY[1]", "", "a/../b/*"])
def test_only_plain_paths_lead_to_records(records, record):
    with pytest.raises(RegistryError, match="reader option 'record'"):
        records("<LIST/>", record=record)


BOMB = '<!DOCTYPE a [<!ENTITY x "ha"><!ENTITY y "&x;&x;&x;&x;&x;&x;&x;&x;">]><LIST><ENTRY>&y;</ENTRY></LIST>'
OUTSIDE = '<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]><LIST><ENTRY>&x;</ENTRY></LIST>'


@pytest.mark.parametrize("read", [lambda path: read_xml(path, {"record": "ENTRY"}), lambda path: read_justice_laws_xml(path, LAWS)])
@pytest.mark.parametrize(
    ("data", "slug"),
    [
        (b"", "read.empty_file"),
        (b"<html><body>404</body></html>", "read.html_page"),
        (b"<LIST><ENTRY>", "read.broken_xml"),
        (BOMB.encode(), "read.unsafe_xml"),
        (OUTSIDE.encode(), "read.unsafe_xml"),
        (b"<LIST>" + b"<a>" * 5000 + b"</a>" * 5000 + b"</LIST>", "read.broken_xml"),
        (gzip.compress(b"<LIST>" + b" " * 9_000_000 + b"</LIST>", mtime=0), "read.archive_bomb"),
        (gzip.compress(b"<LIST/>", mtime=0)[:-6], "read.broken_gzip"),
        (b'<?xml version="1.0" encoding="utf-8"?><LIST>\xe9</LIST>', "read.broken_xml"),
    ],
)
def test_unsafe_or_broken_xml_is_refused_by_name(tmp_path, read, data, slug):
    path = tmp_path / "list.xml"
    path.write_bytes(data)
    with pytest.raises(ReadError) as error:
        read(path)
    assert error.value.slug == slug


def test_a_list_without_records_is_refused(records):
    with pytest.raises(ReadError) as error:
        records("<LIST/>")
    assert error.value.slug == "read.empty_list"
