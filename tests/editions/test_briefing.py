"""A briefing says what the public tables say, names the cell of every figure, fits on six pages, and is the same every time."""

import hashlib
import json
import os
import re
import struct
import subprocess
import sys
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any
from urllib.parse import unquote

import duckdb
import pypdf
import pytest
from hypothesis import given
from hypothesis import strategies as st

import exchanged
import warehouses
from commonlist.errors import PublishError
from commonlist.publish import briefing, cells, manifest, typeset
from commonlist.publish.contract import contracts
from commonlist.publish.site.words import read as labels_of
from places import ROOT, at_home

LATER = datetime(2026, 4, 1, tzinfo=UTC)
HOSTILE = '#read("briefing.json") *bold* $x^2$ @cite <label> // é – [a](b) = `c`'
MARKS = ("sample", "stale", "synthetic")
STATES = (
    ("FRA", "France", "2500000.10"),
    ("NOR", "Norway, Kingdom=of #1 100%", "50000.00"),
    ("ITA", "Italy", "-3.00"),
    ("XAA", "Zero", "0.00"),
)


def rows(**changed: Any) -> warehouses.Marts:
    """Four states and one without a figure, a definition that is undivided, one with a single figure, texts that look like markup."""
    figures = [
        warehouses.figure(
            2023, value, "ML", source_id="eu_coarm", definition_code="eu:x", reporting_state_code=code, reporting_state_name=name
        )
        for code, name, value in (*STATES, ("ESP", "Spain", None))
    ]
    figures += [
        warehouses.figure(2024, "7.00", "ML", source_id="eu_coarm", definition_code="eu:x", covered_to_date="2024-06-30"),
        *(warehouses.figure(2023, "5.00", code, definition_code="eu:undivided", caveat="printed only as a total") for code in ("1", "2")),
        warehouses.figure(2023, "5.00", "1", definition_code="eu:alone"),
        *(
            warehouses.figure(2022, f"{number}.00", str(number), "licences_issued", unit="count", currency_code=None)
            for number in range(15)
        ),
    ]
    definitions = [
        warehouses.definition() | {"definition_code": code, "definition": HOSTILE} for code in ("eu:x", "eu:undivided", "eu:alone")
    ]
    sums = [warehouses.summed("ML1", "5000000.00"), warehouses.summed("ML3", "70000.00"), warehouses.summed("ML2", None)]
    sums += [warehouses.summed("ML1", "1.00", year=2024), warehouses.summed("ML1", "4000000.00", reporting_state_code="XAA")]
    sums += [warehouses.summed("ML1", "3.00", measure_code="licences_issued", unit="count")]
    sources = [*exchanged.marts()["sources"], warehouses.source("eu_coarm", "2025-12-01", title=HOSTILE, origin="sample")]
    marts = exchanged.marts() | {"licensing_totals": figures, "definitions": [*definitions, warehouses.definition("licences_issued")]}
    marts |= {"licensing_summary": sums}
    return marts | {"sources": sources, "source_accounts": [*exchanged.marts()["source_accounts"], sources[-1]]} | changed


def published(home: Path, *editions: warehouses.Marts) -> Path:
    """The last of these editions."""
    from commonlist.publish import candidate, edition

    for number, marts in enumerate(editions):
        made = candidate.export(warehouses.write(home / "warehouse.duckdb", marts), home / "candidate")
        folder = edition.commit(warehouses.let_pass(made).folder, now=(exchanged.NOW, LATER)[number]).folder
    return folder


