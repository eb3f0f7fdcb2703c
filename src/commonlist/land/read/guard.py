"""Untrusted bytes to safe text or trees: every reader starts here.

- An empty file, an HTML page in place of data, bytes that are not the declared encoding and truncated archives are refused by name.
- Nothing is inflated beyond `COMMONLIST_READ_MAX_BYTES`, nor beyond `COMMONLIST_READ_MAX_RATIO` times its packed size.
- XML is parsed without DTDs, entities or network; a document that declares a DOCTYPE is refused.
"""

import re
import zlib
from pathlib import Path
from typing import Any

from lxml import etree

from commonlist.errors import Place, ReadError
from commonlist.settings import settings

FETCH_AGAIN = "fetch the publication again; the last good edition stays served meanwhile"
_DOCTYPES = tuple("<!DOCTYPE".encode(encoding) for encoding in ("ascii", "utf-16-le", "utf-16-be", "utf-32-le", "utf-32-be"))
_HTML = re.compile(rb"(?:<\?xml[^>]*>\s*|<!--.*?-->\s*)*<(?:!doctype html|html|head|body|title|script)\b", re.DOTALL)


def read_bytes(path: Path) -> bytes:
    """The file's bytes, gunzipped if it is gzip. Refuses empty, oversized and truncated files."""
    return unpacked(path.read_bytes(), path)


def unpacked(data: bytes, path: Path) -> bytes:
    """The same of bytes at hand, which errors call by the name of `path`."""
    if data[:2] == b"\x1f\x8b":
        data = _gunzip(data, path)
    if not data.strip(b"\xef\xbb\xbf \t\r\n\x00"):
        raise ReadError("read.empty_file", "the file holds no data", place=path, next_step=FETCH_AGAIN)
    return data


def read_text(path: Path, encoding: str = "utf-8-sig") -> str:
    """The file decoded strictly; line ends untouched. Refuses HTML pages and names the first undecodable line."""
    return text_of(read_bytes(path), path, encoding)


def text_of(data: bytes, path: Path, encoding: str = "utf-8-sig") -> str:
    """The same of bytes at hand, which errors call by the name of `path`."""
    refuse_html(data, path)
    try:
        return data.decode(encoding)
    except UnicodeDecodeError as problem:
        line = data.count(b"\n", 0, problem.start) + 1
        raise ReadError(
            "read.wrong_encoding",
            f"byte 0x{data[problem.start]:02X} is not {encoding.removesuffix('-sig')}",
            place=Place(file=path.name, line=line),
            next_step="ask the publisher for the file's encoding and declare it in the layout's options",
        ) from None


def refuse_html(data: bytes, path: Path) -> None:
    """Raise when an error page was served where data was promised."""
    start = data[:2048].lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    if _HTML.match(start):
        raise ReadError("read.html_page", "the file is a web page, not data", place=path, next_step=FETCH_AGAIN)


def parse_xml(path: Path) -> Any:
    """The root element, parsed without entities, DTD or network; `sourceline` gives each element's line."""
    data = read_bytes(path)
    refuse_html(data, path)
    declared = next((place for mark in _DOCTYPES if (place := data.find(mark)) >= 0), None)
    if declared is not None:
        raise _unsafe_xml(path, data.count(b"\n", 0, declared) + 1)
    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False, remove_comments=True, remove_pis=True
    )
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


def _gunzip(data: bytes, path: Path) -> bytes:
    """Every member of the file in turn: a publisher that appends to it writes one after the other."""
    limit = min(settings().read_max_bytes, settings().read_max_ratio * len(data))
    text, rest = bytearray(), data
    while rest.strip(b"\x00"):
        inflater = zlib.decompressobj(wbits=31)
        try:
            text += inflater.decompress(rest, limit + 1 - len(text))
        except zlib.error as problem:
            raise ReadError("read.broken_gzip", str(problem), place=path, next_step=FETCH_AGAIN) from None
        if len(text) > limit:
            raise ReadError(
                "read.archive_bomb",
                f"{len(data)} packed bytes inflate beyond {limit}",
                place=path,
                next_step="check where the file came from; raise COMMONLIST_READ_MAX_RATIO only if it is genuine",
            )
        if not inflater.eof:
            raise ReadError("read.broken_gzip", "the gzip file ends too early", place=path, next_step=FETCH_AGAIN)
        rest = inflater.unused_data
    return bytes(text)
