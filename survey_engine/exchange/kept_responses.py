"""Opened responses on their way from their envelopes to the files of a release, in little memory.

Each is written short, without an id: what is the same for all stands nowhere, answers stand in the order of
the questionnaire. Words go along with the codes, for both are needed to work out a person's path; they part
in the pass that makes comments and rows, each of which is shuffled anew.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable
from pathlib import Path

from survey_engine.exchange.scratch import Chance, ScratchShuffle
from survey_engine.questionnaire.answers import Response, Value, to_json
from survey_engine.questionnaire.definition import QuestionId, Questionnaire
from survey_engine.questionnaire.modes import Unclear

_ABSENT = 0  # instead of an answer: the question was not reached, or not shown


class _Shorthand:
    """Responses to one questionnaire in one wave as bytes, and back."""

    def __init__(self, questionnaire: Questionnaire, wave: str) -> None:
        self._questionnaire, self._wave = questionnaire, wave
        self._names = tuple(question.id for question in questionnaire.questions)

    def write(self, response: Response) -> bytes:
        answers = [response.answers.get(name, _ABSENT) for name in self._names]
        while answers and answers[-1] == _ABSENT:
            answers.pop()
        unclear = {name: reason.value for name, reason in response.unclear.items()}
        one = (response.hospital, response.language, response.mode, response.partial, answers, unclear)
        return to_json(one)

    def read(self, data: bytes) -> Response:
        hospital, language, mode, partial, answers, unclear = json.loads(data)
        given = zip(self._names, answers, strict=False)
        return Response(
            questionnaire=self._questionnaire.id,
            version=self._questionnaire.version,
            definition_hash=self._questionnaire.content_hash,
            wave=self._wave,
            hospital=hospital,
            language=language,
            mode=mode,
            partial=partial,
            consent=True,
            answers={name: _value(value) for name, value in given if value != _ABSENT},
            unclear={QuestionId(name): Unclear(reason) for name, reason in unclear.items()},
        )


def _value(value: str | list[str] | None) -> Value | None:
    return tuple(value) if isinstance(value, list) else value


def shuffle_of_responses(
    questionnaire: Questionnaire, wave: str, chance: Chance | None = None, folder: Path | None = None
) -> ScratchShuffle[Response]:
    """A shuffle of consenting responses to one questionnaire in one wave; their ids are dropped."""
    shorthand = _Shorthand(questionnaire, wave)
    return ScratchShuffle(shorthand.write, shorthand.read, chance, folder)


def keep_responses(
    responses: Iterable[Response],
    questionnaire: Questionnaire,
    wave: str,
    chance: Chance | None = None,
    folder: Path | None = None,
) -> Collection[Response]:
    """The responses in random order, in a scratch file made in `folder`."""
    shuffle = shuffle_of_responses(questionnaire, wave, chance, folder)
    for response in responses:
        shuffle.add(response)
    return shuffle.shuffled()
