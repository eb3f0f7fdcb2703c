"""The editions folder: which edition is served, which number comes next, and what a killed publisher left behind.

- `editions/<YYYY.MM.N>/` is an edition; `editions/commits/<sequence>.json` commits it. Served is the highest sequence whose
  edition is whole.
- A commit file appears complete or not at all (a hard link to a finished file) and must not exist before: of two publishers
  that reach for one sequence, one fails. No file is ever overwritten, so no race can serve an older edition again.
- Publishers on one file system take turns (`turn`); the rule above holds even where locks do not work.
- Whoever has the turn may remove what nobody committed: nobody else is writing.
- Where a commit is missing or unreadable nobody knows what was published: nothing is built or published until it is back. That the
  newest is missing is known from the home's own copies, `restricted/commits/`.
"""

import errno
import fcntl
import json
import os
import shutil
from collections.abc import Collection, Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path

from pydantic import BaseModel, ConfigDict, ValidationError

from commonlist.errors import Place, PublishError
from commonlist.publish.files import sha256, sync_one
from commonlist.publish.manifest import MANIFEST, Mismatch, read, verify

COMMITS = "commits"
LOCK = ".turn"


class Commit(BaseModel):
    """One line of the history: sequence `based_on` + 1 serves edition `edition`, whose manifest has this checksum."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    sequence: int
    based_on: int
    edition: str
    manifest_sha256: str
    committed_at: datetime


class Edition(BaseModel):
    """A whole, committed edition. `is_new` is False where a publication changed nothing and this one stays served."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    name: str
    sequence: int
    folder: Path
    is_new: bool = False
    summary: str


def head(editions: Path) -> int:
    """The highest committed sequence, 0 before the first edition; a build notes it before it begins."""
    return max((int(path.stem) for path in _commit_paths(editions)), default=0)


def history(editions: Path) -> list[Commit]:
    """Every readable commit, newest first."""
    return [commit for path in reversed(_commit_paths(editions)) if (commit := _read(path))]


def current(editions: Path) -> Edition | None:
    """The edition served now: the newest commit whose edition matches its manifest, file by file."""
    for commit in history(editions):
        folder = editions / commit.edition
        if next(damage(folder, commit), None) is None:
            return Edition(name=commit.edition, sequence=commit.sequence, folder=folder, summary=read(folder).summary)
    return None


def served(editions: Path) -> Edition:
    """The same, where there must be one. Raises PublishError `publish.no_edition`, `publish.damaged_edition`, `publish.damaged_commit`."""
    if edition := current(editions):
        return edition
    require_history(editions)
    for problem in passed_over(editions):
        raise problem
    raise PublishError("publish.no_edition", "nothing is published yet", next_step="run `commonlist run` first")


def published(editions: Path, name: str) -> Commit:
    """The commit of an edition by its name. Raises PublishError `publish.no_edition`, `publish.damaged_commit`."""
    commits = history(editions)
    for commit in commits:
        if commit.edition == name:
            return commit
    require_history(editions)
    next_step = f"name one such as {commits[0].edition}, or none for the one served" if commits else "run `commonlist run` first"
    raise PublishError("publish.no_edition", f"no edition {name!r} is published here", next_step=next_step)


def require_history(editions: Path) -> None:
    """Refuse to go on where a commit is missing, unreadable or unlike its copy. Raises PublishError `publish.damaged_commit`."""
    copies = _copies(editions)
    newest = max(head(editions), head(copies))
    copied = {commit.sequence: commit for commit in history(copies)}
    known = {commit.sequence for commit in history(editions) if copied.get(commit.sequence, commit) == commit}
    lost = next((sequence for sequence in range(1, newest + 1) if sequence not in known), None)
    if lost is not None:
        name = f"{COMMITS}/{lost:08d}.json"
        source = f"restricted/{name}, its copy" if lost in copied else "the operator's backup"
        raise PublishError(
            "publish.damaged_commit",
            f"the commit of edition number {lost} is missing, unreadable or not its own, so that nobody knows what was published",
            place=Place(file=f"editions/{name}"),
            next_step=f"bring it back from {source}; nothing is built or published until then",
        )


def remember(editions: Path) -> None:
    """Keep a copy of each commit where the home keeps what is private. Raises PublishError `publish.damaged_commit`."""
    require_history(editions)
    copied = {commit.sequence for commit in history(_copies(editions))}
    for path in _commit_paths(editions):
        if int(path.stem) not in copied:
            _copies(editions).mkdir(mode=0o700, exist_ok=True)
            copy = _copies(editions) / COMMITS / path.name
            _draft(copy, path.read_bytes()).replace(copy)


def _copies(editions: Path) -> Path:
    return editions.parent / "restricted"


def passed_over(editions: Path) -> Iterator[PublishError]:
    """What is wrong with each edition newer than the one served: PublishError `publish.damaged_edition`."""
    for commit in history(editions):
        found = list(damage(editions / commit.edition, commit))
        if not found:
            return
        yield _damaged(commit, found)


