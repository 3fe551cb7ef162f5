"""How the boxes of a question stand on a sheet of paper, which decides by what number each is keyed."""

from __future__ import annotations

from survey_engine.questionnaire.definition import TYPED, Kind, Option, Question


def boxes_of(question: Question) -> tuple[list[Option], list[Option]]:
    """The boxes to tick, and those that stand after "or"; a scale's own row of numbers is in neither."""
    if question.kind is Kind.SCALE:
        return [], [option for option in question.options if option.escape]
    if question.kind in TYPED or question.kind is Kind.TEXT:
        return [], list(question.options)
    alone = [option for option in question.options if option.exclusive]
    return [option for option in question.options if not option.exclusive], alone
