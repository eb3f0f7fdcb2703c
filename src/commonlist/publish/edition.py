"""A candidate that passed the gate becomes the edition that is served, in one step that either happened or did not.

The folder is written under a temporary name, synced, renamed, and only then committed (`shelf.enter`). Refused are:
- a candidate built upon an edition that is no longer the newest: `publish.outdated`, the pipeline builds again;
- an edition in which a source is missing, older than in the one served, or a sample where a real publication is served:
  `publish.backwards`, unless the source is named in `withdraw`;
- a candidate the gate has not judged, or holds back: `publish.not_checked`;
- files that are not those the gate saw: `publish.candidate_changed`;
- anything while a commit is missing, unreadable or not its own: `publish.damaged_commit`.
A candidate whose marts equal the served ones, byte for byte, publishes nothing.
"""

import json
import shutil
from collections.abc import Callable, Collection
from datetime import UTC, datetime
from pathlib import Path

from commonlist import __version__, audit
from commonlist.errors import Place, PublishError
from commonlist.publish import catalog, changelog, datapackage, delta, derived, files, manifest, shelf
from commonlist.publish.candidate import Candidate, load
from commonlist.publish.contract import Contract, contracts, house
from commonlist.publish.manifest import Manifest, SourceEdition
from commonlist.publish.shelf import Commit, Edition
from commonlist.settings import settings

VERDICT, JUDGED = "verdict.html", "verdict.json"


def current() -> Edition | None:
    """The edition served now."""
    return shelf.current(settings().editions)


def served() -> Edition:
    """The same, where there must be one. Raises PublishError `publish.no_edition`, `publish.damaged_edition`, `publish.damaged_commit`."""
    return shelf.served(settings().editions)


def commit(
    folder: Path, *, withdraw: Collection[str] = (), now: datetime | None = None, inspect: Callable[[Path], None] = lambda _: None
) -> Edition:
    """Publish the candidate in `folder`, if the gate's verdict beside it lets exactly these marts pass.

    `withdraw` names sources that may leave or go back; `inspect` sees the whole edition before anybody else, and may raise. Returns the
    edition served afterwards, `is_new` False where nothing had changed. Raises PublishError as the module says; the edition
    served before stays served then.
    """
    candidate = load(folder)
    _require_checked(candidate)
    editions = settings().editions
    moment = (now or datetime.now(UTC)).replace(microsecond=0)
    with shelf.turn(editions):
        shelf.sweep(editions)
        served = shelf.current(editions)
        if served and manifest.read(served.folder).content_sha256 == candidate.content_sha256:
            return served
        if (newest := shelf.head(editions)) != candidate.based_on:
            raise shelf.outdated(candidate.based_on, newest)
        edition = _publish(candidate, served, frozenset(withdraw), moment, inspect)
    audit.record("edition", edition=edition.name, sequence=edition.sequence, content_sha256=candidate.content_sha256)
    shelf.remember(editions)
    return edition


def _publish(
    candidate: Candidate, served: Edition | None, withdraw: frozenset[str], now: datetime, inspect: Callable[[Path], None]
) -> Edition:
    editions = settings().editions
    name = shelf.next_name(editions, now)
    described = _describe(candidate, served, name, now)
    if served:
        _require_forwards(manifest.read(served.folder).sources, described.sources, withdraw)
    folder = shelf.workspace(editions, name)
    _copy(candidate, folder)
    listed = _complete(folder, served, described)
    inspect(folder)
    files.sync(folder)
    placed = shelf.place(folder, editions, name)
    shelf.enter(editions, _commit_of(listed, placed))
    return Edition(name=name, sequence=listed.sequence, folder=placed, is_new=True, summary=listed.summary)


def _commit_of(listed: Manifest, placed: Path) -> Commit:
    checksum = files.sha256(placed / manifest.MANIFEST)
    return Commit(
        sequence=listed.sequence,
        based_on=listed.based_on,
        edition=listed.edition,
        manifest_sha256=checksum,
        committed_at=listed.created_at,
    )


