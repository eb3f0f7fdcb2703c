"""A folder of one table (`cells.csv`, a `.hrc` by dimension) to what τ-ARGUS suppresses beside sensitive cells (`suppressed.csv`).

The engine leaves files with cell values in its working directory: run this in a folder of its own.
"""

import csv
import sys
from pathlib import Path

from pytauargus.engine import run_batch

EACH_ONE = "-2"
METHODS = {
    "optimal by cells": (EACH_ONE, "OPT(1,3)"),
    "optimal by value": ("value", "OPT(1,3)"),
    "modular": ("value", "MOD(1,3,1,1,1)"),
}
STATUSES = """<SEPARATOR> ";"
<SAFE> "S"
<UNSAFE> "U"
"""
DIMENSION = """{name}
  <RECODEABLE>
  <TOTCODE> "_T"
  <HIERARCHICAL>
  <HIERCODELIST> "{name}.hrc"
  <HIERLEADSTRING> "@"
"""
COLUMNS = """value
  <NUMERIC>
  <DECIMALS> 8
count
  <FREQUENCY>
status
  <STATUS>
below
  <NUMERIC> <LOWERPL>
above
  <NUMERIC> <UPPERPL>
"""
BATCH = """<OPENTABLEDATA> "cells.tab"
<OPENMETADATA> "cells.rda"
<SPECIFYTABLE> {crossed}|value||{cost}
<SAFETYRULE>
<READTABLE> 0
<SUPPRESS> {method}
<WRITETABLE> (1,5,SO+,"protected.tab")
"""


def protect(folder: Path, cost: str, method: str) -> None:
    with (folder / "cells.csv").open(encoding="utf-8", newline="") as file:
        names, *rows = csv.reader(file)
    dimensions = names[: -len(("value", "count", "status", "level"))]
    (folder / "cells.tab").write_text("".join(";".join((*row, row[-1])) + "\n" for row in rows), encoding="utf-8")
    described = "".join(DIMENSION.format(name=name) for name in dimensions)
    (folder / "cells.rda").write_text(STATUSES + described + COLUMNS, encoding="utf-8")
    crossed = "".join(f'"{name}"' for name in dimensions)
    (folder / "batch.arb").write_text(BATCH.format(crossed=crossed, cost=cost, method=method), encoding="utf-8")
    run_batch(folder / "batch.arb")
    protected = [line.split(";") for line in (folder / "protected.tab").read_text(encoding="utf-8").splitlines()]
    suppressed = [[code.strip().strip('"') or "_T" for code in row[: len(dimensions)]] for row in protected if row[-3] == "M"]
    with (folder / "suppressed.csv").open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows([dimensions, *suppressed])


if __name__ == "__main__":
    protect(Path.cwd(), *METHODS[sys.argv[1]])
