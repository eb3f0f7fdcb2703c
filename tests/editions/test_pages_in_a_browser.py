"""The public pages in a real browser: they fit every width, ask nobody, need no script but the search, and everyone can use them."""

from pathlib import Path
from typing import Any

import pytest

import sites
import warehouses
from places import needs_chromium

PAGES = (
    "index.html",
    "states/gbr.html",
    "states/s00.html",
    "items/ml1.html",
    "destinations/nor.html",
    "availability.html",
    "scorecard.html",
)
pytestmark = needs_chromium


@pytest.fixture(scope="module")
def public(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return sites.edition_of(sites.many() | warehouses.public_figures(), tmp_path_factory.mktemp("large")) / "public"


@pytest.mark.parametrize("width", [390, 1280])
def test_the_pages_fit_telephones_and_desks_without_a_script_and_ask_nobody_for_anything(browser: Any, public: Path, width: int) -> None:
    window: Any = browser.new_context(java_script_enabled=False, viewport={"width": width, "height": 800}).new_page()
    asked: list[str] = []
    complaints: list[str] = []
    window.on("request", lambda request: asked.append(request.url))
    window.on("console", lambda message: complaints.append(message.text))
    for name in (*PAGES, "search.html"):
        window.goto((public / name).as_uri())
        window.evaluate("document.querySelector('h2').textContent = 'Außenwirtschaftsverordnung'.repeat(3)")
        assert window.evaluate("document.documentElement.scrollWidth") <= width, name
        assert window.evaluate("getComputedStyle(document.body).marginTop") == "0px", "the style applies"
        cut = "[...document.querySelectorAll('svg')].filter(one => one.getBoundingClientRect().right > innerWidth).length"
        assert window.evaluate(cut) == 0, name
        marks = "[...document.querySelectorAll('td .stale, th .stale')].map(one => one.getBoundingClientRect().right)"
        assert max(window.evaluate(marks), default=0) <= width, name
        held = "[...document.querySelectorAll('.wide thead th:first-child, .of span')].map(one => one.getBoundingClientRect())"
        window.evaluate("document.querySelectorAll('.wide').forEach(one => { one.scrollLeft = 9999; })")
        assert all(one["x"] >= 0 and one["right"] <= width for one in window.evaluate(held)), f"{name}: what a line is about stays in sight"
    allowed = {(public / name).as_uri() for name in (*PAGES, "search.html", "style.css")}
    assert {url for url in asked if not url.startswith("data:")} == allowed
    assert complaints == []


def test_drawings_of_one_width_are_shown_and_the_other_is_not(browser: Any, public: Path) -> None:
    shown = (
        "[...document.querySelectorAll('svg')].filter(one => one.getBoundingClientRect().width > 0).map(one => one.getAttribute('class'))"
    )
    for width, kind in ((390, "chart-narrow"), (1280, "chart-wide")):
        window: Any = browser.new_page(viewport={"width": width, "height": 800})
        window.goto((public / "index.html").as_uri())
        assert set(window.evaluate(shown)) == {kind}


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_no_violation(browser: Any, public: Path, axe: str, scheme: str) -> None:
    for width in (390, 1280):
        window: Any = browser.new_context(viewport={"width": width, "height": 800}, color_scheme=scheme, bypass_csp=True).new_page()
        for name in (*PAGES, "search.html"):
            window.goto((public / name).as_uri())
            window.evaluate(axe)
            found = window.evaluate("axe.run(document)")
            assert [(one["id"], one["nodes"][0]["html"]) for one in found["violations"]] == [], f"{name}, {width}"
            assert len(found["passes"]) > 20


def test_the_search_finds_pages_by_name_and_code_offline_and_filters_them(browser: Any, public: Path) -> None:
    context: Any = browser.new_context(offline=True)
    window = context.new_page()
    complaints: list[str] = []
    window.on("console", lambda message: complaints.append(message.text))
    window.on("pageerror", lambda problem: complaints.append(str(problem)))
    window.goto((public / "search.html").as_uri())
    found = "[...document.querySelectorAll('#found a')].map(one => one.getAttribute('href'))"
    window.fill("#words", "nor")
    assert window.evaluate(found) == ["destinations/nor.html"]
    window.fill("#words", "SMALL arms")
    assert window.evaluate(found) == ["items/ml1.html"]
    window.uncheck("input[value=items]")
    assert window.evaluate(found) == []
    assert window.inner_text("#status") == "Pages found: 0."
    window.fill("#words", "united kíngdom")
    window.reload()
    assert window.input_value("#words") == "united kíngdom", "a search has an address"
    assert window.evaluate(found) == ["states/gbr.html"]
    window.click("#found a")
    assert window.url == (public / "states" / "gbr.html").as_uri()
    assert complaints == []


def test_a_name_is_text_in_the_search_and_never_markup(browser: Any, home: Path) -> None:
    figures = [
        row | {"destination_name": "<img src=x onerror=alert(1)></script>"}
        for row in warehouses.public_figures()["licensing_by_destination"]
    ]
    public = sites.publish(home, warehouses.marts(licensing_by_destination=figures)) / "public"
    window: Any = browser.new_page()
    window.on("dialog", lambda _: pytest.fail("a script ran"))
    window.goto((public / "search.html").as_uri())
    window.fill("#words", "img")
    assert window.evaluate("document.querySelectorAll('img').length") == 0
    assert "<img src=x" in window.inner_text("#found")


def test_a_page_is_readable_within_a_second(browser: Any, public: Path) -> None:
    window: Any = browser.new_page()
    for name in PAGES:
        window.goto((public / name).as_uri())
        painted = "performance.getEntriesByName('first-contentful-paint')[0]?.startTime ?? performance.now()"
        assert window.evaluate(painted) < 1000, name
