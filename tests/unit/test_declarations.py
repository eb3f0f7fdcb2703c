"""A state's YAML says nothing that nobody reads, nothing that cannot be, and nothing that is still to be filled in."""

from pathlib import Path

import pytest

from commonlist.crosswalk.rows import as_csv
from commonlist.crosswalk.scaffold import Beginning, begin, placeholders
from commonlist.crosswalk.tables import PER_SOURCE, SHARED
from commonlist.errors import RegistryError
from commonlist.pipeline import lint
from places import ROOT

OF_BOTH = """\
    cadence_days: 365
    language: fr
    terms: {id: LO-2.0, attribution: République française, is_public: true}
    bounds: {rows: [10, 700]}
    layouts:"""
FR_YML = f"""\
alpha3: FRA
name: France
currency: EUR
sources:
  fr_list:
    title: Liste des matériels de guerre
    record: control_item
    url: https://www.legifrance.gouv.fr/list.csv
{OF_BOTH}
      - match: fr/list_*.csv
        format: csv
        options: {{delimiter: ';'}}
        columns:
          numero: code
          texte: text
    code: {{grammar: 'ML[0-9]+[a-z]*', head: 'ML[0-9]+', style: packed}}
  fr_licences:
    title: Rapport au Parlement
    record: licensing_observation
    url: https://www.defense.gouv.fr/report.csv
{OF_BOTH}
      - match: fr/licences_*.csv
        format: csv
        columns: {{annee: year, pays: destination, categorie: category, nombre: licences, groupe: licence_group, page: ignore}}
    statistics:
      reporting_state: France
      period: year
      first_year: 2012
      key: [year, destination, category]
      category_scheme: ML
      category_grammar: 'ML[0-9]+'
      measures:
        - {{measure: licences_issued, definition: 'fr_licences:licences_issued', column: licences, unit: count}}
"""
DEFINITION = "fr_licences:licences_issued,licences_issued,fr,military_list,Licences of the year,,\n"


@pytest.fixture
def state(project: Path) -> Path:
    """The folder of one state with a list and statistics, whose definition the common tables know."""
    folder = project / "crosswalks" / "fr"
    folder.mkdir()
    (folder / "fr.yml").write_text(FR_YML, encoding="utf-8")
    (project / "crosswalks" / "common" / "definitions.csv").write_text(
        "definition_code,measure_code,publisher_code,goods,definition,citation,summary_states\n" + DEFINITION, encoding="utf-8"
    )
    return folder


def found(folder: Path) -> list[tuple[str, int | None]]:
    return [(finding.slug, finding.line) for finding in lint([folder.name])]


def test_a_sound_declaration_has_no_finding(state: Path) -> None:
    assert found(state) == []


IMPOSSIBLE = [
    ("rows: [10, 700]", "rows: [700, 10]", 12),
    ("cadence_days: 365", "cadence_days: 0", 9),
    ("language: fr", "language: French", 10),
    ("texte: text", "texte: txt", 19),
    ("nombre: licences,", "nombre: licences, montant: value,", 32),
    ("annee: year", "annee: date", 32),
]
UNKNOWN = [
    ("format: csv", "format: cvs", "registry.unknown_format", 15),
    ("delimiter: ';'", "delimitor: ';'", "registry.bad_option", 16),
    ("delimiter: ';'", "delimiter: ''", "registry.bad_option", 16),
    ("cadence_days: 365", "fetch_format: xml\n    cadence_days: 365", "lint.no_such_layout", 9),
    ("https://www.legifrance", "http://www.legifrance", "lint.unsafe_address", 8),
    ("https://www.legifrance.gouv.fr/list.csv", "list.csv", "lint.unsafe_address", 8),
    ("alpha3: FRA", "alpha3: FRX", "lint.unknown_code", 1),
    ("currency: EUR", "currency: EUX", "lint.unknown_code", 3),
    ("measure: licences_issued,", "measure: licences_isued,", "lint.unknown_code", 41),
    ("'fr_licences:licences_issued'", "'fr_licences:issued'", "lint.unknown_code", 41),
    ("column: licences, unit: count", "column: licences, unit: currency, currency: EUX", "lint.unknown_code", 41),
    ("measure: licences_issued,", "measure: licences_refused,", "lint.another_measure", 41),
]
UNFINISHED = [
    ("title: Liste des matériels de guerre", "title: fr_list", 6),
    ("https://www.legifrance.gouv.fr/list.csv", "https://example.org/", 8),
    ("{id: LO-2.0, attribution: République française", "{id: unknown, attribution: République française", 11),
    ("attribution: République française", 'attribution: ""', 11),
    ("rows: [10, 700]", "rows: [1, 100000]", 12),
    ("        columns:\n          numero: code\n          texte: text\n", "        columns: {}\n", 17),
    (
        "{grammar: 'ML[0-9]+[a-z]*', head: 'ML[0-9]+', style: packed}",
        "{grammar: '[0-9A-Z]+(\\.[0-9a-z]+)*', head: '[0-9A-Z]+', style: dotted}",
        20,
    ),
]


