"""How a publisher prints its licensing statistics, as declared in a state's YAML: measures, periods, parties, categories, reasons."""

import re
from typing import Literal, get_args

from pydantic import Field, model_validator

from commonlist.registry.fact import Fact, Pattern

PERIOD_FIELDS = {"year": "year", "fiscal_year": "year", "quarter": "quarter", "day": "date"}
ANY_TEXT = "*"
Grain = Literal["year", "fiscal_year", "quarter", "day"]
GRAINS: tuple[str, ...] = get_args(Grain)
PartyRole = Literal["destination", "end_user_country", "origin", "incorporation_destination", "mission"]
PARTY_ROLES: tuple[str, ...] = get_args(PartyRole)
Texts = str | tuple[str, ...]
_PRINTED_NUMBER = re.compile(r"[0-9]+([.,][0-9]+)?")


class Measure(Fact):
    """One figure per source line: where it stands, what it is, which printed values are not figures.

    `column` may be left out: every line then counts one. `when` restricts the lines the measure exists on (`*` is any text, a list
    any one of several); on lines matching `not_applicable_when` a blank is `not_applicable`. `tokens` are printed placeholders; `max`
    is the largest count anyone would believe; `thousands` lists the allowed grouping marks; `addends` is the mark between figures of
    one cell that are parts of one amount. `period` is said where it is not that of the other measures.
    A figure that cannot be read sends its line to quarantine; `on_unreadable: keep` lands it as `unparseable` instead.
    """

    measure: str
    definition: str
    column: str | None = None
    unit: Literal["count", "currency", "quantity"]
    currency: str | None = None
    period: Grain | None = None
    when: dict[str, Texts] = Field(default_factory=dict)
    not_applicable_when: dict[str, Texts] = Field(default_factory=dict)
    tokens: tuple[str, ...] = ()
    max: int | None = None
    thousands: str = ""
    decimal: str | None = Field(None, min_length=1, max_length=1)
    addends: str | None = Field(None, min_length=1)
    on_unreadable: Literal["quarantine", "keep"] = "quarantine"

    @model_validator(mode="after")
    def _currency_belongs_to_money(self) -> "Measure":
        if (self.unit == "currency") != (self.currency is not None):
            raise ValueError("a measure in currency names its currency, a count names none")
        if self.column is None and self.unit != "count":
            raise ValueError("a measure without a column counts lines; its unit is count")
        if self.decimal and (self.unit == "count" or self.decimal in self.thousands):
            raise ValueError("a decimal mark belongs to money and cannot group thousands as well")
        if not all(_PRINTED_NUMBER.fullmatch(token) for token in self.tokens):
            raise ValueError("a token is a printed number that stands for no figure")
        return self


class Statistics(Fact):
    """What a statistics line is about; every value that is not a fixed text names a shaped column.

    `key` names the shaped columns that together may occur once (none: lines may repeat); `first_year` is when the publisher's
    series begins; `dates` are the ways in which a day may be printed. `fiscal_year_starts` is the month and day (`10-01`); a fiscal
    year of one number is named after the year in which it ends, unless `fiscal_year_named_after` says start.
    `subtotals` lists, by column, the texts that mark the publisher's own sums. `separators` gives, by column, the mark between
    several parties or categories in one cell; `padded` are columns whose cells have blanks around them. `parties` are columns of
    parties beside the destination, by role. `may_be_blank` are columns a line may leave blank and still say something.
    """

    reporting_state: str | None = None
    destination_role: PartyRole = "destination"
    period: Grain
    fiscal_year_starts: str | None = Field(None, pattern=r"^(0[1-9]|1[0-2])-01$")
    fiscal_year_named_after: Literal["start", "end"] = "end"
    dates: tuple[Literal["iso", "day_first", "month_first"], ...] = ("iso",)
    first_year: int
    key: tuple[str, ...] = ()
    category_scheme: str | None = None
    category_grammar: Pattern | None = None
    description: str | None = None
    separators: dict[str, str] = Field(default_factory=dict)
    padded: tuple[str, ...] = ()
    parties: dict[PartyRole, str] = Field(default_factory=dict)
    may_be_blank: tuple[Literal["reporting_state", "destination", "category"], ...] = ()
    subtotals: dict[str, tuple[str, ...]] = Field(default_factory=dict)
    measures: tuple[Measure, ...]

    @model_validator(mode="after")
    def _says_what_its_words_need(self) -> "Statistics":
        if (self.category_scheme is None) != (self.category_grammar is None):
            raise ValueError("categories have a scheme and a grammar, or neither")
        grains = {self.period, *(measure.period for measure in self.measures)}
        if ("fiscal_year" in grains) != (self.fiscal_year_starts is not None):
            raise ValueError("a fiscal year, and nothing else, has a day on which it starts: `fiscal_year_starts: '10-01'`")
        return self

    @property
    def needs(self) -> set[str]:
        """The shaped columns without which a line says nothing, or cannot be told from another."""
        named = {"reporting_state", "destination", PERIOD_FIELDS[self.period], *self.key, *self.subtotals, *self.parties.values()}
        named |= {"category"} if self.category_scheme else set()
        named |= {self.description} if self.description else set()
        named |= {one.column for one in self.measures if one.column}
        return named.union(*({*one.when, *one.not_applicable_when} for one in self.measures))


class PartyList(Fact):
    """A file that names parties of licence groups counted elsewhere: a line is one party in that role."""

    role: PartyRole


class ReasonList(Fact):
    """A file that names reasons of licence groups counted elsewhere: a line is one reason, a code, a text or both.

    `code_grammar` is how the publisher writes its codes, where it prints any.
    """

    scheme: str
    code_grammar: Pattern | None = None
