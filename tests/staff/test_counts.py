"""Counts: made by the server once a day, in fives, and only read by the pages."""

from __future__ import annotations

from datetime import date

from survey_engine.housekeeping import forget
from survey_engine.records import counting
from survey_engine.records.staff import Role
from tests.patient.survey import HOSPITAL, OpenSurvey
from tests.patient.test_no_get_changes_anything import content_hash
from tests.staff.answering import give_out, send
from tests.staff.office import hired


def test_both_pages_show_the_latest_count_and_change_nothing(survey: OpenSurvey) -> None:
    lead = hired(survey, "lead@example.org", Role.HOSPITAL, hospital=HOSPITAL)
    admin = hired(survey, "admin@example.org", Role.ADMIN)
    letters = give_out(survey, 20)
    before = content_hash(survey.path)
    assert "Not counted yet" in lead.open("/hospital/counts").text
    assert "Nobody has counted yet." in admin.open("/charity/counts").text
    assert content_hash(survey.path) == before
    forget(survey.store, survey.clock.now)
    assert "Fewer than 10, on 10 November 2026" in lead.open("/hospital/counts").text
    send(survey, [code for _ref, code in letters[:13]])
    forget(survey.store, survey.clock.now)
    assert "Fewer than 10" in lead.open("/hospital/counts").text  # counted today already
    with survey.store.writing() as db:
        counting.refresh(db, date(2026, 11, 11))
    assert "10 or a few more, on 11 November 2026" in lead.open("/hospital/counts").text
    page = admin.open("/charity/counts")
    assert "10 or a few more: about 38 in 100" in page.text  # of 26
    assert "Northfield Hospital" in page.text


def test_no_get_of_the_staff_changes_the_database(survey: OpenSurvey) -> None:
    for role in (Role.ADMIN, Role.HOSPITAL):
        place = HOSPITAL if role is Role.HOSPITAL else None
        officer = hired(survey, f"{role.value}@example.org", role, hospital=place)
        before = content_hash(survey.path)
        for rule in survey.app.url_map.iter_rules():
            if "GET" in (rule.methods or ()) and not rule.arguments:
                officer.client.get(rule.rule)
        assert content_hash(survey.path) == before, role
