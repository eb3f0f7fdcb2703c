"""No character that merely looks like one of a code's own, and none that cannot be seen, passes for it: tried on every sample's codes."""

import unicodedata
from collections.abc import Iterator
from datetime import date
from functools import cache
from pathlib import Path

import polars as pl
import pytest

from commonlist.land.itemise import itemise
from commonlist.land.observe import observe
from commonlist.land.read import read
from commonlist.land.reading import LINE, Rejection
from commonlist.land.shape import decide_columns
from commonlist.registry import Source, load_publisher
from places import ROOT

SOURCES = {
    source.source_id: source
    for path in sorted((ROOT / "crosswalks").glob("??/??.yml"))
    for source in load_publisher(path).sources.values()
    if source.code or (source.statistics and source.statistics.category_scheme)
}
# Letters of other scripts that no normalisation would call the same, as they are drawn in common typefaces.
DRAWN_ALIKE = {
    "A": "АΑᎪ", "B": "ВΒᏴ", "C": "СϹᏟ", "D": "Ꭰ", "E": "ЕΕᎬ", "G": "Ꮐ", "H": "НΗᎻ", "I": "ІΙӀ", "J": "ЈᎫ", "K": "КΚ", "L": "Ꮮ",
    "M": "МΜᎷ", "N": "Ν", "O": "ОΟՕ", "P": "РΡᏢ", "R": "Ꭱ", "S": "ЅՏᏚ", "T": "ТΤᎢ", "V": "Ꮩ", "W": "Ꮃ", "X": "ХΧ", "Y": "УΥ", "Z": "ΖᏃ",
    "a": "аα", "b": "Ь", "c": "сϲ", "d": "ԁ", "e": "е", "f": "ſ", "g": "ց", "h": "һհ", "i": "іι", "j": "ј", "l": "ӏ", "n": "ո", "o": "оοօ",
    "p": "рρ", "q": "ԛ", "s": "ѕ", "u": "սυ", "v": "ѵν", "w": "ԝ", "x": "хχ", "y": "уγ", "z": "ᴢ",
    "0": "ОοО", "1": "ӏІ", "3": "ЗӠ", "4": "Ꮞ", "6": "б", "8": "Ȣ", ".": "․‧·", "-": "‐‑‒–−",
}  # fmt: skip
_LAST_COMPATIBLE = 0x2FA20  # no character beyond it has a plainer form
UNSEEN = "\u00ad\u200b\u200c\u200d\u200e\u200f\u202e\u2060\ufeff\u0301\u00a0\u2009\u3000\t"


@cache
def drawn_like(character: str) -> tuple[str, ...]:
    """Every character that compatibility normalisation turns into this one, every digit of its value, and those drawn like it."""
    return tuple(sorted({*twins().get(character, ()), *DRAWN_ALIKE.get(character, "")}))


@cache
def twins() -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for point in range(0x80, _LAST_COMPATIBLE):
        character = chr(point)
        plain = unicodedata.normalize("NFKC", character)
        digit = unicodedata.decimal(character, None)
        if len(plain) == 1 and plain.isascii():
            found.setdefault(plain, []).append(character)
        elif digit is not None:
            found.setdefault(str(digit), []).append(character)
    return found


def look_alikes(code: str) -> Iterator[str]:
    for place, character in enumerate(code):
        yield from (code[:place] + other + code[place + 1 :] for other in drawn_like(character))
    for place in range(1, len(code)):
        yield from (code[:place] + unseen + code[place:] for unseen in UNSEEN)


def sampled(source: Source) -> pl.DataFrame:
    path = source.sample_paths[0]
    layout = next(one for one in source.layouts if Path(one.match.removesuffix(".gz")).suffix == path.suffix)
    return decide_columns(read(path, layout.format, layout.options).table, layout.columns, path)


def refused(table: pl.DataFrame, column: str, codes: list[str], source: Source) -> tuple[int, tuple[Rejection, ...]]:
    """Rows landed and rows refused of the table's first row, printed once under each of the codes."""
    spoilt = table.filter(pl.col(column).is_not_null()).head(1).drop(column, LINE).join(pl.DataFrame({column: codes}), how="cross")
    if "kind" in spoilt.columns:
        spoilt = spoilt.with_columns(pl.lit(None, pl.String).alias("kind"))
    take_in = itemise if source.record == "control_item" else observe
    landed, rejections = take_in(spoilt.with_row_index(LINE, 1).cast({LINE: pl.Int64}), source, date(2020, 1, 1), "0" * 64)
    return (landed[source.record] if isinstance(landed, dict) else landed).height, rejections


@pytest.mark.parametrize("source_id", SOURCES)
def test_every_look_alike_of_every_code_is_refused_with_the_character_named(source_id: str) -> None:
    source = SOURCES[source_id]
    column = "code" if source.record == "control_item" else "category"
    table = sampled(source)
    known = sorted(set(table[column].drop_nulls().str.strip_chars()))
    codes = sorted({other for code in known for other in look_alikes(code)} - set(known))
    landed, rejections = refused(table, column, codes, source)
    assert (landed, len(rejections)) == (0, len(codes))
    assert {one.reason for one in rejections} == {"land.foreign_character"}
    for code, one in zip(codes, rejections, strict=True):
        stranger = next(character for character in code if not " " <= character <= "~")
        assert f"U+{ord(stranger):04X} " in one.detail
        assert unicodedata.name(stranger, "") in one.detail
        assert f"position {code.index(stranger) + 1}" in one.detail
    assert len(codes) > 50 * len(known)


@pytest.mark.parametrize("source_id", SOURCES)
def test_the_codes_themselves_are_taken_in(source_id: str) -> None:
    source = SOURCES[source_id]
    column = "code" if source.record == "control_item" else "category"
    table = sampled(source)
    known = [code for code in sorted(set(table[column].drop_nulls())) if not code.startswith("#")][:5]
    landed, rejections = refused(table, column, known, source)
    assert landed > 0
    assert [one.reason for one in rejections if one.reason == "land.foreign_character"] == []


def test_a_blank_behind_a_code_is_a_stranger_unless_it_is_a_plain_one() -> None:
    source = SOURCES["us_ccl"]
    table = sampled(source)
    landed, rejections = refused(table, "code", ["3A001 ", "3A001\u00a0", "3A001\u3000", "\ufeff3A001", "3A001\n"], source)
    assert (landed, [one.reason for one in rejections]) == (1, ["land.foreign_character"] * 4)
