"""Where tests find the project, its counterexamples and the real publications."""

from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
COUNTEREXAMPLES = ROOT / "tests" / "counterexamples"
REAL = ROOT.parent / "shared" / "real"

needs_real = pytest.mark.skipif(not REAL.is_dir(), reason="the real publications (../shared/real) are not on this machine")
