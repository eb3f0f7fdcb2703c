"""Rows of judgement to what is wrong with each of them: who decided, on what authority, about what.

- Nobody reviews their own work; an approval names its reviewer and its day, which is not to come.
- A rule must stand in the register, a desk must be a state folder's.
- `none` names no common item; every other predicate names one that exists. `todo` is seen and not yet judged.
- Weights lie in (0, 1] and say their basis.

What rows say together, and of sensitive items, is for the graph checks (`graph`).
"""

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from commonlist.crosswalk.desks import desks, latest_day
from commonlist.crosswalk.sheet import Row, Sheet
from commonlist.crosswalk.tables import TARGETLESS
from commonlist.registry import Source

_LEVELS = re.compile(r"(\.[0-9A-Za-z]+)*")


@dataclass(frozen=True)
class Shared:
    """What rows refer to: the sensitivity of every common item by code, the rules in the register, the desks, and the latest day."""

    sensitivity: dict[str, str]
    rules: frozenset[str]
    desks: frozenset[str]
    latest_day: date

    @classmethod
    def of(cls, items: Iterable[Mapping[str, str]], decisions: Iterable[Mapping[str, str]]) -> "Shared":
        """From the rows of `items.csv` and `steering_decisions.csv`, and the desks and the day there are now."""
        return cls(
            sensitivity={row["common_code"]: row["sensitivity"] for row in items},
            rules=frozenset(row["rule_id"] for row in decisions if row["rule_id"]),
            desks=desks(),
            latest_day=latest_day(),
        )


def check_authority(sheet: Sheet, shared: Shared) -> None:
    """Author, reviewer and day of every row that was decided."""
    for row in sheet.rows:
        reviewers = row["reviewer"].split()
        _check_role(row, "author", row["author"], sheet, shared)
        for reviewer in reviewers:
            _check_role(row, "reviewer", reviewer, sheet, shared)
        if row["reviewed_date"] > shared.latest_day.isoformat():
            message, next_step = f"{row['reviewed_date']} is still to come", "write the day of the review"
            sheet.report("future_review", message, next_step, line=row.line, column="reviewed_date")
        if bool(reviewers) != bool(row["reviewed_date"]):
            blank = "reviewed_date" if reviewers else "reviewer"
            sheet.report("half_review", f"{blank} is blank", "fill in reviewer and reviewed_date, or neither", line=row.line, column=blank)


def _check_role(row: Row, column: str, role: str, sheet: Sheet, shared: Shared) -> None:
    kind, _, name = role.partition(":")
    if kind == "rule" and name not in shared.rules:
        next_step = "adopt the rule in common/steering_decisions.csv, or cite one that is there"
        sheet.report("unknown_rule", f"no decision adopted rule {name}", next_step, line=row.line, column=column)
    if kind == "desk" and role not in shared.desks:
        message, next_step = f"there is no state folder {name!r}", f"use one of {', '.join(sorted(shared.desks))}"
        sheet.report("unknown_desk", message, next_step, line=row.line, column=column)


def check_own_review(sheet: Sheet) -> None:
    """Rows reviewed by their own author, in tables that no graph check looks at."""
    for row in sheet.rows:
        if reviews_itself(row["author"], row["reviewer"]):
            sheet.report("own_review", "the author reviews its own row", "have another desk review it", line=row.line, column="reviewer")


def reviews_itself(author: str, reviewer: str) -> bool:
    """Whether the author stands among the reviewers."""
    return bool(author) and author in reviewer.split()


def check_map(sheet: Sheet, source: Source | None, shared: Shared) -> None:
    """Everything a map row says beyond its form; of a source nobody knows, its codes are not judged."""
    for row in sheet.rows:
        if source is not None:
            _check_item_code(row, sheet, source)
        _check_target(row, sheet, shared)
        _check_approval(row, sheet)
        _check_share(row, sheet, "weight", lambda share: 0 < share <= 1, "a number above 0 and up to 1")
        _check_share(row, sheet, "confidence", lambda share: 0 <= share <= 1, "a number from 0 to 1")
        if row["weight"] and not row["weight_basis"]:
            sheet.report(
                "no_basis", "the weight has no basis", "say in weight_basis what it rests on", line=row.line, column="weight_basis"
            )


def is_code_of(item_code: str, source: Source) -> bool:
    """Whether a dotted item code can come of this source's printed codes (for statistics: is one of its categories)."""
    if source.statistics is not None:
        return re.fullmatch(source.statistics.category_grammar or "", item_code) is not None
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


def _check_approval(row: Row, sheet: Sheet) -> None:
    if row["predicate"] == "todo" and row["status"] != "proposed":
        next_step = "judge the code, or leave the row `proposed`"
        sheet.report("todo_decided", f"`todo` is {row['status']}", next_step, line=row.line, column="status")
    if row["status"] == "approved" and not row["reviewer"]:
        sheet.report(
            "no_reviewer",
            "the row is approved by nobody",
            "name reviewer and reviewed_date, or propose it",
            line=row.line,
            column="reviewer",
        )


def _check_share(row: Row, sheet: Sheet, column: str, accepts: Callable[[float], bool], wanted: str) -> None:
    if not row[column]:
        return
    share = _number(row[column])
    if share is None or not accepts(share):
        sheet.report(f"bad_{column}", f"{row[column]!r} is not {wanted}", f"write {wanted}", line=row.line, column=column)


def _number(text: str) -> float | None:
    return float(text) if re.fullmatch(r"[0-9]+(\.[0-9]+)?", text) else None
