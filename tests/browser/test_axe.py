"""axe finds nothing on any page type, in any state, in any look, with our scripts and without them."""

from __future__ import annotations

import pytest
from playwright.sync_api import BrowserContext

from tests.browser.saved_pages import SavedPage
from tests.browser.shelf import Shelf
from tests.browser.telling import Phone, page_types, some
from tests.browser_tools.axe import axe_violations

LOOKS = (
    {"contrast": "dark", "text_size": "largest"},
    {"contrast": "high"},
    {"spacing": "wide", "text_size": "large"},
)


def found_by_axe(context: BrowserContext, shelf: Shelf, pages: list[SavedPage], **chosen: str) -> list[str]:
    """What axe says of the pages, what they keep folded included."""
    found = []
    for page, tab in shelf.turn(context, pages, **chosen):
        tab.evaluate("document.querySelectorAll('details').forEach(one => { one.open = true; })")
        found += [f"{page.name}: {problem}" for problem in axe_violations(tab)]
    return found


def test_on_every_page_type_in_every_state(phone: Phone, shelf: Shelf) -> None:
    assert found_by_axe(phone(), shelf, page_types(shelf.pages)) == []


@pytest.mark.parametrize("look", LOOKS, ids=" ".join)
def test_in_every_look_that_can_be_chosen(phone: Phone, shelf: Shelf, look: dict[str, str]) -> None:
    assert found_by_axe(phone(), shelf, some(shelf.pages), **look) == []


def test_on_a_device_set_to_dark(phone: Phone, shelf: Shelf) -> None:
    assert found_by_axe(phone(colour_scheme="dark"), shelf, some(shelf.pages)) == []


def test_where_our_scripts_never_arrive(phone: Phone, shelf: Shelf) -> None:
    assert found_by_axe(phone(scripts="blocked"), shelf, some(shelf.pages)) == []
