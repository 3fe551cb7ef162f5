"""The language is chosen beside the code box, before the code."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from survey_engine import create_app
from tests.inspecting_client import InspectingClient
from tests.patient.survey import Patient, settings_for


@pytest.fixture
def patient(tmp_path: Path) -> Patient:
    """At the code box of a survey offered in English and in Urdu."""
    app = create_app(replace(settings_for(f"sqlite:///{tmp_path}/empty.sqlite"), languages=("en", "ur")))
    app.test_client_class = InspectingClient
    return Patient(app).open("/i")


def test_choosing_a_language_keeps_the_code_and_its_signature(patient: Patient) -> None:
    fields = {"code": "7KQM-2D9F-XA4T", "signature": "c2ln", "language": "ur"}
    patient.press("/language", fields)
    assert '<html lang="ur" dir="rtl"' in patient.text
    assert 'value="7KQM-2D9F-XA4T"' in patient.text
    assert patient.hidden("signature") == "c2ln"
    assert '<html lang="ur" dir="rtl"' in patient.open("/i").text


def test_a_language_that_is_not_offered_changes_nothing(patient: Patient) -> None:
    assert '<html lang="en" dir="ltr"' in patient.press("/language", {"language": "xx"}).text


def test_each_language_is_named_in_its_own_words(patient: Patient) -> None:
    assert 'lang="ur" dir="rtl">اردو</button>' in patient.text
