"""What suppression costs on the instances with published results and on a summary of ten states, beside τ-ARGUS and GaussSuppression.

One line a run: cells and value lost beside what is sensitive, the least possible as far as it is proven, seconds of CPU, and how many
sensitive cells our attacker still narrows down too far: as an outsider, and as each single contributor where the pattern is to stop them.
"""

import csv
import io
import json
import shutil
import subprocess
from collections.abc import Callable, Sequence
from pathlib import Path
from time import process_time

import numpy as np
import pytest

import instances
import submitted
from commonlist.attack.checker import check
from commonlist.attack.edition import attack
from commonlist.attack.intervals import OUTSIDER, audit
from commonlist.attack.published import learn
from commonlist.disclose import summary
from commonlist.disclose.cells import TOTAL
from commonlist.disclose.deviations import Insider
from commonlist.disclose.primary import PrimaryRules
from commonlist.disclose.suppress import for_seconds, protect
from instances import Instance
from places import ROOT

pytestmark = pytest.mark.bench
HERE = Path(__file__).parent
BENCH = ROOT / ".venv-bench" / "bin" / "python"
P_PERCENT = PrimaryRules(p_percent=0.1)


def told(name: str, method: str, instance: Instance, lost: np.ndarray, bound: float, seconds: float, failing: int) -> None:
    value = instance.cells.values[lost].sum()
    print(f"\n{name}, {method}: {len(lost)} cells, value {value:,.0f}, bound {bound:,.0f}, {seconds:.1f} s, {failing} fail", end="")


def failing(instance: Instance, lost: np.ndarray, insiders: Sequence[Insider] = ()) -> int:
    """Sensitive cells that an outsider, or one of these insiders, narrows down too far."""
    attackers = [OUTSIDER, *(instances.attacker_of(instance, insider) for insider in insiders)]
    found = audit(learn(instances.published(instance, lost), instance.parents), instances.sensitive(instance), attackers)
    return len({failure.cell.name for failure in found})


def measured(name: str, instance: Instance, weigh: str, insiders: Sequence[Insider], seconds: float) -> tuple[int, float, float]:
    """Cells and value lost, and the proven bound, of a pattern that nobody among these attackers breaks."""
    values = instance.cells.values
    weights = np.ones(len(values)) if weigh == "cells" else values + 1e-6
    started = process_time()
    pattern = protect(instance.cells, instance.levels, weights, insiders, for_seconds(seconds))
    spent, broken = process_time() - started, failing(instance, pattern.secondary, insiders)
    whom = f"{len(insiders)} contributors" if insiders else "outsiders"
    told(name, f"fewest {weigh}, {whom}", instance, pattern.secondary, pattern.bound, spent, broken)
    assert broken == 0
    return len(pattern.secondary), float(values[pattern.secondary].sum()), pattern.bound


PUBLISHED: dict[str, tuple[Callable[[], Instance], str, float, float]] = {
    "activity × size by cells": (lambda: instances.turnover("act_size"), "cells", 10, 58),
    "activity × size by value": (lambda: instances.turnover("act_size"), "value", 10, 32_310_039.5),
    "four linked tables by cells": (lambda: instances.turnover(*instances.LINKED), "cells", 55, 290),
    "four linked tables by value": (lambda: instances.turnover(*instances.LINKED), "value", 55, 205_300_000),
    "datatest1 by cells": (instances.datatest1, "cells", 55, 205),
}


@pytest.mark.parametrize("name", PUBLISHED)
def test_outsiders_are_stopped_at_no_more_than_the_published_cost(name: str):
    instances.require()
    make, weigh, seconds, most = PUBLISHED[name]
    cells, value, _ = measured(name, make(), weigh, (), seconds)
    assert (cells if weigh == "cells" else value) <= most


@pytest.mark.parametrize("name", PUBLISHED)
def test_single_contributors_are_stopped_too(name: str):
    instances.require()
    make, weigh, seconds, _ = PUBLISHED[name]
    instance = make()
    measured(name, instance, weigh, instances.single_contributors(instance), 3 * seconds)


