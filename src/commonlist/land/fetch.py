"""An official address to a raw file, asking the publisher's server patiently and politely.

- Only https is followed; plain http only on the loopback interface. No redirect leaves the scheme it started with.
- What was fetched before is asked for conditionally; an unchanged publication is the raw file kept then.
- Busy or failing servers, time-outs and broken-off bodies are asked again, after a growing pause or as long as the server says;
  a refusal (403) or an absence (404, 410) is final.
- No more than `COMMONLIST_FETCH_MAX_BYTES` is read, for no longer than `COMMONLIST_FETCH_DEADLINE` seconds.
- `{date}` in an address stands for today, or for the latest of the days before it that the publisher has issued.
"""

import time
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from email.utils import parsedate_to_datetime
from functools import cache
from pathlib import Path
from ssl import SSLContext

import httpx2
import stamina

from commonlist import __version__, audit
from commonlist.errors import FetchError
from commonlist.land import raw
from commonlist.land.raw import RawFile
from commonlist.registry import Source
from commonlist.settings import settings

USER_AGENT = f"commonlist/{__version__} (harmonised catalog of export control lists)"
_DAYS_BACK = 10
_LONGEST_WAIT = 120.0
_MAX_REDIRECTS = 5
_LOOPBACK = ("127.0.0.1", "::1", "localhost")
_PASSING_STATUSES = (408, 425, 429, 500, 502, 503, 504)
_PASSING_ERRORS = (
    httpx2.TimeoutException,
    httpx2.NetworkError,
    httpx2.RemoteProtocolError,
    httpx2.ProxyError,
    httpx2.DecodingError,
)
_LATER = "run again later; the last good edition stays served meanwhile"
_NEW_ADDRESS = "find the current address on the publisher's page and correct `url` of this source in its YAML"
_BY_HAND = "download the file by hand, put it in a folder and land it with --from"


def fetch(source: Source) -> RawFile:
    """The publication at the source's official address, as kept. Raises FetchError."""
    missing: FetchError | None = None
    for url in _addresses(source.url, datetime.now(UTC).date()):
        try:
            return _fetch_address(url)
        except FetchError as problem:
            if problem.slug != "fetch.not_found":
                raise
            missing = missing or problem
    raise missing or FetchError("fetch.no_address", f"{source.source_id} declares no address", next_step=_NEW_ADDRESS)


def _addresses(template: str, today: date) -> Iterator[str]:
    if "{date}" not in template:
        yield template
        return
    for days in range(_DAYS_BACK + 1):
        yield template.replace("{date}", (today - timedelta(days=days)).isoformat())


def _fetch_address(url: str) -> RawFile:
    patiently = stamina.RetryingCaller(attempts=settings().fetch_attempts, timeout=None, wait_initial=1.0, wait_max=30.0, wait_jitter=1.0)
    try:
        return patiently(_how_long_to_wait, _ask, url, raw.find(url))
    except httpx2.InvalidURL as problem:
        raise FetchError("fetch.bad_address", f"{url} is not an address: {problem}", next_step=_NEW_ADDRESS) from None
    except httpx2.HTTPError as problem:
        raise _explained(problem, url) from None


def _ask(url: str, known: RawFile | None) -> RawFile:
    with _client(url) as client, client.stream("GET", url, headers=_conditions(known)) as response:
        if response.status_code == httpx2.codes.NOT_MODIFIED and known:
            audit.record("fetch.unchanged", url=url, sha256=known.sha256)
            return raw.first(known.sha256)
        if response.status_code != httpx2.codes.OK:
            raise httpx2.HTTPStatusError(f"status {response.status_code}", request=response.request, response=response)
        return _keep_body(url, response)


def _client(url: str) -> httpx2.Client:
    scheme = httpx2.URL(url).scheme

    def refuse_unsafe(request: httpx2.Request) -> None:
        is_safe = request.url.scheme == "https" or (request.url.scheme == "http" and request.url.host in _LOOPBACK)
        if request.url.scheme != scheme or not is_safe:
            raise FetchError("fetch.unsafe_address", f"{url} leads to {request.url}, which is not https", next_step=_NEW_ADDRESS)

    return httpx2.Client(
        verify=_trusted_authorities(),
        headers={"User-Agent": USER_AGENT, "Accept-Encoding": "gzip"},
        timeout=settings().fetch_timeout,
        follow_redirects=True,
        max_redirects=_MAX_REDIRECTS,
        event_hooks={"request": [refuse_unsafe]},
    )


