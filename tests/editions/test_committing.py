"""A candidate that passed the gate becomes an edition: whole, explained, and never a step back."""

import json
import shutil
from datetime import UTC, date, datetime
from pathlib import Path

import duckdb
import pyarrow.parquet as pq
import pytest

import warehouses
from commonlist.errors import PublishError
from commonlist.publish import candidate, edition, manifest, pages, shelf
from commonlist.publish.delta import apply_delta
from commonlist.settings import settings

NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)


@pytest.fixture(autouse=True)
def _plain_page(monkeypatch: pytest.MonkeyPatch) -> None:
    """The page has its own tests; drawing it would take most of the time of these."""
    monkeypatch.setattr(pages, "render", lambda *_: {"index.html": "<!doctype html>\n"})


def export(home: Path, rows: warehouses.Marts, name: str = "candidate") -> candidate.Candidate:
    return warehouses.let_pass(candidate.export(warehouses.write(home / "warehouse.duckdb", rows), home / name))


def publish(home: Path, rows: warehouses.Marts, now: datetime = NOW) -> shelf.Edition:
    return edition.commit(export(home, rows).folder, now=now)


def test_the_first_edition_is_served_and_whole(home: Path) -> None:
    made = publish(home, warehouses.marts())
    assert (made.name, made.sequence, made.is_new) == ("2026.03.0", 1, True)
    assert manifest.verify(made.folder) == ()
    served = edition.current()
    assert served and (served.name, served.sequence, served.is_new) == ("2026.03.0", 1, False)
    assert {path.name for path in settings().editions.iterdir()} == {"2026.03.0", "commits", ".turn"}


def test_the_same_marts_publish_nothing_new(home: Path) -> None:
    publish(home, warehouses.marts())
    again = publish(home, warehouses.marts())
    assert (again.name, again.sequence, again.is_new) == ("2026.03.0", 1, False)
    assert len(shelf.history(settings().editions)) == 1


def test_the_same_rows_in_another_order_give_the_same_candidate(home: Path) -> None:
    rows = warehouses.second_marts()
    turned = {mart: list(reversed(found)) for mart, found in rows.items()}
    assert export(home, rows).content_sha256 == export(home, turned, "turned").content_sha256


def test_editions_are_numbered_within_their_month(home: Path) -> None:
    rows = warehouses.marts()
    names = [publish(home, rows, NOW).name]
    names.append(publish(home, warehouses.second_marts(), NOW).name)
    rows = warehouses.second_marts()
    rows["definitions"].append(warehouses.definition("licences_issued"))
    names.append(publish(home, rows, datetime(2026, 4, 1, tzinfo=UTC)).name)
    assert names == ["2026.03.0", "2026.03.1", "2026.04.0"]


def test_the_manifest_says_what_the_edition_is(home: Path) -> None:
    publish(home, warehouses.marts())
    made = publish(home, warehouses.second_marts())
    said = manifest.read(made.folder)
    assert (said.sequence, said.based_on, said.previous, said.origin) == (2, 1, "2026.03.0", "folder")
    files = {file.path: file for file in said.files}
    assert files["catalog/control_items.parquet"].rows == files["catalog/control_items.csv"].rows == 6
    assert files["delta/oversight/source_accounts.parquet"].audience == "oversight"
    assert files["public/index.html"].audience == "public"
    assert files["changelog.md"].audience == "catalog"
    sources = {source.source_id: source for source in said.sources}
    assert sources["gb_military_list"].edition_date == date(2026, 1, 1)
    assert sources["gb_military_list"].other_editions == (date(2025, 1, 1),)
    assert sources["gb_military_list"].sha256 == "b" * 64
    assert (sources["gb_licences"].age_days, sources["gb_licences"].is_stale) == (393, False)
    assert sources["gb_licences"].rows_in == sources["gb_licences"].rows_landed + sources["gb_licences"].rows_quarantined


