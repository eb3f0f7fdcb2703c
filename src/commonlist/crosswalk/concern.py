"""What one graph check says of the world: how much it looked at, and what it found wrong where."""

from typing import NamedTuple, Self

from pydantic import BaseModel, ConfigDict

from commonlist.crosswalk.world import Judgement


class Concern(BaseModel):
    """One thing that is wrong; `line` is missing where the fault is that no row stands there."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    source_id: str
    item_code: str
    predicate: str = ""
    common_code: str = ""
    file: str
    line: int | None = None
    column: str | None = None
    message: str
    next_step: str

    @classmethod
    def about(cls, judgement: Judgement, message: str, next_step: str, column: str) -> Self:
        """The concern that one map row gives."""
        return cls(
            source_id=judgement.source_id,
            item_code=judgement.row.item_code,
            predicate=judgement.row.predicate,
            common_code=judgement.row.common_code,
            file=judgement.file,
            line=judgement.line,
            column=column,
            message=message,
            next_step=next_step,
        )

    @classmethod
    def without_row(cls, item: tuple[str, str], file: str, message: str, next_step: str) -> Self:
        """The concern that a code gives because no row says anything of it; `file` is where the row belongs."""
        return cls(source_id=item[0], item_code=item[1], file=file, message=message, next_step=next_step)


class Examination(NamedTuple):
    """`examined_count` counts what could have been wrong; with none of it the check does not apply, and has not passed."""

    examined_count: int
    concerns: list[Concern]
