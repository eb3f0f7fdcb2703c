"""The state folders as frozen values: what each publisher publishes, where, and under which names.

`crosswalks/<publisher>/<publisher>.yml` is read into `Publisher`; nothing else in the code knows a state.
"""

import re
from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, Field, ValidationError, field_validator, model_validator
from ruamel.yaml import YAML
from ruamel.yaml.error import YAMLError

from commonlist.errors import Place, RegistryError
from commonlist.registry.events import EVENT_FIELDS, Calendar, Events
from commonlist.registry.fact import Fact, Pattern
from commonlist.registry.statistics import PartyList, ReasonList, Statistics
from commonlist.settings import settings

IGNORE = "ignore"
LIST_FIELDS = ("code", "kind", "parent", "valid_from", "valid_to", "regimes", "text")


def _stays_below(glob: str) -> str:
    if Path(glob).is_absolute() or ".." in Path(glob).parts:
        raise ValueError("a pattern stays below the folder given to --from")
    return glob


def _finds_a_day(pattern: str) -> str:
    if not re.compile(pattern).groups:
        raise ValueError(f"{pattern!r} has no group; put the day in brackets, as in '_(\\d{{4}}-\\d{{2}}-\\d{{2}})'")
    return pattern


class WithinError(ValueError):
    """A value that is wrong only beside others: `place` leads from the declaration that sees it to the key at fault."""

    def __init__(self, message: str, place: tuple[int | str, ...]) -> None:
        super().__init__(message)
        self.place = place


class Terms(Fact):
    """The licence the publisher grants; `is_public` says whether figures may reach the public pages."""

    id: str
    attribution: str
    is_public: bool


class Bounds(Fact):
    """What a believable landing of this source looks like: rows [min, max], largest share lost or quarantined."""

    rows: tuple[int, int]
    max_shrink: float = Field(0.2, ge=0, le=1)
    max_quarantined: float = Field(0.01, ge=0, le=1)

    @field_validator("rows")
    @classmethod
    def _from_least_to_most(cls, rows: tuple[int, int]) -> tuple[int, int]:
        if not 0 <= rows[0] <= rows[1]:
            raise ValueError(f"no number of rows is at least {rows[0]} and at most {rows[1]}; say [min, max]")
        return rows


class Layout(Fact):
    """One shape in which the publisher (or its transcriber) releases the source.

    `match` is a glob below the folder given to `--from`; `format` names a reader; `options` are that reader's;
    `edition` is a pattern whose group 1 is the edition date, searched in the file's path below that folder; `edition_date`
    says it outright for a file that carries no date; `days_ahead` is how long before its day an edition may be published.
    """

    match: Annotated[str, AfterValidator(_stays_below)]
    format: str
    options: dict[str, Any] = Field(default_factory=dict)
    columns: dict[str, str]
    edition: Annotated[Pattern, AfterValidator(_finds_a_day)] | None = None
    edition_date: date | None = None
    days_ahead: int = Field(1, ge=0)


class CodeRule(Fact):
    """How a code is written: `grammar` must match the whole printed code (ASCII); `style` says how levels are told apart.

    `dotted`: `3A001.b.2`, levels separated by dots. `packed`: `ML8c12a`, levels alternate letters and digits after the head.
    `kinds` gives the kind of codes above the entries, by a pattern for the whole printed code (`category: '[0-9]'`).
    """

    grammar: Pattern
    head: Pattern
    style: Literal["dotted", "packed"]
    kinds: dict[str, Pattern] = Field(default_factory=dict)


_BLOCKS = {
    "control_item": ("code", "control lists"),
    "licensing_observation": ("statistics", "licensing statistics"),
    "licensing_party": ("parties", "parties of licences"),
    "licensing_reason": ("reasons", "reasons of licences"),
    "licensing_event": ("events", "logs of events"),
}
_FIELDS = {
    "control_item": LIST_FIELDS,
    "licensing_observation": (),
    "licensing_party": ("licence_group", "party"),
    "licensing_reason": ("licence_group", "code", "text"),
    "licensing_event": EVENT_FIELDS,
}


class Source(Fact):
    """One publication of one publisher. `record` names the kind of record it lands as."""

    source_id: str = ""
    publisher_code: str = ""
    title: str
    record: Literal["control_item", "licensing_observation", "licensing_party", "licensing_reason", "licensing_event"]
    url: str
    page: str | None = None
    fetch_format: str | None = None
    cadence_days: int = Field(ge=1)
    language: str = Field(pattern="^[a-z]{2}$")
    terms: Terms
    bounds: Bounds
    layouts: tuple[Layout, ...]
    code: CodeRule | None = None
    kinds: dict[str, Pattern] = Field(default_factory=dict)
    on_repeat: Literal["quarantine", "keep"] = "quarantine"
    headings: Literal["quarantine", "keep"] = "quarantine"
    statistics: Statistics | None = None
    parties: PartyList | None = None
    reasons: ReasonList | None = None
    events: Events | None = None
    sample_edition: date | None = None
    decimal: Literal[".", ","] = "."
    covers: tuple[Pattern, ...] = ()

    @property
    def folder(self) -> Path:
        return settings().crosswalks / self.publisher_code

    @property
    def map_path(self) -> Path:
        return self.folder / f"{self.source_id}.map.csv"

    @property
    def corrections_path(self) -> Path:
        return self.folder / f"{self.source_id}.corrections.csv"

    @property
    def event_words_path(self) -> Path:
        return self.folder / f"{self.source_id}.events.csv"

    @property
    def sample_paths(self) -> list[Path]:
        return sorted(self.folder.glob(f"{self.source_id}.sample*"))

    @model_validator(mode="after")
    def _has_what_its_record_needs(self) -> "Source":
        if not re.fullmatch(rf"{self.publisher_code}_[a-z0-9_]+", self.source_id):
            raise ValueError(f"{self.source_id!r} is no source id: {self.publisher_code}_ and small letters, digits, underscores")
        block, described = _BLOCKS[self.record]
        if getattr(self, block) is None:
            raise ValueError(f"{described} need a `{block}` block")
        return self

    @model_validator(mode="after")
    def _reads_what_its_record_knows(self) -> "Source":
        known = {"licence_group", *self.statistics.needs} if self.statistics else set(_FIELDS[self.record])
        for number, layout in enumerate(self.layouts):
            for printed, field in layout.columns.items():
                if field != IGNORE and field not in known:
                    message = f"{field!r} is no field of this record, and nothing uses it; say one of {', '.join(sorted(known))}"
                    raise WithinError(message, ("layouts", number, "columns", printed))
        return self


