"""What each kind of stewards' CSV must look like: its columns, its key, and the words each column may hold.

Files are sorted by their key, as plain text in code point order (`ML10` before `ML2`), so that every tool agrees.
"""

from pathlib import Path

from pydantic import BaseModel, ConfigDict

from commonlist.schema.destination_types import DESTINATION_TYPES
from commonlist.schema.event_kinds import EVENT_GROUPS, LICENCE_KINDS

PREDICATES = ("exact", "close", "narrow", "broad", "overlaps", "related", "none", "todo")
TARGETLESS = ("none", "todo")
RELATIONS = tuple(predicate for predicate in PREDICATES if predicate not in TARGETLESS)
INVERSES = {"narrow": "broad", "broad": "narrow"}
AGGREGATING = ("exact", "narrow", "broad", "overlaps")
STATUSES = ("proposed", "approved", "superseded", "withdrawn", "disputed")
CLOSED = ("superseded", "withdrawn")
JUSTIFICATIONS = tuple(
    f"semapv:{term}"
    for term in (
        "CompositeMatching",
        "LexicalMatching",
        "LexicalSimilarityThresholdMatching",
        "LogicalReasoning",
        "ManualMappingCuration",
        "MappingReview",
        "SemanticSimilarityThresholdMatching",
        "StructuralMatching",
        "UnspecifiedMatching",
    )
)
NOT = "not:"
ROLE = r"desk:[a-z]{2}|rule:R[0-9]+"
ROLES = rf"({ROLE})( desk:[a-z]{{2}})*"
CODE = r"[0-9A-Z]+(-[0-9]+)?(\.[0-9A-Za-z]+)*"
CHECK_ID = r"[a-z]+(-[a-z]+)*"
NUMBER = r"(0|[1-9][0-9]{0,11})(\.[0-9]{1,4})?"
REGIMES = ("WA", "MTCR", "NSG", "AG", "CWC")
WORDS_JOINED = r"[a-z]+(_[a-z]+)*"
EVENT_TYPE = WORDS_JOINED


