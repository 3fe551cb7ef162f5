"""The mean of a scale beside its percentage: told so that no single number of the scale can be worked out."""

from __future__ import annotations

from dataclasses import dataclass

from survey_engine.analysis.results import Count
from survey_engine.questionnaire.definition import Option, Question, Score

_OR_OVER, _OR_UNDER = " or over", " or under"
_LEAST_NUMBERS = 4  # of three numbers the percentage and the mean are the whole table


@dataclass(frozen=True, slots=True)
class Sides:
    """The numbers of a scale on the two sides of its score, each in order."""

    good: tuple[int, ...]
    bad: tuple[int, ...]

    @property
    def room(self) -> int:
        """How far the wider side reaches: the most by which one person can move the sum of all numbers."""
        return max(side[-1] - side[0] for side in (self.good, self.bad))


def sides_of(question: Question) -> Sides | None:
    """The two sides of a scale (from one number on they count for the care); None where one is empty."""
    good, bad = (
        tuple(sorted(number_of(option) for option in question.options if option.score is score))
        for score in (Score.POSITIVE, Score.NEGATIVE)
    )
    return Sides(good, bad) if good and bad else None


def number_of(option: Option) -> int:
    """The number that a scored option of a scale stands for."""
    return int(option.id)


def mean_shown(count: Count, question: Question) -> str:
    """The mean of what people chose on a scale, to one decimal, or words for one near an end; or nothing.

    Beside an exact base and percentage the sum of all numbers has two ends: everybody on each side at its
    largest number, or at its smallest. A mean at such an end tells every single answer, and one near it that
    nobody chose some number. So "9.3 or over" stands for all that is nearer to the end than one person can
    move the sum, and for a little more. Each sum behind a plain mean, and one behind the words, leaves every
    number of the scale two counts or more: also to whoever learns the sum itself (a test tries them all).
    """
    sides, base, tenfold = sides_of(question), count.scored, 10 * count.total
    if sides is None or len(sides.good) + len(sides.bad) < _LEAST_NUMBERS:
        return ""
    least = count.positive * sides.good[0] + count.negative * sides.bad[0]
    most = count.positive * sides.good[-1] + count.negative * sides.bad[-1]
    low, high = -(-10 * (least + sides.room) // base), 10 * (most - sides.room) // base  # in tenths
    if low >= high:
        return ""
    if tenfold >= high * base:
        return f"{high / 10:.1f}{_OR_OVER}"
    if tenfold <= low * base:
        return f"{low / 10:.1f}{_OR_UNDER}"
    return f"{count.total / base:.1f}"


def is_plain(mean: str) -> bool:
    """Whether a mean is told as a number."""
    return bool(mean) and not mean.endswith((_OR_OVER, _OR_UNDER))


def totals_behind(mean: str, base: int) -> tuple[int | None, int | None]:
    """The two ends, both included, of the sum behind a mean as `mean_shown` tells it. None is no end.

    Raises ValueError for a mean that no sum can have.
    """
    tenths = round(10 * float(mean.split(" ")[0]))
    if mean.endswith(_OR_OVER):
        return -(-tenths * base // 10), None
    if mean.endswith(_OR_UNDER):
        return None, tenths * base // 10
    low, high = (2 * tenths - 1) * base // 20 - 1, (2 * tenths + 1) * base // 20 + 1
    # From both ends, for in a large base many sums fit.
    upwards, downwards = range(low, high + 1), range(high, low - 1, -1)
    least, most = (
        next((total for total in totals if f"{total / base:.1f}" == mean), None)
        for totals in (upwards, downwards)
    )
    if least is None or most is None:
        raise ValueError(f"no {base} numbers have the mean {mean}")
    return least, most
