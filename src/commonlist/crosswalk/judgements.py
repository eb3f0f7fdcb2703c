"""Rows of judgement to what is wrong with them: who decided, on what authority, and whether rows agree with each other.

- Nobody reviews their own work; an approval names its reviewer and its day; a rule must stand in the register.
- A sensitive item is approved by a rule or by desks of two states, neither of them the author.
- `none` names no common item and stands alone; every other predicate names one that exists. `todo` is seen and not yet judged.
- Weights lie in (0, 1], say their basis, and sum to 1 over the rows of an item that aggregate in the same span;
  an item that aggregates into several common items has them.
"""

import re
from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from commonlist.crosswalk.sheet import Row, Sheet
from commonlist.crosswalk.tables import AGGREGATING, NOT, TARGETLESS
from commonlist.registry import Source

SUM_TOLERANCE = 0.001
_LEVELS = re.compile(r"(\.[0-9A-Za-z]+)*")


@dataclass(frozen=True)
class Shared:
    """What rows refer to: the sensitivity of every common item by code, and the rules in the register."""

    sensitivity: dict[str, str]
    rules: frozenset[str]


def check_authority(sheet: Sheet, shared: Shared) -> None:
    """Author, reviewer and day of every row that was decided."""
    for row in sheet.rows:
        reviewers = row["reviewer"].split()
        if row["author"] and row["author"] in reviewers:
            sheet.report("own_review", "the author reviews its own row", "have another desk review it", line=row.line, column="reviewer")
        for reviewer in reviewers:
            rule = reviewer.removeprefix("rule:")
            if rule != reviewer and rule not in shared.rules:
                next_step = "adopt the rule in common/steering_decisions.csv, or cite one that is there"
                sheet.report("unknown_rule", f"no decision adopted rule {rule}", next_step, line=row.line, column="reviewer")
        if bool(reviewers) != bool(row["reviewed_date"]):
            blank = "reviewed_date" if reviewers else "reviewer"
            sheet.report("half_review", f"{blank} is blank", "fill in reviewer and reviewed_date, or neither", line=row.line, column=blank)


def check_map(sheet: Sheet, source: Source | None, shared: Shared) -> None:
    """Everything a map row says beyond its form."""
    if source is None:
        next_step = "declare the source in the state's YAML, or rename the file"
        sheet.report("unknown_source", "no state declares a source of this name", next_step)
    for row in sheet.rows:
        if source is not None:
            _check_item_code(row, sheet, source)
        _check_target(row, sheet, shared)
        _check_approval(row, sheet, shared)
        _check_share(row, sheet, "weight", lambda share: 0 < share <= 1, "a number above 0 and up to 1")
        _check_share(row, sheet, "confidence", lambda share: 0 <= share <= 1, "a number from 0 to 1")
        if row["weight"] and not row["weight_basis"]:
            sheet.report(
                "no_basis", "the weight has no basis", "say in weight_basis what it rests on", line=row.line, column="weight_basis"
            )
    for rows in _by_item(sheet.rows).values():
        _check_together(rows, sheet)


def is_code_of(item_code: str, source: Source) -> bool:
    """Whether a dotted item code can come of this source's printed codes (for statistics: is one of its categories)."""
    if source.statistics is not None:
        return re.fullmatch(source.statistics.category_grammar, item_code) is not None
    rule = source.code
    if rule is None:
        return True
    head, dot, levels = item_code.partition(".")
    printed = head + levels.replace(".", "") if rule.style == "packed" else item_code
    above = any(re.fullmatch(pattern, item_code) for pattern in rule.kinds.values())
    below = re.fullmatch(rule.head, head) and re.fullmatch(rule.grammar, printed) and _LEVELS.fullmatch(dot + levels)
    return above or bool(below)


def _check_item_code(row: Row, sheet: Sheet, source: Source) -> None:
    if not is_code_of(row["item_code"], source):
        message = f"{row['item_code']!r} is not how {source.source_id} writes its codes"
        sheet.report("bad_item_code", message, "write the code as the list does, levels dotted", line=row.line, column="item_code")


