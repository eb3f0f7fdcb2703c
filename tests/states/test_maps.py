"""Every head of every list and every category of every statistic has a map row, and every rule re-run gives the rows it approved."""

import csv
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

from commonlist.crosswalk.evidence import Entry, compare, entry_of, parameters
from commonlist.land.itemise import normalise
from commonlist.land.read import read
from commonlist.land.shape import decide_columns
from commonlist.registry import load_publisher
from commonlist.schema.control_item import CODED_KINDS
from places import REAL, ROOT, needs_real

CROSSWALKS = ROOT / "crosswalks"
SOURCES = {
    source_id: source
    for path in sorted(CROSSWALKS.glob("*/*.yml"))
    if path.stem == path.parent.name
    for source_id, source in load_publisher(path).sources.items()
}
LISTS = tuple(source_id for source_id, source in SOURCES.items() if source.record == "control_item")
STATISTICS = tuple(source_id for source_id, source in SOURCES.items() if source.statistics)
FOUNDING = ("us_ccl", "eu_dual_use", "eu_coarm", "gb_military_list", "gb_dual_use", "gb_licences", "de_ausfuhrliste", "ca_ecl")
REFERENCE_ONLY = re.compile(r"\((these|this)\b.*subject to the itar", re.IGNORECASE)
NUMBERINGS = {
    "gb_military_list": lambda code: code if re.fullmatch("ML[0-9]+", code) else None,
    "gb_dual_use": lambda code: code[0] if len(code) <= 2 else None,
    "de_ausfuhrliste": lambda code: f"ML{int(code)}" if re.fullmatch("00[0-9]{2}", code) else None,
    "eu_coarm": lambda code: code if re.fullmatch("ML[0-9]+", code) else None,
    "gb_licences": lambda code: code if re.fullmatch("ML[0-9]+|[0-9][A-E][0-9]{3}", code) else None,
}
Judgement = dict[str, str]
Edition = tuple[dict[str, str], dict[str, str]]


def table(path: Path) -> list[Judgement]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


@cache
def judgements(source_id: str) -> list[Judgement]:
    return table(folder(source_id) / f"{source_id}.map.csv")


def folder(source_id: str) -> Path:
    return CROSSWALKS / SOURCES[source_id].publisher_code


@cache
def rule(rule_id: str) -> Judgement:
    return next(row for row in table(CROSSWALKS / "common" / "steering_decisions.csv") if row["rule_id"] == rule_id)


def approved_by(rule_id: str, source_ids: tuple[str, ...] = FOUNDING) -> Iterator[tuple[str, Judgement]]:
    for source_id in source_ids:
        yield from ((source_id, row) for row in judgements(source_id) if row["reviewer"] == f"rule:{rule_id}")


@cache
def editions(source_id: str) -> list[Edition]:
    """Of every edition on disk, oldest first: the text of each code, and the notes under each head."""
    return [edition(source_id, path, number) for number, path in _files(source_id)]


def _files(source_id: str) -> list[tuple[int, Path]]:
    found = [(number, path) for number, layout in enumerate(SOURCES[source_id].layouts) for path in REAL.glob(layout.match)]
    return sorted(found, key=lambda file: re.findall(r"\d{4}-\d{2}-\d{2}", str(file[1])))


def edition(source_id: str, path: Path, number: int) -> Edition:
    declared, layout = SOURCES[source_id].code, SOURCES[source_id].layouts[number]
    assert declared
    rows = decide_columns(read(path, layout.format, layout.options).table, layout.columns, path)
    texts: dict[str, str] = {}
    notes: dict[str, str] = {}
    kinds = rows["kind"].to_list() if "kind" in rows.columns else [None] * rows.height
    for code, text, kind in zip(rows["code"], rows["text"], kinds, strict=True):
        if code is not None and (kind is None or kind in CODED_KINDS):
            texts.setdefault(normalise(code, declared), text or "")
        elif code is not None:
            head = normalise(code, declared).partition(".")[0]
            notes[head] = f"{notes.get(head, '')}\n{text}"
    return texts, notes


def newest(source_id: str, code: str) -> Entry:
    texts, notes = next(edition for edition in reversed(editions(source_id)) if code in _heads(edition[0]))
    return entry_of(code, texts, notes.get(code, ""))


def _heads(texts: dict[str, str]) -> set[str]:
    return {code.partition(".")[0] for code in texts}


def categories(source_id: str) -> set[str]:
    """The categories printed in any vintage, as its corrections leave them."""
    layout = SOURCES[source_id].layouts[0]
    printed = next(name for name, target in layout.columns.items() if target == "category")
    tables = [read(path, layout.format, layout.options).table for path in REAL.glob(layout.match)]
    corrections = {row["expected_text"] for row in table(folder(source_id) / f"{source_id}.corrections.csv") if row["column"] == "category"}
    return {text for found in tables for text in found[printed].unique().to_list() if text} - corrections


@needs_real
@pytest.mark.parametrize("source_id", LISTS)
def test_every_head_of_every_edition_has_a_map_row(source_id: str):
    mapped = {row["item_code"] for row in judgements(source_id)}
    heads = set().union(*(_heads(texts) for texts, _ in editions(source_id)))
    assert heads - mapped == set()
    assert mapped - heads == set() or not editions(source_id)


