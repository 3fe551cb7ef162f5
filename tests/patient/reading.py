"""How hard the words of a page are: Flesch-Kincaid grade, and sentences over 20 words.

Grade = 0.39 words/sentences + 11.8 syllables/words - 15.59 (Kincaid and others, 1975, Report 8-75).
Syllables by the hyphenation points of pyphen, as many as there are, plus one.
"""

from __future__ import annotations

import re
from functools import cache
from xml.etree.ElementTree import Element

import pyphen

from tests.parsed_page import parse

LONGEST_SENTENCE = 20
# Below this many words a grade says nothing: one long name would decide it.
FEWEST_WORDS = 60
BLOCKS = {"p", "li", "h1", "h2", "h3", "label", "legend", "dt", "dd", "button", "summary", "div", "span", "a"}
# Set by the law or the field, and explained where they stand.
NAMES = re.compile(
    r"Web Content Accessibility Guidelines, version 2\.2|Equality Advisory and Support Service|level AA"
    r"|[0-9A-Z]{4}-[0-9A-Z]{4}-[0-9A-Z]{4}"
)
_HYPHENATION = pyphen.Pyphen(lang="en_GB")


def sentences(html: str) -> list[str]:
    """The sentences of the page's main part, each block of text ending one."""
    main = parse(html)[0].find(".//main")
    assert main is not None
    text = NAMES.sub("It", _text_of(main))
    parts = re.split(r"[.?!:](?=\s|$)|\n", text)
    return [" ".join(part.split()) for part in parts if re.search(r"[A-Za-z]", part)]


def _text_of(element: Element) -> str:
    if element.tag in ("script", "style", "input", "textarea"):
        return ""
    inside = (element.text or "") + "".join(_text_of(one) + (one.tail or "") for one in element)
    return f"\n{inside}\n" if element.tag in BLOCKS - {"span", "a"} else inside


def words(sentence: str) -> list[str]:
    """The words of a sentence."""
    return re.findall(r"[A-Za-z]+(?:[’'-][A-Za-z]+)*|\d+", sentence)


@cache
def syllables(word: str) -> int:
    """How many syllables a word has; a number counts as one word of two."""
    if word.isdigit():
        return 2
    return len(_HYPHENATION.positions(word.lower())) + 1


def grade(html: str) -> float:
    """The page's grade; 0 where it has too few words to have one."""
    found = [words(sentence) for sentence in sentences(html)]
    # A label of one or two words is no sentence: it would make any page look easy.
    found = [one for one in found if len(one) > 3]
    count = sum(len(one) for one in found)
    if count < FEWEST_WORDS:
        return 0.0
    syllable_count = sum(syllables(word) for one in found for word in one)
    return 0.39 * count / len(found) + 11.8 * syllable_count / count - 15.59


def long_sentences(html: str) -> list[str]:
    """Sentences of more than 20 words."""
    return [sentence for sentence in sentences(html) if len(words(sentence)) > LONGEST_SENTENCE]
