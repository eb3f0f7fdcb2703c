"""Lint finds what an edition must not meet in the stewards' room, and names file, line, column and character."""

import csv
import shutil
import unicodedata
from collections.abc import Iterator
from datetime import date
from functools import cache
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import settings as settings_of_hypothesis
from hypothesis import strategies as st
from ruamel.yaml import YAML

from commonlist.crosswalk.judgements import Shared, check_map, is_code_of
from commonlist.crosswalk.lint import lint
from commonlist.crosswalk.sheet import FORMULA_STARTS, Row, Sheet, read_sheet
from commonlist.crosswalk.tables import ITEMS, MAP, PER_SOURCE, PRECEDENCE, SHARED
from commonlist.errors import RegistryError
from commonlist.registry import CodeRule, Source, load_publisher
from commonlist.schema.codes import name_strangers
from commonlist.settings import settings
from places import COUNTEREXAMPLES, ROOT

FOLDER = COUNTEREXAMPLES / "maps"
EXPECTED = YAML(typ="safe").load((FOLDER / "expected.yml").read_text(encoding="utf-8"))
CONFUSABLE = {  # letters that no normal form joins with the ASCII one they look like
    **dict(zip("ABCDEHIJKLMNOPSTXYZacdeijlopsuvxy", "АВСDЕНІЈКLМΝОРЅТХΥΖасdеіјӏорѕυνху", strict=True)),
    **dict(zip("0123456789", "О１２З４Ѕб７８９", strict=True)),
}


GB_YML = """
alpha3: GBR
name: United Kingdom
currency: GBP
sources:
  gb_military_list: &list
    title: Military List
    record: control_item
    url: https://example.org
    cadence_days: 365
    language: en
    terms: {id: OGL-UK-3.0, attribution: Crown, is_public: true}
    bounds: {rows: [1, 700]}
    layouts: [{match: 'gb/*.xlsx', format: workbook, columns: {Rating: code}}]
    code: {grammar: '(ML|PL)[0-9]+[a-z0-9]*', head: '(ML|PL)[0-9]+', style: packed}
  gb_dual_use:
    <<: *list
    code: {grammar: '[0-9][A-E][0-9]{3}[a-z0-9]*', head: '[0-9][A-E][0-9]{3}', style: packed}
"""
ITEMS_CSV = """common_code,parent_code,level,title,regimes,sensitivity
6,,category,Sensors,,none
6B008,6,entry,Radar measurement,WA,very_sensitive
ML,,category,Munitions,,none
ML1,ML,entry,Small arms,WA,none
ML10,ML,entry,Aircraft,WA,none
ML11,ML,entry,Electronics,WA,none
ML2,ML,entry,Guns,WA,none
"""
DECISIONS_CSV = """decision_id,decision_date,status,title,rule_id,rule_text,rule_parameters,citation,comment
D001,2026-11-23,founding,Numbering,R2,The same number,,,
"""


SOUND_MAP = f"""{",".join(MAP.columns)}
ML1,exact,ML1,,,semapv:LexicalMatching,1.00,approved,desk:gb,rule:R2,2026-11-23,,,,
ML10,overlaps,ML10,0.7,counted provisions,semapv:ManualMappingCuration,,approved,desk:gb,desk:eu,2026-11-23,2020-01-01,,,
ML10,overlaps,ML11,0.3,counted provisions,semapv:ManualMappingCuration,,approved,desk:gb,desk:eu,2026-11-23,2020-01-01,,,
ML2,not:exact,ML1,,,semapv:ManualMappingCuration,,approved,desk:gb,desk:eu desk:us,2026-11-23,,,,
PL5001,none,,,,semapv:LogicalReasoning,,proposed,desk:gb,,,,,,
"""


@pytest.fixture
def state(project: Path) -> Path:
    """The folder of one state, with two lists and no map, in a room of few common items, one rule and three desks."""
    common, folder = project / "crosswalks" / "common", project / "crosswalks" / "gb"
    for desk in ("de", "eu", "gb", "us"):
        (project / "crosswalks" / desk).mkdir()
    (folder / "gb.yml").write_text(GB_YML, encoding="utf-8")
    (common / "source_precedence.csv").write_text(",".join(PRECEDENCE.columns) + "\n", encoding="utf-8")
    (common / "items.csv").write_text(ITEMS_CSV, encoding="utf-8")
    (common / "steering_decisions.csv").write_text(DECISIONS_CSV, encoding="utf-8")
    return folder


@cache
def common_codes() -> tuple[str, ...]:
    with (ROOT / "crosswalks" / "common" / "items.csv").open(encoding="utf-8", newline="") as file:
        return tuple(row["common_code"] for row in csv.DictReader(file))