def test_the_licence_cube_is_protected_and_attacked_within_five_minutes():
    instances.require()
    started = process_time()
    instance = instances.licence_cube()
    measured("licence cube", instance, "cells", (), 200)
    assert process_time() - started <= 300


def test_a_summary_of_ten_states_is_proven_within_seconds():
    found = submitted.table([*submitted.lines(400), *submitted.lines(60, 2, submitted.REFUSED)])
    started = process_time()
    made = summary.summarise(found, summary.NOTHING, submitted.terms(1))
    protected = process_time() - started
    proofs = submitted.proofs(made)
    started = process_time()
    assert [check(proof) for proof in proofs] == [([], [])] * len(proofs)
    checked = process_time() - started
    assert attack("one", [submitted.public(made)], submitted.restricted(made)).findings == ()
    print(f"\nsummary of {len(made.cells)} cells: protected in {protected:.1f} s, checked in {checked:.2f} s", end="")
    assert checked <= 5


def contributed() -> tuple[list[dict[str, object]], Instance]:
    """Contributions to a cube of three dimensions, one row each, and the cube with what the p % rule finds sensitive."""
    rows = submitted.lines(600)
    dimensions = tuple(submitted.CODES)
    return rows, instances.cube_of(rows, dimensions, P_PERCENT)


def lost_by(instance: Instance, suppressed: set[frozenset[tuple[str, str]]]) -> np.ndarray:
    """The cells beside the sensitive ones that a peer suppressed."""
    hidden = {number for number, key in enumerate(instance.cells.keys) if key in suppressed}
    return np.array(sorted(hidden - set(instance.levels.cells.tolist())), dtype=np.int64)


def test_beside_tau_argus():
    if not BENCH.is_file():
        pytest.skip("no .venv-bench here; `make bench` sets it up with pytauargus")
    rows, instance = contributed()
    ours(instance)
    dimensions = list(submitted.CODES)
    for method in ("MOD(1,5,1,1,1)", "OPT(1,5)"):
        asked = {"rows": rows, "dimensions": dimensions, "rules": "P(10,1)", "method": method}
        ran = subprocess.run(
            [str(BENCH), str(HERE / "engines" / "tau_argus.py")], input=json.dumps(asked), capture_output=True, text=True, check=False
        )
        if ran.returncode:
            print(f"\nτ-ARGUS {method}: {ran.stderr.strip().splitlines()[-1]}", end="")
            continue
        answer = json.loads(ran.stdout.splitlines()[-1])
        marked = {
            frozenset((name, row[name]) for name in dimensions if row[name] not in ("", "Total"))
            for row in answer["rows"]
            if row["status"] in "UM"
        }
        lost = lost_by(instance, marked)
        told("three states", f"τ-ARGUS {method}", instance, lost, 0, answer["seconds"], failing(instance, lost))


def test_beside_gauss_suppression():
    if shutil.which("Rscript") is None:
        pytest.skip("no R on this machine")
    rows, instance = contributed()
    ours(instance)
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerow([*submitted.CODES, "exporter", "amount"])
    writer.writerows([*(row[code] for code in submitted.CODES), row["exporter_id"], row["amount"]] for row in rows)
    started = process_time()
    command = ["Rscript", str(HERE / "engines" / "gauss_suppression.R"), ",".join(submitted.CODES), "10"]
    ran = subprocess.run(command, input=text.getvalue(), capture_output=True, text=True, check=False)
    if ran.returncode:
        pytest.skip(f"GaussSuppression did not run: {ran.stderr.strip()[-200:]}")
    marked = {
        frozenset((code, row[code]) for code in submitted.CODES if row[code] not in ("Total", TOTAL))
        for row in csv.DictReader(io.StringIO(ran.stdout))
        if row["suppressed"] == "TRUE"
    }
    lost = lost_by(instance, marked)
    told("three states", "GaussSuppression", instance, lost, 0, process_time() - started, failing(instance, lost))


def ours(instance: Instance) -> None:
    measured("three states", instance, "cells", (), 30)
