"""Each gate of this folder finds the fault that is put into a good page."""

from __future__ import annotations

import pytest
from playwright.sync_api import Browser

from tests.browser.fitting import FocusPixels, text_spacing_problems
from tests.browser.keyboard import Keyboard
from tests.browser.shelf import Shelf
from tests.browser.telling import Phone, some
from tests.patient.reading import grade, long_sentences

ADD_STYLE = """text => { const sheet = new CSSStyleSheet(); sheet.replaceSync(text);
  document.adoptedStyleSheets = [sheet]; }"""


@pytest.mark.parametrize(
    ("style", "finding"),
    [
        ("h1 { height: 1.2em !important; overflow: hidden }", "cut off"),
        ("button { white-space: nowrap; overflow: hidden; width: 90px !important }", "cut off"),
        (".nhsuk-button { min-width: 400px !important; max-width: none !important }", "px wide"),
    ],
)
def test_words_that_are_cut_off(phone: Phone, shelf: Shelf, style: str, finding: str) -> None:
    page = shelf.open(phone(), some(shelf.pages, ["text, clean"])[0])
    assert text_spacing_problems(page) == []
    page.evaluate(ADD_STYLE, style)
    assert any(finding in problem for problem in text_spacing_problems(page))


@pytest.mark.parametrize(
    "style",
    [
        "* { outline: none !important; box-shadow: none !important }",
        "* { outline-width: 1px !important; box-shadow: none !important }",
        "* { outline-color: #d8dde0 !important; box-shadow: none !important }",
    ],
)
def test_a_focus_that_is_hardly_seen(phone: Phone, browser: Browser, shelf: Shelf, style: str) -> None:
    page = shelf.open(phone(), some(shelf.pages, ["question p03"])[0])
    page.evaluate(ADD_STYLE, style)
    pixels = FocusPixels(browser)
    found = pixels.problems(page)
    pixels.close()
    assert any("nhsuk-radios__input" in problem for problem in found)
    assert any("<button" in problem for problem in found)


def test_a_stop_that_cannot_be_seen_ends_a_walk_by_keys(phone: Phone, shelf: Shelf) -> None:
    page = shelf.open(phone(), some(shelf.pages, ["question p03"])[0])
    page.evaluate(ADD_STYLE, "* { outline: none !important }")
    with pytest.raises(AssertionError, match="cannot be seen"):
        Keyboard(page).tab_to_question()


def test_links_in_the_way_of_the_question(phone: Phone, shelf: Shelf) -> None:
    page = shelf.open(phone(), some(shelf.pages, ["question p03"])[0])
    page.evaluate(
        "document.querySelector('header').append(...['Home', 'News', 'About'].map(word =>"
        " Object.assign(document.createElement('a'), {href: '/', textContent: word})))"
    )
    with pytest.raises(AssertionError, match="stops before the question"):
        Keyboard(page).tab_to_question()


def test_hard_words_and_long_sentences() -> None:
    hard = (
        "<main><p>"
        + "Multidisciplinary consultation facilitates individualised treatment. " * 12
        + "</p></main>"
    )
    easy = "<main><p>" + "You can stop at any time and come back. " * 12 + "</p></main>"
    long = "<main><p>" + "and then " * 11 + ".</p></main>"
    assert grade(hard) > 12
    assert grade(easy) < 6
    assert long_sentences(easy) == []
    assert len(long_sentences(long)) == 1
