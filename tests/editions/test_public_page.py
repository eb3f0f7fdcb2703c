"""The public pages hold what everyone may know and nothing else, and everyone can read them."""

import html
import json
import re
import shutil
from decimal import Decimal
from html.parser import HTMLParser
from pathlib import Path

import duckdb
import pytest

import sites
import warehouses
from commonlist.errors import PublishError
from commonlist.publish import edition, pages
from commonlist.publish.contract import contracts, house
from commonlist.publish.figures import printed
from commonlist.publish.site import query, words
from places import ROOT

VOID = {"meta", "link", "br", "path", "line", "rect", "img", "hr", "input"}


def page(home: Path, rows: warehouses.Marts, name: str = "index.html") -> str:
    return sites.pages_of(sites.publish(home, rows))[name]


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return sites.edition_of(warehouses.marts(**warehouses.public_figures()), tmp_path_factory.mktemp("small"))


@pytest.fixture(scope="module")
def site(folder: Path) -> dict[str, str]:
    return sites.pages_of(folder)


@pytest.fixture(scope="module")
def written(site: dict[str, str]) -> str:
    return site["index.html"]


@pytest.fixture(scope="module")
def of_state(site: dict[str, str]) -> str:
    return site["states/gbr.html"]


class Outline(HTMLParser):
    """What a browser would see of structure: open elements, identifiers, headings, references."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.open: list[str] = []
        self.ids: list[str] = []
        self.references: list[str] = []
        self.headings: list[int] = []
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self.feed(text)
        self.close()

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        facts = dict(attributes)
        self.elements.append((tag, facts))
        self.open += [] if tag in VOID else [tag]
        self.ids += [str(facts["id"])] if "id" in facts else []
        self.references += (facts.get("aria-labelledby") or "").split()
        self.references += [str(facts["href"])[1:]] if str(facts.get("href")).startswith("#") else []
        self.headings += [int(tag[1])] if re.fullmatch(r"h[1-6]", tag) else []

    def handle_endtag(self, tag: str) -> None:
        if tag not in VOID:
            assert self.open.pop() == tag, f"</{tag}> closes nothing"


def poisoned(rows: warehouses.Marts) -> warehouses.Marts:
    """The same public marts; every text outside them carries a word that must stay inside."""
    texts = {one.mart: [name for name, kind in one.columns.items() if kind == "VARCHAR"] for one in contracts().values()}
    hidden = [mart for mart, one in contracts().items() if one.audience != "public"]
    for mart in hidden:
        found = rows.get(mart) or [{"source_id": "xx", "edition_date": "2025-01-01", "is_public": False}]
        keep = {"source_id", "origin", "kind", "record", "item_code", "item_id"}
        rows = rows | {mart: [row | {name: f"POISON {row.get(name)}" for name in texts[mart] if name not in keep} for row in found]}
    secret = warehouses.source(
        "poison_denials", "2025-01-01", title="POISON", is_public=False, url="POISON", attribution="POISON", terms_id="POISON"
    )
    return rows | {"source_accounts": [*rows["source_accounts"], secret]}


def test_nothing_outside_the_public_marts_reaches_the_public_folder(home: Path) -> None:
    rows = warehouses.marts()
    folder = sites.publish(home, poisoned(rows))
    outside = b"".join(path.read_bytes() for path in folder.glob("catalog/*.csv"))
    assert b"POISON" in outside
    for path in (folder / "public").rglob("*.*"):
        assert b"poison" not in path.read_bytes().lower(), path.name


def test_the_pages_need_no_file_but_those_of_the_public_folder(home: Path, tmp_path: Path, folder: Path, site: dict[str, str]) -> None:
    assert not home.exists()
    shutil.copytree(folder / "public", tmp_path / "alone")
    again = pages.render(tmp_path / "alone", "2026.03.0", sites.NOW, house())
    assert {path: text for path, text in again.items() if path.endswith(".html")} == site
    assert again["style.css"] == (folder / "public" / "style.css").read_text(encoding="utf-8")


def test_there_is_a_page_for_each_state_item_and_destination(site: dict[str, str]) -> None:
    assert set(site) >= {"index.html", "states/gbr.html", "items/ml1.html", "destinations/nor.html", "destinations/tcd.html"}


def test_the_pages_load_nothing_and_run_nothing(site: dict[str, str]) -> None:
    for path, text in site.items():
        outline = Outline(text)
        foreign = {"img", "iframe", "object", "embed", "form", "video", "audio"} - ({"form"} if path == query.PATH else set())
        assert not [tag for tag, _ in outline.elements if tag in foreign], path
        scripts = [facts for tag, facts in outline.elements if tag == "script"]
        assert [facts.get("type") for facts in scripts] == ["application/ld+json"] or path in ("search.html", query.PATH)
        assert not [facts for _, facts in outline.elements if any(name.startswith("on") or name == "srcset" for name in facts)], path
        assert not [facts for tag, facts in outline.elements if "style" in facts], path
        links = {facts["rel"]: str(facts["href"]) for tag, facts in outline.elements if tag == "link"}
        assert links.pop("canonical") == f"https://commonlist.example/editions/2026.03.0/public/{path}"
        assert all(not re.match(r"\w+://|//", href) for href in links.values()), path
        assert "@import" not in text and not re.search(r"url\((?!#)", text)
        assert "default-src 'none'" in text


def test_every_link_leads_to_a_file_of_the_edition(folder: Path, site: dict[str, str]) -> None:
    for path, text in site.items():
        found = [facts.get("href") or facts.get("src") for tag, facts in Outline(text).elements if tag in {"a", "link", "script"}]
        for href in found:
            if href and not re.match(r"https?://|data:|#", href):
                target = (folder / "public" / path).parent / href.partition("#")[0]
                assert target.is_file(), f"{path}: {href}"


def test_every_page_says_how_to_cite_it_under_which_terms_and_where_changes_are_told(site: dict[str, str]) -> None:
    for path, text in site.items():
        assert "Commonlist, edition 2026.03.0, with the publishers named under" in text, path
        assert f"https://commonlist.example/editions/2026.03.0/public/{path}" in text
        assert re.search(r'<link rel="alternate" type="application/atom\+xml"[^>]*href="(?:\.\./)?feed.atom">', text), path
        about = json.loads(re.findall(r'<script type="application/ld\+json">(.*?)</script>', text)[0])
        assert about["isPartOf"]["@id"].endswith("dataset.jsonld")


def test_every_word_of_a_page_is_in_the_file_of_labels_and_every_label_is_used() -> None:
    folder = ROOT / "exports" / "templates"
    for template in folder.glob("*.html.j2"):
        text = re.sub(r"block scripts_allowed %\}.*?\{%", "", template.read_text(encoding="utf-8"))
        left = re.sub(r"\{[{%].*?[%}]\}|<[^>]*>", " ", text)
        assert re.findall(r"[A-Za-z]{2,}", left) == [], template.name
    others = ("briefing", "typeset", "figures", "feed")
    beside = [folder / "briefing.typ", *(ROOT / "src/commonlist/publish" / f"{name}.py" for name in others)]
    code = [path.read_text(encoding="utf-8") for path in [*(ROOT / "src/commonlist/publish/site").glob("*.py"), *beside]]
    asked = "".join([*(path.read_text(encoding="utf-8") for path in folder.glob("*.j2")), *code])
    for label in words.read().labels:
        parts = label.split(".")
        starts = [".".join(parts[:place]) for place in range(1, len(parts) + 1)]
        assert any(f"'{one}" in asked or f'"{one}' in asked for one in starts), label
    with pytest.raises(PublishError) as caught:
        words.read().say("nowhere.at_all")
    assert caught.value.slug == "publish.no_label"


def summarised(public: Path, is_synthetic: str = "true") -> dict[str, str]:
    """The pages of a public folder to which a protected summary was added: cells reported, suppressed and absent, and states' silence."""
    cells = [
        "('value_licensed', 2024, 'XAA', 'ML1', '_T', 'EUR', 5000000, 'reported', null)",
        "('value_licensed', 2025, 'XAA', 'ML1', '_T', 'EUR', null, 'suppressed', 'confidential')",
        "('value_licensed', 2025, 'XAB', 'ML1', '_T', 'EUR', 2000000, 'reported', null)",
        "('value_licensed', 2025, 'XAD', 'ML1', '_T', 'EUR', 3000000, 'reported', null)",
        "('value_licensed', 2025, 'XAE', 'ML1', '_T', 'EUR', null, 'suppressed', 'confidential')",
        "('value_licensed', 2024, 'XAB', '_T', '_T', 'EUR', null, 'not_reported', null)",
        "('value_licensed', 2024, 'XAC', '_T', '_T', 'EUR', null, 'withheld', 'withheld')",
        "('value_licensed', 2025, 'XAC', '_T', '_T', 'EUR', null, 'withheld', 'withheld')",
        "('value_licensed', 2025, 'XAA', '_T', 'NOR', 'EUR', 7000000, 'reported', null)",
        "('value_licensed', 2025, 'XAA', 'ML1', 'NOR', 'EUR', 6000000, 'reported', null)",
    ]
    names = "measure_code, year, reporting_state_code, item_code, destination_code, unit, value, value_state, reason_code"
    limits = {"value_lower": 500_000, "value_upper": 2_000_000}
    known = f"1 as vintage_sequence, {is_synthetic} as is_synthetic"
    known += "".join(f", if(reporting_state_code = 'XAE', {limit}, null)::decimal(20, 2) as {name}" for name, limit in limits.items())
    rows = f"select *, {known} from (values {', '.join(cells)}) as cells({names})"
    titles = "select 'reporting_state' as dimension, 'XAA' as code, 'Synthetic state A' as title"
    duckdb.sql(f"copy ({rows}) to '{public / 'licensing_summary.parquet'}'")
    duckdb.sql(f"copy ({titles}) to '{public / 'code_lists.parquet'}'")
    return pages.render(public, "2026.03.0", sites.NOW, house())


