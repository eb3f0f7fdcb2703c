"""What became of each code of a list: the same words are the same code, and a text is followed elsewhere only where nothing is guessed."""

from collections import Counter
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from commonlist.crosswalk import changes as changes_module
from commonlist.crosswalk.changes import CARRYING, KINDS, compare_editions
from commonlist.crosswalk.lists import ListEdition
from commonlist.crosswalk.printing import words
from printed_lists import LIST, NEW, OLD, edition

CONDITIONS = r"us_ccl License\sRequirements.*?(?=List\sof\sItems\sControlled)"


def became(old: dict[str, str], new: dict[str, str], old_notes: dict[str, str] | None = None, new_notes: dict[str, str] | None = None):
    """What each change is, as `kind old → new`, but for what is unchanged."""
    found = compare_editions(edition(OLD, old, old_notes), edition(NEW, new, new_notes))
    return [f"{one.kind} {'+'.join(one.old_codes)} → {'+'.join(one.new_codes)}" for one in found if one.kind != "unchanged"]


@pytest.fixture(autouse=True)
def _room(home: Path) -> None:
    """Rules are read from the project's register."""


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("Speed of 3 nm", "Speed  of\n3 nm"),
        ("a 'defined' term", "a 'defined' term"),
    ],
)
def test_white_space_is_no_change(old: str, new: str):
    assert became({"1A001": old}, {"1A001": new}) == []


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("'lens' of 5 °", "‘lens’ of 5°"),
        ("less than 10− 14 J; or", "less than 10-14 J."),
        ("Marine Systems; and", "marine systems; and"),
        ("1,883K (1,610 °C);", "1,883 K (1,610 °C)"),
        (",Mischung‘ mit Brennstoff,mischungen‘", "‚Mischungʻ mit Brennstoff‚mischungenʻ"),
        ("[Reserved]", "[RESERVED]"),
    ],
)
def test_print_that_changed_carries_and_is_told(old: str, new: str):
    assert became({"1A001": old}, {"1A001": new}) == ["print_changed 1A001 → 1A001"]


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("more than 5 mW", "more than 5 MW"),
        ("in 10 9 particles", "in 109 particles"),
        ("in 10⁹ particles", "in 109 particles"),
        ("'lens' of 5°", "“lens” of 5°"),
        ("speed of 1.5", "speed of 15"),
        ("speed of 1,5", "speed of 15"),
        ("any of these: and", "any of these: or"),
        ("lasers", "[Reserved]"),
        ("firearms that are automatic", "firearms that are non-automatic"),
    ],
)
def test_other_words_figures_units_and_scopes_of_definition_are_another_text(old: str, new: str):
    assert became({"1A001": old}, {"1A001": new}) == ["text_changed 1A001 → 1A001"]


@pytest.mark.parametrize(
    ("old_notes", "new_notes", "expected"),
    [
        ({"1A001.b": "Note: not toys"}, {"1A001.b": "Note:  not toys"}, []),
        ({"1A001.b": "Note: not ‘toys’"}, {"1A001.b": "Note: not 'toys'"}, ["print_changed 1A001.b → 1A001.b"]),
        ({"1A001.b": "Note: not toys"}, {}, ["note_changed 1A001.b → 1A001.b"]),
        ({}, {"1A001.b": "Note: not toys"}, ["note_changed 1A001.b → 1A001.b"]),
        (
            {"1A001.a": "Note 1:\nnot toys"},
            {"1A001.b": "Note 1: not toys"},
            ["note_moved 1A001.a → 1A001.a", "context_changed 1A001.a.1 → 1A001.a.1", "note_moved 1A001.b → 1A001.b"],
        ),
        (
            {"1A001.a": "Note: not toys"},
            {"1A001.b": "Note: not boats"},
            ["note_changed 1A001.a → 1A001.a", "context_changed 1A001.a.1 → 1A001.a.1", "note_changed 1A001.b → 1A001.b"],
        ),
        (
            {},
            {"1A001": "Note: not toys"},
            ["note_changed 1A001 → 1A001", *(f"context_changed {code} → {code}" for code in ("1A001.a", "1A001.a.1", "1A001.b"))],
        ),
    ],
)
def test_a_note_counts_as_text_of_what_it_is_attached_to(old_notes: dict[str, str], new_notes: dict[str, str], expected: list[str]):
    assert became(LIST, LIST, old_notes, new_notes) == expected


