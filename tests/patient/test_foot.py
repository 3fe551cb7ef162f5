"""The foot of every page leads to the same places in the same order, by links or by buttons that save."""

from __future__ import annotations

import re
from html import unescape

from tests.patient.survey import OpenSurvey, Patient

ADDRESSES = ("/stop", "/check", "/answers", "/help", "/privacy", "/accessibility", "/letter", "/contact")
PLACES = ["More help", "Privacy", "Accessibility", "Settings"]


def foot(patient: Patient) -> str:
    """What stands in the foot of the page."""
    return unescape(patient.text.partition("<footer")[2].partition("</footer>")[0])


def places_of(patient: Patient) -> list[str]:
    """Where the foot leads, telephones aside."""
    return re.findall(r"<(?:a|button)[^>]*>([^<]+)</", foot(patient))


def test_every_page_leads_to_the_same_places_in_the_same_order(survey: OpenSurvey) -> None:
    patient = survey.patient().open("/i")
    assert places_of(patient) == PLACES
    assert places_of(patient.enter(survey.codes[0])) == PLACES
    assert places_of(patient.open("/resume")) == PLACES
    patient.begin(survey.codes[0])
    assert places_of(patient) == PLACES
    for address in ADDRESSES:
        assert places_of(patient.open(address)) == PLACES, address
    assert places_of(patient.open("/nowhere")) == PLACES
    assert places_of(patient.open("/settings")) == PLACES[:-1]


def test_a_telephone_comes_first(survey: OpenSurvey) -> None:
    patient = survey.patient().open("/i")
    for address in ("/i", "/help", "/settings", "/nowhere"):
        first = re.search(r"<(?:a|button)[^>]*>", foot(patient.open(address)))
        assert first
        assert 'href="tel:' in first.group(0)


def test_no_page_has_a_second_way_to_settings(survey: OpenSurvey) -> None:
    patient = survey.patient().begin(survey.codes[0])
    assert patient.text.count(">Settings</") == 1
