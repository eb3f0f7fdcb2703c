"""A table to what other programs suppress in it: each in a process and a private folder of its own, each table alone."""

import csv
import json
import os
import shutil
import signal
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import numpy as np
import pytest

from commonlist.disclose.cells import TOTAL, Table, key_of
from instances import Instance
from places import ROOT

SUPPRESSORS, MEASURED = Path(__file__).with_name("suppressors"), Path(__file__).with_name("measured.py")
BENCH = ROOT / ".venv-bench" / "bin" / "python"
LONGEST = 200
METHODS = {
    "τ-ARGUS, optimal by cells": "optimal by cells",
    "τ-ARGUS, optimal by value": "optimal by value",
    "τ-ARGUS, modular": "modular",
    "R GaussSuppression": "GaussSuppression",
    "R sdcTable, heuristic": "SIMPLEHEURISTIC",
    "R sdcTable, Gauss": "GAUSS",
}


class Suppressed(NamedTuple):
    """Cells (numbers in the index) that a peer suppressed beside the sensitive ones, and its CPU seconds, start included."""

    secondary: np.ndarray
    seconds: float


def suppress(peer: str, instance: Instance) -> Suppressed:
    """What this peer suppresses in the tables, one after the other; the test is skipped where it is absent or takes too long."""
    command = [*_command(peer), METHODS[peer]]
    numbers = {key: number for number, key in enumerate(instance.cells.keys)}
    found: set[int] = set()
    seconds = 0.0
    for table in instance.tables:
        with tempfile.TemporaryDirectory() as name:
            write(instance, table, Path(name))
            seconds += _run(command, name)
            with Path(name, "suppressed.csv").open(encoding="utf-8", newline="") as file:
                found |= {numbers[key_of(table, tuple(row))] for row in list(csv.reader(file))[1:]}
    return Suppressed(np.array(sorted(found - set(instance.levels.cells.tolist())), dtype=np.int64), seconds)


def write(instance: Instance, table: Table, folder: Path) -> None:
    """The table as peers read it: its cells with the sensitive ones flagged, and the tree of each dimension."""
    levels = {instance.cells.keys[number]: level for number, level in zip(instance.levels.cells, instance.levels.levels, strict=True)}
    filled = {codes: behind for codes, behind in table.cells.items() if behind.value}
    with (folder / "cells.csv").open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow([*table.dimensions, "value", "count", "status", "level"])
        for codes, behind in filled.items():
            level = levels.get(key_of(table, codes))
            writer.writerow([*codes, f"{behind.value:.8f}", max(behind.count, 1), "S" if level is None else "U", f"{level or 0:.6f}"])
    for place, dimension in enumerate(table.dimensions):
        lines = _outline(instance.parents[dimension], TOTAL, {codes[place] for codes in filled})
        (folder / f"{dimension}.hrc").write_text("".join(f"{line}\n" for line in lines), encoding="utf-8")


def _outline(parents: dict[str, str], above: str, codes: set[str], lead: str = "") -> Iterator[str]:
    for code in sorted(code for code, parent in parents.items() if parent == above and code in codes):
        yield lead + code
        yield from _outline(parents, code, codes, f"{lead}@")


def _command(peer: str) -> list[str]:
    if not peer.startswith("R "):
        if not BENCH.is_file():
            pytest.skip("no .venv-bench here; `make bench` sets it up with pytauargus")
        return [str(BENCH), str(SUPPRESSORS / "tau_argus.py")]
    script, package = shutil.which("Rscript"), peer.split()[1].strip(",")
    if script is None:
        pytest.skip("no R on this machine")
    asked = f"quit(status = !requireNamespace('{package}', quietly = TRUE))"
    if subprocess.run([script, "-e", asked], capture_output=True, check=False).returncode:
        pytest.skip(f"no package {package} in R on this machine")
    return [script, str(SUPPRESSORS / "in_r.R")]


def _run(command: list[str], folder: str) -> float:
    with subprocess.Popen(
        [sys.executable, str(MEASURED), *command],
        cwd=folder,
        env={**os.environ, "OMP_NUM_THREADS": "1"},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
    ) as process:
        try:
            told, errors = process.communicate(timeout=LONGEST)
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, signal.SIGKILL)
            pytest.skip(f"not done within {LONGEST} s")
    assert process.returncode == 0, errors
    return float(json.loads(told)[0])
