"""A map leaves as an SSSOM table and comes back as the same rows; a table that cannot be a map is refused by line and column."""

import csv
import io
from collections.abc import Iterator
from datetime import date
from functools import cache
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import settings as settings_of_hypothesis
from hypothesis import strategies as st
from ruamel.yaml import YAML
from typer.testing import CliRunner

from commonlist import registry
from commonlist.cli import app
from commonlist.crosswalk import sssom_reader
from commonlist.crosswalk.exchange import changes
from commonlist.crosswalk.rows import MapRow, read_map
from commonlist.crosswalk.sssom import COLUMNS, as_sssom, metadata
from commonlist.crosswalk.sssom_reader import read_sssom
from commonlist.crosswalk.tables import JUSTIFICATIONS, MAP, PREDICATES, STATUSES, TARGETLESS
from commonlist.crosswalk.vocabulary import TERMS
from commonlist.errors import CrosswalkError
from commonlist.settings import settings
from places import COUNTEREXAMPLES, ROOT

FOLDER = COUNTEREXAMPLES / "sssom"
EXPECTED = YAML(typ="safe").load((FOLDER / "expected.yml").read_text(encoding="utf-8"))
CODES = ("3A001", "3A001.b.2", "6A003.b.4.a", "9A012")
WORDS = st.text(st.characters(exclude_categories=("Cc", "Cs", "Cn", "Zl", "Zp")), max_size=20).map(str.strip)
CELL = WORDS.filter(lambda text: not text.startswith(("=", "+", "-", "@")))
DAY = st.dates(max_value=date(2026, 11, 26)).map(lambda day: day.isoformat())

pytestmark = pytest.mark.usefixtures("home")


@pytest.fixture(scope="module", autouse=True)
def declarations_read_once() -> Iterator[None]:
    """What is declared does not change in these tests, and reading it takes longer than what is tested."""
    real, known = registry.sources, {}

    def sources() -> dict[str, registry.Source]:
        if settings().root not in known:
            known[settings().root] = real()
        return known[settings().root]

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(registry, "sources", sources)
        patch.setattr(sssom_reader, "shared", cache(sssom_reader.shared))
        yield


def row(**cells: str) -> MapRow:
    given_cells = {"item_code": "3A001", "predicate": "exact", "common_code": "3A001", "justification": "semapv:LexicalMatching"}
    return MapRow.model_validate({**given_cells, "status": "proposed", "author": "desk:us", **cells})


EVERY_PREDICATE = [
    row(predicate=word, common_code="" if word in TARGETLESS else "3A001", item_code=f"3A00{number}")
    for number, word in enumerate(PREDICATES, start=1)
] + [
    row(predicate="not:exact", item_code="3A990", common_code="3A001"),
    row(
        item_code="9A610",
        predicate="overlaps",
        common_code="ML10",
        weight="0.25",
        weight_basis='half of "it" | a share',
        confidence="0.70",
        status="approved",
        reviewer="rule:R1 desk:gb",
        reviewed_date="2026-11-23",
        valid_from="2022-01-06",
        valid_to="2024-09-05",
        citation="15 CFR 774, 'Supp. 1'",
        comment="# Geräte, \\ and more",
    ),
]


def read_back(tmp_path: Path, source_id: str, rows: list[MapRow]) -> list[MapRow]:
    path = tmp_path / "map.sssom.tsv"
    path.write_text(as_sssom(source_id, rows), encoding="utf-8", newline="")
    found = read_sssom(path)
    assert found.source_id == source_id
    return list(found.rows)


def records(text: str) -> list[dict[str, str]]:
    table = "".join(line for line in text.splitlines(keepends=True) if not line.startswith("#"))
    return list(csv.DictReader(io.StringIO(table, newline=""), delimiter="\t"))


def test_every_column_and_every_predicate_comes_back(tmp_path: Path):
    rows = sorted(EVERY_PREDICATE, key=lambda one: one.key)
    assert {column for column in MAP.columns if any(getattr(one, column) for one in rows)} == set(MAP.columns)
    assert read_back(tmp_path, "us_ccl", rows) == rows


