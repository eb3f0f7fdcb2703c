"""What one graph check says of the world: how much it looked at, and what it found wrong where."""

from typing import NamedTuple, Self

from commonlist.crosswalk.world import Judgement


class Concern(NamedTuple):
    """One thing that is wrong; `line` is missing where the fault is that no row stands there."""

    source_id: str
    item_code: str
    file: str
    message: str
    next_step: str
    line: int | None = None
    predicate: str = ""
    common_code: str = ""
    column: str | None = None

    @classmethod
    def about(cls, judgement: Judgement, message: str, next_step: str, column: str) -> Self:
        """The concern that one map row gives."""
        row = judgement.row
        where = (judgement.line, row.predicate, row.common_code, column)
        return cls(judgement.source_id, row.item_code, judgement.file, message, next_step, *where)


class Examination(NamedTuple):
    """`examined_count` counts what could have been wrong; with none of it the check does not apply, and has not passed."""

    examined_count: int
    concerns: list[Concern]
