"""Site facts, papers and slips in a real browser, narrow and wide; the approval sheet as it prints."""

from __future__ import annotations

import io
from collections.abc import Callable

import pikepdf
import pytest
from playwright.sync_api import BrowserContext, Page

from survey_engine.places import builtin_folder
from survey_engine.questionnaire.loading import Catalogue
from survey_engine.records import publishing
from survey_engine.records.staff import Role
from tests.browser.serving import serve_here
from tests.browser_tools.fitting import NARROW
from tests.patient.survey import HOSPITAL, OpenSurvey
from tests.staff.office import PASSWORD, invite
from tests.staff.test_in_a_browser import Hands, faults_of
from tests.staff.test_papers import open_staff_wave

PAPER = {"top": "12mm", "bottom": "12mm", "left": "15mm", "right": "15mm"}


def signed_in(page: Page, link: str) -> Hands:
    """Take up an invitation with a card."""
    hands = Hands(page)
    page.goto(link)
    page.get_by_label("New password").fill(PASSWORD)
    hands.press("Continue")
    hands.press("Use a card")
    page.get_by_label("First code of your card").fill(page.locator("li bdi.code").first.inner_text())
    hands.press("I have the card")
    return hands


@pytest.mark.parametrize("width", [NARROW, 1280])
def test_a_lead_fills_in_the_form_and_gets_papers_and_slips(
    survey: OpenSurvey, phone: Callable[..., BrowserContext], width: int
) -> None:
    open_staff_wave(survey)
    with survey.store.writing() as db:
        publishing.publish(db, Catalogue.read([builtin_folder("questionnaires")]).get("site_facts", 1))
    _officer, link = invite(survey, "lead@example.org", [Role.HOSPITAL], HOSPITAL)
    faults: list[str] = []
    with serve_here(survey.app.wsgi_app) as base:
        page = phone(width=width).new_page()
        hands = signed_in(page, base + link)
        page.goto(f"{base}/hospital")
        hands.follow("Facts about your service")
        faults += faults_of(page)
        page.locator("#st_patients").fill("about 150")
        page.get_by_label("It is an estimate").check()
        page.locator("#st_patients").press("Enter")  # saves, and clears nothing
        page.get_by_text("The rest is saved.").wait_for()
        faults += faults_of(page)
        assert page.get_by_label("It is an estimate").is_checked()
        page.get_by_role("link", name="People in your care: Write a number, like 12.").click()
        page.locator("#st_patients").fill("150")
        page.locator("#st_patients").press("Enter")
        page.wait_for_url("**/saved")
        faults += faults_of(page)
        hands.follow("Read or print what is saved")
        faults += faults_of(page)
        for address in ("/hospital", "/hospital/papers", "/hospital/controller-texts", "/hospital/slips"):
            page.goto(base + address)
            faults += faults_of(page)
        page.get_by_label("How many slips?").fill("3")
        hands.press("Make the slips")
        faults += faults_of(page)
        page.goto(f"{base}/hospital/papers")
        page.get_by_label("A3").check()
        with page.expect_download() as saving:
            page.get_by_role("button", name="Save the poster (PDF)").click()
        assert saving.value.suggested_filename == "poster-en-a3.pdf"
    assert faults == []


def test_the_approval_sheet_prints_on_two_sides_of_a4(
    survey: OpenSurvey, phone: Callable[..., BrowserContext]
) -> None:
    _officer, link = invite(survey, "lead@example.org", [Role.HOSPITAL], HOSPITAL)
    with serve_here(survey.app.wsgi_app) as base:
        page = phone(width=1280).new_page()
        signed_in(page, base + link)
        page.goto(f"{base}/hospital/approval-sheet")
        assert faults_of(page) == []
        printed = page.pdf(format="A4", margin=PAPER)
    with pikepdf.open(io.BytesIO(printed)) as pdf:
        assert len(pdf.pages) <= 2


def test_the_charitys_screens_keep_the_gates(
    survey: OpenSurvey, phone: Callable[..., BrowserContext]
) -> None:
    with survey.store.writing() as db:
        publishing.publish(db, Catalogue.read([builtin_folder("questionnaires")]).get("site_facts", 1))
    _officer, link = invite(survey, "boss@example.org", [Role.ADMIN])
    faults: list[str] = []
    with serve_here(survey.app.wsgi_app) as base:
        page = phone(width=NARROW).new_page()
        signed_in(page, base + link)
        one = f"/charity/site-facts/{HOSPITAL}"
        for address in ("/charity/site-facts", one, "/charity/papers", f"/charity/papers/{HOSPITAL}/papers"):
            page.goto(base + address)
            faults += faults_of(page)
    assert faults == []
