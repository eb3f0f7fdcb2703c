"""What a line of statistics must satisfy before anything is observed on it, each rule with the reason it gives to quarantine."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import reduce
from typing import Any

import polars as pl

from commonlist.land.figures import figure
from commonlist.land.parts import parts
from commonlist.land.periods import is_ambiguous, period_end, period_start
from commonlist.registry.statistics import ANY_TEXT, PERIOD_FIELDS, Measure, Statistics, Texts
from commonlist.schema.codes import name_strangers
from commonlist.schema.names import name_suspect

Row = dict[str, Any]
_NAMES = ("reporting_state", "destination")


@dataclass(frozen=True)
class Rule:
    """`broken` is true on the lines that break it; `says` puts the fault of one such line in words."""

    reason: str
    column: str | None
    broken: pl.Expr
    says: Callable[[Row], str]


def matches(texts: Mapping[str, Texts]) -> pl.Expr:
    """True on lines where every named column holds the given text, or one of several (`*`: any text)."""
    held = (pl.col(column).is_not_null() if said == ANY_TEXT else pl.col(column).is_in(_each(said)) for column, said in texts.items())
    return reduce(lambda left, right: left & right, held, pl.lit(True))


def _each(said: Texts) -> list[str]:
    return [said] if isinstance(said, str) else list(said)


def line_rules(table: pl.DataFrame, about: Statistics, edition_date: date) -> list[Rule]:
    """The rules in the order in which a line's first fault is sought."""
    period = PERIOD_FIELDS[about.period]
    category = ("category",) if about.category_scheme else ()
    said = dict.fromkeys((*_NAMES, *category, period, *about.key))
    return [
        *printed_name_rules(table, tuple(name for name in said if name not in about.may_be_blank), _NAMES, about.padded),
        *_code_rules(table, about),
        *_period_rules(about, period, edition_date),
        *_flag_rules(about.measures),
        *(rule for measure in about.measures for rule in _figure_rules(measure)),
        _measured(about.measures),
    ]


def printed_name_rules(table: pl.DataFrame, filled: tuple[str, ...], names: tuple[str, ...], padded: tuple[str, ...] = ()) -> list[Rule]:
    """That cells of `filled` are not blank, and those of `names`, freed of what pads them, hold nothing no name of a place may."""
    freed = {column: str.strip if column in padded else str for column in names}
    return [*(_not_blank(column) for column in filled), *(_plain_name(table, column, freed[column]) for column in names)]


def reason_rules(said: tuple[str, ...], code_grammar: str | None) -> list[Rule]:
    """That a line names a licence group and, by the first of `said`, a reason, in a code as this publisher writes it."""
    rules = [_not_blank("licence_group"), _not_blank(said[0])]
    if "code" not in said or code_grammar is None:
        return rules
    unknown = ~pl.col("code").str.contains(f"^(?:{code_grammar})$").fill_null(value=False)
    return [*rules, Rule("land.bad_code", "code", unknown, lambda row: f"{row['code']!r} is not how this publisher writes its reasons")]


def _not_blank(column: str) -> Rule:
    return Rule("land.blank_cell", column, pl.col(column).is_null(), lambda _: f"the line names no {column.replace('_', ' ')}")


def _plain_name(table: pl.DataFrame, column: str, freed: Callable[[str], str]) -> Rule:
    flaws = {text: flaw for text in table[column].unique().drop_nulls() if (flaw := name_suspect(freed(text)))}
    broken = pl.col(column).is_in(list(flaws))
    return Rule("land.foreign_character", column, broken, lambda row: f"{row[column]!r} holds {flaws[row[column]]}")


def _code_rules(table: pl.DataFrame, about: Statistics) -> list[Rule]:
    if about.category_grammar is None:
        return []
    column, grammar = "category", re.compile(about.category_grammar, re.ASCII)
    cells = dict(table.select(column, parts(column, about).alias("codes")).unique().drop_nulls().iter_rows())
    strangers = {text: stranger for text in cells if (stranger := name_strangers(text))}
    unknown = {text: bad for text, codes in cells.items() if (bad := [one for one in codes if not grammar.fullmatch(one)])}
    return [
        Rule(
            "land.foreign_character",
            column,
            pl.col(column).is_in(list(strangers)),
            lambda row: f"the code {row[column]!r} holds {strangers[row[column]]}",
        ),
        Rule(
            "land.bad_code",
            column,
            pl.col(column).is_in(list(unknown)),
            lambda row: f"{unknown[row[column]][0]!r} is not how this publisher writes its categories",
        ),
    ]


def _period_rules(about: Statistics, period: str, edition_date: date) -> list[Rule]:
    start = period_start(about.period, about)
    ends = f"before {about.first_year} or after the edition of {edition_date}"
    printed = about.period.replace("_", " ")
    return [
        *_day_rules(about, period),
        Rule("land.bad_date", period, start.is_null(), lambda row: f"{row[period]!r} is no {printed} as this publisher writes it"),
        Rule(
            "land.bad_date",
            period,
            (period_end(about.period, start).dt.year() < about.first_year) | (start > pl.lit(edition_date)),
            lambda row: f"{row[period]} lies {ends}",
        ),
    ]


def _day_rules(about: Statistics, period: str) -> list[Rule]:
    if about.period != "day":
        return []
    return [
        Rule("land.ambiguous_date", period, is_ambiguous(about), lambda row: f"{row[period]!r} is two days: day or month may come first")
    ]


def _flag_rules(measures: tuple[Measure, ...]) -> list[Rule]:
    known: dict[str, set[str]] = {}
    for measure in measures:
        for column, said in (*measure.when.items(), *measure.not_applicable_when.items()):
            known.setdefault(column, set()).update(_each(said))
    return [_flag_rule(column, sorted(texts)) for column, texts in known.items() if ANY_TEXT not in texts]


def _flag_rule(column: str, texts: list[str]) -> Rule:
    unknown = ~pl.col(column).is_in(texts).fill_null(value=False)
    return Rule("land.unknown_flag", column, unknown, lambda row: f"{row[column]!r} is none of {', '.join(texts)}")


def _figure_rules(measure: Measure) -> list[Rule]:
    if (column := measure.column) is None:
        return []
    value, applies = figure(measure), matches(measure.when)
    rules = []
    if measure.on_unreadable == "quarantine":
        unreadable = applies & pl.col(column).is_not_null() & value.is_null()
        rules.append(Rule("land.bad_number", column, unreadable, lambda row: f"{row[column]!r} is not how this publisher writes a number"))
    if measure.max is not None:
        absurd = applies & (value > measure.max)
        rules.append(Rule("land.absurd_count", column, absurd, lambda row: f"{row[column]} is above {measure.max}, beyond belief"))
    return rules


def _measured(measures: tuple[Measure, ...]) -> Rule:
    some = reduce(lambda left, right: left | right, (matches(measure.when) for measure in measures))
    return Rule("land.no_measure", None, ~some, lambda _: "no measure is declared for a line like this")
