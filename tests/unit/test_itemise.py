"""Printed codes become dotted ones with levels, parents and kinds; what is not a code goes to quarantine."""

from datetime import date

import polars as pl
import pytest

from commonlist.land.itemise import itemise, normalise
from commonlist.land.reading import table_of
from commonlist.registry import Bounds, CodeRule, Source, Terms
from commonlist.schema.control_item import ControlItem

PACKED = CodeRule(
    grammar="(ML[0-9]+|[0-9][A-E][0-9]{3})[a-z0-9]*|[0-9][A-E]?",
    head="ML[0-9]+|[0-9][A-E][0-9]{3}",
    style="packed",
    kinds={"category": "[0-9]", "group": "[0-9][A-E]"},
)


def a_list(on_repeat: str = "quarantine") -> Source:
    return Source(
        source_id="xx_list", publisher_code="xx", title="A list", record="control_item", url="https://example.org/", cadence_days=365,
        language="en", terms=Terms(id="x", attribution="x", is_public=True), bounds=Bounds(rows=(1, 9)), layouts=(), code=PACKED,
        kinds={"reserved": "^Not used"}, on_repeat=on_repeat, headings="keep",
    )  # fmt: skip


def items(*rows: dict[str, str | None], on_repeat: str = "quarantine") -> tuple[pl.DataFrame, list[tuple[int, str]]]:
    table = table_of([{"source_line": n, **row} for n, row in enumerate(rows, start=4)], sorted({name for row in rows for name in row}))
    frame, rejections = itemise(table, a_list(on_repeat), date(2018, 11, 2), "0" * 64)
    ControlItem.validate(frame)
    return frame, [(one.line, one.reason) for one in rejections]


@pytest.mark.parametrize(
    ("printed", "item_code", "parent", "level", "kind"),
    [
        ("ML10", "ML10", None, 1, "entry"),
        ("ML8c12a", "ML8.c.12.a", "ML8.c.12", 4, "provision"),
        ("6A001a1a3", "6A001.a.1.a.3", "6A001.a.1.a", 5, "provision"),
        ("ML13d2 ", "ML13.d.2", "ML13.d", 3, "provision"),
        ("9", "9", None, 0, "category"),
        ("9C", "9C", None, 0, "group"),
    ],
)
def test_levels_of_a_code_are_told_apart(printed: str, item_code: str, parent: str | None, level: int, kind: str) -> None:
    frame, _ = items({"code": printed, "text": "goods"})
    assert frame.select("item_code", "parent_code", "level", "kind").row(0) == (item_code, parent, level, kind)


def test_a_dotted_code_stays_as_printed() -> None:
    assert normalise("3A001.b.2", PACKED.model_copy(update={"style": "dotted"})) == "3A001.b.2"


def test_not_used_is_reserved_and_a_note_keeps_its_code() -> None:
    frame, _ = items({"code": "ML1a", "text": "Not used"}, {"code": "ML1", "text": "applies to", "kind": "note"}, {"text": "Weapons"})
    assert frame["kind"].to_list() == ["reserved", "note", "heading"]
    assert frame["item_id"].to_list() == ["xx_list:ML1.a", "xx_list:ML1#note", "xx_list:#heading"]


def test_a_repeat_is_kept_and_numbered_only_where_the_list_says_so() -> None:
    twice = ({"code": "ML1", "text": "once"}, {"code": "ML1", "text": "again"})
    assert items(*twice, on_repeat="keep")[0]["item_id"].to_list() == ["xx_list:ML1", "xx_list:ML1~2"]
    assert items(*twice)[1] == [(5, "land.duplicate_code")]


@pytest.mark.parametrize(
    ("row", "reason"),
    [
        ({"code": "ML1\u0430"}, "land.foreign_character"),
        ({"code": "ML\uff11"}, "land.foreign_character"),
        ({"code": "ML-1"}, "land.bad_code"),
        ({"code": "ML1", "kind": "novel"}, "land.unknown_kind"),
        ({"code": None, "kind": "note"}, "land.no_code"),
        ({"code": "ML1", "valid_from": "31 February"}, "land.bad_date"),
    ],
)
def test_a_row_that_is_no_item_is_refused_with_its_line(row: dict[str, str | None], reason: str) -> None:
    assert items({"text": "goods", **row})[1] == [(4, reason)]


def test_a_row_without_a_code_is_a_heading_only_where_the_list_says_so() -> None:
    table = table_of([{"source_line": 4, "text": "goods"}], ["code", "text"])
    strict = a_list().model_copy(update={"headings": "quarantine"})
    _, rejections = itemise(table, strict, date(2018, 11, 2), "0" * 64)
    assert [(one.line, one.reason) for one in rejections] == [(4, "land.no_code")]
