"""German reports on arms exports: years as days, zeros that may be nothing, names with a line end; beside the Union's report."""

import csv
from collections import Counter, defaultdict
from collections.abc import Iterator
from datetime import date
from decimal import Decimal

import polars as pl
import pytest

from commonlist.land.destinations import load_decisions, readings_of
from commonlist.land.landing import Landing, Origin, land
from commonlist.land.reading import LINE
from commonlist.land.store import landing_path
from commonlist.registry import Source, load_publisher
from places import REAL, ROOT, at_home, needs_real

EDITION = date(2014, 6, 11)
FILE = REAL / "de" / "ruex_2000_2013.csv"
Figures = dict[str, Decimal]


@pytest.fixture(scope="module")
def source() -> Source:
    return load_publisher(ROOT / "crosswalks" / "de" / "de.yml").sources["de_exports"]


def landed(source: Source, edition_date: date = EDITION, record: str = "licensing_observation") -> pl.DataFrame:
    return pl.read_parquet(landing_path(record, source.source_id, edition_date))


@pytest.fixture
def sample(home, source: Source) -> tuple[Landing, pl.DataFrame]:  # noqa: ARG001 - the landing goes to a home of its own
    return land(source, Origin(kind="sample"))[0], landed(source)


def printed() -> list[dict[str, str]]:
    """The file as any reader of CSV sees it, without the product."""
    with FILE.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file, delimiter=";"))


def test_the_sample_lands_whole(sample: tuple[Landing, pl.DataFrame]):
    landing, table = sample
    assert (landing.edition_date, landing.rows_in, landing.rows_quarantined) == (EDITION, landing.rows_landed, 0)
    assert table.height == 2 * landing.rows_landed
    assert set(table["period_grain"]) == {"year"}
    assert set(table["reporting_state_text"]) == {"Germany"}


def test_a_zero_stands_for_none_or_for_nothing_printed(sample: tuple[Landing, pl.DataFrame]):
    assert set(sample[1]["value_state"]) == {"reported", "token"}
    korea = sample[1].filter((pl.col("destination_text") == "Korea, Rep.") & (pl.col("period_start") == date(2013, 1, 1)))
    assert dict(korea.select("measure_code", "value_state").iter_rows()) == {"value_licensed": "token", "value_exported": "reported"}


def test_a_name_with_a_line_end_is_a_name(sample: tuple[Landing, pl.DataFrame], source: Source):
    assert {"Timor-Leste\n", "Congo, Democratic Republic of the "} <= set(sample[1]["destination_text"])
    parties = set(landed(source, record="licensing_party")["party_text"])
    assert {"Timor-Leste", "Congo, Democratic Republic of the"} <= parties
    assert not [name for name in parties if name != name.strip()]


@pytest.fixture(scope="module")
def real(source: Source, tmp_path_factory: pytest.TempPathFactory) -> Iterator[pl.DataFrame]:
    with at_home(ROOT, tmp_path_factory.mktemp("home")):
        landing = land(source, Origin(kind="folder", folder=REAL))[0]
        assert (landing.rows_read, landing.rows_landed, landing.rows_quarantined) == (2_497, 2_497, 0)
        yield landed(source)


@needs_real
@pytest.mark.parametrize(("measure", "column"), [("value_licensed", "gesamt"), ("value_exported", "war_weapons")])
def test_every_year_of_the_file_adds_up_as_it_does_outside(real: pl.DataFrame, measure: str, column: str):
    sums: Counter[int] = Counter()
    zeros: Counter[int] = Counter()
    for row in printed():
        sums[int(row["year"][:4])] += int(row[column])
        zeros[int(row["year"][:4])] += row[column] == "0"
    by_year = real.filter(pl.col("measure_code") == measure).group_by(year=pl.col("period_start").dt.year())
    told = by_year.agg(value=pl.col("value").sum(), zeros=(pl.col("value_state") == "token").sum()).sort("year")
    assert [tuple(row) for row in told.iter_rows()] == [(year, Decimal(sums[year]), zeros[year]) for year in range(2000, 2014)]


@needs_real
def test_the_report_of_2012_is_there_to_the_euro(real: pl.DataFrame):
    of_2012 = real.filter(pl.col("period_start") == date(2012, 1, 1))
    sums = dict(of_2012.group_by("measure_code").agg(pl.col("value").sum()).iter_rows())
    assert sums == {"value_licensed": Decimal(4_703_969_983), "value_exported": Decimal(946_042_000)}


@needs_real
def test_only_ten_destinations_of_war_weapons_are_printed_before_2003(real: pl.DataFrame):
    reported = real.filter((pl.col("measure_code") == "value_exported") & (pl.col("value_state") == "reported"))
    by_year = dict(reported.group_by(pl.col("period_start").dt.year()).len().iter_rows())
    assert [by_year[year] for year in (2000, 2001, 2002)] == [10, 10, 10]
    assert min(count for year, count in by_year.items() if year > 2002) > 20


@needs_real
def test_no_year_is_a_copy_of_another(real: pl.DataFrame):
    figures = real.filter(pl.col("value_state") == "reported").select("measure_code", "destination_text", "value", "period_start")
    pairs = figures.join(figures, on=["measure_code", "destination_text"]).filter(pl.col("period_start") < pl.col("period_start_right"))
    alike = pairs.filter(pl.col("value") == pl.col("value_right")).group_by("measure_code", "period_start", "period_start_right").len()
    assert alike.filter(pl.col("len") > 2).is_empty()


