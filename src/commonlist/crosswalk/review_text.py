"""A case and its evidence to what a reviewer reads: two texts that show where they differ, one sentence, and what hangs on it."""

import re
from collections.abc import Sequence

from rich.text import Text

from commonlist.crosswalk.review import Case
from commonlist.crosswalk.review_evidence import Evidence, Side

FOOT = (
    {"a": "approve", "e": "exact", "c": "close", "n": "narrow", "b": "broad", "o": "overlaps", "r": "related", "x": "none", "t": "todo"},
    {"w": "withdraw", "d": "dispute", "s": "skip", "u": "undo", "1-9": "other item", "f": "whole text", "?": "help", "q": "quit"},
)
SENTENCES = {
    "exact": "{item} is exactly {common}",
    "close": "{item} is nearly {common}; it never adds up",
    "narrow": "{item} is narrower than {common}",
    "broad": "{item} is broader than {common}",
    "overlaps": "{item} and {common} share goods; neither holds the other",
    "related": "{item} and {common} have to do with each other; no goods are shared",
    "none": "{item} has no counterpart",
    "todo": "{item} is seen and not judged yet",
}
CUT_AT = 110
ALIKE = 0.75
SUGGESTIONS = 9
MILLION = 1_000_000
_WORD = re.compile(r"\w[\w.,/-]*\w|\w")


def printed(side: Side, other: Side, width: int) -> Text:
    """A code between what stands above and below it, both cut to `width` characters, under our own title if it has one."""
    text = Text()
    if side.title:
        text.append(f"{side.title}\n", style="cyan")
    if not side.path:
        return text.append("Its text is not landed here." if side.code else "The row names no common item.", style="dim")
    for above in side.path[:-1]:
        text.append(f"{above.item_code} ", style="bold dim").append(f"{_cut(above.text, width)}\n", style="dim")
    item = side.path[-1]
    if item.item_code != side.code:
        text.append(f"{side.code} is not in the newest edition; it would stand here:\n", style="bold yellow")
    text.append(f"{item.item_code} ", style="bold").append_text(_marked(item.text or "(no text of its own)", other))
    for part in side.below:
        text.append(f"\n{part.item_code.removeprefix(item.item_code)} ", style="bold dim").append(_cut(part.text, width), style="dim")
    if item.notes:
        text.append(f"\n\n{item.notes}", style="italic")
    return text


def judgement(case: Case, evidence: Evidence, common_code: str, remarks: Sequence[str]) -> Text:
    """What the row says, who said it and why, what hangs on it, and what this desk should know of it."""
    row = case.row
    said = SENTENCES[row.relation].format(item=row.item_code, common=row.common_code)
    text = Text()
    text.append(f"{row.predicate}: ", style="bold cyan").append(f"{'it is not so that ' if row.is_negated else ''}{said}", style="bold")
    if common_code != row.common_code:
        text.append(f"  (you look at {common_code})", style="yellow")
    facts = [row.author, row.justification.removeprefix("semapv:"), row.confidence and f"confidence {row.confidence}"]
    facts += [row.weight and f"weight {row.weight} ({row.weight_basis})", row.reviewer and f"first review {row.reviewer}"]
    text.append("\n" + " · ".join(filter(None, facts)), style="dim")
    if row.comment:
        text.append(f"\n{row.comment}")
    if evidence.stakes:
        stakes = (f"{one.source_id} {one.share:.1%} {one.currency} {one.value / MILLION:,.0f} m" for one in evidence.stakes)
        text.append(f"\nat stake: {' · '.join(stakes)}", style="green")
    for remark in remarks:
        text.append(f"\n{remark}", style="yellow")
    return text


def foot() -> Text:
    """The keys, two lines of at most 80 characters."""
    text = Text(no_wrap=True)
    for line in FOOT:
        for key, says in line.items():
            text.append(key, style="bold").append(f" {says} ", style="dim")
        text.append("\n")
    text.rstrip()
    return text


def suggested(evidence: Evidence) -> Text:
    """The candidates, numbered by the key that sets each beside the code."""
    lines = [
        f"{number} {one.common_code} {one.score:.2f} {one.reasons}"
        for number, one in enumerate(evidence.suggestions[:SUGGESTIONS], start=1)
    ]
    return Text("\n".join(lines), style="magenta", no_wrap=True, overflow="ellipsis")


def _cut(text: str, width: int) -> str:
    flat = " ".join(text.split())
    return flat if len(flat) <= width else f"{flat[: width - 1].rsplit(' ', 1)[0]} …"


def _marked(text: str, other: Side) -> Text:
    """The text with the words underlined that the other side has not, where most of them are shared."""
    known = {_plain(word) for item in (*other.path, *other.below) for word in _WORD.findall(f"{item.text} {item.notes}")}
    marked, words = Text(text), list(_WORD.finditer(text))
    strange = [word for word in words if _plain(word[0]) not in known]
    if len(words) - len(strange) >= ALIKE * len(words):
        for word in strange:
            marked.stylize("underline bold", *word.span())
    return marked


def _plain(word: str) -> str:
    """Case, and the mark before decimals, are no difference."""
    return word.casefold().replace(",", ".")
