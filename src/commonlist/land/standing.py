"""What is landed, what the audit log says and what the state folders declare, to where each source stands."""

from collections.abc import Callable
from datetime import UTC, date, datetime
from typing import Any

from pydantic import BaseModel, ConfigDict

from commonlist import audit, registry
from commonlist.land.store import publications


class SourceStatus(BaseModel):
    """Where one source stands: its last good edition, how old that is, when it last landed (or was found unchanged), what failed since."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    source_id: str
    edition_date: date | None
    origin: str | None
    age_days: int | None
    is_stale: bool
    rows_landed: int
    rows_quarantined: int
    last_success_date: date | None
    last_failure: str | None


def standing(is_stale: Callable[[date, int, date], bool]) -> list[SourceStatus]:
    """Every declared source, and what a state folder that cannot be read holds up: its landed sources, or else the folder.

    `is_stale` judges an edition date by the days between two editions, on a day.
    """
    known = registry.sources()
    landed: dict[str, dict[str, Any]] = {}
    for one in publications():
        now = {"cadence_days": known[one["source_id"]].cadence_days} if one["source_id"] in known else {}
        landed[one["source_id"]] = one | now
    landings, shown = _landings(), list(known)
    for code, fault in registry.faults().items():
        held_up = [source_id for source_id, one in landed.items() if one["publisher_code"] == code] or [code]
        for source_id in held_up:
            landings.setdefault(source_id, []).append({"outcome": "failed", "message": str(fault)})
        shown += held_up
    return [_status(source_id, landed.get(source_id), landings.get(source_id, []), is_stale) for source_id in sorted(shown)]


def _landings() -> dict[str, list[dict[str, Any]]]:
    """By source, what its landings came to, oldest first; a fault of ours in one is among them."""
    found: dict[str, list[dict[str, Any]]] = {}
    for event in audit.events():
        if event["event"] in ("land", "fault") and "source_id" in event:
            found.setdefault(event["source_id"], []).append(event)
    return found


def _status(
    source_id: str, last: dict[str, Any] | None, landings: list[dict[str, Any]], is_stale: Callable[[date, int, date], bool]
) -> SourceStatus:
    today = datetime.now(UTC).date()
    failed = landings[-1] if landings and landings[-1]["outcome"] == "failed" else None
    good = [event["at"] for event in landings if event["outcome"] != "failed"]
    return SourceStatus(
        source_id=source_id,
        edition_date=last["edition_date"] if last else None,
        origin=last["origin"] if last else None,
        age_days=(today - last["edition_date"]).days if last else None,
        is_stale=last is None or is_stale(last["edition_date"], last["cadence_days"], today),
        rows_landed=last["rows_landed"] if last else 0,
        rows_quarantined=last["rows_quarantined"] if last else 0,
        last_success_date=datetime.fromisoformat(good[-1]).date() if good else None,
        last_failure=failed["message"] if failed else None,
    )
