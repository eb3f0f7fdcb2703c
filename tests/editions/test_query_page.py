"""The page that queries the public tables answers as DuckDB does, asks nobody else, and everyone can use it."""

import functools
import http.server
import json
import re
import shutil
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime
from pathlib import Path
from typing import Any
from urllib.parse import quote

import duckdb
import pytest

import exchanged
from asked import BY_HAND, QUERIES, REFUSED, rows
from commonlist.errors import PublishError
from commonlist.publish import files, pages
from commonlist.publish.contract import house
from commonlist.publish.site import query as query_page
from commonlist.publish.site import words
from commonlist.publish.site.reading import Reading
from places import ROOT, at_home, needs_chromium

TEMPLATES = ROOT / "exports" / "templates"
Query = dict[str, Any]
Table = list[list[str | None]]


@pytest.fixture(scope="module")
def public(tmp_path_factory: pytest.TempPathFactory) -> Path:
    home = tmp_path_factory.mktemp("queried")
    with at_home(ROOT, home):
        return exchanged.publish(home, rows()) / "public"


@contextmanager
def served(folder: Path) -> Iterator[str]:
    """The folder on a free port of the loopback interface, as `python -m http.server` serves it."""

    class Quiet(http.server.SimpleHTTPRequestHandler):
        def log_message(self, *args: object) -> None:
            """Say nothing."""

    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), functools.partial(Quiet, directory=str(folder))) as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()
        thread.join()


@pytest.fixture(scope="module")
def home_page(public: Path) -> Iterator[str]:
    with served(public) as address:
        yield f"{address}/query.html"


@pytest.fixture
def window(browser: Any) -> Iterator[Any]:
    """A page that must not complain; `asked` are the addresses it asked for."""
    context = browser.new_context(accept_downloads=True)
    page = context.new_page()
    page.asked, complaints = [], []
    page.on("request", lambda request: page.asked.append(request.url))
    page.on("console", lambda message: complaints.append(message.text))
    page.on("pageerror", lambda problem: complaints.append(str(problem)))
    yield page
    context.close()
    assert complaints == []


def ask(window: Any, home_page: str, query: object) -> None:
    """Open the address of a query and wait for what comes of it."""
    window.goto("about:blank")
    window.goto(f"{home_page}#{quote(json.dumps(query))}")
    window.wait_for_selector("#status:not(:empty):visible, #refused:visible")


def answer(window: Any) -> Table:
    """The answer as the page shows it; what it shows as empty is None."""
    found: Table = window.evaluate(
        "[...document.querySelectorAll('#result tbody tr')]"
        ".map(row => [...row.cells].map(cell => cell.className === 'none' ? null : cell.textContent))"
    )
    return found


def of_duckdb(public: Path, sql: str) -> Table:
    """The answer of DuckDB in the folder of the Parquet files."""
    with duckdb.connect() as session:
        session.execute(f"set timezone = 'UTC'; set file_search_path = '{public}'")
        return [[_as_shown(value) for value in row] for row in session.execute(sql).fetchall()]


def _as_shown(value: object) -> str | None:
    if isinstance(value, datetime):
        return f"{value:%Y-%m-%dT%H:%M:%SZ}"
    if isinstance(value, bool):
        return str(value).lower()
    return None if value is None else value.isoformat() if isinstance(value, date) else str(value)


def test_the_library_is_the_recorded_one_and_carries_its_licences() -> None:
    library = query_page.bundle()
    text = (TEMPLATES / "vendored" / library.file).read_text(encoding="utf-8")
    assert files.sha256(TEMPLATES / "vendored" / library.file) == library.sha256
    for package in library.packages:
        assert f"{package.name} {package.version}" in text
    assert text.count("Permission is hereby granted, free of charge") == text.count("WITHOUT WARRANTY OF ANY KIND") == len(library.packages)
    assert not re.search(r"\beval\(|new Function|WebAssembly|importScripts|XMLHttpRequest|WebSocket", text)


