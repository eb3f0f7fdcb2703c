"""The public folder of an edition gets the forms in which others exchange such tables, each made from its public files alone."""

from pathlib import Path

from commonlist.publish import feed
from commonlist.publish.contract import House
from commonlist.publish.manifest import Manifest


def write(folder: Path, before: Path | None, manifest: Manifest, terms: House) -> None:
    """Write every form into `public/` of the edition in `folder`, whose marts, CSV twins and deltas are there already."""
    public = folder / "public"
    (public / feed.FEED).write_bytes(feed.write(folder, before, manifest.edition, manifest.created_at, terms))
