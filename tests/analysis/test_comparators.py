"""Comparators: all other hospitals, never one of them by subtraction, and flags that read what is shown."""

from __future__ import annotations

from itertools import product

import pytest

from survey_engine.analysis.differences import Difference, difference
from survey_engine.analysis.disclosure import ALL_HOSPITALS
from survey_engine.analysis.discussion import chance_in_words, compared, flags_by_chance
from survey_engine.analysis.figures import Figure
from survey_engine.analysis.findings import Reason
from survey_engine.analysis.funnels import funnel
from survey_engine.analysis.policy import Withheld
from survey_engine.analysis.statistics import newcombe, wilson
from survey_engine.questionnaire.answers import Response
from tests.analysis.found import findings, found, kind, mixed
from tests.analysis.made_up import many

OTHERS = kind("B", 30, 10) + kind("C", 30, 10) + kind("D", 25, 15)


def test_the_comparator_is_the_sum_of_all_other_hospitals() -> None:
    row = found(findings(kind("A", 10, 30) + OTHERS), "A")
    assert row.comparator is not None
    assert (row.comparator.figure.base, row.comparator.figure.percent) == (120, 71)
    exact = newcombe(10, 40, 85, 120)
    assert row.comparator.difference == Difference(-46, round(100 * exact.low), round(100 * exact.high))


@pytest.mark.parametrize(
    "others",
    [kind("B", 30, 10) + kind("C", 30, 10), kind("B", 60, 21) + kind("C", 30, 10) + kind("D", 20, 20)],
)
def test_no_comparator_of_under_3_hospitals_or_with_one_over_half(others: list[Response]) -> None:
    row = found(findings(kind("A", 20, 20) + others), "A")
    assert row.comparator is not None
    assert row.comparator.figure == Figure(withheld=(Withheld.TOO_FEW_TO_COMPARE,))
    assert row.comparator.difference is None


def test_hidden_hospitals_count_in_a_comparator_only_where_they_hide_each_other() -> None:
    few = kind("E", 4, 3)
    alone = found(findings(kind("A", 20, 20) + OTHERS + few), "A").comparator
    several = [each for code in ("E", "F", "G") for each in kind(code, 4, 3)]
    together = found(findings(kind("A", 20, 20) + OTHERS + several), "A").comparator
    assert alone is not None
    assert together is not None
    assert alone.figure.base == 120
    assert together.figure.base == 141


def test_a_hospital_without_a_score_has_no_comparator() -> None:
    assert found(findings(kind("A", 4, 4) + OTHERS), "A").comparator is None
    assert found(findings(kind("A", 20, 20) + OTHERS), ALL_HOSPITALS).comparator is None


@pytest.mark.parametrize("size", [10, 22, 40])
def test_nothing_changes_with_what_a_hospital_hides(size: int) -> None:
    few = 2 if size < 20 else 3
    alike = []
    for hidden, other in product(range(few), repeat=2):
        people = kind("A", hidden, size - hidden) + kind("E", size - other, other) + OTHERS
        given = findings(people)
        alike.append((given.questions, given.standards, funnel(given, "kind")))
    assert all(each == alike[0] for each in alike)


def told(hospital: str, yes: int, no: int) -> list[Response]:
    return [
        each
        for each in many(hospital, "told", ("yes", yes), ("no", no))
        for each in [type(each)(**{**_fields(each), "answers": {**each.answers, "where": "yes"}})]
    ]


def _fields(each: Response) -> dict[str, object]:
    return {name: getattr(each, name) for name in each.__dataclass_fields__}


def test_the_comparator_of_a_flagged_question_is_made_from_the_rounded_figures_alone() -> None:
    def wave(more: int) -> list[Response]:
        return told("A", 20, 20) + told("B", 20 + more, 21) + told("C", 24, 16) + told("D", 30, 12)

    first, second = found(findings(wave(0)), "A", "told"), found(findings(wave(1)), "A", "told")
    assert found(findings(wave(0)), "B", "told").figure == found(findings(wave(1)), "B", "told").figure
    assert first.comparator == second.comparator
    assert first.comparator is not None
    assert (first.comparator.figure.base, first.comparator.figure.score) == (120, "60")


