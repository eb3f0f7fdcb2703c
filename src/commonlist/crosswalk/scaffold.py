"""A state's name to a state folder one can begin with: a YAML that is valid from the first minute, and an empty map."""

import json
import re
from pathlib import Path
from tempfile import TemporaryDirectory

from pydantic import BaseModel, ConfigDict

from commonlist.crosswalk.reference_codes import shared_codes
from commonlist.crosswalk.rows import write_map
from commonlist.errors import Place, RegistryError
from commonlist.registry import load_publisher
from commonlist.settings import settings

_HEAD = """\
alpha3: {alpha3}
name: {name}
currency: {currency}
sources:
"""

_SOURCE = """\
  {source_id}:
    title: {source_id}   # the publication's own title
    record: control_item
    url: https://example.org/   # the official address of the file
    cadence_days: 365
    language: en
    terms: {{id: unknown, attribution: "", is_public: false}}   # is_public only where its licence says so
    bounds: {{rows: [1, 100000]}}   # narrow this once you have seen it
    layouts:
      - match: {state}/{source_id}_*
        format: {file_format}
        edition: '_(\\d{{4}}-\\d{{2}}-\\d{{2}})'
        columns: {{}}   # `commonlist land` names every column you have to decide about
    code: {{grammar: '[0-9A-Z]+(\\.[0-9a-z]+)*', head: '[0-9A-Z]+', style: dotted}}
"""


def placeholders(source_id: str) -> dict[tuple[int | str, ...], object]:
    """What a beginning says only because something must stand there, by the keys that lead to it in the source."""
    return {
        ("title",): source_id,
        ("url",): "https://example.org/",
        ("terms", "id"): "unknown",
        ("terms", "attribution"): "",
        ("bounds", "rows"): [1, 100000],
        ("layouts", 0, "columns"): {},
        ("code", "grammar"): r"[0-9A-Z]+(\.[0-9a-z]+)*",
    }


class Beginning(BaseModel):
    """What one must know of a state and its first (or next) source to begin."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    state: str
    name: str
    alpha3: str
    currency: str
    source_id: str
    file_format: str


def begin(what: Beginning) -> list[Path]:
    """Write the YAML (or add the source to it) and the map; returns what was written.

    Raises RegistryError, and writes nothing, where something is declared already or would not be valid.
    """
    folder = settings().crosswalks / what.state
    yaml, mapping = folder / f"{what.state}.yml", folder / f"{what.source_id}.map.csv"
    _require_codes(what)
    if yaml.exists():
        _require_agreement(what, yaml)
    words = what.model_dump() | {"name": json.dumps(what.name, ensure_ascii=False)}
    text = (yaml.read_text(encoding="utf-8") if yaml.exists() else _HEAD.format(**words)) + _SOURCE.format(**words)
    with TemporaryDirectory() as draft:
        trial = Path(draft) / yaml.name
        trial.write_text(text, encoding="utf-8")
        load_publisher(trial)
    folder.mkdir(exist_ok=True)
    yaml.write_text(text, encoding="utf-8")
    if not mapping.exists():
        write_map(mapping, [])
    return [yaml, mapping]


def _require_codes(what: Beginning) -> None:
    if not re.fullmatch("[a-z]{2}", what.state):
        raise RegistryError("registry.bad_state", f"{what.state!r} is no state folder", next_step="use ISO 3166-1 alpha-2 in lower case")
    codes = shared_codes()
    for code, known, table in ((what.alpha3, codes.states, "destinations.csv"), (what.currency, codes.currencies, "currencies.csv")):
        if code not in known:
            next_step = f"correct the code, or add it to common/{table} first"
            raise RegistryError("registry.unknown_code", f"{code!r} is not in common/{table}", next_step=next_step)


def _require_agreement(what: Beginning, yaml: Path) -> None:
    declared = load_publisher(yaml)
    if what.source_id in declared.sources:
        raise RegistryError("registry.exists", f"{what.source_id} is declared already", place=yaml, next_step="edit it there")
    for key in ("alpha3", "name", "currency"):
        said, asked = getattr(declared, key), getattr(what, key)
        if said != asked:
            message = f"{what.state} has the {key} {said!r}, not {asked!r}"
            next_step = f"give the {key} as declared, or correct it in the YAML first"
            raise RegistryError("registry.contradiction", message, place=Place(file=yaml.name, column=key), next_step=next_step)
