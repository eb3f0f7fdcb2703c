"""What the United Kingdom lists apart from its figures: every line lands, and every count is one that can be made without the product."""

import csv
import re
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator
from datetime import date
from functools import cache
from pathlib import Path

import duckdb
import polars as pl
import pytest

from commonlist.land.destinations import read_destinations
from commonlist.land.landing import Landing, Origin, land
from commonlist.land.store import landing_path
from commonlist.registry import load_publisher
from commonlist.settings import settings
from places import REAL, ROOT, at_home, needs_real
from rendered import run

FOLDER = ROOT / "crosswalks" / "gb"
FIRST, SECOND = date(2015, 7, 29), date(2026, 5, 8)
GROUP_COLUMNS = ("licence_group", "bundle_id", "licence_cohort_id")
FILES = {
    ("gb_incorporation", FIRST): "licences_2015-07-29/destinations.csv",
    ("gb_transit", FIRST): "licences_2015-07-29/sources.csv",
    ("gb_refusal_criteria", FIRST): "licences_2015-07-29/refusal-criteria.csv",
    ("gb_refusal_criteria", SECOND): "refusal-criteria_2026-05-08.csv",
    ("gb_end_uses", FIRST): "licences_2015-07-29/footnotes_licence.csv",
    ("gb_end_uses", SECOND): "footnotes-licence_2026-05-08.csv",
}
LINES = dict(zip(FILES, (52_243, 10_595, 1_943, 4_464, 4_560, 25_611), strict=True))
SOURCES = sorted({source_id for source_id, _ in FILES})
MODELS = (
    *("stg_end_uses", "stg_refusal_criteria", "stg_end_use_phrases", "stg_criterion_codes", "int_editions_dated"),
    *("int_groups_placed", "int_groups_named", "int_refusals_decided", "int_texts_matched", "int_texts_decided"),
    *("int_end_uses_decided", "int_parties_listed", "licensing_reasons", "licensing_end_uses", "licensing_parties", "end_use_texts"),
)
ACCOUNTS = "select source_id, edition_date, rows_in, rows_landed, rows_quarantined from stg_publications where source_id <> 'gb_licences'"
Rows = list[dict[str, str]]
Counts = Callable[[str], list[tuple[object, ...]]]


def landed(origin: Origin, *source_ids: str) -> list[Landing]:
    declared = load_publisher(FOLDER / "gb.yml").sources
    return [landing for source_id in source_ids for landing in land(declared[source_id], origin)]


@cache
def printed(name: str) -> Rows:
    """The lines of one real file, read by the standard library."""
    with (REAL / "gb" / name).open(encoding="utf-8", newline="") as file:
        return [{**row, "group": next(row[column] for column in GROUP_COLUMNS if column in row)} for row in csv.DictReader(file)]


@cache
def phrases() -> dict[str, set[str]]:
    with (FOLDER / "gb_end_uses.phrases.csv").open(encoding="utf-8", newline="") as file:
        found = defaultdict(set)
        for row in csv.DictReader(file):
            found[row["phrase"]].add(row["end_use_code"])
    return found


@cache
def end_uses_of(text: str) -> frozenset[str]:
    """What the phrases say of a text, worked out apart from the SQL."""
    words = f" {' '.join(re.findall('[a-z0-9]+', text.lower()))} "
    hits = [phrase for phrase in phrases() if f" {phrase} " in words]
    widest = [phrase for phrase in hits if not any(phrase != other and f" {phrase} " in f" {other} " for other in hits)]
    return frozenset(code for phrase in widest for code in phrases()[phrase])


def test_the_samples_land_whole_and_mostly_speak_of_licences_in_the_sample_of_the_figures(home: Path):  # noqa: ARG001 - a home of its own
    landings = landed(Origin(kind="sample"), "gb_licences", *SOURCES)
    assert [(one.edition_date, one.rows_landed, one.rows_quarantined) for one in landings] == [(FIRST, one.rows_in, 0) for one in landings]
    groups = set(pl.read_parquet(landing_path("licensing_observation", "gb_licences", FIRST))["licence_group_text"])
    for source_id, record in (("gb_incorporation", "licensing_party"), ("gb_refusal_criteria", "licensing_reason")):
        assert len(groups & set(pl.read_parquet(landing_path(record, source_id, FIRST))["licence_group_text"])) >= 3


def test_the_samples_show_what_bites(home: Path):  # noqa: ARG001 - a home of its own
    landed(Origin(kind="sample"), *SOURCES)
    criteria = pl.read_parquet(landing_path("licensing_reason", "gb_refusal_criteria", FIRST))
    assert criteria.select("licence_group_text", "reason_code").is_duplicated().any()
    texts = set(pl.read_parquet(landing_path("licensing_reason", "gb_end_uses", FIRST))["reason_text"])
    assert any(len(end_uses_of(text)) > 1 for text in texts) and any(not end_uses_of(text) for text in texts)


def test_every_phrase_is_its_own_words_and_leads_somewhere():
    with (ROOT / "crosswalks" / "common" / "end_uses.csv").open(encoding="utf-8", newline="") as file:
        known = {row["end_use_code"] for row in csv.DictReader(file)}
    assert set().union(*phrases().values()) <= known
    assert [phrase for phrase, codes in phrases().items() if not codes <= end_uses_of(phrase)] == []


