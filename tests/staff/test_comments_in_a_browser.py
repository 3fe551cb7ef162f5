"""The review of comments in a real browser, narrow and wide: two comments, two people, and one alone."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import BrowserContext, Page

from survey_engine.records.staff import Role
from tests.browser.serving import serve_here
from tests.browser_tools.fitting import NARROW
from tests.patient.survey import WAVE, OpenSurvey
from tests.staff.comment_files import HOME, bundle_files, close
from tests.staff.hands import Hands, faults_of, seated
from tests.staff.office import hired

TEXTS = (
    "Dr Patel rang me on 3 May 2024. She was kind, but nobody on Ward 12 knew of it.",
    "I waited three weeks for my scan. My husband Tom asked twice.",
)


def take_in(page: Page, base: str, folder: Path) -> Hands:
    """Choose the two files of the bundle."""
    bundle_files(folder, TEXTS)
    hands = Hands(page)
    page.goto(f"{base}{HOME}")
    hands.follow("Take in the comments of a survey")
    page.get_by_label("The file manifest.json").set_input_files(folder / "manifest.json")
    page.get_by_label("The file comments.csv").set_input_files(folder / "comments.csv")
    hands.press("Check and take in")
    return hands


def read_one(page: Page, hands: Hands) -> list[str]:
    """Take out everything the machine points to, and give the comment on."""
    faults = faults_of(page)
    while page.get_by_role("button", name="Take out “").count():
        with page.expect_navigation():
            page.get_by_role("button", name="Take out “").first.click()
    page.get_by_label("Waiting").check()
    hands.press("Give it to the second person")
    return faults


def take_in_and_read(page: Page, base: str, folder: Path) -> tuple[Hands, list[str]]:
    """Take the comments in, make a theme, and give both comments on."""
    hands = take_in(page, base, folder)
    faults = faults_of(page)
    page.goto(f"{base}{HOME}/wave/{WAVE}/themes")
    page.get_by_label("Its name").fill("Waiting")
    page.get_by_label("Its name").press("Enter")
    page.get_by_text("Rename a theme").wait_for()
    faults += faults_of(page)
    for _comment in TEXTS:
        page.goto(f"{base}{HOME}/wave/{WAVE}/next")
        faults += read_one(page, hands)
    page.goto(f"{base}{HOME}")
    return hands, faults + faults_of(page)


@pytest.mark.parametrize("width", [NARROW, 1280])
def test_two_comments_are_read_released_and_one_goes_alone(
    survey: OpenSurvey, phone: Callable[..., BrowserContext], tmp_path: Path, width: int
) -> None:
    close(survey)
    ann, ben = hired(survey, "ann@example.org", Role.ANALYST), hired(survey, "ben@example.org", Role.READER)
    with serve_here(survey.app.wsgi_app) as base:
        page = seated(ann, phone(width=width), base)
        hands, faults = take_in_and_read(page, base, tmp_path / "bundle")
        second = seated(ben, phone(width=width), base)
        other = Hands(second)
        other.follow("Comments to release")
        faults += faults_of(second)
        second.get_by_role("link", name="Read the next one").click()
        faults += faults_of(second)
        assert not any(name in second.locator("main").inner_text() for name in ("Patel", "Ward 12", "Tom"))
        other.press("No: release it")
        second.get_by_label("What is still to be changed?").fill("I know this person.")
        other.press("Send it back")
        page.goto(f"{base}{HOME}/wave/{WAVE}/next")
        page.get_by_text("The second person sent it back: I know this person.").wait_for()
        hands.press("Give it to the second person")
    survey.clock.forward(hours=73)
    dee = hired(survey, "dee@example.org", Role.ANALYST)
    with serve_here(survey.app.wsgi_app) as base:
        page = seated(dee, phone(width=width), base)
        hands = Hands(page)
        page.goto(f"{base}{HOME}")
        page.get_by_role("link", name="Release without a second person").click()
        faults += faults_of(page)
        page.get_by_label("Why could nobody else look at it?").fill("Both trustees are away.")
        hands.press("Release it")
        with page.expect_download() as saving:
            page.get_by_role("link", name="Save as a table (CSV)").click()
        saved = saving.value.path().read_text(encoding="utf-8-sig")
    assert faults == []
    assert saved.count("[staff name removed]") == 1
    assert saved.count("Waiting") == 2


def test_the_other_screens_keep_the_gates(
    survey: OpenSurvey, phone: Callable[..., BrowserContext], tmp_path: Path
) -> None:
    close(survey)
    ann = hired(survey, "ann@example.org", Role.ANALYST)
    with serve_here(survey.app.wsgi_app) as base:
        page = seated(ann, phone(width=NARROW), base)
        hands = take_in(page, base, tmp_path / "bundle")
        page.goto(f"{base}{HOME}/wave/{WAVE}/next")
        hands.follow("Change the words yourself, or translate")
        faults = faults_of(page)
        hands.press("Keep these words")
        hands.press("I am worried about this comment")
        faults += faults_of(page)
        for address in (f"{HOME}/danger", f"{HOME}/take-in"):
            page.goto(base + address)
            faults += faults_of(page)
    assert faults == []
