"""The difference of two figures, made from what is shown of them and nothing else."""

from __future__ import annotations

from dataclasses import dataclass

from survey_engine.analysis.figures import Figure
from survey_engine.analysis.policy import CHARITY, Withheld
from survey_engine.analysis.statistics import newcombe
from survey_engine.analysis.suppression import nearest


@dataclass(frozen=True, slots=True)
class Difference:
    """The first score less the second, in percentage points, with its 95 % interval by Newcombe.

    The ends hold for whatever the two shown scores can stand for. points is None where one of the two is told
    in words, or to the nearest 5 or 10 points.
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
    exact = _is_whole(first) and _is_whole(second)
    points = (first.percent or 0) - (second.percent or 0) if exact else None
    return Difference(points, _low(min(one.low for one in found)), _high(max(one.high for one in found)))


def _high(end: float) -> int:
    rounded = nearest(100 * end, 1)
    return -1 if end < 0 and rounded == 0 else rounded


def _low(end: float) -> int:
    return -_high(-end)


def nominal(figure: Figure) -> float:
    """The number of good answers that a shown percentage names: a whole one, if one gives it.

    `percent` and `base` must be shown.
    """
    base, percent = figure.base or 0, figure.percent or 0
    whole = round(percent * base / 100)
    return whole if nearest(100 * whole / base, 1) == percent else percent * base / 100


def behind(figure: Figure) -> tuple[float, ...]:
    """The smallest and the largest number of good answers that a shown score can stand for.

    One number where these are the same: up to 100 answers, a whole percentage has one whole number of people
    behind it. With more answers it can have several; a percentage to the nearest 5 or 10 points, and the
    words near 0 and 100 %, stand for a range.
    """
    base = figure.base or 0
    if figure.percent is None:
        few = max(1.0, base / 10)
        return (0.0, few) if figure.score.startswith(("under", "10 %")) else (base - few, float(base))
    step = points_of(figure)
    if step > 1:
        ends = (figure.percent - step / 2, figure.percent + step / 2)
        return max(0.0, ends[0] * base / 100), min(float(base), ends[1] * base / 100)
    near = range(int((figure.percent - 1) * base / 100), int((figure.percent + 1) * base / 100) + 2)
    fitting = [n for n in near if 0 <= n <= base and nearest(100 * n / base, 1) == figure.percent]
    if not fitting:
        return (nominal(figure),)
    return (fitting[0],) if len(fitting) == 1 else (fitting[0], fitting[-1])


def points_of(figure: Figure) -> int:
    """To how many points a shown percentage is rounded."""
    if Withheld.TO_NEAREST_10 in figure.withheld:
        return 10
    if Withheld.TO_NEAREST_5 in figure.withheld:
        return 5
    if Withheld.NO_TABLE_OF_FLAGGED in figure.withheld:
        return 10 if (figure.base or 0) < CHARITY.finer_score else 5
    return 1


def _is_whole(figure: Figure) -> bool:
    """Whether a score is a percentage that is no more rounded than to whole points."""
    coarse = {Withheld.TO_NEAREST_5, Withheld.TO_NEAREST_10}
    return figure.percent is not None and not coarse & set(figure.withheld)
