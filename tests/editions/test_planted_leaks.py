"""Whatever lets somebody compute what an edition keeps back, however it got there, the gate finds it."""

import re
import shutil
import zipfile
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path

import openpyxl
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

import submitted
import warehouses
from commonlist import disclosure
from commonlist.attack import sensitivity
from commonlist.attack.edition import Audit, examine
from commonlist.disclose import release, summary
from commonlist.disclose.rules import RULES
from commonlist.errors import CheckError, PublishError
from commonlist.publish import candidate, derived, edition, manifest, pages
from places import ROOT, at_home
from plants import IN_TABLES, LATER, ONCE, SUMMARY, Plant, own_statistics

NOW = datetime(2026, 3, 1, tzinfo=UTC)


def proposed(home: Path, made: summary.Summary) -> Path:
    """The candidate with this summary, its private files laid aside."""
    release.write_private(made)
    rows = warehouses.marts(licensing_summary=submitted.rows(made))
    return warehouses.let_pass(candidate.export(warehouses.write(home / "warehouse.duckdb", rows), home / "candidate")).folder


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """Two editions; the second revises the first."""
    home = tmp_path_factory.mktemp("editions")
    with at_home(ROOT, home):
        last = summary.NOTHING
        for sequence, found in enumerate((ONCE, LATER), start=1):
            last = summary.summarise(submitted.table(found), last, submitted.as_voted(sequence))
            folder = proposed(home, last)
            disclosure.require_hidden(folder)
            edition.commit(folder, now=NOW, inspect=disclosure.inspect)
        yield home


@pytest.fixture
def planted(home: Path, tmp_path: Path) -> Iterator[Path]:
    """A copy of both editions, to plant in."""
    shutil.copytree(home / "editions", tmp_path / "editions")
    yield tmp_path / "editions"


@pytest.mark.parametrize("kind", IN_TABLES)
def test_a_leak_in_a_table_is_found(kind: str, planted: Path, home: Path) -> None:
    with at_home(ROOT, home):
        private = disclosure.private_of(home / "editions" / "2026.03.1")
    assert private is not None
    plant = Plant(planted, private)
    before = examine(plant.folder, [planted / "2026.03.0"], private)
    IN_TABLES[kind](plant)
    assert (before.findings, bool(examine(plant.folder, [planted / "2026.03.0"], private).findings)) == ((), True)


def test_a_delta_that_says_what_the_summary_says_is_no_leak(planted: Path, home: Path) -> None:
    """Though the lower limit of a count of one is the count itself."""
    with at_home(ROOT, home):
        private = disclosure.private_of(home / "editions" / "2026.03.1")
    assert private is not None
    plant = Plant(planted, private)
    assert any(row["value_lower"] == plant.true(row) for row in plant.rows if row["value_lower"])
    plant.lay("delta/public/licensing_summary.parquet", [row | {"change": "changed"} for row in plant.rows])
    assert examine(plant.folder, [planted / "2026.03.0"], private).findings == ()


def in_text(path: str, old: str, new: str) -> Callable[[Path, str], None]:
    def plant_it(public: Path, figure: str) -> None:
        text = (public / path).read_text(encoding="utf-8")
        assert old in text
        (public / path).write_text(text.replace(old, new.format(figure=figure), 1), encoding="utf-8")

    return plant_it


def hidden_sheet(public: Path, figure: str) -> None:
    book = openpyxl.load_workbook(public / "commonlist.xlsx")
    sheet = book.create_sheet("notes")
    sheet["A1"], sheet.sheet_state = figure, "veryHidden"
    book.save(public / "commonlist.xlsx")


def part_of_a_workbook(public: Path, figure: str) -> None:
    with zipfile.ZipFile(public / "commonlist.xlsx", "a") as book:
        book.writestr("docProps/custom.xml", f"<figure>{figure}</figure>")


def other_order(public: Path, _: str) -> None:
    header, *lines = (public / "licensing_summary.csv").read_text(encoding="utf-8").splitlines()
    (public / "licensing_summary.csv").write_text("\n".join([header, *reversed(lines)]) + "\n", encoding="utf-8")


def another_file(public: Path, figure: str) -> None:
    (public / "notes.txt").write_text(figure, encoding="utf-8")


def another_table(public: Path, _: str) -> None:
    pq.write_table(pa.table({"figure": [1]}), public / "sums.parquet")


def lacking(public: Path, _: str) -> None:
    (public / "licensing_summary.csv").unlink()


