"""A verdict → `verdict.html` for the steward who must act on it, and `verdict.json` for programs.

The page is one file without scripts or anything fetched; broken beliefs come first, blocking ones before warnings.
"""

import json
from functools import cache
from itertools import groupby
from pathlib import Path
from typing import TYPE_CHECKING

from commonlist.check.verdict import Outcome, Verdict

if TYPE_CHECKING:
    from jinja2 import Template
    from markupsafe import Markup

_ORDER = ("fail", "error", "not_applicable", "pass")
WORDS = {"fail": "failed", "error": "could not be judged", "not_applicable": "not applicable", "pass": "holds"}


def write_verdict(verdict: Verdict, folder: Path) -> None:
    """Write both files into the edition's folder, each whole or not at all."""
    facts = {"is_blocked": verdict.is_blocked, "summary": verdict.summary, "counts": verdict.counts}
    body = facts | verdict.model_dump(mode="json")
    _write_whole(folder / "verdict.json", json.dumps(body, ensure_ascii=False, indent=1) + "\n")
    _write_whole(folder / "verdict.html", render(verdict))


def render(verdict: Verdict) -> str:
    """The steward's page."""
    broken = sorted((one for one in verdict.outcomes if one.is_broken), key=_urgency)
    tables = [(mart, sorted(group, key=_urgency)) for mart, group in groupby(verdict.outcomes, key=lambda one: one.mart)]
    tables.sort(key=lambda table: (_urgency(table[1][0])[0] > 1, table[0]))
    return _template().render(verdict=verdict, broken=broken, tables=tables, words=WORDS)


def _urgency(outcome: Outcome) -> tuple[int, int, int]:
    rank = 0 if outcome.is_blocking else 1 if outcome.is_broken else 2
    return rank, _ORDER.index(outcome.state), outcome.line


@cache
def _template() -> "Template":
    from jinja2 import Environment, PackageLoader, StrictUndefined

    loader = PackageLoader("commonlist", "check")
    environment = Environment(loader=loader, autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True)
    environment.filters["marked"] = _marked
    return environment.get_template("verdict.html.j2")


def _marked(text: str) -> "Markup":
    """The text, escaped, with what stands between backticks set as code."""
    from markupsafe import Markup, escape

    parts = [Markup("<code>{}</code>").format(part) if place % 2 else escape(part) for place, part in enumerate(text.split("`"))]
    return Markup("").join(parts)


def _write_whole(path: Path, text: str) -> None:
    draft = path.with_suffix(path.suffix + ".part")
    draft.write_text(text, encoding="utf-8")
    draft.replace(path)
