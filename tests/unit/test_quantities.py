"""Figures printed in the texts of control lists, however the print came out."""

from datetime import date

import polars as pl
import pytest

from commonlist import registry
from commonlist.land.provision_figures import figures, is_valid_cas, read_text

pytestmark = pytest.mark.usefixtures("home")

# text, decimal mark of the list, [(comparator, number, unit code, number in SI units)]
PRINTED: dict[str, tuple[str, str, list[tuple[str | None, float | None, str, float | None]]]] = {
    "a decimal comma": ("thicker than exceeding 0,254 mm", ",", [("exceeding", 0.254, "mm", 0.000254)]),
    "a decimal comma in a list with points": ("not exceeding 12,75 kg", ".", [("equal_or_less", 12.75, "kg", 12.75)]),
    "a decimal point in a list with commas": ("at least 0.1 m", ",", [("equal_or_more", 0.1, "m", 0.1)]),
    "one thing in two units": ("0,61 m, 610 mm", ",", [(None, 0.61, "m", 0.61), (None, 610.0, "mm", 0.61)]),
    "a decimal without zero": ("a calibre of .50 inches", ".", [(None, 0.5, "[in_i]", 0.0127)]),
    "thousands with a comma": ("exceeding 1,000 m", ".", [("exceeding", 1000.0, "m", 1000.0)]),
    "thousands with commas and decimals": ("over 1,234,567.5 kg", ".", [("exceeding", 1234567.5, "kg", 1234567.5)]),
    "thousands with a blank": ("kleiner als 70 000 kg", ",", [("less_than", 70000.0, "kg", 70000.0)]),
    "thousands with a thin blank and a comma": ("mehr als 1\u2009234,5 kg", ",", [("exceeding", 1234.5, "kg", 1234.5)]),
    "a point between thousands or decimals": ("über 1.000 kg", ",", [("exceeding", None, "kg", None)]),
    "a point that was lost": ("exceeding 0005J per pulse", ".", [("exceeding", None, "J", None)]),
    "a superscript": ("of 2 x 10⁻³ m or less", ".", [("equal_or_less", 0.002, "m", 0.002)]),
    "a superscript lost after a hyphen": ("less than 3 x 10-6/K", ",", [("less_than", 3e-6, "/K", 3e-6)]),
    "a superscript lost after a minus": ("less than 3 × 10−6/K", ".", [("less_than", 3e-6, "/K", 3e-6)]),
    "a superscript lost and a blank left": ("5 × 10 13 n/cm 2 or higher", ".", [("equal_or_more", 5e13, "neutron/cm2", 5e17)]),
    "a superscript lost without trace": ("exceeding 5 × 106 Gy", ",", [("exceeding", 5e6, "Gy", 5e6)]),
    "a power or a range": ("less than 10-14 J", ",", [("less_than", None, "J", None)]),
    "a power with its superscript a word apart": ("equal to or exceeding 10 3.", ".", [("equal_or_more", None, "1", None)]),
    "a power printed twice": ("more than 5 × 104−4; or", ".", [("exceeding", None, "1", None)]),
    "a comma too many": ("less than 1,4000nm", ".", [("less_than", None, "nm", None)]),
    "a power without mantissa": ("of 10–4 or less", ",", [("equal_or_less", 1e-4, "1", 1e-4)]),
    "degrees Celsius": ("below −40 °C", ".", [("less_than", -40.0, "Cel", 233.15)]),
    "kelvin and its conversion": (
        "1 693 K (1 420 °C) or more",
        ",",
        [("equal_or_more", 1693.0, "K", 1693.0), ("equal_or_more", 1420.0, "Cel", 1693.15)],
    ),
    "power and its level": ("greater than 1 W (30 dBm)", ".", [("exceeding", 1.0, "W", 1.0), ("exceeding", 30.0, "dB[mW]", 30.0)]),
    "two bounds": (
        "exceeding 37 GHz up to and including 43,5 GHz",
        ",",
        [("exceeding", 37.0, "GHz", 37e9), ("equal_or_less", 43.5, "GHz", 43.5e9)],
    ),
    "a range": ("between 75 mm and 650 mm", ".", [("range_from", 75.0, "mm", 0.075), ("range_to", 650.0, "mm", 0.65)]),
    "a range with one unit": (
        "30 to 130kg per minute",
        ".",
        [("range_from", 30.0, "kg/min", 0.5), ("range_to", 130.0, "kg/min", 2.16666666667)],
    ),
    "a German range": ("von 30 bis 40 mm", ",", [("range_from", 30.0, "mm", 0.03), ("range_to", 40.0, "mm", 0.04)]),
    "a tolerance": ("accurate to +/- 5 %", ".", [("plus_minus", 5.0, "%", 0.05)]),
    "a speed": ("at speeds above Mach 0.9", ".", [("exceeding", 0.9, "Mach", 0.9)]),
    "a force": ("a thrust greater than or equal to 20 kN", ".", [("equal_or_more", 20.0, "kN", 20000.0)]),
    "a quotient": ("500 W/cm² oder mehr", ",", [("equal_or_more", 500.0, "W/cm2", 5e6)]),
    "a quotient in words": ("500 degrees per second", ".", [(None, 500.0, "deg/s", 8.72664625997)]),
    "gram in a quotient": ("exceeding 1.4 g/cm3", ".", [("exceeding", 1.4, "g/cm3", 1400.0)]),
    "gram or gravity": ("exceeding 100 g", ".", [("exceeding", 100.0, "g or [g]", 100.0)]),
    "a count": (
        "34 oder mehr, jedoch weniger als 100, Qubits",
        ",",
        [("equal_or_more", 34.0, "1", 34.0), ("less_than", 100.0, "1", 100.0)],
    ),
    "a ratio": ("greater than or equal to 100:1", ".", [("equal_or_more", 100.0, ":1", 100.0)]),
    "an aside between the words": ("kleiner (besser) als 0,015 dB", ",", [("less_than", 0.015, "dB", 0.015)]),
    "a percentage that would pass a hundred": ("at least 99,999 %", ".", [("equal_or_more", 99.999, "%", 0.99999)]),
    "a power of ten of a composed unit": ("7,62 × 10 4 N/m 2", ",", [(None, 76200.0, "N/m2", 76200.0)]),
    "a unit spelled out": ("at least 2 square meters", ".", [("equal_or_more", 2.0, "m2", 2.0)]),
    "a count beside what limits another": ("more than 3,000 (2 inputs)", ".", [("exceeding", 3000.0, "1", 3000.0)]),
    "a unit after a hyphen": ("a 300-km range", ".", [(None, 300.0, "km", 300000.0)]),
}


