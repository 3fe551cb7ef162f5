"""The shapes of a chart as SVG text: lines, marks and words that need neither colour nor a style sheet.

Everything is drawn in the colour of the text around it, told apart by form, filling and dashes, so that it
prints in grey, turns with a dark page and obeys forced colours. 360 units across: at the width of a small
phone a unit is nearly a pixel, so the words stay readable there.
"""

from __future__ import annotations

from collections.abc import Sequence
from enum import StrEnum
from html import escape

WIDTH = 360
MARGIN = 14
TEXT = 13  # units: the height of the words
LINE = 17  # units from one line of words to the next
LETTERS = 44  # that fit in one line, in a face with wide letters too


class Mark(StrEnum):
    """A form of its own for each kind of figure."""

    NOW = "now"  # a filled circle
    OTHERS = "others"  # an open diamond
    EARLIER = "earlier"  # an open square


class Dash(StrEnum):
    """How a line is drawn."""

    WHOLE = "none"
    LONG = "7 4"
    SHORT = "2 3"


def across(percent: float) -> float:
    """Where a percentage lies from left to right."""
    return round(MARGIN + percent / 100 * (WIDTH - 2 * MARGIN), 1)


def words(left: float, bottom: float, text: str, *, anchor: str = "start", is_strong: bool = False) -> str:
    """One line of words. `anchor`: start, middle or end."""
    weight = ' font-weight="600"' if is_strong else ""
    place = f'x="{left}" y="{bottom}" font-size="{TEXT}" text-anchor="{anchor}"'
    return f'<text {place} fill="currentColor"{weight}>{escape(text)}</text>'


def wrapped(text: str, letters: int = LETTERS) -> list[str]:
    """The words of a label in lines of at most so many letters, a longer word alone in its line."""
    lines: list[str] = []
    for word in text.split():
        if lines and len(lines[-1]) + 1 + len(word) <= letters:
            lines[-1] += f" {word}"
        else:
            lines.append(word)
    return lines or [""]


def line(
    left: float, top: float, right: float, bottom: float, *, wide: float = 1, dash: Dash = Dash.WHOLE
) -> str:
    """A straight line."""
    dashes = "" if dash is Dash.WHOLE else f' stroke-dasharray="{dash.value}"'
    return (
        f'<line x1="{left}" y1="{top}" x2="{right}" y2="{bottom}" stroke="currentColor" '
        f'stroke-width="{wide}"{dashes}/>'
    )


def curve(points: Sequence[tuple[float, float]], dash: Dash) -> str:
    """A line through points."""
    path = " ".join(f"{left},{top}" for left, top in points)
    dashes = "" if dash is Dash.WHOLE else f' stroke-dasharray="{dash.value}"'
    return f'<polyline points="{path}" fill="none" stroke="currentColor" stroke-width="1.5"{dashes}/>'


def interval(low: float, high: float, middle: float, *, dash: Dash = Dash.WHOLE) -> str:
    """A 95 % interval: a line between two ends, at the height `middle`."""
    left, right = across(low), across(high)
    ends = "".join(line(end, middle - 5, end, middle + 5, wide=1.5) for end in (left, right))
    return line(left, middle, right, middle, wide=2, dash=dash) + ends


def mark(kind: Mark, left: float, middle: float, size: float = 5) -> str:
    """The mark of one figure. A page's style sheet may fill an open one with its own ground."""
    page = 'class="chart-open" fill="none" stroke="currentColor" stroke-width="2"'
    match kind:
        case Mark.NOW:
            return f'<circle cx="{left}" cy="{middle}" r="{size}" fill="currentColor"/>'
        case Mark.OTHERS:
            far = size + 1
            corners = ((left, middle - far), (left + far, middle), (left, middle + far), (left - far, middle))
            points = " ".join(f"{round(x, 1)},{round(y, 1)}" for x, y in corners)
            return f'<polygon points="{points}" {page}/>'
        case Mark.EARLIER:
            return (
                f'<rect x="{left - size}" y="{middle - size}" width="{2 * size}" height="{2 * size}" {page}/>'
            )


def drawing(chart_id: str, title: str, description: str, height: float, shapes: Sequence[str]) -> str:
    """The whole picture with its title and description, which a screen reader says in place of the shapes."""
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" class="chart" viewBox="0 0 {WIDTH} {round(height)}" '
        f'role="img" aria-labelledby="{chart_id}-title {chart_id}-description" focusable="false">'
        f'<title id="{chart_id}-title">{escape(title)}</title>'
        f'<desc id="{chart_id}-description">{escape(description)}</desc>'
        f"{''.join(shapes)}</svg>"
    )