IN_FORMS: dict[str, Callable[[Path, str], None]] = {
    "a CSV file has the figure": in_text("licensing_summary.csv", ",suppressed,", "{figure},suppressed,"),
    "a CSV file has another order": other_order,
    "a CSV file is missing": lacking,
    "a sheet of the workbook is hidden": hidden_sheet,
    "a part of the workbook has the figure": part_of_a_workbook,
    "a page has the figure in a comment": in_text("index.html", "</body>", "<!-- {figure} --></body>"),
    "a page of an item has the figure rounded": in_text("items/ml1.html", "</main>", "<p>about 1.2 million</p></main>"),
    "a chart has the figure in its title": in_text("index.html", "<svg", "<svg data-figure='{figure}'"),
    "the data package says a parameter": in_text("datapackage.json", '"profile"', '"dominance": 0.85, "profile"'),
    "the feed has the figure": in_text("feed.atom", "</feed>", "<!-- {figure} --></feed>"),
    "the metadata of search engines have the figure": in_text("dataset.jsonld", '"@context"', '"figure": {figure}, "@context"'),
    "the statistics have another row": in_text("licensing_totals.sdmx.csv", "\n", "\n{figure}\n"),
    "another file lies there": another_file,
    "a table nobody promised lies there": another_table,
}


@pytest.mark.parametrize("kind", IN_FORMS)
def test_a_leak_in_a_form_of_the_tables_is_found(kind: str, planted: Path) -> None:
    folder = planted / "2026.03.1"
    IN_FORMS[kind](folder / "public", "1234567.89")
    assert derived.strangers(folder, planted / "2026.03.0", manifest.read(folder))


def test_forty_kinds_of_leaks_are_planted() -> None:
    assert len(IN_TABLES) + len(IN_FORMS) >= 40


def test_two_sound_editions_are_found_sound(home: Path) -> None:
    with at_home(ROOT, home):
        for name, count in (("2026.03.0", 1), ("2026.03.1", 2)):
            found = disclosure.attack(name)
            assert (found.findings, found.editions, found.blocks) == ((), count, 2)


