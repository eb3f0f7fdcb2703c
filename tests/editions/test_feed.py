"""The Atom feed tells what changed for the public, by RFC 4287, and the same edition tells it in the same bytes."""

import re
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from lxml import etree

import warehouses
from commonlist.publish import candidate, edition, feed
from commonlist.publish.contract import house
from commonlist.publish.manifest import read, verify

NOW = datetime(2026, 3, 1, tzinfo=UTC)
NAMES = {"atom": feed.ATOM}


def publish(home: Path, rows: warehouses.Marts, now: datetime = NOW) -> Path:
    made = warehouses.let_pass(candidate.export(warehouses.write(home / "warehouse.duckdb", rows), home / "candidate"))
    return edition.commit(made.folder, now=now, withdraw=("gb_licences",)).folder


def told(folder: Path) -> etree._Element:
    return etree.parse(folder / "public" / "feed.atom").getroot()


def words(root: etree._Element) -> dict[str, str]:
    """The sentence of each entry, by what its id ends in."""
    return {
        entry.findtext("atom:id", "", NAMES).split("edition/")[1]: entry.findtext("atom:content", "", NAMES)
        for entry in root.findall("atom:entry", NAMES)
    }


@pytest.fixture
def editions(home: Path) -> tuple[Path, Path]:
    return publish(home, warehouses.marts()), publish(home, warehouses.second_marts(), NOW + timedelta(days=31))


def required(node: etree._Element, *names: str) -> list[str]:
    """Elements that RFC 4287 wants exactly once and that are not there once, or empty."""
    return [name for name in names if len(found := node.findall(f"atom:{name}", NAMES)) != 1 or not (found[0].text or "").strip()]


def test_a_feed_has_what_rfc_4287_requires(editions: tuple[Path, Path]) -> None:
    for folder in editions:
        root = told(folder)
        entries = root.findall("atom:entry", NAMES)
        assert root.tag == f"{{{feed.ATOM}}}feed"
        assert required(root, "title", "id", "updated") == []
        assert root.findtext("atom:author/atom:name", "", NAMES)
        assert [link.get("rel") for link in root.findall("atom:link", NAMES)] == ["self", "alternate"]
        assert [missing for entry in entries for missing in required(entry, "title", "id", "updated", "content")] == []
        assert all(link.get("href", "").startswith("https://") for link in root.iter(f"{{{feed.ATOM}}}link"))
        moments = [node.text for node in root.iter(f"{{{feed.ATOM}}}updated")]
        assert all(datetime.fromisoformat(str(moment)).tzinfo for moment in moments)
        assert moments[0] == max(map(str, moments))
        ids = [node.text for node in root.iter(f"{{{feed.ATOM}}}id")]
        assert len(ids) == len(set(ids))
        assert all(str(one).startswith(f"tag:{house().tag}:") for one in ids)


def test_the_first_edition_tells_every_source_and_table(editions: tuple[Path, Path]) -> None:
    found = words(told(editions[0]))
    assert found["2026.03.0/source/gb_licences"] == "New here, with the edition of 2025-02-01."
    assert found["2026.03.0/table/licensing_totals"] == "New table with 3 rows."
    assert not [name for name in found if name.endswith("/table/sources")]
    assert not [name for name, sentence in found.items() if " 0 rows" in sentence], "an empty table is no news"


def test_a_later_edition_tells_what_changed_and_keeps_what_was_told(editions: tuple[Path, Path]) -> None:
    first, second = (words(told(folder)) for folder in editions)
    new = {name: sentence for name, sentence in second.items() if name not in first}
    assert new == {
        "2026.04.0/source/gb_military_list": "New edition of 2026-01-01; the one before was of 2025-01-01.",
        "2026.04.0/table/licensing_totals": "gb_licences: 1 row changed.",
    }
    assert {name: second[name] for name in first} == first
    assert list(second)[: len(new)] == list(new)


def test_a_source_that_leaves_or_is_described_anew_is_told(home: Path) -> None:
    publish(home, warehouses.marts())
    (one, _) = warehouses.marts()["sources"]
    later = [one | {"attribution": "Somebody else"}]
    rows = warehouses.marts(sources=later, source_accounts=later, licensing_totals=[])
    found = words(told(publish(home, rows, NOW + timedelta(days=31))))
    assert found["2026.04.0/source/gb_licences"].endswith("was withdrawn.")
    assert found["2026.04.0/source/gb_military_list"] == "Described anew: attribution."


def test_every_word_of_the_feed_comes_from_the_labels(project: Path) -> None:
    home, path = project / "var", project / "exports" / "templates" / "labels.en.yml"
    text, start, end = path.read_text(encoding="utf-8"), "\nfeed:\n", "\nedition:\n"
    before, rest = text.split(start)
    feed_labels, after = rest.split(end)
    foreign = re.sub(
        r"^(\s+\w+: )(.+)$", lambda line: line[1] + re.sub(r"(?<!\{)\b[A-Za-z]+\b(?!\})", "ok", line[2]), feed_labels, flags=re.MULTILINE
    )
    path.write_text(before + start + foreign + end + after, encoding="utf-8")
    publish(home, warehouses.marts())
    folder = publish(home, warehouses.second_marts(), NOW + timedelta(days=31))
    sentences = " ".join(words(told(folder)).values())
    assert set(re.findall(r"[A-Za-z_]+", sentences)) == {"ok", "gb_licences"}
    assert {entry.title for entry in feed.read(folder / "public")} >= {row["title"] for row in warehouses.second_marts()["sources"]}


def test_no_more_is_kept_than_readers_need(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(feed, "KEPT", 3)
    assert len(words(told(publish(home, warehouses.marts())))) == 3


def test_what_is_not_public_changes_nothing_in_the_feed(home: Path) -> None:
    publish(home, warehouses.marts())
    secret = warehouses.source("secret_denials", "2025-01-01", title="SECRET", is_public=False)
    accounts = [*warehouses.marts()["source_accounts"], secret]
    rows = warehouses.marts(source_accounts=accounts, control_items=[warehouses.item("ML9", "SECRET")])
    folder = publish(home, rows, NOW + timedelta(days=31))
    assert [name for name in words(told(folder)) if name.startswith("2026.04.0")] == []
    assert b"SECRET" not in (folder / "public" / "feed.atom").read_bytes()


def test_the_feed_is_listed_and_the_same_again_byte_for_byte(editions: tuple[Path, Path]) -> None:
    first, second = editions
    listed = read(second)
    assert [file.audience for file in listed.files if file.path == "public/feed.atom"] == ["public"]
    assert verify(second) == ()
    assert feed.write(second, first, listed.edition, listed.created_at, house()) == (second / "public" / "feed.atom").read_bytes()


def test_a_title_with_a_character_xml_forbids_is_still_told(home: Path) -> None:
    odd = [one | {"title": "Arms \x0b & <parts>"} for one in warehouses.marts()["sources"]]
    root = told(publish(home, warehouses.marts(sources=odd)))
    assert "Arms \ufffd & <parts> – edition 2026.03.0" in [node.text for node in root.iter(f"{{{feed.ATOM}}}title")]
