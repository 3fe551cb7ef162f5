"""The funnel: each hospital by its number of answers and its score, between limits of chance."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from survey_engine.exchange.chart_shapes import (
    LINE,
    MARGIN,
    WIDTH,
    Dash,
    Mark,
    curve,
    drawing,
    line,
    mark,
    words,
)
from survey_engine.exchange.charts import ENGLISH_WORDS, GRID, Chart, ChartWords

_HEIGHT: Final = 200.0
_TOP: Final = 3.4 * LINE


@dataclass(frozen=True, slots=True)
class Place:
    """One hospital of a funnel: its base and percentage. `is_own`: the hospital the report is for."""

    base: int
    percent: int
    is_own: bool = False


@dataclass(frozen=True, slots=True)
class Limits:
    """The limits of a funnel at one base, in per cent."""

    base: int
    low_95: float
    high_95: float
    low_998: float
    high_998: float


def funnel(
    chart_id: str,
    title: str,
    places: Sequence[Place],
    overall: int,
    limits: Sequence[Limits],
    said: ChartWords = ENGLISH_WORDS,
) -> Chart:
    """Each hospital by its base and score, between limits that chance alone seldom crosses.

    `limits` in the order of their bases. Hospitals have no names here: the reader's own is the filled circle.
    Source: Spiegelhalter DJ (2005), Statistics in Medicine 24:1185-1202.
    """
    axes = _Axes(max((each.base for each in limits), default=1))
    shapes = [*_funnel_legend(said), *_drawn(axes, places, overall, limits)]
    bottom = _TOP + _HEIGHT + LINE
    shapes += [
        words(axes.left_of(0), bottom, "0"),
        words(axes.left_of(axes.most), bottom, said.answers_axis.format(number=axes.most), anchor="end"),
    ]
    rows = tuple(
        ("This hospital" if each.is_own else "A hospital", str(each.base), f"{each.percent} %")
        for each in sorted(places, key=lambda each: (-each.base, each.percent))
    )
    description = said.funnel_described.format(number=len(places), overall=overall)
    svg = drawing(chart_id, title, description, bottom + 8, shapes)
    return Chart(title, description, svg, ("Hospital", "Answers", "Score"), rows)


@dataclass(frozen=True, slots=True)
class _Axes:
    """Where a base and a percentage stand."""

    most: int

    def left_of(self, base: float) -> float:
        return round(MARGIN + 22 + base / self.most * (WIDTH - 2 * MARGIN - 22), 1)

    def top_of(self, percent: float) -> float:
        return round(_TOP + (100 - percent) / 100 * _HEIGHT, 1)


def _drawn(axes: _Axes, places: Sequence[Place], overall: int, limits: Sequence[Limits]) -> Iterator[str]:
    """The grid, the score of all, the limits, and then the hospitals, the reader's own on top."""
    left_of, top_of = axes.left_of, axes.top_of
    for at in GRID:
        yield line(left_of(0), top_of(at), left_of(axes.most), top_of(at), wide=0.5, dash=Dash.SHORT)
        yield words(MARGIN + 18, top_of(at) + 4, str(at), anchor="end")
    yield line(left_of(0), top_of(overall), left_of(axes.most), top_of(overall), wide=1.5)
    for ends, dash in ((("low_95", "high_95"), Dash.LONG), (("low_998", "high_998"), Dash.SHORT)):
        for end in ends:
            yield curve([(left_of(each.base), top_of(getattr(each, end))) for each in limits], dash)
    for place in sorted(places, key=lambda each: each.is_own):
        kind = Mark.NOW if place.is_own else Mark.OTHERS
        yield mark(kind, left_of(place.base), top_of(place.percent), 5 if place.is_own else 3)


def _funnel_legend(said: ChartWords) -> Iterator[str]:
    for row, text in enumerate((said.limits_95, said.limits_998)):
        middle = (0.7 + row) * LINE
        yield line(MARGIN, middle - 4, MARGIN + 28, middle - 4, wide=1.5, dash=(Dash.LONG, Dash.SHORT)[row])
        yield words(MARGIN + 36, middle, text)
    yield words(MARGIN, 2.7 * LINE, said.score_axis)
