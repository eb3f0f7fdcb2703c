"""What lint says about a stewards' file: one finding, its place, and what to do about it."""

from typing import Literal

from pydantic import BaseModel, ConfigDict

Severity = Literal["error", "warning"]


class Finding(BaseModel):
    """`error` keeps the file out of an edition, `warning` does not. `line` counts from 1, the header being line 1.

    `slug` is one of the names in docs/steward.md, or the id of a graph check, which has a page in docs/checks/.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    slug: str
    severity: Severity = "error"
    file: str
    line: int | None = None
    column: str | None = None
    message: str
    next_step: str

    def __str__(self) -> str:
        line = f":{self.line}" if self.line is not None else ""
        column = f" [{self.column}]" if self.column else ""
        warning = " (warning)" if self.severity == "warning" else ""
        return f"{self.file}{line}{column} {self.slug}{warning}: {self.message}. Next: {self.next_step}"
