"""Charts of the public page can be read by everyone, on any screen, without loading anything."""

import re

import pytest

from commonlist.publish.charts import SERIES, Bar, Chart, ranked, stacked
from commonlist.publish.site.small_charts import Point, columns

BARS = [Bar(label="France & <Co>", series="figure", value=2, printed="2.0"), Bar(label="Norway", series="figure", value=1, printed="1.0")]
PARTS = [Bar(label="UK list", series=series, value=share) for series, share in (("mapped", 0.9), ("still to do", 0.1))]


@pytest.fixture(scope="module")
def chart() -> Chart:
    return ranked("t0", "Value licensed", "France leads & Norway follows.", BARS)


def test_a_chart_says_what_it_shows_to_those_who_cannot_see_it(chart: Chart) -> None:
    for drawn, name in ((chart.wide, "t0-wide"), (chart.narrow, "t0-narrow")):
        assert f'role="img" aria-labelledby="{name}-t {name}-d"' in drawn
        assert f'<title id="{name}-t">Value licensed</title>' in drawn
        assert "France leads &amp; Norway follows." in drawn


def test_labels_and_figures_are_text_and_escaped(chart: Chart) -> None:
    for drawn in (chart.wide, chart.narrow):
        assert "France &amp; &lt;Co&gt;" in drawn
        assert {"2.0", "1.0"} <= set(re.findall(r">([^<]+)</text>", drawn))


def test_a_chart_loads_nothing_and_runs_nothing(chart: Chart) -> None:
    for drawn in (chart.wide, chart.narrow):
        assert not re.search(r"<script|<image|<style|href=|url\((?!#)", drawn)
        assert set(re.findall(r"https?://[^\"]+", drawn)) <= {"http://www.w3.org/2000/svg", "http://www.w3.org/1999/xlink"}


def test_the_same_figures_give_the_same_drawing(chart: Chart) -> None:
    assert ranked("t0", "Value licensed", "France leads & Norway follows.", BARS) == chart


def test_the_larger_figure_has_the_longer_bar(chart: Chart) -> None:
    widths = [float(width) for width in re.findall(r"h([\d.]+)v11h", chart.wide)]
    assert widths == sorted(widths, reverse=True)
    assert widths[0] == pytest.approx(2 * widths[1])


def test_the_narrow_drawing_fits_a_telephone(chart: Chart) -> None:
    width = re.search(r'viewBox="0 0 ([\d.]+)', chart.narrow)
    assert width and float(width[1]) <= 328


def labels(drawn: str) -> list[str]:
    """The texts of a drawing; lines of one label joined."""
    return [" ".join(re.findall(r">([^<>]+)<", text)) for text in re.findall(r"<text[^>]*>.*?</text>", drawn, re.DOTALL)]


@pytest.mark.parametrize("drawing", ["wide", "narrow"])
def test_a_label_of_two_lines_is_whole(drawing: str) -> None:
    titles = [f"United Kingdom: UK Strategic Export Control Lists – {part}" for part in ("dual-use list, category 6", "Military List")]
    drawn = ranked("t1", "Lists", "Two lists.", [Bar(label=title, series="figure", value=1, printed="1") for title in titles])
    assert set(titles) <= set(labels(getattr(drawn, drawing)))


@pytest.mark.parametrize("drawing", ["wide", "narrow"])
def test_longer_labels_lose_their_middle_and_stay_apart(drawing: str) -> None:
    start = "United Kingdom: Strategic Export Control Lists, consolidated, and much more that nobody reads to its end, "
    drawn = ranked("t1", "Lists", "Two lists.", [Bar(label=start + part, series="figure", value=1, printed="1") for part in ("dual", "ML")])
    shown = [text for text in labels(getattr(drawn, drawing)) if "…" in text]
    assert len(set(shown)) == 2
    assert all(text.startswith("United Kingdom: Strategic") for text in shown)
    assert {text.split()[-1] for text in shown} == {"dual", "ML"}


def test_labels_that_differ_only_in_the_middle_stay_whole() -> None:
    titles = [f"{'the same beginning ' * 3}{middle} {'and the same end ' * 4}".strip() for middle in ("one", "two")]
    drawn = ranked("t1", "Lists", "Two lists.", [Bar(label=title, series="figure", value=1, printed="1") for title in titles])
    assert {"one", "two"} <= {word for text in labels(drawn.narrow) for word in text.split()}


def test_the_parts_of_a_stacked_bar_are_named_once() -> None:
    drawn = stacked("coverage", "Coverage", "UK list 90 per cent mapped.", PARTS)
    assert re.findall(r">([^<]+)</text>", drawn.wide).count("mapped") == 1
    assert re.findall(r">([^<]+)</text>", drawn.narrow).count("UK list") == 1


def test_the_axis_of_whole_figures_has_no_halves() -> None:
    drawn = columns("refused", "Licences refused", "2 and 1", [Point(year=2009, value=2.0), Point(year=2010, value=1.0)])
    assert "2" in re.findall(r">([\d.]+)</text>", drawn) and not re.search(r">\d*\.\d+</text>", drawn)
    money = columns("value", "Value licensed", "0.2 and 0.1", [Point(year=2009, value=0.2), Point(year=2010, value=0.1)])
    assert re.search(r">0\.\d+</text>", money)


def test_a_part_of_a_year_is_drawn_pale() -> None:
    points = [Point(year=2013, value=3.0), Point(year=2014, value=4.0), Point(year=2015, value=1.0, is_part=True)]
    drawn = columns("x", "Value by year", "", points)
    assert drawn.count(f'fill="{SERIES[1]}"') == 1 and f'fill="{SERIES[0]}"' in drawn
    assert f'fill="{SERIES[1]}"' not in columns("x", "Value by year", "", points[:2])
