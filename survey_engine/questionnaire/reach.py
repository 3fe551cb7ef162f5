"""Whether any answers at all meet a condition, by trying those that can make a difference."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
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
    OptionId,
    Question,
    QuestionId,
    Questionnaire,
)  # fmt: skip
from survey_engine.questionnaire.routing import is_met, named_in

MOST_TRIES = 4_000  # for one condition
MOST_TRIES_IN_ALL = 10_000  # for a whole questionnaire, so that no file takes long
MOST_DECIDING = 40  # questions that decide together; each is one step deeper
MOST_MENTIONED = 8  # options of one multiple choice; beyond, its subsets are too many to try


@dataclass
class Reach:
    """Finds which conditions of one questionnaire can be met; `filters` are those of every question of it."""

    questionnaire: Questionnaire
    filters: Mapping[QuestionId, tuple[QuestionId, ...]]
    tries_left: int = MOST_TRIES_IN_ALL
    _known: dict[Condition, bool] = field(default_factory=dict)

    def can_be_met(self, condition: Condition) -> bool:
        """Say whether some answers, each to a question that is itself shown, meet a condition.

        Where there are too many answers to try them all the answer is yes: only what is certain is a problem.
        """
        if condition not in self._known:
            self._known[condition] = self._tried(condition)
        return self._known[condition]

    def _tried(self, condition: Condition) -> bool:
        names = set(named_in(condition))
        names.update(*(self.filters.get(name, ()) for name in tuple(names)))
        if len(names) > MOST_DECIDING:
            return True
        asked = [question for question in self.questionnaire.questions if question.id in names]
        whens = [self.questionnaire.shown_when(question) for question in asked]
        conditions = [condition, *(when for when in whens if when)]
        mentioned: dict[QuestionId, set[str]] = {}
        for name, options in (pair for each in conditions for pair in _mentioned(each)):
            mentioned.setdefault(name, set()).update(options)
        values = [tuple(_values(question, mentioned.get(question.id, set()))) for question in asked]
        trial = _Trial(asked, whens, values, condition, min(MOST_TRIES, self.tries_left))
        found = trial.succeeds(0, {})
        self.tries_left -= trial.tries
        return found


@dataclass
class _Trial:
    """Goes through the deciding questions in order and tries every value of each."""

    asked: list[Question]
    whens: list[Condition | None]
    values: list[tuple[Value | None, ...]]
    condition: Condition
    most: int
    tries: int = 0

    def succeeds(self, place: int, answers: dict[QuestionId, Value]) -> bool:
        self.tries += 1
        if self.tries > self.most:
            return True
        if place == len(self.asked):
            return is_met(self.condition, answers)
        shown = is_met(self.whens[place], answers)
        for value in self.values[place] if shown else (None,):
            here = {**answers, self.asked[place].id: value} if value is not None else answers
            if self.succeeds(place + 1, here):
                return True
        return False


def _values(question: Question, mentioned: set[str]) -> Iterator[Value | None]:
    """Each option that a condition mentions, one that none does, and no answer."""
    yield from _entered(question, mentioned)
    yield None


def _entered(question: Question, mentioned: set[str]) -> Iterator[Value]:
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


def _mentioned(condition: Condition) -> Iterator[tuple[QuestionId, tuple[OptionId, ...]]]:
    """Each question that a condition asks for options of, and those."""
    match condition:
        case Is():
            yield condition.question, condition.options
        case Answered():
            return
        case Not():
            yield from _mentioned(condition.condition)
        case All() | AnyOf():
            for part in condition.conditions:
                yield from _mentioned(part)
        case _:
            assert_never(condition)
