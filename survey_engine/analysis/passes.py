"""One pass over all responses, for everything that counts them: each accumulator takes each response once."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Protocol

from survey_engine.questionnaire.answers import Response, Value
from survey_engine.questionnaire.definition import Question, Questionnaire
from survey_engine.questionnaire.routing import asked_on_path

OnPath = tuple[tuple[Question, Value | None], ...]


class Accumulator(Protocol):
    """Something that takes responses one by one. What it holds must not grow with their number."""

    def add(self, response: Response, on_path: OnPath) -> None:
        """Takes one response, and what `reached` says of it."""


def pass_over(
    responses: Iterable[Response], questionnaire: Questionnaire, accumulators: Iterable[Accumulator]
) -> None:
    """Give each response to each accumulator. The path of a response is worked out once for all of them."""
    takers = [accumulator.add for accumulator in accumulators]
    for response in responses:
        on_path = reached(response, questionnaire)
        for take in takers:
            take(response, on_path)


def reached(response: Response, questionnaire: Questionnaire) -> OnPath:
    """Every question on the path of a response that takes an answer, with what was answered."""
    return asked_on_path(questionnaire, {name: value for name, value in response.answers.items() if value})
