"""Representatives in a real browser: invited, handed over, ended; one reads results."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import BrowserContext

from survey_engine.records.staff import Role
from tests.browser.serving import serve_here
from tests.browser_tools.fitting import NARROW
from tests.patient.survey import HOSPITAL, WAVE, OpenSurvey
from tests.staff.hands import Hands, faults_of, seated
from tests.staff.office import hired
from tests.staff.released_wave import release


@pytest.mark.parametrize("width", [NARROW, 1280])
def test_the_charity_invites_hands_over_and_ends(
    survey: OpenSurvey, phone: Callable[..., BrowserContext], width: int
) -> None:
    admin = hired(survey, "admin@example.org", Role.ADMIN)
    with serve_here(survey.app.wsgi_app) as base:
        page = seated(admin, phone(width=width), base)
        hands = Hands(page)
        hands.follow("Representatives")
        faults = faults_of(page)
        page.get_by_role("link", name="representatives of Northfield Hospital").click()
        page.get_by_label("E-mail address").fill("ann@example.org")
        faults += faults_of(page)
        hands.press("Invite")
        assert "Give this link to ann@example.org." in page.inner_text("main")
        faults += faults_of(page)
        page.get_by_role("link", name="Hand over to another person").click()
        faults += faults_of(page)
        hands.press("Hand over")
        assert "There is a problem" in page.inner_text("main")
        faults += faults_of(page)
        page.get_by_label("E-mail address of the new person").fill("bea@example.org")
        hands.press("Hand over")
        assert "The account of ann@example.org is gone." in page.inner_text("main")
        page.get_by_role("link", name="End the account of bea@example.org").click()
        faults += faults_of(page)
        hands.press("End the account")
        assert "Nobody yet." in page.inner_text("main")
        faults += faults_of(page)
    assert faults == []


@pytest.mark.parametrize("width", [NARROW, 1280])
def test_a_representative_reads_the_results_of_her_hospital(
    survey: OpenSurvey, phone: Callable[..., BrowserContext], width: int
) -> None:
    release(survey)
    ann = hired(survey, "ann@example.org", Role.REPRESENTATIVE, hospital=HOSPITAL)
    with serve_here(survey.app.wsgi_app) as base:
        page = seated(ann, phone(width=width), base)
        hands = Hands(page)
        hands.follow("What patients told us")
        faults = faults_of(page)
        hands.follow(f"Survey {WAVE}")
        faults += faults_of(page)
        page.get_by_label("Part of the questionnaire").select_option(index=1)
        hands.press("Show")
        faults += faults_of(page)
        with page.expect_download() as saving:
            page.get_by_role("link", name="PDF in English").click()
        assert saving.value.path().read_bytes().startswith(b"%PDF-")
    assert faults == []
