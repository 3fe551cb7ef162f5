"""Somebody who answers, as a page sees her: a patient with her draft, or one who tries a questionnaire."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Protocol

from survey_engine.questionnaire.answers import Value
from survey_engine.questionnaire.definition import Page, QuestionId, Questionnaire
from survey_engine.questionnaire.progress import Progress


class Answering(Protocol):
    """What the pages are drawn from."""

    @property
    def questionnaire(self) -> Questionnaire:
        """The questions, in her language."""
        ...

    @property
    def progress(self) -> Progress:
        """How far she has come."""
        ...

    @property
    def live(self) -> Mapping[QuestionId, Value]:
        """The answers on the path."""
        ...

    @property
    def path(self) -> tuple[Page, ...]:
        """The pages on the path of these answers."""
        ...

    def filled(self, text: str) -> str:
        """A text of the questionnaire with everything in its places."""
        ...