def spoil(state: Path, right: str, wrong: str) -> None:
    assert right in FR_YML
    (state / "fr.yml").write_text(FR_YML.replace(right, wrong, 1), encoding="utf-8")


@pytest.mark.parametrize(("right", "wrong", "line"), IMPOSSIBLE)
def test_what_cannot_be_stops_the_source(state: Path, right: str, wrong: str, line: int) -> None:
    spoil(state, right, wrong)
    assert found(state) == [("registry.invalid", line)]


@pytest.mark.parametrize(("right", "wrong", "slug", "line"), UNKNOWN)
def test_a_name_nobody_knows_is_found_with_its_line(state: Path, right: str, wrong: str, slug: str, line: int) -> None:
    spoil(state, right, wrong)
    assert found(state) == [(slug, line)]


@pytest.mark.parametrize(("right", "wrong", "line"), UNFINISHED)
def test_what_a_beginning_left_open_is_found_until_it_is_filled_in(state: Path, right: str, wrong: str, line: int) -> None:
    spoil(state, right, wrong)
    assert found(state) == [("lint.unfinished", line)]


@pytest.mark.parametrize("rows", ["fr_liste.corrections.csv", "fr_liste.categories.csv", "fr_liste.map.csv"])
def test_a_table_of_a_source_nobody_declares_is_found_with_the_likely_name(state: Path, rows: str) -> None:
    kind = PER_SOURCE["." + rows.partition(".")[2]]
    (state / rows).write_text(",".join(kind.columns) + "\n", encoding="utf-8")
    (finding,) = lint(["fr"])
    assert (finding.slug, finding.next_step) == (
        "lint.unknown_source",
        "rename it to fr_list, or declare the source in the state's YAML",
    )


@pytest.mark.parametrize(
    ("folder", "name", "likely"),
    [
        ("fr", "fr_list.correction.csv", "fr_list.corrections.csv"),
        ("fr", "fr_list.csv", "fr_list.map.csv"),
        ("common", "currency.csv", "currencies.csv"),
    ],
)
def test_a_csv_nothing_reads_is_found_with_its_likely_name(state: Path, folder: str, name: str, likely: str) -> None:
    (state.parent / folder / name).write_text("a,b\n", encoding="utf-8")
    (finding,) = [one for one in lint([folder]) if one.file.endswith(f"/{name}")]
    assert (finding.slug, finding.next_step) == ("lint.unknown_file", f"rename it to {likely}, or move it out of crosswalks/")


def test_a_sample_has_the_columns_of_its_publisher(state: Path) -> None:
    (state / "fr_list.sample.csv").write_text("numero;texte\n", encoding="utf-8")
    assert found(state) == []


@pytest.mark.parametrize("wrong", ["cadence_days: -1", "cadence_days: [365"])
def test_one_mistake_in_the_yaml_does_not_make_its_maps_unknown(state: Path, wrong: str) -> None:
    (state / "fr_list.map.csv").write_text(as_csv([]), encoding="utf-8")
    spoil(state, "cadence_days: 365", wrong)
    assert len(found(state)) == 1


def test_every_table_the_states_share_is_checked() -> None:
    assert {path.name for path in (ROOT / "crosswalks" / "common").glob("*.csv")} <= set(SHARED)


def test_a_currency_nobody_could_read_is_found(project: Path) -> None:
    table = project / "crosswalks" / "common" / "currencies.csv"
    table.write_text("currency_code,name,minor_digits,citation\nEUR,euro,two,ISO 4217\n", encoding="utf-8")
    found = [(one.slug, one.line, one.column) for one in lint(["common"]) if one.file.endswith("/currencies.csv")]
    assert found == [("lint.unreadable", 2, "minor_digits")]


def beginning(**facts: str) -> Beginning:
    usual = {"state": "fr", "name": "France", "alpha3": "FRA", "currency": "EUR", "source_id": "fr_third", "file_format": "csv"}
    return Beginning.model_validate(usual | facts)


def test_everything_a_beginning_leaves_open_is_found(project: Path) -> None:
    begin(beginning())
    open_keys = {(finding.slug, finding.column) for finding in lint(["fr"])}
    assert open_keys == {("lint.unfinished", ".".join(map(str, ("sources", "fr_third", *keys)))) for keys in placeholders("fr_third")}
    assert project.exists()


@pytest.mark.parametrize(
    ("facts", "slug"),
    [
        ({"alpha3": "FRX"}, "registry.unknown_code"),
        ({"currency": "EUX"}, "registry.unknown_code"),
        ({"alpha3": "DEU"}, "registry.contradiction"),
        ({"currency": "USD"}, "registry.contradiction"),
        ({"name": "Frankreich"}, "registry.contradiction"),
    ],
)
def test_a_beginning_that_contradicts_what_is_known_writes_nothing(state: Path, facts: dict[str, str], slug: str) -> None:
    with pytest.raises(RegistryError) as refusal:
        begin(beginning(**facts))
    assert refusal.value.slug == slug
    assert (state / "fr.yml").read_text(encoding="utf-8") == FR_YML
    assert not (state / "fr_third.map.csv").exists()
