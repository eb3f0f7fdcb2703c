"""The schema page is what the models, contracts and glossary say."""

import pytest

from commonlist import reference
from places import ROOT

pytestmark = pytest.mark.usefixtures("home")


def test_the_schema_page_is_up_to_date() -> None:
    page = (ROOT / "docs" / "schema.md").read_text(encoding="utf-8")
    assert page == reference.describe(), "run `python -m commonlist.reference`"


def test_every_published_column_has_a_meaning() -> None:
    bare = [line for line in reference.describe().split("## Tables")[1].splitlines() if line.startswith("| ") and line.endswith("|  |")]
    assert bare == []
