"""Intervals agree with published figures, with two libraries, and with their own exact coverage."""

from __future__ import annotations

from functools import cache

import pytest
from scipy.stats import binom, binomtest
from statsmodels.stats.proportion import confint_proportions_2indep, proportion_confint

from survey_engine.analysis.statistics import newcombe, wilson

# Table I of Newcombe RG (1998), Statistics in Medicine 17:857-872, method 3 (score, no correction).
PUBLISHED_WILSON = [
    (81, 263, 0.2553, 0.3662),
    (15, 148, 0.0624, 0.1605),
    (0, 20, 0.0000, 0.1611),
    (1, 29, 0.0061, 0.1718),
]
# Table II of Newcombe RG (1998), Statistics in Medicine 17:873-890, method 10.
PUBLISHED_NEWCOMBE = [
    ((56, 70, 48, 80), 0.0524, 0.3339),
    ((9, 10, 3, 10), 0.1705, 0.8090),
    ((10, 10, 0, 20), 0.6791, 1.0000),
]
SOME = [(0, 10), (1, 10), (5, 10), (10, 10), (3, 20), (19, 20), (14, 40), (40, 40), (77, 120), (1, 5000)]


@pytest.mark.parametrize(("positive", "base", "low", "high"), PUBLISHED_WILSON)
def test_wilson_gives_the_published_figures(positive: int, base: int, low: float, high: float) -> None:
    interval = wilson(positive, base)
    assert (round(interval.low, 4), round(interval.high, 4)) == (low, high)


@pytest.mark.parametrize(("table", "low", "high"), PUBLISHED_NEWCOMBE)
def test_newcombe_gives_the_published_figures(
    table: tuple[int, int, int, int], low: float, high: float
) -> None:
    interval = newcombe(*table)
    assert (round(interval.low, 4), round(interval.high, 4)) == (low, high)


@pytest.mark.parametrize(("positive", "base"), SOME)
def test_wilson_agrees_with_scipy_and_statsmodels(positive: int, base: int) -> None:
    interval = wilson(positive, base)
    theirs = binomtest(positive, base).proportion_ci(method="wilson")
    assert (interval.low, interval.high) == pytest.approx((theirs.low, theirs.high), abs=1e-12)
    low, high = proportion_confint(positive, base, method="wilson")
    assert (interval.low, interval.high) == pytest.approx((low, high), abs=1e-12)


@pytest.mark.parametrize("first", SOME[:6])
@pytest.mark.parametrize("second", SOME[3:])
def test_newcombe_agrees_with_statsmodels(first: tuple[int, int], second: tuple[int, int]) -> None:
    interval = newcombe(*first, *second)
    low, high = confint_proportions_2indep(*first, *second, method="newcomb", compare="diff")
    assert (interval.low, interval.high) == pytest.approx((low, high), abs=1e-9)


@cache
def coverage(base: int) -> list[float]:
    """The chance that the interval holds the truth, by enumeration, for a truth of 10 to 90 %."""
    intervals = [wilson(positive, base) for positive in range(base + 1)]
    return [
        sum(
            binom.pmf(positive, base, truth / 1000)
            for positive, interval in enumerate(intervals)
            if interval.low <= truth / 1000 <= interval.high
        )
        for truth in range(100, 901)
    ]


@pytest.mark.parametrize("base", [20, 40, 120])
def test_the_interval_holds_the_truth_as_often_as_it_says(base: int) -> None:
    chances = coverage(base)
    assert 0.945 <= sum(chances) / len(chances) <= 0.96
    assert min(chances) >= 0.92


@pytest.mark.parametrize(("positive", "base"), [(0, 0), (1, 0), (-1, 10), (11, 10)])
def test_an_interval_of_nothing_is_refused(positive: int, base: int) -> None:
    with pytest.raises(ValueError, match="base"):
        wilson(positive, base)
