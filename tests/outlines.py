"""The frame of an outline a test writes, and what a reading of it holds."""

from commonlist.land.reading import Reading

OPTIONS = {
    "start": "A Waffen",
    "end": "Abkürzungen",
    "skip": "B National",
    "head": "[0-9]{4}|[0-9][A-E][0-9]{3}[a-z0-9]*",
    "notes": {
        "technical_note": "Technische Anmerkung(en)?( [0-9]+)?(:|$)",
        "note": "(Ergänzende )?Anmerkung(en)?( [0-9]+)?(:|$)",
    },
}
FRAME = "# Verordnung\n\n(1) Davor.\n\nA Waffen\n\n{}\n\nAbkürzungen\n\n| UAV |\n"


def codes(reading: Reading) -> list[str]:
    return [code for code, kind in reading.table.select("code", "kind").iter_rows() if kind is None]


def notes(reading: Reading) -> list[tuple[str, str, str]]:
    return [row for row in reading.table.select("code", "kind", "text").iter_rows() if row[1] is not None]
