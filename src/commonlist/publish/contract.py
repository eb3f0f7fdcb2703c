"""The promises in `exports/`: one YAML per published mart, and `edition.yml` for the edition as a whole.

- A mart must have exactly the columns, types and key its contract lists; nothing undeclared leaves the house.
- A column that disappears or changes its type, a changed key, a mart that disappears or moves to another audience breaks the
  promise made with the last edition. That needs a higher major in `schema.SCHEMA_VERSION`. New columns and new marts do not.
"""

from datetime import date
from functools import cache, cached_property
from pathlib import Path
from typing import Any, Literal, TypeVar, get_args

from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

from commonlist.errors import Place, PublishError
from commonlist.settings import settings

Audience = Literal["catalog", "oversight", "public"]
AUDIENCES: tuple[Audience, ...] = get_args(Audience)
HOUSE_FILE = "edition.yml"


class Promise(BaseModel):
    """Base of what `exports/` declares: frozen, and unknown keys are mistakes."""

    model_config = ConfigDict(frozen=True, extra="forbid")


Promised = TypeVar("Promised", bound=Promise)


class Contract(Promise):
    """One published mart. `columns` maps names to DuckDB types in file order; `sort` is what readers filter on first."""

    mart: str = Field(pattern=r"^[a-z][a-z0-9_]*$")
    audience: Audience
    since: str
    title: str
    key: tuple[str, ...] = Field(min_length=1)
    sort: tuple[str, ...]
    columns: dict[str, str]

    @cached_property
    def path(self) -> str:
        """Where the mart stands in an edition folder, without suffix."""
        return f"{self.audience}/{self.mart}"

    @model_validator(mode="after")
    def _names_its_own_columns(self) -> "Contract":
        unknown = [name for name in (*self.key, *self.sort) if name not in self.columns]
        if unknown:
            raise ValueError(f"key or sort names {', '.join(unknown)}, which is no column of the mart")
        return self


class House(Promise):
    """What is the same in every edition: how it is called and cited, and when a source counts as stale.

    A source is stale once its latest edition is older than `stale_after_cadences` × the source's own cadence. Editions are served
    below `home`, the newest also as `latest/`; `tag` is the authority of tag URIs (RFC 4151) and must never change once one is published.
    """

    name: str
    title: str
    description: str
    cite_as: str
    stale_after_cadences: float = Field(gt=0)
    home: str = Field(pattern=r"^https://\S+/$")
    tag: str = Field(pattern=r"^[a-z0-9.-]+,\d{4}(-\d\d){0,2}$")
    publisher: str
    contact: str = Field(pattern=r"^https://\S+$")
    theme: str = Field(pattern=r"^https?://\S+$")

    def address(self, edition: str) -> str:
        """Where the public folder of that edition stands for good; ends with a slash."""
        return f"{self.home}editions/{edition}/public/"

    def is_stale(self, edition_date: date, cadence_days: int, on: date) -> bool:
        """Whether a newer edition should long have appeared."""
        return (on - edition_date).days > cadence_days * self.stale_after_cadences


def exports_folder() -> Path:
    """Where the promises are declared; `templates/` lies there too."""
    return settings().root / "exports"


def contracts() -> dict[str, Contract]:
    """Every contract by mart name, sorted. Raises PublishError `publish.contract_invalid`."""
    paths = [path for path in sorted(exports_folder().glob("*.yml")) if path.name != HOUSE_FILE]
    found = {path.stem: _load(path, Contract) for path in paths}
    for stem, contract in found.items():
        if contract.mart != stem:
            raise PublishError(
                "publish.contract_invalid",
                f"the file is called {stem}, its mart {contract.mart}",
                place=Place(file=f"{stem}.yml", column="mart"),
                next_step="give file and mart the same name",
            )
    return found


def house() -> House:
    """The facts of `exports/edition.yml`."""
    return _load(exports_folder() / HOUSE_FILE, House)


def _load(path: Path, model: type[Promised]) -> Promised:
    from ruamel.yaml.error import YAMLError

    try:
        return model.model_validate(parse_yaml(path.read_text(encoding="utf-8")))
    except (OSError, UnicodeDecodeError, YAMLError) as problem:
        raise _invalid(path, None, str(problem).replace("\n", " ")) from None
    except ValidationError as problem:
        first = problem.errors()[0]
        raise _invalid(path, ".".join(str(part) for part in first["loc"]), first["msg"]) from None


@cache
def parse_yaml(text: str) -> Any:
    """What a YAML document of ours says, parsed once; nobody may change it."""
    from ruamel.yaml import YAML

    return YAML(typ="safe", pure=True).load(text)


def _invalid(path: Path, key: str | None, message: str) -> PublishError:
    return PublishError(
        "publish.contract_invalid", message, place=Place(file=path.name, column=key), next_step="correct that contract in exports/"
    )


def require_kept(contract: Contract, columns: dict[str, str]) -> None:
    """Refuse a mart whose columns are not the promised ones, in the promised order: `publish.contract_broken`."""
    if list(columns.items()) == list(contract.columns.items()):
        return
    raise PublishError(
        "publish.contract_broken",
        f"mart {contract.mart}: {_difference(contract.columns, columns)}",
        place=Place(file=f"{contract.mart}.yml", column="columns"),
        next_step="change the model back, or change the contract and, if a reader loses something, raise the major of SCHEMA_VERSION",
    )


def _difference(promised: dict[str, str], delivered: dict[str, str]) -> str:
    missing = [f"{name} is missing" for name in promised if name not in delivered]
    extra = [f"{name} is not in the contract" for name in delivered if name not in promised]
    types = [f"{name} is {delivered[name]}, promised {kind}" for name, kind in promised.items() if delivered.get(name, kind) != kind]
    return "; ".join(missing + extra + types) or "the columns stand in another order than promised"


def require_compatible(now: dict[str, Contract], before: dict[str, Contract], versions: tuple[str, str]) -> None:
    """Refuse contracts that take something away from the last edition's readers unless the schema major rose.

    `versions` is (last edition's, this one's). Raises PublishError `publish.contract_broken`.
    """
    if _major(versions[1]) > _major(versions[0]):
        return
    losses = [loss for mart, old in before.items() for loss in _losses(old, now.get(mart))]
    if losses:
        raise PublishError(
            "publish.contract_broken",
            f"readers of the last edition would lose: {'; '.join(losses)}",
            place=Place(file="exports"),
            next_step="keep the old promise, or raise the major of SCHEMA_VERSION and say so in docs/changes/",
        )


def _losses(old: Contract, new: Contract | None) -> list[str]:
    if new is None:
        return [f"mart {old.mart}"]
    if new.audience != old.audience:
        return [f"mart {old.mart} moved from {old.audience} to {new.audience}"]
    gone = [f"{old.mart}.{name}" for name in old.columns if name not in new.columns]
    changed = [f"the type {kind} of {old.mart}.{name}" for name, kind in old.columns.items() if new.columns.get(name, kind) != kind]
    key = [f"the key of {old.mart}"] if new.key != old.key else []
    return gone + changed + key


def _major(version: str) -> int:
    return int(version.partition(".")[0])
