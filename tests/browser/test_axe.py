"""axe finds nothing in any look that can be chosen, nor where our scripts never arrive."""

from __future__ import annotations

from tests.browser.gates import SEEN, found_by
from tests.browser.shelf import Shelf
from tests.browser.telling import TELLING, Phone, some

AXE = {"axe": SEEN["axe"]}
LOOKS = (
    {"contrast": "dark", "text_size": "largest"},
    {"contrast": "high"},
    {"spacing": "wide", "text_size": "large"},
)


def test_in_every_look_that_can_be_chosen_and_on_a_device_set_to_dark(phone: Phone, shelf: Shelf) -> None:
    """In one window, where axe runs twice as fast once it is warm."""
    pages = some(shelf.pages)
    tab = shelf.open(phone(), pages[0])
    found = [f"{look}: {one}" for look in LOOKS for one in found_by(AXE, shelf.leaf(tab, pages, **look))]
    tab.emulate_media(color_scheme="dark")
    assert found + [f"dark: {one}" for one in found_by(AXE, shelf.leaf(tab, pages))] == []


def test_where_our_scripts_never_arrive(phone: Phone, shelf: Shelf) -> None:
    """A few pages: scripts change no control of any page, as another test shows."""
    pages = some(shelf.pages, TELLING[:5])
    tab = shelf.open(phone(scripts="blocked"), pages[0])
    assert found_by(AXE, shelf.leaf(tab, pages)) == []
