"""What the publisher's server may do to us, and what we do then."""

import gzip
import json
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from pathlib import Path

import pytest
import stamina

from commonlist.errors import FetchError
from commonlist.land import fetch as fetching
from commonlist.land import raw
from commonlist.land.fetch import fetch
from commonlist.registry import Bounds, CodeRule, Layout, Source, Terms
from commonlist.settings import settings
from local_server import Answer, publisher
from places import ROOT

LIST = b"code;text\nML1;Small arms\n"
ETAG = {"ETag": '"first"', "Last-Modified": "Wed, 01 Jul 2026 00:00:00 GMT"}


@pytest.fixture(autouse=True)
def home(tmp_path, monkeypatch):
    monkeypatch.setenv("COMMONLIST_ROOT", str(ROOT))
    monkeypatch.setenv("COMMONLIST_HOME", str(tmp_path))
    monkeypatch.setenv("COMMONLIST_FETCH_TIMEOUT", "0.2")
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")
    settings.cache_clear()
    with stamina.set_testing(True, attempts=3):
        yield tmp_path
    settings.cache_clear()


def source_at(url: str) -> Source:
    return Source(
        source_id="xx_list",
        publisher_code="xx",
        title="A list",
        record="control_item",
        url=url,
        cadence_days=30,
        language="en",
        terms=Terms(id="free", attribution="X", is_public=True),
        bounds=Bounds(rows=(1, 10)),
        layouts=(Layout(match="*.csv", format="csv", columns={}),),
        code=CodeRule(grammar="ML[0-9]+", head="ML[0-9]+", style="packed"),
    )


def refusal(*answers: Answer, path: str = "/list.csv") -> tuple[FetchError, int]:
    with publisher(*answers) as server, pytest.raises(FetchError) as caught:
        fetch(source_at(server.url + path))
    return caught.value, len(server.asked)


def audited(home: Path) -> list[str]:
    lines = [line for file in (home / "audit").glob("*.jsonl") for line in file.read_text().splitlines()]
    return [json.loads(line)["event"] for line in lines]


def test_a_publication_is_kept_with_its_address_time_and_headers(home):
    with publisher(Answer(body=LIST, headers={**ETAG, "Set-Cookie": "who=me"})) as server:
        kept = fetch(source_at(f"{server.url}/lists/list.csv"))
    assert kept.path.read_bytes() == LIST
    assert kept.path == home / "raw" / kept.sha256[:2] / kept.sha256
    assert (kept.url, kept.file_name, kept.origin) == (f"{server.url}/lists/list.csv", "list.csv", "fetched")
    assert kept.headers["etag"] == '"first"'
    assert "set-cookie" not in kept.headers
    assert datetime.now(UTC) - kept.retrieved_at < timedelta(minutes=1)
    assert audited(home) == ["fetch.kept"]


def test_the_publisher_is_told_who_asks():
    with publisher(Answer(body=LIST)) as server:
        fetch(source_at(server.url))
    assert server.asked[0][1]["user-agent"].startswith("commonlist/")


def test_a_publication_unchanged_since_is_not_fetched_again(home):
    with publisher(Answer(body=LIST, headers=ETAG), Answer(304)) as server:
        first, second = fetch(source_at(server.url)), fetch(source_at(server.url))
    assert second == first
    assert server.asked[1][1]["if-none-match"] == '"first"'
    assert server.asked[1][1]["if-modified-since"] == ETAG["Last-Modified"]
    assert audited(home) == ["fetch.kept", "fetch.unchanged"]


def test_the_same_bytes_served_again_change_nothing():
    with publisher(Answer(body=LIST, headers={"ETag": '"first"'}), Answer(body=LIST, headers={"ETag": '"second"'})) as server:
        first, second = fetch(source_at(server.url)), fetch(source_at(server.url))
        fetch(source_at(server.url))
    assert second == first
    assert server.asked[2][1]["if-none-match"] == '"second"'


def test_a_publication_whose_bytes_were_lost_is_fetched_whole():
    with publisher(Answer(body=LIST, headers=ETAG)) as server:
        fetch(source_at(server.url)).path.unlink()
        again = fetch(source_at(server.url))
    assert "if-none-match" not in server.asked[1][1]
    assert again.path.read_bytes() == LIST


def test_an_unchanged_answer_to_a_first_question_is_refused():
    problem, _ = refusal(Answer(304))
    assert problem.slug == "fetch.unexpected_answer"


@pytest.mark.parametrize(
    ("passing", "asked"),
    [
        ([Answer(503)], 2),
        ([Answer(429, headers={"Retry-After": "7"}), Answer(500)], 3),
        ([Answer(body=LIST, sent=9)], 2),
        ([Answer(pauses=True)], 2),
        ([Answer(body=b"not gzip at all", headers={"Content-Encoding": "gzip"})], 2),
    ],
    ids=["busy", "too many requests, then failing", "broken off", "silent", "garbled"],
)
def test_a_passing_fault_is_asked_again(home, passing, asked):
    with publisher(*passing, Answer(body=LIST)) as server:
        assert fetch(source_at(server.url)).path.read_bytes() == LIST
    assert len(server.asked) == asked
    assert audited(home) == ["fetch.attempt_failed"] * (asked - 1) + ["fetch.kept"]


