"""What an edition is: its files with their checksums, its sources with their ages, and how it came about."""

from collections.abc import Collection
from datetime import UTC, date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from commonlist.errors import Place, PublishError
from commonlist.publish.contract import AUDIENCES, Audience, Contract, House
from commonlist.publish.files import connect, sha256

if TYPE_CHECKING:
    import pyarrow as pa

MANIFEST = "manifest.json"
ACCOUNTS = "oversight/source_accounts.parquet"
RESTRICTED: Audience = "oversight"


class Fact(BaseModel):
    """Base of every part of the manifest."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class File(Fact):
    """One file: `path` relative to the edition folder; `rows` where it is a table."""

    path: str
    sha256: str = Field(min_length=64, max_length=64)
    bytes: int
    rows: int | None = None
    audience: Audience


class SourceEdition(Fact):
    """The latest edition of one source, and its account. Ages count days from the edition date to `created_at`.

    `rows_in` = `rows_landed` + `rows_quarantined`. `other_editions` are the older ones the marts also hold.
    """

    source_id: str
    title: str
    url: str
    edition_date: date
    other_editions: tuple[date, ...] = ()
    retrieved_at: datetime
    origin: Literal["sample", "folder", "fetched"]
    file_name: str
    sha256: str
    cadence_days: int
    age_days: int
    is_stale: bool
    rows_in: int
    rows_landed: int
    rows_quarantined: int
    terms_id: str
    attribution: str
    is_public: bool

    def succeeds(self, served: "SourceEdition") -> bool:
        """Whether this may be served after `served`: not older, but anything real may follow a sample, and no sample what is real."""
        if (self.origin == "sample") != (served.origin == "sample"):
            return served.origin == "sample"
        return self.edition_date >= served.edition_date


class Manifest(Fact):
    """The edition's own description, `manifest.json`; the commit file holds its checksum."""

    name: str
    edition: str
    sequence: int
    based_on: int
    previous: str | None
    created_at: datetime
    schema_version: str
    generator: str
    origin: Literal["samples", "folder", "fetched", "mixed"]
    content_sha256: str
    contracts: tuple[Contract, ...]
    sources: tuple[SourceEdition, ...]
    files: tuple[File, ...]

    @property
    def summary(self) -> str:
        """The edition in one line."""
        marts = [file for file in self.files if file.path.count("/") == 1 and file.path.endswith(".parquet")]
        rows = sum(file.rows or 0 for file in marts)
        stale = sum(source.is_stale for source in self.sources)
        return f"{len(self.sources)} sources ({stale} stale), {len(marts)} tables, {rows:,} rows"


class Mismatch(Fact):
    """One file of an edition that is not what its manifest says."""

    path: str
    problem: Literal["missing", "changed", "not listed"]


def read(folder: Path) -> Manifest:
    """The manifest of an edition folder. Raises PublishError `publish.no_manifest`."""
    try:
        return Manifest.model_validate_json((folder / MANIFEST).read_bytes())
    except (OSError, ValidationError):
        raise PublishError(
            "publish.no_manifest",
            "no readable manifest in the edition folder",
            place=Place(file=f"{folder.name}/{MANIFEST}"),
            next_step="name the folder of an edition, such as editions/2026.11.0",
        ) from None


def verify(folder: Path, only: Collection[str] | None = None) -> tuple[Mismatch, ...]:
    """Every file that is missing, has other bytes, or that the manifest does not list; empty for a whole edition.

    Of all files, or of those that are named in `only`.
    """
    listed = {file.path: file.sha256 for file in read(folder).files}
    found = {path.relative_to(folder).as_posix(): path for path in folder.rglob("*") if path.is_file()}
    found.pop(MANIFEST)
    chosen = {*listed, *found} if only is None else {*only}
    missing = [Mismatch(path=path, problem="missing") for path in sorted((listed.keys() - found.keys()) & chosen)]
    strange = [Mismatch(path=path, problem="not listed") for path in sorted((found.keys() - listed.keys()) & chosen)]
    both = sorted(listed.keys() & found.keys() & chosen)
    return (*missing, *strange, *(Mismatch(path=path, problem="changed") for path in both if sha256(found[path]) != listed[path]))


def list_files(folder: Path) -> tuple[File, ...]:
    """Every file below `folder`, with checksum and audience; Parquet files with their rows."""
    paths = sorted(path for path in folder.rglob("*") if path.is_file() and path.name != MANIFEST)
    return tuple(_file(path, path.relative_to(folder)) for path in paths)


def _file(path: Path, name: Path) -> File:
    return File(path=name.as_posix(), sha256=sha256(path), bytes=path.stat().st_size, rows=_rows(path), audience=audience_of(name))


def audience_of(name: Path) -> Audience:
    """The audience whose folder it lies in; what lies in none is for partner states, the verdict for oversight."""
    if name.name == "verdict.html":
        return RESTRICTED
    found: Audience | None = next((audience for audience in AUDIENCES if audience in name.parts[:-1]), None)
    return found or "catalog"


def _rows(path: Path) -> int | None:
    import pyarrow.parquet as pq

    if path.suffix == ".parquet":
        return int(pq.read_metadata(path).num_rows)
    twin = path.with_suffix(".parquet")
    return _rows(twin) if path.suffix == ".csv" and twin.is_file() else None


def sources_of(folder: Path, now: datetime, terms: House) -> tuple[SourceEdition, ...]:
    """The edition of every source that speaks for it, from the accounts of an edition or candidate folder."""
    return tuple(_source(rows, now, terms) for rows in _by_source(_accounts(folder)))


def _accounts(folder: Path) -> "pa.Table":
    if not (folder / ACCOUNTS).is_file():
        raise PublishError(
            "publish.no_accounts",
            "the candidate does not say what it was made from",
            place=Place(file=ACCOUNTS),
            next_step="build the mart source_accounts, then publish again",
        )
    return connect().from_parquet(str(folder / ACCOUNTS)).order("source_id, is_latest desc, edition_date desc").to_arrow_table()


def _by_source(accounts: "pa.Table") -> list[list[dict[str, Any]]]:
    found: dict[str, list[dict[str, Any]]] = {}
    for row in accounts.to_pylist():
        found.setdefault(row["source_id"], []).append(row)
    return list(found.values())


def _source(rows: list[dict[str, Any]], now: datetime, terms: House) -> SourceEdition:
    latest = rows[0]
    facts = {name: latest[name] for name in SourceEdition.model_fields if name in latest} | {"retrieved_at": in_utc(latest["retrieved_at"])}
    derived = {
        "sha256": latest["source_sha256"],
        "other_editions": tuple(row["edition_date"] for row in rows[1:]),
        "age_days": (now.date() - latest["edition_date"]).days,
        "is_stale": terms.is_stale(latest["edition_date"], latest["cadence_days"], now.date()),
    }
    return SourceEdition.model_validate(facts | derived)


def in_utc(moment: datetime) -> datetime:
    """Marts hold times without a zone, in UTC."""
    return moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment


def origin_of(sources: tuple[SourceEdition, ...]) -> Literal["samples", "folder", "fetched", "mixed"]:
    """One word for where the edition's sources came from."""
    found = {source.origin for source in sources}
    if found == {"sample"}:
        return "samples"
    if found == {"folder"}:
        return "folder"
    return "fetched" if found == {"fetched"} else "mixed"