def test_conditions_of_licensing_are_told_apart_from_scope_where_the_register_says_what_they_are(monkeypatch: pytest.MonkeyPatch):
    old = {"1A001": "License Requirements AT Column 1 List of Items Controlled not toys"}
    new = {"1A001": "License Requirements NS Column 2 List of Items Controlled not toys"}
    assert became({"1A001": "Pumps"}, {"1A001": "Pumps"}, old, new)[0].startswith(("note_changed", "conditions_changed"))
    rule = type("Adopted", (), {"patterns": {"us_ccl": [CONDITIONS.split(" ", 1)[1]]}})
    monkeypatch.setattr(changes_module, "rules", lambda: {changes_module.CONDITIONS_RULE: rule})
    assert became({"1A001": "Pumps"}, {"1A001": "Pumps"}, old, new) == ["conditions_changed 1A001 → 1A001"]
    assert became(LIST, LIST, old, {"1A001": new["1A001"].replace("toys", "boats")})[0] == "note_changed 1A001 → 1A001"


def test_a_text_that_changed_is_visible_at_everything_below_it():
    found = compare_editions(edition(OLD, LIST), edition(NEW, LIST | {"1A001.a": "of iron"}))
    assert [(one.kind, one.new_codes, one.above) for one in found] == [
        ("unchanged", ("1A001",), ""),
        ("text_changed", ("1A001.a",), ""),
        ("context_changed", ("1A001.a.1",), "1A001.a"),
        ("unchanged", ("1A001.b",), ""),
    ]


TOXINS = {"1C351": "Toxins", "1C351.d": "as follows", "1C351.d.1": "Abrin;", "1C351.d.2": "Ricin;", "1C351.d.3": "Volkensin."}


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        (
            TOXINS,
            TOXINS | {"1C351.d.2": "Modeccin;", "1C351.d.3": "Ricin;", "1C351.d.4": "Volkensin."},
            ["added  → 1C351.d.2", "re_lettered 1C351.d.2 → 1C351.d.3", "re_lettered 1C351.d.3 → 1C351.d.4"],
        ),
        (  # two siblings alike are one now
            {"1A001": "Pumps", "1A001.a": "of steel", "1A001.b": "of steel"},
            {"1A001": "Pumps", "1A001.c": "of steel"},
            ["merged 1A001.a+1A001.b → 1A001.c"],
        ),
        (  # nobody can say which of the two went where
            {"1A001": "Pumps", "1A001.a": "of steel", "1A001.b": "of steel"},
            {"1A001": "Pumps", "1A001.c": "of steel", "1A001.d": "of steel"},
            ["added  → 1A001.c", "added  → 1A001.d", "removed 1A001.a → ", "removed 1A001.b → "],
        ),
        (
            {"1A001": "Pumps", "1A001.a": "[Reserved]"},
            {"1A001": "Pumps", "1A001.b": "[Reserved]"},
            ["added  → 1A001.b", "removed 1A001.a → "],
        ),
        (
            LIST | {"2B001": "Lathes"},
            {"1A001": "Pumps", "1A001.b": "of glass", "2B001": "Lathes", "2B001.c": "of steel", "2B001.c.1": "above 3 bar"},
            ["moved 1A001.a → 2B001.c", "moved 1A001.a.1 → 2B001.c.1"],
        ),
        (  # what stands below is another: no move of the whole
            LIST | {"2B001": "Lathes"},
            {"1A001": "Pumps", "1A001.b": "of glass", "2B001": "Lathes", "2B001.c": "of steel", "2B001.c.1": "above 4 bar"},
            ["added  → 2B001.c", "added  → 2B001.c.1", "removed 1A001.a → ", "removed 1A001.a.1 → "],
        ),
        (
            {"1A001": "Pumps", "1A001.a": "Seals and valves of steel"},
            {"1A001": "Pumps", "1A001.b": "Seals and valves of steel", "1A001.c": "Seals and valves of steel"},
            ["split 1A001.a → 1A001.b+1A001.c"],
        ),
        (
            {"1A001": "Pumps", "1A001.a": "Seals and valves: of steel; of glass"},
            {"1A001": "Pumps", "1A001.a": "Seals and valves:", "1A001.a.1": "of steel;", "1A001.a.2": "of glass"},
            ["split 1A001.a → 1A001.a+1A001.a.1+1A001.a.2"],
        ),
        (
            {"1A001": "Pumps", "1A001.a": "Seals;", "1A001.b": "Valves"},
            {"1A001": "Pumps", "1A001.a": "Seals; Valves"},
            ["merged 1A001.a+1A001.b → 1A001.a"],
        ),
        (
            {"1A001": "Pumps", "1A001.a": "Seals; Valves"},
            {"1A001": "Pumps", "1A001.a": "Seals;", "1A001.b": "Valves;", "1A001.c": "Hoses"},
            ["split 1A001.a → 1A001.a+1A001.b", "added  → 1A001.c"],
        ),
        (  # what was told of once is not told of again
            {"1A001": "Pumps", "1A001.a": "Seals; Valves", "1A001.z": "Valves"},
            {"1A001": "Pumps", "1A001.a": "Seals;", "1A001.b": "Valves", "1A001.y": "Valves"},
            ["split 1A001.a → 1A001.a+1A001.b", "added  → 1A001.y", "removed 1A001.z → "],
        ),
        ({"1A001": "Pumps"}, {"1B001": "Lathes"}, ["added  → 1B001", "removed 1A001 → "]),
        (  # a likeness is no evidence
            {"1A001": "Pumps", "1A001.a": "Seals of steel for pumps"},
            {"1A001": "Pumps", "1A001.b": "Seals of steel for a pump"},
            ["added  → 1A001.b", "removed 1A001.a → "],
        ),
    ],
)
def test_a_text_is_followed_to_another_code_only_where_nothing_is_guessed(old: dict[str, str], new: dict[str, str], expected: list[str]):
    assert became(old, new) == expected


