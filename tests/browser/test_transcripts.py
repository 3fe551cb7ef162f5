"""What the screen reader was heard to say keeps the rules; and the rules find what breaks them.

Orca itself runs in `dev.py accessibility`, which compares every word with these files.
"""

from __future__ import annotations

import pytest

from survey_engine.places import builtin_folder
from survey_engine.questionnaire.loading import Catalogue
from survey_engine.web.translations import Language
from tests.browser.hearing_rules import Expected, expected_of, faults_of, faults_of_walk
from tests.browser.listening import languages
from tests.browser.transcripts import (
    FOOT,
    LANGUAGES,
    Frames,
    normalised,
    path_of,
    read,
    title_and_rest,
    write,
)
from tests.browser_tools.orca import Utterance, utterances

ENGLISH: Language = languages()["en"]
ASKED = {"Where": Expected("Where were you told at {hospital}?", "Choose one.")}
LOG = """10:00:00.000001 - EVENT MANAGER: something
10:00:00.100000 - SPEECH GENERATOR: default voice requested with language='cy', dialect=''
10:00:00.200000 - SPEECH OUTPUT: 'It's  Cymraeg push button.'{'established': False}
10:00:00.300000 - SPEECH GENERATOR: system voice requested with language='None', dialect='None'
10:00:00.400000 - SPEECH OUTPUT: ' two
                  lines'
10:00:00.500000 - SPEECH OUTPUT: 'tab ' {'established': False}
10:00:00.600000 - SPEECH OUTPUT: ' '
"""
GOOD = """## Where - Part 1 - Your care survey
Page has 3 landmarks.
Choose one.
> Tab
Skip to main content link.
> Tab
Where were you told at Northfield Hospital? panel.
Here.
not selected radio button
"""
WRONG = """## Error: Where - Part 1 - Your care survey
Page has 3 landmarks.
There is a problem
heading level 2
Write a place.
link
Choose one.
> Tab
Where were you told at Northfield Hospital? entry. Error: Write a place.
"""


@pytest.mark.parametrize("code", LANGUAGES)
def test_what_was_heard_keeps_every_rule(code: str) -> None:
    language = languages()[code]
    questionnaire = Catalogue.read([builtin_folder("questionnaires")]).get("sbc_patient", 1)
    pages = read(path_of(code).read_text(encoding="utf-8"))
    assert faults_of_walk(pages, questionnaire, languages(), code) == []
    expected = expected_of(questionnaire, language)
    asked = [page for page in pages if page.title.split(" - ")[0] in expected]
    assert len(asked) >= 4
    assert any(page.title.startswith(language.interface.gettext("Error:")) for page in pages)
    assert code == "en" or f"[{code}] {language.name} push button." in pages[0].steps[-2].lines


def test_a_transcript_is_read_as_it_was_written() -> None:
    text = path_of("en").read_text(encoding="utf-8")
    assert write(read(text)) == text


def test_speech_is_found_in_the_debug_file() -> None:
    assert utterances(LOG) == [
        Utterance("It's Cymraeg push button.", "cy"),
        Utterance("two lines", ""),
        Utterance("tab", ""),
    ]


def test_what_differs_from_run_to_run_is_taken_out() -> None:
    said = [
        Utterance("Loading. Please wait.", ""),
        Utterance("012 345 6789", "en"),
        Utterance("0800 000 0000", "en"),
        Utterance("You can come back until 3 January 2027.", "en"),
        Utterance("Rydych wedi dweud 27 Rhagfyr 2026", "cy"),
        Utterance("3 جنوری، 2027", "en"),
    ]
    assert normalised(said, "en") == [
        "<return code>",
        "0800 000 0000",
        "You can come back until <date>.",
        "[cy] Rydych wedi dweud <date>",
        "<date>",
    ]


def test_the_title_is_that_of_the_page_that_arrived_last() -> None:
    lines = ["Finished loading New Tab.", "Finished loading Where - Your care survey.", "Where"]
    assert title_and_rest(lines) == ("Where - Your care survey", ["Where"])


def test_a_foot_is_written_out_once() -> None:
    frames = Frames()
    page = ["Question", "leaving main content.", "information", "Help"]
    assert frames.shortened(page) == page
    assert frames.shortened(["Another", *page[1:]]) == ["Another", FOOT]
    assert frames.shortened(["Third", "leaving main content.", "Others"])[1:] == [page[1], "Others"]


@pytest.mark.parametrize("text", [GOOD, WRONG])
def test_a_page_as_it_should_be_breaks_no_rule(text: str) -> None:
    (page,) = read(text)
    assert faults_of(page, ASKED, ENGLISH) == []


@pytest.mark.parametrize(
    ("text", "taken", "put", "fault"),
    [
        (GOOD, "> Tab\nSkip to main", "> Tab\nOne.\n> Tab\nTwo.\n> Tab\nSkip to main", "within 3 stops"),
        (GOOD, "Where were you told at", "Where at", "the question is not said"),
        (GOOD, "Choose one.\n", "", "the hint is not said"),
        (GOOD, "Here.", "[cy] Yma.", "another language"),
        (GOOD, "Here.", "[en] Here.", "the page's language"),
        (WRONG, "entry. Error: Write a place.", "entry.", "the error is not said"),
        (WRONG, "There is a problem", "Skip to main content", "not what is said first"),
        (WRONG, "Write a place.\nlink", "Write a place.\nleaving list.", "does not lead"),
        (GOOD, "Choose one.", "statusbar\nChoose one.", "its words are not said"),
        (GOOD, "Choose one.", "Choose one.\n2 values\nChange", "an answer is not said"),
    ],
)
def test_each_rule_finds_what_breaks_it(text: str, taken: str, put: str, fault: str) -> None:
    assert taken in text
    (page,) = read(text.replace(taken, put, 1))
    found = faults_of(page, ASKED, ENGLISH)
    assert len(found) == 1
    assert fault in found[0]
