"""The groups of event types and the kinds of licence; apart from the record's model, so that who needs the words only stays quick."""

from typing import Literal, get_args

EventGroup = Literal["receipt", "clock_stop", "clock_restart", "decision", "ending", "appeal", "licence"]
EVENT_GROUPS: tuple[str, ...] = get_args(EventGroup)
UNCOUNTED_GROUPS = ("receipt", "clock_stop", "clock_restart")
LicenceKind = Literal["standard", "open", "global", "general", "brokering", "transit", "temporary", "other"]
LICENCE_KINDS: tuple[str, ...] = get_args(LicenceKind)
