"""The kinds of item a control list prints; apart from the record's model, so that who needs the words only stays quick."""

from typing import Literal, get_args

ItemKind = Literal["category", "group", "entry", "provision", "note", "technical_note", "decontrol", "reserved", "heading"]
ITEM_KINDS: tuple[str, ...] = get_args(ItemKind)
CODED_KINDS = ("category", "group", "entry", "provision", "reserved")
USED_KINDS = ("entry", "provision")
