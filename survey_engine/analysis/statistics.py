"""Intervals for percentages. Each formula names its source; all work in fractions from 0 to 1."""

from __future__ import annotations

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


def wilson(positive: int | float, base: int) -> Interval:
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


def newcombe(positive: int, base: int, other_positive: int, other_base: int) -> Interval:
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