def test_another_library_than_the_recorded_one_is_refused(project: Path) -> None:
    with (project / "exports" / "templates" / "vendored" / "hyparquet.min.js").open("a", encoding="utf-8") as handle:
        handle.write("\n")
    with pytest.raises(PublishError) as caught:
        query_page.bundle()
    assert caught.value.slug == "publish.strange_bundle"


def test_the_script_is_short_and_plain() -> None:
    text = (TEMPLATES / "query.js").read_text(encoding="utf-8")
    assert text.count("\n") <= 200
    assert not re.search(r"innerHTML|outerHTML|insertAdjacentHTML|document\.write|\beval\b|\bimport\b|localStorage|cookie", text)
    assert re.findall(r"fetch\(([^)]*)\)", text) == ["`${table}.parquet`"]


def test_the_script_takes_every_text_from_the_labels_and_uses_each() -> None:
    text = (TEMPLATES / "query.js").read_text(encoding="utf-8")
    conditions = json.loads(re.findall(r"CONDITIONS = (\[.*?\])", text)[0])
    asked = {*re.findall(r"\b(?:say|refuse)\(\"(\w+)\"", text), *re.findall(r"[?:] \"(no_\w+|mixed_\w+)\"", text), *conditions}
    assert asked == set(words.read().group("query.says"))
    code = re.sub(r"//.*|`[^`]*`", "", text)
    assert not [found for found in re.findall(r'"([^"\n]*)"', code) if re.search(r"[a-z]{2,} [a-z]{2,} [a-z]{2,}", found)]


def test_the_page_has_the_frame_of_every_other_page(public: Path) -> None:
    frames = [re.findall(r"<nav .*?</nav>", (public / name).read_text(encoding="utf-8"))[0] for name in ("query.html", "search.html")]
    assert len({frame.replace(' aria-current="page"', "") for frame in frames}) == 1
    assert '<a href="query.html" aria-current="page">' in frames[0]


@pytest.mark.usefixtures("home")
def test_the_page_names_every_public_table_and_loads_only_what_lies_beside_it(public: Path) -> None:
    text = (public / "query.html").read_text(encoding="utf-8")
    assert re.findall(r'<option value="([^"]+)"', text) == sorted(path.stem for path in public.glob("*.parquet"))
    assert f'<link rel="canonical" href="{house().address("2026.03.0")}query.html">' in text
    names = [name for name in re.findall(r'(?:src|href)="([^"#]+)', text) if not name.startswith(("data:", house().home))]
    assert [name for name in names if not (public / name).is_file()] == []
    linked = json.loads(re.findall(r'<script type="application/ld\+json">(.*?)</script>', text)[0])
    assert linked["isPartOf"]["@id"].endswith("dataset.jsonld")
    assert "default-src 'none'" in text and "connect-src 'self'" in text and "unsafe-eval" not in text


def test_an_example_for_a_table_that_is_not_there_is_left_out(public: Path, tmp_path: Path) -> None:
    shutil.copytree(public, tmp_path / "less")
    (tmp_path / "less" / "publisher_profile.parquet").unlink()
    count = pages.render(tmp_path / "less", "2026.03.0", exchanged.NOW, house())["query.html"].count('class="example"')
    assert count == len(query_page.examples()) - 1


def test_an_edition_without_any_example_begins_with_one_of_its_tables(public: Path, tmp_path: Path) -> None:
    for name in ("licensing_by_item", "list_changes"):
        shutil.copy(public / f"{name}.parquet", tmp_path)
    text = pages.render(tmp_path, "2026.03.0", exchanged.NOW, house())["query.html"]
    assert 'class="example"' not in text and 'aria-labelledby="gallery"' not in text
    assert json.loads(re.findall(r'id="first">(.*?)</script>', text)[0]) == {"table": "licensing_by_item"}


