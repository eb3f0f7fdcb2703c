"""What was published by mistake can be taken back: an edition under a wrong date, and figures whose permission was withdrawn."""

import json
import re
import shutil
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from arrivals import arrive
from commonlist import audit, registry
from commonlist.cli import app
from commonlist.land import synthetic
from commonlist.publish import edition, manifest, pages
from commonlist.settings import settings
from places import ROOT

SOURCE = "gb_licences"
WRONG, RIGHT = date.today() - timedelta(days=1), date(2015, 7, 29)


def ask(*words: str) -> tuple[int, Any]:
    """The exit code of a command, and what it answered: its JSON document or the error it was refused with."""
    result = CliRunner().invoke(app, [*words, "--json"])
    return (1, result.exception) if result.exception and not isinstance(result.exception, SystemExit) else (result.exit_code, result.stdout)


def served() -> dict[str, manifest.SourceEdition]:
    now = edition.current()
    assert now
    return {source.source_id: source for source in manifest.read(now.folder).sources}


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """The project as it is, whose bounds a sample can keep to, and which nobody sends decisions to protect; one publication of its edition
    stands under a wrong date.
    """
    project = tmp_path_factory.mktemp("project")
    for name in ("crosswalks", "dbt", "expectations", "exports"):
        shutil.copytree(ROOT / name, project / name)
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("COMMONLIST_ROOT", str(project))
        patch.setenv("COMMONLIST_HOME", str(project / "home"))
        patch.setattr(pages, "render", lambda *_: {"index.html": "<!doctype html>\n"})
        patch.setattr(synthetic, "generate", lambda _: [])
        settings.cache_clear()
        _rewrite(project, r"rows: \[\d+,", "rows: [1,")
        _rewrite(project, r"max_quarantined: [\d.]+", "max_quarantined: 0.5")
        source = registry.source(SOURCE)
        arrive(project / "inbox", source.layouts[0], WRONG, source.sample_paths[0].read_bytes())
        code, answer = ask("land", SOURCE, "--from", str(project / "inbox"))
        assert code == 0, answer
        code, answer = ask("run", "--samples")
        assert code == 3, answer
        yield project
    settings.cache_clear()


def _rewrite(project: Path, pattern: str, instead: str) -> None:
    for yaml in project.glob("crosswalks/*/*.yml"):
        yaml.write_text(re.sub(pattern, instead, yaml.read_text(encoding="utf-8")), encoding="utf-8")


def test_an_edition_under_a_wrong_date_is_forgotten_and_withdrawn(project: Path) -> None:
    assert served()[SOURCE].edition_date == WRONG
    source = registry.source(SOURCE)
    arrive(project / "inbox", source.layouts[0], RIGHT, source.sample_paths[0].read_bytes())
    assert ask("land", SOURCE, "--from", str(project / "inbox"))[0] == 0
    assert ask("forget", SOURCE, str(WRONG)) == (0, json.dumps({"forgotten": SOURCE, "edition_date": str(WRONG)}, indent=2) + "\n")
    assert ask("build")[0] == 0
    assert ask("check")[1].slug == "check.held_back"
    assert ask("publish", "--withdraw", SOURCE)[1].slug == "publish.not_checked"
    assert ask("check", "--withdraw", SOURCE)[0] == 0
    assert ask("publish")[1].slug == "publish.backwards"
    assert ask("publish", "--withdraw", SOURCE)[0] == 0
    assert served()[SOURCE].edition_date == RIGHT
    told = {one["event"]: one.get("source_id") or one.get("sources") for one in audit.events() if one["event"] in ("forget", "withdraw")}
    assert told == {"forget": SOURCE, "withdraw": [SOURCE]}


@pytest.mark.parametrize(("source_id", "day"), [(SOURCE, "1999-01-01"), ("*", str(RIGHT)), ("zz_list", str(RIGHT))])
def test_only_what_is_landed_can_be_forgotten(project: Path, source_id: str, day: str) -> None:
    assert project
    refusal = ask("forget", source_id, day)[1]
    assert (refusal.slug, bool(refusal.next_step)) == ("settings.not_landed", True)


def test_a_permission_that_was_withdrawn_acts_on_the_next_edition(project: Path) -> None:
    """The source itself does not land again: its state withdraws the permission, and its publication is not at hand."""
    assert served()[SOURCE].is_public
    _rewrite(project, "is_public: true", "is_public: false")
    shutil.copyfile(ROOT / "crosswalks" / "eu" / "eu.yml", project / "crosswalks" / "eu" / "eu.yml")
    code, answer = ask("run", "--samples")
    assert code == 3, answer
    steps = {step["name"]: step["outcome"] for step in json.loads(answer)["steps"]}
    assert (steps[f"land {SOURCE}"], steps["publish"]) == ("failed", "done")
    assert not served()[SOURCE].is_public
    assert served()["eu_coarm"].is_public