def _check_target(row: Row, sheet: Sheet, shared: Shared) -> None:
    code, is_targetless = row["common_code"], row["predicate"] in TARGETLESS
    if is_targetless and code:
        next_step = "leave common_code blank, or choose another predicate"
        sheet.report("none_with_target", f"`{row['predicate']}` names {code}", next_step, line=row.line, column="common_code")
    elif not is_targetless and not code:
        next_step = "name the common item, or say `none` or `todo`"
        sheet.report("no_target", f"`{row['predicate']}` names no common item", next_step, line=row.line, column="common_code")
    elif code and code not in shared.sensitivity:
        next_step = "correct the code; common/items.csv lists them all"
        sheet.report("unknown_common_code", f"{code!r} is no common item", next_step, line=row.line, column="common_code")


def _check_approval(row: Row, sheet: Sheet, shared: Shared) -> None:
    if row["predicate"] == "todo" and row["status"] != "proposed":
        next_step = "judge the code, or leave the row `proposed`"
        sheet.report("todo_decided", f"`todo` is {row['status']}", next_step, line=row.line, column="status")
    if row["status"] != "approved":
        return
    if not row["reviewer"]:
        sheet.report(
            "no_reviewer",
            "the row is approved by nobody",
            "name reviewer and reviewed_date, or propose it",
            line=row.line,
            column="reviewer",
        )
        return
    desks = {reviewer for reviewer in row["reviewer"].split() if reviewer.startswith("desk:")} - {row["author"]}
    has_rule = row["reviewer"].startswith("rule:")
    if shared.sensitivity.get(row["common_code"], "none") != "none" and not has_rule and len(desks) < 2:
        next_step = "have a desk of a second state review it"
        sheet.report("one_reviewer", f"{row['common_code']} is sensitive and has one reviewer", next_step, line=row.line, column="reviewer")


def _check_share(row: Row, sheet: Sheet, column: str, accepts: Callable[[float], bool], wanted: str) -> None:
    if not row[column]:
        return
    share = _number(row[column])
    if share is None or not accepts(share):
        sheet.report(f"bad_{column}", f"{row[column]!r} is not {wanted}", f"write {wanted}", line=row.line, column=column)


def _number(text: str) -> float | None:
    return float(text) if re.fullmatch(r"[0-9]+(\.[0-9]+)?", text) else None


def _by_item(rows: Iterable[Row]) -> dict[tuple[str, str, str], list[Row]]:
    """The rows in force, by item and span of validity; a row that stands twice counts once."""
    groups: dict[tuple[str, str, str], dict[tuple[str, str], Row]] = defaultdict(dict)
    for row in rows:
        if row["status"] == "approved" and not row["predicate"].startswith(NOT):
            groups[row["item_code"], row["valid_from"], row["valid_to"]][row["predicate"], row["common_code"]] = row
    return {item: list(group.values()) for item, group in groups.items()}


def _check_together(rows: list[Row], sheet: Sheet) -> None:
    last, item = rows[-1], rows[-1]["item_code"]
    if len(rows) > 1 and any(row["predicate"] == "none" for row in rows):
        next_step = "keep either the `none` row or the others"
        sheet.report("none_and_mapped", f"{item} is mapped and has `none`", next_step, line=last.line, column="predicate")
    if sum(row["predicate"] == "exact" for row in rows) > 1:
        next_step = "say which one is exact; the others are narrow, broad or overlaps"
        sheet.report("two_exact", f"{item} is exactly two things", next_step, line=last.line, column="predicate")
    weights = [_number(row["weight"]) if row["weight"] else None for row in rows if row["predicate"] in AGGREGATING]
    given = [weight for weight in weights if weight is not None]
    if len(given) < len(weights) and (given or len(weights) > 1):
        next_step = "give every aggregating row of the item a weight"
        sheet.report("missing_weight", f"{item} aggregates into {len(weights)} common items", next_step, line=last.line, column="weight")
    elif given and abs(sum(given) - 1) > SUM_TOLERANCE:
        next_step = "correct the weights so that they sum to 1"
        sheet.report("weights_not_one", f"the weights of {item} sum to {sum(given):g}", next_step, line=last.line, column="weight")
