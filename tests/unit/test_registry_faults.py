"""A state folder that cannot be read stops its own sources, says which line of which file, and stops no other state."""

from pathlib import Path

import pytest

from commonlist import registry
from commonlist.errors import RegistryError
from small_list import YAML, declare

# What stands in the file, the key it must name, and the line.
WRONG = {
    "a word": ("hello\n", "the top of the file", 1),
    "a list": ("- alpha3: XXX\n", "the top of the file", 1),
    "nothing": ("", "alpha3", 1),
    "sources without a body": (YAML.split("sources:")[0] + "sources:\n", "sources", 4),
    "sources in a list": (YAML.split("sources:")[0] + "sources: [a]\n", "sources", 4),
    "sources in a word": (YAML.split("sources:")[0] + "sources: xx_list\n", "sources", 4),
    "sources in a set": (YAML.split("sources:")[0] + "sources: !!set {a}\n", "sources", 4),
    "a source without a body": (YAML.split("  xx_list:")[0] + "  xx_list:\n", "sources.xx_list", 5),
    "a source in a word": (YAML.split("  xx_list:")[0] + "  xx_list: later\n", "sources.xx_list", 5),
    "layouts in a word": (YAML.split("    layouts:")[0] + "    layouts: csv\n", "sources.xx_list.layouts", 13),
    "an empty layout": (YAML.split("    layouts:")[0] + "    layouts:\n      -\n", "sources.xx_list.layouts.0", 14),
}


@pytest.mark.parametrize("name", WRONG)
def test_what_is_yaml_of_another_shape_is_told_with_line_and_key(project: Path, name: str) -> None:
    text, key, line = WRONG[name]
    declare(project, text)
    (problem,) = registry.faults().values()
    assert problem.slug == "registry.invalid"
    assert problem.place and (problem.place.file, problem.place.column, problem.place.line) == ("xx.yml", key, line)


@pytest.mark.parametrize("text", ["sources: [\n", "name: 2024-13-45\n", "name: !!int many\n", "a: b\na: c\n", "name: \x00\n"])
def test_what_is_no_yaml_is_told_by_file(project: Path, text: str) -> None:
    declare(project, text)
    (problem,) = registry.faults().values()
    assert problem.place and (problem.slug, problem.place.file) == ("registry.not_yaml", "xx.yml")


def test_a_folder_named_like_a_yaml_is_none(project: Path) -> None:
    (project / "crosswalks" / "xx" / "xx.yml").mkdir(parents=True)
    assert [problem.slug for problem in registry.faults().values()] == ["registry.not_yaml"]


def test_one_faulty_state_leaves_the_others_their_sources(project: Path) -> None:
    declare(project)
    (project / "crosswalks" / "yy").mkdir()
    (project / "crosswalks" / "yy" / "yy.yml").write_text("hello\n", encoding="utf-8")
    assert set(registry.sources()) == {"xx_list"}
    assert registry.source("xx_list").title == "A list"
    assert set(registry.faults()) == {"yy"}
    with pytest.raises(RegistryError, match=r"registry\.invalid.*yy\.yml"):
        registry.source("yy_list")
    with pytest.raises(RegistryError, match=r"registry\.unknown_source.*use one of xx_list"):
        registry.source("zz_list")
