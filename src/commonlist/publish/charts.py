"""Figures become accessible SVG for a page: a title, a description, no identifiers that clash, colours the page's style may change.

Every chart is drawn twice, for wide and for narrow screens; the page shows one and hides the other, also from screen readers.
"""

import re
import textwrap
from collections.abc import Callable, Sequence
from html import escape
from typing import TYPE_CHECKING, Any, NamedTuple

from pydantic import BaseModel, ConfigDict

if TYPE_CHECKING:
    import altair

INK, MUTED, RULE = "#1b1f24", "#57606a", "#d0d7de"
SERIES = ("#1f5f8b", "#8c959f", "#b35900")
LINE, LINES = 44, 2
LINE_HEIGHT = 15
FONT, FONT_SIZE = "Arial, Helvetica, Liberation Sans, sans-serif", 12.5
MARK = r'<path d="([^"]*)" fill="[^"]*"/>'
MARKS = re.compile(r'<path d="[^"]*" fill="([^"]*)"/>(?:<path d="[^"]*" fill="\1"/>)+')
SPARED = (
    "font-family",
    f'font-size(?=="{FONT_SIZE}px")',
    'opacity(?=="1")',
    "aria-hidden",
    "pointer-events",
    "class",
    "role",
    "aria-roledescription",
    "stroke-miterlimit",
)


class Screen(NamedTuple):
    """How bars are laid out: on a narrow screen the label stands above its bar, which is lowered by `lift` to make room.

    `step` is the height of a bar whose label takes one line.
    """

    kind: str
    width: int
    step: int
    lift: int
    ticks: int
    margin: int


WIDE = Screen("wide", width=400, step=22, lift=0, ticks=4, margin=28)
NARROW = Screen("narrow", width=260, step=36, lift=8, ticks=2, margin=2)


class Chart(BaseModel):
    """One chart in two widths, each a complete `<svg>` element."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    wide: str
    narrow: str


class Bar(BaseModel):
    """One bar, or one segment of a stacked bar: `series` is its part, `printed` the figure as the table prints it."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    label: str
    series: str
    value: float
    printed: str = ""


def ranked(name: str, title: str, description: str, bars: Sequence[Bar]) -> Chart:
    """Horizontal bars in the order given, each with its figure at the end."""
    return _both(name, title, description, lambda screen: _bars(_wrapped(bars), screen))


def stacked(name: str, title: str, description: str, bars: Sequence[Bar]) -> Chart:
    """Horizontal bars made of the same series, in shares of one."""
    return _both(name, title, description, lambda screen: _bars(_wrapped(bars), screen))


def _wrapped(bars: Sequence[Bar]) -> list[Bar]:
    """Long labels take two lines, cut between words; what would take more loses its middle, because beginning and end tell lists apart.

    Labels that would become the same stay whole, however long.
    """
    lines = {bar.label: textwrap.wrap(bar.label, LINE) or [""] for bar in bars}
    short = {label: "\n".join(found if len(found) <= LINES else [found[0], f"… {_ending(label)}"]) for label, found in lines.items()}
    clear = {label for label in short if list(short.values()).count(short[label]) == 1}
    return [bar.model_copy(update={"label": short[bar.label] if bar.label in clear else "\n".join(lines[bar.label])}) for bar in bars]


def _ending(label: str) -> str:
    """As many of the last words as fit on a line after the mark of omission."""
    backwards = textwrap.wrap(label[::-1], LINE - 2)
    return backwards[0][::-1]


def _both(name: str, title: str, description: str, draw: Callable[[Screen], "altair.LayerChart"]) -> Chart:
    drawn = {
        screen.kind: svg(draw(screen).to_dict(validate=False), f"{name}-{screen.kind}", title, description) for screen in (WIDE, NARROW)
    }
    return Chart(**drawn)


