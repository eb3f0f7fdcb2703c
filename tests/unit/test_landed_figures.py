"""The figures of a list land with it, once, and go with it."""

from pathlib import Path

import polars as pl
import pytest

import small_list
from commonlist import pipeline
from commonlist.land.store import FIGURES, forget, landing_path, publications
from commonlist.quantities.units import units_path
from small_list import YAML, put

ROWS = ["ML1,arms of 12.5 mm or more", "ML2,ammunition (CAS 7732-18-4)", "ML3,goods"]


@pytest.fixture
def inbox(project: Path) -> Path:
    inbox = small_list.declare(project, YAML.replace("    language: en\n", "    language: en\n    covers: ['ML.*', '[0-9].*']\n"))
    put(inbox, ROWS)
    return inbox


def land(inbox: Path) -> tuple[str, Path]:
    (landing,) = pipeline.land("xx_list", "folder", inbox)
    return landing.outcome, landing_path(FIGURES, "xx_list", landing.edition_date)


def test_figures_land_beside_their_list(inbox: Path) -> None:
    outcome, path = land(inbox)

    assert outcome == "landed"
    assert pl.read_parquet(path).select("item_code", "number_si", "is_valid").rows() == [("ML1", 0.0125, None), ("ML2", None, False)]
    assert publications("xx_list")[0]["covers"] == "(?:ML.*)|(?:[0-9].*)"


def test_the_same_figures_land_once_and_again_when_a_unit_changes_or_they_are_gone(inbox: Path) -> None:
    _, path = land(inbox)
    assert land(inbox)[0] == "unchanged"

    path.unlink()
    assert land(inbox)[0] == "landed"

    units_path().write_text(units_path().read_text(encoding="utf-8").replace("mm,mm,m,0.001,0", "mm,mm,m,0.01,0"), encoding="utf-8")
    assert land(inbox)[0] == "landed"
    assert pl.read_parquet(path)["number_si"].to_list() == [0.125, None]


def test_a_list_is_forgotten_with_its_figures(inbox: Path) -> None:
    _, path = land(inbox)

    forget(publications("xx_list")[0])

    assert not path.exists()
    assert publications("xx_list") == []
