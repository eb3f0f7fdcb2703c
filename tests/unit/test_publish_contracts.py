"""What `exports/` promises is kept, or nothing leaves the house."""

from pathlib import Path

import pytest

from commonlist.errors import PublishError
from commonlist.publish.contract import Contract, contracts, house, require_compatible, require_kept
from commonlist.settings import settings
from places import ROOT

COLUMNS = {"source_id": "VARCHAR", "item_code": "VARCHAR", "level": "INTEGER"}


def contract(**changed: object) -> Contract:
    facts = {
        "mart": "control_items",
        "audience": "catalog",
        "since": "1.0.0",
        "title": "Items",
        "key": ["source_id"],
        "sort": [],
        "columns": COLUMNS,
    }
    return Contract.model_validate(facts | changed)


@pytest.mark.parametrize(
    ("columns", "words"),
    [
        ({"source_id": "VARCHAR", "item_code": "VARCHAR"}, "level is missing"),
        (COLUMNS | {"remark": "VARCHAR"}, "remark is not in the contract"),
        (COLUMNS | {"level": "BIGINT"}, "level is BIGINT, promised INTEGER"),
        (dict(reversed(COLUMNS.items())), "another order"),
    ],
)
def test_a_mart_with_other_columns_than_promised_is_refused(columns: dict[str, str], words: str) -> None:
    with pytest.raises(PublishError, match=words) as caught:
        require_kept(contract(), columns)
    assert caught.value.slug == "publish.contract_broken"


def test_a_mart_as_promised_passes() -> None:
    require_kept(contract(), COLUMNS)


LOSSES = [
    ({}, "mart control_items"),
    ({"control_items": contract(audience="oversight")}, "moved from catalog to oversight"),
    ({"control_items": contract(columns={"source_id": "VARCHAR", "item_code": "VARCHAR"})}, "control_items.level"),
    ({"control_items": contract(columns=COLUMNS | {"level": "BIGINT"})}, "the type INTEGER of control_items.level"),
    ({"control_items": contract(key=["source_id", "item_code"])}, "the key of control_items"),
]


@pytest.mark.parametrize(("now", "words"), LOSSES)
def test_readers_lose_nothing_while_the_schema_major_stays(now: dict[str, Contract], words: str) -> None:
    with pytest.raises(PublishError, match=words) as caught:
        require_compatible(now, {"control_items": contract()}, ("1.4.0", "1.5.0"))
    assert caught.value.slug == "publish.contract_broken"


@pytest.mark.parametrize(("now", "words"), LOSSES)
def test_a_higher_schema_major_may_take_something_away(now: dict[str, Contract], words: str) -> None:
    assert words
    require_compatible(now, {"control_items": contract()}, ("1.4.0", "2.0.0"))


def test_a_new_column_and_a_new_mart_take_nothing_away() -> None:
    now = {"control_items": contract(columns=COLUMNS | {"remark": "VARCHAR"}), "waivers": contract(mart="waivers")}
    require_compatible(now, {"control_items": contract()}, ("1.0.0", "1.0.0"))


@pytest.mark.usefixtures("home")
def test_every_contract_of_the_project_is_one_and_sorts_by_its_own_columns() -> None:
    found = contracts()
    assert found
    assert all(one.key and one.sort for one in found.values())
    assert "{edition}" in house().cite_as


BROKEN = [
    ("mart: control_items\naudience: everyone\n", "audience"),
    ("mart: [\n", "control_items.yml"),
    ("mart: other\naudience: public\nsince: 1.0.0\ntitle: T\nkey: [a]\nsort: []\ncolumns: {a: DATE}\n", "its mart other"),
    ("mart: control_items\naudience: public\nsince: 1.0.0\ntitle: T\nkey: [b]\nsort: []\ncolumns: {a: DATE}\n", "names b"),
    ("mart: control_items\naudience: public\nsince: 1.0.0\ntitle: T\nkey: [a]\nsort: []\ncolumns: {a: DATE}\nfrom: us\n", "from"),
]


@pytest.mark.parametrize(("text", "words"), BROKEN)
def test_a_contract_that_is_none_names_its_file_and_key(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, text: str, words: str) -> None:
    (tmp_path / "crosswalks").mkdir()
    (tmp_path / "exports").mkdir()
    (tmp_path / "exports" / "control_items.yml").write_text(text)
    monkeypatch.setenv("COMMONLIST_ROOT", str(tmp_path))
    settings.cache_clear()
    try:
        with pytest.raises(PublishError, match=words) as caught:
            contracts()
    finally:
        settings.cache_clear()
    assert caught.value.slug == "publish.contract_invalid"
    assert "control_items.yml" in str(caught.value)


def test_every_mart_the_models_build_has_a_contract_with_the_same_columns() -> None:
    from ruamel.yaml import YAML

    yaml = YAML(typ="safe", pure=True)
    built = {}
    for path in sorted((ROOT / "dbt" / "models" / "marts").glob("*/*.yml")):
        for model in yaml.load(path.read_text(encoding="utf-8"))["models"]:
            columns = {column["name"]: str(column["data_type"]).upper().replace(" ", "") for column in model["columns"]}
            built[model["name"]] = (path.parent.name, columns)
    promised = [Contract.model_validate(yaml.load(path.read_text())) for path in (ROOT / "exports").glob("*.yml") if path.stem != "edition"]
    assert {one.mart: (one.audience, one.columns) for one in promised} == built
