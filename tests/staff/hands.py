"""Someone of staff at a real browser: what she presses, saves and sees."""

from __future__ import annotations

from pathlib import Path

import pyotp
from playwright.sync_api import BrowserContext, Page

from tests.browser_tools.axe import axe_violations
from tests.browser_tools.fitting import sideways_scroll, small_targets
from tests.patient.survey import OpenSurvey
from tests.staff.office import Officer


class Hands:
    """Someone at a computer: counts what she does."""

    def __init__(self, page: Page) -> None:
        """Hold the browser."""
        self.page, self.steps = page, 0

    def press(self, name: str) -> None:
        """Press a button, and wait for the next page."""
        self.steps += 1
        with self.page.expect_navigation():
            self.page.get_by_role("button", name=name, exact=True).click()

    def follow(self, name: str) -> None:
        """Follow a link."""
        self.steps += 1
        with self.page.expect_navigation():
            self.page.get_by_role("link", name=name, exact=True).first.click()


def faults_of(page: Page) -> list[str]:
    """What is wrong with the page that is open."""
    found = axe_violations(page) + sideways_scroll(page) + small_targets(page)
    return [f"{page.url}: {one}" for one in found]


def number(page: Page, survey: OpenSurvey) -> str:
    """What her app shows for the key on the page."""
    secret = page.locator("bdi.code").inner_text().replace(" ", "")
    return str(pyotp.TOTP(secret).at(int(survey.clock.now.timestamp())))


def seated(officer: Officer, context: BrowserContext, base: str) -> Page:
    """A browser in which somebody who signed in goes on."""
    for name in ("staff", "door"):
        cookie = officer.client.get_cookie(name)
        assert cookie is not None
        context.add_cookies([{"name": name, "value": cookie.value, "url": base}])
    page = context.new_page()
    page.goto(f"{base}/staff")
    return page


def saved(page: Page, role: str, name: str, folder: Path) -> Path:
    """Save a file by its link or button; where it is."""
    with page.expect_download() as saving:
        page.get_by_role("link" if role == "link" else "button", name=name).click()
    target = folder / saving.value.suggested_filename
    saving.value.save_as(target)
    return target