@st.composite
def valid_rows(draw: st.DrawFn) -> MapRow:
    predicate = draw(st.sampled_from(MAP.words["predicate"]))
    author, *reviewers = draw(st.permutations(["desk:us", "desk:gb", "desk:de"]))
    reviewer = draw(st.sampled_from(["", "rule:R1", reviewers[0], " ".join(reviewers), f"rule:R2 {reviewers[0]}"]))
    weight = draw(st.sampled_from(["", "1", "0.50", "0.333"]))
    first, last = sorted(draw(st.tuples(DAY, DAY)))
    return row(
        item_code=draw(st.sampled_from(CODES)),
        predicate=predicate,
        common_code="" if predicate in TARGETLESS else draw(st.sampled_from(("3A001.b.2", "ML10.c", "ML1"))),
        weight=weight,
        weight_basis=draw(CELL.filter(bool)) if weight else draw(CELL),
        justification=draw(st.sampled_from(JUSTIFICATIONS)),
        confidence=draw(st.sampled_from(["", "0", "0.70", "1.00"])),
        status="proposed" if predicate == "todo" or not reviewer else draw(st.sampled_from(STATUSES)),
        author=author,
        reviewer=reviewer,
        reviewed_date=draw(DAY) if reviewer else "",
        valid_from=draw(st.sampled_from(["", first])),
        valid_to=draw(st.sampled_from(["", last])),
        citation=draw(CELL),
        comment=draw(CELL),
    )


@settings_of_hypothesis(max_examples=15)
@given(st.lists(valid_rows(), min_size=1, max_size=8, unique_by=lambda one: one.key))
def test_no_valid_row_loses_anything(tmp_path_factory: pytest.TempPathFactory, rows: list[MapRow]):
    assert read_back(tmp_path_factory.getbasetemp(), "us_ccl", rows) == sorted(rows, key=lambda one: one.key)


@pytest.mark.parametrize(
    ("predicate", "term"),
    [
        ("exact", "skos:exactMatch"),
        ("close", "skos:closeMatch"),
        ("narrow", "skos:broadMatch"),  # the common item is the broader one
        ("broad", "skos:narrowMatch"),
        ("related", "skos:relatedMatch"),
        ("overlaps", "commonlist:overlaps"),
        ("none", "skos:mappingRelation"),
        ("todo", "commonlist:notJudged"),
    ],
)
def test_a_predicate_becomes_the_term_that_says_the_same(predicate: str, term: str):
    assert TERMS[predicate] == term
    (record,) = records(as_sssom("us_ccl", [row(predicate=predicate, common_code="" if predicate in TARGETLESS else "3A001")]))
    assert record["predicate_id"] == term
    assert (record["object_id"] == "sssom:NoTermFound") == (predicate in TARGETLESS)


def test_a_negated_row_is_the_predicate_with_its_modifier():
    (record,) = records(as_sssom("us_ccl", [row(predicate="not:narrow")]))
    assert (record["predicate_id"], record["predicate_modifier"]) == ("skos:broadMatch", "Not")


def test_the_metadata_say_what_was_mapped_to_what_in_which_version(home: Path):
    (home / "landing" / "publication" / "us_ccl").mkdir(parents=True)
    for day in ("2023-02-24", "2024-09-06"):
        (home / "landing" / "publication" / "us_ccl" / f"{day}.parquet").touch()
    said = metadata("us_ccl", [row(reviewer="desk:gb", reviewed_date="2026-11-24"), row(reviewer="desk:gb", reviewed_date="2026-11-23")])
    assert (said["subject_source"], said["subject_source_version"]) == ("list:us_ccl", "2024-09-06")
    assert (said["object_source"], said["mapping_date"]) == ("list:common", "2026-11-24")
    assert {one["slot_name"] for one in said["extension_definitions"]} <= set(COLUMNS)
    assert said["license"].startswith("https://") and said["mapping_set_id"].endswith("/map/us_ccl")


