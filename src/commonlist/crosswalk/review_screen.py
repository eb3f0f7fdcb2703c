"""A sitting on the screen: one proposed row, both texts and the evidence side by side, one decision per key.

Made for a terminal of 80 × 24 over a slow line, and for larger ones; nothing needs a mouse.
"""

from functools import partial
from typing import ClassVar

from rich.text import Text
from textual.app import App, ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, VerticalScroll
from textual.events import Key
from textual.screen import ModalScreen
from textual.widgets import Static

from commonlist.crosswalk.review import Case, Decision
from commonlist.crosswalk.review_session import Sitting
from commonlist.crosswalk.review_text import CUT_AT, SUGGESTIONS, foot, judgement, printed, suggested
from commonlist.errors import CrosswalkError

KEYS = {
    **{"a": Decision.APPROVE, "e": Decision.EXACT, "c": Decision.CLOSE, "n": Decision.NARROW, "b": Decision.BROAD},
    **{"o": Decision.OVERLAPS, "r": Decision.RELATED, "x": Decision.NONE, "t": Decision.UNJUDGED},
    **{"w": Decision.WITHDRAW, "d": Decision.DISPUTE},
}
HELP = """\
Is what the row says so?

a  approve it as it stands
e c n b o r   say another relation: exact, close, narrow (the listed
              code is narrower), broad, overlaps, related
x  it has no counterpart        t  not to be judged yet
w  withdraw the row             d  dispute it
1 to 9  set a suggested item beside the code; the next relation
        is about that one

A relation you change is your judgement: the row names you as
author, and another desk approves it. A sensitive item takes the
desks of two states.

s  skip, it comes last          u  take the last step back
f  whole texts above and below it. Underlined in nearly equal
   texts: words that the other one has not
↑ ↓ PgUp PgDn  scroll both texts
q  quit; every decision is in the CSV already

Any key closes this."""


class Help(ModalScreen[None]):
    """What each key does."""

    def compose(self) -> ComposeResult:
        yield Static(HELP, id="help")

    def on_key(self, event: Key) -> None:
        event.stop()
        self.dismiss()


