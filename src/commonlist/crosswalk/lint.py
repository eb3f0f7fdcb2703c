"""The stewards' room to the list of everything in it that an edition must not meet.

Reads every map, correction, category and shared table under `crosswalks/` and checks the form of each file
(`sheet`), the rows of judgement (`judgements`), and here whether the shared tables agree with themselves.
"""

from collections.abc import Iterable, Iterator, Sequence
from difflib import get_close_matches
from pathlib import Path

from commonlist.crosswalk.code_words import check_code_words
from commonlist.crosswalk.counting import check_counting_periods, check_counting_rules
from commonlist.crosswalk.declarations import Require, check_declarations
from commonlist.crosswalk.destinations import check_destinations
from commonlist.crosswalk.euro_rates import check_euro_rates
from commonlist.crosswalk.finding import Finding
from commonlist.crosswalk.graph import check_graph
from commonlist.crosswalk.judgements import Shared, check_authority, check_map, check_own_review
from commonlist.crosswalk.precedence import check_precedence
from commonlist.crosswalk.reference_codes import Codes, codes_of
from commonlist.crosswalk.shared_codes import check_shared_codes
from commonlist.crosswalk.sheet import Sheet, read_sheet
from commonlist.crosswalk.tables import (
    CATEGORIES,
    CLOSURE_DAYS,
    COMPOSITIONS,
    CORRECTIONS,
    COUNTING_PERIODS,
    COUNTING_RULES,
    CRITERIA,
    DECISIONS,
    DEFINITIONS,
    DESTINATIONS,
    EURO_RATES,
    EVENT_WORDS,
    INVERSES,
    ITEMS,
    MAP,
    PER_SOURCE,
    PER_STATE,
    PHRASES,
    PRECEDENCE,
    RELATIONS,
    SHARED,
    Table,
    table_of_file,
)
from commonlist.crosswalk.world import load_world
from commonlist.errors import CommonlistError, RegistryError
from commonlist.registry import Publisher, Source, load_publisher
from commonlist.settings import settings

COMMON = "common"
ERRORS_SHOWN, WARNINGS_SHOWN = 20, 1
REASONED = (CATEGORIES, CORRECTIONS, CRITERIA, EVENT_WORDS, CLOSURE_DAYS, PHRASES)


def lint(publisher_codes: Sequence[str] | None = None, require: Require = lambda _: None) -> list[Finding]:
    """Every finding in the named folders (`gb`, `common`), in all of them if none is named; sorted by file and line.

    `require` raises RegistryError for a layout no reader can read; which readers there are is not the crosswalk's to know.
    """
    common = {path.name: _sheet(path, table) for path, table in _files(COMMON)}
    shared = Shared.of(_rows(common, "items.csv"), _rows(common, "steering_decisions.csv"))
    codes = codes_of({name: [row.cells for row in sheet.rows] for name, sheet in common.items()})
    findings: list[Finding] = []
    for code in _folders(publisher_codes):
        if code == COMMON:
            findings += _lint_common(common, shared)
        else:
            findings += _lint_folder(code, shared, codes, require)
        findings += _unknown_files(code)
    findings.sort(key=lambda finding: (finding.file, finding.line or 0, finding.slug))
    return findings + _lint_graph(_folders(publisher_codes), findings)


def _lint_graph(folders: list[str], known: list[Finding]) -> list[Finding]:
    """What the maps of these folders say together with all others: of each check the first findings, and how many there are."""
    try:
        outcomes = check_graph(load_world())
    except CommonlistError as problem:
        return [] if known else [_not_compared(problem)]
    told = {(one.file, one.line, one.column) for one in known if one.column}
    found: list[Finding] = []
    for outcome in outcomes:
        news = (one for one in outcome.findings() if (one.file, one.line, one.column) not in told)
        here = [one for one in news if one.file.split("/")[1:2] in ([], *([name] for name in folders))]
        found += _shortened(here, ERRORS_SHOWN if outcome.blocks else WARNINGS_SHOWN)
    return found


def _not_compared(problem: CommonlistError) -> Finding:
    file = getattr(problem.place, "file", "crosswalks")
    message = f"the maps were not held against each other, since {file} cannot be used: {problem.message}"
    return Finding(slug="lint.not_compared", severity="warning", file=file, message=message, next_step=problem.next_step)


def _shortened(findings: list[Finding], shown: int) -> list[Finding]:
    if len(findings) <= shown:
        return findings
    last = findings[shown - 1]
    message = f"{last.message} (and {len(findings) - shown:,} more)"
    next_step = f"{last.next_step}; `commonlist crosswalk checks` writes them all down"
    return [*findings[: shown - 1], last.model_copy(update={"message": message, "next_step": next_step})]


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