def test_an_example_about_a_source_that_is_not_there_is_left_out(public: Path, tmp_path: Path) -> None:
    shutil.copytree(public, tmp_path / "other")
    path = tmp_path / "other" / "sources.parquet"
    others = duckdb.sql(f"from '{path}'").filter("source_id <> 'gb_licences'").to_arrow_table()
    files.write_parquet(others, path, {}, "Sources")
    asked = {one["name"] for one in query_page.examples()}
    reading = Reading(folder=tmp_path / "other", edition="2026.03.0", created=date(2026, 3, 1), terms=house(), words=words.read())
    assert asked - {one["name"] for one in query_page.page(reading).body["examples"]} == {"by_category"}


@needs_chromium
@pytest.mark.parametrize("number", range(len(BY_HAND)))
def test_each_example_answers_as_duckdb_does(window: Any, home_page: str, public: Path, number: int) -> None:
    example = query_page.examples()[number]
    ask(window, home_page, {"table": "sources"})
    window.evaluate("document.getElementById('status').textContent = ''")
    window.get_by_role("link", name=words.read().text(f"query.questions.{example['name']}")).click()
    window.wait_for_selector("#status:not(:empty)")
    expected = of_duckdb(public, BY_HAND[number])
    assert expected and answer(window) == expected
    assert of_duckdb(public, window.text_content("#sql")) == expected


def test_there_are_as_many_examples_as_answers_by_hand() -> None:
    assert len(query_page.examples()) == len(BY_HAND) >= 6


@needs_chromium
@pytest.mark.parametrize("asked", QUERIES)
def test_the_sql_that_is_shown_gives_the_answer_that_is_shown(window: Any, home_page: str, public: Path, asked: str) -> None:
    ask(window, home_page, QUERIES[asked])
    assert not window.is_visible("#refused") and not window.is_visible("#served")
    assert answer(window) == of_duckdb(public, window.text_content("#sql"))
    assert len(answer(window)) > 0 or asked == "nothing to group"


ODD = """
    select number::int as number, number % 3 = 0 as is_third, (number / 7)::double as share,
        (number::decimal(9, 3) / 8)::decimal(9, 3) as small, (number::decimal(38, 4) * 1000000000000000000)::decimal(38, 4) as large,
        timestamp '2026-01-01' + interval (number) second as seen_at,
        case when number % 5 > 0 then 'Ä' || number % 5 end as text from range(70000) numbers(number)
"""
OF_ODD: tuple[Query, ...] = (
    {"where": [["is_third", "is", "true"], ["number", "between", "65000", "65600"]], "limit": 1000},
    {"where": [["small", "between", "8739.5"], ["share", "between", "", "9999.5"]], "sort": "share", "down": True, "limit": 1000},
    {"where": [["seen_at", "between", "2026-01-01T18:00:00Z", "2026-01-01T18:10:00Z"], ["text", "contains", "ä3"]], "limit": 1000},
    {"group": ["is_third", "text"], "sum": ["small", "large", "number"], "sort": "sum_large", "down": True},
)


@pytest.fixture(scope="module")
def odd(public: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Path, str]]:
    """A public folder with one more table, of every type and of several row groups, and the address of its page."""
    folder = tmp_path_factory.mktemp("odd") / "public"
    shutil.copytree(public, folder)
    with at_home(ROOT, folder.parent / "home"):
        files.write_parquet(duckdb.sql(ODD).to_arrow_table(), folder / "odd.parquet", {}, "Odd types")
        for name, text in pages.render(folder, "2026.03.0", exchanged.NOW, house()).items():
            files.write_text(folder / name, text)
    with served(folder) as address:
        yield folder, f"{address}/query.html"


@needs_chromium
@pytest.mark.parametrize("number", range(len(OF_ODD)))
def test_every_type_and_every_row_group_is_read(window: Any, odd: tuple[Path, str], number: int) -> None:
    ask(window, odd[1], {"table": "odd"} | OF_ODD[number])
    assert window.inner_text("#status") and not window.is_visible("#refused")
    assert len(answer(window)) >= 10
    assert answer(window) == of_duckdb(odd[0], window.text_content("#sql"))