def test_the_difference_of_words_holds_for_all_that_they_can_mean() -> None:
    words, other = Figure(base=30, score="under 10 %"), Figure(base=100, percent=70, score="70")
    shown = difference(words, other)
    assert shown is not None
    assert shown.points is None
    assert shown.low <= 100 * newcombe(0, 30, 70, 100).low + 0.5
    assert shown.high >= 100 * newcombe(2, 30, 70, 100).high - 0.5
    assert difference(words, Figure(score="over half", base_words="10 to 19")) is None


def test_below_the_others_is_flagged_and_survives_or_not() -> None:
    far = found(findings(kind("A", 6, 34) + OTHERS), "A")
    assert (far.reasons, far.survives) == ((Reason.BELOW_OTHERS, Reason.UNDER_HALF), True)
    near = found(findings(kind("A", 26, 14) + OTHERS), "A")
    assert (near.reasons, near.survives) == ((), False)


def test_under_half_is_flagged_from_a_base_of_20() -> None:
    low = [each for code in "BCD" for each in kind(code, 16, 24)]
    assert found(findings(kind("A", 9, 11) + low), "A").reasons == (Reason.UNDER_HALF,)
    assert found(findings(kind("A", 8, 11) + low), "A").reasons == ()


def test_the_chance_of_flags_is_counted() -> None:
    given = findings(mixed())
    number = compared(given, "A")
    assert number == sum(1 for row in given.of("A") if row.comparator and row.comparator.difference)
    assert flags_by_chance(given, "A") == pytest.approx(number * 0.025)
    assert "by chance" in chance_in_words(given, "A")
    assert "No question" in chance_in_words(findings(kind("A", 20, 20)), "A")


@pytest.mark.parametrize("hidden", range(3))
def test_a_rounded_comparator_says_so_and_its_interval_holds_the_truth(hidden: int) -> None:
    """16 of 109 good answers once read "10 %, 6 to 17 %", and a hospital below the others as above them."""
    others = kind("B", 13 - hidden, 28 + hidden) + kind("C", 3, 37) + kind("D", hidden, 28 - hidden)
    row = found(findings(kind("A", 5, 32) + others), "A")
    assert row.comparator is not None
    figure, between = row.comparator.figure, row.comparator.difference
    assert Withheld.TO_NEAREST_10 in figure.withheld or Withheld.TO_NEAREST_5 in figure.withheld
    true = wilson(16, 109)
    assert (figure.low or 0) <= 100 * true.low + 0.5
    assert (figure.high or 0) >= 100 * true.high - 0.5
    assert between is not None
    assert between.points is None
    exact = newcombe(5, 37, 16, 109)
    assert between.low <= 100 * exact.low + 0.5
    assert between.high >= 100 * exact.high - 0.5


@pytest.mark.parametrize("good", range(130, 200, 7))
@pytest.mark.parametrize("own", range(3, 38, 5))
def test_no_rounding_makes_a_difference_narrower_than_it_is(good: int, own: int) -> None:
    """Of over 100 answers a whole percentage has several numbers behind it: the widest interval is told."""
    others = kind("B", good - 100, 90 - good + 100) + kind("C", 60, 30) + kind("D", 40, 50)
    row = found(findings(kind("A", own, 40 - own) + others), "A")
    assert row.comparator is not None
    assert row.comparator.difference is not None
    exact, shown = newcombe(own, 40, good, 270), row.comparator.difference
    # An end that rounding would put on 0 keeps its side of it, so "+0.2" reads "+1".
    assert shown.low <= 100 * exact.low + 0.5 or (shown.low == 1 and exact.low > 0)
    assert shown.high >= 100 * exact.high - 0.5 or (shown.high == -1 and exact.high < 0)
    if Reason.BELOW_OTHERS in row.reasons:
        assert exact.high < 0
