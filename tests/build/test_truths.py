"""Every test of the warehouse is broken once: a copy of the small world is spoilt in as many places as there are tests."""

import json
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import duckdb
import pytest
from built_world import Built

from commonlist import warehouse
from places import at_home

SPOILT = {
    "assert_a_destination_has_one_name": (
        "update staging.stg_destinations set destination_name = 'Norwegen' where destination_text = 'Norge'"
    ),
    "assert_a_figure_stands_where_something_was_reported": (
        "update catalog.licensing_by_item_destination set value_original = 0 where value_original is null"
    ),
    "assert_a_state_is_counted_once": (
        "update catalog.licensing_across_states set value_counted = value_counted + 1 where goods_scope = 'whole' and unit = 'count'"
    ),
    "assert_a_sum_across_states_says_what_it_lacks": "update catalog.licensing_across_states set caveat = null",
    "assert_an_equal_split_is_equal": (
        "update intermediate.int_map_rows_approved set weight_basis = 'equal_split' where item_code = 'MLX'"
    ),
    "assert_approved_rows_point_to_common_items": (
        "update intermediate.int_map_rows_approved set common_level = null where item_code = 'A9'"
    ),
    "assert_common_items_hang_under_their_entry": "update staging.stg_common_items set parent_code = 'ML1' where common_code = 'ML2'",
    "assert_divided_categories_add_up_to_one": "update intermediate.int_categories_mapped set weight = 0.7 where weight = 0.75",
    "assert_every_approval_has_its_reviewers": "update intermediate.int_map_rows_approved set reviewer = author where item_code = 'A2'",
    "assert_every_category_is_decided": "update staging.stg_licensing_categories set category_code = 'ML99' where category_code = 'ML3'",
    "assert_every_closed_case_is_accounted_for": "delete from intermediate.int_times_targeted where application_text = 'A1'",
    "assert_every_code_is_counted_once": "update catalog.crosswalk_coverage set code_count = code_count + 1 where code_level = 'entry'",
    "assert_every_currency_is_known": "update staging.stg_licensing_observations set currency_code = 'XYZ' where source_line = 6",
    "assert_every_destination_is_decided": "update catalog.destination_texts set resolved_by = 'nothing' where destination_text = 'Sweden'",
    "assert_every_destination_is_read": "delete from staging.stg_destinations where destination_text = 'Sweden'",
    "assert_every_entry_has_a_map_row": "delete from staging.stg_map_rows where item_code = 'A2'",
    "assert_every_landed_row_is_accounted_for": "update staging.stg_publications set rows_landed = 3 where source_id = 'xa_licences'",
    "assert_every_listed_party_is_counted": "delete from catalog.licensing_parties where year is null",
    "assert_every_reason_is_counted": "delete from catalog.licensing_end_uses where end_use_code is null",
    "assert_every_measure_has_a_definition": "delete from staging.stg_definitions where definition_code = 'xb_licences:licences_refused'",
    "assert_every_state_reported_twice_has_a_precedence": (
        "update intermediate.int_sources_ranked set reporting_state = 'XAA', rank_number = null"
    ),
    "assert_every_publication_agrees_with_itself": (
        "update intermediate.int_reconciliations_judged set outcome = 'fail' where check_id = 'parts-not-total'"
    ),
    "assert_every_rule_was_adopted": "update staging.stg_steering_decisions set reviewer = 'rule:R9'",
    "assert_judgements_on_one_pair_do_not_overlap": (
        "insert into intermediate.int_map_rows_approved select * from intermediate.int_map_rows_approved where item_code = 'A1'"
    ),
    "assert_landed_rows_belong_to_their_account": (
        f"update staging.stg_control_items set source_sha256 = '{'1' * 64}' where item_code = 'A2'"
    ),
    "assert_no_state_is_counted_that_publishes_nothing": (
        "update intermediate.int_observations_decided set value_state = 'not_reported' where source_id = 'xb_licences'"
    ),
    "assert_no_subtotal_is_added_up": (
        "update catalog.licensing_by_item_destination set value_original = value_original + 1011 where value_original > 1000"
    ),
    "assert_public_tables_hold_public_sources_only": "update public.list_coverage set source_id = 'xb_list'",
    "assert_unlike_definitions_carry_a_caveat": "update public.licensing_totals set caveat = null",
    "relationships_stg_summary_cells_measure_code__measure_code__ref_stg_measures_": (
        "insert into staging.stg_summary_cells (measure_code) values ('nowhere')"
    ),
    "unique_key_stg_summary_cells_measure_code__year__reporting_state_code__item_code__destination_code": (
        "insert into staging.stg_summary_cells (measure_code) values ('value_licensed'), ('value_licensed')"
    ),
    "unique_key_licensing_summary_measure_code__year__reporting_state_code__item_code__destination_code": (
        "insert into public.licensing_summary (measure_code, year, reporting_state_code, item_code, destination_code, unit, value_state, "
        "is_synthetic, vintage_sequence) select 'value_licensed', 2022, 'XAA', 'ML1', 'NOR', 'EUR', 'suppressed', true, 1 from range(2)"
    ),
    "unique_key_code_lists_dimension__code": (
        "insert into public.code_lists (dimension, code, title) select 'item', 'ML1', 'ML1' from range(2)"
    ),
    "assert_working_and_calendar_days_never_mix": "update catalog.processing_times set day_kind = 'calendar'",
}
FIRST = "(select min(rowid) from {model})"
SPOILT_GENERICALLY = {
    "unique_key": "insert into {model} select * from {model} limit 1",
    "present_once": "update {model} set {column} = null where rowid = " + FIRST,
    "one_of": "update {model} set {column} = 'nonsense' where rowid = " + FIRST,
    "relationships": "update {model} set {column} = 'nowhere' where rowid = " + FIRST,
}


