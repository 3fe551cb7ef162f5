"""The key pages are said as they are kept, and keep the rules; the rules find what breaks them."""

from __future__ import annotations

import pytest

from tests.browser.album import LANGUAGES
from tests.browser.reading_aloud import UPDATE, differences, faults_of_reading, lines_of, path_of, read_in
from tests.browser.shelf import Shelf
from tests.browser.telling import Phone
from tests.browser.transcripts import read, write
from tests.browser_tools.virtual_reader import Phrase

GOOD = """## month and year, wrong
Error: When - Your care survey
alert
heading, There is a problem, level 2
link, Write the month.
end of alert
group, When were you told?, Error: Write the month.
heading, When were you told?, level 1
textbox, Month, 13, invalid
end of group
group, Where?
radio, Here, not checked, position 1, set size 2
end of group
"""


@pytest.mark.parametrize("language", LANGUAGES)
def test_each_key_page_is_said_as_it_is_kept(phone: Phone, shelf: Shelf, language: str) -> None:
    pages = read_in(language, shelf, phone())
    assert faults_of_reading(pages, language) == []
    changed = differences(language, pages)
    assert changed == [], f"Where it is meant so, {UPDATE} writes it anew.\n" + "\n".join(changed)


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_kept_reading_is_read_as_it_was_written(language: str) -> None:
    text = path_of(language).read_text(encoding="utf-8")
    assert write(read(text)) == text
    assert "[en] button, English, en" in text or language == "en"


def test_what_differs_or_is_never_said_is_left_out() -> None:
    said = [
        Phrase("paragraph", "en"),
        Phrase("Your code 2VCE-6PPE-199* and not 7KQM-2D9F-XA4T", "en"),
        Phrase("end of paragraph", "en"),
        Phrase("349 155 9788", ""),
        Phrase("end of link, Change", "en"),
        Phrase("button, Cymraeg, cy", "cy"),
        Phrase("end of group, Where?, Choose  one.", "en"),
        Phrase("end of list", "en"),
    ]
    assert lines_of(said, "en") == [
        "Your code <code> and not 7KQM-2D9F-XA4T",
        "<return code>",
        "[cy] button, Cymraeg, cy",
        "end of group",
        "end of list",
    ]


def test_a_page_as_it_should_be_breaks_no_rule() -> None:
    assert faults_of_reading(read(GOOD), "en") == []


@pytest.mark.parametrize(
    ("taken", "put", "fault"),
    [
        ("radio, Here, not checked", "radio, not checked", "without a name"),
        ("heading, When were you told?, level 1", "heading, level 1", "without a name"),
        ("end of alert", "button\nend of alert", "without a name"),
        ("group, Where?", "group", "a choice in no group"),
        (", Error: Write the month.", "", "not said where it is"),
        ("group, Where?", "group, Where?\nradio, Cymraeg, checked", "in the page's language"),
        ("alert\n", "heading, When, level 1\nalert\n", "not the first heading"),
    ],
)
def test_each_rule_finds_what_breaks_it(taken: str, put: str, fault: str) -> None:
    assert taken in GOOD
    (found,) = faults_of_reading(read(GOOD.replace(taken, put, 1)), "en")
    assert fault in found


def test_a_changed_word_is_a_difference() -> None:
    pages = read(path_of("en").read_text(encoding="utf-8"))
    assert differences("en", pages) == []
    pages[0].steps[0].lines[2] = "something else"
    assert "+something else" in differences("en", pages)
