"""How a page looks: chosen on Settings or on the first page, without scripts, kept on this device alone."""

from __future__ import annotations

import re

import pytest

from survey_engine.web.display import CONTRASTS, LAYOUTS, SPACINGS, TEXT_SIZES
from tests.patient.survey import OpenSurvey, Patient

CHOICES = {
    "text_size": ("text-size", TEXT_SIZES),
    "contrast": ("contrast", CONTRASTS),
    "spacing": ("spacing", SPACINGS),
    "layout": ("layout", LAYOUTS),
}


def look_of(patient: Patient) -> dict[str, str]:
    """What `<html>` says of the look."""
    tag = re.search(r"<html[^>]*>", patient.text)
    assert tag
    return dict(re.findall(r'data-([a-z-]+)="(\w+)"', tag.group(0)))


@pytest.mark.parametrize("field", CHOICES)
def test_each_choice_can_be_made_on_settings_and_on_the_first_page(survey: OpenSurvey, field: str) -> None:
    attribute, values = CHOICES[field]
    for value in values[1:]:
        for address, post in (("/settings", "/settings"), ("/i", "/language")):
            patient = survey.patient().open(address)
            assert f'name="{field}" type="radio" value="{value}"' in patient.text
            patient.press(post, {field: value})
            assert look_of(patient) == {attribute: value}
            assert look_of(patient.open("/help")) == {attribute: value}
            assert look_of(patient.open("/settings").press("/settings", {field: values[0]})) == {}


def test_what_a_form_does_not_name_stays_as_it_was(survey: OpenSurvey) -> None:
    patient = survey.patient().open("/settings").press("/settings", {"text_size": "large", "layout": "plain"})
    patient.open("/i").press("/language", {"contrast": "dark"})
    assert look_of(patient) == {"text-size": "large", "layout": "plain", "contrast": "dark"}


def test_a_choice_on_the_first_page_holds_when_she_presses_continue_at_once(survey: OpenSurvey) -> None:
    patient = survey.patient().enter(survey.codes[0], text_size="largest", contrast="high")
    assert patient.where == "/welcome"
    assert look_of(patient) == {"text-size": "largest", "contrast": "high"}
    wrong = survey.patient().enter("7KQM", layout="plain")
    assert (wrong.status, look_of(wrong)) == (422, {"layout": "plain"})


def test_trying_a_look_keeps_the_code_in_the_box(survey: OpenSurvey) -> None:
    patient = survey.patient().open("/i").press("/language", {"code": survey.codes[0], "layout": "plain"})
    assert f'value="{survey.codes[0]}"' in patient.text


@pytest.mark.parametrize("value", ["", "huge", '"><script>', "x" * 5000])
def test_what_is_not_offered_counts_as_not_chosen(survey: OpenSurvey, value: str) -> None:
    for field in CHOICES:
        assert look_of(survey.patient().open("/settings").press("/settings", {field: value})) == {}


def test_a_link_with_wishes_pasted_into_the_box_is_read(survey: OpenSurvey) -> None:
    for link in (
        f"https://survey.example.org/i#{survey.codes[0]}.sig&language=ur",
        f"{survey.codes[0]}&size=large",
    ):
        assert survey.patient().enter(link).where == "/welcome"
