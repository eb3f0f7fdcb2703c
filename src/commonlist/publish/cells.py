"""A cell of a public table becomes a name that stays the same in every edition, and a name becomes the cell again.

`table:key=value,…#column`: the key is the contract's, in its order; a key column that is null is left out; `%`, `,`, `=`, `#` and
control characters in a value are percent-encoded (RFC 3986), so that a name reads back in one way only.
"""

import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any
from urllib.parse import quote, unquote

from commonlist.errors import Place, PublishError
from commonlist.publish.contract import Contract
from commonlist.publish.files import connect, literal, quoted

NAME = re.compile(r"(?P<mart>[a-z_]+):(?P<key>[^#]*)#(?P<column>[a-z_]+)")
SPECIAL = re.compile(r"[%,=#\x00-\x1f\x7f]")


def name(contract: Contract, row: Mapping[str, Any], column: str) -> str:
    """The name of one cell of a row of the contract's table."""
    parts = [f"{key}={_encoded(str(row[key]))}" for key in contract.key if row[key] is not None]
    return f"{contract.mart}:{','.join(parts)}#{column}"


def _encoded(text: str) -> str:
    return SPECIAL.sub(lambda found: quote(found[0], safe=""), text)


def read(public: Path, contract: Contract, cell: str) -> Any:
    """The value of the named cell in a folder of public Parquet files. Raises PublishError `publish.no_such_cell`."""
    found = NAME.fullmatch(cell)
    if found is None or found["mart"] != contract.mart or found["column"] not in contract.columns:
        raise _missing(cell, "is no cell of that table")
    given = dict(part.split("=", 1) for part in found["key"].split(",") if "=" in part)
    if not given.keys() <= set(contract.key):
        raise _missing(cell, "names columns that are not in the key")
    where = " and ".join(f"{quoted(key)} is not distinct from cast(? as {contract.columns[key]})" for key in contract.key)
    values = [unquote(given[key]) if key in given else None for key in contract.key]
    source = literal(str(public / f"{contract.mart}.parquet"))
    rows = connect().execute(f"select {quoted(found['column'])} from {source} where {where}", values).fetchall()  # noqa: S608
    if len(rows) != 1:
        raise _missing(cell, f"stands for {len(rows)} rows")
    return rows[0][0]


def _missing(cell: str, why: str) -> PublishError:
    next_step = "name a cell as briefing.json does, with the edition it was made from"
    return PublishError("publish.no_such_cell", f"{cell} {why}", place=Place(file="public"), next_step=next_step)
