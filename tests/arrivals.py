"""Counterexample files, and publications damaged on the spot, as they arrive for a declared source: under the names its layouts expect."""

import re
import shutil
from datetime import date, timedelta
from pathlib import Path
from typing import Any, NamedTuple

from ruamel.yaml import YAML

from commonlist.registry import Layout, Source
from places import COUNTEREXAMPLES, ROOT

FOLDERS = ("csv", "json", "workbook", "xml", "markdown", "gzip", "feeds")
_FACTS = ("*.yml", "*.sample.*", "*.corrections.csv", "*.categories.csv", "units.csv")
# What a sample, or a file of five rows, cannot keep to. Everything else stands as the stewards declared it.
_BOUNDS = ((r"rows: \[\d+,", "rows: [1,"), (r"max_quarantined: [\d.]+", "max_quarantined: 0.5"))


class Counterexample(NamedTuple):
    """A damaged publication of one source: the error it must produce, or the rows [line, column, reason] it must lose to quarantine."""

    folder: str
    name: str
    wanted: dict[str, Any]

    @property
    def source_id(self) -> str:
        return str(self.wanted["as"])

    @property
    def is_refused(self) -> bool:
        return "rejected" not in self.wanted

    @property
    def data(self) -> bytes:
        return (COUNTEREXAMPLES / self.folder / self.name).read_bytes()

    def layout(self, source: Source) -> Layout:
        wanted = self.wanted.get("format", source.layouts[0].format)
        return next(layout for layout in source.layouts if layout.format == wanted)

    def __str__(self) -> str:
        return f"{self.folder}/{self.name}"


def counterexamples() -> list[Counterexample]:
    """Every file of every folder that a declared source could meet."""
    found = []
    for folder in FOLDERS:
        for name, wanted in expected(folder).items():
            if wanted.get("outcome") == "quarantine" and "rejected" not in wanted:
                wanted["rejected"] = [[wanted["line"], wanted["column"], wanted["slug"]]]
            if "as" in wanted:
                found.append(Counterexample(folder, name, wanted))
    return found


def expected(folder: str) -> dict[str, dict[str, Any]]:
    document: dict[str, dict[str, Any]] = YAML(typ="safe").load((COUNTEREXAMPLES / folder / "expected.yml").read_text(encoding="utf-8"))
    return document


def copy_state_folders(root: Path, *, believing_samples: bool) -> None:
    """The stewards' facts, without their judgements; where samples are believed, a sample is as long as a publication need be."""
    for path in (ROOT / "crosswalks").iterdir():
        for pattern in _FACTS:
            for file in path.glob(pattern):
                target = root / "crosswalks" / path.name / file.name
                target.parent.mkdir(parents=True, exist_ok=True)
                shutil.copyfile(file, target)
    shutil.copytree(ROOT / "exports", root / "exports", dirs_exist_ok=True)
    for yaml in root.glob("crosswalks/*/*.yml") if believing_samples else ():
        text = yaml.read_text(encoding="utf-8")
        for pattern, instead in _BOUNDS:
            text = re.sub(pattern, instead, text)
        yaml.write_text(text, encoding="utf-8")


def good_edition(source: Source) -> date:
    """The day under which a source's sample arrives."""
    return source.sample_edition or date(2020, 1, 1)


def next_edition(source: Source) -> date:
    """The day under which what is wrong with it arrives: later, so that it would be the current edition."""
    return good_edition(source) + timedelta(days=1)


def arrive(inbox: Path, layout: Layout, day: date, data: bytes) -> Path:
    """Put the bytes below the inbox where `commonlist land --from` looks for that layout, and nothing beside them."""
    shutil.rmtree(inbox, ignore_errors=True)
    name = re.sub(r"(\[0-9\])?\*", day.isoformat(), layout.match, count=1).replace("*", "")
    path = inbox / name
    path.parent.mkdir(parents=True)
    path.write_bytes(data)
    return path