def intact(editions: Path, commit: Commit, only: Collection[str] | None = None) -> Path:
    """The folder of an edition that is as it was committed, or of which the manifest and these files are.

    Raises PublishError `publish.damaged_edition`.
    """
    folder = editions / commit.edition
    if found := list(damage(folder, commit, only)):
        raise _damaged(commit, found)
    return folder


def _damaged(commit: Commit, found: Sequence[Mismatch]) -> PublishError:
    more = f" (and {len(found) - 1:,} more)" if found[1:] else ""
    mend = "remove that file" if found[0].problem == "not listed" else "bring the file back from the operator's backup or a reader's copy"
    mended = "; until then the newest whole edition is served, if there is one, and beside a lost manifest or summary nothing is built"
    return PublishError(
        "publish.damaged_edition",
        f"edition {commit.edition} is not as it was published: {found[0].path} is {found[0].problem}{more}",
        place=Place(file=f"editions/{commit.edition}/{found[0].path}"),
        next_step=mend + mended,
    )


def damage(folder: Path, commit: Commit, only: Collection[str] | None = None) -> Iterator[Mismatch]:
    """The files of an edition (or those in `only`) that are not as they were committed; its manifest alone where that is not."""
    manifest = folder / MANIFEST
    if not manifest.is_file():
        yield Mismatch(path=MANIFEST, problem="missing")
    elif sha256(manifest) != commit.manifest_sha256:
        yield Mismatch(path=MANIFEST, problem="changed")
    else:
        yield from verify(folder, only)


def _commit_paths(editions: Path) -> list[Path]:
    return sorted(path for path in (editions / COMMITS).glob("*.json") if path.stem.isdigit())


def _read(path: Path) -> Commit | None:
    try:
        return Commit.model_validate_json(path.read_bytes())
    except (OSError, ValidationError):
        return None


@contextmanager
def turn(editions: Path) -> Iterator[None]:
    """Wait for every other publisher on this file system; the kernel ends a killed publisher's turn."""
    editions.mkdir(parents=True, exist_ok=True)
    with (editions / LOCK).open("a") as handle:
        fcntl.flock(handle, fcntl.LOCK_EX)
        yield


def sweep(editions: Path) -> None:
    """Remove unfinished editions and editions nobody committed, once the commits are copied; only during one's own `turn`.

    Raises PublishError `publish.damaged_commit`: what is missing may have named an edition.
    """
    remember(editions)
    committed = {commit.edition for commit in history(editions)}
    for path in sorted(editions.iterdir()):
        is_unfinished = ".tmp-" in path.name
        is_uncommitted = (path / MANIFEST).is_file() and path.name not in committed
        if (is_unfinished or is_uncommitted) and path.is_dir() and not path.is_symlink():
            shutil.rmtree(path)
    for draft in (editions / COMMITS).glob(".*.tmp-*"):
        draft.unlink()


def next_name(editions: Path, now: datetime) -> str:
    """`YYYY.MM.N`: N counts the month's editions from 0 and never takes a number twice."""
    month = f"{now:%Y.%m}"
    taken = [commit.edition for commit in history(editions)] + [path.name for path in editions.iterdir()]
    numbers = [int(name.rpartition(".")[2]) for name in taken if name.rpartition(".")[0] == month and name.rpartition(".")[2].isdigit()]
    return f"{month}.{max(numbers, default=-1) + 1}"


def workspace(editions: Path, name: str) -> Path:
    """A new empty folder beside the editions, on their file system."""
    folder = editions / f".{name}.tmp-{os.getpid()}"
    folder.mkdir()
    return folder


def place(workspace_folder: Path, editions: Path, name: str) -> Path:
    """Give the finished, synced folder its name. Not served yet. Raises PublishError `publish.outdated` if the name was taken."""
    folder = editions / name
    try:
        workspace_folder.rename(folder)
    except OSError as problem:
        if problem.errno not in (errno.EEXIST, errno.ENOTEMPTY):
            raise
        raise outdated(head(editions), head(editions) + 1) from None
    sync_one(editions)
    return folder


def enter(editions: Path, commit: Commit) -> None:
    """Serve the edition: link the commit file under its sequence. Raises PublishError `publish.outdated` if that exists."""
    path = editions / COMMITS / f"{commit.sequence:08d}.json"
    draft = _draft(path, (json.dumps(commit.model_dump(mode="json"), indent=2) + "\n").encode())
    try:
        os.link(draft, path)
    except FileExistsError:
        raise outdated(commit.based_on, head(editions)) from None
    finally:
        draft.unlink()
    sync_one(path.parent)


def _draft(path: Path, content: bytes) -> Path:
    """A finished file beside `path`, to take its place; the folder is made."""
    path.parent.mkdir(exist_ok=True)
    draft = path.with_name(f".{path.stem}.tmp-{os.getpid()}")
    draft.write_bytes(content)
    sync_one(draft)
    return draft


def outdated(based_on: int, newest: int) -> PublishError:
    """Somebody else published after this candidate was begun."""
    return PublishError(
        "publish.outdated",
        f"the candidate was built upon edition number {based_on}, meanwhile number {newest} was published",
        place=Place(file=f"editions/{COMMITS}"),
        next_step="build again; the new candidate will start from what is served now",
    )