@needs_chromium
def test_a_word_is_no_truth_value(window: Any, odd: tuple[Path, str]) -> None:
    ask(window, odd[1], {"table": "odd", "where": [["is_third", "is", "maybe"]]})
    assert "“maybe” is not true or false" in window.inner_text("#refused")


@needs_chromium
def test_unlike_figures_have_no_sum_and_the_page_says_why(window: Any, home_page: str) -> None:
    ask(window, home_page, QUERIES["the unlike is not added"])
    sums = {row[0]: row[2] for row in answer(window)}
    assert sums["2023"] is None and sums["2022"] == "-0.05"
    assert window.inner_text("#mixed").startswith("2 groups have no sum")
    ask(window, home_page, {"table": "licensing_totals", "group": ["year", "definition_code", "currency_code"], "sum": ["value_original"]})
    assert not window.is_visible("#mixed")
    assert "90071994047409.99" in {row[4] for row in answer(window)}, "exact where binary fractions are not"


@needs_chromium
@pytest.mark.parametrize("asked", REFUSED)
def test_what_an_address_may_not_ask_is_refused_in_words(window: Any, home_page: str, asked: str) -> None:
    query, words = REFUSED[asked]
    ask(window, home_page, query)
    assert words in window.inner_text("#refused")
    beside = home_page.rpartition("/")[0]
    fetched = [url.removeprefix(f"{beside}/") for url in window.asked if url.startswith("http") and url.endswith(".parquet")]
    assert set(fetched) <= {"sources.parquet", "licensing_totals.parquet"}


@needs_chromium
@pytest.mark.parametrize("mart", ["licensing_totals", "list_coverage", "sources", "definitions"])
def test_the_csv_of_a_whole_table_is_the_csv_of_the_edition(window: Any, home_page: str, public: Path, mart: str) -> None:
    ask(window, home_page, {"table": mart, "limit": 100_000})
    with window.expect_download() as waiting:
        window.get_by_role("button", name="Download the answer as CSV").click()
    downloaded = Path(waiting.value.path()).read_bytes()
    assert downloaded == (public / f"{mart}.csv").read_bytes()
    assert waiting.value.suggested_filename == f"{mart}.query.csv"


@needs_chromium
def test_cells_that_a_spreadsheet_would_run_are_harmless_in_the_csv(window: Any, home_page: str) -> None:
    query = {
        "table": "licensing_totals",
        "columns": ["category_title", "caveat", "value_original"],
        "where": [["year", "between", "2022", "2023"]],
    }
    ask(window, home_page, query)
    with window.expect_download() as waiting:
        window.click("#download")
    text = Path(waiting.value.path()).read_text(encoding="utf-8")
    assert "'@SUM(1)," in text and "'=some lines" in text
    assert ",-0.05\n" in text, "a number stays a number"


@needs_chromium
def test_the_page_asks_its_own_server_for_the_table_and_nobody_for_anything_else(window: Any, home_page: str) -> None:
    ask(window, home_page, {"table": "sources"})
    ask(window, home_page, {"table": "definitions"})
    beside = home_page.rpartition("/")[0]
    names = {"query.html", "query.js", "query.css", "style.css", "hyparquet.min.js", "sources.parquet", "definitions.parquet"}
    asked = {url.partition("#")[0] for url in window.asked if url.startswith("http")}
    assert asked == {f"{beside}/{name}" for name in names}


@needs_chromium
@pytest.mark.parametrize("has_script", [True, False])
def test_from_a_disk_or_without_a_script_the_page_says_what_it_needs(browser: Any, public: Path, home_page: str, has_script: bool) -> None:
    context = browser.new_context(java_script_enabled=has_script)
    page, complaints = context.new_page(), []
    page.on("console", lambda message: complaints.append(message.text))
    page.goto((public / "query.html").as_uri() if has_script else home_page)
    assert "python -m http.server" in page.inner_text("#served") and page.is_visible("#served")
    assert not page.is_visible("#ask")
    assert complaints == []
    context.close()