class ReviewApp(App[None]):
    """The screen of one sitting. The sitting writes; the screen shows and passes keys on."""

    CSS = """
    #head { background: $primary; color: $text; height: 1; padding: 0 1; }
    #texts { height: 1fr; }
    VerticalScroll { width: 1fr; height: 100%; border-top: solid $primary; border-title-style: bold; padding: 0 1;
                     scrollbar-size-vertical: 1; }
    #common { border-left: solid $primary-darken-2; }
    #judgement { height: auto; max-height: 7; padding: 0 1; border-top: solid $primary; }
    #suggestions { height: auto; max-height: 4; padding: 0 1; }
    #message { height: auto; max-height: 2; padding: 0 1; }
    #foot { height: 2; background: $panel; color: $text-muted; text-wrap: nowrap; }
    Help { align: center middle; }
    #help { width: 76; height: auto; background: $panel; padding: 0 2; border: round $primary; }
    """
    ENABLE_COMMAND_PALETTE = False
    BINDINGS: ClassVar[list[BindingType]] = [
        *(Binding(key, f"take('{decision.value}')", decision.value) for key, decision in KEYS.items()),
        *(Binding(str(number), f"aim({number})", "other item") for number in range(1, SUGGESTIONS + 1)),
        Binding("s", "skip", "skip"),
        Binding("u", "undo", "undo"),
        Binding("f", "whole", "whole texts"),
        Binding("question_mark", "explain", "help"),
        Binding("q", "quit", "quit"),
        *(Binding(key, f"scroll_texts({lines})", "scroll") for key, lines in {"down": 1, "up": -1, "pagedown": 8, "pageup": -8}.items()),
    ]

    def __init__(self, sitting: Sitting) -> None:
        super().__init__()
        self.sitting = sitting
        self.is_whole = False

    def compose(self) -> ComposeResult:
        yield Static(id="head")
        with Horizontal(id="texts"):
            for side in ("listed", "common"):
                with VerticalScroll(id=side, can_focus=False):
                    yield Static(id=f"{side}_text")
        yield Static(id="judgement")
        yield Static(id="suggestions")
        yield Static(id="message")
        yield Static(foot(), id="foot")

    def on_mount(self) -> None:
        self._show()

    def action_take(self, decision: str) -> None:
        if self.sitting.case is None:
            return
        try:
            row = self.sitting.take(Decision(decision))
        except CrosswalkError as refusal:
            self._refuse(refusal)
            return
        waits = "; it waits for another desk" if row.status == "proposed" and row.predicate != "todo" else ""
        self._show(f"written: {row.item_code} {row.predicate} {row.common_code}".rstrip() + f", {row.status}{waits}")

    def action_skip(self) -> None:
        if self.sitting.case is not None:
            self.sitting.skip()
            self._show("skipped; it comes last")

    def action_undo(self) -> None:
        try:
            case = self.sitting.undo()
        except CrosswalkError as refusal:
            self._refuse(refusal)
            return
        self._show(f"taken back: {case.row.item_code} is as it was")

    def action_aim(self, number: int) -> None:
        if self.sitting.case is None:
            return
        suggestions = self.sitting.evidence().suggestions[:SUGGESTIONS]
        if number > len(suggestions):
            self._show(f"there is no suggestion {number}")
            return
        self.sitting.aim = suggestions[number - 1].common_code
        self._show(f"set beside {self.sitting.aim}; a relation is now about that one, `s` leaves the row as it is")

    def action_whole(self) -> None:
        self.is_whole = not self.is_whole
        self._show()

    def action_explain(self) -> None:
        self.push_screen(Help())

    def action_scroll_texts(self, lines: int) -> None:
        for pane in self.query(VerticalScroll):
            pane.scroll_relative(y=lines, animate=False)

    def _refuse(self, refusal: CrosswalkError) -> None:
        if refusal.slug == "crosswalk.row_changed" and self.sitting.case is not None:
            self.sitting.reload()
        self._show(Text(f"not done: {refusal.message}. Next: {refusal.next_step}", style="bold red"))

    def _show(self, message: str | Text = "") -> None:
        fill = partial(self._fill, message=message)
        case = self.sitting.case
        if case is None:
            fill(
                head=f"{self.sitting.bench.desk}: nothing waits",
                judgement="Every row that you may decide is decided. q quits, u goes back.",
            )
            return
        evidence = self.sitting.evidence()
        common_code = self.sitting.common_code
        fill(
            head=self._head(case),
            listed=printed(evidence.listed, evidence.common, self._width()),
            common=printed(evidence.common, evidence.listed, self._width()),
            judgement=judgement(case, evidence, common_code, self._remarks(case)),
            suggestions=suggested(evidence),
        )
        self.query_one("#listed", VerticalScroll).border_title = f"{case.source_id} {case.row.item_code}"
        self.query_one("#common", VerticalScroll).border_title = f"common {common_code}" if common_code else "no common item"

    def _width(self) -> int:
        return 100_000 if self.is_whole else CUT_AT

    def _remarks(self, case: Case) -> list[str]:
        refusal = self.sitting.refusal()
        sensitive = self.sitting.bench.is_sensitive(case.row.common_code)
        return [
            *(["sensitive: it takes the desks of two states"] if sensitive else []),
            *([f"you may not approve: {refusal}"] if refusal else []),
        ]

    def _head(self, case: Case) -> str:
        marks = " · skipped before" if case.is_skipped else ""
        return f"{self.sitting.bench.desk} · {self.sitting.decided_count} decided · {len(self.sitting.waiting)} wait{marks}"

    def _fill(self, *, message: str | Text, **parts: str | Text) -> None:
        named = {"listed": "listed_text", "common": "common_text"}
        for part in ("head", "listed", "common", "judgement", "suggestions"):
            self.query_one(f"#{named.get(part, part)}", Static).update(parts.get(part, ""))
        self.query_one("#message", Static).update(message)
        for pane in self.query(VerticalScroll):
            pane.scroll_home(animate=False)