@pytest.fixture(scope="module")
def second(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The second edition, in which a figure and a source changed."""
    home = tmp_path_factory.mktemp("briefed")
    with at_home(ROOT, home):
        after = rows()
        older = [row | {"edition_date": "2024-12-01"} if row["source_id"] == "eu_coarm" else row for row in after["source_accounts"]]
        before = rows(licensing_totals=after["licensing_totals"][1:], sources=[*after["sources"][:-1], older[-1]], source_accounts=older)
        return published(home, before, after)


@pytest.fixture(scope="module")
def folder(second: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The briefing of the second edition."""
    made = tmp_path_factory.mktemp("briefing") / "new"
    with at_home(ROOT, second.parent.parent):
        typeset.write(briefing.compose(second), made)
    return made


@pytest.fixture(scope="module")
def sidecar(folder: Path) -> dict[str, Any]:
    return json.loads((folder / "briefing.json").read_text(encoding="utf-8"))


@pytest.fixture(scope="module")
def document(folder: Path) -> str:
    """The text of the PDF, each run of blanks as one."""
    pages = pypdf.PdfReader(folder / "briefing.pdf").pages
    return re.sub(r"\s+", " ", " ".join(page.extract_text() for page in pages))


def found(public: Path, cell: str) -> list[Any]:
    """The values that a name stands for, by its documented form and nothing of the program."""
    mart, key, column = re.fullmatch(r"([a-z_]+):([^#]*)#([a-z_]+)", cell).groups()  # type: ignore[union-attr]
    given_key = {name: unquote(value) for name, _, value in (part.partition("=") for part in key.split(","))}
    where = [f"{name} is null" if name not in given_key else f"{name}::varchar = $${given_key[name]}$$" for name in contracts()[mart].key]
    return [row[0] for row in duckdb.sql(f"select {column} from '{public / mart}.parquet' where {' and '.join(where)}").fetchall()]


def test_every_figure_names_exactly_one_cell_that_holds_its_number(second: Path, sidecar: dict[str, Any]) -> None:
    named = [cell for figure in sidecar["figures"] for cell in figure["cells"]]
    assert len(named) > 20
    for cell in named:
        assert [str(value) for value in found(second / "public", cell["cell"])] == [cell["value"]], cell["cell"]
        promised = {contract.mart: contract for contract in manifest.read(second).contracts}[cell["cell"].partition(":")[0]]
        assert str(cells.read(second / "public", promised, cell["cell"])) == cell["value"]


def test_what_is_printed_is_what_the_cell_holds(sidecar: dict[str, Any]) -> None:
    printed = {cell["value"]: cell["printed"] for figure in sidecar["figures"] for cell in figure["cells"]}
    assert (printed["2500000.10"], printed["50000.00"], printed["0.00"]) == ("2.5", "<0.1", "0")
    assert (printed["-3.00"], printed["14.00"], printed["0.909091"]) == (">-0.1", "14", "90.9 %")
    for figure in sidecar["figures"]:
        for cell in figure["cells"]:
            if figure["title"].endswith("number; the 12 largest of 15"):
                assert Decimal(cell["value"]) == Decimal(cell["printed"])


def test_every_name_stands_under_its_figure(document: str, sidecar: dict[str, Any]) -> None:
    text = document.replace(" ", "")
    for figure in sidecar["figures"]:
        for cell in figure["cells"]:
            assert cell["cell"].replace(" ", "") in text
            assert cell["printed"].replace(" ", "") in text


def test_figures_are_of_the_newest_whole_year_largest_first_and_blanks_are_none(sidecar: dict[str, Any]) -> None:
    figures = {figure["picture"]: figure for figure in sidecar["figures"]}
    assert list(figures) == ["coverage.png", "summary.value_licensed.png", "eu.x.GBP.png", "gb_licences.licences_issued.png"]
    assert [cell["value"] for cell in figures["summary.value_licensed.png"]["cells"]] == ["5000000.00", "70000.00"]
    assert [cell["value"] for cell in figures["eu.x.GBP.png"]["cells"]] == ["2500000.10", "50000.00", "0.00", "-3.00"]
    assert all("year=2023" in cell["cell"] for cell in figures["eu.x.GBP.png"]["cells"])
    assert [cell["value"] for cell in figures["gb_licences.licences_issued.png"]["cells"]] == [
        f"{number}.00" for number in range(14, 2, -1)
    ]


def test_the_document_says_what_is_in_it_what_changed_and_how_to_cite(document: str) -> None:
    for words in (
        "What is in this edition",
        "How far the lists are mapped",
        "Sums over all states",
        "Totals per state",
        "How to cite",
        "Commonlist, edition 2026.04.0",
    ):
        assert words in document
    changes = document.partition("Changes since the last edition")[2].partition("How far the lists are mapped")[0]
    assert "New edition of 2025-12-01; the one before was of 2024-12-01." in changes
    assert "licensing_totals. eu_coarm: 1 row added" in changes
    assert changes.count("•") == 2, "the feed tells of earlier editions too"
    assert "Contains public sector information of the United Kingdom" in document
    assert "· sample" in document and "Made from samples" not in document
    assert "Value licensed by item, 2025, EUR million · synthetic" in document and "Figures published: 2 of 3; drawn: 2." in document


def test_the_first_edition_says_that_there_is_none_to_compare_it_with(home: Path) -> None:
    pack = briefing.compose(published(home, rows()))
    assert (pack.changes, pack.no_changes) == (
        (),
        "There is no earlier edition that this one can be compared with; everything in it counts as new.",
    )


def test_how_far_samples_are_mapped_is_marked_as_made_from_samples(home: Path) -> None:
    samples = {name: [row | {"origin": "sample"} for row in rows()[name]] for name in ("sources", "source_accounts")}
    pack = briefing.compose(published(home, rows(**samples)))
    assert pack.is_sample
    assert [figure.badges[0] for figure in pack.figures if figure.kind == "coverage"] == ["sample"]


def test_what_a_publisher_writes_is_text_and_never_markup(document: str) -> None:
    assert HOSTILE.replace(" ", "") in document.replace(" ", "")


def test_nothing_but_public_tables_is_in_a_briefing(folder: Path, document: str) -> None:
    assert exchanged.HIDDEN not in document
    assert exchanged.HIDDEN not in (folder / "briefing.json").read_text(encoding="utf-8")


def test_the_document_is_a4_tagged_and_titled(folder: Path) -> None:
    read = pypdf.PdfReader(folder / "briefing.pdf")
    assert {(round(page.mediabox.width / 72 * 25.4), round(page.mediabox.height / 72 * 25.4)) for page in read.pages} == {(210, 297)}
    assert read.trailer["/Root"]["/MarkInfo"]["/Marked"] and read.trailer["/Root"]["/Lang"] == "en-GB"
    assert read.metadata is not None and read.metadata.title == "Export controls of allied states: a briefing"
    assert read.metadata.author is None
    assert read.metadata.creation_date == LATER
    assert not [page for page in read.pages if "/Annots" in page]


@pytest.mark.parametrize("name", ["briefing.typ", "slides.typ"])
def test_no_word_stands_in_a_template(name: str) -> None:
    lines = (ROOT / "exports" / "templates" / name).read_text(encoding="utf-8").splitlines()
    code = [re.sub(r'(^| )//.*|"[^"]*"', "", line) for line in lines]
    assert [line for line in code if re.match(r"[A-Za-z]|=+ [A-Za-z]", line) or re.search(r"\[[*_ ]*[A-Za-z]", line)] == []


def test_a_title_names_the_only_state_there_is(sidecar: dict[str, Any]) -> None:
    titles = {figure["picture"]: figure["title"] for figure in sidecar["figures"]}
    assert titles["gb_licences.licences_issued.png"].startswith("United Kingdom: ")
    assert ": " not in titles["eu.x.GBP.png"]


def test_every_word_of_the_templates_is_used() -> None:
    text = (ROOT / "exports" / "templates" / "briefing.typ").read_text(encoding="utf-8")
    asked = {*re.findall(r"says\.(\w+)", text), *re.findall(r'"(\w+)"', " ".join(re.findall(r"heads\(.*?\)", text))), *MARKS}
    assert set(labels_of().group("briefing.says")) <= asked


def test_a_briefing_in_other_words_has_none_of_ours(second: Path, project: Path, document: str) -> None:
    labels = project / "exports" / "templates" / "labels.en.yml"
    ours = {
        label: text
        for label, text in labels_of().labels.items()
        if label.startswith(("briefing.", "subjects.")) and "{" not in text and len(text) > 2
    }
    written = labels.read_text(encoding="utf-8")
    for text in sorted(ours.values(), key=len, reverse=True):
        written = re.sub(rf'(?m)^( +\w+: "?){re.escape(text)}("?)( #.*)?$', r"\1Übersetzt\2", written)
    before = document + briefing.compose(second).model_dump_json(exclude={"words"})
    labels.write_text(written, encoding="utf-8")
    pack = briefing.compose(second)
    typeset.write(pack, project / "made")
    pages = pypdf.PdfReader(project / "made" / "briefing.pdf").pages
    other = re.sub(r"\s+", " ", " ".join(page.extract_text() for page in pages)) + pack.model_dump_json(exclude={"words"})
    told = [text for text in ours.values() if text.count(" ") > 2 and text in before]
    assert len(told) > 8 and "Übersetzt" in other
    assert [text for text in told if text in other] == []


def test_each_figure_is_a_picture_for_slides(folder: Path, sidecar: dict[str, Any]) -> None:
    for figure in sidecar["figures"]:
        content = (folder / figure["picture"]).read_bytes()
        assert content.startswith(b"\x89PNG") and struct.unpack(">II", content[16:24]) == (1920, 1080)
        assert not re.search(rb"tIME|tEXt|iTXt|eXIf", content)
    assert {path.name for path in folder.iterdir()} == {"briefing.json", *sidecar["files"]}
    assert {name: hashlib.sha256((folder / name).read_bytes()).hexdigest() for name in sidecar["files"]} == sidecar["files"]


def test_the_same_edition_gives_the_same_bytes_anywhere_at_any_time(second: Path, folder: Path, tmp_path: Path) -> None:
    places = {"COMMONLIST_ROOT": str(ROOT), "COMMONLIST_HOME": str(second.parent.parent), "TZ": "Pacific/Auckland", "LANG": "C"}
    command = [sys.executable, "-m", "commonlist.cli", "briefing", "2026.04.0", "--to", str(tmp_path / "again"), "--json"]
    starter = "import sys; sys.argv = sys.argv[1:]; from commonlist.cli import main; main()"
    ran = subprocess.run(
        [sys.executable, "-c", starter, *command[2:]], env=os.environ | places, capture_output=True, text=True, check=False
    )
    assert ran.returncode == 0, ran.stderr
    assert set(json.loads(ran.stdout)["files"]) == {path.name for path in folder.iterdir()}
    assert {path.name: path.read_bytes() for path in (tmp_path / "again").iterdir()} == {
        path.name: path.read_bytes() for path in folder.iterdir()
    }


def crowded() -> warehouses.Marts:
    """Sixty sources and forty definitions of thirty states, all with long names."""
    long = "A rather long title of a publication on export controls, " * 3
    names = [f"source_{number}" for number in range(60)]
    sources = [warehouses.source(name, "2025-01-01", title=f"{long}{name}") for name in names]
    states = [{"reporting_state_code": f"S{number}", "reporting_state_name": f"{long[:40]}{number}"} for number in range(30)]
    figures = [
        warehouses.figure(2023, f"{number}.00", source_id=name, definition_code=name, **state)
        for name in names[:40]
        for number, state in enumerate(states)
    ]
    definitions = [warehouses.definition() | {"definition_code": name, "definition": long * 40} for name in names]
    lists = [warehouses.coverage(source_id=name, title=f"{long[:60]}{name}") for name in names[:30]]
    return warehouses.marts(
        sources=sources, source_accounts=sources, licensing_totals=figures, definitions=definitions, list_coverage=lists
    )


def test_a_crowded_edition_still_fits_on_six_pages_and_every_figure_is_a_picture(home: Path, tmp_path: Path) -> None:
    typeset.write(briefing.compose(published(home, crowded())), tmp_path / "crowded")
    assert len(pypdf.PdfReader(tmp_path / "crowded" / "briefing.pdf").pages) <= typeset.PAGES
    assert len(list((tmp_path / "crowded").glob("*.png"))) == 41


def test_what_cannot_fit_is_refused(home: Path, tmp_path: Path) -> None:
    sources = [warehouses.source(f"source_{number}", "2025-01-01", title="word " * 500) for number in range(30)]
    marts = warehouses.marts(sources=sources, source_accounts=sources, licensing_totals=[], list_coverage=[])
    pack = briefing.compose(published(home, marts))
    with pytest.raises(PublishError) as caught:
        typeset.write(pack, tmp_path / "long")
    assert caught.value.slug == "publish.long_briefing"
    assert not (tmp_path / "long").exists()


def test_no_briefing_is_written_into_an_edition(home: Path) -> None:
    folder = published(home, rows())
    with pytest.raises(PublishError) as caught:
        typeset.write(briefing.compose(folder), folder / "public" / "briefing")
    assert caught.value.slug == "publish.inside_editions"
    assert manifest.verify(folder) == ()


@pytest.mark.usefixtures("home")
def test_without_an_edition_there_is_no_briefing() -> None:
    with pytest.raises(PublishError) as caught:
        briefing.edition_folder(None)
    assert caught.value.slug == "publish.no_edition"


def test_an_edition_that_is_not_there_is_refused(second: Path) -> None:
    with at_home(ROOT, second.parent.parent), pytest.raises(PublishError) as caught:
        briefing.compose(briefing.edition_folder("2020.01.0"))
    assert caught.value.slug == "publish.no_edition"


@pytest.mark.parametrize(
    "cell",
    [
        "licensing_totals:source_id=eu_coarm#value_original",
        "licensing_totals:source_id=eu_coarm,secret=1#value_original",
        "licensing_totals:year=2023#secret",
        "licensing_totals",
        "sources:source_id=eu_coarm#title",
    ],
)
def test_a_name_that_stands_for_no_cell_or_for_several_is_refused(second: Path, cell: str) -> None:
    with at_home(ROOT, second.parent.parent), pytest.raises(PublishError) as caught:
        cells.read(second / "public", contracts()["licensing_totals"], cell)
    assert caught.value.slug == "publish.no_such_cell"


@given(
    st.dictionaries(st.sampled_from(["source_id", "category_code", "reporting_state_name"]), st.text(min_size=1, max_size=8) | st.none())
)
def test_two_keys_never_have_one_name(key: dict[str, str | None]) -> None:
    with at_home(ROOT, ROOT / "var"):
        contract = contracts()["licensing_totals"]
    row = dict.fromkeys(contract.key) | key
    parts = cells.NAME.fullmatch(cells.name(contract, row, "value_original"))
    assert parts is not None
    read = {name: unquote(value) for name, _, value in (part.partition("=") for part in parts["key"].split(",")) if name}
    assert read == {name: value for name, value in row.items() if value is not None}
