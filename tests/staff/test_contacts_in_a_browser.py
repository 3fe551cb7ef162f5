"""The list of people to call in a real browser, narrow and wide, and as it prints."""

from __future__ import annotations

import io
from collections.abc import Callable
from pathlib import Path

import pikepdf
import pytest
from playwright.sync_api import BrowserContext

from survey_engine.records.staff import Role
from tests.browser.serving import serve_here
from tests.browser_tools.fitting import NARROW
from tests.patient.survey import OpenSurvey
from tests.staff.hands import Hands, faults_of, seated
from tests.staff.office import PASSWORD, hired
from tests.staff.test_contact_list import HOME, KEY_FILE, PEOPLE, offers, prepared, survey

__all__ = ["prepared", "survey"]  # fixtures


@pytest.mark.parametrize("width", [NARROW, 1280])
def test_she_opens_the_list_prints_it_and_keeps_how_a_call_went(
    survey: OpenSurvey, phone: Callable[..., BrowserContext], tmp_path: Path, width: int
) -> None:
    offers(survey, *PEOPLE)
    eve = hired(survey, "eve@example.org", Role.CONTACTS)
    (tmp_path / "contacts.key").write_bytes(KEY_FILE)
    with serve_here(survey.app.wsgi_app) as base:
        page = seated(eve, phone(width=width), base)
        hands = Hands(page)
        hands.follow("Focus groups")
        faults = faults_of(page)
        page.get_by_role("button", name="Release everyone who waits").click()
        page.get_by_text("3 people were released.").wait_for()
        faults += faults_of(page)
        page.goto(f"{base}{HOME}/wave/W1/open")
        hands.press("Open the list")
        faults += faults_of(page)
        page.get_by_label("The contacts key file, contacts.key").set_input_files(tmp_path / "contacts.key")
        page.get_by_label("Its passphrase").fill(PASSWORD)
        hands.press("Open the list")
        faults += faults_of(page)
        printed = page.pdf(format="A4")
        page.get_by_label("How is it now? Ann Canary").select_option(label="Coming")
        hands.press("Keep what I chose")
        faults += faults_of(page)
        assert "Ann" not in page.locator("main").inner_text()
    assert faults == []
    with pikepdf.open(io.BytesIO(printed)) as pdf:
        assert len(pdf.pages) <= 2
