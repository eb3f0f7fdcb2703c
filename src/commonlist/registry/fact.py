"""What every declaration in a state's YAML is: frozen, with no unknown key, and with patterns that compile."""

import re
from typing import Annotated

from pydantic import AfterValidator, BaseModel, ConfigDict


def compiled(pattern: str) -> str:
    """The pattern itself. Raises ValueError, so that the declaration it stands in is named, where it is not a regular expression."""
    try:
        re.compile(pattern)
    except re.error as problem:
        raise ValueError(f"{pattern!r} is not a regular expression: {problem}") from None
    return pattern


Pattern = Annotated[str, AfterValidator(compiled)]


class Fact(BaseModel):
    """Base of every declared fact: frozen, and unknown keys are mistakes."""

    model_config = ConfigDict(frozen=True, extra="forbid")
