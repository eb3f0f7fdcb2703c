"""The public Parquet files of an edition become a page that answers queries on them in the browser, with what it needs beside it.

- Nothing comes from another server: the reader of Parquet is bundled, its licences stand in it, and its checksum is recorded.
- The page holds no figure; it reads the files it lies beside, which only a web server lets it do (the page says so).
"""

from typing import Any

from pydantic import BaseModel, ConfigDict

from commonlist.errors import Place, PublishError
from commonlist.publish.contract import exports_folder, parse_yaml
from commonlist.publish.files import describe, sha256
from commonlist.publish.site.page import Page
from commonlist.publish.site.reading import Reading
from commonlist.publish.site.search import data

PATH, SCRIPT, STYLE = "query.html", "query.js", "query.css"
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


def page(reading: Reading) -> Page:
    """The page `query.html` for the tables in the public folder. Raises PublishError `publish.strange_bundle`."""
    words = reading.words
    tables = [{"mart": path.stem, "description": describe(path)[0]} for path in sorted(reading.folder.glob("*.parquet"))]
    asked = [one for one in examples() if _fits(reading, one["query"])]
    first = asked[0]["query"] if asked else {"table": tables[0]["mart"] if tables else ""}
    return Page(
        path=PATH,
        template="query.html.j2",
        title=words.say("query.title"),
        description=words.say("query.description"),
        marts=(),
        source_ids=tuple(reading.sources),
        body={
            "examples": asked,
            "first": data(first),
            "says": data(words.group("query.says")),
            "tables": tables,
            "library": bundle().file,
            "script": SCRIPT,
            "query_style": STYLE,
        },
    )


def _fits(reading: Reading, asked: dict[str, Any]) -> bool:
    """Whether the edition has the table and the columns of an example, and every source it names."""
    import pyarrow.parquet as pq

    path, where = reading.folder / f"{asked['table']}.parquet", asked.get("where", [])
    if not path.is_file():
        return False
    named = {column for part in ("columns", "group", "sum") for column in asked.get(part, [])} | {column for column, *_ in where}
    sources = {value for column, condition, *values in where if (column, condition) == ("source_id", "is") for value in values}
    return named <= set(pq.read_schema(path).names) and sources <= set(reading.sources)


def beside() -> dict[str, str]:
    """What only this page loads: its style, its script and the reader of Parquet. Raises PublishError `publish.strange_bundle`."""
    templates, library = exports_folder() / "templates", bundle().file
    places = {STYLE: templates / STYLE, SCRIPT: templates / SCRIPT, library: templates / "vendored" / library}
    return {name: place.read_text(encoding="utf-8") for name, place in places.items()}


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
    """The ready queries: `name`, the label of their question, and `query` in the form that the script documents."""
    found: list[dict[str, Any]] = _parse(EXAMPLES)
    return found


def _parse(name: str) -> Any:
    return parse_yaml((exports_folder() / "templates" / name).read_text(encoding="utf-8"))
