"""Made-up languages for tests: accented and 40 % longer, or right to left. What stays English stands out."""

from __future__ import annotations

import re

from survey_engine.questionnaire.wording import PLACE

ACCENTED, RIGHT_TO_LEFT = "en-XA", "en-XB"
PSEUDO = {ACCENTED: "en", RIGHT_TO_LEFT: "ur"}  # the language whose dates and direction each takes

_LETTERS = str.maketrans(
    "abcdeghiklmnoprstuwyzABCDEGHIKLMNOPRSTUWYZ", "áƀçđéğĥíķłɱñöƥřšţúŵýžÁƁÇĐÉĞĤÍĶŁṀÑÖƤŘŠŢÚŴÝŽ"
)
_KEEP = re.compile(rf"%\(\w+\)[sd]|%[sd%]|{PLACE.pattern}")


def pseudo(text: str, language: str) -> str:
    """A text in a made-up language, with its places left as they are."""
    parts: list[str] = []
    end = 0
    for place in _KEEP.finditer(text):
        parts += [_changed(text[end : place.start()], language), place[0]]
        end = place.end()
    whole = "".join([*parts, _changed(text[end:], language)])
    if language == RIGHT_TO_LEFT:
        return f"\u202e{whole}\u202c"
    return whole + " " + "~" * max(1, round(0.4 * len(text)))


def _changed(text: str, language: str) -> str:
    return text if language == RIGHT_TO_LEFT else text.translate(_LETTERS)
