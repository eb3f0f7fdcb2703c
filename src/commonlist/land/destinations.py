"""Every name of a place in the landed statistics to what it means: one `destination_reading` for each printed text.

Who says so, first found wins:
1. `table`: a row of `crosswalks/common/destinations.csv`, for that text or one that differs in case, blanks or Unicode form only.
2. `role`: what the text was printed as; the name of a mission is that of an organisation, never read as that of a state.
3. `library`: ISO 3166 knows the name; what the place is and how it is called is said by the table's rows of that code.
4. `nothing`: the text is `unknown`, kept and listed.
A cell of several names is no name; its parts are.
"""

import csv
from collections.abc import Iterable
from dataclasses import astuple, dataclass
from datetime import date
from pathlib import Path

import polars as pl

from commonlist import territories
from commonlist.errors import Place, RegistryError
from commonlist.schema.destination_reading import DestinationReading
from commonlist.schema.destination_types import DESTINATION_TYPES
from commonlist.settings import settings

RECORD = "destination_reading"
ROLE_TYPES = {"mission": "organisation"}
_TABLE = Path("crosswalks") / "common" / "destinations.csv"
_COLUMNS = {"destination_text", "alpha3", "destination_type", "name"}
_NUMBERS = ("destination_count",)


@dataclass(frozen=True)
class Meaning:
    """What a name stands for; `code` is alpha-3 where it is one place, the dates are the first and last day of a historic state."""

    code: str | None
    type: str
    name: str
    valid_from: date | None = None
    valid_to: date | None = None


@dataclass(frozen=True)
class Reading:
    """The meaning of one printed text and what decided it."""

    text: str
    meaning: Meaning
    resolved_by: str


class Decisions:
    """The rows of `destinations.csv`: by text as printed, by what spellings share, and by code."""

    def __init__(self, rows: Iterable[tuple[str, Meaning]]) -> None:
        self._texts = dict(rows)
        self._keys: dict[str, set[Meaning]] = {}
        for text, meaning in self._texts.items():
            self._keys.setdefault(territories.key(text), set()).add(meaning)
        self._codes = {meaning.code: meaning for meaning in self._texts.values() if meaning.code}

    def of_text(self, text: str) -> Meaning | None:
        """What was decided of this text or of a like one; None where like ones were decided differently."""
        alike = self._keys.get(territories.key(text), set())
        return self._texts.get(text) or (next(iter(alike)) if len(alike) == 1 else None)

    def of_code(self, code: str | None) -> Meaning | None:
        """How the place of this code is called and what it is."""
        return self._codes.get(code) if code else None


def read_destinations() -> None:
    """Write one row for each text that landed, by the decisions as they stand. Raises RegistryError for a row that says nothing."""
    readings = readings_of(publishers() | landed_texts(), load_decisions(settings().root / _TABLE))
    schema = {name: column.dtype.type for name, column in DestinationReading.to_schema().columns.items()}
    rows = [(one.text, *astuple(one.meaning), one.resolved_by) for one in readings]
    path = settings().landing / RECORD / "statistics" / "now.parquet"
    path.parent.mkdir(parents=True, exist_ok=True)
    draft = path.with_suffix(".tmp")
    DestinationReading.validate(pl.DataFrame(rows, schema=schema, orient="row")).write_parquet(draft)
    draft.replace(path)


def readings_of(roles: dict[str, frozenset[str]], decisions: Decisions) -> list[Reading]:
    """One reading for each text, sorted by text; `roles` says in which roles each was printed."""
    return [_read(text, roles[text], decisions) for text in sorted(roles)]


def load_decisions(path: Path) -> Decisions:
    """The rows of the table. Raises RegistryError naming the first line that decides nothing, or what another line decided."""
    rows: dict[str, Meaning] = {}
    try:
        with path.open(encoding="utf-8", newline="") as file:
            table = csv.DictReader(file)
            if missing := _COLUMNS - set(table.fieldnames or ()):
                raise _refusal(f"no column {', '.join(sorted(missing))}", 1)
            for line, row in enumerate(table, start=2):
                if row["destination_text"] in rows:
                    raise _refusal(f"{row['destination_text']!r} is decided twice", line)
                rows[row["destination_text"]] = _meaning(row, line)
    except OSError as problem:
        raise _refusal(f"the table cannot be read: {problem}") from None
    return Decisions(rows.items())


def _meaning(row: dict[str, str], line: int) -> Meaning:
    if row["destination_type"] not in DESTINATION_TYPES or not row["name"]:
        raise _refusal(f"no name, or no type of {', '.join(DESTINATION_TYPES)}", line)
    try:
        first, last = (date.fromisoformat(row[name]) if row.get(name) else None for name in ("valid_from", "valid_to"))
    except ValueError as problem:
        raise _refusal(str(problem), line) from None
    return Meaning(row["alpha3"] or None, row["destination_type"], row["name"], first, last)


def _refusal(message: str, line: int | None = None) -> RegistryError:
    next_step = "correct the row; `commonlist lint common` tells of all of them"
    return RegistryError("registry.bad_destination", message, place=Place(file=_TABLE.as_posix(), line=line), next_step=next_step)


def _read(text: str, roles: frozenset[str], decisions: Decisions) -> Reading:
    plain = " ".join(text.split())
    if decided := decisions.of_text(text):
        return Reading(text, decided, "table")
    if roles and roles <= ROLE_TYPES.keys():
        return Reading(text, Meaning(None, ROLE_TYPES[min(roles)], plain), "role")
    if known := decisions.of_code(territories.code_of(text) or text):
        return Reading(text, known, "library")
    return Reading(text, Meaning(None, "unknown", plain), "nothing")


def publishers() -> dict[str, frozenset[str]]:
    """The codes of those who publish: a line without a reporting state is theirs, and a code is not always printed as a name."""
    return dict.fromkeys(_landed("declaration", ["state_code"]).get_column("state_code"), frozenset[str]())


def landed_texts() -> dict[str, frozenset[str]]:
    """Every party and reporting state, and every destination that stands alone in its cell, of any landed edition; with its roles."""
    parties = _landed("licensing_party", ["party_text", "party_role"])
    lines = _landed("licensing_observation", ["reporting_state_text", "destination_text", "destination_role", "destination_count"])
    alone = lines.filter(pl.col("destination_count") == 1)
    texts = [
        parties.select("party_text", "party_role"),
        alone.select(party_text="destination_text", party_role="destination_role"),
        lines.select(party_text="reporting_state_text", party_role=pl.lit("reporting_state")),
    ]
    grouped = pl.concat(texts).drop_nulls().unique().group_by("party_text").agg("party_role").rows()
    return {text: frozenset(said) for text, said in grouped}


def _landed(record: str, columns: list[str]) -> pl.DataFrame:
    """These columns of every landed file of that kind; no rows where nothing of the kind has landed."""
    paths = sorted((settings().landing / record).glob("*/*.parquet"))
    frames = [pl.scan_parquet(path).select(columns).unique() for path in paths]
    return (
        pl.concat(frames).collect()
        if frames
        else pl.DataFrame(schema={name: pl.Int64 if name in _NUMBERS else pl.String for name in columns})
    )
