"""A condition as the file says it -> the condition of the model."""

from __future__ import annotations

from survey_engine.questionnaire.definition import (
    All,
    Answered,
    AnyOf,
    Condition,
    Is,
    Not,
    OptionId,
    QuestionId,
)
from survey_engine.questionnaire.source import ConditionSource


def both(first: ConditionSource | None, second: ConditionSource | None) -> Condition | None:
    """One condition that is met when both are."""
    given = tuple(_condition(source) for source in (first, second) if source is not None)
    return given[0] if len(given) == 1 else All(given) if given else None


def condition_of(source: ConditionSource | None) -> Condition | None:
    """A condition of the file as the model has it."""
    return None if source is None else _condition(source)


def _condition(source: ConditionSource) -> Condition:
    if source.is_ is not None:
        [(question, wanted)] = source.is_.items()
        options = wanted if isinstance(wanted, tuple) else (wanted,)
        return Is(QuestionId(question), tuple(OptionId(str(option)) for option in options))
    if source.answered is not None:
        return Answered(QuestionId(source.answered))
    if source.not_ is not None:
        return Not(_condition(source.not_))
    if source.all_ is not None:
        return All(tuple(_condition(part) for part in source.all_))
    return AnyOf(tuple(_condition(part) for part in source.any_ or ()))