class Table(BaseModel):
    """One kind of file. `patterns` are matched whole against cells that are not blank; `codes` may hold printable ASCII only."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    columns: tuple[str, ...]
    key: tuple[str, ...]
    required: tuple[str, ...] = ()
    words: dict[str, tuple[str, ...]] = {}
    patterns: dict[str, str] = {}
    dates: tuple[str, ...] = ()
    spans: tuple[tuple[str, str], ...] = ()
    codes: tuple[str, ...] = ()


MAP = Table(
    columns=(
        *("item_code", "predicate", "common_code", "weight", "weight_basis", "justification", "confidence", "status"),
        *("author", "reviewer", "reviewed_date", "valid_from", "valid_to", "citation", "comment"),
    ),
    key=("item_code", "common_code", "predicate", "valid_from"),
    required=("item_code", "predicate", "justification", "status", "author"),
    words={
        "predicate": PREDICATES + tuple(NOT + predicate for predicate in PREDICATES if predicate not in TARGETLESS),
        "status": STATUSES,
        "justification": JUSTIFICATIONS,
    },
    patterns={"author": ROLE, "reviewer": ROLES},
    dates=("reviewed_date", "valid_from", "valid_to"),
    spans=(("valid_from", "valid_to"),),
    codes=("item_code", "common_code"),
)
ITEMS = Table(
    columns=("common_code", "parent_code", "level", "title", "regimes", "sensitivity"),
    key=("common_code",),
    required=("common_code", "level", "sensitivity"),
    words={"level": ("category", "entry", "provision"), "sensitivity": ("none", "sensitive", "very_sensitive")},
    patterns={"common_code": CODE, "regimes": rf"({'|'.join(REGIMES)})( ({'|'.join(REGIMES)}))*"},
    codes=("common_code", "parent_code"),
)
DECISIONS = Table(
    columns=("decision_id", "decision_date", "status", "title", "rule_id", "rule_text", "rule_parameters", "citation", "comment"),
    key=("decision_id",),
    required=("decision_id", "decision_date", "status", "title"),
    words={"status": ("founding", "in_force", "repealed")},
    patterns={"decision_id": r"D[0-9]{3}", "rule_id": r"R[0-9]+"},
    dates=("decision_date",),
)
DESTINATIONS = Table(
    columns=("destination_text", "alpha3", "destination_type", "name", "valid_from", "valid_to", "comment"),
    key=("destination_text",),
    required=("destination_text", "destination_type", "name"),
    words={"destination_type": DESTINATION_TYPES},
    patterns={"alpha3": r"[A-Z]{3}"},
    dates=("valid_from", "valid_to"),
    spans=(("valid_from", "valid_to"),),
    codes=("alpha3",),
)
MEASURES = Table(
    columns=("measure_code", "title", "unit", "least_in_year", "scored_as", "description"),
    key=("measure_code",),
    required=("measure_code", "title", "unit"),
    patterns={"least_in_year": NUMBER, "scored_as": r"licences|deliveries|refusals"},
)
CURRENCIES = Table(
    columns=("currency_code", "name", "minor_digits", "citation"),
    key=("currency_code",),
    required=("currency_code", "name", "minor_digits", "citation"),
    patterns={"currency_code": r"[A-Z]{3}", "minor_digits": r"[0-4]"},
    codes=("currency_code",),
)
EURO_RATES = Table(
    columns=("currency_code", "year", "rate", "observation_count", "citation"),
    key=("currency_code", "year"),
    required=("currency_code", "year", "rate", "observation_count", "citation"),
    patterns={
        "currency_code": r"[A-Z]{3}",
        "year": r"(19|20)[0-9]{2}",
        "rate": r"(?=.*[1-9])(0|[1-9][0-9]*)\.[0-9]{1,6}",
        "observation_count": r"[1-9][0-9]{0,2}",
    },
    codes=("currency_code",),
)
PRECEDENCE = Table(
    columns=("measure_code", "reporting_state", "source_id", "rank", "reason", "author", "reviewer", "reviewed_date", "citation"),
    key=("measure_code", "reporting_state", "source_id"),
    required=("measure_code", "reporting_state", "source_id", "rank", "reason", "author"),
    patterns={"reporting_state": r"\*|[A-Z]{3}", "rank": r"[1-9]", "author": ROLE, "reviewer": ROLES},
    dates=("reviewed_date",),
    codes=("measure_code", "reporting_state", "source_id"),
)
DEFINITIONS = Table(
    columns=("definition_code", "measure_code", "publisher_code", "goods", "definition", "citation", "summary_states"),
    key=("definition_code",),
    required=("definition_code", "measure_code", "publisher_code", "definition"),
    patterns={"summary_states": r"[A-Z]{3}( [A-Z]{3})*"},
)
UNITS = Table(
    columns=("unit_text", "unit_code", "dimension", "factor", "offset"),
    key=("unit_text",),
    required=("unit_text", "unit_code", "dimension", "factor", "offset"),
)
CATEGORIES = Table(
    columns=("category_text", "category_kind", "reason", "author", "reviewer", "reviewed_date"),
    key=("category_text",),
    required=("category_text", "category_kind", "reason", "author"),
    patterns={"author": ROLE, "reviewer": ROLES},
    dates=("reviewed_date",),
)
CORRECTIONS = Table(
    columns=(
        *("match_column", "match_text", "column", "expected_text", "corrected_text", "edition_from", "edition_to"),
        *("reason", "author", "reviewer", "reviewed_date", "citation"),
    ),
    key=("match_column", "match_text", "column", "edition_from"),
    required=("match_column", "match_text", "column", "corrected_text", "reason", "author"),
    patterns={"author": ROLE, "reviewer": ROLES},
    dates=("edition_from", "edition_to", "reviewed_date"),
    spans=(("edition_from", "edition_to"),),
)
COMPOSITIONS = Table(
    columns=("first_predicate", "second_predicate", "composed_predicate", "reason"),
    key=("first_predicate", "second_predicate"),
    required=("first_predicate", "second_predicate", "reason"),
    words=dict.fromkeys(("first_predicate", "second_predicate", "composed_predicate"), RELATIONS),
)
EVENT_TYPES = Table(
    columns=("event_type", "event_group", "definition", "follows"),
    key=("event_type",),
    required=("event_type", "event_group", "definition", "follows"),
    words={"event_group": EVENT_GROUPS},
    patterns={"event_type": EVENT_TYPE},
    codes=("event_type",),
)
COUNTING_RULES = Table(
    columns=("definition_code", "event_type", "effect", "dated_by", "scope", "replaces", "reason", "citation"),
    key=("definition_code", "event_type"),
    required=("definition_code", "event_type", "effect", "reason"),
    words={
        "effect": ("add", "subtract", "none"),
        "dated_by": ("event_date", "first_decision_date"),
        "scope": ("application", "licence", "licence_destination", "event"),
    },
    patterns={"replaces": rf"{EVENT_TYPE}( {EVENT_TYPE})*"},
    codes=("definition_code", "event_type"),
)
COUNTING_PERIODS = Table(
    columns=("definition_code", "period_grain", "first_month", "citation"),
    key=("definition_code", "period_grain"),
    required=("definition_code", "period_grain", "first_month"),
    words={"period_grain": ("quarter", "year", "fiscal_year")},
    patterns={"first_month": r"[1-9]|1[0-2]"},
    codes=("definition_code",),
)
PROCESSING_TARGETS = Table(
    columns=("publisher_code", "licence_kind", "day_kind", "target_days", "target_share", "valid_from", "valid_to", "citation"),
    key=("publisher_code", "licence_kind", "day_kind", "target_days", "valid_from"),
    required=("publisher_code", "day_kind", "target_days", "target_share", "citation"),
    words={"licence_kind": LICENCE_KINDS, "day_kind": ("working", "calendar")},
    patterns={"target_days": r"[1-9][0-9]{0,3}", "target_share": r"0\.[0-9]{2}|1\.00"},
    dates=("valid_from", "valid_to"),
    spans=(("valid_from", "valid_to"),),
)
RECONCILIATION_CHECKS = Table(
    columns=("check_id", "severity", "title", "next_step", "applies_to"),
    key=("check_id",),
    required=("check_id", "severity", "title", "next_step", "applies_to"),
    words={"severity": ("error", "warning")},
    patterns={"check_id": CHECK_ID},
    codes=("check_id",),
)
RECONCILIATION_PARAMETERS = Table(
    columns=(
        *("check_id", "measure_code", "other_measure_code", "least_figure", "round_unit", "least_count", "least_share"),
        *("absolute_tolerance", "relative_tolerance", "part_tolerance", "converted_tolerance", "factor", "year_span"),
        *("reason", "author", "reviewer", "reviewed_date"),
    ),
    key=("check_id", "measure_code"),
    required=("check_id", "measure_code", "reason", "author"),
    patterns={
        "check_id": CHECK_ID,
        **dict.fromkeys(("least_figure", "round_unit", "least_count", "year_span"), r"[1-9][0-9]{0,11}"),
        **dict.fromkeys(("absolute_tolerance", "part_tolerance", "factor"), NUMBER),
        **dict.fromkeys(("least_share", "relative_tolerance", "converted_tolerance"), r"0|0\.[0-9]{1,4}"),
        "author": ROLE,
        "reviewer": ROLES,
    },
    dates=("reviewed_date",),
    codes=("check_id", "measure_code", "other_measure_code"),
)
EVENT_WORDS = Table(
    columns=("event_text", "event_type", "reason", "author", "reviewer", "reviewed_date"),
    key=("event_text",),
    required=("event_text", "event_type", "reason", "author"),
    patterns={"event_type": EVENT_TYPE, "author": ROLE, "reviewer": ROLES},
    dates=("reviewed_date",),
)
END_USES = Table(
    columns=("end_use_code", "facet", "title", "definition"),
    key=("end_use_code",),
    required=("end_use_code", "facet", "title", "definition"),
    words={"facet": ("end_user", "purpose", "remark")},
    patterns={"end_use_code": WORDS_JOINED},
    codes=("end_use_code",),
)
REFUSAL_CRITERIA = Table(
    columns=("criterion_code", "title", "definition", "citation"),
    key=("criterion_code",),
    required=("criterion_code", "title", "definition", "citation"),
    patterns={"criterion_code": r"[1-9][0-9]?"},
    codes=("criterion_code",),
)
PHRASES = Table(
    columns=("phrase", "end_use_code", "reason", "author", "reviewer", "reviewed_date", "decided_date"),
    key=("phrase", "end_use_code"),
    required=("phrase", "end_use_code", "reason", "author", "decided_date"),
    patterns={"phrase": r"[a-z0-9]+( [a-z0-9]+)*", "end_use_code": WORDS_JOINED, "author": ROLE, "reviewer": ROLES},
    dates=("reviewed_date", "decided_date"),
)
CRITERIA = Table(
    columns=("reason_code", "criterion_code", "reason", "author", "reviewer", "reviewed_date", "decided_date", "citation"),
    key=("reason_code", "criterion_code"),
    required=("reason_code", "criterion_code", "reason", "author", "decided_date", "citation"),
    patterns={"criterion_code": r"[1-9][0-9]?", "author": ROLE, "reviewer": ROLES},
    dates=("reviewed_date", "decided_date"),
    codes=("reason_code",),
)
DISCLOSURE_RULES = Table(
    columns=(
        *("measure_code", "reporting_state", "common_code", "valid_from", "decision_id", "is_withheld"),
        *("least_count", "dominance", "p_percent", "least_value", "request_share", "interval", "intervals_above"),
        *("dominance_count", "reason", "author", "reviewer", "reviewed_date"),
    ),
    key=("measure_code", "reporting_state", "common_code", "valid_from"),
    required=("measure_code", "reporting_state", "common_code", "valid_from", "decision_id", "interval", "reason", "author"),
    words={"is_withheld": ("yes",)},
    patterns={
        "reporting_state": r"\*|[A-Z]{3}",
        "common_code": rf"\*|{CODE}",
        "decision_id": r"D[0-9]{3}",
        "least_count": r"[1-9][0-9]?",
        "dominance_count": r"[1-5]",
        **dict.fromkeys(("dominance", "p_percent", "interval"), r"0\.[0-9]{0,3}[1-9]"),
        "least_value": NUMBER,
        **dict.fromkeys(("request_share", "intervals_above"), r"0|0\.[0-9]{1,4}"),
        "author": ROLE,
        "reviewer": ROLES,
    },
    dates=("valid_from", "reviewed_date"),
    codes=("measure_code", "reporting_state", "common_code"),
)
CLOSURE_DAYS = Table(
    columns=("closure_date", "reason", "author", "reviewer", "reviewed_date", "citation"),
    key=("closure_date",),
    required=("closure_date", "reason", "author"),
    patterns={"author": ROLE, "reviewer": ROLES},
    dates=("closure_date", "reviewed_date"),
)

SHARED = {
    "items.csv": ITEMS,
    "steering_decisions.csv": DECISIONS,
    "destinations.csv": DESTINATIONS,
    "measures.csv": MEASURES,
    "definitions.csv": DEFINITIONS,
    "currencies.csv": CURRENCIES,
    "euro_rates.csv": EURO_RATES,
    "source_precedence.csv": PRECEDENCE,
    "units.csv": UNITS,
    "compositions.csv": COMPOSITIONS,
    "event_types.csv": EVENT_TYPES,
    "counting_rules.csv": COUNTING_RULES,
    "counting_periods.csv": COUNTING_PERIODS,
    "processing_targets.csv": PROCESSING_TARGETS,
    "reconciliation_checks.csv": RECONCILIATION_CHECKS,
    "reconciliation_parameters.csv": RECONCILIATION_PARAMETERS,
    "end_uses.csv": END_USES,
    "disclosure_rules.csv": DISCLOSURE_RULES,
    "refusal_criteria.csv": REFUSAL_CRITERIA,
}
PER_SOURCE = {
    ".map.csv": MAP,
    ".categories.csv": CATEGORIES,
    ".corrections.csv": CORRECTIONS,
    ".events.csv": EVENT_WORDS,
    ".phrases.csv": PHRASES,
    ".criteria.csv": CRITERIA,
}
PER_STATE = {"closure_days.csv": CLOSURE_DAYS}


def table_of_file(path: Path) -> Table | None:
    """The kind of a file in `crosswalks/`, by its name; None for a sample or a file no rule knows."""
    if path.parent.name == "common":
        return SHARED.get(path.name)
    if path.name in PER_STATE:
        return PER_STATE[path.name]
    return next((table for suffix, table in PER_SOURCE.items() if path.name.endswith(suffix)), None)
