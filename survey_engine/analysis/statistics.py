"""Intervals for percentages. Each formula names its source; all work in fractions from 0 to 1."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import sqrt
from statistics import NormalDist

LEVEL = 0.95
_Z = NormalDist().inv_cdf(0.5 + LEVEL / 2)


@dataclass(frozen=True, slots=True)
class Interval:
    """Two ends of a 95 % interval, as fractions (of a difference: from -1 to 1)."""

    low: float
    high: float


def wilson(positive: float, base: int) -> Interval:
    """The 95 % score interval of `positive` out of `base`, without continuity correction.

    Source: Wilson EB (1927), J Am Stat Assoc 22:209-212; method 3 of Newcombe RG (1998), Statistics in
    Medicine 17:857-872. It does not fail at 0 or 100 %. `positive` may be a fraction where the figure shown
    is a rounded one. Raises ValueError where the base is not above zero or the part is larger than the whole.
    """
    if base <= 0:
        raise ValueError("an interval needs a base above zero")
    if not 0 <= positive <= base:
        raise ValueError("the part lies between zero and the base")
    share = positive / base
    squared = _Z * _Z
    middle = 2 * positive + squared
    reach = _Z * sqrt(squared + 4 * positive * (1 - share))
    whole = 2 * (base + squared)
    low = 0.0 if positive == 0 else (middle - reach) / whole
    high = 1.0 if positive == base else (middle + reach) / whole
    return Interval(low, high)


def newcombe(positive: float, base: int, other_positive: float, other_base: int) -> Interval:
    """The 95 % interval of the difference of two independent percentages: the first less the second.

    Source: method 10 (square-and-add on Wilson's intervals) of Newcombe RG (1998), Statistics in Medicine
    17:873-890. Raises ValueError as `wilson` does.
    """
    first, second = wilson(positive, base), wilson(other_positive, other_base)
    share, other_share = positive / base, other_positive / other_base
    difference = share - other_share
    below = sqrt((share - first.low) ** 2 + (second.high - other_share) ** 2)
    above = sqrt((first.high - share) ** 2 + (other_share - second.low) ** 2)
    return Interval(difference - below, difference + above)


def difference_p(positive: float, base: int, other_positive: float, other_base: int) -> float:
    """The two-sided p-value of "both percentages are one": Pearson's chi-squared, without correction.

    Source: Agresti A (2013), Categorical Data Analysis, 3rd ed., section 3.2.1; the same as the z test on the
    pooled percentage. Raises ValueError as `wilson` does.
    """
    for part, whole in ((positive, base), (other_positive, other_base)):
        if whole <= 0 or not 0 <= part <= whole:
            raise ValueError("the part lies between zero and a base above zero")
    pooled = (positive + other_positive) / (base + other_base)
    spread = sqrt(pooled * (1 - pooled) * (1 / base + 1 / other_base))
    if spread == 0:
        return 1.0
    z = abs(positive / base - other_positive / other_base) / spread
    return 2 * NormalDist().cdf(-z)


def survivors(p_values: Sequence[float], rate: float) -> list[bool]:
    """Which of several findings survive when at most a share `rate` of those kept may be false, on average.

    Source: the step-up rule of Benjamini Y, Hochberg Y (1995), J R Stat Soc B 57:289-300, for findings that
    are independent or tend to go together. `rate` is a fraction.
    """
    ordered = sorted(p_values)
    within = [p for place, p in enumerate(ordered, 1) if p <= rate * place / len(ordered)]
    limit = max(within, default=-1.0)
    return [p <= limit for p in p_values]
