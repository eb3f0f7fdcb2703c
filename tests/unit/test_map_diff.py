"""Two states of the maps differ in judgements, not in lines: each is told once, what it changes and what value hangs on it."""

import json
import shutil
from collections import Counter
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from typer.testing import CliRunner

from commonlist.cli import app
from commonlist.crosswalk.diff import RowChange, SourcedRow, State, compare_rows, compare_states, state
from commonlist.crosswalk.rows import MapRow, write_map
from commonlist.crosswalk.stake import Stake
from commonlist.errors import CrosswalkError
from places import ROOT

STAKES = {
    "3A001": (
        Stake(source_id="gb_licences", currency="GBP", value=Decimal(500), share=0.25),
        Stake(source_id="eu_coarm", currency="EUR", value=Decimal(70), share=0.1),
    )
}


def row(predicate: str = "close", common: str = "3A001.b.2", **cells: str) -> SourcedRow:
    given_cells = {"justification": "semapv:LexicalMatching", "status": "proposed", "author": "desk:us"} | cells
    return SourcedRow(source_id="us_ccl", row=MapRow(item_code="3A001.b.2", predicate=predicate, common_code=common, **given_cells))


UNDECIDED = row("todo", "")


@pytest.mark.parametrize(
    ("before", "after", "kinds", "said"),
    [
        ([], [row()], [("added",)], "us_ccl 3A001.b.2: close 3A001.b.2 added, desk:us"),
        ([row()], [], [("removed",)], "us_ccl 3A001.b.2: close 3A001.b.2 removed, desk:us"),
        ([row()], [row("exact")], [("re_typed",)], "us_ccl 3A001.b.2: close → exact 3A001.b.2, desk:us"),
        ([UNDECIDED], [row("exact")], [("re_typed",)], "us_ccl 3A001.b.2: todo → exact 3A001.b.2, desk:us"),
        ([row("exact")], [UNDECIDED], [("re_typed",)], "us_ccl 3A001.b.2: exact 3A001.b.2 → todo, desk:us"),
        ([UNDECIDED], [row("none", "")], [("re_typed",)], "us_ccl 3A001.b.2: todo → none, desk:us"),
        (
            [row(weight="0.4", weight_basis="counted")],
            [row(weight="0.5", weight_basis="counted")],
            [("re_weighted",)],
            "us_ccl 3A001.b.2: close 3A001.b.2, 0.4 → 0.5, desk:us",
        ),
        (
            [row()],
            [row(status="approved", reviewer="desk:eu", reviewed_date="2026-11-26")],
            [("re_decided",)],
            "us_ccl 3A001.b.2: close 3A001.b.2, proposed → approved desk:eu, desk:us",
        ),
        ([row()], [row(valid_to="2024-09-05")], [("re_dated",)], "us_ccl 3A001.b.2: close 3A001.b.2, … to … → … to 2024-09-05, desk:us"),
        (
            [row()],
            [row(valid_from="2024-09-06")],
            [("re_dated",)],
            "us_ccl 3A001.b.2: close 3A001.b.2, … to … → 2024-09-06 to …, desk:us",
        ),
        ([row()], [row(comment="seen")], [("re_worded",)], "us_ccl 3A001.b.2: close 3A001.b.2, reworded, desk:us"),
        (
            [row()],
            [row("exact", status="approved", reviewer="rule:R10", reviewed_date="2026-11-26")],
            [("re_typed", "re_decided")],
            "us_ccl 3A001.b.2: close → exact 3A001.b.2, proposed → approved rule:R10, desk:us",
        ),
        ([row()], [row(common="3A002")], [("added",), ("removed",)], None),
        ([UNDECIDED], [row("overlaps", "3A001"), row("overlaps", "3A002")], [("added",), ("added",), ("removed",)], None),
        ([row()], [row("not:close")], [("added",), ("removed",)], None),
        ([row(valid_to="2024-09-05")], [row(valid_to="2024-09-05"), row("exact", valid_from="2024-09-06")], [("added",)], None),
        ([row(weight="0.50", confidence="1.00")], [row(weight="0.5", confidence="1")], [], None),
    ],
)
def test_a_judgement_that_differs_is_told_once(
    before: list[SourcedRow], after: list[SourcedRow], kinds: list[tuple[str, ...]], said: str | None
):
    found = compare_rows(before, after)
    assert sorted(one.kinds for one in found) == sorted(kinds)
    if said:
        assert [one.in_words() for one in found] == [said]


def test_each_change_says_what_value_hangs_on_its_common_entry_by_source_and_currency():
    changes = compare_rows([row()], [row("exact"), row("related", "ML1")], STAKES)
    assert [(one.kinds, [(stake.currency, stake.value) for stake in one.stakes]) for one in changes] == [
        (("re_typed",), [("GBP", 500), ("EUR", 70)]),
        (("added",), []),
    ]


ROWS = st.sets(
    st.builds(
        lambda source_id, **cells: SourcedRow(
            source_id=source_id,
            row=MapRow(justification="semapv:LexicalMatching", author="desk:us", **cells),
        ),
        st.sampled_from(["us_ccl", "ca_ecl"]),
        item_code=st.sampled_from(["1", "2"]),
        predicate=st.sampled_from(["exact", "close", "not:exact", "todo"]),
        common_code=st.sampled_from(["", "3A001", "ML1"]),
        weight=st.sampled_from(["", "0.5", "0.50", "1.00"]),
        status=st.sampled_from(["approved", "proposed"]),
        valid_from=st.sampled_from(["", "2024-09-06"]),
        valid_to=st.sampled_from(["", "2025-01-01"]),
        comment=st.sampled_from(["", "seen"]),
    ),
    max_size=8,
)


