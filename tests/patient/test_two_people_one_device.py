"""Two patients and one phone: neither sees, writes or loses anything of the other."""

from __future__ import annotations

import re

from tests.patient.survey import OpenSurvey, Patient, answers_sent


def other_tab(patient: Patient, survey: OpenSurvey) -> Patient:
    """A tab of the same browser, at the same page."""
    tab = survey.patient()
    tab.client, tab.page = patient.client, patient.page
    return tab


def test_an_old_tab_of_one_is_never_drawn_or_saved_in_the_survey_of_the_other(survey: OpenSurvey) -> None:
    first = survey.patient().begin(survey.codes[0]).walk_to("/q/p04")
    second = other_tab(first, survey).begin(survey.codes[1])
    first.answer(gp_times="twice")
    assert first.status == 403
    assert 'name="code"' in first.text
    assert " checked" not in second.open("/q/p04").text
    first.press("/start", {"code": survey.codes[0], "held": first.hidden("held")})
    assert re.search(r'value="twice" checked', first.open("/q/p04").text)


def test_an_old_check_of_one_never_sends_or_shows_the_answers_of_the_other(survey: OpenSurvey) -> None:
    first = survey.patient().begin(survey.codes[0]).walk_to("/check")
    second = (
        other_tab(first, survey).begin(survey.codes[1]).walk_to("/check", {"best_thing": "of the second"})
    )
    assert second.where == "/check"
    first.press("/send", {})
    assert first.status == 403
    assert "of the second" not in first.text
    assert answers_sent(survey) == []


def test_what_one_typed_is_not_taken_into_the_draft_of_the_other(survey: OpenSurvey) -> None:
    second = survey.patient().begin(survey.codes[1]).walk_to("/q/p06")
    first = other_tab(second, survey).begin(survey.codes[0]).walk_to("/q/p04")
    first.client.delete_cookie("survey")
    first.answer(gp_times="twice")
    held = first.hidden("held")
    assert held
    second.enter(survey.codes[1], held=held)
    assert not re.search(r'value="twice" checked', second.open("/q/p04").text)


def test_an_old_start_page_of_one_never_begins_the_survey_of_the_other(survey: OpenSurvey) -> None:
    patient = survey.patient().enter(survey.codes[0])
    first = patient.page
    second = patient.enter(survey.codes[1]).page
    patient.page = first
    patient.press("/welcome", {"consent": "yes", "action": "start"})
    assert "Enter the code from your letter" in patient.text
    patient.page = second
    patient.press("/welcome", {"consent": "yes", "action": "start"})
    assert patient.where == "/q/p01"


def test_a_start_page_in_another_tab_of_her_own_still_leads_on(survey: OpenSurvey) -> None:
    patient = survey.patient().enter(survey.codes[0])
    early = patient.page
    patient.press("/welcome", {"consent": "yes", "action": "start"}).walk_to("/q/p03")
    patient.page = early
    patient.press("/welcome", {"consent": "yes", "action": "start"})
    assert patient.where == "/q/p03"


def test_sending_of_one_leaves_the_device_to_the_other(survey: OpenSurvey) -> None:
    first = survey.patient().begin(survey.codes[0]).walk_to("/q/p05")
    second = other_tab(first, survey).begin(survey.codes[1], shared=True).walk_to("/check")
    second.press("/send", {})
    assert second.where == "/done"
    assert first.enter(survey.codes[0]).where == "/q/p05"


def test_the_return_code_counts_even_after_start_was_pressed_by_mistake(survey: OpenSurvey) -> None:
    first = survey.patient().begin(survey.codes[0]).walk_to("/q/p07").open("/stop")
    found = re.search(r"(?<!\d)\d{3} \d{3} \d{4}", first.text)
    assert found
    elsewhere = survey.patient().begin(survey.codes[0])
    assert elsewhere.where == "/q/p01"
    elsewhere.open("/resume").press("/resume", {"return_code": found.group(0)})
    assert elsewhere.where == "/q/p07"


def test_in_the_days_of_grace_start_says_why_it_does_nothing(survey: OpenSurvey) -> None:
    survey.clock.forward(days=22)
    patient = survey.patient().enter(survey.codes[0])
    patient.press("/welcome", {"action": "start", "consent": "yes"})
    assert "New surveys have closed" in patient.text


def test_a_made_up_language_never_enters_an_envelope(survey: OpenSurvey) -> None:
    patient = survey.patient().begin(survey.codes[0]).walk_to("/check")
    patient.client.set_cookie("display", "language=%3DHYPERLINK(1)")
    patient.press("/send", {})
    assert answers_sent(survey)[0]["language"] == "en"