@cache
def _trusted_authorities() -> SSLContext:
    return httpx2.create_ssl_context()


def _conditions(known: RawFile | None) -> dict[str, str]:
    if known is None:
        return {}
    asked = {"If-None-Match": known.headers.get("etag"), "If-Modified-Since": known.headers.get("last-modified")}
    return {name: value for name, value in asked.items() if value}


def _keep_body(url: str, response: httpx2.Response) -> RawFile:
    with raw.draft(settings().raw) as body:
        for chunk in _limited(url, response):
            body.write(chunk)
        body.flush()
        kept = raw.keep(
            Path(body.name),
            url=url,
            file_name=response.url.path.rsplit("/", 1)[-1] or "publication",
            retrieved_at=datetime.now(UTC),
            origin="fetched",
            headers={name: value for name, value in response.headers.items() if name != "set-cookie"},
        )
    audit.record("fetch.kept", url=url, sha256=kept.sha256, bytes=kept.path.stat().st_size)
    return kept


def _limited(url: str, response: httpx2.Response) -> Iterator[bytes]:
    limit, deadline, size = settings().fetch_max_bytes, time.monotonic() + settings().fetch_deadline, 0
    for chunk in response.iter_bytes():
        size += len(chunk)
        if size > limit:
            raise FetchError(
                "fetch.too_large",
                f"{url} is larger than {limit} bytes",
                next_step="check that the address is right; raise COMMONLIST_FETCH_MAX_BYTES only if it is genuine",
            )
        if time.monotonic() > deadline:
            raise httpx2.ReadTimeout("the whole file took too long", request=response.request)
        yield chunk


def _how_long_to_wait(problem: Exception) -> bool | float:
    """False: do not ask again; True: after the usual pause; seconds: as the server asked."""
    if isinstance(problem, httpx2.HTTPStatusError):
        if problem.response.status_code not in _PASSING_STATUSES:
            return False
        asked = _retry_after(problem.response.headers.get("retry-after", ""), datetime.now(UTC))
        answer: bool | float = True if asked is None else asked
    else:
        answer = isinstance(problem, _PASSING_ERRORS)
    if answer is not False:
        audit.record("fetch.attempt_failed", problem=type(problem).__name__, detail=str(problem))
    return answer


def _retry_after(header: str, now: datetime) -> float | None:
    if header.isdecimal():
        return min(float(header), _LONGEST_WAIT)
    try:
        when = parsedate_to_datetime(header)
    except ValueError:
        return None
    seconds = (when.replace(tzinfo=when.tzinfo or UTC) - now).total_seconds()
    return min(max(seconds, 0.0), _LONGEST_WAIT)


def _explained(problem: httpx2.HTTPError, url: str) -> FetchError:
    if isinstance(problem, httpx2.HTTPStatusError):
        slug, meaning, next_step = _meaning(problem.response.status_code)
        return FetchError(slug, f"{url} answered {problem.response.status_code}: {meaning}", next_step=next_step)
    if isinstance(problem, httpx2.TooManyRedirects):
        return FetchError("fetch.too_many_redirects", f"{url} redirects without end", next_step=_NEW_ADDRESS)
    if isinstance(problem, httpx2.TimeoutException):
        return FetchError("fetch.timed_out", f"{url} did not answer in time", next_step=_LATER)
    if isinstance(problem, httpx2.RemoteProtocolError | httpx2.ReadError | httpx2.DecodingError):
        return FetchError("fetch.truncated", f"{url} broke off before the whole file had come: {problem}", next_step=_LATER)
    return FetchError("fetch.unreachable", f"{url} cannot be reached: {problem}", next_step=f"check the network; {_LATER}")


def _meaning(status: int) -> tuple[str, str, str]:
    if status in (404, 410):
        return "fetch.not_found", "nothing is published there", _NEW_ADDRESS
    if status in (401, 403, 451):
        return "fetch.forbidden", "the publisher does not serve it to us", _BY_HAND
    if status == 429:
        return "fetch.too_many_requests", "the publisher asks us to slow down", _LATER
    if status >= 500:
        return "fetch.server_error", "the publisher's server fails", _LATER
    return "fetch.unexpected_answer", "neither data nor a known refusal", _BY_HAND