def codes(texts: set[str]) -> dict[str, str | None]:
    decisions = load_decisions(ROOT / "crosswalks" / "common" / "destinations.csv")
    readings = readings_of(dict.fromkeys(texts, frozenset({"destination"})), decisions)
    return {one.text: one.meaning.code for one in readings}


@needs_real
def test_every_name_is_read_as_the_place_whose_code_the_transcriber_gave(real: pl.DataFrame):
    read = codes({text.strip() for text in real["destination_text"]})
    given = {row["country_e"].strip(): row["iso3_code"] for row in printed()}
    assert {name: (code, given[name]) for name, code in read.items() if code != given[name]} == {"Kosovo": ("XKX", "123")}


def by_place(table: pl.DataFrame) -> dict[int, Figures]:
    """Figures above zero by year and place; two names of one place are one."""
    read = codes({text.strip() for text in table["destination_text"]})
    found: dict[int, Figures] = defaultdict(lambda: defaultdict(Decimal))
    for year, text, value in table.select(pl.col("period_start").dt.year(), "destination_text", "value").iter_rows():
        if value:
            found[year][read[text.strip()] or text] += value
    return found


@pytest.fixture(scope="module")
def union(real: pl.DataFrame) -> pl.DataFrame:  # noqa: ARG001 - it lands beside the report of Germany
    """What the Union's report prints as Germany's totals by destination."""
    coarm = load_publisher(ROOT / "crosswalks" / "eu" / "eu.yml").sources["eu_coarm"]
    landing = land(coarm, Origin(kind="folder", folder=REAL))[0]
    of_germany = (pl.col("reporting_state_text") == "Germany") & (pl.col("category_text") == "Total")
    return landed(coarm, landing.edition_date).filter(of_germany)


def licensed(table: pl.DataFrame) -> pl.DataFrame:
    return table.filter(pl.col("measure_code") == "value_licensed")


@needs_real
def test_germany_2012_is_the_same_to_the_euro_in_its_own_report_and_the_unions(real: pl.DataFrame, union: pl.DataFrame):
    in_2012 = pl.col("period_start") == date(2012, 1, 1)
    own_names, union_names = (
        dict(licensed(table).filter(in_2012 & (pl.col("value") > 0)).select("destination_text", "value").iter_rows())
        for table in (real, union)
    )
    shared = own_names.keys() & union_names.keys()
    assert (len(shared), sum(own_names[name] == union_names[name] for name in shared)) == (109, 109)
    own, unions = by_place(licensed(real))[2012], by_place(licensed(union))[2012]
    assert (len(unions), sum(own[place] == value for place, value in unions.items())) == (121, 121)
    only_own = own.keys() - unions.keys()
    assert only_own == {"AFG", "BLR", "CHN", "CIV", "COD", "HKG", "IRQ", "LBN", "LBR", "LBY", "SDN", "SOM", "SSD", "SYR"}
    assert sum(own.values()) - sum(unions.values()) == sum(own[place] for place in only_own) == Decimal(139_805_970)


@needs_real
def test_the_unions_germany_of_2005_is_germany_of_2004(real: pl.DataFrame, union: pl.DataFrame):
    expected = {"value_licensed": (127, {2004: 118, 2005: 0}), "value_exported": (48, {2004: 46, 2005: 0})}
    for measure, (places, alike) in expected.items():
        own = by_place(real.filter(pl.col("measure_code") == measure))
        unions = by_place(union.filter(pl.col("measure_code") == measure))[2005]
        same = {year: sum(own[year][place] == value for place, value in unions.items()) for year in alike}
        assert (len(unions), same) == (places, alike)


@needs_real
def test_where_the_two_reports_differ_it_is_few_destinations_a_year(real: pl.DataFrame, union: pl.DataFrame):
    own, unions = by_place(licensed(real)), by_place(licensed(union))
    differing = {
        year: sorted(place for place, value in unions[year].items() if place in own[year] and own[year][place] != value)
        for year in range(2006, 2014)
    }
    assert differing[2011] == ["DNK", "FRA", "NOR", "POL"]
    assert differing[2012] == differing[2013] == []
    assert max(len(places) for places in differing.values()) <= 5


def test_every_line_of_the_sample_stands_in_the_publishers_own_layout(source: Source):
    header, *lines = source.sample_paths[0].read_bytes().decode().split("\r\n")
    assert header == "year;gesamt;war_weapons;country_e;iso3_code"
    assert lines.pop() == ""
    assert all(line.count(";") == 4 for line in lines)


def test_lines_are_physical_even_where_a_name_runs_over_two(sample: tuple[Landing, pl.DataFrame]):
    timor = sample[1].filter(pl.col("destination_text") == "Timor-Leste\n")[LINE].unique().sort().to_list()
    assert len(timor) == 3
    text = load_publisher(ROOT / "crosswalks" / "de" / "de.yml").sources["de_exports"].sample_paths[0].read_text(encoding="utf-8")
    assert all('"Timor-Leste' in text.split("\n")[line - 1] for line in timor)