def test_a_code_that_is_printed_with_a_blank_or_a_bar_comes_back(tmp_path: Path):
    rows = [row(item_code="IRN OG", predicate="none", common_code="")]
    assert read_back(tmp_path, "gb_licences", rows) == rows


def test_a_table_of_another_tool_is_read_by_its_own_prefixes_and_proposes(tmp_path: Path):
    path = tmp_path / "other.sssom.tsv"
    path.write_text(
        "#curie_map:\n#  s: https://w3id.org/commonlist/list/us_ccl/\n#  o: https://w3id.org/commonlist/list/common/\n"
        "#  who: https://w3id.org/commonlist/desk/\n#extension_definitions:\n#- slot_name: share\n#  property: "
        "https://w3id.org/commonlist/terms/weight\n"
        "object_id\tauthor_id\tshare\tsubject_id\tsubject_label\tpredicate_id\tmapping_justification\n"
        "o:3A001\twho:us\t\ts:3A001\tElectronics\thttp://www.w3.org/2004/02/skos/core#broadMatch\tsemapv:LexicalMatching\n",
        encoding="utf-8",
    )
    assert read_sssom(path).rows == (row(predicate="narrow"),)


@pytest.mark.parametrize("name", sorted(path.name for path in FOLDER.glob("*.tsv")))
def test_a_table_that_is_none_is_refused_by_name_line_and_column(name: str):
    expected = EXPECTED[name]
    with pytest.raises(CrosswalkError) as problem:
        read_sssom(FOLDER / name)
    place = problem.value.place
    assert (problem.value.slug, place.line, place.column) == (expected["slug"], expected["line"], expected["column"])
    assert place.file == name and problem.value.next_step


def test_every_counterexample_has_its_file():
    assert set(EXPECTED) == {path.name for path in FOLDER.glob("*.tsv")}


@pytest.mark.parametrize("limit", ["MAX_BYTES", "MAX_METADATA_BYTES"])
def test_a_table_larger_than_anybody_would_send_is_not_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, limit: str):
    path = tmp_path / "map.sssom.tsv"
    path.write_text(as_sssom("us_ccl", [row()]), encoding="utf-8", newline="")
    monkeypatch.setattr(sssom_reader, limit, 100)
    with pytest.raises(CrosswalkError) as problem:
        read_sssom(path)
    assert problem.value.slug == "crosswalk.sssom_too_large"


def test_changes_are_told_row_by_row():
    before = [row(), row(item_code="3A002", comment="old"), row(item_code="3A003")]
    after = [row(item_code="3A002", comment="new"), row(item_code="3A003"), row(item_code="3A004", status="approved", reviewer="desk:gb")]
    assert [(one.change, one.item_code, one.what) for one in changes(before, after)] == [
        ("removed", "3A001", "proposed, author desk:us, reviewer none"),
        ("changed", "3A002", "comment: old → new"),
        ("added", "3A004", "approved, author desk:us, reviewer desk:gb"),
    ]


def test_an_import_changes_nothing_until_it_is_told_to(project: Path, tmp_path: Path):
    folder = project / "crosswalks" / "us"
    folder.mkdir()
    (folder / "us.yml").write_bytes((ROOT / "crosswalks" / "us" / "us.yml").read_bytes())
    path, table = folder / "us_ccl.map.csv", tmp_path / "map.sssom.tsv"
    table.write_text(as_sssom("us_ccl", [row()]), encoding="utf-8", newline="")
    first = CliRunner().invoke(app, ["crosswalk", "import", str(table)])
    assert "added" in first.output and "give --write" in first.output and not path.exists()
    assert CliRunner().invoke(app, ["crosswalk", "import", str(table), "--write"]).exit_code == 0
    assert read_map(path) == [row()]
    assert "0 of 1 rows differ" in CliRunner().invoke(app, ["crosswalk", "import", str(table)]).output
    exported = CliRunner().invoke(app, ["crosswalk", "export", "us_ccl"])
    assert exported.output == table.read_text(encoding="utf-8")
