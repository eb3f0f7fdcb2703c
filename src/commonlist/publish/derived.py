"""The public Parquet files of an edition to everything else in its public folder; and that folder made again, to see that it is all.

Nothing else is read than `public/*.parquet` and `delta/public/` of the edition and `public/` of the one before. Whoever doubts it lets
`strangers` make the folder again where nothing else is within reach.
"""

import json
import shutil
from pathlib import Path
from tempfile import TemporaryDirectory

from commonlist.publish import datapackage, files, formats, pages
from commonlist.publish.contract import House, house
from commonlist.publish.manifest import Manifest


def write(folder: Path, before: Path | None, described: Manifest, terms: House) -> None:
    """Write every other form of the public tables, and their CSV twins, in `folder`; `before` is the edition it follows."""
    public = folder / "public"
    package = datapackage.describe(public, folder, described, terms)
    files.write_text(public / datapackage.FILE, json.dumps(package, indent=2, ensure_ascii=False) + "\n")
    formats.write(folder, before, described, terms)
    for path, text in pages.render(public, described.edition, described.created_at, terms).items():
        files.write_text(public / path, text)


def strangers(folder: Path, before: Path | None, described: Manifest) -> list[str]:
    """Public files of an edition that its public tables, alone in a folder, do not give: other bytes, too many, or lacking;
    and tables that nobody promised.
    """
    with TemporaryDirectory() as sealed:
        copy = Path(sealed) / folder.name
        for name in ("public", "delta/public"):
            (copy / name).mkdir(parents=True)
            for path in (folder / name).glob("*.parquet"):
                shutil.copyfile(path, copy / name / path.name)
                if name == "public":
                    files.write_csv(path, copy / name / f"{path.stem}.csv")
        write(copy, before, described, house())
        made, found = _contents(copy / "public"), _contents(folder / "public")
    promised = {f"{contract.mart}.parquet" for contract in described.contracts}
    tables = {path for path in found if path.endswith(".parquet")} - promised
    return sorted(tables | {path for path in made.keys() | found.keys() if made.get(path) != found.get(path)})


def _contents(folder: Path) -> dict[str, str]:
    return {path.relative_to(folder).as_posix(): files.sha256(path) for path in folder.rglob("*") if path.is_file()}
