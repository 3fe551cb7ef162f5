"""What scripts add, and that nothing is missing without them."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest

from tests.browser.album import SavedPage
from tests.browser.gates import LOADED, UNSCRIPTED, found_by
from tests.browser.person import Person
from tests.browser.serving import Served
from tests.browser.shelf import Shelf
from tests.browser.telling import Phone, build_of, page_types, some
from tests.browser_tools.phone import Scripts


def test_every_page_passes_as_it_loads_and_is_touched(phone: Phone, shelf: Shelf) -> None:
    """The script is the same in every language; what Urdu turns round is where a list of problems stands."""
    english = page_types(page for page in shelf.pages if page.language == "en")
    urdu = page_types(page for page in shelf.pages if page.language == "ur" and page.has_error)
    assert found_by(LOADED, shelf.turn(phone(), [*english, *urdu])) == []


def test_every_control_can_be_used_without_scripts(phone: Phone, shelf: Shelf) -> None:
    gate = {"controls without scripts": UNSCRIPTED["controls without scripts"]}
    tab = shelf.open(phone(scripts="off"), shelf.pages[0])
    assert found_by(gate, shelf.leaf(tab, page_types(shelf.pages))) == []


def test_every_list_of_problems_has_the_focus_without_scripts(phone: Phone, shelf: Shelf) -> None:
    gate = {"summary without scripts": UNSCRIPTED["summary without scripts"]}
    wrong = page_types(page for page in shelf.pages if page.language != "cy" and page.has_error)
    assert found_by(gate, shelf.turn(phone(scripts="off"), wrong)) == []


def test_a_page_is_built_the_same_in_welsh(saved_pages: tuple[SavedPage, ...]) -> None:
    """So what holds as an English page loads holds for the Welsh one."""
    notice = re.compile(r'<p class="notice"[^>]*>\s*Drafft[^<]*</p>')  # that it is a draft
    english = re.compile(r'<bdi lang="en">([^<]*)</bdi>')  # a helpline's name: marked, where it is not Welsh
    builds: dict[str, dict[str, tuple[str, ...]]] = {"en": {}, "cy": {}}
    for page in saved_pages:
        if page.language in builds:
            html = re.sub(r'lang="(?:cy|en)"', "", english.sub(r"\1", notice.sub("", page.html)))
            builds[page.language][page.name] = build_of(html)
    assert {name: builds["en"][name] for name in builds["cy"]} == builds["cy"]


@pytest.mark.parametrize("scripts", ["on", "off"])
def test_every_list_of_problems_leads_to_a_control(phone: Phone, shelf: Shelf, scripts: Scripts) -> None:
    wrong = page_types(page for page in shelf.pages if page.has_error and page.language == "en")
    assert len(wrong) > 10
    for page, tab in shelf.turn(phone(scripts=scripts), wrong):
        for link in tab.locator("[data-error-summary] a").all():
            href = link.get_attribute("href") or ""
            link.click()
            assert tab.locator(f"{href}:focus").count() == 1, f"{page}: {href}"


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
