"""The house style that a machine can count: sizes, names, places, and what must never enter the repository."""

import ast
import re
import subprocess
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path

import pytest

from commonlist import registry
from places import ROOT

BANNED_NAMES = {"utils", "helpers", "common", "base", "misc", "manager"}
TOP_FOLDERS = {"crosswalks", "dags", "dbt", "docs", "expectations", "exports", "requirements", "src", "tests"}
CHECKS = ("ruff format --check", "ruff check", "mypy", "sqlfluff lint", "lint-imports", "commonlist lint", "$(MAKE) test")
GENERATED = (
    "var/raw/x",
    ".venv/x",
    ".venv-test/x",
    ".make/x",
    "dbt/target/x",
    "dbt/logs/x",
    "logs/x",
    ".coverage.1",
    "src/x/__pycache__/x",
)
TEXT = {".py", ".sql", ".yml", ".yaml", ".toml", ".md", ".csv", ".in", ".lock", ".cfg", ".j2", ".html", ""}
MACHINE_PATH = re.compile(r"(?<![\w.~/}:-])/(?:work|root|home|Users|opt|mnt|private)/\w")
REGISTRY = re.compile(r"https?://\S*(?:py" + r"pi\.|pythonhosted|/simple\b)|--(?:extra-)?index-url[ =]\S")
UNFINISHED = re.compile(r"\b(?:TO" + r"DO|FIX" + r"ME)\b|pragma: no " + "cover")


def files(*patterns: str) -> list[Path]:
    """What is, or would be, in the repository."""
    listed = subprocess.run(
        ["git", "-c", "safe.directory=*", "ls-files", "--cached", "--others", "--exclude-standard", "--", *patterns],
        cwd=ROOT, capture_output=True, text=True, check=True,
    ).stdout  # fmt: skip
    return [ROOT / line for line in listed.splitlines() if (ROOT / line).is_file()]


def too_long(limit: int) -> Callable[[Path, str], Iterator[str]]:
    def offences(path: Path, text: str) -> Iterator[str]:
        lines = text.count("\n")
        if lines > limit:
            yield f"{path.name} has {lines} lines, {limit} are allowed"

    return offences


def long_functions(path: Path, text: str) -> Iterator[str]:
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) and node.end_lineno:
            length = node.end_lineno - node.lineno + 1
            if length > 40:
                yield f"{path.name}:{node.lineno} {node.name} has {length} lines, 40 are allowed"


def banned_name(path: Path, _: str) -> Iterator[str]:
    if path.stem.strip("_") in BANNED_NAMES:
        yield f"{path.name} says nothing of what it holds"


def states_in_python(path: Path, text: str) -> Iterator[str]:
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.Compare | ast.Dict | ast.MatchValue):
            for part in ast.walk(node):
                if isinstance(part, ast.Constant) and part.value in state_names():
                    yield f"{path.name}:{part.lineno} decides by {part.value!r}; say it in the state's folder"


def states_in_sql(path: Path, text: str) -> Iterator[str]:
    for number, line in enumerate(text.splitlines(), 1):
        for literal in re.findall(r"'([^']*)'", line):
            if literal in state_names():
                yield f"{path.name}:{number} decides by {literal!r}; say it in the state's folder"


def matching(pattern: re.Pattern[str], what: str) -> Callable[[Path, str], Iterator[str]]:
    def offences(path: Path, text: str) -> Iterator[str]:
        for number, line in enumerate(text.splitlines(), 1):
            if pattern.search(line):
                yield f"{path.name}:{number} {what}"

    return offences


@cache
def state_names() -> set[str]:
    names = set()
    for publisher in registry.publishers():
        names |= {publisher.code, publisher.code.upper(), publisher.alpha3, publisher.name, *publisher.sources}
    return names


PYTHON = ("src/*.py", "tests/*.py", "dags/*.py", "dbt/*.py")
RULES = {
    "a module has at most 400 lines": (PYTHON, too_long(400)),
    "a function has at most 40 lines": (PYTHON, long_functions),
    "a model or test in SQL has at most 120 lines": (("dbt/*.sql",), too_long(120)),
    "a DAG has at most 40 lines": (("dags/*.py",), too_long(40)),
    "a file is called after what it holds": ((*PYTHON, "dbt/*.sql"), banned_name),
    "no Python decides by the name of a state": (("src/*.py", "dags/*.py"), states_in_python),
    "no SQL decides by the name of a state": (("dbt/*.sql",), states_in_sql),
    "no file names a path of one machine": (("*",), matching(MACHINE_PATH, "names a path of one machine")),
    "no file names a package registry": (("*",), matching(REGISTRY, "names a package registry")),
    "nothing is left unfinished": (PYTHON, matching(UNFINISHED, "is left unfinished")),
}


