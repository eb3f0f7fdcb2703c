"""A correction applies only while the source is still wrong, and fails by name once it is not."""

from datetime import date
from pathlib import Path

import pytest

from commonlist.errors import CorrectionError, RegistryError
from commonlist.land.correct import correct
from commonlist.land.reading import table_of

HEADER = (
    "match_column,match_text,column,expected_text,corrected_text,edition_from,edition_to,reason,author,reviewer,reviewed_date,citation\n"
)
TABLE = table_of(
    [{"source_line": 2, "licence_group": "7", "category": "ml16"}, {"source_line": 3, "licence_group": "8", "category": "ML1"}],
    ["licence_group", "category"],
)


def corrections(folder: Path, row: str) -> Path:
    path = folder / "x.corrections.csv"
    path.write_text(HEADER + row + "\n", encoding="utf-8")
    return path


def row(expected: str = "ml16", column: str = "category", until: str = "", reviewed: str = "2026-11-23") -> str:
    return f"licence_group,7,{column},{expected},ML16,2015-01-01,{until},typed in lower case,desk:gb,desk:eu,{reviewed},"


def test_a_known_error_is_corrected_in_its_row_alone(tmp_path: Path) -> None:
    corrected = correct(TABLE, corrections(tmp_path, row()), date(2015, 7, 29))
    assert corrected["category"].to_list() == ["ML16", "ML1"]


def test_a_correction_outside_its_editions_does_nothing(tmp_path: Path) -> None:
    assert correct(TABLE, corrections(tmp_path, row(until="2015-07-01")), date(2015, 7, 29)).equals(TABLE)


def test_a_source_that_fixed_itself_fails_its_correction_by_line(tmp_path: Path) -> None:
    with pytest.raises(CorrectionError) as refusal:
        correct(TABLE, corrections(tmp_path, row(expected="ml15")), date(2015, 7, 29))
    assert refusal.value.slug == "correct.expectation_gone"
    assert str(refusal.value.place) == "x.corrections.csv, line 2, column 'category'"
    assert refusal.value.message == "the row whose licence_group is '7' stands in line 2 with category 'ml16', and no longer 'ml15'"


def test_a_row_that_is_gone_fails_its_correction(tmp_path: Path) -> None:
    gone = row().replace("licence_group,7,", "licence_group,9,")
    with pytest.raises(CorrectionError) as refusal:
        correct(TABLE, corrections(tmp_path, gone), date(2015, 7, 29))
    assert refusal.value.message == "the row whose licence_group is '9' is not in the publication"


@pytest.mark.parametrize(
    "found_by",
    ["source_line,2,", "licence_group | category,7 | ml16,", "source_line | licence_group,2 | 7,"],
    ids=["line", "columns", "both"],
)
def test_a_row_is_found_by_its_line_or_by_several_columns(tmp_path: Path, found_by: str) -> None:
    corrected = correct(TABLE, corrections(tmp_path, row().replace("licence_group,7,", found_by)), date(2015, 7, 29))
    assert corrected["category"].to_list() == ["ML16", "ML1"]


@pytest.mark.parametrize(
    "bad",
    [
        row(column="rating"),
        row(reviewed="soon"),
        row(column="source_line"),
        row().replace("licence_group,7,", "licence_group | rating,7 | ml16,"),
        row().replace("licence_group,7,", "licence_group | category,7,"),
    ],
)
def test_a_correction_that_cannot_be_meant_is_refused(tmp_path: Path, bad: str) -> None:
    with pytest.raises(RegistryError) as refusal:
        correct(TABLE, corrections(tmp_path, bad), date(2015, 7, 29))
    assert refusal.value.slug == "registry.bad_correction"


def test_a_source_without_corrections_is_left_alone(tmp_path: Path) -> None:
    assert correct(TABLE, tmp_path / "none.csv", date(2015, 7, 29)).equals(TABLE)