@pytest.mark.parametrize(("edition_date", "word"), [("2024-08-31", "fresh"), ("2024-08-30", "stale")])
def test_a_source_is_stale_after_one_and_a_half_of_its_own_intervals(home: Path, edition_date: str, word: str) -> None:
    made = publish(home, warehouses.marts(source_accounts=[warehouses.source("gb_licences", edition_date)]))
    assert [source.is_stale for source in manifest.read(made.folder).sources] == [word == "stale"]


def test_a_flipped_bit_a_missing_and_a_strange_file_are_found(home: Path) -> None:
    folder = publish(home, warehouses.marts()).folder
    mart = folder / "catalog" / "control_items.csv"
    mart.write_bytes(mart.read_bytes().replace(b"Small arms", b"Small alms"))
    (folder / "catalog" / "crosswalk.csv").unlink()
    (folder / "note.txt").write_text("left here")
    found = {(one.path, one.problem) for one in manifest.verify(folder)}
    assert found == {("catalog/control_items.csv", "changed"), ("catalog/crosswalk.csv", "missing"), ("note.txt", "not listed")}


def test_a_damaged_edition_is_not_served_and_its_number_not_used_again(home: Path) -> None:
    publish(home, warehouses.marts())
    second = publish(home, warehouses.second_marts())
    (second.folder / "catalog" / "crosswalk.parquet").write_bytes(b"")
    served = edition.current()
    assert served and served.sequence == 1
    third = publish(home, warehouses.second_marts())
    assert (third.sequence, third.name, manifest.read(third.folder).previous) == (3, "2026.03.2", "2026.03.0")


def test_a_folder_without_a_manifest_is_no_edition(tmp_path: Path) -> None:
    with pytest.raises(PublishError) as caught:
        manifest.verify(tmp_path)
    assert caught.value.slug == "publish.no_manifest"


def test_a_candidate_built_upon_an_older_edition_is_outdated(home: Path) -> None:
    late = export(home, warehouses.second_marts(), "late")
    publish(home, warehouses.marts())
    with pytest.raises(PublishError) as caught:
        edition.commit(late.folder)
    assert caught.value.slug == "publish.outdated"
    assert edition.commit(export(home, warehouses.second_marts()).folder).sequence == 2


def test_what_was_served_when_the_build_began_counts_and_not_when_it_was_exported(home: Path) -> None:
    began = shelf.head(settings().editions)
    publish(home, warehouses.marts())
    late = warehouses.let_pass(
        candidate.export(warehouses.write(home / "w.duckdb", warehouses.second_marts()), home / "late", based_on=began)
    )
    with pytest.raises(PublishError, match=r"publish\.outdated"):
        edition.commit(late.folder)


STEPS_BACK = [
    ([warehouses.source("gb_military_list", "2024-06-01"), warehouses.source("gb_licences", "2025-02-01")], "2024-06-01"),
    ([warehouses.source("gb_licences", "2025-02-01")], "the candidate has none"),
    ([warehouses.source("gb_military_list", "2026-06-01", origin="sample"), warehouses.source("gb_licences", "2025-02-01")], "sample"),
]


@pytest.mark.parametrize(("accounts", "words"), STEPS_BACK)
def test_no_source_goes_back_unless_it_is_withdrawn_by_name(home: Path, accounts: list[warehouses.Row], words: str) -> None:
    publish(home, warehouses.marts())
    late = export(home, warehouses.marts(source_accounts=accounts))
    with pytest.raises(PublishError, match=words) as caught:
        edition.commit(late.folder)
    assert caught.value.slug == "publish.backwards"
    served = edition.current()
    assert served and served.sequence == 1
    assert edition.commit(late.folder, withdraw=["gb_military_list"]).sequence == 2


def test_a_sample_gives_way_to_a_real_publication_even_if_that_is_older(home: Path) -> None:
    publish(home, warehouses.marts(source_accounts=[warehouses.source("gb_licences", "2026-01-01", origin="sample")]))
    made = publish(home, warehouses.marts(source_accounts=[warehouses.source("gb_licences", "2015-07-29")]))
    assert made.sequence == 2