@cache
def look_alikes() -> dict[str, tuple[str, ...]]:
    """Every character of Unicode that a normal form, or the eye, takes for a character that codes are made of."""
    found: dict[str, set[str]] = {character: set() for character in sorted(set("".join(common_codes())))}
    for number in range(0x80, 0x110000):
        plain = unicodedata.normalize("NFKC", chr(number))
        if plain in found:
            found[plain].add(chr(number))
    for plain, stranger in CONFUSABLE.items():
        if plain in found and stranger != plain:
            found[plain].add(stranger)
    return {plain: tuple(sorted(strangers)) for plain, strangers in found.items()}


@pytest.mark.usefixtures("home")
def test_the_stewards_room_as_it_stands_has_no_error():
    assert [str(finding) for finding in lint() if finding.severity == "error"] == []


def test_every_counterexample_names_its_finding():
    assert sorted(EXPECTED) == sorted(path.name for path in FOLDER.glob("*.csv"))
    assert len(EXPECTED) >= 15


@pytest.mark.parametrize("name", sorted(EXPECTED))
def test_a_damaged_table_is_found_out(name: str, state: Path):
    wanted = EXPECTED[name]
    target = (state / wanted["as"]).resolve()
    shutil.copy(FOLDER / name, target)
    findings = lint([target.parent.name])
    found = [(finding.slug, finding.line, finding.column) for finding in findings]
    assert found == [(wanted["slug"], wanted["line"], wanted["column"])]
    assert findings[0].file == target.relative_to(settings().root).as_posix()
    assert findings[0].next_step


def test_a_sound_map_has_no_finding(state: Path):
    lines = (ROOT / "crosswalks" / "gb" / "gb_military_list.map.csv").read_text(encoding="utf-8").splitlines(keepends=True)
    (state / "gb_military_list.map.csv").write_text(
        "".join(line for line in lines if line.split(",")[0] in ("item_code", "ML1", "ML10", "ML11", "ML2")), encoding="utf-8"
    )
    assert [finding.slug for finding in lint(["gb"])] == []


def test_a_folder_without_yaml_is_found(project: Path):
    (project / "crosswalks" / "fr").mkdir()
    assert [finding.slug for finding in lint(["fr"])] == ["lint.no_yaml"]


def test_a_yaml_that_is_wrong_is_found_with_its_line(project: Path):
    folder = project / "crosswalks" / "fr"
    folder.mkdir()
    (folder / "fr.yml").write_text("alpha3: FRA\nname: France\ncurrency: EUR\nsources: {}\ncolour: blue\n", encoding="utf-8")
    (finding,) = lint(["fr"])
    assert (finding.slug, finding.file, finding.line) == ("registry.invalid", "crosswalks/fr/fr.yml", 5)


def test_a_state_nobody_knows_is_refused(project: Path):  # noqa: ARG001
    with pytest.raises(RegistryError) as problem:
        lint(["zz"])
    assert problem.value.slug == "registry.unknown_state"


def test_a_finding_reads_as_one_line(state: Path):
    shutil.copy(FOLDER / "unsorted.csv", state / "gb_military_list.map.csv")
    assert str(lint(["gb"])[0]) == (
        "crosswalks/gb/gb_military_list.map.csv:3 [item_code] lint.unsorted: 'ML1' comes after 'ML10'. "
        "Next: sort the file by item_code, common_code, predicate, valid_from"
    )


def test_the_look_alike_in_a_map_is_named(state: Path):
    shutil.copy(FOLDER / "cyrillic_item_code.csv", state / "gb_military_list.map.csv")
    assert "U+041C CYRILLIC CAPITAL LETTER EM at position 1" in lint(["gb"])[0].message


def test_definitions_name_measures_that_exist(project: Path):
    path = project / "crosswalks" / "common" / "definitions.csv"
    path.write_text(
        "definition_code,measure_code,publisher_code,goods,definition,citation,summary_states\ncommon:x,parrots,common,,Birds,,\n",
        encoding="utf-8",
    )
    found = [(one.slug, one.line, one.column) for one in lint(["common"]) if one.file.endswith("/definitions.csv")]
    assert found == [("lint.unknown_measure", 2, "measure_code")]


def test_every_character_codes_are_made_of_has_look_alikes_to_refuse():
    assert all(len(strangers) >= 8 for plain, strangers in look_alikes().items() if plain != ".")
    assert sum(map(len, look_alikes().values())) > 500


