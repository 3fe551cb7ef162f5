"""Every page in every state before every judge: engines nobody here wrote, and our own."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable

import pytest
from playwright.sync_api import BrowserContext

from tests.browser.saved_pages import SavedPage
from tests.browser.shelf import Shelf
from tests.browser_tools.axe import axe_violations
from tests.browser_tools.fitting import sideways_scroll, small_targets
from tests.browser_tools.html_checkers import html_validate, vnu
from tests.page_rules import check_page
from tests.patient.reading import grade, long_sentences

Phone = Callable[..., BrowserContext]
HARDEST_GRADE = 6.0
# One page of each build, for the looks that differ in nothing but colour and size.
TELLING = (
    "enter",
    "enter, wrong symbol",
    "welcome, no consent",
    "month and year, wrong",
    "sensitive multiple, answered",
    "scale, clean",
    "text, wrong",
    "several, wrong",
    "part start, on return",
    "question, with the return code",
    "check",
    "stop",
    "settings",
    "too busy",
)
LOOKS = (("dark", "normal"), ("high", "normal"), ("normal", "largest"), ("dark", "largest"))
# WCAG 1.4.12, as its text gives the four values.
TEXT_SPACING = (
    "* { line-height: 1.5 !important; letter-spacing: .12em !important; word-spacing: .16em !important; }"
    "p { margin-bottom: 2em !important; }"
)


def some(pages: Iterable[SavedPage], names: Iterable[str]) -> list[SavedPage]:
    """The pages of these names, all of which there must be."""
    by_name = {page.name: page for page in pages}
    return [by_name[name] for name in names]


def test_every_page_type_was_saved_in_its_states(saved_pages: tuple[SavedPage, ...]) -> None:
    names = {page.name for page in saved_pages}
    twice = [name for name, count in Counter(page.name for page in saved_pages).items() if count > 1]
    assert twice == []
    assert set(TELLING) <= names
    assert len([name for name in names if name.startswith("question p")]) >= 50
    assert sum(page.has_error for page in saved_pages) >= 15
    assert sum(name.endswith("on return") for name in names) >= 7


def test_every_page_keeps_the_rules_of_the_house(saved_pages: tuple[SavedPage, ...]) -> None:
    found = [
        f"{page.name}: {problem}"
        for page in saved_pages
        for problem in check_page(page.html, url=f"http://localhost{page.path}", status=page.status)
    ]
    assert found == []


def test_axe_finds_nothing_on_any_page(phone: Phone, shelf: Shelf) -> None:
    found = []
    for page, tab in shelf.turn(phone(), shelf.pages):
        tab.evaluate("document.querySelectorAll('details').forEach(one => { one.open = true; })")
        found += [f"{page.name}: {problem}" for problem in axe_violations(tab)]
    assert found == []


@pytest.mark.parametrize(("contrast", "text_size"), LOOKS)
def test_axe_finds_nothing_in_any_look(phone: Phone, shelf: Shelf, contrast: str, text_size: str) -> None:
    chosen = {"contrast": contrast, "text_size": text_size}
    found = [
        f"{page.name}: {problem}"
        for page, tab in shelf.turn(phone(), some(shelf.pages, TELLING), **chosen)
        for problem in axe_violations(tab)
    ]
    assert found == []


def test_two_checkers_of_html_find_nothing(saved_pages: tuple[SavedPage, ...]) -> None:
    pages = {page.name: page.html for page in saved_pages}
    assert html_validate(pages) == []
    assert vnu(pages) == []


def test_no_page_scrolls_sideways_and_every_target_is_large(phone: Phone, shelf: Shelf) -> None:
    found = []
    for page, tab in shelf.turn(phone(), shelf.pages):
        found += [f"{page.name}: {problem}" for problem in small_targets(tab) + sideways_scroll(tab)]
    assert found == []


def test_wider_text_spacing_cuts_nothing_off(phone: Phone, shelf: Shelf) -> None:
    found = []
    for page, tab in shelf.turn(phone(), some(shelf.pages, TELLING)):
        tab.evaluate(
            """text => { const sheet = new CSSStyleSheet(); sheet.replaceSync(text);
               document.adoptedStyleSheets = [sheet]; }""",
            TEXT_SPACING,
        )
        clipped = tab.evaluate(
            """() => [...document.querySelectorAll('main *, footer *')].filter(one =>
                 one.scrollWidth > one.clientWidth + 1 && one.clientWidth > 0
                 && getComputedStyle(one).overflowX === 'hidden'
                 && !one.closest('.nhsuk-u-visually-hidden')
               ).map(one => one.outerHTML.slice(0, 120))"""
        )
        wide = tab.evaluate("document.documentElement.scrollWidth > innerWidth")
        found += [f"{page.name}: {one}" for one in clipped] + ([f"{page.name}: too wide"] if wide else [])
    assert found == []


@pytest.mark.parametrize("scripts", ["on", "off"])
def test_every_list_of_problems_has_the_focus_and_leads_to_a_control(
    phone: Phone, shelf: Shelf, scripts: str
) -> None:
    wrong = [page for page in shelf.pages if page.has_error]
    for page, tab in shelf.turn(phone(scripts=scripts), wrong):
        tab.locator(".nhsuk-error-summary:focus").wait_for()
        for link in tab.locator(".nhsuk-error-summary a").all():
            href = link.get_attribute("href") or ""
            link.click()
            assert tab.locator(f"{href}:focus").count() == 1, f"{page.name}: {href}"


def test_a_page_has_the_same_controls_without_scripts(phone: Phone, shelf: Shelf) -> None:
    pages = some(shelf.pages, TELLING)
    listing = "[...document.querySelectorAll('input, button, textarea, a')].map(one => one.outerHTML)"
    with_scripts = [tab.evaluate(listing) for _page, tab in shelf.turn(phone(), pages)]
    blocked = [tab.evaluate(listing) for _page, tab in shelf.turn(phone(scripts="blocked"), pages)]
    assert with_scripts == blocked


def test_the_words_are_easy(saved_pages: tuple[SavedPage, ...]) -> None:
    hard = [
        f"{page.name}: {found:.1f}" for page in saved_pages if (found := grade(page.html)) > HARDEST_GRADE
    ]
    assert hard == []
    long = sorted({sentence for page in saved_pages for sentence in long_sentences(page.html)})
    assert long == []