def test_what_stands_below_a_re_lettered_code_follows_it_even_where_its_own_text_is_found_at_the_old_code():
    old = {"1A001": "Pumps", "1A001.a": "of steel", "1A001.a.1": "above 3 bar", "1A001.b": "of glass", "1A001.b.1": "above 3 bar"}
    new = {"1A001": "Pumps", "1A001.a": "of wood", "1A001.a.1": "above 3 bar"} | {
        code.replace(".b", ".c").replace(".a", ".b"): text for code, text in list(old.items())[1:]
    }
    found = became(old, new)
    assert "re_lettered 1A001.a.1 → 1A001.b.1" in found
    assert "re_lettered 1A001.b.1 → 1A001.c.1" in found
    assert "added  → 1A001.a.1" in found


CODES = ["1A001", "1A001.a", "1A001.a.1", "1A001.b", "1A001.b.1", "1A001.c", "2B001", "2B001.a", "2B001.a.1"]
LISTS = st.dictionaries(st.sampled_from(CODES), st.sampled_from(["x", "y", "z", "X", "x y", "[Reserved]", ""])).map(
    lambda found: dict(sorted(found.items()))
)


def _scope(one: ListEdition, code: str) -> list[tuple[str, str, str]]:
    return [(item.item_code, words(item.text), words(item.notes)) for item in one.path(code)]


@settings(max_examples=60)
@given(LISTS, LISTS, LISTS, LISTS)
def test_every_code_of_either_edition_is_told_of_exactly_once_and_only_equal_words_carry(old, new, old_notes, new_notes):
    before, after = edition(OLD, old, old_notes), edition(NEW, new, new_notes)
    found = compare_editions(before, after)
    assert Counter(code for one in found for code in one.old_codes) == Counter(list(old))
    assert Counter(code for one in found for code in one.new_codes) == Counter(list(new))
    for one in found:
        if one.carries:
            (code,) = one.new_codes
            assert one.old_codes == (code,)
            assert words(old[code]) == words(new[code])
            if one.kind == "unchanged":
                assert _scope(before, code) == _scope(after, code)


@settings(max_examples=20)
@given(LISTS)
def test_an_edition_beside_itself_is_unchanged(printed):
    assert became(printed, printed, printed, printed) == []


def test_every_kind_carries_or_does_not():
    assert set(CARRYING) < set(KINDS)
