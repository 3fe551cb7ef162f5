"""The screens for staff in a real browser: they keep the gates of the patients' pages, narrow or wide."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import BrowserContext

from survey_engine.records import waves
from survey_engine.records.staff import Role
from survey_engine.records.waves import Posting
from tests.browser.serving import serve_here
from tests.browser_tools.fitting import NARROW
from tests.patient.survey import HOSPITAL, WAVE, OpenSurvey
from tests.staff.hands import Hands, faults_of, number
from tests.staff.office import PASSWORD, invite

TWELVE = 12  # steps from the link in the invitation to letters that can be printed


@pytest.mark.parametrize("width", [NARROW, 1280])
def test_from_the_invitation_to_letters_in_twelve_steps(
    survey: OpenSurvey, phone: Callable[..., BrowserContext], width: int
) -> None:
    with survey.store.writing() as db:
        waves.wave(db, WAVE).posting = Posting.MERGE.value
    _officer, link = invite(survey, "lead@example.org", [Role.HOSPITAL], HOSPITAL)
    faults: list[str] = []
    with serve_here(survey.app.wsgi_app) as base:
        page = phone(width=width).new_page()
        hands = Hands(page)
        hands.steps += 1
        page.goto(base + link)
        faults += faults_of(page)
        page.get_by_label("New password").fill(PASSWORD)
        hands.press("Continue")
        faults += faults_of(page)
        hands.press("Use an app")
        faults += faults_of(page)
        page.get_by_label("Number from the app").fill(number(page, survey))
        hands.press("Continue")
        faults += faults_of(page)
        hands.follow("Your hospital")
        faults += faults_of(page)
        hands.follow("Get letters")
        faults += faults_of(page)
        page.get_by_label("How many letters?").fill("5")
        for label, value in (("Day", "10"), ("Month", "11"), ("Year", "2026")):
            page.get_by_label(label, exact=True).fill(value)
        hands.press("Make the codes")
        faults += faults_of(page)
        hands.steps += 1
        with page.expect_download() as saving:
            page.get_by_role("link", name="folder with a Word letter and the codes").click()
        assert saving.value.suggested_filename == "letters.zip"
        hands.press("I have opened the file, and it is right")
        faults += faults_of(page)
    assert faults == []
    assert hands.steps <= TWELVE


def test_the_other_screens_keep_the_gates_too(
    survey: OpenSurvey, phone: Callable[..., BrowserContext]
) -> None:
    _officer, link = invite(survey, "boss@example.org", [Role.ADMIN])
    faults: list[str] = []
    with serve_here(survey.app.wsgi_app) as base:
        page = phone(width=NARROW).new_page()
        hands = Hands(page)
        page.goto(base + link)
        page.get_by_label("New password").fill("short")
        hands.press("Continue")
        faults += faults_of(page)
        page.get_by_label("New password").fill(PASSWORD)
        hands.press("Continue")
        hands.press("Use a card")
        faults += faults_of(page)
        page.get_by_label("First code of your card").fill(page.locator("li bdi.code").first.inner_text())
        hands.press("I have the card")
        for address in ("/charity/accounts", "/charity/audit", "/hospital", "/staff/set-up"):
            page.goto(base + address)
            faults += faults_of(page)
        page.goto(base + "/charity/accounts")
        hands.press("Invite")
        faults += faults_of(page)
        survey.clock.forward(minutes=11)
        page.goto(base + "/charity/accounts")
        faults += faults_of(page)
        hands.press("Sign out")
        faults += faults_of(page)
    assert faults == []
