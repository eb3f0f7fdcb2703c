"""Whatever arrives for a declared source, through the front door: refused by name with the last good edition still served, or landed
but for the rows quarantine names. Rows in are rows landed and rows quarantined, every time."""

import csv
import gzip
import json
import random
from collections.abc import Callable, Iterator
from datetime import date
from functools import cache
from pathlib import Path
from typing import NamedTuple

import pytest
from typer.testing import CliRunner

from arrivals import FOLDERS, Counterexample, arrive, copy_state_folders, counterexamples, expected, good_edition, next_edition
from commonlist import audit, pipeline, registry
from commonlist.errors import CommonlistError
from commonlist.land.sample import cut
from commonlist.land.store import publications
from commonlist.registry import Layout, Source
from commonlist.settings import settings
from local_server import Answer, publisher
from places import COUNTEREXAMPLES, ROOT

ALL = counterexamples()
REFUSED = [one for one in ALL if one.is_refused]
QUARANTINED = [one for one in ALL if not one.is_refused]
# One statistics file per source, reason and column goes through the door here; test_counterexamples_csv takes in every one of them.
OF_EACH_KIND = {(one.source_id, str(one.wanted["rejected"][0][1:])) if one.folder == "csv" else str(one): one for one in QUARANTINED}
SOURCES = sorted(path.name.partition(".")[0] for path in (ROOT / "crosswalks").glob("*/*.sample.*"))


class World(NamedTuple):
    """A project whose every source has its sample landed as the good edition, and the folder where more arrives."""

    root: Path
    inbox: Path

    def source(self, source_id: str) -> Source:
        return registry.source(source_id)

    def arrive(self, source: Source, data: bytes, layout: Layout | None = None) -> str:
        return arrive(self.inbox, layout or sample_layout(source), next_edition(source), data).name

    def kept(self) -> dict[str, bytes]:
        """Every byte of what is landed and quarantined."""
        files = [path for folder in ("landing", "quarantine") for path in (settings().home / folder).rglob("*") if path.is_file()]
        return {path.relative_to(settings().home).as_posix(): path.read_bytes() for path in files}


def sample_layout(source: Source) -> Layout:
    suffix = source.sample_paths[0].suffix
    return next(layout for layout in source.layouts if Path(layout.match.removesuffix(".gz")).suffix == suffix)


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    root = tmp_path_factory.mktemp("project")
    copy_state_folders(root, believing_samples=True)
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("COMMONLIST_ROOT", str(root))
        patch.setenv("COMMONLIST_HOME", str(root / "var"))
        patch.setattr(registry, "load_publisher", cache(registry.load_publisher))
        settings.cache_clear()
        world = World(root, root / "inbox")
        for source in registry.sources().values():
            arrive(world.inbox, sample_layout(source), good_edition(source), sample(source))
            pipeline.land(source.source_id, "folder", world.inbox)
        yield world
    settings.cache_clear()


