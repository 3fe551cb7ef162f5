"""Every page as it is written: the rules of the house, two checkers of HTML, its languages, easy words."""

from __future__ import annotations

from collections import Counter

import pytest

from tests.browser.album import LANGUAGES, SavedPage
from tests.browser.gates import WRITTEN
from tests.browser.saved_pages import KINDS
from tests.browser.telling import TELLING, page_types
from tests.browser_tools.html_checkers import html_validate, vnu
from tests.patient.reading import grade


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_page_type_was_saved_in_its_states(saved_pages: tuple[SavedPage, ...], language: str) -> None:
    saved = [page for page in saved_pages if page.language == language]
    names = {page.name for page in saved}
    twice = [name for name, count in Counter(page.name for page in saved).items() if count > 1]
    assert twice == []
    assert set(TELLING) <= names
    assert {
        f"{kind}, {state}" for kind in KINDS for state in ("clean", "wrong", "answered", "on return")
    } <= names
    assert len([name for name in names if name.startswith("question p")]) >= 50
    assert sum(page.has_error for page in saved) >= 15
    assert {"text, long text", "text, wrong, long text", "check, long text"} <= names


def test_a_build_stands_for_pages_that_differ_in_words_alone(
    saved_pages: tuple[SavedPage, ...],
) -> None:
    english = [page for page in saved_pages if page.language == "en"]
    builds = page_types(english)
    assert 40 < len(builds) < len(english)
    assert {"question, not answered", "welcome, no consent"} <= {page.name for page in builds}


def test_every_page_passes_what_can_be_read(saved_pages: tuple[SavedPage, ...]) -> None:
    assert [
        f"{page}: {name}: {problem}"
        for page in saved_pages
        for name, gate in WRITTEN.items()
        for problem in gate(page)
    ] == []


def left_and_right(saved_pages: tuple[SavedPage, ...]) -> dict[str, str]:
    """Each build in English and in Urdu; a Welsh page is built as the English one is."""
    builds = page_types(page for page in saved_pages if page.language != "cy")
    return {str(page): page.html for page in builds}


def test_html_validate_finds_nothing(saved_pages: tuple[SavedPage, ...]) -> None:
    assert html_validate(left_and_right(saved_pages)) == []


def test_the_nu_checker_finds_nothing(saved_pages: tuple[SavedPage, ...]) -> None:
    assert vnu(left_and_right(saved_pages)) == []


def test_there_are_pages_long_enough_to_have_a_grade(saved_pages: tuple[SavedPage, ...]) -> None:
    assert sum(grade(page.html) > 0 for page in saved_pages if page.language == "en") > 10
