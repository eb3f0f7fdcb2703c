"""How soon the command line answers."""

import subprocess
import sys
import time
from pathlib import Path

import pytest

from places import ROOT

pytestmark = pytest.mark.bench


def test_help_answers_in_half_a_second():
    command = [Path(sys.executable).with_name("commonlist"), "--help"]
    seconds = []
    for _ in range(5):
        started = time.perf_counter()
        subprocess.run(command, cwd=ROOT, check=True, capture_output=True)
        seconds.append(time.perf_counter() - started)
    print(f"commonlist --help: {min(seconds):.2f} s at best, {max(seconds):.2f} s at worst of 5")
    assert min(seconds) < 0.5