@pytest.mark.parametrize("rule", RULES)
def test_house_rule(rule):
    patterns, offences = RULES[rule]
    texts = [(path, path.read_text(encoding="utf-8", errors="replace")) for path in files(*patterns) if path.suffix in TEXT]
    assert [offence for path, text in texts for offence in offences(path, text)] == []


BROKEN = {
    "a module has at most 400 lines": ("x.py", "\n" * 401),
    "a function has at most 40 lines": ("x.py", "def f():\n" + "    pass\n" * 40),
    "a model or test in SQL has at most 120 lines": ("x.sql", "\n" * 121),
    "a DAG has at most 40 lines": ("x.py", "\n" * 41),
    "a file is called after what it holds": ("utils.py", ""),
    "no Python decides by the name of a state": ("x.py", 'if state == "GB":\n    pass\n'),
    "no SQL decides by the name of a state": ("x.sql", "where state_code = 'GBR'"),
    "no file names a path of one machine": ("x.md", "see /wo" + "rk/main"),
    "no file names a package registry": ("x.lock", "--index" + "-url=https://packages.example"),
    "nothing is left unfinished": ("x.py", "# TO" + "DO"),
}


@pytest.mark.parametrize("rule", RULES)
def test_house_rule_can_be_broken(rule):
    name, text = BROKEN[rule]
    assert list(RULES[rule][1](Path(name), text))


def test_top_level_folders_are_no_python_packages():
    assert [folder for folder in TOP_FOLDERS if (ROOT / folder / "__init__.py").exists()] == []


def test_the_top_level_is_the_tree_of_the_design():
    found = {path.relative_to(ROOT).parts[0] for path in files("*") if len(path.relative_to(ROOT).parts) > 1}
    assert found - {".ci"} <= TOP_FOLDERS


@pytest.mark.parametrize("path", GENERATED)
def test_generated_data_never_enters_the_repository(path):
    ignored = subprocess.run(["git", "-c", "safe.directory=*", "check-ignore", "-q", "--no-index", path], cwd=ROOT, check=False)
    assert ignored.returncode == 0


def make_targets() -> set[str]:
    return set(re.findall(r"^([a-z]+):.*## ", (ROOT / "Makefile").read_text(), re.MULTILINE))


def test_the_readme_tells_the_two_commands():
    told = set(re.findall(r"\bmake ([a-z]+)\b", (ROOT / "README.md").read_text()))
    assert {"run", "test"} <= told


@pytest.mark.parametrize("path", files("*.md", ":!tests/counterexamples", ":!crosswalks"), ids=lambda path: path.name)
def test_documents_tell_only_commands_that_exist(path):
    told = set(re.findall(r"`make ([a-z]+)", path.read_text(encoding="utf-8")))
    assert told <= make_targets()


def test_the_gate_runs_every_check():
    gate = (ROOT / ".ci" / "run").read_text()
    recipe = (ROOT / "Makefile").read_text().split("\ncheck:")[1].split("\n\n")[0]
    assert "make check" in gate
    assert [check for check in CHECKS if check not in recipe] == []


def locked(name: str) -> set[str]:
    return set(re.findall(r"^\S+==\S+", (ROOT / "requirements" / name).read_text(), re.MULTILINE))


def test_a_run_installs_no_airflow():
    names = {entry.split("==")[0] for entry in locked("run.lock")}
    assert {"duckdb", "dbt-core", "great-expectations"} <= names
    assert not {name for name in names if "airflow" in name or name.startswith("pytest")}


def test_what_runs_is_what_was_tested():
    assert locked("run.lock") - locked("test.lock") == set()


def test_every_locked_package_has_a_hash():
    for lock in (ROOT / "requirements").glob("*.lock"):
        entries = re.findall(r"^(\S+==\S+).*\\\n((?:    --hash=sha256:.*\n?)+)", lock.read_text(), re.MULTILINE)
        assert len(entries) == len(re.findall(r"^\S+==", lock.read_text(), re.MULTILINE)) > 0


@pytest.mark.parametrize("path", [path for path in files("docs/changes/*") if path.name != "README.md"], ids=lambda path: path.name)
def test_a_change_is_told_in_one_line(path):
    assert re.fullmatch(r"\d+\.(breaking|added|changed|fixed)(\.\d+)?\.md", path.name)
    assert path.read_text().count("\n") == 1