def test_a_protected_summary_stands_apart_and_says_what_is_kept_back_and_what_is_synthetic(folder: Path, tmp_path: Path) -> None:
    shutil.copytree(folder / "public", tmp_path / "public")
    site = summarised(tmp_path / "public")
    item = site["items/ml1.html"]
    assert "Made from synthetic submissions." in item and "Protected summary" in item
    assert "Kept back: 2 to protect a business, 2 because the state publishes no such figures." in item
    assert "Value licensed by reporting state, 2025, EUR million; 3 kept back and not drawn</figcaption>" in item
    found = re.findall(r'Synthetic state A</a></th><td class="n ([a-z]+)">([^<]+)</td><td class="n">([^<]+)</td>', item)
    assert found == [("suppressed", "suppressed", "5.0")], "the newest year first"
    assert re.findall(r'XAE</a></th><td class="n ([a-z]+)">([^<]+)</td>', item) == [("interval", "between 0.5 and 2")]
    lines = dict(re.findall(r"(XA[BCD])</a></th>(.*?)</tr>", item))
    states = {state: re.findall(r'class="n ?([a-z_]*)"', cells) for state, cells in lines.items()}
    assert states["XAD"] == ["", "reported_zero"], "absent is zero"
    assert states["XAB"] == ["", "not_reported"] and states["XAC"] == ["withheld", "withheld"], "but not of who told nothing"
    assert ">7.0</td>" in site["destinations/nor.html"] and ">6.0</td>" not in site["destinations/nor.html"]
    sent = site["states/xaa.html"]
    assert "Synthetic state A only sends licence decisions, and these are invented." in sent
    assert "What value_licensed means here." not in sent and '<dl class="facts">' not in sent, "what does not apply is not counted"
    assert re.findall(r'<th scope="row"><code>(\w+)</code>', sent) == ["licensing_summary", "code_lists"]
    assert '<a href="../items/ml1.html">ML1</a>' in sent, "an item is named by its code"
    assert "Synthetic state A" in site["index.html"] and "Synthetic state A" in site["search.html"]
    (asked,) = {query for query in queries(item) if "licensing_summary" in query}
    with duckdb.connect() as session:
        session.execute(f"set file_search_path = '{tmp_path / 'public'}'")
        answer = [(row[0], row[1], row[5], row[6]) for row in session.sql(asked).fetchall()]
    shown = [("XAA", 2024, None, "reported"), ("XAA", 2025, None, "suppressed"), ("XAB", 2025, None, "reported")]
    assert answer == [*shown, ("XAD", 2025, None, "reported"), ("XAE", 2025, 2_000_000, "suppressed")]
    real = summarised(tmp_path / "public", "false")
    assert "Made from synthetic" not in real["items/ml1.html"]
    assert "Synthetic state A only sends licence decisions; nothing else of it is held here." in real["states/xaa.html"]


