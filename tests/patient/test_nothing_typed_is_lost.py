"""Whatever fails at our side, and whichever way she leaves a page: what she typed is still there."""

from __future__ import annotations

import random
import re
from pathlib import Path

from survey_engine.sealing.codes import Random, new_code, read_code, show_code, wave_symbol
from tests.patient.survey import OpenSurvey, Patient

AWAY = Path("/nowhere/at-all/survey.db")


def without_a_database(survey: OpenSurvey, patient: Patient) -> Patient:
    """The same browser, at a moment when the database cannot be reached."""
    broken = OpenSurvey(AWAY, survey.codes, survey.refs, survey.clock, random.Random(2))
    other = broken.patient()
    for cookie in patient.client._cookies.values():
        other.client.set_cookie(cookie.key, cookie.value)
    other.page = patient.page
    return other


def test_a_page_typed_while_the_database_is_away_is_posted_again_by_one_button(survey: OpenSurvey) -> None:
    patient = survey.patient().begin(survey.codes[0])
    broken = without_a_database(survey, patient)
    broken.answer(dx_month=["5", "2023"])
    assert broken.status == 503
    assert "What you typed is still on this page" in broken.text
    patient.page = broken.page
    patient.press_again()
    assert patient.where == "/q/p02"
    assert 'value="2023"' in patient.open("/q/p01").text


def test_a_code_typed_while_the_database_is_away_is_posted_again_by_one_button(survey: OpenSurvey) -> None:
    patient = survey.patient().open("/i")
    broken = without_a_database(survey, patient)
    broken.press("/start", {"code": survey.codes[0]})
    assert broken.status == 503
    patient.page = broken.page
    patient.press_again()
    assert patient.where == "/welcome"


def _always(number: int) -> Random:
    return lambda count: bytes([number]) * count


def test_too_many_tries_keep_the_code(survey: OpenSurvey) -> None:
    patient = survey.patient()
    symbol = wave_symbol(read_code(survey.codes[0]))
    for number in range(10):
        patient.enter(show_code(new_code(symbol, _always(number))))
        assert patient.status == 422
    patient.open("/i").press("/start", {"code": survey.codes[0]})
    assert patient.status == 429
    assert survey.codes[0] in patient.text


def test_a_text_too_long_is_said_before_stop_cuts_it(survey: OpenSurvey) -> None:
    patient = survey.patient().begin(survey.codes[0]).walk_to_question("best_thing")
    long = "kind words " * 2000 + "the end"
    for action in ("stop", "settings", "help", "back", "next"):
        patient.answer(action, best_thing=long)
        assert patient.status == 422, action
        assert "the end" in patient.text


def test_help_and_privacy_save_the_page_and_lead_back_to_it(survey: OpenSurvey) -> None:
    patient = survey.patient().begin(survey.codes[0]).walk_to("/q/p03")
    for action, choice in (("help", "phone"), ("privacy", "here"), ("accessibility", "phone")):
        patient.answer(action, dx_where=choice)
        assert patient.where == f"/{action}"
        link = re.search(r'href="([^"]*)">Go back to the survey', patient.text)
        assert link
        patient.open(link[1])
        assert patient.where == "/q/p03"
        assert re.search(rf'value="{choice}" checked', patient.text)


def test_help_on_the_welcome_page_keeps_what_was_ticked(survey: OpenSurvey) -> None:
    patient = survey.patient().enter(survey.codes[0])
    patient.press("/welcome", {"action": "help", "consent": "yes", "shared_computer": "yes"})
    assert patient.where == "/help"
    assert "/welcome" in patient.text
    patient.open("/welcome")
    assert re.search(r'id="consent"[^>]* checked', patient.text)
    assert re.search(r'id="shared-computer"[^>]* checked', patient.text)


def test_changing_a_filter_from_the_check_leads_back_to_the_check(survey: OpenSurvey) -> None:
    patient = survey.patient().begin(survey.codes[0]).walk_to("/check", {"dx_where": "other_nhs"})
    assert patient.where == "/check"
    patient.open("/q/p03?from=check").answer(dx_where="here")
    pages = []
    while patient.where != "/check":
        pages.append(patient.where)
        assert len(pages) < 12
        patient.answer()
    assert pages


def test_settings_keep_that_she_came_from_the_check(survey: OpenSurvey) -> None:
    patient = survey.patient().begin(survey.codes[0]).walk_to("/check")
    patient.open("/q/p03?from=check").answer("settings", dx_where="here")
    patient.press("/settings", {"text_size": "large", "back": patient.hidden("back")})
    assert 'action="/q/p03?from=check"' in patient.text


def test_leaving_a_shared_computer_closes_the_survey_at_once(survey: OpenSurvey) -> None:
    patient = survey.patient().begin(survey.codes[0], shared=True).walk_to("/q/p05").open("/stop")
    patient.press("/leave", {})
    assert "You have left the survey on this device" in patient.text
    assert patient.open("/q/p03").status == 403
    assert "Enter the code" in patient.open("/stop").text


def test_leaving_makes_a_private_device_forget_too(survey: OpenSurvey) -> None:
    patient = survey.patient().begin(survey.codes[0]).walk_to("/q/p05").open("/stop")
    found = re.search(r"(?<!\d)\d{3} \d{3} \d{4}", patient.text)
    assert found
    patient.press("/leave", {})
    patient.enter(survey.codes[0])
    assert patient.where == "/welcome"
    patient.open("/resume").press("/resume", {"return_code": found.group(0)})
    assert patient.where == "/q/p05"


def test_shared_computer_can_still_be_said_after_the_start(survey: OpenSurvey) -> None:
    patient = survey.patient().begin(survey.codes[0]).walk_to("/q/p05")
    patient.open("/welcome").press(
        "/welcome", {"action": "start", "consent": "yes", "shared_computer": "yes"}
    )
    assert "This device will forget you" in patient.open("/stop").text
    patient.client.delete_cookie("survey")
    assert patient.enter(survey.codes[0]).where == "/welcome"
