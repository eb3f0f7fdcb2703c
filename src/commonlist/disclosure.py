"""What stands between the public summary of an edition and its readers: the attack before it is published, and whenever one is asked for.

- A candidate is attacked together with the editions before it; what it would disclose holds it back, and the last edition stays served.
- Private files are kept under the checksum of the public summary they prove, so that a summary that was not attacked has none.
- A finished edition is made again from its public tables alone: nothing else may have reached its public folder.
"""

import shutil
from datetime import UTC, datetime
from pathlib import Path

from commonlist import audit
from commonlist.attack import restricted, sensitivity
from commonlist.attack.edition import SHOWN, Audit, Choice, Finding, examine, states
from commonlist.attack.restricted import FILES
from commonlist.errors import CheckError, Place, PublishError
from commonlist.publish import derived, manifest, shelf
from commonlist.publish.files import sha256, sync
from commonlist.settings import settings

SUMMARY = Path("public") / "licensing_summary.parquet"
REMEMBERED = 12


def attack(name: str | None = None, chosen: Choice = states) -> Audit:
    """Attack a published edition (the one served when none is named) together with those before it.

    Findings are also files that are not as they were committed. That the public tables gave them `inspect` saw then; a later program might
    write them in other words. Raises PublishError `publish.no_edition`, `publish.no_private_files`, `publish.damaged_commit`, and
    `publish.damaged_edition` where a manifest or a summary is not what was published.
    """
    editions = settings().editions
    commit = shelf.published(editions, name or shelf.served(editions).name)
    folder = shelf.intact(editions, commit, [SUMMARY.as_posix()])
    private = private_of(folder)
    if private is None:
        return Audit(edition=folder.name, has_summary=False, is_attacked=False)
    with audit.recorded("audit"):
        found = examine(folder, _earlier(commit.sequence), private, chosen)
        changed = shelf.damage(folder, commit)
        findings = (Finding(attacker="the gate", where=one.path, what=f"is not as it was committed: {one.problem}") for one in changed)
        return found.model_copy(update={"findings": (*found.findings, *findings)})


def require_hidden(candidate: Path) -> None:
    """Attack a candidate together with the editions before it, and keep the private files that the build made with it.

    Raises CheckError `check.discloses`, `check.no_private_files`, `check.other_rules`.
    """
    made = settings().restricted / "next"
    if not _is_whole(made):
        raise CheckError(
            "check.no_private_files",
            "the private files that the build made of this summary are gone",
            place=Place(file="restricted/next"),
            next_step="run `commonlist build`, then check again",
        )
    sequence = shelf.head(settings().editions) + 1
    _require_rules(made, sequence)
    found = examine(candidate, _earlier(sequence), made)
    if found.findings:
        audit.record("disclosure", outcome="held_back", findings=found.without_bounds)
        more = f" (and {len(found.findings) - 1:,} more)" if found.findings[1:] else ""
        raise CheckError(
            "check.discloses",
            f"{found.findings[0]}{more}",
            place=Place(file=SUMMARY.as_posix()),
            next_step=f"run `commonlist build` and check again; if it stays, the first {SHOWN} findings stand in the home's "
            "`audit/<date>.jsonl` (event `disclosure`); the last edition stays served",
        )
    kept = _kept(candidate)
    if not kept.exists():
        draft = kept.with_name(f".{kept.name}.tmp")
        shutil.rmtree(draft, ignore_errors=True)
        shutil.copytree(made, draft)
        sync(draft)
        draft.rename(kept)


def _require_rules(made: Path, sequence: int) -> None:
    """What a summary says first must be protected by the rules as they are voted now; what was published before keeps its own."""
    others = list(sensitivity.unlike(restricted.read(made), settings().root, sequence, datetime.now(UTC).date()))
    if others:
        line, row = others[0]
        more = f" (and {len(others) - 1:,} more)" if others[1:] else ""
        raise CheckError(
            "check.other_rules",
            f"the summary was built before {row} was changed, or was in force{more}",
            place=Place(file=sensitivity.RULES.as_posix(), line=line),
            next_step="run `commonlist build`, then check again",
        )


def inspect(folder: Path) -> None:
    """Refuse a finished edition that the gate has not attacked, or whose public folder holds what its public tables do not give.

    Raises CheckError `check.not_attacked`, `check.more_than_public`.
    """
    if (folder / SUMMARY).is_file() and not _kept(folder).is_dir():
        raise CheckError(
            "check.not_attacked",
            "the gate has not attacked this summary",
            place=Place(file=SUMMARY.as_posix()),
            next_step="run `commonlist check`, then publish again",
        )
    described = manifest.read(folder)
    before = settings().editions / described.previous if described.previous else None
    if strange := derived.strangers(folder, before, described):
        raise CheckError(
            "check.more_than_public",
            f"{strange[0]} is not what the public tables give" + (f" (and {len(strange) - 1:,} more)" if strange[1:] else ""),
            place=Place(file=f"public/{strange[0]}"),
            next_step="tell the operator; a form of the public tables depends on something else",
        )


def private_of_newest() -> Path | None:
    """Where the private files of the newest edition lie, also where it is damaged and an earlier one is served: it has been seen.

    None where its summary is empty, and before the first edition. Raises PublishError `publish.no_private_files`, `publish.damaged_commit`,
    `publish.damaged_edition` where a candidate made now could not be attacked.
    """
    editions = settings().editions
    shelf.remember(editions)
    _earlier(shelf.head(editions) + 1)
    newest = next(iter(shelf.history(editions)), None)
    return private_of(editions / newest.edition) if newest else None


def private_of(folder: Path) -> Path | None:
    """Where the private files of an edition lie; None where its summary is empty. Raises PublishError `publish.no_private_files`."""
    summary = next((file for file in manifest.read(folder).files if file.path == SUMMARY.as_posix()), None)
    if summary is None or not summary.rows:
        return None
    kept = settings().restricted / summary.sha256
    if not _is_whole(kept):
        raise PublishError(
            "publish.no_private_files",
            f"the private files of edition {folder.name} are not in this home",
            place=Place(file=f"restricted/{kept.name}"),
            next_step="bring them back from the operator's backup; without them no later summary can be protected",
        )
    return kept


def _is_whole(private: Path) -> bool:
    return all((private / f"{name}.parquet").is_file() for name in FILES)


def _kept(folder: Path) -> Path:
    return settings().restricted / sha256(folder / SUMMARY)


def _earlier(sequence: int) -> list[Path]:
    """The folders of the editions before this sequence that an attacker is taken to have, oldest first."""
    editions = settings().editions
    shelf.require_history(editions)
    before = [commit for commit in shelf.history(editions) if commit.sequence < sequence]
    folders = (shelf.intact(editions, commit, [SUMMARY.as_posix()]) for commit in reversed(before[:REMEMBERED]))
    return [folder for folder in folders if (folder / SUMMARY).is_file()]