class Publisher(Fact):
    """One state folder."""

    code: str
    alpha3: str = Field(pattern="^[A-Z]{3}$")
    name: str
    currency: str = Field(pattern="^[A-Z]{3}$")
    calendar: Calendar | None = None
    sources: dict[str, Source]


def load_publisher(path: Path) -> Publisher:
    """Read one `<publisher>.yml`; the same bytes are read once. Raises RegistryError naming line and key."""
    return _publisher(path, path.read_bytes() if path.is_file() else b"")


@lru_cache(maxsize=64)
def _publisher(path: Path, _: bytes) -> Publisher:
    raw = read_yaml(path)
    try:
        return Publisher.model_validate(_told_its_name(raw, path.stem))
    except ValidationError as problem:
        first = problem.errors()[0]
        keys = (*first["loc"], *getattr(first.get("ctx", {}).get("error"), "place", ()))
        key = ".".join(str(part) for part in keys) or "the top of the file"
        raise RegistryError(
            "registry.invalid",
            f"{first['msg']} at {key}",
            place=Place(file=path.name, line=line_of(raw, keys) or 1, column=key),
            next_step="correct that key; docs/steward.md lists what each may say",
        ) from None


def _told_its_name(raw: Any, code: str) -> Any:
    """The document with the names its sources have from where they stand; what has not the shape for it is left for the model to refuse."""
    if not isinstance(raw, dict):
        return raw
    declared = raw.get("sources")
    for source_id, body in declared.items() if isinstance(declared, dict) else ():
        if isinstance(body, dict):
            body |= {"source_id": source_id, "publisher_code": code}
    return {"code": code, **raw}


def read_yaml(path: Path) -> Any:
    """The document with its line numbers. Raises RegistryError naming the line that is not YAML."""
    try:
        return YAML(typ="rt", pure=True).load(path.read_text(encoding="utf-8")) or {}
    except (YAMLError, ValueError, OSError) as problem:
        mark = getattr(problem, "problem_mark", None)
        raise RegistryError(
            "registry.not_yaml",
            str(getattr(problem, "problem", None) or getattr(problem, "strerror", None) or problem),
            place=Place(file=path.name, line=mark.line + 1 if mark else None),
            next_step="correct the YAML at that line",
        ) from None


def line_of(node: Any, keys: tuple[int | str, ...]) -> int | None:
    """The 1-based line of the deepest of `keys` that is written in the document."""
    line: int | None = None
    for key in keys:
        try:
            position = node.lc.key(key) if isinstance(key, str) else node.lc.item(key)
            line = position[0] + 1
            node = node[key]
        except (AttributeError, KeyError, IndexError, TypeError):
            break
    return line


def publishers() -> list[Publisher]:
    """Every state folder that can be read, sorted by code; one with no YAML of its own name (`common`) is none. `faults` are the others."""
    return [found for found in _state_folders() if isinstance(found, Publisher)]


def faults() -> dict[str, RegistryError]:
    """Why a state folder cannot be read, by the folder's name: it stops its own sources, not those of other states."""
    return {Path(found.place.file).stem: found for found in _state_folders() if isinstance(found, RegistryError) and found.place}


def _state_folders() -> list[Publisher | RegistryError]:
    return [_tried(path) for path in sorted(settings().crosswalks.glob("*/*.yml")) if path.stem == path.parent.name]


def _tried(path: Path) -> Publisher | RegistryError:
    try:
        return load_publisher(path)
    except RegistryError as problem:
        return problem


def sources() -> dict[str, Source]:
    """Every source of every state folder that can be read, by id."""
    return {source.source_id: source for publisher in publishers() for source in publisher.sources.values()}


def source(source_id: str) -> Source:
    """One source, whatever is wrong with other states' folders. Raises RegistryError naming those there are."""
    code = source_id.partition("_")[0]
    path = settings().crosswalks / code / f"{code}.yml"
    known = load_publisher(path).sources if path.is_file() else {}
    if source_id not in known:
        raise RegistryError("registry.unknown_source", f"no source {source_id!r}", next_step=f"use one of {', '.join(sources())}")
    return known[source_id]
