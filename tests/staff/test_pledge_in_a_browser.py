"""A pledge in a real browser: written, published, read by anybody, and marked by a patient."""

from __future__ import annotations

import io
from collections.abc import Callable

import pikepdf
import pytest
from playwright.sync_api import BrowserContext, Page

from survey_engine.records.staff import Role
from tests.browser.serving import serve_here
from tests.browser_tools.fitting import NARROW
from tests.patient.promised import promise
from tests.patient.survey import HOSPITAL, WAVE, OpenSurvey
from tests.staff.hands import Hands, faults_of, seated
from tests.staff.office import hired, invite
from tests.staff.pledging import MINE, THEIRS, lead, release

PAPER = {"top": "12mm", "bottom": "12mm", "left": "15mm", "right": "15mm"}


def writes(page: Page, base: str, faults: list[str]) -> None:
    """The lead writes a pledge of one action, and sends it to the charity."""
    hands = Hands(page)
    page.goto(f"{base}/hospital/pledge")
    page.get_by_label("Title").fill("Our pledge to you")
    page.get_by_label("How many patients agreed to it?").fill("5")
    hands.press("Save")
    faults += faults_of(page)
    hands.follow("Add an action")
    page.get_by_label("You said").fill("12% of you reach a nurse.")
    page.get_by_label("We will").fill("We will have a nurse by the telephone each morning.")
    page.get_by_label("Whose task is it?").fill("Lead nurse")
    for name, value in (("Day", "30"), ("Month", "9"), ("Year", "2027")):
        page.get_by_label(name, exact=True).fill(value)
    page.locator("summary", has_text="nurse").first.click()
    page.locator("input[value=nurse_has]").check()
    faults += faults_of(page)
    hands.press("Save")
    assert "was not published for these questions" in page.inner_text("main")
    faults += faults_of(page)
    page.get_by_label("You said").fill("It is hard to reach a nurse.")
    hands.press("Save")
    assert "42 %, of about 35 answers" in page.inner_text("main")
    hands.press("Send it to the charity")
    faults += faults_of(page)


@pytest.mark.parametrize("width", [NARROW, 1280])
def test_from_the_first_word_to_the_public_page_and_a_patients_mark(
    survey: OpenSurvey, phone: Callable[..., BrowserContext], width: int
) -> None:
    release(survey)
    officer, admin = lead(survey), hired(survey, "admin@example.org", Role.ADMIN)
    _ann, link = invite(survey, "ann@example.org", [Role.REPRESENTATIVE], HOSPITAL)
    faults: list[str] = []
    with serve_here(survey.app.wsgi_app) as base:
        writes(seated(officer, phone(width=width), base), base, faults)
        page = phone(width=width).new_page()
        page.goto(base + link)
        faults += faults_of(page)
        Hands(page).press("Open the pledge")
        page.get_by_label("I disagree, because").check()
        page.get_by_label("Why, about action 1?").fill("Nobody answers in the afternoon.")
        faults += faults_of(page)
        Hands(page).press("Save what I said")
        desk = seated(admin, phone(width=width), base)
        Hands(desk).follow("Pledges")
        faults += faults_of(desk)
        desk.goto(base + THEIRS)
        assert "Nobody answers in the afternoon." in desk.inner_text("main")
        faults += faults_of(desk)
        Hands(desk).press("Publish it as it stands")
        for address in (f"{THEIRS}/history", f"{THEIRS}/pack"):
            desk.goto(base + address)
            faults += faults_of(desk)
        public = phone(width=width).new_page()
        public.goto(f"{base}/pledges")
        Hands(public).follow("Northfield Hospital")
        assert "It is hard to reach a nurse." in public.inner_text("main")
        assert "Nobody answers" not in public.inner_text("main")
        faults += faults_of(public)
    assert (faults, MINE.endswith(WAVE)) == ([], True)


def test_the_public_page_prints_without_the_screens_frame(
    survey: OpenSurvey, phone: Callable[..., BrowserContext]
) -> None:
    promise(survey)
    with serve_here(survey.app.wsgi_app) as base:
        page = phone(width=1280).new_page()
        page.goto(f"{base}/pledges/rxq")
        printed = page.pdf(format="A4", margin=PAPER)
    with pikepdf.open(io.BytesIO(printed)) as pdf:
        assert len(pdf.pages) <= 4
