"""Every page as it is written: the rules of the house, two checkers of HTML, and words that are easy."""

from __future__ import annotations

from collections import Counter

from tests.browser.saved_pages import KINDS, SavedPage
from tests.browser.telling import TELLING
from tests.browser_tools.html_checkers import html_validate, vnu
from tests.page_rules import check_page
from tests.patient.reading import grade, long_sentences

HARDEST_GRADE = 6.0


def test_every_page_type_was_saved_in_its_states(saved_pages: tuple[SavedPage, ...]) -> None:
    names = {page.name for page in saved_pages}
    twice = [name for name, count in Counter(page.name for page in saved_pages).items() if count > 1]
    assert twice == []
    assert set(TELLING) <= names
    assert {
        f"{kind}, {state}" for kind in KINDS for state in ("clean", "wrong", "answered", "on return")
    } <= names
    assert len([name for name in names if name.startswith("question p")]) >= 50
    assert sum(page.has_error for page in saved_pages) >= 15


def test_every_page_keeps_the_rules_of_the_house(saved_pages: tuple[SavedPage, ...]) -> None:
    found = [
        f"{page.name}: {problem}"
        for page in saved_pages
        for problem in check_page(page.html, url=f"http://localhost{page.path}", status=page.status)
    ]
    assert found == []


def test_html_validate_finds_nothing(saved_pages: tuple[SavedPage, ...]) -> None:
    assert html_validate({page.name: page.html for page in saved_pages}) == []


def test_the_nu_checker_finds_nothing(saved_pages: tuple[SavedPage, ...]) -> None:
    assert vnu({page.name: page.html for page in saved_pages}) == []


def test_the_words_are_easy(saved_pages: tuple[SavedPage, ...]) -> None:
    grades = {page.name: grade(page.html) for page in saved_pages}
    assert {name: found for name, found in grades.items() if found > HARDEST_GRADE} == {}
    assert sum(found > 0 for found in grades.values()) > 10  # long enough to have a grade
    long = sorted({sentence for page in saved_pages for sentence in long_sentences(page.html)})
    assert long == []
