"""The desks that may judge: one for each state folder."""

import re
from datetime import UTC, date, datetime, timedelta

from commonlist.errors import CrosswalkError
from commonlist.settings import settings

FIRST_TO_BEGIN_A_DAY = timedelta(hours=14)


def desks() -> frozenset[str]:
    """Every desk as a map writes it (`desk:gb`)."""
    folders = (path.name for path in settings().crosswalks.iterdir() if path.is_dir())
    return frozenset(f"desk:{name}" for name in folders if re.fullmatch("[a-z]{2}", name))


def latest_day() -> date:
    """The day it is where days begin first (UTC+14): no desk, wherever it stands, can have reviewed anything later."""
    return (datetime.now(UTC) + FIRST_TO_BEGIN_A_DAY).date()


def known_desk(name: str) -> str:
    """The name of a desk there is. Raises CrosswalkError (`crosswalk.no_desk`) naming all of them."""
    known = sorted(desks())
    if name not in known:
        raise CrosswalkError("crosswalk.no_desk", f"{name!r} is no desk", next_step=f"name yours with --as: {', '.join(known)}")
    return name
