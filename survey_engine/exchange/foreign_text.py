"""Texts from other people's files: without markup, without letters that hide or turn others, not too long."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection

from survey_engine.questionnaire.answers import clean_text
from survey_engine.questionnaire.wording import PLACE

LONGEST_TEXT = 1000  # letters of one text, as the file's format has it
LONGEST_LINE = 400  # letters of one line on what is not carried
ALWAYS_FILLED = ("hospital", "wave")
_READ = 50_000  # letters of a text that are looked at; more is cut away in any case
# Embeddings and overrides of direction, and tags: they make a text read as another, or are not seen at all.
_TRICKS = re.compile("[\u202a-\u202e\u2028\u2029\ufeff\U000e0000-\U000e007f]")
_COMMENT = re.compile(r"<!--.{0,2000}?-->", re.DOTALL)
_TAG = re.compile(r"</?[A-Za-z][^<>]{0,500}>")
_BRACED = re.compile(r"(\{[^{}]*\})")

Tell = Callable[[str], None]  # takes a sentence on what is not carried


def plain_text(text: str) -> str:
    """A text without control characters, lone surrogates and letters that hide or turn others."""
    return _TRICKS.sub("", clean_text(text))


def shown(text: object) -> str:
    """Something of a file as a part of one line for a person: no line ends, cut where it is long."""
    line = " ".join(plain_text(str(text)[:_READ]).split())
    return line if len(line) <= LONGEST_LINE else line[:LONGEST_LINE] + "…"


def words_of(text: object, where: str, tell: Tell, places: Collection[str] = ()) -> str:
    """A text that fits: no tags, no braces but around `places`, at most LONGEST_TEXT letters.

    Empty where the file gives none. `where` says in a sentence whose text it is; `places` are what may be
    filled in: `hospital`, `wave`, and earlier single choices.
    """
    given = str(text or "")
    plain = plain_text(given[:_READ])
    bare = _TAG.sub(" ", _COMMENT.sub(" ", plain))
    if bare != plain:
        tell(f"{where}: its markup was taken out.")
        bare = "\n".join(" ".join(line.split()) for line in bare.split("\n"))
    bare = re.sub(r"[ \t]+\n", "\n", re.sub(r"\n{3,}", "\n\n", bare)).strip()
    filled = "".join(part if _is_place(part, places) else _unbraced(part) for part in _BRACED.split(bare))
    if filled != bare:
        tell(f"{where}: its braces became brackets, for braces name what is filled in.")
    if len(filled) > LONGEST_TEXT or len(given) > _READ:
        tell(f"{where}: its text has {len(given)} letters and was cut at {LONGEST_TEXT}.")
        filled = filled[: LONGEST_TEXT - 1].rstrip() + "…"
    return filled


def _is_place(text: str, places: Collection[str]) -> bool:
    found = PLACE.fullmatch(text)
    return found is not None and found[1] in places and (found[2] is None) == (found[1] in ALWAYS_FILLED)


def _unbraced(text: str) -> str:
    return text.replace("{", "(").replace("}", ")")
