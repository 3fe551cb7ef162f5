"""From a spreadsheet with two problems to a first answer, in a real browser; the screens narrow and wide."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import BrowserContext, Page

from survey_engine.records import invitations, waves
from survey_engine.records.staff import Role
from survey_engine.sealing.codes import show_code
from tests.browser.keyboard import Keyboard
from tests.browser.serving import serve_here
from tests.browser_tools.fitting import NARROW
from tests.patient.survey import HOSPITAL, MASTER_KEY, OpenSurvey
from tests.staff.drafted import CLINIC, HOME, LONG, next_version, propose, spreadsheet, upload, wave_asking
from tests.staff.hands import Hands, faults_of, seated
from tests.staff.office import hired

WHY = "It is read aloud to everybody."


def preview_by_keyboard(page: Page) -> None:
    """Try the draft without a mouse: the first answer hides a question, the second way shows it."""
    keys = Keyboard(page)
    keys.tab_to("a[href*='/preview/p01']")
    keys.press_for_next_page("Enter")
    assert page.get_by_role("heading", level=1).inner_text().endswith(LONG)
    keys.tab_to("#asked")
    keys.press("ArrowDown")  # to "No"
    keys.press_for_next_page("Enter")
    assert page.get_by_role("heading", level=1).inner_text().endswith("Is there more to say?")
    keys.tab_to("button[value=back]")
    keys.press_for_next_page("Enter")
    keys.tab_to("#asked-2")
    assert page.locator("#asked-2").is_checked()
    keys.press("ArrowUp")  # to "Yes"
    keys.press_for_next_page("Enter")
    assert page.get_by_role("heading", level=1).inner_text().endswith("Were you told what comes next?")
    keys.tab_to(".office-menu a")
    keys.press_for_next_page("Enter")


def test_from_a_spreadsheet_with_two_problems_to_a_first_answer(
    survey: OpenSurvey, phone: Callable[..., BrowserContext], tmp_path: Path
) -> None:
    lead = hired(survey, "lead@example.org", Role.ADMIN)
    second = hired(survey, "second@example.org", Role.ADMIN)
    spreadsheet(tmp_path)
    with serve_here(survey.app.wsgi_app) as base:
        page = seated(lead, phone(scripts="off"), base)
        hands = Hands(page)
        hands.follow("Questionnaires")
        page.get_by_label("The file of the questionnaire").set_input_files(tmp_path / "clinic.xlsx")
        hands.press("Put it here and check it")
        page.get_by_text("There is no list of standards `sbc_1999`").wait_for()
        page.get_by_text("A sentence of `text` has 23 words.").first.wait_for()
        hands.follow("Change its text")
        text = page.get_by_label("The text")
        text.fill(text.input_value().replace("sbc_1999", "sbc_2024"))
        hands.press("Keep it and check it")
        hands.follow("Try it page by page")
        preview_by_keyboard(page)
        page.goto(base + CLINIC)
        page.get_by_label("Warning 1: why may this stay?").fill(WHY)
        hands.press("Propose to publish it")
        page.get_by_text("It is proposed.").wait_for()
        assert page.get_by_role("button", name="Agree and publish").count() == 0

        other = seated(second, phone(), base)
        other.goto(base + CLINIC)
        other.get_by_text(WHY).wait_for()
        other.get_by_label("I have tried it, and I have read").check()
        Hands(other).press("Agree and publish")
        other.get_by_text("It is published and frozen.").wait_for()

        with survey.store.writing() as db:
            waves.open_wave(db, wave_asking("day_ward"), MASTER_KEY, survey.chance.randbytes)
            [one] = invitations.issue(db, "W2", HOSPITAL, 1, MASTER_KEY, survey.chance.randbytes)
        patient = survey.patient().begin(show_code(one.code))
        assert LONG in patient.text
        patient.answer(asked="yes")
        assert "Were you told what comes next?" in patient.text


@pytest.mark.parametrize("width", [NARROW, 1280])
def test_the_screens_keep_the_gates(
    survey: OpenSurvey, phone: Callable[..., BrowserContext], tmp_path: Path, width: int
) -> None:
    lead = hired(survey, "lead@example.org", Role.ADMIN)
    second = hired(survey, "second@example.org", Role.ADMIN)
    upload(lead, "clinic.xlsx", spreadsheet(tmp_path))
    upload(lead, "2.yaml", next_version().encode())
    site = f"{HOME}/site_facts/2"
    ward = HOME + "/sbc_patient/1"
    addresses = [HOME, CLINIC, f"{CLINIC}/text", site, f"{ward}/preview", f"{ward}/preview/p05?language=en"]
    addresses += [f"{ward}/preview/p05?language=ur", f"{ward}/questions?language=cy", f"{site}/questions"]
    faults: list[str] = []
    with serve_here(survey.app.wsgi_app) as base:
        page = seated(lead, phone(width=width), base)
        for address in addresses:
            page.goto(base + address)
            faults += faults_of(page)
            look(page, f"{width}-{address}")
        hands = Hands(page)
        page.goto(f"{base}{site}/preview/p01")
        hands.press("More help")
        faults += faults_of(page)
        hands.press("Back to the question")
        page.goto(f"{base}{site}/preview/p08")
        hands.press("Continue")
        faults += faults_of(page)
        look(page, f"{width}-end")
        page.goto(base + HOME)
        hands.press("Put it here and check it")
        faults += faults_of(page)
        propose(lead, site)
        page = seated(second, phone(width=width), base)
        page.goto(base + site)
        faults += faults_of(page)
        look(page, f"{width}-proposed")
        Hands(page).press("Agree and publish")
        faults += faults_of(page)
    assert faults == []


def look(page: Page, name: str) -> None:
    """Keep a picture of the page for a person to look at, where a folder for them is named."""
    folder = os.environ.get("SCREENS_FOLDER")
    if folder:
        path = Path(folder, name.replace("/", "_").replace("?", "_") + ".png")
        page.screenshot(path=path, full_page=True)
