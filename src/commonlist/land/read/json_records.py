"""JSON and JSON lines to a table of strings: one record per row, nested objects as dotted columns.

- Figures stay as they are printed; lists inside a record stay as compact JSON; `null` and blank become null.
- A key printed twice in one object, NaN and Infinity, and nesting beyond 40 levels are refused.
- `source_line` is the physical line in JSON lines, and the record's number (from 1) in a JSON document.
"""

import json
import re
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from pydantic import Field

from commonlist.errors import Place, ReadError, ShapeError
from commonlist.land.read import guard
from commonlist.land.reading import LINE, Options, Reading, table_of

MAX_DEPTH = 40
_BETWEEN = re.compile(r"[\s,]*")


class JsonOptions(Options):
    """`records` is the dotted path to the list of records (none: the document is that list).

    `facts` maps a fact's name to the dotted path of a value of the document, e.g. `edition_date: meta.valid_from`.
    """

    records: str | None = None
    facts: dict[str, str] = Field(default_factory=dict)
    encoding: str = "utf-8-sig"


class JsonLinesOptions(Options):
    """Nothing but the encoding can differ."""

    encoding: str = "utf-8-sig"


def read_json(path: Path, options: dict[str, Any]) -> Reading:
    """Read a JSON document that holds a list of records. Raises ReadError, or ShapeError when the list is not where it was."""
    wanted = JsonOptions.parse(options)
    text = guard.read_text(path, wanted.encoding)
    document = parse_json(text, path)
    records = _at(document, wanted.records)
    if not isinstance(records, list):
        raise ShapeError(
            "shape.missing_column",
            f"the document holds no list at {wanted.records or 'its root'}",
            place=path,
            next_step="compare the document with the layout's `records` option and correct the YAML",
        )
    facts = {name: said for name, where in wanted.facts.items() if (said := cell(_at(document, where))) is not None}
    lines = _first_lines(text, len(records)) if wanted.records is None else range(1, len(records) + 1)
    return _reading(list(zip(lines, records, strict=True)), path, facts)


def _first_lines(text: str, count: int) -> Sequence[int]:
    """The line on which each record of a list begins; its number where two begin on one line."""
    decoder, end, start, line, lines = json.JSONDecoder(), 0, text.index("[") + 1, 1, []
    for _ in range(count):
        start = _BETWEEN.match(text, start).end()  # type: ignore[union-attr]
        line += text.count("\n", end, start)
        lines.append(line)
        end = decoder.raw_decode(text, start)[1]
        line, start = line + text.count("\n", start, end), end
    return lines if len(set(lines)) == count else range(1, count + 1)


def read_jsonl(path: Path, options: dict[str, Any]) -> Reading:
    """Read one JSON object per line; blank lines count for nothing. Raises ReadError naming the broken line."""
    wanted = JsonLinesOptions.parse(options)
    return _reading(list(json_lines(path, wanted.encoding)), path, {})


def json_lines(path: Path, encoding: str = "utf-8-sig") -> Iterator[tuple[int, Any]]:
    """Line number and value of every line; lines end at LF only, as U+2028 may stand inside a JSON string."""
    for number, line in enumerate(guard.read_text(path, encoding).split("\n"), start=1):
        if line.strip():
            yield number, parse_json(line, path, number)


def parse_json(text: str, path: Path, first_line: int = 1) -> Any:
    """The value, figures as printed strings. Raises ReadError naming the line (`first_line` is the text's own)."""
    try:
        value = json.loads(text, parse_float=str, parse_int=str, parse_constant=_refuse_constant, object_pairs_hook=_refuse_twice)
    except json.JSONDecodeError as problem:
        line = first_line + problem.lineno - 1
        raise _broken(f"{problem.msg} at column {problem.colno}", path, line) from None
    except _NotStrictError as problem:
        raise _broken(str(problem), path, first_line if "\n" not in text.strip() else None) from None
    except RecursionError:
        raise _too_deep(path, first_line) from None
    if _is_deeper(value, MAX_DEPTH):
        raise _too_deep(path, first_line)
    if "\\ud" in text.lower() and _holds_half_a_character(value):
        raise _broken("it holds half a character, an escape whose other half is missing", path, first_line if "\n" not in text else None)
    return value


def cell(value: Any) -> str | None:
    """A scalar as text, `true` and `false` as JSON writes them; lists and objects as compact JSON."""
    if value is None or isinstance(value, str):
        return value
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


class _NotStrictError(ValueError):
    """JSON that Python would let through and a publisher never meant."""


def _refuse_constant(constant: str) -> Any:
    raise _NotStrictError(f"{constant} is not JSON")


def _refuse_twice(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) < len(pairs):
        keys = [key for key, _ in pairs]
        twice = next(key for key in keys if keys.count(key) > 1)
        raise _NotStrictError(f"the key {twice!r} stands twice in one object")
    return found


def _is_deeper(value: Any, limit: int) -> bool:
    level = [value]
    for _ in range(limit):
        level = [child for node in level for child in _children(node)]
        if not level:
            return False
    return True


def _holds_half_a_character(value: Any) -> bool:
    try:
        json.dumps(value, ensure_ascii=False).encode()
    except UnicodeEncodeError:
        return True
    return False


def _children(node: Any) -> list[Any]:
    if isinstance(node, dict):
        return list(node.values())
    return node if isinstance(node, list) else []


def _at(document: Any, path: str | None) -> Any:
    for key in path.split(".") if path else ():
        document = document.get(key) if isinstance(document, dict) else None
    return document


def _reading(records: list[tuple[int, Any]], path: Path, facts: dict[str, str]) -> Reading:
    rows: list[dict[str, Any]] = []
    columns: dict[str, None] = {}
    for line, record in records:
        if not isinstance(record, dict):
            raise _broken(f"the record is {json.dumps(record)[:40]}, not an object", path, line)
        flat = dict(_flatten(record, ""))
        columns |= dict.fromkeys(flat)
        rows.append({LINE: line, **flat})
    if not rows:
        raise ReadError("read.empty_file", "the file holds no record", place=path, next_step=guard.FETCH_AGAIN)
    return Reading(table_of(rows, list(columns)), facts=facts)


def _flatten(record: dict[str, Any], prefix: str) -> Iterator[tuple[str, str | None]]:
    for key, value in record.items():
        if isinstance(value, dict) and value:
            yield from _flatten(value, f"{prefix}{key}.")
        else:
            yield f"{prefix}{key}", cell(value)


def _broken(detail: str, path: Path, line: int | None) -> ReadError:
    return ReadError("read.broken_json", detail, place=Place(file=path.name, line=line), next_step=guard.FETCH_AGAIN)


def _too_deep(path: Path, line: int) -> ReadError:
    return ReadError(
        "read.too_deep",
        f"the JSON is nested deeper than {MAX_DEPTH} levels",
        place=Place(file=path.name, line=line),
        next_step="check where the file came from; no publication is nested like this",
    )
