"""What an edition is made of: also the facts that libraries keep for us."""

from pathlib import Path

import pytest

from commonlist import pipeline
from places import ROOT, at_home


@pytest.mark.parametrize("library", pipeline.FACTS_FROM)
def test_a_library_with_other_facts_makes_another_edition(library: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    versions = dict.fromkeys(pipeline.FACTS_FROM, "1")
    monkeypatch.setattr(pipeline, "version", versions.get)
    with at_home(ROOT, tmp_path):
        before = pipeline._inputs()
        versions[library] = "2"

        assert pipeline._inputs() != before
