"""The short form asks the core questions, and everything else of the version stays as it is."""

from __future__ import annotations

from collections.abc import Callable

from survey_engine.questionnaire.definition import QuestionId, Questionnaire
from survey_engine.questionnaire.routing import path
from survey_engine.questionnaire.short_form import short_form


def test_core_questions_stay_with_their_pages_statements_and_routing(
    tiny: Callable[[str], Questionnaire],
) -> None:
    whole = tiny("short")
    short = short_form(whole)
    assert [question.id for question in short.questions] == ["asked", "told", "words_first", "kind"]
    assert [section.id for section in short.sections] == ["a", "b"]
    assert (short.content_hash, short.plaintext_bytes) == (whole.content_hash, whole.plaintext_bytes)
    assert {page.id for page in short.pages} <= {page.id for page in whole.pages}
    assert len(path(short, {QuestionId("asked"): "yes"})) == 3
    assert len(path(short, {QuestionId("asked"): "no"})) == 2
    assert short.minutes == (1, 3)


def test_the_patient_survey_has_a_short_form_of_25(patient_survey: Questionnaire) -> None:
    short = short_form(patient_survey)
    assert sum(1 for _ in short.asked()) == 25
    assert not any(section.after_check for section in short.sections)


def test_a_questionnaire_without_core_questions_has_no_pages(tiny: Callable[[str], Questionnaire]) -> None:
    assert short_form(tiny("every_kind")).pages == ()