def _bars(bars: Sequence[Bar], screen: Screen) -> "altair.LayerChart":
    import altair as alt

    room = LINE_HEIGHT * max((bar.label.count("\n") for bar in bars), default=0)
    screen = screen._replace(step=screen.step + room, lift=screen.lift + room // 2 if screen.lift else 0)
    layers = [_marks(bars, screen)]
    if screen.lift:
        layers += [_labels_above(bars, breaks, room // 2) for breaks in sorted({bar.label.count("\n") for bar in bars})]
    if any(bar.printed for bar in bars):
        layers.append(_figures_at_end(bars, screen))
    size = {"width": screen.width, "height": alt.Step(screen.step)}
    chart: alt.LayerChart = (
        alt.layer(*layers).properties(**size, padding={"left": screen.margin, "right": 6, "top": 4, "bottom": 4}).configure(**look())
    )
    return chart


def _rows(bars: Sequence[Bar]) -> "altair.Chart":
    import altair as alt

    return alt.Chart(alt.InlineData(values=[bar.model_dump() | {"order": place} for place, bar in enumerate(bars)]))


def _place(bars: Sequence[Bar], axis: "altair.Axis | None") -> "altair.Y":
    import altair as alt

    return alt.Y("label:N", sort=list(dict.fromkeys(bar.label for bar in bars)), title=None, axis=axis)


def _marks(bars: Sequence[Bar], screen: Screen) -> "altair.Chart":
    import altair as alt

    series = list(dict.fromkeys(bar.series for bar in bars))
    is_stacked = len(series) > 1
    scale = alt.Scale(domain=series, range=list(SERIES[: len(series)]))
    legend = alt.Legend(title=None, orient="top", symbolType="square", columnPadding=28) if is_stacked else None
    axis = alt.Axis(format=".0%", tickCount=screen.ticks, grid=not screen.lift, domain=False, ticks=False) if is_stacked else None
    bar = _rows(bars).mark_bar(height=11, yOffset=screen.lift)
    marks: alt.Chart = bar.encode(
        x=alt.X("value:Q", title=None, axis=axis, stack="zero"),
        y=_place(bars, _axis(screen)),
        color=alt.Color("series:N", scale=scale, sort=series, legend=legend),
        order=alt.Order("order:Q"),
    )
    return marks


def _labels_above(bars: Sequence[Bar], breaks: int, lower: int) -> "altair.Chart":
    """The labels of that many line breaks, which are drawn downwards from their first line."""
    firsts = [bar for bar in {bar.label: bar for bar in reversed(bars)}.values() if bar.label.count("\n") == breaks]
    lines: dict[str, Any] = {"lineBreak": "\n", "lineHeight": LINE_HEIGHT, "yOffset": lower - breaks * LINE_HEIGHT}
    text = _rows(firsts).mark_text(align="left", baseline="bottom", x=0, limit=NARROW.width + 40, **lines)
    labels: altair.Chart = text.encode(y=_place(bars, None), text="label:N")
    return labels


def _figures_at_end(bars: Sequence[Bar], screen: Screen) -> "altair.Chart":
    text = _rows(bars).mark_text(align="left", dx=5, yOffset=screen.lift)
    figures: altair.Chart = text.encode(x="value:Q", y=_place(bars, _axis(screen)), text="printed:N")
    return figures


def _axis(screen: Screen) -> "altair.Axis | None":
    import altair as alt

    if screen.lift:
        return None
    middle = {"condition": {"test": "indexof(datum.label, '\\n') >= 0", "value": -LINE_HEIGHT / 2}, "value": 0}
    lines: dict[str, Any] = {"labelExpr": "split(datum.label, '\\n')", "labelLineHeight": LINE_HEIGHT, "labelOffset": middle}
    return alt.Axis(labelLimit=280, ticks=False, domain=False, labelPadding=8, **lines)


def look() -> dict[str, Any]:
    """Colours and letters of every chart, as a Vega-Lite configuration."""
    return {
        "font": FONT,
        "aria": False,
        "background": "transparent",
        "view": {"stroke": None},
        "axis": {"labelColor": INK, "labelFontSize": FONT_SIZE, "gridColor": RULE},
        "legend": {"labelColor": INK, "labelFontSize": FONT_SIZE},
        "text": {"color": INK, "fontSize": FONT_SIZE},
    }


def svg(chart: dict[str, Any], name: str, title: str, description: str) -> str:
    """A Vega-Lite specification as one light `<svg>` element, whose class is the last part of its name."""
    import vl_convert

    drawn = vl_convert.vegalite_to_svg(chart)
    size = re.search(r'viewBox="0 0 ([\d.]+) ([\d.]+)"', drawn)
    width, height = size.groups() if size else ("100%", "auto")
    body = drawn[drawn.index(">", drawn.index("<svg")) + 1 :]
    heading = (
        f'<svg xmlns="http://www.w3.org/2000/svg" class="chart-{name.rpartition("-")[2]}" role="img" aria-labelledby="{name}-t {name}-d" '
        f'viewBox="0 0 {width} {height}" width="{width}" height="{height}" font-family="{FONT}" font-size="{FONT_SIZE}px">'
        f'<title id="{name}-t">{escape(title)}</title>'
        f'<desc id="{name}-d">{escape(description)}</desc>'
    )
    return heading + _without_clashes(light(body), name)


def light(body: str) -> str:
    """The same drawing without groups that hold nothing, invisible marks, and attributes that change nothing; lengths to a tenth.

    Neighbouring marks of one colour become one path.
    """
    body = re.sub(r'<path class="(?:back|fore)ground"[^>]*/>|<text[^>]* opacity="0">[^<]*</text>', "", body)
    body = re.sub(rf' (?:{"|".join(SPARED)})="[^"]*"', "", body)
    body = re.sub(r"-?\d+\.\d{2,}", lambda found: f"{float(found[0]):.1f}".removesuffix(".0"), body)
    while (less := re.sub(r"<g[^>]*></g>", "", body)) != body:
        body = less
    return MARKS.sub(lambda found: f'<path d="{"".join(re.findall(MARK, found[0]))}" fill="{found[1]}"/>', body)


def _without_clashes(body: str, name: str) -> str:
    body = re.sub(r'\bid="([^"]+)"', rf'id="{name}-\1"', body)
    return re.sub(r"url\(#([^)]+)\)", rf"url(#{name}-\1)", body)
