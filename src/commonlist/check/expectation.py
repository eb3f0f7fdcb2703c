"""A belief and its evidence → what Great Expectations says of them, without a trace on disk, on screen or on the network.

Great Expectations costs seconds to import, so it is imported when the first judge is opened.
"""

import logging
import os
from collections.abc import Callable
from dataclasses import dataclass
from importlib import import_module
from typing import Any

from commonlist.check.belief import ROW_COUNT, Belief
from commonlist.check.evidence import Evidence
from commonlist.check.verdict import State


@dataclass(frozen=True)
class Ruling:
    """`observed` is the figure GX saw, `offending` the positions in the evidence's frame; `problem` says why it could not judge."""

    state: State
    observed: Any = None
    offending: tuple[int, ...] = ()
    problem: str = ""


Judge = Callable[[Belief, Evidence, str], Ruling]


def open_judge() -> Judge:
    """A function from belief, evidence and result format (`COMPLETE`, or `BOOLEAN_ONLY` for restricted tables) to a ruling."""
    os.environ["GX_ANALYTICS_ENABLED"] = "false"
    gx = import_module("great_expectations")
    logging.getLogger("great_expectations").setLevel(logging.CRITICAL)
    config = import_module("great_expectations.data_context.types.base")
    stores = config.InMemoryStoreBackendDefaults(init_temp_docs_sites=False)
    quiet = config.ProgressBarsConfig(globally=False)
    context = gx.get_context(
        mode="ephemeral",
        project_config=config.DataContextConfig(store_backend_defaults=stores, progress_bars=quiet, analytics_enabled=False),
    )
    evidence_of = context.data_sources.add_pandas("edition").add_dataframe_asset("evidence").add_batch_definition_whole_dataframe("all")

    def judge(belief: Belief, evidence: Evidence, result_format: str) -> Ruling:
        kind = getattr(gx.expectations, class_name(belief.expect))
        column = {} if belief.expect == ROW_COUNT else {"column": "judged"}
        try:
            expectation = kind(**column, **belief.limits)
        except ValueError as problem:
            return Ruling("error", problem=_first_line(problem))
        batch = evidence_of.get_batch({"dataframe": evidence.frame})
        return _ruling(batch.validate(expectation, result_format=result_format))

    return judge


def class_name(expect: str) -> str:
    """`column_values_to_match_regex` → `ExpectColumnValuesToMatchRegex`, as Great Expectations calls it."""
    return "Expect" + "".join(word.capitalize() for word in expect.split("_"))


def _ruling(answer: Any) -> Ruling:
    raised = list(_raised(answer.exception_info or {}))
    if raised:
        return Ruling("error", problem=_first_line(raised[0]))
    details = answer.result or {}
    return Ruling(
        state="pass" if answer.success else "fail",
        observed=details.get("observed_value"),
        offending=tuple(details.get("unexpected_index_list") or ()),
    )


def _raised(info: dict[str, Any]) -> list[str]:
    """The messages in an answer's exception info, which is flat or keyed by metric."""
    entries = [info] if "raised_exception" in info else list(info.values())
    return [str(entry.get("exception_message")) for entry in entries if entry.get("raised_exception")]


def _first_line(problem: object) -> str:
    return str(problem).strip().splitlines()[0]
