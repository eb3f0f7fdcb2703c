"""A publication to the small sample that lies in its state's folder, in the publisher's own layout.

Text formats keep every line before the first record too many; trees lose what comes after it; nothing is rewritten.
"""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

from lxml import etree

from commonlist.errors import ReadError
from commonlist.land.read import guard, read
from commonlist.land.read.archive import read_archive
from commonlist.land.reading import LINE
from commonlist.registry import Layout, Source, source


def cut(source_id: str, folder: Path, rows: int) -> Path:
    """Write `<source>.sample.<suffix>` with the first `rows` records of the newest file below `folder` that a layout matches.

    Raises ReadError when no file matches, and whatever reading the file raises.
    """
    declared = source(source_id)
    file, layout = _newest(declared, folder)
    suffix = Path(file.name.removesuffix(".gz")).suffix
    target = declared.folder / f"{source_id}.sample{suffix}"
    target.write_bytes(_CUTTERS.get(suffix, _cut_lines)(file, layout, rows))
    return target


def _newest(declared: Source, folder: Path) -> tuple[Path, Layout]:
    for layout in declared.layouts:
        if files := sorted(folder.glob(layout.match)):
            return files[-1], layout
    wanted = ", ".join(layout.match for layout in declared.layouts)
    raise ReadError(
        "read.no_file", f"no file {wanted} below the folder", place=folder, next_step="give --from the folder that holds the publications"
    )


def _line_after(file: Path, layout: Layout, rows: int) -> int | None:
    table = read(file, layout.format, layout.options).table
    return int(table[LINE].sort()[rows]) if table.height > rows else None


def _cut_lines(file: Path, layout: Layout, rows: int) -> bytes:
    lines = guard.read_bytes(file).splitlines(keepends=True)
    end = _line_after(file, layout, rows)
    return b"".join(lines[: end - 1] if end else lines)


def _cut_json(file: Path, layout: Layout, rows: int) -> bytes:  # noqa: ARG001 - the largest list holds the records in every layout
    document = json.loads(guard.read_text(file))
    records = _largest_list(document)
    announced = len(records)
    del records[rows:]
    for key, value in document.items() if isinstance(document, dict) else ():
        if key.endswith("count") and value == announced:
            document[key] = len(records)
    return json.dumps(document, ensure_ascii=False, indent=1).encode()


def _largest_list(node: Any) -> list[Any]:
    """The list that holds most of the document; an index may have as many members."""
    lists = [node] if isinstance(node, list) else []
    children = node.values() if isinstance(node, dict) else ()
    return max([*lists, *(_largest_list(child) for child in children)], key=lambda found: len(json.dumps(found)), default=[])


def _cut_xml(file: Path, layout: Layout, rows: int) -> bytes:
    root = guard.parse_xml(file)
    end = _line_after(file, layout, rows)
    beyond = [node for node in root.iter() if end and node.sourceline >= end]
    for node in beyond:
        if node.getparent() is not None:
            node.getparent().remove(node)
    return etree.tostring(root, encoding="utf-8", xml_declaration=True)


def _cut_workbook(file: Path, layout: Layout, rows: int) -> bytes:
    from io import BytesIO

    from openpyxl import load_workbook

    book = load_workbook(BytesIO(read_archive(file)))
    end = _line_after(file, layout, rows)
    for sheet in book.worksheets:
        if end and sheet.max_row >= end:
            sheet.delete_rows(end, sheet.max_row - end + 1)
    buffer = BytesIO()
    book.save(buffer)
    return buffer.getvalue()


_CUTTERS: dict[str, Callable[[Path, Layout, int], bytes]] = {".json": _cut_json, ".xml": _cut_xml, ".xlsx": _cut_workbook}
