"""Tests of a difference, many of them together, and how often their intervals hold the truth."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import binom
from statsmodels.stats.multitest import multipletests
from statsmodels.stats.proportion import proportions_ztest

from survey_engine.analysis.statistics import difference_p, newcombe, survivors

# The fifteen p-values of section 3.3 of Benjamini and Hochberg (1995). At 5 % four are kept.
PUBLISHED = (
    0.0001, 0.0004, 0.0019, 0.0095, 0.0201, 0.0278, 0.0298, 0.0344, 0.0459, 0.3240, 0.4262, 0.5719, 0.6528,
    0.7590, 1.0000,
)  # fmt: skip


def test_the_published_example_keeps_its_four() -> None:
    assert survivors(PUBLISHED, 0.05) == [True] * 4 + [False] * 11


@given(st.lists(st.floats(0, 1), min_size=1, max_size=60), st.sampled_from([0.01, 0.05, 0.1, 0.25]))
def test_what_survives_agrees_with_statsmodels(p_values: list[float], rate: float) -> None:
    theirs = multipletests(p_values, alpha=rate, method="fdr_bh")[0]
    # A value within rounding of its limit may fall on either side.
    ordered = sorted(p_values)
    near = any(abs(p - rate * n / len(ordered)) < 1e-12 for n, p in enumerate(ordered, 1))
    assert near or survivors(p_values, rate) == list(theirs)


def test_nothing_survives_of_nothing() -> None:
    assert survivors([], 0.1) == []


def test_the_test_of_a_difference_gives_the_published_figure() -> None:
    """Aspirin and heart attacks: 189 of 11,034 and 104 of 11,037; X^2 = 25.01 (Agresti 2013, section 3.2)."""
    from statistics import NormalDist

    z = -NormalDist().inv_cdf(difference_p(189, 11034, 104, 11037) / 2)
    assert z * z == pytest.approx(25.01, abs=0.01)


@pytest.mark.parametrize("first", [(0, 20), (7, 20), (19, 20), (30, 120)])
@pytest.mark.parametrize("second", [(10, 40), (40, 40), (200, 250), (0, 30)])
def test_the_test_agrees_with_statsmodels(first: tuple[int, int], second: tuple[int, int]) -> None:
    if first[0] + second[0] == 0:
        assert difference_p(*first, *second) == 1.0
        return
    _z, theirs = proportions_ztest([first[0], second[0]], [first[1], second[1]])
    assert difference_p(*first, *second) == pytest.approx(theirs, rel=1e-9)


def test_a_test_of_nothing_is_refused() -> None:
    with pytest.raises(ValueError, match="base"):
        difference_p(1, 10, 0, 0)


@pytest.mark.parametrize(("base", "other"), [(20, 20), (20, 120), (40, 120), (120, 240)])
def test_the_interval_of_a_difference_holds_the_truth_as_often_as_it_says(base: int, other: int) -> None:
    intervals = [[newcombe(i, base, j, other) for j in range(other + 1)] for i in range(base + 1)]
    low = np.array([[one.low for one in row] for row in intervals])
    high = np.array([[one.high for one in row] for row in intervals])
    truths = np.arange(0.1, 0.901, 0.05)
    chances = []
    for first in truths:
        for second in truths:
            weights = np.outer(
                binom.pmf(range(base + 1), base, first), binom.pmf(range(other + 1), other, second)
            )
            chances.append(weights[(low <= first - second) & (first - second <= high)].sum())
    assert 0.945 <= np.mean(chances) <= 0.96
    assert min(chances) >= 0.92
