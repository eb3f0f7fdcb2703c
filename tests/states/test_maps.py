"""Every code of every landed edition has a row, every rule re-run gives exactly the rows it signed, and what is signed is true."""

import csv
import re
from pathlib import Path

import polars as pl
import pytest

from commonlist import registry
from commonlist.crosswalk import approve
from commonlist.crosswalk.agreement import REFERENCE_ONLY
from commonlist.crosswalk.lists import edition, edition_dates, newest
from commonlist.crosswalk.rows import MapRow, read_map
from commonlist.crosswalk.rules import rules
from commonlist.registry.statistics import PERIOD_FIELDS
from places import REAL, ROOT, needs_real

CROSSWALKS = ROOT / "crosswalks"
LISTS = ("us_ccl", "eu_dual_use", "gb_military_list", "gb_dual_use", "de_ausfuhrliste", "ca_ecl")
STATISTICS = ("eu_coarm", "eu_brokering", "gb_licences")


def folder(source_id: str) -> Path:
    return CROSSWALKS / source_id.partition("_")[0]


def judgements(source_id: str) -> list[MapRow]:
    return read_map(folder(source_id) / f"{source_id}.map.csv")


def approved(source_id: str) -> list[MapRow]:
    return [row for row in judgements(source_id) if row.status == "approved"]


def table(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def categories(source: registry.Source) -> set[str]:
    """The categories printed on sound lines of any vintage, each of several in a cell, as its corrections leave them."""
    from commonlist.land.read import read

    assert source.statistics
    layout = source.layouts[0]
    fields = ("category", PERIOD_FIELDS[source.statistics.period])
    printed, period = (next(name for name, target in layout.columns.items() if target == field) for field in fields)
    tables = [read(path, layout.format, layout.options).table for path in REAL.glob(layout.match)]
    cells = {text for found in tables for text in found.filter(pl.col(period).str.contains("^[0-9]"))[printed].unique() if text}
    mark = source.statistics.separators.get("category")
    texts = {part.strip() for cell in cells for part in cell.split(mark)} - {""} if mark else cells
    has_corrections = source.corrections_path.exists()
    corrected = {row["expected_text"] for row in (table(source.corrections_path) if has_corrections else ()) if row["column"] == "category"}
    return texts - corrected


@needs_real
@pytest.mark.usefixtures("real_lists")
@pytest.mark.parametrize("source_id", LISTS)
def test_every_code_of_every_edition_is_mapped_none_or_todo(source_id: str):
    rows = judgements(source_id)
    for day in edition_dates(source_id):
        judged = {row.item_code for row in rows if not row.is_negated and (row.valid_from or "0") <= str(day) <= (row.valid_to or "9")}
        assert sorted(edition(source_id, day).items.keys() - judged) == [], day


@needs_real
@pytest.mark.usefixtures("real_lists")
@pytest.mark.parametrize("source_id", LISTS)
def test_no_row_is_about_a_code_no_edition_has(source_id: str):
    """A head that stands above printed provisions, but is not printed itself, counts as the list's."""
    printed = {code for day in edition_dates(source_id) for code in edition(source_id, day).items}
    heads = {code.partition(".")[0] for code in printed}
    assert {row.item_code for row in judgements(source_id)} - printed - heads == set()


@needs_real
@pytest.mark.usefixtures("real_lists")
@pytest.mark.parametrize("source_id", STATISTICS)
def test_every_category_of_every_vintage_has_a_map_row(source_id: str):
    mapped = {row.item_code for row in judgements(source_id)}
    printed = categories(registry.source(source_id))
    assert printed - mapped == set()
    assert {code for code in mapped - printed if not re.fullmatch("ML[0-9]+", code)} == set()


@needs_real
@pytest.mark.usefixtures("real_lists")
@pytest.mark.parametrize("rule_id", approve.SIGNERS)
def test_a_rule_run_again_signs_exactly_the_rows_that_say_it_did(rule_id: str):
    found = approve.reproduce(rule_id)
    assert sum(one.kept for one in found) > 0
    assert [(one.source_id, one.missing, one.unfounded) for one in found if not one.is_exact] == []


def test_what_is_approved_rests_on_a_rule_in_force_and_the_rest_is_proposed():
    in_force = {f"rule:{rule_id}" for rule_id in rules()}
    for source_id in (*LISTS, *STATISTICS):
        for row in judgements(source_id):
            assert row.status == "approved" or (row.status, row.reviewer) == ("proposed", ""), row
            assert row.status == "proposed" or row.reviewer in in_force, row


def test_a_proposal_gives_its_reason():
    for source_id in (*LISTS, *STATISTICS):
        for row in judgements(source_id):
            assert row.status == "approved" or row.predicate == "todo" or row.comment or row.predicate == "narrow", row


def test_one_number_is_not_one_item():
    """The US 9A120 is an unmanned aircraft, the common one a propellant tank; both say so."""
    rows = {(row.predicate, row.common_code) for row in judgements("us_ccl") if row.item_code == "9A120"}
    assert {("narrow", "9A112"), ("not:exact", "9A120")} <= rows
    assert not {row.common_code for row in approved("us_ccl") if row.item_code.startswith("9A120")} & {"9A120"}


TRUTH = ROOT / "tests" / "truth" / "us_ccl_eu_dual_use.csv"


def test_no_approved_row_contradicts_what_readers_found():
    """The hand-checked truth: which US provision is which of Annex I, by people's reading; nothing approved may say otherwise."""
    same = {(row["us_code"], row["eu_code"]) for row in table(TRUTH) if row["verdict"] == "same"}
    read = {us_code for us_code, _ in same}
    claims = [row for row in approved("us_ccl") if row.common_code and not row.valid_to and not row.is_negated and row.item_code in read]
    wrong = [(row.item_code, row.predicate, row.common_code) for row in claims if (row.item_code, row.common_code) not in same]
    assert len(claims) > 2600
    assert len(wrong) <= 0.001 * len(claims), wrong


def test_nine_of_ten_common_items_with_a_us_counterpart_have_an_approved_one():
    theirs = {row["eu_code"] for row in table(TRUTH) if row["verdict"] == "same"}
    covered = {row.common_code for row in approved("us_ccl") if not row.valid_to and not row.is_negated}
    assert len(theirs & covered) >= 0.9 * len(theirs)


@needs_real
@pytest.mark.usefixtures("real_lists")
def test_an_entry_that_only_refers_to_another_list_is_nobodys_counterpart():
    referring = {code for code, item in newest("us_ccl").items.items() if REFERENCE_ONLY.search(item.text)}
    assert "9A007" in referring
    assert referring & {row.item_code for row in approved("us_ccl") if row.common_code and not row.valid_to} == set()