@pytest.fixture(scope="module")
def project(built: Built) -> dict[str, Any]:
    """What dbt understood of the project."""
    with at_home(built.root, built.home), warehouse.environment():
        warehouse.invoke("compile", "--select", "sources", "--write-json")
    return dict(json.loads((built.home / "build" / "target" / "manifest.json").read_text()))


@pytest.fixture(scope="module")
def outcomes(built: Built, project: dict[str, Any], tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """The status of every test, unit tests included, on the spoilt copy."""
    home = tmp_path_factory.mktemp("spoilt") / "home"
    shutil.copytree(built.home, home)
    candidate = home / "build" / "warehouse.duckdb"
    shutil.copy(home / "warehouse.duckdb", candidate)
    with duckdb.connect(str(candidate)) as connection:
        _turn_views_into_tables(connection)
        for statement in _spoiling(project):
            connection.execute(statement)
    with at_home(built.root, home), warehouse.environment():
        return {result.node.name: str(result.status) for result in warehouse.invoke("test")}


def _turn_views_into_tables(connection: duckdb.DuckDBPyConnection) -> None:
    views = connection.execute("select schema_name, view_name from duckdb_views() where not internal").fetchall()
    for schema, view in views:
        connection.execute(f"create table {schema}.spoilt as from {schema}.{view}; drop view {schema}.{view}")
        connection.execute(f"alter table {schema}.spoilt rename to {view}")


def _spoiling(project: dict[str, Any]) -> Iterator[str]:
    yield from SPOILT.values()
    for test in _tests(project):
        if test["name"] in SPOILT:
            continue
        watched = _watched(test, project)
        about = {"model": f"{watched['schema']}.{watched['name']}", "column": test["column_name"]}
        yield SPOILT_GENERICALLY[test["test_metadata"]["name"]].format(**about)


def _tests(project: dict[str, Any]) -> list[dict[str, Any]]:
    return [node for node in project["nodes"].values() if node["resource_type"] == "test"]


def _watched(test: dict[str, Any], project: dict[str, Any]) -> dict[str, Any]:
    """The model a test is attached to; a truth across tables is attached to none and speaks for itself."""
    return dict(project["nodes"][test.get("attached_node") or test["unique_id"]])


def test_every_test_of_the_warehouse_can_fail(outcomes: dict[str, str], project: dict[str, Any]) -> None:
    unmoved = {test["name"]: outcomes[test["name"]] for test in _tests(project) if outcomes[test["name"]] not in ("fail", "warn")}

    assert not unmoved
    assert len(_tests(project)) >= 40


def test_the_judgements_themselves_hold_on_hand_written_rows(outcomes: dict[str, str], project: dict[str, Any]) -> None:
    judged = {test["name"]: outcomes[test["name"]] for test in project["unit_tests"].values()}

    assert set(judged.values()) == {"pass"}
    assert len(judged) >= 9


def test_a_spoilt_world_names_no_test_that_is_gone(project: dict[str, Any]) -> None:
    assert set(SPOILT) <= {test["name"] for test in _tests(project)}


def test_every_truth_says_which_file_to_edit_and_what_to_do(project: dict[str, Any]) -> None:
    told = {test["name"]: {**_watched(test, project)["config"]["meta"], **test["config"]["meta"]} for test in _tests(project)}

    assert [name for name, meta in told.items() if not {"file", "next_step"} <= meta.keys()] == []


def test_every_published_column_is_explained_once_in_the_glossary(project: dict[str, Any]) -> None:
    entries = {doc["name"]: doc["block_contents"] for doc in project["docs"].values() if doc["package_name"] == "commonlist"}
    columns = [
        (model["name"], name, column["description"])
        for model in project["nodes"].values()
        if model["resource_type"] == "model" and model["fqn"][1] == "marts"
        for name, column in model["columns"].items()
    ]

    assert [(mart, name) for mart, name, text in columns if text != entries.get(name)] == []
    assert sorted(entries) == sorted({name for _, name, _ in columns})


def test_every_model_says_what_it_is(project: dict[str, Any]) -> None:
    models = [node for node in project["nodes"].values() if node["resource_type"] == "model"]

    assert [model["name"] for model in models if not model["description"]] == []


def test_marts_keep_an_enforced_contract_with_a_type_for_every_column(project: dict[str, Any]) -> None:
    marts = [node for node in project["nodes"].values() if node["resource_type"] == "model" and node["fqn"][1] == "marts"]

    assert [mart["name"] for mart in marts if not mart["contract"]["enforced"]] == []
    assert [name for mart in marts for name, column in mart["columns"].items() if not column["data_type"]] == []


def test_only_staging_reads_sources_and_nothing_reads_past_its_layer(project: dict[str, Any]) -> None:
    allowed = {"staging": {"source"}, "intermediate": {"staging", "intermediate"}, "marts": {"staging", "intermediate"}}
    strays = [
        (node["name"], upstream)
        for node in project["nodes"].values()
        if node["resource_type"] == "model"
        for upstream in node["depends_on"]["nodes"]
        if _layer(project, upstream) not in allowed[node["fqn"][1]]
    ]

    assert strays == []


def _layer(project: dict[str, Any], upstream: str) -> str:
    return "source" if upstream.startswith("source.") else str(project["nodes"][upstream]["fqn"][1])


def test_models_stay_short_and_name_no_state() -> None:
    folder = Path(warehouse.__file__).parents[2] / "dbt"
    states = [path.name for path in (folder.parent / "crosswalks").iterdir() if path.is_dir() and path.name != "common"]
    models = {path: path.read_text() for path in folder.rglob("*.sql")}

    assert [path.name for path, text in models.items() if len(text.splitlines()) > 80] == []
    assert [(path.name, state) for path, text in models.items() for state in states if f"'{state}_" in text or f"'{state}'" in text] == []
    assert [
        path.name
        for path, text in models.items()
        if path.parent.parent.name == "marts" and not text.rstrip().splitlines()[-1].startswith("select * from")
    ] == []
