"""A state's YAML to what is wrong with it beside other files: names nobody knows, and what a beginning left open.

- Readers and their options belong to landing, which this package does not know: whoever calls says what can be read.
- Codes are held against the common tables; a code that is genuine is added there first.
"""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, NamedTuple
from urllib.parse import urlsplit

from commonlist.crosswalk.finding import Finding
from commonlist.crosswalk.reference_codes import Codes
from commonlist.crosswalk.scaffold import placeholders
from commonlist.errors import RegistryError
from commonlist.registry import Layout, Publisher, Source, line_of, read_yaml
from commonlist.registry.statistics import Measure

Require = Callable[[Layout], None]


class _Fault(NamedTuple):
    slug: str
    keys: tuple[int | str, ...]
    message: str
    next_step: str


def check_declarations(path: Path, name: str, publisher: Publisher, codes: Codes, require: Require) -> list[Finding]:
    """Every finding in one YAML that its model lets pass, each on the line of its key."""
    document = read_yaml(path)
    faults = [*_of_publisher(publisher, codes)]
    for source in publisher.sources.values():
        inside = [*_of_source(source), *_of_layouts(source, require), *_of_measures(source, codes)]
        inside += [*_of_events(source, codes), *_left_open(source)]
        faults += [fault._replace(keys=("sources", source.source_id, *fault.keys)) for fault in inside]
    return [_finding(fault, name, document) for fault in faults]


def _finding(fault: _Fault, name: str, document: Any) -> Finding:
    key = ".".join(map(str, fault.keys))
    message, line = f"{fault.message} at {key}", line_of(document, fault.keys)
    return Finding(slug=fault.slug, file=name, line=line, column=key, message=message, next_step=fault.next_step)


def _of_publisher(publisher: Publisher, codes: Codes) -> Iterator[_Fault]:
    if publisher.alpha3 not in codes.states:
        yield _unknown(("alpha3",), publisher.alpha3, "destinations.csv")
    if publisher.currency not in codes.currencies:
        yield _unknown(("currency",), publisher.currency, "currencies.csv")


def _unknown(keys: tuple[int | str, ...], code: str, table: str) -> _Fault:
    return _Fault("lint.unknown_code", keys, f"{code!r} is not in common/{table}", f"correct it, or add it to common/{table} first")


def _of_source(source: Source) -> Iterator[_Fault]:
    for key, address in (("url", source.url), ("page", source.page)):
        parts = urlsplit(address or "https://-")
        if parts.scheme != "https" or not parts.hostname:
            yield _Fault("lint.unsafe_address", (key,), f"{address!r} is no https address", "write the official address, with https://")


def _of_events(source: Source, codes: Codes) -> Iterator[_Fault]:
    for name in source.events.words if source.events else ():
        if name not in codes.event_types:
            yield _unknown(("events", "words", name), name, "event_types.csv")


def _of_layouts(source: Source, require: Require) -> Iterator[_Fault]:
    for number, layout in enumerate(source.layouts):
        try:
            require(layout)
        except RegistryError as problem:
            key = "format" if problem.slug == "registry.unknown_format" else "options"
            yield _Fault(problem.slug, ("layouts", number, key), problem.message, problem.next_step)
    formats = [layout.format for layout in source.layouts]
    if source.fetch_format and source.fetch_format not in formats:
        next_step = f"name the format of one of its layouts: {', '.join(formats)}"
        yield _Fault("lint.no_such_layout", ("fetch_format",), f"no layout reads {source.fetch_format!r}", next_step)


def _of_measures(source: Source, codes: Codes) -> Iterator[_Fault]:
    for number, measure in enumerate(source.statistics.measures if source.statistics else ()):
        keys = ("statistics", "measures", number)
        yield from (fault._replace(keys=(*keys, *fault.keys)) for fault in _of_measure(measure, codes))


def _of_measure(measure: Measure, codes: Codes) -> Iterator[_Fault]:
    if measure.measure not in codes.measures:
        yield _unknown(("measure",), measure.measure, "measures.csv")
    elif measure.definition not in codes.definitions:
        yield _unknown(("definition",), measure.definition, "definitions.csv")
    elif codes.definitions[measure.definition] != measure.measure:
        message = f"{measure.definition} defines {codes.definitions[measure.definition]}, not {measure.measure}"
        yield _Fault("lint.another_measure", ("definition",), message, "name the definition of that measure")
    if measure.currency and measure.currency not in codes.currencies:
        yield _unknown(("currency",), measure.currency, "currencies.csv")


def _left_open(source: Source) -> Iterator[_Fault]:
    declared = source.model_dump(mode="json")
    for keys, placeholder in placeholders(source.source_id).items():
        if _at(declared, keys) == placeholder:
            yield _Fault("lint.unfinished", keys, f"{placeholder!r} is what `commonlist new` wrote", "write what the publication says")


def _at(node: Any, keys: tuple[int | str, ...]) -> Any:
    for key in keys:
        try:
            node = node[key]
        except (IndexError, KeyError, TypeError):
            return None
    return node
