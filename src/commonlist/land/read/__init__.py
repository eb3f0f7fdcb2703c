"""Readers by the name a layout's `format` gives: bytes of one publication in, a table of strings out."""

from collections.abc import Callable
from importlib import import_module
from pathlib import Path
from typing import Any

from commonlist.errors import RegistryError
from commonlist.land.reading import Reading

READERS = {
    "csv": "delimited",
    "workbook": "workbook",
    "json": "json_records",
    "jsonl": "json_records",
    "ccl_history": "ccl_history",
    "ecfr_xml": "ecfr",
    "annex_json": "annex",
    "eurlex_xhtml": "eurlex",
    "markdown_outline": "markdown_outline",
    "markdown_flat": "markdown_flat",
    "justice_laws_xml": "justice_laws",
    "xml": "xml_records",
}


def require_known(file_format: str) -> None:
    """Raises RegistryError for a format no reader goes by."""
    if file_format not in READERS:
        raise RegistryError("registry.unknown_format", f"no reader {file_format!r}", next_step=f"use one of {', '.join(READERS)}")


def read(path: Path, file_format: str, options: dict[str, Any]) -> Reading:
    """Read one file with the named reader. Raises ReadError, ShapeError or RegistryError, each naming file and line."""
    require_known(file_format)
    module = import_module(f"commonlist.land.read.{READERS[file_format]}")
    reader: Callable[[Path, dict[str, Any]], Reading] = getattr(module, f"read_{file_format}")
    return reader(path, options)
