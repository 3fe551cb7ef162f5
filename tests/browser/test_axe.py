"""axe finds nothing in any look that can be chosen, nor where our scripts never arrive."""

from __future__ import annotations

import pytest

from tests.browser.gates import SEEN, found_by
from tests.browser.shelf import Shelf
from tests.browser.telling import Phone, some

AXE = {"axe": SEEN["axe"]}
LOOKS = (
    {"contrast": "dark", "text_size": "largest"},
    {"contrast": "high"},
    {"spacing": "wide", "text_size": "large"},
)


@pytest.mark.parametrize("look", LOOKS, ids=" ".join)
def test_in_every_look_that_can_be_chosen(phone: Phone, shelf: Shelf, look: dict[str, str]) -> None:
    assert found_by(AXE, shelf.leaf(phone(), some(shelf.pages), **look)) == []


def test_on_a_device_set_to_dark(phone: Phone, shelf: Shelf) -> None:
    assert found_by(AXE, shelf.leaf(phone(colour_scheme="dark"), some(shelf.pages))) == []


def test_where_our_scripts_never_arrive(phone: Phone, shelf: Shelf) -> None:
    assert found_by(AXE, shelf.leaf(phone(scripts="blocked"), some(shelf.pages))) == []