def _lint_folder(code: str, shared: Shared, codes: Codes, require: Require) -> list[Finding]:
    publisher, findings = _publisher(code)
    known: dict[str, Source] = publisher.sources if publisher else {}
    if publisher:
        path = settings().crosswalks / code / f"{code}.yml"
        findings += check_declarations(path, path.relative_to(settings().root).as_posix(), publisher, codes, require)
    for path, table in _files(code):
        sheet = _sheet(path, table)
        source_id = path.name.partition(".")[0]
        if publisher and table is not CLOSURE_DAYS and source_id not in known:
            next_step = f"{_likely(source_id, known)}, or declare the source in the state's YAML"
            sheet.report("unknown_source", f"no state declares a source {source_id}", next_step)
        if table is MAP:
            check_map(sheet, known.get(source_id), shared)
        check_code_words(sheet, table, codes)
        if table in (MAP, *REASONED):
            check_authority(sheet, shared)
        if table in REASONED:
            check_own_review(sheet)
        findings += sheet.findings
    return findings


def _unknown_files(code: str) -> Iterator[Finding]:
    """CSV files that nothing would ever read; a sample is cut from a publication and has its columns."""
    folder = settings().crosswalks / code
    for path in sorted(folder.glob("*.csv")):
        if table_of_file(path) or (code != COMMON and ".sample." in path.name):
            continue
        name = path.relative_to(settings().root).as_posix()
        source_id = path.name.partition(".")[0]
        names = SHARED if code == COMMON else [*(source_id + suffix for suffix in PER_SOURCE), *PER_STATE]
        next_step = f"{_likely(path.name, names)}, or move it out of crosswalks/"
        yield Finding(slug="lint.unknown_file", file=name, message="nothing reads a file of this name", next_step=next_step)


def _likely(name: str, names: Iterable[str]) -> str:
    close = get_close_matches(name, list(names), n=1) or sorted(names)
    return f"rename it to {close[0]}" if len(close) == 1 else f"use one of {', '.join(close)}" if close else "rename it"


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


def _lint_common(sheets: dict[str, Sheet], shared: Shared) -> list[Finding]:
    for name, table, check in (
        ("items.csv", ITEMS, _check_items),
        ("steering_decisions.csv", DECISIONS, _check_decisions),
        ("definitions.csv", DEFINITIONS, _check_definitions),
        ("destinations.csv", DESTINATIONS, check_destinations),
        ("compositions.csv", COMPOSITIONS, _check_compositions),
        ("euro_rates.csv", EURO_RATES, check_euro_rates),
        ("source_precedence.csv", PRECEDENCE, check_precedence),
        ("counting_rules.csv", COUNTING_RULES, check_counting_rules),
        ("counting_periods.csv", COUNTING_PERIODS, check_counting_periods),
    ):
        if name in sheets and table_of_file(sheets[name].path) is table:
            check(sheets[name], sheets)
            if table is PRECEDENCE:
                check_authority(sheets[name], shared)
                check_own_review(sheets[name])
    for sheet in sheets.values():
        check_shared_codes(sheet, sheets)
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


def _check_compositions(sheet: Sheet, _: dict[str, Sheet]) -> None:
    """Every pair stands, `exact` changes nothing, and what holds from the first to the second holds backwards."""
    said = {(row["first_predicate"], row["second_predicate"]): row["composed_predicate"] for row in sheet.rows}
    for pair in ((first, second) for first in RELATIONS for second in RELATIONS):
        if pair not in said:
            next_step = "add the row; leave composed_predicate blank if nothing may be said"
            sheet.report("missing_composition", f"nothing stands for {pair[0]} and {pair[1]}", next_step)
    for row in sheet.rows:
        first, second, composed = row["first_predicate"], row["second_predicate"], row["composed_predicate"]
        other = second if first == "exact" else first if second == "exact" else composed
        mirrored = said.get((_inverse(second), _inverse(first)), _inverse(composed))
        if composed != other or composed != _inverse(mirrored):
            expected = other if composed != other else _inverse(mirrored)
            message = f"{first} and {second} make {composed or 'nothing'}, but {expected or 'nothing'} by the mirrored row or by `exact`"
            next_step = "correct the row, or its mirror image"
            sheet.report("unsound_composition", message, next_step, line=row.line, column="composed_predicate")


def _inverse(predicate: str) -> str:
    return INVERSES.get(predicate, predicate)
