"""What scripts add, and that nothing is missing without them."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from tests.browser.person import Person
from tests.browser.serving import Served
from tests.browser.shelf import Shelf
from tests.browser.telling import Phone, some
from tests.browser_tools.phone import Scripts


@pytest.mark.parametrize("scripts", ["on", "off"])
def test_every_list_of_problems_has_the_focus_and_leads_to_a_control(
    phone: Phone, shelf: Shelf, scripts: Scripts
) -> None:
    wrong = [page for page in shelf.pages if page.has_error]
    for page, tab in shelf.turn(phone(scripts=scripts), wrong):
        tab.locator(".nhsuk-error-summary:focus").wait_for()
        for link in tab.locator(".nhsuk-error-summary a").all():
            href = link.get_attribute("href") or ""
            link.click()
            assert tab.locator(f"{href}:focus").count() == 1, f"{page.name}: {href}"


def test_a_page_has_the_same_controls_without_scripts(phone: Phone, shelf: Shelf) -> None:
    listing = (
        "[...document.querySelectorAll('input, button, textarea, a, summary')].map(one => one.outerHTML)"
    )
    pages = some(shelf.pages)
    with_scripts = [tab.evaluate(listing) for _page, tab in shelf.turn(phone(), pages)]
    without = [tab.evaluate(listing) for _page, tab in shelf.turn(phone(scripts="off"), pages)]
    assert with_scripts == without


@pytest.mark.parametrize(("scripts", "left"), [("on", ["none"]), ("off", ["told", "plan", "none"])])
def test_none_of_these_takes_the_others_away_where_scripts_run(
    phone: Phone, shelf: Shelf, scripts: Scripts, left: list[str]
) -> None:
    (clean,) = some(shelf.pages, ["multiple, clean"])
    page = shelf.open(phone(scripts=scripts), clean)
    ticked = "boxes => boxes.map(box => box.value)"
    for label in ("Being told", "Treatment and plans", "None of these"):
        page.get_by_label(label, exact=True).check()
    assert page.eval_on_selector_all("input:checked", ticked) == left
    if scripts == "on":
        page.get_by_label("Nurses", exact=True).check()
        assert page.eval_on_selector_all("input:checked", ticked) == ["nurse"]


@pytest.mark.parametrize("scripts", ["on", "off"])
def test_answers_can_be_printed_before_they_are_sent(
    person: Callable[..., Person], served: Served, scripts: str
) -> None:
    someone = person(served, scripts=scripts)
    someone.begin(served.new_code())
    someone.hurry_to_check("The nurses.")
    someone.follow("Print my answers")
    assert someone.heading == "Your answers"
    someone.page.emulate_media(media="print")
    assert someone.page.get_by_text("The nurses.").is_visible()
    assert not someone.page.get_by_text("Go back to check and send").is_visible()
    someone.page.emulate_media(media="screen")
    someone.follow("Go back to check and send")
    assert someone.where == "/check"
