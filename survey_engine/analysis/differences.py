"""The difference of two figures, made from what is shown of them and nothing else."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from survey_engine.analysis.figures import Figure
from survey_engine.analysis.statistics import newcombe
from survey_engine.analysis.suppression import nearest


@dataclass(frozen=True, slots=True)
class Difference:
    """The first score less the second, in percentage points, with its 95 % interval by Newcombe.

    points is None where one of the two scores is told in words; the ends then hold for whatever the words
    can stand for.
    """

    points: int | None
    low: int
    high: int

    @property
    def is_below(self) -> bool:
        """Whether the interval lies wholly below 0."""
        return self.high < 0


def difference(first: Figure, second: Figure) -> Difference | None:
    """How two shown scores differ; None where one has no score, or no base as a number.

    It is a function of the two figures as they are shown, so it tells a reader nothing that these do not.
    An end that rounding would put on 0 keeps its side of it.
    """
    if not (first.base and first.score and second.base and second.score):
        return None
    found = [
        newcombe(one, first.base, other, second.base) for one in behind(first) for other in behind(second)
    ]
    exact = first.percent is not None and second.percent is not None
    points = (first.percent or 0) - (second.percent or 0) if exact else None
    return Difference(points, _low(min(one.low for one in found)), _high(max(one.high for one in found)))


def _high(end: float) -> int:
    rounded = nearest(100 * end, 1)
    return -1 if end < 0 and rounded == 0 else rounded


def _low(end: float) -> int:
    return -_high(-end)


def behind(figure: Figure) -> Iterator[float]:
    """The numbers of good answers behind a score: one, or for words the two ends of what they stand for.

    One is the whole number that gives the percentage shown, where there is such a number.
    """
    base = figure.base or 0
    if figure.percent is not None:
        whole = round(figure.percent * base / 100)
        yield whole if nearest(100 * whole / base, 1) == figure.percent else figure.percent * base / 100
        return
    few = max(1.0, base / 10)
    yield from (0.0, few) if figure.score.startswith(("under", "10 %")) else (base - few, float(base))