def applied(rows: set[SourcedRow], changes: tuple[RowChange, ...]) -> set[SourcedRow]:
    """The rows after the changes."""
    gone, come = (
        {SourcedRow(source_id=one.source_id, row=row) for one in changes if (row := getattr(one, side))} for side in ("before", "after")
    )
    return (rows - gone) | come


def mirrored(change: RowChange) -> RowChange:
    swapped = {"added": "removed", "removed": "added"}
    kinds = tuple(swapped.get(kind, kind) for kind in change.kinds)
    return change.model_copy(update={"before": change.after, "after": change.before, "kinds": kinds})


@settings(max_examples=80)
@given(ROWS, ROWS)
def test_applying_the_difference_to_one_gives_the_other_and_the_way_back_is_its_mirror(one: set[SourcedRow], other: set[SourcedRow]):
    forth, back = compare_rows(one, other, STAKES), compare_rows(other, one, STAKES)
    assert applied(one, forth) == other
    assert Counter(map(mirrored, forth)) == Counter(back)
    assert compare_rows(one, one) == ()
    told = Counter((change.source_id, side) for change in forth for side in (change.before, change.after) if side)
    assert max(told.values(), default=1) == 1


@settings(max_examples=20)
@given(ROWS, ROWS)
def test_the_order_in_which_rows_are_read_changes_nothing(one: set[SourcedRow], other: set[SourcedRow]):
    assert compare_rows(sorted(one, key=str), other, STAKES) == compare_rows(sorted(one, key=str, reverse=True), list(other), STAKES)


# ── states


@pytest.fixture
def room(project: Path) -> Path:
    """A `crosswalks` folder with two small maps."""
    for folder, source_id in (("us", "us_ccl"), ("ca", "ca_ecl")):
        shutil.copytree(ROOT / "crosswalks" / folder, project / "crosswalks" / folder, ignore=shutil.ignore_patterns("*.csv", "*.sample.*"))
        approved = row("exact", status="approved", reviewer="desk:eu", reviewed_date="2026-11-26", confidence="1.00").row
        write_map(project / "crosswalks" / folder / f"{source_id}.map.csv", [approved, row(common="ML1").row])
    return project / "crosswalks"


def publish(home: Path, rows: list[SourcedRow]) -> None:
    """An edition's table of rows, as it is published."""
    import polars as pl

    cells = []
    for one in rows:
        table = {name: value or None for name, value in one.row.model_dump(exclude={"status"}).items()}
        numbers = {name: Decimal(table[name]) if table[name] else None for name in ("weight", "confidence")}
        days = {name: date.fromisoformat(table[name]) if table[name] else None for name in ("reviewed_date", "valid_from", "valid_to")}
        typed = {"source_id": one.source_id, "predicate": one.row.relation, "is_negated": one.row.is_negated}
        cells.append(table | numbers | days | typed)
    path = home / "editions" / "2026.11.0" / "catalog" / "crosswalk.parquet"
    path.parent.mkdir(parents=True)
    pl.DataFrame(
        cells, schema_overrides={name: pl.Decimal(9, 6) for name in ("weight", "confidence")}, infer_schema_length=None
    ).write_parquet(path)


def test_an_edition_is_compared_with_what_is_approved_in_a_folder(room: Path):
    publish(room.parent / "var", [one for one in state(str(room)).rows if one.row.status == "approved"])
    assert compare_states(state("2026.11.0"), state(str(room)), {}) == ()
    assert {one.kinds for one in compare_states(State(rows=frozenset()), state("2026.11.0"), {})} == {("added",)}


def test_one_map_is_compared_with_the_same_map_of_the_other_side(room: Path, tmp_path: Path):
    copy = shutil.copy(room / "us" / "us_ccl.map.csv", tmp_path)
    assert compare_states(state(str(copy)), state(str(room)), {}) == ()
    write_map(Path(copy), [row("narrow").row])
    assert {one.source_id for one in compare_states(state(str(copy)), state(str(room)), {})} == {"us_ccl"}


@pytest.mark.parametrize("name", ["2020.01.0", "nowhere", "."])
def test_what_holds_no_maps_is_refused(room: Path, name: str):
    with pytest.raises(CrosswalkError) as refusal:
        state(name if name != "." else str(room / "common"))
    assert refusal.value.slug == "crosswalk.no_such_state"


def test_maps_of_two_sources_are_not_compared(room: Path):
    with pytest.raises(CrosswalkError) as refusal:
        compare_states(state(str(room / "us" / "us_ccl.map.csv")), state(str(room / "ca" / "ca_ecl.map.csv")), {})
    assert refusal.value.slug == "crosswalk.two_maps"


def test_the_command_tells_the_judgements_in_words_and_as_json(room: Path, tmp_path: Path):
    other = tmp_path / "other"
    shutil.copytree(room, other)
    write_map(other / "us" / "us_ccl.map.csv", [row("narrow").row])
    words = CliRunner().invoke(app, ["crosswalk", "diff", str(room), str(other)])
    assert (words.exit_code, "1 removed, 1 re-typed, 1 re-decided" in words.output) == (0, True)
    found = json.loads(CliRunner().invoke(app, ["crosswalk", "diff", str(room), str(other), "--json"]).output)
    assert found["counts"]["re_typed"] == 1
    assert RowChange.model_validate({key: value for key, value in found["changes"][0].items() if key != "change"}).shown.predicate in (
        "narrow",
        "close",
    )
    same = CliRunner().invoke(app, ["crosswalk", "diff", str(room), str(room)])
    assert "no judgement differs" in same.output
