"""What people of the charity do at their desks in a journey of months: come back, close, open the answers."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

from playwright.sync_api import BrowserContext, Page, expect

from tests.staff.hands import Hands, saved, seated
from tests.staff.office import Officer

Phone = Callable[..., BrowserContext]
READY = "The bundle is ready"


def comes_back(officer: Officer, phone: Phone, base: str) -> Page:
    """Sign in again on another day, in a browser without scripts."""
    officer.survey.clock.forward(minutes=1)  # no number of her app counts twice
    officer.type_password().type_code(officer.number())
    assert officer.is_signed_in
    page = seated(officer, phone(width=1280, scripts="blocked"), base)
    page.set_default_timeout(90_000)  # stretching a passphrase is slow on purpose
    return page


def closes(page: Page, base: str, wave: str) -> str:
    """Close a wave whose last day is over; the fingerprint that she prints."""
    page.goto(f"{base}/charity/waves/{wave}")
    hands = Hands(page)
    hands.follow("Close the wave")
    hands.press("Close the wave for good")
    expect(page.get_by_role("heading", level=1)).to_have_text(f"Fingerprint of wave {wave}")
    [printed] = re.findall(r"[0-9a-f]{64}", re.sub(r"\s", "", page.locator("p.code").inner_text()))
    return str(printed)


def opens_answers(page: Page, key: Path, passphrase: str, printed: str, folder: Path) -> Path:
    """Open the answers of the one closed wave that is offered first, comments too; the bundle, saved."""
    hands = Hands(page)
    hands.follow("Open answers")
    if page.get_by_role("group", name="Which wave?").count():
        page.get_by_role("group", name="Which wave?").first.get_by_role("radio").first.check()
    page.get_by_label("The key file").set_input_files(key)
    page.get_by_label("Its passphrase").fill(passphrase)
    page.get_by_label("The fingerprint").fill(printed)
    page.get_by_label("Put the comments into the queue").check()
    hands.press("Open the answers")
    for _look in range(300):
        if page.get_by_role("button", name="See whether they are ready").count() == 0:
            break
        page.wait_for_timeout(500)
        hands.press("See whether they are ready")
    assert page.get_by_role("heading", level=1).inner_text() == READY, page.locator("main").inner_text()
    bundle = saved(page, "link", "bundle", folder)
    hands.press("I have the bundle")
    return bundle
