"""What changed in a list is told in plain words: codes that came and went, and thresholds with both of their figures."""

from datetime import date
from types import SimpleNamespace

from commonlist.publish.site import policy, words

EDITION = {"source_id": "xa_list", "edition_date": date(2024, 1, 1), "before_edition_date": date(2023, 1, 1)}


def told(*rows: dict[str, str]) -> policy.Change:
    found = [EDITION | {"comparator": None, "before_figure": None, "after_figure": None} | row for row in rows]
    reading = SimpleNamespace(rows=lambda _: found, sources={}, words=words.read())
    return policy.changes(reading)[0]


def test_a_threshold_that_became_two_is_read_as_two():
    figures = {"comparator": "equal_or_more", "before_figure": "4800", "after_figure": "1600, 5.92"}
    change = told({"list_change": "threshold", "item_code": "3A090.a"} | figures)
    assert change.thresholds == ("3A090.a: at least 4800 became at least 1600 and 5.92.",)


def test_codes_are_named_until_there_are_too_many_and_no_threshold_is_told_where_none_changed():
    change = told(*({"list_change": "added", "item_code": f"ML{number}"} for number in range(1, 23)))
    assert change.sentences[0].count("ML") == policy.NAMED and "7" in change.sentences[0]
    assert (change.thresholds, change.publisher) == ((), "XA")
