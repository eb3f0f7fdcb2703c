"""Strangers in codes are found and named."""

import pytest

from commonlist.schema.codes import name_strangers


@pytest.mark.parametrize("code", ["ML8.c.12.a", "3A001.b.2", "0008.a.1", "5506.2.c.ii.B", "9A610", ""])
def test_a_plain_ascii_code_has_no_stranger(code: str) -> None:
    assert name_strangers(code) is None


@pytest.mark.parametrize(
    ("code", "named"),
    [
        ("3\u0410001", "U+0410 CYRILLIC CAPITAL LETTER A at position 2"),
        ("\uff13A001", "U+FF13 FULLWIDTH DIGIT THREE at position 1"),
        ("\u039cL1", "U+039C GREEK CAPITAL LETTER MU at position 1"),
        ("3A001\u200b", "U+200B ZERO WIDTH SPACE at position 6"),
        ("3A\t001", "U+0009 CONTROL CHARACTER at position 3"),
        ("3A001\u00a0", "U+00A0 NO-BREAK SPACE at position 6"),
        ("3A\ue000", "U+E000 UNNAMED CHARACTER at position 3"),
    ],
)
def test_the_first_stranger_is_named_with_its_position(code: str, named: str) -> None:
    assert name_strangers(code) == named