@pytest.mark.parametrize(
    ("answer", "slug", "asked"),
    [
        (Answer(404), "fetch.not_found", 1),
        (Answer(410), "fetch.not_found", 1),
        (Answer(403), "fetch.forbidden", 1),
        (Answer(204), "fetch.unexpected_answer", 1),
        (Answer(429), "fetch.too_many_requests", 3),
        (Answer(503), "fetch.server_error", 3),
        (Answer(pauses=True), "fetch.timed_out", 3),
        (Answer(body=LIST, sent=9), "fetch.truncated", 3),
        (Answer(302, headers={"Location": "{here}/again"}), "fetch.too_many_redirects", 1),
        (Answer(302, headers={"Location": "https://127.0.0.1/list.csv"}), "fetch.unsafe_address", 1),
        (Answer(302, headers={"Location": "http://lists.example/list.csv"}), "fetch.unsafe_address", 1),
        (Answer(302, headers={"Location": "ftp://127.0.0.1/list.csv"}), "fetch.unsafe_address", 1),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_a_lasting_fault_is_named_and_says_what_to_do(home, answer, slug, asked):
    problem, times = refusal(answer)
    assert problem.slug == slug
    assert problem.next_step
    assert times == (asked if slug != "fetch.too_many_redirects" else 6)
    assert not [path for path in (home / "raw").rglob("*") if path.is_file()]


@pytest.mark.parametrize("headers", [{}, {"Content-Encoding": "gzip"}], ids=["plain", "gzip bomb"])
def test_a_publication_beyond_the_limit_is_not_read_to_its_end(home, monkeypatch, headers):
    monkeypatch.setenv("COMMONLIST_FETCH_MAX_BYTES", "5000")
    settings.cache_clear()
    body = gzip.compress(b"a" * 2**20) if headers else b"a" * 5001
    problem, asked = refusal(Answer(body=body, headers=headers))
    assert (problem.slug, asked) == ("fetch.too_large", 1)
    assert not list((home / "raw" / "incoming").iterdir())


def test_a_body_that_drips_for_ever_is_given_up(monkeypatch):
    monkeypatch.setenv("COMMONLIST_FETCH_DEADLINE", "0")
    settings.cache_clear()
    problem, _ = refusal(Answer(body=LIST))
    assert problem.slug == "fetch.timed_out"


def test_a_server_that_is_not_there_is_unreachable():
    with publisher(Answer()) as server:
        address = server.url
    with pytest.raises(FetchError, match=r"^fetch\.unreachable"):
        fetch(source_at(address))


@pytest.mark.parametrize(
    ("url", "slug"),
    [("http://lists.example/list.csv", "fetch.unsafe_address"), ("https://lists.example:port/list.csv", "fetch.bad_address")],
)
def test_an_address_we_must_not_ask_is_refused(url, slug):
    with pytest.raises(FetchError) as caught:
        fetch(source_at(url))
    assert caught.value.slug == slug


def test_a_redirect_within_the_scheme_is_followed():
    with publisher(Answer(301, headers={"Location": "{here}/lists/current.csv"}), Answer(body=LIST)) as server:
        kept = fetch(source_at(server.url))
    assert kept.file_name == "current.csv"
    assert kept.url == server.url


def test_a_dated_address_reaches_back_to_the_latest_day_issued():
    with publisher(Answer(404), Answer(404), Answer(body=LIST)) as server:
        kept = fetch(source_at(server.url + "/full/{date}/title-15.xml"))
    today = datetime.now(UTC).date()
    assert [path for path, _ in server.asked] == [f"/full/{today - timedelta(days=days)}/title-15.xml" for days in range(3)]
    assert kept.url.endswith(server.asked[-1][0])


def test_a_dated_address_nobody_issues_names_the_day_asked_first():
    problem, asked = refusal(Answer(404), path="/{date}.xml")
    assert asked == 11
    assert f"{datetime.now(UTC).date()}.xml" in problem.message


NOW = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("header", "seconds"),
    [
        ("7", 7.0),
        ("0", 0.0),
        ("86400", 120.0),
        (format_datetime(NOW + timedelta(seconds=30), usegmt=True), 30.0),
        (format_datetime(NOW - timedelta(hours=1), usegmt=True), 0.0),
        (format_datetime(NOW + timedelta(days=1), usegmt=True), 120.0),
        ("Mon, 23 Nov 2026 12:00:05 -0000", 5.0),
        ("soon", None),
        ("", None),
        ("-5", None),
    ],
)
def test_the_server_may_say_how_long_to_wait_within_reason(header, seconds):
    assert fetching._retry_after(header, NOW) == seconds


def keep(data: bytes | Path, **facts: object) -> raw.RawFile:
    return raw.keep(data, **({"url": "u", "file_name": "list.csv", "retrieved_at": NOW, "origin": "folder"} | facts))


def test_bytes_kept_twice_keep_their_first_record(tmp_path):
    file = tmp_path / "list.csv"
    file.write_bytes(LIST)
    first = keep(LIST)
    before = first.path.stat().st_mtime_ns
    assert keep(file, url="elsewhere", retrieved_at=NOW + timedelta(days=1), origin="sample") == first
    assert first.path.stat().st_mtime_ns == before


def test_bytes_left_without_a_record_get_one():
    first = keep(LIST)
    first.path.with_name(f"{first.sha256}.json").unlink()
    assert keep(LIST, file_name="found.csv").file_name == "found.csv"


def test_bytes_first_found_in_a_folder_keep_that_record_however_often_they_are_fetched():
    first = keep(LIST)
    with publisher(Answer(body=LIST, headers=ETAG), Answer(304)) as server:
        assert fetch(source_at(server.url)) == fetch(source_at(server.url)) == first


def test_an_address_never_fetched_is_not_found():
    keep(LIST, url="https://lists.example/list.csv")
    assert raw.find("https://lists.example/list.csv") is None
