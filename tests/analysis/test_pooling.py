"""Figures for all hospitals never give away, by subtraction, what is hidden for one."""

from __future__ import annotations

import pytest

from survey_engine.analysis.disclosure import ALL_HOSPITALS
from survey_engine.analysis.figures import Figure
from survey_engine.analysis.policy import Withheld
from survey_engine.questionnaire.answers import Response
from tests.analysis.made_up import many
from tests.analysis.test_figures import figure


def kind(hospital: str, yes: int, part: int = 0, no: int = 0) -> list[Response]:
    return many(hospital, "kind", ("yes", yes), ("part", part), ("no", no))


def test_where_every_hospital_is_shown_in_full_the_whole_is_their_sum() -> None:
    responses = kind("A", 14, 6, 5) + kind("B", 20, 4, 6)
    shown = figure(responses, "kind", ALL_HOSPITALS)
    assert (shown.base, shown.percent) == (55, 62)
    assert dict(shown.counts) == {"yes": "34", "part": "10", "no": "11", "dk": "withheld"}


def test_one_hidden_hospital_is_left_out() -> None:
    shown_only = kind("A", 14, 6, 5) + kind("B", 20, 4, 6)
    shown = figure(shown_only + kind("C", 3, 2), "kind", ALL_HOSPITALS)
    assert shown.base == 55
    assert Withheld.HOSPITALS_LEFT_OUT in shown.withheld


@pytest.mark.parametrize("sizes", [(9, 9), (3, 3, 3)])
def test_hidden_hospitals_count_only_from_three_with_ten_answers(sizes: tuple[int, ...]) -> None:
    hidden = [each for n, size in enumerate(sizes) for each in kind(f"H{n}", size)]
    shown = figure(kind("A", 14, 6, 5) + hidden, "kind", ALL_HOSPITALS)
    assert shown.base == 25


def test_three_hidden_hospitals_with_ten_answers_count() -> None:
    hidden = [each for n in range(3) for each in kind(f"H{n}", 2, 2)]
    shown = figure(kind("A", 14, 6, 5) + hidden, "kind", ALL_HOSPITALS)
    assert shown.base == 37
    assert Withheld.NO_TABLE_OF_POOLED in shown.withheld


@pytest.mark.parametrize(("sizes", "base"), [((8, 1, 1), 25), ((5, 4, 1), 35)])
def test_hidden_hospitals_do_not_count_where_one_is_nearly_all_of_them(
    sizes: tuple[int, ...], base: int
) -> None:
    hidden = [each for n, size in enumerate(sizes) for each in kind(f"H{n}", size)]
    shown = figure(kind("A", 14, 6, 5) + hidden, "kind", ALL_HOSPITALS)
    assert shown.base == base
    assert (Withheld.HOSPITALS_LEFT_OUT in shown.withheld) is (base == 25)


def test_a_high_risk_question_is_not_shown_where_one_hospital_is_nearly_all() -> None:
    one, few = many("A", "gender", ("yes", 48)), [many(code, "gender", ("yes", 6)) for code in ("B", "C")]
    shown = figure(one + few[0] + few[1], "gender", ALL_HOSPITALS)
    assert shown == Figure(withheld=(Withheld.POOLED_UNDER_50,))


@pytest.mark.parametrize("against", range(3))
def test_the_whole_is_the_same_whatever_a_hospital_hides(against: int) -> None:
    others = kind("B", 61, 20, 9) + kind("C", 33, 10, 4)
    alike = [figure(kind("A", 30 - n, n) + others, "kind", ALL_HOSPITALS) for n in range(3)]
    assert alike[against] == alike[0]
    assert alike[0].percent in (74, 75)


def test_the_whole_is_the_same_whatever_a_hospital_hides_in_every_wave() -> None:
    for good in range(0, 41, 4):
        others = kind("B", good, 40 - good) + kind("C", 20, 20)
        for size in (10, 22, 40):
            few = 2 if size < 20 else 3
            alike = [figure(kind("A", n, size - n) + others, "kind", ALL_HOSPITALS) for n in range(few)]
            assert all(each == alike[0] for each in alike), (good, size)


def test_the_pooled_table_of_a_descriptive_question_needs_every_table_in_full() -> None:
    def votes(hospital: str, b: int) -> list[Response]:
        return many(hospital, "vote", (("a",), 10), (("b",), b), (("c",), 10))  # type: ignore[arg-type]

    in_full = figure(votes("A", 5) + votes("B", 6), "vote", ALL_HOSPITALS)
    assert dict(in_full.counts) == {"a": "20", "b": "11", "c": "20"}
    hidden = figure(votes("A", 5) + votes("B", 2), "vote", ALL_HOSPITALS)
    assert dict(hidden.counts) == {"a": "20", "b": "withheld", "c": "20"}
    assert (hidden.base, hidden.withheld) == (47, (Withheld.NO_TABLE_OF_POOLED,))
