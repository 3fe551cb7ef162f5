"""Every page fits a narrow screen with large text, everything can be hit, and the focus is seen."""

from __future__ import annotations

import pytest
from playwright.sync_api import Browser

from tests.browser.fitting import FocusPixels, text_spacing_problems
from tests.browser.keyboard import Keyboard
from tests.browser.shelf import Shelf
from tests.browser.telling import Phone, page_types, some
from tests.browser_tools.fitting import NARROW, sideways_scroll, small_targets

# Between them they hold every kind of control and link.
FOCUSABLE = (
    "enter",
    "welcome",
    "month and year, wrong",
    "multiple, answered",
    "text, clean",
    "part start, on return",
    "check",
    "stop",
)


def test_no_page_scrolls_sideways_and_every_target_is_large(phone: Phone, shelf: Shelf) -> None:
    found = []
    for page, tab in shelf.turn(phone(width=NARROW), shelf.pages):
        found += [f"{page.name}: {problem}" for problem in small_targets(tab) + sideways_scroll(tab)]
    assert found == []


def test_wider_text_spacing_cuts_nothing_off(phone: Phone, shelf: Shelf) -> None:
    found = []
    for page, tab in shelf.turn(phone(width=NARROW), page_types(shelf.pages)):
        found += [f"{page.name}: {problem}" for problem in text_spacing_problems(tab)]
    assert found == []


def test_every_question_is_near_for_the_keyboard(phone: Phone, shelf: Shelf) -> None:
    asking = [page for page in page_types(shelf.pages) if 'action="/q/' in page.html and not page.has_error]
    assert len(asking) > 10
    for _page, tab in shelf.turn(phone(), asking):
        Keyboard(tab).tab_to_question()


@pytest.mark.parametrize("contrast", ["normal", "dark", "high"])
def test_the_focus_is_seen_on_every_kind_of_control(
    phone: Phone, browser: Browser, shelf: Shelf, contrast: str
) -> None:
    pixels, found = FocusPixels(browser), []
    for page, tab in shelf.turn(phone(), some(shelf.pages, FOCUSABLE), contrast=contrast):
        found += [f"{page.name}: {problem}" for problem in pixels.problems(tab)]
    pixels.close()
    assert found == []
    assert len(pixels.kinds) > 10
