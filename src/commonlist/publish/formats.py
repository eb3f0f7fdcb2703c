"""The public folder of an edition gets the forms in which others exchange such tables, each made from its public files alone."""

import shutil
from pathlib import Path

from commonlist.publish import (
    dcat,
    feed,
    files,
    json_stat,
    observations,
    public_tables,
    schema_org,
    sdmx,
    sdmx_structure,
    workbook,
)
from commonlist.publish.contract import House, exports_folder
from commonlist.publish.manifest import Manifest

QUERIES = "queries.md"


def write(folder: Path, before: Path | None, manifest: Manifest, terms: House) -> None:
    """Write every form into `public/` of the edition in `folder`, whose marts, CSV twins and deltas are there already."""
    public, when = folder / "public", (manifest.edition, manifest.created_at)
    (public / feed.FEED).write_bytes(feed.write(folder, before, *when, terms))
    _write_statistics(public, manifest, terms)
    book = f"{terms.name}.xlsx"
    (public / book).write_bytes(workbook.write(public, *when, terms, attributions(public)))
    shutil.copyfile(exports_folder() / QUERIES, public / QUERIES)
    described = public_tables.read(public, manifest.contracts, book), public_tables.sources(public)
    files.write_text(public / dcat.FILE, dcat.write(*described, *when, terms))
    files.write_text(public / schema_org.FILE, schema_org.write(*described, *when, terms))


def _write_statistics(public: Path, manifest: Manifest, terms: House) -> None:
    cube, keeper = observations.read(public), (terms.name.upper(), sdmx.version_of(manifest.edition))
    files.write_text(public / sdmx.DATA, sdmx.write(cube, *keeper))
    (public / sdmx.STRUCTURE).write_bytes(sdmx_structure.write(cube, manifest.edition, manifest.created_at, *keeper))
    statistics = json_stat.write(cube, manifest.edition, manifest.created_at, terms, attributions(public))
    files.write_text(public / json_stat.FILE, statistics)


def attributions(public: Path) -> list[str]:
    """Whom to name when reusing the public tables, each once."""
    rows = files.connect().from_parquet(str(public / "sources.parquet")).project("attribution").distinct().order("attribution")
    return [attribution for (attribution,) in rows.fetchall()]
