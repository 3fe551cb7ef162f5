"""Funnel limits agree with printed binomial tables and a library, and a funnel names nobody in public."""

from __future__ import annotations

import pytest
from scipy.stats import binom

from survey_engine.analysis.findings import Findings
from survey_engine.analysis.funnels import funnel, funnel_limit, in_words
from survey_engine.analysis.policy import Audience
from tests.analysis.found import findings, kind
from tests.analysis.made_up import response


def test_a_limit_worked_out_by_hand_from_the_printed_binomial_table() -> None:
    """Of 20 at one half the tables give P(X <= 5) = 0.0207 and P(X <= 6) = 0.0577.

    Spiegelhalter (2005), A.1.1: r = 6, alpha = (0.0577 - 0.025) / (0.0577 - 0.0207) = 0.884, (r - alpha) / n.
    """
    assert funnel_limit(20, 0.5, 0.025) == pytest.approx((6 - 0.884) / 20, abs=2e-4)
    assert funnel_limit(20, 0.5, 0.5) == pytest.approx(0.475, abs=1e-6)


@pytest.mark.parametrize("base", [10, 33, 120, 400])
@pytest.mark.parametrize("target", [0.07, 0.5, 0.83])
@pytest.mark.parametrize("probability", [0.001, 0.025, 0.975, 0.999])
def test_limits_agree_with_scipy(base: int, target: float, probability: float) -> None:
    r = int(binom.ppf(probability, base, target))
    step = binom.pmf(r, base, target)
    alpha = (binom.cdf(r, base, target) - probability) / step
    expected = min(1.0, max(0.0, (r - alpha) / base))
    assert funnel_limit(base, target, probability) == pytest.approx(expected, abs=1e-9)


def wave(hospitals: int, audience: Audience = Audience.HOSPITAL) -> Findings:
    people = [
        each for n in range(hospitals) for each in kind(f"H{n:02}", 14 + n + 9 * (n == 3), 22 - (n == 3) * 20)
    ]
    return findings(people, audience)


def test_a_funnel_needs_ten_hospitals() -> None:
    assert funnel(wave(9), "kind") is None
    assert funnel(wave(10), "kind") is not None
    assert funnel(wave(10), "gender") is None


def test_a_hospitals_funnel_shows_of_the_others_what_is_public() -> None:
    """It has never another hospital's report: an exact base beside a score would be one."""
    found, published = funnel(wave(12), "kind", "H03"), funnel(wave(12, Audience.PUBLIC), "kind")
    assert found is not None
    assert published is not None
    assert [(one.base, one.score) for one in found.points if one.hospital] == [(28, "over 90 %")]
    others = [(one.base, one.score) for one in found.points if not one.hospital]
    assert others == [(one.base, one.score) for one in published.points]
    assert found.left_out == 0


def test_nothing_of_another_hospital_that_is_not_public_is_in_a_hospitals_funnel() -> None:
    """A protected question, fewer than 30 answers, no report of its own: only the charity sees these."""
    people = [
        response(f"H{n:02}", kind="yes" if i % 3 else "no", where="yes", told="yes" if i % 2 else "no")
        for n in range(12)
        for i in range(40 if n else 25)
    ]
    given = findings(people, invited={"H01": 29})
    for question in ("kind", "told"):
        everything = funnel(given, question)
        assert everything is not None
        assert len(everything.points) == 12
    assert funnel(given, "told", "H05") is None
    found = funnel(given, "kind", "H05")
    assert found is not None
    assert (len(found.points), found.left_out) == (10, 2)


def test_a_funnel_shows_the_figures_that_stand_beside_it() -> None:
    given = wave(12)
    found = funnel(given, "kind")
    assert found is not None
    shown = sorted(
        (row.figure.base, row.figure.score)
        for row in given.questions
        if row.question == "kind" and row.hospital != "all hospitals"
    )
    assert sorted((point.base, point.score) for point in found.points) == shown
    assert found.left_out == 0
    for limit in found.limits:
        assert limit.outer[0] <= limit.inner[0] <= found.target <= limit.inner[1] <= limit.outer[1]
    assert "Outside the 95 % limits: 1." in in_words(found)


def test_nobody_is_named_in_public() -> None:
    found = funnel(wave(12, Audience.PUBLIC), "kind", "H03")
    assert found is not None
    assert {point.hospital for point in found.points} == {""}
    assert all(point.base % 5 == 0 for point in found.points)


@pytest.mark.parametrize(("base", "target", "chance"), [(0, 0.5, 0.5), (10, 0.0, 0.5), (10, 0.5, 1.0)])
def test_what_has_no_limit_is_refused(base: int, target: float, chance: float) -> None:
    with pytest.raises(ValueError, match="limit"):
        funnel_limit(base, target, chance)
