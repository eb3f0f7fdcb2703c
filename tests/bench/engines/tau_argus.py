"""Contributions as JSON on standard input to the status of each cell by τ-ARGUS (pytauargus), as JSON; in a folder of its own, for it
writes what it reads into files beside it."""

import json
import sys
from pathlib import Path
from tempfile import TemporaryDirectory
from time import process_time

from pytauargus import protect

if __name__ == "__main__":
    asked = json.load(sys.stdin)
    with TemporaryDirectory() as folder:
        started = process_time()
        made = protect(
            asked["rows"],
            asked["dimensions"],
            response="amount",
            safety_rules=asked["rules"],
            suppress=asked["method"],
            workdir=str(Path(folder) / "run"),
        )
        rows = [{name: row[name] for name in (*asked["dimensions"], "status")} for row in made.tables[0].rows]
        print(json.dumps({"seconds": process_time() - started, "rows": rows}))
