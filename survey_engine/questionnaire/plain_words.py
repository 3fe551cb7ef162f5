"""How hard English words are to read: sentences, grade, and turns of phrase that plain writing leaves out."""

from __future__ import annotations

import re
from functools import cache
from itertools import chain

import pyphen

from survey_engine.questionnaire.wording import PLACE

_SENTENCE_END = re.compile(r"[.?!:](?=\s|$)|\n")
_WORD = re.compile(r"[A-Za-z]+(?:[’'-][A-Za-z]+)*|\d+")
_CONTRACTION = re.compile(r"\b\w+n[’']t\b", re.IGNORECASE)
_HYPHENATION = pyphen.Pyphen(lang="en_GB")


def sentences(text: str) -> list[str]:
    """The sentences of a text, what is piped into it counting as one word."""
    parts = _SENTENCE_END.split(PLACE.sub("it", text))
    return [" ".join(part.split()) for part in parts if re.search(r"[A-Za-z]", part)]


def words(sentence: str) -> list[str]:
    """The words of a sentence; a number is one."""
    return _WORD.findall(sentence)


@cache
def syllables(word: str) -> int:
    """How many syllables a word has: its hyphenation points and one; of a number two."""
    return 2 if word.isdigit() else len(_HYPHENATION.positions(word.lower())) + 1


def grade(text: str) -> float:
    """The Flesch-Kincaid grade: 0.39 words/sentences + 11.8 syllables/words - 15.59.

    Source: Kincaid and others (1975), Research Branch Report 8-75. 0 for a text without a word. Of one short
    sentence it says little: one long word decides it.
    """
    found = [words(sentence) for sentence in sentences(text)]
    count = sum(map(len, found))
    if not count:
        return 0.0
    return 0.39 * count / len(found) + 11.8 * sum(map(syllables, chain(*found))) / count - 15.59


def surplus(text: str) -> int:
    """How many syllables the words of a text have beyond their second: what makes a short text hard."""
    return sum(max(0, syllables(word) - 2) for word in words(PLACE.sub("it", text)))


def contraction(text: str) -> str | None:
    """The first negative contraction ("don't"), which people with less English or poor sight misread."""
    found = _CONTRACTION.search(text)
    return found[0] if found else None