@needs_chromium
def test_a_query_can_be_made_with_the_keyboard_alone_and_stands_in_the_address(window: Any, home_page: str) -> None:
    ask(window, home_page, {"table": "licensing_totals", "columns": ["year", "value_original"]})
    window.focus("#table")
    for _ in range(2):
        window.keyboard.press("Tab")
        if window.evaluate("document.activeElement.id") == "add":
            break
    window.keyboard.press("Enter")
    window.keyboard.type("year")
    for key in ("Tab", "Tab"):
        window.keyboard.press(key)
    window.keyboard.type("2024")
    window.keyboard.press("Enter")
    window.wait_for_selector("#status:has-text('2 of 2')")
    assert [row[0] for row in answer(window)] == ["2024", "2024"]
    address = window.url
    window.goto("about:blank")
    window.goto(address)
    window.wait_for_selector("#status:has-text('2 of 2')")
    window.go_back()


@needs_chromium
def test_a_place_in_the_page_is_no_query(window: Any, home_page: str) -> None:
    ask(window, home_page, {"table": "definitions"})
    window.evaluate("location.hash = 'content'")
    window.wait_for_timeout(200)
    assert window.is_visible("#ask") and window.input_value("#table") == "definitions" and not window.is_visible("#refused")
    window.goto("about:blank")
    window.goto(f"{home_page}#content")
    window.wait_for_selector("#status:not(:empty):visible")


@needs_chromium
def test_every_control_can_be_reached_with_the_keyboard(window: Any, home_page: str) -> None:
    ask(window, home_page, query_page.examples()[0]["query"])
    window.evaluate("document.querySelectorAll('details').forEach(one => { one.open = true; })")
    controls = "[...document.querySelectorAll('a, button, select, input, summary')].filter(one => one.checkVisibility())"
    wanted = window.evaluate(f"{controls}.forEach((one, place) => {{ one.dataset.place = place; }}); {controls}.length")
    seen = set()
    for _ in range(wanted + 10):
        window.keyboard.press("Tab")
        seen.add(window.evaluate("document.activeElement.dataset.place ?? null"))
    assert {str(place) for place in range(wanted)} <= seen


@needs_chromium
def test_the_form_says_what_the_address_says_and_asks_the_same_again(window: Any, home_page: str) -> None:
    query = QUERIES["sorted by a sum, the empty last"] | {"where": [["year", "between", "2020", "2024"]]}
    ask(window, home_page, query)
    before = answer(window)
    window.evaluate("document.getElementById('limit').value = 2")
    window.click("button[type=submit]")
    window.wait_for_selector("#status:has-text('2 of')")
    assert answer(window) == before[:2]
    window.go_back()
    window.wait_for_selector(f"#status:has-text('{len(before)} of')")
    assert answer(window) == before


@needs_chromium
@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [390, 1280])
def test_axe_finds_no_violation_and_the_page_fits(browser: Any, home_page: str, axe: str, scheme: str, width: int) -> None:
    context = browser.new_context(viewport={"width": width, "height": 800}, color_scheme=scheme, bypass_csp=True)
    page = context.new_page()
    for query in (query_page.examples()[1]["query"], QUERIES["the unlike is not added"], {"table": "no such table"}):
        ask(page, home_page, query)
        page.evaluate("document.querySelectorAll('details').forEach(one => { one.open = true; })")
        assert page.evaluate("document.documentElement.scrollWidth") <= width
        page.evaluate(axe)
        found = page.evaluate("axe.run(document)")
        assert [(one["id"], one["nodes"][0]["html"]) for one in found["violations"]] == []
        assert len(found["passes"]) > 20
    context.close()
