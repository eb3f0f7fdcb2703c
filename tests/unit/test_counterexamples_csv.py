"""Every damaged CSV file is refused, or its damaged row quarantined, for exactly the reason and at the line it names."""

from datetime import date
from pathlib import Path
from typing import Any

import polars as pl
import pytest
from ruamel.yaml import YAML

from commonlist.errors import CommonlistError, Place
from commonlist.land.observe import list_parties, list_reasons, observe
from commonlist.land.read import read
from commonlist.land.reading import LINE, Reading, Rejection
from commonlist.land.shape import decide_columns
from commonlist.registry import load_publisher
from places import COUNTEREXAMPLES, ROOT

FOLDER = COUNTEREXAMPLES / "csv"
EXPECTED: dict[str, dict[str, Any]] = YAML(typ="safe").load((FOLDER / "expected.yml").read_text(encoding="utf-8"))
PUBLISHERS = {code: load_publisher(ROOT / "crosswalks" / code / f"{code}.yml") for code in ("de", "gb", "eu")}
TAKEN_IN = {"licensing_observation": observe, "licensing_party": list_parties, "licensing_reason": list_reasons}
SOUND = "licence_group,date,rating,count,value,country,refused\r\n1,2008-01-02,ML10,1,3540,Italy,0\r\n4,2008-01-03,5A002,1,,India,1\r\n"


def taken_in(path: Path, source_id: str) -> tuple[Reading, pl.DataFrame, tuple[Rejection, ...]]:
    source = PUBLISHERS[source_id.partition("_")[0]].sources[source_id]
    layout = source.layouts[0]
    reading = read(path, layout.format, layout.options)
    table = decide_columns(reading.table, layout.columns, path)
    frames, refused = TAKEN_IN[source.record](table, source, date(2015, 7, 29), "0" * 64)
    return reading, frames[source.record], (*reading.rejections, *refused)


def names(outcome: str) -> list[str]:
    return [name for name, wanted in EXPECTED.items() if wanted["outcome"] == outcome]


def test_every_file_names_what_it_must_produce():
    assert sorted(EXPECTED) == sorted(path.name for path in FOLDER.glob("*.csv"))
    assert {wanted["outcome"] for wanted in EXPECTED.values()} == {"error", "quarantine"}


def test_an_undamaged_file_is_taken_in_whole(tmp_path: Path):
    path = tmp_path / "sound.csv"
    path.write_text(SOUND, encoding="utf-8", newline="")
    _, observed, rejections = taken_in(path, "gb_licences")
    assert rejections == ()
    assert observed[LINE].unique().to_list() == [2, 3]


@pytest.mark.parametrize("name", names("error"))
def test_a_damaged_file_is_refused(name: str):
    wanted = EXPECTED[name]
    with pytest.raises(CommonlistError) as problem:
        taken_in(FOLDER / name, wanted["as"])
    error = problem.value
    assert error.slug == wanted["slug"]
    assert error.place == Place(file=name, line=wanted["line"], column=wanted["column"])
    assert error.next_step


@pytest.mark.parametrize("name", names("quarantine"))
def test_a_damaged_row_goes_to_quarantine_and_no_other(name: str):
    wanted = EXPECTED[name]
    reading, observed, rejections = taken_in(FOLDER / name, wanted["as"])
    assert [(one.reason, one.line, one.column) for one in rejections] == [(wanted["slug"], wanted["line"], wanted["column"])]
    assert rejections[0].detail
    assert reading.rows_read == observed[LINE].n_unique() + len(rejections)
    assert wanted["line"] not in observed[LINE].to_list()