def test_what_was_changed_since_an_edition_was_committed_is_found_and_what_a_later_program_would_write_is_not(
    home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    shutil.copytree(home, tmp_path / "home")
    folder = tmp_path / "home" / "editions" / "2026.03.1"
    monkeypatch.setattr(pages, "render", lambda *_: {"index.html": "other words"})
    with at_home(ROOT, tmp_path / "home"):
        assert disclosure.attack("2026.03.1").findings == ()
        in_text("index.html", "</body>", "<!-- {figure} --></body>")(folder / "public", "1234567.89")
        assert [found.where for found in disclosure.attack("2026.03.1").findings] == ["public/index.html"]
        listed = manifest.read(folder).model_copy(update={"files": manifest.list_files(folder)})
        (folder / manifest.MANIFEST).write_text(listed.model_dump_json(indent=2) + "\n", encoding="utf-8")
        with pytest.raises(PublishError, match=r"2026\.03\.1 is not as it was published: manifest\.json is changed"):
            disclosure.attack("2026.03.1")


@pytest.mark.parametrize(
    ("lost", "slug"),
    [
        ("commits/00000001.json", "publish.damaged_commit"),
        ("commits/00000002.json", "publish.damaged_commit"),
        ("2026.03.0/manifest.json", "publish.damaged_edition"),
        (f"2026.03.0/{SUMMARY}", "publish.damaged_edition"),
    ],
)
@pytest.mark.parametrize("is_gone", [False, True])
def test_nothing_is_let_pass_beside_an_edition_that_was_lost(home: Path, tmp_path: Path, lost: str, slug: str, is_gone: bool) -> None:
    """Protected and attacked without it, a later summary may give away what lies between."""
    shutil.copytree(home, tmp_path / "home")
    path = tmp_path / "home" / "editions" / lost
    path.unlink() if is_gone else path.write_text("{")
    with at_home(ROOT, tmp_path / "home"):
        checked = tmp_path / "home" / "candidate"
        for ask in (lambda: disclosure.require_hidden(checked), lambda: disclosure.attack("2026.03.1"), disclosure.private_of_newest):
            with pytest.raises(PublishError) as caught:
                ask()
            assert (caught.value.slug, lost in str(caught.value.place)) == (slug, True)


def test_a_home_without_copies_of_its_commits_makes_them_when_it_builds(home: Path, tmp_path: Path) -> None:
    shutil.copytree(home, tmp_path / "home")
    copies = tmp_path / "home" / "restricted" / "commits"
    shutil.rmtree(copies)
    with at_home(ROOT, tmp_path / "home"):
        disclosure.private_of_newest()
    assert [path.name for path in sorted(copies.iterdir())] == ["00000001.json", "00000002.json"]


def test_private_files_of_which_one_is_gone_are_none(home: Path, tmp_path: Path) -> None:
    shutil.copytree(home, tmp_path / "home")
    with at_home(ROOT, tmp_path / "home"):
        private = disclosure.private_of_newest()
        assert private is not None
        (private / "revisions.parquet").unlink()
        with pytest.raises(PublishError, match=r"publish\.no_private_files"):
            disclosure.private_of_newest()


def test_what_would_be_recovered_is_held_back_and_so_is_what_was_not_attacked(tmp_path: Path) -> None:
    with at_home(ROOT, tmp_path / "home"):
        alone = summary.summarise(submitted.table(LATER), summary.NOTHING, submitted.as_voted(1))
        folder = proposed(tmp_path / "home", alone)
        with pytest.raises(CheckError) as caught:
            edition.commit(folder, now=NOW, inspect=disclosure.inspect)
        assert caught.value.slug == "check.not_attacked" and edition.current() is None
        plant = pq.read_table(folder / SUMMARY).to_pylist()
        first = next(row for row in plant if row["value"] is None)
        first |= {"value": Decimal(1), "value_state": "reported", "reason_code": None}
        pq.write_table(pa.Table.from_pylist(plant, schema=pq.read_schema(folder / SUMMARY)), folder / SUMMARY)
        with pytest.raises(CheckError) as caught:
            disclosure.require_hidden(folder)
        assert caught.value.slug == "check.discloses"


@pytest.mark.parametrize(("definition", "leaks"), [("another", False), ("same", True), ("unheard_of", True)])
def test_a_figure_that_agrees_by_another_definition_of_its_state_is_no_leak(
    definition: str, leaks: bool, planted: Path, home: Path
) -> None:
    """By the summary's own definition, or by one that the edition does not explain, it is one."""
    with at_home(ROOT, home):
        private = disclosure.private_of(home / "editions" / "2026.03.1")
        assert private is not None
        plant = Plant(planted, private)
        row = plant.first(2)
        explained = [("another", None), ("same", row["reporting_state_code"])]
        plant.lay("public/definitions.parquet", [{"definition_code": code, "summary_states": states} for code, states in explained])
        facts = {name: row[name] for name in ("measure_code", "year", "reporting_state_code")}
        told = {"definition_code": definition, "common_code": row["item_code"], "value_eur": plant.true(row)}
        plant.lay("public/licensing_by_item.parquet", [facts | told])
        assert bool(examine(plant.folder, [planted / "2026.03.0"], private).findings) == leaks


def test_what_is_hidden_stands_in_no_error_and_no_line_of_the_audit_log(home: Path, planted: Path, tmp_path: Path) -> None:
    """The operator's audit tells the figures that could be recovered, what others may read tells their cells alone."""
    (tmp_path / "restricted").symlink_to(home / "restricted")
    with at_home(ROOT, home):
        private = disclosure.private_of(home / "editions" / "2026.03.1")
    assert private is not None
    plant = Plant(planted, private)
    own_statistics(plant)
    plant.print_it(plant.first(), value_state="suppressed")
    with at_home(ROOT, tmp_path):
        found = examine(plant.folder, [planted / "2026.03.0"], private)
        bounds = {f"{finding.lower:,.2f} to {finding.upper:,.2f}" for finding in found.findings if finding.lower is not None}
        told = "\n".join([*found.without_bounds, *map(str, found.findings)])
        assert bounds and all(bound in "\n".join(finding.in_full for finding in found.findings) for bound in bounds)
        hidden = {str(plant.true(row)) for row in plant.hidden} | {part for bound in bounds for part in bound.split(" to ")}
        assert not [number for number in hidden if re.search(rf"(?<![0-9]){re.escape(number)}", told)]


def test_the_memory_is_of_the_newest_edition_also_where_it_is_damaged(home: Path, planted: Path, tmp_path: Path) -> None:
    (tmp_path / "restricted").symlink_to(home / "restricted")
    with at_home(ROOT, tmp_path):
        whole = disclosure.private_of_newest()
        (planted / "2026.03.1" / "changelog.md").write_bytes(b"")
        assert disclosure.private_of_newest() == whole == disclosure.private_of(planted / "2026.03.1")
        served = edition.current()
        assert served and served.name == "2026.03.0"


def test_a_candidate_without_its_private_files_says_so(tmp_path: Path) -> None:
    with at_home(ROOT, tmp_path), pytest.raises(CheckError) as caught:
        disclosure.require_hidden(tmp_path)
    assert caught.value.slug == "check.no_private_files"


def test_rules_that_changed_between_build_and_check_are_named_by_their_line(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    edited = tmp_path / "rules.csv"
    edited.write_text((ROOT / RULES).read_text(encoding="utf-8").replace(",3,0.85,", ",3,0.8,"), encoding="utf-8")
    with at_home(ROOT, tmp_path / "home"):
        release.write_private(summary.summarise(submitted.table(submitted.lines(20)), summary.NOTHING, submitted.as_voted(1)))
        monkeypatch.setattr(sensitivity, "RULES", edited)
        with pytest.raises(CheckError) as caught:
            disclosure.require_hidden(tmp_path)
    assert (caught.value.slug, caught.value.place and caught.value.place.line) == ("check.other_rules", 5)


def test_of_an_edition_without_a_summary_nothing_is_claimed() -> None:
    said = Audit(edition="2026.03.0", has_summary=False, is_attacked=False).in_words
    assert "no summary" in said and "nothing that must stay hidden" not in said


def test_a_home_that_lost_its_private_files_says_so(home: Path, tmp_path: Path) -> None:
    shutil.copytree(home / "editions", tmp_path / "home" / "editions")
    with at_home(ROOT, tmp_path / "home"), pytest.raises(PublishError) as caught:
        disclosure.attack()
    assert caught.value.slug == "publish.no_private_files"
