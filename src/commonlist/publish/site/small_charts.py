"""A line of figures becomes one small chart, narrow enough for a telephone: columns or lines by year, or bars by rank under their labels.

A year without a figure says why in words.
"""

from collections.abc import Mapping, Sequence
from typing import Any

from pydantic import BaseModel, ConfigDict

from commonlist.publish.charts import INK, MUTED, SERIES, look, svg

WIDTH, HEIGHT = 300, 130
SCHEMA = "https://vega.github.io/schema/vega-lite/v6.json"
STEP, TICKS = 34, 3


class Point(BaseModel):
    """One year; `word` stands in the place of a column where `value` is None, as the table prints it; part of a year is drawn pale."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    year: int
    value: float | None
    word: str = ""
    is_part: bool = False


class Rank(BaseModel):
    """One bar, and the figure as the table prints it."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    label: str
    value: float
    printed: str


def columns(name: str, title: str, description: str, points: Sequence[Point]) -> str:
    """One `<svg>` element; every year between the first and the last has its place."""
    return svg(_specification(points), f"{name}-years", title, description)


def _specification(points: Sequence[Point]) -> dict[str, Any]:
    return {
        "$schema": SCHEMA,
        "data": {"values": [_datum(point) for point in points]},
        "width": WIDTH,
        "height": HEIGHT,
        "padding": 4,
        "config": look(),
        "encoding": {"x": _years(points)},
        "layer": [{"mark": {"type": "bar"}, "encoding": {"y": _figures(points), "color": _shades()}}, _words()],
    }


def _datum(point: Point) -> dict[str, Any]:
    return {"year": point.year, "value": point.value, "word": point.word if not point.value else "", "is_part": point.is_part}


def _shades() -> dict[str, Any]:
    return {"condition": {"test": "datum.is_part", "value": SERIES[1]}, "value": SERIES[0]}


def _years(points: Sequence[Point]) -> dict[str, Any]:
    axis = {"labelAngle": 0, "labelOverlap": True, "labelSeparation": 8, "ticks": False, "domainColor": INK, "labelPadding": 5}
    every = list(range(points[0].year, points[-1].year + 1))
    return {"field": "year", "type": "ordinal", "title": None, "axis": axis, "scale": {"domain": every, "paddingInner": 0.3}}


def _figures(points: Sequence[Point]) -> dict[str, Any]:
    """The axis of figures, which has no halves between few whole ones."""
    figures = [float(point.value or 0) for point in points]
    is_few = all(figure.is_integer() for figure in figures) and max(figures, default=0) < TICKS
    axis = {"tickCount": max(1, *figures) if is_few else TICKS, "domain": False, "ticks": False, "format": ",~f"}
    return {"field": "value", "type": "quantitative", "title": None, "axis": axis}


def _words() -> dict[str, Any]:
    mark = {"type": "text", "angle": 270, "align": "left", "baseline": "middle", "color": MUTED, "fontSize": 11, "dx": 3}
    return {"transform": [{"filter": "datum.word"}], "mark": mark, "encoding": {"y": {"datum": 0}, "text": {"field": "word"}}}


def ranking(name: str, title: str, description: str, ranks: Sequence[Rank]) -> str:
    """One `<svg>` element with a bar for each rank in the order given."""
    values = [{"place": place, "label": rank.label, "value": rank.value, "printed": rank.printed} for place, rank in enumerate(ranks)]
    place = {"field": "place", "type": "ordinal", "axis": None}
    length = {"field": "value", "type": "quantitative", "axis": None, "title": None}
    label = {"type": "text", "align": "left", "baseline": "bottom", "x": 0, "yOffset": 2, "limit": WIDTH}
    figure = {"type": "text", "align": "left", "dx": 5, "yOffset": 9}
    layers = [
        {"mark": {"type": "bar", "height": 11, "yOffset": 9, "color": SERIES[0]}, "encoding": {"x": length}},
        {"mark": label, "encoding": {"text": {"field": "label"}}},
        {"mark": figure, "encoding": {"x": length, "text": {"field": "printed"}}},
    ]
    size = {"width": WIDTH - 60, "height": {"step": STEP}, "padding": {"left": 2, "right": 6, "top": 4, "bottom": 4}}
    drawn = {"$schema": SCHEMA, "data": {"values": values}, "config": look(), "encoding": {"y": place}, "layer": layers}
    return svg(drawn | size, f"{name}-rank", title, description)


def lines(name: str, title: str, description: str, series: Mapping[str, Sequence[Point]]) -> str:
    """One `<svg>` element with a line for each of at most three series, the last thin and on top; a year without a figure has no dot."""
    values = [{"series": label, "year": point.year, "value": point.value} for label, points in series.items() for point in points]
    years = sorted({point.year for points in series.values() for point in points})
    colour = {"domain": list(series), "range": [SERIES[1], SERIES[2], SERIES[0]][-len(series) :]}
    width = {"domain": list(series), "range": [8, 5, 2][-len(series) :]}
    legend = {"title": None, "orient": "top", "symbolType": "circle"}
    drawn = {
        "$schema": SCHEMA,
        "data": {"values": [value for value in values if value["value"] is not None]},
        "width": WIDTH,
        "height": HEIGHT,
        "padding": 4,
        "config": look(),
        "mark": {"type": "line", "point": True},
        "encoding": {
            "x": _years([Point(year=year, value=None) for year in years]),
            "y": _figures([point for points in series.values() for point in points]),
            "color": {"field": "series", "type": "nominal", "scale": colour, "legend": legend},
            "strokeWidth": {"field": "series", "type": "nominal", "scale": width, "legend": None},
        },
    }
    return svg(drawn, f"{name}-lines", title, description)
