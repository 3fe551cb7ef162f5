"""Did it help? What is said beside two figures is never more than they can bear."""

from __future__ import annotations

from dataclasses import replace

import pytest

from survey_engine.analysis.pledge_progress import Verdict, comparison_over, progress
from survey_engine.analysis.released import Measured, ReleasedScore
from survey_engine.analysis.statistics import newcombe, wilson
from survey_engine.places import builtin_folder
from survey_engine.questionnaire.definition import Comparison, Questionnaire
from survey_engine.questionnaire.loading import Catalogue
from tests.analysis.pledged import BAND, NURSE

VERSIONS = {
    one.version: one for one in Catalogue.read([builtin_folder("questionnaires")]).versions("sbc_patient")
}


def figure(positive: int, base: int) -> ReleasedScore:
    """As the public release of 30 answers and over shows it."""
    around = wilson(positive, base)
    low, high = round(100 * around.low), round(100 * around.high)
    return replace(NURSE, percent=round(100 * positive / base), low=low, high=high)


def test_before_the_next_wave_nothing_is_said() -> None:
    found = progress(NURSE, None, Comparison.SAME, asked_again=False)
    assert (found.verdict, found.later) == (Verdict.NOT_YET, None)


def test_too_few_to_say() -> None:
    assert progress(NURSE, None, Comparison.SAME, asked_again=True).verdict is Verdict.WITHHELD


def test_a_question_that_changed_is_not_set_beside_the_old_one() -> None:
    found = progress(NURSE, replace(NURSE, percent=90, low=80, high=95), Comparison.BROKEN, asked_again=True)
    assert (found.verdict, found.later) == (Verdict.CHANGED, None)


def test_caution_is_carried_along() -> None:
    assert progress(NURSE, NURSE, Comparison.WITH_CAUTION, asked_again=True).with_caution


def test_words_for_a_range_have_no_interval() -> None:
    assert progress(NURSE, BAND, Comparison.SAME, asked_again=True).verdict is Verdict.BANDS
    assert progress(BAND, NURSE, Comparison.SAME, asked_again=True).verdict is Verdict.BANDS


@pytest.mark.parametrize("base", [30, 40, 81, 120])
def test_the_verdict_is_newcombes_up_to_the_rounding(base: int) -> None:
    """Against the interval of the exact counts: they may differ only where its end is next to 0."""
    for before in range(3, base - 3, 4):
        for now in range(3, base - 3, 3):
            exact = newcombe(now, base, before, base)
            verdict = progress(
                figure(before, base), figure(now, base), Comparison.SAME, asked_again=True
            ).verdict
            expected = (
                Verdict.HIGHER if exact.low > 0 else Verdict.LOWER if exact.high < 0 else Verdict.CHANCE
            )
            if min(abs(exact.low), abs(exact.high)) > 0.015:
                assert verdict is expected, (before, now, base, exact)


def test_twenty_points_at_forty_answers_may_be_chance() -> None:
    """60 to 80 % needs about 81 answers a wave to be told from chance (facts, section 0)."""
    assert (
        progress(figure(24, 40), figure(31, 40), Comparison.SAME, asked_again=True).verdict is Verdict.CHANCE
    )
    assert (
        progress(figure(60, 100), figure(80, 100), Comparison.SAME, asked_again=True).verdict
        is Verdict.HIGHER
    )


def over(kind: Measured, code: str, old: Questionnaire, new: Questionnaire) -> Comparison:
    return comparison_over(kind, code, old, new, tuple(VERSIONS.values()))


def test_the_same_version_compares_with_itself() -> None:
    for question in VERSIONS[1].asked():
        assert over(Measured.QUESTION, question.id, VERSIONS[1], VERSIONS[1]) is Comparison.SAME
    assert over(Measured.STANDARD, "IS1", VERSIONS[1], VERSIONS[1]) is Comparison.SAME


def test_each_question_compares_as_its_file_says() -> None:
    found = {
        question.id: over(Measured.QUESTION, question.id, VERSIONS[1], VERSIONS[2])
        for question in VERSIONS[1].asked()
    }
    assert set(found.values()) == {Comparison.SAME, Comparison.WITH_CAUTION, Comparison.BROKEN}
    gone = [one for one in found if VERSIONS[2].question(one) is None]
    assert all(found[one] is Comparison.BROKEN for one in gone)


def test_a_standard_of_another_list_or_with_other_questions_is_not_compared() -> None:
    codes = {code for one in VERSIONS[1].asked() for code in one.standards}
    for code in codes:
        same_questions = {one.id for one in VERSIONS[1].asked() if code in one.standards} == {
            one.id for one in VERSIONS[2].asked() if code in one.standards
        }
        if not same_questions or VERSIONS[1].standards != VERSIONS[2].standards:
            assert over(Measured.STANDARD, code, VERSIONS[1], VERSIONS[2]) is Comparison.BROKEN
    assert over(Measured.STANDARD, "NONE", VERSIONS[1], VERSIONS[1]) is Comparison.BROKEN
