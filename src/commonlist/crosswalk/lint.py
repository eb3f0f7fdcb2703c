"""The stewards' room to the list of everything in it that an edition must not meet.

Reads every map, correction, category and shared table under `crosswalks/` and checks the form of each file
(`sheet`), the rows of judgement (`judgements`), and here whether the shared tables agree with themselves.
"""

from collections.abc import Iterator, Sequence
from pathlib import Path

from commonlist.crosswalk.finding import Finding
from commonlist.crosswalk.judgements import Shared, check_authority, check_map
from commonlist.crosswalk.sheet import Sheet, read_sheet
from commonlist.crosswalk.tables import CATEGORIES, CORRECTIONS, DECISIONS, DEFINITIONS, ITEMS, MAP, Table, table_of_file
from commonlist.errors import RegistryError
from commonlist.registry import Publisher, Source, load_publisher
from commonlist.settings import settings

COMMON = "common"


def lint(publisher_codes: Sequence[str] | None = None) -> list[Finding]:
    """Every finding in the named folders (`gb`, `common`), in all of them if none is named; sorted by file and line."""
    common = {path.name: _sheet(path, table) for path, table in _files(COMMON)}
    shared = Shared(
        sensitivity={row["common_code"]: row["sensitivity"] for row in _rows(common, "items.csv")},
        rules=frozenset(row["rule_id"] for row in _rows(common, "steering_decisions.csv") if row["rule_id"]),
    )
    findings: list[Finding] = []
    for code in _folders(publisher_codes):
        if code == COMMON:
            findings += _lint_common(common)
        else:
            findings += _lint_folder(code, shared)
    return sorted(findings, key=lambda finding: (finding.file, finding.line or 0, finding.slug))


def _folders(codes: Sequence[str] | None) -> list[str]:
    known = sorted(folder.name for folder in settings().crosswalks.iterdir() if folder.is_dir())
    for code in codes or ():
        if code not in known:
            raise RegistryError("registry.unknown_state", f"no folder {code!r}", next_step=f"use one of {', '.join(known)}")
    return sorted(set(codes)) if codes is not None else known


def _files(folder: str) -> Iterator[tuple[Path, Table]]:
    for path in sorted((settings().crosswalks / folder).glob("*.csv")):
        if table := table_of_file(path):
            yield path, table


def _sheet(path: Path, table: Table) -> Sheet:
    return read_sheet(path, path.relative_to(settings().root).as_posix(), table)


def _rows(sheets: dict[str, Sheet], name: str) -> Iterator[dict[str, str]]:
    return (row.cells for row in sheets[name].rows) if name in sheets else iter(())


def _lint_folder(code: str, shared: Shared) -> list[Finding]:
    publisher, findings = _publisher(code)
    known: dict[str, Source] = publisher.sources if publisher else {}
    for path, table in _files(code):
        sheet = _sheet(path, table)
        if table is MAP:
            check_map(sheet, known.get(path.name.removesuffix(".map.csv")), shared)
        if table in (MAP, CATEGORIES, CORRECTIONS):
            check_authority(sheet, shared)
        findings += sheet.findings
    return findings


def _publisher(code: str) -> tuple[Publisher | None, list[Finding]]:
    path = settings().crosswalks / code / f"{code}.yml"
    name = path.relative_to(settings().root).as_posix()
    if not path.is_file():
        next_step = f"write {code}.yml; `commonlist new {code}` makes a first one"
        return None, [Finding(slug="lint.no_yaml", file=name, message="the folder has no YAML of its name", next_step=next_step)]
    try:
        return load_publisher(path), []
    except RegistryError as problem:
        line = getattr(problem.place, "line", None)
        return None, [Finding(slug=problem.slug, file=name, line=line, message=problem.message, next_step=problem.next_step)]


def _lint_common(sheets: dict[str, Sheet]) -> list[Finding]:
    for name, table, check in (
        ("items.csv", ITEMS, _check_items),
        ("steering_decisions.csv", DECISIONS, _check_decisions),
        ("definitions.csv", DEFINITIONS, _check_definitions),
    ):
        if name in sheets and table_of_file(sheets[name].path) is table:
            check(sheets[name], sheets)
    return [finding for sheet in sheets.values() for finding in sheet.findings]


def _check_items(sheet: Sheet, _: dict[str, Sheet]) -> None:
    known = {row["common_code"]: row["level"] for row in sheet.rows}
    above = {"category": (None,), "entry": ("category",), "provision": ("entry", "provision")}
    for row in sheet.rows:
        code, parent, level = row["common_code"], row["parent_code"], row["level"]
        if known.get(parent) not in above.get(level, ()):
            message = f"{code} is a {level} below {parent or 'nothing'}"
            sheet.report("bad_parent", message, "name the item one level up", line=row.line, column="parent_code")
        elif level == "provision" and code.rpartition(".")[0] != parent:
            message = f"{code} does not begin with {parent}"
            sheet.report("bad_parent", message, "name the item one level up", line=row.line, column="parent_code")
        if bool(row["title"]) == (level == "provision"):
            next_step = "give categories and entries a title in our own words, provisions none"
            sheet.report("title_misplaced", f"title of the {level} {code}", next_step, line=row.line, column="title")


def _check_decisions(sheet: Sheet, _: dict[str, Sheet]) -> None:
    seen: dict[str, int] = {}
    for row in sheet.rows:
        rule = row["rule_id"]
        if rule in seen:
            message = f"{rule} was adopted on line {seen[rule]}"
            sheet.report("duplicate_rule", message, "number the rule anew", line=row.line, column="rule_id")
        if rule:
            seen[rule] = row.line
        if bool(rule) != bool(row["rule_text"]):
            next_step = "give the rule its number and its text"
            sheet.report("rule_without_text", f"{row['decision_id']} names a rule by half", next_step, line=row.line, column="rule_text")


def _check_definitions(sheet: Sheet, sheets: dict[str, Sheet]) -> None:
    measures = {cells["measure_code"] for cells in _rows(sheets, "measures.csv")}
    for row in sheet.rows:
        if row["measure_code"] not in measures:
            message = f"no measure {row['measure_code']!r}"
            sheet.report("unknown_measure", message, "define it in measures.csv", line=row.line, column="measure_code")
