"""Student's t agrees with the printed tables and with a library."""

from __future__ import annotations

import pytest
from scipy.special import betainc
from scipy.stats import t

from survey_engine.analysis.student import incomplete_beta, t_quantile

# Table III of Fisher RA, Yates F (1963), Statistical Tables, 6th ed.: 5 % and 1 %, both tails.
PRINTED = [
    (1, 12.706, 63.657),
    (9, 2.262, 3.250),
    (19, 2.093, 2.861),
    (30, 2.042, 2.750),
    (120, 1.980, 2.617),
]


@pytest.mark.parametrize(("degrees", "five", "one"), PRINTED)
def test_the_quantiles_are_those_of_the_printed_table(degrees: int, five: float, one: float) -> None:
    assert round(t_quantile(0.975, degrees), 3) == five
    assert round(t_quantile(0.995, degrees), 3) == one


@pytest.mark.parametrize("degrees", [1, 2, 3, 7, 19, 39, 119, 1000, 100_000])
@pytest.mark.parametrize("probability", [0.001, 0.025, 0.5, 0.6, 0.975, 0.999])
def test_the_quantiles_agree_with_scipy(degrees: int, probability: float) -> None:
    assert t_quantile(probability, degrees) == pytest.approx(t.ppf(probability, degrees), rel=1e-9, abs=1e-9)


@pytest.mark.parametrize("x", [0.0, 0.01, 0.3, 0.5, 0.9, 0.999, 1.0])
@pytest.mark.parametrize(("a", "b"), [(0.5, 0.5), (1, 3), (10, 0.5), (60, 40)])
def test_the_beta_function_agrees_with_scipy(x: float, a: float, b: float) -> None:
    assert incomplete_beta(x, a, b) == pytest.approx(betainc(a, b, x), rel=1e-10, abs=1e-14)


@pytest.mark.parametrize(("probability", "degrees"), [(0.0, 5), (1.0, 5), (0.5, 0)])
def test_what_has_no_quantile_is_refused(probability: float, degrees: int) -> None:
    with pytest.raises(ValueError, match="degree"):
        t_quantile(probability, degrees)