def queries(text: str) -> list[str]:
    return [html.unescape(found) for found in re.findall(r"<pre><code>(.*?)</code></pre>", text, re.S)]


def test_the_query_behind_a_table_runs_in_the_public_folder_and_gives_its_figures(folder: Path, site: dict[str, str]) -> None:
    with duckdb.connect() as session:
        session.execute(f"set file_search_path = '{folder / 'public'}'")
        for path, text in site.items():
            for query in queries(text):
                assert session.sql(query).fetchall(), f"{path}: {query}"
        (asked,) = {query for query in queries(site["destinations/nor.html"]) if "order by all" in query}
        assert [(row[3], row[5]) for row in session.sql(asked).fetchall()] == [(2019, Decimal(0)), (2024, Decimal(2_500_000))]


def test_what_is_withheld_suppressed_silent_or_zero_reads_and_looks_different(site: dict[str, str]) -> None:
    cells = dict(re.findall(r'<td class="n ([a-z_]+)">([^<]*)</td>', site["destinations/tcd.html"] + site["destinations/nor.html"]))
    assert cells == {
        "not_reported": "n.r.",
        "withheld": "withheld",
        "suppressed": "suppressed",
        "token": "placeholder",
        "not_applicable": "n.a.",
        "unparseable": "unreadable",
        "reported_zero": "0",
    }
    style = (ROOT / "exports" / "templates" / "public.css").read_text(encoding="utf-8")
    assert all(f"td.{state}" in style for state in cells)
    states = {*cells, "in_part", "interval", "total_only", "no_line"}
    assert all(f'<dt class="{state}">' in site["destinations/tcd.html"] for state in states)


