"""Charts of results: each a picture, and beside it the same in a table. They take only what may be shown.

Nothing is worked out here: a figure that disclosure control withholds comes as words, and is drawn as words.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from survey_engine.exchange.chart_shapes import (
    LINE,
    MARGIN,
    WIDTH,
    Dash,
    Mark,
    across,
    curve,
    drawing,
    interval,
    line,
    mark,
    words,
    wrapped,
)

_AXIS = 26  # units below the last row
_GRID = (0, 25, 50, 75, 100)


@dataclass(frozen=True, slots=True)
class Chart:
    """A picture as SVG, and the table that stands beside it: its head and its rows, all of them words."""

    title: str
    description: str
    svg: str
    head: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


@dataclass(frozen=True, slots=True)
class Shown:
    """One figure as it may be shown: in words always; percent, low and high (0 to 100) where they may be."""

    words: str
    percent: int | None = None
    low: int | None = None
    high: int | None = None

    @property
    def interval(self) -> str:
        """The 95 % interval in words, or nothing."""
        return "" if self.low is None or self.high is None else f"{self.low} to {self.high}\u00a0%"


@dataclass(frozen=True, slots=True)
class Row:
    """One line of a chart: a label, its figure, and where it may be shown that of others or of before."""

    label: str
    now: Shown
    beside: Shown | None = None


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


def interval_bars(
    chart_id: str,
    title: str,
    rows: Sequence[Row],
    others: str = "Other hospitals",
    own: str = "This hospital, with its 95 % interval",
) -> Chart:
    """Scores with their 95 % intervals, and a diamond for the other hospitals where it may be shown."""
    return _rows_chart(chart_id, title, rows, Mark.OTHERS, (own, others))


def dots_between_waves(
    chart_id: str, title: str, rows: Sequence[Row], earlier: str = "The wave before", now: str = "This wave"
) -> Chart:
    """Scores of this wave beside those of an earlier one, an open square with its own dashed interval."""
    return _rows_chart(chart_id, title, rows, Mark.EARLIER, (now, earlier))


def _rows_chart(chart_id: str, title: str, rows: Sequence[Row], kind: Mark, legend: tuple[str, str]) -> Chart:
    own, beside = legend
    has_beside = any(row.beside is not None for row in rows)
    shapes = list(_legend(kind, own, beside if has_beside else ""))
    top = 2.2 * LINE if has_beside else 1.2 * LINE
    for row in rows:
        drawn, top = _row(row, top, kind)
        shapes += drawn
    shapes += _percent_axis(top)
    description = _described(rows, beside if has_beside else "")
    head = ("Question", "Score", "95 % interval", *((beside,) if has_beside else ()))
    table = tuple(
        (row.label, row.now.words, row.now.interval, *((_words(row.beside),) if has_beside else ()))
        for row in rows
    )
    svg = drawing(chart_id, title, description, top + _AXIS, shapes)
    return Chart(title, description, svg, head, table)


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
    shapes += [line(across(at), top + 4, across(at), end, wide=0.5, dash=Dash.SHORT) for at in _GRID]
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
    for at in _GRID:
        anchor = "start" if at == 0 else "end" if at == 100 else "middle"
        yield words(across(at), top + 2 + LINE, f"{at} %" if at in (0, 100) else str(at), anchor=anchor)


def _words(shown: Shown | None) -> str:
    if shown is None:
        return "Not shown"
    return f"{shown.words} ({shown.interval})" if shown.interval else shown.words


def _described(rows: Sequence[Row], beside: str) -> str:
    parts = []
    for row in rows:
        part = f"{row.label}: {_words(row.now)}"
        parts.append(f"{part}; {beside.lower()} {_words(row.beside)}" if beside else part)
    return ". ".join(parts) + "."


def funnel(
    chart_id: str, title: str, places: Sequence[Place], overall: int, limits: Sequence[Limits]
) -> Chart:
    """Each hospital by its base and score, between limits that chance alone seldom crosses.

    `limits` in the order of their bases. Hospitals have no names here: the reader's own is the filled circle.
    Source: Spiegelhalter DJ (2005), Statistics in Medicine 24:1185-1202.
    """
    most = max((each.base for each in limits), default=1)
    height, top = 200.0, 3.4 * LINE

    def left_of(base: float) -> float:
        return round(MARGIN + 22 + base / most * (WIDTH - 2 * MARGIN - 22), 1)

    def top_of(percent: float) -> float:
        return round(top + (100 - percent) / 100 * height, 1)

    shapes = list(_funnel_legend())
    for at in _GRID:
        shapes.append(line(left_of(0), top_of(at), left_of(most), top_of(at), wide=0.5, dash=Dash.SHORT))
        shapes.append(words(MARGIN + 18, top_of(at) + 4, str(at), anchor="end"))
    shapes.append(line(left_of(0), top_of(overall), left_of(most), top_of(overall), wide=1.5))
    for ends, dash in ((("low_95", "high_95"), Dash.LONG), (("low_998", "high_998"), Dash.SHORT)):
        for end in ends:
            shapes.append(curve([(left_of(each.base), top_of(getattr(each, end))) for each in limits], dash))
    for place in sorted(places, key=lambda each: each.is_own):
        kind = Mark.NOW if place.is_own else Mark.OTHERS
        shapes.append(mark(kind, left_of(place.base), top_of(place.percent), 5 if place.is_own else 3))
    bottom = top + height + LINE
    shapes += [words(left_of(0), bottom, "0"), words(left_of(most), bottom, f"{most} answers", anchor="end")]
    rows = tuple(
        ("This hospital" if each.is_own else "A hospital", str(each.base), f"{each.percent} %")
        for each in sorted(places, key=lambda each: (-each.base, each.percent))
    )
    description = (
        f"{len(places)} hospitals by number of answers and score. All together: {overall} %. "
        "Long dashes: 95 in 100 hospitals lie between them by chance alone. Dots: 998 in 1000."
    )
    svg = drawing(chart_id, title, description, bottom + 8, shapes)
    return Chart(title, description, svg, ("Hospital", "Answers", "Score"), rows)


def _funnel_legend() -> Iterator[str]:
    for row, text in enumerate(("95 % limits", "99.8 % limits")):
        middle = (0.7 + row) * LINE
        yield line(MARGIN, middle - 4, MARGIN + 28, middle - 4, wide=1.5, dash=(Dash.LONG, Dash.SHORT)[row])
        yield words(MARGIN + 36, middle, text)
    yield words(MARGIN, 2.7 * LINE, "Score in per cent")


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
