"""axe finds nothing in any look that can be chosen, nor where our scripts never arrive."""

from __future__ import annotations

from tests.browser.chromium_checks import OF_LOOKS
from tests.browser.gates import SEEN, found_by
from tests.browser.shelf import Shelf
from tests.browser.telling import TELLING, Phone, some
from tests.browser_tools.axe import axe_violations

LOOKS = (
    {"contrast": "dark", "text_size": "largest"},
    {"contrast": "high"},
    {"spacing": "wide", "text_size": "large"},
)


def test_in_every_look_that_can_be_chosen_and_on_a_device_set_to_dark(phone: Phone, shelf: Shelf) -> None:
    """Asked for what a look can change."""
    gates = {"axe": lambda tab: axe_violations(tab, OF_LOOKS)}
    pages = some(shelf.pages)
    tab = shelf.open(phone(), pages[0])
    found = [f"{look}: {one}" for look in LOOKS for one in found_by(gates, shelf.leaf(tab, pages, **look))]
    tab.emulate_media(color_scheme="dark")
    assert found + [f"dark: {one}" for one in found_by(gates, shelf.leaf(tab, pages))] == []


def test_where_our_scripts_never_arrive(phone: Phone, shelf: Shelf) -> None:
    """A few pages: scripts change no control of any page, as another test shows."""
    pages = some(shelf.pages, TELLING[:5])
    tab = shelf.open(phone(scripts="blocked"), pages[0])
    assert found_by({"axe": SEEN["axe"]}, shelf.leaf(tab, pages)) == []
