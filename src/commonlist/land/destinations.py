"""Every name of a place in the landed statistics to what it means: one `destination_reading` for each printed text.

Who says so, first found wins:
1. `table`: a row of `crosswalks/common/destinations.csv`, for that text or one that differs in case, blanks or Unicode form only.
2. `parts`: for a cell of several destinations, its parts; it is the one place they all mean, or else a group.
3. `role`: what the text was printed as; the name of a mission is that of an organisation, never read as that of a state.
4. `library`: ISO 3166 knows the name; what the place is and how it is called is said by the table's rows of that code.
5. `nothing`: the text is `unknown`, kept and listed.
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
BETWEEN_PARTS = "; "
_TABLE = Path("crosswalks") / "common" / "destinations.csv"
_COLUMNS = {"destination_text", "alpha3", "destination_type", "name"}
_LINE = ["source_id", "edition_date", "source_line"]
_TYPES = {"edition_date": pl.Date, "source_line": pl.Int64, "position": pl.Int64, "destination_count": pl.Int64}


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


@dataclass(frozen=True)
class Printed:
    """The landed texts: in which roles each was printed, and the parts of each cell that names several destinations."""

    roles: dict[str, frozenset[str]]
    cells: dict[str, tuple[str, ...]]


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
    readings = readings_of(landed_texts(), load_decisions(settings().root / _TABLE))
    schema = {name: column.dtype.type for name, column in DestinationReading.to_schema().columns.items()}
    rows = [(one.text, *astuple(one.meaning), one.resolved_by) for one in readings]
    path = settings().landing / RECORD / "statistics" / "now.parquet"
    path.parent.mkdir(parents=True, exist_ok=True)
    draft = path.with_suffix(".tmp")
    DestinationReading.validate(pl.DataFrame(rows, schema=schema, orient="row")).write_parquet(draft)
    draft.replace(path)


def readings_of(printed: Printed, decisions: Decisions) -> list[Reading]:
    """One reading for each text, sorted by text."""
    texts = sorted(printed.roles.keys() | printed.cells.keys())
    return [_cell(text, printed, decisions) if text in printed.cells else _read(text, printed.roles[text], decisions) for text in texts]


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
    if known := decisions.of_code(territories.code_of(text)):
        return Reading(text, known, "library")
    return Reading(text, Meaning(None, "unknown", plain), "nothing")


def _cell(text: str, printed: Printed, decisions: Decisions) -> Reading:
    if decided := decisions.of_text(text):
        return Reading(text, decided, "table")
    meant = list(dict.fromkeys(_read(part, frozenset(), decisions).meaning for part in printed.cells[text]))
    several = Meaning(None, "group", BETWEEN_PARTS.join(one.name for one in meant))
    return Reading(text, meant[0] if len(meant) == 1 else several, "parts")


def landed_texts() -> Printed:
    """Every party, reporting state and whole destination cell in any landed edition of any source."""
    parties = _landed("licensing_party", [*_LINE, "party_role", "position", "party_text"])
    lines = _landed("licensing_observation", [*_LINE, "reporting_state_text", "destination_text", "destination_role", "destination_count"])
    whole = lines.filter(pl.col("destination_count") > 1).unique("destination_text", keep="first", maintain_order=True)
    roles = pl.concat(
        [
            parties.select("party_text", "party_role"),
            lines.select(party_text="destination_text", party_role="destination_role"),
            lines.select(party_text="reporting_state_text", party_role=pl.lit("reporting_state")),
        ]
    )
    grouped = roles.drop_nulls().unique().group_by("party_text").agg("party_role").rows()
    return Printed({text: frozenset(said) for text, said in grouped}, _parts(whole, parties))


def _parts(whole: pl.DataFrame, parties: pl.DataFrame) -> dict[str, tuple[str, ...]]:
    found = whole.join(parties, left_on=[*_LINE, "destination_role"], right_on=[*_LINE, "party_role"]).sort("position")
    grouped = found.group_by("destination_text").agg("party_text").rows()
    return {text: tuple(parts) for text, parts in grouped}


def _landed(record: str, columns: list[str]) -> pl.DataFrame:
    """These columns of every landed file of that kind; no rows where nothing of the kind has landed."""
    paths = sorted((settings().landing / record).glob("*/*.parquet"))
    frames = [pl.scan_parquet(path).select(columns).unique(maintain_order=True) for path in paths]
    return pl.concat(frames).collect() if frames else pl.DataFrame(schema={name: _TYPES.get(name, pl.String) for name in columns})
