"""An overdue review is brought to mind once a month, by a letter that says nothing of any patient."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from survey_engine.records import staff
from survey_engine.records.staff import Role
from survey_engine.web.pledge_reminders import remind_overdue
from tests.browser.serving import free_port
from tests.patient.survey import HOSPITAL, OpenSurvey, settings_for
from tests.staff.office import hired
from tests.staff.pledging import lead, publishes, release, writes
from tests.staff.postbox import Postbox


@pytest.fixture
def half_a_year_on(survey: OpenSurvey) -> datetime:
    """A published pledge whose first review is overdue."""
    release(survey)
    writes(lead(survey))
    publishes(survey, hired(survey, "admin@example.org", Role.ADMIN))
    hired(survey, "a-patient@example.org", Role.REPRESENTATIVE, hospital=HOSPITAL)
    return survey.clock.now + timedelta(days=183)


def test_the_lead_is_written_to_once_a_month(
    survey: OpenSurvey, half_a_year_on: datetime, postbox: tuple[Postbox, int]
) -> None:
    box, port = postbox
    settings = replace(settings_for(survey.url), smtp_url=f"smtp://127.0.0.1:{port}")
    days = [
        remind_overdue(settings, survey.store, half_a_year_on + timedelta(days=days)) for days in range(64)
    ]
    assert [day for day, sent in enumerate(days) if sent] == [0, 31, 61]
    assert box.to == ["lead-rxq@example.org"] * 3
    [text, *_others] = box.texts
    assert "Action 1: the review after 6 months was due on 10 May 2027." in text
    assert "http://localhost/hospital/pledge/W1" in text
    assert "nurse" not in text
    before = half_a_year_on - timedelta(days=10)
    assert remind_overdue(settings, survey.store, before) == 0


def test_nobody_is_written_to_without_a_mail_server_or_a_lead(
    survey: OpenSurvey, half_a_year_on: datetime, postbox: tuple[Postbox, int]
) -> None:
    box, port = postbox
    assert remind_overdue(settings_for(survey.url), survey.store, half_a_year_on) == 0
    with survey.store.writing() as db:
        staff.end(db, staff.staff(db, f"lead-{HOSPITAL.lower()}@example.org"))
    settings = replace(settings_for(survey.url), smtp_url=f"smtp://127.0.0.1:{port}")
    assert remind_overdue(settings, survey.store, half_a_year_on) == 0
    assert box.letters == []


def test_what_could_not_be_sent_is_tried_again(
    survey: OpenSurvey, half_a_year_on: datetime, postbox: tuple[Postbox, int]
) -> None:
    away = replace(settings_for(survey.url), smtp_url=f"smtp://127.0.0.1:{free_port()}")
    assert remind_overdue(away, survey.store, half_a_year_on) == 0
    there = replace(away, smtp_url=f"smtp://127.0.0.1:{postbox[1]}")
    assert remind_overdue(there, survey.store, half_a_year_on) == 1
