"""The correspondences of whatever is landed in a home, as an edition's folder, without the rest of an edition."""

from pathlib import Path

import duckdb

from commonlist import translate, warehouse


def correspondences(home: Path) -> Path:
    """Run the models that translation reads, and write their marts where an edition has them."""
    folder = home / "edition" / "catalog"
    folder.mkdir(parents=True)
    with warehouse.environment():
        warehouse.ensure_landings()
        (home / "build").mkdir(exist_ok=True)
        warehouse.invoke("run", "--select", *(f"+{mart}" for mart in translate.TRANSLATED))
    with duckdb.connect(str(home / "build" / "warehouse.duckdb"), read_only=True) as built:
        for mart in translate.TRANSLATED:
            built.table(f"catalog.{mart}").write_parquet(str(folder / f"{mart}.parquet"))
    return folder.parent
