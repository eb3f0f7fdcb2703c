"""What a whole run on the real publications costs, and that the same bytes cost next to nothing and give the same marts."""

import hashlib
import json
import os
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest

from places import REAL, ROOT, needs_real

pytestmark = [pytest.mark.bench, needs_real]


def run(home: Path, *words: str) -> tuple[float, float, dict[str, Any]]:
    """Seconds, peak memory in MiB and the report of one command in a home."""
    command = [str(Path(sys.executable).with_name("commonlist")), *words, "--json"]
    environment = {**os.environ, "COMMONLIST_HOME": str(home), "COMMONLIST_ROOT": str(ROOT)}
    started = time.perf_counter()
    process = subprocess.Popen(command, cwd=ROOT, env=environment, stdout=subprocess.PIPE, text=True)
    assert process.stdout
    said = process.stdout.read()
    _, status, usage = os.wait4(process.pid, 0)
    assert os.waitstatus_to_exitcode(status) == 0
    return time.perf_counter() - started, usage.ru_maxrss / 1024, json.loads(said)


def marts(home: Path) -> dict[str, str]:
    """The hash of every mart of the candidate."""
    paths = sorted((home / "candidate").glob("*/*.parquet"))
    return {path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in paths}


def test_a_real_run_is_quick_and_its_repetition_is_free(tmp_path: Path) -> None:
    seconds, memory, report = run(tmp_path, "run", "--from", str(REAL))
    print(f"first run: {seconds:.0f} s, {memory:.0f} MiB")
    print("\n".join(f"  {step['name']}: {step['seconds']:.1f} s, {step['detail']}" for step in report["steps"]))
    before = marts(tmp_path)
    again, _, repeated = run(tmp_path, "run", "--from", str(REAL))
    print(f"second run of the same bytes: {again:.1f} s, new edition: {repeated['is_new']}")
    run(tmp_path, "build")
    run(tmp_path, "check")
    assert marts(tmp_path) == before
    assert (report["failures"], report["is_new"], repeated["is_new"], repeated["edition"]) == ([], True, False, report["edition"])
    assert seconds <= 90
    assert memory <= 2048
    assert again <= 15
