"""What every public page has: its place, its title, the tables and sources behind it, and what its template shows."""

from typing import TYPE_CHECKING, Any

from markupsafe import Markup
from pydantic import BaseModel, ConfigDict

from commonlist.publish.contract import exports_folder
from commonlist.publish.figures import Figures

if TYPE_CHECKING:
    from jinja2 import Environment


def bare_environment() -> "Environment":
    """The templates of `exports/`, in which text is never markup and a missing word is an error."""
    from jinja2 import Environment, FileSystemLoader, StrictUndefined

    loader = FileSystemLoader(exports_folder() / "templates")
    environment = Environment(loader=loader, autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True)
    environment.filters["number"] = "{:,}".format
    return environment


class Value(BaseModel):
    """Base of what the templates show."""

    model_config = ConfigDict(frozen=True, extra="forbid", arbitrary_types_allowed=True)


class Page(Value):
    """One page: `path` below the public folder, `marts` it can be made from again, `body` what its template needs beside."""

    path: str
    template: str
    title: str
    description: str
    marts: tuple[str, ...]
    source_ids: tuple[str, ...]
    body: dict[str, Any]

    @property
    def root(self) -> str:
        """The way from the page to the public folder."""
        return "../" * self.path.count("/")


class Link(Value):
    """A page by its name; `path` is below the public folder, empty where there is no page."""

    name: str
    path: str = ""
    note: str = ""


class Fact(Value):
    """One headline figure."""

    label: str
    value: str


class Drawing(Value):
    """A chart with its title and the query that gives its figures, to be run inside the public folder."""

    title: Markup
    svg: Markup
    query: str


class Statistic(Value):
    """One table of figures with its words and its chart."""

    anchor: str
    heading: str
    definitions: tuple[tuple[str, str, str], ...]
    drawing: Drawing | None
    query: str
    figures: Figures
    note: Markup = Markup()
    subject: str = ""


class Shelf(Value):
    """The statistics of one source."""

    source: dict[str, Any]
    statistics: tuple[Statistic, ...]
