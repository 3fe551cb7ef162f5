"""What stands in another language than its page says: English that was left, and parts without their mark."""

from __future__ import annotations

import re
from collections.abc import Iterator
from xml.etree.ElementTree import Element

from survey_engine.exchange.translating import interface_texts, questionnaire_texts
from survey_engine.places import builtin_folder
from survey_engine.questionnaire.loading import Catalogue
from tests.parsed_page import parse

VERSIONS = Catalogue.read([builtin_folder("questionnaires")]).versions("sbc_patient")
ENGLISH = {entry.source for entry in (*interface_texts(), *questionnaire_texts(VERSIONS))}
# What is the same in both languages, or stands in another's name.
SAME = {"Cod", "Help", "Drafft", "A", "AA"}
LANGUAGE_NAMES = {"English": "en", "Cymraeg": "cy", "اردو": "ur"}
READ_ALOUD = ("alt", "aria-label", "placeholder", "title")
# Names, codes and marks are the same in every language: those of the survey that the tests open.
NAMES = re.compile(
    r"The Charity(?:'s nurses)?|Breast Cancer Now nurses|Macmillan Support Line|Samaritans"
    r"|Northfield Hospital|“(?:door|survey|device|display)”|WCAG|AA|[0-9A-Z]{3,4}(?:-[0-9A-Z]{4,6})+"
)
_ISOLATED = re.compile("\u2066[^\u2069]*\u2069")
_ENGLISH_WORDS = re.compile(r"\b(?:and|are|can|from|have|not|the|this|with|you|your)\b", re.IGNORECASE)
_ARABIC = re.compile(r"[\u0600-\u06ff]")
_LATIN = re.compile(r"[A-Za-z]{2,}")
# Digits in several groups change places in a line that runs to the left.
_GROUPS = re.compile(r"[0-9]+(?:[ –-]+[0-9]+)+")


class Text:
    """One text of a page, with what its elements say of it."""

    def __init__(self, words: str, language: str, direction: str) -> None:
        """`direction` is that of an element of its own, in which digits and letters keep their order."""
        self.words, self.language, self.direction = words, language, direction


def texts_of(html: str) -> list[Text]:
    """Every text of the page that is seen or read aloud, but not what stands in a box."""
    return list(_texts(parse(html)[0], "", ""))


def _texts(element: Element, language: str, direction: str) -> Iterator[Text]:
    if element.tag in ("script", "style", "textarea"):
        return
    language = element.get("lang", language)
    if element.tag != "html":
        direction = element.get("dir", "auto" if element.tag == "bdi" else direction)
    own = [element.text, *(element.get(name) for name in READ_ALOUD)]
    for words in own:
        if words and words.strip():
            yield Text(" ".join(words.split()), language, direction)
    for child in element:
        yield from _texts(child, language, direction)
        if child.tail and child.tail.strip():
            yield Text(" ".join(child.tail.split()), language, direction)


def english_in(html: str) -> list[str]:
    """The texts of the catalogues that stand on a page in English, and are not marked as English."""
    return [text.words for text in texts_of(html) if text.language != "en" and text.words in ENGLISH - SAME]


def language_problems(html: str, language: str) -> list[str]:
    """What a voice would read with the wrong mouth, or a line would show in the wrong order."""
    # Words that take their direction from themselves may be a person's own, in any language.
    texts = [text for text in texts_of(html) if text.direction != "auto"]
    return [problem for text in texts for problem in _problems(text, language)]


def _problems(text: Text, language: str) -> Iterator[str]:
    named = LANGUAGE_NAMES.get(text.words, text.language)
    if named != text.language:
        yield f"{text.words!r} is read as {text.language}, not as {named}"
    elif bool(_ARABIC.search(text.words)) != (text.language == "ur") and re.search(r"[^\W\d_]", _plain(text)):
        yield f"{text.words!r} is read as {text.language}"
    if text.language == "en" and language != "en" and text.words not in LANGUAGE_NAMES:
        yield f"{text.words!r} is English on a page in {language}"
    if text.language == "cy" and not text.direction and _ENGLISH_WORDS.search(_plain(text)):
        yield f"{text.words!r} is English"
    if text.language == "ur" and not text.direction:
        yield from _out_of_order(text)


def _out_of_order(text: Text) -> Iterator[str]:
    words = _ISOLATED.sub("", text.words)
    if _LATIN.search(NAMES.sub("", words)):
        yield f"{text.words!r} has English in it"
    codes = re.findall(r"[0-9A-Z]{3,4}(?:-[0-9A-Z]{4,6})+", words)
    for group in [*codes, *_GROUPS.findall(words)]:
        yield f"{group!r} changes its order in {text.words!r}"


def _plain(text: Text) -> str:
    return NAMES.sub("", _ISOLATED.sub("", text.words))
