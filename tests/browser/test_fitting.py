"""Every page as it is seen on a narrow screen, in every language and state; and the focus by its pixels."""

from __future__ import annotations

import pytest
from playwright.sync_api import Browser

from tests.browser.album import LANGUAGES
from tests.browser.fitting import FocusPixels
from tests.browser.gates import SEEN, found_by
from tests.browser.keyboard import Keyboard
from tests.browser.shelf import Shelf
from tests.browser.telling import Phone, page_types, some
from tests.browser_tools.fitting import NARROW

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


def test_every_page_passes_what_can_be_seen(phone: Phone, shelf: Shelf) -> None:
    pages = page_types(shelf.pages)
    assert {page.language for page in pages} == set(LANGUAGES)
    tab = shelf.open(phone(width=NARROW), pages[0])
    but_axe = {name: gate for name, gate in SEEN.items() if name != "axe"}
    # axe goes by the build, and a Welsh page is built as the English one is.
    welsh = [page for page in pages if page.language == "cy"]
    others = [page for page in pages if page.language != "cy"]
    found = found_by(SEEN, shelf.leaf(tab, [*others, *some(shelf.pages, language="cy")]))
    assert found + found_by(but_axe, shelf.leaf(tab, welsh)) == []


def test_every_question_is_near_for_the_keyboard(phone: Phone, shelf: Shelf) -> None:
    asking = [page for page in some(shelf.pages) if 'action="/q/' in page.html and not page.has_error]
    assert len(asking) > 3
    for _page, tab in shelf.turn(phone(), asking):
        Keyboard(tab).tab_to_question()


@pytest.mark.parametrize(
    ("contrast", "language"), [("normal", "en"), ("normal", "ur"), ("dark", "en"), ("high", "en")]
)
def test_the_focus_is_seen_on_every_kind_of_control(
    phone: Phone, browser: Browser, shelf: Shelf, contrast: str, language: str
) -> None:
    pixels, found = FocusPixels(browser), []
    for page, tab in shelf.turn(phone(), some(shelf.pages, FOCUSABLE, language), contrast=contrast):
        found += [f"{page}: {problem}" for problem in pixels.problems(tab)]
    pixels.close()
    assert found == []
    assert len(pixels.kinds) > 10