@pytest.mark.parametrize("print_of", PRINTED)
def test_a_quantity_is_read(print_of: str) -> None:
    text, decimal, expected = PRINTED[print_of]

    read = [(one["comparator"], one["number"], one["unit_code"], one["number_si"]) for one in read_text(text, decimal)]

    assert read == expected


NO_QUANTITIES = {
    "a code": "see 3A001.b.2, 9E003a3, 2A and ML10 m",
    "a German code": "erfasst von Unternummer 0008a m, Nummer 0006 oder 0012 erfassten",
    "a reference to a guide": "items 1-9.A.4. to 1-9.A.11. of Group 1 m",
    "a paragraph": "more than paragraph (2) or paragraphs (2)(d) to (4) m",
    "a regulation": "Regulation (EU) 2021/821, 22 CFR parts 120 through 130",
    "a standard": "according to ISO 2533:1975, NIJ 0101.06",
    "a date": "signed on July 23, 1968, and at least 13 March 2020",
    "a year": "made before 1938, at least 1990",
    "a locant": "1,5-bis(2-chloroethylthio)-n-pentane, 2,2',4,4'-hexa, 1-N-(2-nitro)",
    "a formula": "Fe2O3, C1 or more, HN1",
    "a designation": "JP-10, Bor-10, uranium-235 or more",
    "money": "LVS: $5000 or more",
    "axes": "3-axis machines",
    "a term of a formula": "an accuracy of L/1000 µm or less",
}


@pytest.mark.parametrize(
    ("text", "repeated"),
    [
        ("9.85 K (-263.31 °C) or less", [False, True]),
        ("1 W (30 dBm)", [False, True]),
        ("1.8 m (6 ft.) in diameter", [False, True]),
        ("20 dBm (22 dBm EIRP)", [False, False]),
        ("5 kg (7 kg)", [False, False]),
        ("5 kg, 7 m", [False, False]),
    ],
)
def test_a_quantity_said_again_in_brackets_is_marked(text: str, repeated: list[bool]) -> None:
    assert [one["is_repeated"] for one in read_text(text)] == repeated


@pytest.mark.parametrize("what", NO_QUANTITIES)
def test_what_is_no_quantity_is_left_alone(what: str) -> None:
    assert read_text(NO_QUANTITIES[what]) == []


@pytest.mark.parametrize(
    ("text", "cas_number", "is_valid"),
    [
        ("water (CAS 7732-18-5)", "7732-18-5", True),
        ("water (CAS 7732-18-4)", "7732-18-4", False),
        ("PYX (CAS 38082 89 2);", "38082-89-2", True),
        ("Eisenoxid (CAS-Nr. 1309-37\u20111)", "1309-37-1", True),
    ],
)
def test_a_cas_number_is_read_with_its_check_digit(text: str, cas_number: str, is_valid: bool) -> None:
    (figure,) = read_text(text)

    assert (figure["kind"], figure["cas_number"], figure["is_valid"]) == ("cas", cas_number, is_valid)
    assert is_valid_cas(cas_number) is is_valid


@pytest.mark.parametrize("text", ["on 2024-09-06", "part 38082 89 2", "12345678-90-1"])
def test_what_only_resembles_a_cas_number_is_none(text: str) -> None:
    assert [one for one in read_text(text) if one["kind"] == "cas"] == []


def test_a_restored_superscript_and_an_ambiguous_print_are_told_apart() -> None:
    texts = {"plain": "2 m", "power": "2 × 10⁶ m", "restored": "2 × 106 m", "ambiguous": "02 m"}

    assert {name: read_text(text)[0]["reading"] for name, text in texts.items()} == {name: name for name in texts}


def test_figures_are_numbered_within_their_item_and_headings_have_none() -> None:
    source = next(one for one in registry.sources().values() if one.record == "control_item" and one.decimal == ",")
    texts = {"a": "1,5 m or more (CAS 7732-18-5) and 2 m", "b": "words", "c": "3 m"}
    frame = pl.DataFrame(
        {
            "item_id": list(texts),
            "item_code": ["3A001", "3A001.a", None],
            "edition_date": [date(2024, 1, 1)] * 3,
            "text": list(texts.values()),
        }
    )

    found = figures(frame, source)

    assert found.select("item_id", "position", "kind").rows() == [("a", 1, "quantity"), ("a", 2, "cas"), ("a", 3, "quantity")]
    assert found["number"].to_list() == [1.5, None, 2.0]


def test_a_list_without_figures_lands_none() -> None:
    source = next(one for one in registry.sources().values() if one.record == "control_item")
    frame = pl.DataFrame({"item_id": ["a"], "item_code": ["1"], "edition_date": [date(2024, 1, 1)], "text": ["words"]})

    assert figures(frame, source).height == 0
