"""One sentence we hold to be true of a published table, in words and as an expectation Great Expectations can judge.

- A belief looks at one column of one table, or at one figure per group of its rows, or at how that figure changed since the last edition.
- Only the expectations in VOCABULARY are offered: each is tested to fail, and `mostly` is not among the arguments, because what
  share is tolerable is better said as a figure.
"""

from difflib import get_close_matches
from math import isnan
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, Field, StringConstraints, model_validator
from pydantic_core import PydanticCustomError

from commonlist.registry.fact import Fact, compiled

Severity = Literal["block", "warn"]
Sentence = Annotated[str, StringConstraints(strip_whitespace=True, min_length=10)]

ROW_COUNT = "table_row_count_to_be_between"
BETWEEN = "column_values_to_be_between"
NOT_NULL = "column_values_to_not_be_null"
_BOUNDS = frozenset({"min_value", "max_value"})
VOCABULARY: dict[str, frozenset[str]] = {
    ROW_COUNT: _BOUNDS,
    BETWEEN: _BOUNDS,
    NOT_NULL: frozenset(),
    "column_values_to_be_in_set": frozenset({"value_set"}),
    "column_values_to_match_regex": frozenset({"regex"}),
    "column_values_to_not_match_regex": frozenset({"regex"}),
    "column_value_lengths_to_be_between": _BOUNDS,
    "column_unique_value_count_to_be_between": _BOUNDS,
    "column_distinct_values_to_contain_set": frozenset({"value_set"}),
}


def _offered(name: str) -> str:
    if name in VOCABULARY:
        return name
    near = get_close_matches(name.removeprefix("expect_"), VOCABULARY, n=1)
    hint = f"; did you mean {near[0]!r}?" if near else f"; use one of {', '.join(VOCABULARY)}"
    raise PydanticCustomError("unknown_expectation", "there is no expectation {name}{hint}", {"name": repr(name), "hint": hint})


class Tolerance(Fact):
    """How far a figure may move from the last edition: lose at most the share `max_shrink`, become at most `max_times` as large."""

    max_shrink: float | None = Field(None, ge=0, lt=1)
    max_times: float | None = Field(None, gt=1)

    @model_validator(mode="after")
    def _limits_something(self) -> "Tolerance":
        if self.max_shrink is None and self.max_times is None:
            raise ValueError("name max_shrink, max_times or both")
        return self

    @property
    def bounds(self) -> dict[str, float]:
        """The same limits on the ratio of this edition's figure to the last one's."""
        low = {} if self.max_shrink is None else {"min_value": round(1 - self.max_shrink, 9)}
        return low if self.max_times is None else low | {"max_value": self.max_times}

    @property
    def expected(self) -> str:
        """The same limits in words."""
        if self.max_shrink is None:
            return f"at most {figure(self.max_times)} times the last edition's figure"
        low = "no less than" if self.max_shrink == 0 else f"at least {figure(round(100 - 100 * self.max_shrink, 2))} % of"
        high = "" if self.max_times is None else f", and at most {figure(self.max_times)} times that"
        return f"{low} the last edition's figure{high}"


class Belief(Fact):
    """One entry of `expectations/<mart>.yml`; `line` is where it stands there.

    `where` and `figure` are SQL over the mart's columns. `figure` gives one number for each combination of the `per` columns.
    """

    belief: Sentence
    expect: Annotated[str, AfterValidator(_offered)]
    column: str | None = None
    where: str | None = None
    per: tuple[str, ...] = ()
    figure: str | None = None
    args: dict[str, Any] = Field(default_factory=dict)
    last_edition: Tolerance | None = None
    severity: Severity
    because: Sentence
    next_step: Sentence
    line: int = 0

    @model_validator(mode="after")
    def _looks_at_one_thing(self) -> "Belief":
        things = [self.column, self.figure]
        wanted = 0 if self.expect == ROW_COUNT else 1
        if sum(thing is not None for thing in things) != wanted:
            raise ValueError("a belief about rows names neither column nor figure, any other names one of the two")
        if self.figure is not None and self.expect != BETWEEN:
            raise ValueError(f"a figure is judged with {BETWEEN}")
        if self.figure is None and (self.per or self.last_edition):
            raise ValueError("`per` and `last_edition` go with a figure")
        return self

    @model_validator(mode="after")
    def _says_what_is_expected(self) -> "Belief":
        allowed = VOCABULARY[self.expect]
        unknown = sorted(set(self.args) - allowed)
        if unknown:
            raise ValueError(f"{self.expect} takes no {', '.join(unknown)}; it takes {', '.join(sorted(allowed)) or 'no arguments'}")
        if self.last_edition is not None and self.args:
            raise ValueError("`last_edition` says what is expected; leave `args` out")
        if allowed and not self.limits:
            raise ValueError(f"nothing is expected: give {' or '.join(sorted(allowed))} in `args`")
        compiled(str(self.args.get("regex", "")))
        return self

    @property
    def limits(self) -> dict[str, Any]:
        """The arguments of the expectation, with the tolerance against the last edition worked in."""
        return self.args if self.last_edition is None else self.last_edition.bounds

    @property
    def may_vanish(self) -> bool:
        """Whether a figure that is gone altogether is none of this belief's business, because it only limits growth."""
        return self.last_edition is not None and self.last_edition.max_shrink is None

    @property
    def expected(self) -> str:
        """What is expected, for the steward's report."""
        limits = self.limits
        if "value_set" in limits:
            words = ", ".join(str(value) for value in limits["value_set"])
            return f"all of {words}" if "contain" in self.expect else f"one of {words}"
        if "regex" in limits:
            return f"{'nothing like' if 'not_match' in self.expect else 'of the form'} {limits['regex']}"
        if self.last_edition is not None:
            return self.last_edition.expected
        return _between(limits) + _UNITS.get(self.expect, "") if limits else "never empty"


_UNITS = {
    ROW_COUNT: " rows",
    "column_value_lengths_to_be_between": " characters",
    "column_unique_value_count_to_be_between": " different values",
}


def _between(limits: dict[str, Any]) -> str:
    low, high = (figure(limits.get(name)) for name in ("min_value", "max_value"))
    if not high:
        return f"at least {low}"
    if not low:
        return f"at most {high}"
    return low if low == high else f"{low} to {high}"


def figure(value: Any) -> str:
    """A number as people read it: at most four decimals, thousands apart from 10,000 on. Nothing gives an empty text."""
    if value is None or (isinstance(value, float) and isnan(value)):
        return ""
    if isinstance(value, bool) or not isinstance(value, int | float):
        return str(value)
    digits = f"{value:,.4f}".rstrip("0").rstrip(".")
    return digits if abs(value) >= 10_000 else digits.replace(",", "")
