"""Untrusted bytes to safe text or trees: every reader starts here.

- An empty file, an HTML page in place of data, bytes that are not the declared encoding and truncated archives are refused by name.
- Nothing is inflated beyond `COMMONLIST_READ_MAX_BYTES`, nor beyond `COMMONLIST_READ_MAX_RATIO` times its packed size.
- XML is parsed without DTDs, entities or network; a document that declares a DOCTYPE is refused.
"""

import zipfile
import zlib
from pathlib import Path
from typing import Any

from lxml import etree

from commonlist.errors import Place, ReadError
from commonlist.settings import settings

FETCH_AGAIN = "fetch the publication again; the last good edition stays served meanwhile"
_HTML_STARTS = (b"<!doctype html", b"<html")


def read_bytes(path: Path) -> bytes:
    """The file's bytes, gunzipped if it is gzip. Refuses empty, oversized, truncated and HTML files."""
    data = path.read_bytes()
    if data[:2] == b"\x1f\x8b":
        data = _gunzip(data, path)
    if not data.strip(b"\xef\xbb\xbf \t\r\n\x00"):
        raise ReadError("read.empty_file", "the file holds no data", place=path, next_step=FETCH_AGAIN)
    return data


def read_text(path: Path, encoding: str = "utf-8-sig") -> str:
    """The file decoded strictly; line ends untouched. Refuses HTML pages and names the first undecodable line."""
    data = read_bytes(path)
    refuse_html(data, path)
    try:
        return data.decode(encoding)
    except UnicodeDecodeError as problem:
        line = data.count(b"\n", 0, problem.start) + 1
        raise ReadError(
            "read.wrong_encoding",
            f"byte 0x{data[problem.start]:02X} is not {encoding}",
            place=Place(file=path.name, line=line),
            next_step="ask the publisher for the file's encoding and declare it in the layout's options",
        ) from None


def refuse_html(data: bytes, path: Path) -> None:
    """Raise when an error page was served where data was promised."""
    start = data[:2048].lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    if start.startswith(_HTML_STARTS):
        raise ReadError("read.html_page", "the file is a web page, not data", place=path, next_step=FETCH_AGAIN)


def parse_xml(path: Path) -> Any:
    """The root element, parsed without entities, DTD or network; `sourceline` gives each element's line."""
    data = read_bytes(path)
    refuse_html(data, path)
    if (declared := data.find(b"<!DOCTYPE")) >= 0:
        raise _unsafe_xml(path, data.count(b"\n", 0, declared) + 1)
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False, remove_comments=True)
    try:
        root: Any = etree.fromstring(data, parser)
    except etree.XMLSyntaxError as problem:
        raise ReadError(
            "read.broken_xml", str(problem.msg), place=Place(file=path.name, line=problem.lineno), next_step=FETCH_AGAIN
        ) from None
    if root.getroottree().docinfo.doctype:
        raise _unsafe_xml(path, 1)
    return root


def _unsafe_xml(path: Path, line: int) -> ReadError:
    return ReadError(
        "read.unsafe_xml",
        "the document declares a DOCTYPE, and with it entities",
        place=Place(file=path.name, line=line),
        next_step="check where the file came from; official publications in this format declare none",
    )


def check_archive(path: Path) -> None:
    """Refuse a workbook whose ZIP is truncated, or would inflate beyond the limits."""
    read_bytes(path)
    refuse_html(path.read_bytes()[:4096], path)
    try:
        with zipfile.ZipFile(path) as archive:
            sizes = [(item.file_size, item.compress_size) for item in archive.infolist()]
    except zipfile.BadZipFile:
        raise ReadError(
            "read.broken_archive", "the workbook is truncated or is not a workbook", place=path, next_step=FETCH_AGAIN
        ) from None
    inflated, packed = sum(size for size, _ in sizes), sum(size for _, size in sizes)
    if inflated > settings().read_max_bytes or inflated > settings().read_max_ratio * max(packed, 1):
        raise ReadError(
            "read.archive_bomb",
            f"{packed} packed bytes would inflate to {inflated}",
            place=path,
            next_step="check where the file came from; raise COMMONLIST_READ_MAX_RATIO only if it is genuine",
        )


def _gunzip(data: bytes, path: Path) -> bytes:
    limit = min(settings().read_max_bytes, settings().read_max_ratio * len(data))
    inflater = zlib.decompressobj(wbits=31)
    try:
        text = inflater.decompress(data, limit)
    except zlib.error as problem:
        raise ReadError("read.broken_gzip", str(problem), place=path, next_step=FETCH_AGAIN) from None
    if inflater.unconsumed_tail:
        raise ReadError(
            "read.archive_bomb",
            f"{len(data)} packed bytes inflate beyond {limit}",
            place=path,
            next_step="check where the file came from; raise COMMONLIST_READ_MAX_RATIO only if it is genuine",
        )
    if not inflater.eof:
        raise ReadError("read.broken_gzip", "the gzip file ends too early", place=path, next_step=FETCH_AGAIN)
    return text
