"""The steward's page says what every error means, what every reader option and every key of the YAML says, and nothing that is not so."""

import ast
import inspect
import re
from collections.abc import Iterator
from importlib import import_module

import pytest

from commonlist import registry
from commonlist.errors import CommonlistError
from commonlist.land.read import READERS, options_of
from commonlist.registry import events, statistics
from commonlist.registry.fact import Fact
from places import ROOT

PAGE = (ROOT / "docs" / "steward.md").read_text(encoding="utf-8")
FAMILIES = "usage|internal|settings|registry|fetch|read|shape|correct|land|build|check|publish|lint|crosswalk|disclose|attack"
SLUG = re.compile(rf"(?:{FAMILIES})\.[a-z_0-9]+")
EVENTS = {"fetch.kept", "fetch.unchanged", "fetch.attempt_failed"}
FILES = {"registry.py", "crosswalk.parquet"}
COMPOSED = {"lint.", "build.", "check."}
EVERY_FILE = [(path, ast.parse(path.read_text(encoding="utf-8"))) for path in sorted((ROOT / "src").rglob("*.py"))]


def section(title: str) -> str:
    return re.split(r"^## ", PAGE.split(f"\n## {title}\n")[1], flags=re.MULTILINE)[0]


def raised() -> Iterator[str]:
    """Every slug written out in the package, and those put together from a family and a word."""
    for path, module in EVERY_FILE:
        for node in ast.walk(module):
            if isinstance(node, ast.Constant) and isinstance(node.value, str) and SLUG.fullmatch(node.value):
                yield node.value
            elif isinstance(node, ast.Call) and getattr(node.func, "attr", "") == "report":
                yield from (f"lint.{word}" for word in words(node.args[0]))
            elif isinstance(node, ast.Call) and getattr(node.func, "id", "") == "PydanticCustomError":
                yield from (f"check.{word}" for word in words(node.args[0]))
            elif isinstance(node, ast.Tuple) and path.name == "sheet.py" and len(node.elts) == 3:
                yield from (f"lint.{word}" for word in words(node.elts[0]))


def words(node: ast.expr) -> list[str]:
    """The slug's last part, if it is written out; `bad_{column}` stands for the two shares a row may give."""
    if isinstance(node, ast.Constant):
        return [node.value] if re.fullmatch(r"[a-z_0-9]+", str(node.value)) else []
    return ["bad_weight", "bad_confidence"] if ast.unparse(node) == "f'bad_{column}'" else []


def explained() -> list[str]:
    return re.findall(rf"^\| `((?:{FAMILIES})\.[a-z_0-9]+)` \|", section("Errors and what to do"), re.MULTILINE)


def test_every_error_is_explained_once_and_none_that_cannot_happen() -> None:
    assert sorted(explained()) == sorted(set(raised()) - EVENTS - FILES)


def test_no_error_is_put_together_where_this_test_cannot_see_it() -> None:
    starts = {
        node.values[0].value
        for _, module in EVERY_FILE
        for node in ast.walk(module)
        if isinstance(node, ast.JoinedStr) and isinstance(node.values[0], ast.Constant) and len(node.values) == 2
    }
    assert {start for start in starts if re.fullmatch(rf"(?:{FAMILIES})\.[a-z_]*", str(start))} == COMPOSED


def test_every_error_that_is_raised_begins_with_a_known_family() -> None:
    errors = {
        name
        for name, kind in vars(import_module("commonlist.errors")).items()
        if inspect.isclass(kind) and issubclass(kind, CommonlistError)
    }
    for path, module in EVERY_FILE:
        for node in ast.walk(module):
            if isinstance(node, ast.Call) and getattr(node.func, "id", "") in errors and isinstance(node.args[0], ast.Constant):
                assert SLUG.fullmatch(node.args[0].value), f"{path.name}:{node.lineno}"


@pytest.mark.parametrize("row", [line for line in section("Errors and what to do").splitlines() if line.startswith("| `")])
def test_an_explanation_says_what_it_means_and_what_to_do(row: str) -> None:
    _, means, to_do = row.strip("| ").split(" | ")
    assert len(means) > 5
    assert len(to_do) > 5


def documented_options() -> dict[str, set[str]]:
    """By reader: the options in the table under its name; one that starts with another reader's name is only that one's."""
    found: dict[str, set[str]] = {}
    for heading, table in re.findall(r"^(\*\*`.+?)\n\n(.+?)\n\n", section("Reader options") + "\n\n", re.MULTILINE | re.DOTALL):
        readers = re.findall(r"\*\*`(\w+)`\*\*", heading)
        for row in table.splitlines()[2:]:
            names, says = row.strip("| ").split(" | ", 1)
            only = re.match(r"`(\w+)`: ", says)
            for reader in [only[1]] if only else readers:
                found.setdefault(reader, set()).update(re.findall(r"`(\w+)`", names))
    return found


@pytest.mark.parametrize("file_format", READERS)
def test_every_option_of_a_reader_is_explained(file_format: str) -> None:
    assert documented_options().get(file_format, set()) == set(options_of(file_format).model_fields)


def test_no_reader_is_explained_that_does_not_exist() -> None:
    assert set(documented_options()) <= set(READERS)
    assert all(f"**`{name}`**" in section("Reader options") for name in READERS)


TABLES = {
    registry.Publisher: "The publisher",
    registry.Source: "A source",
    registry.Layout: "A layout",
    registry.CodeRule: "How a code is written",
    statistics.Statistics: "What a line of statistics is about",
    statistics.Measure: "A figure",
    events.Events: "A log of events",
}


@pytest.mark.parametrize("model", TABLES, ids=lambda model: model.__name__)
def test_every_key_of_the_yaml_is_explained(model: type[Fact]) -> None:
    table = re.split(r"\n\n(?!\|)", section("The YAML").split(f"**{TABLES[model]}**")[1], maxsplit=1)[0]
    keys = {name for row in re.findall(r"^\| (`.+?) \|", table, re.MULTILINE) for name in re.findall(r"`(\w+)`", row)}
    said_elsewhere = {"source_id", "publisher_code"} if model is registry.Source else set()
    assert keys | said_elsewhere == set(model.model_fields)


IN_ONE_ROW = {
    registry.Terms: "terms",
    registry.Bounds: "bounds",
    statistics.PartyList: "parties",
    statistics.ReasonList: "reasons",
    events.Calendar: "calendar",
}


@pytest.mark.parametrize("model", IN_ONE_ROW, ids=lambda model: model.__name__)
def test_what_stands_inside_a_key_is_explained_in_its_row(model: type[Fact]) -> None:
    rows = re.findall(rf"^\| `{IN_ONE_ROW[model]}` \|.+$", section("The YAML"), re.MULTILINE)
    assert any(all(f"`{name}" in row for name in model.model_fields) for row in rows)


def test_every_model_of_the_registry_has_its_table() -> None:
    names = {**vars(registry), **vars(statistics), **vars(events)}.values()
    facts = {kind for kind in names if inspect.isclass(kind) and issubclass(kind, Fact)}
    assert facts == {*TABLES, *IN_ONE_ROW, Fact}
