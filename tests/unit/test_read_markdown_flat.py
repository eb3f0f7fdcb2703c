"""A flattened outline gets its levels back from its labels, or the row is refused; nothing is guessed."""

from outlines import codes, notes


def test_the_levels_of_a_flattened_list_come_back_from_its_labels(flat):
    reading = flat("""
        0007
        Agenzien wie folgt:
        a) biologische;
        b) chemische einschließlich:
        1. Hautkampfstoffe:
        a) Loste, wie:
        1. HN1,
        2. HN2,
        b) Lewisite,
        2. Psychokampfstoffe;
        c) Reizstoffe.
    """)
    assert codes(reading) == ["0007", "0007a", "0007b", "0007b1", "0007b1a", "0007b1a1", "0007b1a2", "0007b1b", "0007b2", "0007c"]
    assert reading.rejections == ()


def test_the_list_of_a_flattened_note_stays_in_the_note(flat):
    reading = flat("""
        0001
        Waffen wie folgt:
        Anmerkung:
        Nummer 0001 erfasst nicht:
        a) Druckluft,
        b) Deko.
        a) Gewehre;
        Anmerkung 1:
        Unternummer 0001a schließt ein:
        a) alte oder
        b) neue.
        b) Flinten.
    """)
    assert codes(reading) == ["0001", "0001a", "0001b"]
    assert [code for code, _, _ in notes(reading)] == ["0001", "0001a"]


def test_a_flattened_note_goes_on_after_a_note_inside_it(flat):
    reading = flat("""
        0002
        Geschütze:
        a) Haubitzen;
        Anmerkung:
        Unternummer 0002a erfasst nicht:
        a) solche, die dienen:
        1. dem Schlachten oder
        2. dem Test,
        Ergänzende Anmerkung:
        Siehe 0004.
        b) gefesselte.
        b) Werfer.
    """)
    assert codes(reading) == ["0002", "0002a", "0002b"]
    assert notes(reading)[0][2].endswith("b) gefesselte.")


def test_a_level_that_nothing_decides_is_refused_and_not_guessed(flat):
    reading = flat("""
        0008
        Stoffe
        a) Borane:
        1. eins,
        a) Carborane
        b) Homologe
        c) mehr
    """)
    assert codes(reading) == ["0008", "0008a", "0008a1", "0008a1a"]
    assert {one.reason for one in reading.rejections} == {"read.level_undecided"}
    assert [one.raw for one in reading.rejections] == ["0008 … b Homologe", "0008 … c mehr"]


def test_after_an_undecided_level_the_list_goes_on_where_it_is_certain_again(flat):
    reading = flat("""
        0008
        Stoffe
        a) Salze;
        b) Borane:
        1. eins,
        2. zwei:
        a) Homologe:
        1. Deca,
        2. Penta,
        3. Hexa;
        c) Pulver.
    """)
    assert codes(reading) == ["0008", "0008a", "0008b", "0008b1", "0008b2", "0008b2a", "0008b2a1", "0008b2a2", "0008c"]
    assert [(one.reason, one.raw) for one in reading.rejections] == [("read.level_undecided", "0008 … 3 Hexa;")]


def test_a_note_that_names_an_item_decides_where_labels_do_not(flat):
    reading = flat("""
        0008
        Stoffe
        a) Borane:
        1. eins,
        a) Carborane
        b) Homologe
        Anmerkung:
        Unternummer 0008a1b erfasst nicht Bor.
    """)
    assert codes(reading)[-1] == "0008a1b"
    assert notes(reading)[0][0] == "0008a1b"


def test_what_stands_under_a_row_without_a_place_is_refused_too(flat):
    reading = flat("""
        3B901k
        Ausrüstung
        b) Ätzen mit:
        1. Strom;
        2. Ventilen.
        0022
        Technologie
    """)
    assert codes(reading) == ["3B901k", "0022"]
    assert [one.reason for one in reading.rejections] == ["read.label_out_of_order"] * 3
