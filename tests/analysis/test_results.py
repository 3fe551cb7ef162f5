"""Counts and scores are what a person counting by hand would find."""

from __future__ import annotations

from datetime import date

import pytest

from survey_engine.analysis.bands import band
from survey_engine.analysis.results import Count, count_results
from survey_engine.questionnaire.answers import Response
from survey_engine.questionnaire.bands import Band
from survey_engine.questionnaire.definition import QuestionId
from tests.analysis.made_up import OPENS_ON, TINY, many, response


def count(responses: list[Response], question: str, hospital: str = "RXQ") -> Count:
    return count_results(responses, TINY, OPENS_ON).count(hospital, QuestionId(question))


def test_a_known_table() -> None:
    responses = many("RXQ", "kind", ("yes", 14), ("part", 4), ("no", 2), ("dk", 3), (None, 5))
    found = count(responses, "kind")
    assert (found.eligible, found.answered, found.scored, found.positive) == (28, 23, 20, 14)
    assert found.options == {"yes": 14, "part": 4, "no": 2, "dk": 3}
    assert found.percent == pytest.approx(70.0)


def test_only_people_whose_path_reaches_a_question_are_eligible() -> None:
    responses = [
        response(where="yes", told="yes", told_more="no"),
        response(where="yes", told="no"),
        response(where="no"),
        response(where=None),
        response(),  # not reached: the filter has no answer, so the question is off the path
    ]
    assert [count(responses, name).eligible for name in ("where", "told", "told_more")] == [5, 2, 1]


def test_an_answer_off_the_path_counts_nowhere() -> None:
    found = count([response(where="no", told="yes", told_more="yes")], "told_more")
    assert (found.eligible, found.answered, found.positive) == (0, 0, 0)


def test_a_scale_has_a_share_of_nine_and_ten_and_a_sum_for_its_mean() -> None:
    found = count(many("RXQ", "overall", ("10", 2), ("9", 1), ("8", 1), ("0", 1), ("dk", 4)), "overall")
    assert (found.answered, found.scored, found.positive, found.total) == (9, 5, 3, 37)


def test_several_choices_count_each_but_one_person() -> None:
    found = count([response(vote=("a", "c")), response(vote=("a",)), response(vote=None)], "vote")
    assert (found.eligible, found.answered, found.scored) == (3, 2, 0)
    assert found.options == {"a": 2, "b": 0, "c": 1}


def test_hospitals_are_counted_apart() -> None:
    responses = many("RXQ", "kind", ("yes", 2)) + many("RYJ", "kind", ("no", 3))
    results = count_results(responses, TINY, OPENS_ON)
    assert results.responses == {"RXQ": 2, "RYJ": 3}
    assert results.hospitals == ("RXQ", "RYJ")
    assert results.count("RYJ", QuestionId("kind")).positive == 0


def test_modes_and_partial_answers_are_counted() -> None:
    results = count_results([response(), response(mode="paper", partial=True)], TINY, OPENS_ON)
    assert results.modes == {"web": 1, "paper": 1}
    assert results.partial == 1


def test_a_month_is_counted_as_a_band() -> None:
    found = count([response(month="2026-03"), response(month="2019")], "month")
    assert {name: number for name, number in found.options.items() if number} == {
        "under_6_months": 1,
        "over_5_years": 1,
    }


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("2026-06", Band.UNDER_6_MONTHS),
        ("2026-01", Band.UNDER_6_MONTHS),
        ("2025-12", Band.FROM_6_TO_12_MONTHS),
        ("2025-07", Band.FROM_6_TO_12_MONTHS),
        ("2025-06", Band.FROM_1_TO_2_YEARS),
        ("2024-06", Band.FROM_2_TO_5_YEARS),
        ("2021-06", Band.OVER_5_YEARS),
        ("2025", Band.FROM_6_TO_12_MONTHS),  # read as 1 July
        ("2024", Band.FROM_1_TO_2_YEARS),
        ("2026", Band.UNDER_6_MONTHS),
        ("1950", Band.OVER_5_YEARS),
    ],
)
def test_bands(value: str, expected: Band) -> None:
    assert band(value, date(2026, 6, 1)) is expected
    assert expected.label
