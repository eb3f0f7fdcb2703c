"""A shaped list to `control_item` rows: codes normalised, levels, parents and repeats told apart.

- A code that is not ASCII, or not of the list's grammar, sends its row to quarantine with the stranger named.
- `item_code` separates the levels of the printed code by dots; notes carry the code they are attached to.
- A code printed twice is a repeat: kept and numbered where the list declares it so, otherwise quarantined.
"""

import re
from datetime import date

import polars as pl

from commonlist.land.reading import LINE, Rejection
from commonlist.registry import LIST_FIELDS, CodeRule, Source
from commonlist.schema.codes import name_strangers
from commonlist.schema.control_item import CODED_KINDS, ITEM_KINDS, ControlItem

Row = dict[str, object]
_RUNS = re.compile(r"[A-Za-z]+|[0-9]+")


def itemise(table: pl.DataFrame, source: Source, edition_date: date, sha256: str) -> tuple[pl.DataFrame, tuple[Rejection, ...]]:
    """The rows in the columns of `ControlItem`, and those that are refused."""
    rule = source.code
    if rule is None:
        raise ValueError(f"{source.source_id} declares no code rule")
    table = table.with_columns(pl.lit(None, pl.String).alias(name) for name in LIST_FIELDS if name not in table.columns)
    rejections: list[Rejection] = []
    rows = []
    first_lines: dict[str, int] = {}
    counts: dict[str, int] = {}
    for row in table.iter_rows(named=True):
        item = _item(row, source, rule)
        if isinstance(item, dict):
            item = _refuse_repeat(item, source, first_lines, row) or item
        if isinstance(item, Rejection):
            rejections.append(item)
        else:
            rows.append(_identified(item, source.source_id, counts))
    constants = {"source_id": source.source_id, "edition_date": edition_date, "language": source.language, "source_sha256": sha256}
    return _frame(rows, constants), tuple(rejections)


def normalise(code: str, rule: CodeRule) -> str:
    """The printed code with its levels dotted: `ML8c12a` → `ML8.c.12.a`."""
    head = re.match(rule.head, code)
    if rule.style == "dotted" or head is None:
        return code
    return ".".join([head[0], *_RUNS.findall(code[head.end() :])])


def _item(row: Row, source: Source, rule: CodeRule) -> Row | Rejection:
    code = str(row["code"]).strip(" ") if row["code"] is not None else None
    text = str(row["text"] or "").strip()
    kind = str(row["kind"]) if row["kind"] is not None else _kind(code, text, source, rule)
    if code is None and kind != "heading":
        return _reject(row, "code", "land.no_code", "the row has no code")
    if code is not None and (flaw := _flaw(code, rule)):
        return _reject(row, "code", *flaw)
    if kind not in ITEM_KINDS:
        return _reject(row, "kind", "land.unknown_kind", f"{kind!r} is no kind of item")
    dates = {}
    for name in ("valid_from", "valid_to"):
        try:
            dates[name] = date.fromisoformat(str(row[name])) if row[name] is not None else None
        except ValueError:
            return _reject(row, name, "land.bad_date", f"{row[name]!r} is not a date")
    item_code = normalise(code, rule) if code else None
    level = 0 if item_code is None or kind in ("category", "group") else 1 + item_code.count(".")
    given = row["parent"]
    parent = normalise(str(given), rule) if given is not None else item_code.rpartition(".")[0] or None if item_code else None
    return {
        **dates,
        LINE: row[LINE],
        "code_text": row["code"],
        "item_code": item_code,
        "parent_code": parent,
        "level": level,
        "kind": kind,
        "text": text,
        "regimes_text": row["regimes"],
    }


def _kind(code: str | None, text: str, source: Source, rule: CodeRule) -> str:
    if code is None:
        return "heading" if source.headings == "keep" else ""
    by_code = next((kind for kind, pattern in rule.kinds.items() if re.fullmatch(pattern, code)), None)
    by_text = next((kind for kind, pattern in source.kinds.items() if re.search(pattern, text)), None)
    return by_code or by_text or ("entry" if re.fullmatch(rule.head, code) else "provision")


def _flaw(code: str, rule: CodeRule) -> tuple[str, str] | None:
    if stranger := name_strangers(code):
        return "land.foreign_character", f"the code {code!r} holds {stranger}"
    if not re.fullmatch(rule.grammar, code):
        return "land.bad_code", f"{code!r} is not how this list writes its codes"
    return None


def _refuse_repeat(item: Row, source: Source, first_lines: dict[str, int], row: Row) -> Rejection | None:
    code = item["item_code"]
    if not isinstance(code, str) or item["kind"] not in CODED_KINDS or source.on_repeat == "keep":
        return None
    if code in first_lines:
        return _reject(row, "code", "land.duplicate_code", f"{code} stands on line {first_lines[code]} already")
    first_lines[code] = int(str(row[LINE]))
    return None


def _reject(row: Row, column: str, reason: str, detail: str) -> Rejection:
    raw = " | ".join(str(value) for name, value in row.items() if name != LINE and value is not None)
    return Rejection(line=int(str(row[LINE])), column=column, reason=reason, detail=detail, raw=raw)


def _identified(item: Row, source_id: str, counts: dict[str, int]) -> Row:
    note = "" if item["kind"] in CODED_KINDS else f"#{item['kind']}"
    stem = f"{source_id}:{item['item_code'] or ''}{note}"
    counts[stem] = number = counts.get(stem, 0) + 1
    return {**item, "occurrence_number": number, "item_id": stem if number == 1 else f"{stem}~{number}"}


def _frame(rows: list[Row], constants: Row) -> pl.DataFrame:
    schema = {name: column.dtype.type for name, column in ControlItem.to_schema().columns.items()}
    varying = {name: dtype for name, dtype in schema.items() if name not in constants}
    frame = pl.DataFrame(rows, schema=varying, orient="row")
    return frame.with_columns(pl.lit(value, schema[name]).alias(name) for name, value in constants.items()).select(list(schema))
