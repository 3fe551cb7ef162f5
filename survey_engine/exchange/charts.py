"""Charts of results: each a picture, and beside it the same in a table. They take only what may be shown.

Nothing is worked out here: a figure that disclosure control withholds comes as words, and is drawn as words.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from survey_engine.exchange.chart_shapes import (
    LINE,
    MARGIN,
    Dash,
    Mark,
    across,
    drawing,
    interval,
    line,
    mark,
    words,
    wrapped,
)
from survey_engine.exchange.chart_strips import Drawn, legend_mark, strip

_AXIS = 26  # units below the last row
GRID = (0, 25, 50, 75, 100)


@dataclass(frozen=True, slots=True)
class ChartWords:
    """What a chart says by itself, in the language of its report; with places to be filled in."""

    interval: str = "{low} to {high}\u00a0%"
    not_shown: str = "Not shown"
    limits_95: str = "95\u00a0% limits"
    limits_998: str = "99.8\u00a0% limits"
    score_axis: str = "Score in per cent"
    answers_axis: str = "{number} answers"
    funnel_described: str = (
        "{number} hospitals by number of answers and score. All together: {overall}\u00a0%. "
        "Long dashes: 95 in 100 hospitals lie between them by chance alone. Dots: 998 in 1000."
    )


ENGLISH_WORDS = ChartWords()


@dataclass(frozen=True, slots=True)
class Chart:
    """A picture as SVG, and the table that stands beside it: its head and its rows, all of them words.

    For paper also one strip for each row, the marks that they use with their words, and what they reach from
    and to; none of these where the picture has no rows.
    """

    title: str
    description: str
    svg: str
    head: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    strips: tuple[str, ...] = ()
    legend: tuple[tuple[str, str], ...] = ()
    axis: str = ""


@dataclass(frozen=True, slots=True)
class Shown:
    """One figure as it may be shown: in words always; percent, low and high (0 to 100) where they may be."""

    words: str
    percent: int | None = None
    low: int | None = None
    high: int | None = None

    def interval(self, said: ChartWords) -> str:
        """The 95 % interval in words, or nothing."""
        if self.low is None or self.high is None:
            return ""
        return said.interval.format(low=self.low, high=self.high)


@dataclass(frozen=True, slots=True)
class Row:
    """One line of a chart: a label, its figure, and where it may be shown that of others or of before."""

    label: str
    now: Shown
    beside: Shown | None = None


def interval_bars(
    chart_id: str,
    title: str,
    rows: Sequence[Row],
    others: str = "Other hospitals",
    own: str = "This hospital, with its 95 % interval",
    said: ChartWords = ENGLISH_WORDS,
) -> Chart:
    """Scores with their 95 % intervals, and a diamond for the other hospitals where it may be shown."""
    return _rows_chart(chart_id, title, rows, Mark.OTHERS, (own, others), said)


def dots_between_waves(
    chart_id: str,
    title: str,
    rows: Sequence[Row],
    earlier: str = "The wave before",
    now: str = "This wave",
    said: ChartWords = ENGLISH_WORDS,
) -> Chart:
    """Scores of this wave beside those of an earlier one, an open square with its own dashed interval."""
    return _rows_chart(chart_id, title, rows, Mark.EARLIER, (now, earlier), said)


def _rows_chart(
    chart_id: str, title: str, rows: Sequence[Row], kind: Mark, legend: tuple[str, str], said: ChartWords
) -> Chart:
    own, beside = legend
    has_beside = any(row.beside is not None for row in rows)
    shapes = list(_legend(kind, own, beside if has_beside else ""))
    top = 2.2 * LINE if has_beside else 1.2 * LINE
    for row in rows:
        drawn, top = _row(row, top, kind)
        shapes += drawn
    shapes += _percent_axis(top)
    description = ". ".join(_described(row, beside if has_beside else "", said) for row in rows) + "."
    head = ("Question", "Score", "95 % interval", *((beside,) if has_beside else ()))
    table = tuple(
        (
            row.label,
            row.now.words,
            row.now.interval(said),
            *((_words(row.beside, said),) if has_beside else ()),
        )
        for row in rows
    )
    svg = drawing(chart_id, title, description, top + _AXIS, shapes)
    strips = tuple(_strip(row, kind) for row in rows)
    marks = _marks(kind, own, beside if has_beside else "")
    return Chart(title, description, svg, head, table, strips, marks, said.interval.format(low=0, high=100))


def _strip(row: Row, kind: Mark) -> str:
    now = Drawn(Mark.NOW, row.now.percent, row.now.low, row.now.high)
    if row.beside is None:
        return strip([[now], []] if kind is Mark.EARLIER else [[now]])
    if kind is Mark.EARLIER:
        before = Drawn(kind, row.beside.percent, row.beside.low, row.beside.high, Dash.LONG)
        return strip([[now], [before]])
    return strip([[Drawn(kind, row.beside.percent), now]])


def _marks(kind: Mark, own: str, beside: str) -> tuple[tuple[str, str], ...]:
    marks = ((legend_mark(Mark.NOW, Dash.WHOLE), own),)
    dash = Dash.LONG if kind is Mark.EARLIER else None
    return (*marks, (legend_mark(kind, dash), beside)) if beside else marks


def _legend(kind: Mark, own: str, beside: str) -> Iterator[str]:
    middle = 0.7 * LINE
    yield mark(Mark.NOW, MARGIN + 6, middle - 4)
    yield words(MARGIN + 18, middle, own)
    if beside:
        yield mark(kind, MARGIN + 6, middle + LINE - 4)
        yield words(MARGIN + 18, middle + LINE, beside)


def _row(row: Row, top: float, kind: Mark) -> tuple[list[str], float]:
    """The shapes of one line, and where the next begins."""
    shapes = []
    for part in wrapped(row.label):
        top += LINE
        shapes.append(words(MARGIN, top, part))
    middle = top + 14
    end = middle + (23 if kind is Mark.EARLIER and row.beside is not None else 10)
    shapes += [line(across(at), top + 4, across(at), end, wide=0.5, dash=Dash.SHORT) for at in GRID]
    if row.beside is not None and kind is Mark.EARLIER:
        shapes += _figure(row.beside, middle + 15, kind, Dash.LONG)
    elif row.beside is not None and row.beside.percent is not None:
        shapes.append(mark(kind, across(row.beside.percent), middle))
    shapes += _figure(row.now, middle, Mark.NOW, Dash.WHOLE)
    return shapes, end


def _figure(shown: Shown, middle: float, kind: Mark, dash: Dash) -> list[str]:
    """A figure with its interval; words alone where no number may be drawn."""
    shapes = []
    if shown.low is not None and shown.high is not None:
        shapes.append(interval(shown.low, shown.high, middle, dash=dash))
    if shown.percent is not None:
        shapes.append(mark(kind, across(shown.percent), middle))
    else:
        shapes.append(_said(shown, middle))
    return shapes


def _said(shown: Shown, middle: float) -> str:
    """The words in place of a number: after its interval, or at the start of the line where that is free."""
    if shown.low is None or shown.high is None:
        return words(MARGIN + 2, middle + 5, shown.words, is_strong=True)
    if shown.high <= 50:
        return words(across(shown.high) + 6, middle + 5, shown.words, is_strong=True)
    return words(MARGIN + 2, middle + 5, shown.words, is_strong=True)


def _percent_axis(top: float) -> Iterator[str]:
    yield line(across(0), top + 2, across(100), top + 2)
    for at in GRID:
        anchor = "start" if at == 0 else "end" if at == 100 else "middle"
        yield words(across(at), top + 2 + LINE, f"{at} %" if at in (0, 100) else str(at), anchor=anchor)


def _words(shown: Shown | None, said: ChartWords) -> str:
    if shown is None:
        return said.not_shown
    around = shown.interval(said)
    return f"{shown.words} ({around})" if around else shown.words


def _described(row: Row, beside: str, said: ChartWords) -> str:
    part = f"{row.label}: {_words(row.now, said)}"
    return f"{part}; {beside}: {_words(row.beside, said)}" if beside else part


def parts_of_whole(chart_id: str, title: str, parts: Sequence[tuple[str, Shown]]) -> Chart:
    """How answers came in: a bar for each way, with its words; a hidden number is said, not drawn."""
    shapes, top = [], 0.0
    for label, shown in parts:
        for part in wrapped(f"{label}: {shown.words}"):
            top += LINE
            shapes.append(words(MARGIN, top, part))
        if shown.percent is not None:
            wide = round(across(shown.percent) - MARGIN, 1)
            shapes.append(
                f'<rect x="{MARGIN}" y="{top + 5}" width="{wide}" height="12" fill="none" '
                'stroke="currentColor" stroke-width="2"/>'
            )
            shapes += [
                line(MARGIN + at, top + 17, min(MARGIN + at + 6, MARGIN + wide), top + 5, wide=0.75)
                for at in range(0, max(int(wide) - 5, 0), 6)
            ]
        top += 20
    description = ". ".join(f"{label}: {shown.words}" for label, shown in parts) + "."
    svg = drawing(chart_id, title, description, top + 8, shapes)
    return Chart(title, description, svg, ("Way", "Share"), tuple((label, one.words) for label, one in parts))
