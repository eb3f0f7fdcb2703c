"""What a briefing says becomes a PDF for reading, pictures for slides, and a list that ties each of their figures to its cell.

- The PDF is A4, at most `PAGES` pages, tagged for screen readers (PDF/UA-1); figures that do not fit come as pictures only.
- Same edition, same bytes: times are the edition's, and the fonts are those that come with typst, never those of the machine.
"""

import hashlib
import json
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from commonlist.errors import PublishError
from commonlist.publish.briefing import CHANGES, SOURCES, Figure, Pack
from commonlist.publish.contract import exports_folder
from commonlist.publish.files import write_text
from commonlist.publish.site.words import Words
from commonlist.settings import settings

DOCUMENT, PICTURES, SIDECAR = "briefing.typ", "slides.typ", "briefing.json"
PAGES, PRINTED = 6, 8
PIXELS_PER_INCH = 72
Made = dict[str, bytes]


def write(pack: Pack, folder: Path) -> tuple[Path, ...]:
    """Write `briefing.pdf`, one PNG of 1920 × 1080 pixels per figure and `briefing.json` into `folder`, which is made.

    Raises PublishError `publish.inside_editions`: an edition is never changed, not even by a file more; `publish.long_briefing`.
    """
    if folder.resolve().is_relative_to(settings().editions.resolve()):
        raise PublishError("publish.inside_editions", "an edition is never changed", place=folder, next_step="name a folder elsewhere")
    made = {"briefing.pdf": _document(pack), **_pictures(pack)}
    folder.mkdir(parents=True, exist_ok=True)
    for name, content in made.items():
        (folder / name).write_bytes(content)
    write_text(folder / SIDECAR, json.dumps(_sidecar(pack, made), indent=2, ensure_ascii=False) + "\n")
    return tuple(folder / name for name in (*made, SIDECAR))


def picture(figure: Figure) -> str:
    """The file name of a figure's picture."""
    return f"{figure.name}.png"


def _document(pack: Pack) -> bytes:
    """The PDF with as many figures as fit."""
    import typst

    for printed in range(PRINTED, -1, -1):
        with _workshop(pack, DOCUMENT, printed) as work:
            template = work / DOCUMENT
            pages = typst.query(template, "<pages>", field="value", root=work, ignore_system_fonts=True)
            if json.loads(pages)[0] <= PAGES:
                return typst.compile(template, root=work, format="pdf", pdf_standards="ua-1", ignore_system_fonts=True)
    next_step = "shorten the titles of sources or lists; the public page has room for them"
    raise PublishError(
        "publish.long_briefing", f"the briefing takes more than {PAGES} pages without any chart but that of coverage", next_step=next_step
    )


def _pictures(pack: Pack) -> Made:
    import typst

    if not pack.figures:
        return {}
    with _workshop(pack, PICTURES, len(pack.figures)) as work:
        drawn: Any = typst.compile(work / PICTURES, root=work, format="png", ppi=PIXELS_PER_INCH, ignore_system_fonts=True)
    pages = [drawn] if isinstance(drawn, bytes) else drawn  # one page comes alone, several as a list
    return {picture(figure): page for figure, page in zip(pack.figures, pages, strict=True)}


@contextmanager
def _workshop(pack: Pack, template: str, printed: int) -> Iterator[Path]:
    """A folder with the template and what it reads: the words, and each chart as a file."""
    with TemporaryDirectory() as place:
        work = Path(place)
        shutil.copyfile(exports_folder() / "templates" / template, work / template)
        for figure in pack.figures:
            write_text(work / f"{figure.name}.svg", figure.drawing)
        write_text(work / SIDECAR, json.dumps(_said(pack, printed), ensure_ascii=False))
        yield work


def _said(pack: Pack, printed: int) -> dict[str, Any]:
    """The words of the templates; the first `printed` figures beside that of coverage stand in the document."""
    optional = [figure.name for figure in pack.figures if figure.kind != "coverage"]
    figures = [
        figure.model_dump(exclude={"states", "has_categories"})
        | {"drawing": f"{figure.name}.svg", "is_printed": figure.name in optional[:printed]}
        for figure in pack.figures
    ]
    created, left = pack.created_at, {"sources": len(pack.sources) - SOURCES, "changes": len(pack.changes) - CHANGES}
    return pack.model_dump(mode="json", exclude={"figures", "created_at", "sources", "changes", "words"}) | {
        "day": (created.year, created.month, created.day),
        "sources": pack.sources[:SOURCES],
        "changes": [{"title": title, "words": words} for title, words in pack.changes[:CHANGES]],
        "figures": figures,
        "language": pack.words.language,
        "says": _words(pack),
        "left": {name: _left(pack.words, name, number) for name, number in (left | {"figures": len(optional) - printed}).items()},
    }


def _words(pack: Pack) -> dict[str, str]:
    """The words of the templates that are the same wherever they stand, and those of the badges."""
    facts = {"edition": pack.edition, "day": pack.words.day(pack.created_at.date()), "cite": pack.cite_as, "address": pack.address}
    return {name: pack.words.text(f"briefing.says.{name}", **facts) for name in pack.words.group("briefing.says")}


def _left(words: Words, name: str, number: int) -> str:
    """How many more there are than have room; nothing where all have."""
    return words.text(f"briefing.left.{name}.{'one' if number == 1 else 'many'}", n=number) if number > 0 else ""


def _sidecar(pack: Pack, made: Made) -> dict[str, Any]:
    """Every figure with its picture and its cells, and the checksums of the files."""
    return {
        "edition": pack.edition,
        "created_at": f"{pack.created_at:%Y-%m-%dT%H:%M:%SZ}",
        "cite_as": pack.cite_as,
        "files": {name: hashlib.sha256(content).hexdigest() for name, content in made.items()},
        "figures": [
            {
                "picture": picture(figure),
                "title": figure.title,
                "marks": figure.badges,
                "cells": [cell.model_dump() for cell in figure.cells],
            }
            for figure in pack.figures
        ],
    }
