"""The register of reconciliation checks in the small world: as it stands, for the two measures its statistics have."""

from places import ROOT

MEASURES = ("measure_code", "licences_issued", "value_licensed")


def _lines(name: str) -> list[str]:
    return (ROOT / "crosswalks" / "common" / f"{name}.csv").read_text(encoding="utf-8").splitlines()


COMMON = {
    "reconciliation_checks": _lines("reconciliation_checks"),
    "reconciliation_parameters": [line for line in _lines("reconciliation_parameters") if line.split(",")[1] in MEASURES],
}
