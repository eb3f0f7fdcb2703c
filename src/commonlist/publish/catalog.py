"""The marts of an edition become `catalog.duckdb`: one commented view per Parquet file, no data of its own.

- The views name files relative to the edition folder, so the folder can be moved and copied: `cd <edition>; duckdb catalog.duckdb`.
- From elsewhere DuckDB is told where the folder is: `set file_search_path = '<edition>'`.
- Oversight marts have no view: the file goes to everyone who gets the catalog.
- Macros translate a code of one list into another (`translate.sql`); they read nothing but these views.
"""

import os
from collections.abc import Collection
from importlib import resources
from pathlib import Path
from typing import TYPE_CHECKING

from commonlist.publish.contract import Contract
from commonlist.publish.files import describe, literal, quoted
from commonlist.publish.manifest import RESTRICTED

if TYPE_CHECKING:
    import duckdb

CATALOG = "catalog.duckdb"
TRANSLATED = ("code_states", "control_items", "correspondences", "crosswalk", "predicate_compositions")


def write(folder: Path, contracts: Collection[Contract]) -> Path:
    """Create the file in the edition folder; it stays valid wherever the folder goes."""
    import duckdb

    path = folder / CATALOG
    with duckdb.connect(str(path), config={"file_search_path": os.fspath(folder.resolve())}) as session:
        session.begin()
        for contract in contracts:
            if contract.audience != RESTRICTED:
                _add_view(session, contract, folder)
        if {contract.mart for contract in contracts}.issuperset(TRANSLATED):
            session.execute(macros())
        session.commit()
    return path


def macros() -> str:
    """The SQL that makes the macros; wherever it runs, the tables or views named in `TRANSLATED` must be there to ask them."""
    return resources.files("commonlist.publish").joinpath("translate.sql").read_text(encoding="utf-8")


def _add_view(session: "duckdb.DuckDBPyConnection", contract: Contract, folder: Path) -> None:
    parquet = f"{contract.path}.parquet"
    description, columns = describe(folder / parquet)
    view = quoted(contract.mart)
    session.execute(f"create view {view} as from read_parquet({literal(parquet)})")
    session.execute(f"comment on view {view} is {literal(description)}")
    for column, comment in columns.items():
        session.execute(f"comment on column {view}.{quoted(column)} is {literal(comment)}")