def test_files_the_gate_did_not_see_are_not_published(home: Path) -> None:
    made = export(home, warehouses.marts())
    shutil.copyfile(made.folder / "public/definitions.parquet", made.folder / "catalog/crosswalk.parquet")
    with pytest.raises(PublishError) as caught:
        edition.commit(made.folder)
    assert caught.value.slug == "publish.candidate_changed"
    assert edition.current() is None


def test_a_warehouse_built_upon_an_older_edition_is_outdated(home: Path) -> None:
    publish(home, warehouses.marts())
    old = warehouses.write(home / "old.duckdb", warehouses.second_marts())
    with duckdb.connect(str(old)) as session:
        session.execute("create table main.built_upon as select 0 as sequence")
    late = warehouses.let_pass(candidate.export(old, home / "late"))
    with pytest.raises(PublishError, match=r"publish\.outdated"):
        edition.commit(late.folder)


@pytest.mark.parametrize("verdict", [None, "no json", {"is_blocked": True}, {"tables": {"catalog/crosswalk.parquet": "0" * 64}}])
def test_a_candidate_the_gate_did_not_let_pass_is_not_published(home: Path, verdict: object) -> None:
    made = export(home, warehouses.marts())
    path = made.folder / "verdict.json"
    if isinstance(verdict, dict):
        path.write_text(json.dumps(json.loads(path.read_text()) | verdict))
    elif verdict is None:
        path.unlink()
    else:
        path.write_text(str(verdict))
    with pytest.raises(PublishError) as caught:
        edition.commit(made.folder)
    assert caught.value.slug == "publish.not_checked"
    assert edition.current() is None


def test_the_gates_verdict_goes_with_the_edition_to_those_who_oversee_it(home: Path) -> None:
    made = export(home, warehouses.marts())
    (made.folder / "verdict.html").write_text("<p>May be published</p>")
    published = edition.commit(made.folder)
    assert (published.folder / "verdict.html").read_text() == "<p>May be published</p>"
    assert next(file.audience for file in manifest.read(published.folder).files if file.path == "verdict.html") == "oversight"


@pytest.mark.parametrize("text", ["", "{}", "no json"])
def test_a_folder_that_holds_no_candidate_is_refused(home: Path, text: str) -> None:
    home.mkdir()
    (home / "candidate.json").write_text(text)
    with pytest.raises(PublishError) as caught:
        edition.commit(home)
    assert caught.value.slug == "publish.no_candidate"


def test_a_warehouse_that_breaks_a_promise_gives_no_candidate(home: Path) -> None:
    path = warehouses.write(home / "warehouse.duckdb", warehouses.marts())

    def slug_after(change: str) -> str:
        with duckdb.connect(str(path)) as session:
            session.execute(change)
        with pytest.raises(PublishError) as caught:
            candidate.export(path, home / "candidate")
        return caught.value.slug

    assert slug_after("insert into public.definitions from public.definitions") == "publish.duplicate_key"
    assert slug_after("alter table catalog.crosswalk add column remark varchar") == "publish.contract_broken"
    assert slug_after("create table catalog.secrets (name varchar)") == "publish.no_contract"
    assert slug_after("drop table catalog.secrets; drop table public.sources") == "publish.contract_broken"


@pytest.mark.usefixtures("home")
def test_without_a_warehouse_there_is_nothing_to_export(tmp_path: Path) -> None:
    with pytest.raises(PublishError) as caught:
        candidate.export(tmp_path / "warehouse.duckdb", tmp_path / "candidate")
    assert caught.value.slug == "publish.no_warehouse"


def test_a_candidate_without_accounts_is_not_published(home: Path) -> None:
    made = export(home, warehouses.marts())
    (made.folder / "oversight" / "source_accounts.parquet").unlink()
    with pytest.raises(PublishError) as caught:
        edition.commit(made.folder)
    assert caught.value.slug == "publish.no_accounts"