@needs_real
@pytest.mark.parametrize("source_id", STATISTICS)
def test_every_category_of_every_vintage_has_a_map_row(source_id: str):
    mapped = {row["item_code"] for row in judgements(source_id)}
    printed = categories(source_id)
    assert printed - mapped == set()
    assert {code for code in mapped - printed if not re.fullmatch("ML[0-9]+", code)} == set() or not printed


def test_heads_alone_are_mapped_and_to_entries_or_above():
    for source_id in FOUNDING:
        assert [row["item_code"] for row in judgements(source_id) if "." in row["item_code"] + row["common_code"]] == []


def test_what_is_approved_rests_on_a_rule_and_the_rest_is_proposed():
    for source_id in FOUNDING:
        for row in judgements(source_id):
            assert (row["status"], row["reviewer"][:5]) in {("approved", "rule:"), ("proposed", "")}, row
            assert row["author"] == f"desk:{SOURCES[source_id].publisher_code}"


def test_a_proposal_gives_its_reason():
    for source_id in FOUNDING:
        for row in judgements(source_id):
            assert row["status"] == "approved" or row["comment"] or row["predicate"] == "narrow", row


@needs_real
def test_rule_1_approved_the_whole_dual_use_list_and_nothing_else():
    rows = [row for _, row in approved_by("R1")]
    assert {(row["item_code"], row["predicate"], row["common_code"]) for row in rows} == {
        (code, "exact", code) for texts, _ in editions("eu_dual_use") for code in texts if "." not in code
    }
    assert len(rows) == 384
    assert {source_id for source_id, _ in approved_by("R1")} == {"eu_dual_use"}


def test_rule_2_follows_the_numbers_of_the_list():
    rows = list(approved_by("R2"))
    assert len(rows) == 22 + 60 + 22 + 22 + 225
    for source_id, row in rows:
        assert row["common_code"] == NUMBERINGS[source_id](row["item_code"])
        assert row["predicate"] == ("narrow" if re.fullmatch("[0-9][A-E]", row["item_code"]) else "exact")


@needs_real
@pytest.mark.parametrize("source_id", ["us_ccl", "gb_dual_use"])
def test_rule_3_holds_of_every_entry_it_approved_as_exact(source_id: str):
    thresholds = parameters(rule("R3")["rule_parameters"])
    rows = [row for _, row in approved_by("R3", (source_id,))]
    assert len(rows) > 60
    for row in rows:
        listed, common = newest(source_id, row["item_code"]), newest("eu_dual_use", row["common_code"])
        found = compare(listed, common)
        assert row["predicate"] == "exact"
        assert any(threshold.is_met_by(found) for threshold in thresholds), (row["item_code"], found)
        assert not REFERENCE_ONLY.search(listed.heading)


@needs_real
@pytest.mark.parametrize("source_id", ["us_ccl", "gb_dual_use"])
def test_rule_4_holds_of_every_entry_it_approved_as_close_and_rule_3_does_not(source_id: str):
    exact, close = (parameters(rule(rule_id)["rule_parameters"]) for rule_id in ("R3", "R4"))
    for _, row in approved_by("R4", (source_id,)):
        listed = newest(source_id, row["item_code"])
        found = compare(listed, newest("eu_dual_use", row["common_code"]))
        assert (row["predicate"], row["common_code"]) == ("close", row["item_code"])
        assert any(threshold.is_met_by(found) for threshold in close), (row["item_code"], found)
        assert REFERENCE_ONLY.search(listed.heading) or not any(threshold.is_met_by(found) for threshold in exact), row["item_code"]


@needs_real
def test_no_entry_that_rule_3_covers_was_left_to_judgement():
    thresholds = parameters(rule("R3")["rule_parameters"])
    for row in judgements("us_ccl"):
        if row["status"] == "proposed" and row["item_code"] == row["common_code"]:
            listed = newest("us_ccl", row["item_code"])
            found = compare(listed, newest("eu_dual_use", row["common_code"]))
            assert REFERENCE_ONLY.search(listed.heading) or not any(threshold.is_met_by(found) for threshold in thresholds), row[
                "item_code"
            ]


def test_rule_5_gives_every_code_of_a_national_range_no_counterpart_and_no_other():
    ranges = dict(part.split() for part in rule("R5")["rule_parameters"].split(" | "))
    for source_id in FOUNDING:
        approved = {row["item_code"] for _, row in approved_by("R5", (source_id,)) if row["predicate"] == "none"}
        assert approved == {row["item_code"] for row in judgements(source_id) if re.fullmatch(ranges.get(source_id, "$"), row["item_code"])}


@pytest.mark.parametrize("source_id", ["eu_coarm", "gb_licences"])
def test_rule_6_gives_every_category_that_is_no_item_no_counterpart(source_id: str):
    non_items = {row["category_text"] for row in table(folder(source_id) / f"{source_id}.categories.csv")}
    assert {row["item_code"] for _, row in approved_by("R6", (source_id,)) if row["predicate"] == "none"} == non_items


def test_one_number_is_not_one_item():
    """The US 9A120 is an unmanned aircraft, the common one a propellant tank; both say so."""
    rows = [(row["predicate"], row["common_code"]) for row in judgements("us_ccl") if row["item_code"] == "9A120"]
    assert rows == [("narrow", "9A112"), ("not:exact", "9A120")]
