"""Readers of outlines that a test writes down, with and without their indentation."""

from pathlib import Path
from textwrap import dedent

import pytest

from commonlist.land.read.markdown_flat import read_markdown_flat
from commonlist.land.read.markdown_outline import read_markdown_outline
from commonlist.land.reading import Reading
from outlines import FRAME, OPTIONS


@pytest.fixture
def nested(tmp_path: Path):
    def read(outline: str) -> Reading:
        path = tmp_path / "liste.md"
        path.write_text(FRAME.format(dedent(outline).strip("\n")), encoding="utf-8")
        return read_markdown_outline(path, OPTIONS)

    return read


@pytest.fixture
def flat(tmp_path: Path):
    def read(outline: str) -> Reading:
        path = tmp_path / "liste.md"
        lines = "\n\n".join(line.strip() for line in outline.strip().splitlines())
        path.write_text(FRAME.format(lines), encoding="utf-8")
        return read_markdown_flat(path, OPTIONS)

    return read
