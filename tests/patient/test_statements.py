"""/privacy, /accessibility and the start page are true to this installation, and to what the program does."""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from flask import Flask

from survey_engine import create_app
from survey_engine.housekeeping import forget
from survey_engine.patient.information import ACCESSIBILITY_REVIEWED
from survey_engine.records import drafts, waves
from survey_engine.records.tables import DraftRecord
from survey_engine.records.waves import Posting
from survey_engine.settings import Organisation, Settings
from tests.patient.survey import WAVE, OpenSurvey, Patient, settings_for

Change = Callable[[Settings], Settings]


def seen_by(survey: OpenSurvey, change: Change, address: str) -> str:
    """A page of an installation with other settings."""
    settings = change(settings_for(survey.url))
    app: Flask = create_app(settings, clock=survey.clock, random=random.Random(1).randbytes)
    return Patient(app).open(address).text


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        (lambda one: replace(one, web_opening=True), "Its key is then on the computer for a short time."),
        (
            lambda one: replace(one, organisation=Organisation(name="X", same_operator=True)),
            "The people who run this computer also hold the key that opens the answers.",
        ),
    ],
)
def test_privacy_says_how_this_installation_opens(survey: OpenSurvey, change: Change, sentence: str) -> None:
    assert sentence not in survey.patient().open("/privacy").text
    assert sentence in seen_by(survey, change, "/privacy")


def test_privacy_owns_up_to_codes_that_a_hospital_printed(survey: OpenSurvey) -> None:
    owned = "Your hospital printed your code."
    assert owned not in survey.patient().open("/privacy").text
    with survey.store.writing() as db:
        waves.wave(db, WAVE).posting = Posting.MERGE.value
    assert owned in survey.patient().open("/privacy").text


def test_accessibility_names_what_is_hard_and_when_it_was_looked_at(survey: OpenSurvey) -> None:
    page = survey.patient().open("/accessibility").text
    assert "You may have to copy a code" in page
    assert "sign language" in page
    assert f"{ACCESSIBILITY_REVIEWED.day} " in page
    assert "Some languages are drafts." not in page
    drafted = seen_by(survey, lambda one: replace(one, languages=("en", "cy")), "/accessibility")
    assert "Some languages are drafts." in drafted


def test_the_statement_was_reviewed_within_the_last_year() -> None:
    """It fails when a year has passed: then check the pages again, and change the day."""
    assert datetime.now(UTC).date() - ACCESSIBILITY_REVIEWED < timedelta(days=366)


def test_unsent_answers_are_destroyed_after_the_day_that_the_start_page_names(survey: OpenSurvey) -> None:
    patient = survey.patient().enter(survey.codes[0])
    assert "We destroy them after 7 December 2026" in patient.text
    patient.press("/welcome", {"consent": "yes", "action": "start"}).answer(dx_month=["", "2024"])

    def left() -> int:
        with survey.store.reading() as db:
            return db.query(DraftRecord).count()

    survey.clock.now = survey.clock.now.replace(month=12, day=7, hour=22)
    assert forget(survey.store, survey.clock.now) == 0
    assert left() == 1
    survey.clock.forward(hours=3)
    assert forget(survey.store, survey.clock.now) == 1
    assert left() == 0


def test_a_longer_wave_keeps_its_drafts_longer(survey: OpenSurvey) -> None:
    patient = survey.patient().begin(survey.codes[0])
    patient.answer(dx_month=["", "2024"])
    with survey.store.writing() as db:
        waves.extend_wave(db, WAVE, date(2026, 12, 15))
    with survey.store.writing() as db:
        assert drafts.delete_expired(db, date(2026, 12, 22)) == 0
        assert drafts.delete_expired(db, date(2026, 12, 23)) == 1
