"""A look at Help, Privacy, Accessibility or Settings from a form that is kept nowhere loses nothing of it."""

from __future__ import annotations

import re
from html import unescape
from typing import Any

import pytest

from survey_engine.records import waves
from survey_engine.sealing.envelope import new_identity
from tests.patient.survey import WAVE, OpenSurvey, Patient

ASIDE = ("help", "privacy", "accessibility", "settings")
SLIP = {
    "name": "Jo <b>",
    "access_needs": "A lift.\r\nBreaks.",
    "activities": ["group", "talk"],
    "consent": "yes",
}


def takes_slips(survey: OpenSurvey) -> None:
    """Let the wave take slips; nothing is sent in these tests."""
    with survey.store.writing() as db:
        waves.wave(db, WAVE).contacts_recipient = new_identity().recipient


def looks_aside(patient: Patient, name: str, fields: dict[str, Any]) -> Patient:
    """Press a button of the foot, with what is typed in the form above it."""
    found = re.search(rf'formaction="(/aside[^"]*)"[^>]* value="({name}:\w+)"', patient.text)
    assert found, f"no button {name} at {patient.where}"
    return patient.press(found[1], {**fields, "aside": found[2]})


def comes_back(patient: Patient) -> Patient:
    """Press the button that leads back; on Settings, choose large text and save."""
    form = re.search(
        r'<form id="page-form" method="post" action="([^"]+)".*?</form>', patient.text, re.DOTALL
    )
    assert form
    fields: dict[str, Any] = {}
    for name, value in re.findall(r'type="hidden" name="([^"]*)" value="([^"]*)"', form[0]):
        fields.setdefault(unescape(name), []).append(unescape(value))
    if "Save and go back" in form[0]:
        fields["text_size"] = "large"
    return patient.press(unescape(form[1]), {**fields, "action": "again"})


@pytest.mark.parametrize("name", ASIDE)
def test_a_slip_half_written_is_still_there(survey: OpenSurvey, name: str) -> None:
    takes_slips(survey)
    patient = looks_aside(survey.patient().open("/contact?back=help"), name, SLIP)
    assert patient.status == 200
    looks_aside(patient, "privacy", _hidden(patient))  # and from there to another
    comes_back(patient)
    assert patient.status == 200
    assert 'value="Jo &lt;b&gt;"' in patient.text
    assert "A lift.\nBreaks." in patient.text
    assert len(re.findall(r'name="activities"[^>]* checked', patient.text)) == 2
    assert 'action="/contact?back=help"' in patient.text
    assert "There is a problem" not in patient.text


def _hidden(patient: Patient) -> dict[str, Any]:
    fields: dict[str, Any] = {}
    for name, value in re.findall(r'type="hidden" name="([^"]*)" value="([^"]*)"', patient.text):
        fields.setdefault(unescape(name), []).append(unescape(value))
    return fields


def test_settings_are_kept_and_lead_back_with_the_form(survey: OpenSurvey) -> None:
    takes_slips(survey)
    patient = comes_back(looks_aside(survey.patient().open("/contact"), "settings", SLIP))
    assert 'data-text-size="large"' in patient.text
    assert 'value="Jo &lt;b&gt;"' in patient.text


@pytest.mark.parametrize("name", ASIDE)
def test_a_code_and_its_signature_stay_in_the_box(survey: OpenSurvey, name: str) -> None:
    typed = {"code": survey.codes[0], "signature": "abc", "held": "xyz"}
    patient = comes_back(looks_aside(survey.patient().open("/i"), name, typed))
    assert f'value="{survey.codes[0]}"' in patient.text
    assert (patient.hidden("signature"), patient.hidden("held")) == ("abc", "xyz")
    assert patient.press("/start", {"code": survey.codes[0]}).where == "/welcome"


@pytest.mark.parametrize("name", ASIDE)
def test_a_return_code_and_what_an_ended_session_held_stay(survey: OpenSurvey, name: str) -> None:
    patient = survey.patient().enter(survey.codes[0]).open("/resume")
    typed = {"return_code": "012 345", "held": "xyz", "shared_computer": "yes", "action": "next"}
    comes_back(looks_aside(patient, name, typed))
    assert patient.status == 200
    assert 'value="012 345"' in patient.text
    assert patient.hidden("held") == "xyz"
    assert re.search(r'id="shared-computer"[^>]* checked', patient.text)


@pytest.mark.parametrize("name", ASIDE)
def test_a_reference_stays(survey: OpenSurvey, name: str) -> None:
    patient = comes_back(looks_aside(survey.patient().open("/letter"), name, {"ref": survey.refs[0]}))
    assert patient.status == 200
    assert f'value="{survey.refs[0]}"' in patient.text


@pytest.mark.parametrize(
    "value", ["", "help", "help:", "help:nowhere", "nothing:letter", ":", "//evil:letter"]
)
def test_anything_else_leads_to_help_and_nowhere_else(survey: OpenSurvey, value: str) -> None:
    patient = survey.patient().open("/letter").press("/aside?back=//evil", {"aside": value, "ref": "x"})
    assert (patient.status, patient.where) == (200, "/help")
    assert "evil" not in patient.text
    assert patient.open("/aside").where == "/help"


def test_carrying_a_slip_keeps_no_shared_survey_awake(survey: OpenSurvey) -> None:
    takes_slips(survey)
    patient = survey.patient().enter(survey.codes[0])
    assert patient.page is not None
    shown = patient.open("/contact")
    aside = looks_aside(shown, "help", SLIP)
    assert aside.page is not None
    assert aside.page.headers.getlist("Set-Cookie") == []
