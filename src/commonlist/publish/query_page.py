"""The public Parquet files of an edition become a page that answers queries on them in the browser, with what it needs beside it.

- Nothing comes from another server: the reader of Parquet is bundled, its licences stand in it, and its checksum is recorded.
- The page holds no figure; it reads the files it lies beside, which only a web server lets it do (the page says so).
"""

import shutil
from datetime import datetime
from pathlib import Path
from typing import Any

from pydantic import BaseModel, ConfigDict

from commonlist.errors import Place, PublishError
from commonlist.publish import schema_org
from commonlist.publish.contract import House, exports_folder
from commonlist.publish.feed import FEED
from commonlist.publish.files import describe, sha256, write_text
from commonlist.publish.site.page import bare_environment

PAGE, SCRIPT, STYLES = "query.html", "query.js", ("public.css", "query.css")
EXAMPLES, VENDORED = "query_examples.yml", "vendored/hyparquet.yml"


class Package(BaseModel):
    """One package in a bundle, as its registry names it; `integrity` is the registry's checksum of what was bundled."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    name: str
    version: str
    licence: str
    integrity: str
    exports: tuple[str, ...]


class Bundle(BaseModel):
    """A script of others that the page runs: what is in it, how it was made, and the SHA-256 it must have."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    file: str
    sha256: str
    packages: tuple[Package, ...]
    made_with: str
    command: str


def write(public: Path, edition: str, created_at: datetime, terms: House) -> None:
    """Write page, script and bundle into the public folder, for the tables in it. Raises PublishError `publish.strange_bundle`."""
    templates = exports_folder() / "templates"
    library = bundle()
    shutil.copyfile(templates / "vendored" / library.file, public / library.file)
    shutil.copyfile(templates / SCRIPT, public / SCRIPT)
    write_text(public / PAGE, _render(public, library.file, edition, created_at, terms))


def bundle() -> Bundle:
    """The reader of Parquet, if it is the file that was recorded."""
    found = Bundle.model_validate(_parse(VENDORED))
    if sha256(exports_folder() / "templates" / "vendored" / found.file) != found.sha256:
        raise PublishError(
            "publish.strange_bundle",
            f"{found.file} is not the file that was recorded",
            place=Place(file="hyparquet.yml", column="sha256"),
            next_step="make it again with the command in that file, and record version and checksum if they changed on purpose",
        )
    return found


def examples() -> list[dict[str, Any]]:
    """The ready queries: `title`, and `query` in the form that the script documents."""
    found: list[dict[str, Any]] = _parse(EXAMPLES)
    return found


def _parse(name: str) -> Any:
    from ruamel.yaml import YAML

    return YAML(typ="safe", pure=True).load((exports_folder() / "templates" / name).read_text(encoding="utf-8"))


def _render(public: Path, library: str, edition: str, created_at: datetime, terms: House) -> str:
    from markupsafe import Markup

    templates = exports_folder() / "templates"
    tables = [{"mart": path.stem, "description": describe(path)[0]} for path in sorted(public.glob("*.parquet"))]
    return (
        bare_environment()
        .get_template(f"{PAGE}.j2")
        .render(
            edition=edition,
            created=created_at.date(),
            cite_as=terms.cite_as.format(edition=edition),
            address=terms.address(edition),
            feed=FEED,
            about=schema_org.page(terms.address(edition), PAGE, "Query the public tables", "en", edition),
            style=Markup("".join((templates / name).read_text(encoding="utf-8") for name in STYLES).replace("\n", "")),  # noqa: S704
            examples=[one for one in examples() if (public / f"{one['query']['table']}.parquet").is_file()],
            tables=tables,
            library=library,
            script=SCRIPT,
        )
    )
