"""Print is not meaning: two texts that say the same are found alike, and a figure that differs is found apart."""

import pytest

from commonlist.crosswalk.likeness import likeness
from commonlist.crosswalk.terms import mask_codes, terms


@pytest.mark.parametrize(
    ("one", "other"),
    [
        pytest.param("a rate of 10,000 Hz", "a rate of 10000 Hz", id="thousands marked or not"),
        pytest.param("a rate of 10 000 Hz", "a rate of 10,000.0 Hz", id="thousands set apart"),
        pytest.param("less than 0,2 mm", "less than 0.2 mm", id="decimal comma"),
        pytest.param("a purity of 99,999 %", "a purity of 99.999%", id="a percentage is never ninety-nine thousand"),
        pytest.param("an error of 10⁻³", "an error of 10-3", id="superscript lost"),
        pytest.param("an error of 10–3", "an error of 10−3", id="dashes"),
        pytest.param("5 × 10 3 Gy", "5 x 103 Gy", id="exponent set apart"),
        pytest.param("1 x 10- 11 s", "1 × 10⁻¹¹ s", id="exponent torn from its sign"),
        pytest.param("110 liters (30 gallons)", "110 l", id="a conversion only one of them prints"),
        pytest.param("at 5 Watts per square meter (W/m 2)", "at 5 W/m2", id="unit said again"),
        pytest.param("10 parts per million", "10 ppm", id="unit spelled out"),
        pytest.param("less than 30 kg/m 2", "less than 30 kg/m2", id="exponent of the unit set apart"),
        pytest.param("a width of 5mm", "a width of 5 mm", id="unit attached"),
        pytest.param("above 2 kHz", "above 2000 Hz", id="prefix of the unit"),
        pytest.param("between 75 and 650 mm", "between 75 mm and 650 mm", id="one unit for a range"),
        pytest.param("at 4.2 K (−268.96 °C)", "at 4,2 K (-268,95 °C)", id="the same again in brackets"),
        pytest.param("a 12-bit device", "a 12 bit device", id="hyphen before the unit"),
        pytest.param("1 µm", "1 μm", id="two signs for micro"),
        pytest.param("more than four axes", "more than 4 axes", id="spelled numbers"),
    ],
)
def test_figures_printed_differently_are_equal(one: str, other: str) -> None:
    found = likeness(one, other)
    assert found.figures_equal, found.figures_apart
    assert found.figures_shared


@pytest.mark.parametrize(
    ("one", "other", "apart"),
    [
        ("above 90 GHz", "above 110 GHz", ("90 GHz", "110 GHz")),
        ("less than 10 ms", "less than 10 µs", ("10 ms", "10 µs")),
        ("less than 5 mW", "less than 5 MW", ("5 mW", "5 MW")),
        ("an error of 10-3", "an error of 103", ("10-3", "103")),
        ("at -54 °C", "at 54 °C", ("-54 °C", "54 °C")),
        ("uranium-233", "uranium-235", ("uranium-233", "uranium-235")),
        ("equipment of 9B", "equipment of 9C", ("9B", "9C")),
        ("1,5 + L/1000 mm", "1,5 + L/800 mm", ("1000 mm", "800 mm")),
        ("an error of 10-12", "an error of 10-11", ("10-12", "10-11")),
        ("5 mm or 5 mm", "5 mm", ("5 mm",)),
    ],
)
def test_figures_that_differ_are_apart(one: str, other: str, apart: tuple[str, ...]) -> None:
    assert likeness(one, other).figures_apart == apart


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("“Fibres” of aluminium; or", "Fibers of aluminum."),
        ("Vapour utilising sulphides, moulded, analysed and labelled", "Vapor utilizing sulfides, molded, analyzed and labeled"),
        ("Goods specified in 3A001.b.2., ML10.c or 9A012", "Goods controlled by 3A002.a, ML1 or 1C350.d.14"),
        ("Valves for 7A116.a. or .b", "Valves for 7A117.c.2 or .d;"),
        ("Thorium (C.A.S. #7440-29-1);", "Thorium (CAS 7440-29-1)"),
        ("1 Sheet or plate", "Sheet or plate"),
    ],
)
def test_words_printed_differently_are_equal(one: str, other: str) -> None:
    found = likeness(one, other)
    assert (found.words, found.figures_equal, found.cas_equal) == (1.0, True, True)


@pytest.mark.parametrize(
    ("one", "other"),
    [("designed for ships", "not designed for ships"), ("any of them", "all of them"), ("less than that", "greater than that")],
)
def test_words_that_turn_the_meaning_are_kept(one: str, other: str) -> None:
    assert likeness(one, other).words < 1


def test_cas_numbers_are_compared_as_sets() -> None:
    found = likeness("A (CAS 7664-39-3) or B (CAS 7440-41-7)", "A (C.A.S. #7664-39-3)")
    assert (found.cas_shared, found.cas_apart, found.cas_equal) == (("7664-39-3",), ("7440-41-7",), False)
    assert found.figures_equal


def test_likeness_is_symmetric() -> None:
    one, other = "a laser of 5 W, pulsed, cooled", "a cooled laser of 6 W and 5 Hz"
    assert likeness(one, other).words == likeness(other, one).words


def test_the_numbers_in_a_name_are_no_figures() -> None:
    assert terms("1,3,5-trinitrobenzene, 2,4-dinitrotoluene and HMX, 5 kg").figures[0].printed == "5 kg"
    assert len(terms("1,3,5-trinitrobenzene, 2,4-dinitrotoluene and HMX, 5 kg").figures) == 1


@pytest.mark.parametrize(
    "text", ["see 3A001.b.2.", "see 5A002.a.1.b or .c", "see ML10.c", "see 1C350.d.14, 9A610.x", "see 0006.a.2", "see b.1.a"]
)
def test_codes_are_masked(text: str) -> None:
    assert set(mask_codes(text)) <= set("see or,§ "), mask_codes(text)
