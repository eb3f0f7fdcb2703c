"""The verdict in words, as a page for stewards and as JSON for programs."""

import json
import re
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest

from commonlist.check.report import render, write_verdict
from commonlist.check.verdict import Ingredient, Offender, Outcome, Verdict

ROW = Outcome(
    mart="crosswalk", audience="catalog", line=6, belief="Predicates are known", expect="column_values_to_be_in_set", severity="block",
    state="pass", observed="all 4 values", expected="one of exact, none", because="Others cannot be added up.",
    next_step="Correct the map file.",
)  # fmt: skip


def outcome(**changes: Any) -> Outcome:
    return ROW.model_copy(update=changes)


def verdict(*outcomes: Outcome, **changes: Any) -> Verdict:
    facts: dict[str, Any] = {
        "edition": "candidate",
        "previous_edition": "2024.3.0",
        "judged_at": datetime(2024, 3, 6, 9, 5, tzinfo=UTC),
        "tables": {},
    }
    return Verdict(**(facts | changes), outcomes=outcomes)


SUMMARIES = [
    ((), "May be published", False),
    (("block pass", "warn not_applicable", "block not_applicable"), "May be published", False),
    (("warn fail",), "May be published, with 1 warning", False),
    (("warn fail", "warn error"), "May be published, with 2 warnings", False),
    (("block fail",), "Held back: 1 belief failed", True),
    (("block fail", "block fail", "warn fail"), "Held back: 2 beliefs failed", True),
    (("block error",), "Held back: 1 belief could not be judged", True),
    (("block fail", "block error", "block error"), "Held back: 1 belief failed and 2 beliefs could not be judged", True),
]


@pytest.mark.parametrize(("results", "summary", "is_blocked"), SUMMARIES, ids=[summary for _, summary, _ in SUMMARIES])
def test_the_verdict_in_words(results: tuple[str, ...], summary: str, is_blocked: bool) -> None:
    found = verdict(*(outcome(severity=one.split()[0], state=one.split()[1]) for one in results))
    assert (found.summary, found.is_blocked) == (summary, is_blocked)


def test_what_blocks_stands_before_what_warns_and_what_holds() -> None:
    page = render(
        verdict(
            outcome(belief="This holds"),
            outcome(belief="This warns", severity="warn", state="fail"),
            outcome(belief="This blocks", state="fail"),
            outcome(belief="This is unclear", state="error"),
        )
    )
    said = re.findall(r"<h3>(This.*?)</h3>", page)
    assert said == ["This blocks", "This is unclear", "This warns"]
    assert re.findall(r'<th scope="row">(.*?)</th>', page) == [*said, "This holds"]


def test_the_page_says_why_what_and_what_to_do() -> None:
    page = render(verdict(outcome(state="fail", observed="1 of 4 values break it", sample=(Offender(key="ML1", value="exakt"),))))
    for words in ("Held back: 1 belief failed", "Others cannot be added up.", "1 of 4 values break it", "one of exact, none", "ML1",
                  "exakt", "Correct the map file.", "expectations/crosswalk.yml", "line 6", "2024.3.0", "6 March 2024, 09:05"):  # fmt: skip
        assert words in page, words


def test_the_first_edition_has_none_to_compare_with() -> None:
    assert "no earlier edition" in render(verdict(previous_edition=None))


def test_what_went_in_is_listed() -> None:
    one = Ingredient(source_id="gb_licences", edition_date=date(2015, 7, 29), origin="folder", rows_landed=96311, rows_quarantined=0)
    assert "96,311" in render(verdict(ingredients=(one,)))


def test_text_from_a_source_stays_text_on_the_page() -> None:
    page = render(verdict(outcome(state="fail", sample=(Offender(key="<script>alert(1)</script>", value="<img src=x>"),))))
    assert "<script" not in page
    assert "<img" not in page


def test_the_page_is_one_file_that_fetches_nothing_and_runs_nothing() -> None:
    page = render(verdict(outcome(state="fail")))
    assert not re.search(r"https?://|<link|<script|@import|url\(|src=", page)


def test_names_between_backticks_are_set_as_code_and_still_escaped() -> None:
    page = render(verdict(outcome(state="fail", next_step="Look at `kind` & not <b> `a<b`.")))
    assert "Look at <code>kind</code> &amp; not &lt;b&gt; <code>a&lt;b</code>." in page


def test_more_offenders_than_examples_are_counted() -> None:
    sample = (Offender(key="ML1", value="exakt"),)
    assert "and more: 1,200 in all" in render(verdict(outcome(state="fail", sample=sample, offending_count=1200)))
    assert "and more" not in render(verdict(outcome(state="fail", sample=sample, offending_count=1)))


def test_rows_of_restricted_tables_are_not_shown() -> None:
    assert "not shown" in render(verdict(outcome(state="fail", audience="oversight")))


def test_both_files_are_written_whole(tmp_path: Path) -> None:
    write_verdict(verdict(outcome(state="fail"), tables={"catalog/crosswalk.parquet": "ab" * 32}), tmp_path)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["verdict.html", "verdict.json"]
    body = json.loads((tmp_path / "verdict.json").read_text(encoding="utf-8"))
    assert (body["is_blocked"], body["summary"], body["counts"]["fail"]) == (True, "Held back: 1 belief failed", 1)
    assert body["tables"] == {"catalog/crosswalk.parquet": "ab" * 32}
    assert body["outcomes"][0]["next_step"] == "Correct the map file."
