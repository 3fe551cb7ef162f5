"""The funnel: do hospitals differ by more than chance? From 10 hospitals up, and read from shown figures."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from math import exp, lgamma, log

from survey_engine.analysis.differences import points_of
from survey_engine.analysis.disclosure import ALL_HOSPITALS
from survey_engine.analysis.findings import Findings, QuestionFinding
from survey_engine.analysis.flags import Treatment
from survey_engine.analysis.policy import CHARITY, Audience
from survey_engine.analysis.suppression import nearest

LEAST_HOSPITALS = 10
LEVELS = (0.95, 0.998)
_FINE_ENOUGH = 5  # points: a score of all hospitals rounded more than this has no limits around it

_WORDS = {"under 10 %": 10, "10 % or under": 10, "over 90 %": 90, "90 % or over": 90}


@dataclass(frozen=True, slots=True)
class FunnelPoint:
    """One hospital: its code (empty without a name), the base of its score in people, and its score.

    Where the score is told in words, percent is the end of what they stand for that is nearest the middle.
    """

    hospital: str
    base: int
    percent: int
    score: str


@dataclass(frozen=True, slots=True)
class FunnelLimit:
    """Between which scores, in percent, a hospital of this base lies in 95 and 99.8 % of cases by chance."""

    base: int
    inner: tuple[float, float]
    outer: tuple[float, float]


@dataclass(frozen=True, slots=True)
class Funnel:
    """One question's funnel around the score of all hospitals, in percent. left_out: hospitals not in it."""

    question: str
    target: int
    points: tuple[FunnelPoint, ...]
    limits: tuple[FunnelLimit, ...]
    left_out: int


def funnel(findings: Findings, question: str, hospital: str = "") -> Funnel | None:
    """The funnel of one scored question; None with fewer than 10 hospitals to show, or without a whole score
    of all hospitals: around one to the nearest 10 points, limits would stand in the wrong place.

    Points are figures that the same reader has anyway, in the order of base and score; a hospital whose base
    is told as a range has none. In public every point is without a name. With `hospital` it is for that
    hospital's own report, which names this one alone and shows of the others no more than is public: they
    are few, and a base would tell which is which. Limits are given for each whole base from the smallest to
    the largest.
    """
    whole = findings.found(ALL_HOSPITALS, question)
    if whole is None or whole.figure.percent is None or points_of(whole.figure) > _FINE_ENOUGH:
        return None
    target = whole.figure.percent
    named = "" if findings.audience is Audience.PUBLIC else hospital
    points = []
    for row in findings.questions:
        figure = row.figure
        base = figure.base if not named or row.hospital == named else _public_base(findings, row)
        percent = _WORDS.get(figure.score, figure.percent)
        if row.question == question and row.hospital != ALL_HOSPITALS and percent is not None and base:
            shown = row.hospital if row.hospital == named else ""
            points.append(FunnelPoint(shown, base, percent, figure.score))
    if len(points) < LEAST_HOSPITALS or not 0 < target < 100:
        return None
    points.sort(key=lambda point: (point.base, point.percent))
    bases = sorted({point.base for point in points})
    drawn = [base for base in range(bases[0], bases[-1] + 1) if base in bases or base % 5 == 0]
    return Funnel(
        question=question,
        target=target,
        points=tuple(points),
        limits=tuple(_limit(base, target / 100) for base in drawn),
        left_out=len(findings.hospitals) - len(points),
    )


def _public_base(findings: Findings, row: QuestionFinding) -> int | None:
    """The base of a hospital's score as the public sees it; None where it sees no whole percentage."""
    place, asked = findings.hospital(row.hospital), findings.question(row.question)
    if place is None or not place.has_report or asked is None or asked.treatment is not Treatment.EVALUATIVE:
        return None
    base = row.figure.base or 0
    return nearest(base, 5) if base >= CHARITY.whole_percent else None


def _limit(base: int, target: float) -> FunnelLimit:
    inner, outer = (
        tuple(100 * funnel_limit(base, target, end) for end in ((1 - level) / 2, (1 + level) / 2))
        for level in LEVELS
    )
    return FunnelLimit(base, (inner[0], inner[1]), (outer[0], outer[1]))


@cache
def funnel_limit(base: int, target: float, probability: float) -> float:
    """The score that a hospital of this base stays below with this probability, if `target` is its true one.

    The exact binomial limit, interpolated between whole numbers of people. Source: Spiegelhalter DJ (2005),
    Statistics in Medicine 24:1185-1202, appendix A.1.1. All are fractions. Raises ValueError unless the
    base is above zero and the target and the probability lie between 0 and 1.
    """
    if base <= 0 or not (0 < target < 1 and 0 < probability < 1):
        raise ValueError("a limit needs a base above zero, and fractions between 0 and 1")
    below = 0.0
    for number in range(base + 1):
        chance = _binomial(number, base, target)
        if below + chance >= probability:
            # Interpolated: r less alpha, where alpha is the part of this step that lies above the limit.
            alpha = (below + chance - probability) / chance
            return min(1.0, max(0.0, (number - alpha) / base))
        below += chance
    return 1.0


def _binomial(number: int, base: int, target: float) -> float:
    ways = lgamma(base + 1) - lgamma(number + 1) - lgamma(base - number + 1)
    return exp(ways + number * log(target) + (base - number) * log(1 - target))


def in_words(found: Funnel) -> str:
    """What the funnel shows, for those who do not see it."""
    by_base = {limit.base: limit for limit in found.limits}
    outside = [0, 0]
    for point in found.points:
        limit = by_base[point.base]
        for place, (low, high) in enumerate((limit.inner, limit.outer)):
            outside[place] += not nearest(low, 1) <= point.percent <= nearest(high, 1)
    return (
        f"{len(found.points)} hospitals around {found.target} %. Outside the 95 % limits: {outside[0]}. "
        f"Chance alone would give about {len(found.points) * 0.05:.1f}. "
        f"Outside the 99.8 % limits: {outside[1]}."
    )
