"""A belief, what it looked at and how it was ruled → its outcome, in words a steward can act on.

The tables of `oversight/` are judged without naming a row: their outcomes carry neither examples nor counts of offenders.
"""

from typing import Any

from commonlist.check.belief import ROW_COUNT, Belief, figure
from commonlist.check.evidence import Evidence
from commonlist.check.expectation import Ruling
from commonlist.check.suite import Suite
from commonlist.check.verdict import Offender, Outcome, State

SAMPLE_SIZE = 5
_REPAIR = "Compare what the belief reads with the columns of the table: rebuild the table if it lost one, else correct the belief."


def settled(suite: Suite, belief: Belief, state: State, observed: str) -> Outcome:
    """An outcome that needed no evidence: an error, or a belief that is not applicable."""
    return Outcome(
        mart=suite.mart,
        audience=suite.audience,
        line=belief.line,
        belief=belief.belief,
        expect=belief.expect,
        severity=belief.severity,
        state=state,
        observed=observed,
        expected=belief.expected,
        because=belief.because,
        next_step=_REPAIR if state == "error" else belief.next_step,
    )


def ruled(suite: Suite, belief: Belief, evidence: Evidence, ruling: Ruling) -> Outcome:
    """The outcome of a belief that was judged, with examples of what breaks it."""
    if ruling.state == "error":
        return settled(suite, belief, "error", ruling.problem)
    offenders = evidence.frame.iloc[list(ruling.offending)].to_dict("records")
    is_restricted = suite.audience == "oversight"
    return settled(suite, belief, ruling.state, _observed(belief, evidence, ruling, offenders)).model_copy(
        update={
            "judged_count": evidence.judged_count,
            "offending_count": None if is_restricted else sum(one["rows"] for one in offenders),
            "sample": () if is_restricted else tuple(_offender(one) for one in offenders[:SAMPLE_SIZE]),
        }
    )


def _offender(row: dict[str, Any]) -> Offender:
    value = figure(row["judged"]) or "nothing"
    if "before" in row:
        value = f"× {value} (from {figure(row['before'])} to {figure(row['now'])})"
    return Offender(key=str(row["example"]), value=value)


def _observed(belief: Belief, evidence: Evidence, ruling: Ruling, offenders: list[dict[str, Any]]) -> str:
    if belief.expect == ROW_COUNT:
        return "1 row" if evidence.judged_count == 1 else f"{figure(evidence.judged_count)} rows"
    if isinstance(ruling.observed, list):
        return _listed(ruling.observed)
    if ruling.observed is not None:
        return figure(ruling.observed)
    if belief.figure:
        return _observed_figures(belief, evidence, len(offenders))
    judged = figure(evidence.judged_count)
    if ruling.state == "pass":
        return f"all {judged} values"
    broken = figure(sum(one["rows"] for one in offenders)) if offenders else "some"
    return f"{broken} of {judged} values break it"


def _observed_figures(belief: Belief, evidence: Evidence, broken: int) -> str:
    figures = evidence.frame["judged"].dropna()
    low, high = figure(float(figures.min())), figure(float(figures.max()))
    times = "× " if belief.last_edition else ""
    spread = times + (low if low == high else f"{low} to {high}")
    if not belief.per:
        return spread
    if len(figures) == 1:
        return f"{spread} in the one group"
    groups = f"{spread} in {'each of ' if low == high else ''}{figure(len(figures))} groups"
    return f"{groups}, {figure(broken)} out of line" if broken else groups


def _listed(values: list[Any]) -> str:
    words = [str(value) for value in values[:12]]
    return ", ".join(words) + (f" and {len(values) - 12} more" if len(values) > 12 else "")
