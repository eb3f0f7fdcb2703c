"""A state folder with one short list, and the folder its publications arrive in."""

from pathlib import Path

YAML = """\
alpha3: XXX
name: Anywhere
currency: EUR
sources:
  xx_list:
    title: A list
    record: control_item
    url: https://example.org/list.csv
    cadence_days: 365
    language: en
    terms: {id: x, attribution: "", is_public: false}
    bounds: {rows: [3, 100], max_shrink: 0.3, max_quarantined: 0.2}
    layouts:
      - match: xx/list_*.csv
        format: csv
        edition: '_(\\d{4}-\\d{2}-\\d{2})'
        columns: {code: code, text: text}
    code: {grammar: 'ML[0-9]+[a-z]?', head: 'ML[0-9]+', style: packed}
"""
ROWS = [f"ML{number},goods {number}" for number in range(1, 11)]


def declare(project: Path, yaml: str = YAML) -> Path:
    """The state folder below the project; the inbox beside it."""
    path = project / "crosswalks" / "xx" / "xx.yml"
    path.parent.mkdir(exist_ok=True)
    path.write_text(yaml, encoding="utf-8")
    (project / "inbox" / "xx").mkdir(parents=True, exist_ok=True)
    return project / "inbox"


def put(inbox: Path, rows: list[str], edition: str = "2020-01-01", header: str = "code,text") -> Path:
    """One publication, as it arrives."""
    path = inbox / "xx" / f"list_{edition}.csv"
    path.write_text("\n".join([header, *rows]) + "\n", encoding="utf-8")
    return path
