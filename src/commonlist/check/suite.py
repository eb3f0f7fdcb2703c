"""`expectations/<mart>.yml` → the beliefs held of one published table, complete and in order, or an error naming file and line.

- Every published table has a suite and every suite a table.
- Every suite says how many rows the table has at the least, so that an empty table can never pass, or why it may be empty.
"""

from pathlib import Path
from typing import Any, Literal

from pydantic import ValidationError, model_validator
from pydantic_core import PydanticCustomError

from commonlist.check.belief import ROW_COUNT, Belief, Sentence
from commonlist.errors import CheckError, Place
from commonlist.registry import line_of, read_yaml
from commonlist.registry.fact import Fact

Audience = Literal["catalog", "oversight", "public"]


class Suite(Fact):
    """What we believe of one mart. `key` are the columns that tell a reader which row is meant; `may_be_empty` says why none may be."""

    mart: str
    audience: Audience
    about: Sentence
    key: tuple[str, ...]
    may_be_empty: Sentence | None = None
    beliefs: tuple[Belief, ...]

    @property
    def file(self) -> str:
        return f"{self.mart}.yml"

    @property
    def path(self) -> str:
        """Where the table stands in an edition's folder."""
        return f"{self.audience}/{self.mart}.parquet"

    @model_validator(mode="after")
    def _an_empty_table_cannot_pass(self) -> "Suite":
        floors = (one for one in self.beliefs if one.expect == ROW_COUNT and one.where is None)
        if self.may_be_empty is None and not any(one.args.get("min_value", 0) >= 1 for one in floors):
            raise PydanticCustomError("no_floor", "no belief says how many rows the table has at the least")
        return self


def load_suite(path: Path) -> Suite:
    """Read one suite. Raises CheckError (`check.unknown_expectation`, `check.no_floor`, `check.invalid_suite`) naming the line."""
    lines = read_yaml(path)
    try:
        return Suite.model_validate(_with_lines(lines))
    except ValidationError as problem:
        first = problem.errors()[0]
        raise CheckError(
            f"check.{first['type']}" if first["type"] in ("unknown_expectation", "no_floor") else "check.invalid_suite",
            f"{first['msg']} at {'.'.join(str(part) for part in first['loc']) or 'the suite'}",
            place=Place(file=path.name, line=line_of(lines, first["loc"])),
            next_step="correct the belief on that line; docs/steward.md lists what a belief may say",
        ) from None


def _with_lines(document: Any) -> Any:
    body = _plain(document)
    beliefs = body.get("beliefs") if isinstance(body, dict) else None
    for number, belief in enumerate(beliefs if isinstance(beliefs, list) else []):
        if isinstance(belief, dict):
            belief["line"] = line_of(document, ("beliefs", number))
    return body


def _plain(node: Any) -> Any:
    """The document's values without what the YAML library attaches to them."""
    if isinstance(node, dict):
        return {str(name): _plain(value) for name, value in node.items()}
    if isinstance(node, list):
        return [_plain(value) for value in node]
    plain = next((kind for kind in (bool, int, float, str) if isinstance(node, kind)), None)
    return plain(node) if plain else node


def load_suites(folder: Path) -> dict[str, Suite]:
    """Every suite of the folder by mart. Raises CheckError where the file's name is not its mart's."""
    suites = {}
    for path in sorted(folder.glob("*.yml")):
        suite = load_suite(path)
        if suite.mart != path.stem:
            raise CheckError(
                "check.misnamed_suite",
                f"the suite is about {suite.mart}",
                place=Place(file=path.name, line=1),
                next_step=f"name the file {suite.file}, or correct `mart`",
            )
        suites[suite.mart] = suite
    return suites


def match_suites(suites: dict[str, Suite], published: dict[str, Audience]) -> None:
    """Refuse a table without a suite, a suite without a table, and a table that stands in another audience's folder."""
    for mart in sorted(published.keys() - suites.keys()):
        raise CheckError(
            "check.no_suite",
            f"nothing is believed of the published table {mart}",
            next_step=f"write expectations/{mart}.yml, or stop publishing the table",
        )
    for mart, suite in suites.items():
        if published.get(mart) == suite.audience:
            continue
        found = f"stands in {published[mart]}/" if mart in published else "is not in the edition"
        raise CheckError(
            "check.no_table",
            f"the table {mart} belongs in {suite.audience}/ and {found}",
            place=Place(file=suite.file, line=1),
            next_step="build the table for that audience, or correct the suite",
        )
