"""What changed since the previous edition, in words, for the officer who must know whether a list or a figure moved.

Lists are compared as they stand in the edition that speaks for them (`is_latest`), by code: an entry that is new, gone or worded anew.
"""

from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING, Any

from commonlist.publish.files import connect
from commonlist.publish.manifest import Manifest, SourceEdition, read

if TYPE_CHECKING:
    import duckdb

NAMED = 10
ITEMS = "catalog/control_items"
FIGURES = "licensing_by_item_destination"
CODED = "is_latest and item_code is not null and kind in ('category', 'group', 'entry', 'provision', 'reserved')"
WORDS = {"added": "added", "removed": "removed", "changed": "reworded"}


def write(folder: Path, before: Path | None, manifest: Manifest) -> str:
    """The changelog of the edition in `folder` (Markdown) against the one in `before`; where there is none, what it holds."""
    previous = {source.source_id: source for source in read(before).sources} if before else {}
    since = f"Compared with edition {manifest.previous}." if before else "There is no earlier edition that it can be compared with."
    sections = [
        f"# Edition {manifest.edition}\n\n{since}",
        _sources(manifest, previous),
        _lists(folder, before),
        _crosswalk(folder, before),
        _figures(folder, before, manifest, previous),
        _stale(manifest),
    ]
    return "\n\n".join(section for section in sections if section) + "\n"


def _sources(manifest: Manifest, previous: dict[str, SourceEdition]) -> str:
    lines = [_source_line(source, previous.get(source.source_id)) for source in manifest.sources]
    present = {source.source_id for source in manifest.sources}
    gone = [f"- **{old.title}** was withdrawn." for name, old in previous.items() if name not in present]
    return "## Sources\n\n" + "\n".join([line for line in lines if line] + gone or ["No source has a new edition."])


def _source_line(source: SourceEdition, old: SourceEdition | None) -> str:
    name = f"- **{source.title}** (`{source.source_id}`)"
    if old is None:
        return f"{name}: edition of {source.edition_date}, {source.rows_landed:,} rows{_quarantine(source)}."
    if source.sha256 == old.sha256:
        return ""
    if source.origin != old.origin:
        return f"{name}: the {old.origin} of {old.edition_date} gave way to a {source.origin} edition of {source.edition_date}."
    if source.edition_date == old.edition_date:
        return f"{name}: the edition of {source.edition_date} was published again with other content."
    return f"{name}: new edition of {source.edition_date}; the one before was of {old.edition_date}{_quarantine(source)}."


def _quarantine(source: SourceEdition) -> str:
    return f", {source.rows_quarantined:,} in quarantine" if source.rows_quarantined else ""


def _lists(folder: Path, before: Path | None) -> str:
    if before is None or not (folder / f"{ITEMS}.parquet").is_file() or not (before / f"{ITEMS}.parquet").is_file():
        return ""
    changes: dict[str, dict[str, list[str]]] = {}
    for source_id, change, code in _item_changes(before / f"{ITEMS}.parquet", folder / f"{ITEMS}.parquet"):
        changes.setdefault(source_id, {}).setdefault(change, []).append(code)
    lines = [f"- `{source_id}`: {_sentence(found)}" for source_id, found in sorted(changes.items())]
    return "## Control lists\n\n" + "\n".join(lines or ["No entry of a list was added, removed or reworded."])


def _sentence(found: dict[str, list[str]]) -> str:
    return "; ".join(_part(codes, WORDS[change]) for change in WORDS if (codes := found.get(change))) + "."


def _part(codes: list[str], word: str) -> str:
    return f"{len(codes):,} {'code' if len(codes) == 1 else 'codes'} {word} ({_named(codes)})"


def _named(codes: list[str]) -> str:
    rest = f" and {len(codes) - NAMED:,} more" if len(codes) > NAMED else ""
    return ", ".join(codes[:NAMED]) + rest