def _require_forwards(before: tuple[SourceEdition, ...], after: tuple[SourceEdition, ...], withdraw: frozenset[str]) -> None:
    arrived = {source.source_id: source for source in after}
    for source in before:
        found = arrived.get(source.source_id)
        if source.source_id not in withdraw and not (found and found.succeeds(source)):
            has = f"its {found.origin} edition of {found.edition_date}" if found else "none"
            raise PublishError(
                "publish.backwards",
                f"{source.source_id} is served with its {source.origin} edition of {source.edition_date}, the candidate has {has}",
                place=Place(file=manifest.ACCOUNTS, column="edition_date"),
                next_step=f"land {source.source_id} again, or withdraw it by name if the states decided so",
            )


def _require_checked(candidate: Candidate) -> None:
    try:
        verdict = json.loads((candidate.folder / JUDGED).read_bytes())
    except (OSError, ValueError):
        verdict = {"is_blocked": True, "tables": {}}
    exported = {product.path: product.sha256 for product in candidate.products}
    if verdict["is_blocked"] or verdict["tables"] != exported:
        raise PublishError(
            "publish.not_checked",
            "the gate has not let this candidate pass",
            place=Place(file=JUDGED),
            next_step="run `commonlist check`, and read verdict.html if it holds the edition back",
        )


def _copy(candidate: Candidate, folder: Path) -> None:
    for product in candidate.products:
        path = folder / product.path
        path.parent.mkdir(exist_ok=True)
        shutil.copyfile(candidate.folder / product.path, path)
        if files.sha256(path) != product.sha256:
            raise PublishError(
                "publish.candidate_changed",
                f"{product.path} is not the file that was exported and checked",
                place=Place(file=product.path),
                next_step="export and check the candidate again",
            )
        files.write_csv(path, path.with_suffix(".csv"))
    shutil.copyfile(candidate.folder / VERDICT, folder / VERDICT)


def _describe(candidate: Candidate, served: Edition | None, name: str, now: datetime) -> Manifest:
    terms = house()
    sources = manifest.sources_of(candidate.folder, now, terms)
    return Manifest(
        name=terms.name,
        edition=name,
        sequence=candidate.based_on + 1,
        based_on=candidate.based_on,
        previous=served.name if served else None,
        created_at=now,
        schema_version=candidate.schema_version,
        generator=f"commonlist {__version__}",
        origin=manifest.origin_of(sources),
        content_sha256=candidate.content_sha256,
        contracts=tuple(contracts().values()),
        sources=sources,
        files=(),
    )


def _complete(folder: Path, served: Edition | None, described: Manifest) -> Manifest:
    """Everything an edition has beside its marts; the manifest last, because it lists the rest."""
    terms = house()
    if served:
        _write_deltas(folder, served, described.contracts)
    files.write_text(folder / "changelog.md", changelog.write(folder, served.folder if served else None, described))
    package = datapackage.describe(folder, folder, described, terms)
    files.write_text(folder / datapackage.FILE, json.dumps(package, indent=2, ensure_ascii=False) + "\n")
    catalog.write(folder, described.contracts)
    derived.write(folder, served.folder if served else None, described, terms)
    listed = described.model_copy(update={"files": manifest.list_files(folder)})
    files.write_text(folder / manifest.MANIFEST, listed.model_dump_json(indent=2) + "\n")
    return listed


def _write_deltas(folder: Path, served: Edition, promised: tuple[Contract, ...]) -> None:
    for contract in promised:
        before, after = served.folder / f"{contract.path}.parquet", folder / f"{contract.path}.parquet"
        if before.is_file():
            description, columns = files.describe(after)
            changes = delta.delta_of(before, after, contract.key)
            about = {delta.CHANGE: f"added, removed or changed since edition {served.name}"}
            files.write_parquet(changes, folder / "delta" / f"{contract.path}.parquet", about | columns, f"Changes to: {description}")
