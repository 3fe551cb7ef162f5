"""Whether any answers at all meet a condition, by trying those that can make a difference."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import combinations
from typing import assert_never

from survey_engine.questionnaire.answers import Value
from survey_engine.questionnaire.definition import (
    All,
    Answered,
    AnyOf,
    Condition,
    Is,
    Kind,
    Not,
    Question,
    QuestionId,
    Questionnaire,
)  # fmt: skip
from survey_engine.questionnaire.routing import filters, is_met, named_in

MOST_TRIES = 4_000
MOST_DECIDING = 40  # questions that decide together; each is one step deeper
MOST_MENTIONED = 8  # options of one multiple choice; beyond, its subsets are too many to try


def can_be_met(questionnaire: Questionnaire, condition: Condition) -> bool:
    """Say whether some answers, each to a question that is itself shown, meet a condition.

    Where there are too many answers to try them all the answer is yes: only what is certain is a problem.
    """
    names = set(named_in(condition))
    for name in tuple(names):
        question = questionnaire.question(name)
        if question is not None:
            names.update(filters(questionnaire, question))
    if len(names) > MOST_DECIDING:
        return True
    asked = [question for question in questionnaire.questions if question.id in names]
    whens = [questionnaire.shown_when(question) for question in asked]
    values = [tuple(_values(question, [condition, *(when for when in whens if when)])) for question in asked]
    return _Trial(asked, whens, values, condition).succeeds(0, {})


@dataclass
class _Trial:
    """Goes through the deciding questions in order and tries every value of each."""

    asked: list[Question]
    whens: list[Condition | None]
    values: list[tuple[Value | None, ...]]
    condition: Condition
    tries: int = 0

    def succeeds(self, place: int, answers: dict[QuestionId, Value]) -> bool:
        self.tries += 1
        if self.tries > MOST_TRIES:
            return True
        if place == len(self.asked):
            return is_met(self.condition, answers)
        shown = is_met(self.whens[place], answers)
        for value in self.values[place] if shown else (None,):
            here = {**answers, self.asked[place].id: value} if value is not None else answers
            if self.succeeds(place + 1, here):
                return True
        return False


def _values(question: Question, conditions: list[Condition]) -> Iterator[Value | None]:
    """Each option that a condition mentions, one that none does, and no answer."""
    yield from _entered(question, conditions)
    yield None


def _entered(question: Question, conditions: list[Condition]) -> Iterator[Value]:
    mentioned = {option for condition in conditions for option in _options(condition, question.id)}
    known = [option for option in question.options if option.id in mentioned]
    other = next((option for option in question.options if option.id not in mentioned), None)
    if question.kind is not Kind.MULTIPLE:
        yield from (option.id for option in known)
        if other is not None or not question.options:
            yield other.id if other else "x"
        return
    together = [option.id for option in known if not option.exclusive]
    most = min(question.max_choices or len(together), len(together), MOST_MENTIONED)
    for size in range(1, most + 1):
        yield from combinations(together, size)
    yield from ((option.id,) for option in known if option.exclusive)
    if other is not None:
        yield (other.id,)


def _options(condition: Condition, name: QuestionId) -> Iterator[str]:
    match condition:
        case Is():
            yield from condition.options if condition.question == name else ()
        case Answered():
            return
        case Not():
            yield from _options(condition.condition, name)
        case All() | AnyOf():
            for part in condition.conditions:
                yield from _options(part, name)
        case _:
            assert_never(condition)
