"""Invented answers are answers that the one validation takes, on the path that they make, and are marked."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from random import Random

import pytest

from survey_engine.places import builtin_folder
from survey_engine.questionnaire.answers import Value, read_answer
from survey_engine.questionnaire.definition import Kind, Question, Questionnaire, Score
from survey_engine.questionnaire.loading import Catalogue
from survey_engine.questionnaire.routing import path, prune, shown_questions
from survey_engine.questionnaire.synthetic import MARK, synthetic_answers

QUESTIONNAIRES = tuple(Catalogue.read([builtin_folder("questionnaires")]))
PEOPLE = 60
LATEST = date(2026, 1, 31)


@pytest.fixture(params=QUESTIONNAIRES, ids=lambda one: f"{one.id}-{one.version}")
def questionnaire(request: pytest.FixtureRequest) -> Questionnaire:
    """Every version there is."""
    found: Questionnaire = request.param
    return found


def people(questionnaire: Questionnaire, favour: float = 0.7) -> Iterator[dict[str, Value]]:
    """Many invented persons."""
    return (dict(synthetic_answers(questionnaire, Random(seed), favour)) for seed in range(PEOPLE))


def asked(questionnaire: Questionnaire, answers: dict[str, Value]) -> list[Question]:
    """The questions on the path of these answers."""
    shown = [one for page in path(questionnaire, answers) for one in shown_questions(page, answers)]
    return [question for question in shown if question.kind is not Kind.STATEMENT]


def test_every_answer_is_one_the_validation_takes_unchanged(questionnaire: Questionnaire) -> None:
    for answers in people(questionnaire):
        for name, value in answers.items():
            question = questionnaire.question(name)
            assert question is not None
            raw = value if isinstance(value, tuple) else (value,)
            assert read_answer(question, raw, latest=LATEST).value == value


def test_no_answer_is_off_the_path(questionnaire: Questionnaire) -> None:
    assert all(prune(questionnaire, answers) == answers for answers in people(questionnaire))


def test_about_one_question_in_ten_is_skipped(questionnaire: Questionnaire) -> None:
    shown = answered = 0
    for answers in people(questionnaire):
        shown += len(asked(questionnaire, answers))
        answered += len(answers)
    assert 0.85 < answered / shown < 0.95


def test_every_text_says_that_it_is_invented(questionnaire: Questionnaire) -> None:
    texts = {question.id for question in questionnaire.asked() if question.kind is Kind.TEXT}
    found = [str(answers[name]) for answers in people(questionnaire) for name in texts & answers.keys()]
    assert all(text.startswith(MARK) for text in found)
    assert bool(found) == bool(texts)


def test_every_question_is_answered_by_someone(questionnaire: Questionnaire) -> None:
    reached = {name for answers in people(questionnaire) for name in answers}
    assert {question.id for question in questionnaire.asked()} == reached


def test_favour_decides_how_often_the_care_is_praised(questionnaire: Questionnaire) -> None:
    assert praised(questionnaire, 0.9) > praised(questionnaire, 0.5) > praised(questionnaire, 0.1)


def praised(questionnaire: Questionnaire, favour: float) -> float:
    """The share of scored answers that speak well of the care."""
    scores = [
        option.score
        for answers in people(questionnaire, favour)
        for name, value in answers.items()
        if (question := questionnaire.question(name)) and (option := question.option(str(value)))
    ]
    return scores.count(Score.POSITIVE) / (scores.count(Score.POSITIVE) + scores.count(Score.NEGATIVE))


def test_the_same_seed_invents_the_same_person(questionnaire: Questionnaire) -> None:
    first, again, other = (synthetic_answers(questionnaire, Random(seed), 0.7) for seed in (1, 1, 2))
    assert first == again
    assert first != other
