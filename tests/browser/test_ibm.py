"""IBM's checker, which finds other faults than axe does, has nothing to say of any page."""

from __future__ import annotations

from tests.browser.gates import SLOW, found_by
from tests.browser.shelf import Shelf
from tests.browser.telling import Phone, page_types


def test_every_build_passes_ibms_rules_of_wcag(phone: Phone, shelf: Shelf) -> None:
    """From left to right and from right to left; `dev.py accessibility` looks at every page there is."""
    pages = page_types(page for page in shelf.pages if page.language != "cy")
    assert {page.language for page in pages} == {"en", "ur"}
    tab = shelf.open(phone(), pages[0])
    assert found_by({"ibm": SLOW["ibm"]}, shelf.leaf(tab, pages)) == []
