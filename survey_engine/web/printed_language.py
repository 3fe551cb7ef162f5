"""Words for what is printed in one language: whole, or refused, for a sheet never mixes languages."""

from __future__ import annotations

import copy
from collections.abc import Callable
from typing import Any

from babel.support import NullTranslations

from survey_engine.questionnaire.directions import Translate
from survey_engine.web.translations import ENGLISH, Language


class MissedTexts(NullTranslations):
    """Stands behind a language and notes each text that it lacks."""

    def __init__(self) -> None:
        super().__init__()
        self.texts: set[str] = set()

    def gettext(self, message: str) -> str:
        """The English, noted."""
        self.texts.add(message)
        return message


def translator(language: Language) -> Translate:
    """What puts a text of the interface into a language, with its values."""
    return _translator_of(language.interface)


def missed_texts(language: Language, say: Callable[[Translate], object]) -> frozenset[str]:
    """The texts that a language lacks, of all that `say` asks to be translated. English lacks none."""
    if language.code == ENGLISH:
        return frozenset()
    missed, behind = MissedTexts(), copy.copy(language.interface)  # the language itself stays as it is
    behind.add_fallback(missed)
    say(_translator_of(behind))
    return frozenset(missed.texts)


def _translator_of(interface: NullTranslations) -> Translate:
    def translate(text: str, /, **values: Any) -> str:
        said = str(interface.gettext(text))
        return said % values if values else said

    return translate


def incomplete(language: Language, what: str, missing: int, thing: str = "form") -> str:
    """Why something is not printed in this language, and what to do."""
    return (
        f"In {language.code}, {missing} {what} are not translated. A {thing} never mixes languages. "
        f"Next: survey-engine translation export {language.code} --to xlsx."
    )


def is_draft(language: Language) -> bool:
    """Whether what is printed must say that no native reader has checked it."""
    return language.code != ENGLISH and language.is_draft
