"""What every text of a catalogue must be, whether or not a test ever comes to the page it stands on.

English is held to its sentences, its words and its grade; Welsh and Urdu, for which there is no measure of
how hard a text is, to the length of their sentences and to being in their own language.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from survey_engine.questionnaire.plain_words import contraction, grade, sentences, surplus, words
from survey_engine.questionnaire.wording import PLACE

LONGEST_SENTENCE = 20  # words in English; a colon ends a sentence, as everywhere in the product
LONGEST_TRANSLATED = 25  # words in Welsh and Urdu, which need more for the same
HARDEST_GRADE = 8.0  # of a text with FEWEST_WORDS or more
FEWEST_WORDS = 10
MOST_SURPLUS = 3  # syllables beyond the second of each word, in a text of fewer words
# What blames, threatens or frightens.
HARSH = re.compile(
    r"\b(?:invalid\w*|fail\w*|errors?|illegal\w*|forb[ai]d\w*|must|denied|deny|den(?:ies|ying)|refus\w*|reject\w*"
    r"|abort\w*|fatal\w*|prohibit\w*|mandatory|compulsory|obligatory|required?|incorrect\w*|not allowed"
    r"|unauthori\w*|warning|penalt\w*|terminat\w*|kill\w*|bad|blame\w*|victims?|suffer\w*|battl\w*|fight\w*|terminal\w*)\b",
    re.IGNORECASE,
)
LATIN = re.compile(r"\b(?:e\.g|i\.e|etc|via|per|viz|cf|approx)\b")
# Short for what, is said where it stands or known to every patient in Britain.
KNOWN_ABBREVIATIONS = {"NHS", "GP", "AA"}
_VALUE = re.compile(r"%\(\w+\)[sd]")
_ENDS = re.compile(r"[.?!:۔؟](?=[\s”»\"]|$)|\n")
_ENGLISH = re.compile(
    r"\b(?:and|the|are|from|have|has|this|that|with|you|your|our|is|of|to|not|will|please|answers?)\b",
    re.IGNORECASE,
)
_ADDRESS = re.compile(r"\S+@\S+")
_LATIN_LETTERS = re.compile(r"[A-Za-z]{2,}")


@dataclass(frozen=True)
class Translated:
    """One text in another language, beside its English."""

    english: str
    words: str


def plain(text: str) -> str:
    """The text as it is read: what is filled in counts as one word."""
    return PLACE.sub("it", _VALUE.sub("it", text))


def english_problems(text: str) -> Iterator[str]:
    """Every rule that an English text breaks."""
    read = plain(text)
    for sentence in sentences(read):
        if len(words(sentence)) > LONGEST_SENTENCE:
            yield f"a sentence of {len(words(sentence))} words: {sentence}"
    if found := contraction(read):
        yield f"the contraction {found}: {text}"
    if (harsh := HARSH.search(read)) and text != "Error:":
        yield f"the harsh word {harsh[0]}: {text}"
    if latin := LATIN.search(read):
        yield f"{latin[0]}, which is not English: {text}"
    for short in set(re.findall(r"\b[A-Z]{2,}\b", _VALUE.sub("", text))) - KNOWN_ABBREVIATIONS:
        yield f"the abbreviation {short}: {text}"


def hard_texts(texts: Iterable[str]) -> set[str]:
    """The texts that are too hard: by their grade, or by their long words where they are short."""
    return {text for text in texts if _is_hard(plain(text))}


def _is_hard(read: str) -> bool:
    if len(words(read)) < FEWEST_WORDS:
        return surplus(read) > MOST_SURPLUS
    return round(grade(read), 1) > HARDEST_GRADE


def mean_grade(texts: Iterable[str]) -> float:
    """The mean grade of the texts that are long enough to have one."""
    grades = [grade(plain(text)) for text in texts if len(words(plain(text))) >= FEWEST_WORDS]
    return sum(grades) / len(grades)


def translation_problems(language: str, one: Translated, *, same: Iterable[str], names: str) -> Iterator[str]:
    """Every rule that a translation breaks. `same`: words alike in both; `names`: a pattern of what stays."""
    read = plain(one.words)
    for sentence in _ENDS.split(read):
        if len(sentence.split()) > LONGEST_TRANSLATED:
            yield f"a sentence of {len(sentence.split())} words: {sentence.strip()}"
    own = re.sub(names, "", _ADDRESS.sub("", PLACE.sub("", _VALUE.sub("", one.words))))
    if one.words == one.english and re.search(r"[^\W\d]", own) and one.words not in same:
        yield f"left in English: {one.words}"
    elif language == "ur" and (latin := _LATIN_LETTERS.search(own)):
        yield f"English in it ({latin[0]}): {one.words}"
    elif language == "cy" and (english := _ENGLISH.search(own)):
        yield f"English in it ({english[0]}): {one.words}"
