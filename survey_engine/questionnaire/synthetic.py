"""Invented answers for demonstrations and measurements.

They walk the real routing, and every text among them says that it is invented.
"""

from __future__ import annotations

from collections.abc import Sequence
from random import Random
from typing import Final, assert_never

from survey_engine.questionnaire.answers import Answers, Value
from survey_engine.questionnaire.definition import (
    Kind,
    NumberRange,
    Option,
    Question,
    QuestionId,
    Questionnaire,
    Score,
)  # fmt: skip
from survey_engine.questionnaire.routing import next_page, path, prune, shown_questions

MARK: Final = "[Synthetic] "
"""How every invented text begins, so that nobody can take it for a person's words."""

_SKIPPED: Final = 0.1
_WAY_OUT: Final = 0.06  # "I do not know", "Does not apply"
_FIRST_YEAR, _LAST_YEAR = 2015, 2024  # past in every year this program will be shown in

# Invented words must fit any question: what was good, what should change, what else there is.
_WORDS: Final = (
    "How the scan results were explained, and how long that took.",
    "The nurse, and the telephone number to reach her.",
    "Letters: what was in them and when they came.",
    "Telling the same story at each visit.",
    "Parking, waiting and the chairs in the waiting room.",
)


def synthetic_answers(questionnaire: Questionnaire, rng: Random, favour: float) -> dict[QuestionId, Value]:
    """Invent one person's answers, page by page along the path that they themselves make.

    favour, from 0 to 1, is how often a scored answer speaks well of the care. About one question in ten is
    skipped. The same random state gives the same answers.
    """
    answers: dict[QuestionId, Value] = {}
    page = next(iter(path(questionnaire, answers)), None)
    while page is not None:
        for question in shown_questions(page, answers):
            value = None if rng.random() < _SKIPPED else _invented(question, rng, favour)
            if value is not None:
                answers[question.id] = value
        page = next_page(questionnaire, answers, page.id)
    return prune(questionnaire, answers)


def as_sent(questionnaire: Questionnaire, answers: Answers) -> dict[QuestionId, Value | None]:
    """What a response holds of someone who saw every page: each question of the path, None where skipped."""
    kept = prune(questionnaire, answers)
    return {
        question.id: kept.get(question.id)
        for page in path(questionnaire, kept)
        for question in shown_questions(page, kept)
        if question.kind is not Kind.STATEMENT
    }


def _invented(question: Question, rng: Random, favour: float) -> Value | None:
    offered = [option for option in question.options if option.retired_in is None]
    ways_out = [option for option in offered if option.escape]
    if ways_out and rng.random() < _WAY_OUT:
        return (rng.choice(ways_out).id,) if question.kind is Kind.MULTIPLE else rng.choice(ways_out).id
    inside = [option for option in offered if not option.escape]
    match question.kind:
        case Kind.SINGLE:
            return _one(inside or offered, rng, favour).id
        case Kind.MULTIPLE:
            return _several(inside or offered, question.max_choices, rng)
        case Kind.SCALE:
            return _step(inside, rng, favour).id
        case Kind.NUMBER:
            return _number(question.number, rng)
        case Kind.MONTH_YEAR:
            return _month(rng)
        case Kind.DATE:
            return f"{rng.randint(_FIRST_YEAR, _LAST_YEAR)}-{rng.randint(1, 12):02d}-{rng.randint(1, 28):02d}"
        case Kind.TEXT:
            return MARK + rng.choice(_WORDS)
        case Kind.STATEMENT:
            return None
        case _:
            assert_never(question.kind)


def _one(options: Sequence[Option], rng: Random, favour: float) -> Option:
    """One of the options that speak for the care, or against it; any where none is scored."""
    wanted = Score.POSITIVE if rng.random() < favour else Score.NEGATIVE
    scored = [option for option in options if option.score is wanted]
    # Where the care was not needed at all nothing is scored: that happens too.
    neutral = [option for option in options if option.score not in (Score.POSITIVE, Score.NEGATIVE)]
    if scored and not (neutral and rng.random() < _SKIPPED):
        return rng.choice(scored)
    return rng.choice(neutral or options)


def _several(options: Sequence[Option], most: int | None, rng: Random) -> tuple[str, ...]:
    together = [option for option in options if not option.exclusive]
    alone = [option for option in options if option.exclusive]
    if not together or (alone and rng.random() < _SKIPPED):
        return (rng.choice(alone).id,)
    count = rng.randint(1, min(len(together), most or 3, 3))
    chosen = {option.id for option in rng.sample(together, count)}
    return tuple(option.id for option in together if option.id in chosen)


def _step(options: Sequence[Option], rng: Random, favour: float) -> Option:
    """A step of a scale, around the place that favour gives."""
    place = round(rng.gauss(favour * (len(options) - 1), len(options) / 6))
    return options[max(0, min(len(options) - 1, place))]


def _number(asked: NumberRange | None, rng: Random) -> str | None:
    """A whole number inside the range: whole numbers are steps of any range that starts at one."""
    if asked is None:
        return None
    least, most = int(float(asked.minimum)), int(float(asked.maximum))
    step = max(1, int(float(asked.step)))
    return str(rng.randrange(least, most + 1, step))


def _month(rng: Random) -> str:
    year = rng.randint(_FIRST_YEAR, _LAST_YEAR)
    return f"{year}-{rng.randint(1, 12):02d}" if rng.random() < 0.7 else str(year)