@pytest.fixture
def empty_home(world: World, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[World]:
    """The same project, nothing landed yet."""
    monkeypatch.setenv("COMMONLIST_HOME", str(tmp_path))
    settings.cache_clear()
    yield world
    monkeypatch.undo()
    settings.cache_clear()


def refusal(source: Source, origin: str, world: World) -> CommonlistError:
    """What landing the source raises; not one byte that was landed before has changed, and the failure stands in the audit log."""
    before = world.kept()
    with pytest.raises(CommonlistError) as problem:
        pipeline.land(source.source_id, origin, world.inbox)
    assert world.kept() == before
    assert [event.get("slug") for event in audit.events() if event.get("source_id") == source.source_id][-1] == problem.value.slug
    assert len(problem.value.next_step) > 10
    return problem.value


def assert_served(source: Source, error: CommonlistError) -> None:
    """The status says both which edition still stands and what went wrong."""
    (served,) = publications(source.source_id)
    (status,) = (one for one in pipeline.status() if one.source_id == source.source_id)
    assert (status.edition_date, status.rows_landed, status.last_failure) == (served["edition_date"], served["rows_landed"], str(error))


@pytest.mark.parametrize("folder", FOLDERS)
def test_every_file_names_what_it_must_produce(folder: str) -> None:
    assert sorted(expected(folder)) == sorted(path.name for path in (COUNTEREXAMPLES / folder).iterdir() if path.name != "expected.yml")
    assert all(one.wanted["rejected"] for one in QUARANTINED)


@pytest.mark.usefixtures("world")
def test_every_good_edition_accounts_for_its_rows() -> None:
    landed = publications()
    assert sorted(one["source_id"] for one in landed) == SOURCES
    assert all(one["rows_in"] == one["rows_landed"] + one["rows_quarantined"] > 0 for one in landed)


@pytest.mark.parametrize("one", REFUSED, ids=str)
def test_a_damaged_publication_is_refused_and_the_last_good_edition_stays_served(one: Counterexample, world: World) -> None:
    source = world.source(one.source_id)
    name = world.arrive(source, one.data, one.layout(source))
    error = refusal(source, "folder", world)
    assert error.slug == one.wanted["slug"]
    assert error.place is not None
    assert (error.place.file, error.place.line, error.place.column) == (name, one.wanted.get("line"), one.wanted.get("column"))
    if one.folder == "feeds":
        assert_served(source, error)


@pytest.mark.parametrize("one", [one for one in OF_EACH_KIND.values() if "instead" not in one.wanted], ids=str)
def test_a_damaged_row_goes_to_quarantine_and_every_row_is_accounted_for(one: Counterexample, empty_home: World) -> None:
    land_but_for(one, empty_home)


@pytest.mark.parametrize("one", [one for one in QUARANTINED if "instead" in one.wanted], ids=str)
def test_a_repeat_goes_to_quarantine_where_the_state_declares_it_so(one: Counterexample, project: Path) -> None:
    copy_state_folders(project, believing_samples=True)
    for yaml in project.glob("crosswalks/*/*.yml"):
        text = yaml.read_text(encoding="utf-8")
        for today, instead in one.wanted["instead"].items():
            text = text.replace(today, instead)
        yaml.write_text(text, encoding="utf-8")
    land_but_for(one, World(project, project / "inbox"))


def land_but_for(one: Counterexample, world: World) -> None:
    source = world.source(one.source_id)
    world.arrive(source, one.data, one.layout(source))
    (landing,) = pipeline.land(one.source_id, "folder", world.inbox)
    with (settings().quarantine / one.source_id / f"{landing.edition_date}.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    assert [[int(row["source_line"]), row["column"] or None, row["reason"]] for row in rows] == one.wanted["rejected"]
    assert all(row["detail"] for row in rows)
    assert all("U+" in row["detail"] or "holds" in row["detail"] for row in rows if row["reason"] == "land.foreign_character")
    assert landing.rows_in == landing.rows_landed + landing.rows_quarantined
    assert (landing.rows_quarantined, landing.rows_landed > 0) == (len(rows), True)
    (account,) = publications(one.source_id)
    assert account["rows_in"] == account["rows_landed"] + account["rows_quarantined"]


def sample(source: Source) -> bytes:
    return source.sample_paths[0].read_bytes()


def half(data: bytes) -> bytes:
    return data[: len(data) // 2]


def packed(data: bytes) -> bytes:
    return gzip.compress(data, mtime=0)


def without_a_third(source: Source) -> bytes:
    """Cut as a steward cuts a sample: the first records, in the publisher's own layout."""
    (served,) = publications(source.source_id)
    path, whole, inbox, records = source.sample_paths[0], sample(source), settings().root / "to_cut", served["rows_landed"]
    arrive(inbox, sample_layout(source), good_edition(source), whole)
    if path.suffix == ".json":
        document = json.loads(whole)
        parts = [document] if isinstance(document, list) else [part for part in document.values() if isinstance(part, list)]
        records = len(max(parts, key=lambda found: len(json.dumps(found))))
    cut(source.source_id, inbox, records * 2 // 3)
    shrunk = sample(source)
    path.write_bytes(whole)
    return shrunk


def of_another_source(source: Source) -> bytes:
    return next(sample(other) for other in registry.sources().values() if other.sample_paths[0].suffix != source.sample_paths[0].suffix)


HTML = b"<!DOCTYPE html>\n<html><body><h1>503 Service Unavailable</h1></body></html>\n"
BROKEN = {"read.broken_archive", "read.broken_workbook", "read.broken_xml", "read.broken_json", "read.truncated", "read.unclosed_quote"}
A_PAGE = {"read.html_page", "shape.missing_part"}
ANOTHER = {
    *BROKEN,
    "land.too_many_quarantined",
    "read.wrong_delimiter",
    "read.wrong_encoding",
    "read.no_rows",
    "read.stray_byte_order_mark",
    "shape.missing_column",
    "shape.section_moved",
}
DAMAGES: dict[str, tuple[Callable[[Source], bytes], set[str]]] = {
    "nothing": (lambda _: b"", {"read.empty_file"}),
    "blanks": (lambda _: b"\xef\xbb\xbf \r\n\r\n", {"read.empty_file"}),
    "a web page": (lambda _: HTML, A_PAGE),
    "a packed web page": (lambda _: packed(HTML), A_PAGE),
    "half of it": (lambda source: half(sample(source)), {*BROKEN, "shape.section_moved", "land.shrunk", "land.too_many_quarantined"}),
    "half of its packed bytes": (lambda source: half(packed(sample(source))), {"read.broken_gzip"}),
    "random bytes": (lambda _: random.Random(6).randbytes(2000), {*BROKEN, "read.wrong_encoding"}),
    "a third less": (without_a_third, {"land.shrunk", "read.incomplete", "shape.section_moved"}),
    "another publication": (of_another_source, ANOTHER),
}


@pytest.mark.parametrize("damage", DAMAGES)
@pytest.mark.parametrize("source_id", SOURCES)
def test_what_arrives_after_a_good_edition_never_replaces_it_by_something_worse(source_id: str, damage: str, world: World) -> None:
    source = world.source(source_id)
    spoil, slugs = DAMAGES[damage]
    name = world.arrive(source, spoil(source))
    error = refusal(source, "folder", world)
    assert error.slug in slugs
    assert error.place is not None
    assert error.place.file == name
    assert_served(source, error)


@pytest.mark.parametrize("source_id", SOURCES)
def test_an_error_page_from_the_official_address_is_kept_as_evidence_and_served_to_nobody(source_id: str, world: World) -> None:
    source = world.source(source_id)
    with publisher(Answer(body=HTML)) as answering:
        changed = source.model_copy(update={"url": f"{answering.url}/list"})
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(registry, "source", lambda _: changed)
            error = refusal(changed, "fetched", world)
    assert error.slug in A_PAGE
    assert_served(source, error)
    assert any(path.read_bytes() == HTML for path in settings().raw.glob("??/*"))


@pytest.mark.parametrize("source_id", SOURCES)
def test_no_publication_as_small_as_a_sample_is_believed(source_id: str, project: Path) -> None:
    copy_state_folders(project, believing_samples=False)
    source = registry.source(source_id)
    arrive(project / "inbox", sample_layout(source), good_edition(source), sample(source))
    with pytest.raises(CommonlistError) as problem:
        pipeline.land(source_id, "folder", project / "inbox")
    assert problem.value.slug in {"land.out_of_bounds", "land.too_many_quarantined"}
    assert publications() == []


def test_a_day_that_is_none_in_a_file_name_is_refused(world: World) -> None:
    source = world.source("gb_military_list")
    path = arrive(world.inbox, sample_layout(source), date(2018, 12, 1), sample(source))
    path.rename(path.with_name("control_lists_2018-13-01.xlsx"))
    assert refusal(source, "folder", world).slug == "read.bad_edition_date"


def test_the_same_damage_is_named_after_each_file_it_came_in(world: World) -> None:
    names = set()
    for source in registry.sources().values():
        names.add(world.arrive(source, b""))
        place = refusal(source, "folder", world).place
        assert place is not None
        names.discard(place.file)
    assert names == set()


def test_a_publication_packed_in_pieces_is_read_to_its_end(empty_home: World) -> None:
    source = empty_home.source("us_ccl")
    lines = sample(source).splitlines(keepends=True)
    empty_home.arrive(source, gzip.compress(b"".join(lines[:20])) + gzip.compress(b"".join(lines[20:])))
    (in_pieces,) = pipeline.land("us_ccl", "folder", empty_home.inbox)
    empty_home.arrive(source, b"".join(lines))
    (whole,) = pipeline.land("us_ccl", "folder", empty_home.inbox)
    assert in_pieces.rows_landed == whole.rows_landed > 50


def test_the_status_forgets_a_failure_once_the_publication_is_sound_again(world: World) -> None:
    def last_failure() -> str | None:
        result = CliRunner().invoke(app, ["status", "--json"])
        (status,) = (one for one in json.loads(result.stdout) if one["source_id"] == source.source_id)
        assert (status["edition_date"], status["rows_landed"]) == (served["edition_date"].isoformat(), served["rows_landed"])
        return status["last_failure"]

    from commonlist.cli import app

    source = world.source("ca_ecl")
    (served,) = publications(source.source_id)
    world.arrive(source, HTML)
    refusal(source, "folder", world)
    assert "read.html_page" in str(last_failure())
    arrive(world.inbox, sample_layout(source), good_edition(source), sample(source))
    assert [one.outcome for one in pipeline.land(source.source_id, "folder", world.inbox)] == ["unchanged"]
    assert last_failure() is None
    assert [event["outcome"] for event in audit.events() if event.get("source_id") == source.source_id][-2:] == ["failed", "unchanged"]
