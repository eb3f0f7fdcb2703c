"""Every failure a steward or operator can meet: what went wrong, where, and what to do next."""

from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Self


@dataclass(frozen=True, kw_only=True)
class Place:
    """A position in a publication: file name, 1-based line (or record), column name."""

    file: str
    line: int | None = None
    column: str | None = None

    def __str__(self) -> str:
        line = f", line {self.line}" if self.line is not None else ""
        column = f", column {self.column!r}" if self.column else ""
        return f"{self.file}{line}{column}"


class CommonlistError(Exception):
    """Root of the error tree.

    `slug` is the stable identifier that documentation, counterexamples and `--json` output use;
    `next_step` is an instruction in the imperative.
    """

    def __init__(self, slug: str, message: str, *, place: Place | Path | None = None, next_step: str) -> None:
        self.slug = slug
        self.message = message
        self.place = Place(file=place.name) if isinstance(place, Path) else place
        self.next_step = next_step
        self.steps: tuple[Any, ...] = ()
        super().__init__(str(self))

    def in_file(self, name: str) -> Self:
        """The same failure, speaking of the file by the name people know it by, where it was read from a copy."""
        self.place = replace(self.place, file=name) if self.place else Place(file=name)
        return self

    def __str__(self) -> str:
        where = f" ({self.place})" if self.place else ""
        return f"{self.slug}: {self.message}{where}. Next: {self.next_step}"


class SettingsError(CommonlistError):
    """The environment or the command line asks for something impossible."""


class RegistryError(CommonlistError):
    """A file in `crosswalks/` does not say what its model requires."""


class FetchError(CommonlistError):
    """A publication could not be brought in; the last good edition stays served."""


class ReadError(CommonlistError):
    """The bytes are not the format they claim to be, or are unsafe to parse."""


class ShapeError(CommonlistError):
    """The table is not the shape the state's YAML decided."""


class CorrectionError(CommonlistError):
    """A correction's expectation no longer holds in the source."""


class BoundsError(CommonlistError):
    """Too few, too many, too different or too often quarantined rows to be believed."""


class CrosswalkError(CommonlistError):
    """A map cannot be read or changed as asked, or a question to the crosswalk has no meaning."""


class BuildError(CommonlistError):
    """dbt refused the models or a test between tables failed."""


class CheckError(CommonlistError):
    """The candidate edition is not believable."""


class DisclosureError(CommonlistError):
    """Tables cannot be protected, or would reveal what must stay confidential."""


class PublishError(CommonlistError):
    """The edition could not be committed; the one before stays served."""
