"""The picture of one line of a chart, for paper: it stands in the row of the table with its numbers."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from survey_engine.exchange.chart_shapes import Dash, Mark, line, mark

_WIDTH = 150  # units; nearly 40 mm on paper
_EDGE = 7  # units left and right, so that a mark at an end is whole
_ROW = 16  # units
_GRID = (0, 25, 50, 75, 100)


@dataclass(frozen=True, slots=True)
class Drawn:
    """One figure of a strip: percent, low and high from 0 to 100, or None where they may not be drawn."""

    kind: Mark
    percent: int | None
    low: int | None = None
    high: int | None = None
    dash: Dash = Dash.WHOLE


def strip(rows: Sequence[Sequence[Drawn]]) -> str:
    """Figures in one row or in two, one below the other, as SVG. It has no words: its row says them."""
    height = _ROW * len(rows) + 2
    shapes = [line(_across(at), 0, _across(at), height, wide=0.5, dash=Dash.SHORT) for at in _GRID]
    for number, row in enumerate(rows):
        for one in row:
            shapes += _figure(one, _ROW * number + 9)
    return _picture(_WIDTH, height, shapes)


def legend_mark(kind: Mark, dash: Dash | None = None) -> str:
    """A mark for the legend as SVG, with its interval where it has one."""
    shapes = [*_interval(2, 34, 8, dash)] if dash is not None else []
    return _picture(36, 16, [*shapes, mark(kind, 18, 8, 4)])


def _across(percent: float) -> float:
    return round(_EDGE + percent / 100 * (_WIDTH - 2 * _EDGE), 1)


def _figure(one: Drawn, middle: float) -> Iterator[str]:
    if one.low is not None and one.high is not None:
        yield from _interval(_across(one.low), _across(one.high), middle, one.dash)
    if one.percent is not None:
        yield mark(one.kind, _across(one.percent), middle, 4)


def _interval(left: float, right: float, middle: float, dash: Dash) -> Iterator[str]:
    yield line(left, middle, right, middle, wide=2, dash=dash)
    for end in (left, right):
        yield line(end, middle - 4, end, middle + 4, wide=1.5)


def _picture(width: float, height: float, shapes: Sequence[str]) -> str:
    return f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}">{"".join(shapes)}</svg>'
