"""Files that list parties or reasons of licence groups apart from the figures land line by line, repeats and all."""

from datetime import date

import polars as pl
import pytest

from commonlist.errors import ShapeError
from commonlist.land.observe import Frames, list_parties, list_reasons
from commonlist.land.reading import LINE, Rejection
from commonlist.registry import Bounds, Source, Terms
from commonlist.registry.statistics import PartyList, ReasonList
from commonlist.schema.licensing_party import LicensingParty
from commonlist.schema.licensing_reason import LicensingReason

DAY, HASH = date(2015, 7, 29), "0" * 64
PARTIES = PartyList(role="incorporation_destination")
CRITERIA = ReasonList(scheme="CRITERIA", code_grammar="[1-8]")
END_USES = ReasonList(scheme="END_USES")
Line = dict[str, str | None]


def source_of(record: str, block: PartyList | ReasonList) -> Source:
    return Source(
        source_id="xx_list", publisher_code="xx", title="x", record=record, url="x", cadence_days=1, language="en",
        terms=Terms(id="x", attribution="x", is_public=True), bounds=Bounds(rows=(1, 9)), layouts=(),
        **{"parties" if isinstance(block, PartyList) else "reasons": block},
    )  # fmt: skip


def table_of(*lines: Line) -> pl.DataFrame:
    rows = [{LINE: number, **line} for number, line in enumerate(lines, start=2)]
    return pl.DataFrame(rows, schema={LINE: pl.Int64, **dict.fromkeys(lines[0], pl.String)}, orient="row")


def parties_of(*lines: Line) -> tuple[Frames, tuple[Rejection, ...]]:
    return list_parties(table_of(*lines), source_of("licensing_party", PARTIES), DAY, HASH)


def reasons_of(block: ReasonList, *lines: Line) -> tuple[Frames, tuple[Rejection, ...]]:
    return list_reasons(table_of(*lines), source_of("licensing_reason", block), DAY, HASH)


def faults(refused: tuple[Rejection, ...]) -> list[tuple[int, str | None, str]]:
    return [(one.line, one.column, one.reason) for one in refused]


def test_each_line_is_one_party_of_its_group_in_the_declared_role():
    frames, refused = parties_of({"licence_group": "4", "party": "Egypt"}, {"licence_group": "4", "party": "Japan"})
    table = LicensingParty.validate(frames["licensing_party"], lazy=True)
    assert refused == ()
    assert table.select(LINE, "party_role", "position", "party_text", "licence_group_text").rows() == [
        (2, "incorporation_destination", 1, "Egypt", "4"),
        (3, "incorporation_destination", 1, "Japan", "4"),
    ]


@pytest.mark.parametrize(
    ("line", "column", "reason"),
    [
        ({"licence_group": None, "party": "Egypt"}, "licence_group", "land.blank_cell"),
        ({"licence_group": "4", "party": None}, "party", "land.blank_cell"),
        ({"licence_group": "4", "party": "Е" + "gypt"}, "party", "land.foreign_character"),
    ],
)
def test_a_line_that_names_no_party_of_a_group_is_refused_and_not_lost(line: Line, column: str, reason: str):
    frames, refused = parties_of(line, {"licence_group": "4", "party": "Japan"})
    assert faults(refused) == [(2, column, reason)]
    assert frames["licensing_party"][LINE].to_list() == [3]


def test_a_reason_has_a_code_a_text_or_both():
    line = {"licence_group": "53", "code": "7", "text": "Risk of diversion."}
    frames, refused = reasons_of(CRITERIA, line, line | {"text": None})
    table = LicensingReason.validate(frames["licensing_reason"], lazy=True)
    assert refused == ()
    assert table.select("reason_scheme", "reason_code", "reason_text", "licence_group_text").rows() == [
        ("CRITERIA", "7", "Risk of diversion.", "53"),
        ("CRITERIA", "7", None, "53"),
    ]


def test_words_alone_are_a_reason():
    frames, refused = reasons_of(END_USES, {"licence_group": "160", "text": "For a museum,\nin two lines."})
    assert refused == ()
    assert frames["licensing_reason"].select("reason_code", "reason_text").rows() == [(None, "For a museum,\nin two lines.")]


def test_a_reason_printed_twice_lands_twice():
    line = {"licence_group": "53", "code": "1", "text": "x"}
    assert reasons_of(CRITERIA, line, line)[0]["licensing_reason"][LINE].to_list() == [2, 3]


@pytest.mark.parametrize("code", ["9", "1a", "11", "１", " 1", "1\n"])
def test_a_criterion_that_is_none_of_the_publishers_is_refused(code: str):
    frames, refused = reasons_of(CRITERIA, {"licence_group": "53", "code": code, "text": "x"})
    assert faults(refused) == [(2, "code", "land.bad_code")]
    assert frames["licensing_reason"].is_empty()


@pytest.mark.parametrize(
    ("line", "column"), [({"code": None, "text": "x"}, "code"), ({"code": "1", "licence_group": None}, "licence_group")]
)
def test_a_line_without_its_group_or_its_code_is_refused(line: Line, column: str):
    refused = reasons_of(CRITERIA, {"licence_group": "53", **line})[1]
    assert faults(refused) == [(2, column, "land.blank_cell")]


def test_a_layout_that_leads_to_no_reason_or_no_party_is_refused_by_name():
    with pytest.raises(ShapeError, match=r"shape\.missing_target.*code, text"):
        reasons_of(END_USES, {"licence_group": "160"})
    with pytest.raises(ShapeError, match=r"shape\.missing_target.*licence_group"):
        reasons_of(END_USES, {"text": "x"})
    with pytest.raises(ShapeError, match=r"shape\.missing_target.*party"):
        parties_of({"licence_group": "4"})


def test_a_source_without_the_block_of_its_record_is_no_source():
    source = source_of("licensing_party", PARTIES)
    with pytest.raises(ValueError, match="declares no reasons"):
        list_reasons(table_of({"licence_group": "4"}), source, DAY, HASH)
    with pytest.raises(ValueError, match="declares no parties"):
        list_parties(table_of({"licence_group": "4"}), source_of("licensing_reason", CRITERIA), DAY, HASH)
