"""JSON and JSON lines become rows of strings; every damaged file is refused, or its line rejected, for exactly what it names."""

from pathlib import Path
from typing import Any

import pytest
from ruamel.yaml import YAML

from commonlist.errors import CommonlistError, Place, ReadError
from commonlist.land.read import read
from commonlist.land.reading import LINE, Reading
from commonlist.land.shape import decide_columns
from commonlist.registry import load_publisher
from places import COUNTEREXAMPLES, ROOT

FOLDER = COUNTEREXAMPLES / "json"
PUBLISHERS = {code: load_publisher(ROOT / "crosswalks" / code / f"{code}.yml") for code in ("us", "eu")}
EXPECTED: dict[str, dict[str, Any]] = YAML(typ="safe").load((FOLDER / "expected.yml").read_text(encoding="utf-8"))


def rows(reading: Reading, *columns: str) -> list[tuple[Any, ...]]:
    return reading.table.select(*columns).rows()


def written(path: Path, text: str) -> Path:
    path.write_text(text, encoding="utf-8", newline="")
    return path


@pytest.mark.parametrize(
    ("document", "options", "expected"),
    [
        ('[{"a": 1}, {"a": 2}]', {}, [(1, "1"), (2, "2")]),
        ('{"data": {"rows": [{"a": "x"}]}}', {"records": "data.rows"}, [(1, "x")]),
        ('[{"a": 1.50}, {"a": null}]', {}, [(1, "1.50"), (2, None)]),
        ('[{"a": true}, {"a": [1, "b"]}]', {}, [(1, "true"), (2, '["1","b"]')]),
        ('\ufeff[{"a": "  "}]', {}, [(1, None)]),
    ],
    ids=["a list is the document", "a list stands deeper", "figures stay as printed", "flags and lists are JSON", "blank is null"],
)
def test_a_json_record_becomes_a_row_of_strings(tmp_path: Path, document: str, options: dict[str, Any], expected: list[tuple[Any, ...]]):
    assert rows(read(written(tmp_path / "x.json", document), "json", options), LINE, "a") == expected


def test_objects_inside_a_record_become_dotted_columns(tmp_path: Path):
    path = written(tmp_path / "x.jsonl", '{"a": {"b": {"c": "1"}, "d": "2"}}\n\n{"a": {"d": "3"}, "e": "4"}\n')
    reading = read(path, "jsonl", {})
    assert reading.table.columns == [LINE, "a.b.c", "a.d", "e"]
    assert rows(reading, LINE, "a.d", "e") == [(1, "2", None), (3, "3", "4")]


def test_a_line_separator_inside_a_text_ends_no_line(tmp_path: Path):
    path = written(tmp_path / "x.jsonl", '{"a": "one\u2028two"}\n{"a": "three"}\n')
    assert rows(read(path, "jsonl", {}), LINE, "a") == [(1, "one\u2028two"), (2, "three")]


def test_a_document_says_facts_of_itself(tmp_path: Path):
    path = written(tmp_path / "x.json", '{"meta": {"valid_from": "2025-11-15"}, "rows": [{"a": 1}]}')
    options = {"records": "rows", "facts": {"edition_date": "meta.valid_from", "absent": "meta.nothing"}}
    assert read(path, "json", options).facts == {"edition_date": "2025-11-15"}


@pytest.mark.parametrize("depth", [41, 5000], ids=["beyond the limit", "beyond what the parser bears"])
def test_json_nested_like_a_bomb_is_refused(tmp_path: Path, depth: int):
    with pytest.raises(ReadError) as problem:
        read(written(tmp_path / "x.json", "[" * depth + "]" * depth), "json", {})
    assert problem.value.slug == "read.too_deep"


def taken_in(name: str, wanted: dict[str, Any]) -> Reading:
    path = FOLDER / name
    if "as" not in wanted:
        return read(path, path.suffixes[0].lstrip("."), wanted.get("options", {}))
    source_id = wanted["as"]
    source = PUBLISHERS[source_id.partition("_")[0]].sources[source_id]
    layout = next(layout for layout in source.layouts if layout.format == wanted.get("format", source.layouts[0].format))
    reading = read(path, layout.format, layout.options)
    decide_columns(reading.table, layout.columns, path)
    return reading


def test_every_damaged_file_names_what_it_must_produce():
    assert sorted(EXPECTED) == sorted(path.name for path in FOLDER.iterdir() if path.name != "expected.yml")


@pytest.mark.parametrize("name", [name for name, wanted in EXPECTED.items() if "slug" in wanted])
def test_a_damaged_file_is_refused(name: str):
    wanted = EXPECTED[name]
    with pytest.raises(CommonlistError) as problem:
        taken_in(name, wanted)
    assert problem.value.slug == wanted["slug"]
    assert problem.value.place == Place(file=name, line=wanted.get("line"), column=wanted.get("column"))
    assert problem.value.next_step


@pytest.mark.parametrize("name", [name for name, wanted in EXPECTED.items() if "rejected" in wanted])
def test_a_damaged_line_is_rejected_and_counted(name: str):
    wanted = EXPECTED[name]
    reading = taken_in(name, wanted)
    assert [[found.line, found.column, found.reason] for found in reading.rejections] == wanted["rejected"]
    assert all(found.raw and found.detail for found in reading.rejections)
    assert reading.rows_read == reading.table.height + len(wanted["rejected"]) + reading.out_of_scope