def _item_changes(before: Path, after: Path) -> list[tuple[str, str, str]]:
    session = connect()
    old, new = _latest(session, before), _latest(session, after)
    pairs = old.set_alias("old").join(new.set_alias("new"), "old.source_id = new.source_id and old.item_code = new.item_code", how="outer")
    fate = "when old.item_code is null then 'added' when new.item_code is null then 'removed' when old.text <> new.text then 'changed'"
    named = "coalesce(new.source_id, old.source_id) as source_id, coalesce(new.item_code, old.item_code) as item_code"
    changed = pairs.project(f"case {fate} end as change, {named}").filter("change is not null")
    return changed.project("source_id, change, item_code").order("source_id, change, item_code").fetchall()


def _latest(session: "duckdb.DuckDBPyConnection", path: Path) -> "duckdb.DuckDBPyRelation":
    words = "string_agg(coalesce(text, ''), chr(10) order by occurrence_number, source_line) as text"
    return session.from_parquet(str(path)).filter(CODED).aggregate(f"source_id, item_code, {words}", "source_id, item_code")


def _crosswalk(folder: Path, before: Path | None) -> str:
    if before is None:
        return ""
    path = folder / "delta" / "catalog" / "crosswalk.parquet"
    counts = Counter(connect().from_parquet(str(path)).project("source_id, change").fetchall() if path.is_file() else [])
    lines = [f"- `{source_id}`: judgements: {_tally(counts, source_id)}." for source_id in sorted({source_id for source_id, _ in counts})]
    return "## Crosswalk\n\n" + "\n".join(lines or ["No judgement changed."])


def _figures(folder: Path, before: Path | None, manifest: Manifest, previous: dict[str, SourceEdition]) -> str:
    if before is None:
        return ""
    counts = Counter(_figure_changes(folder, before, manifest))
    now = {source.source_id: source for source in manifest.sources}
    lines = []
    for source_id in sorted({source_id for source_id, _ in counts}):
        vintage = _vintage(now.get(source_id), previous.get(source_id))
        lines.append(f"- `{source_id}`: {vintage}figures: {_tally(counts, source_id)}.")
    return "## Licensing statistics\n\n" + "\n".join(lines or ["No figure changed."])


def _figure_changes(folder: Path, before: Path, manifest: Manifest) -> list[tuple[Any, ...]]:
    """Source and fate of every row of the delta; a row whose figure is the same was only described anew (vintage, caveat, counts)."""
    contract = next((contract for contract in manifest.contracts if contract.mart == FIGURES), None)
    if contract is None or not (folder / "delta" / f"{contract.path}.parquet").is_file():
        return []
    session = connect()
    new = session.from_parquet(str(folder / "delta" / f"{contract.path}.parquet")).set_alias("new")
    old = session.from_parquet(str(before / f"{contract.path}.parquet")).set_alias("old")
    pairs = new.join(old, " and ".join(f"new.{name} is not distinct from old.{name}" for name in contract.key), how="left")
    is_same = "change = 'changed' and old.value_original is not distinct from new.value_original"
    return pairs.project(f"new.source_id, case when {is_same} then 'described' else change end").fetchall()


def _tally(counts: Counter[tuple[Any, ...]], source_id: str) -> str:
    words = {change: change for change in WORDS} | {"described": "the same but described anew"}
    return ", ".join(f"{counts[source_id, change]:,} {word}" for change, word in words.items() if counts[source_id, change])


def _vintage(now: SourceEdition | None, old: SourceEdition | None) -> str:
    if now is None or (old and now.edition_date == old.edition_date):
        return ""
    return f"vintage of {now.edition_date}; "


def _stale(manifest: Manifest) -> str:
    stale = [source for source in manifest.sources if source.is_stale]
    lines = [
        f"- **{source.title}**: the edition of {source.edition_date} is {source.age_days:,} days old; "
        f"a newer one usually appears within {source.cadence_days:,}."
        for source in stale
    ]
    return "## Stale sources\n\n" + "\n".join(lines) if lines else ""
