"""Tables on the screen: a code is never broken, and what another program reads is one line for each row."""

import re
from collections.abc import Callable

import pytest
from rich.console import Console

from commonlist.console import table

CODES = ("1C351.d.14.b.2", "5A002.a.1.e", "ML10.e.1")
ROWS = [
    {
        "source": "gb_dual_use",
        "item_code": code,
        "at_stake": "38.1%",
        "first": code.lower(),
        "why": "both say aircraft, engines, turbines [and more]; parent 9A610 goes with ML10 :smile:",
        "then": ", ".join(CODES),
    }
    for code in CODES
]


@pytest.fixture
def on_a_screen(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Callable[[int], list[str]]:
    """What a person sees in a terminal of that width."""

    def see(width: int) -> list[str]:
        for name, value in {"FORCE_COLOR": "1", "TERM": "xterm", "COLUMNS": str(width), "LINES": "24"}.items():
            monkeypatch.setenv(name, value)
        table(ROWS, "codes")
        return re.sub(r"\x1b\[[0-9;]*m", "", capsys.readouterr().out).splitlines()

    return see


@pytest.mark.parametrize("width", [80, 40])
def test_a_code_stands_whole_on_a_narrow_screen(on_a_screen: Callable[[int], list[str]], width: int):
    words = [word.strip(",") for line in on_a_screen(width) for word in line.split()]
    assert {code: words.count(code) for code in CODES} == dict.fromkeys(CODES, 1 + len(ROWS))
    assert {code: words.count(code.lower()) for code in CODES} == dict.fromkeys(CODES, 1)
    assert "stake" in words and "turbines" in words


def test_long_texts_are_wrapped_at_eighty_characters(on_a_screen: Callable[[int], list[str]]):
    lines = on_a_screen(80)
    assert len(lines) > 2 + len(ROWS) and all(len(line) <= 80 for line in lines)


def test_where_no_person_looks_a_row_is_one_line_as_it_is(capsys: pytest.CaptureFixture[str]):
    assert not Console().is_terminal
    table(ROWS, "codes")
    title, _, *lines = capsys.readouterr().out.splitlines()
    assert title.strip() == "codes" and len(lines) == len(ROWS)
    for line, row in zip(lines, ROWS, strict=True):
        assert all(cell in line for cell in row.values())