def test_every_look_alike_of_every_character_is_named_wherever_it_stands():
    for plain, strangers in look_alikes().items():
        codes = [code for code in common_codes() if plain in code]
        for number, stranger in enumerate(strangers):
            code = codes[number % len(codes)]
            position = code.index(plain) + 1
            named = name_strangers(code.replace(plain, stranger, 1))
            assert named is not None and named.startswith(f"U+{ord(stranger):04X} ") and named.endswith(f" at position {position}")


def test_every_code_with_one_look_alike_anywhere_is_refused():
    for number, code in enumerate(common_codes()):
        for position, plain in enumerate(code):
            strangers = look_alikes()[plain]
            forged = code[:position] + strangers[number % len(strangers)] + code[position + 1 :]
            assert name_strangers(forged) is not None


@given(st.sampled_from(common_codes()), st.data())
def test_no_code_with_a_stranger_comes_out_of_a_map(code: str, data: st.DataObject):
    position = data.draw(st.integers(0, len(code) - 1))
    forged = code[:position] + data.draw(st.sampled_from(look_alikes()[code[position]])) + code[position + 1 :]
    sheet = Sheet(Path("m"), "m", rows=[Row(2, dict.fromkeys(MAP.columns, "") | {"item_code": forged})])
    source = lists_of_gb()["gb_dual_use" if code[0].isdigit() else "gb_military_list"]
    check_map(sheet, source, Shared({}, frozenset(), frozenset(), date.max))
    assert "lint.bad_item_code" in {finding.slug for finding in sheet.findings}


@cache
def lists_of_gb() -> dict[str, Source]:
    return load_publisher(ROOT / "crosswalks" / "gb" / "gb.yml").sources


@settings_of_hypothesis(max_examples=20)
@given(st.lists(st.text(st.characters(blacklist_characters="\r\n"), max_size=12), min_size=4, max_size=4), st.sampled_from(MAP.columns))
def test_a_cell_a_spreadsheet_would_run_never_passes(tmp_path_factory: pytest.TempPathFactory, tails: list[str], column: str):
    path = tmp_path_factory.getbasetemp() / "formula.csv"
    with path.open("w", encoding="utf-8", errors="replace", newline="") as file:
        writer = csv.DictWriter(file, MAP.columns, lineterminator="\n")
        writer.writeheader()
        for start, tail in zip(FORMULA_STARTS, tails, strict=True):
            writer.writerow(dict.fromkeys(MAP.columns, "") | {column: start + tail})
    found = {finding.line for finding in read_sheet(path, "m", MAP).findings if finding.slug == "lint.formula"}
    assert found == {2, 3, 4, 5}


CODES = (("ML8.c.12.a", "gb_military_list"), *((code, "gb_dual_use") for code in ("9A012.a.1", "9A", "9")))
NO_CODES = (
    *((code, "gb_military_list") for code in ("ML8c12a", "ML8.c.12.", "8.c", "ML8..c")),
    *((code, "gb_licences") for code in ("ML10.c", "3A001\n")),
    ("9A01", "gb_dual_use"),
)


@pytest.mark.parametrize(("item_code", "source_id"), [*CODES, ("ML10", "gb_licences"), ("IRN OG", "gb_licences")])
def test_an_item_code_is_the_lists_own_with_its_levels_dotted(item_code: str, source_id: str):
    assert is_code_of(item_code, lists_of_gb()[source_id])


@pytest.mark.parametrize(("item_code", "source_id"), NO_CODES)
def test_any_other_writing_is_no_item_code(item_code: str, source_id: str):
    assert not is_code_of(item_code, lists_of_gb()[source_id])


def test_a_dotted_list_writes_its_codes_as_they_are():
    source = lists_of_gb()["gb_dual_use"]
    rule = CodeRule(grammar=r"[0-9][A-E][0-9]{3}(\.[a-z0-9]+)*", head="[0-9][A-E][0-9]{3}", style="dotted")
    dotted = source.model_copy(update={"code": rule})
    assert is_code_of("3A001.b.2", dotted)
    assert not is_code_of("3A001b2", dotted)


def tables() -> Iterator[tuple[str, tuple[str, ...], tuple[str, ...]]]:
    for name, table in {**SHARED, **PER_SOURCE}.items():
        named = (*table.key, *table.required, *table.words, *table.patterns, *table.dates, *table.codes, *sum(table.spans, ()))
        yield name, table.columns, named


@pytest.mark.parametrize(("name", "columns", "named"), list(tables()), ids=lambda value: value if isinstance(value, str) else "")
def test_a_table_speaks_only_of_its_own_columns(name: str, columns: tuple[str, ...], named: tuple[str, ...]):
    assert set(named) <= set(columns), name


def test_the_classification_is_sorted_as_plain_text():
    assert list(common_codes()) == sorted(common_codes())
    assert ITEMS.key == ("common_code",)
