"""Student's t distribution, without a library for statistics on the server."""

from __future__ import annotations

from functools import cache
from math import exp, lgamma, log

_STEPS = 300  # of the continued fraction; it settles in far fewer
_SMALLEST = 1e-300
_CLOSE = 1e-15


@cache
def t_quantile(probability: float, degrees: int) -> float:
    """The value that Student's t with `degrees` of freedom stays below with this probability.

    Found by halving on the distribution itself: P(T > t) is half the incomplete beta function at
    degrees / (degrees + t^2), formula 26.7.1 of Abramowitz M, Stegun IA (1972), Handbook of Mathematical
    Functions; the beta function by the continued fraction 26.5.8 there. Raises ValueError unless the
    probability lies between 0 and 1 and degrees are 1 or more.
    """
    if degrees < 1 or not 0 < probability < 1:
        raise ValueError("t needs 1 degree of freedom or more, and a probability between 0 and 1")
    if probability < 0.5:
        return -t_quantile(1 - probability, degrees)
    low, high = 0.0, 1.0
    while _above(high, degrees) > 1 - probability:
        low, high = high, 2 * high
    for _ in range(200):
        middle = (low + high) / 2
        if middle in (low, high):
            break
        low, high = (middle, high) if _above(middle, degrees) > 1 - probability else (low, middle)
    return (low + high) / 2


def _above(t: float, degrees: int) -> float:
    return incomplete_beta(degrees / (degrees + t * t), degrees / 2, 0.5) / 2


def incomplete_beta(x: float, a: float, b: float) -> float:
    """The regularised incomplete beta function, for x from 0 to 1 and a and b above 0."""
    if x <= 0 or x >= 1:
        return 0.0 if x <= 0 else 1.0
    if x > (a + 1) / (a + b + 2):
        # The fraction settles quickly only on the other side.
        return 1 - incomplete_beta(1 - x, b, a)
    front = exp(lgamma(a + b) - lgamma(a) - lgamma(b) + a * log(x) + b * log(1 - x))
    return front / a / _fraction(x, a, b)


def _fraction(x: float, a: float, b: float) -> float:
    """The continued fraction, by Lentz's method: Thompson IJ, Barnett AR (1986), J Comput Phys 64:490-509."""
    value = above = 1.0
    below = 0.0
    for step in range(1, _STEPS):
        m = step // 2
        if step % 2:
            term = -(a + m) * (a + b + m) * x / ((a + 2 * m) * (a + 2 * m + 1))
        else:
            term = m * (b - m) * x / ((a + 2 * m - 1) * (a + 2 * m))
        below = 1 / (1 + term * below or _SMALLEST)
        above = 1 + term / above or _SMALLEST
        value *= above * below
        if abs(above * below - 1) < _CLOSE:
            break
    return value
