"""Stop, and come back: on this device, on another, after a night, after the session has ended."""

from __future__ import annotations

import re

from tests.patient.survey import OpenSurvey, Patient


def return_code_of(patient: Patient) -> str:
    found = re.search(r"(?<!\d)\d{3} \d{3} \d{4}", patient.text)
    assert found, patient.text
    return found.group(0)


def test_stop_and_resume_in_a_fresh_browser_by_code_and_return_code(survey: OpenSurvey) -> None:
    patient = survey.patient().begin(survey.codes[0]).walk_to("/q/p20")
    stopped_at = patient.where
    patient.answer("stop")
    assert patient.where == "/stop"
    code = return_code_of(patient)
    other = survey.patient().enter(survey.codes[0])
    other.press("/welcome", {"action": "elsewhere"})
    assert other.where == "/resume"
    other.press("/resume", {"return_code": code})
    assert other.where == stopped_at
    assert "Welcome back" in other.text
    other.open("/q/p03")
    assert " checked" in other.text


def test_resume_on_the_same_device_twenty_days_later_by_the_code_alone(survey: OpenSurvey) -> None:
    patient = survey.patient().begin(survey.codes[0]).walk_to("/q/p05")
    patient.client.delete_cookie("survey")  # the browser was closed
    survey.clock.forward(days=20)
    patient.enter(survey.codes[0])
    assert patient.where == "/q/p05"


def test_a_shared_computer_remembers_nothing(survey: OpenSurvey) -> None:
    patient = survey.patient().begin(survey.codes[0], shared=True)
    patient.walk_to("/q/p05")
    patient.client.delete_cookie("survey")
    assert patient.enter(survey.codes[0]).where == "/welcome"


def test_a_shared_computer_shows_the_return_code_before_the_first_answer(survey: OpenSurvey) -> None:
    patient = survey.patient().enter(survey.codes[0])
    assert "we close the survey if you press nothing for 30 minutes" in patient.text
    patient.press("/welcome", {"consent": "yes", "action": "start", "shared_computer": "yes"})
    code = re.search(r'class="code" dir="ltr">(\d{3}\s\d{3}\s\d{4})<', patient.text)
    assert code
    patient.walk_to("/q/p03")  # fewer answers than show it anywhere else, then half an hour of nothing
    survey.clock.forward(minutes=31)
    patient.enter(survey.codes[0]).open("/resume").press("/resume", {"return_code": code.group(1)})
    assert patient.where == "/q/p03"


def test_another_device_shows_the_return_code_only_after_some_answers(survey: OpenSurvey) -> None:
    assert "Write this on your letter" not in survey.patient().begin(survey.codes[0]).text


def test_a_wrong_return_code_opens_nothing_and_is_kept(survey: OpenSurvey) -> None:
    survey.patient().begin(survey.codes[0]).walk_to("/q/p05")
    other = survey.patient().enter(survey.codes[0])
    other.open("/resume").press("/resume", {"return_code": "000 000 0000"})
    assert other.status == 422
    assert "000 000 0000" in other.text


def test_an_ended_session_keeps_what_was_typed_and_asks_for_the_code(survey: OpenSurvey) -> None:
    patient = survey.patient().begin(survey.codes[0]).walk_to("/q/p04")
    survey.clock.forward(hours=25)
    patient.answer(gp_times="twice")
    assert patient.status == 403
    patient.press("/start", {"code": survey.codes[0]})
    assert patient.open("/q/p04").where == "/q/p04"
    assert re.search(r'value="twice" checked', patient.text)


def test_a_lost_session_carries_what_was_typed_through_the_code_page(survey: OpenSurvey) -> None:
    patient = survey.patient().begin(survey.codes[0]).walk_to("/q/p04")
    patient.client.delete_cookie("survey")
    patient.answer(gp_times="twice")
    held = patient.hidden("held")
    assert held
    patient.press("/start", {"code": survey.codes[0], "held": held})
    assert re.search(r'value="twice" checked', patient.open("/q/p04").text)


def test_a_shared_computer_ends_after_half_an_hour_but_keeps_what_was_typed(survey: OpenSurvey) -> None:
    patient = survey.patient().begin(survey.codes[0], shared=True).walk_to("/q/p04")
    code_page = patient.open("/stop")
    return_code = return_code_of(code_page)
    patient.open("/q/p04")
    survey.clock.forward(minutes=31)
    patient.answer(gp_times="twice")
    assert patient.status == 403
    patient.press("/start", {"code": survey.codes[0]})
    patient.open("/resume").press("/resume", {"return_code": return_code})
    assert re.search(r'value="twice" checked', patient.open("/q/p04").text)


def test_in_the_days_of_grace_a_draft_can_be_finished_but_none_begun(survey: OpenSurvey) -> None:
    patient = survey.patient().begin(survey.codes[0]).walk_to("/q/p05")
    survey.clock.forward(days=22)
    assert patient.enter(survey.codes[0]).where == "/q/p05"
    new = survey.patient().enter(survey.codes[1])
    new.press("/welcome", {"action": "start", "consent": "yes"})
    assert new.where == "/welcome"


def test_what_one_person_typed_never_reaches_the_survey_another_begins_on_the_same_computer(
    survey: OpenSurvey,
) -> None:
    first = survey.patient().begin(survey.codes[0]).walk_to("/q/p04")
    first.client.delete_cookie("survey")
    first.answer(gp_times="twice")
    held = first.hidden("held")
    assert held
    first.press("/start", {"code": survey.codes[1], "held": held})
    first.press("/welcome", {"action": "start", "consent": "yes", "held": held})
    assert first.where == "/q/p01"
    assert " checked" not in first.open("/q/p04").text
