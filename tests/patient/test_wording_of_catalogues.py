"""Every text there is, of the pages, the letters and all questionnaires, is short, plain and kind."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from survey_engine.exchange.po_files import po_path, read_domain
from survey_engine.exchange.translating import INTERFACE, interface_texts, questionnaire_texts
from survey_engine.places import builtin_folder
from survey_engine.questionnaire.definition import Questionnaire
from survey_engine.questionnaire.loading import Catalogue
from survey_engine.questionnaire.wording import reworded
from tests.page_rules import TELLING
from tests.patient.catalogue_rules import (
    Translated,
    english_problems,
    hard_texts,
    mean_grade,
    translation_problems,
)
from tests.patient.leftovers import NAMES, SAME

VERSIONS = tuple(Catalogue.read([builtin_folder("questionnaires")]))
PAGES = {text for entry in interface_texts() for text in (entry.source, entry.plural) if text}
QUESTIONS = {entry.source for version in VERSIONS for entry in questionnaire_texts([version])}
# Held a good way below what a text alone may have, so that one hard page cannot hide among easy ones.
HARDEST_MEAN = {"pages": 2.5, "questions": 4.0}
# Why each may be harder than the rest.
ACCEPTED = {
    # the name that the law asks an accessibility statement for
    "This website aims to meet level AA of the Web Content Accessibility Guidelines, version 2.2.",
    # an answer in the survey of staff: what these people call their work
    "Administration or management",
}
TRANSLATED = [(language, name) for language in ("cy", "ur") for name in (INTERFACE, "sbc_patient")]
EASY = Translated("You can stop.", "Gallwch stopio.")


def translations(language: str, name: str) -> Iterator[Translated]:
    """Every text of a catalogue, each plural form by itself."""
    for entry in read_domain(po_path(builtin_folder("translations"), language, name), language).entries:
        yield from (Translated(entry.source, words) for words in entry.words)


def titles_of(version: Questionnaire) -> Iterator[str]:
    """What may stand in a title of the browser."""
    yield version.public_name
    for section in version.sections:
        yield section.short_title or section.title
    yield from (question.short_title for question in version.questions)


def test_there_are_as_many_texts_as_there_should_be() -> None:
    assert len(PAGES) > 450
    assert len(QUESTIONS) > 300
    assert {version.id for version in VERSIONS} == {"sbc_patient", "sp_patient", "staff_ready", "site_facts"}
    assert len(VERSIONS) >= 4


@pytest.mark.parametrize("texts", [PAGES, QUESTIONS], ids=["pages", "questions"])
def test_every_english_text_is_short_plain_and_kind(texts: set[str]) -> None:
    assert [problem for text in sorted(texts) for problem in english_problems(text)] == []


def test_every_text_can_be_read_by_most_and_what_is_harder_has_a_reason() -> None:
    assert hard_texts(PAGES | QUESTIONS) == ACCEPTED


@pytest.mark.parametrize(("name", "texts"), [("pages", PAGES), ("questions", QUESTIONS)])
def test_on_the_whole_the_words_are_easy(name: str, texts: set[str]) -> None:
    assert mean_grade(texts) <= HARDEST_MEAN[name]


def test_no_text_of_the_pages_names_the_illness() -> None:
    """Any of them may become a title, and a title is seen over a shoulder."""
    assert [text for text in PAGES if TELLING.search(text)] == []
    for language in ("cy", "ur"):
        assert [one for one in translations(language, INTERFACE) if TELLING.search(one.words)] == []


@pytest.mark.parametrize("version", VERSIONS, ids=lambda version: f"{version.id} {version.version}")
def test_no_title_of_a_questionnaire_names_the_illness(version: Questionnaire) -> None:
    assert [title for title in titles_of(version) if TELLING.search(title)] == []


@pytest.mark.parametrize("language", ["cy", "ur"])
def test_no_translated_title_names_the_illness(language: str) -> None:
    path = po_path(builtin_folder("translations"), language, "sbc_patient")
    known = read_domain(path, language).by_text
    for version in VERSIONS:
        if version.id == "sbc_patient":
            shown = reworded(version, lambda context, text: known[context, text].words[0])
            assert [title for title in titles_of(shown) if TELLING.search(title)] == []


@pytest.mark.parametrize(("language", "name"), TRANSLATED)
def test_every_translation_is_short_and_in_its_language(language: str, name: str) -> None:
    found = [
        problem
        for one in translations(language, name)
        for problem in translation_problems(language, one, same=SAME, names=NAMES.pattern)
    ]
    assert found == []


@pytest.mark.parametrize(
    ("text", "finding"),
    [
        ("and then " * 10 + "again.", "a sentence of 21 words"),
        ("You don't have to answer.", "the contraction don't"),
        ("You can’t go back.", "the contraction can’t"),
        ("It won't be kept, and isn't sent.", "the contraction won't"),
        ("The code is invalid.", "the harsh word invalid"),
        ("Sending failed.", "the harsh word failed"),
        ("Error: this did not work.", "the harsh word Error"),
        ("You must answer.", "the harsh word must"),
        ("People who suffer from it", "the harsh word suffer"),
        ("A letter, e.g. from us", "e.g, which is not English"),
        ("Ask the MDT.", "the abbreviation MDT"),
    ],
)
def test_each_rule_finds_what_breaks_it(text: str, finding: str) -> None:
    assert any(problem.startswith(finding) for problem in english_problems(text))


@pytest.mark.parametrize("text", ["Error:", "The patient’s nurse", "%(count)s of %(total)s", "A barrier"])
def test_no_rule_finds_what_is_not_there(text: str) -> None:
    assert list(english_problems(text)) == []


def test_hard_words_are_found_in_long_texts_and_in_short_ones() -> None:
    long = "Multidisciplinary consultation facilitates individualised treatment, whatever your situation is."
    short = "Multidisciplinary palliation consultation"
    easy = "You can stop at any time, and come back when you like."
    assert hard_texts({long, short, easy}) == {long, short}


@pytest.mark.parametrize(
    ("language", "words", "finding"),
    [
        ("cy", "gair " * 26, "a sentence of 26 words"),
        ("ur", "لفظ " * 26 + "۔", "a sentence of 26 words"),
        ("cy", EASY.english, "left in English"),
        ("ur", EASY.english, "left in English"),
        ("cy", "Gallwch stopio and come back.", "English in it (and)"),
        ("ur", "آپ stop کر سکتے ہیں۔", "English in it (stop)"),
    ],
)
def test_each_rule_of_translations_finds_what_breaks_it(language: str, words: str, finding: str) -> None:
    found = translation_problems(language, Translated(EASY.english, words), same=SAME, names=NAMES.pattern)
    assert any(problem.startswith(finding) for problem in found)


def test_two_short_sentences_of_urdu_are_not_one_long_one() -> None:
    one = Translated(EASY.english, ("لفظ " * 15).strip() + "۔ " + ("لفظ " * 15).strip() + "۔")
    assert list(translation_problems("ur", one, same=SAME, names=NAMES.pattern)) == []
