"""A text longer than what is kept: she is told before a word is lost, however late or lost her form comes."""

from __future__ import annotations

import re

import pytest

from tests.patient.survey import OpenSurvey, Patient, Tiny

LONG = "kind words " * 600 + "the end"
TOLD = "Your answer is too long for us to keep."


def return_code(patient: Patient) -> str:
    """Hers, from the stop page."""
    found = re.search(r"(?<!\d)\d{3} \d{3} \d{4}", patient.open("/stop").text)
    assert found
    return found.group(0)


def writes_late(survey: OpenSurvey, patient: Patient, *, lost: bool) -> Patient:
    """She writes for so long that her session ends, or is lost."""
    patient.walk_to_question("best_thing")
    if lost:
        patient.client.delete_cookie("survey")
    else:
        survey.clock.forward(hours=25)
    patient.answer(best_thing=LONG)
    assert patient.status == 403
    assert "What you typed is still here" in patient.text
    return patient


@pytest.mark.parametrize("lost", [False, True])
def test_after_the_code_the_whole_text_is_there_and_can_be_made_shorter(
    survey: OpenSurvey, *, lost: bool
) -> None:
    patient = writes_late(survey, survey.patient().begin(survey.codes[0]), lost=lost)
    patient.press("/start", {"code": survey.codes[0], "held": patient.hidden("held")})
    assert patient.status == 422
    assert TOLD in patient.text
    assert LONG in patient.text
    patient.answer(best_thing="Short words")
    assert "Short words" in patient.open("/answers").text


def test_on_a_shared_computer_too(survey: OpenSurvey) -> None:
    patient = survey.patient().begin(survey.codes[0], shared=True)
    code = return_code(patient)
    writes_late(survey, patient.open("/q/p01"), lost=False)
    patient.press("/start", {"code": survey.codes[0], "held": patient.hidden("held")})
    patient.press("/resume", {"return_code": code, "held": patient.hidden("held"), "shared_computer": "yes"})
    assert patient.status == 422
    assert LONG in patient.text
    assert TOLD in patient.text
    patient.answer(best_thing="Short words")
    assert "Short words" in patient.open("/answers").text


def test_a_late_text_of_another_alphabet_is_not_thrown_away_for_its_bytes(survey: OpenSurvey) -> None:
    urdu = "\u0645\u06c1\u0631\u0628\u0627\u0646 " * 1500
    patient = survey.patient().begin(survey.codes[0]).walk_to_question("best_thing")
    patient.client.delete_cookie("survey")
    patient.answer(best_thing=urdu)
    patient.press("/start", {"code": survey.codes[0], "held": patient.hidden("held")})
    assert patient.status == 422
    assert urdu in patient.text


def test_clearing_one_answer_cuts_no_other(tiny: Tiny) -> None:
    survey = tiny("shared_page")
    patient = survey.patient().begin(survey.codes[0]).answer(has_pet="yes")
    long = "soup " * 60 + "the end"
    patient.answer("clear:pet_name", food=long, pet_name="Rex")
    assert patient.status == 422
    assert TOLD in patient.text
    assert long in patient.text
    patient.answer("clear:food", food=long, pet_name="Rex")
    assert (patient.status, long in patient.text, "Rex" in patient.text) == (200, False, True)