def test_silence_is_no_zero_in_the_table_of_who_reports_what(site: dict[str, str]) -> None:
    marks = re.findall(r'<td class="([a-z_]+)">([^<]*)</td>', site["availability.html"])
    assert marks == [
        ("reported", "F"),
        ("no_line", "·"),
        ("total_only", "T"),
        ("reported_zero", "0"),
        ("withheld", "W"),
        ("not_reported", "–"),
    ]
    assert '<td class="reported">F</td>' in site["states/gbr.html"]


def test_a_year_of_which_only_a_part_is_divided_is_no_year_of_figures(folder: Path, tmp_path: Path) -> None:
    shutil.copytree(folder / "public", tmp_path / "public")
    path = tmp_path / "public" / "licensing_totals.parquet"
    undivided = "if(year = 2024, 'some figures are printed only as a total over all categories and left out', caveat) as caveat"
    duckdb.sql(f"create temp table totals as select * replace ({undivided}) from '{path}'; copy totals to '{path}'; drop table totals")
    page_of_all = pages.render(tmp_path / "public", "2026.03.0", sites.NOW, house())["availability.html"]
    assert re.findall(r'<td class="([a-z_]+)">([^<]*)</td>', page_of_all)[0] == ("in_part", "P")


def test_every_score_is_explained_by_the_two_counts_it_is_made_of(site: dict[str, str]) -> None:
    assert '<td class="n q2">50</td>' in site["scorecard.html"]
    assert "Refused licences are published for 1 of 2 years." in site["states/gbr.html"]
    assert '<td class="n q3">99</td>' in site["scorecard.html"], "not quite all is not all"
    assert '<td class="n no_line">·</td>' in site["scorecard.html"], "what cannot be counted is no zero"


@pytest.mark.parametrize(
    "name", ["availability.html", "scorecard.html", "index.html", "states/gbr.html", "items/ml1.html", "destinations/tcd.html"]
)
def test_a_page_is_well_formed_and_can_be_heard(site: dict[str, str], name: str) -> None:
    outline = Outline(site[name])
    assert outline.open == []
    assert len(outline.ids) == len(set(outline.ids))
    assert set(outline.references) <= set(outline.ids)
    assert outline.headings[0] == 1 and outline.headings.count(1) == 1
    assert all(after - before <= 1 for before, after in zip(outline.headings, outline.headings[1:], strict=False))
    tags = [tag for tag, _ in outline.elements]
    assert tags.count("table") == tags.count("caption") > 0
    assert all(facts.get("scope") in {"col", "row", "rowgroup"} for tag, facts in outline.elements if tag == "th")
    assert all(facts.get("role") == "img" for tag, facts in outline.elements if tag == "svg")


def test_a_blank_is_printed_as_a_blank_and_a_zero_as_a_zero(of_state: str) -> None:
    cells = re.findall(r'<tr><th scope="row">([^<]+)</th><td class="n[^"]*">([^<]+)</td><td class="n[^"]*">([^<]+)</td></tr>', of_state)
    assert ("ML Military goods", "n.r.", "1.5") in cells
    assert ("Without a common item", "0", "·") in cells


def test_every_figure_stands_beside_its_definition_and_every_source_with_its_terms(written: str, site: dict[str, str]) -> None:
    assert "Made from samples." not in written and not any('<span class="sample">' in text for text in site.values())
    assert all("What value_licensed means here." in text for path, text in site.items() if path.count("/") and "editions" not in path)
    assert written.count("Contains public sector information of the United Kingdom") == 2
    assert "with the publishers named under" in written and "Commonlist, edition 2026.03.0" in written