@pytest.fixture(scope="module")
def counts(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Counts]:
    """The marts over the real files, built without a warehouse."""
    with at_home(ROOT, tmp_path_factory.mktemp("home")), duckdb.connect() as connection:
        landed(Origin(kind="folder", folder=REAL), "gb_licences", *SOURCES)
        read_destinations()
        for table, record in {
            "stg_licensing_observations": "licensing_observation",
            "stg_licensing_parties": "licensing_party",
            "stg_licensing_reasons": "licensing_reason",
            "stg_publications": "publication",
            "stg_destinations": "destination_reading",
        }.items():
            connection.execute(f"create view {table} as from read_parquet('{settings().landing / record}/*/*.parquet')")
        for name, pattern in {
            "end_uses": "common/end_uses.csv",
            "refusal_criteria": "common/refusal_criteria.csv",
            "phrases": "*/*.phrases.csv",
            "criteria": "*/*.criteria.csv",
        }.items():
            path = ROOT / "crosswalks" / pattern
            connection.execute(f"create table source_{name} as from read_csv('{path}', header = true, all_varchar = true, filename = true)")
        run(connection, *MODELS)
        yield lambda query: connection.sql(query).fetchall()


@needs_real
def test_every_line_of_every_file_lands(counts: Counts):
    accounts = {(source_id, day): rest for source_id, day, *rest in counts(ACCOUNTS)}
    assert accounts == {key: [len(printed(name)), len(printed(name)), 0] for key, name in FILES.items()}
    assert {key: len(printed(name)) for key, name in FILES.items()} == LINES


@needs_real
def test_groups_and_lines_by_criterion_are_those_of_the_files(counts: Counts):
    for day, column in ((FIRST, "criteria"), (SECOND, "criterion")):
        rows = printed(FILES["gb_refusal_criteria", day])
        groups = Counter(code for _, code in {(row["group"], row[column]) for row in rows})
        lines = Counter(row[column] for row in rows)
        found = counts(
            "select reason_code, criterion_code, sum(licence_group_count), sum(line_count) from licensing_reasons "
            f"where edition_date = date '{day}' group by all"
        )
        assert {one[0]: one[1:] for one in found} == {code: (code, groups[code], lines[code]) for code in "12345678"}


@needs_real
def test_refusals_have_the_year_and_destination_of_their_own_edition(counts: Counts):
    figures = {row["group"]: row for row in printed("licences_2015-07-29/values.csv")}
    refused = {row["group"] for row in printed(FILES["gb_refusal_criteria", FIRST]) if row["criteria"] == "1"}
    iran = Counter(int(figures[group]["date"][:4]) for group in refused if figures[group]["country"] == "Iran")
    found = counts(
        "select year, licence_group_count from licensing_reasons "
        f"where edition_date = date '{FIRST}' and reason_code = '1' and destination_code = 'IRN'"
    )
    assert dict(found) == iran and sum(iran.values()) > 100
    joined = "select edition_date, count(*) filter (where year is null) = 0, sum(unjoined_group_count) from licensing_reasons group by all"
    assert sorted(counts(joined)) == [(FIRST, True, 0), (SECOND, False, 4_464)]


@needs_real
def test_an_onward_destination_is_counted_by_group_and_no_group_is_divided(counts: Counts):
    groups = defaultdict(set)
    for row in printed(FILES["gb_incorporation", FIRST]):
        groups[row["group"]].add(row["destination"])
    assert (len(groups), max(map(len, groups.values()))) == (6_464, 81)
    found = counts("select max(most_parties_count), sum(line_count) from licensing_parties where party_role = 'incorporation_destination'")
    assert found == [(81, 52_243)]
    years = {row["group"]: int(row["date"][:4]) for row in printed("licences_2015-07-29/values.csv")}
    saudi = Counter(years[group] for group, names in groups.items() if "Saudi Arabia" in names)
    told = counts(
        "select year, licence_group_count from licensing_parties where party_code = 'SAU' and party_role = 'incorporation_destination'"
    )
    assert dict(told) == saudi


@needs_real
def test_goods_in_transit_stand_in_no_figure_of_their_edition(counts: Counts):
    figures = {row["group"] for row in printed("licences_2015-07-29/values.csv")}
    assert not figures & {row["group"] for row in printed(FILES["gb_transit", FIRST])}
    told = counts(
        "select sum(unjoined_group_count), sum(licence_group_count), count(year) from licensing_parties where party_role = 'origin'"
    )
    assert told == [(10_595, 10_595, 0)]


@needs_real
def test_groups_by_end_use_are_those_the_phrases_say(counts: Counts):
    for day in (FIRST, SECOND):
        said = {(row["group"], code) for row in printed(FILES["gb_end_uses", day]) for code in end_uses_of(row["text"]) or {None}}
        found = counts(
            f"select end_use_code, sum(licence_group_count) from licensing_end_uses where edition_date = date '{day}' group by all"
        )
        assert dict(found) == Counter(code for _, code in said)


@needs_real
@pytest.mark.parametrize(("day", "undecided"), [(FIRST, 63), (SECOND, 68)])
def test_the_phrases_decide_all_but_a_hundredth_of_the_lines(counts: Counts, day: date, undecided: int):
    todo = counts(f"select sum(line_count) from end_use_texts where text_state = 'todo' and edition_date = date '{day}'")
    assert todo == [(undecided,)]
    assert undecided < 0.02 * LINES["gb_end_uses", day]


@needs_real
def test_every_phrase_is_found_in_a_real_text(counts: Counts):
    used = {
        phrase
        for (joined,) in counts("select distinct phrases from end_use_texts where phrases is not null")
        for phrase in joined.split(", ")
    }
    assert set(phrases()) == used
