"""Readers by the name a layout's `format` gives: bytes of one publication in, a table of strings out."""

from collections.abc import Callable
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from commonlist.errors import RegistryError

if TYPE_CHECKING:
    from commonlist.land.reading import Options, Reading


class Reader(NamedTuple):
    """The module that holds `read_<format>`, and its model of the options, by name: both are imported when they are needed."""

    module: str
    options: str


READERS = {
    "csv": Reader("delimited", "CsvOptions"),
    "workbook": Reader("workbook", "WorkbookOptions"),
    "json": Reader("json_records", "JsonOptions"),
    "jsonl": Reader("json_records", "JsonLinesOptions"),
    "ccl_history": Reader("ccl_history", "CclHistoryOptions"),
    "ecfr_xml": Reader("ecfr", "EcfrOptions"),
    "annex_json": Reader("annex", "AnnexOptions"),
    "eurlex_xhtml": Reader("eurlex", "EurlexOptions"),
    "markdown_outline": Reader("markdown_outline", "OutlineOptions"),
    "markdown_flat": Reader("markdown_flat", "OutlineOptions"),
    "justice_laws_xml": Reader("justice_laws", "JusticeLawsOptions"),
    "xml": Reader("xml_records", "XmlOptions"),
}


def require_known(file_format: str) -> None:
    """Raises RegistryError for a format no reader goes by."""
    if file_format not in READERS:
        raise RegistryError("registry.unknown_format", f"no reader {file_format!r}", next_step=f"use one of {', '.join(READERS)}")


def options_of(file_format: str) -> "type[Options]":
    """The model of what a layout may say under `options` for this reader. Raises RegistryError for a format no reader goes by."""
    require_known(file_format)
    reader = READERS[file_format]
    model: type[Options] = getattr(import_module(f"commonlist.land.read.{reader.module}"), reader.options)
    return model


def read(path: Path, file_format: str, options: dict[str, Any]) -> "Reading":
    """Read one file with the named reader. Raises ReadError, ShapeError or RegistryError, each naming file and line."""
    require_known(file_format)
    module = import_module(f"commonlist.land.read.{READERS[file_format].module}")
    reader: Callable[[Path, dict[str, Any]], Reading] = getattr(module, f"read_{file_format}")
    return reader(path, options)