def test_stale_sources_and_samples_are_named_one_by_one(home: Path) -> None:
    old = warehouses.source("gb_military_list", "2018-11-02")
    sample = warehouses.source("gb_licences", "2025-12-01", origin="sample", record="licensing_observation")
    site = sites.pages_of(sites.publish(home, warehouses.marts(sources=[old, sample])))
    written = site["index.html"]
    assert all('</time> <span class="sample">some sources are samples</span>' in text for text in site.values())
    assert "1 of 2 sources is stale." in written
    assert "1 of 2 sources is a sample." in written and "Made from samples." not in written
    assert re.search(r'gb_military_list of the United Kingdom</a> <span class="stale">stale</span></th>', written)
    assert re.search(r'gb_licences of the United Kingdom</a> <span class="sample">sample</span></th>', written)
    assert re.search(r'UK Military List, 2025-01-01 <span class="stale">stale</span></th>', written)
    assert re.search(r'<h3>The gb_licences of the United Kingdom <span class="sample">sample</span></h3>', site["states/gbr.html"])


def test_an_edition_of_samples_alone_says_so(home: Path) -> None:
    samples = [warehouses.source(name, "2025-12-01", origin="sample") for name in ("gb_military_list", "gb_licences")]
    site = sites.pages_of(sites.publish(home, warehouses.marts(sources=samples)))
    assert "Made from samples." in site["index.html"] and "sources are samples" not in site["index.html"]
    assert all('</time> <span class="sample">made from samples</span>' in text for text in site.values())


def test_what_there_is_nothing_of_is_no_fact_of_a_state(site: dict[str, str]) -> None:
    facts = {path: re.findall(r"<dt>([^<]+)</dt><dd>([^<]+)</dd>", text) for path, text in site.items() if path.startswith("states/")}
    assert facts["states/gbr.html"] and all(value not in ("0", "none") for found in facts.values() for _, value in found)


def test_figures_nobody_explains_do_not_reach_the_page(home: Path) -> None:
    with pytest.raises(PublishError) as caught:
        sites.publish(home, warehouses.marts(definitions=[]))
    assert caught.value.slug == "publish.unexplained_figures"
    assert edition.current() is None


def test_what_a_publisher_writes_is_text_and_never_markup(home: Path) -> None:
    title = '<script>alert(1)</script> & "quotes"'
    rows = warehouses.marts(
        sources=[warehouses.source("gb_licences", "2025-02-01", title=title)], list_coverage=[warehouses.coverage(title=title)]
    )
    site = sites.pages_of(sites.publish(home, rows))
    for path, text in site.items():
        assert "<script>alert" not in text and "</script> &" not in text, path
        inline = {facts["type"] for tag, facts in Outline(text).elements if tag == "script" and "src" not in facts}
        assert inline <= {"application/ld+json", "application/json"}, path


def test_a_page_without_statistics_has_no_section_for_them(home: Path) -> None:
    written = page(home, warehouses.marts(licensing_totals=[]), "states/gbr.html")
    assert 'id="totals"' not in written
    assert Outline(written).open == []


@pytest.fixture(scope="module")
def large(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return sites.edition_of(sites.many(), tmp_path_factory.mktemp("large")) / "public"


def test_the_first_load_of_a_page_of_real_size_stays_below_300_kilobytes(large: Path) -> None:
    shared = (large / "style.css").stat().st_size
    assert {path.name: size for path in large.rglob("*.html") if (size := path.stat().st_size + shared) > 300_000} == {}


def luminance(colour: str) -> float:
    digits = colour if len(colour) == 6 else "".join(2 * digit for digit in colour)
    parts = [int(digits[place : place + 2], 16) / 255 for place in (0, 2, 4)]
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


@pytest.mark.parametrize("theme", [0, 1], ids=["light", "dark"])
def test_every_text_and_every_bar_stands_out_from_its_ground(theme: int) -> None:
    style = (ROOT / "exports" / "templates" / "public.css").read_text()
    colours = dict(re.findall(r"--([a-z0-9-]+):#([0-9a-f]{3,6})", re.findall(r":root\{([^}]+)\}", style)[theme]))
    grounds = [colours["paper"], colours["panel"]]
    assert min(contrast(colours[text], ground) for text in ("ink", "muted", "link") for ground in grounds) >= 4.5
    assert contrast(colours["warn-ink"], colours["warn-paper"]) >= 4.5
    assert min(contrast(colours["ink"], colours[ground]) for ground in ("much", "some")) >= 7
    assert min(contrast(colours[bar], colours["paper"]) for bar in ("s1", "s2", "s3")) >= 3


@pytest.mark.parametrize(("value", "cell"), [("-5000000", "-5.0"), ("-40000", ">-0.1"), ("40000", "<0.1"), ("0", "0")])
def test_a_correction_below_nothing_is_printed_as_such(value: str, cell: str) -> None:
    assert printed({"value_original": Decimal(value), "currency_code": "EUR"}) == cell