def test_what_the_last_editions_readers_have_is_compared_with_the_contracts_of_today(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    publish(home, warehouses.marts())
    kept = {mart: one for mart, one in candidate.contracts().items() if mart != "crosswalk"}
    monkeypatch.setattr(candidate, "contracts", lambda: kept)
    with pytest.raises(PublishError, match="mart crosswalk") as caught:
        candidate.export(home / "warehouse.duckdb", home / "candidate")
    assert caught.value.slug == "publish.contract_broken"


def test_the_delta_leads_from_the_last_edition_to_this_one(home: Path) -> None:
    first = publish(home, warehouses.marts()).folder
    second = publish(home, warehouses.second_marts()).folder
    for contract in manifest.read(second).contracts:
        rebuilt = apply_delta(first / f"{contract.path}.parquet", second / "delta" / f"{contract.path}.parquet", contract.key)
        published = duckdb.from_parquet(str(second / f"{contract.path}.parquet"))
        assert rebuilt.to_pylist() == published.order(", ".join(f"{name} nulls last" for name in contract.key)).to_arrow_table().to_pylist()
    corrected = pq.read_table(second / "delta/public/licensing_totals.parquet").to_pylist()
    assert [(row["change"], row["year"], str(row["value_original"])) for row in corrected] == [("changed", 2023, "1600000.00")]


def test_the_changelog_tells_an_officer_what_moved(home: Path) -> None:
    first = publish(home, warehouses.marts())
    second = publish(home, warehouses.second_marts(), datetime(2026, 9, 1, tzinfo=UTC))
    assert "no earlier edition that it can be compared with" in (first.folder / "changelog.md").read_text()
    told = (second.folder / "changelog.md").read_text()
    assert "Compared with edition 2026.03.0." in told
    assert "new edition of 2026-01-01; the one before was of 2025-01-01" in told
    assert "1 code added (ML4); 1 code removed (ML3); 1 code reworded (ML2)." in told
    assert "- `gb_licences`: figures: 1 changed." in told
    assert "No judgement changed." in told
    assert "the edition of 2025-02-01 is 577 days old" in told


def test_a_figure_that_is_only_described_anew_is_not_told_as_changed(home: Path) -> None:
    publish(home, warehouses.marts())
    figures = [warehouses.figure(2023, "1500000.00", caveat="some figures are estimates"), warehouses.figure(2024, "7.00")]
    told = (publish(home, warehouses.marts(licensing_by_item_destination=figures)).folder / "changelog.md").read_text()
    assert "- `gb_licences`: figures: 1 removed, 1 changed, 1 the same but described anew." in told


def test_the_changelog_names_ten_codes_and_counts_the_rest(home: Path) -> None:
    publish(home, warehouses.marts())
    items = [*warehouses.marts()["control_items"], *(warehouses.item(f"ML{number}", "New") for number in range(10, 23))]
    told = (publish(home, warehouses.marts(control_items=items)).folder / "changelog.md").read_text()
    assert "13 codes added (ML10, ML11, ML12, ML13, ML14, ML15, ML16, ML17, ML18, ML19 and 3 more)." in told
    assert "No source has a new edition." in told


def test_an_edition_whose_file_was_edited_is_named_with_it(home: Path) -> None:
    only = publish(home, warehouses.marts()).folder
    (only / "public/licensing_totals.csv").write_text("edited")
    with pytest.raises(PublishError) as caught:
        edition.served()
    assert caught.value.message == "edition 2026.03.0 is not as it was published: public/licensing_totals.csv is changed"
    assert (caught.value.slug, str(caught.value.place)) == (
        "publish.damaged_edition",
        "editions/2026.03.0/public/licensing_totals.csv",
    )
    (only / manifest.MANIFEST).unlink()
    with pytest.raises(PublishError, match=r"manifest\.json is missing"):
        edition.served()
    assert edition.current() is None
    after = publish(home, warehouses.second_marts(), datetime(2026, 9, 1, tzinfo=UTC))
    assert (edition.served().name, list(shelf.passed_over(settings().editions))) == (after.name, [])
    assert "no earlier edition that it can be compared with" in (after.folder / "changelog.md").read_text()


SOURCES_TOLD = [
    ([warehouses.source("gb_licences", "2025-02-01", source_sha256="c" * 64)], "published again with other content"),
    ([warehouses.source("gb_licences", "2025-02-01", origin="fetched", source_sha256="c" * 64)], "gave way to a fetched edition"),
    (
        [warehouses.source("gb_licences", "2025-02-01"), warehouses.source("gb_new", "2025-03-01")],
        "edition of 2025-03-01, 3 rows, 1 in quarantine",
    ),
    ([warehouses.source("gb_new", "2025-03-01")], "**The gb_licences of the United Kingdom** was withdrawn."),
]


@pytest.mark.parametrize(("accounts", "words"), SOURCES_TOLD)
def test_the_changelog_tells_what_happened_to_each_source(home: Path, accounts: list[warehouses.Row], words: str) -> None:
    publish(home, warehouses.marts(source_accounts=[warehouses.source("gb_licences", "2025-02-01")]))
    made = edition.commit(export(home, warehouses.marts(source_accounts=accounts)).folder, withdraw=["gb_licences"], now=NOW)
    assert words in (made.folder / "changelog.md").read_text()


def test_the_catalog_file_works_wherever_the_folder_goes(home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    made = publish(home, warehouses.marts())
    moved = tmp_path / "downloaded"
    shutil.copytree(made.folder, moved)
    shutil.rmtree(settings().editions)
    monkeypatch.chdir(moved)
    with duckdb.connect("catalog.duckdb", read_only=True) as session:
        assert session.sql("select count(*) from control_items").fetchone() == (3,)
        assert session.sql("select comment from duckdb_views() where view_name = 'crosswalk'").fetchone() == ("What crosswalk holds",)
        comment = session.sql(
            "select comment from duckdb_columns() where table_name = 'crosswalk' and column_name = 'predicate'"
        ).fetchone()
        assert comment == ("What predicate means",)
        assert not session.sql("from duckdb_views() where view_name = 'source_accounts'").fetchall()
    monkeypatch.chdir(tmp_path)
    with duckdb.connect("downloaded/catalog.duckdb", read_only=True, config={"file_search_path": str(moved)}) as session:
        assert session.sql("select count(*) from control_items").fetchone() == (3,)


def test_the_data_package_describes_every_csv_and_the_public_one_only_the_public(home: Path) -> None:
    secret = warehouses.source("xx_denials", "2025-01-01", is_public=False, terms_id="restricted", attribution="Nobody may know")
    made = publish(home, warehouses.marts(source_accounts=[warehouses.source("gb_licences", "2025-02-01"), secret]))
    package = json.loads((made.folder / "datapackage.json").read_text())
    resources = {one["name"]: one for one in package["resources"]}
    assert set(resources) == set(candidate.contracts())
    assert resources["crosswalk"]["path"] == "catalog/crosswalk.csv"
    assert resources["crosswalk"]["schema"]["primaryKey"][:2] == ["source_id", "item_code"]
    fields = {field["name"]: (field["type"], field["description"]) for field in resources["licensing_totals"]["schema"]["fields"]}
    assert fields["value_original"] == ("number", "What value_original means")
    assert fields["covered_from_date"][0] == "date"
    public_text = (made.folder / "public" / "datapackage.json").read_text()
    assert {one["path"] for one in json.loads(public_text)["resources"]} == {
        "code_lists.csv",
        "decision_reasons.csv",
        "definitions.csv",
        "licensing_by_destination.csv",
        "licensing_by_item.csv",
        "licensing_summary.csv",
        "licensing_totals.csv",
        "publisher_profile.csv",
        "list_changes.csv",
        "list_coverage.csv",
        "reported_years.csv",
        "sources.csv",
        "transparency_scores.csv",
        "value_coverage.csv",
    }
    assert "Nobody may know" not in public_text and "xx_denials" not in public_text
    assert {"name": "restricted", "title": "Nobody may know"} in package["licenses"]
