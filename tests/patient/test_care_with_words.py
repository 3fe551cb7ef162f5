"""What in her own words may say who somebody is: shown once, and at the check, never in the way."""

from __future__ import annotations

import random
from dataclasses import replace
from html import unescape

from survey_engine import create_app
from tests.inspecting_client import InspectingClient
from tests.patient.survey import Clock, OpenSurvey, Patient, answers_sent, settings_for

WORDS = "Dr Patel was kind. Ring me on 07700 900123."
NOTICE = "You may want to take this out:"


def at_best_thing(patient: Patient, code: str) -> Patient:
    patient.begin(code)
    while patient.where != "/q/p52":
        patient.answer()
    return patient


def test_it_is_shown_once_and_she_can_leave_it(survey: OpenSurvey) -> None:
    patient = at_best_thing(survey.patient(), survey.codes[0]).answer(best_thing=WORDS)
    text = unescape(patient.text)
    assert patient.where == "/q/p52"
    assert patient.status == 200
    assert NOTICE in text
    assert "“Dr Patel” looks like a name." in text
    assert "“07700 900123” looks like a telephone number." in text
    assert "It is your choice." in text
    patient.answer(best_thing=WORDS)
    assert patient.where == "/q/p53"


def test_what_she_takes_out_is_gone_and_the_rest_is_sent(survey: OpenSurvey) -> None:
    patient = at_best_thing(survey.patient(), survey.codes[0]).answer(best_thing=WORDS)
    patient.answer(best_thing="My doctor was kind.").answer()
    assert patient.where == "/check"
    assert NOTICE not in patient.text
    patient.press("/send", {})
    assert answers_sent(survey)[0]["answers"]["best_thing"] == "My doctor was kind."


def test_the_check_shows_it_again_and_send_works(survey: OpenSurvey) -> None:
    patient = at_best_thing(survey.patient(), survey.codes[0]).answer(best_thing=WORDS)
    patient.answer(best_thing=WORDS).answer()
    assert f"{NOTICE} “Dr Patel” looks like a name." in unescape(patient.text)
    patient.press("/send", {})
    assert patient.where == "/done"


def test_from_the_check_it_leads_back_to_the_check(survey: OpenSurvey) -> None:
    patient = at_best_thing(survey.patient(), survey.codes[0]).answer().answer()
    patient.open("/q/p52?from=check").answer(best_thing=WORDS)
    assert NOTICE in patient.text
    assert patient.answer(best_thing=WORDS).where == "/check"


def test_every_other_button_does_what_it_says(survey: OpenSurvey) -> None:
    patient = at_best_thing(survey.patient(), survey.codes[0])
    assert patient.answer("stop", best_thing=WORDS).where == "/stop"
    assert patient.open("/q/p52").answer("back", best_thing=WORDS).where == "/q/p51"


def test_harmless_words_go_on_at_once(survey: OpenSurvey) -> None:
    patient = at_best_thing(survey.patient(), survey.codes[0]).answer(best_thing="The nurses, and the tea.")
    assert patient.where == "/q/p53"


def test_in_another_language_it_is_silent(survey: OpenSurvey, clock: Clock) -> None:
    settings = replace(settings_for(survey.url), languages=("cy",))
    app = create_app(settings, clock=clock, random=random.Random(7).randbytes)
    app.test_client_class = InspectingClient
    patient = at_best_thing(Patient(app), survey.codes[0]).answer(best_thing=WORDS)
    assert patient.where == "/q/p53"
